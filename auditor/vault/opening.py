"""The one keyring that the settings name, opened; nothing else can bring in another.

keyring itself looks in environment variables, in ``keyringrc.cfg`` and among everything that is installed, and may end
up with a keyring that answers "no entry" to everything. So it is not asked: the class is loaded by name and made here.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import assert_never

from keyring.backend import KeyringBackend

from auditor.errors import KeyMissing, VaultError, VaultMissing, VaultRefused
from auditor.files import private_folder
from auditor.settings import VaultChoice
from auditor.vault.backend import EncryptedFileKeyring, RandomBytes
from auditor.vault.keys import (
    Passphrase,
    Unlocking,
    new_key_text,
    read_key_text,
    read_secret_file,
    write_key_file,
)
from auditor.vault.permissions import STRANGERS
from auditor.vault.secret import Secret
from auditor.vault.vault import Vault
from reports.messages import Message, message

OWN_FILE = "file"
AskPassphrase = Callable[[], Secret | None]

_FORGETS = message("It keeps nothing and answers that there is no entry.")
_FAILS = message("It only stands for a keyring that was not found.")
_CHAINS = message("It asks whatever else is installed and hides which one answered.")
_PLAIN = message("It keeps passwords readable, or loses them when it is interrupted.")
_REFUSED: Mapping[str, Message] = {  # module, or beginning of one
    "keyring.backends.null": _FORGETS,
    "keyring.backends.fail": _FAILS,
    "keyring.backends.chainer": _CHAINS,
    "keyrings.alt": _PLAIN,
    "keyrings.cryptfile": _PLAIN,
}
_REFUSED_WORDS: Mapping[str, Message] = {
    "null": _FORGETS,
    "fail": _FAILS,
    "chainer": _CHAINS,
    "plaintext": _PLAIN,
}
_CHOOSE = message(
    'Set `backend = "file"` under [vault], or name a desktop or company keyring such as '
    "keyring.backends.SecretService.Keyring."
)


def open_vault(
    choice: VaultChoice, passphrase: AskPassphrase, environment: Mapping[str, str] = os.environ
) -> Vault:
    """Opens the vault of the settings; changes nothing.

    ``passphrase`` is asked where the settings want one and no credential holds it; None = nobody is there to ask.
    Raises VaultRefused, VaultMissing, KeyMissing, VaultExposed, DamagedKey, WrongKey, DamagedVault, NewerVault,
    VaultBusy, VaultError.
    """
    if choice.backend != OWN_FILE:
        return Vault(_foreign(choice.backend), choice.service, partial(open_vault, choice, nobody))
    if not choice.path.exists():
        raise VaultMissing(
            message("There is no vault at {path}.", path=str(choice.path)),
            message(
                "Make one with `auditor init`, bring it back from a backup, or correct `path` under [vault]."
            ),
        )
    typed = choice.key == "passphrase" and _credential(choice, environment) is None
    return Vault(
        EncryptedFileKeyring(choice.path, _unlocking(choice, passphrase, environment)),
        choice.service,
        None if typed else partial(open_vault, choice, nobody),
    )


def nobody() -> None:
    """In place of somebody who could be asked for a passphrase."""
    return


def is_made(choice: VaultChoice) -> bool:
    """Whether the vault of the settings is there to be opened; another keyring than our file always is."""
    return choice.backend != OWN_FILE or choice.path.exists()


def create_vault(
    choice: VaultChoice,
    passphrase: AskPassphrase,
    random_bytes: RandomBytes = os.urandom,
    environment: Mapping[str, str] = os.environ,
) -> Vault:
    """Makes the vault of the settings and opens it; used by ``auditor init``.

    A key file that lies there already is used; a missing one is made. Another keyring than our file is only marked as
    the program's. Raises VaultExists where a vault stands, which is left as it is; else as :func:`open_vault`.
    """
    if choice.backend != OWN_FILE:
        vault = Vault(_foreign(choice.backend), choice.service)
    else:
        if choice.key == "file" and not choice.key_file.exists() and not choice.path.exists():
            private_folder(choice.key_file.parent)
            write_key_file(choice.key_file, new_key_text(random_bytes))
        unlocking = _unlocking(choice, passphrase, environment)
        vault = Vault(EncryptedFileKeyring.create(choice.path, unlocking, random_bytes), choice.service)
    vault.mark()
    return vault


# --- the key of our own file ------------------------------------------------------------------------------------


def _unlocking(choice: VaultChoice, ask: AskPassphrase, environment: Mapping[str, str]) -> Unlocking:
    credential = _credential(choice, environment)
    match choice.key:
        case "file":
            return read_key_text(choice.key_file)
        case "credential":
            if credential is None:
                raise KeyMissing(
                    message("The service manager handed over no credential {name}.", name=choice.credential),
                    message(
                        "Give it with LoadCredentialEncrypted= in the unit (deploy/), or run where it is given."
                    ),
                )
            # systemd grants the service its credentials by an access list, which shows as group permissions.
            return read_key_text(credential, forbidden=STRANGERS)
        case "passphrase":
            secret = ask() if credential is None else read_secret_file(credential, forbidden=STRANGERS)
            if secret is None or not secret.reveal():
                raise KeyMissing(
                    message("The vault needs its passphrase, and none was given."),
                    message(
                        "Run it on a terminal, or hand the passphrase over as the credential {name}.",
                        name=choice.credential,
                    ),
                )
            return Passphrase(secret)
    assert_never(choice.key)


def _credential(choice: VaultChoice, environment: Mapping[str, str]) -> Path | None:
    """The file that systemd puts the credential in (systemd.exec(5), CREDENTIALS_DIRECTORY)."""
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return None
    path = Path(folder) / choice.credential
    return path if path.is_file() else None


# --- another keyring ------------------------------------------------------------------------------------------


def _foreign(name: str) -> KeyringBackend:
    _refuse_by_name(name)
    with _undisturbed():
        backend = _class(name)
        for base in backend.__mro__:
            _refuse_by_name(f"{base.__module__}.{base.__qualname__}", name)
        return _made(backend, name)


def _refuse_by_name(name: str, chosen: str | None = None) -> None:
    """``chosen`` is what the settings say, where that is another name or a subclass of ``name``."""
    words = (part.lower() for part in name.split("."))
    reason = next((why for module, why in _REFUSED.items() if f"{name}.".startswith(f"{module}.")), None)
    reason = reason or next(
        (
            why
            for part in words
            for word, why in _REFUSED_WORDS.items()
            if part == word or "plaintext" in part
        ),
        None,
    )
    if reason is not None:
        raise VaultRefused(
            message("The keyring {name} is not used. {reason}", name=chosen or name, reason=reason), _CHOOSE
        )


def _class(name: str) -> type[KeyringBackend]:
    module, _, attribute = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), attribute, None) if module else None
    except Exception as error:  # noqa: BLE001 - a stranger's module may raise anything; it is told on as ours
        raise VaultRefused(
            message("The keyring {name} cannot be loaded ({kind}).", name=name, kind=type(error).__name__),
            message(
                "Install its package into the program's environment, or correct `backend` under [vault]."
            ),
        ) from None
    if not (isinstance(found, type) and issubclass(found, KeyringBackend)):
        raise VaultRefused(message("{name} is no keyring.", name=name), _CHOOSE)
    return found


def _made(backend: type[KeyringBackend], name: str) -> KeyringBackend:
    try:
        backend.priority  # noqa: B018  - raises where the keyring cannot work here (no desktop, another system)
        return backend()
    except Exception as error:  # noqa: BLE001 - likewise
        raise VaultError(
            message("The keyring {name} cannot work here ({kind}).", name=name, kind=type(error).__name__),
            message(
                "See that its service is running for this user; a nightly job has no desktop: use `file` there."
            ),
        ) from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the variables from which keyring sets attributes of a keyring that is being made."""
    taken = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name.upper().startswith(("KEYRING_PROPERTY_", "PYTHON_KEYRING_"))
    }
    try:
        yield
    finally:
        os.environ.update(taken)
