"""A short stroke over the keys and the same again one key further: ``1qaz2wsx3edc`` ``qazwsxedc`` ``147258369``.

zxcvbn sees as many walks as there are strokes, and from three on counts 10^8 and more. Counted here as one: the keys to
begin at, times the directions of the stroke and of its bends, times the directions to the next stroke, times the length,
times the ways to press shift.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import comb

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.keyboard_jis import LATIN, Plane, shifts
from auditor.measuring.guessing.reading import Reading

SHORTEST = 6
LONGEST_STROKE = 5


def _keypad() -> Plane:
    rows = ("789", "456", "123")
    places = {sign: (row, column) for row, signs in enumerate(rows) for column, sign in enumerate(signs)}
    directions = {
        one + other: 3 * (row - from_row) + column - from_column
        for one, (from_row, from_column) in places.items()
        for other, (row, column) in places.items()
        if one != other and abs(row - from_row) <= 1 and abs(column - from_column) <= 1
    }
    return Plane(directions, frozenset(), starts=len(places), degree=len(directions) / len(places))


KEYPAD = _keypad()
_MANY_DIGITS = re.compile(r"[1-9]{6}")

_LENGTHS = tuple((length, max(length, SHORTEST - length)) for length in range(2, LONGEST_STROKE + 1))
"""Lengths of a stroke; how many characters must have their neighbour so many places further."""


def strokes(reading: Reading) -> Iterator[Match]:
    text = reading.text
    yield from _strokes(text, LATIN)
    if _MANY_DIGITS.search(text):
        yield from _strokes(text, KEYPAD)


def _strokes(text: str, plane: Plane) -> Iterator[Match]:
    directions = plane.directions
    for length, fewest in _LENGTHS:
        seen = 0
        for place in range(fewest - 1, len(text) - length, fewest):
            if place >= seen and text[place] + text[place + length] in directions:  # else none is around here
                start, end = _around(text, place, length, directions)
                seen = end - length
                if end - start >= length + fewest and (match := _match(text, start, end, length, plane)):
                    yield match


def _around(text: str, place: int, length: int, directions: Mapping[str, int]) -> tuple[int, int]:
    """How far all characters have their neighbour of the same direction ``length`` places further."""
    direction = directions[text[place] + text[place + length]]
    start = end = place
    while start > 0 and directions.get(text[start - 1] + text[start - 1 + length]) == direction:
        start -= 1
    while end < len(text) - length and directions.get(text[end] + text[end + length]) == direction:
        end += 1
    return start, end + length


def _match(text: str, start: int, end: int, length: int, plane: Plane) -> Match | None:
    stroke = [plane.directions.get(one + other) for one, other in pairwise(text[start : start + length])]
    if None in stroke:
        return None
    bends = sum(one != other for one, other in pairwise(stroke))
    ways = comb(length - 2, bends) * plane.degree ** (2 + bends)
    guesses = plane.starts * ways * (end - start) * shifts(text[start:end], plane)
    return Match(start, end, guesses, "spatial")
