from __future__ import annotations

from pathlib import Path

import pytest

from auditor.settings import load
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from tests.acceptance.small import SECRETS
from tests.cli.conftest import Auditor, dump

PASSWORD = "Nw4-rTqLmWzv.KdPn!yXbs"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def password(city: Path, login: str) -> str | None:
    with open_vault(load(city / "config.toml").vault, lambda: None) as vault:
        found = vault.password(login)
        return found.reveal() if isinstance(found, Secret) else None


def seed(city: Path, login: str) -> str | None:
    with open_vault(load(city / "config.toml").vault, lambda: None) as vault:
        found = vault.seed(login)
        return found.reveal() if isinstance(found, Secret) else None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (f"{PASSWORD}\n".encode(), PASSWORD),
        (f"{PASSWORD}\r\nmore\n".encode(), PASSWORD),
        (PASSWORD.encode(), PASSWORD),
        (f"\ufeff{PASSWORD}\n".encode(), PASSWORD),
        (" 両端に空白 \n".encode(), " 両端に空白 "),
    ],
)
def test_a_password_is_set_from_the_first_line_of_standard_input(
    city: Path, auditor: Auditor, given: bytes, kept: str
) -> None:
    said = auditor("secret", "set", "login-a", stdin=given)
    assert said.code == 0
    assert password(city, "login-a") == kept
    assert seed(city, "login-a") == SECRETS["login-a"][1]
    assert kept.strip() not in said.out + said.err


def test_a_seed_is_set_beside_the_password(city: Path, auditor: Auditor) -> None:
    said = auditor("secret", "set", "login-b", "--totp", stdin=f"{SEED}\n".encode())
    assert said.code == 0
    assert (password(city, "login-b"), seed(city, "login-b")) == (SECRETS["login-b"][0], SEED)
    assert SEED not in said.out + said.err


def test_a_key_of_the_program_is_set_under_its_own_service(city: Path, auditor: Auditor) -> None:
    assert auditor("secret", "set", "inventory-passphrase", "--key", stdin=b"opens the book\n").code == 0
    with open_vault(load(city / "config.toml").vault, lambda: None) as vault:
        key = vault.key("inventory-passphrase")
        assert key is not None
        assert key.reveal() == "opens the book"
    assert password(city, "inventory-passphrase") is None


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("login-a",), b""),
        (("login-a",), b"\n"),
        (("login-a",), "ｶﾅ\n".encode("cp932")),
        (("login-a", "--totp", "--key"), b"x\n"),
        (("login-a/totp",), b"x\n"),
        (("",), b"x\n"),
    ],
)
def test_what_cannot_be_set_ends_with_2_and_changes_nothing(
    city: Path, auditor: Auditor, arguments: tuple[str, ...], stdin: bytes
) -> None:
    said = auditor("secret", "set", *arguments, stdin=stdin)
    assert (said.code, said.out) == (2, "")
    assert password(city, "login-a") == SECRETS["login-a"][0]
    assert seed(city, "login-a") == SECRETS["login-a"][1]


def test_an_import_sets_what_it_names_and_prints_no_secret(city: Path, auditor: Auditor) -> None:
    file = city / "new.csv"
    file.write_text(f"login_id,password,totp\nlogin-b,{PASSWORD},\nlogin-c,,{SEED}\n", "utf-8")
    said = auditor("secret", "import", "new.csv", "--json")
    assert said.code == 0
    assert said.json["logins"] == 2
    assert password(city, "login-b") == PASSWORD
    assert seed(city, "login-c") == SEED
    assert password(city, "login-a") == SECRETS["login-a"][0]
    for text in (PASSWORD, SEED):
        assert text not in said.out + said.err


def test_after_an_import_the_file_is_spoken_of(city: Path, auditor: Auditor) -> None:
    (city / "new.csv").write_text(f"login_id,password,totp\nlogin-b,{PASSWORD},\n", "utf-8")
    said = auditor("secret", "import", "new.csv")
    assert said.code == 0
    assert "new.csv" in said.err


def test_a_faulty_import_sets_nothing_and_repeats_no_password(city: Path, auditor: Auditor) -> None:
    (city / "new.csv").write_text(
        f"login_id,password,totp\nlogin-a,{PASSWORD},\nlogin-a,{PASSWORD},\n", "utf-8"
    )
    said = auditor("secret", "import", "new.csv", "--json")
    assert (said.code, said.out) == (2, "")
    assert PASSWORD not in said.err
    assert password(city, "login-a") == SECRETS["login-a"][0]


def test_check_names_the_logins_without_an_entry(city: Path, auditor: Auditor) -> None:
    auditor("import", "source")
    assert auditor("secret", "check").code == 0
    auditor("secret", "remove", "login-b")
    said = auditor("secret", "check")
    assert said.code == 3
    assert "login-b" in said.out
    assert "login-a" not in said.out
    answer = auditor("secret", "check", "--json")
    assert answer.code == 3
    assert answer.json == {
        "login-a": {"password": True, "totp": True},
        "login-b": {"password": False, "totp": False},
    }


def test_remove_takes_password_and_seed_and_says_when_there_was_nothing(city: Path, auditor: Auditor) -> None:
    assert auditor("secret", "remove", "login-a").code == 0
    assert (password(city, "login-a"), seed(city, "login-a")) == (None, None)
    again = auditor("secret", "remove", "login-a")
    assert again.code == 0
    assert "login-a" in again.out


@pytest.mark.parametrize("name", ["fingerprints", "canary", "login-a", "Inventory-Passphrase", ""])
def test_no_key_of_the_program_s_own_is_written_over(city: Path, auditor: Auditor, name: str) -> None:
    vault = city / "vault" / "vault.db"
    before = vault.read_bytes()
    said = auditor("secret", "set", name, "--key", stdin=b"x\n")
    assert (said.code, said.out) == (2, "")
    assert vault.read_bytes() == before


def test_the_fingerprint_key_is_not_settable_under_any_settings(city: Path, auditor: Auditor) -> None:
    text = (city / "config.toml").read_text("utf-8")
    (city / "config.toml").write_text(
        text.replace("[inventory]", '[inventory]\npassphrase_entry = "fingerprints"'), "utf-8"
    )
    assert auditor("secret", "set", "fingerprints", "--key", stdin=b"x\n").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("set", "login-a", PASSWORD),
        ("set", "login-a", f"--{PASSWORD}"),
        ("set", "login-a", f"-{PASSWORD}"),
        ("set", "login-a", f"--totp={PASSWORD}"),
        ("remove", "login-a", PASSWORD),
        ("check", PASSWORD),
        ("accept", PASSWORD),
        ("import", "new.csv", PASSWORD),
        (PASSWORD,),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_password_on_the_command_line_is_refused_and_not_repeated(
    city: Path, auditor: Auditor, arguments: tuple[str, ...]
) -> None:
    said = auditor("secret", *arguments, stdin=b"x\n")
    assert (said.code, said.out) == (2, "")
    assert PASSWORD[2:] not in said.err
    assert "--help" in said.err


@pytest.mark.parametrize("command", ["demo", "init", "template", "doctor", "run", "report", "findings"])
def test_an_argument_too_many_is_not_repeated_by_any_command(
    city: Path, auditor: Auditor, command: str
) -> None:
    said = auditor(command, "new", PASSWORD)
    assert (said.code, said.out) == (2, "")
    assert PASSWORD not in said.err


def test_a_login_is_named_in_any_width(city: Path, auditor: Auditor) -> None:
    assert auditor("secret", "set", " ｌｏｇｉｎ－ａ ", stdin=f"{PASSWORD}\n".encode()).code == 0
    assert password(city, "login-a") == PASSWORD
    assert auditor("secret", "remove", "ｌｏｇｉｎ－ａ").code == 0
    assert password(city, "login-a") is None


@pytest.mark.parametrize("command", ["set", "remove"])
@pytest.mark.parametrize("login", ["login\u200b-a", "login-a\x07", "\u202elogin-a"])
def test_an_id_with_a_sign_that_nobody_sees_is_refused(
    city: Path, auditor: Auditor, command: str, login: str
) -> None:
    assert auditor("secret", command, login, stdin=b"x\n").code == 2
    assert password(city, "login-a") == SECRETS["login-a"][0]


def test_a_login_that_the_inventory_does_not_have_is_spoken_of(city: Path, auditor: Auditor) -> None:
    assert auditor("import", "source").code == 0
    known = auditor("secret", "set", "login-a", stdin=b"x\n")
    assert (known.code, known.err) == (0, "")
    mistyped = auditor("secret", "set", "login-q", stdin=b"x\n")
    assert mistyped.code == 0
    assert "login-q" in mistyped.err
    assert password(city, "login-q") == "x"


@pytest.mark.parametrize("has_store", [True, False])
def test_before_the_first_inventory_every_login_is_new_and_none_is_spoken_of(
    city: Path, auditor: Auditor, has_store: bool
) -> None:
    if not has_store:
        (city / "auditor.db").unlink()
    said = auditor("secret", "set", "login-q", stdin=b"x\n")
    assert (said.code, said.err) == (0, "")


def test_an_import_counts_the_logins_that_the_inventory_does_not_have(city: Path, auditor: Auditor) -> None:
    assert auditor("import", "source").code == 0
    (city / "new.csv").write_text(f"login_id,password,totp\nlogin-b,{SEED},\n{PASSWORD},login-a,\n", "utf-8")
    said = auditor("secret", "import", "new.csv", "--json")
    assert said.code == 0
    assert said.json == {"logins": 2, "entries": 2}
    assert PASSWORD not in said.out + said.err, "a column out of place is no reason to show a password"
    assert said.err.count("\n") == 1
    (city / "new.csv").write_text(f"login_id,password,totp\nlogin-b,{SEED},\n", "utf-8")
    assert auditor("secret", "import", "new.csv", "--json").err == ""


@pytest.fixture
def older_copy(city: Path, auditor: Auditor) -> Path:
    """A city that brought back a vault of before a run; its ledger remembers a newer one."""
    vault = city / "vault" / "vault.db"
    before = vault.read_bytes()
    assert auditor("secret", "set", "login-a", stdin=f"{PASSWORD}\n".encode()).code == 0
    assert auditor("import", "source").code == 0
    assert auditor("run").code in (0, 1, 3)
    vault.write_bytes(before)
    return city


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("secret", "set", "login-a"),
        ("secret", "remove", "login-a"),
        ("secret", "import", "new.csv"),
    ],
    ids=" ".join,
)
def test_an_older_copy_of_the_vault_is_refused_and_nothing_is_changed(
    older_copy: Path, auditor: Auditor, arguments: tuple[str, ...]
) -> None:
    (older_copy / "new.csv").write_text(f"login_id,password,totp\nlogin-b,{PASSWORD},\n", "utf-8")
    vault = (older_copy / "vault" / "vault.db").read_bytes()
    store = dump(older_copy)
    said = auditor(*arguments, stdin=b"x\n")
    assert (said.code, said.out) == (5, "")
    assert "auditor secret accept" in said.err
    assert (older_copy / "vault" / "vault.db").read_bytes() == vault
    assert dump(older_copy) == store


def test_an_older_copy_that_is_accepted_is_used_again(older_copy: Path, auditor: Auditor) -> None:
    assert auditor("secret", "accept").code == 0
    assert auditor("run").code in (0, 1, 3)
    assert auditor("secret", "set", "login-a", stdin=b"x\n").code == 0
    assert password(older_copy, "login-a") == "x"


def test_a_night_with_an_unchanged_vault_leaves_what_is_known_of_it(city: Path, auditor: Auditor) -> None:
    def known() -> list[str]:
        return [line for line in dump(city).splitlines() if line.startswith('INSERT INTO "vaults"')]

    auditor("import", "source")
    auditor("run")
    first = known()
    auditor("run")
    assert known() == first
    assert len(first) == 1
    auditor("secret", "set", "login-a", stdin=b"x\n")
    auditor("run")
    assert len(known()) == 1
    assert known() != first
