"""Tables on a terminal. What comes from files is text there, never markup (``[bold]``) and never a control sequence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from auditor.fault_lines import one_line

WIDTH_WITHOUT_TERMINAL = 200


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints the rows to standard output, folded to the terminal's width."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH_WITHOUT_TERMINAL)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(RichText(head), overflow="fold")
    for row in rows:
        table.add_row(*(RichText(one_line(cell, longest=300)) for cell in row))
    console.print(table)
