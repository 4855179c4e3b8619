"""The dictionary's entries added up by reading: how often each is said as a word, as a family or given name, as a place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from scripts.wordlists.mozc import Word
from scripts.wordlists.ranked import Item

MOST_WORDS = 60_000
MOST_FORMS = 3
SMALLEST_SHARE_OF_FORM = 0.05
"""A written form that less than a twentieth of a reading's uses have is left out, and what comes after three forms."""

_FAMILY = "名詞,固有名詞,人名,姓"
_GIVEN = "名詞,固有名詞,人名,名"
_PLACE = "名詞,固有名詞,地域"
_WORD = re.compile(
    r"""名詞,(一般|サ変接続|形容動詞語幹|ナイ形容詞語幹|副詞可能|代名詞|数|固有名詞,一般|固有名詞,組織|固有名詞,人名,一般)\b
    | 感動詞 | 副詞 | 連体詞 | 接続詞
    | 形容詞,自立,.*,基本形,
    | 動詞,自立,.*,(基本形|連用形|命令.*),""",
    re.VERBOSE,
)
"""What stands alone: particles, endings and the stems of verbs before an ending do not."""

_READING = re.compile("[ぁ-ゖー]{2,}")

Forms = Mapping[str, float]
"""Written form → its share among all words of the corpus."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Reading → written forms, a table each for words, family names, given names and places."""

    words: Mapping[str, Forms]
    family_names: Mapping[str, Forms]
    given_names: Mapping[str, Forms]
    places: Mapping[str, Forms]

    @classmethod
    def of(cls, entries: Iterable[Word]) -> Vocabulary:
        words, family, given, places = (defaultdict[str, dict[str, float]](dict) for _ in range(4))
        for entry in entries:
            if not _READING.fullmatch(entry.reading):
                continue
            if entry.part_of_speech.startswith(_FAMILY):
                table = family
            elif entry.part_of_speech.startswith(_GIVEN):
                table = given
            elif entry.part_of_speech.startswith(_PLACE):
                table = places
            elif _WORD.match(entry.part_of_speech):
                table = words
            else:
                continue
            forms = table[entry.reading]
            forms[entry.written] = forms.get(entry.written, 0.0) + entry.share
        return cls(words, family, given, places)

    def common_words(self) -> Iterator[Item]:
        return islice(most_frequent(self.words), MOST_WORDS)


def most_frequent(table: Mapping[str, Forms]) -> Iterator[Item]:
    """The readings of a table, the most frequent first; what is equally frequent in the order of kana."""
    for reading in sorted(table, key=lambda reading: (-frequency(table[reading]), reading)):
        yield Item(reading, forms_of(table[reading]))


def frequency(forms: Forms) -> float:
    return sum(forms.values())


def forms_of(forms: Forms) -> tuple[str, ...]:
    """The usual written forms, the most usual first."""
    least = frequency(forms) * SMALLEST_SHARE_OF_FORM
    usual = sorted((form for form in forms if forms[form] >= least), key=lambda form: (-forms[form], form))
    return tuple(usual[:MOST_FORMS])
