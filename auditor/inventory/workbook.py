"""An .xlsx workbook → grids, one for each sheet that is a table."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from auditor.errors import SourceError
from auditor.inventory.files import content_of
from auditor.inventory.found import Found
from auditor.inventory.grid import CellValue, Grid, Line, blank_to_none
from auditor.inventory.headings import table_named
from auditor.inventory.package import Package
from auditor.inventory.protection import OLE_MARK, unprotected
from auditor.vault.secret import Secret
from reports.messages import message

_ZIP_MARK = b"PK"

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each (row, column) counted from 0."""


def read_workbook(path: Path, passphrase: Callable[[], Secret | None]) -> Found:
    """The tables of one workbook; hidden sheets, rows and columns count like others.

    Raises SourceError when the file cannot be opened as an .xlsx workbook.
    """
    content = content_of(path)
    if content.startswith(OLE_MARK):
        content = unprotected(content, path.name, passphrase)
    if not content.startswith(_ZIP_MARK):
        raise SourceError(
            message("{file} is no Excel workbook.", file=path.name),
            message("Give a workbook saved as .xlsx, or a folder of CSV files."),
        )
    package = Package(content, path.name)
    found = Found(path.name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            for metadata in workbook.sheets_metadata:
                if metadata.typ != SheetTypeEnum.WorkSheet:
                    found.pass_over(metadata.name)
                    continue
                table = table_named(metadata.name)
                if table is None:
                    found.pass_over(
                        metadata.name, _readable_grid(path.name, workbook, package, metadata.name)
                    )
                    continue
                found.add(table, _grid(path.name, workbook, package, metadata.name), metadata.name)
    except (CalamineError, OSError, ValueError):
        raise SourceError(
            message("{file} is cut off or damaged.", file=path.name),
            message("Fetch the file again, or open it in Excel and save it as .xlsx."),
        ) from None
    return found


def _readable_grid(file: str, workbook: CalamineWorkbook, package: Package, name: str) -> Grid | None:
    """The cells of a sheet that is no table; None where they cannot be read, which is no fault of the inventory."""
    try:
        return _grid(file, workbook, package, name)
    except (SourceError, CalamineError, ValueError):
        return None


def _grid(file: str, workbook: CalamineWorkbook, package: Package, name: str) -> Grid:
    """Raises SourceError, before the cells are laid out in memory, when the sheet is damaged or reaches too far."""
    flaws = package.flaws(name)
    sheet = workbook.get_sheet_by_name(name)
    rows = [[_value(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), flaw in flaws.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = flaw
    inherited = _spread(rows, sheet.merged_cell_ranges or [])
    lines = (
        Line(number + 1, tuple(values), frozenset(inherited.get(number, ())))
        for number, values in enumerate(rows)
    )
    return Grid(file, sheet.name, tuple(lines))


def _value(cell: CellValue) -> CellValue:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return blank_to_none(cell)


def _spread(rows: list[list[CellValue]], merges: list[Merge]) -> dict[int, set[int]]:
    """Writes the value of each vertical merge into all its rows; tells which cells got theirs that way."""
    inherited: dict[int, set[int]] = {}
    for (top, left), (bottom, _right) in merges:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
        if value is None:
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row].extend([None] * (left + 1 - len(rows[row])))
            rows[row][left] = value
            inherited.setdefault(row, set()).add(left)
    return inherited
