import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.measuring.near import LONGEST_WITH_EDITS, near_forms
from checks._contract import NearForms
from tests.edits import levenshtein
from tests.measuring.keys import KEY, OTHER_KEY
from tests.measuring.test_fingerprints import ANY_TEXT


def _set(forms: bytes) -> frozenset[int]:
    return frozenset(NearForms.unpacked(forms))


def _one_edit(one: NearForms, other: NearForms) -> bool:
    return bool(
        _set(one.holes) & _set(other.holes)
        or _set(one.whole) & _set(other.shorter)
        or _set(other.whole) & _set(one.shorter)
    )


SHORT = st.text(st.sampled_from("ab1\u3042\ud800"), max_size=6)


@given(SHORT, SHORT)
def test_forms_meet_exactly_when_one_edit_lies_between(one: str, other: str) -> None:
    assume(one != other)
    assert _one_edit(near_forms(one, KEY), near_forms(other, KEY)) == (levenshtein(one, other) == 1)


@given(ANY_TEXT, st.data())
def test_any_single_edit_of_any_text_is_seen(password: str, data: st.DataObject) -> None:
    assume(password)
    place = data.draw(st.integers(0, len(password) - 1))
    shorter = password[:place] + password[place + 1 :]
    other = password[:place] + data.draw(st.sampled_from("xy")) + password[place + 1 :]
    measured = near_forms(password, KEY)
    assert _one_edit(measured, near_forms(shorter, KEY))
    assert _one_edit(measured, near_forms(other, KEY)) or other == password


def _same_stem(one: str, other: str) -> bool:
    return bool(_set(near_forms(one, KEY).stems) & _set(near_forms(other, KEY).stems))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sakura2024!", "sakura2025"),
        ("sakura", "SAKURA"),
        ("s@kur4", "sakura"),
        ("p@$$w0rd1", "Password99"),
        ("ｓａｋｕｒａ", "sakura"),
        ("hello1", "hell02"),  # the 0 is an o, not a part of the ending
        ("lily77", "1i1y88"),
        ("さくら１", "さくら２"),
        ("Straße1", "STRASSE2"),
        ("tokiwa", "tokiwa-2026。"),
    ],
)
def test_foldings_and_endings_give_one_stem(one: str, other: str) -> None:
    assert _same_stem(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sakura2024", "tsubaki2024"),
        ("2024sakura", "2025sakura"),  # no ending
        ("12345678", "12399999"),  # digits only: nothing is left
        ("ab1", "ab2"),  # a stem of two says nothing
        ("!!!!", "????"),
        ("19690606", "19990909"),
    ],
)
def test_other_passwords_share_no_stem(one: str, other: str) -> None:
    assert not _same_stem(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ab", "AB"),  # nothing is left out, so two characters may be the same
        ("abc" + "1" * 500, "abc" + "l" * 500),
        ("abc" + "1" * 500 + "!", "ABC" + "1" * 250 + "?"),
        ("あ" * 5000 + "1", "あ" * 5000 + "22"),
    ],
)
def test_neither_short_nor_long_ones_are_left_out(one: str, other: str) -> None:
    assert _same_stem(one, other)


# --- what their number and order tell: the length, and nothing else -------------------------------------------------


@given(ANY_TEXT)
def test_each_place_has_a_hole_and_a_shorter_form_and_all_are_sorted(password: str) -> None:
    measured = near_forms(password, KEY)
    assert len(_set(measured.whole)) == 1
    assert len(_set(measured.holes)) == len(_set(measured.shorter)) == len(password)
    for forms in (measured.stems, measured.holes, measured.shorter):
        assert list(NearForms.unpacked(forms)) == sorted(_set(forms))


@pytest.mark.parametrize(
    "password", ["aaaaaaaa", "abcabcab", "aabbccdd", "sakura1!", "20261121", "hell0123", "Ａ"]
)
def test_runs_and_endings_do_not_show_in_the_number_of_forms(password: str) -> None:
    measured = near_forms(password, KEY)
    assert len(_set(measured.stems)) == 8
    assert len(_set(measured.shorter)) == len(password)


@given(SHORT, SHORT)
def test_what_fills_up_never_meets_another_password(one: str, other: str) -> None:
    """Doubled characters leave fillers; two passwords still share what the definition says, and no more."""
    assume(one != other)
    mine, others = near_forms(one, KEY), near_forms(other, KEY)
    left_out = {one[:n] + one[n + 1 :] for n in range(len(one))}
    left_out_there = {other[:n] + other[n + 1 :] for n in range(len(other))}
    assert len(_set(mine.shorter) & _set(others.shorter)) == len(left_out & left_out_there)
    if len(one) != len(other):
        assert not _set(mine.holes) & _set(others.holes)


def test_the_forms_of_one_sort_are_no_forms_of_another() -> None:
    measured = near_forms("saakura", KEY)  # the double a leaves a filler
    sorts = [_set(measured.stems), _set(measured.whole), _set(measured.holes), _set(measured.shorter)]
    assert len(frozenset().union(*sorts)) == sum(map(len, sorts))


def test_the_same_password_has_the_same_forms_each_night() -> None:
    assert near_forms("sakura2024", KEY) == near_forms("sakura2024", KEY)


def test_what_is_no_whole_number_of_forms_is_refused() -> None:
    assert NearForms.unpacked(b"\0" * 7 + b"\1" + b"\xff" * 8) == (1, 2**64 - 1)
    with pytest.raises(ValueError, match="9 bytes"):
        NearForms.unpacked(bytes(9))


def test_forms_of_two_keys_never_meet() -> None:
    one, other = near_forms("sakura2024", KEY), near_forms("sakura2024", OTHER_KEY)
    for field in ("stems", "whole", "holes", "shorter"):
        assert not _set(getattr(one, field)) & _set(getattr(other, field))


def test_a_very_long_password_keeps_its_stems_and_itself_only() -> None:
    measured = near_forms("あ" * (LONGEST_WITH_EDITS + 1), KEY)
    assert measured.stems
    assert measured.whole
    assert not measured.holes + measured.shorter


def test_one_edit_in_4000_characters_is_seen() -> None:
    password = "".join(chr(0x3042 + n % 60) for n in range(4000))
    assert _one_edit(near_forms(password, KEY), near_forms(password[:2000] + "x" + password[2001:], KEY))
    assert _one_edit(near_forms(password, KEY), near_forms(password[:2000] + "x" + password[2000:], KEY))
    assert not _one_edit(near_forms(password, KEY), near_forms("xx" + password[2:], KEY))
