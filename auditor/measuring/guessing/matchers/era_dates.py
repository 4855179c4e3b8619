"""Dates of the Japanese eras: ``S630101`` ``s63.1.1`` ``showa551203`` ``reiwa7`` ``昭和55年12月3日`` ``reiwa7nen4gatsu``.

Counted: the years up to that one, the nearest first, times 366 days (12 where there is only a month; eight for the days on
which an office's years, quarters and posts begin and end, which are tried first), times the ways to write it: three ways to name the era with their spellings, capital or small; and, for any but bare padded digits, the
four usual separators (zxcvbn counts separators so, too).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.eras import ERA, ERA_NAMES, NUMBER, EraName, number
from auditor.measuring.guessing.matchers.years import year_guesses
from auditor.measuring.guessing.reading import Reading

SEPARATORS = 4
DAYS, MONTHS = 366, 12

_FIRST_DAYS = frozenset(((4, 1), (3, 31), (10, 1), (9, 30), (7, 1), (6, 30), (1, 1), (12, 31)))

_ERA = re.compile(f"({ERA})([-_./ ]?)(?=[0-9元一二三四五六七八九十]|gan)")
_DIGITS = re.compile(r"[0-9]{1,6}")
_SEPARATED = re.compile(r"([0-9]{1,2})([-_./・ ])([0-9]{1,2})(?:\2?([0-9]{1,2}))?")
_SPELLED = re.compile(
    f"({NUMBER})(?:nen|年|(?<=[元一二三四五六七八九十]))"
    f"(?:({NUMBER})(?:gatsu|gatu|月)(?:({NUMBER})(?:nichi|niti|日)?)?)?"
)

_PADDED = (2, 4, 6)
"""So many digits may be year, month and day, two each."""

_SPLITS: Mapping[int, Sequence[tuple[Sequence[int], int]]] = {
    1: (((0, 1), 1),),
    3: (((0, 1, 3), 1), ((0, 2, 3), SEPARATORS), ((0, 1, 2, 3), SEPARATORS)),
    4: (((0, 1, 2, 4), SEPARATORS), ((0, 1, 3, 4), SEPARATORS), ((0, 2, 3, 4), SEPARATORS)),
    5: (((0, 1, 3, 5), 1), ((0, 2, 3, 5), SEPARATORS), ((0, 2, 4, 5), SEPARATORS)),
}
"""Other ways to part so many digits, where no further one follows, each with its factor: 1 where month and day are padded."""


def era_dates(reading: Reading) -> Iterator[Match]:
    lower = reading.lower
    if not reading.has_digit and lower.isascii() and "gan" not in lower:
        return
    for found in _ERA.finditer(lower):
        name = ERA_NAMES[found[1]]
        spellings = name.spellings
        if len(found[1]) > 1 and reading.text[found.start(1) : found.end(1)] != found[1]:
            spellings *= 2  # capitals in a name of several letters; a letter alone has them in its count
        if found[2]:
            spellings *= SEPARATORS
        for end, guesses in _dates(lower, found.end(), name):
            if guesses * spellings < 10.0 ** (end - found.start()):
                yield Match(found.start(), end, guesses * spellings, "era-date")


def _dates(lower: str, start: int, name: EraName) -> Iterator[tuple[int, float]]:
    """Each end of a date whose year begins at ``start``, and its guesses apart from the era's name."""
    if digits := _DIGITS.match(lower, start):
        yield from _in_digits(digits[0], start, name)
        if digits.end() == len(lower) or len(digits[0]) > 2:
            return
        if found := _SEPARATED.match(lower, start):
            year, _, month, day = found.groups()
            if guesses := _guesses(name, year, month, day):
                yield found.end(), guesses * SEPARATORS
    if (found := _SPELLED.match(lower, start)) and (guesses := _guesses(name, *found.groups())):
        yield found.end(), guesses * SEPARATORS


def _in_digits(digits: str, start: int, name: EraName) -> Iterator[tuple[int, float]]:
    for length in _PADDED:
        if length <= len(digits):
            parts = [digits[place : place + 2] for place in range(0, length, 2)]
            if guesses := _guesses(name, *parts):
                yield start + length, guesses
    for places, factor in _SPLITS.get(len(digits), ()):
        parts = [digits[begin:end] for begin, end in pairwise(places)]
        if guesses := _guesses(name, *parts):
            yield start + len(digits), guesses * factor


def _guesses(name: EraName, year: str, month: str | None = None, day: str | None = None) -> float | None:
    """None where there is no such date."""
    western = name.year(number(year))
    if western is None:
        return None
    if month is None:
        return year_guesses(western)
    if not 1 <= number(month) <= MONTHS:
        return None
    if day is None:
        return year_guesses(western) * MONTHS
    days = day_guesses(number(month), number(day))
    return year_guesses(western) * days if days else None


def day_guesses(month: int, day: int) -> int | None:
    """How many days of the year come up to this one; None where there is none such."""
    if not (1 <= month <= MONTHS and 1 <= day <= 31):
        return None
    return len(_FIRST_DAYS) if (month, day) in _FIRST_DAYS else DAYS
