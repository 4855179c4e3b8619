"""A sheet as rows of raw cells, each row with its number in the file. What the cells mean is said elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from pathlib import PurePath
from typing import assert_never

from reports.messages import Message, message

MAXIMUM_ROWS = 200_000
"""Rows of one table: ten for each of 20,000 people."""

MAXIMUM_CELLS = 5_000_000
"""Rows times columns, up to the last cell: 20,000 people with 250 columns."""


class Flaw(Enum):
    """A cell that has something in it but no value."""

    UNCOMPUTED = "uncomputed"
    ERROR = "error"
    NOTHING_ABOVE = "nothing above"

    @property
    def said(self) -> Message:
        match self:
            case Flaw.UNCOMPUTED:
                return message(
                    "This cell holds a formula without a computed value. Open the workbook in Excel and save it again, "
                    "or put the value in place of the formula."
                )
            case Flaw.ERROR:
                return message(
                    "This cell shows an error such as #N/A or #REF!. Write the value, or empty the cell."
                )
            case Flaw.NOTHING_ABOVE:
                return message("There is no row above that this could repeat. Write the value itself.")
            case _:
                assert_never(self)


CellValue = str | int | float | bool | date | datetime | time | timedelta | Flaw | None
"""None = empty. Numbers are Excel's; in CSV everything is text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``number`` counts as the reader's program does: Excel's row, or the line where a CSV record begins.

    ``inherited`` are the columns whose value comes from a vertical merge that began further up.
    """

    number: int
    values: tuple[CellValue, ...]
    inherited: frozenset[int] = frozenset()

    def value(self, column: int) -> CellValue:
        return self.values[column] if column < len(self.values) else None

    def has_own(self, column: int) -> bool:
        """Whether somebody wrote into this very cell."""
        return self.value(column) is not None and column not in self.inherited

    @property
    def filled(self) -> tuple[int, ...]:
        return tuple(column for column, value in enumerate(self.values) if value is not None)


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of one sheet, or of one CSV file (``sheet`` is None)."""

    file: str
    sheet: str | None
    lines: tuple[Line, ...]

    @property
    def is_csv(self) -> bool:
        return self.sheet is None

    @property
    def title(self) -> str:
        """The sheet's name, or the CSV file's without its ending."""
        return PurePath(self.file).stem if self.sheet is None else self.sheet

    @property
    def where(self) -> str:
        """The grid's place for a sentence."""
        return self.file if self.sheet is None else f"{self.file} [{self.sheet}]"


def blank_to_none(value: CellValue) -> CellValue:
    """A cell of nothing but spaces is empty."""
    return None if isinstance(value, str) and not value.strip() else value


def column_letters(column: int) -> str:
    """Excel's name of a column counted from 0: A, B … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
