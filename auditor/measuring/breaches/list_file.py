"""The file that `auditor breach build` makes of a downloaded list, and looking passwords up in it.

One file, little-endian (``docs/breach-lists.md`` tells the form to other programs):

    header    512 bytes: magic, version, kind of hash, sizes, number, day, source, self-test, SHA-256
    records   11 bytes each, ascending: the first 10 bytes of a hash, then one byte for how often it was seen
    fan-out   2^bits + 1 numbers of 8 bytes: where in the file the records begin whose hash begins with these bits

A look-up takes two numbers from the fan-out and searches the few records between them in the mapped file. Keys are 80 bits
of a hash: a password that is not in a list of n is found by chance with a probability of n * 2^-80, which is 2 * 10^-17 for
20 million and 10^-15 for a thousand million. That is one false finding in 10^10 nights of 100,000 logins.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import stat
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice, pairwise
from operator import le
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Self

from auditor.errors import BreachListError
from auditor.measuring.breaches.hashes import HashKind, forms, hasher
from auditor.vault.secret import Secret
from checks._contract import BreachCount, Unseen, WhyUnseen
from reports.messages import Message, message

MAGIC = b"AUDLEAKS"
VERSION = 1
KEY = 10
"""Bytes kept of a hash."""
RECORD = KEY + 1
RANGES = 16**5
"""Range files that a whole list has: one for each five digits with which a hash may begin."""
MOST_BITS = 20
"""Of the fan-out: 8 MB, and 20 records between two of its numbers where a list has 20 million."""

_FIXED = Struct(f"<8sHBBB3xQII{KEY}s")
_SOURCE_AT = _FIXED.size
_DIGEST = hashlib.sha256().digest_size
HEADER = 512
_FIRST_FOUR = Struct(">I").unpack_from
"""Bytes of a hash, as a number: more than any fan-out has bits."""

ENOUGH = 100_000
"""Hashes from which on a list is large enough to tell that a stretch of it is missing."""
MISSED = ENOUGH // 256
"""Hashes that would stand in a stretch, as they are spread evenly: that none does by chance has a probability of e^-390."""
MOST_TOLD = 3

COMMON = ("123456", "password", "12345678", "123456789", "qwerty", "111111")
"""Passwords that stand in every large list of leaked ones; they show what a list's hashes were made with."""

STEPS: Sequence[int] = (*range(128), *(int(128 * 2 ** (step / 6)) for step in range(128)))
"""What the byte of a record stands for: up to 127 the number itself, then steps of 12 %, never above the true number."""


def step_of(times: int) -> int:
    """The byte for how often a hash was seen; what is beyond the last step (300 million) stands as that."""
    return bisect_right(STEPS, times) - 1


@dataclass(frozen=True, slots=True)
class Header:
    """What a list says of itself. ``ranges`` is the number of range files it was made of, 0 for other sources."""

    kind: HashKind
    bits: int
    number: int
    ranges: int
    built: date
    sample: bytes  # a key that is in the list: not finding it shows that looking up does not work
    source: str

    def packed(self) -> bytes:
        """The header without the digest at its end."""
        day = self.built.year * 10_000 + self.built.month * 100 + self.built.day
        fixed = _FIXED.pack(
            MAGIC, VERSION, self.kind.value, KEY, self.bits, self.number, self.ranges, day, self.sample
        )
        room = HEADER - _DIGEST - _SOURCE_AT
        source = self.source.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").encode("utf-8")
        return fixed + source.ljust(room, b"\0")

    @property
    def fan_out_at(self) -> int:
        return HEADER + RECORD * self.number

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.fan_out_at + 8 * ((1 << self.bits) + 1)

    @classmethod
    def unpacked(cls, header: bytes, path: Path) -> Header:
        """Raises BreachListError for what is no list, one of a later version, or one that contradicts itself."""
        if len(header) < HEADER or not header.startswith(MAGIC):
            raise _unusable(path, message("it is no list made by `auditor breach build`"))
        _, version, kind, key, bits, number, ranges, day, sample = _FIXED.unpack_from(header)
        if version > VERSION:
            raise _unusable(path, message("it was built by a later version of this program"))
        try:
            read = cls(
                kind=HashKind(kind),
                bits=bits,
                number=number,
                ranges=ranges,
                built=date(day // 10_000, day // 100 % 100, day % 100),
                sample=sample,
                source=header[_SOURCE_AT : HEADER - _DIGEST].rstrip(b"\0").decode("utf-8"),
            )
        except ValueError:
            raise _unusable(path, DAMAGED) from None
        if version != VERSION or key != KEY or not 0 < bits <= MOST_BITS:
            raise _unusable(path, DAMAGED)
        return read


DAMAGED = message("it is damaged")


def digest_of(content: Iterable[bytes]) -> bytes:
    """SHA-256 of the records, the fan-out and the header without its digest, in this order: as they are written."""
    digest = hashlib.sha256()
    for piece in content:
        digest.update(piece)
    return digest.digest()


class BreachList:
    """A list that was opened and verified. A context manager: leaving it lets go of the file.

    ``has_common`` says whether any of ``COMMON`` is in it: none in a large list means that it is another kind of hash.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        """Verifies the whole file once (0.2 s for 20 million hashes) and maps it; ``open`` is the usual door."""
        self._path = path
        self._descriptor = descriptor
        self._state = self._stat()
        if not stat.S_ISREG(self._state.st_mode):
            raise _unusable(path, message("it is no ordinary file"))
        start = os.read(descriptor, HEADER)
        self.header = Header.unpacked(start, path)
        if self._state.st_size != self.header.size:
            raise _unusable(path, message("it is cut off or was added to"))
        # Read, not mapped: of a disk that fails, reading raises, and a mapped page would end the program.
        self.digest = digest_of(chain(_pieces(descriptor), [start[:-_DIGEST]]))
        if self.digest != start[-_DIGEST:]:
            raise _unusable(path, DAMAGED)
        if self.header.number == 0:
            raise _unusable(path, message("it is empty"))
        self._map = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        try:
            self._fan_out = _numbers(self._map[self.header.fan_out_at :])
            self._hash = hasher(self.header.kind)
            self._require_sound()
            self.has_common = any(self.times(map(self._hash, COMMON)))
        except BaseException:
            self._map.close()
            raise

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises BreachListError for everything that is no whole list whose self-test is passed."""
        try:
            descriptor = os.open(
                path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            )
        except FileNotFoundError:
            raise _unusable(path, message("there is no such file")) from None
        except (OSError, ValueError) as error:
            raise _unusable(path, _detail(error)) from None
        with ExitStack() as opened:
            opened.callback(os.close, descriptor)
            try:
                made = cls(path, descriptor)
            except (OSError, OverflowError) as error:  # a machine of 32 bits maps no 3 GB
                raise _unusable(path, _detail(error)) from None
            opened.pop_all()
        return made

    @property
    def version(self) -> str:
        """The same exactly for lists of the same content."""
        return f"list {self.digest.hex()}"

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is missing in a list that was made of a part of a download, and whether it may be no such list."""
        return (*self._missing(), *self._doubts())

    def _missing(self) -> Iterator[Message]:
        if self._is_partial:
            yield message(
                "The list of leaked passwords was built from {ranges} of {all} range files: passwords whose hashes begin "
                "otherwise are not seen.",
                ranges=f"{self.header.ranges:,}",
                all=f"{RANGES:,}",
            )
        elif gaps := self._gaps():
            yield message(
                "The list of leaked passwords was cut off or lacks parts: no hash in it begins with {beginnings}. Passwords "
                "whose hashes do are not seen.",
                beginnings=", ".join(
                    [*map(self._beginnings, gaps[:MOST_TOLD]), *(["…"] * (len(gaps) > MOST_TOLD))]
                ),
            )

    def _doubts(self) -> Iterator[Message]:
        if not self.has_common:
            yield message(
                "None of the {count} most common passwords is in the list of leaked passwords: if it is meant to be a whole "
                "one, it was made with another kind of hash.",
                count=len(COMMON),
            )

    def look_up(self, passwords: Sequence[Secret]) -> list[BreachCount | Unseen]:
        """How often each password stands in the list, at least.

        Raises BreachListError when the file was changed since it was opened: nothing of this call is to be believed.
        """
        counts: list[BreachCount | Unseen] = [self._looked_up(password.reveal()) for password in passwords]
        self._require_unchanged()
        return counts

    def times(self, hashes: Iterable[bytes]) -> list[int]:
        """How often each hash of the list's kind was seen, at least; 0 where it is not in the list.

        Raises BreachListError when the file was changed before. One that is cut off in place while these are looked up
        would end the program by a signal: let them be few.
        """
        self._require_unchanged()
        mapped, find, starts, first_four = self._map, self._map.find, self._fan_out, _FIRST_FOUR
        shift = 32 - self.header.bits
        found = []
        for one in hashes:
            first_bits = first_four(one)[0] >> shift
            place = find(one[:KEY], starts[first_bits], starts[first_bits + 1])
            if place < 0:
                found.append(0)
                continue
            while (place - HEADER) % RECORD and place > 0:  # found across two records
                place = find(one[:KEY], place + 1, starts[first_bits + 1])
            found.append(STEPS[mapped[place + KEY]] if place > 0 else 0)
        return found

    def close(self) -> None:
        self._map.close()
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _is_partial(self) -> bool:
        """Whether it was made of range files, and not of all of them."""
        return self.header.ranges not in (0, RANGES)

    def _looked_up(self, password: str) -> BreachCount | Unseen:
        hashes = tuple(map(self._hash, forms(password)))
        times = max(self.times(hashes))
        if not times and not all(map(self._covers, hashes)):
            return Unseen(WhyUnseen.BREACH_LIST)
        return BreachCount(times)

    def _covers(self, one: bytes) -> bool:
        """Whether the list would hold this hash if it had leaked: the part of the download in which it stands was there."""
        first = int.from_bytes(one[:3], "big")
        bucket = first >> (24 - self.header.bits)
        start, end = self._fan_out[bucket], self._fan_out[bucket + 1]
        if self._is_partial:  # a range file that was there has hashes that begin with its five digits
            places = range(start, end, RECORD)
            return any(int.from_bytes(self._map[at : at + 3], "big") >> 4 == first >> 4 for at in places)
        return start != end or len(self._empty_at(start)) < self._least_gap

    def _gaps(self) -> list[range]:
        """The buckets of each stretch that is missing. What is so long has two numbers of every ``step`` in it."""
        step = (self._least_gap + 1) // 2
        empty = {start for start, after in pairwise(self._fan_out[::step]) if start == after}
        stretches = map(self._empty_at, sorted(empty))
        return [stretch for stretch in stretches if len(stretch) >= self._least_gap]

    def _empty_at(self, start: int) -> range:
        """The empty buckets before the records that begin there."""
        return range(bisect_left(self._fan_out, start), bisect_right(self._fan_out, start) - 1)

    @property
    def _least_gap(self) -> int:
        """Empty buckets in a row that make a stretch a missing one."""
        buckets = 1 << self.header.bits
        return -(-buckets * MISSED // self.header.number) if self.header.number >= ENOUGH else buckets + 1

    def _beginnings(self, stretch: range) -> str:
        """The five digits with which its first and its last hash would begin."""
        shift = MOST_BITS - self.header.bits
        return f"{stretch.start << shift:05X}…–{(stretch.stop << shift) - 1:05X}…"

    def _require_sound(self) -> None:
        if not self._leads_to_its_records():
            raise _unusable(self._path, DAMAGED)
        if not self._passes_its_test():
            raise _unusable(self._path, message("its self-test fails"))

    def _leads_to_its_records(self) -> bool:
        """Whether the fan-out ascends from the first record to behind the last, by whole records (0.1 s)."""
        starts = self._fan_out
        return (
            (starts[0], starts[-1]) == (HEADER, self.header.fan_out_at)
            and all(map(le, starts, islice(starts, 1, None)))
            and {start % RECORD for start in starts} == {HEADER % RECORD}
        )

    def _passes_its_test(self) -> bool:
        """What is in the list is found, and what is not is not found (the digest of the file is in no list)."""
        sample, none = self.times([self.header.sample, self.digest])
        return sample > 0 and none == 0

    def _stat(self) -> os.stat_result:
        return os.fstat(self._descriptor)

    def _require_unchanged(self) -> None:
        now, then = self._stat(), self._state
        if (now.st_size, now.st_mtime_ns) != (then.st_size, then.st_mtime_ns):
            raise _unusable(self._path, message("it was changed while it was in use"))


def _numbers(content: bytes) -> array[int]:
    """In four bytes each where that is enough: more of them are in the processor's caches, which is what look-ups wait for."""
    numbers = array("Q", content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return array("I", numbers) if max(numbers) < 2**32 else numbers


def _pieces(descriptor: int) -> Iterator[bytes]:
    while piece := os.read(descriptor, 2**20):
        yield piece


def _detail(error: OSError | ValueError | OverflowError) -> Message | str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


def _unusable(path: Path, detail: Message | str) -> BreachListError:
    return BreachListError(
        message(
            "The list of leaked passwords {name} cannot be used: {detail}.", name=path.name, detail=detail
        ),
        message("Build it again with `auditor breach build`, and name it in the settings: [breach] offline."),
    )
