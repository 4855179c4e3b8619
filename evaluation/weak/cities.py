"""The city's own words: its name, sections, offices, sights; services, seasons and slogans with them."""

from __future__ import annotations

from evaluation.recipes import CASES, Kind, recipe, words, words_of_city
from evaluation.weak.parts import (
    A_SIGN,
    OFFICE,
    RECENT_YEARS,
    SEASONS,
    SEPARATORS,
    SERVICES,
    SIGNS,
    TAILS,
    UBE,
    YEARS,
    capitals,
    latin,
)

_ASAHIKAWA = latin(words_of_city("asahikawa"))
_HAMANAMI = latin(words_of_city("hamanami"))
_ACCOUNT = words("account_words")
_CITY = ("ube", "ubeshi", "ube-shi", "ubecity", "ube-city", "ubekoho", "ubesns", "cityube")
_HANDLES = ("ube_koho", "ubekoho", "ube.koho", "koho_ube", "ubekoho_official")
_ADMINISTRATORS = (
    "nagao",
    "haruka",
    "nagaoharuka",
    "haruka.nagao",
    "shigeta",
    "ryohei",
    "shigetaryohei",
    "ryohei_shigeta",
)
_SECTIONS = capitals(OFFICE)
_NUMBERS = (*YEARS, *TAILS)

KINDS = (
    Kind(
        "Ube's words with year or tail",
        (
            recipe(UBE, SEPARATORS, YEARS, SIGNS, forms=CASES),
            recipe(UBE, SEPARATORS, TAILS, SIGNS, forms=CASES),
            recipe(YEARS, SEPARATORS, capitals(UBE), SIGNS),
            recipe(UBE, SEPARATORS, UBE, SEPARATORS, forms=CASES),
        ),
    ),
    Kind(
        "Ube and a section or office",
        (
            recipe(capitals(_CITY), SEPARATORS, _SECTIONS, SEPARATORS, YEARS),
            recipe(capitals(OFFICE), SEPARATORS, capitals(_CITY), SIGNS),
            recipe(capitals(UBE), SEPARATORS, _SECTIONS, SIGNS),
        ),
    ),
    Kind(
        "section or office with year",
        (
            recipe(OFFICE, SEPARATORS, _NUMBERS, SIGNS, forms=CASES),
            recipe(("", "!", "@", "#"), _NUMBERS, SEPARATORS, capitals(OFFICE), SIGNS),
            recipe(
                OFFICE,
                ("ka", "kyoku", "shitsu", "bu", "kakari", "tanto"),
                SEPARATORS,
                YEARS,
                SIGNS,
                forms=CASES,
            ),
        ),
    ),
    Kind(
        "city with what an account is",
        (
            recipe(capitals(_CITY), SEPARATORS, capitals(_ACCOUNT), SEPARATORS, ("", *_NUMBERS), SIGNS),
            recipe(capitals(_ACCOUNT), SEPARATORS, capitals(_CITY), SIGNS),
            recipe(
                ("welcome", "iloveube", "love", "I.love.", "goto", "visit", "hello"),
                ("2", "to", "", "_"),
                UBE,
                SIGNS,
            ),
        ),
    ),
    Kind(
        "service with city and year",
        (
            recipe(capitals(SERVICES), SEPARATORS, capitals(_CITY), SEPARATORS, YEARS, SIGNS[:4]),
            recipe(capitals(_CITY), SEPARATORS, capitals(SERVICES), SEPARATORS, YEARS, SIGNS[:4]),
            recipe(SERVICES, SEPARATORS, OFFICE, SEPARATORS, RECENT_YEARS),
        ),
    ),
    Kind(
        "season or festival with year",
        (
            recipe(SEASONS, SEPARATORS, YEARS, SIGNS, forms=CASES),
            recipe(YEARS, SEPARATORS, capitals(SEASONS), SIGNS),
            recipe(capitals(_CITY), SEPARATORS, capitals(SEASONS), SEPARATORS, RECENT_YEARS, SIGNS[:4]),
        ),
    ),
    Kind(
        "the account's handle and administrators",
        (
            recipe(capitals(_HANDLES), SEPARATORS, _NUMBERS, SIGNS),
            recipe(capitals(_ADMINISTRATORS), SEPARATORS, _NUMBERS, SIGNS),
            recipe(capitals(_ADMINISTRATORS), SEPARATORS, capitals(_CITY), SEPARATORS, ("", *_NUMBERS)),
        ),
    ),
    Kind(
        "Asahikawa's words",
        (
            recipe(_ASAHIKAWA, SEPARATORS, YEARS, SIGNS, forms=CASES),
            recipe(capitals(_ASAHIKAWA), SEPARATORS, _SECTIONS, SIGNS),
            recipe(
                capitals(SERVICES),
                SEPARATORS,
                ("asahikawa", "Asahikawa", "asahikawashi"),
                SEPARATORS,
                YEARS,
                A_SIGN,
            ),
        ),
        setting="asahikawa",
    ),
    Kind(
        "a made-up city's words",
        (
            recipe(_HAMANAMI, SEPARATORS, YEARS, SIGNS, forms=CASES),
            recipe(capitals(_HAMANAMI), SEPARATORS, _SECTIONS, SIGNS),
            recipe(
                capitals(SERVICES),
                SEPARATORS,
                ("hamanami", "Hamanami", "hamanamishi"),
                SEPARATORS,
                YEARS,
                A_SIGN,
            ),
        ),
        setting="hamanami",
    ),
)
