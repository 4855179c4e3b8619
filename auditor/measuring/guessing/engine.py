"""A password and what is known around it → how many guesses, and by which weak parts.

The work is bounded for every text. zxcvbn's model is made for 72 characters, so of a longer password its first and its
last 72 are judged and the higher count stands: whoever guesses the whole has guessed each part. A password that is one
longer base over and over is judged as that repeat. Width is folded (NFKC) and judged again where that changes it; the
lower count stands, since an attacker may do the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from unicodedata import is_normalized, normalize

from auditor.measuring.guessing import zxcvbn_model
from auditor.measuring.guessing.knowledge import Knowledge
from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers import ZXCVBN_MATCHERS
from auditor.measuring.guessing.matchers.dictionary import listed_words, own_words
from auditor.measuring.guessing.matchers.repeats import repeats
from auditor.measuring.guessing.matchers.templates import templates
from auditor.measuring.guessing.own_words import OwnWord, words_within
from auditor.measuring.guessing.reading import Reading
from auditor.measuring.guessing.scoring import Score, cheapest
from auditor.measuring.guessing.zxcvbn_model import LONGEST_PASSWORD
from checks._contract import Weakness


@dataclass(frozen=True, slots=True)
class Guesses:
    """``log10`` of the guesses an attacker needs; the parts that make it so few, in their order.

    Kinds are those of the word lists (``word_file``), of the words of city and account (``city-word``,
    ``account-word``), and of the matchers. A ``repeat`` or a ``template`` is followed by what it is made of.
    """

    log10: float
    weaknesses: tuple[Weakness, ...]


def judge(password: str, knowledge: Knowledge, account_words: Sequence[str] = ()) -> Guesses:
    """Any text at all. ``account_words``: lower case, the likeliest first.

    With ``Knowledge(japanese=False)`` and without words of city and account the guesses are zxcvbn's own, for passwords
    of up to 72 characters whose width needs no folding.
    """
    judged = _judge_reading(password, knowledge, account_words)
    if password.isascii() or is_normalized("NFKC", password):
        return judged
    folded = _judge_reading(normalize("NFKC", password), knowledge, account_words)
    return min(judged, folded, key=lambda guesses: guesses.log10)


def _judge_reading(password: str, knowledge: Knowledge, account_words: Sequence[str]) -> Guesses:
    if not password:
        return Guesses(0.0, ())
    around = _words_around(password, knowledge, account_words)
    if len(password) <= LONGEST_PASSWORD:
        return _as_guesses(_estimate(password, knowledge, around))
    if base := _repeated_base(password):
        once = _estimate(base, knowledge, around)
        times = len(password) // len(base)
        return _as_guesses(Score(once.guesses * times, (_repeat(once, 0, len(password), times),)))
    parts = password[:LONGEST_PASSWORD], password[-LONGEST_PASSWORD:]
    return max(
        (_as_guesses(_estimate(part, knowledge, around)) for part in parts), key=lambda judged: judged.log10
    )


def _words_around(password: str, knowledge: Knowledge, account_words: Sequence[str]) -> tuple[OwnWord, ...]:
    """Of the words of city and account those that the password may hold, be it in look-alikes or backwards.

    In one order, whatever the process: of two words that cost the same the report must tell the same one every night.
    """
    if not (knowledge.city_words or account_words):
        return ()
    skeleton = zxcvbn_model.skeleton(Reading.of(password).lower)
    around = set(knowledge.city_words.within(skeleton))
    if account_words:
        around.update(words_within(skeleton, account_words, "account-word"))
    return tuple(sorted(around, key=_likeliest_first))


def _likeliest_first(own: OwnWord) -> tuple[int, str, str]:
    return own.rank, own.kind, own.word


def _repeated_base(password: str) -> str | None:
    """The shortest base that the password repeats, where it is no longer than what can be judged."""
    period = (password + password).find(password, 1, len(password) + LONGEST_PASSWORD)
    return password[:period] if 0 < period < len(password) else None


_SHORTEST_OF_SORTS = 4
"""Shorter texts (bases of repeats, mostly) are judged by words and zxcvbn's matchers alone: a thousand guesses at most."""


def _estimate(text: str, knowledge: Knowledge, around: Sequence[OwnWord]) -> Score:
    return cheapest(len(text), _matches(text, knowledge, around), try_all=not knowledge.japanese)


def _matches(text: str, knowledge: Knowledge, around: Sequence[OwnWord]) -> list[Match]:
    reading = Reading.of(text)
    matches = listed_words(reading, knowledge.words)
    if len(text) == 1:
        return matches
    if around:
        matches.extend(own_words(reading, around))
    matchers = knowledge.matchers if len(text) >= _SHORTEST_OF_SORTS else ZXCVBN_MATCHERS
    for matcher in matchers.of(reading):
        matches.extend(matcher(reading))
    for start, end, base in repeats(text):
        once = _estimate(base, knowledge, around)
        matches.append(_repeat(once, start, end, (end - start) // len(base)))
    if knowledge.japanese and len(text) >= _SHORTEST_OF_SORTS:
        matches.extend(templates(reading, matches))
    return matches


def _repeat(once: Score, start: int, end: int, times: int) -> Match:
    return Match(start, end, once.guesses * times, "repeat", tuple(_weaknesses(once.matches)))


def _as_guesses(score: Score) -> Guesses:
    return Guesses(log(score.guesses, 10), tuple(_weaknesses(score.matches)))


def _weaknesses(matches: Iterable[Match]) -> Iterator[Weakness]:
    for match in matches:
        yield Weakness(match.kind, match.end - match.start)
        yield from match.parts
