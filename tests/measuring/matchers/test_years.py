"""Recent years and fiscal years."""

from __future__ import annotations

import pytest

from auditor.measuring.guessing.matchers.fiscal_years import fiscal_years
from auditor.measuring.guessing.matchers.years import year_of_two_digits, years
from tests.measuring.matchers.finding import found, whole


@pytest.mark.parametrize("year", range(2015, 2036))
def test_all_years_around_the_present_count_alike(year: int) -> None:
    assert whole(years, str(year), "year") == 10


@pytest.mark.parametrize(("year", "guesses"), [("1940", 85), ("1985", 40), ("2010", 15), ("2049", 24)])
def test_other_years_count_their_distance(year: str, guesses: float) -> None:
    assert whole(years, year, "year") == guesses


@pytest.mark.parametrize("number", ["1939", "2050", "1868", "2100", "202", "20a4", "２０２４"])
def test_other_numbers_are_no_years(number: str) -> None:
    assert not found(years, number)


def test_years_are_found_wherever_they_stand() -> None:
    assert found(years, "a2024b1999") == {("2024", "year"): 10, ("1999", "year"): 26}
    assert ("2019", "year") in found(years, "12019")
    assert ("2020", "year") in found(years, "19202023"), "years that overlap are all told"


def test_two_digits_behind_an_apostrophe_count_as_any_two_digits() -> None:
    assert found(years, "Koho'24") == {("'24", "year"): 200}
    assert not found(years, "koho24")
    assert not found(years, "'241")


def test_two_digits_mean_the_nearest_year() -> None:
    assert [year_of_two_digits(digits) for digits in (24, 0, 74, 75, 85)] == [2024, 2000, 2074, 1975, 1985]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "fy2025",
            "fy25",
            "2025nendo",
            "25nendo",
            "r7nendo",
            "r07nendo",
            "reiwa7nendo",
            "nendo2025",
            "nendor7",
        ),
        *(
            "2025fy",
            "r7fy",
            "7nendo",
            "2025年度",
            "7年度",
            "令和7年度",
            "令和七年度",
            "令和元年度",
            "reiwagannendo",
            "年度2025",
        ),
    ],
)
def test_fiscal_years_in_all_their_forms(text: str) -> None:
    assert whole(fiscal_years, text, "fiscal-year") == 10 * 20


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("FY2025", 400),
        ("R7年度", 400),
        ("R7NENDO", 400),
        ("FY-2025", 1600),
        ("reiwa_7-nendo", 800),
        ("fy1998", 540),
    ],
)
def test_capitals_separators_and_distance_make_a_fiscal_year_dearer(text: str, guesses: float) -> None:
    assert whole(fiscal_years, text, "fiscal-year") == guesses


@pytest.mark.parametrize(
    "text", ["nendo", "fy", "fy1867", "r99nendo", "nendokan", "h0nendo", "年度末", "fy8", "8fy"]
)
def test_other_texts_are_no_fiscal_years(text: str) -> None:
    assert not found(fiscal_years, text)


def test_a_fiscal_year_is_found_behind_other_signs() -> None:
    assert ("2025nendo", "fiscal-year") in found(fiscal_years, "ubekohor2025nendo!")
    assert ("h30nendo", "fiscal-year") in found(fiscal_years, "ubeh30nendo!")
