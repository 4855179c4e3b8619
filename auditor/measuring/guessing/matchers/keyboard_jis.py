"""Walks on the Japanese keyboard (JIS, 106 and 109 keys) where it differs from the American one: ``-^¥`` ``@[`` ``;:]``
``!"#$%&'()``; and walks on its kana, typed or not: ``たていすかん`` ``ちとしはきくま``.

Counted by zxcvbn's rule for walks (turns and shifted keys) with the starting places and neighbours of this keyboard. A
walk that does not leave the keys both have alike is zxcvbn's own and not told here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb
from operator import add
from string import ascii_letters, digits

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.reading import Reading

SHORTEST = 3

ROWS = ((*"1234567890-^", "¥\\"), tuple("qwertyuiop@["), tuple("asdfghjkl;:]"), tuple("zxcvbnm,./\\"))
SHIFTED_ROWS = (
    ("!", '"', "#", "$", "%", "&", "'", "(", ")", "", "=", "~", "|"),
    tuple("QWERTYUIOP`{"),
    tuple("ASDFGHJKL+*}"),
    (*"ZXCVBNM<>?", "_|"),  # | where both keys of the backslash are taken for one
)
KANA_ROWS = tuple(
    map(
        tuple,
        (
            "ぬふあうえおやゆよわほへー",
            "たていすかんなにらせ゛゜",
            "ちとしはきくまのりれけむ",
            "つさそひこみもねるめろ",
        ),
    )
)
SHIFTED_KANA_ROWS = (
    ("", "", *"ぁぅぇぉゃゅょを", "", "", ""),
    ("", "", "ぃ", *[""] * 8, "「"),
    (*[""] * 11, "」"),
    ("っ", *[""] * 6, *"、。・", ""),
)
"""Four rows of keys, each half a key further right than the one above; the characters of a key in one string."""

NEIGHBOURS = ((0, -1), (-1, 0), (-1, 1), (0, 1), (1, 0), (1, -1))
"""Rows and keys from a key to the six around it."""

_ALIKE = frozenset(ascii_letters + digits + "-;,./<>?!#$%")
"""What stands on the same keys of the American keyboard."""

_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}


@dataclass(frozen=True, slots=True)
class Plane:
    """What the keys write in one mode."""

    directions: Mapping[str, int]
    """Two characters that stand side by side → in which direction one goes."""
    shifted: frozenset[str]
    starts: int
    """How many characters there are."""
    degree: float
    """How many neighbours a key has in the mean."""


def _plane(rows: Sequence[Sequence[str]], shifted_rows: Sequence[Sequence[str]]) -> Plane:
    keys = {
        (row, key): rows[row][key] + shifted_rows[row][key]
        for row in range(len(rows))
        for key in range(len(rows[row]))
    }
    directions: dict[str, int] = {}
    degrees: list[int] = []
    for (row, key), signs in keys.items():
        around = [keys.get((row + down, key + right), "") for down, right in NEIGHBOURS]
        degrees += [sum(map(bool, around))] * len(signs)
        for sign in signs:
            for direction, others in enumerate(around):
                directions |= {sign + other: direction for other in others}
    shifted = frozenset(sign for row in shifted_rows for signs in row for sign in signs)
    return Plane(directions, shifted, starts=len(degrees), degree=sum(degrees) / len(degrees))


LATIN = _plane(ROWS, SHIFTED_ROWS)
KANA = _plane(KANA_ROWS, SHIFTED_KANA_ROWS)


def jis_walks(reading: Reading) -> Iterator[Match]:
    text = reading.text
    if _ALIKE.issuperset(text):
        return
    yield from _walks(text, LATIN)
    if not text.isascii():
        yield from _walks(text.translate(_HIRAGANA), KANA)


def _walks(text: str, plane: Plane) -> Iterator[Match]:
    steps = list(map(plane.directions.get, map(add, text, text[1:])))
    start = 0
    for place, step in enumerate((*steps, None)):
        if step is None:
            end = place + 1
            if end - start >= SHORTEST and not _ALIKE.issuperset(text[start:end]):
                turns = 1 + sum(one != next_one for one, next_one in pairwise(steps[start:place]))
                guesses = walk_guesses(end - start, turns, plane) * shifts(text[start:end], plane)
                yield Match(start, end, guesses, "keyboard-walk-jis")
            start = end


def walk_guesses(length: int, turns: int, plane: Plane) -> float:
    """All walks up to ``length`` with up to ``turns``: zxcvbn's double sum, whose inner one has a closed form."""
    return plane.starts * sum(
        (comb(length, turn) - 1) * plane.degree**turn for turn in range(1, min(turns, length - 1) + 1)
    )


def shifts(walk: str, plane: Plane) -> int:
    """How many ways to press shift an attacker tries: any keys, as zxcvbn counts them; or changing so often on the way."""
    flags = [sign in plane.shifted for sign in walk]
    shifted = sum(flags)
    if not shifted:
        return 1
    fewer = min(shifted, len(walk) - shifted)
    if not fewer:
        return 2
    changes = sum(one != other for one, other in pairwise(flags))
    any_keys = sum(comb(len(walk), number) for number in range(1, fewer + 1))
    return min(any_keys, 2 * comb(len(walk) - 1, changes))
