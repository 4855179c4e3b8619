"""The stored inventory: what imports brought, with its history.

An import replaces the tables that its sources hold and leaves the others alone; what is equal is not written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from auditor.duties.orders import KnownOrder
from auditor.inventory.tables import Known, Tables
from auditor.ledger import schema
from auditor.ledger.register import accounts, administrators, evidence, logins, policies, staff, transfers
from auditor.ledger.register.plan import Change, Plan, TableDifference
from auditor.ledger.register.staff import Personal
from auditor.measuring.personal import PersonalForms
from checks._contract import Account, Administrator, Evidence, Login, Person, Policy

__all__ = [
    "Change",
    "Difference",
    "Stored",
    "TableDifference",
    "apply",
    "difference",
    "held",
    "known",
    "stored",
]


@dataclass(frozen=True, slots=True)
class Stored:
    """The register as it stands. Rows by their ids; ``administrators`` with their history, ``orders`` with those that were
    withdrawn, ``first_imported`` by account id, also of accounts that are gone."""

    accounts: Mapping[str, Account]
    logins: Mapping[str, Login]
    people: Mapping[str, Person]
    administrators: tuple[Administrator, ...]
    orders: tuple[KnownOrder, ...]
    evidence: tuple[Evidence, ...]
    policies: Mapping[str, Policy]
    first_imported: Mapping[str, date]
    personal: Personal

    @property
    def personal_forms(self) -> tuple[PersonalForms, ...]:
        return self.personal.forms

    @property
    def personal_seen(self) -> bool:
        """Whether everybody in the directory was fingerprinted; nobody's data can be looked up otherwise."""
        return len(self.personal.forms) == len(self.people) and self.personal.are_whole


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import changes, table by table; only tables that its sources hold. False when nothing differs."""

    tables: tuple[TableDifference, ...]

    def __bool__(self) -> bool:
        return any(self.tables)


def stored(tx: Connection) -> Stored:
    return Stored(
        accounts=accounts.stored(tx),
        logins=logins.stored(tx),
        people=staff.stored(tx),
        administrators=administrators.stored(tx),
        orders=transfers.known(tx),
        evidence=evidence.stored(tx),
        policies=policies.stored(tx),
        first_imported=accounts.first_imported(tx),
        personal=staff.personal(tx),
    )


def difference(
    tx: Connection, tables: Tables, forms: Mapping[str, PersonalForms] | None, day: date
) -> Difference:
    """What ``apply`` would change."""
    return Difference(tuple(plan.difference for plan in _plans(tx, tables, forms, day)))


def apply(tx: Connection, tables: Tables, forms: Mapping[str, PersonalForms] | None, day: date) -> Difference:
    """Brings the register to what ``tables`` say as of ``day``.

    ``forms``: of the people in ``tables.staff``, by staff number; None where the vault has no key to make them with.
    """
    plans = tuple(_plans(tx, tables, forms, day))
    for plan in plans:
        plan.apply(tx)
    return Difference(tuple(plan.difference for plan in plans))


def _plans(
    tx: Connection, tables: Tables, forms: Mapping[str, PersonalForms] | None, day: date
) -> Iterator[Plan]:
    """In the order in which tables refer to each other."""
    if tables.accounts is not None:
        yield accounts.plan(tx, tables.accounts, day)
    if tables.logins is not None:
        yield logins.plan(tx, tables.logins, day)
    if tables.administrators is not None:
        yield administrators.plan(tx, tables.administrators, day)
    if tables.staff is not None:
        yield staff.plan(tx, tables.staff, tables.personal, forms)
    if tables.transfers is not None:
        # The directory as it stands before the import; the very first one comes with the orders.
        directory = staff.stored(tx) or {row.staff_number: row for row in tables.staff or ()}
        yield transfers.plan(tx, tables.transfers, day, directory)
    if tables.evidence is not None:
        yield evidence.plan(tx, tables.evidence)
    if tables.policies is not None:
        yield policies.plan(tx, tables.policies)


def held(tx: Connection) -> frozenset[str]:
    """Names of the tables of which rows stand that an import brought."""
    standing: Mapping[str, Select[Any]] = {
        "accounts": select(schema.accounts).where(schema.accounts.c.removed.is_(None)),
        "logins": select(schema.logins).where(schema.logins.c.removed.is_(None)),
        "administrators": select(schema.administrators).where(schema.administrators.c.gone.is_(None)),
        "staff": select(schema.people),
        "transfers": select(schema.transfers),
        "evidence": select(schema.evidence).where(schema.evidence.c.recorded.is_(False)),
        "policies": select(schema.policies),
    }
    return frozenset(table for table, rows in standing.items() if tx.scalar(select(rows.exists())))


def known(tx: Connection, today: date | None = None, oldest: date | None = None) -> Known:
    """What the reader of sources must know of the tables that they don't hold; ``Known`` says what the days are for."""
    imported = schema.evidence.c.recorded.is_(False)  # what people recorded stays, also about what is gone
    return Known(
        account_ids=frozenset(accounts.stored(tx)),
        login_ids=frozenset(logins.stored(tx)),
        people={number: person.name for number, person in staff.stored(tx).items()},
        account_references=_references(
            tx,
            {
                "logins": select(schema.login_accounts.c.account_id),
                "administrators": select(schema.administrators.c.account_id).where(
                    schema.administrators.c.gone.is_(None)
                ),
                "evidence": select(schema.evidence.c.account_id).where(imported),
                "policies": select(schema.policies.c.account_id),
            },
        ),
        login_references=_references(tx, {"evidence": select(schema.evidence.c.login_id).where(imported)}),
        orders=transfers.known(tx),
        today=today,
        oldest=oldest,
    )


def _references(tx: Connection, tables: Mapping[str, Select[str]]) -> dict[str, tuple[str, ...]]:
    """Id → names of the tables that refer to it."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for table, ids in tables.items():
        for row_id in tx.scalars(ids.distinct()):
            if row_id is not None:
                found[row_id] += (table,)
    return dict(found)
