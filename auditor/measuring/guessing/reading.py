"""One way to read a password: as written, or with its width folded. Prepared once, given to all matchers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """``lower`` has the length of ``text``, so a place in one is the same place in the other.

    ``pairs``: the two characters at each place but the last, which the walks of all keyboards look at. ``has_digit``: of
    any script; without one most matchers need not be asked.
    """

    text: str
    lower: str
    pairs: Sequence[str]
    has_digit: bool

    @classmethod
    def of(cls, text: str) -> Reading:
        """Lower case place by place: a character whose lower case is longer (İ) stays, else places would shift."""
        lower = text.lower()
        if lower == text:
            lower = text  # one object, which tells that there are no capitals
        elif len(lower) != len(text):
            lower = "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)
        return cls(text, lower, list(map(add, text, text[1:])), _DIGIT.search(text) is not None)
