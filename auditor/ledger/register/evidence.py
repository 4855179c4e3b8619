"""Evidence: what people state. An import replaces what imports brought; what a command recorded stays."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select

from auditor.ledger.columns import row_of
from auditor.ledger.register.plan import Plan, TableDifference, Write
from auditor.ledger.schema import evidence as table
from checks._contract import Evidence

_COLUMNS = [table.c[name] for name in Evidence.__dataclass_fields__]


def stored(tx: Connection) -> tuple[Evidence, ...]:
    """All evidence, imported and recorded, in the order it came."""
    return tuple(Evidence(**row._mapping) for row in tx.execute(select(*_COLUMNS).order_by(table.c.id)))


def record(tx: Connection, evidence: Evidence) -> None:
    """Takes down what a person recorded by command."""
    tx.execute(table.insert().values(recorded=True, **row_of(evidence)))


def plan(tx: Connection, given: Iterable[Evidence]) -> Plan:
    rows = tx.execute(select(table.c.id, *_COLUMNS).where(table.c.recorded.is_(False)).order_by(table.c.id))
    number_of = {
        Evidence(**{name: row._mapping[name] for name in Evidence.__dataclass_fields__}): row.id
        for row in rows
    }
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
            Write(table.insert(), tuple({"recorded": False, **row_of(record)} for record in added)),
        ),
    )


def _said(record: Evidence) -> str:
    """Evidence has no id of its own: what it is about, its kind and its day."""
    subject = record.account_id or record.login_id or "*"
    return f"{subject} {record.kind.value} {record.dated.isoformat()}"
