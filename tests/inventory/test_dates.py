"""Dates in every form that people of a city hall write."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.inventory.dates import FIRST_YEAR, LAST_YEAR, NO_END, parse_date
from checks._eras import ERAS, era_year, in_words

WRITTEN = {
    "2026-04-01": date(2026, 4, 1),
    "2026/4/1": date(2026, 4, 1),
    "2026.4.1": date(2026, 4, 1),
    "20260401": date(2026, 4, 1),
    "２０２６－０４－０１": date(2026, 4, 1),
    "２０２６／４／１": date(2026, 4, 1),
    "2026年4月1日": date(2026, 4, 1),
    "二〇二六年四月一日": date(2026, 4, 1),
    "2026-04-01 00:00:00": date(2026, 4, 1),
    "2026/4/1 0:00": date(2026, 4, 1),
    "2026-04-01T00:00:00": date(2026, 4, 1),
    "2026年4月1日（水）": date(2026, 4, 1),
    " 令和8年4月1日　": date(2026, 4, 1),
    "令和８年４月１日": date(2026, 4, 1),
    "令和 8 年 4 月 1 日": date(2026, 4, 1),
    "令和八年四月一日": date(2026, 4, 1),
    "㋿8年4月1日": date(2026, 4, 1),
    "令和元年5月1日": date(2019, 5, 1),
    "令和1年5月1日": date(2019, 5, 1),
    "R8.4.1": date(2026, 4, 1),
    "r8.4.1": date(2026, 4, 1),
    "Ｒ８．４．１": date(2026, 4, 1),
    "R08.04.01": date(2026, 4, 1),
    "R元.5.1": date(2019, 5, 1),
    "R8-4-1": date(2026, 4, 1),
    "R8年4月1日": date(2026, 4, 1),
    "令8.4.1": date(2026, 4, 1),
    "S63/1/1": date(1988, 1, 1),
    "昭和六十三年十二月二十五日": date(1988, 12, 25),
    "昭和十年十月十日": date(1935, 10, 10),
    "H31.4.30": date(2019, 4, 30),
    "T15.12.24": date(1926, 12, 24),
    "M45.7.29": date(1912, 7, 29),
    "2024-02-29": date(2024, 2, 29),
    # past the end of an era, in the year of the change
    "H31.5.1": date(2019, 5, 1),
    "平成31年12月31日": date(2019, 12, 31),
    "S64.1.20": date(1989, 1, 20),
    "S64.12.31": date(1989, 12, 31),
    "大正15年12月31日": date(1926, 12, 31),
    "9999-12-31": NO_END,
}

NO_DATES = [
    "",
    "未定",
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-04-01 12:30",
    "2026-4",
    "2026年4月",
    "2026/4-1",
    "202641",
    "260401",
    "46113",
    "26-04-01",
    "0026-04-01",
    "1867-12-31",
    "2201-01-01",
    "H32.1.1",
    "S65.1.1",
    "T16.1.1",
    "令和0年1月1日",
    "R0.4.1",
    "R1.4.30",
    "令和元年4月30日",
    "H1.1.7",
    "K8.4.1",
    "令和百年1月1日",
    "令和十十年1月1日",
    "4/1/2026",
    "＃N/A",
    "²026-04-01x",
    "٢٠٢٦-٠٤-٠١",
]


@pytest.mark.parametrize(("text", "day"), WRITTEN.items(), ids=WRITTEN.keys())
def test_a_date_is_read_in_this_form(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize("text", NO_DATES)
def test_this_is_no_date(text: str) -> None:
    assert parse_date(text) is None


days = st.dates(date(FIRST_YEAR, 1, 25), date(LAST_YEAR, 12, 31))


@given(days)
def test_every_day_reads_the_same_in_all_its_forms(day: date) -> None:
    era, number = era_year(day) or (ERAS[0], 0)
    forms = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}" if day.year >= 1000 else day.isoformat(),
    ]
    if number < 100:  # two digits are what the written forms have room for
        forms += [in_words(day), f"{era.letter}{number}.{day.month}.{day.day}"]
    assert {parse_date(form) for form in forms} == {day}


@given(st.sampled_from(ERAS[1:]), st.integers(0, 400))
def test_an_ended_era_reaches_to_the_end_of_its_last_year_and_no_further(era: object, ahead: int) -> None:
    place = ERAS.index(era)  # type: ignore[arg-type]
    day = ERAS[place - 1].first_day + timedelta(days=ahead)
    number = day.year - ERAS[place].first_day.year + 1
    read = parse_date(f"{ERAS[place].kanji}{number}年{day.month}月{day.day}日")
    assert read == (day if day.year == ERAS[place - 1].first_day.year else None)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    parse_date(text)
