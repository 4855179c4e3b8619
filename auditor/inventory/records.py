"""The rows below the headings as records: cells by column, with ``〃`` and 同上 filled in from above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.inventory.faults import Faults
from auditor.inventory.folding import folded, key
from auditor.inventory.grid import CellValue, Flaw, Grid, Line
from auditor.inventory.heading_row import HeadingRow, find_heading_row
from auditor.inventory.headings import Table
from auditor.inventory.own_parts import is_own_example
from reports.messages import Message, message

_DITTO = frozenset({"〃", "同上"})

EXAMPLE = "例:"
"""An id or staff number that begins so marks a row of the blank workbook that only shows how to fill it in."""

_KEYS = ("account_id", "login_id", "staff_number")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table with its place. ``fields`` holds the columns that a table has of its own."""

    table: Table
    grid: Grid
    row: int
    cells: Mapping[str, CellValue]  # column name → value; columns that the sheet lacks are not there
    fields: Mapping[str, CellValue]
    headings: Mapping[str, str]  # column or field name → heading as the file writes it

    def cell(self, name: str) -> CellValue:
        return self.cells.get(name)

    @property
    def place(self) -> str:
        """For sentences that point at another row."""
        return f"{self.grid.where}:{self.row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """All records of one grid. ``is_untouched``: nothing but example rows, as the blank workbook has them."""

    table: Table
    grid: Grid
    records: tuple[Record, ...]
    is_untouched: bool = False


def read_sheet(table: Table, grid: Grid, faults: Faults, warnings: list[Message]) -> Sheet | None:
    """The records of one grid; None, with a fault, where its headings are not to be found."""
    faults.opens(grid)
    headings = find_heading_row(grid, table, faults, warnings)
    if headings is None:
        return None
    records = tuple(_records(table, grid, headings, faults))
    real = tuple(record for record in records if not _is_example(record))
    changed = sum(_is_example(record) and not _is_own_example(record) for record in records)
    if changed:
        warnings.append(
            message("{where}: example rows were passed over ({count}).", where=grid.where, count=changed)
        )
    if not records:
        warnings.append(
            message("{where} has headings but no rows: it stands for an empty table.", where=grid.where)
        )
    return Sheet(table, grid, real, is_untouched=bool(records) and not real)


def _records(table: Table, grid: Grid, headings: HeadingRow, faults: Faults) -> Iterator[Record]:
    names = {name: headings.written[n] for name, n in {**headings.positions, **headings.fields}.items()}
    positions = [*headings.positions.values(), *headings.fields.values()]
    above: dict[int, CellValue] | None = None
    for line in grid.lines:
        if line.number <= headings.line.number or not any(line.has_own(n) for n in positions):
            continue
        if headings.repeats(line):
            continue
        _refuse_extra_cells(line, headings, grid, faults)
        values = {n: _filled_in(line.value(n), n, above) for n in positions}
        above = values
        yield Record(
            table,
            grid,
            line.number,
            {name: values[n] for name, n in headings.positions.items()},
            {name: values[n] for name, n in headings.fields.items()},
            names,
        )


def _filled_in(value: CellValue, position: int, above: Mapping[int, CellValue] | None) -> CellValue:
    """The cell's value, or what stands above it where it says "as above"."""
    if not isinstance(value, str) or folded(value) not in _DITTO:
        return value
    return Flaw.NOTHING_ABOVE if above is None else above[position]


def _refuse_extra_cells(line: Line, headings: HeadingRow, grid: Grid, faults: Faults) -> None:
    """In a CSV file a cell beyond the headings means that a comma split one, and that all behind it moved."""
    if grid.is_csv and any(n >= len(headings.line.values) for n in line.filled):
        faults.add(
            grid,
            message(
                'This row has more cells than there are headings. Write a cell that holds a comma in "…".'
            ),
            row=line.number,
        )


def _is_example(record: Record) -> bool:
    values = (record.cell(name) for name in _KEYS)
    return any(isinstance(value, str) and key(value).startswith(EXAMPLE) for value in values)


def _is_own_example(record: Record) -> bool:
    return is_own_example(record.table, {**record.cells, **record.fields})
