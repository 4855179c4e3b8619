"""Where the program starts and ends: one place that turns errors into exit codes (contract, section 3)."""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from auditor.cli import cli
from auditor.cli._app import App, aside, preferred_language
from auditor.cli._usage import usage_error, wants_help
from auditor.errors import AuditorError, Interrupted, NotPermitted, OutputError, Terminated, UsageError
from auditor.neighbours import refuse_strangers
from auditor.vault.hardening import harden
from reports.messages import message

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

STOPPED = 5


def main() -> NoReturn:
    """Runs the command line. Ends with the contract's exit codes, whatever happens."""
    _have_streams()
    sys.exit(_delivered(_run(sys.argv[1:])))


def _run(arguments: list[str]) -> int:
    harden()
    _end_on_sigterm()
    context: click.Context | None = None
    try:
        refuse_strangers()
        context = cli.make_context("auditor", arguments)
        with context:
            code = cli.invoke(context)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        if (help_text := wants_help(error)) is not None:
            aside(help_text)
            return UsageError.exit_code
        return _told(usage_error(error), context)
    except OutputError as error:
        _lead_output_nowhere()  # what was not written would be tried, and told, again
        return _told(error, context)
    except AuditorError as error:
        return _told(error, context)
    except (KeyboardInterrupt, click.Abort):
        return _told(Interrupted(message("Interrupted.")), context)
    except BrokenPipeError:
        return STOPPED
    except PermissionError as error:
        return _told(NotPermitted(error), context)
    except Terminated:
        return STOPPED
    except BaseException as error:  # noqa: BLE001 - the last line of defence; see _show_where
        _show_where(error)
        return STOPPED


def _told(error: AuditorError, context: click.Context | None) -> int:
    """Says the error to the reader; gives its exit code."""
    app = context.obj if context and isinstance(context.obj, App) else None
    (app or App(config=Path(), preferred=preferred_language(os.environ))).fail(error)
    return error.exit_code


def _show_where(error: BaseException) -> None:
    """An error of our own making: its type and where it arose, never its text or values, which could hold anything."""
    why = f" ({os.strerror(error.errno)})" if isinstance(error, OSError) and error.errno else ""
    aside(f"internal error: {type(error).__name__}{why}")
    for frame in traceback.extract_tb(error.__traceback__):
        aside(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")


def _delivered(code: int) -> int:
    """``code``, if everything that was printed reached its reader."""
    try:
        sys.stdout.flush()
    except OutputError as error:
        _lead_output_nowhere()
        return _told(error, None)
    except BrokenPipeError:  # the reader went away (`auditor findings | head`)
        _lead_output_nowhere()
        return STOPPED
    return code


def _lead_output_nowhere() -> None:
    """So that Python can end in peace, where standard output takes nothing more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _have_streams() -> None:
    """A stream that the caller closed becomes an empty one; a console that cannot show a character gets a substitute
    instead of an exception."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    if sys.stdout is sys.__stdout__ and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = _telling(sys.stdout)


def _telling(stream: io.TextIOWrapper) -> TextIO:
    """The same stream, of which errors are OutputError: they are told apart from those of the files of a command."""
    raw: Any = getattr(stream.buffer, "raw", stream.buffer)  # `python -u` has no buffer between
    return io.TextIOWrapper(
        io.BufferedWriter(_Telling(raw)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


class _Telling(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw

    def write(self, data: ReadableBuffer, /) -> int | None:
        try:
            return self._raw.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(error) from None

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()


def _end_on_sigterm() -> None:
    """SIGTERM unwinds like an exception, so that locks are freed and nothing is left half-written."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise Terminated

    signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    main()
