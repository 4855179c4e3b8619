from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.files import FileError, Unreadable, private_folder, probe_folder, read_small, write_private
from reports.messages import Language

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of owner, group and others")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@posix
def test_a_file_and_every_folder_made_for_it_are_open_to_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private(tmp_path / "a" / "b" / "c.html", b"content")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "c.html") == 0o600


@posix
def test_a_folder_that_stands_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    private_folder(shared)
    assert mode(shared) == 0o755


@posix
def test_a_file_that_was_open_to_others_is_private_once_it_is_written_again(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.touch(mode=0o666)
    write_private(file, b"new")
    assert (mode(file), file.read_bytes()) == (0o600, b"new")


def test_a_file_that_stands_is_replaced_only_when_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "inventory.xlsx"
    write_private(file, b"old")
    with pytest.raises(UsageError):
        write_private(file, b"new", replace=False)
    assert file.read_bytes() == b"old"
    write_private(file, b"new")
    assert file.read_bytes() == b"new"


@posix
def test_a_link_that_leads_nowhere_is_not_overwritten_either(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError):
        write_private(tmp_path / "link", b"new", replace=False)


def full_disk(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupted(_descriptor: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(("fails", "told"), [(full_disk, FileError), (interrupted, KeyboardInterrupt)])
def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: Callable[[int], None], told: type[BaseException]
) -> None:
    file = tmp_path / "report.html"
    write_private(file, b"old")
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(told):
        write_private(file, b"new")
    with pytest.raises(told):
        write_private(tmp_path / "another.html", b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_is_told_with_the_system_s_word_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(FileError) as refused:
        write_private(tmp_path / "report.html", b"new")
    assert os.strerror(errno.ENOSPC) in refused.value.said(Language.EN)
    assert "空き容量がありません" in refused.value.said(Language.JA)
    assert refused.value.exit_code == 5


def in_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "report.html"


def a_folder(folder: Path) -> Path:
    (folder / "report.html").mkdir()
    return folder / "report.html"


def too_long(folder: Path) -> Path:
    return folder / ("x" * 300)


@pytest.mark.parametrize("place", [in_a_file, a_folder, too_long])
@pytest.mark.parametrize("replace", [True, False])
def test_a_place_where_no_file_can_be_is_told(
    tmp_path: Path, place: Callable[[Path], Path], replace: bool
) -> None:
    path = place(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises((FileError, UsageError)):
        write_private(path, b"content", replace=replace)
    assert sorted(tmp_path.iterdir()) == before


def test_a_name_as_long_as_the_disk_takes_is_written(tmp_path: Path) -> None:
    write_private(tmp_path / ("x" * 255), b"content")


def test_probing_leaves_nothing_behind_and_makes_no_folder(tmp_path: Path) -> None:
    probe_folder(tmp_path)
    probe_folder(tmp_path / "reports" / "2026")
    assert list(tmp_path.iterdir()) == []


def test_probing_finds_a_place_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError):
        probe_folder(tmp_path / "file" / "reports")


# --- reading what people name -------------------------------------------------------------------------------------------


def test_a_small_file_is_read_whole_up_to_the_very_limit(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1024 + b"\r\n"
    (tmp_path / "a").write_bytes(content)
    assert read_small(tmp_path / "a", len(content)) == content
    (tmp_path / "empty").touch()
    assert read_small(tmp_path / "empty", 0) == b""


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * (1024**2 + 1))
    with pytest.raises(Unreadable) as error:
        read_small(tmp_path / "a", 1024**2)
    assert error.value.said(Language.EN).startswith("a cannot be read: it is larger than 1024 kB.")


def test_what_is_not_there_and_what_is_no_path_are_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as missing:
        read_small(tmp_path / "missing", 10)
    assert "there is no such file" in missing.value.said(Language.EN)
    with pytest.raises(Unreadable) as nul:
        read_small(tmp_path / "a\0b", 10)
    assert "this is no path" in nul.value.said(Language.EN)


@posix
def test_folders_pipes_and_devices_are_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    for path in (tmp_path, tmp_path / "pipe", Path(os.devnull), tmp_path / "link"):
        with pytest.raises(Unreadable) as error:
            read_small(path, 10)
        assert "it is no ordinary file" in error.value.said(Language.EN)


@posix
def test_a_file_that_this_user_may_not_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(
        os, "open", refused
    )  # the superuser may read everything, so its mode alone would not do
    with pytest.raises(Unreadable) as error:
        read_small(tmp_path / "a", 10)
    assert os.strerror(errno.EACCES) in error.value.said(Language.EN)
