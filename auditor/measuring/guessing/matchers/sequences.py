"""Sequences of characters at one distance, ``abcd`` ``97531`` ``あいう``, and recent years, as zxcvbn counts them."""

from __future__ import annotations

from collections.abc import Iterator
from operator import sub

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.reading import Reading
from auditor.measuring.guessing.zxcvbn_model import (
    FEWEST_YEARS,
    LONGEST_STEP_OF_SEQUENCE,
    RECENT_YEAR,
    REFERENCE_YEAR,
)

_OBVIOUS_STARTS = "aAzZ019"


def sequences(reading: Reading) -> Iterator[Match]:
    """Three characters or more; two where they are neighbours. Downwards costs twice as much."""
    text = reading.text
    codes = list(map(ord, text))
    steps = [*map(sub, codes[1:], codes), 0]
    start, last = 0, steps[0]
    for place, step in enumerate(steps):
        if step != last or place == len(text) - 1:
            length = place + 1 - start
            if 0 < abs(last) <= LONGEST_STEP_OF_SEQUENCE and (length > 2 or abs(last) == 1):
                yield Match(start, place + 1, _guesses(text[start], last) * length, "sequence")
            start, last = place, step


def _guesses(first: str, step: int) -> float:
    base = 4.0 if first in _OBVIOUS_STARTS else 10.0 if first.isdecimal() else 26.0
    return base if step > 0 else 2 * base


def recent_years(reading: Reading) -> Iterator[Match]:
    """1900 to 2019: zxcvbn knows no later ones."""
    for found in RECENT_YEAR.finditer(reading.text):
        guesses = max(abs(int(found[0]) - REFERENCE_YEAR), FEWEST_YEARS)
        yield Match(found.start(), found.end(), float(guesses), "year")
