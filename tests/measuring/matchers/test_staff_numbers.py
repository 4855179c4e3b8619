"""Numbers with the word before them."""

from __future__ import annotations

import pytest

from auditor.measuring.guessing.matchers.staff_numbers import staff_numbers
from auditor.measuring.guessing.reading import Reading
from checks._contract import Weakness
from tests.measuring.matchers.finding import found, whole


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("no.12345", 1e5 * 4),
        ("No.12345", 1e5 * 8),
        ("No.-12345", 1e5 * 32),
        ("id012345", 2e6),
        ("shokuin-1234", 4 * 1e4 * 4),
        ("職員1234", 5e4),
    ],
)
def test_a_number_with_its_word_counts_word_and_digits(text: str, guesses: float) -> None:
    assert whole(staff_numbers, text, "template") == guesses


@pytest.mark.parametrize("text", ["a012345", "no12", "no.", "no.123456789", "shokuin"])
def test_a_letter_and_a_number_are_left_to_brute_force(text: str) -> None:
    assert not found(staff_numbers, text)


def test_a_match_tells_the_word_it_is_made_of() -> None:
    (match,) = staff_numbers(Reading.of("xid.1234"))
    assert match.parts == (Weakness("office-word", 2),)
