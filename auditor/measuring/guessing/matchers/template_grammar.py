"""The ways in which people put a password together, in the order in which an attacker tries them.

A rule is a row of parts: a word, a number, a separator and so on (``yamada-2024!`` is word, separator, number, ending).
The rules stand in rounds, the most usual first, and a password counts once for every round up to its own. The order is
our own estimate of habits that structure-based crackers (probabilistic grammars, rule sets) learn from leaks; what
matters is that it is short, so that a wrong place costs a factor of two and not of a thousand.

Several words in one password must be some that go together. Names go with names, and everything goes with the words of
the office; three words are tried only around the office's own, since three words drawn from large lists are a
passphrase. So a passphrase keeps the full count of zxcvbn's model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Part(StrEnum):
    """What a place of a rule takes."""

    OFFICE = "O"  # a word of this city, account or office: few, and the first an attacker tries
    NAME = "M"  # a name of a person or a place
    WORD = "G"  # any other word, a keyboard walk, a repeat
    NUMBER = "N"
    SEPARATOR = "S"
    ENDING = "E"  # signs at the end, or in front
    LINK = "L"  # what joins two words
    LETTERS = "X"  # an initial, a code of up to three letters, a title such as san


_ANY_WORD = (Part.OFFICE, Part.NAME, Part.WORD)

_ROUNDS: Sequence[Sequence[str]] = (
    (
        "W S? N E?", "W E", "N E",
        "W S? W E?", "W S? W S? N E?",
        "N S? W E?", "X S? W S? N? E?",
    ),
    (
        "E W S? N E?", "E W E?", "E N E?", "E W E N", "W E N", "W N E N",
        "W S? N S? N E?", "W S? N S? W E?", "N S? W S? W E?", "N S? N E?",
        "X S? N S? N? E?", "W S? X S? N? E?", "E N S? W E?", "W L W S? N? E?",
    ),
    (
        "W S? W S? W E?", "W S? W S? W S? N E?",
        "E W S? W S? N? E?", "E X S? N E?", "N S? W S? N E?", "N S? W S? X E?", "W S? N S? X N? E?",
    ),
    (
        "W S? W S? X S? N? E?", "W S? X S? W S? N? E?", "X S? W S? W S? N? E?",
        "W S? N S? W S? N E?", "W S? W S? N S? N E?", "N S? W S? W S? W E?",
    ),
)  # fmt: skip
"""``W`` is any word, ``?`` marks a part that may be missing (its count, see ``template_counts``, then is 1)."""

_TOGETHER: Mapping[str, float] = {
    "O": 1, "M": 1, "G": 1,
    "OO": 1, "MO": 1, "GO": 1, "MM": 1, "GM": 1, "GG": 2,
    "OOO": 1, "MOO": 1, "GOO": 1, "MMO": 3,
}  # fmt: skip
"""Sorts of words that go together → in how many ways lists of such sorts are tried before. Others never are."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Where one is within the rules: which part leads where, and how dear it is to end here."""

    following: Mapping[Part, State]
    factor: float | None  # None: no rule ends here
    most_parts_left: int


def _rules() -> Iterator[tuple[tuple[Part, ...], float]]:
    """Every rule without optional parts and with its words' sorts, and its factor."""
    for round_, patterns in enumerate(_ROUNDS, start=1):
        for pattern in patterns:
            for parts in product(*(_choices(token) for token in pattern.split())):
                words = "".join(sorted(part for part in parts if part in _ANY_WORD))
                together = _TOGETHER.get(words, 1 if not words else None)
                if together is not None:
                    yield tuple(Part(part) for part in parts if part), round_ * together


def _choices(token: str) -> tuple[str, ...]:
    part = token.removesuffix("?")
    choices: tuple[str, ...] = _ANY_WORD if part == "W" else (Part(part),)
    return ("", *choices) if token.endswith("?") else choices


def _state(rules: Iterable[tuple[tuple[Part, ...], float]], known: dict[object, State]) -> State:
    """The state in which just these rules are still to come. States with one future are one state: fewer to follow."""
    by_first: dict[Part, list[tuple[tuple[Part, ...], float]]] = {}
    ending: list[float] = []
    for parts, factor in rules:
        if parts:
            by_first.setdefault(parts[0], []).append((parts[1:], factor))
        else:
            ending.append(factor)
    following = {part: _state(rest, known) for part, rest in by_first.items()}
    cheapest = min(ending) if ending else None
    most_parts_left = 1 + max((state.most_parts_left for state in following.values()), default=-1)
    future = cheapest, frozenset(following.items())
    return known.setdefault(future, State(following, cheapest, most_parts_left))


START: State = _state(_rules(), {})
"""The state before the first part. Never changed once made."""
