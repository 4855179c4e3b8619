"""No secret, no birth date and no phone number turns up in any file or stream that any command produced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest

from auditor.settings import load
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from tests.acceptance.city import City, make_city
from tests.acceptance.conftest import Demo
from tests.acceptance.harness import TODAY, Office
from tests.acceptance.tables import era_of, secrets_csv, write_workbook
from tests.leaks import Hunt

INVENTORY = {".xlsx", ".csv"}  # the user's own files, in which birth dates stand with good reason


def demo_secrets(demo: Demo) -> Mapping[str, str]:
    """What the demo put into the vault; it drew the passwords itself."""
    found: dict[str, str] = {}
    with open_vault(load(demo.office.folder / "config.toml").vault, lambda: None) as vault:
        for login_id, secret in demo.made.secrets.items():
            for what, expected, entry in (
                ("password", secret.password, vault.password(login_id)),
                ("seed", secret.seed, vault.seed(login_id)),
            ):
                if expected is not None and expected.reveal():
                    assert isinstance(entry, Secret), f"{what} of {login_id} is not in the vault"
                    found[f"{what} of {login_id}"] = entry.reveal()
    return found


def directory_of(rows: Mapping[str, tuple[date | None, str]]) -> Hunt:
    """Birth dates and phone numbers in the ways in which they could be shown (four digits alone mean nobody)."""
    wanted: dict[str, str] = {}
    for number, (born, phone) in rows.items():
        wanted[f"phone of {number}"] = phone
        wanted[f"phone of {number}, digits"] = phone.replace("-", "")
        if born is not None:
            kanji, _, year = era_of(born)
            for n, written in enumerate(
                (
                    born.isoformat(),
                    f"{born:%Y/%m/%d}",
                    f"{born:%Y%m%d}",
                    f"{born.year}年{born.month}月{born.day}日",
                    f"{kanji}{year}年{born.month}月{born.day}日",
                )
            ):
                wanted[f"birth date of {number}, form {n}"] = written
    return Hunt(wanted)


def test_the_demo_leaves_no_secret_anywhere(demo: Demo) -> None:
    secrets = demo_secrets(demo)
    assert len(secrets) > 35
    hunt = Hunt(secrets)
    assert hunt.in_folder(demo.office.folder) == []
    assert hunt.in_streams(demo.office.streams) == []


def test_the_demo_leaves_nothing_personal_outside_the_inventory(demo: Demo) -> None:
    hunt = directory_of({row.staff_number: (row.birth_date, row.phone) for row in demo.made.tables.personal})
    inventory = [path for path in demo.office.folder.rglob("*") if path.suffix in INVENTORY]
    assert hunt.in_folder(demo.office.folder, but=inventory) == []
    assert hunt.in_streams(demo.office.streams) == []


def test_the_demo_inventory_holds_what_was_looked_for(demo: Demo) -> None:
    """So that the search above is known to look for the right thing."""
    hunt = directory_of({row.staff_number: (row.birth_date, row.phone) for row in demo.made.tables.personal})
    assert hunt.in_folder(demo.office.folder)


def test_a_secret_that_is_planted_is_found(demo: Demo, tmp_path: Path) -> None:
    hunt = Hunt(demo_secrets(demo))
    secret = next(iter(demo_secrets(demo).values()))
    (tmp_path / "auditor.log").write_text(f"vault said {secret[::-1]}", "utf-8")
    assert hunt.in_folder(tmp_path)


@pytest.fixture(scope="module")
def unlucky(bare_office: Office, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, City]:
    """A city whose every command goes wrong: errors are where secrets slip out."""
    city = make_city(23, TODAY)
    office = bare_office.copied_to(tmp_path_factory.mktemp("unlucky") / "office")
    source = write_workbook(city.tables, office.folder / "inventory.xlsx", Random(0))
    office.must("import", source)
    secrets = secrets_csv(city.secrets)
    (office.folder / "secrets.csv").write_bytes(secrets)
    (office.folder / "wrong.csv").write_bytes(secrets.replace(b"login_id", b"entry", 1))
    (office.folder / "twice.csv").write_bytes(secrets + secrets.split(b"\r\n", 1)[1])
    (office.folder / "cut.csv").write_bytes(secrets[: len(secrets) // 2] + b'"')
    refused = [
        office.auditor("secret", "import", name).code for name in ("wrong.csv", "twice.csv", "cut.csv")
    ]
    assert refused == [2, 2, 2]
    office.must("secret", "import", "secrets.csv")
    # Somebody mistakes one file for the other.
    assert office.auditor("import", "secrets.csv").code == 2
    assert office.auditor("secret", "import", source).code == 2
    office.auditor("secret", "set", "login-x", stdin=b"")
    office.auditor("run", "--json")
    vault = next(path for path in (office.folder / "vault").iterdir() if path.suffix == ".db")
    whole = vault.read_bytes()
    vault.write_bytes(whole[: len(whole) // 2])
    assert office.auditor("run", "--json").code == 5
    vault.write_bytes(whole)
    return office, city


def test_errors_leave_no_secret_anywhere(unlucky: tuple[Office, City]) -> None:
    office, city = unlucky
    hunt = Hunt(dict(_distinctive(city)))
    mine = list(office.folder.glob("*.csv"))
    assert hunt.in_folder(office.folder, but=mine) == []
    assert hunt.in_streams(office.streams) == []


def _distinctive(city: City) -> Iterator[tuple[str, str]]:
    """The city's secrets, but for the everyday words among them, which stand in any text."""
    for login_id, (password, totp) in city.secrets.items():
        if len(password) > 9:
            yield f"password of {login_id}", password
        seed = re.sub(r"^.*secret=|&.*$| ", "", totp).upper()
        if len(seed) >= 8:
            yield f"seed of {login_id}", seed


def test_errors_leave_nothing_personal(unlucky: tuple[Office, City]) -> None:
    office, city = unlucky
    people: dict[str, tuple[date | None, str]] = {}
    for row in city.tables["staff"]:
        born = row["birth_date"]
        assert isinstance(born, date)
        people[str(row["staff_number"])] = (born, str(row["phone"]))
    hunt = directory_of(people)
    mine = [path for path in office.folder.iterdir() if path.suffix in INVENTORY]
    assert hunt.in_folder(office.folder, but=mine) == []
    assert hunt.in_streams(office.streams) == []


def test_every_file_is_the_owners_only(demo: Demo) -> None:
    """On systems that have such permissions."""
    if demo.office.folder.stat().st_mode & 0o777 == 0o777:
        pytest.skip("no POSIX permissions here")
    made = list(demo.office.folder.rglob("*"))
    assert {path.stat().st_mode & 0o077 for path in made} == {0}


def test_no_part_of_a_password_stands_in_a_finding(demo: Demo) -> None:
    """Messages tell the kind of weakness; a part of a password would give the rest away."""
    assert not re.search(rb"mihonshi20|sakura04|himawari7|natsu20", demo.run.out.lower())
