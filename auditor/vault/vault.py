"""``Vault``: what the program asks of a keyring, whichever it is (contract, section 2).

Under the service name of the settings the entry ``LOGIN_ID`` is a password and ``LOGIN_ID/totp`` a seed. The program's
own keys lie under ``<service>.keys``, beside a canary that shows that the keyring keeps what it is given.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from auditor.errors import AuditorError, UsageError, VaultError, VaultRefused
from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.sealing import STAMP_BYTES
from auditor.vault.secret import Secret
from checks._contract import Unseen, WhyUnseen
from reports.messages import message

SEED_SUFFIX = "/totp"
CANARY = "canary"
CANARY_TEXT = "this keyring keeps what it is given"


@dataclass(frozen=True, slots=True, eq=False)
class LoginSecrets:
    """What is to be set for one login. None leaves what the vault has as it is."""

    login_id: str
    password: Secret | None
    seed: Secret | None


@dataclass(frozen=True, slots=True)
class Held:
    """Which entries of a login can be read. One that is refused is as good as missing: a night would not see it."""

    password: bool
    seed: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """How a vault stands, for ``auditor doctor`` and for the ledger.

    ``canary``: the program has written here before and the keyring gives it back. ``vault_id`` and ``generation``
    name the encrypted file and count its writes, None for other keyrings: a lower generation than one seen before
    is an older copy of the file.
    """

    backend: str
    canary: bool
    vault_id: str | None
    generation: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """What the vault has of a login. ``stamp`` tells this state of the two entries from every other (see ``Stamps``);
    None where the keyring has no stamps or an entry could not be read."""

    password: Secret | Unseen
    seed: Secret | Unseen | None
    stamp: bytes | None = None


class Stamps:
    """Knows whether the entries of a login are still those of an earlier night, without reading them.

    A login's stamp is made of its two entries' stamps, each from a keyed hash of the sealed row and its place, under a
    nonce that each writing draws anew. What stood in the vault when it was opened, and every row was proved, is what
    stamps are held against. They may be kept; they give away no entry.
    """

    def __init__(self, backend: EncryptedFileKeyring, service: str) -> None:
        self._backend = backend
        self._service = service
        self._present = backend.stamps()

    def hold(self, login_id: str, stamp: bytes) -> bool:
        """Whether the password and seed that were read together with ``stamp`` are still the login's (or still no seed)."""
        password, seed = stamp[:STAMP_BYTES], stamp[STAMP_BYTES:]
        if password not in self._present:
            return False
        if seed:
            return seed in self._present
        return self._backend.stamp(self._service, _seed_entry(login_id)) is None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How a second process gets at the same vault: ``open``, called in a process that was begun by ``start``."""

    start: Literal["fork", "spawn"]
    open: Callable[[], Vault]


def is_storable(login_id: str) -> bool:
    """Whether a login id can name an entry: ``a/totp`` could not, it is where the seed of ``a`` lies."""
    return bool(login_id) and not login_id.endswith(SEED_SUFFIX)


class Vault:
    """One keyring under one service name. Nothing that was read is kept.

    A context manager: leaving it lets go of the file.
    """

    def __init__(
        self, backend: KeyringBackend, service: str, again: Callable[[], Vault] | None = None
    ) -> None:
        """Asks for the canary, so that a keyring that does not answer is known before the first login.

        ``again`` opens the same vault once more, in any process (it can be pickled); None where only the person who
        typed the passphrase could. Raises VaultRefused when it answers with what nobody wrote, VaultError when it does not answer.
        """
        self._backend = backend
        self._service = service
        self._keys = f"{service}.keys"
        self._again = again
        canary = self._get(self._keys, CANARY)
        if canary not in (None, CANARY_TEXT):
            raise VaultRefused(
                message(
                    "The keyring {backend} answers with what was never written to it.", backend=self._name
                ),
                _CHOOSE_ANOTHER,
            )
        self._canary = canary is not None

    # --- reading ---------------------------------------------------------------------------------------------

    def password(self, login_id: str) -> Secret | Unseen:
        """The password, or why it could not be seen. One entry that cannot be read is no reason to stop."""
        found = self._read(login_id, login_id)
        return Unseen(WhyUnseen.NO_ENTRY) if found is None else found

    def seed(self, login_id: str) -> Secret | Unseen | None:
        """The second factor's seed; None where there is none, Unseen where it could not be read."""
        return _seed(self._read(login_id, _seed_entry(login_id)))

    def entries(self, login_id: str) -> Entries:
        """Password and seed as ``password`` and ``seed`` give them, with their stamp."""
        if not isinstance(self._backend, EncryptedFileKeyring) or not is_storable(login_id):
            return Entries(self.password(login_id), self.seed(login_id))
        try:
            with self._told():
                password = self._backend.get_stamped(self._service, login_id)
                seed = self._backend.get_stamped(self._service, _seed_entry(login_id))
        except AuditorError:  # of one of the two; each is told as it is, and has no stamp then
            return Entries(self.password(login_id), self.seed(login_id))
        stamp = None if password is None else password[1] + (seed[1] if seed else b"")
        return Entries(
            Unseen(WhyUnseen.NO_ENTRY) if password is None else _secret(password[0]),
            None if seed is None else _seed(_secret(seed[0])),
            stamp,
        )

    def key(self, name: str) -> Secret | None:
        """One of the program's own keys, None where there is none. Raises VaultError when the keyring refuses."""
        text = self._get(self._keys, name)
        return Secret(text) if text else None

    def has(self, login_ids: Iterable[str]) -> dict[str, Held]:
        """Login id → which of its entries can be read."""
        return {
            login_id: Held(
                password=isinstance(self.password(login_id), Secret),
                seed=isinstance(self.seed(login_id), Secret),
            )
            for login_id in login_ids
        }

    def condition(self) -> Condition:
        """Asks the keyring, changes nothing. Raises VaultError when it does not answer."""
        canary = self._get(self._keys, CANARY) == CANARY_TEXT
        if isinstance(self._backend, EncryptedFileKeyring):
            return Condition(self._name, canary, self._backend.vault_id, self._backend.generation)
        return Condition(self._name, canary, vault_id=None, generation=None)

    def stamps(self) -> Stamps | None:
        """By which an unchanged entry is known without being read; None where the keyring has nothing of the sort.

        Raises DamagedVault.
        """
        if not isinstance(self._backend, EncryptedFileKeyring):
            return None
        with self._told():
            return Stamps(self._backend, self._service)

    def elsewhere(self) -> Elsewhere | None:
        """How another process reads this vault, None where it cannot.

        Forked, it has the keys of our own file already. Other keyrings talk to services over connections that must not be
        shared by two processes: they, and all on systems that do not fork safely, are opened once more from the settings.
        """
        own = isinstance(self._backend, EncryptedFileKeyring)
        if own and sys.platform == "linux":
            return Elsewhere("fork", self._beside)
        return None if self._again is None else Elsewhere("spawn", self._again)

    def _beside(self) -> Vault:
        assert isinstance(self._backend, EncryptedFileKeyring)
        with self._told():
            return Vault(self._backend.beside(), self._service)

    # --- writing ---------------------------------------------------------------------------------------------

    def mark(self) -> None:
        """Leaves the canary where there is none, before the first secret.

        Raises VaultRefused: a keyring that forgets what it is given must not seem to take one.
        """
        if self._canary:
            return
        with self._told():
            self._backend.set_password(self._keys, CANARY, CANARY_TEXT)
        if self._get(self._keys, CANARY) != CANARY_TEXT:
            raise VaultRefused(
                message("The keyring {backend} does not keep what it is given.", backend=self._name),
                _CHOOSE_ANOTHER,
            )
        self._canary = True

    def set_password(self, login_id: str, password: Secret) -> None:
        """Raises UsageError for an id that names no entry, VaultError when the keyring refuses."""
        self.set_many([LoginSecrets(login_id, password, None)])

    def set_seed(self, login_id: str, seed: Secret) -> None:
        """Raises UsageError for an id that names no entry, VaultError when the keyring refuses."""
        self.set_many([LoginSecrets(login_id, None, seed)])

    def set_many(self, secrets: Iterable[LoginSecrets]) -> int:
        """Sets what is named and leaves the rest; gives the number of entries set.

        All or nothing in the product's own file; another keyring keeps what it took before it refused.
        Raises UsageError for an id that names no entry (nothing is set then), VaultError when the keyring refuses.
        """
        entries = [entry for secret in secrets for entry in self._entries(secret)]
        self._set(entries)
        return len(entries)

    def set_key(self, name: str, key: Secret) -> None:
        """Raises VaultError when the keyring refuses."""
        self._set([(self._keys, name, key.reveal())])

    def remove(self, login_id: str) -> bool:
        """Removes password and seed; whether there was one. Raises VaultError when the keyring refuses."""
        _require_storable(login_id)
        removed = [self._remove(entry) for entry in (login_id, _seed_entry(login_id))]
        return any(removed)

    # --- leaving ---------------------------------------------------------------------------------------------

    def close(self) -> None:
        if isinstance(self._backend, EncryptedFileKeyring):
            self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    # --- one entry ---------------------------------------------------------------------------------------------

    @property
    def _name(self) -> str:
        return f"{type(self._backend).__module__}.{type(self._backend).__qualname__}"

    def _read(self, login_id: str, entry: str) -> Secret | Unseen | None:
        if not is_storable(login_id):
            return Unseen(WhyUnseen.REFUSED)
        try:
            text = self._get(self._service, entry)
        except AuditorError:
            return Unseen(WhyUnseen.REFUSED)
        return None if text is None else _secret(text)

    def _get(self, service: str, entry: str) -> str | None:
        with self._told():
            text: object = self._backend.get_password(service, entry)
            if text is None or isinstance(text, str):
                return text
            raise TypeError("a keyring answers with text")

    def _set(self, entries: list[tuple[str, str, str]]) -> None:
        if not entries:
            return
        self.mark()
        with self._told():
            if isinstance(self._backend, EncryptedFileKeyring):
                self._backend.set_many(entries)
            else:
                for entry in entries:
                    self._backend.set_password(*entry)

    def _remove(self, entry: str) -> bool:
        with self._told():
            try:
                self._backend.delete_password(self._service, entry)
            except PasswordDeleteError:
                # keyring says so of an entry that is not there, and of one that it will not remove.
                if self._backend.get_password(self._service, entry) is not None:
                    raise
                return False
        return True

    def _entries(self, secrets: LoginSecrets) -> Iterator[tuple[str, str, str]]:
        _require_storable(secrets.login_id)
        if secrets.password is not None:
            yield self._service, secrets.login_id, secrets.password.reveal()
        if secrets.seed is not None:
            yield self._service, _seed_entry(secrets.login_id), secrets.seed.reveal()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever a keyring raises as a VaultError: with its type and nothing of its text, which could hold anything."""
        try:
            yield
        except AuditorError:
            raise
        except Exception as error:  # noqa: BLE001 - keyrings raise whatever their libraries do
            raise VaultError(
                message(
                    "The keyring {backend} refused ({kind}).", backend=self._name, kind=type(error).__name__
                ),
                message("See that it is unlocked and that this user may use it; `auditor doctor` tries it."),
            ) from None


_CHOOSE_ANOTHER = message('Set `backend = "file"` under [vault], or name a keyring that keeps entries.')


def _seed_entry(login_id: str) -> str:
    return f"{login_id}{SEED_SUFFIX}"


def _secret(text: str) -> Secret | Unseen:
    return Secret(text) if text else Unseen(WhyUnseen.EMPTY)


def _seed(found: Secret | Unseen | None) -> Secret | Unseen | None:
    """An empty entry is how a seed is cleared: there is none."""
    return None if isinstance(found, Unseen) and found.why is WhyUnseen.EMPTY else found


def _require_storable(login_id: str) -> None:
    if not is_storable(login_id):
        raise UsageError(
            message("The login id {login} cannot name an entry of the vault.", login=login_id),
            message(
                "An id is not empty and does not end in /totp, where the seed of another login lies; rename it."
            ),
        )
