"""Word lists as the matchers search them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import final

from auditor.measuring.guessing import zxcvbn_model

KINDS_OF_LISTS: Mapping[str, str] = {
    "passwords": "common-password",
    "english_wikipedia": "word",
    "us_tv_and_film": "word",
    "female_names": "name",
    "male_names": "name",
    "surnames": "name",
}
"""zxcvbn's name of a list → the kind of weakness a reader is told."""

LONGEST_WORD = zxcvbn_model.LONGEST_PASSWORD


@final
class RankedWords:
    """Words with their kinds and ranks (1: an attacker tries it first), and the beginnings of all words.

    The beginnings tell a search when to stop: at each place of a password it goes only as far as some word does. Never
    changed once made, so threads may share one.
    """

    __slots__ = ("beginnings", "words")

    def __init__(self, lists: Iterable[tuple[str, Iterable[str]]]) -> None:
        """``lists``: kind and words, the most likely first. Words are lower case; a longer one than 72 is left out."""
        words: dict[str, tuple[tuple[str, int], ...]] = {}
        for kind, ranked in lists:
            for rank, word in enumerate(ranked, start=1):
                if 0 < len(word) <= LONGEST_WORD:
                    words[word] = (*words.get(word, ()), (kind, rank))
        self.words: Mapping[str, tuple[tuple[str, int], ...]] = words
        self.beginnings: frozenset[str] = frozenset(
            word[:end] for word in words for end in range(1, len(word))
        )

    def beginning_at(self, text: str, start: int) -> Iterator[str]:
        """The words that stand in ``text`` at ``start``, shortest first."""
        for end in range(start + 1, len(text) + 1):
            piece = text[start:end]
            if piece in self.words:
                yield piece
            if piece not in self.beginnings:
                return

    def __repr__(self) -> str:
        return f"<RankedWords: {len(self.words)}>"


@cache
def common_words() -> RankedWords:
    """zxcvbn's lists. Read once a process (a quarter of a second): they are part of the program, not state."""
    return RankedWords((KINDS_OF_LISTS[name], ranked) for name, ranked in zxcvbn_model.word_lists().items())
