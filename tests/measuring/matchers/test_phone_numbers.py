"""Phone numbers with the country's area codes, and postal codes."""

from __future__ import annotations

import pickle
import zlib
from functools import partial
from pathlib import Path

import pytest

from auditor.measuring.guessing import matchers
from auditor.measuring.guessing.matchers.area_codes import AREA_CODES
from auditor.measuring.guessing.matchers.phone_numbers import area_codes, known_area_codes, phone_numbers
from auditor.measuring.guessing.matchers.postal_codes import CODES_IN_USE, known_beginnings, postal_codes
from tests.measuring.matchers.finding import found, whole

IN_UBE = partial(phone_numbers, codes=area_codes({"0836"}))


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("0836314111", 8e5),
        ("0836-31-4111", 8e5 * 2),
        ("(0836)31-4111", 8e5 * 3),
        ("0836(31)4111", 8e5 * 3),
        ("0836.31.4111", 8e5 * 3),
        ("0836 31 4111", 8e5 * 3),
        ("0836-314111", 8e5 * 3),
        ("083631-4111", 8e5 * 3),
        ("tel0836314111", 8e5 * 10),
        ("Tel-0836314111", 8e5 * 10 * 4),
        ("0836314111tel", 8e5 * 10),
        ("tel314111", 8e5 * 10),
        ("TEL-314111", 8e5 * 10 * 4),
        ("電話0836-31-4111", 8e5 * 2 * 10),
        ("+81836314111", 8e5 * 3),
        ("81836314111", 8e5 * 3),
        ("+81-836-31-4111", 8e5 * 3),
        ("+81-(0)836-31-4111", 8e5 * 3),
        ("0836-00-1234", 1e6 * 2),
        ("0836", 1),
    ],
)
def test_a_number_of_the_city_counts_only_what_stands_behind_its_code(text: str, guesses: float) -> None:
    assert whole(IN_UBE, text, "phone-number") == guesses


@pytest.mark.parametrize("text", ["0836314111", "0123456789", "0998765432", "0126722345"])
def test_any_other_number_counts_those_of_all_codes_before_its_own(text: str) -> None:
    in_order = list(AREA_CODES)
    own = min(in_order.index(code) for code in AREA_CODES if text.startswith(code))
    numbers = sum(8 * 10 ** (9 - len(code)) for code in in_order[: own + 1])
    assert whole(phone_numbers, text, "phone-number") == pytest.approx(numbers)


def test_codes_with_few_numbers_come_first() -> None:
    lengths = [len(code) for code in AREA_CODES]
    assert lengths == sorted(lengths, reverse=True)


def test_the_neighbours_of_a_known_code_come_right_after_it() -> None:
    neighbours = [code for code in AREA_CODES if code.startswith("083")]
    assert set(list(area_codes({"0836"}))[: len(neighbours)]) == set(neighbours)
    assert next(iter(area_codes({"0836"}))) == "0836"


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("31-4111", 8e5 * 2),
        ("00-1234", 1e6 * 2),
        ("123-4567", 1e7 * 2),
        ("5555-1234", 8e7 * 2),
        ("09012345678", 1e8),
        ("090-1234-5678", 1e8 * 2),
        ("+819012345678", 1e8 * 3),
        ("050-1234-5678", 1e8 * 2),
        ("0120444444", 1e6),
        ("0120-444-444", 1e6 * 2),
        ("0570-012345", 1e6 * 3),
        ("08001234567", 1e7),
    ],
)
def test_numbers_that_belong_to_no_place(text: str, guesses: float) -> None:
    assert whole(phone_numbers, text, "phone-number") == guesses


@pytest.mark.parametrize(
    "text", ["0000000000", "314111", "1234567890", "0201234567", "1234-5678-9", "90-1234-5678-9"]
)
def test_what_is_no_phone_number(text: str) -> None:
    assert whole(phone_numbers, text, "phone-number") is None


def test_an_area_code_alone_is_one_of_all_codes() -> None:
    assert found(phone_numbers, "ube0836") == {("0836", "phone-number"): list(AREA_CODES).index("0836") + 1}


def test_the_places_that_the_citys_words_name_tell_its_codes() -> None:
    assert (
        known_area_codes(["UBE", "koho"])
        == known_area_codes(["宇部市"])
        == known_area_codes(["0836"])
        == {"0836"}
    )
    assert known_area_codes(["市", "koho", "", "町"]) == set()


def test_codes_that_are_none_are_passed_over() -> None:
    assert area_codes({"ube", "755"}) == area_codes()


def test_the_country_has_about_four_hundred_area_codes_of_two_to_five_digits() -> None:
    assert 380 < len(AREA_CODES) < 420
    assert {len(code) for code in AREA_CODES} == {2, 3, 4, 5}
    assert {"03", "06", "011", "0836", "04992"} <= set(AREA_CODES)


def test_the_matcher_travels_to_workers() -> None:
    assert found(pickle.loads(pickle.dumps(IN_UBE)), "0836314111") == found(IN_UBE, "0836314111")


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("7558601", 1),
        ("755-8601", 2),
        ("〒755-8601", 3),
        ("〒7558601", 3),
        ("yubin755-8601", 10),
        ("Zip_7558601", 40),
    ],
)
def test_postal_codes_count_the_codes_in_use(text: str, style: int) -> None:
    assert whole(postal_codes, text, "postal-code") == CODES_IN_USE * style


@pytest.mark.parametrize("text", ["9999999", "7558699", "0000000", "75-58601", "755--8601"])
def test_bare_digits_that_are_no_code_in_use_are_left_to_brute_force(text: str) -> None:
    assert not found(postal_codes, text)


def test_a_code_that_is_not_in_use_may_be_any_number() -> None:
    assert whole(postal_codes, "755-8699", "postal-code") == 1e7 * 2


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("7558601", 4e4),
        ("7558699", 4e4),
        ("759-0000", 4e4 * 2),
        ("〒755-8699", 4e4 * 3),
        ("7538501", 1e5),
        ("7538599", 1e5),
        ("1000001", CODES_IN_USE),
    ],
)
def test_whoever_knows_the_city_begins_with_its_codes_and_those_around(text: str, guesses: float) -> None:
    in_ube = partial(postal_codes, beginnings=known_beginnings(["宇部市"]))
    assert whole(in_ube, text, "postal-code") == guesses


def test_the_towns_that_words_name_tell_the_beginnings_of_their_codes() -> None:
    assert known_beginnings(["宇部市"]) == known_beginnings(["UBE"]) == {"754", "755", "757", "759"}
    assert known_beginnings(["千代田区"]) >= {"100", "101", "102"}
    assert known_beginnings(["koho", "", "市"]) == set()


def test_the_offices_of_ube_have_the_codes_that_japan_post_gave_them() -> None:
    in_use = {office for office in range(100) if found(postal_codes, f"75586{office:02}")}
    assert in_use == {1, 9, 10, 11, 22, 25, 33, 42}


def test_seven_digits_amidst_others_are_no_postal_code() -> None:
    assert not found(postal_codes, "175586011")
    assert found(postal_codes, "17558601") == {("7558601", "postal-code"): CODES_IN_USE}
    assert found(postal_codes, "75586011") == {("7558601", "postal-code"): CODES_IN_USE}


def test_the_table_holds_as_many_codes_as_are_counted() -> None:
    title, _, packed = (Path(matchers.__file__).parent / "postal_codes.bin").read_bytes().partition(b"\n")
    assert int(title.split()[0]) == CODES_IN_USE
    assert int.from_bytes(zlib.decompress(packed), "little").bit_count() == CODES_IN_USE
