"""Accounts. One that no inventory has any more is out of the register; its history and its first day stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, select

from auditor.ledger.columns import row_of
from auditor.ledger.register.plan import Plan, compare, replace_rows
from auditor.ledger.schema import accounts
from checks._contract import Account

_COLUMNS = [accounts.c[name] for name in Account.__dataclass_fields__]


def stored(tx: Connection) -> dict[str, Account]:
    """The accounts that the newest inventory of them has, by id and in its order of ids."""
    rows = tx.execute(select(*_COLUMNS).where(accounts.c.removed.is_(None)).order_by(accounts.c.account_id))
    return {row.account_id: Account(**row._mapping) for row in rows}


def first_imported(tx: Connection) -> dict[str, date]:
    """The day an import first brought each account, also of those that are gone."""
    return {
        row.account_id: row.first_imported
        for row in tx.execute(select(accounts.c.account_id, accounts.c.first_imported))
    }


def plan(tx: Connection, given: Iterable[Account], day: date) -> Plan:
    before = {account_id: row_of(account) for account_id, account in stored(tx).items()}
    wanted: Mapping[str, dict[str, object]] = {account.account_id: row_of(account) for account in given}
    difference = compare("accounts", before, wanted)
    ever = set(tx.scalars(select(accounts.c.account_id)))
    return Plan(
        difference, replace_rows(accounts.c.account_id, difference, wanted, ever, day, first_imported=day)
    )
