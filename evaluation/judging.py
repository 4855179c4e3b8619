"""Passwords judged by the night's own door, and by plain zxcvbn beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

from zxcvbn import zxcvbn

from auditor.measuring.fingerprints import FingerprintKey
from auditor.measuring.guessing import Knowledge, judge
from auditor.measuring.measure import Request, measure
from auditor.vault.secret import Secret
from auditor.vault.vault import Entries
from checks._contract import PasswordMeasurement, Unseen, WhyUnseen
from evaluation.settings import Setting

LONGEST_ZXCVBN = 72
"""zxcvbn refuses more characters."""

_KEY = FingerprintKey(bytes(32))
_NO_PEOPLE = Unseen(WhyUnseen.NO_DIRECTORY)


class NotJudged(Exception):
    """A password was not judged; the text says why."""


@dataclass(frozen=True, slots=True)
class Judged:
    """``ours`` and ``zxcvbn``: guesses, log10. ``kinds``: what ours found, in order."""

    password: str
    ours: float
    zxcvbn: float
    kinds: tuple[str, ...]


class _Drawn:
    """A vault that holds the drawn passwords; login ids are their places."""

    def __init__(self, passwords: Sequence[str]) -> None:
        self._passwords = passwords

    def entries(self, login_id: str) -> Entries:
        return Entries(Secret(self._passwords[int(login_id)]), None, b"")


def judge_all(passwords: Iterable[str], setting: Setting) -> tuple[Judged, ...]:
    """Every password judged as :func:`auditor.measuring.measure.measure` does at night.

    Raises NotJudged when one could not be: an exam with holes must not look passed.
    """
    drawn = tuple(passwords)
    requests = [Request(str(place), words=setting.account) for place in range(len(drawn))]
    measured = measure(requests, _Drawn(drawn), _KEY, _NO_PEOPLE, setting.city).by_login
    return tuple(
        Judged(password, found.guesses_log10, plain(password), tuple(each.kind for each in found.weaknesses))
        for place, password in enumerate(drawn)
        for found in (_seen(measured[str(place)].password),)
    )


def plain(password: str) -> float:
    """What plain zxcvbn says, log10: without our lists, words of the account, or folding of width."""
    return log10(zxcvbn(password[:LONGEST_ZXCVBN])["guesses"])


def alone(passwords: Iterable[str], *, japanese: bool) -> Iterator[float]:
    """Guesses (log10) without words of a city or an account; without ``japanese`` they are to be zxcvbn's own."""
    knowledge = Knowledge(japanese=japanese)
    return (judge(password, knowledge).log10 for password in passwords)


def _seen(found: PasswordMeasurement | Unseen) -> PasswordMeasurement:
    if isinstance(found, Unseen):
        raise NotJudged(found.why.value)
    return found


def missed(judged: Iterable[Judged], limit: float) -> tuple[int, int]:
    """How many are rated at or above ``limit`` (log10): by ours, by plain zxcvbn."""
    table = [(each.ours >= limit, each.zxcvbn >= limit) for each in judged]
    return sum(ours for ours, _ in table), sum(theirs for _, theirs in table)
