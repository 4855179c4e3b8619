"""Progress of a run on a terminal; nothing at all under cron."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from auditor.cli._app import App, on_terminal
from reports.messages import Message, message, say


@contextmanager
def progress(app: App, what: Message | None = None) -> Iterator[Callable[[int, int | None], None]]:
    """Gives the function that is told how much is done, of how much (None: nobody knows).

    ``what`` is done; the measuring of logins where it is not said.
    """
    if not on_terminal():
        yield lambda _done, _all: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say(what or message("Measuring"), app.language), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
