"""A folder of CSV files → grids, one for each file that is a table."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from auditor.errors import SourceError
from auditor.inventory.files import content_of
from auditor.inventory.found import Found
from auditor.inventory.grid import MAXIMUM_CELLS, MAXIMUM_ROWS, Grid, Line, blank_to_none
from auditor.inventory.headings import Table, table_named
from auditor.system_words import why_refused
from reports.messages import message

_NOT_IN_CP932 = re.compile("[\x80\xa0\uf8f1-\uf8f3]")
"""What Python's codec makes of the bytes 80, A0 and FD to FF, which CP932 does not define."""


def read_folder(folder: Path) -> Found:
    """The tables of one folder; its subfolders and hidden files are left alone.

    A file that cannot be read is a fault of the whole, told with all others; so is anything else under a table's name
    (a folder, a pipe, a link to nowhere), for a table that is there must not be missed. Raises SourceError when the
    folder itself cannot be listed.
    """
    found = Found(folder.name)
    try:
        files = sorted(
            path
            for path in folder.iterdir()
            if not path.name.startswith(".") and (_table(path) is not None or path.is_file())
        )
    except OSError as error:
        raise SourceError(
            message(
                "The folder {file} cannot be read: {detail}.", file=folder.name, detail=why_refused(error)
            ),
            message("Look at the folder's permissions."),
        ) from None
    for path in files:
        name = _name(path)
        if path.suffix.lower() != ".csv":
            found.pass_over(name)
            continue
        table = _table(path)
        if table is None:
            found.pass_over(name, _readable_grid(path))
            continue
        try:
            found.add(table, csv_grid(path), name)
        except SourceError as error:
            found.faults.add_error(name, error)
    return found


def _name(path: Path) -> str:
    # macOS hands out Japanese names in decomposed form.
    return unicodedata.normalize("NFC", path.name)


def _table(path: Path) -> Table | None:
    """The table that a file of this name holds."""
    return table_named(Path(_name(path)).stem) if path.suffix.lower() == ".csv" else None


def _readable_grid(path: Path) -> Grid | None:
    """The cells of a file that is no table; None where it cannot be read, which is no fault of the inventory."""
    try:
        return csv_grid(path)
    except SourceError:
        return None


def csv_grid(path: Path) -> Grid:
    """The cells of one CSV file. Raises SourceError where it is none."""
    name = _name(path)
    text = decode(content_of(path), name)
    _refuse_too_large(text, name)
    try:
        return Grid(name, None, tuple(_lines(text)))
    except _BadRecord as error:
        raise SourceError(
            message(
                "{file}, line {line}: the quotation marks of this record do not match.",
                file=name,
                line=error.line,
            ),
            message('Write a quotation mark inside a cell twice ("") and close every cell that one opens.'),
        ) from None


def _refuse_too_large(text: str, name: str) -> None:
    """Before the cells are laid out in memory, by what can part rows and cells: never fewer than there are."""
    rows = text.count("\n") + text.count("\r") - text.count("\r\n")
    if rows > MAXIMUM_ROWS or rows + text.count(",") + text.count("\t") > MAXIMUM_CELLS:
        raise SourceError(
            message("{file} is too large to be a table of the inventory.", file=name),
            message("Keep one table in the file, without other data or empty rows."),
        )


def decode(content: bytes, file: str) -> str:
    """The text of a CSV file: by its mark (UTF-8, UTF-16), else UTF-8, else CP932, whichever fits every byte.

    Raises SourceError when none fits, and when the text is nearly all UTF-8: then it is UTF-8 with damaged bytes,
    which CP932 would turn into nonsense without a word.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif _is_damaged_utf8(content):
        candidates = ["utf-8"]
    else:
        candidates = ["utf-8", "cp932"]
    line = 1
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            continue
        if encoding != "cp932" or not (stray := _NOT_IN_CP932.search(text)):
            return text
        line = text.count("\n", 0, stray.start()) + 1
    raise SourceError(
        message(
            "{file}, line {line}: this is neither whole UTF-8 nor whole CP932 (Shift JIS).",
            file=file,
            line=line,
        ),
        message("Save the file as CSV UTF-8 or as CSV (Shift JIS) again."),
    )


def _is_damaged_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
        damaged = text.count("\ufffd")
        beyond_ascii = sum(not sign.isascii() for sign in text)
        return damaged * 10 < beyond_ascii
    return False


class _BadRecord(Exception):
    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


def _lines(text: str) -> Iterator[Line]:
    """The records, each numbered by the line of the file in which it begins."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    while True:
        try:
            values = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise _BadRecord(begins) from None
        yield Line(begins, tuple(blank_to_none(value) for value in values))
        begins = rows.line_num + 1


def _delimiter(text: str) -> str:
    """A comma, or the tab that Excel writes into its "Unicode text"."""
    first = next((line for line in text.splitlines() if "," in line or "\t" in line), "")
    return "\t" if "\t" in first else ","
