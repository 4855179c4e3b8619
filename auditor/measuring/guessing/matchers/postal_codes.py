"""Postal codes: ``755-8601`` ``7558601`` ``〒755-8601``.

Counted: an attacker who knows the city tries all codes that begin as the city's do (two beginnings: 2 × 10^4), then those
of its region (same two first digits: ten beginnings at most). Else the 142,920 codes in use, areas and offices, since
Japan Post's lists are public; else all 10^7. Times the way to write it: bare digits first, a hyphen second, 〒 third.
The codes in use stand in ``postal_codes.bin``, the towns in ``postal_towns.txt`` (scripts/build_number_tables.py).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.towns import town_names
from auditor.measuring.guessing.reading import Reading

CODES_IN_USE = 142_920
ALL_CODES = 10.0**7
BARE, HYPHEN, SIGN = 1, 2, 3
WORDS = 10
"""zip, post, yubin, 郵便番号 … in front, with or without a capital and a hyphen."""
SEPARATORS = 4

_FILE = Path(__file__).with_name("postal_codes.bin")
_TOWNS = Path(__file__).with_name("postal_towns.txt")
_WORD_BEFORE = re.compile(r"(〒|zip|post|yu+bin|郵便番号|郵便)([-_:. ]?)$")
_CODE = re.compile(
    r"(?<![0-9])(?=([0-9]{3})[-‐−ー]?([0-9]{4}))"  # seven digits amidst others are no postal code
    r"|(?=([0-9]{3})([0-9]{4})(?![0-9]))"
)


def known_beginnings(words: Iterable[str]) -> frozenset[str]:
    """The first three digits of the codes of the towns that ``words`` name (``ube``, ``宇部市``)."""
    names = town_names(words)
    with _TOWNS.open(encoding="utf-8") as lines:
        towns = [line.split() for line in lines if not line.startswith("#")]
    return frozenset(
        part for town in towns if not names.isdisjoint(town) for part in town if part.isdecimal()
    )


def postal_codes(reading: Reading, beginnings: Collection[str] = ()) -> Iterator[Match]:
    """``beginnings`` from ``known_beginnings``: where the city is known, give them by ``functools.partial``."""
    text = reading.text
    for found in _CODE.finditer(text):
        first, last, first_of_end, last_of_end = found.groups()
        start, end = found.start(), found.end(2) if first else found.end(4)
        guesses = _guesses(first + last if first else first_of_end + last_of_end, beginnings)
        style = BARE if end - start == 7 else HYPHEN
        if guesses * style < 10.0 ** (end - start):
            yield Match(start, end, guesses * style, "postal-code")
        if word := _WORD_BEFORE.search(reading.lower, 0, start):
            ways = (SIGN if word[1] == "〒" else WORDS) * (SEPARATORS if word[2] else 1)
            yield Match(word.start(), end, guesses * ways, "postal-code")


def _guesses(code: str, beginnings: Collection[str]) -> float:
    if code[:3] in beginnings:
        return len(beginnings) * 1e4
    regions = {beginning[:2] for beginning in beginnings}
    if code[:2] in regions:
        return len(regions) * 1e5
    return CODES_IN_USE if is_in_use(int(code)) else ALL_CODES


def is_in_use(code: int) -> bool:
    return bool(_bitmap()[code >> 3] >> (code & 7) & 1)


@cache
def _bitmap() -> bytes:
    """Bit n (lowest first in a byte) is set where code n is in use. Read once a process: 1.25 MB in 4 ms."""
    _title, _, packed = _FILE.read_bytes().partition(b"\n")
    return zlib.decompress(packed)
