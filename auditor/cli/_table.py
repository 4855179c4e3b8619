"""Tables on a terminal. What comes from files is text there, never markup (``[bold]``) and never a control sequence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

import click
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as RichText

from auditor.fault_lines import one_line

WIDTH_WITHOUT_TERMINAL = 200
_LONGEST_CELL = 300  # characters
_NARROWEST = 2  # a character of Japanese
_GAP = "  "


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints the rows to standard output, folded to the terminal's width.

    A city's list has ten thousands of rows, for which rich's own tables take minutes.
    """
    console = Console()
    width = console.width if console.is_terminal else WIDTH_WITHOUT_TERMINAL
    head, *body = [[_shown(cell) for cell in row] for row in (heads, *rows)]
    widths = _fitted([max(map(cell_len, column)) for column in zip(head, *body, strict=True)], width)
    bold = console.color_system is not None
    lines = [click.style(line, bold=True) if bold else line for line in _lines(head, widths, console)]
    for row in body:
        lines += _lines(row, widths, console)
    click.echo("\n".join(lines))


def _shown(cell: str) -> str:
    is_plain = len(cell) <= _LONGEST_CELL and cell.isprintable()
    return cell if is_plain else one_line(cell, longest=_LONGEST_CELL)


def _fitted(widths: Sequence[int], room: int) -> list[int]:
    """The widest columns give way until all fit, but for room for one character."""
    fitted = list(widths)
    excess = sum(fitted) + len(_GAP) * (len(fitted) - 1) - room
    for _ in range(excess):
        widest = max(fitted)
        if widest <= _NARROWEST:
            break
        fitted[fitted.index(widest)] -= 1
    return fitted


def _lines(row: Sequence[str], widths: Sequence[int], console: Console) -> list[str]:
    """The row's cells side by side; one that is wider than its column goes on in the lines below."""
    cells = [_folded(cell, width, console) for cell, width in zip(row, widths, strict=True)]
    return [
        _GAP.join(
            piece + " " * (width - cell_len(piece)) for piece, width in zip(pieces, widths, strict=True)
        )
        for pieces in zip_longest(*cells, fillvalue="")
    ]


def _folded(cell: str, width: int, console: Console) -> list[str]:
    """At spaces where there are some, else wherever the line is full."""
    if cell_len(cell) <= width:
        return [cell]
    return [line.plain for line in RichText(cell).wrap(console, width, overflow="fold")]
