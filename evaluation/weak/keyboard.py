"""What lies under the fingers on a Japanese keyboard, and what kana become when they are typed blind."""

from __future__ import annotations

from evaluation.kana import on_keys
from evaluation.recipes import Kind, as_is, recipe, words
from evaluation.weak.parts import SIGNS, TAILS, YEARS

_ROWS = ("1234567890-^\\", "qwertyuiop@[", "asdfghjkl;:]", "zxcvbnm,./\\")
_SHIFTED = str.maketrans(
    "1234567890-^\\@[;:],./qwertyuiopasdfghjklzxcvbnm",
    "!\"#$%&'()0=~|`{+*}<>?QWERTYUIOPASDFGHJKLZXCVBNM",
)
_ONLY_JIS = frozenset("^\\@[;:]")


def shifted(keys: str) -> str:
    """The same keys with the shift key held: ``;:]`` → ``+*}``."""
    return keys.translate(_SHIFTED)


def half_shifted(keys: str) -> str:
    """The second half with the shift key held: ``1qaz2wsx`` → ``1qaz"WSX``."""
    half = len(keys) // 2
    return keys[:half] + shifted(keys[half:])


def _runs(least: int, most: int) -> tuple[str, ...]:
    """Stretches of a row, both ways."""
    there = [
        row[at : at + size]
        for row in _ROWS
        for size in range(least, most + 1)
        for at in range(len(row) - size + 1)
    ]
    return tuple(dict.fromkeys([*there, *(run[::-1] for run in there)]))


def _columns() -> tuple[str, ...]:
    """``1qaz`` and its neighbours, downwards and upwards."""
    down = ["".join(row[at] for row in _ROWS if at < len(row)) for at in range(12)]
    return tuple(dict.fromkeys([*down, *(column[::-1] for column in down)]))


_FORMS = (as_is, shifted, half_shifted)
_JAPANESE_RUNS = tuple(run for run in _runs(4, 12) if _ONLY_JIS & set(run))


def _typed(lists: tuple[str, ...], shortest: int) -> tuple[str, ...]:
    kana = [word for name in lists for word in words(name) if len(word) >= shortest and "ー" not in word]
    return tuple(dict.fromkeys(on_keys(word, shift=shift) for word in kana for shift in (True, False)))


_WORDS = _typed(("everyday_words", "office_words", "ube_words", "seasons", "family_names", "given_names"), 2)
_LONG = _typed(("everyday_words", "office_words", "ube_words", "seasons"), 5)

KINDS = (
    Kind(
        "walks on a JIS keyboard",
        (
            recipe(_runs(8, 13), SIGNS, forms=_FORMS),
            recipe(_JAPANESE_RUNS, _runs(4, 6), forms=_FORMS),
            recipe(_JAPANESE_RUNS, _JAPANESE_RUNS, forms=_FORMS),
            recipe(_columns(), _columns(), ("", *SIGNS), forms=_FORMS),
            recipe(_columns(), _columns(), _columns(), forms=_FORMS),
        ),
    ),
    Kind(
        "kana typed on JIS keys",
        (
            recipe(_LONG, SIGNS),
            recipe(_WORDS, ("", "_", "-", "@"), YEARS, ("", "!")),
            recipe(_WORDS, ("", "_", "-"), TAILS, SIGNS),
            recipe(_WORDS, _WORDS),
            recipe(_LONG),
        ),
    ),
)
