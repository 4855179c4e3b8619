"""New files are there whole or not at all, and never over what stands."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from auditor.new_files import clear_unfinished, hold, new_file

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no hard links of this kind and no file modes")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_stands_when_it_is_made_and_not_before(tmp_path: Path) -> None:
    with new_file(tmp_path / "new") as beside:
        beside.write_bytes(b"whole")
        assert not (tmp_path / "new").exists()
    assert (tmp_path / "new").read_bytes() == b"whole"
    assert names(tmp_path) == ["new"]


@posix
def test_it_is_its_owner_s_only(tmp_path: Path) -> None:
    with new_file(tmp_path / "new") as beside:
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt(), SystemExit(5)])
def test_what_could_not_be_finished_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)), new_file(tmp_path / "new") as beside:
        for ending in ("-wal", "-shm", "-journal"):
            beside.with_name(beside.name + ending).touch()
        raise error
    assert names(tmp_path) == []


@pytest.mark.parametrize("standing", ["new", "new-wal", "new-journal"])
def test_nothing_is_made_over_or_beside_what_stands(tmp_path: Path, standing: str) -> None:
    (tmp_path / standing).write_bytes(b"there")
    with pytest.raises(FileExistsError) as error, new_file(tmp_path / "new"):
        pytest.fail("it was begun")
    assert error.value.filename == str(tmp_path / standing)
    assert (tmp_path / standing).read_bytes() == b"there"
    assert names(tmp_path) == [standing]


def test_what_came_to_stand_in_the_meantime_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError), new_file(tmp_path / "new"):
        (tmp_path / "new").write_bytes(b"quicker")
    assert (tmp_path / "new").read_bytes() == b"quicker"
    assert names(tmp_path) == ["new"]


@posix
def test_a_file_system_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(_from: Path, _to: Path) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", link)
    with new_file(tmp_path / "new") as beside:
        beside.write_bytes(b"whole")
    assert (tmp_path / "new").read_bytes() == b"whole"
    with pytest.raises(FileExistsError), new_file(tmp_path / "other"):
        (tmp_path / "other").write_bytes(b"quicker")
    assert (tmp_path / "other").read_bytes() == b"quicker"


def test_a_database_made_beside_can_be_used(tmp_path: Path) -> None:
    with new_file(tmp_path / "new.db") as beside:
        connection = sqlite3.connect(beside)
        connection.execute("CREATE TABLE t (x)")
        connection.close()
    connection = sqlite3.connect(tmp_path / "new.db")
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("t",)]
    connection.close()


def test_only_unfinished_files_of_ours_are_cleared_away(tmp_path: Path) -> None:
    theirs = [
        ".0123.part",
        "0123456789abcdef.part",
        ".0123456789abcdeX.part",
        ".0123456789abcdef.part-x",
        "a.part",
    ]
    for name in (*theirs, ".0123456789abcdef.part", ".0123456789abcdef.part-wal"):
        (tmp_path / name).touch()
    clear_unfinished(tmp_path)
    assert names(tmp_path) == sorted(theirs)


def test_what_is_being_written_is_cleared_away_only_when_its_writer_has_let_go(tmp_path: Path) -> None:
    held, left = tmp_path / ".0123456789abcdef.part", tmp_path / ".fedcba9876543210.part"
    left.touch()
    with held.open("w+b") as stream:
        hold(stream.fileno())
        clear_unfinished(tmp_path)
        assert names(tmp_path) == [held.name]
    clear_unfinished(tmp_path)
    assert names(tmp_path) == []


@posix
def test_a_file_system_without_locks_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr("fcntl.flock", flock)
    with (tmp_path / ".0123456789abcdef.part").open("w+b") as stream:
        hold(stream.fileno())
    clear_unfinished(tmp_path)
    assert names(tmp_path) == []


@posix
def test_clearing_waits_for_no_pipe_and_goes_on_behind_a_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".0000000000000000.part")
    (tmp_path / ".0123456789abcdef.part").mkdir()
    (tmp_path / ".fedcba9876543210.part").touch()
    clear_unfinished(tmp_path)
    assert names(tmp_path) == [".0123456789abcdef.part"]


def test_a_folder_that_is_not_there_has_nothing_to_clear(tmp_path: Path) -> None:
    clear_unfinished(tmp_path / "none")
