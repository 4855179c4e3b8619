"""Words of the lists and of the city and the account: forwards, backwards, and written with look-alike signs.

Counted as zxcvbn counts them: the word's rank, times the ways to write capitals as it does, times two backwards, times
the ways to write its letters as signs.

zxcvbn asks for every stretch of a password whether it is a word, and asks again for every way to read its signs. Here a
trie names the words that begin at a place. Words in look-alikes are found by their skeleton (``word_file``), in which a
letter and its signs are the same; what stands there is then held against the ways in which zxcvbn reads signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import inf

from auditor.measuring.guessing import zxcvbn_model
from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.look_alikes import SIGNS, Signs
from auditor.measuring.guessing.own_words import OwnWord
from auditor.measuring.guessing.reading import Reading
from auditor.measuring.guessing.word_file import RankedWords

BACKWARDS = 2
FEWEST_WAYS_WITH_SIGNS = 2

_HALF_SURROGATES = re.compile("[\ud800-\udfff]")


def listed_words(reading: Reading, words: RankedWords) -> list[Match]:
    """The words of the lists."""
    lower = reading.lower
    if not lower.isascii():
        lower = _HALF_SURROGATES.sub("\ufffd", lower)  # no trie can hold them
    found = _forwards(reading, lower, words)
    if (
        len(lower) == 1
    ):  # the base of a repeat, mostly: neither backwards nor in look-alikes is there anything
        return found
    found += _backwards(reading, lower, words)
    if not SIGNS.isdisjoint(lower):
        found += _in_look_alikes(reading, lower, words)
    return found


def _forwards(reading: Reading, lower: str, words: RankedWords) -> list[Match]:
    beginning = words.trie.iter_prefixes_with_ids
    ranks, kinds, names = words.ranks, words.kinds, words.names_of_kinds
    plain = reading.text is reading.lower
    found = []
    for start in range(len(lower)):
        for word, number in beginning(lower[start:]):
            if rank := ranks[number]:
                end = start + len(word)
                guesses = float(rank) if plain else rank * capitals(reading, start, end)
                found.append(Match(start, end, guesses, names[kinds[number]]))
    return found


def _backwards(reading: Reading, lower: str, words: RankedWords) -> list[Match]:
    beginning = words.trie.iter_prefixes_with_ids
    ranks, kinds, names = words.ranks, words.kinds, words.names_of_kinds
    plain = reading.text is reading.lower
    backwards = lower[::-1]
    found = []
    for place in range(len(lower) - 1):
        for word, number in beginning(backwards[place:]):
            if (rank := ranks[number]) and len(word) > 1:
                end = len(lower) - place
                start = end - len(word)
                guesses = rank * BACKWARDS * (1.0 if plain else capitals(reading, start, end))
                found.append(Match(start, end, guesses, names[kinds[number]]))
    return found


def _in_look_alikes(reading: Reading, lower: str, words: RankedWords) -> Iterator[Match]:
    signs = Signs(lower)
    skeleton = zxcvbn_model.skeleton(lower)
    beginning, number_of = words.skeletons.prefixes, words.skeletons.key_id
    shortest, length = words.shortest_in_signs, len(lower)
    sign_at = length
    for start in range(length - 1, -1, -1):
        if lower[start] in SIGNS:
            sign_at = start
        nearest = start + shortest if sign_at < start + shortest else sign_at + 1
        if nearest > length:
            continue
        for spelt in beginning(skeleton[start:]):
            end = start + len(spelt)
            if end >= nearest:
                likeliest = _likeliest(lower[start:end], number_of(spelt), signs, words)
                if likeliest is not None:
                    guesses, kind = likeliest
                    yield Match(start, end, guesses * capitals(reading, start, end), kind)


def _likeliest(token: str, skeleton: int, signs: Signs, words: RankedWords) -> tuple[float, str] | None:
    """Guesses and kind of the word with that skeleton that is met first when it is written as ``token``."""
    best: tuple[float, str] | None = None
    for number in words.with_skeleton(skeleton):
        rank = words.ranks[number]
        if best is not None and rank * FEWEST_WAYS_WITH_SIGNS >= best[0]:
            break
        if rank and (ways := signs.ways_to_write(words.trie.restore_key(number), token)):
            guesses = rank * ways
            if best is None or guesses < best[0]:
                best = guesses, words.kind(number)
    return best


def own_words(reading: Reading, words: Iterable[OwnWord]) -> Iterator[Match]:
    """``words`` of the city and the account wherever they stand, the likeliest first; of a stretch the cheapest one."""
    lower = reading.lower
    skeleton, backwards = zxcvbn_model.skeleton(lower), lower[::-1]
    signs = Signs(lower)
    cheapest: dict[tuple[int, int], tuple[float, str]] = {}
    for word, spelt, rank, kind in words:
        for start in _places(spelt, skeleton):
            stretch = start, start + len(word)
            known = cheapest.get(stretch, _NONE)[0]
            if lower.startswith(word, start):
                ways = 1.0
            elif rank * FEWEST_WAYS_WITH_SIGNS < known:
                ways = signs.ways_to_write(word, lower[start : stretch[1]]) or inf
            else:
                continue
            if rank * ways < known:
                cheapest[stretch] = rank * ways, kind
        for place in _places(word, backwards):
            stretch = len(lower) - place - len(word), len(lower) - place
            if rank * BACKWARDS < cheapest.get(stretch, _NONE)[0]:
                cheapest[stretch] = rank * BACKWARDS, kind
    for (start, end), (guesses, kind) in cheapest.items():
        yield Match(start, end, guesses * capitals(reading, start, end), kind)


_NONE = inf, ""


def _places(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def capitals(reading: Reading, start: int, end: int) -> float:
    """In how many ways an attacker must write capitals until they stand as in this stretch."""
    if reading.text is reading.lower:
        return 1.0
    token = reading.text[start:end]
    return 1.0 if token == reading.lower[start:end] else zxcvbn_model.capitals(token)
