"""A downloaded list becomes a file in which exactly its passwords are found, whatever it looks like; or nothing changes."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import random
import socket
import threading
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import AuditorError, SourceFaults, UsageError
from auditor.files import FileError
from auditor.measuring.breaches import building
from auditor.measuring.breaches.hashes import HashKind, ntlm
from auditor.measuring.breaches.list_file import STEPS, BreachList
from reports.messages import Language
from tests.measuring.breaches.lists import (
    LEAKED,
    built,
    entries,
    hash_of,
    text,
    times_in,
    times_of_hashes,
    write_ranges,
)

ANSWERS = [9_000_000, 12, 1, 127, 0]
ASKED = (*LEAKED, "not leaked")


def near(times: int) -> range:
    """What a list may say of a hash seen so often: at most 12 % less, never more."""
    return range(times * 88 // 100, times + 1)


def is_found(path: Path) -> bool:
    found = times_in(path, *ASKED)
    return all(one in near(true) for one, true in zip(found, ANSWERS, strict=True))


def is_found_in_part(path: Path) -> bool:
    """In a list of some range files; what is in none of these is not seen."""
    *found, other = times_in(path, *ASKED)
    return other is None and all(one in near(true) for one, true in zip(found, ANSWERS, strict=False))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "leaked.txt"
    path.write_bytes(text(entries()))
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "lists" / "made.list"


def only_the_list(target: Path) -> bool:
    """Nothing unfinished was left."""
    return [path.name for path in target.parent.iterdir()] == [target.name]


# --- what a list looks like -----------------------------------------------------------------------------------------------


def plain(entries_text: bytes, path: Path) -> None:
    path.write_bytes(entries_text)


def zipped(entries_text: bytes, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/leaked.txt", entries_text)


LOOKS = {
    "CRLF": text,
    "LF": lambda found: text(found, "\n"),
    "no line end at the end": lambda found: text(found, "\n")[:-1],
    "lower case": lambda found: text(found).lower(),
    "with a byte order mark": lambda found: b"\xef\xbb\xbf" + text(found),
    "with blank lines": lambda found: b"\r\n\n" + text(found).replace(b"\r\n", b"\r\n \r\n\t\n"),
    "with spaces about": lambda found: text(found).replace(b":", b" : ").replace(b"\r\n", b"  \r\n"),
    "with padding": lambda found: text({**found, hash_of("not leaked"): 0}),
    "ordered by count": lambda found: text(dict(sorted(found.items(), key=lambda one: -one[1]))),
    "each twice": lambda found: text(dict.fromkeys(found, 1)) + text(found) + text(dict.fromkeys(found, 1)),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_a_list_is_read_however_it_is_written(tmp_path: Path, target: Path, look) -> None:
    source = tmp_path / "leaked.txt"
    source.write_bytes(look(entries()))
    result = built(target, source)
    assert is_found(target)
    assert result.header.number == len(LEAKED)
    assert only_the_list(target)


@pytest.mark.parametrize(
    "packed", [plain, zipped, lambda content, path: path.write_bytes(gzip.compress(content))]
)
@pytest.mark.parametrize("name", ["leaked.txt", "leaked.gz", "一覧.zip", "leaked"])
def test_packed_lists_are_known_by_what_they_hold_and_not_by_their_names(
    tmp_path: Path, target: Path, packed, name: str
) -> None:
    packed(text(entries()), tmp_path / name)
    built(target, tmp_path / name)
    assert is_found(target)


def test_a_list_without_counts_says_at_least_once(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "leaked.txt"
    source.write_text("\n".join(entries()))
    built(target, source)
    assert times_in(target, *ASKED) == [1, 1, 1, 1, 0]


def test_counts_and_their_absence_may_stand_in_one_list(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "leaked.txt"
    source.write_text(f"{hash_of('a')}:40\n{hash_of('b')}\n")
    built(target, source)
    assert times_in(target, "a", "b") == [40, 1]


def test_a_list_of_ntlm_hashes(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "leaked.txt"
    source.write_text("".join(f"{ntlm(password).hex()}:{times}\n" for password, times in LEAKED.items()))
    assert built(target, source).header.kind is HashKind.NTLM
    assert is_found(target)


def test_a_folder_of_range_files(tmp_path: Path, target: Path) -> None:
    write_ranges(tmp_path / "ranges", entries())
    (tmp_path / "ranges" / "READ ME.html").write_text("something else")
    (tmp_path / "ranges" / ".hidden").mkdir()
    result = built(target, tmp_path / "ranges")
    assert is_found_in_part(target)
    assert result.header.ranges == len({one[:5] for one in entries()})
    assert "of 1,048,576 range files" in result.notes[0].text.format_map(result.notes[0].values)


def test_range_files_in_lower_case_packed_or_named_one_by_one(tmp_path: Path, target: Path) -> None:
    write_ranges(tmp_path / "ranges", entries())
    sources = []
    for number, path in enumerate(sorted((tmp_path / "ranges").iterdir())):
        sources.append(path.with_name(path.stem.lower() + (".txt.gz" if number % 2 else "")))
        sources[-1].write_bytes(gzip.compress(path.read_bytes()) if number % 2 else path.read_bytes())
        path.unlink()
    built(target, *sources)
    assert is_found_in_part(target)


def test_range_files_in_an_archive(tmp_path: Path, target: Path) -> None:
    write_ranges(tmp_path / "ranges", entries())
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in (tmp_path / "ranges").iterdir():
            archive.write(path, f"hibp\\ranges/{path.name}")
    assert built(target, tmp_path / "all.zip").header.ranges == len(LEAKED)
    assert is_found_in_part(target)


def test_a_range_file_that_is_named_twice_counts_once(tmp_path: Path, target: Path) -> None:
    """So that naming half of them twice claims no whole list."""
    write_ranges(tmp_path / "ranges", entries())
    write_ranges(tmp_path / "copied", {one.lower(): times for one, times in entries().items()})
    result = built(target, tmp_path / "ranges", tmp_path / "copied", *(tmp_path / "ranges").iterdir())
    assert result.header.ranges == len(LEAKED)
    assert is_found_in_part(target)


def test_a_file_of_whole_hashes_with_the_name_of_a_range_file(tmp_path: Path, target: Path) -> None:
    (tmp_path / "ABCDE.txt").write_bytes(text(entries()))
    assert built(target, tmp_path / "ABCDE.txt").header.ranges == 0
    assert is_found(target)


def test_several_sources_are_one_list(tmp_path: Path, target: Path) -> None:
    sources = []
    for number, (one, times) in enumerate(entries().items()):
        sources.append(tmp_path / f"part-{number}")
        sources[-1].write_bytes(text({one: times}))
    built(target, *reversed(sources))
    assert is_found(target)


def test_the_file_does_not_depend_on_the_order_of_the_source(tmp_path: Path) -> None:
    found = {hashlib.sha1(b"%d" % n).hexdigest(): n % 300 + 1 for n in range(3000)}
    files = []
    for number, order in enumerate((sorted(found), sorted(found, reverse=True), list(found))):
        (tmp_path / "leaked.txt").write_bytes(text({one: found[one] for one in order}))
        target = tmp_path / f"{number}.list"
        built(target, tmp_path / "leaked.txt")
        files.append(target.read_bytes())
    assert files[0] == files[1] == files[2]


# --- laws -----------------------------------------------------------------------------------------------------------------


def of_few_beginnings(draw_bytes: bytes) -> str:
    """Hashes that lie near to each other, so that buckets are full and others empty."""
    return (draw_bytes[:1] + bytes(7) + draw_bytes[1:]).hex()


hashes = st.binary(min_size=20, max_size=20).map(bytes.hex) | st.binary(min_size=13, max_size=13).map(
    of_few_beginnings
)
lines = st.lists(st.tuples(hashes, st.integers(0, 400)), min_size=1, max_size=60)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines, hashes, st.integers(1, 20), st.integers(40, 400))
def test_exactly_the_hashes_of_the_source_are_found_each_with_its_largest_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given_lines, other, held, block
) -> None:
    """However small the pieces are that it is read, sorted and merged in."""
    monkeypatch.setattr(building, "MOST_HELD", held)
    monkeypatch.setattr(building, "BATCH", held + 1)
    monkeypatch.setattr("auditor.measuring.breaches.entries.BLOCK", block)
    monkeypatch.setattr("auditor.measuring.breaches.entries.LONGEST_LINE", 1000)
    source, target = tmp_path / "leaked.txt", tmp_path / "made.list"
    source.write_text("".join(f"{one}:{times}\n" for one, times in given_lines))
    largest: dict[str, int] = {}
    for one, times in given_lines:
        key = one[:20]  # what is kept of a hash
        largest[key] = max(times, largest.get(key, 0))
    if not any(largest.values()):
        with pytest.raises(SourceFaults):
            built(target, source)
        return
    result = built(target, source)
    assert result.header.number == sum(times > 0 for times in largest.values())
    asked = [*(one for one, _ in given_lines), other]
    expected = [largest.get(one[:20], 0) for one in asked]
    for found, true in zip(times_of_hashes(target, asked), expected, strict=True):
        assert found in near(true)
        assert found == true or true > 127
        assert bool(found) == bool(true)


def test_a_list_large_enough_for_several_runs_and_a_fine_fan_out(
    tmp_path: Path, target: Path, monkeypatch
) -> None:
    monkeypatch.setattr(building, "MOST_HELD", 5_000)
    chance = random.Random(1)
    found = {chance.randbytes(20).hex(): chance.randrange(1, 100) for _ in range(40_000)}
    source = tmp_path / "leaked.txt"
    source.write_bytes(text(found))
    result = built(target, source)
    assert (result.header.number, result.header.bits) == (40_000, 12)
    assert times_of_hashes(target, found) == list(found.values())
    assert set(times_of_hashes(target, (chance.randbytes(20).hex() for _ in range(40_000)))) == {0}


def test_the_steps_of_a_count_are_never_above_it() -> None:
    assert list(STEPS) == sorted(set(STEPS))
    assert len(STEPS) == 256
    assert STEPS[-1] > 100_000_000
    assert max(after / before for before, after in zip(STEPS[100:], STEPS[101:], strict=False)) < 1.13


# --- what is refused ------------------------------------------------------------------------------------------------------


def refusal(target: Path, *sources: Path) -> SourceFaults:
    with pytest.raises(SourceFaults) as refused:
        built(target, *sources)
    assert refused.value.exit_code == 2
    assert not target.exists()
    assert not target.parent.exists() or not list(target.parent.iterdir())
    return refused.value


GOOD = text(entries())
NO_LISTS = {
    "empty": (b"", None, "empty"),
    "blank lines": (b"\r\n\n  \n", None, "empty"),
    "plaintext passwords": (b"hunter2-secret\nsakura2015-secret\n", 1, "no hash"),
    "a hash of another length": (b"\n" + b"A" * 64 + b":1\n", 2, "no hash"),
    "hash and plaintext": (hash_of("a").encode() + b":hunter2-secret\n", 1, "no hash"),
    "a line that is none in the middle": (GOOD + b"hunter2-secret\n" + GOOD, 5, "no hash"),
    "a hash one digit short": (GOOD + hash_of("a")[1:].encode() + b":1\n", 5, "no hash"),
    "two hashes, each one digit short": (GOOD + (hash_of("a")[1:].encode() + b"\n") * 2, 5, "no hash"),
    "two hashes on a line": (
        GOOD + hash_of("a").encode() + b" " + hash_of("b").encode() + b"\n",
        5,
        "no hash",
    ),
    "a digit that is none": (GOOD + hash_of("a")[:-1].encode() + b"G:1\n", 5, "no hash"),
    "a negative count": (GOOD + hash_of("a").encode() + b":-1\n", 5, "no hash"),
    "a count with an underscore": (GOOD + hash_of("a").encode() + b":1_0\n", 5, "no hash"),
    "a count of 30 digits": (GOOD + hash_of("a").encode() + b":" + b"9" * 30 + b"\n", 5, "no hash"),
    "a colon and nothing": (GOOD + hash_of("a").encode() + b":\n", 5, "no hash"),
    "NTLM behind SHA-1": (GOOD + ntlm("a").hex().encode() + b":1\n", 5, "no hash"),
    "a line without an end": (GOOD + b"A" * 5_000_000, 5, "too long"),
    "zeros": (bytes(3_000_000), 1, "too long"),
    "binary": (random.Random(1).randbytes(100_000), 1, ""),
    "UTF-16": (GOOD.decode().encode("utf-16"), None, "UTF-16"),
    "padding only": (hash_of("a").encode() + b":0\n", None, "no hash"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c" + bytes(100), None, "unpack it first"),
    "xz": (b"\xfd7zXZ\0" + bytes(100), None, "unpack it first"),
    "gzip cut off": (gzip.compress(GOOD * 1000)[:-20], None, "damaged or cut off"),
    "gzip with a wrong sum": (gzip.compress(GOOD)[:-8] + bytes(8), None, "damaged or cut off"),
    "gzip with nothing in it": (gzip.compress(b""), None, "empty"),
    "zip that is none": (b"PK\x03\x04" + bytes(100), None, "damaged or cut off"),
}


@pytest.mark.parametrize(("content", "row", "what"), NO_LISTS.values(), ids=NO_LISTS.keys())
def test_what_is_no_list_is_told_with_its_line_and_never_repeated(
    tmp_path: Path, target: Path, content: bytes, row: int | None, what: str
) -> None:
    source = tmp_path / "leaked.txt"
    source.write_bytes(content)
    error = refusal(target, source)
    fault = error.faults[0]
    assert fault.file == "leaked.txt"
    assert what in fault.what.text
    if row is not None:
        assert fault.row == row
    assert fault.value is None
    assert "secret" not in "".join(repr(one.what.values) for one in error.faults)


def test_faults_are_told_together_but_not_endlessly(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "leaked.txt"
    source.write_bytes(GOOD + b"nothing\n" * 3)
    assert [fault.row for fault in refusal(target, source).faults] == [5, 6, 7]
    source.write_bytes(GOOD + b"nothing\n" * 100_000)
    assert len(refusal(target, source).faults) == 20


def test_a_fault_in_a_later_block_has_its_line(tmp_path: Path, target: Path, monkeypatch) -> None:
    monkeypatch.setattr("auditor.measuring.breaches.entries.BLOCK", 500)
    source = tmp_path / "leaked.txt"
    source.write_bytes(GOOD * 30 + b"nothing\n" + GOOD)
    assert [fault.row for fault in refusal(target, source).faults] == [121]


def test_a_fault_in_an_archive_names_the_file_in_it(tmp_path: Path, target: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("folder/leaked.txt", GOOD + b"nothing\n")
    (fault,) = refusal(target, tmp_path / "all.zip").faults
    assert (fault.file, fault.row) == ("all.zip/leaked.txt", 5)


def test_a_protected_or_empty_archive_is_refused(tmp_path: Path, target: Path) -> None:
    zipped(GOOD, tmp_path / "all.zip")
    content = bytearray((tmp_path / "all.zip").read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    (tmp_path / "all.zip").write_bytes(content)
    assert "protected" in refusal(target, tmp_path / "all.zip").faults[0].what.text
    zipfile.ZipFile(tmp_path / "none.zip", "w").close()
    assert "empty" in refusal(target, tmp_path / "none.zip").faults[0].what.text


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_damaged_anywhere_is_refused_or_read_whole(
    tmp_path: Path, target: Path, method: int
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("leaked.txt", GOOD)
    whole = packed.getvalue()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        (tmp_path / "all.zip").write_bytes(damaged)
        try:
            built(target, tmp_path / "all.zip")
        except SourceFaults:
            continue
        assert is_found(target)


def test_an_archive_of_very_many_files_is_refused_before_it_is_listed(tmp_path: Path, target: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(70_000):
            archive.writestr(f"{number:05X}.txt", b"")
    (tmp_path / "all.zip").write_bytes(packed.getvalue())
    assert "too many" in refusal(target, tmp_path / "all.zip").faults[0].what.text


def test_two_kinds_of_hash_are_no_list(tmp_path: Path, target: Path) -> None:
    (tmp_path / "sha1.txt").write_bytes(GOOD)
    (tmp_path / "ntlm.txt").write_text(f"{ntlm('a').hex()}:1\n")
    (fault,) = refusal(target, tmp_path / "sha1.txt", tmp_path / "ntlm.txt").faults
    assert (fault.file, fault.row) == ("ntlm.txt", 1)
    assert "another kind" in fault.what.text


def test_md5_hashes_are_not_taken_for_ntlm(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "leaked.txt"
    source.write_text("".join(f"{hashlib.md5(p.encode()).hexdigest()}\n" for p in ("password", "sakura2015")))
    assert "MD5" in refusal(target, source).faults[0].what.text


def test_whether_common_passwords_are_in_it_is_told(tmp_path: Path, target: Path, source: Path) -> None:
    assert built(target, source).notes == ()
    source.write_bytes(text(entries({"something else": 1})))
    assert len(built(target, source).notes) == 1


@pytest.mark.parametrize("name", ["missing.txt", "no/such.txt", "a\0b"])
def test_a_source_that_is_not_there_is_told(tmp_path: Path, target: Path, name: str) -> None:
    assert refusal(target, tmp_path / name).faults


def test_a_folder_without_range_files_is_told(tmp_path: Path, target: Path) -> None:
    (tmp_path / "ranges").mkdir()
    with pytest.raises(UsageError, match="no range files"):
        built(target, tmp_path / "ranges")


def test_an_empty_range_file_is_a_download_that_failed(tmp_path: Path, target: Path) -> None:
    write_ranges(tmp_path / "ranges", entries())
    (tmp_path / "ranges" / "00000.txt").touch()
    (fault,) = refusal(target, tmp_path / "ranges").faults
    assert fault.file == "00000.txt"


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices lie elsewhere")
def test_what_is_no_ordinary_file_is_told_and_not_waited_for(tmp_path: Path, target: Path) -> None:
    write_ranges(tmp_path / "ranges", entries())
    folder = tmp_path / "ranges"
    for number, make in enumerate(
        (
            lambda path: path.symlink_to("/dev/zero"),
            os.mkfifo,
            lambda path: path.symlink_to("/nowhere"),
            lambda path: path.mkdir(),
            lambda path: path.symlink_to(path),
        )
    ):
        path = folder / f"0000{number}.txt"
        make(path)
        fault = refusal(target, folder).faults[0]
        assert fault.file == path.name
        assert number > 1 or "no ordinary file" in fault.what.text
        path.rmdir() if path.is_dir() else path.unlink()
    (folder / "00000.txt").symlink_to(next(folder.iterdir()))  # to an ordinary file: read like one
    built(target, folder)
    assert is_found_in_part(target)


# --- whole or not at all ----------------------------------------------------------------------------------------------------


def test_a_list_that_stands_stays_until_the_new_one_is_whole(
    tmp_path: Path, target: Path, source: Path
) -> None:
    built(target, source)
    before = target.read_bytes()
    (tmp_path / "bad.txt").write_bytes(GOOD + b"nothing\n")
    with pytest.raises(SourceFaults):
        built(target, tmp_path / "bad.txt")
    assert target.read_bytes() == before
    (tmp_path / "other.txt").write_bytes(text(entries({"other": 3})))
    built(target, tmp_path / "other.txt")
    assert times_in(target, "other", "password") == [3, 0]
    assert only_the_list(target)


def test_a_source_or_a_stranger_s_file_is_not_built_over(tmp_path: Path, source: Path) -> None:
    (tmp_path / "letter.odt").write_bytes(b"something else")
    (tmp_path / "folder").mkdir()
    (tmp_path / "same").symlink_to(source)
    for target, why in (
        (source, "is a source"),
        (tmp_path / "same", "is a source"),
        (tmp_path / "letter.odt", "no list"),
        (tmp_path / "folder", "no ordinary file"),
    ):
        with pytest.raises(UsageError) as refused:
            built(target, source)
        assert why in refused.value.said(Language.EN)
        assert "nothing was changed" in refused.value.said(Language.EN)
    assert source.read_bytes() == GOOD
    assert (tmp_path / "letter.odt").read_bytes() == b"something else"


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices lie elsewhere")
def test_a_device_or_a_pipe_is_not_built_over_nor_waited_for(tmp_path: Path, source: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/null")
    (tmp_path / "dead link").symlink_to(tmp_path / "nothing")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        for target in map(tmp_path.joinpath, ("device", "dead link", "socket", "pipe")):
            before = target.lstat()
            with pytest.raises(UsageError) as refused:
                built(target, source)
            assert refused.value.said(Language.EN).count("no ordinary file; nothing was changed") == 1
            assert os.path.samestat(target.lstat(), before)


def test_an_empty_file_is_built_over(tmp_path: Path, source: Path) -> None:
    (tmp_path / "made.list").touch()
    built(tmp_path / "made.list", source)
    assert is_found(tmp_path / "made.list")


@pytest.mark.parametrize("stopped_by", [KeyboardInterrupt, SystemExit, MemoryError])
@pytest.mark.parametrize("ordered", [True, False])
def test_whatever_stops_it_nothing_is_left(tmp_path: Path, target: Path, stopped_by, ordered: bool) -> None:
    source = tmp_path / "leaked.txt"
    source.write_bytes(GOOD if ordered else text(dict(reversed(entries().items()))))

    def stop(_read: int) -> None:
        raise stopped_by

    with pytest.raises(stopped_by):
        building.build([source], target, building.date(2026, 11, 20), stop)
    assert list(target.parent.iterdir()) == []


def test_what_a_killed_build_left_is_removed_by_the_next(target: Path, source: Path) -> None:
    target.parent.mkdir()
    (target.parent / ".0123456789abcdef.part").write_bytes(bytes(1000))
    built(target, source)
    assert only_the_list(target)


@pytest.mark.parametrize("ordered", [True, False])
def test_two_builds_in_one_folder_leave_each_other_s_unfinished_files_alone(
    tmp_path: Path, target: Path, ordered: bool
) -> None:
    source, other = tmp_path / "leaked.txt", target.with_name("other.list")
    source.write_bytes(GOOD if ordered else text(dict(reversed(entries().items()))))
    building.build([source], target, building.date(2026, 11, 20), lambda _read: built(other, source))
    assert is_found(target)
    assert is_found(other)
    assert {path.name for path in target.parent.iterdir()} == {target.name, other.name}


def test_a_folder_that_cannot_be_made_is_told(target: Path, source: Path) -> None:
    target.parent.write_bytes(b"a file, where the folder should be")
    with pytest.raises(FileError):
        built(target, source)
    assert target.parent.read_bytes() == b"a file, where the folder should be"


def test_a_full_disk_is_told_and_leaves_nothing(target: Path, source: Path, monkeypatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building.os, "fsync", full)
    with pytest.raises(AuditorError) as refused:
        built(target, source)
    assert isinstance(refused.value, FileError)
    assert refused.value.exit_code == 5
    assert list(target.parent.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_the_list_and_what_lies_beside_it_is_for_its_owner_only(target: Path, source: Path) -> None:
    modes = set()
    building.build(
        [source],
        target,
        building.date(2026, 11, 20),
        lambda _read: modes.update(path.stat().st_mode & 0o777 for path in target.parent.iterdir()),
    )
    assert modes == {0o600}
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows replaces no file that is in use, and says so")
def test_a_list_in_use_goes_on_with_what_it_was(tmp_path: Path, target: Path, source: Path) -> None:
    built(target, source)
    with BreachList.open(target) as opened:
        (tmp_path / "other.txt").write_bytes(text(entries({"other": 3})))
        built(target, tmp_path / "other.txt")
        assert opened.times([bytes.fromhex(hash_of("password")), bytes.fromhex(hash_of("other"))])[1] == 0
        assert opened.times([bytes.fromhex(hash_of("password"))]) != [0]
    assert times_in(target, "other") == [3]


def test_two_threads_look_up_in_one_list(target: Path, source: Path) -> None:
    built(target, source)
    with BreachList.open(target) as opened:
        found: list[list[int]] = []
        asked = [bytes.fromhex(hash_of(password)) for password in ASKED] * 300
        threads = [threading.Thread(target=lambda: found.append(opened.times(asked))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 4
    assert all(one == found[0] for one in found)
