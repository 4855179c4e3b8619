"""Lists of leaked passwords: building one of 20 million hashes by the command, and looking hashes up in it.

``rows()`` is for ``python -m benchmarks``; ``--hashes`` gives it another number.
The hashes are made up, as evenly spread as real ones. The baseline is a plain bisection of the same mapped file.
"""

from __future__ import annotations

import mmap
import random
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from auditor.measuring.breaches.list_file import HEADER, KEY, RECORD, BreachList

Row = tuple[str, float, str]
"""What was measured, how much, in which unit."""

T = TypeVar("T")

HASHES = 20_000_000
LOOKED_UP = 1_000_000
BISECTED = 100_000
LINES = 20_000  # that are made at a time


def rows(hashes: int = HASHES) -> Iterator[Row]:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        source, target = folder / "leaked.txt", folder / "leaked.list"
        known = _download(source, hashes, chance)
        yield f"source of {hashes:,} hashes", source.stat().st_size / 1e6, "MB"
        seconds, peak = _build(source, target)
        yield "building it, ordered by hash", seconds, "s"
        yield "memory at its peak", peak, "MB"
        yield "the list", target.stat().st_size / 1e6, "MB"
        yield from _looking_up(target, known, chance)
        fewer = max(1, hashes // 10)
        _shuffle(source, folder / "unordered.txt", fewer, chance)
        seconds, peak = _build(folder / "unordered.txt", target)
        yield f"building one of {fewer:,} in another order", seconds, "s"
        yield "memory at its peak", peak, "MB"


def _looking_up(target: Path, known: list[bytes], chance: random.Random) -> Iterator[Row]:
    seconds, opened = _timed(lambda: BreachList.open(target))
    yield "opening the list and verifying all of it", seconds, "s"
    half = LOOKED_UP // 2
    asked = [*chance.choices(known, k=half), *(chance.randbytes(20) for _ in range(half))]
    chance.shuffle(asked)
    with opened:
        scattered = _look_ups_a_second(opened, asked)
        asked = [bytes(bytearray(one)) for one in asked]  # as a hasher makes them, one after the other
        ours = _look_ups_a_second(opened, asked)
        yield f"look-ups a second, of {LOOKED_UP:,}, half of them in it", ours / 1e6, "million"
        yield "the same where the hashes asked for lie all over memory", scattered / 1e6, "million"
        bisected = _bisecting(target, opened.header.number, asked[:BISECTED])
        yield "the same by bisection", bisected / 1e6, "million"
        yield "times as fast as bisection", ours / bisected, "×"


def _look_ups_a_second(opened: BreachList, asked: list[bytes]) -> float:
    opened.times(asked)  # warm
    return len(asked) / min(_timed(lambda: opened.times(asked))[0] for _ in range(5))


def _bisecting(target: Path, number: int, asked: list[bytes]) -> float:
    """Look-ups a second of a bisection over the records."""
    with target.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:

        class Keys:
            def __len__(self) -> int:
                return number

            def __getitem__(self, place: int) -> bytes:
                start = HEADER + RECORD * place
                return mapped[start : start + KEY]

        keys = Keys()
        seconds, _ = _timed(lambda: [bisect_left(keys, one[:KEY]) for one in asked])
    return len(asked) / seconds


# --- made lists -------------------------------------------------------------------------------------------------------------


def _download(path: Path, hashes: int, chance: random.Random) -> list[bytes]:
    """Writes a list ordered by hash with counts, as it is downloaded; gives one hash in a hundred."""
    gap, place, known = 2**64 / hashes / 1.01, 0.0, []
    with path.open("wb") as stream:
        for start in range(0, hashes, LINES):
            lines = []
            rest = chance.randbytes(12 * LINES).hex().upper()
            for number in range(min(LINES, hashes - start)):
                place += gap * chance.expovariate(1)
                first = min(int(place), 2**64 - 1)
                one = f"{first:016X}{rest[24 * number : 24 * number + 24]}"
                lines.append(f"{one}:{1 + number * number % 97}\r\n")
                if number % 100 == 0:
                    known.append(bytes.fromhex(one))
            stream.write("".join(lines).encode())
    return known


def _shuffle(source: Path, target: Path, lines: int, chance: random.Random) -> None:
    with source.open("rb") as stream:
        first = [next(stream) for _ in range(lines)]
    chance.shuffle(first)
    target.write_bytes(b"".join(first))


def _build(source: Path, target: Path) -> tuple[float, float]:
    """Seconds of the command, from its start to its end; and its memory at the peak in MB (nan where Linux is not)."""
    command = [sys.executable, "-c", _AND_PEAK, "breach", "build", str(source), str(target)]
    seconds, done = _timed(lambda: subprocess.run(command, check=True, capture_output=True, text=True))
    return seconds, float(done.stderr.split()[-1]) / 1e3


_AND_PEAK = """
import sys
from pathlib import Path
from auditor.cli import cli
cli(standalone_mode=False)
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
print(next((line.split()[1] for line in lines if line.startswith("VmHWM")), "nan"), file=sys.stderr)
"""
"""What the system counts of a child's memory includes its parent's, from which it was forked."""


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


if __name__ == "__main__":
    for what, amount, unit in rows(int(sys.argv[1]) if len(sys.argv) > 1 else HASHES):
        print(f"{amount:10.2f} {unit:8} {what}", flush=True)  # noqa: T201
