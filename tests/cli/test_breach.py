from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Auditor, contents
from tests.measuring.breaches.lists import entries, hash_of, text, times_in, write_ranges


def test_a_list_is_built_without_any_settings_and_what_to_do_next_is_said(
    auditor: Auditor, folder: Path
) -> None:
    (folder / "leaked.txt").write_bytes(text(entries()))
    said = auditor("breach", "build", "leaked.txt", "lists/all.list")
    assert (said.code, said.err) == (0, "")
    assert "4" in said.out
    assert "SHA-1" in said.out
    assert (folder / "lists" / "all.list").resolve().as_posix() in said.out
    assert times_in(folder / "lists" / "all.list", "sakura2015") == [12]


def test_the_answer_as_json(auditor: Auditor, folder: Path) -> None:
    write_ranges(folder / "範囲", entries())
    said = auditor("breach", "build", "範囲", "all.list", "--json")
    assert said.code == 0
    assert json.loads(said.out) == {
        "hashes": 4,
        "kind": "SHA-1",
        "range_files": 4,
        "bytes": (folder / "all.list").stat().st_size,
        "built": "2026-11-20",
    }


def test_a_folder_that_is_not_whole_is_said(auditor: Auditor, folder: Path) -> None:
    write_ranges(folder / "ranges", entries())
    assert "1,048,576" in auditor("breach", "build", "ranges", "all.list").err


def test_a_list_without_a_common_password_is_remarked_on(auditor: Auditor, folder: Path) -> None:
    (folder / "leaked.txt").write_text(hash_of("something else"))
    said = auditor("breach", "build", "leaked.txt", "all.list")
    assert said.code == 0
    assert said.err.count("\n") == 1


def test_faults_are_told_with_file_and_line_and_nothing_is_built(auditor: Auditor, folder: Path) -> None:
    (folder / "leaked.txt").write_bytes(text(entries()) + b"hunter2-secret\n")
    before = contents(folder)
    said = auditor("breach", "build", "leaked.txt", "all.list")
    assert (said.code, said.out) == (2, "")
    assert "leaked.txt / " in said.err
    assert "5" in said.err
    assert "hunter2" not in said.err
    assert contents(folder) == before


def test_wrong_usage_builds_nothing(auditor: Auditor, folder: Path) -> None:
    (folder / "leaked.txt").write_bytes(text(entries()))
    (folder / "folder").mkdir()
    before = contents(folder)
    for arguments in (
        (),
        ("leaked.txt",),
        ("leaked.txt", "leaked.txt"),
        ("missing.txt", "all.list"),
        ("folder", "all.list"),
        ("leaked.txt", "folder"),
        ("leaked.txt", "all.list", "--nothing"),
    ):
        said = auditor("breach", "build", *arguments)
        assert (said.code, said.out) == (2, ""), arguments
        assert contents(folder) == before


def test_a_list_can_be_built_again_over_the_old_one(auditor: Auditor, folder: Path) -> None:
    for password in ("first", "second"):
        (folder / "leaked.txt").write_text(hash_of(password))
        assert auditor("breach", "build", "leaked.txt", "all.list").code == 0
    assert times_in(folder / "all.list", "first", "second") == [0, 1]
