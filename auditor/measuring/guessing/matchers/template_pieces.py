"""Cuts a password into the pieces that can take a place of a template's rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from string import ascii_lowercase, digits

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.template_counts import (
    LINKS,
    LONGEST_ENDING,
    LONGEST_NUMBER,
    LONGEST_TITLE,
    ending_guesses,
    letters_guesses,
    number_guesses,
    separator_guesses,
)
from auditor.measuring.guessing.matchers.template_grammar import Part
from auditor.measuring.guessing.reading import Reading

Piece = tuple[Part, int]
"""What it is in a rule, and where it ends."""

Count = tuple[float, str]
"""How many guesses a piece takes; its kind of weakness, "" for what goes without saying (signs, initials)."""

Pieces = list[dict[Piece, Count]]
"""For each place of the password the pieces that begin there, each with the least that it counts."""

_PARTS: Mapping[str, tuple[Part, ...]] = {
    **dict.fromkeys(("city-word", "account-word", "office-word", "service", "season"), (Part.OFFICE,)),
    **dict.fromkeys(("family-name", "given-name", "place", "name"), (Part.NAME,)),
    **dict.fromkeys(
        ("year", "date", "era-date", "fiscal-year", "phone-number", "postal-code", "template"), (Part.NUMBER,)
    ),
}
"""Kind of a match → what it can be in a rule (a template within one is a number with its word). All others, those of digits apart, are a word like any other."""

_WORD = (Part.WORD,)
_WORD_OR_NUMBER = (Part.WORD, Part.NUMBER)
_ENDING = (Part.ENDING,)
_SIGNS = re.compile(r"[\W_]+")

_SHORTEST_WORD = 3  # a shorter one is told by its letters, unless it is a name or a word of the office
_SHORTEST_SPLIT = 4  # digits are cut only beside so many that some matcher knows: a year, a pun, a date


def pieces_of(reading: Reading, matches: Iterable[Match]) -> Pieces:
    """All pieces: what the matchers found, and the signs, numbers and letters around and between."""
    text, lower = reading.text, reading.lower
    pieces: Pieces = [{} for _ in text]
    begins: set[int] = set()
    ends: set[int] = set()
    has_capitals = text != lower
    for start, end, guesses, kind, _ in matches:
        parts = _PARTS.get(kind)
        if parts is None:
            if position := LINKS.get(lower[start:end]):
                pieces[start][Part.LINK, end] = position, kind
            if end - start < _SHORTEST_WORD:
                continue
            parts = _WORD if text[start].isalpha() else _parts_of_word(text[start:end])
        count = guesses / 2 if has_capitals and _in_usual_capitals(text[start:end]) else guesses
        starting = pieces[start]
        for part in parts:
            known = starting.get((part, end))
            if known is None or count < known[0]:
                starting[part, end] = count, kind
        if parts is not _WORD_OR_NUMBER or end - start >= _SHORTEST_SPLIT:
            begins.add(start)
            ends.add(end)
    _add_copy(lower, pieces)
    _read_stretches(lower, begins, ends, pieces)
    _leave_whole(text, pieces)
    return pieces


def _parts_of_word(token: str) -> tuple[Part, ...]:
    if token.isdecimal():
        return _WORD_OR_NUMBER
    return _ENDING if _SIGNS.fullmatch(token) else _WORD


_DOUBLED = re.compile(r"(.{3,})[\W_]?\1")
AGAIN = 5.0
"""The same again: only how much of what stands before is copied is to be guessed."""


def _add_copy(lower: str, pieces: Pieces) -> None:
    """``Sakurasakura``, ``ube-ube``: matches of repeats know neither capitals nor what stands between.

    What is copied goes with everything, as the words of the office do.
    """
    if doubled := _DOUBLED.search(lower):
        pieces[doubled.end() - len(doubled[1])][Part.OFFICE, doubled.end()] = AGAIN, "repeat"


def _in_usual_capitals(token: str) -> bool:
    """``Word``, ``WORD``, ``worD``: for these zxcvbn doubles the guesses of a word."""
    rest, front = token[1:], token[:-1]
    return (
        token.isupper()
        or (rest.islower() and token[0].isupper())
        or (front.islower() and token[-1].isupper())
    )


_STRETCHES = re.compile(r"[0-9]+|[a-z]+|(?:[^\w]|_)+")


def _read_stretches(text: str, begins: set[int], ends: set[int], pieces: Pieces) -> None:
    """Signs, digits and letters that no list needs to hold: a stretch, or what matches leave of its front and end."""
    for stretch in _STRETCHES.finditer(text):
        start, end = stretch.span()
        longest, read = _READERS.get(text[start], _SIGN_READER)
        if end - start <= longest:
            read(text, start, end, pieces[start])
        if end - start > 1:
            front, rest = min(end - 1, start + longest), max(start + 1, end - longest)
            for place in begins:
                if start < place <= front:
                    read(text, start, place, pieces[start])
            for place in ends:
                if rest <= place < end:
                    read(text, place, end, pieces[place])


def _read_digits(text: str, start: int, end: int, starting: dict[Piece, Count]) -> None:
    guesses, kind = number_guesses(text[start:end])
    known = starting.get((Part.NUMBER, end))
    if known is None or guesses < known[0]:
        starting[Part.NUMBER, end] = guesses, kind


def _read_letters(text: str, start: int, end: int, starting: dict[Piece, Count]) -> None:
    if (guesses := letters_guesses(text[start:end])) is not None:
        starting[Part.LETTERS, end] = guesses, ""


def _read_signs(text: str, start: int, end: int, starting: dict[Piece, Count]) -> None:
    if (guesses := separator_guesses(text, start, end)) is not None:
        starting[Part.SEPARATOR, end] = guesses, ""
    if (guesses := ending_guesses(text[start:end])) is not None:
        known = starting.get((Part.ENDING, end))
        if known is None or guesses < known[0]:
            starting[Part.ENDING, end] = guesses, ""


_MANY_DIGITS = re.compile(f"[0-9]{{{LONGEST_NUMBER + 1},}}")


def _leave_whole(text: str, pieces: Pieces) -> None:
    """Of more digits than a number has, only one match may tell all: in random digits some cut always finds dates."""
    for run in _MANY_DIGITS.finditer(text):
        for place in range(*run.span()):
            pieces[place] = {
                (part, end): count
                for (part, end), count in pieces[place].items()
                if end > run.end() or (place, end) == run.span()
            }


_SIGN_READER = LONGEST_ENDING, _read_signs
_READERS: Mapping[str, tuple[int, Callable[[str, int, int, dict[Piece, Count]], None]]] = {
    **dict.fromkeys(digits, (LONGEST_NUMBER, _read_digits)),
    **dict.fromkeys(ascii_lowercase, (LONGEST_TITLE, _read_letters)),
}
"""First character of a stretch → how long a piece of its sort may be, and who reads it."""
