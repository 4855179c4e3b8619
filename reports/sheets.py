"""What every workbook of the product shares: names of sheets, text in cells, and the layout for A4.

Nothing is ever written as a formula: text that begins with ``=`` stays text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.characters import visible

LINE_HEIGHT = 15
"""Points of one line of text in Excel's standard font."""

_LONGEST = 500
"""Characters of one cell. What is longer was meant for no table; Excel itself takes 32,767."""

_HIGHEST_ROW = 409  # points, Excel's limit
_A4 = 9  # ECMA-376, 18.3.1.63, paperSize
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")  # ECMA-376 leaves these to Excel, which takes none of them
_NAME_LENGTH = 31


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


def write_row(sheet: Worksheet, row: int, cells: Sequence[str], widths: Sequence[int], style: Format) -> None:
    """One row of wrapped text, as high as its columns of ``widths`` digits need: not every program fits rows itself."""
    for column, text in enumerate(cells):
        write_text(sheet, row, column, text, style)
    needed = max(height(text, width) for text, width in zip(cells, widths, strict=True))
    sheet.set_row(row, needed)


def write_across(sheet: Worksheet, row: int, text: str, widths: Sequence[int], style: Format) -> None:
    """Wrapped text over all columns."""
    sheet.merge_range(row, 0, row, len(widths) - 1, "", style)
    write_text(sheet, row, 0, text, style)
    sheet.set_row(row, height(text, sum(widths)))


def height(text: str, width: int) -> int:
    """Points that ``text`` takes in a column of that many digits; a Japanese letter is two wide."""
    if 2 * len(text) <= width and "\n" not in text and text.isprintable():
        return LINE_HEIGHT  # nearly every cell, told without looking at each letter
    parts = (sum(2 if ord(sign) > 0x2E7F else 1 for sign in part) for part in _shown(text).split("\n"))
    return min(_HIGHEST_ROW, LINE_HEIGHT * sum(max(1, math.ceil(wide / width)) for wide in parts))


def print_across_a4(sheet: Worksheet, *, head_rows: int, rows: int, columns: int) -> None:
    """A4 landscape, one page wide, the first ``head_rows`` on every page, which bears its number."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.repeat_rows(0, head_rows - 1)
    sheet.print_area(0, 0, max(rows, 1) - 1, columns - 1)
    sheet.set_footer("&C&P / &N")
    sheet.freeze_panes(head_rows, 0)


def _shown(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
