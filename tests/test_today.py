from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from auditor.errors import UsageError
from auditor.today import now, parse_day, today

TOKYO = "Asia/Tokyo"


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC), TOKYO, date(2026, 11, 20)),
        (datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC), TOKYO, date(2026, 11, 21)),
        (datetime(2026, 12, 31, 15, 0, 0, tzinfo=UTC), TOKYO, date(2027, 1, 1)),
        (datetime(2026, 11, 20, 23, 30, 0, tzinfo=UTC), "UTC", date(2026, 11, 20)),
    ],
)
def test_today_is_the_day_in_the_city_s_zone(moment: datetime, zone: str, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert today({}, zone) == day
        assert now() == moment


def test_a_stated_day_is_today() -> None:
    assert today({"AUDITOR_TODAY": "2027-02-28"}, TOKYO) == date(2027, 2, 28)


def test_an_empty_statement_states_nothing() -> None:
    with time_machine.travel(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        assert today({"AUDITOR_TODAY": ""}, TOKYO) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "2026-02-29",
        "2026-13-01",
        "2026/11/20",
        "令和8年11月20日",
        " ",
        "2026-11-20T00:00",
        "x" * 9999,
    ],
)
def test_what_is_no_day_is_told_with_its_place(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_day(text, "--date")
    assert refused.value.what.values["where"] == "--date"
    assert len(str(refused.value.what.values["text"])) <= 40


def test_a_stated_day_that_is_none_is_told_and_not_passed_over() -> None:
    with pytest.raises(UsageError):
        today({"AUDITOR_TODAY": "2026-11-31"}, TOKYO)
