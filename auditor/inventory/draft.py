"""The rows of all sources with their places: what the cross checks look at before it becomes ``Tables``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from auditor.inventory.grid import Grid
from auditor.inventory.records import Record
from auditor.inventory.tables import PersonalData, Tables
from checks._contract import Account, Administrator, Evidence, Login, Person, Policy, TransferOrder

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Placed(Generic[T_co]):
    """A row with the record it was read from."""

    row: T_co
    record: Record


@dataclass(frozen=True, slots=True)
class Draft:
    """As ``Tables``; None where no source holds the table.

    ``unreadable`` names the tables of which a part could not be read: what they hold is not known, so nothing is said
    to be missing from them.
    """

    accounts: Sequence[Placed[Account]] | None
    logins: Sequence[Placed[Login]] | None
    administrators: Sequence[Placed[Administrator]] | None
    staff: Sequence[Placed[tuple[Person, PersonalData]]] | None
    transfers: Sequence[Placed[TransferOrder]] | None
    evidence: Sequence[Placed[Evidence]] | None
    policies: Sequence[Placed[Policy]] | None
    unreadable: frozenset[str]
    grids: Mapping[str, Grid]  # table → where a source brings it, for what concerns the table as a whole

    def holds(self, table: str) -> bool:
        """Whether a source brings this table, so that the stored one is replaced; false for what is no table here."""
        return table in self.grids

    def tables(self) -> Tables:
        return Tables(
            accounts=_rows(self.accounts),
            logins=_rows(self.logins),
            administrators=_rows(self.administrators),
            staff=None if self.staff is None else tuple(placed.row[0] for placed in self.staff),
            transfers=_rows(self.transfers),
            evidence=_rows(self.evidence),
            policies=_rows(self.policies),
            personal=() if self.staff is None else tuple(placed.row[1] for placed in self.staff),
        )


def _rows(placed: Sequence[Placed[T_co]] | None) -> tuple[T_co, ...] | None:
    return None if placed is None else tuple(each.row for each in placed)
