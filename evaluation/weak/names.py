"""Names of people, with what people put to them."""

from __future__ import annotations

from string import ascii_lowercase

from evaluation.recipes import CASES, Kind, recipe
from evaluation.weak.parts import (
    BIRTH_YEARS,
    FAMILY,
    GIVEN,
    MONTH_DAYS,
    RECENT_YEARS,
    SEPARATORS,
    SHORT_YEARS,
    SIGNS,
    TAILS,
    capitals,
    days,
)

_YEARS = (*BIRTH_YEARS, *RECENT_YEARS)
_CALLED = ("san", "kun", "chan", "sama", "sensei", "kacho", "shi", "ke", "family", "love")

KINDS = (
    Kind(
        "family name with year or day",
        (
            recipe(FAMILY, SEPARATORS, _YEARS, SIGNS, forms=CASES),
            recipe(FAMILY, SEPARATORS, MONTH_DAYS, SIGNS[:4], forms=CASES[:2]),
            recipe(FAMILY, days(1960, 2005, "%Y%m%d"), forms=CASES[:2]),
            recipe(FAMILY, days(1960, 2005, "%y%m%d"), ("", "!"), forms=CASES[:2]),
            recipe(_YEARS, SEPARATORS, capitals(FAMILY), SIGNS[:4]),
        ),
    ),
    Kind(
        "given name with year or day",
        (
            recipe(GIVEN, SEPARATORS, _YEARS, SIGNS, forms=CASES),
            recipe(GIVEN, SEPARATORS, MONTH_DAYS, SIGNS[:4], forms=CASES[:2]),
            recipe(GIVEN, days(1960, 2005, "%Y%m%d"), forms=CASES[:2]),
            recipe(GIVEN, days(1960, 2005, "%y%m%d"), ("", "!"), forms=CASES[:2]),
            recipe(MONTH_DAYS, SEPARATORS, capitals(GIVEN), SIGNS[:4]),
        ),
    ),
    Kind(
        "name with a tail",
        (
            recipe((*FAMILY, *GIVEN), SEPARATORS, TAILS, SIGNS, forms=CASES),
            recipe((*FAMILY, *GIVEN), SEPARATORS, _CALLED, SEPARATORS, TAILS, forms=CASES[:2]),
            recipe((*FAMILY, *GIVEN), _CALLED, _YEARS, SIGNS[:3], forms=CASES[:2]),
        ),
    ),
    Kind(
        "family name and given name",
        (
            recipe(FAMILY, SEPARATORS, GIVEN, SIGNS, forms=CASES),
            recipe(GIVEN, SEPARATORS, FAMILY, SIGNS, forms=CASES),
            recipe(capitals(FAMILY), SEPARATORS, capitals(GIVEN), TAILS),
        ),
    ),
    Kind(
        "initial and name with digits",
        (
            recipe(ascii_lowercase, ("", ".", "_"), FAMILY, MONTH_DAYS, forms=CASES[:2]),
            recipe(FAMILY, ("", "."), ascii_lowercase, SHORT_YEARS, SIGNS, forms=CASES[:2]),
            recipe(ascii_lowercase, ("", ".", "_"), FAMILY, BIRTH_YEARS, SIGNS, forms=CASES[:2]),
        ),
    ),
)
