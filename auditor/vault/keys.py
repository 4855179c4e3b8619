"""The master key of the encrypted file: out of a key file's text, or out of a passphrase (Argon2id, RFC 9106)."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from auditor.errors import DamagedKey, DamagedVault, KeyMissing, VaultError, WrongKey
from auditor.vault.permissions import OTHERS, create_private, require_private, unreachable
from auditor.vault.secret import Secret
from reports.messages import message

KEY_BYTES = 32
SALT_BYTES = 16
_HEADER = "auditor-vault-key-1"


@dataclass(frozen=True, slots=True, eq=False)
class KeyText:
    """The text of a key file."""

    text: Secret


@dataclass(frozen=True, slots=True, eq=False)
class Passphrase:
    text: Secret


Unlocking = KeyText | Passphrase


@dataclass(frozen=True, slots=True)
class Stretching:
    """How a passphrase becomes a key; stands in the vault in the PHC string format.

    Defaults: the second recommended option of RFC 9106, section 4 (3 passes, 4 lanes, 64 MiB, 128-bit salt).
    """

    salt: bytes
    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    @property
    def phc(self) -> str:
        salt = base64.b64encode(self.salt).decode("ascii").rstrip("=")
        return f"$argon2id$v=19$m={self.memory_kib},t={self.passes},p={self.lanes}${salt}"

    @classmethod
    def parse(cls, phc: str) -> Stretching:
        """Reads it back. Raises DamagedVault when it is none, or asks for more than any honest vault does.

        An altered file must not make the program take all memory or compute for hours. The bounds allow for the
        first recommended option of RFC 9106 (2 GiB).
        """
        found = _PHC.fullmatch(phc)
        if found is not None:
            stretching = cls(
                salt=base64.b64decode(found["salt"] + "=="),
                memory_kib=int(found["memory"]),
                passes=int(found["passes"]),
                lanes=int(found["lanes"]),
            )
            if (
                1 <= stretching.passes <= 16
                and 1 <= stretching.lanes <= 16
                and 8 * stretching.lanes <= stretching.memory_kib <= 2 * 1024 * 1024
            ):
                return stretching
        raise DamagedVault(
            message("The vault file is altered: what it says of its passphrase cannot be."),
            message("Bring the vault back from a backup."),
        )


_PHC = re.compile(
    r"\$argon2id\$v=19\$m=(?P<memory>[0-9]{1,9}),t=(?P<passes>[0-9]{1,4}),p=(?P<lanes>[0-9]{1,4})"
    r"\$(?P<salt>[A-Za-z0-9+/]{22})"
)


def stretching_for(unlocking: Unlocking, random_bytes: Callable[[int], bytes]) -> Stretching | None:
    """What a new vault opened in this way writes down; None for a key that is random already."""
    match unlocking:
        case KeyText():
            return None
        case Passphrase():
            return Stretching(salt=random_bytes(SALT_BYTES))
    assert_never(unlocking)


def master_key(unlocking: Unlocking, stretching: Stretching | None) -> bytes:
    """32 bytes. Raises DamagedKey for a key file that is none, WrongKey for the other kind of key than the vault's."""
    match unlocking, stretching:
        case KeyText(text), None:
            return _decoded(text)
        case Passphrase(text), Stretching():
            return _stretched(text, stretching)
        case KeyText(), Stretching():
            raise WrongKey(
                message("This vault opens with a passphrase, not with a key file."),
                message('Set `key = "passphrase"` under [vault].'),
            )
        case _:
            raise WrongKey(
                message("This vault opens with a key file, not with a passphrase."),
                message('Set `key = "file"` or `key = "credential"` under [vault].'),
            )


def _stretched(passphrase: Secret, how: Stretching) -> bytes:
    # NFC: the same passphrase from two keyboards is one (RFC 8265, section 4.2).
    typed = unicodedata.normalize("NFC", passphrase.reveal()).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=how.salt,
            length=KEY_BYTES,
            iterations=how.passes,
            lanes=how.lanes,
            memory_cost=how.memory_kib,
        ).derive(typed)
    except MemoryError:
        raise VaultError(
            message(
                "There is not enough memory for the vault's passphrase ({mib} MiB).",
                mib=how.memory_kib // 1024,
            )
        ) from None
    except UnsupportedAlgorithm:
        raise VaultError(
            message("The cryptography library of this machine knows no Argon2id."),
            message('Install the locked requirements, or make a vault with `key = "file"`.'),
        ) from None


# --- the key file -------------------------------------------------------------------------------------------


def new_key_text(random_bytes: Callable[[int], bytes]) -> KeyText:
    """A fresh random key as the text of a key file: a header line, then 32 bytes in Base64."""
    key = base64.b64encode(random_bytes(KEY_BYTES)).decode("ascii")
    return KeyText(Secret(f"{_HEADER}\n{key}\n"))


def write_key_file(path: Path, key: KeyText) -> None:
    """Raises VaultExists, VaultError."""
    create_private(path, key.text.reveal().encode("ascii"))


def read_key_text(path: Path, forbidden: int = OTHERS) -> KeyText:
    """Raises KeyMissing, VaultExposed, DamagedKey, VaultError."""
    key = KeyText(read_secret_file(path, forbidden))
    _decoded(key.text)
    return key


def read_secret_file(path: Path, forbidden: int = OTHERS) -> Secret:
    """A secret kept in a file of its own, without its last line end.

    ``forbidden``: the permissions that nobody else may have. Raises KeyMissing, VaultExposed, DamagedKey, VaultError.
    """
    if not path.is_file():
        raise KeyMissing(
            message("There is no key at {path}.", path=str(path)),
            message(
                "Bring it back from its backup, or correct [vault]: without it nobody can open the vault."
            ),
        )
    require_private(path, forbidden)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise unreachable(path, error) from None
    except UnicodeDecodeError:
        raise _not_a_key() from None
    return Secret(text.removesuffix("\n").removesuffix("\r"))


def _decoded(text: Secret) -> bytes:
    header, _, key = text.reveal().partition("\n")
    try:
        decoded = base64.b64decode(key.strip().encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise _not_a_key() from None
    if header.strip() != _HEADER or len(decoded) != KEY_BYTES:
        raise _not_a_key()
    return decoded


def _not_a_key() -> DamagedKey:
    return DamagedKey(
        message(
            "The vault's key is cut off or no key: it needs a line `auditor-vault-key-1` and 32 bytes in Base64."
        ),
        message("Bring the key file back from its backup; an altered key opens nothing."),
    )
