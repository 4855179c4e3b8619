"""Keyed forms that show which passwords are nearly the same (contract, ``password-similar``).

*Stems*: the password with width (NFKC), case and look-alike characters folded, whole and without its trailing run of
digits and signs. A stem of fewer than three characters says nothing and is left out.

*Edits*: forms that two passwords share exactly when one substitution, insertion or deletion lies between them. Each
leaves one place open or one character out, so a password of n characters has 2n of them; hashing n texts of n
characters would be quadratic. Instead the password is read as a polynomial over the integers modulo the prime 2^127 - 1,
taken at a secret point (Karp and Rabin's fingerprint): leaving one character out is then one step. Two different texts
agree with a probability below n / 2^127, and the value is hashed with the key before it leaves.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from auditor.measuring.fingerprints import FingerprintKey
from checks._contract import NearForms

LONGEST_WITH_EDITS = 4096
"""Longer passwords have stems and ``whole`` only: their 2n forms would fill the memory for nothing."""

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


def near_forms(password: str, key: FingerprintKey) -> NearForms:
    """All forms of a password; see ``NearForms`` for how two of them are compared."""
    stems = frozenset(map(key.stem, _stems(password)))
    polynomial = _Polynomial(password, key)
    if len(password) > LONGEST_WITH_EDITS:
        return NearForms(stems, polynomial.whole, frozenset(), frozenset())
    return NearForms(stems, polynomial.whole, frozenset(polynomial.holes()), frozenset(polynomial.shorter()))


def _stems(password: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", password).casefold())
    for stem in (folded, *_without_ending(folded)):
        alike = stem.translate(_LOOK_ALIKES)
        if len(alike) >= SHORTEST_STEM:
            yield alike


def _without_ending(folded: str) -> Iterator[str]:
    """Without the trailing run; and, as ``hell01`` may end in 01 or in 1, with the look-alikes it begins with."""
    end = len(folded)
    while end and _is_ending(folded[end - 1]):
        end -= 1
    if end < SHORTEST_STEM:
        return
    yield folded[:end]
    while end < len(folded) and ord(folded[end]) in _LOOK_ALIKES:
        end += 1
        yield folded[:end]


def _is_ending(character: str) -> bool:
    return character in _ENDING or unicodedata.category(character)[0] in "NPSZ"


class _Polynomial:
    """``sum((code of character i + 1) * point^i)`` modulo the prime, with what is needed to leave characters out."""

    def __init__(self, password: str, key: FingerprintKey) -> None:
        self._key = key
        self._point = int.from_bytes(key.edit_point(), "big") % (_PRIME - 2) + 2
        powers = accumulate(password, lambda power, _: power * self._point % _PRIME, initial=1)
        self._terms = [
            (ord(character) + 1) * power % _PRIME for character, power in zip(password, powers, strict=False)
        ]
        self._total = sum(self._terms) % _PRIME

    @property
    def whole(self) -> str:
        return self._form(b"text", len(self._terms), self._total)

    def holes(self) -> Iterator[str]:
        for place, term in enumerate(self._terms):
            yield self._form(b"hole %d" % place, len(self._terms), (self._total - term) % _PRIME)

    def shorter(self) -> Iterator[str]:
        back = pow(self._point, -1, _PRIME)  # what follows the gap moves one place down
        before = 0
        for term in self._terms:
            after = self._total - before - term
            yield self._form(b"text", len(self._terms) - 1, (before + after * back) % _PRIME)
            before += term

    def _form(self, sort: bytes, length: int, value: int) -> str:
        return self._key.edit_form(b"%b of %d:" % (sort, length) + value.to_bytes(16, "big"))
