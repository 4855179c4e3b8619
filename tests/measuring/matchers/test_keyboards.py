"""Walks on the Japanese keyboard, and strokes over any."""

from __future__ import annotations

from math import comb

import pytest
from zxcvbn import adjacency_graphs, scoring

from auditor.measuring.guessing.matchers.keyboard_jis import KANA, LATIN, Plane, jis_walks, walk_guesses
from auditor.measuring.guessing.matchers.keyboard_strokes import STRAIGHT_STROKES, straight_strokes, strokes
from tests.measuring.matchers.finding import found, whole

KIND = "keyboard-walk-jis"


@pytest.mark.parametrize(
    ("walk", "turns", "plane"),
    [
        ("-^\\", 1, LATIN),
        ("-^¥", 1, LATIN),
        ("p@[", 1, LATIN),
        (";:]", 1, LATIN),
        ("./\\", 1, LATIN),
        ("-@:\\", 1, LATIN),
        ("^@;/", 2, LATIN),
        ("asdfghjkl;:]", 1, LATIN),
        ("0-^@[", 3, LATIN),
        ("たていすかん", 1, KANA),
        ("ぬふあうえおやゆよ", 1, KANA),
        ("ちとしはきくま", 1, KANA),
        ("タテイスカン", 1, KANA),
        ("めろむ", 2, KANA),
    ],
)
def test_a_walk_counts_its_length_and_turns(walk: str, turns: int, plane: Plane) -> None:
    assert whole(jis_walks, walk, KIND) == pytest.approx(walk_guesses(len(walk), turns, plane))


@pytest.mark.parametrize(
    ("walk", "shifted"), [("!\"#$%&'()", 9), ("=~|", 3), ("P`{", 3), ("L+*}", 4), ("=`*|", 4), ("<>?_", 4)]
)
def test_a_walk_with_shift_held_down_counts_twice(walk: str, shifted: int) -> None:
    assert len(walk) == shifted
    assert whole(jis_walks, walk, KIND) == pytest.approx(2 * walk_guesses(len(walk), 1, LATIN))


def test_shift_on_some_keys_counts_every_way_to_press_it() -> None:
    assert whole(jis_walks, "-^|", KIND) == pytest.approx(comb(3, 1) * walk_guesses(3, 1, LATIN))


@pytest.mark.parametrize(
    "text", ["qwertyuiop", "asdfghjkl;", "zxcvbnm,./", "1234567890-", "!#$", "^[", "aあb", "みかん", "@p"]
)
def test_what_is_no_walk_of_this_keyboard_alone(text: str) -> None:
    assert not found(jis_walks, text)


def test_a_walk_is_found_amidst_other_signs() -> None:
    assert [piece for piece, _ in found(jis_walks, "ube@[{x;:]")] == [";:]"]


def test_the_closed_form_is_zxcvbns_count() -> None:
    graph = adjacency_graphs.ADJACENCY_GRAPHS["qwerty"]
    qwerty = Plane({}, frozenset(), len(graph), scoring.KEYBOARD_AVERAGE_DEGREE)
    for length in range(3, 30):
        for turns in range(1, length):
            match = {"graph": "qwerty", "token": "x" * length, "turns": turns, "shifted_count": 0}
            assert walk_guesses(length, turns, qwerty) == pytest.approx(float(scoring.spatial_guesses(match)))


def test_each_mode_has_the_keys_of_the_keyboard() -> None:
    assert LATIN.starts == 48 * 2 - 1 + 2, "0 has no shifted sign, two keys have one more"
    assert {"ろ", "ー", "゜", "を", "「"} <= {sign for pair in KANA.directions for sign in pair}
    for plane in LATIN, KANA:
        assert 4 < plane.degree < 5
        for pair in plane.directions:
            assert pair[::-1] in plane.directions, "neighbours are neighbours of each other"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1qaz2wsx3edc",
            "zaq1xsw2cde3",
            "3edc2wsx1qaz",
            "qazwsxedc",
            "qweasdzxc",
            "1q2w3e4r5t",
            "1qaz2wsx3e",
        ),
        *("147258369", "741852963", "369258147", "789456123", "@:/p;.", "mju7nhy6"),
    ],
)
def test_a_stroke_over_and_over_is_one_walk(text: str) -> None:
    guesses = whole(strokes, text, "spatial")
    assert guesses is not None
    assert guesses < 10**5


def test_a_stroke_counts_its_directions_its_bends_and_its_length() -> None:
    straight = LATIN.starts * LATIN.degree**2
    assert whole(strokes, "1qaz2wsx", "spatial") == pytest.approx(straight * 8)
    assert whole(strokes, "1qaz2wsx3e", "spatial") == pytest.approx(straight * 10)
    assert whole(strokes, "qwsweder", "spatial") == pytest.approx(straight * LATIN.degree * 8)


def test_a_stroke_goes_on_only_in_one_direction() -> None:
    assert {piece for piece, _ in found(strokes, "qazwsxqaz")} == {"qazwsx", "wsxqaz"}


def test_shift_on_one_stroke_counts_the_places_to_press_it() -> None:
    plain, shifted = whole(strokes, "1qaz2wsx", "spatial"), whole(strokes, "!QAZ2wsx", "spatial")
    assert plain is not None
    assert shifted == pytest.approx(plain * 2 * comb(7, 1))


@pytest.mark.parametrize(
    "text", ["qazqaz", "1qaz2w", "qazws", "1q2w3", "aaaaaa", "tokiwakouen", "1qaz", "12345", "koho2024!"]
)
def test_what_is_no_stroke_over_and_over(text: str) -> None:
    assert not found(strokes, text)


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("1qazmju7", 24 * 24),
        ("1qaz0p;/", 24 * 24),
        ("vfr4^[]0p;/", 24 * 24 * 24),
        ('1qaz"WSX', 24 * 24 * 2),
        ("asdfghp@[", STRAIGHT_STROKES[6] * STRAIGHT_STROKES[3]),
        ("kl;:><MNB", STRAIGHT_STROKES[4] * STRAIGHT_STROKES[5] * 2),
        (
            "asdfGHp@[",
            STRAIGHT_STROKES[6] * STRAIGHT_STROKES[3] * min(2 * comb(5, 1), comb(6, 1) + comb(6, 2)),
        ),
        ("qwertyuiop^\\", None),
        ("1qaz", None),
        ("koho2024!", None),
    ],
)
def test_straight_strokes_one_behind_the_other_are_one_walk(text: str, guesses: float | None) -> None:
    assert whole(straight_strokes, text, "spatial") == guesses


def test_straight_strokes_are_counted_on_the_keys() -> None:
    rows = sum(2 * (keys - 2) for keys in (13, 12, 12, 11))
    columns = 2 * (
        (12 + 11) + (11 + 10)
    )  # to the right below, to the left below; from the first row and the second
    assert STRAIGHT_STROKES[3] == rows + columns
    assert STRAIGHT_STROKES[13] - STRAIGHT_STROKES[12] == 2, "only the row of digits is so long"
