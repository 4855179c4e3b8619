"""Finders of parts that are easily guessed; each yields matches in zxcvbn's form.

A matcher of our own may set ``guesses`` in its match: then zxcvbn's scoring takes that count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auditor.measuring.guessing.matchers import dictionary, look_alikes, zxcvbn_patterns
from auditor.measuring.guessing.ranked_words import RankedWords
from auditor.measuring.guessing.zxcvbn_model import Match

Words = tuple[RankedWords, ...]
Matcher = Callable[[str, Words], Iterable[Match]]

MATCHERS: tuple[Matcher, ...] = (
    dictionary.words_forwards,
    dictionary.words_backwards,
    look_alikes.words_in_look_alikes,
    zxcvbn_patterns.patterns,
)
"""All but repeats, which need the whole engine for their base."""
