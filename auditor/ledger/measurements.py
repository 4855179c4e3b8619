"""What earlier nights measured of each login: one row a login, which ``auditor.measuring.memory`` writes and reads.

The ledger does not look into a row, and nothing depends on one: what is missing, or not believed, is measured again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, LargeBinary, bindparam, cast, select

from auditor.ledger.schema import measurements as table

_AT_ONCE = 1000  # rows in memory, and in one statement


def rows(tx: Connection) -> Iterator[tuple[str, bytes]]:
    """Login id and row of every login there is one of. A file of SQLite may hold text or a number where bytes belong: also
    these come as bytes, which nobody will believe."""
    content = cast(table.c.content, LargeBinary)
    all_of_them = select(table.c.login_id, content).execution_options(yield_per=_AT_ONCE)
    for row in tx.execute(all_of_them):
        yield row[0], row[1]


def login_ids(tx: Connection) -> frozenset[str]:
    """The logins there is a row of: those whose password the newest night saw, and some that it no longer could."""
    return frozenset(tx.scalars(select(table.c.login_id)))


def keep(tx: Connection, changed: Iterable[tuple[str, bytes]], logins: Collection[str]) -> None:
    """Puts the changed rows in place of the former ones, and forgets all logins but ``logins``."""
    present = set(tx.scalars(select(table.c.login_id)))
    _delete(tx, present.difference(logins))
    remaining = iter(changed)
    while some := list(islice(remaining, _AT_ONCE)):
        _delete(tx, present.intersection(login_id for login_id, _ in some))
        tx.execute(table.insert(), [{"login_id": login_id, "content": content} for login_id, content in some])


def _delete(tx: Connection, logins: Collection[str]) -> None:
    if logins:
        tx.execute(
            table.delete().where(table.c.login_id == bindparam("gone")), [{"gone": login} for login in logins]
        )
