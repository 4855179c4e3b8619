"""The parts of an .xlsx (a zip of XML, ECMA-376) that the cell reader does not tell of, and a guard before it.

calamine gives an empty string both for ``#N/A`` and for a formula nobody has computed; only the XML tells them from an
empty cell. And it lays a sheet out in memory as one rectangle, so a file of a few kilobytes could ask for terabytes:
sizes, extents and entities are judged here before calamine sees the file.

calamine finds its way through a file by rules of its own (another folder, names in other capitals, other formats than
.xlsx), so it is not given the file but a new one, in which only the parts that were judged stand.
"""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from auditor.errors import SourceError
from auditor.inventory.grid import MAXIMUM_CELLS, MAXIMUM_ROWS, Flaw, column_letters
from reports.messages import message

MAXIMUM_UNPACKED = 300 * 1024 * 1024
"""Bytes of all parts together; a directory of 20,000 people takes about 20 MB."""

MAXIMUM_PARTS = 5_000

MAXIMUM_ELEMENTS = 12_000_000
"""Of one part: a cell with a value takes two."""

MAXIMUM_STYLE_ELEMENTS = 1_000_000
"""Excel allows 65,490 cell formats (specifications and limits)."""

MAXIMUM_CELLS_TOGETHER = 4 * MAXIMUM_CELLS
"""Of all sheets."""

MAXIMUM_TEXT = 50_000_000
"""Characters in the cells of all sheets. A text that many cells share is kept once in the file, but not in memory."""

MAXIMUM_MERGES = 100_000

_WORKBOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"

_CHUNK = 1024 * 1024
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name. ``place``: which one of those with cells, counted from 0; None where it has none (a chart)."""

    name: str
    place: int | None


class Package:
    """An opened .xlsx whose parts are whole and of sane size. ``sheets`` are in the order of the workbook."""

    def __init__(self, content: bytes, file: str) -> None:
        """Raises SourceError when it is no workbook, is cut off, or would unpack to more than is sane."""
        self._file = file
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise self._damaged() from None
        self._prove_sizes()
        names = self._zip.namelist()
        if _WORKBOOK not in names:
            raise SourceError(
                message("{file} is no Excel workbook.", file=file),
                message("Give a workbook saved as .xlsx, or a folder of CSV files."),
            )
        relations = _Relations()
        self._parse("xl/_rels/workbook.xml.rels", relations, MAXIMUM_PARTS)
        self._book = _Book()
        self._parse(_WORKBOOK, self._book, MAXIMUM_ELEMENTS)
        self._parts: list[str] = []
        self.sheets = tuple(self._sheets(self._book, relations))
        # Sheets that share a part would cost a look into it each.
        if len({sheet.name for sheet in self.sheets}) < len(self.sheets) or len(set(self._parts)) < len(
            self._parts
        ):
            raise self._damaged()
        self._cells_left = MAXIMUM_CELLS_TOGETHER
        self._text_left = MAXIMUM_TEXT
        self._strings = _Strings()
        if _STRINGS in names:
            self._parse(_STRINGS, self._strings, MAXIMUM_ELEMENTS)
        if _STYLES in names:
            self._parse(_STYLES, _Handler(), MAXIMUM_STYLE_ELEMENTS)

    def flaws(self, name: str, place: int) -> Mapping[tuple[int, int], Flaw]:
        """(row, column) counted from 0 → why that cell has no value.

        Raises SourceError when the sheet's XML is damaged, declares entities, reaches too far or holds too much.
        """
        scan = _SheetScan(self._strings.lengths)
        self._parse(self._parts[place], scan, MAXIMUM_ELEMENTS)
        if scan.rows > MAXIMUM_ROWS or scan.rows * scan.columns > MAXIMUM_CELLS:
            raise SourceError(
                message(
                    "{file} [{sheet}] reaches to cell {cell}: too large to be a table of the inventory.",
                    file=self._file,
                    sheet=name,
                    cell=f"{column_letters(scan.columns - 1)}{scan.rows}",
                ),
                message("Delete what stands far outside the table, save the workbook and import it again."),
            )
        self._cells_left -= scan.rows * scan.columns
        self._text_left -= scan.text_length
        if self._cells_left < 0 or self._text_left < 0:
            raise self._too_much()
        return scan.flaws

    def rewritten(self) -> bytes:
        """A workbook of the same cells, with no part in it but those that are known here, under names of our own."""
        targets = [f"worksheets/sheet{place}.xml" for place in range(len(self._parts))]
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
            new.writestr("_rels/.rels", _relations({"book": ("officeDocument", _WORKBOOK)}))
            new.writestr(
                "xl/_rels/workbook.xml.rels",
                _relations({f"sheet{place}": ("worksheet", part) for place, part in enumerate(targets)}),
            )
            new.writestr(_WORKBOOK, _workbook(len(targets), counts_from_1904=self._book.counts_from_1904))
            for target, part in zip(targets, self._parts, strict=True):
                new.writestr(f"xl/{target}", self._zip.read(part))
            for part in {_STRINGS, _STYLES}.intersection(self._zip.namelist()):
                new.writestr(part, self._zip.read(part))
        return stream.getvalue()

    def _sheets(self, book: _Book, relations: _Relations) -> Iterable[Sheet]:
        for name, relation in book.sheets:
            if relation not in relations.targets:
                raise self._damaged()
            kind, target = relations.targets[relation]
            if kind.rpartition("/")[2] != "worksheet":
                yield Sheet(name, None)
                continue
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            if part not in self._zip.namelist():
                raise self._damaged()
            yield Sheet(name, len(self._parts))
            self._parts.append(part)

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

    def _parse(self, part: str, handler: _Handler, limit: int) -> None:
        """Hands the elements of a part, at most ``limit``, to ``handler``."""
        left = limit

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise _TooMuch
            handler.start(_local(name), attributes)

        # calamine takes every part for UTF-8; the same bytes read as UTF-16 could hide from us what it sees.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda name: handler.end(_local(name))
        parser.CharacterDataHandler = handler.text
        try:
            with self._opened(part) as stream:
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
        except _TooMuch:
            raise self._too_much() from None

    def _damaged(self) -> SourceError:
        return SourceError(
            message("{file} is cut off or damaged.", file=self._file),
            message("Fetch the file again, or open it in Excel and save it as .xlsx."),
        )

    def _opened(self, part: str) -> IO[bytes]:
        """Raises ValueError where the part is marked as UTF-16: its mark outweighs what a parser is told."""
        with self._zip.open(part) as stream:
            if stream.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
                raise ValueError("not UTF-8")
        return self._zip.open(part)

    def _too_much(self) -> SourceError:
        return SourceError(
            message("{file} holds more than an inventory can hold.", file=self._file),
            message("Keep the tables of the inventory in a workbook of their own."),
        )

    def _too_large(self) -> SourceError:
        return SourceError(
            message(
                "{file} unpacks to more than {limit} MB.", file=self._file, limit=MAXIMUM_UNPACKED // 1024**2
            ),
            message("Keep pictures and other data out of the inventory's workbook."),
        )


class _TooMuch(Exception):
    """More elements or merged cells than any inventory has."""


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
    """Id → kind and target."""

    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Type", ""), attributes.get("Target", "")


class _Book(_Handler):
    """The sheets' names and relations in their order, and from which year on days are counted."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.counts_from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in {"1", "true"}


class _Strings(_Handler):
    """How many characters each of the shared texts has."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.lengths.append(0)
        elif name == "sst" and int(attributes.get("uniqueCount", 0)) > MAXIMUM_CELLS:
            raise ValueError("calamine takes memory by this number")

    def text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)


class _SheetScan(_Handler):
    """Walks the cells: which have no value though something is in them, and how far those with anything reach.

    ``lengths`` are those of the shared texts.
    """

    def __init__(self, lengths: list[int]) -> None:
        self._lengths = lengths
        self.text_length = 0
        self._merges_left = MAXIMUM_MERGES
        self.flaws: dict[tuple[int, int], Flaw] = {}
        self.rows = 0
        self.columns = 0
        self._row = -1
        self._column = -1
        self._type = ""
        self._has_formula = False
        self._has_value = False
        self._in_value = False
        self._has_content = False
        self._shared = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self._row = int(attributes.get("r", self._row + 2)) - 1
                self._column = -1
            case "c":
                self._place(attributes.get("r"))
                self._type = attributes.get("t", "n")
                self._has_formula = self._has_value = self._has_content = False
                self._shared = ""
            case "f":
                self._has_formula = self._has_content = True
            case "v" | "is":
                self._in_value = self._has_content = True
            case "mergeCell":
                self._merges_left -= 1
                if self._merges_left < 0:
                    raise _TooMuch
            case _:
                pass

    def text(self, data: str) -> None:
        if self._in_value and data:
            self._has_value = True
            self.text_length += len(data)
            if self._type == "s":
                self._shared += data

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
        if self._shared and 0 <= (place := int(self._shared)) < len(self._lengths):
            self.text_length += self._lengths[place]
        if self._has_content:
            self.rows = max(self.rows, self._row + 1)
            self.columns = max(self.columns, self._column + 1)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A part that says what the ids of another stand for: kind and target (ECMA-376, part 2)."""
    lines = (
        f'<Relationship Id="{id_}" Type="{_OF_OFFICE}/{kind}" Target="{target}"/>'
        for id_, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_OF_PACKAGE}">{"".join(lines)}</Relationships>'


def _workbook(sheet_count: int, *, counts_from_1904: bool) -> str:
    """The part that lists the sheets."""
    sheets = (
        f'<sheet name="{place}" sheetId="{place + 1}" r:id="sheet{place}"/>' for place in range(sheet_count)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OF_OFFICE}"><workbookPr date1904="{int(counts_from_1904)}"/>'
        f"<sheets>{''.join(sheets)}</sheets></workbook>"
    )
