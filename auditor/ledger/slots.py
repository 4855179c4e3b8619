"""The planned times of the scheduler: each is claimed once, by whichever scheduler comes first.

Who claims holds the ledger's ``plan_lock`` until the work is done. So a claim without an end that is found by the holder of
the lock was left by a process that died: ``forget_the_dead`` takes it away.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Update, select, update

from auditor.ledger.schema import slots as table


def claim(tx: Connection, job: str, slot: datetime, now: datetime) -> bool:
    """Whether ``job`` is to be done for ``slot`` by the caller. Both times are aware."""
    if tx.execute(select(table.c.id).where(table.c.job == job, table.c.slot == slot)).first() is not None:
        return False
    tx.execute(table.insert().values(job=job, slot=slot, claimed=now))
    return True


def finish(tx: Connection, job: str, slot: datetime, now: datetime, exit_code: int) -> None:
    """The work of the slot came to its end, with this exit code of the contract; it is not done again."""
    tx.execute(_of(job, slot).values(finished=now, exit_code=exit_code))


def release(tx: Connection, job: str, slot: datetime) -> None:
    """The work was not begun: whoever looks next may claim it."""
    tx.execute(table.delete().where(table.c.job == job, table.c.slot == slot, table.c.finished.is_(None)))


def forget_the_dead(tx: Connection) -> None:
    """Frees every planned time whose work never came to its end. Only for the holder of the plan's lock."""
    tx.execute(table.delete().where(table.c.finished.is_(None)))


def _of(job: str, slot: datetime) -> Update:
    return update(table).where(table.c.job == job, table.c.slot == slot)
