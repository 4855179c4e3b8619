"""Small keyrings for the tests: each a real ``KeyringBackend``, loaded by its dotted name like a city's own."""

from __future__ import annotations

from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.backends import null
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError


class InMemory(KeyringBackend):
    """Keeps entries as long as the class is; ``entries`` is emptied by each test."""

    priority = 1.0
    entries: ClassVar[dict[tuple[str, str], str]] = {}
    answer = "own"

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        try:
            del self.entries[service, username]
        except KeyError:
            raise PasswordDeleteError("none") from None


class Refusing(InMemory):
    """Gives everything but the entries of one login, with an error that quotes what it should not."""

    refused = "stuck"

    def get_password(self, service: str, username: str) -> str | None:
        if username.startswith(self.refused):
            raise OSError(f"cannot unlock Mihon-no-himitsu-7 of {username}")
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if username.startswith(self.refused):
            raise PasswordSetError(f"cannot take {password}")
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        if username.startswith("kept"):
            raise PasswordDeleteError("not allowed")
        super().delete_password(service, username)


class Locked(InMemory):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Mihon-no-himitsu-7")


class Forgetting(InMemory):
    """Takes everything and keeps nothing, as ``null`` does, under a harmless name."""

    def set_password(self, service: str, username: str, password: str) -> None: ...


class Parrot(InMemory):
    """Answers the same to everything."""

    def get_password(self, service: str, username: str) -> str | None:
        return "polly"


class Bytes(InMemory):
    """Answers with what is no text."""

    def get_password(self, service: str, username: str) -> str | None:
        found = super().get_password(service, username)
        return found.encode() if found and "login" in username else found  # type: ignore[return-value]


class Unfit(InMemory):
    """As a desktop keyring where there is no desktop."""

    def __init__(self) -> None:
        raise RuntimeError("no desktop here: Mihon-no-himitsu-7")


class Disguised(null.Keyring):
    """A subclass of a refused one under another name."""


class PlaintextKeyring(InMemory): ...


NotAKeyring = dict
