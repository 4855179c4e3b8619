"""A list that is not whole is refused, whatever happened to it: nothing in it is ever "not found"."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import BreachListError
from auditor.measuring.breaches.list_file import HEADER, RECORD, BreachList, Header, digest_of
from auditor.vault.secret import Secret
from checks._contract import BreachCount, Unseen, WhyUnseen
from reports.messages import Language
from tests.measuring.breaches.lists import (
    LEAKED,
    built,
    entries,
    hash_of,
    list_of,
    text,
    times_in,
    write_ranges,
)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return list_of(tmp_path)


def refused(path: Path) -> str:
    with pytest.raises(BreachListError) as error:
        BreachList.open(path)
    assert error.value.todo is not None
    return error.value.said(Language.EN)


def test_what_a_list_says_of_itself(made: Path) -> None:
    with BreachList.open(made) as opened:
        assert (opened.header.number, opened.header.ranges) == (len(LEAKED), 0)
        assert opened.header.source == "source-of-list.txt"
        assert opened.header.size == made.stat().st_size
        assert opened.notes == ()


def test_the_form_is_that_of_the_documentation(tmp_path: Path) -> None:
    """Read as docs/breach-lists.md tells it, and with nothing of the program."""
    leaked = {"password": 10_000, "sakura2015": 12, **{f"password {n}": 1 for n in range(3000)}}
    content = list_of(tmp_path, leaked).read_bytes()
    assert content[:8] == b"AUDLEAKS"
    assert struct.unpack_from("<HBBB", content, 8) == (1, 1, 10, 8)
    number, ranges, day = struct.unpack_from("<QII", content, 16)
    assert (number, ranges, day) == (len(leaked), 0, 20261120)
    assert content[42:480].rstrip(b"\0") == b"source-of-list.txt"
    assert content[480:512] == hashlib.sha256(content[512:] + content[:480]).digest()
    records = [content[512 + 11 * n : 523 + 11 * n] for n in range(number)]
    assert records == sorted(records)
    assert content[32:42] in {record[:10] for record in records}
    starts = struct.unpack_from(f"<{2**8 + 1}Q", content, 512 + 11 * number)
    assert len(content) == 512 + 11 * number + 8 * (2**8 + 1)
    for password, times in leaked.items():
        key = hashlib.sha1(password.encode()).digest()[:10]
        bucket = range(starts[key[0]], starts[key[0] + 1], 11)
        (step,) = (content[place + 10] for place in bucket if content[place : place + 10] == key)
        told = step if step < 128 else int(128 * 2 ** ((step - 128) / 6))
        assert told == times or (times > 127 and 0.88 * times < told < times)


def test_the_version_is_that_of_the_content(tmp_path: Path, made: Path) -> None:
    def version(path: Path) -> str:
        with BreachList.open(path) as opened:
            return opened.version

    copy = tmp_path / "copy"
    copy.write_bytes(made.read_bytes())
    assert version(copy) == version(made)
    assert version(list_of(tmp_path, {**LEAKED, "other": 1})) != version(copy)


def test_full_width_is_found_as_written_and_folded(tmp_path: Path) -> None:
    made = list_of(tmp_path, {"Ｎａｔｓｕ": 3, "haru2015": 5, "Ａki": 2, "Aki": 9})
    assert times_in(made, "Ｎａｔｓｕ", "Natsu", "ｈａｒｕ２０１５", "Ａki") == [3, 0, 5, 9]


def test_bytes_across_two_records_are_no_hash_of_the_list(tmp_path: Path) -> None:
    first, second = (
        bytes.fromhex("0000000000 0102030405" + "00" * 10),
        bytes.fromhex("0000000001" + "00" * 15),
    )
    source = tmp_path / "leaked.txt"
    source.write_text(f"{first.hex()}:6\n{second.hex()}:6\n")
    built(tmp_path / "made.list", source)
    across = bytes.fromhex("0102030405 06 00000000")
    with BreachList.open(tmp_path / "made.list") as opened:
        content = (tmp_path / "made.list").read_bytes()
        assert across in content[HEADER : HEADER + 2 * RECORD]
        assert opened.times([first, across, second]) == [6, 0, 6]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_byte_anywhere_is_noticed(made: Path, data: st.DataObject) -> None:
    whole = made.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    path = made.with_name("damaged")
    path.write_bytes(changed)
    assert "cannot be used" in refused(path)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_list_cut_off_anywhere_is_noticed(made: Path, data: st.DataObject) -> None:
    whole = made.read_bytes()
    path = made.with_name("damaged")
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert "cannot be used" in refused(path)


def test_what_was_added_to_is_noticed(made: Path) -> None:
    with made.open("ab") as stream:
        stream.write(bytes(RECORD))
    assert "cut off or was added to" in refused(made)


def sealed(header: Header, rest: bytes) -> bytes:
    """A list of any content with the right digest."""
    packed = header.packed()
    return packed + digest_of([rest, packed]) + rest


def test_a_whole_file_that_does_not_find_what_is_in_it_fails_its_self_test(made: Path) -> None:
    with BreachList.open(made) as opened:
        header = opened.header
    rest = made.read_bytes()[HEADER:]
    made.write_bytes(sealed(header, rest))
    BreachList.open(made).close()
    made.write_bytes(sealed(replace(header, sample=bytes(10)), rest))
    assert "self-test" in refused(made)


FIRST, BEHIND = HEADER, HEADER + RECORD * len(LEAKED)
FAN_OUTS = {
    "zeros": [0, 0, 0],
    "beyond what can be counted": [2**64 - 1] * 3,
    "one number beyond": [FIRST, 2**63, BEHIND],
    "begins in the header": [0, FIRST, BEHIND],
    "begins behind a record": [FIRST + RECORD, FIRST + RECORD, BEHIND],
    "ends before a record": [FIRST, FIRST, BEHIND - RECORD],
    "ends behind the file": [FIRST, FIRST, 2**62],
    "goes back": [FIRST, BEHIND + RECORD, BEHIND],
    "between two records": [FIRST, FIRST + 5, BEHIND],
}


@pytest.mark.parametrize("starts", FAN_OUTS.values(), ids=FAN_OUTS.keys())
def test_a_fan_out_that_does_not_lead_to_the_records_is_refused(made: Path, starts: list[int]) -> None:
    """Also one with the right digest, as whoever makes a list can give it."""
    with BreachList.open(made) as opened:
        header = opened.header
    records = made.read_bytes()[HEADER : header.fan_out_at]
    assert header.bits == 1
    made.write_bytes(sealed(header, records + struct.pack("<3Q", *starts)))
    assert "damaged" in refused(made)


def test_an_empty_list_is_none(made: Path) -> None:
    with BreachList.open(made) as opened:
        known = opened.header
    header = Header(known.kind, 1, 0, 0, known.built, bytes(10), "nothing")
    made.write_bytes(sealed(header, HEADER.to_bytes(8, "little") * 3))
    assert "empty" in refused(made)


def test_a_list_of_a_later_version_is_called_so(made: Path) -> None:
    content = bytearray(made.read_bytes())
    content[8] = 2
    made.write_bytes(content)
    assert "later version" in refused(made)


@pytest.mark.parametrize("content", [b"", b"AUDLEAKS", bytes(5000), text(entries()), b"PK\x03\x04" * 1000])
def test_what_is_no_list_is_called_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "leaked.txt"
    path.write_bytes(content)
    assert "no list made by" in refused(path)


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "missing.list")
    assert "cannot be used" in refused(tmp_path)
    assert "cannot be used" in refused(tmp_path / "a\0b")
    if os.name != "nt":
        os.mkfifo(tmp_path / "pipe")
        assert "no ordinary file" in refused(tmp_path / "pipe")


def test_a_list_that_changes_while_it_is_in_use_answers_no_more(made: Path) -> None:
    with BreachList.open(made) as opened:
        assert opened.look_up([Secret("nothing")]) == [BreachCount(0)]
        with made.open("r+b") as stream:
            stream.seek(HEADER)
            stream.write(bytes(RECORD))
        os.utime(made, ns=(1, 1))
        with pytest.raises(BreachListError, match="cannot be used"):
            opened.look_up([Secret("nothing")])


@pytest.mark.skipif(os.name == "nt", reason="Windows cuts off no file that is mapped")
def test_a_list_that_is_cut_off_within_a_batch_ends_no_program(tmp_path: Path) -> None:
    """In a process of its own: to read what is mapped no more would end it by a signal."""
    made = list_of(tmp_path, {f"password {n}": 1 for n in range(3000)})
    program = """
import os, sys
from pathlib import Path
from auditor.errors import BreachListError
from auditor.measuring.breaches.list_file import BreachList
from auditor.vault.secret import Secret

class Cutting:
    def reveal(self):
        os.truncate(sys.argv[1], 0)
        return "password 2"

opened = BreachList.open(Path(sys.argv[1]))
try:
    opened.look_up([Secret("password 1"), Cutting(), Secret("password 3")])
except BreachListError:
    print(len(opened.notes))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(made)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors cannot be counted here")
def test_a_refused_list_leaves_nothing_open(made: Path, tmp_path: Path) -> None:
    before = _open_files()
    content = made.read_bytes()
    for damaged in (content[:-1], b"", content[:-1] + bytes([content[-1] ^ 1])):
        made.write_bytes(damaged)
        refused(made)
    assert _open_files() == before


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_no_password_and_no_hash_is_in_what_is_raised(made: Path) -> None:
    password = "a-password-of-nobody"
    with BreachList.open(made) as opened:
        os.utime(made, ns=(1, 1))
        with pytest.raises(BreachListError) as error:
            opened.look_up([Secret(password)])
    told = error.value.said(Language.EN) + repr(error.value)
    assert password not in told
    assert hashlib.sha1(password.encode()).hexdigest() not in told.lower()


def test_a_source_s_long_name_is_cut_at_a_character(tmp_path: Path) -> None:
    source = tmp_path / ("一覧" * 40 + ".txt")
    source.write_bytes(text(entries()))
    built(tmp_path / "made.list", source, source)
    with BreachList.open(tmp_path / "made.list") as opened:
        assert opened.header.source.startswith("一覧一覧")


def test_of_some_range_files_only_what_they_cover_is_seen(tmp_path: Path) -> None:
    other = "other 1880716"  # its SHA-1 begins with the same five digits
    write_ranges(tmp_path / "ranges", entries())
    built(tmp_path / "part.list", tmp_path / "ranges")
    with BreachList.open(tmp_path / "part.list") as part:
        found = part.look_up([Secret("password"), Secret(other), Secret("in no range file")])
    assert found == [BreachCount(8388608), BreachCount(0), Unseen(WhyUnseen.BREACH_LIST)]


# --- what is missing in a list of text -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> list[str]:
    return sorted(hash_of(f"password {n}") for n in range(130_000))


def list_with(folder: Path, hashes: list[str]) -> Path:
    (folder / "leaked.txt").write_text("\n".join(hashes))
    built(folder / "made.list", folder / "leaked.txt")
    return folder / "made.list"


def missing_in(path: Path) -> list[str]:
    with BreachList.open(path) as opened:
        return [str(note.values["beginnings"]) for note in opened.notes if "beginnings" in note.values]


def test_a_whole_list_of_text_lacks_nothing(tmp_path: Path, whole: list[str]) -> None:
    made = list_with(tmp_path, whole)
    assert missing_in(made) == []
    assert times_in(made, "password 1", "other 1", "other 2", "other 3") == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        (slice(0, 100_000), "C5…–FF…"),  # the download broke off
        (slice(30_000, None), "00…–3B…"),
        (slice(15_000, 120_000), "00…–1D…, EC…–FF…"),
        (slice(0, 128_000), "FB…–FF…"),
    ],
)
def test_what_was_cut_off_at_a_line_s_end_is_told_and_not_seen(
    tmp_path: Path, whole: list[str], kept: slice, missing: str
) -> None:
    made = list_with(tmp_path, whole[kept])
    (told,) = missing_in(made)
    assert re.sub(r"([0-9A-F]{2})[0-9A-F]{3}…", r"\1…", told) == missing
    passwords = [*(f"password {n}" for n in range(0, 130_000, 100)), *(f"other {n}" for n in range(500))]
    known, first, last = set(whole[kept]), whole[kept][0], whole[kept][-1]
    for password, times in zip(passwords, times_in(made, *passwords), strict=True):
        one = hash_of(password)
        if one in known:
            assert times == 1
        elif first < one < last:
            assert times == 0
        else:
            assert times is None or one[:3] in (first[:3], last[:3]), "seen only beside the last hash"


def test_a_stretch_in_the_middle_is_missed_as_well(tmp_path: Path, whole: list[str]) -> None:
    (told,) = missing_in(list_with(tmp_path, [*whole[:60_000], *whole[65_000:]]))
    assert told.count("–") == 1


def test_of_many_missing_stretches_the_first_are_told(tmp_path: Path, whole: list[str]) -> None:
    (told,) = missing_in(list_with(tmp_path, [one for one in whole if one[1] not in "37B"]))
    assert told.count("–") == 3
    assert told.endswith(", …")


def test_nothing_is_missed_in_a_list_that_is_too_small_to_tell(tmp_path: Path, whole: list[str]) -> None:
    made = list_with(tmp_path, whole[:90_000])
    assert missing_in(made) == []
