"""What changed in the register since it was last handed in, told from the history of the administrators."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.administrator_register import register_on
from checks._contract import Administrator, Evidence, EvidenceKind, Presence
from reports.register import Change, Register
from tests.checks.made import DAY, HANAKO, TARO, account, administrator, days, evidence, facts

TARO_, HANAKO_ = TARO.staff_number, HANAKO.staff_number
SUBMITTED = days(-30)


def handed_in(dated=SUBMITTED, **changed: Any) -> Evidence:
    return evidence(EvidenceKind.REGISTER_SUBMITTED, dated, **changed)


def register(*rows: Administrator, records: tuple[Evidence, ...] = (handed_in(),), **others: Any) -> Register:
    return register_on("見本市", facts(administrators=rows, evidence=records, **others))


def changes(*rows: Administrator, **others: Any) -> set[tuple[Change, str]]:
    return {(change.change, change.row.staff_number) for change in register(*rows, **others).changes}


ADDED, REMOVED = {(Change.ADDED, TARO_)}, {(Change.REMOVED, TARO_)}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, set()),  # from the first import on
        ({"since": days(-100)}, set()),
        ({"since": days(-30)}, set()),  # the day of the register itself
        ({"since": days(-29)}, ADDED),
        ({"since": days(0)}, ADDED),
        ({"since": days(1)}, set()),  # not in force yet
        ({"appeared": days(-30)}, set()),
        ({"appeared": days(-29)}, ADDED),
        ({"since": days(-100), "appeared": days(-29)}, ADDED),  # nobody had said so when it was handed in
        ({"until": days(-31)}, set()),
        ({"until": days(-30)}, REMOVED),  # its last day
        ({"until": days(-1)}, REMOVED),
        ({"until": days(0)}, set()),
        ({"until": days(-60), "end_known": days(-29)}, REMOVED),  # told later
        ({"until": days(-60), "end_known": days(-30)}, set()),
        ({"gone": days(-30), "end_known": days(-30)}, set()),
        ({"gone": days(-29), "end_known": days(-29)}, REMOVED),
        ({"gone": days(0), "end_known": days(0)}, REMOVED),
        ({"since": days(-20), "until": days(-10)}, set()),  # came and went between the two
    ],
)
def test_who_came_and_went(row: dict[str, Any], expected: set[tuple[Change, str]]) -> None:
    assert changes(administrator(TARO_, **row)) == expected


def test_somebody_who_ended_and_began_again_stands_in_both() -> None:
    rows = (
        administrator(TARO_, since=days(-100), until=days(-20)),
        administrator(TARO_, since=days(-10), appeared=days(-10)),
    )
    assert changes(*rows) == set()


def test_a_change_says_since_which_register_and_from_which_day_on() -> None:
    added, removed = sorted(
        register(administrator(TARO_, since=days(-3)), administrator(HANAKO_, until=days(-2))).changes,
        key=lambda change: change.change,
    )
    assert (added.submitted, added.on, added.row.name) == (SUBMITTED, days(-3), TARO.name)
    assert (removed.submitted, removed.on, removed.row.name) == (SUBMITTED, days(-1), HANAKO.name)


def test_the_newest_register_counts_of_the_account_or_the_city() -> None:
    row = administrator(TARO_, since=days(-20))
    older, newer, ahead = handed_in(days(-40)), handed_in(days(-10), account_id="koho-x"), handed_in(days(1))
    assert changes(row, records=(older,)) == ADDED
    assert changes(row, records=(newer, older)) == set()
    assert changes(row, records=(older, handed_in(days(-10), account_id="kanko-fb"))) == ADDED
    assert changes(row, records=(older, ahead)) == ADDED
    assert (
        changes(row, records=(handed_in(days(-40), until=days(-39)),)) == ADDED
    )  # out of date, but handed in


def test_where_none_was_handed_in_nothing_changed_and_the_account_is_named() -> None:
    never = register(administrator(TARO_, since=days(-3)), records=())
    assert never.changes == ()
    assert [one.account_id for one in never.never_submitted] == ["koho-x"]
    assert register().never_submitted == ()


def test_an_account_that_closed_since_or_is_gone_takes_its_administrators_with_it() -> None:
    row = administrator(TARO_, since=days(-100))
    closed = register(row, accounts=[account(closed=days(-5))])
    assert [(change.change, change.on) for change in closed.changes] == [(Change.REMOVED, days(-5))]
    assert closed.accounts == closed.rows == ()
    assert closed.sections == ("広報広聴課",)
    assert changes(row, accounts=[account(closed=days(-30))]) == set()
    gone = register(administrator(TARO_, gone=days(-5), end_known=days(-5)), accounts=[account("kanko-fb")])
    assert [(change.change, change.row.account_id) for change in gone.changes] == [(Change.REMOVED, "koho-x")]


def test_a_new_account_brings_its_administrators() -> None:
    row = administrator(TARO_, "new-x", appeared=days(-5))
    assert changes(row, accounts=[account(), account("new-x")]) == ADDED


def test_leave_and_orders_are_no_change() -> None:
    away = replace(TARO, presence=Presence.LEAVE, section="別の課")
    assert changes(administrator(TARO_, since=days(-100)), people=[away]) == set()


def test_accounts_without_administrators_are_told_and_those_who_are_unknown_stand_by_number() -> None:
    whole = register(administrator("99999"), accounts=[account(), account("empty-x")])
    assert [(row.staff_number, row.name) for row in whole.rows] == [("99999", "")]
    assert [one.account_id for one in whole.without_administrators] == ["empty-x"]


def test_a_section_s_part_is_of_that_section_only() -> None:
    whole = register(
        administrator(TARO_, since=days(-3)),
        administrator(HANAKO_, "kanko-fb", since=days(-3)),
        accounts=[account(), account("kanko-fb", section="観光交流課"), account("none-x", section="")],
    )
    assert whole.sections == ("広報広聴課", "観光交流課", "")
    part = whole.of_section("観光交流課")
    assert {one.account_id for one in part.accounts} == {"kanko-fb"}
    assert [row.staff_number for row in part.rows] == [HANAKO_]
    assert [change.row.staff_number for change in part.changes] == [HANAKO_]


_DAYS = st.integers(-60, 5).map(days)


@st.composite
def _rows(draw: st.DrawFn) -> Administrator:
    since, until, appeared = (draw(st.none() | _DAYS) for _ in range(3))
    gone = draw(st.none() | st.integers(-60, 0).map(days))
    return administrator(
        draw(st.sampled_from([TARO_, HANAKO_])), since=since, until=until, appeared=appeared, gone=gone
    )


@given(st.lists(_rows(), max_size=6), st.integers(-60, 0).map(days))
def test_what_was_handed_in_with_its_changes_is_what_stands_now(rows: list[Administrator], submitted) -> None:
    """Added ones stand now, removed ones do not, nobody is both; handed in today there are none."""
    whole = register(*rows, records=(handed_in(submitted),))
    now = {row.staff_number for row in whole.rows}
    added = {change.row.staff_number for change in whole.changes if change.change is Change.ADDED}
    removed = {change.row.staff_number for change in whole.changes if change.change is Change.REMOVED}
    assert added <= now
    assert not removed & now
    assert len(whole.changes) == len(added) + len(removed)
    if submitted == DAY:
        known = [row for row in rows if row.appeared is None or row.appeared <= DAY]
        assert {row.staff_number for row in known if row.in_force(DAY)} == now - added


def test_who_is_on_leave_is_told() -> None:
    away = replace(TARO, presence=Presence.LEAVE)
    shown = register(administrator(TARO_), administrator(HANAKO_), people=(away, HANAKO))
    assert [(row.staff_number, row.on_leave) for row in shown.rows] == [(TARO_, True), (HANAKO_, False)]
