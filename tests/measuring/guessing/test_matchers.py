"""What we have in our own form of zxcvbn's finds, held against zxcvbn's; and the laws of all matchers."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn import matching, scoring

from auditor.measuring.guessing import zxcvbn_model
from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers import ZXCVBN_MATCHERS, japanese_matchers
from auditor.measuring.guessing.matchers.repeats import repeats
from auditor.measuring.guessing.matchers.sequences import recent_years, sequences
from auditor.measuring.guessing.matchers.walks import walks
from auditor.measuring.guessing.matchers.zxcvbn_dates import zxcvbn_dates
from auditor.measuring.guessing.reading import Reading
from benchmarks.strings import strings
from tests.measuring.test_fingerprints import ANY_TEXT

TEXTS = list(islice(strings(11), 1500))
OURS = {
    matching.spatial_match: walks,
    matching.sequence_match: sequences,
    matching.regex_match: recent_years,
    matching.date_match: zxcvbn_dates,
}


def of_zxcvbn(found: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, int, float]]:
    for match in found:
        guesses = getattr(scoring, f"{match['pattern']}_guesses")(match)
        yield match["i"], match["j"] + 1, float(f"{guesses:.12g}")


def of_ours(found: Iterable[Match]) -> list[tuple[int, int, float]]:
    return sorted((match.start, match.end, float(f"{match.guesses:.12g}")) for match in found)


@pytest.mark.parametrize("theirs", OURS, ids=lambda matcher: matcher.__name__)
def test_ours_finds_and_counts_what_zxcvbn_does(theirs: Any) -> None:
    for text in TEXTS:
        assert of_ours(OURS[theirs](Reading.of(text))) == sorted(of_zxcvbn(theirs(text))), text


@given(st.text(st.sampled_from("0123456789/-. a"), max_size=24))
@settings(max_examples=300, deadline=None)
def test_dates_among_digits_are_zxcvbns(text: str) -> None:
    assert of_ours(zxcvbn_dates(Reading.of(text))) == sorted(of_zxcvbn(matching.date_match(text)))


@given(st.text(st.sampled_from("aabbc1\n"), max_size=40))
@settings(max_examples=300, deadline=None)
def test_repeats_are_zxcvbns(text: str) -> None:
    theirs = [(found["i"], found["j"] + 1, found["base_token"]) for found in matching.repeat_match(text)]
    assert list(repeats(text)) == theirs


@given(st.text(st.sampled_from("aAbB1ÉéßΣ"), min_size=1, max_size=12))
def test_capitals_are_counted_as_zxcvbn_does(token: str) -> None:
    assert zxcvbn_model.capitals(token) == scoring.uppercase_variations({"token": token})


MATCHERS = japanese_matchers(["宇部市", "ube"])


def test_the_japanese_matchers_hold_zxcvbns() -> None:
    assert set(ZXCVBN_MATCHERS.always) <= set(MATCHERS.always)
    assert set(ZXCVBN_MATCHERS.in_digits) <= set(MATCHERS.in_digits)


@given(ANY_TEXT | st.text(st.sampled_from("-/.'年月日元七十令昭reiwagendokufyl 〒職員番号"), max_size=30))
@settings(max_examples=300, deadline=None)
def test_without_a_digit_those_that_need_one_find_nothing(text: str) -> None:
    reading = Reading.of(text[:72])
    if not reading.has_digit:
        assert not [match for matcher in MATCHERS.in_digits for match in matcher(reading)]


@given(ANY_TEXT | st.text(st.sampled_from("0123456789/-.'r年月nendogatsu 〒職員番号"), max_size=30))
@settings(max_examples=300, deadline=None)
def test_every_match_lies_within_the_text(text: str) -> None:
    text = text[:72]
    for matcher in (*MATCHERS.always, *MATCHERS.in_digits):
        for match in matcher(Reading.of(text)):
            assert 0 <= match.start < match.end <= len(text)
            assert match.guesses > 0
