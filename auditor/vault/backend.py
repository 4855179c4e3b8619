"""The product's own keyring: an encrypted file that serves where nobody is logged in (docs/vault-format.md)."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from auditor.errors import VaultExists
from auditor.files import private_folder
from auditor.vault.keys import KEY_BYTES, Stretching, Unlocking, master_key, stretching_for
from auditor.vault.permissions import require_private
from auditor.vault.sealed_file import SealedFile
from auditor.vault.sealing import ID_BYTES, NONCE_BYTES, Header, Sealer, State, altered, unwrap, wrap
from reports.messages import message

BUSY_TIMEOUT = 30.0  # seconds
_NO_STRETCHING = "none"

RandomBytes = Callable[[int], bytes]


class EncryptedFileKeyring(KeyringBackend):
    """A vault file, opened and found whole.

    Opening looks at every row (6 µs each), so that a removed or altered one is an error and never "no entry"; after
    that an entry is read, opened and handed out one by one, and none is kept.

    Made with a path and a key only: keyring cannot choose it by itself, which is meant.
    """

    priority = 1.0

    def __init__(
        self,
        path: Path,
        unlocking: Unlocking,
        random_bytes: RandomBytes = os.urandom,
        busy_timeout: float = BUSY_TIMEOUT,
    ) -> None:
        """Opens the vault at ``path``.

        Raises VaultMissing, VaultExposed, DamagedVault, NewerVault, WrongKey, VaultBusy, VaultError; changes nothing.
        """
        # KeyringBackend.__init__ is not called: all it does is to take attributes from KEYRING_PROPERTY_* variables.
        file = SealedFile(path, busy_timeout)
        try:
            with file.reading():
                header = file.header()
                stretching = (
                    None if header.stretching == _NO_STRETCHING else Stretching.parse(header.stretching)
                )
                data_key = unwrap(header, master_key(unlocking, stretching))
                sealer = Sealer(data_key, header.vault_id, header.key_id)
                stamps = _require_whole(file, sealer)
        except BaseException:
            file.close()
            raise
        self._vault_id = header.vault_id
        self._sealer = sealer
        self._random_bytes = random_bytes
        self._stamps: Mapping[bytes, bytes] | None = stamps
        self._use(file)

    def _use(self, file: SealedFile) -> None:
        self._file = file
        self._closing = weakref.finalize(self, file.close)

    @classmethod
    def create(
        cls, path: Path, unlocking: Unlocking, random_bytes: RandomBytes = os.urandom
    ) -> EncryptedFileKeyring:
        """Makes a new, empty vault (0600, in a folder 0700) and opens it. Raises VaultExists, VaultError."""
        if path.exists():
            raise VaultExists(
                message("{path} exists already and is not overwritten.", path=str(path)),
                message("Use it as it is, or move it away first."),
            )
        private_folder(path.parent)
        require_private(path.parent)
        header, sealer = _new(unlocking, random_bytes)
        SealedFile.create(
            path, header, sealer.seal_state(State(), random_bytes(NONCE_BYTES)), BUSY_TIMEOUT
        ).close()
        return cls(path, unlocking, random_bytes)

    # --- keyring's interface ---------------------------------------------------------------------------------

    def get_password(self, service: str, username: str) -> str | None:
        """None when there is no such entry. Raises DamagedVault when it was altered since the vault was opened."""
        lookup = self._sealer.lookup(service, username)
        with self._file.reading():
            sealed = self._file.entry(lookup)
        return None if sealed is None else self._sealer.open(lookup, sealed)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Raises DamagedVault, VaultBusy, VaultError; nothing is changed then."""
        self.set_many([(service, username, password)])

    def delete_password(self, service: str, username: str) -> None:
        """Raises PasswordDeleteError when there is no such entry, as keyring prescribes."""
        lookup = self._sealer.lookup(service, username)
        self._stamps = None
        with self._file.writing():
            state = self._state()
            gone = self._weight_of(lookup)
            if gone is None:
                raise PasswordDeleteError("there is no such entry")
            self._file.drop(lookup)
            self._write_state(state.exchanged(gone, None))

    # --- beyond it ---------------------------------------------------------------------------------------------

    def set_many(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """Sets (service, name, text) for all, or for none when it fails: one transaction."""
        self._stamps = None
        with self._file.writing():
            state = self._state()
            for service, name, text in entries:
                lookup = self._sealer.lookup(service, name)
                sealed = self._sealer.seal(lookup, text, self._random_bytes(NONCE_BYTES))
                state = state.exchanged(self._weight_of(lookup), self._sealer.weight(lookup, sealed))
                self._file.put(lookup, sealed)
            self._write_state(state)

    @property
    def generation(self) -> int:
        """How often this vault was written. A copy with a lower one than was ever seen is an older copy."""
        with self._file.reading():
            return self._state().generation

    @property
    def vault_id(self) -> str:
        """Names this vault, in hexadecimal: generations compare within one vault only. Not secret."""
        return self._vault_id.hex()

    def get_stamped(self, service: str, name: str) -> tuple[str, bytes] | None:
        """An entry's text, and the stamp of the very row it was read from. Raises as ``get_password``."""
        lookup = self._sealer.lookup(service, name)
        with self._file.reading():
            sealed = self._file.entry(lookup)
        if sealed is None:
            return None
        return self._sealer.open(lookup, sealed), self._sealer.stamp(self._sealer.weight(lookup, sealed))

    def stamp(self, service: str, name: str) -> bytes | None:
        """The stamp of an entry as it stood when the vault was opened (or written by us); None where there was none."""
        return self._found().get(self._sealer.lookup(service, name))

    def stamps(self) -> frozenset[bytes]:
        """Those of all entries. Whose each is cannot be told from it, and no two entries have the same."""
        return frozenset(self._found().values())

    def _found(self) -> Mapping[bytes, bytes]:
        if self._stamps is None:
            with self._file.reading():
                self._stamps = _require_whole(self._file, self._sealer)
        return self._stamps

    def beside(self) -> EncryptedFileKeyring:
        """The same vault for a forked process, over a file handle of its own: SQLite's must not cross a fork.

        Every row was looked at when this one was opened; each that is read now is still proved by its seal.
        Raises VaultError and its kinds.
        """
        other = type(self).__new__(type(self))
        other._vault_id, other._sealer = self._vault_id, self._sealer
        other._random_bytes, other._stamps = self._random_bytes, None
        other._use(self._file.beside())
        return other

    def close(self) -> None:
        """Lets go of the file; the vault cannot be used any more."""
        self._closing()

    def _state(self) -> State:
        return self._sealer.open_state(self._file.state())

    def _write_state(self, state: State) -> None:
        counted = State(state.generation + 1, state.entries, state.tally)
        self._file.set_state(self._sealer.seal_state(counted, self._random_bytes(NONCE_BYTES)))

    def _weight_of(self, lookup: bytes) -> int | None:
        """The weight of the entry that stands there, opened first: an altered one is not written over."""
        sealed = self._file.entry(lookup)
        if sealed is None:
            return None
        self._sealer.open(lookup, sealed)
        return self._sealer.weight(lookup, sealed)


def _new(unlocking: Unlocking, random_bytes: RandomBytes) -> tuple[Header, Sealer]:
    vault_id, key_id = random_bytes(ID_BYTES), random_bytes(ID_BYTES)
    data_key = random_bytes(KEY_BYTES)
    how = stretching_for(unlocking, random_bytes)
    stretching = _NO_STRETCHING if how is None else how.phc
    wrapped = wrap(
        data_key,
        master_key(unlocking, how),
        vault_id=vault_id,
        key_id=key_id,
        stretching=stretching,
        nonce=random_bytes(NONCE_BYTES),
    )
    return Header(vault_id, key_id, stretching, wrapped), Sealer(data_key, vault_id, key_id)


def _require_whole(file: SealedFile, sealer: Sealer) -> dict[bytes, bytes]:
    """Every row's stamp. Raises DamagedVault unless the rows are exactly those that were written last."""
    found = State()
    stamps: dict[bytes, bytes] = {}
    for lookup, sealed in file.entries():
        weight = sealer.weight(lookup, sealed)
        found = found.exchanged(None, weight)
        stamps[lookup] = sealer.stamp(weight)
    stated = sealer.open_state(file.state())
    if (found.entries, found.tally) != (stated.entries, stated.tally):
        raise altered(message("Entries of the vault were altered, removed or brought in from elsewhere."))
    return stamps
