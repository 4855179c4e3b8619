"""The cryptography of the encrypted file: pure, no file and no randomness. docs/vault-format.md tells the same in prose.

A data key, random for each vault, is wrapped by the master key. From it come four keys, one a purpose: to look an
entry up, to seal it, to take it into account (the tally) and to seal the state.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from auditor.errors import DamagedVault, WrongKey
from auditor.vault.keys import KEY_BYTES
from reports.messages import Message, message

FORMAT = 1
ID_BYTES = 16
NONCE_BYTES = 12  # NIST SP 800-38D, section 8.2.2; random ones serve 2**32 writes a key (section 8.3)
LOOKUP_BYTES = 32
_SMALLEST_BUCKET = 128
STAMP_BYTES = 16
_TALLY_BYTES = 32
_COUNT_BYTES = 8


def framed(*parts: bytes) -> bytes:
    """The parts one after the other, each after its length (8 bytes, big-endian): no two lists give one result."""
    return b"".join([len(part).to_bytes(8, "big") + part for part in parts])


@dataclass(frozen=True, slots=True)
class Header:
    """What a vault says of itself in clear, written once. ``stretching`` is a PHC string, or ``none``."""

    vault_id: bytes
    key_id: bytes
    stretching: str
    wrapped_key: bytes

    @property
    def checksum(self) -> bytes:
        """SHA-256, without a key: tells a damaged header from a wrong key. It protects nothing; the wrapping does."""
        return hashlib.sha256(
            framed(
                b"header", _VERSION, self.vault_id, self.key_id, self.stretching.encode(), self.wrapped_key
            )
        ).digest()


@dataclass(frozen=True, slots=True)
class State:
    """What changes with each write: how often there was one, how many entries stand, and the tally over them."""

    generation: int = 0
    entries: int = 0
    tally: int = 0

    def exchanged(self, gone: int | None, come: int | None) -> State:
        """After an entry went (its weight), came, or was replaced. The generation is the caller's to count."""
        return State(
            generation=self.generation,
            entries=self.entries - (gone is not None) + (come is not None),
            tally=(self.tally - (gone or 0) + (come or 0)) % 2 ** (8 * _TALLY_BYTES),
        )


_VERSION = FORMAT.to_bytes(2, "big")


def _derived(key: bytes, vault_id: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=vault_id, info=framed(b"auditor.vault", _VERSION, purpose)).derive(
        key
    )


# --- the data key under the master key -----------------------------------------------------------------------


def wrap(
    data_key: bytes, master: bytes, *, vault_id: bytes, key_id: bytes, stretching: str, nonce: bytes
) -> bytes:
    """The data key sealed with the master key, as it stands in the header."""
    about = framed(b"data key", _VERSION, vault_id, key_id, stretching.encode())
    return nonce + AESGCM(_derived(master, vault_id, b"wrap")).encrypt(nonce, data_key, about)


def unwrap(header: Header, master: bytes) -> bytes:
    """The data key. Raises WrongKey: the header is whole (its checksum was looked at), so the key is not its key."""
    about = framed(b"data key", _VERSION, header.vault_id, header.key_id, header.stretching.encode())
    nonce, sealed = header.wrapped_key[:NONCE_BYTES], header.wrapped_key[NONCE_BYTES:]
    try:
        return AESGCM(_derived(master, header.vault_id, b"wrap")).decrypt(nonce, sealed, about)
    except (InvalidTag, ValueError):
        raise WrongKey(
            message(
                "The key does not open this vault: it is the key of another one, or the passphrase is wrong."
            ),
            message("Use the key that was made together with this vault. Nothing was changed."),
        ) from None


# --- entries and state under the data key -------------------------------------------------------------------


class Sealer:
    """Seals and opens with the keys of one vault."""

    def __init__(self, data_key: bytes, vault_id: bytes, key_id: bytes) -> None:
        self._lookup_key = _derived(data_key, vault_id, b"lookup")
        self._tally_key = _derived(data_key, vault_id, b"tally")
        self._entries = AESGCM(_derived(data_key, vault_id, b"entries"))
        self._state = AESGCM(_derived(data_key, vault_id, b"state"))
        self._vault = (_VERSION, vault_id, key_id)

    def lookup(self, service: str, name: str) -> bytes:
        """Where an entry is found; neither service nor name can be read from it."""
        return hmac.digest(self._lookup_key, framed(_bytes(service), _bytes(name)), "sha256")

    def seal(self, lookup: bytes, text: str, nonce: bytes) -> bytes:
        return nonce + self._entries.encrypt(
            nonce, _padded(_bytes(text)), framed(b"entry", *self._vault, lookup)
        )

    def open(self, lookup: bytes, sealed: bytes) -> str:
        """Raises DamagedVault when it was not sealed by this vault for this very entry."""
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            padded = self._entries.decrypt(nonce, ciphertext, framed(b"entry", *self._vault, lookup))
        except (InvalidTag, ValueError):
            raise altered(message("An entry of the vault is altered or stands in another's place.")) from None
        return _unpadded(padded).decode("utf-8", "surrogatepass")

    def weight(self, lookup: bytes, sealed: bytes) -> int:
        """What an entry adds to the tally (MSet-Add-Hash: Clarke et al., ASIACRYPT 2003).

        A sum modulo 2**256 of keyed hashes: one entry more or less costs one addition, however many there are. The
        tally itself is only kept sealed, as that construction asks: known tallies would give away single weights.
        """
        return int.from_bytes(hmac.digest(self._tally_key, framed(lookup, sealed), "sha256"), "big")

    @staticmethod
    def stamp(weight: int) -> bytes:
        """Tells one state of an entry from every other; it may be kept outside of the vault.

        The weight is a keyed hash of all that is sealed, and of where it lies. Weights must not be known (see there), and
        none can be found from its hash.
        """
        return hashlib.sha256(b"stamp" + weight.to_bytes(_TALLY_BYTES, "big")).digest()[:STAMP_BYTES]

    def seal_state(self, state: State, nonce: bytes) -> bytes:
        packed = (
            state.generation.to_bytes(_COUNT_BYTES, "big")
            + state.entries.to_bytes(_COUNT_BYTES, "big")
            + state.tally.to_bytes(_TALLY_BYTES, "big")
        )
        return nonce + self._state.encrypt(nonce, packed, framed(b"state", *self._vault))

    def open_state(self, sealed: bytes) -> State:
        """Raises DamagedVault."""
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            packed = self._state.decrypt(nonce, ciphertext, framed(b"state", *self._vault))
        except (InvalidTag, ValueError):
            raise altered(message("The vault's account of its entries is altered.")) from None
        return State(
            generation=int.from_bytes(packed[:_COUNT_BYTES], "big"),
            entries=int.from_bytes(packed[_COUNT_BYTES : 2 * _COUNT_BYTES], "big"),
            tally=int.from_bytes(packed[2 * _COUNT_BYTES :], "big"),
        )


def altered(what: Message) -> DamagedVault:
    return DamagedVault(what, message("Bring the vault back from a backup; nothing was written to it."))


def _bytes(text: str) -> bytes:
    # "surrogatepass": any text of Python is kept as it is, and no UnicodeEncodeError carries it into a traceback.
    return text.encode("utf-8", "surrogatepass")


def _padded(plain: bytes) -> bytes:
    """Length, text, zeros up to 128, 256, 512 … bytes: almost all passwords and seeds look the same size."""
    framed_text = len(plain).to_bytes(4, "big") + plain
    bucket = _SMALLEST_BUCKET
    while bucket < len(framed_text):
        bucket *= 2
    return framed_text.ljust(bucket, b"\0")


def _unpadded(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
