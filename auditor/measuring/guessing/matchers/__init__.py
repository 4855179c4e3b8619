"""Finders of parts that are easily guessed, one file a sort.

A matcher takes a ``Reading`` and yields a ``Match`` for every part of its sort; it ends at once where none can be. A new
sort is a new file here and a line below. The words (``dictionary``), repeats and templates stand apart: the engine gives
them the lists, itself, and what all others found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.dates import dates
from auditor.measuring.guessing.matchers.era_dates import era_dates
from auditor.measuring.guessing.matchers.fiscal_years import fiscal_years
from auditor.measuring.guessing.matchers.keyboard_jis import jis_walks
from auditor.measuring.guessing.matchers.keyboard_strokes import straight_strokes, strokes
from auditor.measuring.guessing.matchers.phone_numbers import area_codes, known_area_codes, phone_numbers
from auditor.measuring.guessing.matchers.postal_codes import known_beginnings, postal_codes
from auditor.measuring.guessing.matchers.sequences import recent_years, sequences
from auditor.measuring.guessing.matchers.staff_numbers import staff_numbers
from auditor.measuring.guessing.matchers.walks import walks
from auditor.measuring.guessing.matchers.years import years
from auditor.measuring.guessing.matchers.zxcvbn_dates import zxcvbn_dates
from auditor.measuring.guessing.reading import Reading

Matcher = Callable[[Reading], Iterable[Match]]


@dataclass(frozen=True, slots=True)
class Matchers:
    """``in_digits``: those whose finds have a digit in them; most passwords have none, and asking costs more than a look."""

    always: tuple[Matcher, ...]
    in_digits: tuple[Matcher, ...]

    def of(self, reading: Reading) -> tuple[Matcher, ...]:
        """Those that may find something."""
        return self.always + self.in_digits if reading.has_digit else self.always


ZXCVBN_MATCHERS = Matchers(always=(walks, sequences), in_digits=(recent_years, zxcvbn_dates))
"""What zxcvbn itself finds."""


def japanese_matchers(city_words: Iterable[str]) -> Matchers:
    """What an attacker finds who also knows Japan, and the place that ``city_words`` name."""
    city_words = tuple(city_words)
    codes = area_codes(known_area_codes(city_words))
    beginnings = known_beginnings(city_words)
    return Matchers(
        always=(*ZXCVBN_MATCHERS.always, era_dates, fiscal_years, jis_walks, strokes, straight_strokes),
        in_digits=(
            *ZXCVBN_MATCHERS.in_digits,
            years,
            dates,
            partial(phone_numbers, codes=codes),
            partial(postal_codes, beginnings=beginnings),
            staff_numbers,
        ),
    )
