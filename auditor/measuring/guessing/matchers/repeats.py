"""Repeats: ``aaa``, ``abcabcabc``. Guessed by guessing the base, as often as it stands there.

zxcvbn's rule. The base is judged by the engine itself, so with the same words as the rest of the password.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.measuring.guessing.zxcvbn_model import Match, Score

_GREEDY = re.compile(r"(.+)\1+")
_LAZY = re.compile(r"(.+?)\1+")
_SHORTEST_BASE = re.compile(r"(.+?)\1+")


def repeats(password: str, judge_base: Callable[[str], Score]) -> Iterator[Match]:
    """Cubic in the length: for passwords of up to 72 characters."""
    place = 0
    while found := _next_repeat(password, place):
        repeated, base = found
        token = repeated.group(0)
        score = judge_base(base)
        yield {
            "pattern": "repeat",
            "i": repeated.start(),
            "j": repeated.end() - 1,
            "token": token,
            "base_token": base,
            "base_guesses": score.guesses,
            "base_matches": list(score.sequence),
            "repeat_count": len(token) / len(base),
        }
        place = repeated.end()


def _next_repeat(password: str, place: int) -> tuple[re.Match[str], str] | None:
    """The longer of the greedy and the lazy find (``aabaab`` is no ``aa``), and the shortest base of it."""
    greedy, lazy = _GREEDY.search(password, place), _LAZY.search(password, place)
    if greedy is None or lazy is None:
        return None
    longer = greedy if len(greedy.group(0)) > len(lazy.group(0)) else lazy
    shortest = _SHORTEST_BASE.fullmatch(longer.group(0))
    return longer, shortest.group(1) if shortest else longer.group(1)
