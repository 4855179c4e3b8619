"""Where the program starts and ends: one place that turns errors into exit codes (contract, section 3)."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from auditor.cli import cli
from auditor.cli._app import App, preferred_language
from auditor.errors import AuditorError, UsageError
from auditor.neighbours import refuse_strangers
from auditor.vault.hardening import harden

STOPPED = 5


def main() -> NoReturn:
    """Runs the command line. Ends with the contract's exit codes, whatever happens."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    harden()
    _speak_any_script()
    _end_on_sigterm()
    try:
        refuse_strangers()
    except UsageError as error:
        App(config=Path(), preferred=preferred_language(os.environ)).fail(error)
        return error.exit_code
    context: click.Context | None = None
    try:
        context = cli.make_context("auditor", arguments)
        with context:
            code = cli.invoke(context)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except AuditorError as error:
        app = context.obj if context and isinstance(context.obj, App) else None
        (app or App(config=Path(), preferred=preferred_language(os.environ))).fail(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("", err=True)
        return STOPPED
    except BrokenPipeError:
        # The reader of our output went away (`auditor findings | head`); nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the last line of defence; see _show_where
        _show_where(error)
        return STOPPED


def _show_where(error: Exception) -> None:
    """An error of our own making: its type and where it arose, never its text or values, which could hold anything."""
    click.echo(f"internal error: {type(error).__name__}", err=True)
    for frame in traceback.extract_tb(error.__traceback__):
        click.echo(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}", err=True)


def _speak_any_script() -> None:
    """A console that cannot show a character gets a substitute instead of an exception."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _end_on_sigterm() -> None:
    """SIGTERM unwinds like an exception, so that locks are freed and nothing is left half-written."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(STOPPED)

    signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    main()
