"""Column types that mean the same on SQLite and on PostgreSQL.

Values that a database of this version cannot hold raise StoreError, without the value: they came from another hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from auditor.errors import StoreError
from auditor.inventory.dates import FIRST_YEAR, LAST_YEAR, NO_END
from reports.messages import message

_ESCAPE = "\x10"  # DLE, "data link escape": the control character made for this
_NOT_STORABLE = re.compile("[\x00\x10\ud800-\udfff]")
_ESCAPED = re.compile(_ESCAPE + "([0-9a-f]{4})")

_YEARS = range(FIRST_YEAR, LAST_YEAR + 100)
"""Of any day that can be given, and of what is counted from one: a due day, the end of a proof."""

V = TypeVar("V")


class UnknownValueError(StoreError):
    """A value that this version would never have written."""


def unknown(what: str) -> UnknownValueError:
    """``what`` names the value's kind or its list, never the value."""
    return UnknownValueError(
        message("The ledger holds a value that this version does not know ({kind}).", kind=what),
        message("Install the version that wrote it, or restore the ledger from a copy."),
    )


class _Checked(TypeDecorator[V]):
    """A column whose values are looked at when they are read: a file of SQLite holds anything in any column."""

    __abstract__ = True
    or_none = True
    """Whether none is a value, too; the schema says where there must be one."""

    def process_result_value(self, value: Any, _dialect: Dialect) -> V | None:
        """Raises ValueError for what this version would never have written."""
        raise NotImplementedError

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], V | None]:
        """Beneath SQLAlchemy's own reading of the column, which raises ValueError and the like."""
        read = super().result_processor(dialect, coltype)
        assert read is not None  # there is a ``process_result_value``

        def process(value: Any) -> V | None:
            if value is None and self.or_none:
                return None
            try:
                return read(value)
            except (ValueError, TypeError, OverflowError, RecursionError, MemoryError):
                raise unknown(self._what) from None

        return process

    @property
    def _what(self) -> str:
        return type(self).__name__


class FreeText(_Checked[str]):
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

    def process_result_value(self, value: Any, _dialect: Dialect) -> str | None:
        if not isinstance(value, str):
            raise TypeError
        if _ESCAPE not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


class Strings(_Checked[tuple[str, ...]]):
    """An ordered list of texts that nobody searches in; ``or_none``: there may be none, which is not an empty one."""

    impl = JSON
    cache_ok = True

    # SQLAlchemy tells two types apart by their arguments, but for those that can only be given by name.
    def __init__(self, or_none: bool = False) -> None:  # noqa: FBT001, FBT002
        super().__init__()
        self.or_none = or_none

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> list[str] | None:
        return None if value is None else list(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[str, ...] | None:
        if value is None and self.or_none:
            return None
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise TypeError
        return tuple(value)


E = TypeVar("E", bound=StrEnum)


class Word(_Checked[E], Generic[E]):
    """A word of one of the domain's closed lists."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: E | None, _dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: Any, _dialect: Dialect) -> E | None:
        return self.words(value)

    @property
    def _what(self) -> str:
        return self.words.__name__


class Day(_Checked[date]):
    """A calendar day, one that can be reckoned with."""

    impl = Date
    cache_ok = True

    def process_result_value(self, value: Any, _dialect: Dialect) -> date | None:
        if not isinstance(value, date) or not (value.year in _YEARS or value == NO_END):
            raise ValueError
        return value


class Moment(_Checked[datetime]):
    """An aware time, kept in UTC; SQLite itself would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if not isinstance(value, datetime) or value.year not in _YEARS:
            raise ValueError
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Count(_Checked[int]):
    """A whole number from 0 on."""

    impl = Integer
    cache_ok = True

    def process_result_value(self, value: Any, _dialect: Dialect) -> int | None:
        if type(value) is not int or value < 0:
            raise ValueError
        return value


class LongCount(Count):
    """One beyond 2,147,483,647."""

    impl = BigInteger
    cache_ok = True


class ExitCode(_Checked[int]):
    """How a process ended: its code from 0 on, or the number of the signal that ended it, below 0."""

    impl = Integer
    cache_ok = True

    def process_result_value(self, value: Any, _dialect: Dialect) -> int | None:
        if type(value) is not int:
            raise ValueError
        return value


class Octets(_Checked[bytes]):
    """Bytes as they are."""

    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: Any, _dialect: Dialect) -> bytes | None:
        if not isinstance(value, bytes):
            raise TypeError
        return value


def row_of(instance: Any) -> dict[str, Any]:
    """A frozen dataclass as a row whose columns bear the names of its fields (not deep, unlike ``asdict``)."""
    return {name: getattr(instance, name) for name in instance.__dataclass_fields__}
