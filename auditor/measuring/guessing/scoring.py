"""zxcvbn's model: the cheapest way to cover a password with matches, its gaps by brute force.

A sequence of n matches counts n! × the product of their guesses + 10,000^(n − 1). zxcvbn does not try all sequences: for
each front part of the password and each number of matches it keeps the cheapest, but not one that costs no less than a
sequence of fewer matches tried before. What it keeps so depends on the order of trying, which therefore is the same here.
Ours is fast since it looks only at places where a match begins or ends: elsewhere nothing but brute force can end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import factorial

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.zxcvbn_model import (
    FEWEST_GUESSES_OF_MORE,
    FEWEST_GUESSES_OF_ONE,
    GUESSES_BEFORE_ONE_MORE_PART,
    LONGEST_PASSWORD,
    brute_force_guesses,
)

BRUTE_FORCE = [brute_force_guesses(length) for length in range(LONGEST_PASSWORD + 1)]
_ORDERS = [float(factorial(parts)) for parts in range(LONGEST_PASSWORD + 1)]
_SHORTER = [GUESSES_BEFORE_ONE_MORE_PART ** max(parts - 1, 0) for parts in range(LONGEST_PASSWORD + 1)]


@dataclass(frozen=True, slots=True, repr=False)
class Score:
    """``guesses`` of the cheapest sequence; the ``matches`` it consists of, gaps left out."""

    guesses: float
    matches: tuple[Match, ...]


class _Front:
    """The cheapest sequences that cover the password up to one place, by their number of matches."""

    __slots__ = ("continued", "kept", "products", "totals")

    def __init__(self) -> None:
        self.totals: dict[int, float] = {}
        self.products: dict[int, float] = {}
        self.kept: dict[int, tuple[int, Match | None]] = {}  # where the last part begins; None is brute force
        self.continued: list[
            tuple[int, float]
        ] = []  # those whose last part is a match: brute force may follow

    def offer(self, parts: int, product: float, start: int, match: Match | None) -> None:
        total = _ORDERS[parts] * product + _SHORTER[parts]
        for other, lower in self.totals.items():
            if lower <= total and other <= parts:
                return
        self.totals[parts] = total
        self.products[parts] = product
        self.kept[parts] = start, match


def cheapest(length: int, matches: Iterable[Match]) -> Score:
    """``length`` of the password: 1 to ``LONGEST_PASSWORD``."""
    by_end = _by_end(length, matches)
    fronts = {place: _Front() for place in sorted({length, *by_end, *_begins(by_end)})}
    ends: list[tuple[int, _Front]] = []  # where a match ends, so that brute force may follow
    for place, front in fronts.items():
        offer = front.offer
        for start, match, guesses in by_end.get(place, ()):
            if start:
                for parts, product in fronts[start].products.items():
                    offer(parts + 1, guesses * product, start, match)
            else:
                offer(1, guesses, 0, match)
        offer(1, BRUTE_FORCE[place], 0, None)
        for start, before in ends:
            brute_force = BRUTE_FORCE[place - start]
            for parts, product in before.continued:
                offer(parts + 1, product * brute_force, start, None)
        if place in by_end:
            front.continued = [
                (parts, front.products[parts]) for parts, (_, match) in front.kept.items() if match
            ]
            if front.continued:
                ends.append((place, front))
    parts = min(fronts[length].totals, key=fronts[length].totals.__getitem__)
    return Score(fronts[length].totals[parts], _walk_back(fronts, length, parts))


_Ending = list[tuple[int, Match, float]]
"""The matches that end at one place: where they begin, and their guesses with zxcvbn's floors."""


def _by_end(length: int, matches: Iterable[Match]) -> dict[int, _Ending]:
    """One match a stretch, the cheapest."""
    best: dict[tuple[int, int], tuple[Match, float]] = {}
    for match in matches:
        start, end, guesses, _, _ = match
        if end - start < length:
            guesses = max(guesses, FEWEST_GUESSES_OF_MORE if end - start > 1 else FEWEST_GUESSES_OF_ONE)
        known = best.get((start, end))
        if known is None or guesses < known[1]:
            best[start, end] = match, guesses
    by_end: dict[int, _Ending] = {}
    for (start, end), (match, guesses) in sorted(best.items()):
        by_end.setdefault(end, []).append((start, match, guesses))
    return by_end


def _begins(by_end: dict[int, _Ending]) -> Iterable[int]:
    return (start for ending in by_end.values() for start, _, _ in ending if start)


def _walk_back(fronts: dict[int, _Front], place: int, parts: int) -> tuple[Match, ...]:
    chosen: list[Match] = []
    while place:
        place, match = fronts[place].kept[parts]
        parts -= 1
        if match is not None:
            chosen.append(match)
    return tuple(reversed(chosen))
