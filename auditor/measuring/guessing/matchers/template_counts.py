"""The small parts of a template: separators, signs at the end, numbers, initials, and what each of them counts.

The counts are places in an order of likelihood. Where nothing better is known it is our own estimate, and the size of
the space bounds it: 33 signs of a keyboard, 10 digits, 26 letters, 366 days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditor.measuring.guessing.matchers.years import (
    FEWEST_YEARS,
    is_recent,
    year_guesses,
    year_of_two_digits,
)

# Nothing at all is tried first, so the first sign is the second try.
_SEPARATORS: Mapping[str, int] = {
    sign: place for place, sign in enumerate("-_.@#/!&*+ ~:=,$%?・;^|'\"()[]<>{}\\`", start=2)
}
_ENDINGS: Mapping[str, int] = {
    sign: place for place, sign in enumerate("!.@?#*$-+%&_/~=;:^,)(\"'<>|[]{}\\` ♪☆★♡♥！？。～○◎●", start=2)
}

_ROWS = ("!@#$%^&*()_+", "!\"#$%&'()=~|")
"""The digits' row with shift, on the US and on the Japanese keyboard."""

LONGEST_ENDING = 4


def separator_guesses(text: str, place: int, end: int) -> float | None:
    """Signs between two parts: one, or the same one twice. None: nobody separates with that.

    A sign that stood in the password before counts nothing: whoever writes ``ube-koho-2025`` keeps to one.
    """
    sign = text[place]
    position = _SEPARATORS.get(sign)
    if position is None or end - place > 2 or text[end - 1] != sign:
        return None
    if sign in text[:place]:
        position = 1
    return float(position * (end - place))


def ending_guesses(signs: str) -> float | None:
    """Signs at the end: the n-th likeliest, one repeated, a run along the keyboard, or up to three free ones."""
    if len(signs) > LONGEST_ENDING:
        return None
    position = _ENDINGS.get(signs[0])
    if position is None:
        return None
    if signs == signs[0] * len(signs):
        return float(position * len(signs))
    if any(row.startswith(signs) for row in _ROWS):
        return float(10 + len(signs))
    guesses = 1.0
    for number, sign in enumerate(signs, start=1):
        if sign not in _ENDINGS:
            return None
        guesses *= _ENDINGS[sign] * number  # the number-th sign may stand at as many places
    return guesses


_MONTH_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_DAY_MONTH = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])")
_SHORT_MONTH_DAY = re.compile(r"[1-9](?:0[1-9]|[12][0-9]|3[01])|1[0-2][1-9]")
_YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})(?:0[1-9]|1[0-2])")
_ROUND = re.compile(r"[1-9]0+|0+[1-9]")

LONGEST_NUMBER = 8


def number_guesses(digits: str) -> tuple[float, str]:
    """How many numbers are tried before this one, and the kind of weakness it is ("" for a mere number)."""
    length = len(digits)
    if length == 4 and is_recent(int(digits)):
        return year_guesses(int(digits)), "year"
    if "1234567890".startswith(digits) or "0123456789".startswith(digits):
        return 4.0 + length, ""
    if digits == digits[0] * length or _ROUND.fullmatch(digits):
        return 10.0 * length, ""  # one digit is free: 7, 777, 700, 007
    if length == 2 and (years := year_guesses(year_of_two_digits(int(digits)))) == FEWEST_YEARS:
        return 2 * years, "year"  # the present's; any other pair is a mere number, too
    if _MONTH_DAY.fullmatch(digits):
        return 366.0, "date"
    if _DAY_MONTH.fullmatch(digits) or _SHORT_MONTH_DAY.fullmatch(digits):
        return 2 * 366.0, "date"
    if (year_month := _YEAR_MONTH.fullmatch(digits)) and is_recent(int(year_month[1])):
        return 12 * year_guesses(int(year_month[1])), "date"
    if length == 4 and (digits[:2] == digits[2:] or (digits[0] == digits[1] and digits[2] == digits[3])):
        return 300.0, ""  # 2525, 1122
    return 10.0**length, ""


LONGEST_LETTERS = 3

_SYLLABLES = re.compile(r"(?:[bdfghjkmnprstwyz]?[aeiou]|n)+")

TITLES = frozenset((
    "san", "kun", "chan", "sama", "tan", "rin", "sensei", "shi", "si", "ken", "ku", "cho", "chou", "machi", "mura",
    "son", "ka", "bu", "kyoku", "kakari", "shitsu", "situ", "jp", "com", "net", "ver", "no", "id", "tel", "fax",
    "nen", "nendo", "ki", "kamiki", "simoki", "shimoki",
))  # fmt: skip
"""What stands behind the names of people, of places and of sections, of sites; what stands before numbers."""

LONGEST_TITLE = max(map(len, TITLES))


def letters_guesses(letters: str) -> float | None:
    """A title, or a few letters that no list has: an initial, a code. None: too long to be either.

    Three letters in Japanese syllables (``oki``, ``mai``) are some 800, so there zxcvbn's ten a letter is right.
    """
    if letters in TITLES:
        return float(min(len(TITLES), 10 ** len(letters)))
    if len(letters) > LONGEST_LETTERS:
        return None
    return float((10 if len(letters) > 1 and _SYLLABLES.fullmatch(letters) else 26) ** len(letters))


LINKS: Mapping[str, float] = {
    word: float(place)
    for place, word in enumerate(
        ("no", "love", "daisuki", "to", "and", "suki", "my", "the", "of", "papa", "mama"), start=1
    )
}
"""What joins two words (``nekonomori``, ``yukidaisukitaro``) and its place among such words."""
