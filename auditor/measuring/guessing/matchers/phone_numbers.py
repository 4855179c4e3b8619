"""Phone numbers: landlines with the country's area codes or without, mobile, IP and toll-free ones.

``0836-31-4111`` ``0836314111`` ``(0836)31-4111`` ``0836.31.4111`` ``+81-836-31-4111`` ``31-4111`` ``090-1234-5678``

Counted: all numbers that can stand behind an area code. Their first digit is neither 0 nor 1 (Japan's numbering plan):
8 × 10^5 behind a code of four digits; a number that is none, as in examples (0836-00-1234), comes after these. To them
come the numbers of all codes that are tried before: those of the places that the city's words name come first, their
neighbours next (0833 beside 0836), then the country's: codes with few numbers first, since each costs least, and among
equals those of large towns first (the order of ``area_codes.py``).

Mobile and IP numbers have eight free digits, 0800 seven, 0120 and 0570 six. Times the way to write it: bare digits are
tried first, hyphens second, all else third.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.area_codes import AREA_CODES
from auditor.measuring.guessing.matchers.towns import town_names
from auditor.measuring.guessing.reading import Reading

BARE, HYPHENS, OTHER_SIGNS = 1, 2, 3
FREE_DIGITS = {
    **{"0120": 6, "0570": 6, "0800": 7},
    **{"090": 8, "080": 8, "070": 8, "060": 8, "050": 8},
}
"""Numbers that belong to no place: beginning → digits behind it."""

WAYS_TO_SAY_PHONE = 10
"""tel, fax, denwa, 電話, phone … in front or behind, with a capital or without."""

SEPARATORS = 4

LENGTHS_OF_CODES = (2, 3, 4, 5)

_ANY = re.compile(r"(?<![0-9])(?:0[1-9]|81[-. 1-9])|[0-9]-[0-9]{4}|(?:[lxae話]|わ)[-_:. ]?[0-9]{6}")
_BARE = re.compile(r"(?<![0-9])0[1-9][0-9]{8}")
_GROUPED = re.compile(r"(?<![0-9])(\(?(0[0-9]{1,4})([-./ ()]{1,2})([0-9]{1,4})([-./ )]?)([0-9]{3,4}))")
_CODE_AND_EXCHANGE = re.compile(r"(?<![0-9])(0[1-9][0-9]{2,5})-([0-9]{4})(?![0-9])")
_ABROAD = re.compile(
    r"(?<![0-9])\+?81"
    r"(?:([1-9][0-9]{8,9})|[-. ](?:\(0\))?([1-9][0-9]{0,3})[-. ]([0-9]{1,4})[-. ]([0-9]{4}))"
)
_WORD = "(?:tel|fax|denwa|phone|電話|でんわ|☎)"
_WORD_BEFORE = re.compile(f"{_WORD}([-_:. ]?)$")
_WORD_BEHIND = re.compile(f"([-_:. ]?){_WORD}")
_WORD_AND_LOCAL = re.compile(f"{_WORD}([-_:. ]?)([0-9]{{6,8}})(?![0-9])")
_LOCAL = re.compile(r"(?<![-0-9])([0-9]{1,4})-[0-9]{4}(?![-0-9])")
_CODE = re.compile(r"(?<![0-9])0[0-9]{1,4}(?![0-9])")


def known_area_codes(words: Iterable[str]) -> frozenset[str]:
    """The area codes among ``words``, and those of the places that ``words`` name (``ube``, ``宇部市`` → 0836)."""
    names = town_names(words)
    return frozenset(
        code for code, places in AREA_CODES.items() if code in names or not names.isdisjoint(places.split())
    )


@dataclass(frozen=True, slots=True)
class AreaCode:
    position: int
    """Its place among all codes, 1 for the first an attacker tries."""
    numbers: float
    """All numbers up to the last of its own."""


def area_codes(known: Collection[str] = ()) -> Mapping[str, AreaCode]:
    """All codes as an attacker runs through them who begins with the ``known`` ones and their neighbours."""
    regions = {code[:3] for code in known}
    ordered = sorted(AREA_CODES, key=lambda code: (code not in known, code[:3] not in regions))
    numbers = accumulate(_numbers_of(10 - len(code)) for code in ordered)
    return {
        code: AreaCode(position, upto)
        for position, (code, upto) in enumerate(zip(ordered, numbers, strict=True), start=1)
    }


def _numbers_of(digits: int) -> float:
    return 8 * 10.0 ** (digits - 1)


def _share(first_digit: str) -> float:
    """Numbers that begin with 0 or 1 are in no use: all others are run through before."""
    return 10 / 8 if first_digit in "01" else 1


_UNKNOWN_CITY = area_codes()


def phone_numbers(reading: Reading, codes: Mapping[str, AreaCode] = _UNKNOWN_CITY) -> Iterator[Match]:
    """``codes`` from ``area_codes``: where the city is known, give them by ``functools.partial``."""
    text = reading.text
    if not _ANY.search(reading.lower):
        return
    for start, end, guesses in chain(
        _bare(text, codes), _grouped(text, codes), _abroad(text, codes), _local(text), _codes(text, codes)
    ):
        if guesses < 10.0 ** (end - start):
            yield Match(start, end, guesses, "phone-number")
            yield from _with_word(reading.lower, start, end, guesses)
    for found in _WORD_AND_LOCAL.finditer(reading.lower):
        guesses = _numbers_of(len(found[2])) * _share(found[2][0]) * WAYS_TO_SAY_PHONE
        yield Match(found.start(), found.end(), guesses * (SEPARATORS if found[1] else 1), "phone-number")


def _with_word(lower: str, start: int, end: int, guesses: float) -> Iterator[Match]:
    for word in _WORD_BEFORE.search(lower, 0, start), _WORD_BEHIND.match(lower, end):
        if word:
            ways = WAYS_TO_SAY_PHONE * (SEPARATORS if word[1] else 1)
            yield Match(min(start, word.start()), max(end, word.end()), guesses * ways, "phone-number")


Stretch = tuple[int, int, float]
"""Where it begins, one past its end, its guesses."""


def _bare(text: str, codes: Mapping[str, AreaCode]) -> Iterator[Stretch]:
    for found in _BARE.finditer(text):
        start = found.start()
        for length in 10, 11:
            digits = text[start : start + length]
            if len(digits) == length and (guesses := _guesses(digits, codes)):
                yield start, start + length, guesses * BARE


def _grouped(text: str, codes: Mapping[str, AreaCode]) -> Iterator[Stretch]:
    for found in _GROUPED.finditer(text):
        whole, first, sign, second, other_sign, third = found.groups()
        if guesses := _guesses(first + second + third, codes):
            style = HYPHENS if sign == other_sign == "-" else OTHER_SIGNS
            yield found.start(), found.end(1), guesses * style

    for found in _CODE_AND_EXCHANGE.finditer(text):
        if guesses := _guesses(found[1] + found[2], codes):
            yield found.start(), found.end(), guesses * OTHER_SIGNS


def _abroad(text: str, codes: Mapping[str, AreaCode]) -> Iterator[Stretch]:
    for found in _ABROAD.finditer(text):
        digits = "0" + "".join(group for group in found.groups() if group)
        for number in (digits, digits[:-1]) if found[1] else (digits,):
            if guesses := _guesses(number, codes):
                yield found.start(), found.end() - len(digits) + len(number), guesses * OTHER_SIGNS


def _local(text: str) -> Iterator[Stretch]:
    """Without an area code; only with a hyphen, since six bare digits may be anything."""
    for found in _LOCAL.finditer(text):
        numbers = _numbers_of(len(found[1]) + 4) * _share(found[1][0])
        yield found.start(), found.end(), numbers * HYPHENS


def _codes(text: str, codes: Mapping[str, AreaCode]) -> Iterator[Stretch]:
    """An area code alone: ``ube0836``."""
    for found in _CODE.finditer(text):
        if code := codes.get(found[0]):
            yield found.start(), found.end(), code.position


def _guesses(digits: str, codes: Mapping[str, AreaCode]) -> float | None:
    """Of a number with the zero of its area code; None where there is no such number."""
    for length in 4, 3:
        free = FREE_DIGITS.get(digits[:length])
        if free and len(digits) == length + free:
            return 10.0**free
    if len(digits) == 10:
        counts = [
            codes[digits[:length]].numbers * _share(digits[length])
            for length in LENGTHS_OF_CODES
            if digits[:length] in codes
        ]
        return min(counts, default=None)
    return None
