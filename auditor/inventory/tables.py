"""What a source holds once it is read, and what the reader must know about the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from auditor.duties.orders import KnownOrder
from auditor.inventory.headings import Table
from checks._contract import Account, Administrator, Evidence, Login, Person, Policy, TransferOrder
from reports.messages import Message


@dataclass(frozen=True, slots=True, repr=False)
class PersonalData:
    """What of a person may only be measured with. Never printed, never stored, never sent to another process."""

    staff_number: str
    birth_date: date | None
    phone: str

    def __repr__(self) -> str:
        return f"PersonalData(staff_number={self.staff_number!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("personal data is not pickled or copied")


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of the sources, joined. None = no source holds that table; () = it is there and empty.

    ``personal`` goes with ``staff``: one row a person.
    """

    accounts: tuple[Account, ...] | None = None
    logins: tuple[Login, ...] | None = None
    administrators: tuple[Administrator, ...] | None = None
    staff: tuple[Person, ...] | None = None
    transfers: tuple[TransferOrder, ...] | None = None
    evidence: tuple[Evidence, ...] | None = None
    policies: tuple[Policy, ...] | None = None
    personal: tuple[PersonalData, ...] = ()

    def holds(self, table: Table) -> bool:
        """Whether a source brings this table, so that it replaces the stored one."""
        return getattr(self, table.name) is not None


@dataclass(frozen=True, slots=True)
class Known:
    """What the store already holds, for tables that a source speaks of without holding them.

    ``people``: staff number → name. ``account_references`` and ``login_references``: id → names of the stored
    tables that speak of it (the names of the contract, where it is one of these).

    ``orders`` are personnel's, as they came. On ``today`` an order of an earlier day cannot be withdrawn any more (None:
    that is not looked at); orders of a day before ``oldest`` are passed over, for the store has forgotten them.
    """

    account_ids: frozenset[str] = frozenset()
    login_ids: frozenset[str] = frozenset()
    people: Mapping[str, str] = field(default_factory=dict)
    account_references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    login_references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    orders: tuple[KnownOrder, ...] = ()
    today: date | None = None
    oldest: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables, and what was passed over."""

    tables: Tables
    warnings: tuple[Message, ...] = ()
