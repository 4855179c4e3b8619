"""The demo city: each fault of the contract once, nothing by chance, and nobody real in it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.catalogue import load_pack, shipped_packs
from auditor.demo import MANNERS, DemoCity, Headings, Manner, build, csv_folder, workbook, year_until
from auditor.demo.passwords import seed_of, strong_password
from auditor.inventory.reading import read_sources
from auditor.inventory.tables import Known, Tables
from auditor.vault.secret import Secret
from checks._contract import Status
from tests.acceptance.city import is_plain

DAY = date(2026, 11, 20)
YEAR = year_until(DAY)
LEAP_DAY = date(2028, 2, 29)


@pytest.fixture(scope="module")
def city() -> DemoCity:
    return build(YEAR, Random(1))


def read(source: Path) -> Tables:
    return read_sources([source], Known(), lambda: None).tables


def contents(tables: Tables) -> dict[str, set[object]]:
    """The tables without the order of their rows."""
    return {
        name: set(getattr(tables, name))
        for name in ("accounts", "logins", "administrators", "staff", "transfers", "evidence", "personal")
    } | {"policies": {(one.account_id, *sorted(one.fields.items())) for one in tables.policies or ()}}


def revealed(city: DemoCity) -> dict[str, tuple[str, str]]:
    """Login id → password and seed, empty where there is none."""
    return {
        login_id: (_text(secret.password), _text(secret.seed)) for login_id, secret in city.secrets.items()
    }


def _text(secret: Secret | None) -> str:
    return "" if secret is None else secret.reveal()


every_manner = pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)


def test_there_is_a_city_for_each_pack() -> None:
    assert {*MANNERS} == {*shipped_packs()}


@every_manner
def test_every_check_of_its_pack_is_planted_in_a_city(manner: Manner) -> None:
    city = build(YEAR, Random(1), manner)
    assert {planted.check for planted in city.plant} == {
        rule.check for rule in load_pack(manner.pack, {}).rules
    }


def test_both_grades_are_planted_where_a_check_has_two(city: DemoCity) -> None:
    statuses = Counter((planted.check, planted.status) for planted in city.plant)
    for check, status in (
        ("password-age", Status.PENDING),
        ("password-age", Status.NONCONFORMING),
        ("second-factor", Status.NONCONFORMING),
        ("second-factor", Status.UNVERIFIED),
        ("second-factor-seed", Status.ADVICE),
        ("second-factor-seed", Status.NONCONFORMING),
        ("administrators-minimum", Status.ADVICE),
        ("administrators-minimum", Status.NONCONFORMING),
        ("manager-named", Status.UNVERIFIED),
        ("manager-named", Status.NONCONFORMING),
        ("register-submitted", Status.PENDING),
        ("register-submitted", Status.NONCONFORMING),
    ):
        assert statuses[check, status], f"{check} {status}"


@every_manner
def test_no_finding_is_planted_twice_and_each_is_about_something_there(manner: Manner) -> None:
    city = build(YEAR, Random(1), manner)
    planted = Counter((planted.check, planted.subject) for planted in city.plant)
    assert set(planted.values()) == {1}
    subjects = {account.account_id for account in city.tables.accounts or ()} | {
        login.login_id for login in city.tables.logins or ()
    }
    assert {subject for _, subject in planted} <= subjects


def test_some_open_accounts_have_nothing_wrong_at_all(city: DemoCity) -> None:
    faulty = {planted.subject for planted in city.plant}
    for login in city.tables.logins or ():
        if login.login_id in faulty:
            faulty |= set(login.accounts)
    sound = [
        account
        for account in city.tables.accounts or ()
        if account.account_id not in faulty and not account.is_closed(DAY)
    ]
    assert len(sound) >= 4


def test_the_closed_account_is_terrible_and_nothing_is_planted_on_it(city: DemoCity) -> None:
    (closed,) = (account for account in city.tables.accounts or () if account.is_closed(DAY))
    (login,) = (login for login in city.tables.logins or () if closed.account_id in login.accounts)
    assert closed.manager is None
    assert len(revealed(city)[login.login_id][0]) < 12
    assert not {closed.account_id, login.login_id} & {planted.subject for planted in city.plant}


def test_it_is_about_as_large_as_a_small_city_s(city: DemoCity) -> None:
    assert len(city.tables.accounts or ()) in range(28, 36)
    assert len(city.tables.staff or ()) in range(36, 45)
    assert len({account.section for account in city.tables.accounts or ()}) == 10


@every_manner
def test_nobody_in_it_can_be_taken_for_real(manner: Manner) -> None:
    city = build(YEAR, Random(1), manner)
    assert all(re.fullmatch(r"0\d{3}-00-\d{4}", row.phone) for row in city.tables.personal)
    assert all(person.mail.endswith("@example.lg.jp") for person in city.tables.staff or ())
    assert all("example.lg.jp" in account.url for account in city.tables.accounts or () if account.url)
    families = {person.name.split()[0] for person in city.tables.staff or ()}
    assert families <= {
        "見本", "例示", "仮名", "記入", "試験", "架空", "雛形", "練習", "想定", "演習", "手本",
    }  # fmt: skip


def test_no_two_people_share_a_number_a_birthday_or_a_phone(city: DemoCity) -> None:
    people = city.tables.personal
    for values in (
        [row.staff_number for row in people],
        [row.birth_date for row in people],
        [row.phone for row in people],
    ):
        assert len(values) == len(set(values))


def test_the_same_randomness_makes_the_same_city() -> None:
    first, second = build(YEAR, Random(5)), build(YEAR, Random(5))
    assert revealed(first) == revealed(second)
    assert workbook(first) == workbook(second)
    assert revealed(build(YEAR, Random(6))) != revealed(first)


def test_only_the_secrets_are_random() -> None:
    first, second = build(YEAR, Random(5)), build(YEAR, Random(6))
    assert contents(first.tables) == contents(second.tables)
    assert first.plant == second.plant


def test_no_secret_shows(city: DemoCity) -> None:
    shown = repr(city)
    for password, seed in revealed(city).values():
        assert not password or password not in shown
        assert not seed or seed not in shown


def test_every_secret_is_long_enough_to_be_searched_for(city: DemoCity) -> None:
    """A shorter one would be found by chance and tell nothing about a leak."""
    for password, seed in revealed(city).values():
        assert not password or len(password) >= 8
        assert not seed or len(seed) >= 8


def test_runs_are_planted_where_they_are_named_and_nowhere_else(city: DemoCity) -> None:
    planted = {planted.subject for planted in city.plant if planted.check == "password-runs"}
    assert {
        login_id for login_id, (password, _) in revealed(city).items() if not is_plain(password)
    } == planted


@given(st.integers())
def test_a_strong_password_holds_nothing_that_a_rule_speaks_of(seed: int) -> None:
    password = strong_password(Random(seed))
    assert len(password) == 24
    assert is_plain(password)
    assert not re.search(r"\d[^A-Za-z]*\d", password)
    assert password[0].isalpha()
    assert password[-1].isalpha()


def test_seeds_are_as_long_as_asked() -> None:
    assert len(seed_of(Random(0))) == 32
    assert len(seed_of(Random(0), 10)) == 16


@every_manner
def test_each_city_s_workbook_is_read_as_it_was_meant(manner: Manner, tmp_path: Path) -> None:
    city = build(YEAR, Random(1), manner)
    (tmp_path / "inventory.xlsx").write_bytes(workbook(city))
    assert contents(read(tmp_path / "inventory.xlsx")) == contents(city.tables)


@pytest.mark.parametrize("day", [DAY, LEAP_DAY, date(2027, 1, 1), date(2026, 4, 30)], ids=str)
def test_the_workbook_is_read_as_it_was_meant(day: date, tmp_path: Path) -> None:
    city = build(year_until(day), Random(1))
    (tmp_path / "inventory.xlsx").write_bytes(workbook(city))
    assert contents(read(tmp_path / "inventory.xlsx")) == contents(city.tables)


@pytest.mark.parametrize("headings", Headings)
def test_the_csv_folder_is_read_as_it_was_meant(city: DemoCity, headings: Headings, tmp_path: Path) -> None:
    for name, content in csv_folder(city, headings).items():
        (tmp_path / name).write_bytes(content)
    assert contents(read(tmp_path)) == contents(city.tables)


def test_the_csv_folder_is_cp932_with_names_in_the_language_asked_for(city: DemoCity) -> None:
    japanese = csv_folder(city, Headings.JAPANESE)
    assert japanese["職員.csv"].decode("cp932").startswith("職員番号,氏名,")
    assert "staff.csv" in csv_folder(city, Headings.ENGLISH)


def test_the_workbook_is_written_the_way_people_write(city: DemoCity, tmp_path: Path) -> None:
    """The demo is there to show the reader at work."""
    reading = tmp_path / "inventory.xlsx"
    reading.write_bytes(workbook(city))
    warnings = read_sources([reading], Known(), lambda: None).warnings
    assert len(warnings) == 2  # the sheet that is no table, and the column nobody asked for
