"""How a sheet comes out on A4, from what stands in the file."""

from __future__ import annotations

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

A4_LONG_SIDE = 297 / 25.4  # inches
DIGIT = 8  # pixels of a digit in Yu Gothic of 11 points, the font of the workbook
PIXELS = 96  # an inch


def scale(sheet: Worksheet) -> float:
    """By how much fitting the columns into the width of a page across makes everything smaller."""
    wide = sum(round(width * DIGIT) for width in widths(sheet)) / PIXELS
    room = A4_LONG_SIDE - sheet.page_margins.left - sheet.page_margins.right
    return min(1.0, room / wide)


def widths(sheet: Worksheet) -> list[float]:
    """Of every column that holds anything, in digits; neighbours of one width stand together in the file."""
    told = {
        number: column.width
        for column in sheet.column_dimensions.values()
        for number in range(column.min, column.max + 1)
    }
    return [told[number] for number in range(1, sheet.max_column + 1)]


def smallest_print(sheet: Worksheet) -> float:
    """Points of the smallest letters on paper."""
    return scale(sheet) * min(cell.font.size for cells in sheet.iter_rows() for cell in cells)


def fonts(book: Workbook) -> set[str]:
    """Of all cells, and of those that nobody wrote yet."""
    used = {cell.font.name for sheet in book for cells in sheet.iter_rows() for cell in cells}
    return used | {book._named_styles["Normal"].font.name}
