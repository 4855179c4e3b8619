"""What every command shares: the settings, the language, the day, and how things are said.

Standard output carries a command's answer; progress, warnings and errors go to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from auditor.errors import AuditorError, SourceFaults
from auditor.fault_lines import fault_lines, printable
from auditor.settings import Settings, load
from auditor.today import today
from checks._contract import Text
from reports.messages import Language, Message, message, say


@dataclass(frozen=True)
class App:
    """Handed to each command by click (``@pass_app``)."""

    config: Path
    preferred: Language

    @cached_property
    def settings(self) -> Settings:
        return load(self.config)

    @property
    def language(self) -> Language:
        """The settings' language once they were read, before that the reader's."""
        loaded: Settings | None = self.__dict__.get("settings")
        return loaded.language if loaded else self.preferred

    @property
    def today(self) -> date:
        return today(os.environ, self.settings.schedule.zone)

    def tell(self, said: Message | Text) -> None:
        """One line of the answer."""
        click.echo(printable(say(said, self.language)))

    def note(self, said: Message | Text) -> None:
        """A remark beside the answer."""
        aside(printable(say(said, self.language)))

    def fail(self, error: AuditorError) -> None:
        aside(printable(f"{say(ERROR, self.language)}: {error.said(self.language)}"))
        if isinstance(error, SourceFaults):
            for line in fault_lines(error.faults, self.language):
                aside(line)


ERROR = message("error")
pass_app: Callable[[Callable[..., Any]], Callable[..., Any]] = click.make_pass_decorator(App)


def aside(line: str) -> None:
    """One line to standard error. Where nobody takes it (closed, full) there is nowhere left to say so, and the exit
    code must still tell the truth."""
    with suppress(OSError):
        click.echo(line, err=True)


def preferred_language(environ: dict[str, str] | os._Environ[str]) -> Language:
    """AUDITOR_LANGUAGE, else English where the machine says so, else Japanese."""
    stated = environ.get("AUDITOR_LANGUAGE", "")
    if stated in set(Language):
        return Language(stated)
    return Language.EN if environ.get("LANG", "").startswith("en") else Language.JA


def on_terminal() -> bool:
    return sys.stderr.isatty()
