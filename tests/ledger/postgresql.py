"""A PostgreSQL server of the tests' own: in a folder under the system's temporary one, reached by a socket in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

USER = "auditor"


def programs() -> Path:
    """The folder of PostgreSQL's server programs. Skips the test where there is none."""
    if sys.platform == "win32":
        pytest.skip("the tests' own PostgreSQL server is reached by a Unix socket")
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if not versions:
        pytest.skip("no PostgreSQL server program (initdb) on this machine")
    return versions[-1].parent


@contextmanager
def server() -> Iterator[Path]:
    """Runs a server for as long as the block lasts; gives the folder of its socket."""
    here = programs()
    folder = Path(tempfile.mkdtemp(prefix="auditor-pg-"))
    settings: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if os.geteuid() == 0:  # it refuses to run as root
        unprivileged = _unprivileged()
        shutil.chown(folder, unprivileged)
        settings |= {"user": unprivileged, "group": _group_of(unprivileged), "extra_groups": []}
    data = folder / "data"
    try:
        subprocess.run(
            [
                here / "initdb",
                "-D",
                data,
                "-U",
                USER,
                "--auth=trust",
                "--no-sync",
                "--locale=C",
                "--encoding=UTF8",
            ],
            check=True,
            **settings,
        )
        options = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", f"unix_socket_directories={folder}")  # fmt: skip
        with subprocess.Popen(
            [here / "postgres", "-D", data, *(part for option in options for part in ("-c", option))],
            **settings,
        ) as process:
            try:
                _wait_for(folder, process)
                yield folder
            finally:
                process.send_signal(signal.SIGQUIT)  # at once: nothing in it is to be kept
                process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def connect(socket: Path, database: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(host=str(socket), user=USER, dbname=database, autocommit=True)


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            connect(socket).close()
        except psycopg.OperationalError:
            assert process.poll() is None, "the PostgreSQL server ended at once"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the PostgreSQL server did not start")


def _unprivileged() -> str:
    import pwd  # noqa: PLC0415 - not on Windows

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _group_of(user: str) -> int:
    import pwd  # noqa: PLC0415 - not on Windows

    return pwd.getpwnam(user).pw_gid
