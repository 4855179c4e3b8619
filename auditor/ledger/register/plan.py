"""What an import would change in one table, and the writes that change it: computed once, shown or done.

So ``import --check`` and the import itself cannot tell different stories, and what is equal is not written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Executable, Table, bindparam, update

Row = Mapping[str, Any]
"""Column → value."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs, and in which columns. No value: some are personal."""

    id: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What an import changes in one table, by the ids of the rows."""

    table: str
    added: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Write:
    """One statement, done once for each of ``rows``."""

    statement: Executable
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change in one table, and how; ``apply`` does it."""

    difference: TableDifference
    writes: tuple[Write, ...]

    def apply(self, tx: Connection) -> None:
        for write in self.writes:
            if write.rows:
                tx.execute(write.statement, [dict(row) for row in write.rows])


def compare(table: str, stored: Mapping[str, Row], wanted: Mapping[str, Row]) -> TableDifference:
    """Rows by id, before and after; both sides have the same columns."""
    return TableDifference(
        table,
        added=tuple(key for key in wanted if key not in stored),
        changed=tuple(
            Change(key, columns)
            for key, row in wanted.items()
            if key in stored and (columns := tuple(name for name in row if row[name] != stored[key][name]))
        ),
        removed=tuple(key for key in stored if key not in wanted),
    )


def chosen(rows: Mapping[str, Row], keys: Iterable[str], **more: object) -> tuple[Row, ...]:
    """The rows of these keys, each with ``more`` columns."""
    return tuple({**rows[key], **more} for key in keys)


def replace_rows(
    key: Column[str],
    difference: TableDifference,
    wanted: Mapping[str, Row],
    ever: AbstractSet[str],
    day: date,
    **when_new: object,
) -> tuple[Write, ...]:
    """For a table whose ids stay for good: what is gone is marked ``removed``, what comes back is unmarked.

    ``ever``: all ids the table has, the removed ones too. ``when_new``: columns that only the first import sets.
    """
    table: Table = key.table
    new = [row_id for row_id in difference.added if row_id not in ever]
    back = [row_id for row_id in difference.added if row_id in ever]
    changed = [change.id for change in difference.changed]
    return (
        Write(table.insert(), chosen(wanted, new, removed=None, **when_new)),
        update_by(key, chosen(wanted, [*back, *changed], removed=None)),
        update_by(key, tuple({key.name: row_id, "removed": day} for row_id in difference.removed)),
    )


def update_by(key: Column[Any], rows: tuple[Row, ...]) -> Write:
    """Sets the rows' other columns where ``key`` is the row's. All rows have the same columns."""
    columns = [name for name in (rows[0] if rows else ()) if name != key.name]
    statement = (
        update(key.table)
        .where(key == bindparam("key_"))
        .values({name: bindparam(f"to_{name}") for name in columns})
    )
    return Write(
        statement,
        tuple({"key_": row[key.name], **{f"to_{name}": row[name] for name in columns}} for row in rows),
    )
