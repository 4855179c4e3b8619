"""zxcvbn 4.5.0 behind one door: its word lists, its constants, and what its matchers and its counts rest on.

Nothing is changed in it and nothing of it is forked. Left unused: ``zxcvbn()`` itself (it writes the words of the last
account into a module's global), its searches (they cost ten times ours, and seconds for some passwords of 72
characters) and its scoring (in decimals). Tests hold our searches and counts against its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import comb
from types import MappingProxyType

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


_USUAL_CAPITALS = re.compile(
    "|".join(usual.pattern for usual in (scoring.START_UPPER, scoring.END_UPPER, scoring.ALL_UPPER))
)
_NO_CAPITALS = scoring.ALL_LOWER


def capitals(token: str) -> float:
    """In how many ways an attacker must try capitals to meet those of ``token``."""
    if _NO_CAPITALS.match(token) or token.lower() == token:
        return 1.0
    if _USUAL_CAPITALS.match(token):
        return 2.0
    return choices(sum(map(str.isupper, token)), sum(map(str.islower, token)))


def choices(some: int, others: int) -> float:
    """In how many ways up to ``some`` of all may differ, or up to ``others``, if those are fewer; at least one does."""
    return float(sum(comb(some + others, number) for number in range(1, min(some, others) + 1)))


def year_of_date(first: int, second: int, third: int) -> int | None:
    """The year, if the three numbers can be day, month and year; else None."""
    date = matching.map_ints_to_dmy([first, second, third])
    return int(date["year"]) if date else None


LAST_YEAR = int(matching.DATE_MAX_YEAR)
DATE_SPLITS: Mapping[int, Sequence[Sequence[int]]] = MappingProxyType(matching.DATE_SPLITS)
"""Number of digits → where day, month and year may be cut."""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A layout: how many keys one may start from, how many neighbours a key has, and every step there is.

    ``steps``: two characters → direction, and whether the second is typed with shift.
    """

    keys: int
    neighbours: float
    steps: Mapping[str, tuple[int, bool]]
    has_shift: bool


def _keyboard(name: str) -> Keyboard:
    typed = name in ("qwerty", "dvorak")
    steps: dict[str, tuple[int, bool]] = {}
    for key, adjacent in matching.GRAPHS[name].items():
        for direction, characters in enumerate(adjacent):
            for place, character in enumerate(characters or ""):
                steps.setdefault(key + character, (direction, place == 1))
    return Keyboard(
        keys=int(scoring.KEYBOARD_STARTING_POSITIONS if typed else scoring.KEYPAD_STARTING_POSITIONS),
        neighbours=float(scoring.KEYBOARD_AVERAGE_DEGREE if typed else scoring.KEYPAD_AVERAGE_DEGREE),
        steps=steps,
        has_shift=typed,
    )


KEYBOARDS = tuple(_keyboard(name) for name in matching.GRAPHS)
SHIFTED = matching.SHIFTED_RX
LONGEST_STEP_OF_SEQUENCE = int(matching.MAX_DELTA)
