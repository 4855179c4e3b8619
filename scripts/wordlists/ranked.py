"""Ranked lists: items in the order in which an attacker tries them, and the texts that each of them may be written as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from auditor.measuring.romaji import as_katakana, spellings

OTHER_SPELLING = 2
"""What a less usual spelling of a word costs: twice the word's rank. An attacker who tries all spellings of a word tries the
usual one of every word first."""

_SPELLINGS = ((10_000, 24), (30_000, 8))
_FEWEST_SPELLINGS = 4
"""Spellings for a word up to a rank: all that people use for the frequent words, the bundles for the rare."""

_AS_WRITTEN = 20_000
"""Up to this rank a word is also known in kana and kanji: few services take them in a password."""

_IN_KATAKANA = 5_000
"""Up to this rank also in katakana where that is not the usual way to write it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A word: its reading in kana or, with no reading, a word in Latin letters or digits; and its written forms."""

    reading: str
    forms: tuple[str, ...] = ()
    latin: str = ""

    @property
    def key(self) -> str:
        return self.latin or self.reading


def merged(*lists: Iterable[Item]) -> list[Item]:
    """The lists as one: the first of each, the second of each …; an item that comes again only adds its forms.

    So an item's rank is at most its rank in one list times the number of lists.
    """
    forms: dict[str, dict[str, None]] = {}
    first: dict[str, Item] = {}
    for row in zip_longest(*lists):
        for item in row:
            if item is not None:
                first.setdefault(item.key, item)
                forms.setdefault(item.key, {}).update(dict.fromkeys(item.forms))
    return [Item(item.reading, tuple(forms[key]), item.latin) for key, item in first.items()]


def spelt(items: Sequence[Item]) -> Iterator[tuple[str, int]]:
    """Each text that an item may be written as, in lower case, with its rank; a text may come more than once."""
    for rank, item in enumerate(items, start=1):
        texts = (item.latin,) if item.latin else spellings(item.reading, _most_spellings(rank))
        yield from ((text.lower(), rank) for text in texts[:1])
        as_written = (item.reading, *item.forms) if rank <= _AS_WRITTEN else ()
        katakana = (as_katakana(item.reading),) if rank <= _IN_KATAKANA else ()
        others = (*texts[1:], *as_written, *katakana)
        yield from ((text.lower(), OTHER_SPELLING * rank) for text in others if text)


def _most_spellings(rank: int) -> int:
    return next((most for up_to, most in _SPELLINGS if rank <= up_to), _FEWEST_SPELLINGS)
