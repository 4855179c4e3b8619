"""Repeats: ``aaa``, ``abcabcabc``. Guessed by guessing the base, as often as it stands there.

zxcvbn's rule. The base is judged by the engine itself, so with the same words as the rest of the password.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_GREEDY = re.compile(r"(.+)\1+")
_LAZY = re.compile(r"(.+?)\1+")


def repeats(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each begins and ends, and its base. For passwords of up to 72 characters: the work is bounded by that."""
    place = 0
    while lazy := _LAZY.search(text, place):
        start, base = lazy.start(), lazy[1]
        greedy = _GREEDY.match(text, start)  # whatever the base, a repeat begins at the same place
        found = greedy if greedy is not None and greedy.end() > lazy.end() else lazy  # aabaab is no aa
        if found is not lazy and (shortest := _LAZY.fullmatch(found[0])):
            base = shortest[1]
        yield start, found.end(), base
        place = found.end()
