"""What an attacker is taken to know, whatever the account."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.measuring.guessing import word_file
from auditor.measuring.guessing.matchers import ZXCVBN_MATCHERS, japanese_matchers
from auditor.measuring.guessing.own_words import OwnWords
from auditor.measuring.guessing.word_file import RankedWords


class Knowledge:
    """The lists, the city's words, and the habits of a country. Made once a night; never changed, so threads share it.

    Pickled by its arguments, so that a worker process reads the lists by itself.
    """

    __slots__ = ("_city_words", "city_words", "japanese", "matchers", "words")

    def __init__(self, city_words: Iterable[str] = (), *, japanese: bool = True) -> None:
        """``city_words``: lower case, the likeliest first. Without ``japanese`` the guesses are zxcvbn's own.

        Raises WordListError if the program's word lists cannot be used.
        """
        self._city_words = tuple(city_words)
        self.japanese = japanese
        self.city_words: OwnWords = OwnWords(self._city_words, "city-word")
        lists = word_file.load()
        self.words: RankedWords = lists.all if japanese else lists.common
        self.matchers = japanese_matchers(self._city_words) if japanese else ZXCVBN_MATCHERS

    def __reduce__(self) -> tuple[object, ...]:
        return _knowledge, (self._city_words, self.japanese)

    def __repr__(self) -> str:
        return f"<Knowledge: {len(self._city_words)} words of a city, japanese={self.japanese}>"


def _knowledge(city_words: tuple[str, ...], japanese: bool) -> Knowledge:  # noqa: FBT001
    return Knowledge(city_words, japanese=japanese)
