"""Counting what is written: a night that changes nothing must cost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event


@contextmanager
def counted(tx: Connection) -> Iterator[list[str]]:
    """The statements that the block wrote with, and nothing that only reads."""
    written: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "BEGIN", "PRAGMA")):
            written.append(statement)

    event.listen(tx, "before_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(tx, "before_cursor_execute", note)
