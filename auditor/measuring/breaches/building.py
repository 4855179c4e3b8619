"""`auditor breach build`: a downloaded list becomes one sorted file, by streaming.

A list ordered by hash is written as it is read, in one pass. Where the order breaks (a list ordered by count, or a second
list), what follows is sorted in runs of half a million beside the target and merged at the end. The target is there whole or
not at all; what stood there stays until then.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import re
import stat
import sys
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, islice
from operator import lt
from pathlib import Path
from typing import IO

from auditor.errors import AuditorError, BreachListError, UsageError
from auditor.files import FileError, private_folder, unfinished_name
from auditor.measuring.breaches.entries import Entries
from auditor.measuring.breaches.hashes import HashKind
from auditor.measuring.breaches.list_file import (
    COMMON,
    HEADER,
    KEY,
    MAGIC,
    MOST_BITS,
    RECORD,
    BreachList,
    Header,
)
from auditor.measuring.breaches.unpacking import files_of, refused, texts_of
from auditor.new_files import clear_unfinished, hold
from reports.messages import Message, message

MOST_HELD = 500_000
"""Records that are held in memory for sorting: 30 MB, as much again while they are merged."""
BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, and what is to be said of its limits."""

    header: Header
    size: int
    notes: tuple[Message, ...]


def build(sources: Sequence[Path], target: Path, today: date, progress: Callable[[int], None]) -> Built:
    """Builds the list ``target`` of all sources together; ``progress`` is told how many hashes were read.

    A hash that stands several times keeps its largest count. Raises UsageError when the target is a source or something
    else than a list, SourceFaults for what is wrong with the sources, FileError when the target cannot be written.
    """
    _refuse_other(target, sources)
    with _writing(target), _beside(target) as ordered, _beside(target) as runs, _beside(target) as merged:
        entries = Entries()
        writer = _Writer(ordered)
        sorter = _Sorter(runs)
        read = 0
        for records in _records_of(sources, entries):
            keys = _KEYS.findall(records)
            if not sorter.begun and writer.is_followed_by(keys):
                writer.write(records, keys)
            else:
                sorter.add(records)
            read += len(keys)
            progress(read)
        entries.raise_faults()
        if entries.kind is None or not read:
            raise refused(sources[0].name, message("it holds no hash"))
        if sorter.begun:
            writer = sorter.merged_with(writer, _Writer(merged))
        writer.finish(
            kind=entries.kind,
            ranges=entries.ranges,
            built=today,
            source=", ".join(source.name for source in sources),
        )
        built = _verified(writer.path, target, sources)
        _put_in_place(writer.path, target)
    return built


def _records_of(sources: Sequence[Path], entries: Entries) -> Iterator[bytes]:
    for file in files_of(sources):
        with closing(texts_of(file)) as texts:  # closed at once where a fault ends the reading
            for text in texts:
                yield from entries.of(text)


def _verified(path: Path, target: Path, sources: Sequence[Path]) -> Built:
    """Reads back what was written. Raises SourceError where it is no list of that kind of hash."""
    try:
        with BreachList.open(path) as made:
            kind = made.header.kind
            if kind is HashKind.NTLM and not made.has_common and any(made.times(map(_md5, COMMON))):
                raise refused(
                    sources[0].name, message("these are MD5 hashes; take the list of SHA-1 or NTLM hashes")
                )
            return Built(made.header, made.header.size, made.notes)
    except BreachListError:
        raise FileError(
            message("{name} was not written as it should be; nothing was changed.", name=target.name),
            message("Look at the disk: what was written does not come back."),
        ) from None


def _md5(password: str) -> bytes:
    return hashlib.md5(password.encode(), usedforsecurity=False).digest()


# --- writing ------------------------------------------------------------------------------------------------------------

_KEYS = re.compile(rb"(?s)(.{%d})." % KEY)
_RECORDS = re.compile(rb"(?s).{%d}" % RECORD)


@dataclass(frozen=True, slots=True)
class _Unfinished:
    path: Path
    stream: IO[bytes]


class _Writer:
    """Writes records as they come, ascending and each hash once, and counts them for the fan-out."""

    def __init__(self, file: _Unfinished) -> None:
        self.path = file.path
        self.number = 0
        self._stream = file.stream
        self._last = b""
        self._counts = array("Q", bytes(8 * 2**MOST_BITS))  # by the first bits of the hash
        self._digest = hashlib.sha256()
        self._stream.seek(HEADER)

    def is_followed_by(self, keys: Sequence[bytes]) -> bool:
        """Whether these may be written next: all above the last, and each above the one before."""
        return not keys or (self._last < keys[0] and all(map(lt, keys, islice(keys, 1, None))))

    def write(self, records: bytes, keys: Sequence[bytes]) -> None:
        """``records`` with their keys, which follow."""
        if not keys:
            return
        self._write(records)
        self._count(keys)
        self._last = keys[-1]
        self.number += len(keys)

    def records(self, many: int) -> Iterator[bytes]:
        """What was written so far, read so many at a time."""
        return _read_back(self._stream, HEADER, HEADER + RECORD * self.number, many)

    def finish(self, kind: HashKind, ranges: int, built: date, source: str) -> None:
        """Adds the fan-out and the header, and closes the file."""
        bits = min(
            MOST_BITS, max(1, self.number.bit_length() - 4)
        )  # some sixteen records between two of its numbers
        self._stream.seek(HEADER + RECORD * (self.number // 2))
        sample = self._stream.read(KEY)
        header = Header(kind, bits, self.number, ranges, built, sample, source)
        self._stream.seek(header.fan_out_at)
        self._write(self._fan_out(bits))
        packed = header.packed()
        self._digest.update(packed)
        self._stream.seek(0)
        self._stream.write(packed + self._digest.digest())
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()  # Windows renames no open file

    def _write(self, content: bytes) -> None:
        self._stream.write(content)
        self._digest.update(content)

    def _count(self, keys: Sequence[bytes]) -> None:
        place = 0
        while place < len(keys):
            first_bits = int.from_bytes(keys[place][:3], "big") >> (24 - MOST_BITS)
            last = ((first_bits + 1 << 24 - MOST_BITS) - 1).to_bytes(3, "big") + b"\xff" * (KEY - 3)
            behind = bisect_right(keys, last, place)
            self._counts[first_bits] += behind - place
            place = behind

    def _fan_out(self, bits: int) -> bytes:
        together = 1 << (MOST_BITS - bits)
        counts = (sum(self._counts[n : n + together]) for n in range(0, 2**MOST_BITS, together))
        starts = array("Q", accumulate((RECORD * count for count in counts), initial=HEADER))
        if sys.byteorder == "big":
            starts.byteswap()
        return starts.tobytes()


class _Sorter:
    """Takes records in any order, and keeps them as sorted runs in a file."""

    def __init__(self, file: _Unfinished) -> None:
        self._stream = file.stream
        self._held: list[bytes] = []
        self._ends = [0]

    @property
    def begun(self) -> bool:
        return bool(self._held) or len(self._ends) > 1

    def add(self, records: bytes) -> None:
        self._held += _RECORDS.findall(records)
        if len(self._held) >= MOST_HELD:
            self._spill()

    def merged_with(self, ordered: _Writer, writer: _Writer) -> _Writer:
        """Writes what ``ordered`` wrote and all runs into ``writer``, each hash once with its largest count."""
        self._spill()
        runs = list(zip(self._ends, self._ends[1:], strict=False))
        many = max(100, MOST_HELD // (len(runs) + 1))
        merged = _folded(
            heapq.merge(
                ordered.records(many), *(_read_back(self._stream, start, end, many) for start, end in runs)
            )
        )
        while batch := list(islice(merged, BATCH)):
            records = b"".join(batch)
            writer.write(records, _KEYS.findall(records))
        return writer

    def _spill(self) -> None:
        self._held.sort()
        self._stream.write(b"".join(self._held))
        self._held = []
        self._ends.append(self._stream.tell())


def _read_back(stream: IO[bytes], start: int, end: int, many: int) -> Iterator[bytes]:
    for place in range(start, end, many * RECORD):
        stream.seek(place)
        yield from _RECORDS.findall(stream.read(min(many * RECORD, end - place)))


def _folded(records: Iterator[bytes]) -> Iterator[bytes]:
    """Of sorted records the last of each hash, which has the largest count."""
    last = next(records)
    for record in records:
        if record[:KEY] != last[:KEY]:
            yield last
        last = record
    yield last


# --- the target -----------------------------------------------------------------------------------------------------------


def _refuse_other(target: Path, sources: Iterable[Path]) -> None:
    """Raises UsageError where building would destroy something: the sources, a device, or a file that is no list."""
    if not os.path.lexists(target):
        return
    # A device or a pipe must not even be opened; nor is it built over a link to nothing.
    if not os.path.isfile(target):  # noqa: PTH113 - raises nothing
        raise UsageError(
            message("{name} is no ordinary file; nothing was changed.", name=target.name),
            message("Name the sources first and then the file to build: auditor breach build SOURCE... OUT."),
        )
    for source in sources:
        if source.exists() and source.samefile(target):
            raise UsageError(
                message(
                    "{name} is a source and cannot be what is built; nothing was changed.", name=target.name
                ),
                message(
                    "Name the sources first and then the file to build: auditor breach build SOURCE... OUT."
                ),
            )
    if not _begins_like_a_list(target):
        raise UsageError(
            message("{name} stands already and is no list; nothing was changed.", name=target.name),
            message("Name the sources first and then the file to build: auditor breach build SOURCE... OUT."),
        )


def _begins_like_a_list(path: Path) -> bool:
    """An empty file does, too: nothing is lost with it. A pipe that came to stand there is not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as stream:
        is_ordinary = stat.S_ISREG(os.fstat(descriptor).st_mode)
        return is_ordinary and stream.read(len(MAGIC)) in (MAGIC, b"")


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """What cannot be written, as a FileError."""
    private_folder(target.parent)
    clear_unfinished(target.parent)
    try:
        yield
    except AuditorError:
        raise
    except OSError as error:
        raise FileError(
            message("{name} cannot be written: {detail}.", name=target.name, detail=error.strerror or ""),
            message("Look at the folder's permissions and at the free space of the disk."),
        ) from None


@contextmanager
def _beside(target: Path) -> Iterator[_Unfinished]:
    """A hidden file beside the target (0600), gone in the end unless it was given another name."""
    path = target.with_name(unfinished_name())
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            hold(descriptor)  # a build of another list in the same folder may begin meanwhile
            yield _Unfinished(path, stream)
    finally:
        path.unlink(missing_ok=True)


def _put_in_place(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except PermissionError:
        if os.name != "nt":
            raise
        raise FileError(
            message("{name} is in use; nothing was changed.", name=target.name),
            message("Build it again when no audit is running."),
        ) from None
