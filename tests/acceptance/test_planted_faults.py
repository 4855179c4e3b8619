"""An inventory nobody has seen, with planted faults: what comes out is what was put in, both ways of importing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.acceptance.city import City, make_city
from tests.acceptance.harness import Office, Said
from tests.acceptance.tables import secrets_csv, write_folder, write_workbook

CITIES = {7: date(2026, 11, 20), 19: date(2027, 4, 2)}


@dataclass(frozen=True)
class Audited:
    city: City
    from_workbook: Said
    from_folder: Said


def audited(city: City, bare_office: Office, folder: Path) -> Audited:
    """The city, imported and audited twice: from a workbook and from a folder of CP932 files."""
    secrets = folder / "secrets.csv"
    secrets.write_bytes(secrets_csv(city.secrets))
    first = bare_office.copied_to(folder / "workbook")
    first.today = city.day
    first.must("secret", "import", secrets)
    second = first.copied_to(folder / "folder")
    return Audited(
        city,
        _audit(first, write_workbook(city.tables, folder / "inventory.xlsx", Random(city.seed))),
        _audit(second, write_folder(city.tables, folder / "inventory", Random(city.seed + 1))),
    )


def _audit(office: Office, source: Path) -> Said:
    office.must("import", source)
    return office.auditor("run", "--json")


@pytest.fixture(scope="module", params=CITIES.items(), ids=[f"city {seed}" for seed in CITIES])
def faulty(
    request: pytest.FixtureRequest, bare_office: Office, tmp_path_factory: pytest.TempPathFactory
) -> Audited:
    seed, day = request.param
    return audited(make_city(seed, day), bare_office, tmp_path_factory.mktemp("city"))


def test_the_findings_of_the_workbook_are_the_planted_ones(faulty: Audited) -> None:
    assert faulty.from_workbook.findings == faulty.city.findings


def test_the_findings_of_the_cp932_folder_are_the_planted_ones(faulty: Audited) -> None:
    assert faulty.from_folder.findings == faulty.city.findings


def test_no_finding_comes_twice(faulty: Audited) -> None:
    keys = [row["key"] for row in faulty.from_workbook.json["findings"]]
    assert len(keys) == len(set(keys)) == len(faulty.city.findings)


def test_both_ways_say_the_same_in_every_word(faulty: Audited) -> None:
    assert faulty.from_workbook.json["findings"] == faulty.from_folder.json["findings"]
    assert faulty.from_workbook.json["counts"] == faulty.from_folder.json["counts"]


def test_the_exit_code_says_what_was_seen(faulty: Audited) -> None:
    assert faulty.from_workbook.code == faulty.from_folder.code == faulty.city.exit_code
    assert faulty.from_workbook.json["run"]["complete"] == (faulty.city.exit_code != 3)


def test_the_counts_agree_with_the_city_and_with_the_findings(faulty: Audited) -> None:
    answer = faulty.from_workbook.json
    counts = answer["counts"]
    city = faulty.city
    assert (counts["accounts"], counts["logins"], counts["staff"]) == (
        city.open_accounts,
        city.serving_logins,
        city.staff,
    )
    by_status = Counter(row["status"] for row in answer["findings"])
    for status in ("nonconforming", "unverified", "pending", "advice", "waived"):
        assert counts[status] == by_status[status], status
    assert counts["conforming"] > 0


def test_what_could_not_be_seen_is_listed_and_nothing_else(faulty: Audited) -> None:
    unseen = {subject for check, subject, _ in faulty.city.findings if check == "password-unseen"}
    assert {row["subject"] for row in faulty.from_workbook.json["not_seen"]} == unseen


def test_those_who_share_a_password_are_named_to_each_other(faulty: Audited) -> None:
    related = {
        row["subject"]["id"]: set(row["related"])
        for row in faulty.from_workbook.json["findings"]
        if row["check"] == "password-reuse"
    }
    passwords = {login_id: pair[0] for login_id, pair in faulty.city.secrets.items() if login_id in related}
    assert related == {
        login_id: {other for other in passwords if passwords[other] == password and other != login_id}
        for login_id, password in passwords.items()
    }


def test_a_city_without_fault_passes(bare_office: Office, tmp_path: Path) -> None:
    done = audited(make_city(3, date(2026, 11, 20), faulty=0), bare_office, tmp_path)
    assert done.city.findings == set()
    for said in (done.from_workbook, done.from_folder):
        assert said.findings == set()
        assert said.code == 0


@pytest.mark.parametrize("seed", range(40))
def test_the_generator_plants_each_fault_once(seed: int) -> None:
    """The generator itself is held to its word, without a program start."""
    city = make_city(seed, date(2026, 11, 20))
    subjects = {row["account_id"] for row in city.tables["accounts"]} | {
        row["login_id"] for row in city.tables["logins"]
    }
    assert city.findings
    assert {subject for _, subject, _ in city.findings} <= subjects - {"closed-ac", "old-login"}
