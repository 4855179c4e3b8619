"""An entry's stamp says that it is still the very entry it was, and nothing else."""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.settings import VaultChoice
from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.keys import KeyText, write_key_file
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from auditor.vault.vault import LoginSecrets, Stamps, Vault
from checks._contract import Unseen, WhyUnseen
from tests.vault import keyrings
from tests.vault.test_vault import shown


@pytest.fixture
def vault(keyring: EncryptedFileKeyring) -> Iterator[Vault]:
    with Vault(keyring, "auditor") as made:
        made.set_many(
            [
                LoginSecrets("with-seed", Secret("sakura-2026"), Secret("JBSWY3DPEHPK3PXP")),
                LoginSecrets("without", Secret("sakura-2026"), None),
            ]
        )
        yield made


def stamps(vault: Vault) -> Stamps:
    found = vault.stamps()
    assert found is not None
    return found


def stamp(vault: Vault, login_id: str) -> bytes:
    found = vault.entries(login_id).stamp
    assert found is not None
    return found


def test_a_stamp_holds_as_long_as_nothing_is_written(vault: Vault) -> None:
    for login_id in ("with-seed", "without"):
        assert stamps(vault).hold(login_id, stamp(vault, login_id))


def test_a_stamp_holds_when_the_vault_is_opened_again(folder: Path, key: KeyText, vault: Vault) -> None:
    with Vault(EncryptedFileKeyring(folder / "vault.db", key), "auditor") as again:
        assert stamps(again).hold("with-seed", stamp(vault, "with-seed"))


def test_another_login_s_changes_leave_a_stamp_as_it_is(vault: Vault) -> None:
    before = stamp(vault, "with-seed")
    vault.set_password("without", Secret("another"))
    assert stamps(vault).hold("with-seed", before)


@pytest.mark.parametrize("password", ["another", "sakura-2026"])
def test_a_password_that_is_set_has_another_stamp_be_it_the_same(vault: Vault, password: str) -> None:
    before = stamp(vault, "with-seed")
    vault.set_password("with-seed", Secret(password))
    assert not stamps(vault).hold("with-seed", before)


def test_a_seed_that_comes_changes_or_is_cleared_ends_the_stamp(vault: Vault) -> None:
    for login_id, seed in (
        ("without", "JBSWY3DPEHPK3PXP"),
        ("with-seed", "GEZDGNBVGY3TQOJQ"),
        ("with-seed", ""),
    ):
        before = stamp(vault, login_id)
        vault.set_seed(login_id, Secret(seed))
        assert not stamps(vault).hold(login_id, before)


def test_an_entry_that_is_gone_holds_no_stamp(vault: Vault) -> None:
    before = stamp(vault, "with-seed")
    vault.remove("with-seed")
    assert not stamps(vault).hold("with-seed", before)
    assert vault.entries("with-seed").stamp is None


def test_a_login_that_can_name_no_entry_has_no_stamp(vault: Vault) -> None:
    assert vault.entries("with-seed/totp").stamp is None


@pytest.mark.parametrize("login_id", ["with-seed", "without", "nobody", "with-seed/totp", "cleared", "empty"])
def test_entries_are_what_password_and_seed_are(vault: Vault, login_id: str) -> None:
    vault.set_many(
        [LoginSecrets("cleared", Secret("x"), Secret("")), LoginSecrets("empty", Secret(""), Secret("x"))]
    )
    entries = vault.entries(login_id)
    assert shown(entries.password) == shown(vault.password(login_id))
    assert shown(entries.seed) == shown(vault.seed(login_id))


def test_an_entry_that_cannot_be_read_has_no_stamp_and_does_not_hide_the_other(
    folder: Path, vault: Vault
) -> None:
    before = stamp(vault, "with-seed")
    with sqlite3.connect(folder / "vault.db") as connection:
        for lookup, sealed in connection.execute("SELECT lookup, sealed FROM entries").fetchall():
            connection.execute(
                "UPDATE entries SET sealed = ? WHERE lookup = ?",
                (sealed[:-1] + bytes([sealed[-1] ^ 1]), lookup),
            )
    connection.close()
    assert vault.entries("with-seed").password == Unseen(WhyUnseen.REFUSED)
    assert vault.entries("with-seed").stamp is None
    assert len(before) == 32


def test_equal_passwords_have_stamps_of_their_own(vault: Vault) -> None:
    assert stamp(vault, "with-seed")[:16] != stamp(vault, "without")[:16]


def test_the_row_of_an_older_copy_of_the_same_login_holds_no_newer_stamp(
    folder: Path, key: KeyText, vault: Vault
) -> None:
    older = stamp(vault, "with-seed")
    vault.set_password("with-seed", Secret("another"))
    newer = stamp(vault, "with-seed")
    assert older != newer
    assert not stamps(vault).hold("with-seed", older)
    assert stamps(vault).hold("with-seed", newer)


def test_a_stamp_gives_away_no_weight(keyring: EncryptedFileKeyring) -> None:
    """Of two weights' sum the rows could be forged; what is kept outside is a hash of each."""
    keyring.set_password("auditor", "x", "sakura")
    with sqlite3.connect(keyring._file._path) as connection:
        ((lookup, sealed),) = connection.execute("SELECT lookup, sealed FROM entries").fetchall()
    weight = keyring._sealer.weight(lookup, sealed).to_bytes(32, "big")
    found = keyring.stamp("auditor", "x")
    assert found is not None
    assert len(found) == 16
    assert found not in weight
    assert found not in sealed + lookup


def test_another_keyring_has_no_stamps() -> None:
    keyrings.InMemory.entries.clear()
    assert Vault(keyrings.InMemory(), "auditor").stamps() is None


# --- a second process ---------------------------------------------------------------------------------------------


def test_our_own_file_is_read_from_a_forked_process_with_the_keys_it_has(vault: Vault) -> None:
    elsewhere = vault.elsewhere()
    if elsewhere is None or elsewhere.start != "fork":
        pytest.skip("this system does not fork safely")
    with elsewhere.open() as beside:
        found = beside.password("with-seed")
        assert isinstance(found, Secret)
        assert found.reveal() == "sakura-2026"


def test_another_process_opens_the_vault_from_the_settings(folder: Path, key: KeyText, vault: Vault) -> None:
    write_key_file(folder / "vault.key", key)
    choice = VaultChoice(backend="file", path=folder / "vault.db", key="file", key_file=folder / "vault.key")
    with open_vault(choice, lambda: None) as opened:
        assert opened._again is not None
        again = pickle.loads(pickle.dumps(opened._again))
        with again() as other:
            assert isinstance(other.password("with-seed"), Secret)


def test_a_keyring_is_opened_once_more_and_never_taken_over_a_fork() -> None:
    choice = VaultChoice(backend="tests.vault.keyrings.InMemory")
    with open_vault(choice, lambda: None) as opened:
        elsewhere = opened.elsewhere()
    assert elsewhere is not None
    assert elsewhere.start == "spawn"
    assert "passphrase" not in repr(pickle.dumps(elsewhere.open))


def test_what_only_a_typed_passphrase_opens_is_not_opened_again(tmp_path: Path) -> None:
    from auditor.vault.opening import create_vault  # noqa: PLC0415

    private = tmp_path / "private"
    choice = VaultChoice(backend="file", path=private / "vault.db", key="passphrase", key_file=private / "k")
    create_vault(choice, lambda: Secret("a long passphrase"), os.urandom, {}).close()
    with open_vault(choice, lambda: Secret("a long passphrase"), {}) as opened:
        assert opened._again is None
