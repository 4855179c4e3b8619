"""What a cell says, for each kind of column; what it does not say becomes a fault with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar, assert_never

from auditor.inventory import folding, words
from auditor.inventory.dates import NO_END, in_range, parse_date
from auditor.inventory.faults import Faults, Unreadable
from auditor.inventory.grid import CellValue, Flaw
from auditor.inventory.records import Record
from auditor.inventory.staff_numbers import StaffNumbers
from auditor.inventory.words import W, Words
from reports.messages import Message, message

T = TypeVar("T")

_EXACT = 10**15
"""Excel keeps fifteen digits of a number; an id with more was rounded when it was typed."""


def as_text(value: CellValue) -> str:
    """A cell as Excel would show it, numbers without ``.0``. Raises Unreadable where it has no value."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).upper()
        case int() | float():
            return str(int(value)) if abs(value) < _EXACT and value == int(value) else f"{value:.15g}"
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case Flaw():
            raise Unreadable(value.said)
        case _:
            assert_never(value)


def identifier(value: CellValue) -> str:
    """An id: folded to half width, case kept. Raises Unreadable where the id cannot be told."""
    if isinstance(value, bool | date | time | timedelta):
        raise Unreadable(
            message(
                "Excel turned this id into a date or a truth value. Format the cell as text and write it again."
            )
        )
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        raise Unreadable(
            message(
                "Excel keeps only fifteen digits of a number. Format the cell as text and write the id again."
            )
        )
    text = folding.folded(as_text(value))
    if not text or folding.is_hidden(text):
        raise Unreadable(
            message(
                "This id holds a sign that cannot be seen (a line break or a control character). Type it anew."
            )
        )
    return text


def staff_number(value: CellValue, directory: StaffNumbers, *, is_csv: bool) -> str:
    """A staff number; one that lost its leading zeros is set right. Raises Unreadable where it could be several."""
    text = identifier(value)
    if isinstance(value, int | float):
        if not text.isdigit():
            raise Unreadable(
                message("This is no staff number. Write it as text, as it stands in the directory.")
            )
        return directory.meant_by_number(text)
    return directory.meant_by_text(text) if is_csv else text


def read_day(value: CellValue) -> date:
    """A date in any form of the contract. Raises Unreadable where it is none."""
    match value:
        case datetime():
            found = in_range(value.date())
        case date():
            found = in_range(value)
        case bool() | time() | timedelta():
            found = None
        case _:
            found = parse_date(as_text(value))
    if found is None:
        raise Unreadable(_NO_DATE)
    return found


_NO_DATE: Message = message("This is no date. Write it like 2026-04-01, 2026/4/1, 令和8年4月1日 or R8.4.1.")


class RowReader:
    """Reads one record column by column. A method per kind of column; empty cells give None or ``""``.

    What cannot be read gives the same as an empty cell and is a fault, with its value unless it is personal.
    """

    def __init__(self, record: Record, directory: StaffNumbers, faults: Faults) -> None:
        self.record = record
        self._directory = directory
        self._faults = faults

    def text(self, name: str) -> str:
        """Free text, its letters as they were written."""
        return self._read(name, lambda value: folding.plain(as_text(value))) or ""

    def section(self, name: str) -> str:
        return self._read(name, lambda value: folding.section(as_text(value))) or ""

    def sections(self, name: str) -> tuple[str, ...]:
        return (
            self._read(name, lambda value: tuple(map(folding.section, folding.items(as_text(value))))) or ()
        )

    def service(self, name: str) -> str:
        return self._read(name, lambda value: words.service(as_text(value))) or ""

    def identifier(self, name: str) -> str | None:
        return self._read(name, identifier)

    def identifiers(self, name: str) -> tuple[str, ...]:
        """A list of ids, each once."""
        return self._read(name, _identifiers) or ()

    def staff_number(self, name: str) -> str | None:
        is_csv = self.record.grid.is_csv
        return self._read(name, lambda value: staff_number(value, self._directory, is_csv=is_csv))

    def phone(self, name: str) -> str:
        """Phone numbers as they are there; what Excel ate of one cannot be known."""
        return self._read(name, lambda value: folding.folded(folding.plain(as_text(value)))) or ""

    def day(self, name: str) -> date | None:
        found = self.last_day(name)
        if found == NO_END:
            self.fault(name, _NO_DATE)
            return None
        return found

    def last_day(self, name: str) -> date | None:
        """A last day; 9999-12-31, which databases write for "no end", is one too."""
        return self._read(name, read_day)

    def word(self, name: str, closed_list: Words[W]) -> W | None:
        def find(value: CellValue) -> W:
            found = closed_list.find(as_text(value))
            if found is None:
                raise Unreadable(
                    message(
                        "This word is not in the list. Write one of: {words}.",
                        words="、".join(closed_list.offered),
                    )
                )
            return found

        return self._read(name, find)

    def fields(self) -> dict[str, str]:
        """The filled cells of the columns that this table has of its own."""
        read = {
            name: self._convert(name, value, lambda value: folding.plain(as_text(value)))
            for name, value in self.record.fields.items()
            if value is not None
        }
        return {name: text for name, text in read.items() if text}

    def fault(self, name: str, what: Message, value: str | None = None) -> None:
        """Adds a fault at this row's cell, with ``value`` or else the cell's own, unless the column is personal."""
        add_fault(self._faults, self.record, name, what, value)

    def _read(self, name: str, convert: Callable[[CellValue], T]) -> T | None:
        value = self.record.cell(name)
        if value is None:
            if self.record.table.column(name).required:
                self.fault(name, message("This cell must not be empty. Fill it in, or delete the row."))
            return None
        return self._convert(name, value, convert)

    def _convert(self, name: str, value: CellValue, convert: Callable[[CellValue], T]) -> T | None:
        try:
            return convert(value)
        except Unreadable as unreadable:
            self.fault(name, unreadable.what)
            return None


def _identifiers(value: CellValue) -> tuple[str, ...]:
    if not isinstance(value, str):
        return (identifier(value),)
    return tuple(dict.fromkeys(identifier(item) for item in folding.items(value)))


def add_fault(faults: Faults, record: Record, name: str, what: Message, value: str | None = None) -> None:
    """Adds a fault at a record's cell. Names, birth dates, phone numbers and addresses are never repeated in it."""
    column = record.table.columns_by_name.get(name)
    faults.add(
        record.grid,
        what,
        row=record.row,
        column=record.headings.get(name, column.japanese if column else name),
        value=None if column and column.personal else value or _shown(record, name),
    )


def _shown(record: Record, name: str) -> str | None:
    value = record.cells.get(name, record.fields.get(name))
    return None if value is None or isinstance(value, Flaw) else folding.plain(as_text(value))
