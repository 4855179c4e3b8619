"""The weak passwords one meets most: two or three parts, and kinds in the shares of ``docs/judging.md``.

``weak`` is harder (three to five parts each, at least eight characters). Here are the simple ones, some of them short, in
the numbers in which they were counted when today's estimators were first compared; plain zxcvbn misses about half.
"""

from __future__ import annotations

from evaluation.kana import hepburn, kunrei, on_keys
from evaluation.recipes import CASES, Kind, Recipe, as_is, recipe, words
from evaluation.weak.forms import wide
from evaluation.weak.keyboard import shifted
from evaluation.weak.parts import (
    BIRTH_YEARS,
    EVERYDAY,
    FAMILY,
    GIVEN,
    MONTH_DAYS,
    OFFICE,
    RECENT_YEARS,
    SEASONS,
    SERVICES,
    SHORT_YEARS,
    UBE,
    YEARS,
    days,
)

_TWO_CASES = CASES[:2]
_FEW = ("", "!", "1", "12", "123", "1234", "2025", "2024")
_PUNS = words("number_puns")
_ERA = ("S", "s", "H", "h", "R", "r")
_ERA_WORDS = ("showa", "heisei", "reiwa", "Reiwa", "昭和", "令和")
_UPTO = {
    "month": tuple(f"{month:02}" for month in range(1, 13)),
    "day": tuple(f"{day:02}" for day in range(1, 29)),
}
_YEAR = tuple(f"{year:02}" for year in range(1, 32))
_DIGIT_STRINGS = {count: tuple(f"{number:0{count}}" for number in range(10**count)) for count in (2, 3, 4)}
_KANA = tuple(
    word
    for name in ("everyday_words", "office_words", "ube_words")
    for word in words(name)
    if "ー" not in word
)
_ROWS = ("1234567890-^\\", "qwertyuiop@[", "asdfghjkl;:]", "zxcvbnm,./\\")
_WALKS = (
    *(row[at : at + size] for row in _ROWS for size in range(6, 13) for at in range(len(row) - size + 1)),
    *("".join(row[at] for at in (place, place + 1) for row in _ROWS) for place in range(10)),
    *(
        "".join(first[at] + second[at] for at in range(4))
        for first, second in zip(_ROWS, _ROWS[1:], strict=False)
    ),
)
_KUNREI = tuple(
    dict.fromkeys(
        kunrei(word)
        for name in ("everyday_words", "office_words", "ube_words", "seasons")
        for word in words(name)
        if kunrei(word) != hepburn(word)
    )
)


def _kind(name: str, number: int, *recipes: Recipe) -> Kind:
    return Kind(name, recipes, shortest=6, usual_number=number)


KINDS: tuple[Kind, ...] = (
    _kind(
        "family or given name with year, day, separator",
        60,
        recipe((*FAMILY, *GIVEN), ("", "_", "-", "."), (*BIRTH_YEARS, *RECENT_YEARS), forms=_TWO_CASES),
        recipe((*FAMILY, *GIVEN), MONTH_DAYS, forms=_TWO_CASES),
        recipe((*FAMILY, *GIVEN), ("", "_"), SHORT_YEARS, ("", "!"), forms=_TWO_CASES),
        recipe(FAMILY, days(1960, 2005, "%y%m%d")),
    ),
    _kind(
        "city, section, office",
        53,
        recipe((*OFFICE, *UBE), _FEW, forms=_TWO_CASES),
        recipe(("ube", "ubeshi", "ubecity"), ("", "_", "-"), OFFICE, ("", "!", "1"), forms=_TWO_CASES),
        recipe((*OFFICE, *UBE), ("", "_", "@"), YEARS),
    ),
    _kind(
        "era dates",
        54,
        recipe(_ERA, _YEAR, _UPTO["month"], _UPTO["day"]),
        recipe(_ERA_WORDS, _YEAR, ("", "nen", "nendo", "年", "!")),
        recipe(_ERA_WORDS[:4], _YEAR, _UPTO["month"], _UPTO["day"]),
        recipe(_ERA, _YEAR, (".", "/", "-"), _UPTO["month"], (".", "/", "-"), _UPTO["day"]),
    ),
    _kind(
        "number puns",
        43,
        recipe(_PUNS, _PUNS),
        recipe(_PUNS, ("yoroshiku", "yoro", "sankyu", "love", "gokuro", "ube", "!", "0000", "1234")),
        recipe(FAMILY[:200], _PUNS),
    ),
    _kind("kana typed on the JIS layout", 80, recipe(map(on_keys, _KANA))),
    _kind("walks on the JIS keyboard", 45, recipe(_WALKS, forms=(as_is, shifted))),
    _kind(
        "full width",
        30,
        recipe((*FAMILY[:200], *EVERYDAY[:200], *UBE), ("", "1", "123", "2025"), forms=(wide,)),
        recipe(("password", "admin", "qwerty", "welcome"), ("", "1", "123", "2024", "2025"), forms=(wide,)),
    ),
    _kind(
        "common words in romaji",
        53,
        recipe(EVERYDAY, _FEW, forms=_TWO_CASES),
        recipe(EVERYDAY, ("", "no", "to", "daisuki"), EVERYDAY),
    ),
    _kind("the same in Kunrei spelling", 37, recipe(_KUNREI, _FEW, forms=_TWO_CASES)),
    _kind(
        "phone numbers",
        31,
        recipe(("0836", "0836-"), _DIGIT_STRINGS[2], ("", "-"), _DIGIT_STRINGS[4]),
        recipe(words("area_codes"), _DIGIT_STRINGS[2], _DIGIT_STRINGS[4]),
    ),
    _kind(
        "postal codes",
        15,
        recipe(_DIGIT_STRINGS[3], ("", "-"), _DIGIT_STRINGS[4]),
        recipe(("ube", "yubin", ""), ("755", "755-", "759", "759-"), _DIGIT_STRINGS[4]),
    ),
    _kind(
        "staff numbers",
        20,
        recipe(("", *"ABCDSUsu"), _DIGIT_STRINGS[2], _DIGIT_STRINGS[4]),
        recipe(("staff", "no", "id", "ube"), _DIGIT_STRINGS[4]),
    ),
    _kind(
        "service names with city and year",
        29,
        recipe(SERVICES, ("", "_", "-"), ("ube", "ubeshi", "ubecity"), ("", *YEARS), forms=_TWO_CASES),
        recipe(("ube", "ubeshi", "ubecity"), ("", "_", "-"), SERVICES, ("", *YEARS), forms=_TWO_CASES),
    ),
    _kind("seasons with year", 27, recipe(SEASONS, ("", "_"), RECENT_YEARS, ("", "!"), forms=_TWO_CASES)),
)
