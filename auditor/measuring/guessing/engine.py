"""A password and what is known around it → how many guesses, and by which weak parts.

The work is bounded for every text. zxcvbn's model is made for 72 characters, so of a longer password its first and its
last 72 are judged and the higher count stands: whoever guesses the whole has guessed each part. A password that is one
longer base over and over is judged as that repeat. Width is folded (NFKC) and judged again where that changes it; the
lower count stands, since an attacker may do the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

from auditor.measuring.guessing import zxcvbn_model
from auditor.measuring.guessing.matchers import MATCHERS, Words
from auditor.measuring.guessing.matchers.repeats import repeats
from auditor.measuring.guessing.ranked_words import RankedWords, common_words
from auditor.measuring.guessing.zxcvbn_model import LONGEST_PASSWORD, Match, Score
from checks._contract import Weakness


@dataclass(frozen=True, slots=True)
class Guesses:
    """``log10`` of the guesses an attacker needs; the parts that make it so few, in their order.

    Kinds: ``common-password``, ``word``, ``name``, ``spatial``, ``sequence``, ``repeat``, ``date``, ``year``, and the
    kinds of the words handed in (``account-word``, ``city-word``).
    """

    log10: float
    weaknesses: tuple[Weakness, ...]


def judge(password: str, words: Sequence[RankedWords] = ()) -> Guesses:
    """Any text at all; with ``words`` that an attacker knows beside the common ones.

    For passwords up to 72 characters without ``words``, and whose width needs no folding, the guesses are zxcvbn's own.
    """
    known = (common_words(), *words)
    folded = unicodedata.normalize("NFKC", password)
    readings = (password,) if folded == password else (password, folded)
    return min((_judge_reading(reading, known) for reading in readings), key=lambda judged: judged.log10)


def _judge_reading(password: str, words: Words) -> Guesses:
    if not password:
        return Guesses(0.0, ())
    if len(password) <= LONGEST_PASSWORD:
        return _as_guesses(_estimate(password, words))
    if base := _repeated_base(password):
        once = _estimate(base, words)
        return Guesses(once.log10 + log10(len(password) // len(base)), (Weakness("repeat", len(password)),))
    parts = password[:LONGEST_PASSWORD], password[-LONGEST_PASSWORD:]
    return max((_as_guesses(_estimate(part, words)) for part in parts), key=lambda judged: judged.log10)


def _repeated_base(password: str) -> str | None:
    """The shortest base that the password repeats, where it is no longer than what can be judged."""
    period = (password + password).find(password, 1, len(password) + LONGEST_PASSWORD)
    return password[:period] if 0 < period < len(password) else None


def _estimate(password: str, words: Words) -> Score:
    return zxcvbn_model.score(password, _matches(password, words))


def _matches(password: str, words: Words) -> Iterator[Match]:
    for matcher in MATCHERS:
        yield from matcher(password, words)
    yield from repeats(password, judge_base=lambda base: _estimate(base, words))


def _as_guesses(score: Score) -> Guesses:
    return Guesses(score.log10, tuple(_weaknesses(score.sequence)))


_KINDS_OF_PATTERNS = {"regex": "year"}  # the one expression zxcvbn has is for recent years


def _weaknesses(sequence: Iterable[Match]) -> Iterator[Weakness]:
    for match in sequence:
        if match["pattern"] != "bruteforce":
            kind: str = match["dictionary_name"] if match["pattern"] == "dictionary" else match["pattern"]
            yield Weakness(_KINDS_OF_PATTERNS.get(kind, kind), match["j"] - match["i"] + 1)
