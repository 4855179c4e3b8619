"""How people write a birth date, a phone number and a staff number into a password (contract, ``password-personal``).

All forms are texts as they stand in a *view* of a password (:func:`view`): width and case are folded, numbers in kanji
become digits, and whatever separates (``/`` ``.`` ``・`` ``, `` …) becomes one hyphen. The numbers here are examples:

=============  =========================================================================================
birth date     ``19850412`` ``1985-4-12`` ``850412`` ``12041985`` ``041285`` ``0412`` ``4-12`` ``s600412`` ``s60-4-12``
               ``showa60-4-12`` ``昭和60年4月12日`` ``昭60-4-12``: year first, day first, month first; padded and not
               ``12apr1985`` ``april12-1985`` ``1985-apr-12`` ``apr12``
phone          ``0836-00-1234`` ``0836001234`` ``00-1234`` ``001234`` ``+81836001234`` ``836001234``; ``1234`` alone
staff number   ``001234`` ``1234``
=============  =========================================================================================

*Anywhere* forms count wherever they stand in a password. *Alone* forms are so short that they count only where they are
the whole run of digits. A form too short even for that is left out: a date in bare digits without padding needs five
signs (1/2/85 as ``1285`` would be any number), any other date four, a staff number without its zeros three.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, product

from checks._eras import ERAS, Era, era_year

SEPARATORS = ("", "-")
"""In a view there is no other."""

SHORTEST, LONGEST = 4, 17
"""Lengths of the anywhere forms of birth dates and phones; a test holds all forms to it."""

_MONTHS = (
    *(("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june")),
    *(("jul", "july"), ("aug", "august"), ("sep", "sept", "september"), ("oct", "october")),
    *(("nov", "november"), ("dec", "december")),
)

MANY_DIGITS = 6
"""From so many digits on a form counts for people who are not tied to the login, too (contract, section 4)."""


@dataclass(frozen=True, slots=True)
class Forms:
    anywhere: frozenset[str]
    alone: frozenset[str] = frozenset()


# --- passwords as they are searched --------------------------------------------------------------------------


def view(text: str) -> str:
    """A password as it is searched; other signs and kanji stay as they are."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_OTHER_KANJI)
    return _SEPARATING.sub("-", _KANJI_NUMBER.sub(_in_digits, folded))


_SEPARATING = re.compile(r"[-‐‑‒–—―−ー/\\._・·•‧,、。:;~〜|()\s]+")
_OTHER_KANJI = str.maketrans("零○◯壱弐参拾", "〇〇〇一二三十")
_KANJI_DIGITS = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(
    "(?=[〇N千百十])(?:([N]?)千)?(?:([N]?)百)?(?:([N]?)十)?([〇N]?)".replace("N", _KANJI_DIGITS[1:])
)


def _in_digits(number: re.Match[str]) -> str:
    """六十 → 60, 千九百八十五 → 1985. Of 一九八五 each digit is a number of its own."""
    *tens, unit = number.groups()
    value = sum(
        (1 if digit == "" else _KANJI_DIGITS.index(digit)) * 10**power
        for digit, power in zip(tens, (3, 2, 1), strict=True)
        if digit is not None
    )
    return str(value + (_KANJI_DIGITS.index(unit) if unit else 0))


def starts(view: str) -> Iterator[int]:
    """Where in a view an anywhere form of a birth date or phone may begin; a test holds all forms to it."""
    return (found.start() for found in _START.finditer(view))


def ends(view: str) -> Iterator[int]:
    """Where one may end."""
    return (found.start() for found in _END.finditer(view))


_ERA_STARTS = "".join(era.letter.lower() + era.kanji[0] for era in ERAS)
_START = re.compile(
    "|".join(f"(?={start})" for start in (f"[0-9+{_ERA_STARTS}]", *(names[0] for names in _MONTHS)))
)
_END = re.compile("|".join(f"(?<={end})" for end in ("[0-9日]", *chain.from_iterable(_MONTHS))))


# --- birth dates -------------------------------------------------------------------------------------------


def birth_date_forms(day: date) -> Forms:
    return Forms(frozenset(chain(_western(day), _of_era(day), _without_year(day), _in_english(day))))


def _months_and_days(day: date) -> tuple[tuple[str, str, bool], ...]:
    padded = (f"{day.month:02}", f"{day.day:02}", True)
    plain = (str(day.month), str(day.day), False)
    return (padded,) if plain[:2] == padded[:2] else (padded, plain)


def _western(day: date) -> Iterator[str]:
    for year, (month, of_month, padded) in product(
        (f"{day.year:04}", f"{day.year % 100:02}"), _months_and_days(day)
    ):
        yield f"{year}年{month}月{of_month}日"
        for separator in SEPARATORS:
            for parts in (year, month, of_month), (of_month, month, year), (month, of_month, year):
                form = separator.join(parts)
                if padded or separator or len(form) >= 5:
                    yield form


def _without_year(day: date) -> Iterator[str]:
    for month, of_month, _ in _months_and_days(day):
        yield f"{month}月{of_month}日"
        for separator in SEPARATORS:
            for form in separator.join((month, of_month)), separator.join((of_month, month)):
                if len(form) >= SHORTEST:
                    yield form


def _of_era(day: date) -> Iterator[str]:
    match era_year(day):
        case None:
            return
        case (era, number):
            pass
    years = {str(number), f"{number:02}"}
    for name, year, (month, of_month, padded) in product(_names(era), years, _months_and_days(day)):
        yield f"{name}{year}年{month}月{of_month}日"
        for separator in SEPARATORS:
            form = name + separator.join((year, month, of_month))
            if padded or separator or len(form) >= 5:
                yield form
    if number == 1:
        for name, (month, of_month, _) in product(_names(era), _months_and_days(day)):
            yield f"{name}元年{month}月{of_month}日"


def _in_english(day: date) -> Iterator[str]:
    days = {str(day.day), f"{day.day:02}"}
    years = (f"{day.year:04}", f"{day.year % 100:02}")
    for month, of_month, separator in product(_MONTHS[day.month - 1], days, SEPARATORS):
        day_first, month_first = separator.join((of_month, month)), separator.join((month, of_month))
        yield from (form for form in (day_first, month_first) if len(form) >= SHORTEST)
        for year in years:
            yield separator.join((day_first, year))
            yield separator.join((month_first, year))
            yield separator.join((year, month_first))
            yield f"{month_first}-{year}"  # April 12, 1985


_ROMAJI = {
    "reiwa": ("reiwa",),
    "heisei": ("heisei",),
    "showa": ("showa", "shouwa", "syowa", "syouwa"),
    "taisho": ("taisho", "taishou", "taisyo", "taisyou"),
    "meiji": ("meiji", "meizi"),
}


def _names(era: Era) -> tuple[str, ...]:
    return (era.letter.lower(), era.kanji, era.kanji[0], *_ROMAJI[era.romaji])


# --- phone numbers -------------------------------------------------------------------------------------------

_MOBILE = re.compile(r"0[5-9]0\d{8}")  # 050 to 090: the area code has three digits
_EXTENSION = re.compile(r"(?:内線|内|ext\.?|#)\s*[:.]?\s*\d+")
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー()~〜", "-"))
_NOT_A_NUMBER = re.compile(r"[^0-9+\-./\s]+|\n+|(?=\+)")  # a plus sign begins a number
_NATIONAL_DIGITS = 9  # the shortest number with area code that lost its zero
_LONGEST_NUMBER = 13  # with 81 before it


def phone_forms(written: str) -> Forms:
    """Of every number in the cell; an extension (内線) and single groups under four digits are passed over."""
    anywhere: set[str] = set()
    alone: set[str] = set()
    for groups in _numbers(written):
        digits = "".join(groups)
        if len(digits) >= _NATIONAL_DIGITS:
            for area, local in _splits(groups):
                anywhere.update(_national(area, local))
            alone.add(digits[-4:])
        elif len(digits) >= MANY_DIGITS:
            anywhere.update(_joined(_grouped(groups)))
            alone.add(digits[-4:])
        elif len(digits) >= 4:
            alone.add(digits)
    return Forms(frozenset(form for form in anywhere if len(form) <= LONGEST), frozenset(alone))


def _numbers(written: str) -> Iterator[tuple[str, ...]]:
    """Each number in the cell as its groups of digits, with the zero of its area code."""
    text = unicodedata.normalize("NFKC", written).translate(_SIGNS).lower()
    for chunk in _NOT_A_NUMBER.split(_EXTENSION.sub(";", text)):
        pieces = [piece for piece in re.split(r"[\s./]+", chunk) if piece.strip("-+")]
        if _are_one_number(pieces):
            pieces = ["-".join(pieces)]
        for piece in pieces:
            if groups := [group for group in piece.split("-") if group.strip("+")]:
                yield _with_zero(groups)


def _are_one_number(pieces: list[str]) -> bool:
    """``090 1234 5678`` and ``0836/00/1234`` are one number, ``0836-00-1234 / 090-1234-5678`` are two."""
    sizes = [sum(sign.isdigit() for sign in piece) for piece in pieces]
    return all(size < _NATIONAL_DIGITS for size in sizes) and sum(sizes) <= _LONGEST_NUMBER


def _with_zero(groups: list[str]) -> tuple[str, ...]:
    """Country code 81 or a zero lost in a spreadsheet: back to the form with the zero of the area code."""
    digits = "".join(groups).replace("+", "")
    abroad = groups[0].startswith("+81") or (digits.startswith("81") and len(digits) in (11, 12))
    if abroad:
        rest = groups[0].replace("+", "").removeprefix("81").lstrip("0")
        following = groups[1:]
        while not rest and following:  # +81-90-…, +81(0)90-…
            rest, following = following[0].lstrip("0"), following[1:]
        return (f"0{rest}", *following)
    if not digits.startswith("0") and len(digits) in (9, 10):
        return (f"0{groups[0]}", *groups[1:])
    return tuple(group.replace("+", "") for group in groups)


def _splits(groups: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Area code and local number: as the hyphens say, else every way that leaves a local number of six digits."""
    if len(groups) > 1:
        yield groups[0], _grouped(groups[1:])
        return
    digits = groups[0]
    area_lengths = (3,) if _MOBILE.fullmatch(digits) else range(2, len(digits) - MANY_DIGITS + 1)
    for length in area_lengths:
        yield digits[:length], _grouped((digits[length:],))


def _grouped(groups: tuple[str, ...]) -> tuple[str, ...]:
    """A local number written in one is split before its last four digits, as everybody writes it."""
    if len(groups) == 1 and len(groups[0]) > 4:
        return groups[0][:-4], groups[0][-4:]
    return groups


def _national(area: str, local: tuple[str, ...]) -> Iterator[str]:
    without_zero = (area[1:],) if area[1:] else ()
    yield from _joined((area, *local))
    yield from _joined((*without_zero, *local))
    yield from _joined(("81", *without_zero, *local))
    yield from _joined(("+81", *without_zero, *local))
    if sum(map(len, local)) >= 4:
        yield from _joined(local)


def _joined(groups: tuple[str, ...]) -> Iterator[str]:
    for separator in SEPARATORS:
        yield separator.join(groups)


# --- staff numbers -------------------------------------------------------------------------------------------


def staff_number_forms(number: str) -> Forms:
    """As written, without its separators, and without leading zeros; under four signs only alone."""
    written = view(number.strip())
    plain = "".join(sign for sign in written if sign.isalnum())
    without_zeros = plain.lstrip("0")
    forms = {written, plain} - {""}
    if len(without_zeros) >= 3:
        forms.add(without_zeros)
    alone = {form for form in forms if signs(form) < 4}
    return Forms(frozenset(forms - alone), frozenset(alone))


def signs(form: str) -> int:
    """Letters and digits of a staff number: a number like ``A12345`` has six."""
    return sum(sign.isalnum() for sign in form)
