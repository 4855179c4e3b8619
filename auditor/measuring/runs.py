"""Runs and sequences in a password (contract, ``password-runs``)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import groupby, pairwise


def longest_run(password: str) -> int:
    """Length of the longest run of one same character, as written or with its width folded (NFKC); case counts."""
    return max(_longest_group(text) for text in _readings(password))


def longest_sequence(password: str) -> int:
    """Length of the longest sequence of consecutive digits or letters, up or down: ``1234``, ``dcba``.

    Letters are a to z without regard to case, width is folded. Digits go from 0 to 9 and letters from a to z: nothing
    follows 9 or z (``7890`` holds ``789``). A lone sign is a sequence of 1, an empty password has none.
    """
    return max(_longest_steps(text.lower()) for text in _readings(password))


def _readings(password: str) -> tuple[str, str]:
    return password, unicodedata.normalize("NFKC", password)


def _longest_group(text: str) -> int:
    return max((sum(1 for _ in group) for _, group in groupby(text)), default=0)


def _longest_steps(text: str) -> int:
    if not text:
        return 0
    return 1 + max(_longest_true(text, follows) for follows in (_ascends, _descends))


def _longest_true(text: str, follows: Callable[[str, str], bool]) -> int:
    """The most pairs in a row of which ``follows`` is true."""
    steps = (follows(one, other) for one, other in pairwise(text))
    return max((sum(1 for _ in group) for true, group in groupby(steps) if true), default=0)


def _ascends(one: str, other: str) -> bool:
    return ord(other) - ord(one) == 1 and _same_kind(one, other)


def _descends(one: str, other: str) -> bool:
    return _ascends(other, one)


def _same_kind(one: str, other: str) -> bool:
    return ("0" <= one <= "9" and "0" <= other <= "9") or ("a" <= one <= "z" and "a" <= other <= "z")
