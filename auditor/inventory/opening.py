"""A source by its path: a workbook, a folder, or something else that is refused by its right name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from auditor.errors import SourceError
from auditor.inventory.csv_folder import read_folder
from auditor.inventory.found import Found
from auditor.inventory.workbook import read_workbook
from auditor.vault.secret import Secret
from reports.messages import message

TEXT_ENDINGS = (".csv", ".tsv", ".txt")


def open_source(source: Path, passphrase: Callable[[], Secret | None]) -> Found:
    """The tables of one source, cells not yet understood. Raises SourceError when it cannot be opened as a source."""
    if source.is_dir():
        found = read_folder(source)
    elif not source.exists():
        raise SourceError(
            message("There is no {file}.", file=source.name),
            message(
                "Look at the name and the folder; a source is an .xlsx workbook or a folder of CSV files."
            ),
        )
    else:
        refuse_other_workbooks(source)
        _refuse_single_text(source)
        found = read_workbook(source, passphrase)
    if not (found.grids or found.faults.all):
        raise SourceError(
            message("{file} holds no table of the inventory.", file=source.name),
            message("Name the sheets or CSV files as in the blank workbook that `auditor template` writes."),
        )
    return found


def refuse_other_workbooks(source: Path) -> None:
    """Says what a file is, where its name tells that it is no source, rather than that it is damaged."""
    if source.name.startswith("~$"):
        raise SourceError(
            message("{file} is Excel's mark that the workbook is open, not the workbook.", file=source.name),
            message("Close the workbook in Excel and give the file without ~$."),
        )
    if source.suffix.lower() in (".xls", ".xlsm", ".xlsb", ".xltx", ".ods"):
        raise SourceError(
            message("{file} is a workbook, but not an .xlsx.", file=source.name),
            message("Open it and save it as an Excel workbook (.xlsx)."),
        )


def _refuse_single_text(source: Path) -> None:
    if source.suffix.lower() in TEXT_ENDINGS:
        raise SourceError(
            message("{file} is a single text file.", file=source.name),
            message("Give the folder in which the CSV files lie, one file a table."),
        )
