"""zxcvbn 4.5.0 behind one door: its word lists, its matchers that are fast as they are, and its scoring.

Nothing is changed in it and nothing of it is forked. Left unused: ``zxcvbn()`` itself (it writes the words of the last
account into a module's global), and its matchers for dictionary words, look-alike signs and repeats (they take seconds
for some passwords of 72 characters, and repeats always use the global lists); ours find the same matches.

Its results hold pieces of the password: what leaves this package is made from their kinds and lengths only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zxcvbn import matching, scoring
from zxcvbn.frequency_lists import FREQUENCY_LISTS

Match = dict[str, Any]
"""zxcvbn's own form of a match; ``i`` and ``j`` are its first and last place, ``pattern`` its sort."""

LONGEST_PASSWORD = 72
"""What zxcvbn takes; its work grows with the cube of the length."""


@dataclass(frozen=True, slots=True, repr=False)
class Score:
    """The cheapest way to guess a password: how many guesses (log10), by which matches."""

    log10: float
    guesses: Any  # Decimal or int, as zxcvbn counts
    sequence: tuple[Match, ...]


def word_lists() -> Mapping[str, Sequence[str]]:
    """Name of a list → its words, the most frequent first."""
    lists: Mapping[str, Sequence[str]] = FREQUENCY_LISTS
    return lists


def patterns(password: str) -> Iterator[Match]:
    """Keyboard walks, sequences, recent years and dates."""
    yield from matching.spatial_match(password)
    yield from matching.sequence_match(password)
    yield from matching.regex_match(password)
    yield from matching.date_match(password)


def substitutions(password: str) -> list[dict[str, str]]:
    """Each way to read the password's look-alike signs as letters: sign → letter."""
    table = matching.relevant_l33t_subtable(password, matching.L33T_TABLE)
    return [sub for sub in matching.enumerate_l33t_subs(table) if sub]


def score(password: str, matches: Iterable[Match]) -> Score:
    """The cheapest sequence of matches that covers the password, gaps filled by brute force.

    ``password`` has between one and ``LONGEST_PASSWORD`` characters.
    """
    ordered = sorted(matches, key=lambda match: (match["i"], match["j"]))
    result = scoring.most_guessable_match_sequence(password, ordered)
    return Score(float(result["guesses_log10"]), result["guesses"], tuple(result["sequence"]))
