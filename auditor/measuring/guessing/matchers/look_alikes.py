"""Look-alike signs: whether a stretch of a password is a word as zxcvbn reads signs, ``p@ssw0rd``.

zxcvbn reads one sign in one way throughout a password, and each letter from one sign; where several signs could stand
for one letter, it tries the choices one after the other: up to 736 readings of a password. But a choice touches only
letters that share signs (``i l t 1 ! | 7 +``), so a stretch is checked group by group against a handful of choices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

from auditor.measuring.guessing.zxcvbn_model import GROUPS, LOOK_ALIKES, choices, substitutions

SIGNS = frozenset(chain.from_iterable(LOOK_ALIKES.values()))

_GROUP_OF: Mapping[str, frozenset[str]] = {
    sign: SIGNS.intersection(group) for group in GROUPS for sign in SIGNS.intersection(group)
}
"""Sign → all signs of its group."""

_LETTERS: Mapping[str, str] = {
    sign: "".join(letter for letter, signs in LOOK_ALIKES.items() if sign in signs) for sign in SIGNS
}
"""Sign → the letters it may be read as."""

_Way = Mapping[str, str]
"""How the signs of a group that stand in a password are read: sign → letter, or itself."""


def _ways() -> Iterator[tuple[frozenset[str], Sequence[_Way]]]:
    for signs in set(_GROUP_OF.values()):
        for number in range(1, len(signs) + 1):
            for present in combinations(sorted(signs), number):
                ways = substitutions("".join(present))
                yield frozenset(present), [{sign: way.get(sign, sign) for sign in present} for way in ways]


_WAYS: Mapping[frozenset[str], Sequence[_Way]] = dict(_ways())
"""Which signs of one group stand in a password → the ways in which zxcvbn reads them."""


class Signs:
    """The ways to read the signs of one password."""

    __slots__ = ("_ways_of_groups",)

    def __init__(self, text: str) -> None:
        present = SIGNS.intersection(text)
        groups = {_GROUP_OF[sign] for sign in present}
        self._ways_of_groups = [_WAYS[group & present] for group in groups]

    def ways_to_write(self, word: str, token: str) -> float:
        """In how many ways an attacker must write ``word`` to meet ``token``, of the same length; 0: never meets it."""
        read_as: dict[str, str] = {}
        for sign, letter in zip(token, word, strict=True):
            if sign != letter:
                if letter not in _LETTERS.get(sign, ""):
                    return 0
                read_as[sign] = letter
        if not read_as or not self._are_read_together(read_as, token, word):
            return 0
        ways = 1.0
        for sign, letter in read_as.items():
            if letters := token.count(letter):
                ways *= choices(token.count(sign), letters)
            else:
                ways *= 2  # all of its letters are signs, or none
        return ways

    def _are_read_together(self, read_as: _Way, token: str, word: str) -> bool:
        read = token
        for sign, letter in read_as.items():
            read = read.replace(sign, letter)
        if read != word:
            return False  # one sign would stand for two letters, or for a letter here and for itself there
        for ways in self._ways_of_groups:
            for way in ways:
                for sign, letter in way.items():
                    if read_as.get(sign, sign) != letter and sign in token:
                        break
                else:
                    break
            else:
                return False
        return True
