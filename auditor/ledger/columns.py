"""Column types that mean the same on SQLite and on PostgreSQL.

Values that a database of this version cannot hold raise StoreError, without the value: they came from another hand.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from auditor.errors import StoreError
from reports.messages import message

_ESCAPE = "\x10"  # DLE, "data link escape": the control character made for this
_NOT_STORABLE = re.compile("[\x00\x10\ud800-\udfff]")
_ESCAPED = re.compile(_ESCAPE + "([0-9a-f]{4})")


class FreeText(TypeDecorator[str]):
    """Any text whatever, given back as it was.

    PostgreSQL takes no NUL and neither database takes half of a surrogate pair, which command lines and hostile files
    do hold; these few characters are kept escaped.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        return _NOT_STORABLE.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        if value is None or _ESCAPE not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """An ordered list of texts that nobody searches in."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> list[str] | None:
        return None if value is None else list(value)

    def process_result_value(self, value: list[str] | None, _dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value)


E = TypeVar("E", bound=StrEnum)


class Word(TypeDecorator[E], Generic[E]):
    """A word of one of the domain's closed lists."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: E | None, _dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> E | None:
        if value is None:
            return None
        try:
            return self.words(value)
        except ValueError:
            raise StoreError(
                message(
                    "The ledger holds a word that this version does not know ({list}).",
                    list=self.words.__name__,
                ),
                message("Install the version that wrote it, or restore the ledger from a copy."),
            ) from None


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite itself would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def row_of(instance: Any) -> dict[str, Any]:
    """A frozen dataclass as a row whose columns bear the names of its fields (not deep, unlike ``asdict``)."""
    return {name: getattr(instance, name) for name in instance.__dataclass_fields__}
