"""Administrators with their history: who answered for an account from when to when.

A row is known again by account, person and ``since``. One that an import no longer has ended that day and stays as history;
should it come back, that is a new time. Nothing that was in force on an earlier day is lost by a later import, unless the
import itself states another ``until`` for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, func, select

from auditor.ledger.columns import row_of
from auditor.ledger.register.plan import Plan, Row, Write, compare, update_by
from auditor.ledger.schema import administrators
from checks._contract import Administrator

_COLUMNS = [administrators.c[name] for name in Administrator.__dataclass_fields__]


def stored(tx: Connection) -> tuple[Administrator, ...]:
    """All times that were ever known, in the order they became known."""
    rows = tx.execute(select(*_COLUMNS).order_by(administrators.c.id))
    return tuple(Administrator(**row._mapping) for row in rows)


def plan(tx: Connection, given: Iterable[Administrator], day: date) -> Plan:
    rows = tx.execute(
        select(administrators.c.id, *_COLUMNS)
        .where(administrators.c.gone.is_(None))
        .order_by(administrators.c.id)
    )
    number_of: dict[str, int] = {}
    standing: dict[str, Administrator] = {}
    before: dict[str, Row] = {}
    for row in rows:
        known = Administrator(**{name: row._mapping[name] for name in Administrator.__dataclass_fields__})
        before[_identity(known)] = {"until": known.until}
        number_of[_identity(known)] = row.id
        standing[_identity(known)] = known
    wanted = _by_identity(given)
    difference = compare("administrators", before, {key: {"until": row.until} for key, row in wanted.items()})
    first = tx.scalar(select(func.count()).select_from(administrators)) == 0
    return Plan(
        difference,
        (
            Write(
                administrators.insert(),
                tuple(
                    {
                        **row_of(wanted[key]),
                        "appeared": None if first else day,
                        "gone": None,
                        "end_known": None,
                    }
                    for key in difference.added
                ),
            ),
            update_by(
                administrators.c.id,
                tuple(
                    {
                        "id": number_of[change.id],
                        "until": wanted[change.id].until,
                        "end_known": day if wanted[change.id].until else None,
                    }
                    for change in difference.changed
                ),
            ),
            update_by(
                administrators.c.id,
                tuple(
                    {"id": number_of[key], "gone": day, "end_known": _end_known(standing[key], day)}
                    for key in difference.removed
                ),
            ),
        ),
    )


def _end_known(row: Administrator, day: date) -> date | None:
    """Of a row that an import no longer has: that tells an end only where it had not ended before."""
    return row.end_known if row.ended is not None and row.ended <= day else day


def _identity(row: Administrator) -> str:
    return " ".join((row.account_id, row.staff_number, row.since.isoformat() if row.since else "-"))


def _by_identity(given: Iterable[Administrator]) -> dict[str, Administrator]:
    """One row an identity; of times that begin together the longest holds them all."""
    found: dict[str, Administrator] = {}
    for row in given:
        known = found.get(_identity(row))
        if known is None or _last(known) < _last(row):
            found[_identity(row)] = row
    return found


def _last(row: Administrator) -> date:
    return row.until or date.max
