from __future__ import annotations

from pathlib import Path

import pytest

from auditor.settings import load
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from tests.acceptance.small import SECRETS
from tests.cli.conftest import Auditor

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
