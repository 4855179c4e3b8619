"""Dates as zxcvbn finds and counts them: ``19850412``, ``1.4.85``, day, month and year in the usual orders.

Counted: the years from 2017 to that one, at least 20, times 365 days; times four with a separator. zxcvbn tries every
stretch of four to ten characters and then drops what lies within a longer find; here each start is tried from its longest
stretch on, so only digits and separators cost anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.reading import Reading
from auditor.measuring.guessing.zxcvbn_model import (
    DATE_SPLITS,
    FEWEST_YEARS,
    LAST_YEAR,
    REFERENCE_YEAR,
    year_of_date,
)

SEPARATORS = 4
LAST_DAY = 31

_DIGITS = re.compile(r"\d{4,}")
_SEPARATED = re.compile(r"(?=(\d{1,4})([\s/\\_.-])(\d{1,2})\2(\d{1,4}))")
_SHORTEST_SEPARATED, _LONGEST_SEPARATED = 6, 10


def zxcvbn_dates(reading: Reading) -> Iterator[Match]:
    found = [*_bare(reading.text), *_separated(reading.text)]
    found.sort(key=lambda match: (match.start, -match.end))
    reached = 0
    for match in found:
        if match.end > reached:  # else it lies within one that begins no later
            yield match
            reached = match.end


def _bare(text: str) -> Iterator[Match]:
    for run in _DIGITS.finditer(text):
        reached = 0
        for start in range(run.start(), run.end() - 3):
            for end in range(min(start + 8, run.end()), max(start + 3, reached), -1):
                if (guesses := _bare_guesses(text[start:end])) is not None:
                    yield Match(start, end, guesses, "date")
                    reached = end
                    break


def _bare_guesses(digits: str) -> float | None:
    least: float | None = None
    for first, second in DATE_SPLITS[len(digits)]:
        middle, start, end = int(digits[first:second]), int(digits[:first]), int(digits[second:])
        # else it is no date, and asking costs more
        if 1 <= middle <= LAST_DAY and min(start, end) <= LAST_DAY and max(start, end) <= LAST_YEAR:
            year = year_of_date(start, middle, end)
            if year is not None and (least is None or _guesses(year) < least):
                least = _guesses(year)
    return least


def _separated(text: str) -> Iterator[Match]:
    for found in _SEPARATED.finditer(text):
        first, _, second, last = found.groups()
        for digits in range(len(last), 0, -1):
            end = found.end(4) - len(last) + digits
            if _SHORTEST_SEPARATED <= end - found.start() <= _LONGEST_SEPARATED:
                year = year_of_date(int(first), int(second), int(last[:digits]))
                if year is not None:
                    yield Match(found.start(), end, _guesses(year) * SEPARATORS, "date")
                    break


def _guesses(year: int) -> float:
    return max(abs(year - REFERENCE_YEAR), FEWEST_YEARS) * 365.0
