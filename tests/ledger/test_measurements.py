"""What earlier nights measured: one row a login, and none of a login that is measured no more."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from auditor.ledger import measurements
from tests.ledger.conftest import Places
from tests.ledger.writes import counted


def kept(tx: Connection) -> dict[str, bytes]:
    found = list(measurements.rows(tx))
    assert len(found) == len(dict(found))
    return dict(found)


def test_what_was_kept_is_there(tx: Connection) -> None:
    rows = {"koho-x": b"\0\xff", "広報\ud800\0": b"", "c": bytes(200_000)}
    measurements.keep(tx, rows.items(), rows.keys())
    assert kept(tx) == rows


def test_a_night_without_changes_writes_nothing(tx: Connection) -> None:
    measurements.keep(tx, [("a", b"1")], {"a"})
    with counted(tx) as written:
        measurements.keep(tx, [], {"a"})
    assert written == []


def test_a_login_that_is_measured_no_more_is_forgotten(tx: Connection) -> None:
    measurements.keep(tx, [("a", b"1"), ("b", b"2")], {"a", "b"})
    measurements.keep(tx, [], {"b", "c"})
    assert kept(tx) == {"b": b"2"}


def test_a_row_is_put_in_place_of_the_former_one(tx: Connection) -> None:
    measurements.keep(tx, [("a", b"1"), ("b", b"2")], {"a", "b"})
    measurements.keep(tx, [("a", b"3")], {"a", "b"})
    assert kept(tx) == {"a": b"3", "b": b"2"}


def test_thousands_are_kept_and_exchanged(tx: Connection) -> None:
    logins = [f"login-{n}" for n in range(2500)]
    measurements.keep(tx, ((login, b"1") for login in logins), logins)
    measurements.keep(tx, ((login, b"2") for login in logins), logins)
    assert kept(tx) == dict.fromkeys(logins, b"2")


NIGHTS = st.lists(
    st.dictionaries(st.sampled_from("abcde"), st.none() | st.binary(max_size=3), max_size=5), max_size=5
)


@given(NIGHTS)
@settings(max_examples=30, deadline=None)
def test_the_memory_holds_the_newest_row_of_each_login_of_the_last_night(
    places: Places, nights: list[Mapping[str, bytes | None]]
) -> None:
    """None: the login was measured, and no row came of it."""
    known: dict[str, bytes] = {}
    with places.lent() as ledger:
        for night in nights:
            rows = {login: row for login, row in night.items() if row is not None}
            with ledger.transaction() as tx:
                measurements.keep(tx, rows.items(), night.keys())
            known = {login: row for login, row in (known | rows).items() if login in night}
            with ledger.reading() as tx:
                assert kept(tx) == known
