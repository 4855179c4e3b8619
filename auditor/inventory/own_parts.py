"""What the blank workbook brings of its own: two sheets and the example rows. They go without a word.

They are known exactly, by name and content: what people changed is theirs, and is told when it is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.inventory import explanations, words
from auditor.inventory.grid import CellValue, Grid
from auditor.inventory.headings import Table

_FIRST_CELLS: Mapping[str, str] = {
    explanations.SHEET: explanations.TITLE,
    words.SHEET: words.VERIFIED.offered[0],
}


def is_own_sheet(grid: Grid) -> bool:
    """Whether it is the sheet that explains, or the one that keeps the words of the drop-down lists."""
    first = grid.lines[0].value(0) if grid.lines else None
    return first is not None and first == _FIRST_CELLS.get(grid.title)


def is_own_example(table: Table, cells: Mapping[str, CellValue]) -> bool:
    """Whether a row says in each of its columns what the blank workbook's example says there."""
    said = {**explanations.COLUMNS[table.name], **(explanations.FIELDS if table.has_fields else {})}
    return all((value or "") == said.get(name, ("", ""))[1] for name, value in cells.items())
