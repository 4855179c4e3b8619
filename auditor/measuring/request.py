"""What measuring is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """One login to measure: the texts around it (``words.words_of``) and the staff numbers tied to it."""

    login_id: str
    words: tuple[str, ...] = ()
    tied: frozenset[str] = frozenset()
