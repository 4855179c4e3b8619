"""The names of the Japanese eras as they stand in passwords, and numbers in kanji beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks._eras import ERAS

WAYS_TO_NAME = 3
"""Letter, Latin letters, kanji: an attacker tries each."""

_ROMAJI: Mapping[str, tuple[str, ...]] = {
    "reiwa": ("reiwa",),
    "heisei": ("heisei", "heysei"),
    "showa": ("showa", "shouwa", "syouwa", "syowa", "shohwa"),
    "taisho": ("taisho", "taishou", "taisyou", "taisyo", "taishoh"),
    "meiji": ("meiji", "meizi"),
}
"""First the usual spelling."""

_WRITTEN_TO: Mapping[str, int] = {"reiwa": 30, "heisei": 40, "showa": 64, "taisho": 15, "meiji": 45}
"""The last year that is written; Heisei beyond its end (31), as plans for years to come did."""


@dataclass(frozen=True, slots=True)
class EraName:
    """One written form; ``spellings``: how many an attacker tries until this one, capitals included."""

    first_year: int
    last_number: int
    spellings: float

    def year(self, number: int) -> int | None:
        """The year of our calendar; None where the era has none of that number."""
        return self.first_year + number - 1 if 1 <= number <= self.last_number else None


def _names() -> dict[str, EraName]:
    names = {}
    for era in ERAS:
        first, last = era.first_day.year, _WRITTEN_TO[era.romaji]
        names[era.letter.lower()] = EraName(first, last, WAYS_TO_NAME * 2)  # capital and small are as usual
        for order, romaji in enumerate(_ROMAJI[era.romaji], start=1):
            names[romaji] = EraName(first, last, WAYS_TO_NAME * order)
        for order, kanji in enumerate((era.kanji, era.kanji[0]), start=1):
            names[kanji] = EraName(first, last, WAYS_TO_NAME * order)
    return names


ERA_NAMES: Mapping[str, EraName] = _names()
"""Lower-case name → what it counts: m t s h r, meiji …, 明治 …, 明 …"""

ERA = "|".join(sorted(ERA_NAMES, key=len, reverse=True))
"""An expression for any of them."""

NUMBER = "[0-9]{1,2}|gan|元|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
"""An expression for a number as it stands before 年: 7, 07, 元, 七, 五十五."""

_KANJI_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


def number(written: str) -> int:
    """What ``NUMBER`` found."""
    if written in {"gan", "元"}:
        return 1
    if written.isascii():
        return int(written)
    tens, ten, units = written.rpartition("十")
    return (_KANJI_DIGITS.get(tens, 1) * 10 if ten else 0) + _KANJI_DIGITS.get(units, 0)
