"""Keyboard walks as zxcvbn finds and counts them: ``qwerty``, ``zxcvbn``, ``147258``, on its four layouts.

Counted: all walks of up to that length and that many turns, from any key; more where keys are shifted. zxcvbn's rule, in
a form that looks at each pair of neighbours once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate, repeat
from math import comb
from operator import and_, or_

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.reading import Reading
from auditor.measuring.guessing.zxcvbn_model import KEYBOARDS, LONGEST_PASSWORD, SHIFTED, Keyboard, choices

SHORTEST = 3

_ON_WHICH: dict[str, int] = {
    pair: sum(1 << number for number, keyboard in enumerate(KEYBOARDS) if pair in keyboard.steps)
    for each in KEYBOARDS
    for pair in each.steps
}
"""Two characters → on which keyboards that is a step: bit n stands for the n-th."""


def walks(reading: Reading) -> Iterator[Match]:
    on_which = list(map(_ON_WHICH.get, reading.pairs, repeat(0)))
    # the keyboards on which three characters from here are a walk
    walked = list(map(and_, on_which, on_which[1:]))
    if any(walked):
        on_any = reduce(or_, walked)
        for number, keyboard in enumerate(KEYBOARDS):
            if on_any >> number & 1:
                for start, end in _runs([place for place, on in enumerate(walked) if on >> number & 1]):
                    token = reading.text[start:end]
                    yield Match(start, end, _guesses(token, number, keyboard), "spatial")


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The walks that are made of walks of three characters at ``places``."""
    before = start = -2
    for place in places:
        if place != before + 1:
            if start >= 0:
                yield start, before + SHORTEST
            start = place
        before = place
    if start >= 0:
        yield start, before + SHORTEST


def _guesses(token: str, number: int, keyboard: Keyboard) -> float:
    steps = [keyboard.steps[token[place : place + 2]] for place in range(len(token) - 1)]
    turns = 1 + sum(one[0] != next_one[0] for one, next_one in zip(steps, steps[1:], strict=False))
    shifted = sum(is_shifted for _, is_shifted in steps)
    if keyboard.has_shift and SHIFTED.search(token[0]):
        shifted += 1
    guesses = _WALKS[number][len(token)][turns]
    plain = len(token) - shifted
    if not shifted:
        return guesses
    if not plain:
        return guesses * 2
    return guesses * choices(shifted, plain)


def _walks_up_to(keyboard: Keyboard) -> Sequence[Sequence[float]]:
    """[length][turns] → how many walks are no longer and have no more turns."""
    rows = [[0.0] * (LONGEST_PASSWORD + 1)] * 2
    for length in range(2, LONGEST_PASSWORD + 1):
        of_this_length = accumulate(
            comb(length - 1, turns - 1) * keyboard.keys * keyboard.neighbours**turns
            if 0 < turns < length
            else 0.0
            for turns in range(LONGEST_PASSWORD + 1)
        )
        rows.append([shorter + new for shorter, new in zip(rows[-1], of_this_length, strict=True)])
    return rows


_WALKS = tuple(_walks_up_to(keyboard) for keyboard in KEYBOARDS)
