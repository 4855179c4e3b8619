"""Dates of our calendar in forms that zxcvbn lacks: ``2025年4月1日`` ``2025nen4gatsu`` ``4月1日`` ``202504`` ``2025-04``
``0401`` ``9804`` ``12/24``.

Counted: the years up to that one, the nearest first, times 366 days or 12 months (a day without a year: 366), times the
ways to write it: four with separators or spelled out; two for four bare digits, which are month and day or year and
month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.era_dates import DAYS, MONTHS, SEPARATORS
from auditor.measuring.guessing.matchers.years import is_recent, year_guesses, year_of_two_digits
from auditor.measuring.guessing.reading import Reading

READINGS_OF_FOUR_DIGITS = 2

_DIGITS = re.compile(r"[0-9]+")
_MONTH, _DAY = "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_YEAR = "(?:19|20)[0-9]{2}"
_MONTH_AND_DAY = f"({_MONTH})(?:gatsu|gatu|月)(?:({_DAY})(?:nichi|niti|日)?)?"
_SPELLED = re.compile(f"({_YEAR}|[0-9]{{2}})(?:nen|年)(?:{_MONTH_AND_DAY})?|{_MONTH_AND_DAY}")
_SPELLED_SIGNS = ("年", "月", "nen", "gat")
_SEPARATED = re.compile(f"(?<![0-9])(?:({_YEAR})[-_./]{_MONTH}|{_MONTH}[-_./]{_DAY})(?![0-9])")


def dates(reading: Reading) -> Iterator[Match]:
    text = reading.lower
    runs = [run.span() for run in _DIGITS.finditer(text)]
    if not runs:
        return
    for begin, end in runs:
        if end - begin >= 4:
            yield from _bare(text, begin, end)
    if text.isalnum() and not any(sign in text for sign in _SPELLED_SIGNS):
        return
    for start, end, guesses in (*_separated(text), *_spelled(text)):
        if guesses < 10.0 ** (end - start):
            yield Match(start, end, guesses, "date")


def _bare(text: str, begin: int, end: int) -> Iterator[Match]:
    """At the beginning and at the end of a run of digits; amidst others four digits are no date."""
    for length, count in (4, _four_digits), (6, _month_of_year):
        for start in {begin, end - length} if begin + length <= end else ():
            if guesses := count(text[start : start + length]):
                yield Match(start, start + length, guesses, "date")


def _month_of_year(digits: str) -> float | None:
    year, month = int(digits[:4]), int(digits[4:])
    return year_guesses(year) * MONTHS if is_recent(year) and 1 <= month <= MONTHS else None


def _four_digits(digits: str) -> float | None:
    first, last = int(digits[:2]), int(digits[2:])
    counts: list[float] = []
    if 1 <= first <= MONTHS and 1 <= last <= 31:
        counts.append(DAYS)
    if 1 <= last <= MONTHS:
        counts.append(year_guesses(year_of_two_digits(first)) * MONTHS)
    return min(counts) * READINGS_OF_FOUR_DIGITS if counts else None


def _separated(text: str) -> Iterator[tuple[int, int, float]]:
    for found in _SEPARATED.finditer(text):
        count = year_guesses(int(found[1])) * MONTHS if found[1] else DAYS
        yield found.start(), found.end(), count * SEPARATORS


def _spelled(text: str) -> Iterator[tuple[int, int, float]]:
    for found in _SPELLED.finditer(text):
        year, month, day, month_alone, day_alone = found.groups()
        count = float(DAYS if day or day_alone else MONTHS if month or month_alone else 1)
        if year:
            count *= year_guesses(int(year) if len(year) == 4 else year_of_two_digits(int(year)))
        yield found.start(), found.end(), count * SEPARATORS
