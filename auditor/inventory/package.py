"""The parts of an .xlsx (a zip of XML, ECMA-376) that the cell reader does not tell of, and a guard before it.

calamine gives an empty string both for ``#N/A`` and for a formula nobody has computed; only the XML tells them from an
empty cell. And it lays a sheet out in memory as one rectangle, so a file of a few kilobytes could ask for terabytes:
sizes, extents and entities are judged here before calamine sees the file.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.parsers import expat

from auditor.errors import SourceError
from auditor.inventory.grid import Flaw, column_letters
from reports.messages import message

MAXIMUM_UNPACKED = 300 * 1024 * 1024
"""Bytes of all parts together; a directory of 20,000 people takes about 20 MB."""

MAXIMUM_PARTS = 5_000

MAXIMUM_CELLS = 5_000_000
"""Rows times columns, up to the last cell with a value: 20,000 people with 250 columns."""

_READ_WITH_EVERY_SHEET = {"xl/sharedStrings.xml", "xl/styles.xml"}

_CHUNK = 1024 * 1024
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Package:
    """An opened .xlsx whose parts are whole and of sane size."""

    def __init__(self, content: bytes, file: str) -> None:
        """Raises SourceError when it is no workbook, is cut off, or would unpack to more than is sane."""
        self._file = file
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise self._damaged() from None
        self._prove_sizes()
        if "xl/workbook.xml" not in self._zip.namelist():
            raise SourceError(
                message("{file} is no Excel workbook.", file=file),
                message("Give a workbook saved as .xlsx, or a folder of CSV files."),
            )
        self._parts = self._sheet_parts()
        for part in _READ_WITH_EVERY_SHEET & set(self._zip.namelist()):
            self._parse(part, _Handler())

    def flaws(self, sheet: str) -> Mapping[tuple[int, int], Flaw]:
        """(row, column) counted from 0 → why that cell has no value.

        Raises SourceError when the sheet's XML is damaged, declares entities, or reaches too far.
        """
        if sheet not in self._parts:
            raise self._damaged()
        scan = _SheetScan()
        self._parse(self._parts[sheet], scan)
        if scan.rows * scan.columns > MAXIMUM_CELLS:
            raise SourceError(
                message(
                    "{file} [{sheet}] reaches to cell {cell}: too large to be a table of the inventory.",
                    file=self._file,
                    sheet=sheet,
                    cell=f"{column_letters(scan.columns - 1)}{scan.rows}",
                ),
                message("Delete what stands far outside the table, save the workbook and import it again."),
            )
        return scan.flaws

    def _prove_sizes(self) -> None:
        """Unpacks every part once, for what a header declares proves nothing; checksums are compared on the way."""
        left = MAXIMUM_UNPACKED
        entries = self._zip.infolist()
        if len(entries) > MAXIMUM_PARTS or sum(entry.file_size for entry in entries) > left:
            raise self._too_large()
        try:
            for entry in entries:
                with self._zip.open(entry) as stream:
                    while chunk := stream.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise self._too_large()
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ):
            raise self._damaged() from None

    def _sheet_parts(self) -> Mapping[str, str]:
        """Sheet name → its part."""
        relations = _Relations()
        self._parse("xl/_rels/workbook.xml.rels", relations)
        sheets = _Sheets()
        self._parse("xl/workbook.xml", sheets)
        return {
            name: posixpath.normpath(posixpath.join("/xl", relations.targets[relation])).lstrip("/")
            for name, relation in sheets.relations.items()
            if relation in relations.targets
        }

    def _parse(self, part: str, handler: _Handler) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = lambda name, attributes: handler.start(_local(name), attributes)
        parser.EndElementHandler = lambda name: handler.end(_local(name))
        parser.CharacterDataHandler = handler.text
        try:
            with self._zip.open(part) as stream:
                parser.ParseFile(stream)
        except (expat.ExpatError, KeyError, ValueError):
            raise self._damaged() from None
        except _Doctype:
            raise SourceError(
                message(
                    "{file} declares XML entities, which no Excel workbook does; it was not opened.",
                    file=self._file,
                ),
                message("Do not trust this file; ask whoever sent it."),
            ) from None

    def _damaged(self) -> SourceError:
        return SourceError(
            message("{file} is cut off or damaged.", file=self._file),
            message("Fetch the file again, or open it in Excel and save it as .xlsx."),
        )

    def _too_large(self) -> SourceError:
        return SourceError(
            message(
                "{file} unpacks to more than {limit} MB.", file=self._file, limit=MAXIMUM_UNPACKED // 1024**2
            ),
            message("Keep pictures and other data out of the inventory's workbook."),
        )


class _Doctype(Exception):
    """The part has a document type declaration: the door to entity expansion and outside addresses."""


def _refuse_doctype(*_declaration: object) -> None:
    raise _Doctype


def _local(name: str) -> str:
    """An element's name without its prefix; writers differ in these."""
    return name.rpartition(":")[2]


class _Handler:
    """What is done with the elements of one part."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text in an element."""


class _Relations(_Handler):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Sheets(_Handler):
    def __init__(self) -> None:
        self.relations: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            self.relations.setdefault(attributes.get("name", ""), relation)


class _SheetScan(_Handler):
    """Walks the cells: which have no value though something is in them, and how far those with a value reach."""

    def __init__(self) -> None:
        self.flaws: dict[tuple[int, int], Flaw] = {}
        self.rows = 0
        self.columns = 0
        self._row = -1
        self._column = -1
        self._type = ""
        self._has_formula = False
        self._has_value = False
        self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self._row = int(attributes.get("r", self._row + 2)) - 1
                self._column = -1
            case "c":
                self._place(attributes.get("r"))
                self._type = attributes.get("t", "n")
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "v" | "is":
                self._in_value = True
            case _:
                pass

    def text(self, data: str) -> None:
        if self._in_value and data:
            self._has_value = True

    def end(self, name: str) -> None:
        match name:
            case "v" | "is":
                self._in_value = False
            case "c":
                self._leave_cell()
            case _:
                pass

    def _place(self, reference: str | None) -> None:
        if reference is None:  # a cell without reference follows the one before
            self._column += 1
            return
        match = _CELL.fullmatch(reference)
        if match is None:
            raise ValueError("no cell reference")
        self._row = int(match[2]) - 1
        self._column = 0
        for letter in match[1]:
            self._column = self._column * 26 + ord(letter) - ord("A") + 1
        self._column -= 1

    def _leave_cell(self) -> None:
        flaw: Flaw | None = None
        if self._type == "e":
            flaw = Flaw.ERROR
        elif (
            self._has_formula and not self._has_value and self._type != "str"
        ):  # ="" is computed, to an empty text
            flaw = Flaw.UNCOMPUTED
        if flaw is not None:
            self.flaws[self._row, self._column] = flaw
        if flaw is not None or self._has_value:
            self.rows = max(self.rows, self._row + 1)
            self.columns = max(self.columns, self._column + 1)
