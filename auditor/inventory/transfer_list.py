"""Personnel's transfer list: one workbook or one CSV file, of whatever name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from auditor.errors import SourceError
from auditor.inventory.csv_folder import csv_grid
from auditor.inventory.faults import Faults
from auditor.inventory.files import content_of
from auditor.inventory.found import Found
from auditor.inventory.grid import Grid
from auditor.inventory.heading_row import likeness
from auditor.inventory.headings import TRANSFERS, table_named
from auditor.inventory.opening import TEXT_ENDINGS, refuse_other_workbooks
from auditor.inventory.package import Sheet
from auditor.inventory.protection import OLE_MARK
from auditor.inventory.reading import understood
from auditor.inventory.tables import Known, Reading
from auditor.inventory.workbook import ZIP_MARK, Workbook
from auditor.vault.secret import Secret
from reports.messages import Message, message


def read_transfer_list(path: Path, known: Known, passphrase: Callable[[], Secret | None]) -> Reading:
    """The orders of one list, and nothing else that the file may hold.

    The sheet of a workbook is known by its name or else by its headings. ``passphrase`` is asked only for a protected
    workbook. Raises SourceFaults with every fault of the list; SourceError where it cannot be opened (NotNow where that may
    be over soon).
    """
    faults, warnings = Faults(), list[Message]()
    if path.is_dir():
        raise SourceError(
            message("{file} is a folder.", file=path.name),
            message("Name the list itself: an .xlsx workbook or a CSV file."),
        )
    refuse_other_workbooks(path)
    if _is_workbook(path):
        grid = _grid(Workbook(path, passphrase), path.name, faults, warnings)
    else:
        grid = csv_grid(path)
    return understood([(TRANSFERS, grid)], known, faults, warnings)


def _is_workbook(path: Path) -> bool:
    """By its ending, and where that says nothing by its content."""
    match path.suffix.lower():
        case ".xlsx":
            return True
        case ending if ending in TEXT_ENDINGS:
            return False
        case _:
            return content_of(path).startswith((ZIP_MARK, OLE_MARK))


def _grid(workbook: Workbook, file: str, faults: Faults, warnings: list[Message]) -> Grid:
    """The sheet that is the list; a fault where it is there twice."""
    found = Found(file)
    others: list[tuple[Sheet, Grid | None]] = []
    for sheet in workbook.sheets:
        if sheet.place is not None and table_named(sheet.name) is TRANSFERS:
            found.add(TRANSFERS, workbook.grid(sheet), sheet.name)
        else:
            others.append((sheet, workbook.readable_grid(sheet)))
    if found.grids:
        grid = found.grids[0][1]
    else:
        grid = _by_headings([each for _, each in others if each is not None], file)
    for sheet, other in others:
        if other is not grid:
            _pass_over(sheet, other, found)
    faults.take(found.faults)
    warnings += found.warnings
    return grid


def _by_headings(grids: Sequence[Grid], file: str) -> Grid:
    """The sheet with the headings of a list, or the only one that has anything: its faults say what is missing."""
    alike = [grid for grid in grids if likeness(grid) is TRANSFERS]
    filled = [grid for grid in grids if any(line.filled for line in grid.lines)]
    match alike or filled:
        case [only]:
            return only
        case []:
            raise SourceError(
                message("{file} is empty.", file=file),
                message("Fetch the file again; an empty one holds no table."),
            )
        case several:
            raise SourceError(
                message(
                    "{file} does not tell which of its sheets is the transfer list: {sheets}.",
                    file=file,
                    sheets=", ".join(grid.title for grid in several),
                ),
                message(
                    "Name that sheet {japanese} or {english}.",
                    japanese=TRANSFERS.japanese,
                    english=TRANSFERS.name,
                ),
            )


def _pass_over(sheet: Sheet, grid: Grid | None, found: Found) -> None:
    if table_named(sheet.name) is None:
        found.pass_over(sheet.name, grid)
    elif grid is not None and any(line.filled for line in grid.lines):
        found.warnings.append(
            message(
                "{name} in the transfer list was passed over: `auditor import` takes it in.", name=sheet.name
            )
        )
