"""Dates of the eras, and of our calendar where zxcvbn has none."""

from __future__ import annotations

import pytest

from auditor.measuring.guessing.matchers.dates import dates
from auditor.measuring.guessing.matchers.era_dates import era_dates
from tests.measuring.matchers.finding import found, whole

DAY = 366


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        (
            "S630102",
            37 * DAY * 6,
        ),  # 1988 is 37 years before 2025; three ways to name an era, capital or small
        ("s630102", 37 * DAY * 6),
        ("s63.1.2", 37 * DAY * 6 * 4),
        ("S63-01-02", 37 * DAY * 6 * 4),
        ("S63/1/2", 37 * DAY * 6 * 4),
        ("S63-0102", 37 * DAY * 6 * 4),
        ("s63122", 37 * DAY * 6 * 4),
        ("S63", 37 * 6),
        ("s-63", 37 * 6 * 4),
        ("H31", 10 * 6),
        ("h3104", 10 * 12 * 6),
        ("H310501", 10 * DAY * 6),
        ("h35", 10 * 6),
        ("R7", 10 * 6),
        ("r704", 10 * 12 * 6),
        ("R70402", 10 * DAY * 6),
        ("R070402", 10 * DAY * 6),
        ("R7.4.2", 10 * DAY * 6 * 4),
        ("R7.4", 10 * 12 * 6 * 4),
        ("T150402", 99 * DAY * 6),
        ("M450402", 113 * DAY * 6),
        ("showa551203", 45 * DAY * 3),
        ("Showa551203", 45 * DAY * 3 * 2),
        ("shouwa551203", 45 * DAY * 3 * 2),
        ("syowa55", 45 * 3 * 4),
        ("taisho10", 104 * 3),
        ("meiji45", 113 * 3),
        ("heisei1", 36 * 3),
        ("reiwa7", 10 * 3),
        ("reiwa-7", 10 * 3 * 4),
        ("REIWA7", 10 * 3 * 2),
        ("reiwa7nen4gatsu2nichi", 10 * DAY * 3 * 4),
        ("reiwa7nen4gatsu", 10 * 12 * 3 * 4),
        ("reiwagannen", 10 * 3 * 4),
        ("昭和55年12月3日", 45 * DAY * 3 * 4),
        ("昭和五十五年十二月三日", 45 * DAY * 3 * 4),
        ("令和7年4月", 10 * 12 * 3 * 4),
        ("令和元年", 10 * 3 * 4),
        ("令和七", 10 * 3 * 4),
        ("平元年", 36 * 6 * 4),
        ("昭55.12.3", 45 * DAY * 6 * 4),
        ("令7", 10 * 6),
    ],
)
def test_era_dates_in_all_their_forms(text: str, guesses: float) -> None:
    assert whole(era_dates, text, "era-date") == guesses


@pytest.mark.parametrize(
    "text", ["s0", "s65", "S631301", "r7.13.1", "reiwa", "showa", "T16", "令和", "h4199", "S63-00-01"]
)
def test_what_is_no_date_of_an_era(text: str) -> None:
    assert whole(era_dates, text, "era-date") is None


def test_a_date_dearer_than_brute_force_is_not_told() -> None:
    assert not found(era_dates, "s1")
    assert not found(dates, "4/2")


def test_an_era_date_may_end_before_further_digits() -> None:
    assert {piece for piece, _ in found(era_dates, "S6312345")} == {"S63", "S6312"}
    assert ("S630102", "era-date") in found(era_dates, "ubeS63010299")


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("0402", 21 * 12 * 2),
        ("1224", DAY * 2),
        ("2504", 10 * 12 * 2),
        ("8504", 40 * 12 * 2),
        ("202504", 10 * 12),
        ("198504", 40 * 12),
        ("2025-04", 10 * 12 * 4),
        ("2025/4", 10 * 12 * 4),
        ("12/24", DAY * 4),
        ("2025年4月2日", 10 * DAY * 4),
        ("25年4月2日", 10 * DAY * 4),
        ("2025nen4gatsu", 10 * 12 * 4),
        ("2025nen4gatu2niti", 10 * DAY * 4),
        ("2025年", 10 * 4),
        ("4月2日", DAY * 4),
        ("4gatsu2nichi", DAY * 4),
        ("12月", 12 * 4),
        ("20250402", 10 * DAY),
        ("19850402", 40 * DAY),
        ("250402", 10 * DAY * 2),
        ("2025-04-02", 10 * DAY * 4),
        ("2025.4.2", 10 * DAY * 4),
        ("85/12/3", 40 * DAY * 4),
    ],
)
def test_dates_of_our_calendar_that_zxcvbn_lacks(text: str, guesses: float) -> None:
    assert whole(dates, text, "date") == guesses


@pytest.mark.parametrize(
    "text", ["1300", "9913", "0000", "202513", "193904", "2025-13", "13/32", "年月日", "00月", "40/12"]
)
def test_what_is_no_date(text: str) -> None:
    assert whole(dates, text, "date") is None


def test_four_digits_are_a_date_only_at_an_end_of_their_run() -> None:
    assert {piece for piece, _ in found(dates, "99049999")} == {"9904"}
    assert {piece for piece, _ in found(dates, "ube0401x")} == {"0401"}


@pytest.mark.parametrize("day", ["0401", "0331", "1001", "0930", "0701", "0630", "0101", "1231"])
def test_the_days_on_which_an_offices_years_begin_and_end_come_first(day: str) -> None:
    assert whole(dates, day, "date") == 8 * 2
    assert whole(dates, f"2025{day}", "date") == 10 * 8
    assert whole(era_dates, f"r07{day}", "era-date") == 10 * 8 * 6
