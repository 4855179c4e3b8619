"""From when to when a demo plays."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.demo import Span, month_until, year_until
from auditor.demo.when import After, Ago, On


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 20), date(2026, 4, 1)),
        (date(2027, 3, 31), date(2026, 4, 1)),
        (date(2027, 1, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), date(2025, 4, 1)),
        (date(2026, 5, 29), date(2025, 4, 1)),  # 59 nights since April
        (date(2026, 5, 30), date(2026, 4, 1)),  # 60
    ],
    ids=str,
)
def test_a_year_begins_in_april_and_with_too_few_nights_a_year_earlier(today: date, first: date) -> None:
    assert year_until(today) == Span(first, today)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_year_has_sixty_nights_at_least_and_two_springs_at_most(today: date) -> None:
    assert 60 <= len([*year_until(today).days()]) <= 366 + 59


def test_a_short_demo_looks_a_month_back() -> None:
    assert month_until(date(2026, 3, 2)) == Span(date(2026, 1, 31), date(2026, 3, 2))


def test_days_of_a_story_follow_its_length_and_the_calendar() -> None:
    span = Span(date(2026, 4, 1), date(2026, 7, 10))  # a hundred days later
    assert After(0).on(span) == span.first
    assert After(25, days=2).on(span) == date(2026, 4, 28)
    assert Ago(10).on(span) == date(2026, 6, 30)
    assert On(10, 1).on(span) == date(2026, 10, 1)
    assert On(3, 31).on(span) == date(2027, 3, 31)
    assert On(4, 1).on(Span(date(2027, 2, 1), date(2027, 3, 1))) == date(2026, 4, 1)
