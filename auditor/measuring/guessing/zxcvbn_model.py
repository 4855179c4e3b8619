"""zxcvbn 4.5.0 behind one door: its word lists, its constants, and what its matchers and its counts rest on.

Nothing is changed in it and nothing of it is forked. Left unused: ``zxcvbn()`` itself (it writes the words of the last
account into a module's global), its searches (they cost ten times ours, and seconds for some passwords of 72
characters) and its scoring (in decimals). Tests hold our searches and counts against its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

from zxcvbn import matching, scoring
from zxcvbn.frequency_lists import FREQUENCY_LISTS

VERSION = version("zxcvbn")

LONGEST_PASSWORD = 72
"""What zxcvbn takes; its work grows with the cube of the length."""

FEWEST_GUESSES_OF_ONE = float(scoring.MIN_SUBMATCH_GUESSES_SINGLE_CHAR)
FEWEST_GUESSES_OF_MORE = float(scoring.MIN_SUBMATCH_GUESSES_MULTI_CHAR)
"""What a part of one character, of more characters, counts at least when the password is longer than it."""

GUESSES_BEFORE_ONE_MORE_PART = float(scoring.MIN_GUESSES_BEFORE_GROWING_SEQUENCE)

REFERENCE_YEAR = int(scoring.REFERENCE_YEAR)
FEWEST_YEARS = int(scoring.MIN_YEAR_SPACE)
RECENT_YEAR = matching.REGEXEN["recent_year"]

KINDS_OF_LISTS: Mapping[str, str] = {
    "passwords": "common-password",
    "english_wikipedia": "word",
    "us_tv_and_film": "word",
    "female_names": "name",
    "male_names": "name",
    "surnames": "name",
}
"""zxcvbn's name of a list → the kind of weakness a reader is told."""


def ranked_words() -> Iterator[tuple[str, str, int]]:
    """Word, kind and rank, list by list."""
    for name, ranked in FREQUENCY_LISTS.items():
        for rank, word in enumerate(ranked, start=1):
            yield word, KINDS_OF_LISTS[name], rank


def brute_force_guesses(length: int) -> float:
    """Of any string: ten a character, and a little more than the least that a part of that length counts."""
    if length == 1:
        return FEWEST_GUESSES_OF_ONE + 1
    return max(float(scoring.BRUTEFORCE_CARDINALITY) ** length, FEWEST_GUESSES_OF_MORE + 1)


LOOK_ALIKES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {letter: tuple(signs) for letter, signs in matching.L33T_TABLE.items()}
)
"""Letter → the signs that it is written with."""


def substitutions(signs: str) -> list[dict[str, str]]:
    """Each way in which zxcvbn reads a password with these look-alike signs: sign → letter."""
    table = matching.relevant_l33t_subtable(signs, dict(LOOK_ALIKES))
    return [dict(way) for way in matching.enumerate_l33t_subs(table)]


def _groups() -> tuple[str, ...]:
    """Letters that share a sign, together with all their signs: ``ilt1!|7+``."""
    groups: list[set[str]] = []
    for letter, signs in LOOK_ALIKES.items():
        joined = {letter, *signs}
        apart = [group for group in groups if group.isdisjoint(joined)]
        groups = [*apart, joined.union(*(group for group in groups if group not in apart))]
    return tuple("".join(sorted(group, key=lambda sign: (not sign.isalpha(), sign))) for group in groups)


GROUPS = _groups()
_SKELETON = str.maketrans({sign: group[0] for group in GROUPS for sign in group})


def skeleton(lower: str) -> str:
    """``lower`` with every letter and sign of a group written as its first: alike for all that may look alike."""
    return lower.translate(_SKELETON)


# The engine of before, until the new one stands.
Match = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Score:
    log10: float
    guesses: Any
    sequence: tuple[Match, ...]


def word_lists() -> Mapping[str, Sequence[str]]:
    lists: Mapping[str, Sequence[str]] = FREQUENCY_LISTS
    return lists


def patterns(password: str) -> Iterator[Match]:
    yield from matching.spatial_match(password)
    yield from matching.sequence_match(password)
    yield from matching.regex_match(password)
    yield from matching.date_match(password)


def score(password: str, matches: Iterable[Match]) -> Score:
    ordered = sorted(matches, key=lambda match: (match["i"], match["j"]))
    result = scoring.most_guessable_match_sequence(password, ordered)
    return Score(float(result["guesses_log10"]), result["guesses"], tuple(result["sequence"]))
