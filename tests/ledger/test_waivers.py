from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from auditor.ledger import waivers
from auditor.waivers import Wanted
from checks._contract import Waiver

DAY = date(2026, 11, 20)
WANTED = Wanted(
    check="second-factor",
    subject="x-koho",
    reason="端末の更新を待っている",
    approver="情報政策課長",
    until=DAY + timedelta(days=90),
)


def on(day: int) -> date:
    return DAY + timedelta(days=day)


def test_a_waiver_is_given_back_as_it_was_granted(tx: Connection) -> None:
    granted = waivers.grant(tx, WANTED, DAY)
    assert granted == Waiver(
        granted.number, "second-factor", "x-koho", WANTED.reason, WANTED.approver, DAY, on(90)
    )
    assert waivers.history(tx) == (granted,)
    assert waivers.stored(tx, DAY) == {"second-factor:x-koho": granted}


def test_a_waiver_is_revoked_once_and_keeps_its_first_day_of_that(tx: Connection) -> None:
    number = waivers.grant(tx, WANTED, DAY).number
    assert waivers.revoke(tx, number, on(3))
    assert not waivers.revoke(tx, number, on(5))
    assert not waivers.revoke(tx, number + 1, on(5))
    (revoked,) = waivers.history(tx)
    assert revoked.revoked == on(3)
    assert (revoked.in_force(on(2)), revoked.in_force(on(3))) == (True, False)


def test_of_several_waivers_of_one_finding_the_newest_counts(tx: Connection) -> None:
    first = waivers.grant(tx, WANTED, DAY)
    waivers.revoke(tx, first.number, DAY)
    again = waivers.grant(tx, replace(WANTED, until=on(30)), DAY)
    assert again.number > first.number
    assert waivers.stored(tx, DAY) == {again.key: again}
    assert [waiver.number for waiver in waivers.history(tx)] == [first.number, again.number]


def test_a_waiver_that_was_granted_later_is_not_known_on_an_earlier_day(tx: Connection) -> None:
    first = waivers.grant(tx, WANTED, DAY)
    again = waivers.grant(tx, WANTED, on(100))
    assert waivers.stored(tx, on(-1)) == {}
    assert waivers.stored(tx, on(99)) == {first.key: first}
    assert waivers.stored(tx, on(100)) == {again.key: again}


@pytest.mark.parametrize("reason", ["\x00\ud800'; DROP TABLE waivers --", "二行\nの理由"])
def test_a_reason_is_data(tx: Connection, reason: str) -> None:
    assert waivers.grant(tx, replace(WANTED, reason=reason), DAY) == waivers.history(tx)[0]
    assert waivers.history(tx)[0].reason == reason
