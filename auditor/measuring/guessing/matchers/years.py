"""Recent years: 1940 to 2049, and ``'24``.

Counted as zxcvbn counts them, by the distance from the present; its own end at 2019 and take 2017 for the present, which
rates the 2020s 4 to 100 times too high. A year near enough costs as much as the ten of its decade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.reading import Reading

REFERENCE_YEAR = 2025
"""The present, to an attacker. No clock is asked: the same password must be judged alike in every night, and a few years
more or less are within ``FEWEST_YEARS``."""

FEWEST_YEARS = 10
"""The years that an attacker tries first are tried together: whoever set the password may have set it years ago."""

_FIRST, _LAST = 1940, 2049
_STYLES_OF_TWO_DIGITS = 2  # ' and ’
_YEAR = re.compile(r"(?=19[4-9]\d|20[0-4]\d)", re.ASCII)
_TWO_DIGITS = re.compile(r"['’]\d\d(?!\d)", re.ASCII)


def years(reading: Reading) -> Iterator[Match]:
    text = reading.text
    if "19" in text or "20" in text:
        for found in _YEAR.finditer(text):
            start = found.start()
            yield Match(start, start + 4, year_guesses(int(text[start : start + 4])), "year")
    if "'" in text or "’" in text:
        for found in _TWO_DIGITS.finditer(text):
            # All two digits that can stand there: nobody can tell a year from another number.
            yield Match(found.start(), found.end(), 100.0 * _STYLES_OF_TWO_DIGITS, "year")


def year_guesses(year: int) -> float:
    """How many years an attacker has tried when ``year`` comes, the nearest to the present first."""
    return float(max(abs(year - REFERENCE_YEAR), FEWEST_YEARS))


def year_of_two_digits(digits: int) -> int:
    """The nearest year that ends so: 24 → 2024, 85 → 1985."""
    return min((1900 + digits, 2000 + digits), key=lambda year: abs(year - REFERENCE_YEAR))


def is_recent(year: int) -> bool:
    return _FIRST <= year <= _LAST
