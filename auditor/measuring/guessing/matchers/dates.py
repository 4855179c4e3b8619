"""Dates of our calendar: forms that zxcvbn lacks, and the years and days that it counts too dear.

``2025年4月1日`` ``2025nen4gatsu`` ``4月1日`` ``202504`` ``2025-04`` ``0401`` ``9804`` ``12/24`` ``20250401`` ``2025-04-01``

Counted: the years up to that one, the nearest first, times the days up to that one (``era_dates``; 12 months where there
is no day), times the ways to write it: four with separators or spelled out; two for four bare digits, which are month
and day or year and month, and for six.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.era_dates import MONTHS, SEPARATORS, day_guesses
from auditor.measuring.guessing.matchers.years import is_recent, year_guesses, year_of_two_digits
from auditor.measuring.guessing.reading import Reading

READINGS_OF_BARE_DIGITS = 2

_DIGITS = re.compile(r"[0-9]+")
_MONTH, _DAY = "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_YEAR = "(?:19|20)[0-9]{2}"
_MONTH_AND_DAY = f"({_MONTH})(?:gatsu|gatu|月)(?:({_DAY})(?:nichi|niti|日)?)?"
_SPELLED = re.compile(f"({_YEAR}|[0-9]{{2}})(?:nen|年)(?:{_MONTH_AND_DAY})?|{_MONTH_AND_DAY}")
_SPELLED_SIGNS = ("年", "月", "nen", "gat")
_SEPARATED = re.compile(
    "(?<![0-9])(?:"
    f"({_YEAR}|[0-9]{{2}})([-_./])({_MONTH})\\2({_DAY})|({_YEAR})[-_./]({_MONTH})|({_MONTH})[-_./]({_DAY})"
    ")(?![0-9])"
)


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
    for length, readings in (4, _four_digits), (6, _six_digits), (8, _eight_digits):
        for start in {begin, end - length} if begin + length <= end else ():
            counts = [count for count in readings(text[start : start + length]) if count]
            if counts:
                yield Match(start, start + length, min(counts), "date")


def _four_digits(digits: str) -> Iterator[float | None]:
    first, last = digits[:2], digits[2:]
    for guesses in _guesses(None, first, last), _guesses(first, last, None):
        yield guesses and guesses * READINGS_OF_BARE_DIGITS


def _six_digits(digits: str) -> Iterator[float | None]:
    yield _guesses(digits[:4], digits[4:], None)
    if guesses := _guesses(digits[:2], digits[2:4], digits[4:]):
        yield guesses * READINGS_OF_BARE_DIGITS


def _eight_digits(digits: str) -> Iterator[float | None]:
    yield _guesses(digits[:4], digits[4:6], digits[6:])


def _separated(text: str) -> Iterator[tuple[int, int, float]]:
    for found in _SEPARATED.finditer(text):
        year, _, month, day, year_alone, month_of_year, month_alone, day_alone = found.groups()
        guesses = _guesses(year or year_alone, month or month_of_year or month_alone, day or day_alone)
        if guesses:
            yield found.start(), found.end(), guesses * SEPARATORS


def _spelled(text: str) -> Iterator[tuple[int, int, float]]:
    for found in _SPELLED.finditer(text):
        year, month, day, month_alone, day_alone = found.groups()
        if guesses := _guesses(year, month or month_alone, day or day_alone):
            yield found.start(), found.end(), guesses * SEPARATORS


def _guesses(year: str | None, month: str | None, day: str | None) -> float | None:
    """None where there is no such date."""
    years = 1.0
    if year:
        number = int(year) if len(year) == 4 else year_of_two_digits(int(year))
        if not is_recent(number):
            return None
        years = year_guesses(number)
    if not month:
        return years
    if not day:
        return years * MONTHS if 1 <= int(month) <= MONTHS else None
    days = day_guesses(int(month), int(day))
    return years * days if days else None
