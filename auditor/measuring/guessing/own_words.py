"""The words of one city and of one account: few enough to be asked one by one, so each account may bring its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import add
from typing import NamedTuple

from auditor.measuring.guessing import zxcvbn_model

SHORTEST = 2
_BEGINNING = 2


class OwnWord(NamedTuple):
    word: str
    skeleton: str
    rank: int
    kind: str


class OwnWords:
    """Words that an attacker knows around a login, the likeliest first; found by how their skeletons begin."""

    __slots__ = ("_beginnings", "_by_beginning")

    def __init__(self, words: Iterable[str], kind: str) -> None:
        by_beginning: dict[str, list[OwnWord]] = {}
        for rank, (word, skeleton) in _ranked(words):
            if len(word) >= SHORTEST:
                own = OwnWord(word, skeleton, rank, kind)
                by_beginning.setdefault(skeleton[:_BEGINNING], []).append(own)
        self._by_beginning: Mapping[str, Sequence[OwnWord]] = by_beginning
        self._beginnings = frozenset(by_beginning)

    def within(self, skeleton: str) -> Iterator[OwnWord]:
        """Those whose skeleton stands in ``skeleton``, be it backwards."""
        for text in skeleton, skeleton[::-1]:
            for beginning in self._beginnings.intersection(map(add, text, text[1:])):
                for own in self._by_beginning[beginning]:
                    if own.skeleton in text:
                        yield own

    def __bool__(self) -> bool:
        return bool(self._by_beginning)

    def __repr__(self) -> str:
        return f"<OwnWords: {sum(map(len, self._by_beginning.values()))}>"


def words_within(skeleton: str, words: Sequence[str], kind: str) -> list[OwnWord]:
    """As ``OwnWords.within`` for words that are used once: cheaper than sorting them out first."""
    both_ways = f"{skeleton}\n{skeleton[::-1]}"
    return [
        OwnWord(word, spelt, rank, kind)
        for rank, (word, spelt) in _ranked(words)
        if spelt in both_ways and len(word) >= SHORTEST
    ]


def _ranked(words: Iterable[str]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Rank, and the word with its skeleton. All are spelt at once: one by one would cost ten times as much."""
    lower = "\n".join(words).lower()
    return enumerate(zip(lower.split("\n"), zxcvbn_model.skeleton(lower).split("\n"), strict=True), start=1)
