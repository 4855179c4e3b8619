"""One way to read a password: as written, or with its width folded. Prepared once, given to all matchers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """``lower`` has the length of ``text``, so a place in one is the same place in the other."""

    text: str
    lower: str

    @classmethod
    def of(cls, text: str) -> Reading:
        """Lower case place by place: a character whose lower case is longer (İ) stays, else places would shift."""
        lower = text.lower()
        if lower == text:
            return cls(text, text)
        if len(lower) != len(text):
            lower = "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)
        return cls(text, lower)
