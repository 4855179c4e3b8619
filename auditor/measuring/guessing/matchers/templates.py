"""Templates: passwords put together as most people do it, ``Yamada-2024!``, ``ubekoho0401``, ``sakura.sakura``.

zxcvbn adds 10,000^(parts − 1) to what the parts of a password cost: ten million guesses more for a third part, however
common all three are. Crackers do not work so: they know the usual ways to put parts together and run through one way
after the other. So a password that follows one of these ways as a whole counts

    (the round in which that way is tried) × (the product of what its parts count).

``template_grammar`` has the ways, ``template_counts`` what signs, numbers and initials count; words, dates, walks and
repeats count what their own matchers found. Only a whole password is a template. A piece of one is not: two templates
side by side are nobody's habit, and counting them so would call passphrases of four words weak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import comb, inf
from operator import itemgetter

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.template_grammar import START, Part, State
from auditor.measuring.guessing.matchers.template_pieces import Pieces, Starting, pieces_of
from auditor.measuring.guessing.reading import Reading
from checks._contract import Weakness

MOST_PIECES = 12
"""Of more pieces that begin at one place, only the cheapest are tried: bounds the work for any text."""

TRIED_BEFORE = 1_000.0
"""Single words that every attacker tries before putting parts together; zxcvbn has 10,000 for the second part."""

MOST_PUNS = 3
"""Of four puns of four digits no cut is likelier than chance."""

_Way = tuple[float, int, str, "_Way | None"]
"""The cheapest way to a place in a state: guesses; where and as what its last piece began; the way before it."""


def templates(reading: Reading, matches: Iterable[Match]) -> Iterator[Match]:
    """The whole password as one template, if it is one; ``matches`` are those of all other matchers.

    Digits alone are none, unless all are puns: nothing shows where one number ends, so zxcvbn's count for cutting them
    stands.
    """
    if reading.text.isdecimal():
        yield from _puns(len(reading.text), matches)
        return
    pieces = pieces_of(reading, matches)
    if (found := _cheapest_way(pieces)) is not None:
        guesses, way = found
        # who writes capitals does so in one style for all words, so the doubling for it counts once
        style = 1 if reading.text == reading.lower else 2
        yield Match(0, len(pieces), guesses * style + TRIED_BEFORE, "template", _weaknesses(way, len(pieces)))


_SHORTEST_PUN = 3


def _puns(length: int, matches: Iterable[Match]) -> Iterator[Match]:
    """Two or three puns and nothing else, ``46495963``: the product of their ranks, times the ways to cut the digits."""
    puns: dict[int, list[Match]] = {}
    for match in matches:
        if match.kind == "number-pun" and match.end - match.start >= _SHORTEST_PUN:
            puns.setdefault(match.start, []).append(match)
    ways: dict[int, tuple[float, tuple[Weakness, ...]]] = {0: (1.0, ())}
    for number in range(1, MOST_PUNS + 1):
        longer: dict[int, tuple[float, tuple[Weakness, ...]]] = {}
        for place, (guesses, parts) in ways.items():
            for pun in puns.get(place, ()):
                if guesses * pun.guesses < longer.get(pun.end, (inf, ()))[0]:
                    part = Weakness(pun.kind, pun.end - pun.start)
                    longer[pun.end] = guesses * pun.guesses, (*parts, part)
        ways = longer
        if number > 1 and length in ways:
            guesses, parts = ways[length]
            cuts = comb(length - 1, number - 1)
            yield Match(0, length, guesses * cuts + TRIED_BEFORE, "template", parts)


def _cheapest_way(pieces: Pieces) -> tuple[float, _Way] | None:
    """Walks all rules along the password at once, left to right, keeping for each place and state the cheapest way."""
    still_needed = _parts_needed(pieces)
    if still_needed[0] > START.most_parts_left:
        return None
    ways: list[dict[State, _Way]] = [{} for _ in still_needed]
    ways[0][START] = (1.0, 0, "", None)
    for place, starting in enumerate(pieces):
        if not (here := ways[place]):
            continue
        for end, counts in _cheapest(starting).items():
            needed, there = still_needed[end], ways[end]
            for part, (count, kind) in counts.items():
                for state, way in here.items():
                    following = state.following.get(part)
                    if following is not None and needed <= following.most_parts_left:
                        guesses = way[0] * count
                        if following not in there or guesses < there[following][0]:
                            there[following] = (guesses, place, kind, way)
    finished = ((way[0] * state.factor, way) for state, way in ways[-1].items() if state.factor is not None)
    return min(finished, key=itemgetter(0), default=None)


def _cheapest(starting: Starting) -> Starting:
    """The lower the count beside brute force, the more a piece saves."""
    if len(starting) * len(Part) <= MOST_PIECES or sum(map(len, starting.values())) <= MOST_PIECES:
        return starting
    pieces = [
        (count / 10.0**end, end, part)
        for end, counts in starting.items()
        for part, (count, _) in counts.items()
    ]
    cheapest: Starting = {}
    for _, end, part in sorted(pieces, key=itemgetter(0))[:MOST_PIECES]:
        cheapest.setdefault(end, {})[part] = starting[end][part]
    return cheapest


def _parts_needed(pieces: Pieces) -> list[int]:
    """For each place the fewest pieces that lead from there to the end; more than any rule has where none do."""
    never = START.most_parts_left + 1
    needed = [never] * len(pieces) + [0]
    for place in range(len(pieces) - 1, -1, -1):
        if starting := pieces[place]:
            needed[place] = min(never, 1 + min(map(needed.__getitem__, starting)))
    return needed


def _weaknesses(way: _Way, end: int) -> tuple[Weakness, ...]:
    found: list[Weakness] = []
    step: _Way | None = way
    while step is not None:
        _, start, kind, before = step
        if kind:
            found.append(Weakness(kind, end - start))
        step, end = before, start
    return tuple(reversed(found))
