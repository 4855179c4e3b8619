"""Collecting the faults of all sources, so that they are told at once and in the order of the files."""

from __future__ import annotations

from auditor.errors import AuditorError, Fault
from auditor.inventory.grid import Grid
from reports.messages import Message, message

_SHOWN = 80
"""Signs of a value that a fault repeats; the place says the rest."""


class Unreadable(Exception):
    """A cell that does not say what its column holds. Stays inside this package; becomes a ``Fault`` with its place."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.text)
        self.what = what


class Faults:
    """Gathers faults; ``all`` has them by file and sheet in the order of the sources, then by row."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._order: dict[tuple[str, str | None], int] = {}

    def opens(self, grid: Grid) -> None:
        """Says that this grid comes next, so that its faults are listed in this order."""
        self._order.setdefault((grid.file, grid.sheet), len(self._order))

    def add(
        self,
        grid: Grid,
        what: Message,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self._faults.append(Fault(grid.file, grid.sheet, row, column, what, shortened(value)))

    def add_error(self, file: str, error: AuditorError) -> None:
        """A file that cannot be read at all."""
        what = (
            error.what if error.todo is None else message("{what} {todo}", what=error.what, todo=error.todo)
        )
        self._faults.append(Fault(file, None, None, None, what))

    def take(self, others: Faults) -> None:
        """Takes over what was found while a source was opened."""
        self._faults += others._faults

    @property
    def all(self) -> tuple[Fault, ...]:
        last = len(self._order)
        return tuple(
            sorted(
                self._faults,
                key=lambda fault: (self._order.get((fault.file, fault.sheet), last), fault.row or 0),
            )
        )


def shortened(value: str | None) -> str | None:
    return value if value is None or len(value) <= _SHOWN else value[:_SHOWN] + "…"
