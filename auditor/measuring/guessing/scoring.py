"""zxcvbn's model: the cheapest way to cover a password with matches, its gaps by brute force.

A sequence of n matches counts n! × the product of their guesses + 10,000^(n − 1). zxcvbn does not try all sequences: for
each front part of the password and each number of matches it keeps the cheapest, but not one that costs no less than a
sequence of fewer matches tried before. What it keeps so depends on the order of trying, which therefore is the same here.
Ours is fast since it looks only at places where a match begins or ends: elsewhere nothing but brute force can end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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


_Kept = dict[int, tuple[float, int, Match | None]]
"""The cheapest sequences up to one place, by their number of matches: product of their guesses, where the last part
begins, and its match (None: brute force)."""

_Openings = dict[tuple[int, int], tuple[int, float, int]]
"""Where brute force may begin: its number as a part, the product of the parts before, the place."""


def cheapest(length: int, matches: Collection[Match], *, try_all: bool = True) -> Score:
    """``length`` of the password: 1 to ``LONGEST_PASSWORD``.

    ``try_all``: as zxcvbn does, also try the matches that brute force makes useless, and brute force from every place
    where a match ends. They are in no cheapest sequence, but in one case among 15,000 they change what zxcvbn keeps;
    without them all is faster.
    """
    by_end = _all_by_end(length, matches) if try_all else _useful_by_end(length, matches)
    if not by_end:
        return Score(BRUTE_FORCE[length] + 1, ())
    fronts: dict[int, _Kept] = {0: _NOTHING_BEFORE}
    openings: _Openings = {(0, 1): (1, 1.0, 0)}
    totals: dict[int, float] = {}
    for place in _places(length, by_end):
        # The most often run lines of all the judging; written flat, since calls would double their cost.
        totals = {}
        kept: _Kept = {}
        for start, guesses, match in by_end.get(place, ()):
            for before, (product, _, _) in fronts[start].items():
                parts = before + 1
                longer = product * guesses
                total = _ORDERS[parts] * longer + _SHORTER[parts]
                for other, lower in totals.items():
                    if lower <= total and other <= parts:
                        break
                else:
                    totals[parts] = total
                    kept[parts] = longer, start, match
        for parts, product, start in openings.values():
            longer = product * BRUTE_FORCE[place - start]
            total = _ORDERS[parts] * longer + _SHORTER[parts]
            for other, lower in totals.items():
                if lower <= total and other <= parts:
                    break
            else:
                totals[parts] = total
                kept[parts] = longer, start, None
        fronts[place] = kept
        if place in by_end:
            _open(openings, kept, place, try_all=try_all)
    parts = min(totals, key=totals.__getitem__)
    return Score(totals[parts], _walk_back(fronts, length, parts))


def _open(openings: _Openings, kept: _Kept, place: int, *, try_all: bool) -> None:
    """Brute force may begin where a match ends; of the same number of parts only the cheapest is worth it."""
    for parts, (product, _, last) in kept.items():
        if last is not None:
            opening = place if try_all else -1, parts + 1
            known = openings.get(opening)
            if known is None or product < known[1] * BRUTE_FORCE[place - known[2]]:
                openings[opening] = parts + 1, product, place


_NOTHING_BEFORE: _Kept = {0: (1.0, 0, None)}

_ByEnd = dict[int, list[tuple[int, float, Match]]]
"""Where matches end → where they begin, their guesses with zxcvbn's floors, and they themselves, by their beginnings."""

_TURNS = {kind: turn for turn, kind in enumerate(("spatial", "repeat", "sequence", "year", "date"), start=1)}
"""Words come first."""


def _all_by_end(length: int, matches: Iterable[Match]) -> _ByEnd:
    """In the order in which zxcvbn tries them: of one stretch each that is cheaper than those before."""
    by_end: _ByEnd = {}
    for match in sorted(matches, key=lambda match: (match.start, _TURNS.get(match.kind, 0))):
        ending = by_end.setdefault(match.end, [])
        guesses = _with_floor(match.guesses, match.end - match.start, length)
        if not ending or ending[-1][0] != match.start or guesses < ending[-1][1]:
            ending.append((match.start, guesses, match))
    return by_end


def _useful_by_end(length: int, matches: Collection[Match]) -> _ByEnd:
    """Of one stretch the cheapest, if it is cheaper than brute force and may be a part of a cheapest sequence."""
    limits = _limits(length, matches)
    best: _Stretches = {}
    short: list[tuple[int, int]] = []
    for match in matches:
        start, end, guesses, _, _ = match
        width = end - start
        if guesses < FEWEST_GUESSES_OF_MORE and width < length:
            guesses = FEWEST_GUESSES_OF_MORE if width > 1 else max(guesses, FEWEST_GUESSES_OF_ONE)
        if guesses < BRUTE_FORCE[width] and guesses <= limits[(start > 0) + (end < length)]:
            stretch = end, start
            if stretch not in best:
                best[stretch] = guesses, match
                if width < 3:
                    short.append(stretch)
            elif guesses < best[stretch][0]:
                best[stretch] = guesses, match
    if short:
        _leave_out_useless(best, short, length)
    by_end: _ByEnd = {}
    for stretch in sorted(best):
        guesses, match = best[stretch]
        by_end.setdefault(stretch[0], []).append((stretch[1], guesses, match))
    return by_end


def _limits(length: int, matches: Iterable[Match]) -> tuple[float, float, float]:
    """How many guesses a match may take that has at least no, one or two other parts beside it.

    Else a match of the whole password, or brute force alone, is cheaper than any sequence in which it is. The other
    parts count ten at least.
    """
    most = BRUTE_FORCE[length]
    for start, end, guesses, _, _ in matches:
        if guesses < most and end - start == length:
            most = guesses
    two, three = ((most + 1 - _SHORTER[parts]) / _ORDERS[parts] for parts in (2, 3))
    return most, two / FEWEST_GUESSES_OF_ONE, three / FEWEST_GUESSES_OF_ONE**2


def _with_floor(guesses: float, width: int, length: int) -> float:
    if width == length:
        return guesses
    return max(guesses, FEWEST_GUESSES_OF_MORE if width > 1 else FEWEST_GUESSES_OF_ONE)


_Stretches = dict[tuple[int, int], tuple[float, Match]]
"""End and beginning → guesses and match."""


def _leave_out_useless(best: _Stretches, short: Iterable[tuple[int, int]], length: int) -> None:
    """One or two characters save a factor of two at most: beside brute force it is cheaper to let that go on."""
    ends, starts = {0}, {length}
    for end, start in best:
        ends.add(end)
        starts.add(start)
    for stretch in short:
        if stretch[0] not in starts or stretch[1] not in ends:
            best.pop(stretch, None)


def _places(length: int, by_end: _ByEnd) -> list[int]:
    places = {length, *by_end}
    for ending in by_end.values():
        for start, _, _ in ending:
            places.add(start)
    places.discard(0)
    return sorted(places)


def _walk_back(fronts: dict[int, _Kept], place: int, parts: int) -> tuple[Match, ...]:
    chosen: list[Match] = []
    while place:
        _, place, match = fronts[place][parts]
        parts -= 1
        if match is not None:
            chosen.append(match)
    return tuple(reversed(chosen))
