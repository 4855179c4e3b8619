"""Commands in this process: as fast as calls, with the exit codes and streams of the program."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from auditor import __main__ as program
from tests.offices import TODAY


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Auditor = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, empty."""
    folder = tmp_path / "働く場所"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def city(made_city: Path, folder: Path) -> Path:
    """The working folder with the small city in it, nothing taken in yet."""
    shutil.copytree(made_city, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def auditor(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Auditor:
    monkeypatch.setenv("AUDITOR_TODAY", TODAY.isoformat())
    monkeypatch.setattr(program, "harden", lambda: None)
    monkeypatch.setattr(program, "_end_on_sigterm", lambda: None)

    def call(*arguments: str | Path, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = program._run([str(argument) for argument in arguments])
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        said = Said(code, captured.out.decode("utf-8"), captured.err.decode("utf-8"))
        assert "internal error" not in said.err, said.err
        return said

    return call


def dump(folder: Path) -> str:
    """Everything the store holds, as SQL."""
    connection = sqlite3.connect(folder / "auditor.db")
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
