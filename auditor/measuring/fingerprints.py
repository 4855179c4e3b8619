"""Keyed fingerprints: whoever steals the ledger without the vault's key learns nothing from them.

BLAKE2b (RFC 7693) in keyed mode, with the purpose in its personalisation field, so that a value that stands for one
purpose never equals one of another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, NoReturn, final

from auditor.errors import VaultError
from auditor.vault.secret import Secret
from reports.messages import message

FINGERPRINTS = "fingerprints"
"""Name of the key's entry among the vault's keys."""

KEY_BYTES = 32
"""Length of a new key: the 256 bits that BLAKE2b's keyed mode was made for."""

FORM_BYTES = 8
"""Length of one form of personal data: among a million forms, one chance hit in 10^13 pieces looked up."""

_LEAST_KEY_BYTES = 32


def new_key(random_bytes: Callable[[int], bytes]) -> Secret:
    """A new key as the vault keeps it (Base64). ``random_bytes`` is ``secrets.token_bytes``, handed in."""
    return Secret(base64.b64encode(random_bytes(KEY_BYTES)).decode("ascii"))


@final
class FingerprintKey:
    """The city's key for fingerprints. Shows its ``id`` only, and refuses to be pickled or copied.

    ``id`` is a short public name of the key: fingerprints of two keys must never be compared, and the ledger keeps the
    id beside them to see that. ``near`` makes the forms of passwords that are nearly the same.
    """

    __slots__ = ("__weakref__", "_key", "id", "near")

    def __init__(self, material: bytes) -> None:
        """Raises ValueError for fewer than 32 bytes."""
        if len(material) < _LEAST_KEY_BYTES:
            raise ValueError(f"a fingerprint key has at least {_LEAST_KEY_BYTES} bytes")
        self._key = hashlib.blake2b(material, person=b"auditor key").digest()
        self.id = self._hash(b"key id", 4).hexdigest()
        self.near = NearFingerprint(
            stem=self._hash(b"near stem", FORM_BYTES),
            edit=self._hash(b"near edit", FORM_BYTES),
            filler=self._hash(b"near filler", NearFingerprint.FILLERS * FORM_BYTES),
            point=int.from_bytes(self._hash(b"near point", 16).digest(), "big"),
        )

    @classmethod
    def from_secret(cls, secret: Secret) -> FingerprintKey:
        """The key as the vault keeps it. Raises VaultError when that is no Base64 of at least 32 bytes."""
        try:
            material = base64.b64decode(secret.reveal(), validate=True)
        except (binascii.Error, ValueError):
            material = b""
        if len(material) < _LEAST_KEY_BYTES:
            raise VaultError(
                message("The vault's key for fingerprints is damaged."),
                message("Restore the vault from its last copy; with a new key all comparing begins anew."),
            )
        return cls(material)

    def password(self, text: str) -> str:
        """Of the exact password: equal exactly when the passwords are."""
        return self._digest(b"password", _bytes(text))

    def seed(self, seed: bytes) -> str:
        """Of a second factor's decoded seed."""
        return self._digest(b"seed", seed)

    def unreadable_seed(self, text: str) -> str:
        """Of a seed that is no Base32, as it was written."""
        return self._digest(b"unreadable seed", _bytes(text))

    def personal(self, *, alone: bool = False) -> PersonalFingerprint:
        """The function for written forms of personal data; ``alone``: for those that must be a whole run of digits."""
        return PersonalFingerprint(self._hash(b"personal alone" if alone else b"personal", FORM_BYTES))

    def mark(self, version: bytes) -> Mark:
        """The function that marks what an earlier night measured, under one version of the measuring."""
        state = self._hash(b"kept", Mark.BYTES)
        state.update(len(version).to_bytes(8, "big") + version)
        return Mark(state)

    def _digest(self, purpose: bytes, value: bytes, size: int = 16) -> str:
        state = self._hash(purpose, size)
        state.update(value)
        return state.hexdigest()

    def _hash(self, purpose: bytes, size: int) -> hashlib.blake2b:
        return hashlib.blake2b(key=self._key, person=purpose, digest_size=size)

    def __repr__(self) -> str:
        return f"<FingerprintKey {self.id}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a fingerprint key is not pickled or copied")


@final
class PersonalFingerprint:
    """Text → 64-bit number, keyed. Hundreds are made a password; the prepared state saves a third of the time."""

    __slots__ = ("_state",)

    def __init__(self, state: hashlib.blake2b) -> None:
        self._state = state

    def __call__(self, text: str) -> int:
        state = self._state.copy()
        state.update(_bytes(text))
        return int.from_bytes(state.digest(), "big")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyed function is not pickled or copied")


@final
class NearFingerprint:
    """The keyed functions of ``auditor.measuring.near``, prepared once for all passwords.

    ``point`` is the secret number below 2^128 at which its polynomials are taken.
    """

    FILLERS: ClassVar[int] = 8
    """How many fillers one password has: what a hash of 64 bytes gives."""

    __slots__ = ("_edit", "_filler", "_stem", "point")

    def __init__(
        self, *, stem: hashlib.blake2b, edit: hashlib.blake2b, filler: hashlib.blake2b, point: int
    ) -> None:
        self._stem, self._edit, self._filler = stem, edit, filler
        self.point = point

    def stems(self, text: str, more: str = "") -> Iterator[bytes]:
        """Of the text, and of the text with each beginning of ``more`` behind it."""
        state = self._stem.copy()
        state.update(_bytes(text))
        yield state.digest()
        for character in more:
            state.update(_bytes(character))
            yield state.digest()

    def edits(self, values: Iterable[int]) -> list[bytes]:
        """Of each number below 2^128."""
        copy = self._edit.copy
        forms = []
        for value in values:
            state = copy()
            state.update(value.to_bytes(16, "big"))
            forms.append(state.digest())
        return forms

    def fillers(self, password: str) -> Iterator[bytes]:
        """``FILLERS`` forms that no other password has."""
        state = self._filler.copy()
        state.update(_bytes(password))
        digest = state.digest()
        return (digest[start : start + FORM_BYTES] for start in range(0, len(digest), FORM_BYTES))

    def __reduce__(self) -> NoReturn:
        raise TypeError("keyed functions are not pickled or copied")


@final
class Mark:
    """Login id and content → 16 keyed bytes: only who has the key can make what bears a right one."""

    BYTES: ClassVar[int] = 16

    __slots__ = ("_state",)

    def __init__(self, state: hashlib.blake2b) -> None:
        self._state = state

    def __call__(self, login_id: str, content: bytes) -> bytes:
        named = _bytes(login_id)
        state = self._state.copy()
        state.update(len(named).to_bytes(8, "big") + named + content)
        return state.digest()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyed function is not pickled or copied")


def _bytes(text: str) -> bytes:
    # surrogatepass: a half of a surrogate pair is text, too, as far as a vault is concerned
    return text.encode("utf-8", "surrogatepass")
