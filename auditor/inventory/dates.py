"""Dates as people in a city hall write them.

Western: ``2026-04-01`` ``2026/4/1`` ``2026.4.1`` ``20260401`` ``2026年4月1日``. By era: ``令和8年4月1日`` ``令和元年5月1日``
``R8.4.1`` ``S63/1/1`` ``㋿8年4月1日``. Each also in full width, with kanji numerals, with spaces between, with a weekday
in brackets behind, and with the midnight that databases and Excel's own CSV add.
"""

from __future__ import annotations

import re
from datetime import date

from auditor.inventory.folding import folded
from checks._eras import ERAS, Era

FIRST_YEAR = 1868
"""Nobody on a roster was born, and nothing was opened, before Meiji: an earlier year is a slip."""

LAST_YEAR = 2200
"""A later year is a slip too; ``NO_END`` excepted."""

NO_END = date(9999, 12, 31)
"""What databases write for "no end"; a date only where a column says how long something lasts."""

_WESTERN = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<sign>[-/.])(?P<m>[0-9]{1,2})(?P=sign)(?P<d>[0-9]{1,2})|年(?P<mk>[0-9]{1,2})月(?P<dk>[0-9]{1,2})日)"
)
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_BY_ERA = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[令平昭大明RHSTM])(?P<year>元|[0-9]{1,2})"
    r"(?:(?P<sign>[-/.])(?P<m>[0-9]{1,2})(?P=sign)(?P<d>[0-9]{1,2})|年(?P<mk>[0-9]{1,2})月(?P<dk>[0-9]{1,2})日)"
)
_MIDNIGHT = re.compile(r"(?<=[0-9])[ T]0{1,2}:00(?::00(?:\.0+)?)?$")
_WEEKDAY = re.compile(r"\([日月火水木金土](?:曜日?)?\)$")
_KANJI_NUMERAL = re.compile(r"[〇一二三四五六七八九十]+")
_KANJI_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}


def parse_date(text: str) -> date | None:
    """The date that ``text`` writes, None where it is none. The caller says so, since the text may be personal."""
    written = _WEEKDAY.sub("", _MIDNIGHT.sub("", folded(text)))
    written = _KANJI_NUMERAL.sub(_in_digits, "".join(written.split())).upper()
    if match := _DIGITS.fullmatch(written):
        return _in_range(*map(int, match.groups()))
    if match := _WESTERN.fullmatch(written):
        return _day(int(match["year"]), match)
    if match := _BY_ERA.fullmatch(written):
        return _day_of_era(match)
    return None


def in_range(day: date) -> date | None:
    """``day`` itself, None where its year can only be a slip."""
    return day if FIRST_YEAR <= day.year <= LAST_YEAR or day == NO_END else None


def _in_range(year: int, month: int, day: int) -> date | None:
    try:
        return in_range(date(year, month, day))
    except ValueError:  # 31 April, month 13
        return None


def _day(year: int, match: re.Match[str]) -> date | None:
    return _in_range(year, int(match["m"] or match["mk"]), int(match["d"] or match["dk"]))


def _day_of_era(match: re.Match[str]) -> date | None:
    """Within its era; past its end only in the year of the change (H31.5.1), as people who wrote ahead did."""
    written = match["era"]
    place, era = next(
        (n, era) for n, era in enumerate(ERAS) if written in {era.kanji, era.kanji[0], era.letter}
    )
    number = 1 if match["year"] == "元" else int(match["year"])
    day = _day(era.first_day.year + number - 1, match)
    if number < 1 or day is None or day < era.first_day:
        return None
    return day if day.year <= _last_year(place) else None


def _last_year(place: int) -> int:
    following: Era | None = ERAS[place - 1] if place else None
    return following.first_day.year if following else LAST_YEAR


def _in_digits(match: re.Match[str]) -> str:
    """六十三 → 63, 十 → 10, 二〇二六 → 2026."""
    numeral = match[0]
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(str(_KANJI_DIGITS[sign]) for sign in numeral)
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return numeral  # no number below one hundred
    return str(_KANJI_DIGITS.get(tens, 1) * 10 + _KANJI_DIGITS.get(ones, 0))
