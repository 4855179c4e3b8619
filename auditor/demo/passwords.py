"""Passwords and seeds that no rule objects to."""

from __future__ import annotations

import re
from base64 import b32encode
from itertools import pairwise
from random import Random
from string import ascii_letters, digits

_LENGTH = 24
_ALPHABET = ascii_letters + digits + "-_.+!?"
_REPEATED = re.compile(r"(.)\1", re.IGNORECASE)
_NEAR_DIGITS = re.compile(r"\d[^A-Za-z]*\d")  # together they could be a date or a phone number


def strong_password(random: Random) -> str:
    """24 characters without a run, a sequence or two digits side by side; a letter at both ends.

    The letters at the ends keep apart what a fault adds: a date that is put before or behind stays a run of digits
    of its own. Drawn until one fits, about twenty times.
    """
    while True:
        drawn = "".join(random.choice(_ALPHABET) for _ in range(_LENGTH))
        if _is_plain(drawn):
            return drawn


def _is_plain(password: str) -> bool:
    return (
        password[0].isalpha()
        and password[-1].isalpha()
        and not _REPEATED.search(password)
        and not _NEAR_DIGITS.search(password)
        and all(abs(ord(a) - ord(b)) != 1 for a, b in pairwise(password.casefold()))
    )


def seed_of(random: Random, octets: int = 20) -> str:
    """A second factor's seed in Base32, as platforms hand it out; 20 octets are the 160 bits RFC 4226 recommends."""
    return b32encode(random.randbytes(octets)).decode("ascii").rstrip("=")
