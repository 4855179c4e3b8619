"""Finding the heading row below titles, and which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.inventory.faults import Faults
from auditor.inventory.folding import folded, key
from auditor.inventory.grid import CellValue, Grid, Line, column_letters
from auditor.inventory.headings import TABLES, Column, Table
from reports.messages import Message, message

_SEARCHED = 100
"""Rows with something in them that are looked at; titles and notes above a table are fewer."""


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """Where each known column stands. ``written`` has the headings as the file writes them, by position."""

    line: Line
    positions: Mapping[str, int]  # column name → position
    fields: Mapping[str, int]  # for a table with fields of its own: heading → position
    written: Mapping[int, str]

    def repeats(self, line: Line) -> bool:
        """Whether a row further down is the heading row once more, as on each page of a long list."""
        known = [*self.positions.values(), *self.fields.values()]
        return all(
            line.value(n) is None or key(heading(line.value(n))) == key(self.written[n]) for n in known
        )


def heading(value: CellValue) -> str:
    return value if isinstance(value, str) else ""


def find_heading_row(grid: Grid, table: Table, faults: Faults, warnings: list[Message]) -> HeadingRow | None:
    """The row that names the most columns of ``table``. None, with a fault, where a required one is missing."""
    line = _best(grid, table)
    missing = table.required if line is None else _missing(line, table)
    for column in missing:
        faults.add(
            grid,
            message(
                "The column {heading} ({name}) is missing. Write the headings in one row above the data.",
                heading=column.japanese,
                name=column.name,
            ),
            row=None if line is None else line.number,
            column=column.japanese,
        )
    if line is None or missing:
        return None
    return _columns(grid, line, table, faults, warnings)


def likeness(grid: Grid) -> Table | None:
    """The table of which one row names the most columns, two at least: what the grid is, should its name be wrong."""
    counts = ((len(_known(line, table)), table) for table in TABLES if (line := _best(grid, table)))
    count, table = max(counts, key=lambda counted: counted[0], default=(0, None))
    return table if count >= 2 else None


def _known(line: Line, table: Table) -> set[str]:
    found = (table.column_headed(heading(value)) for value in line.values if value is not None)
    return {column.name for column in found if column}


def _best(grid: Grid, table: Table) -> Line | None:
    """Of rows that name equally many, the one with most cells, then the uppermost."""
    candidates = [line for line in grid.lines if line.filled][:_SEARCHED]
    best = max(candidates, key=lambda line: (len(_known(line, table)), len(line.filled)), default=None)
    return best if best is not None and _known(best, table) else None


def _missing(line: Line, table: Table) -> tuple[Column, ...]:
    known = _known(line, table)
    return tuple(column for column in table.required if column.name not in known)


def _columns(grid: Grid, line: Line, table: Table, faults: Faults, warnings: list[Message]) -> HeadingRow:
    positions: dict[str, int] = {}
    fields: dict[str, int] = {}
    written: dict[int, str] = {}
    for position in range(max(len(each.values) for each in grid.lines)):
        text = folded(heading(line.value(position)))
        column = table.column_headed(text) if text else None
        target, name = (positions, column.name) if column else (fields, " ".join(text.split()))
        written[position] = text
        if column is None and not (table.has_fields and text):
            _left_out(grid, line, position, text, warnings)
        elif any(key(name) == key(other) for other in target):
            faults.add(
                grid,
                message("The column {name} is there twice. Keep one of them.", name=name),
                row=line.number,
                column=text,
            )
        else:
            target[name] = position
    return HeadingRow(line, positions, fields, written)


def _left_out(grid: Grid, line: Line, position: int, text: str, warnings: list[Message]) -> None:
    if text:
        warnings.append(
            message(
                "{where}: the column {column} is not known and was left out.", where=grid.where, column=text
            )
        )
    elif _may_lack_heading(grid, line, position) and any(
        each.has_own(position) for each in grid.lines if each.number > line.number
    ):
        warnings.append(
            message(
                "{where}: column {column} has no heading and was left out.",
                where=grid.where,
                column=column_letters(position),
            )
        )


def _may_lack_heading(grid: Grid, line: Line, position: int) -> bool:
    """In a CSV file what lies beyond the headings is a broken row, which is told as a fault of that row."""
    return not grid.is_csv or position < len(line.values)
