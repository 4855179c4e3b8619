"""What one source was found to hold, before any cell is understood."""

from __future__ import annotations

from auditor.inventory.faults import Faults
from auditor.inventory.grid import Grid
from auditor.inventory.heading_row import likeness
from auditor.inventory.headings import Table
from auditor.inventory.own_parts import is_own_sheet
from checks._contract import Text
from reports.messages import Message, message


class Found:
    """The tables of one source with their grids, and a word on everything that was passed over."""

    def __init__(self, source: str) -> None:
        self.grids: list[tuple[Table, Grid]] = []
        self.warnings: list[Message] = []
        self.faults = Faults()
        self._source = source
        self._named: dict[str, str] = {}

    def add(self, table: Table, grid: Grid, name: str) -> None:
        """Takes a table in; the second of one kind in a source is a fault."""
        if not any(line.filled for line in grid.lines):
            self.warnings.append(message("{where} is empty and was passed over.", where=grid.where))
            return
        first = self._named.get(table.name)
        if first is not None:
            self.faults.add(
                grid,
                message(
                    "The table {table} is there twice: as {first} and as {second}. Keep one of them.",
                    table=f"{table.name} / {table.japanese}",
                    first=first,
                    second=name,
                ),
            )
            return
        self._named[table.name] = name
        self.grids.append((table, grid))

    def pass_over(self, name: str, grid: Grid | None = None) -> None:
        """Leaves out what is no table by its name. ``grid``: its cells, None where it has none that can be read."""
        if grid is not None and is_own_sheet(grid):
            return
        table = None if grid is None else likeness(grid)
        if table is None:
            warning = message(
                "{name} in {source} is no table of the inventory and was passed over.",
                name=name,
                source=self._source,
            )
        else:
            warning = message(
                "{name} in {source} has headings of the table {table} but not its name, and was not taken in. "
                "Name it {japanese} or {english}.",
                name=name,
                source=self._source,
                table=Text(f"「{table.japanese}」", table.name),
                japanese=table.japanese,
                english=table.name,
            )
        self.warnings.append(warning)
