"""The program as its users have it: a folder, an environment, commands, and everything they printed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def errors(self) -> str:
        return self.err.decode("utf-8")

    @property
    def json(self) -> dict[str, Any]:
        answer = json.loads(self.text)
        assert isinstance(answer, dict)
        return answer

    @property
    def findings(self) -> set[tuple[str, str, str]]:
        """(check, subject, status) of `run --json`."""
        return {(row["check"], row["subject"]["id"], row["status"]) for row in self.json["findings"]}


@dataclass
class Office:
    """A working folder in which commands are given; ``streams`` keeps every byte they printed."""

    folder: Path
    today: date = TODAY
    streams: list[tuple[str, bytes]] = field(default_factory=list)

    def auditor(self, *arguments: str | Path, today: date | None = None, stdin: bytes | None = None) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", *map(str, arguments)],
            cwd=self.folder,
            env=environment(today or self.today, self.folder),
            input=stdin if stdin is not None else b"",
            capture_output=True,
            timeout=120,
            check=False,
        )
        named = " ".join(map(str, arguments))
        self.streams += [(f"stdout of `{named}`", done.stdout), (f"stderr of `{named}`", done.stderr)]
        assert b"Traceback" not in done.stderr, done.stderr.decode("utf-8", "replace")
        assert b"internal error" not in done.stderr, done.stderr.decode("utf-8", "replace")
        return Said(done.returncode, done.stdout, done.stderr)

    def must(self, *arguments: str | Path, today: date | None = None, stdin: bytes | None = None) -> Said:
        """A command that has to succeed."""
        said = self.auditor(*arguments, today=today, stdin=stdin)
        assert said.code == 0, f"{arguments}: code {said.code}\n{said.errors}{said.text}"
        return said

    def copied_to(self, folder: Path) -> Office:
        """Another office that begins with the same files."""
        shutil.copytree(self.folder, folder)
        return Office(folder, self.today)

    def store(self) -> Path:
        (found,) = self.folder.glob("*.db")
        return found

    def dump(self) -> str:
        """Everything the store holds, as SQL."""
        with sqlite3.connect(self.store()) as connection:
            lines = "\n".join(connection.iterdump())
        connection.close()
        return lines

    def report(self) -> str:
        """The newest HTML report."""
        found = sorted(self.folder.rglob("*.html"), key=lambda path: path.stat().st_mtime)
        return found[-1].read_text("utf-8")


def environment(today: date, home: Path) -> Mapping[str, str]:
    """The machine's own environment without what this program or keyring would read from it."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("AUDITOR_", "KEYRING_"))
    }
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "no-config"),
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONWARNINGS": "error",
        "AUDITOR_TODAY": today.isoformat(),
        "AUDITOR_LANGUAGE": "en",
    }


def new_office(folder: Path, city: str = "試し市", today: date = TODAY) -> Office:
    """A folder after `auditor init`."""
    folder.mkdir(parents=True, exist_ok=True)
    office = Office(folder, today)
    office.must("init", "--city", city)
    return office
