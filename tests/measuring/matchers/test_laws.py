"""What holds for every matcher of dates, numbers and keyboards, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.dates import dates
from auditor.measuring.guessing.matchers.era_dates import era_dates
from auditor.measuring.guessing.matchers.fiscal_years import fiscal_years
from auditor.measuring.guessing.matchers.keyboard_jis import jis_walks
from auditor.measuring.guessing.matchers.keyboard_strokes import straight_strokes, strokes
from auditor.measuring.guessing.matchers.phone_numbers import phone_numbers
from auditor.measuring.guessing.matchers.postal_codes import postal_codes
from auditor.measuring.guessing.matchers.staff_numbers import staff_numbers
from auditor.measuring.guessing.matchers.years import years
from auditor.measuring.guessing.reading import Reading

MATCHERS = (
    *(years, fiscal_years, era_dates, dates),
    *(phone_numbers, postal_codes, jis_walks, strokes, straight_strokes, staff_numbers),
)
"""Those that need to be told nothing."""

PIECES = (
    *"0123456789-./()+ ~^¥\\@[;:]qazwsx年月日元七十令昭r〒'#ﾀて",
    *("reiwa", "S63", "nendo", "fy", "nen", "gatsu", "081", "+81", "0836", "755", "2024", "no.", "İ", "𝟙"),
)
texts = st.text() | st.lists(st.sampled_from(PIECES)).map("".join)


@pytest.mark.parametrize("matcher", MATCHERS)
@given(text=texts.map(lambda text: text[:72]))
@settings(max_examples=150)
def test_a_matcher_tells_a_few_stretches_of_any_text_and_the_same_again(matcher, text: str) -> None:
    matches = list(matcher(Reading.of(text)))
    for match in matches:
        assert isinstance(match, Match)
        assert 0 <= match.start < match.end <= len(text)
        assert match.guesses >= 1
    assert len(matches) <= 6 * len(text)
    assert matches == list(matcher(Reading.of(text)))
