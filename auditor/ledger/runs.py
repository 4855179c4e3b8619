"""Runs, one row each, and the newest audit rebuilt from what the ledger keeps of it.

Findings, and who administers what, have tables of their own; of the newest run the rest of its audit is kept beside them.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select, update

from auditor.ledger import findings, register
from auditor.ledger.audits import AUDIT
from auditor.ledger.schema import runs as table
from auditor.summary import judged_tonight, register_rows
from reports.audit import Audit, PackRef
from reports.messages import Message, message


def start(tx: Connection, run_id: str, day: date, started: datetime, pack: PackRef, *, version: str) -> None:
    """Takes down that a run began. ``day`` is the day judged, ``started`` an aware time, ``version`` the program's."""
    number = 1 + (tx.scalar(select(func.max(table.c.number))) or 0)
    tx.execute(
        table.insert().values(
            id=run_id,
            number=number,
            day=day,
            started=started,
            pack_id=pack.id,
            pack_version=pack.version,
            version=version,
        )
    )


def finish(tx: Connection, audit: Audit) -> None:
    """Takes down how the run ended, and keeps of its audit what has no table of its own."""
    rest = replace(audit, findings=(), closed=(), unconfirmed=(), register=())
    tx.execute(update(table).where(table.c.summary.is_not(None)).values(summary=None))
    tx.execute(
        update(table)
        .where(table.c.id == audit.run.id)
        .values(
            finished=audit.run.finished,
            complete=audit.run.complete,
            counts=asdict(audit.counts),
            summary=AUDIT.written(rest),
        )
    )


def newest_day(tx: Connection) -> date | None:
    """The latest day that a finished run judged; None before the first."""
    day: date | None = tx.scalar(select(func.max(table.c.day)).where(table.c.finished.is_not(None)))
    return day


def ahead(newest: date, today: date) -> Message:
    """For a ledger whose newest day has not come: a clock was, or is, wrong."""
    return message("The ledger holds a run of {day}; today is {today}.", day=newest, today=today)


SET_THE_CLOCK = message("Look at the machine's clock: it is behind now, or was ahead at that run.")


def day_of(tx: Connection, run_id: str) -> date | None:
    """The day that a finished run judged; None where there is no such run."""
    day: date | None = tx.scalar(
        select(table.c.day).where(table.c.id == run_id, table.c.finished.is_not(None))
    )
    return day


def newest_of(tx: Connection, day: date) -> str | None:
    """The id of the newest finished run that judged ``day``; None where there is none."""
    run_id: str | None = tx.scalar(
        select(table.c.id)
        .where(table.c.day == day, table.c.finished.is_not(None))
        .order_by(table.c.number.desc())
        .limit(1)
    )
    return run_id


def newest_audit(tx: Connection) -> Audit | None:
    """The audit of the newest finished run as it was recorded; None before the first.

    Its register of administrators is that of the run's day, as it is known today. Raises StoreError when another version
    of the program wrote it in a form that this one does not read.
    """
    row = tx.execute(select(table.c.id, table.c.summary).where(table.c.summary.is_not(None))).one_or_none()
    if row is None:
        return None
    rest = AUDIT.read(
        row.summary,
        message("The newest audit in the ledger was written by another version of this program."),
        message("Run `auditor run` once; the new audit can be read."),
    )
    recorded = findings.of_run(tx, row.id)
    seen, unconfirmed = judged_tonight(recorded.findings, rest.not_seen, rest.not_set_up)
    held = register.stored(tx)
    return replace(
        rest,
        findings=seen,
        unconfirmed=unconfirmed,
        closed=recorded.closed,
        register=register_rows(rest.run.day, held.accounts, held.people, held.administrators),
    )
