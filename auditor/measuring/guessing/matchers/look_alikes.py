"""Words written with look-alike signs: ``p@ssw0rd``.

zxcvbn writes the password out anew in each of the up to 736 ways to read its signs and searches every one: 2 to 3 s for
72 such signs. Here one search walks all ways at once and follows only those beginnings that some word has. Which ways
are still open is a set of bits, one a way; the matches are zxcvbn's, each once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.measuring.guessing import zxcvbn_model
from auditor.measuring.guessing.matchers.dictionary import lower_case, matches_of
from auditor.measuring.guessing.ranked_words import RankedWords
from auditor.measuring.guessing.zxcvbn_model import Match

Ways = int
"""Set of ways to read the signs: bit n stands for the n-th."""

Readings = Mapping[str, tuple[tuple[str, Ways], ...]]
"""Character → each character it may be read as, and in which ways."""


def words_in_look_alikes(password: str, words: tuple[RankedWords, ...]) -> Iterator[Match]:
    ways = zxcvbn_model.substitutions(password)
    if not ways:
        return
    lower = lower_case(password)
    readings = _readings(lower, ways)
    for start in range(len(lower)):
        for ranked in words:
            for word, open_ways in _words_at(start, lower, readings, (1 << len(ways)) - 1, ranked):
                token = lower[start : start + len(word)]
                if len(word) > 1 and token != word:
                    way = ways[_lowest(open_ways)]  # all open ways read the signs of this piece alike
                    signs = {sign: letter for sign, letter in way.items() if sign in token}
                    yield from matches_of(word, ranked, password, start, signs=signs)


def _readings(lower: str, ways: list[dict[str, str]]) -> Readings:
    readings: dict[str, dict[str, Ways]] = {character: {} for character in lower}
    for character, read_as in readings.items():
        for number, way in enumerate(ways):
            letter = way.get(character, character)
            read_as[letter] = read_as.get(letter, 0) | 1 << number
    return {character: tuple(read_as.items()) for character, read_as in readings.items()}


def _words_at(
    start: int, lower: str, readings: Readings, all_ways: Ways, ranked: RankedWords
) -> Iterator[tuple[str, Ways]]:
    """The words that can be read from ``start`` on, each with the ways that read it."""
    pending = [("", all_ways)]
    while pending:
        read, open_ways = pending.pop()
        place = start + len(read)
        if place == len(lower):
            continue
        for letter, ways in readings[lower[place]]:
            still_open = open_ways & ways
            if not still_open:
                continue
            grown = read + letter
            if grown in ranked.words:
                yield grown, still_open
            if grown in ranked.beginnings:
                pending.append((grown, still_open))


def _lowest(ways: Ways) -> int:
    return (ways & -ways).bit_length() - 1
