import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.measuring.runs import longest_run, longest_sequence
from tests.measuring.test_fingerprints import ANY_TEXT


@pytest.mark.parametrize(
    ("password", "longest"),
    [
        ("", 0),
        ("a", 1),
        ("abab", 1),
        ("aab", 2),
        ("xaaay", 3),
        ("aAa", 1),  # another character
        ("ＡＡA", 3),  # one character once its width is folded
        ("ｶﾞガ", 2),
        ("ああああ", 4),
        ("!!!", 3),
        ("a\n\n\nb", 3),
        ("\ud800\ud800", 2),
        ("①①1", 3),
    ],
)
def test_the_longest_run_of_one_character(password: str, longest: int) -> None:
    assert longest_run(password) == longest


@pytest.mark.parametrize(
    ("password", "longest"),
    [
        ("", 0),
        ("k", 1),
        ("ka", 1),
        ("x1234y", 4),
        ("x123y4", 3),
        ("dcba", 4),
        ("aBcD", 4),
        ("９８７６", 4),
        ("１2３4", 4),
        ("7890", 3),  # nothing follows 9
        ("yzab", 2),
        ("890123", 4),  # 0123
        ("1357", 1),
        ("1233", 3),
        ("12321", 3),
        ("9:;<", 1),  # neighbours in Unicode, no digits
        ("@abc", 3),
        ("`abc", 3),
        ("あぃい", 1),
        ("1a2b3c", 1),
        ("Ⅳ", 1),  # folds to i and v
    ],
)
def test_the_longest_sequence_of_digits_or_letters(password: str, longest: int) -> None:
    assert longest_sequence(password) == longest


def _longest_substring(text: str, good) -> int:  # type: ignore[no-untyped-def]
    return max(
        (
            end - start
            for start in range(len(text))
            for end in range(start + 1, len(text) + 1)
            if good(text[start:end])
        ),
        default=0,
    )


SEQUENCES = ["0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba"]


@given(st.text(st.sampled_from("0123489abcxyzABC１２３!あ"), max_size=14))
def test_both_agree_with_looking_at_every_substring(password: str) -> None:
    readings = password, unicodedata.normalize("NFKC", password)
    assert longest_run(password) == max(
        _longest_substring(text, lambda part: len(set(part)) == 1) for text in readings
    )
    assert longest_sequence(password) == max(
        _longest_substring(
            text.lower(), lambda part: len(part) == 1 or any(part in sequence for sequence in SEQUENCES)
        )
        for text in readings
    )


@given(ANY_TEXT)
def test_any_text_is_measured(password: str) -> None:
    assert 0 <= longest_run(password) <= max(len(password), len(unicodedata.normalize("NFKC", password)))
    assert longest_sequence(password) <= len(unicodedata.normalize("NFKC", password)) + len(password)
