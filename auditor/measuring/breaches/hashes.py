"""From a password to the hashes that lists of leaked passwords are made of.

These hashes are unsalted: whoever has one tries a password in a microsecond. They live as short as the password itself
and go nowhere, except for the first five digits that the online service is asked with.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from enum import Enum
from struct import Struct
from typing import assert_never


class HashKind(Enum):
    """What a list's hashes were made with; the value stands in the file."""

    SHA1 = 1
    NTLM = 2

    @property
    def title(self) -> str:
        return {HashKind.SHA1: "SHA-1", HashKind.NTLM: "NTLM"}[self]

    @property
    def size(self) -> int:
        """Bytes of a hash."""
        return {HashKind.SHA1: 20, HashKind.NTLM: 16}[self]

    @property
    def digits(self) -> int:
        """Hexadecimal digits of a hash, as lists write it."""
        return 2 * self.size


def forms(password: str) -> tuple[str, ...]:
    """What is looked up: the password as it is written and, where that differs, folded by NFKC (full width to half).

    The same two forms that the judge takes the weaker of.
    """
    return tuple(dict.fromkeys((password, unicodedata.normalize("NFKC", password))))


def hasher(kind: HashKind) -> Callable[[str], bytes]:
    """The function that makes one password a hash of that kind."""
    match kind:
        case HashKind.SHA1:
            return sha1
        case HashKind.NTLM:
            return ntlm
        case _:
            assert_never(kind)


def sha1(password: str) -> bytes:
    """SHA-1 of the UTF-8, what the public lists hold."""
    # A lone surrogate, which no list has, is hashed as well: what cannot be written is not found, and breaks nothing.
    return hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()


def ntlm(password: str) -> bytes:
    """What Windows keeps of a password: MD4 of the UTF-16 without a mark."""
    return md4(password.encode("utf-16-le", "surrogatepass"))


_WORDS = Struct("<16I")
_STATE = Struct("<4I")
_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
_ROUNDS = (  # constant, order of the words, left rotations (RFC 1320, section 3.4)
    (0x00000000, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), (3, 7, 11, 19)),
    (0x5A827999, (0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), (3, 5, 9, 13)),
    (0x6ED9EBA1, (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15), (3, 9, 11, 15)),
)
_ALL = 0xFFFFFFFF


def md4(content: bytes) -> bytes:
    """MD4 (RFC 1320). Today's OpenSSL leaves it out, and whether a machine has it must not decide what is found."""
    padding = b"\x80" + bytes((55 - len(content)) % 64) + (8 * len(content)).to_bytes(8, "little")
    padded = content + padding
    state: tuple[int, ...] = _START
    for place in range(0, len(padded), 64):
        state = _mixed(state, _WORDS.unpack_from(padded, place))
    return _STATE.pack(*state)


def _mixed(state: tuple[int, ...], words: tuple[int, ...]) -> tuple[int, ...]:
    a, b, c, d = state
    for number, (constant, order, rotations) in enumerate(_ROUNDS):
        for step, word in enumerate(order):
            if number == 0:
                chosen = (b & c) | (~b & d)
            elif number == 1:
                chosen = (b & c) | (b & d) | (c & d)
            else:
                chosen = b ^ c ^ d
            total = (a + chosen + words[word] + constant) & _ALL
            rotation = rotations[step % 4]
            a, b, c, d = d, ((total << rotation) | (total >> (32 - rotation))) & _ALL, b, c
    return tuple((old + new) & _ALL for old, new in zip(state, (a, b, c, d), strict=True))
