"""Evidence: what people state. An import replaces what imports brought; what a command recorded stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, case, delete, select, update

from auditor.ledger.register.plan import Plan, TableDifference, Write
from auditor.ledger.schema import evidence as table
from checks._contract import Evidence

_STATED = tuple(name for name in Evidence.__dataclass_fields__ if name != "number")
_COLUMNS = (*(table.c[name] for name in _STATED), table.c.id.label("number"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """Evidence with how it came. ``on`` is the day a command recorded it, None where an import brought it."""

    evidence: Evidence
    on: date | None
    withdrawn: date | None = None
    file_sha256: str | None = None


def stored(tx: Connection) -> tuple[Evidence, ...]:
    """All evidence that counts, imported and recorded, in the order it came; none that was withdrawn.

    A number has only what was recorded: an import gives the numbers of what it drops to what comes after.
    """
    number = case((table.c.recorded.is_(True), table.c.id)).label("number")
    rows = select(*_COLUMNS[:-1], number).where(table.c.withdrawn.is_(None)).order_by(table.c.id)
    return tuple(Evidence(**row._mapping) for row in tx.execute(rows))


def history(tx: Connection) -> tuple[Recorded, ...]:
    """All evidence, what was withdrawn too; each with the number it has now."""
    rows = tx.execute(
        select(*_COLUMNS, table.c.recorded_on, table.c.withdrawn, table.c.file_sha256).order_by(table.c.id)
    )
    return tuple(
        Recorded(
            Evidence(**{name: row._mapping[name] for name in (*_STATED, "number")}),
            row.recorded_on,
            row.withdrawn,
            row.file_sha256,
        )
        for row in rows
    )


def withdrawn_numbers(tx: Connection) -> frozenset[int]:
    """Of the records that were withdrawn."""
    return frozenset(tx.scalars(select(table.c.id).where(table.c.withdrawn.is_not(None))))


def record(tx: Connection, evidence: Evidence, day: date, file_sha256: str | None = None) -> int:
    """Takes down what a person recorded by command, on ``day``; gives its number."""
    row = {name: getattr(evidence, name) for name in _STATED}
    added = tx.execute(table.insert().values(recorded=True, recorded_on=day, file_sha256=file_sha256, **row))
    assert added.inserted_primary_key is not None  # one row, its key made by the database
    number: int = added.inserted_primary_key[0]
    return number


def withdraw(tx: Connection, number: int, day: date) -> bool:
    """From now on it counts no more. False where no command recorded such a one, or it was withdrawn before."""
    changed = tx.execute(
        update(table)
        .where(table.c.id == number, table.c.recorded.is_(True), table.c.withdrawn.is_(None))
        .values(withdrawn=day)
    )
    return changed.rowcount == 1


def plan(tx: Connection, given: Iterable[Evidence]) -> Plan:
    rows = tx.execute(select(*_COLUMNS).where(table.c.recorded.is_(False)).order_by(table.c.id))
    number_of = {Evidence(**row._mapping): row.number for row in rows}
    wanted = dict.fromkeys(given)  # the same statement twice is one
    added = [record for record in wanted if record not in number_of]
    removed = [record for record in number_of if record not in wanted]
    return Plan(
        TableDifference("evidence", added=tuple(map(_said, added)), removed=tuple(map(_said, removed))),
        (
            Write(
                delete(table).where(table.c.id == bindparam("number")),
                tuple({"number": number_of[record]} for record in removed),
            ),
            Write(
                table.insert(),
                tuple(
                    {"recorded": False, **{name: getattr(record, name) for name in _STATED}}
                    for record in added
                ),
            ),
        ),
    )


def _said(record: Evidence) -> str:
    """Evidence has no id of its own: what it is about, its kind and its day."""
    subject = record.account_id or record.login_id or "*"
    return f"{subject} {record.kind.value} {record.dated.isoformat()}"
