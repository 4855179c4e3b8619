"""Parts that many recipes share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from evaluation.kana import spellings
from evaluation.recipes import words


def latin(kana_words: Iterable[str]) -> tuple[str, ...]:
    """Every word in Hepburn, with and without long vowels."""
    return tuple(dict.fromkeys(spelling for word in kana_words for spelling in spellings(word)))


def capitals(choices: Iterable[str]) -> tuple[str, ...]:
    """Every choice as it is and with a capital in front."""
    return tuple(dict.fromkeys(form for choice in choices for form in (choice, choice.capitalize())))


def days(first: int, last: int, form: str) -> tuple[str, ...]:
    """Every day of the years in a form of :meth:`datetime.date.strftime`."""
    start = date(first, 1, 1)
    count = (date(last + 1, 1, 1) - start).days
    return tuple(dict.fromkeys((start + timedelta(each)).strftime(form) for each in range(count)))


FAMILY = latin(words("family_names"))
GIVEN = latin(words("given_names"))
EVERYDAY = latin(words("everyday_words"))
OFFICE = latin(words("office_words"))
UBE = latin(words("ube_words"))
SEASONS = latin(words("seasons"))
SERVICES = words("services")

SEPARATORS = ("", "_", "-", ".", "@", "#")
SIGNS = ("", "!", "#", "?", "@", "$", "*", "!!")
A_SIGN = tuple(sign for sign in SIGNS if sign)
BIRTH_YEARS = tuple(str(year) for year in range(1950, 2010))
RECENT_YEARS = tuple(str(year) for year in range(2005, 2031))
SHORT_YEARS = tuple(f"{year:02}" for year in range(100))
ERA_YEARS = tuple(
    f"{era}{year}"
    for era, years in (
        ("r", range(1, 13)),
        ("h", range(15, 32)),
        ("R", range(1, 13)),
        ("reiwa", range(1, 13)),
    )
    for year in years
)
YEARS = (*RECENT_YEARS, *ERA_YEARS)
MONTH_DAYS = days(2024, 2024, "%m%d")
TAILS = (
    "1",
    "2",
    "7",
    "8",
    "12",
    "11",
    "00",
    "01",
    "77",
    "88",
    "99",
    "10",
    "123",
    "1234",
    "12345",
    "111",
    "777",
    "007",
)
