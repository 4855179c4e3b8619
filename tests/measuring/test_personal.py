import pickle
from datetime import date, timedelta

import pytest
from hypothesis import given

from auditor.measuring.personal import PersonalForms, PersonalIndex, forms_of
from checks._contract import PersonalKind, PersonalMatch, Unseen, WhyUnseen
from tests.measuring.keys import KEY, OTHER_KEY
from tests.measuring.test_fingerprints import ANY_TEXT

BIRTH, PHONE, NUMBER = PersonalKind.BIRTH_DATE, PersonalKind.PHONE, PersonalKind.STAFF_NUMBER

TARO = forms_of("001234", date(1985, 4, 12), "0836-00-7788", KEY)
HANAKO = forms_of("A56789", date(1971, 11, 3), "090-0000-6655", KEY)
JIRO = forms_of("98765", None, "", KEY)
INDEX = PersonalIndex.build([TARO, HANAKO, JIRO], KEY)
assert isinstance(INDEX, PersonalIndex)


def _look_up(password: str, *tied: str) -> set[tuple[PersonalKind, bool, int]]:
    assert isinstance(INDEX, PersonalIndex)
    return {(match.kind, match.tied, match.length) for match in INDEX.look_up(password, frozenset(tied))}


@pytest.mark.parametrize(
    ("password", "kind", "length"),
    [
        ("Ube19850412!", BIRTH, 8),
        ("sakura850412", BIRTH, 6),
        ("sakura0412x", BIRTH, 4),
        ("xS60.4.12x", BIRTH, 8),
        ("koho-S600412", BIRTH, 7),
        ("12041985", BIRTH, 8),
        ("９x５0412", BIRTH, 4),
        ("昭和60年4月12日", BIRTH, 10),
        ("koho昭和六十年四月十二日!", BIRTH, 10),
        ("四月十二日生まれ", BIRTH, 5),
        ("x1985・4・12x", BIRTH, 9),
        ("Ube12Apr1985!", BIRTH, 9),
        ("Apr 12, 1985", BIRTH, 11),
        ("ube-April12!", BIRTH, 7),
        ("x12Aprx", BIRTH, 5),
        ("a0836-00-7788", PHONE, 12),
        ("0836007788", PHONE, 10),
        ("x007788", PHONE, 6),
        ("00-7788#", PHONE, 7),
        ("ube7788!", PHONE, 4),
        ("７７８８", PHONE, 4),
        ("x001234", NUMBER, 6),
        ("koho1234", NUMBER, 4),
    ],
)
def test_of_a_tied_person_every_written_form_is_found(password: str, kind: PersonalKind, length: int) -> None:
    assert _look_up(password, "001234") == {(kind, True, length)}


@pytest.mark.parametrize(
    "password",
    ["", "sakura", "ube77881", "17788", "0413", "8541", "12340", "19840412"[:4] + "x", "00123x4", "1985"],
)
def test_near_misses_of_a_tied_person_are_not_found(password: str) -> None:
    expected = {(NUMBER, True, 4)} if "1234" in password else set()
    assert _look_up(password, "001234") == expected


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("Ube19850412!", {(BIRTH, False, 8)}),
        ("x850412x", {(BIRTH, False, 6)}),
        ("1971/11/3", {(BIRTH, False, 9)}),  # seven digits
        ("xs600412", {(BIRTH, False, 7)}),
        ("S60.4.12", set()),  # five digits
        ("x12Apr1985x", {(BIRTH, False, 9)}),
        ("Apr12,1985", {(BIRTH, False, 10)}),
        ("一九八五年四月十二日", {(BIRTH, False, 10)}),
        ("1985・4・12", {(BIRTH, False, 9)}),
        ("April12", set()),
        ("12Apr85", set()),  # four digits
        ("四月十二日", set()),
        ("昭和六十年四月十二日", set()),  # five digits
        ("sakura0412", set()),
        ("007788", {(PHONE, False, 6)}),
        ("ube7788!", set()),
        ("09000006655", {(PHONE, False, 11)}),
        ("x001234x", {(NUMBER, False, 6)}),
        ("koho1234", set()),
        ("98765", set()),  # five digits
        ("a56789", {(NUMBER, False, 6)}),
        ("x56789", set()),
    ],
)
def test_of_everybody_else_only_forms_of_six_digits_or_more(password: str, found: set[object]) -> None:
    assert _look_up(password) == found
    assert _look_up(password, "no-such-number") == found


def test_what_is_a_tied_persons_is_not_told_as_anybody_elses() -> None:
    assert _look_up("19850412-007788", "001234") == {(BIRTH, True, 8), (PHONE, True, 6)}
    assert _look_up("19850412-a56789", "A56789") == {(BIRTH, False, 8), (NUMBER, True, 6)}


def test_five_digits_of_somebody_else_do_not_count_beside_a_tied_person_either() -> None:
    assert _look_up("S46.11.3", "001234") == set()
    assert _look_up("S46.11.03", "001234") == {(BIRTH, False, 9)}


def test_what_lies_within_a_longer_match_is_not_told_again() -> None:
    index = PersonalIndex.build([forms_of("6655", None, "090-0000-6655", KEY)], KEY)
    assert isinstance(index, PersonalIndex)
    assert index.look_up("x090-0000-6655x", frozenset({"6655"})) == (PersonalMatch(PHONE, True, 13),)
    assert index.look_up("6655x", frozenset({"6655"})) == (
        PersonalMatch(PHONE, True, 4),
        PersonalMatch(NUMBER, True, 4),
    )


def test_one_piece_may_be_two_kinds_of_data() -> None:
    same = forms_of("850412", date(1985, 4, 12), "", KEY)
    index = PersonalIndex.build([same], KEY)
    assert isinstance(index, PersonalIndex)
    assert set(index.look_up("850412", frozenset({"850412"}))) == {
        PersonalMatch(NUMBER, True, 6),
        PersonalMatch(BIRTH, True, 6),
    }


def test_a_tied_person_outside_the_directory_still_has_a_staff_number() -> None:
    assert _look_up("koho77777", "077777") == {(NUMBER, True, 5)}
    assert _look_up("koho042!", "042") == {(NUMBER, True, 3)}
    assert _look_up("koho0421", "042") == set()  # three digits count only as a whole run
    assert _look_up("koho.b12", "b12") == {(NUMBER, True, 3)}


def test_an_empty_directory_holds_nobody() -> None:
    index = PersonalIndex.build([], KEY)
    assert isinstance(index, PersonalIndex)
    assert index.look_up("19850412", frozenset()) == ()


def test_without_the_key_or_under_another_one_nothing_is_seen() -> None:
    assert PersonalIndex.build([TARO], None) == Unseen(WhyUnseen.NO_KEY)
    assert PersonalIndex.build([TARO], OTHER_KEY) == Unseen(WhyUnseen.FORMS_OF_ANOTHER_KEY)
    other = forms_of("2", date(1990, 1, 1), "", OTHER_KEY)
    assert PersonalIndex.build([TARO, other], KEY) == Unseen(WhyUnseen.FORMS_OF_ANOTHER_KEY)


def test_forms_hold_nothing_in_clear_and_the_same_data_gives_the_same_forms() -> None:
    kept = pickle.dumps(TARO)
    for clear in (b"1985", b"0412", b"7788", b"0836"):
        assert clear not in kept
    assert forms_of("001234", date(1985, 4, 12), "0836-00-7788", KEY) == TARO
    assert forms_of("001234", date(1985, 4, 12), "0836-00-7788", OTHER_KEY).birth_date != TARO.birth_date


def test_who_has_no_birth_date_or_phone_has_no_forms_of_them() -> None:
    assert PersonalForms("98765", KEY.id) == JIRO


@given(ANY_TEXT)
def test_any_password_is_looked_up(password: str) -> None:
    _look_up(password, "001234", "a12", "042")


def test_an_index_is_never_pickled_and_shows_only_its_size() -> None:
    assert repr(INDEX) == "<PersonalIndex of 3 people>"
    with pytest.raises(TypeError):
        pickle.dumps(INDEX)


def test_a_long_password_and_a_large_directory_do_not_stall() -> None:
    people = [
        forms_of(f"{number:06}", date(1960, 1, 1) + timedelta(days=number * 7), f"090-0000-{number:04}", KEY)
        for number in range(300)
    ]
    index = PersonalIndex.build(people, KEY)
    assert isinstance(index, PersonalIndex)
    found = index.look_up("19600101" * 500, frozenset({"000000"}))
    assert PersonalMatch(BIRTH, True, 8) in found
