"""Look-alike signs: whether a stretch of a password is a word as zxcvbn reads signs, ``p@ssw0rd``.

zxcvbn reads one sign in one way throughout a password, and each letter from one sign; where several signs could stand
for one letter, it tries the choices one after the other: up to 736 readings of a password. But a choice touches only
letters that share signs (``i l t 1 ! | 7 +``), so a stretch is checked group by group against a handful of choices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, combinations

from auditor.measuring.guessing.zxcvbn_model import GROUPS, LOOK_ALIKES, look_alikes, substitutions

SIGNS = frozenset(chain.from_iterable(LOOK_ALIKES.values()))

_Way = Mapping[str, str]
"""How the signs of a group are read: sign → letter. A sign that is missing stays itself."""

_GROUP_OF = {sign: number for number, group in enumerate(GROUPS) for sign in group if sign in SIGNS}


def _ways(signs: Sequence[str]) -> Mapping[frozenset[str], Sequence[_Way]]:
    """Which of ``signs`` stand in a password → the ways to read them."""
    return {
        frozenset(present): substitutions("".join(present))
        for number in range(len(signs) + 1)
        for present in combinations(signs, number)
    }


_WAYS = tuple(_ways([sign for sign in group if sign in SIGNS]) for group in GROUPS)


class Signs:
    """The ways to read the signs of one password."""

    __slots__ = ("_present", "_ways")

    def __init__(self, text: str) -> None:
        self._present = SIGNS.intersection(text)
        self._ways: dict[int, Sequence[_Way]] = {}

    def ways_to_write(self, word: str, token: str) -> float:
        """In how many ways an attacker must write ``word`` to meet ``token``, of the same length; 0: never meets it."""
        read_as: dict[str, str] = {}
        for sign, letter in zip(token, word, strict=True):
            if sign in SIGNS:
                if letter != sign and sign not in LOOK_ALIKES.get(letter, ()):
                    return 0
                if read_as.setdefault(sign, letter) != letter:
                    return 0
            elif sign != letter:
                return 0
        changed = {sign: letter for sign, letter in read_as.items() if sign != letter}
        if not changed or not all(
            self._can_be_read(group, read_as) for group in {_GROUP_OF[sign] for sign in read_as}
        ):
            return 0
        return look_alikes(token, changed)

    def _can_be_read(self, group: int, read_as: _Way) -> bool:
        wanted = [(sign, letter) for sign, letter in read_as.items() if _GROUP_OF[sign] == group]
        ways = self._ways.get(group)
        if ways is None:
            ways = self._ways[group] = _WAYS[group][self._present.intersection(GROUPS[group])]
        return any(all(way.get(sign, sign) == letter for sign, letter in wanted) for way in ways)
