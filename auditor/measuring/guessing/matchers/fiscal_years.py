"""Fiscal years: ``fy2025`` ``FY25`` ``2025nendo`` ``r7nendo`` ``reiwa7nendo`` ``nendo2025`` ``R7年度`` ``令和七年度``.

Counted: the years up to that one, the nearest first, times twenty ways to write it (five of the year: four digits, two,
an era's letter, its name, its kanji; four of the word: nendo or 年度 behind, in front, fy in front, behind), times two
where there are capitals, times four with a separator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.eras import ERA, ERA_NAMES, NUMBER, number
from auditor.measuring.guessing.matchers.years import is_recent, year_guesses, year_of_two_digits
from auditor.measuring.guessing.reading import Reading

WAYS = 20
SEPARATORS = 4

_WORD = "nendo|年度|fy"
_SEPARATOR = "[-_./ ]?"
_YEAR = f"(?:({ERA})({_SEPARATOR})({NUMBER})|([0-9]{{4}}|{NUMBER}))"
_BEFORE = re.compile(f"(?:{_WORD})(?P<separator>{_SEPARATOR}){_YEAR}")
_BEHIND = re.compile(f"{_YEAR}(?P<separator>{_SEPARATOR})(?:{_WORD})")


def fiscal_years(reading: Reading) -> Iterator[Match]:
    lower = reading.lower
    if "nendo" not in lower and "fy" not in lower and "年度" not in lower:
        return
    for found in _BEFORE.finditer(lower):
        _, era, inner, of_era, western = found.groups()
        yield from _fiscal_year(reading, found, era, of_era or western, found["separator"] or inner)
    for found in _BEHIND.finditer(lower):
        era, inner, of_era, western, _ = found.groups()
        yield from _fiscal_year(reading, found, era, of_era or western, found["separator"] or inner)


def _fiscal_year(
    reading: Reading, found: re.Match[str], era: str | None, written: str, separator: str | None
) -> Iterator[Match]:
    if len(written) == 1 and not era and "fy" in found[0]:
        return  # fy8 is more likely a piece of anything else
    years = [year for year in _years(era, number(written), len(written)) if year and is_recent(year)]
    if years:
        capitals = 2 if reading.text[found.start() : found.end()] != found[0] else 1
        guesses = min(map(year_guesses, years)) * WAYS * capitals * (SEPARATORS if separator else 1)
        yield Match(found.start(), found.end(), guesses, "fiscal-year")


def _years(era: str | None, written: int, digits: int) -> Iterator[int | None]:
    """What the number may mean: 令和7, 2025, and of a bare 25 or 7 both 2025 and 令和7."""
    if era:
        yield ERA_NAMES[era].year(written)
    elif digits == 4:
        yield written
    else:
        yield ERA_NAMES["r"].year(written)
        yield year_of_two_digits(written)
