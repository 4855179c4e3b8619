"""What the program asks of a vault, whichever keyring it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.errors import UsageError, VaultError, VaultRefused
from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.secret import Secret
from auditor.vault.vault import CANARY, CANARY_TEXT, Condition, Held, LoginSecrets, Vault
from checks._contract import Unseen, WhyUnseen
from tests.vault import keyrings


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    keyrings.InMemory.entries.clear()


@pytest.fixture(params=["file", "another keyring"])
def vault(request: pytest.FixtureRequest, keyring: EncryptedFileKeyring) -> Iterator[Vault]:
    with Vault(keyring if request.param == "file" else keyrings.InMemory(), "auditor") as made:
        yield made


def shown(found: Secret | Unseen | None) -> str | WhyUnseen | None:
    match found:
        case Secret():
            return found.reveal()
        case Unseen(why):
            return why
        case None:
            return None


def test_what_was_set_is_seen(vault: Vault) -> None:
    vault.set_password("koho-x", Secret(" with spaces　and width ＡＢ "))
    vault.set_seed("koho-x", Secret("JBSWY3DPEHPK3PXP"))
    assert shown(vault.password("koho-x")) == " with spaces　and width ＡＢ "
    assert shown(vault.seed("koho-x")) == "JBSWY3DPEHPK3PXP"


def test_entries_lie_where_the_contract_says() -> None:
    vault = Vault(keyrings.InMemory(), "city")
    vault.set_many([LoginSecrets("koho-x", Secret("p"), Secret("s"))])
    vault.set_key("fingerprints", Secret("k"))
    assert keyrings.InMemory.entries == {
        ("city", "koho-x"): "p",
        ("city", "koho-x/totp"): "s",
        ("city.keys", "fingerprints"): "k",
        ("city.keys", CANARY): CANARY_TEXT,
    }


def test_no_entry_an_empty_one_and_a_refused_one_are_told_apart() -> None:
    keyring = keyrings.Refusing()
    vault = Vault(keyring, "auditor")
    keyring.set_password("auditor", "empty", "")
    keyring.set_password("auditor", "empty/totp", "")
    assert [shown(vault.password(login)) for login in ("none", "empty", "stuck")] == [
        WhyUnseen.NO_ENTRY,
        WhyUnseen.EMPTY,
        WhyUnseen.REFUSED,
    ]
    assert [shown(vault.seed(login)) for login in ("none", "empty", "stuck")] == [
        None,
        None,
        WhyUnseen.REFUSED,
    ]


def test_one_damaged_row_is_one_unseen_login(folder: Path, keyring: EncryptedFileKeyring) -> None:
    vault = Vault(keyring, "auditor")
    vault.set_many([LoginSecrets(name, Secret("p"), Secret("s")) for name in ("one", "two")])
    connection = sqlite3.connect(folder / "vault.db", isolation_level=None)
    connection.execute(
        "UPDATE entries SET sealed = randomblob(156) WHERE lookup = ?",
        (keyring._sealer.lookup("auditor", "one"),),
    )
    connection.close()
    assert shown(vault.password("one")) == WhyUnseen.REFUSED
    assert shown(vault.seed("one")) == "s"
    assert shown(vault.password("two")) == "p"


def test_an_answer_that_is_no_text_is_a_refusal() -> None:
    keyrings.InMemory.entries["auditor", "login"] = "p"
    assert shown(Vault(keyrings.Bytes(), "auditor").password("login")) == WhyUnseen.REFUSED


def test_nothing_read_is_kept(vault: Vault) -> None:
    vault.set_password("koho-x", Secret("first"))
    vault.password("koho-x")
    vault.set_password("koho-x", Secret("second"))
    assert shown(vault.password("koho-x")) == "second"
    assert "second" not in repr(vars(vault))


@pytest.mark.parametrize("login_id", ["koho-x/totp", "/totp", ""])
def test_an_id_that_is_the_place_of_a_seed_is_refused_and_never_read_as_a_password(
    vault: Vault, login_id: str
) -> None:
    vault.set_seed("koho-x", Secret("JBSWY3DPEHPK3PXP"))
    assert shown(vault.password(login_id)) == WhyUnseen.REFUSED
    assert shown(vault.seed(login_id)) == WhyUnseen.REFUSED
    for act in (
        lambda: vault.set_password(login_id, Secret("p")),
        lambda: vault.set_seed(login_id, Secret("s")),
        lambda: vault.set_many(
            [LoginSecrets("other", Secret("p"), None), LoginSecrets(login_id, Secret("p"), None)]
        ),
        lambda: vault.remove(login_id),
    ):
        with pytest.raises(UsageError):
            act()
    assert shown(vault.seed("koho-x")) == "JBSWY3DPEHPK3PXP"
    assert shown(vault.password("other")) == WhyUnseen.NO_ENTRY


def test_setting_many_leaves_what_it_does_not_name(vault: Vault) -> None:
    assert vault.set_many([LoginSecrets("a", Secret("p"), Secret("s")), LoginSecrets("b", None, None)]) == 2
    assert vault.set_many([LoginSecrets("a", Secret("q"), None)]) == 1
    assert vault.set_many([LoginSecrets("a", None, Secret("t"))]) == 1
    assert (shown(vault.password("a")), shown(vault.seed("a"))) == ("q", "t")
    assert shown(vault.password("b")) == WhyUnseen.NO_ENTRY


def test_an_entry_that_is_refused_is_not_told_as_there() -> None:
    """`doctor` and `secret check` ask this way: a night would not see it either."""
    assert Vault(keyrings.Bytes(), "auditor").has(["login"]) == {"login": Held(password=False, seed=False)}


def test_an_import_into_the_file_is_one_write(keyring: EncryptedFileKeyring) -> None:
    vault = Vault(keyring, "auditor")
    vault.mark()
    before = keyring.generation
    vault.set_many([LoginSecrets(f"login-{n}", Secret("p"), Secret("s")) for n in range(200)])
    assert keyring.generation == before + 1


def test_removing_takes_password_and_seed_and_says_whether_there_was_one(vault: Vault) -> None:
    vault.set_many([LoginSecrets("a", Secret("p"), Secret("s")), LoginSecrets("b", None, Secret("s"))])
    assert vault.has(["a", "b", "c"]) == {
        "a": Held(password=True, seed=True),
        "b": Held(password=False, seed=True),
        "c": Held(password=False, seed=False),
    }
    assert [vault.remove(login) for login in ("a", "a", "b", "c")] == [True, False, True, False]
    assert vault.has(["a"]) == {"a": Held(password=False, seed=False)}


def test_keys_are_kept_apart_from_logins(vault: Vault) -> None:
    assert vault.key("fingerprints") is None
    vault.set_key("fingerprints", Secret("k"))
    key = vault.key("fingerprints")
    assert key is not None
    assert key.reveal() == "k"
    assert shown(vault.password("fingerprints")) == WhyUnseen.NO_ENTRY


def test_a_refused_key_is_an_error_and_never_no_key() -> None:
    with pytest.raises(VaultError):
        Vault(keyrings.Refusing(), "auditor").key("stuck")


def test_what_a_keyring_raises_is_told_without_its_text() -> None:
    keyrings.InMemory.entries["auditor", "kept"] = "p"
    vault = Vault(keyrings.Refusing(), "auditor")
    for act in (
        lambda: vault.key("stuck"),
        lambda: vault.set_password("stuck", Secret("Mihon-no-himitsu-7")),
        lambda: vault.remove("kept"),
        lambda: Vault(keyrings.Locked(), "auditor"),
    ):
        with pytest.raises(VaultError) as caught:
            act()
        assert "Mihon" not in f"{caught.value} {caught.value.what} {caught.value.todo}"
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def test_a_keyring_that_keeps_nothing_takes_no_secret() -> None:
    vault = Vault(keyrings.Forgetting(), "auditor")
    with pytest.raises(VaultRefused):
        vault.set_password("koho-x", Secret("p"))


def test_a_keyring_that_answers_the_same_to_everything_is_refused() -> None:
    with pytest.raises(VaultRefused):
        Vault(keyrings.Parrot(), "auditor")


def test_its_condition_tells_whether_the_program_ever_wrote_there(keyring: EncryptedFileKeyring) -> None:
    foreign = Vault(keyrings.InMemory(), "auditor")
    name = "tests.vault.keyrings.InMemory"
    assert foreign.condition() == Condition(name, canary=False, vault_id=None, generation=None)
    foreign.set_password("koho-x", Secret("p"))
    assert foreign.condition() == Condition(name, canary=True, vault_id=None, generation=None)
    own = Vault(keyring, "auditor")
    own.mark()
    assert own.condition() == Condition(
        "auditor.vault.backend.EncryptedFileKeyring", canary=True, vault_id=keyring.vault_id, generation=1
    )
    assert own.condition().generation == 1  # asking changed nothing
