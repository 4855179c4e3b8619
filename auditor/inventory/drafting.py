"""The grids of all sources → a draft of the tables.

The directory comes first, for the staff numbers of all other tables are set right by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from auditor.inventory import headings, rows
from auditor.inventory.cells import RowReader, as_text
from auditor.inventory.draft import Draft, Placed
from auditor.inventory.faults import Faults, shortened
from auditor.inventory.folding import folded
from auditor.inventory.grid import CellValue, Grid
from auditor.inventory.headings import Table
from auditor.inventory.records import Sheet, read_sheet
from auditor.inventory.staff_numbers import StaffNumbers, of_directory
from auditor.inventory.tables import Known, PersonalData
from checks._contract import Login, Person
from reports.messages import Message, message

T = TypeVar("T")


def draft_of(
    grids: Sequence[tuple[Table, Grid]], known: Known, faults: Faults, warnings: list[Message]
) -> Draft:
    """Reads every row of every grid; what is wrong with one goes to ``faults``, what was passed over to ``warnings``."""
    read = [(table, read_sheet(table, grid, faults, warnings)) for table, grid in grids]
    sheets = [sheet for _, sheet in read if sheet is not None and not sheet.is_untouched]
    unreadable = frozenset(table.name for table, sheet in read if sheet is None)
    staff = _staff(_of(headings.STAFF, sheets), known, faults, warnings)
    directory = StaffNumbers(
        known.people if staff is None else (placed.row[0].staff_number for placed in staff)
    )

    def table(which: Table, build: Callable[[RowReader], T | None]) -> list[Placed[T]] | None:
        return _build(_of(which, sheets), build, directory, faults)

    logins = table(headings.LOGINS, rows.login)
    warnings += (_serves_nothing(placed) for placed in logins or () if not placed.row.accounts)
    return Draft(
        accounts=table(headings.ACCOUNTS, rows.account),
        logins=logins,
        administrators=table(headings.ADMINISTRATORS, rows.administrator),
        staff=staff,
        transfers=table(headings.TRANSFERS, rows.transfer),
        evidence=table(headings.EVIDENCE, rows.evidence),
        policies=table(headings.POLICIES, rows.policy),
        unreadable=unreadable,
        grids=_first_grids(sheets),
    )


def _serves_nothing(login: Placed[Login]) -> Message:
    return message(
        "{place}: the login {login_id} names no account, so it is not judged.",
        place=login.record.place,
        login_id=shortened(login.row.login_id),
    )


def _of(table: Table, sheets: Sequence[Sheet]) -> list[Sheet]:
    return [sheet for sheet in sheets if sheet.table is table]


def _first_grids(sheets: Sequence[Sheet]) -> Mapping[str, Grid]:
    return {sheet.table.name: sheet.grid for sheet in reversed(sheets)}


def _build(
    sheets: Sequence[Sheet],
    build: Callable[[RowReader], T | None],
    directory: StaffNumbers,
    faults: Faults,
) -> list[Placed[T]] | None:
    if not sheets:
        return None
    records = (record for sheet in sheets for record in sheet.records)
    built = ((build(RowReader(record, directory, faults)), record) for record in records)
    return [Placed(row, record) for row, record in built if row is not None]


def _staff(
    sheets: Sequence[Sheet], known: Known, faults: Faults, warnings: list[Message]
) -> list[Placed[tuple[Person, PersonalData]]] | None:
    """The directory itself. Numbers that were widened are told, for nobody else could notice."""
    cells = [record.cell("staff_number") for sheet in sheets for record in sheet.records]
    numbers = {digits for cell in cells if (digits := _digits(cell)) is not None}
    texts = {folded(cell) for cell in cells if isinstance(cell, str)}
    staff = _build(sheets, rows.person, of_directory(texts, numbers, known.people), faults)
    for sheet in sheets:
        count = sum(_was_widened(placed) for placed in staff or () if placed.record.grid is sheet.grid)
        if count:
            warnings.append(
                message(
                    "{where}: {count} staff numbers were numbers in Excel and got leading zeros. Format the column as text "
                    "if that is wrong.",
                    where=sheet.grid.where,
                    count=count,
                )
            )
    return staff


def _digits(cell: CellValue) -> str | None:
    """The digits of a cell that holds a number, None for every other cell."""
    return as_text(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _was_widened(placed: Placed[tuple[Person, PersonalData]]) -> bool:
    digits = _digits(placed.record.cell("staff_number"))
    return digits is not None and digits != placed.row[0].staff_number
