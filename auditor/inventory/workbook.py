"""An .xlsx workbook → grids, one for each sheet that is a table."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from auditor.errors import SourceError
from auditor.inventory.files import content_of
from auditor.inventory.found import Found
from auditor.inventory.grid import CellValue, Flaw, Grid, Line, blank_to_none, column_letters
from auditor.inventory.headings import table_named
from auditor.inventory.package import Package
from auditor.inventory.package import Sheet as PackageSheet
from auditor.inventory.protection import OLE_MARK, unprotected
from auditor.vault.secret import Secret
from reports.messages import message

ZIP_MARK = b"PK"

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each (row, column) counted from 0."""


def read_workbook(path: Path, passphrase: Callable[[], Secret | None]) -> Found:
    """The tables of one workbook; hidden sheets, rows and columns count like others.

    Raises SourceError when the file cannot be opened as an .xlsx workbook.
    """
    workbook = Workbook(path, passphrase)
    found = Found(path.name)
    for sheet in workbook.sheets:
        table = table_named(sheet.name)
        if table is None or sheet.place is None:
            found.pass_over(sheet.name, workbook.readable_grid(sheet))
        else:
            found.add(table, workbook.grid(sheet), sheet.name)
    return found


class Workbook:
    """An opened workbook: its sheets, and the cells of each."""

    def __init__(self, path: Path, passphrase: Callable[[], Secret | None]) -> None:
        """Raises SourceError when the file cannot be opened as an .xlsx workbook."""
        content = content_of(path)
        if content.startswith(OLE_MARK):
            content = unprotected(content, path.name, passphrase)
        if not content.startswith(ZIP_MARK):
            raise SourceError(
                message("{file} is no Excel workbook.", file=path.name),
                message("Give a workbook saved as .xlsx, or a folder of CSV files."),
            )
        self._file = path.name
        self._package = Package(content, path.name)
        with _damage_told(path.name):
            self._cells = CalamineWorkbook.from_filelike(io.BytesIO(self._package.rewritten()))

    @property
    def sheets(self) -> Sequence[PackageSheet]:
        return self._package.sheets

    def grid(self, sheet: PackageSheet) -> Grid:
        """The cells of a sheet that has some. Raises SourceError where they cannot be read."""
        assert sheet.place is not None
        return _grid(self._file, self._cells, self._package, sheet.name, sheet.place)

    def readable_grid(self, sheet: PackageSheet) -> Grid | None:
        """The cells of a sheet that is no table; None where it has none or they cannot be read, which is no fault of the
        inventory."""
        if sheet.place is None:
            return None
        try:
            return self.grid(sheet)
        except SourceError:
            return None


@contextmanager
def _damage_told(file: str) -> Iterator[None]:
    """Around every call of calamine, which meets a damaged file with errors of many kinds.

    Raises SourceError in their place.
    """
    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError):
        raise _damaged(file) from None
    except BaseException as error:
        # A panic in Rust is no Exception, so that nobody swallows it; its class has no public name.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(file) from None


def _damaged(file: str) -> SourceError:
    return SourceError(
        message("{file} is cut off or damaged.", file=file),
        message("Fetch the file again, or open it in Excel and save it as .xlsx."),
    )


def _grid(file: str, workbook: CalamineWorkbook, package: Package, name: str, place: int) -> Grid:
    """Raises SourceError, before the cells are laid out in memory, when the sheet is damaged or reaches too far."""
    flaws = package.flaws(name, place)
    with _damage_told(file):
        sheet = workbook.get_sheet_by_index(place)
        cells = sheet.to_python(skip_empty_area=False)
        merges = sheet.merged_cell_ranges or []
    rows = [[_value(cell) for cell in row] for row in cells]
    for (row, column), flaw in flaws.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = flaw
    try:
        inherited = _spread(rows, merges)
    except _Overlap as error:
        raise SourceError(
            message(
                "{file} [{sheet}]: merged cells overlap at {cell}.", file=file, sheet=name, cell=error.cell
            ),
            message("Unmerge the cells in Excel, write the value into each row and save the workbook."),
        ) from None
    lines = (
        Line(number + 1, tuple(values), frozenset(inherited.get(number, ())))
        for number, values in enumerate(rows)
    )
    return Grid(file, name, tuple(lines))


def _value(cell: CellValue) -> CellValue:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    if isinstance(cell, float) and not math.isfinite(cell):  # Excel shows #NUM! there
        return Flaw.ERROR
    return blank_to_none(cell)


class _Overlap(Exception):
    def __init__(self, row: int, column: int) -> None:
        super().__init__()
        self.cell = f"{column_letters(column)}{row + 1}"


def _spread(rows: list[list[CellValue]], merges: list[Merge]) -> dict[int, set[int]]:
    """Writes the value of each vertical merge into all its rows; tells which cells got theirs that way.

    Raises _Overlap where a cell would get a second value, so that no cell is written twice, however many merges.
    """
    inherited: dict[int, set[int]] = {}
    for (top, left), (bottom, _right) in merges:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
        if value is None:
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left in inherited.setdefault(row, set()):
                raise _Overlap(row, left)
            rows[row].extend([None] * (left + 1 - len(rows[row])))
            rows[row][left] = value
            inherited[row].add(left)
    return inherited
