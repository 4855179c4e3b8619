from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.working_days import WorkingDays, is_working_day

# Written down from the Act on National Holidays (昭和23年法律第178号): art. 2 the days themselves, art. 3(2) the next day
# that is none where one falls on a Sunday (振替), art. 3(3) a day between two of them (国民の休日).
HOLIDAYS = [
    *("2026-01-01", "2026-01-12", "2026-02-11", "2026-02-23", "2026-03-20", "2026-04-29"),
    *("2026-05-03", "2026-05-04", "2026-05-05", "2026-05-06", "2026-07-20", "2026-08-11"),
    *("2026-09-21", "2026-09-22", "2026-09-23", "2026-10-12", "2026-11-03", "2026-11-23"),
    *("2027-01-01", "2027-01-11", "2027-02-11", "2027-02-23", "2027-03-21", "2027-03-22"),
    *("2027-04-29", "2027-05-03", "2027-05-04", "2027-05-05", "2027-07-19", "2027-08-11"),
    *("2027-09-20", "2027-09-23", "2027-10-11", "2027-11-03", "2027-11-23"),
]
CLOSED = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def test_every_day_of_two_years_is_a_working_day_or_not_as_the_law_says() -> None:
    holidays = {date.fromisoformat(day) for day in HOLIDAYS}
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    expected = [
        day
        for day in days
        if day.weekday() < 5 and day not in holidays and (day.month, day.day) not in CLOSED
    ]
    assert [day for day in days if is_working_day(day)] == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-11-20", 0, "2026-11-20"),  # a Friday
        ("2026-11-20", 1, "2026-11-24"),  # 23rd: Labour Thanksgiving Day
        ("2026-11-20", 5, "2026-11-30"),
        ("2026-11-21", 1, "2026-11-24"),  # from a Saturday
        ("2026-12-28", 1, "2027-01-04"),  # over the closing days
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-05-01", 1, "2026-05-07"),  # over 振替
        ("2026-09-18", 1, "2026-09-24"),  # over 国民の休日
        ("2026-04-01", 10, "2026-04-15"),
    ],
)
def test_working_days_are_counted_from_the_next_day_on(day: str, count: int, expected: str) -> None:
    assert WorkingDays().after(date.fromisoformat(day), count) == date.fromisoformat(expected)


@given(day=st.dates(FIRST, date(2035, 12, 31)), first=st.integers(0, 15), second=st.integers(0, 15))
def test_counting_on_is_the_same_as_counting_at_once(day: date, first: int, second: int) -> None:
    calendar = WorkingDays()
    assert calendar.after(calendar.after(day, first), second) == calendar.after(day, first + second)


@given(day=st.dates(FIRST, date(2035, 12, 31)), count=st.integers(1, 15))
def test_a_due_day_is_a_working_day(day: date, count: int) -> None:
    assert is_working_day(WorkingDays().after(day, count))
