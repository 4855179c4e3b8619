"""Everyday words in Latin letters, in Hepburn and in Kunrei spelling."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.kana import hepburn, kunrei
from evaluation.recipes import CASES, Kind, recipe, words
from evaluation.weak.parts import (
    EVERYDAY,
    GIVEN,
    OFFICE,
    SEPARATORS,
    SHORT_YEARS,
    SIGNS,
    TAILS,
    UBE,
    YEARS,
    capitals,
)

_WRITTEN = ("everyday_words", "office_words", "ube_words", "seasons", "family_names", "given_names")


def _kunrei_only(lists: Iterable[str]) -> tuple[str, ...]:
    """Words whose Kunrei spelling is not their Hepburn one."""
    kana = [word for name in lists for word in words(name) if kunrei(word) != hepburn(word)]
    return tuple(dict.fromkeys(kunrei(word, long=long) for word in kana for long in (True, False)))


_KUNREI = _kunrei_only(_WRITTEN)
_KUNREI_WORDS = _kunrei_only(_WRITTEN[:4])
_BETWEEN = ("", "no", "ga", "to", "de", "wa", "ni", "_", "-", ".", "&")
_DIGITS = (*TAILS, *SHORT_YEARS, *YEARS)

KINDS = (
    Kind(
        "words in romaji",
        (
            recipe((*EVERYDAY, *OFFICE), SEPARATORS, _DIGITS, SIGNS, forms=CASES),
            recipe(EVERYDAY, _BETWEEN, EVERYDAY, ("", "!", "1", "123", "2025"), forms=CASES),
            recipe(capitals(EVERYDAY), ("", "_", "-"), capitals(EVERYDAY), SIGNS),
            recipe(
                EVERYDAY,
                ("chan", "kun", "san", "sama", "daisuki", "love", "desu", "dayo"),
                ("", *_DIGITS),
                SIGNS[:3],
            ),
        ),
    ),
    Kind(
        "words in Kunrei",
        (
            recipe(_KUNREI, SEPARATORS, _DIGITS, SIGNS, forms=CASES),
            recipe(_KUNREI_WORDS, ("", "no", "_", "-"), (*EVERYDAY, *UBE), ("", "!", "1"), forms=CASES),
            recipe(capitals(GIVEN), ("", "to", "_", "&"), _KUNREI_WORDS, ("", "1", "!")),
        ),
    ),
)
