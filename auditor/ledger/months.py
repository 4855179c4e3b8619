"""What months leave: each calendar month by the whole of its last audit, and what a report tells of earlier ones.

A month is the audit of its latest day. It is written over as long as it lasts; once a run of a later month was kept it
stands, but for a run of a later day of it: then the other run was made by a clock that was ahead. So a month's report is the
same whenever it is made: what it is made of is the row, the rows before it, and what the chain had when the row was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from auditor.errors import StoreError
from auditor.ledger import chain, runs, signatures
from auditor.ledger.audits import FIGURES, packed, unpacked
from auditor.ledger.schema import months as table
from reports import editions
from reports.audit import Audit
from reports.history import TREND_MONTHS, History, KeptMonth, Month
from reports.messages import message


def keep(tx: Connection, audit: Audit) -> None:
    """Keeps the audit of a finished run as that of its month, unless a later day of it has been kept, or the same day and
    then a later month."""
    month = _judged(audit)
    own = run_of(tx, month.month)
    later = tx.scalar(select(func.max(table.c.month)).where(table.c.month > month.month.first))
    if own is not None and (own.day > month.day or (own.day == month.day and later is not None)):
        return
    tx.execute(delete(table).where(table.c.month == month.month.first))
    tx.execute(
        table.insert().values(
            month=month.month.first,
            day=month.day,
            run_id=month.run_id,
            complete=month.complete,
            figures=FIGURES.written(month.figures),
            plain=FIGURES.written(month.plain),
            audit=packed(audit),
        )
    )


def begin(tx: Connection) -> None:
    """Of a ledger that kept no months and no chain yet: its newest audit is that of its month, where this version reads it."""
    if chain.newest(tx) is not None:
        return
    try:
        audit = runs.newest_audit(tx)
    except StoreError:
        return  # of another version: the first run of this one keeps its month
    if audit is not None:
        keep(tx, audit)


def kept(tx: Connection) -> tuple[Month, ...]:
    """The months that have an audit, oldest first."""
    return tuple(Month.of(day) for day in tx.scalars(select(table.c.month).order_by(table.c.month)))


def audit_of(tx: Connection, month: Month) -> Audit | None:
    """The last audit of the month, as it was when it was made; None where there is none.

    Raises StoreError where another version of the program kept it in a form that this one does not read.
    """
    content = tx.scalar(select(table.c.audit).where(table.c.month == month.first))
    return None if content is None else unpacked(content, *_unread(month))


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last kept run of a month."""

    run_id: str
    day: date


def run_of(tx: Connection, month: Month) -> LastRun | None:
    """The run that a month's audit is of; None where there is none."""
    row = tx.execute(select(table.c.run_id, table.c.day).where(table.c.month == month.first)).one_or_none()
    return None if row is None else LastRun(row.run_id, row.day)


def history(tx: Connection, audit: Audit) -> History:
    """What a report of the audit tells of earlier months, as it was known when the audit was made.

    Of an audit that the ledger did not keep (a look ahead or back) that is what is known now. Raises StoreError as
    ``audit_of`` does.
    """
    here = Month.of(audit.run.day)
    before = tx.scalar(select(func.max(table.c.month)).where(table.c.month < here.first))
    link = chain.of_run(tx, audit.run.id)
    return History(
        previous=None if before is None else audit_of(tx, Month.of(before)),
        months=(*_earlier(tx, here), _judged(audit)),
        signatures=signatures.given_by(
            tx,
            audit.run.day,
            since=here.earlier(TREND_MONTHS - 1).first,
            up_to=None if link is None else chain.content_of(link).signatures.to,
        ),
        seal=None if link is None else link.seal,
    )


def _earlier(tx: Connection, here: Month) -> tuple[KeptMonth, ...]:
    """Those before that a trend shows. Of them only the figures are read."""
    columns = [table.c[name] for name in ("month", "day", "run_id", "complete", "figures", "plain")]
    first = here.earlier(TREND_MONTHS - 1).first
    rows = tx.execute(
        select(*columns).where(table.c.month >= first, table.c.month < here.first).order_by(table.c.month)
    )
    return tuple(map(_kept_month, rows))


def _kept_month(row: Row[Any]) -> KeptMonth:
    month = Month.of(row.month)
    return KeptMonth(
        month=month,
        day=row.day,
        run_id=row.run_id,
        complete=row.complete,
        figures=FIGURES.read(row.figures, *_unread(month)),
        plain=FIGURES.read(row.plain, *_unread(month)),
    )


def _judged(audit: Audit) -> KeptMonth:
    return KeptMonth(
        month=Month.of(audit.run.day),
        day=audit.run.day,
        run_id=audit.run.id,
        complete=audit.run.complete,
        figures=editions.figures(audit),
        plain=editions.figures(editions.plain(audit)),
    )


def _unread(month: Month) -> tuple[Any, Any]:
    return (
        message(
            "The audit of {month} in the ledger was kept by another version of this program.", month=month
        ),
        message("Make the report of that month with the version that kept it, or with a later one."),
    )
