"""What a matcher finds in a text, as tests compare it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.reading import Reading

Matcher = Callable[[Reading], Iterable[Match]]


def found(matcher: Matcher, text: str) -> dict[tuple[str, str], float]:
    """Piece and kind → the least guesses."""
    pieces: dict[tuple[str, str], float] = {}
    for match in matcher(Reading.of(text)):
        key = text[match.start : match.end], match.kind
        pieces[key] = min(match.guesses, pieces.get(key, match.guesses))
    return pieces


def whole(matcher: Matcher, text: str, kind: str) -> float | None:
    """The guesses of the whole text as one part of ``kind``; None where it is none."""
    return found(matcher, text).get((text, kind))
