"""Keyboard walks, sequences, recent years and dates, as zxcvbn finds them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.measuring.guessing import zxcvbn_model
from auditor.measuring.guessing.ranked_words import RankedWords
from auditor.measuring.guessing.zxcvbn_model import Match


def patterns(password: str, _words: tuple[RankedWords, ...]) -> Iterator[Match]:
    yield from zxcvbn_model.patterns(password)
