"""Logins, with the accounts that each serves in the order the inventory lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Connection, bindparam, delete, select

from auditor.duties.situation import LoginPast
from auditor.ledger.columns import row_of
from auditor.ledger.register.plan import Plan, Row, Write, compare, replace_rows
from auditor.ledger.schema import login_accounts, login_pasts, logins
from checks._contract import Login

_OWN_COLUMNS = [logins.c[name] for name in Login.__dataclass_fields__ if name != "accounts"]


def stored(tx: Connection) -> dict[str, Login]:
    """The logins that the newest inventory of them has, by id."""
    served: dict[str, list[str]] = defaultdict(list)
    for login_id, account_id in tx.execute(
        select(login_accounts.c.login_id, login_accounts.c.account_id).order_by(
            login_accounts.c.login_id, login_accounts.c.place
        )
    ):
        served[login_id].append(account_id)
    rows = tx.execute(select(*_OWN_COLUMNS).where(logins.c.removed.is_(None)).order_by(logins.c.login_id))
    return {row.login_id: Login(accounts=tuple(served[row.login_id]), **row._mapping) for row in rows}


def plan(tx: Connection, given: Iterable[Login], day: date) -> Plan:
    before = stored(tx)
    wanted = {login.login_id: login for login in given}
    difference = compare(
        "logins",
        {login_id: row_of(login) for login_id, login in before.items()},
        {login_id: row_of(login) for login_id, login in wanted.items()},
    )
    own = {login_id: _own(login) for login_id, login in wanted.items()}
    ever = set(tx.scalars(select(logins.c.login_id)))
    moved = [change.id for change in difference.changed if "accounts" in change.columns]
    unlinked = (*moved, *difference.removed)
    linked = (*moved, *difference.added)
    return Plan(
        difference,
        (
            *replace_rows(logins.c.login_id, difference, own, ever, day),
            Write(
                delete(login_accounts).where(login_accounts.c.login_id == bindparam("of_login")),
                tuple({"of_login": login_id} for login_id in unlinked),
            ),
            Write(
                login_pasts.insert(),
                tuple(
                    past
                    for change in difference.changed
                    for past in _pasts(before[change.id], wanted[change.id], day)
                ),
            ),
            Write(
                login_accounts.insert(), tuple(row for login_id in linked for row in _links(wanted[login_id]))
            ),
        ),
    )


def pasts(tx: Connection) -> tuple[LoginPast, ...]:
    """What logins were before imports had them otherwise, in the order that became known."""
    table = login_pasts
    rows = tx.execute(
        select(table.c.login_id, table.c.until, table.c.holder, table.c.account_id).order_by(table.c.id)
    )
    return tuple(LoginPast(*row) for row in rows)


def _pasts(before: Login, after: Login, day: date) -> Iterator[Row]:
    """Who knows a password keeps it when the inventory says that the login is another's, or leads elsewhere."""
    if before.holder is not None and before.holder != after.holder:
        yield {"login_id": before.login_id, "holder": before.holder, "account_id": None, "until": day}
    for account_id in before.accounts:
        if account_id not in after.accounts:
            yield {"login_id": before.login_id, "holder": None, "account_id": account_id, "until": day}


def _own(login: Login) -> Row:
    return {name: value for name, value in row_of(login).items() if name != "accounts"}


def _links(login: Login) -> Iterable[Row]:
    return (
        {"login_id": login.login_id, "place": place, "account_id": account_id}
        for place, account_id in enumerate(login.accounts)
    )
