"""Where bars, ticks and days stand: true to their numbers, and a month without a record is a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks._contract import Severity
from reports import pictures
from reports.audit import COMING_DAYS, MatrixCell, Tally
from reports.history import NOTHING_EARLIER, TREND_MONTHS, Month
from reports.pictures import FOOT, LEFT, RIGHT, TOP
from tests.reports.made_city import made_city
from tests.reports.sample import DAY, sample
from tests.reports.sample_history import UNKNOWN_MONTHS_BACK, history, severities_of

heights = st.dictionaries(st.sampled_from(Severity), st.integers(0, 5_000))


@given(st.lists(st.none() | heights, min_size=1, max_size=13))
def test_a_bar_is_as_high_as_its_number_on_the_scale(values: list[dict[Severity, int] | None]) -> None:
    made = pictures.columns(values)
    top, zero = made.ticks[-1], made.ticks[0]
    assert (zero.value, zero.y) == (0, FOOT)
    assert top.y == TOP
    for value, column in zip(values, made.columns, strict=True):
        assert column.total == (None if value is None else sum(value.values()))
        assert sum(segment.count for segment in column.segments) == (column.total or 0)
        reached = FOOT - (column.total or 0) * (FOOT - TOP) / top.value
        assert column.top == pytest.approx(reached, abs=0.06)
        for segment in column.segments:
            assert segment.x >= LEFT
            assert segment.x + segment.width <= RIGHT
            assert segment.height == pytest.approx(segment.count * (FOOT - TOP) / top.value, abs=0.06)


@given(heights)
def test_the_scale_has_few_round_numbers_and_holds_the_greatest(value: dict[Severity, int]) -> None:
    ticks = [tick.value for tick in pictures.columns([value]).ticks]
    assert len(ticks) <= pictures.TICKS + 1
    assert ticks[-1] >= sum(value.values())
    step = ticks[1]
    assert ticks == [n * step for n in range(len(ticks))]
    assert str(step).rstrip("0") in {"1", "2", "5"}


def test_a_month_without_a_record_is_a_gap_and_no_zero() -> None:
    trend = pictures.trend(sample(), history(sample()))
    assert trend is not None
    assert len(trend.months) == TREND_MONTHS
    assert trend.months[-1].month == Month.of(DAY)
    assert trend.months[-1].findings == severities_of(sample())
    unknown = TREND_MONTHS - 1 - UNKNOWN_MONTHS_BACK
    assert trend.months[unknown].findings is None
    assert trend.columns.columns[unknown].total is None
    assert trend.columns.columns[unknown].segments == ()
    assert [month.findings is None for month in trend.months[:4]] == [True] * 4


def test_there_is_no_trend_before_the_second_month() -> None:
    assert pictures.trend(sample(), NOTHING_EARLIER) is None
    alone = replace(history(sample()), months=history(sample()).months[-1:])
    assert pictures.trend(sample(), alone) is None


def test_findings_are_in_the_bucket_of_their_age() -> None:
    first = sample().findings[0]
    old = [0, 7, 8, 30, 31, 365, 366, 9_000]
    findings = [replace(first, opened=DAY - timedelta(days=days)) for days in old]
    buckets = pictures.ages(findings, DAY).buckets
    assert [bucket.total for bucket in buckets] == [2, 2, 1, 0, 1, 2]
    assert (buckets[0].first, buckets[-1].last) == (0, None)


@given(st.integers(1, 80))
@settings(max_examples=20, deadline=None)
def test_every_outcome_of_every_section_is_in_the_table_and_the_bars_show_the_most(accounts: int) -> None:
    city = made_city(accounts)
    made = pictures.sections(city)
    assert {section for section, _ in made.rows} == {cell.section for cell in city.matrix}
    assert sum(tally.conforming for _, tally in made.rows) == city.counts.conforming
    totals = [bar.total for bar in made.bars]
    assert totals == sorted(totals, reverse=True)
    assert len(made.bars) <= pictures.BARS
    assert made.more >= 0
    for bar in made.bars:
        assert sum(segment.count for segment in bar.segments) == bar.total
        assert bar.end <= pictures.BAR_RIGHT + 0.1


def test_a_long_name_is_cut_in_the_picture_and_whole_in_the_table() -> None:
    name = "課" * 100
    made = pictures.sections(replace(sample(), matrix=(MatrixCell(name, "second-factor", Tally(advice=1)),)))
    assert made.rows[0][0] == name
    assert made.bars[0].name == "課" * (pictures.NAME - 1) + "…"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_calendar_has_the_day_judged_and_the_sixty_days_after_it_each_once(day: date) -> None:
    made = pictures.calendar((), day)
    days = [one for week in made.weeks for one in week.days]
    assert [one.day for one in days if one.is_ahead] == [
        day + timedelta(days=n) for n in range(COMING_DAYS + 1)
    ]
    assert all(one.is_weekend == (one.day.weekday() >= 5) for one in days)
    assert all(week.days[0].day.weekday() == 0 for week in made.weeks)
    assert made.weeks[0].month is not None
    assert days[-1].y + pictures.DAY_HEIGHT <= made.height


def test_a_day_of_the_calendar_counts_what_falls_on_it() -> None:
    made = pictures.calendar(sample().deadlines, DAY)
    counts = {one.day: one.count for week in made.weeks for one in week.days if one.count}
    assert counts == {DAY + timedelta(days=3): 1, DAY + timedelta(days=40): 4}
