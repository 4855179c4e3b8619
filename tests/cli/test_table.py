"""Tables look as rich's own do, which take a millisecond a row."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.cli import _table
from auditor.cli._table import print_table

CELLS = st.text(st.sampled_from("ab 12-広報課ｶﾅé[]"), max_size=30)
ROWS = st.integers(1, 5).flatmap(
    lambda columns: st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=1, max_size=5)
)


def printed(rows: list[list[str]]) -> str:
    """What the table of these rows looks like; the first one holds the headings."""
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        print_table(rows[0], rows[1:])
    return stream.getvalue()


def as_rich_prints(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    table = Table(box=None, pad_edge=False)
    for head in rows[0]:
        table.add_column(Text(head))
    for row in rows[1:]:
        table.add_row(*map(Text, row))
    Console(file=stream, width=_table.WIDTH_WITHOUT_TERMINAL, highlight=False).print(table)
    return stream.getvalue()


@given(ROWS.filter(lambda rows: any(map(str.strip, rows[0]))))
@settings(deadline=None)
def test_what_fits_looks_as_rich_prints_it(rows: list[list[str]]) -> None:
    if sum(max(map(cell_len, column)) + 2 for column in zip(*rows, strict=True)) <= 200:
        assert printed(rows) == as_rich_prints(rows)


@given(ROWS, st.integers(30, 80))
@settings(deadline=None)
def test_no_line_is_wider_than_there_is_room_and_nothing_is_lost(rows: list[list[str]], room: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_table, "WIDTH_WITHOUT_TERMINAL", room)
        out = printed(rows)
    assert all(cell_len(line) <= room for line in out.splitlines())
    cells = "".join(cell for row in rows for cell in row)
    assert sorted(out.replace(" ", "").replace("\n", "")) == sorted(cells.replace(" ", ""))


def test_a_cell_that_is_too_wide_goes_on_below_in_its_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_table, "WIDTH_WITHOUT_TERMINAL", 18)
    assert printed([["No.", "Task", "Due"], ["1", "広報広聴課", "today"]]).splitlines() == [
        "No.  Task    Due  ",
        "1    広報広  today",
        "     聴課         ",
    ]


def test_a_control_sequence_reaches_no_terminal() -> None:
    assert "\x1b" not in printed([["a"], ["\x1b[31mred\nline"]])


def test_a_reader_who_went_away_is_a_broken_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = open(writing, "w", encoding="utf-8", buffering=1)  # noqa: PTH123, SIM115 - closing it may fail, too
    monkeypatch.setattr(sys, "stdout", stream)
    try:
        with pytest.raises(BrokenPipeError):
            print_table(["a"], [["b"]] * 10_000)
    finally:
        monkeypatch.undo()
        with suppress(BrokenPipeError):
            stream.close()
