"""Words of the lists, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.measuring.guessing.ranked_words import RankedWords
from auditor.measuring.guessing.zxcvbn_model import Match


def words_forwards(password: str, words: tuple[RankedWords, ...]) -> Iterator[Match]:
    lower = lower_case(password)
    for start in range(len(lower)):
        for ranked in words:
            for word in ranked.beginning_at(lower, start):
                yield from matches_of(word, ranked, password, start)


def words_backwards(password: str, words: tuple[RankedWords, ...]) -> Iterator[Match]:
    """``drowssap``; zxcvbn counts it twice as dear."""
    lower = lower_case(password)[::-1]
    for start in range(len(lower)):
        for ranked in words:
            for word in ranked.beginning_at(lower, start):
                begin = len(password) - start - len(word)
                yield from matches_of(word, ranked, password, begin, backwards=True)


def matches_of(
    word: str,
    ranked: RankedWords,
    password: str,
    start: int,
    *,
    backwards: bool = False,
    signs: Mapping[str, str] | None = None,
) -> Iterator[Match]:
    """One match a list that holds ``word``; ``signs`` are the look-alikes that were read as letters."""
    end = start + len(word)
    for kind, rank in ranked.words[word]:
        yield {
            "pattern": "dictionary",
            "i": start,
            "j": end - 1,
            "token": password[start:end],
            "matched_word": word,
            "rank": rank,
            "dictionary_name": kind,
            "reversed": backwards,
            "l33t": signs is not None,
            "sub": signs or {},
        }


def lower_case(password: str) -> str:
    """Lower case, place by place: a character whose lower case is longer (İ) stays, else places would shift."""
    lower = password.lower()
    if len(lower) == len(password):
        return lower
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in password)
