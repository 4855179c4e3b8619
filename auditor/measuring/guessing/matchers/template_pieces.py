"""Cuts a password into the pieces that can take a place of a template's rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from operator import add
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

Count = tuple[float, str]
"""How many guesses a piece takes; its kind of weakness, "" for what goes without saying (signs, initials)."""

Starting = dict[int, dict[Part, Count]]
"""The pieces that begin at one place: where each ends and what it is in a rule → the least that it counts."""

Pieces = list[Starting]
"""For each place of the password the pieces that begin there."""

_PARTS: Mapping[str, tuple[Part, ...]] = {
    **dict.fromkeys(("city-word", "account-word", "office-word", "service", "season"), (Part.OFFICE,)),
    **dict.fromkeys(("family-name", "given-name", "place", "name"), (Part.NAME,)),
    **dict.fromkeys(
        ("year", "date", "era-date", "fiscal-year", "phone-number", "postal-code", "template"), (Part.NUMBER,)
    ),
}
"""Kind of a match → what it can be in a rule (a template within one is a number with its word). All others, those of digits apart, are a word like any other."""

# Members of an enumeration are dear to look up, and they are asked for dozens of times a password.
NUMBER, SEPARATOR, ENDING, LETTERS = Part.NUMBER, Part.SEPARATOR, Part.ENDING, Part.LETTERS
_WORD = (Part.WORD,)
_WORD_OR_NUMBER = (Part.WORD, NUMBER)
_ENDING = (ENDING,)
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
                pieces[start].setdefault(end, {})[Part.LINK] = position, kind
            if end - start < _SHORTEST_WORD:
                continue
            parts = _WORD if text[start].isalpha() else _parts_of_word(text[start:end])
        count = guesses / 2 if has_capitals and _in_usual_capitals(text[start:end]) else guesses
        known = pieces[start].setdefault(end, {})
        for part in parts:
            if part not in known or count < known[part][0]:
                known[part] = count, kind
        if parts is not _WORD_OR_NUMBER or end - start >= _SHORTEST_SPLIT:
            begins.add(start)
            ends.add(end)
    _add_copy(reading, pieces)
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


def _add_copy(reading: Reading, pieces: Pieces) -> None:
    """``Sakurasakura``, ``ube-ube``: matches of repeats know neither capitals nor what stands between.

    What is copied goes with everything, as the words of the office do.
    """
    lower = reading.lower
    pairs = reading.pairs if lower is reading.text else list(map(add, lower, lower[1:]))
    if len(set(pairs)) > len(pairs) - 2:
        return  # of three characters both pairs come twice
    if doubled := _DOUBLED.search(lower):
        starting = pieces[doubled.end() - len(doubled[1])]
        starting.setdefault(doubled.end(), {})[Part.OFFICE] = AGAIN, "repeat"


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
            for place in begins:
                if start < place < end and place - start <= longest:
                    read(text, start, place, pieces[start])
            for place in ends:
                if start < place < end and end - place <= longest:
                    read(text, place, end, pieces[place])


def _read_digits(text: str, start: int, end: int, starting: Starting) -> None:
    known = starting.setdefault(end, {})
    guesses, kind = number_guesses(text[start:end])
    if NUMBER not in known or guesses < known[NUMBER][0]:
        known[NUMBER] = guesses, kind


def _read_letters(text: str, start: int, end: int, starting: Starting) -> None:
    if (guesses := letters_guesses(text[start:end])) is not None:
        starting.setdefault(end, {})[LETTERS] = guesses, ""


def _read_signs(text: str, start: int, end: int, starting: Starting) -> None:
    if (guesses := separator_guesses(text, start, end)) is not None:
        starting.setdefault(end, {})[SEPARATOR] = guesses, ""
    if (guesses := ending_guesses(text[start:end])) is not None:
        known = starting.setdefault(end, {})
        if ENDING not in known or guesses < known[ENDING][0]:
            known[ENDING] = guesses, ""


_MANY_DIGITS = re.compile(f"[0-9]{{{LONGEST_NUMBER + 1},}}")


def _leave_whole(text: str, pieces: Pieces) -> None:
    """Of more digits than a number has, only one match may tell all: in random digits some cut always finds dates."""
    for run in _MANY_DIGITS.finditer(text):
        for place in range(*run.span()):
            pieces[place] = {
                end: counts
                for end, counts in pieces[place].items()
                if end > run.end() or (place, end) == run.span()
            }


_SIGN_READER = LONGEST_ENDING, _read_signs
_READERS: Mapping[str, tuple[int, Callable[[str, int, int, Starting], None]]] = {
    **dict.fromkeys(digits, (LONGEST_NUMBER, _read_digits)),
    **dict.fromkeys(ascii_lowercase, (LONGEST_TITLE, _read_letters)),
}
"""First character of a stretch → how long a piece of its sort may be, and who reads it."""
