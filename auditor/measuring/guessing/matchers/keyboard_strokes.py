"""Several strokes over the keys: the same one key further (``1qaz2wsx3edc`` ``qazwsxedc`` ``147258369``), and any that
are straight (``qazp;/`` ``1qazmju7`` ``asdfghp@[``).

zxcvbn sees as many walks as there are strokes, and from three on counts 10^8 and more. Counted here as one. The same
stroke again: the keys to begin at, times the directions of the stroke and of its bends, times the directions to the next
stroke, times the length, times the ways to press shift. Straight ones: for each the strokes of at most its length that
the keyboard has (of the 24 columns only these, from top to bottom and back), times the ways to press shift in each or along
the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import comb, prod

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.keyboard_jis import (
    LATIN,
    NEIGHBOURS,
    ROWS,
    SHIFTED_ROWS,
    Plane,
    shifts,
)
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

SHORTEST_STRAIGHT = 3


def _strokes_of_at_most() -> Mapping[int, int]:
    """Length → how many straight strokes of 3 keys up to so many the keyboard has."""
    keys = {(row, key) for row, signs in enumerate(ROWS) for key in range(len(signs))}
    longest = max(map(len, ROWS))
    strokes = [
        length
        for row, key in keys
        for down, right in NEIGHBOURS
        for length in range(SHORTEST_STRAIGHT, longest + 1)
        if all((row + down * step, key + right * step) in keys for step in range(length))
    ]
    return {
        length: sum(other <= length for other in strokes) for length in range(SHORTEST_STRAIGHT, longest + 1)
    }


STRAIGHT_STROKES = _strokes_of_at_most()

_UNSHIFTED = str.maketrans(
    {
        sign: plain[0]
        for row, shifted_row in zip(ROWS, SHIFTED_ROWS, strict=True)
        for plain, shifted in zip(row, shifted_row, strict=True)
        for sign in shifted
    }
)
_COLUMNS = frozenset(
    column[::way]
    for column in ("".join(row[key][-1] for row in ROWS if key < len(row)) for key in range(12))
    for way in (1, -1)
)
"""Straight down and up: 1qaz, zaq1 and so on to ^[]."""

_MANY_DIGITS = re.compile(r"[1-9]{6}")

_LENGTHS = tuple((length, max(length, SHORTEST - length)) for length in range(2, LONGEST_STROKE + 1))
"""Lengths of a stroke; how many characters must have their neighbour so many places further."""


def strokes(reading: Reading) -> Iterator[Match]:
    text = reading.text
    yield from _strokes(text, LATIN)
    if _MANY_DIGITS.search(text):
        yield from _strokes(text, KEYPAD)


def straight_strokes(reading: Reading) -> Iterator[Match]:
    """Two and more straight strokes of three keys and more, one behind the other."""
    text = reading.text
    steps = list(map(LATIN.directions.get, reading.pairs))
    if len(steps) - steps.count(None) < 2 * (SHORTEST_STRAIGHT - 1):
        return
    row: list[tuple[int, int]] = []
    for stroke in _straight(steps):
        if row and row[-1][1] != stroke[0]:
            yield from _joined(text, row)
            row = []
        row.append(stroke)
    yield from _joined(text, row)


def _straight(steps: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """Where each begins and ends; of two that share a key, the first has it."""
    start = 0
    while start < len(steps):
        end = start
        while end < len(steps) and steps[end] is not None and steps[end] == steps[start]:
            end += 1
        if end - start >= SHORTEST_STRAIGHT - 1:
            yield start, end + 1
            start = end + 1
        else:
            start += 1


def _joined(text: str, strokes: Sequence[tuple[int, int]]) -> Iterator[Match]:
    if len(strokes) > 1:
        start, end = strokes[0][0], strokes[-1][1]
        keys = prod(_straight_guesses(text[begin:stop]) for begin, stop in strokes)
        of_each = prod(shifts(text[begin:stop], LATIN) for begin, stop in strokes)
        yield Match(start, end, float(keys * min(of_each, shifts(text[start:end], LATIN))), "spatial")


def _straight_guesses(stroke: str) -> int:
    if stroke.translate(_UNSHIFTED) in _COLUMNS:
        return len(_COLUMNS)
    return STRAIGHT_STROKES[len(stroke)]


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
