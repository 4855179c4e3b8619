"""Templates, told by hand-made matches: no list is needed to test the rules."""

from __future__ import annotations

import string
from collections.abc import Sequence
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.matchers.template_counts import (
    TITLES,
    ending_guesses,
    letters_guesses,
    number_guesses,
    separator_guesses,
)
from auditor.measuring.guessing.matchers.template_grammar import START, State
from auditor.measuring.guessing.matchers.template_pieces import Pieces, pieces_of
from auditor.measuring.guessing.matchers.templates import TRIED_BEFORE, templates
from auditor.measuring.guessing.reading import Reading
from checks._contract import Weakness

WORDS = {
    "yamada": (10.0, "family-name"),
    "tarou": (20.0, "given-name"),
    "ube": (2.0, "city-word"),
    "koho": (3.0, "office-word"),
    "twitter": (4.0, "service"),
    "sakura": (8.0, "season"),
    "dragon": (50.0, "common-password"),
    "horse": (70.0, "word"),
    "neko": (60.0, "japanese-word"),
    "r7": (20.0, "fiscal-year"),
    "20240401": (14600.0, "date"),
    "4649": (5.0, "number-pun"),
    "p@ssw0rd": (40.0, "common-password"),
    "qwert": (30.0, "spatial"),
    "ubeube": (4.0, "repeat"),
    "no": (11.0, "word"),
}


def reading(text: str) -> Reading:
    return Reading.of(text)


def matches_in(text: str) -> list[Match]:
    """What the other matchers would find of ``WORDS``; in capitals a word counts twice."""
    found = []
    for word, (guesses, kind) in WORDS.items():
        for start in range(len(text)):
            if text.lower().startswith(word, start):
                doubled = 1 if text[start : start + len(word)] == word else 2
                found.append(Match(start, start + len(word), guesses * doubled, kind))
    return found


def guesses_of(text: str, matches: Sequence[Match] | None = None) -> float | None:
    """Without the single words that are tried before."""
    found = list(templates(reading(text), matches_in(text) if matches is None else matches))
    assert len(found) <= 1
    for match in found:
        assert (match.start, match.end, match.kind) == (0, len(text), "template")
        return match.guesses - TRIED_BEFORE
    return None


@pytest.mark.parametrize(
    ("password", "product"),
    [
        ("yamada2024", 10 * 10),
        ("2024yamada", 10 * 10),
        ("yamada-2024!", 10 * 2 * 10 * 2),
        ("ube_koho_0401", 2 * 3 * 3 * 1 * 366),  # the second separator is the same again
        ("ubekohotwitter2024", 3 * (2 * 3 * 4 * 10)),  # tried in the third round
        ("yamadatarou1", 10 * 20 * 5),
        ("YamadaTarou1", 10 * 20 * 5 * 2),  # capitals in one style count once
        ("yamada20240401!!", 10 * 14600 * 2 * 2),
        ("4649ube", 5 * 2),
        ("r7koho", 20 * 3),
        ("!ube!", 2 * (2 * 2 * 2)),
        ("t.yamada7", 26 * 4 * 10 * 10),
        ("dragonhorse", 2 * (50 * 70)),  # words that don't belong together
        ("dragonube", 50 * 2),
        ("yamadatarouube7", 3 * 3 * (10 * 20 * 2 * 10)),
        ("p@ssw0rd!", 40 * 2),
        ("qwert123", 30 * 7),
        ("ubeube2024", 4 * 10),
        ("sakura.sakura", 8 * 4 * 5),  # the same word again
        ("Dragondragon2024", 50 * 5 * 10 * 2),
        ("yamadasan12", 2 * (10 * len(TITLES) * 6)),
        ("ube-koho-twitter-2024!", 3 * (2 * 2 * 3 * 4 * 10 * 2)),  # as many parts as any rule has
        ("ubekoho.ubekoho", 3 * (2 * 3 * 4 * 5)),
        ("!2024Yamada!", 2 * (2 * 10 * 10 * 2 * 2)),
        ("nekonodragon1", 2 * 2 * (60 * 1 * 50 * 5)),
        ("ube2024q1", 3 * (2 * 10 * 26 * 5)),
        ("ube994649", 2 * (2 * 20 * 5)),  # digits are cut where a pun begins
        ("ube464999", 2 * 5 * 20),
    ],
)
def test_a_template_counts_its_round_times_its_parts(password: str, product: float) -> None:
    assert guesses_of(password) == product


def test_parts_are_told_by_kind_and_length() -> None:
    [match] = templates(reading("Yamada-2024!"), matches_in("Yamada-2024!"))
    assert match.parts == (Weakness("family-name", 6), Weakness("year", 4))


@pytest.mark.parametrize(
    "password",
    [
        "",
        "y",
        "yamada",
        "2024",
        "!!!!",
        "dragonhorseneko",  # three words of large lists are a passphrase
        "dragon-horse-neko-2024",
        "yamadataroudragonneko",
        "xkqzvbwm",
        "yamada2024xkqzvbwm",
        "yamada2024yamada2024tarou",
        "46492024",
        "464920240401",
        "yamada202404014649",  # too many digits to be cut
        "yamada123456789012",
        "yamada🦙2024",
    ],
)
def test_what_follows_no_rule_is_no_template(password: str) -> None:
    assert guesses_of(password) is None


def test_digits_are_a_template_when_all_of_them_are_puns() -> None:
    puns = [Match(0, 4, 3.0, "number-pun"), Match(4, 8, 5.0, "number-pun"), Match(8, 11, 7.0, "number-pun")]
    assert guesses_of("46495963", puns[:2]) == 3 * 5 * 7  # seven places to cut
    assert guesses_of("46495963889", puns) == 3 * 5 * 7 * 45
    assert guesses_of("464959631", puns[:2]) is None
    assert guesses_of("4649", puns[:1]) is None
    four = [Match(place, place + 4, 3.0, "number-pun") for place in (0, 4, 8, 12)]
    assert guesses_of("4649596346495963", four) is None
    assert guesses_of("46495963", [puns[0], puns[1]._replace(kind="word")]) is None


def test_of_matches_alike_the_cheapest_counts_in_any_order() -> None:
    dear, cheap = Match(0, 3, 70.0, "word"), Match(0, 3, 7.0, "japanese-word")
    assert guesses_of("cat2024", [dear, cheap]) == guesses_of("cat2024", [cheap, dear]) == 7 * 10


def test_three_words_count_only_around_a_word_of_the_office() -> None:
    assert guesses_of("yamadatarouyamada2024") is None
    assert guesses_of("yamadatarouube2024") is not None


@pytest.mark.parametrize(
    ("digits", "guesses", "kind"),
    [
        ("2024", 10, "year"),
        ("1960", 65, "year"),
        ("25", 20, "year"),
        ("85", 100, ""),
        ("0401", 366, "date"),
        ("3112", 732, "date"),
        ("202504", 120, "date"),
        ("7", 10, ""),
        ("1", 5, ""),
        ("12", 6, ""),
        ("777", 30, ""),
        ("007", 30, ""),
        ("1000", 40, ""),
        ("123", 7, ""),
        ("2525", 300, ""),
        ("8306", 10_000, ""),
        ("83064417", 100_000_000, ""),
    ],
)
def test_numbers_count_by_their_form(digits: str, guesses: float, kind: str) -> None:
    assert number_guesses(digits) == (guesses, kind)


@pytest.mark.parametrize(
    ("signs", "guesses"),
    [
        ("!", 2),
        (".", 3),
        ("!!", 4),
        ("!!!", 6),
        ("!@#", 13),
        ('!"#', 13),
        ("!?", 2 * 5 * 2),
        ("!!!!!", None),
        ("🦙", None),
        ("!🦙", None),
    ],
)
def test_signs_at_the_end_count_by_their_likelihood(signs: str, guesses: float | None) -> None:
    assert ending_guesses(signs) == guesses


@pytest.mark.parametrize(
    ("text", "place", "end", "guesses"),
    [
        ("a-b", 1, 2, 2),
        ("a--b", 1, 3, 4),
        ("a-b-c", 3, 4, 1),
        ("a🦙b", 1, 2, None),
        ("a-_b", 1, 3, None),
        ("a---b", 1, 4, None),
    ],
)
def test_separators_count_by_their_likelihood(text: str, place: int, end: int, guesses: float | None) -> None:
    assert separator_guesses(text, place, end) == guesses


@pytest.mark.parametrize(
    ("letters", "guesses"),
    [
        ("t", 26),
        ("kx", 676),
        ("mai", 1000),
        ("kxq", 17576),
        ("san", len(TITLES)),
        ("sensei", len(TITLES)),
        ("abcd", None),
    ],
)
def test_a_few_letters_count_as_a_title_or_as_their_space(letters: str, guesses: float | None) -> None:
    assert letters_guesses(letters) == guesses


passwords = st.lists(
    st.sampled_from([*WORDS, *"!-_.#@ ", "2024", "0401", "12", "x", "kx", "Z"]), min_size=1, max_size=7
).map("".join)


@given(passwords)
def test_a_template_spans_the_password_and_its_kinds_are_known(password: str) -> None:
    for match in templates(reading(password), matches_in(password)):
        assert (match.start, match.end) == (0, len(password))
        assert match.guesses >= 1
        assert sum(part.length for part in match.parts) <= len(password)


@given(passwords, st.integers(0, 20), st.integers(1, 8), st.floats(1, 1e6))
def test_one_match_more_never_raises_the_count(
    password: str, start: int, length: int, guesses: float
) -> None:
    before = guesses_of(password)
    if start + length <= len(password):
        more = [*matches_in(password), Match(start, start + length, guesses, "word")]
        after = guesses_of(password, more)
        assert before is None or (after is not None and after <= before)


@given(st.text(max_size=72), st.data())
def test_any_text_with_any_matches_is_taken(text: str, data: st.DataObject) -> None:
    spans = st.tuples(st.integers(0, 71), st.integers(1, 72)).filter(
        lambda span: span[0] < span[1] <= len(text)
    )
    matches = [Match(*span, 5.0, "word") for span in data.draw(st.lists(spans, max_size=5))] if text else []
    assert len(list(templates(reading(text), matches))) <= 1


def cheapest_by_trying_all(pieces: Pieces, place: int, state: State) -> float:
    """What the search must find, told without its shortcuts."""
    if place == len(pieces):
        return inf if state.factor is None else state.factor
    return min(
        (
            count * cheapest_by_trying_all(pieces, end, state.following[part])
            for end, counts in pieces[place].items()
            for part, (count, _) in counts.items()
            if part in state.following
        ),
        default=inf,
    )


@given(passwords.filter(lambda password: not password.isdecimal()))
def test_the_search_finds_the_cheapest_rule_of_all(password: str) -> None:
    lower = password.lower()
    pieces = pieces_of(reading(lower), matches_in(lower))
    assert (guesses_of(lower) or inf) == pytest.approx(cheapest_by_trying_all(pieces, 0, START))


@given(passwords)
def test_a_template_counts_no_less_than_any_word_in_it(password: str) -> None:
    counts = {(kind, len(word)): guesses for word, (guesses, kind) in WORDS.items()}
    for match in templates(reading(password), matches_in(password)):
        for part in match.parts:
            assert match.guesses >= counts.get((part.kind, part.length), 1)


@given(st.text(string.ascii_lowercase, min_size=4, max_size=30))
def test_letters_that_no_list_knows_are_no_template(text: str) -> None:
    matches: list[Match] = []
    assert guesses_of(text, matches) is None
