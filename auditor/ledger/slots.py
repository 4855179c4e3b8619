"""The planned times of the scheduler: each is claimed once, by whichever scheduler comes first.

A claim that was never finished (its process died) runs out after ``LEASE`` and can be claimed again; the lock of the run
keeps apart two that are both alive.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, func, select, update

from auditor.ledger.schema import slots as table

LEASE = timedelta(hours=6)
"""Longer than any audit, shorter than the time to the next night."""


def claim(tx: Connection, job: str, slot: datetime, now: datetime) -> bool:
    """Whether ``job`` is to be done for ``slot`` by the caller. Both times are aware."""
    row = tx.execute(
        select(table.c.claimed, table.c.finished).where(table.c.job == job, table.c.slot == slot)
    ).one_or_none()
    if row is None:
        tx.execute(table.insert().values(job=job, slot=slot, claimed=now))
        return True
    if row.finished is not None or now - row.claimed < LEASE:
        return False
    tx.execute(_of(job, slot).values(claimed=now))
    return True


def finish(tx: Connection, job: str, slot: datetime, now: datetime, exit_code: int) -> None:
    """The work of the slot came to its end, with this exit code of the contract; it is not done again."""
    tx.execute(_of(job, slot).values(finished=now, exit_code=exit_code))


def release(tx: Connection, job: str, slot: datetime) -> None:
    """The work was not begun: whoever looks next may claim it."""
    tx.execute(table.delete().where(table.c.job == job, table.c.slot == slot, table.c.finished.is_(None)))


def newest_finished(tx: Connection, job: str) -> datetime | None:
    """The newest planned time of ``job`` whose work came to its end, in UTC."""
    newest: datetime | None = tx.scalar(
        select(func.max(table.c.slot)).where(table.c.job == job, table.c.finished.is_not(None))
    )
    return newest


def _of(job: str, slot: datetime) -> Update:
    return update(table).where(table.c.job == job, table.c.slot == slot)
