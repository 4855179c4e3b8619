"""Keyed forms that show which passwords are nearly the same (contract, ``password-similar``).

*Stems*: the password with width (NFKC), case and look-alike characters folded, whole and without its trailing run of
digits and signs. What is left without that run says nothing when it has fewer than three characters.

*Edits*: forms that two passwords share exactly when one substitution, insertion or deletion lies between them. Each
leaves one place open or one character out, so a password of n characters has 2n of them; hashing n texts of n
characters would be quadratic. Instead the password is read as a polynomial over the integers modulo the prime 2^127 - 1,
taken at a secret point (Karp and Rabin's fingerprint): going from one left-out character to the next is then one step.
An open place is a character of its own that no text has. Two different texts agree with a probability below n / 2^127.

What a thief of the forms learns without the key: each form is the output of a keyed hash (BLAKE2b, 256 bits of key) of
the folded text or of the polynomial's value, so it looks random but for being equal to another one. Forms of different
sorts are kept apart: stems have a personalisation of their own, open places a character of their own. Within a field the
forms are sorted, which takes their places away, and fillers make their number say nothing but the password's length
(which the measurement tells anyway): holes and shorter forms are always n, and usual passwords have eight stems.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice

from auditor.measuring.fingerprints import FingerprintKey, NearFingerprint
from checks._contract import NearForms

LONGEST_WITH_EDITS = 4096
"""Longer passwords have ``whole`` and two stems only: their 2n forms would fill the memory for nothing."""

SHORTEST_STEM = 3

# The substitutions of zxcvbn's table, each with one answer. What may stand for i or for l becomes l, and so does i
# itself. 6 is left as it is (b and g both claim it), so that dates do not fold into each other.
_STANDS_FOR = {
    "a": "4@",
    "b": "8",
    "c": "({[<",
    "e": "3",
    "g": "9",
    "l": "i1!|",
    "o": "0",
    "s": "5$",
    "t": "7+",
    "x": "%",
    "z": "2",
}
_LOOK_ALIKES = str.maketrans({sign: letter for letter, signs in _STANDS_FOR.items() for sign in signs})

_ENDING = frozenset(string.digits + string.punctuation + " ")

_PRIME = (1 << 127) - 1

# Characters that no text has; those of texts are 1 (for U+0000) to 0x110000.
_OPEN = 0x110001
_FILLER = 0x110002


def near_forms(password: str, key: FingerprintKey) -> NearForms:
    """All forms of a password; see ``NearForms`` for how two of them are compared."""
    near = key.near
    polynomial = _Polynomial(password, near.point)
    with_edits = len(password) <= LONGEST_WITH_EDITS
    return NearForms(
        stems=NearForms.packed(_stems(password, near)),
        whole=NearForms.packed(near.edits([polynomial.whole])),
        holes=NearForms.packed(near.edits(polynomial.holes()) if with_edits else ()),
        shorter=NearForms.packed(near.edits(polynomial.shorter()) if with_edits else ()),
    )


def _stems(password: str, near: NearFingerprint) -> set[bytes]:
    """Keyed, and filled up to a number that most passwords have."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", password).casefold())
    alike = folded.translate(_LOOK_ALIKES)
    bare, readings = _without_ending(folded)
    stems = set(near.stems(alike))
    if bare >= SHORTEST_STEM:
        stems.update(near.stems(alike[:bare], alike[bare:readings]))
    stems.update(islice(near.fillers(password), max(0, near.FILLERS - len(stems))))
    return stems


def _without_ending(folded: str) -> tuple[int, int]:
    """Where the trailing run begins at the earliest and at the latest.

    As ``hell01`` may end in 01 or in 1, it may begin after each of the look-alikes that it begins with.
    """
    earliest = len(folded)
    while earliest and _is_ending(folded[earliest - 1]):
        earliest -= 1
    latest = earliest
    if len(folded) <= LONGEST_WITH_EDITS:
        while latest < len(folded) and ord(folded[latest]) in _LOOK_ALIKES:
            latest += 1
    return earliest, latest


def _is_ending(character: str) -> bool:
    return character in _ENDING or unicodedata.category(character)[0] in "NPSZ"


class _Polynomial:
    """``sum((code of character i) * point^i)`` modulo the prime, with what is needed to leave characters out."""

    def __init__(self, password: str, point: int) -> None:
        codes = [ord(character) + 1 for character in password]
        powers = accumulate(codes, lambda power, _: power * point % _PRIME, initial=1)
        self._terms = tuple(zip(codes, powers, strict=False))  # there is one power more
        self._total = sum(code * power for code, power in self._terms) % _PRIME

    @property
    def whole(self) -> int:
        return self._total

    def holes(self) -> Iterable[int]:
        total = self._total
        return [(total + (_OPEN - code) * power) % _PRIME for code, power in self._terms]

    def shorter(self) -> Iterator[int]:
        """From the end on: who leaves out i instead of i + 1 has another character at place i, and nothing else.

        Of equal neighbours it makes no difference which is left out; the others become fillers.
        """
        value = self._total
        following = 0
        for code, power in reversed(self._terms):
            if code == following:
                yield (self._total + (_FILLER - code) * power) % _PRIME
            else:
                value += (following - code) * power
                yield value % _PRIME
            following = code
