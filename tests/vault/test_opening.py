"""The one keyring of the settings is opened, and nothing else can bring in another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import keyring.core
import pytest
from keyring.backends import null

from auditor.errors import (
    KeyMissing,
    VaultError,
    VaultExists,
    VaultExposed,
    VaultMissing,
    VaultRefused,
    WrongKey,
)
from auditor.settings import VaultChoice
from auditor.vault.opening import create_vault, open_vault
from auditor.vault.secret import Secret
from tests.vault import keyrings
from tests.vault.conftest import counted_bytes

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    keyrings.InMemory.entries.clear()


@pytest.fixture
def choice(tmp_path: Path) -> VaultChoice:
    return VaultChoice(path=tmp_path / "vault" / "vault.db", key_file=tmp_path / "vault" / "vault.key")


def nobody() -> None:
    """Nobody is there to be asked for a passphrase."""


def phrase(text: str) -> Callable[[], Secret]:
    return lambda: Secret(text)


def fill(choice: VaultChoice, ask: Callable[[], Secret | None] = nobody, **more: object) -> None:
    with create_vault(choice, ask, counted_bytes(), **more) as vault:  # type: ignore[arg-type]
        vault.set_password("koho-x", Secret("p"))


def reads(choice: VaultChoice, ask: Callable[[], Secret | None] = nobody, **more: object) -> bool:
    with open_vault(choice, ask, **more) as vault:  # type: ignore[arg-type]
        return isinstance(vault.password("koho-x"), Secret) and vault.condition().canary


# --- our own file ------------------------------------------------------------------------------------------------


def test_what_was_made_opens_with_its_key_file(choice: VaultChoice) -> None:
    fill(choice)
    assert reads(choice)
    assert choice.key_file.is_file()


def test_nothing_is_made_twice(choice: VaultChoice) -> None:
    fill(choice)
    before = {path: path.read_bytes() for path in choice.path.parent.iterdir()}
    with pytest.raises(VaultExists):
        create_vault(choice, nobody, counted_bytes("again"))
    assert {path: path.read_bytes() for path in choice.path.parent.iterdir()} == before


def test_a_key_file_that_lies_there_already_is_used(choice: VaultChoice) -> None:
    fill(choice)
    key = choice.key_file.read_bytes()
    choice.path.unlink()
    fill(choice)
    assert choice.key_file.read_bytes() == key
    assert reads(choice)


def test_a_lost_key_is_not_made_anew_beside_a_vault(choice: VaultChoice) -> None:
    fill(choice)
    choice.key_file.unlink()
    for act in (open_vault, create_vault):
        with pytest.raises(KeyMissing):
            act(choice, nobody)
    assert not choice.key_file.exists()


def test_a_missing_vault_is_said_to_be_missing_before_its_key(choice: VaultChoice) -> None:
    with pytest.raises(VaultMissing):
        open_vault(choice, nobody)
    assert not choice.path.parent.exists()


def test_the_passphrase_is_asked_for(choice: VaultChoice) -> None:
    choice = choice.model_copy(update={"key": "passphrase"})
    fill(choice, phrase("mihon no aikotoba"))
    assert reads(choice, phrase("mihon no aikotoba"))
    assert not choice.key_file.exists()
    with pytest.raises(WrongKey):
        open_vault(choice, phrase("mihon no aikotobA"))
    for silent in (nobody, phrase("")):
        with pytest.raises(KeyMissing):
            open_vault(choice, silent)


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"])
def test_the_passphrase_can_come_as_a_credential(choice: VaultChoice, tmp_path: Path, line_end: str) -> None:
    choice = choice.model_copy(update={"key": "passphrase"})
    fill(choice, phrase("mihon no aikotoba"))
    given = credentials(tmp_path, f"mihon no aikotoba{line_end}")
    assert reads(choice, environment=given)


def credentials(tmp_path: Path, text: str) -> dict[str, str]:
    folder = tmp_path / "credentials"
    folder.mkdir(exist_ok=True)
    path = folder / "auditor-vault-key"
    path.write_bytes(text.encode())
    path.chmod(0o440)  # as systemd does, which adds the service by an access list
    return {"CREDENTIALS_DIRECTORY": str(folder)}


def test_the_key_can_come_as_a_credential(choice: VaultChoice, tmp_path: Path) -> None:
    fill(choice)
    given = credentials(tmp_path, choice.key_file.read_text("ascii"))
    choice.key_file.unlink()
    choice = choice.model_copy(update={"key": "credential"})
    assert reads(choice, environment=given)
    for none in ({}, {"CREDENTIALS_DIRECTORY": ""}, {"CREDENTIALS_DIRECTORY": str(tmp_path / "none")}):
        with pytest.raises(KeyMissing):
            open_vault(choice, nobody, environment=none)


@posix
def test_a_credential_open_to_everybody_is_refused(choice: VaultChoice, tmp_path: Path) -> None:
    fill(choice)
    given = credentials(tmp_path, choice.key_file.read_text("ascii"))
    (tmp_path / "credentials" / "auditor-vault-key").chmod(0o444)
    with pytest.raises(VaultExposed):
        open_vault(choice.model_copy(update={"key": "credential"}), nobody, environment=given)


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o660])
@pytest.mark.parametrize("which", ["vault.key", "vault.db", "."])
def test_what_others_may_read_or_write_is_refused_with_what_to_do(
    choice: VaultChoice, mode: int, which: str
) -> None:
    fill(choice)
    exposed = choice.path.parent / which
    exposed.chmod(mode | (0o100 if which == "." else 0))
    with pytest.raises(VaultExposed) as caught:
        open_vault(choice, nobody)
    assert caught.value.todo is not None
    assert caught.value.todo.values["mode"] == ("700" if which == "." else "600")
    exposed.chmod(0o700 if which == "." else 0o600)
    assert reads(choice)


@posix
def test_no_vault_is_made_in_a_folder_open_to_others(choice: VaultChoice) -> None:
    choice.path.parent.mkdir(mode=0o755)
    with pytest.raises(VaultExposed):
        fill(choice)
    assert not choice.path.exists()


# --- another keyring ------------------------------------------------------------------------------------------


def named(backend: str) -> VaultChoice:
    return VaultChoice(backend=backend, service="city")


def test_a_keyring_is_chosen_by_its_dotted_name() -> None:
    fill(named("tests.vault.keyrings.InMemory"))
    assert reads(named("tests.vault.keyrings.InMemory"))
    assert ("city", "koho-x") in keyrings.InMemory.entries


def test_a_keyring_filled_by_other_means_is_read_too() -> None:
    keyrings.InMemory.entries["city", "koho-x"] = "p"
    with open_vault(named("tests.vault.keyrings.InMemory"), nobody) as vault:
        assert isinstance(vault.password("koho-x"), Secret)
        assert not vault.condition().canary
    assert list(keyrings.InMemory.entries) == [("city", "koho-x")]  # opening left nothing


@pytest.mark.parametrize(
    "backend",
    [
        "null",
        "fail",
        "chainer",
        "plaintext",
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "keyring.backends.chainer.ChainerBackend",
        "keyrings.alt.file.PlaintextKeyring",
        "keyrings.alt.file.EncryptedKeyring",
        "keyrings.alt.Gnome.Keyring",
        "keyrings.cryptfile.cryptfile.CryptFileKeyring",
        "tests.vault.keyrings.Disguised",
        "tests.vault.keyrings.PlaintextKeyring",
        "tests.vault.keyrings.null.Keyring",
    ],
)
def test_keyrings_that_keep_nothing_or_keep_it_readable_are_refused(backend: str) -> None:
    for act in (open_vault, create_vault):
        with pytest.raises(VaultRefused) as caught:
            act(named(backend), nobody)
        assert "is not used" in caught.value.what.text
        assert caught.value.exit_code == 2
        assert caught.value.todo is not None


@pytest.mark.parametrize(
    "backend",
    [
        "",
        "File",
        "desktop",
        "no.such.module.Keyring",
        "tests.vault.keyrings.NoSuchClass",
        "tests.vault.keyrings.NotAKeyring",
        "tests.vault.keyrings.SERVICE",
        "os.path",
        ".",
        "..x",
        "keyring.backends.SecretService",
    ],
)
def test_what_is_no_keyring_is_refused(backend: str) -> None:
    with pytest.raises(VaultRefused):
        open_vault(named(backend), nobody)


def test_a_keyring_that_cannot_work_here_says_so_without_its_text() -> None:
    with pytest.raises(VaultError) as caught:
        open_vault(named("tests.vault.keyrings.Unfit"), nobody)
    assert re.search("cannot work here", caught.value.what.text)
    assert "Mihon" not in f"{caught.value.what} {caught.value.todo}"


def test_the_desktop_keyring_without_a_desktop_cannot_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(VaultError) as caught:
        open_vault(named("keyring.backends.SecretService.Keyring"), nobody)
    assert re.search("cannot work here", caught.value.what.text)


def test_environment_variables_and_keyringrc_change_nothing(
    choice: VaultChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(choice)
    fill(named("tests.vault.keyrings.InMemory"))
    planted = {
        "KEYRING_PROPERTY_ANSWER": "planted",
        "KEYRING_PROPERTY_ENTRIES": "planted",
        "KEYRING_PROPERTY_GET_PASSWORD": "planted",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    for name, value in planted.items():
        monkeypatch.setenv(name, value)
    settings = tmp_path / "python_keyring" / "keyringrc.cfg"
    settings.parent.mkdir()
    settings.write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n", "utf-8")
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    assert isinstance(keyring.core.get_keyring(), null.Keyring)  # keyring itself would be led astray

    assert reads(choice)
    assert reads(named("tests.vault.keyrings.InMemory"))
    with open_vault(named("tests.vault.keyrings.InMemory"), nobody) as vault:
        assert vault._backend.answer == "own"  # type: ignore[attr-defined]
    assert {name: os.environ[name] for name in planted} == planted  # and put back


def test_the_global_keyring_is_left_alone(choice: VaultChoice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    fill(choice)
    fill(named("tests.vault.keyrings.InMemory"))
    assert keyring.core._keyring_backend is None
