"""The same parts in other clothes: full width, doubled, look-alikes, reversed, with signs in odd places."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.recipes import CASES, Kind, as_is, recipe
from evaluation.weak.parts import (
    A_SIGN,
    EVERYDAY,
    FAMILY,
    GIVEN,
    OFFICE,
    SEASONS,
    SEPARATORS,
    SIGNS,
    TAILS,
    UBE,
    YEARS,
    capitals,
)

_ALL = tuple(dict.fromkeys((*FAMILY, *GIVEN, *EVERYDAY, *OFFICE, *UBE, *SEASONS)))
_LOOK_ALIKES = (
    str.maketrans("ao", "@0"),
    str.maketrans("aois", "@01s"),
    str.maketrans("aeios", "@310$"),
    str.maketrans("ois", "015"),
    str.maketrans("aeot", "4307"),
)
_WIDE = {sign: sign + 0xFEE0 for sign in range(0x21, 0x7F)}


def wide(text: str) -> str:
    """In full width: ``ube1`` → ``ｕｂｅ１``."""
    return text.translate(_WIDE)


def wide_digits(text: str) -> str:
    return text.translate({sign: sign + 0xFEE0 for sign in range(0x30, 0x3A)})


def wide_capital(text: str) -> str:
    return wide(text.capitalize())


def turned(text: str) -> str:
    return text[::-1]


def _doubled(choices: Iterable[str]) -> tuple[str, ...]:
    """Word upon word, with and without a sign between and capitals in front."""
    return tuple(
        dict.fromkeys(
            first + between + first
            for choice in choices
            for first in (choice, choice.capitalize(), choice.upper())
            for between in ("", "_", "-", ".", "@", "&")
        )
    )


def _masked(choices: Iterable[str]) -> tuple[str, ...]:
    """With look-alike signs for some letters; only words that change."""
    return tuple(
        dict.fromkeys(
            form.translate(table)
            for choice in choices
            for form in (choice, choice.capitalize())
            for table in _LOOK_ALIKES
            if form.translate(table) != form
        )
    )


def _around(choices: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        f"{before}{choice}{after}"
        for choice in choices
        for before, after in ("()", "[]", "<>", "**", "##", "@@", "!!")
    )


def _every_other_capital(choices: Iterable[str]) -> tuple[str, ...]:
    """``uBeShI``, ``ubeShi`` and ``ubE``: capitals where nobody expects them."""
    return tuple(
        dict.fromkeys(
            form
            for choice in choices
            for form in (
                "".join(sign.upper() if at % 2 else sign for at, sign in enumerate(choice)),
                choice[:-1] + choice[-1].upper(),
                choice[0] + choice[1:].upper(),
            )
        )
    )


KINDS = (
    Kind(
        "full width",
        (
            recipe(_ALL, SEPARATORS, (*TAILS, *YEARS), SIGNS[:4], forms=(wide, wide_capital, wide_digits)),
            recipe(FAMILY, GIVEN, forms=(wide, wide_capital)),
            recipe(UBE, OFFICE, ("", *YEARS), forms=(wide, wide_capital)),
        ),
    ),
    Kind(
        "doubled words",
        (
            recipe(_doubled(_ALL)),
            recipe(_doubled(_ALL), (*TAILS, *YEARS), SIGNS),
            recipe(_doubled(_ALL), A_SIGN),
        ),
    ),
    Kind(
        "look-alikes",
        (
            recipe(_masked(_ALL), ("", "_", "-"), ("", *TAILS, *YEARS), SIGNS),
            recipe(_masked(UBE), ("", "_", "-"), OFFICE, SIGNS),
        ),
    ),
    Kind(
        "reversed",
        (
            recipe(_ALL, SEPARATORS, ("", *TAILS, *YEARS), SIGNS[:4], forms=(turned,)),
            recipe(tuple(word[::-1] for word in _ALL), SEPARATORS, ("", *TAILS, *YEARS), SIGNS, forms=CASES),
        ),
    ),
    Kind(
        "signs around and between",
        (
            recipe(A_SIGN, _ALL, SEPARATORS, (*TAILS, *YEARS), A_SIGN, forms=CASES[:2]),
            recipe(_around(capitals(_ALL)), ("", *TAILS, *YEARS)),
            recipe(A_SIGN, (*TAILS, *YEARS), capitals(_ALL), A_SIGN),
        ),
    ),
    Kind(
        "odd capitals",
        (recipe(_every_other_capital(_ALL), SEPARATORS, ("", *TAILS, *YEARS), SIGNS, forms=(as_is,)),),
    ),
)
