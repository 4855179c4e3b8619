from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from auditor.duties.sighted import SecretKind
from auditor.inventory.tables import Tables
from auditor.ledger import register, runs, schema, sightings
from checks._contract import (
    Login,
    LoginMeasurement,
    NearForms,
    PasswordMeasurement,
    SeedMeasurement,
    Sighting,
    Text,
    Unseen,
    WhyUnseen,
)
from reports.audit import PackRef

from .writes import counted

DAY = date(2026, 11, 20)
KEY = "k1"


@pytest.fixture(autouse=True)
def a_run(tx: Connection) -> None:
    register.apply(tx, Tables(logins=(Login("koho-x", ()), Login("kanko-fb", ()))), None, DAY)
    runs.start(
        tx, "run", DAY, datetime(2026, 11, 20, tzinfo=UTC), PackRef("ube", "1", Text("", "")), version="1"
    )


def measured(
    password: str | Unseen, seed: str | Unseen | None = None, login: str = "koho-x"
) -> LoginMeasurement:
    return LoginMeasurement(
        login,
        password
        if isinstance(password, Unseen)
        else PasswordMeasurement(password, 12, 11.0, (), 1, 1, (), NearForms(b"", b"", b"", b"")),
        SeedMeasurement(seed, True, 160) if isinstance(seed, str) else seed,
    )


def see(
    tx: Connection, day: int, password: str | Unseen, *, key: str = KEY, seed: str | Unseen | None = None
) -> Sighting | None:
    measurements = {"koho-x": measured(password, seed)}
    told = sightings.see(tx, "run", DAY + timedelta(days=day), key, measurements)
    assert sightings.look(tx, DAY + timedelta(days=day), key, measurements) == told
    return told.get("koho-x")


def seen(day: int, *, changes: bool) -> Sighting:
    return Sighting(DAY + timedelta(days=day), changes)


def rows(tx: Connection) -> int:
    return tx.scalar(select(func.count()).select_from(schema.sightings))


def test_a_password_is_known_since_the_night_that_first_read_it(tx: Connection) -> None:
    assert see(tx, 0, "a") == seen(0, changes=False)
    assert see(tx, 5, "a") == seen(0, changes=False)


def test_a_night_with_the_same_password_and_seed_writes_nothing(tx: Connection) -> None:
    see(tx, 0, "a", seed="s")
    with counted(tx) as written:
        see(tx, 1, "a", seed="s")
    assert written == []
    assert rows(tx) == 2


def test_another_password_is_new_and_a_change(tx: Connection) -> None:
    see(tx, 0, "a")
    assert see(tx, 3, "b") == seen(3, changes=True)
    assert see(tx, 4, "b") == seen(3, changes=True)
    assert rows(tx) == 2


def test_an_old_password_that_comes_back_is_as_old_as_it_is(tx: Connection) -> None:
    see(tx, 0, "a")
    see(tx, 3, "b")
    assert see(tx, 6, "a") == seen(0, changes=True)
    assert rows(tx) == 3


def test_the_first_day_only_moves_earlier(tx: Connection) -> None:
    see(tx, 5, "a")
    assert see(tx, 2, "a") == seen(2, changes=False)
    assert see(tx, 9, "a") == seen(2, changes=False)
    assert rows(tx) == 2


def test_a_night_that_cannot_read_the_password_leaves_what_was_seen(tx: Connection) -> None:
    see(tx, 0, "a")
    with counted(tx) as written:
        assert see(tx, 1, Unseen(WhyUnseen.REFUSED)) is None
    assert written == []
    assert see(tx, 2, "a") == seen(0, changes=False)


def test_under_a_new_key_no_password_counts_as_new(tx: Connection) -> None:
    see(tx, 0, "a")
    assert see(tx, 3, "x", key="k2") == seen(0, changes=False)
    assert see(tx, 4, "x", key="k2") == seen(0, changes=False)
    assert see(tx, 5, "y", key="k2") == seen(5, changes=True)


def test_a_change_seen_under_an_earlier_key_stays_seen(tx: Connection) -> None:
    see(tx, 0, "a")
    see(tx, 1, "b")
    assert see(tx, 3, "x", key="k2") == seen(1, changes=True)


def test_logins_are_told_apart_and_seeds_are_no_passwords(tx: Connection) -> None:
    see(tx, 0, "a", seed="s")
    told = sightings.see(
        tx,
        "run",
        DAY + timedelta(days=1),
        KEY,
        {"koho-x": measured("a", "t"), "kanko-fb": measured("a", Unseen(WhyUnseen.REFUSED), "kanko-fb")},
    )
    assert told == {"koho-x": seen(0, changes=False), "kanko-fb": seen(1, changes=False)}
    kinds = tx.execute(
        select(schema.sightings.c.login_id, schema.sightings.c.kind).order_by(schema.sightings.c.id)
    )
    assert [tuple(row) for row in kinds] == [
        ("koho-x", SecretKind.PASSWORD),
        ("koho-x", SecretKind.SEED),
        ("koho-x", SecretKind.SEED),
        ("kanko-fb", SecretKind.PASSWORD),
    ]


def test_a_look_writes_nothing(tx: Connection) -> None:
    see(tx, 0, "a")
    with counted(tx) as written:
        told = sightings.look(tx, DAY + timedelta(days=1), KEY, {"koho-x": measured("b")})
    assert written == []
    assert told == {"koho-x": seen(1, changes=True)}


# --- seeds ----------------------------------------------------------------------------------------------------


def seeds(tx: Connection) -> list[tuple[str, int]]:
    history = sightings.histories(tx)["koho-x", SecretKind.SEED]
    return [(row.fingerprint, (row.day - DAY).days) for row in history]


def test_a_seed_that_left_the_vault_is_a_row_without_a_fingerprint(tx: Connection) -> None:
    see(tx, 0, "a", seed="s")
    see(tx, 3, "a")
    assert seeds(tx) == [("s", 0), ("", 3)]
    with counted(tx) as written:
        see(tx, 4, "a")
    assert written == []


def test_a_login_that_never_had_a_seed_has_no_row_of_one(tx: Connection) -> None:
    see(tx, 0, "a")
    see(tx, 1, "a")
    assert seeds(tx) == []


def test_a_seed_that_cannot_be_read_has_not_left(tx: Connection) -> None:
    see(tx, 0, "a", seed="s")
    with counted(tx) as written:
        see(tx, 1, "a", seed=Unseen(WhyUnseen.REFUSED))
    assert written == []
    assert seeds(tx) == [("s", 0)]


def test_a_seed_that_comes_back_is_as_old_as_it_was_and_a_new_one_is_new(tx: Connection) -> None:
    see(tx, 0, "a", seed="s")
    see(tx, 3, "a")
    see(tx, 5, "a", seed="s")
    see(tx, 7, "a", seed="t")
    assert seeds(tx) == [("s", 0), ("", 3), ("s", 0), ("t", 7)]
    assert [row.number for row in sightings.histories(tx)["koho-x", SecretKind.SEED]] == sorted(
        row.number for row in sightings.histories(tx)["koho-x", SecretKind.SEED]
    )


def test_a_seed_that_leaves_says_nothing_of_the_password(tx: Connection) -> None:
    see(tx, 0, "a", seed="s")
    assert see(tx, 3, "a") == seen(0, changes=False)
