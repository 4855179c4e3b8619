"""The command line within this process: a year has some hundred commands, and a program start costs half a second."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

from auditor import __main__ as program
from tests.acceptance.harness import Office, Said, environment


@dataclass
class NearOffice(Office):
    """An office whose commands run here, not in a program of their own. Everything from `_run` on is the program's."""

    language: str = "en"

    def auditor(self, *arguments: str | Path, today: date | None = None, stdin: bytes | None = None) -> Said:
        kept = {**environment(today or self.today, self.folder), "AUDITOR_LANGUAGE": self.language}
        out, err = _stream(), _stream()
        with _here(self.folder, kept, stdin or b""), redirect_stdout(out), redirect_stderr(err):
            code = program._run([str(argument) for argument in arguments])
        said = Said(code, _bytes(out), _bytes(err))
        assert b"Traceback" not in said.err, said.errors
        assert b"internal error" not in said.err, f"{arguments}\n{said.errors}"
        return said

    def copied_to(self, folder: Path) -> NearOffice:
        copied = super().copied_to(folder)
        return NearOffice(copied.folder, self.today, language=self.language)


@contextmanager
def _here(folder: Path, environ: Mapping[str, str], stdin: bytes) -> Iterator[None]:
    """This process stays as it is: neither its signals nor its dumps are the program's to change here."""
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with (
        chdir(folder),
        patch.dict(os.environ, environ, clear=True),
        patch.object(sys, "stdin", given),
        patch.object(program, "harden", lambda: None),
        patch.object(program, "_end_on_sigterm", lambda: None),
    ):
        yield


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", newline="\n")


def _bytes(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()
