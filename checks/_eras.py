"""Japanese eras: their first days, and dates in the words a city hall uses.

First days from the cabinet orders on the change of era (Meiji after the calendar reform of 1873).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Era:
    kanji: str
    letter: str
    romaji: str
    first_day: date


ERAS = (
    Era("令和", "R", "reiwa", date(2019, 5, 1)),
    Era("平成", "H", "heisei", date(1989, 1, 8)),
    Era("昭和", "S", "showa", date(1926, 12, 25)),
    Era("大正", "T", "taisho", date(1912, 7, 30)),
    Era("明治", "M", "meiji", date(1868, 1, 25)),
)
"""Newest first."""


def era_year(day: date) -> tuple[Era, int] | None:
    """The era of a day and the year in it (the first year is 1); None before Meiji."""
    for era in ERAS:
        if day >= era.first_day:
            return era, day.year - era.first_day.year + 1
    return None


def in_words(day: date) -> str:
    """令和8年4月1日; the first year of an era is written 元年, years before Meiji are western."""
    match era_year(day):
        case None:
            year = str(day.year)
        case (era, 1):
            year = f"{era.kanji}元"
        case (era, number):
            year = f"{era.kanji}{number}"
    return f"{year}年{day.month}月{day.day}日"
