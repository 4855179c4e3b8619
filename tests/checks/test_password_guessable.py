import pytest

from checks._contract import Finding, Weakness
from tests.checks.made import facts, measured, only, password, told


def judge(guesses: float, *weaknesses: Weakness, **parameters):
    known = password(guesses_log10=guesses, weaknesses=weaknesses)
    return only("password-guessable", facts(measurements=[measured("x-koho", known)]), **parameters)


@pytest.mark.parametrize(
    ("guesses", "advised", "expected"),
    [
        (0.0, None, "nonconforming/guessable"),
        (9.999, None, "nonconforming/guessable"),
        (10.0, None, "conforming"),
        (10.0, 12.0, "advice/below-advised"),
        (11.999, 12.0, "advice/below-advised"),
        (12.0, 12.0, "conforming"),
        (9.999, 12.0, "nonconforming/guessable"),
    ],
)
def test_guesses_are_held_against_what_is_needed_and_what_is_advised(guesses, advised, expected):
    assert told(judge(guesses, advised_guesses_log10=advised)) == expected


def test_the_number_told_never_reads_as_if_it_reached_the_minimum():
    finding = judge(9.999)
    assert isinstance(finding, Finding)
    assert "10億回（10の9乗回）ほど" in finding.message.ja
    assert "目安の100億回（10の10乗回）に届きません" in finding.message.ja
    assert "10^9 guesses" in finding.message.en


def test_kinds_of_weakness_are_told_each_once_and_unknown_ones_are_left_out():
    finding = judge(
        3.0, Weakness("city-word", 3), Weakness("year", 4), Weakness("city-word", 3), Weakness("?", 1)
    )
    assert isinstance(finding, Finding)
    assert finding.message.ja.endswith("推測の手がかり：市に関わる語、年。")
    assert finding.message.en.endswith("What gives it away: a word of the city, a year.")


@pytest.mark.parametrize("guesses", [-1.0, 101.0, float("nan"), float("inf")])
def test_a_minimum_that_is_no_number_of_guesses_is_refused(guesses):
    with pytest.raises(ValueError, match="minimum_guesses_log10"):
        judge(5.0, minimum_guesses_log10=guesses)
