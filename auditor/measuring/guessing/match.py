"""A part of a password that is easily guessed, as every matcher tells it."""

from __future__ import annotations

from typing import NamedTuple

from checks._contract import Weakness


class Match(NamedTuple):
    """One stretch of a password, of one kind, with what it takes to guess it.

    ``guesses`` is the size of the space an attacker runs through up to this stretch, before zxcvbn's floors (10 for one
    character, 50 for more). A plain tuple underneath: dozens are made a password.
    """

    start: int  # first place
    end: int  # one past the last
    guesses: float
    kind: str
    parts: tuple[Weakness, ...] = ()  # what a template or a repeat is made of; else empty
