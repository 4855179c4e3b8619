"""Dates, puns on numbers, phone numbers, postal codes, staff numbers."""

from __future__ import annotations

from calendar import monthrange
from string import ascii_letters

from evaluation.recipes import CASES, Kind, recipe, words
from evaluation.weak.parts import (
    A_SIGN,
    EVERYDAY,
    FAMILY,
    MONTH_DAYS,
    SEPARATORS,
    SIGNS,
    UBE,
    YEARS,
    capitals,
)

_ERAS = {
    1925: ("s", "S", "showa", "Showa", "syouwa", "shouwa", "昭和"),
    1988: ("h", "H", "heisei", "Heisei", "HEISEI", "平成"),
    2018: ("r", "R", "reiwa", "Reiwa", "REIWA", "令和"),
}
_LAST = {1925: 64, 1988: 31, 2018: 12}


def _era_days(letters_only: bool, form: str) -> tuple[str, ...]:
    return tuple(
        era + form.format(year=year, month=month, day=day)
        for before, eras in _ERAS.items()
        for era in eras
        if not letters_only or len(era) == 1
        for year in range(1, _LAST[before] + 1)
        for month in range(1, 13)
        for day in range(1, monthrange(before + year, month)[1] + 1)
    )


_ALL_ERA_YEARS = tuple(
    f"{era}{year}" for before, eras in _ERAS.items() for era in eras for year in range(1, _LAST[before] + 1)
)
_PUNS = words("number_puns")
_PUBLIC_LINES = ("0836314111", "0836-31-4111", "083631", "0836-31-", "0836")


def _digits(count: int) -> tuple[str, ...]:
    return tuple(f"{number:0{count}}" for number in range(10**count))


_FOUR = _digits(4)
_TWO = _digits(2)
_UBE_POST = ("755", "757", "759")
_POST_NAMES = (
    "ube",
    "ubeshi",
    "Ube",
    "yubin",
    "zip",
    "post",
    "UBE",
    "tokiwa",
    "〒",
    "shiyakusho",
    "koho",
    "",
)

KINDS = (
    Kind(
        "era dates",
        (
            recipe(_era_days(True, "{year:02}{month:02}{day:02}"), SIGNS),
            recipe(_era_days(False, "{year}{month:02}{day:02}"), SIGNS),
            recipe(_era_days(False, "{year}.{month}.{day}"), SIGNS),
            recipe(_era_days(False, "{year}/{month}/{day}"), ("", "!")),
            recipe(_era_days(True, "{year:02}-{month:02}-{day:02}"), SIGNS),
            recipe(_ALL_ERA_YEARS, ("nen", "nendo", "-nendo", "nen4gatsu", "年", "年度"), SIGNS),
        ),
    ),
    Kind(
        "number puns",
        (
            recipe(_PUNS, ("", "-", "_"), _PUNS, SIGNS),
            recipe(_PUNS, SEPARATORS, capitals(EVERYDAY), SIGNS),
            recipe(capitals((*FAMILY, *UBE)), SEPARATORS, _PUNS, SIGNS),
            recipe(_PUNS, SEPARATORS, YEARS, SIGNS),
        ),
    ),
    Kind(
        "phone numbers",
        (
            recipe(("0836",), ("", "-"), _TWO, ("", "-"), _FOUR, ("", "!")),
            recipe(("tel", "TEL", "denwa", "fax", "ube"), ("", "-", "_"), ("", "0836"), _TWO, _FOUR),
            recipe(words("area_codes"), _TWO, _FOUR),
            recipe(_PUBLIC_LINES[:2], SIGNS),
        ),
    ),
    Kind(
        "postal codes",
        (
            recipe(_POST_NAMES, _UBE_POST, ("", "-"), _FOUR, SIGNS[:4]),
            recipe(
                _UBE_POST, ("", "-"), _FOUR, ("", "-", "_"), ("ube", "ubeshi", "Ube", "yamaguchi"), SIGNS[:4]
            ),
            recipe(_digits(3), ("-",), _FOUR, ("", "!")),
        ),
    ),
    Kind(
        "staff numbers",
        (
            recipe(ascii_letters, _TWO, _FOUR, forms=CASES[:1]),
            recipe(
                ("staff", "shokuin", "ube", "no", "id", "Shokuin", "Ube", "No."),
                ("", "-", "_"),
                ("", "0", "00"),
                _FOUR,
            ),
            recipe(("0", "00", "1", "10", "20"), _TWO, _FOUR, ("", "!")),
            recipe(("ube", "Ube", "s", "u"), ("", "-", "_"), _TWO, _FOUR),
        ),
    ),
    Kind(
        "month and day with a word",
        (
            recipe(MONTH_DAYS, SEPARATORS, capitals(EVERYDAY), A_SIGN),
            recipe(capitals(UBE), SEPARATORS, MONTH_DAYS, SIGNS),
        ),
    ),
)
