"""What every workbook of the product shares: names of sheets, text in cells, and the layout for A4.

Nothing is ever written as a formula: text that begins with ``=`` stays text.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from reports.characters import visible
from reports.messages import Message

FONT = "游ゴシック"
"""Yu Gothic: Japanese Excel's own since 2016. Other programs put another gothic in its place."""

LINE_HEIGHT = 18.75
"""Points of one line of text in that font, as Japanese Excel lays it out."""

_LONGEST = 500
"""Characters of one cell. What is longer was meant for no table; Excel itself takes 32,767."""

_HIGHEST_ROW = 409  # points, Excel's limit
_A4 = 9  # ECMA-376, 18.3.1.63, paperSize
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")  # ECMA-376 leaves these to Excel, which takes none of them
_NAME_LENGTH = 31


def options() -> dict[str, Any]:
    """How a workbook of the product is opened: its font holds for every cell, and for those that people fill.

    Columns of together 148 digits, printed one A4 page wide, have letters of 9 points. Made anew each time, for the writer
    of the workbook changes it.
    """
    return {
        "in_memory": True,
        "default_format_properties": {
            "font_name": FONT,
            "font_size": 11,
            "font_family": 3,  # ECMA-376, 18.8.18: modern
            "font_charset": 128,  # ECMA-376, 18.4.1: Japanese
            "font_scheme": "none",  # else Excel takes the theme's font
        },
        "default_row_height": 25,  # pixels, of which this font's digits are 8 wide
        "default_column_width": 72,
    }


def day_made(day: date) -> datetime:
    """A day as the time that a workbook says it was made at, so that the same content is the same file."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day, as people date paper


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a column; ``width`` in digits."""

    text: Message
    width: int


@dataclass
class Formats:
    """The cell formats of one workbook, each made once. Text wraps and begins at the top unless it is said otherwise."""

    workbook: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def get(self, **looks: Any) -> Format:
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self.workbook.add_format({"text_wrap": True, "valign": "top", **looks})
        return self._made[key]


FRAMED: Mapping[str, Any] = MappingProxyType({"border": 1})
HEADING: Mapping[str, Any] = MappingProxyType({"border": 1, "bold": True, "bg_color": "#DDE6F0"})


def is_of_kind(content: bytes, kind: str) -> bool:
    """Whether the file is a workbook whose keywords are ``kind``: by them the product knows its own again."""
    return f"<cp:keywords>{kind}</cp:keywords>" in properties(content)


def properties(content: bytes) -> str:
    """The XML of a workbook's properties; empty where the file is no archive, none of ours, or one that is protected."""
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            archive.open("docProps/core.xml") as part,
        ):
            return part.read(_LONGEST_PART).decode("utf-8", "replace")
    except (
        zipfile.BadZipFile,
        KeyError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        zlib.error,
    ):
        return ""


_LONGEST_PART = 64 * 1024  # bytes that are looked at; a workbook's properties are a few hundred


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """A name that Excel takes and that none of ``taken`` is (Excel does not tell capitals apart)."""
    name = _cut(_NO_SHEET_NAME.sub("_", visible(text)).strip("' "), _NAME_LENGTH).strip("' ") or "_"
    known = {"history", *(other.casefold() for other in taken)}  # "History" Excel keeps for itself
    number, unique = 1, name
    while unique.casefold() in known:
        number += 1
        ending = f" ({number})"
        unique = _cut(name, _NAME_LENGTH - len(ending)) + ending
    return unique


def _cut(text: str, length: int) -> str:
    """As much of the beginning as Excel counts ``length`` characters: a rare kanji counts two (UTF-16)."""
    while len(text.encode("utf-16-le")) > 2 * length:
        text = text[:-1]
    return text


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """The text as text, with what no file or reader takes made visible, and cut where it is no word for a table."""
    sheet.write_string(row, column, _shown(text), style)


def write_row(
    sheet: Worksheet, row: int, cells: Sequence[str | int], widths: Sequence[int], style: Format
) -> None:
    """One row of wrapped text, as high as its columns of ``widths`` digits need: not every program fits rows itself.

    What counts is written as a number, so that it can be summed.
    """
    for column, value in enumerate(cells):
        if isinstance(value, int):
            sheet.write_number(row, column, value, style)
        else:
            write_text(sheet, row, column, value, style)
    needed = max(height(str(value), width) for value, width in zip(cells, widths, strict=True))
    sheet.set_row(row, needed)


def write_day(sheet: Worksheet, row: int, column: int, day: date, style: Format) -> None:
    """A day as a date that Excel reckons and sorts with; as text where it knows none. ``style`` bears its number format."""
    if day < _FIRST_DAY:
        write_text(sheet, row, column, day.isoformat(), style)
    else:
        sheet.write_datetime(row, column, day, style)


_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts wrongly: its calendar has a 29 February 1900."""


def write_across(sheet: Worksheet, row: int, text: str, widths: Sequence[int], style: Format) -> None:
    """Wrapped text over all columns."""
    sheet.merge_range(row, 0, row, len(widths) - 1, "", style)
    write_text(sheet, row, 0, text, style)
    sheet.set_row(row, height(text, sum(widths)))


@lru_cache(maxsize=4096)  # sections, titles and remedies stand in thousands of rows
def height(text: str, width: int) -> float:
    """Points that ``text`` takes in a column of that many digits; a Japanese letter is two wide."""
    if 2 * len(text) <= width and "\n" not in text and text.isprintable():
        return LINE_HEIGHT  # nearly every cell, told without looking at each letter
    parts = (sum(2 if ord(sign) > 0x2E7F else 1 for sign in part) for part in _shown(text).split("\n"))
    return min(_HIGHEST_ROW, LINE_HEIGHT * sum(max(1, math.ceil(wide / width)) for wide in parts))


def print_across_a4(
    sheet: Worksheet, *, head_rows: int, rows: int, columns: int, repeat_from: int = 0
) -> None:
    """A4 landscape, one page wide, each page with its number; of the first ``head_rows``, which stay in sight on a screen,
    those from ``repeat_from`` on stand on every page."""
    sheet.set_landscape()
    _print_on_a4(sheet, rows=rows, columns=columns)
    sheet.repeat_rows(repeat_from, head_rows - 1)
    sheet.freeze_panes(head_rows, 0)
    # A staff number keeps its zeros, and Excel need not warn of each.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(columns - 1)}{max(rows, 1)}"})


def print_down_a4(sheet: Worksheet, *, rows: int, columns: int) -> None:
    """A4 portrait, one page wide, each page with its number."""
    sheet.set_portrait()
    _print_on_a4(sheet, rows=rows, columns=columns)


def _print_on_a4(sheet: Worksheet, *, rows: int, columns: int) -> None:
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.print_area(0, 0, max(rows, 1) - 1, columns - 1)
    sheet.set_footer("&C&P / &N")


def write_in_margin(sheet: Worksheet, left: str, right: str) -> None:
    """Above every printed page. ``&`` begins an order to Excel, which knows ``&&`` as the sign itself."""
    half = (_HEADER - len("&L&R")) // 2
    sheet.set_header(f"&L{_in_header(left, half)}&R{_in_header(right, half)}")


_HEADER = 255
"""Characters of a header, Excel's limit."""


def _in_header(text: str, longest: int) -> str:
    """A space stands before a digit, which after ``&L`` would be the size of the letters to some readers."""
    shown = " ".join(visible(text).split()).replace("&", "&&")
    if shown[:1].isdigit():
        shown = f" {shown}"
    cut = _cut(shown, longest)
    return cut if shown == cut else cut.rstrip("&")


def _shown(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
