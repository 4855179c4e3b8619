from calendar import month_name
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.measuring.written_forms import (
    LONGEST,
    SHORTEST,
    birth_date_forms,
    ends,
    phone_forms,
    staff_number_forms,
    starts,
    view,
)

SAMPLE = date(1985, 4, 12)


@pytest.mark.parametrize(
    "written",
    [
        *[
            "19850412",
            "1985-04-12",
            "1985/4/12",
            "1985.04.12",
            "1985_4_12",
            "1985412",
            "1985年4月12日",
            "1985年04月12日",
        ],
        *["850412", "85-04-12", "85/4/12", "85412", "85年4月12日"],
        *["12041985", "12-04-1985", "12/4/1985", "120485", "12.4.85", "04121985", "041285", "4/12/85"],
        *["0412", "1204", "04-12", "4/12", "12/4", "4月12日", "04月12日"],
        *["S600412", "s60412", "S60.4.12", "s60-04-12", "S60/4/12", "s60年4月12日"],
        *[
            "昭和60年4月12日",
            "昭和600412",
            "昭和60.4.12",
            "昭60.4.12",
            "Showa600412",
            "showa60.4.12",
            "SHOUWA60412",
            "syouwa60-4-12",
        ],
        *["ｓ６００４１２", "１９８５０４１２", "㍼60年4月12日", "㍼60年㋃㏫"],
        *["1985・4・12", "1985･04･12", "4・12", "昭和60・4・12", "S60・4・12", "1985·4·12", "1985 04 12"],
        *[
            "1985,4,12",
            "1985、4、12",
            "1985:04:12",
            "1985−04−12",
            "1985 / 4 / 12",
            "1985-4/12",
            "85~4~12",
            "4 12",
        ],
        *[
            "昭和六十年四月十二日",
            "昭和六〇年四月一二日",
            "昭六十・四・十二",
            "昭和六十年4月12日",
            "四月十二日",
            "四・十二",
        ],
        *[
            "一九八五年四月十二日",
            "一九八五〇四一二",
            "一九八五・四・十二",
            "千九百八十五年四月十二日",
            "昭和六拾年四月拾弐日",
        ],
        *["12Apr1985", "12APRIL1985", "12-Apr-1985", "12 April, 1985", "12apr85", "12.Apr.85"],
        *["Apr12,1985", "Apr 12, 1985", "April12,1985", "April 12 1985", "apr121985", "Apr1285"],
        *["1985Apr12", "1985-Apr-12", "85apr12"],
        *["April12", "Apr12", "apr-12", "12Apr", "12 April", "Ａｐｒ１２"],
    ],
)
def test_a_birth_date_is_known_in_every_usual_form(written: str) -> None:
    assert view(written) in birth_date_forms(SAMPLE).anywhere


@pytest.mark.parametrize(
    "written",
    [
        "412",
        "4.1",
        "198504",
        "1985",
        "8504",
        "19850413",
        "1985-0412",
        "r600412",
        "h600412",
        "600412",
        "60.4.12",
        "s600413",
        *["1985・4・13", "4・1", "1985・0412", "1985*4*12"],
        *[
            "昭和六十一年四月十二日",
            "昭和六年四月十二日",
            "四月十三日",
            "四月二日",
            "一九八五",
            "一九八五年四月",
            "一九八四年四月十二日",
        ],
        *[
            "13Apr1985",
            "12Mar1985",
            "12Apr1984",
            "Apr1985",
            "Apr13",
            "April1",
            "4Dec",
            "12Apri1985",
            "Dec4,1985",
        ],
        *["平成六十年四月十二日", "六十年四月十二日", "1985Apr"],
    ],
)
def test_near_misses_of_a_birth_date_are_none_of_its_forms(written: str) -> None:
    assert view(written) not in birth_date_forms(SAMPLE).anywhere


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("〇一二三四五六七八九", "0123456789"),
        ("零○◯", "000"),
        ("十", "10"),
        ("十一", "11"),
        ("二十", "20"),
        ("六十三", "63"),
        ("百", "100"),
        ("二千二十六", "2026"),
        ("千九百九十九", "1999"),
        ("三田十番", "3田10番"),
        ("壱弐参拾", "1230"),
    ],
)
def test_numbers_in_kanji_are_read_as_digits(written: str, read: str) -> None:
    assert view(written) == read


@given(st.integers(1, 9999))
def test_every_number_in_kanji_is_read(number: int) -> None:
    digits = "〇一二三四五六七八九"
    assert view("".join(digits[int(digit)] for digit in str(number))) == str(number)
    spelt = "".join(
        ("" if digit == "1" and unit else digits[int(digit)]) + unit
        for digit, unit in zip(f"{number:04}", ("千", "百", "十", ""), strict=True)
        if digit != "0"
    )
    assert view(spelt) == str(number)


def test_every_month_has_its_english_names() -> None:
    for month, name in enumerate(month_name[1:], start=1):
        forms = birth_date_forms(date(1985, month, 3)).anywhere
        assert {view(f"3{name}1985"), view(f"{name[:3]} 3, 1985"), view(f"{name}03")} <= forms
    assert "3sept1985" in birth_date_forms(date(1985, 9, 3)).anywhere


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 5, 1), "r010501"),
        (date(2019, 5, 1), "r1.5.1"),
        (date(2019, 4, 30), "h310430"),
        (date(1989, 1, 7), "s640107"),
        (date(1989, 1, 8), "h1.1.8"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 30), "t01-07-30"),
        (date(1868, 1, 25), "meiji1.1.25"),
        (date(2000, 2, 29), "h120229"),
        (date(2000, 2, 29), "0229"),
        (date(1600, 2, 29), "16000229"),
        (date(1, 1, 1), "00010101"),
        (date(1985, 1, 2), "85/1/2"),
    ],
)
def test_eras_leap_days_and_the_far_past(day: date, written: str) -> None:
    assert view(written) in birth_date_forms(day).anywhere


def test_bare_digits_without_padding_need_five_signs() -> None:
    forms = birth_date_forms(date(1985, 1, 2)).anywhere
    assert not {"8512", "1285", "2185", "12", "21"} & forms
    assert "198512" in forms


@given(st.dates())
def test_every_form_of_every_date_fits_the_bounds_of_the_search(day: date) -> None:
    _fits(birth_date_forms(day).anywhere)


@given(st.one_of(st.text(max_size=40), st.text(st.sampled_from("0123456789-+() /.、内線"), max_size=40)))
def test_every_form_of_anything_in_a_phone_cell_fits_the_bounds_of_the_search(written: str) -> None:
    forms = phone_forms(written)
    _fits(forms.anywhere)
    assert all(form.isascii() and form.isdigit() and 4 <= len(form) <= 5 for form in forms.alone)


def _fits(forms: frozenset[str]) -> None:
    for form in forms:
        assert view(form) == form
        assert SHORTEST <= len(form) <= LONGEST
        assert 0 in starts(form)
        assert len(form) in ends(form)
        assert any("0" <= sign <= "9" for sign in form)


LANDLINE = [
    "0836-00-1234",
    "0836001234",
    "00-1234",
    "001234",
    "836001234",
    "81836001234",
    "+81-836-00-1234",
    "0836(00)1234",
    "0836.00.1234",
    "0836・00・1234",
    "〇八三六・〇〇・一二三四",
]
MOBILE = [
    "090-0000-1234",
    "09000001234",
    "0000-1234",
    "00001234",
    "9000001234",
    "+819000001234",
    "81-90-0000-1234",
]


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        ("0836-00-1234", LANDLINE),
        ("０８３６－００－１２３４", LANDLINE),
        ("0836(00)1234", LANDLINE),
        ("（0836）00-1234", LANDLINE),
        ("0836 00 1234", LANDLINE),
        ("0836/00/1234", LANDLINE),
        ("TEL: 0836‐00‐1234 (内線123)", LANDLINE),
        ("0836-00-1234 内線 5678", LANDLINE),
        ("+81 836-00-1234", LANDLINE),
        ("+81-836-00-1234", LANDLINE),
        ("+81(0)836-00-1234", LANDLINE),
        ("836-00-1234", LANDLINE),  # a spreadsheet took its zero
        ("0836001234", LANDLINE),
        ("836001234", LANDLINE),
        ("00-1234", ["00-1234", "001234"]),
        ("090-0000-1234", MOBILE),
        ("09000001234", MOBILE),
        ("9000001234", MOBILE),
        ("819000001234", MOBILE),
        ("090 0000 1234", MOBILE),
        ("0836-00-1234 / 090-0000-1234", LANDLINE + MOBILE),
        ("0836-00-1234、090-0000-1234", LANDLINE + MOBILE),
        ("0836-00-1234 090-0000-1234", LANDLINE + MOBILE),
        ("自宅0836-00-1234\n携帯09000001234", LANDLINE + MOBILE),
    ],
)
def test_a_phone_number_is_known_with_and_without_its_area_code(cell: str, known: list[str]) -> None:
    forms = phone_forms(cell)
    assert {view(written) for written in known} <= forms.anywhere
    assert forms.alone == {"1234"}


@pytest.mark.parametrize("cell", ["", "なし", "123", "内線123", "ー", "+", "()", "\ud800", "0-0"])
def test_a_cell_without_a_number_gives_no_form(cell: str) -> None:
    forms = phone_forms(cell)
    assert not forms.anywhere | forms.alone


def test_an_extension_by_itself_counts_only_alone() -> None:
    assert phone_forms("1234").alone == {"1234"}
    assert not phone_forms("1234").anywhere


def test_without_hyphens_a_landline_has_every_plausible_local_number() -> None:
    anywhere = phone_forms("0836001234").anywhere
    assert {"36001234", "6001234", "001234"} <= anywhere
    assert "01234" not in anywhere


def test_other_digits_of_a_phone_number_are_none_of_its_forms() -> None:
    forms = phone_forms("090-1111-2345")
    assert not {"2345", "1111", "090-1111", "0901111", "12345", "11112346"} & forms.anywhere


@pytest.mark.parametrize(
    ("number", "anywhere", "alone"),
    [
        ("001234", {"001234", "1234"}, set()),
        ("10234", {"10234"}, set()),
        ("０１０２３４", {"010234", "10234"}, set()),
        ("A-1023", {"a-1023", "a1023"}, set()),
        ("00123", {"00123"}, {"123"}),
        ("00012", {"00012"}, set()),
        ("123", set(), {"123"}),
        ("a12", set(), {"a12"}),
        ("7", set(), {"7"}),
        ("", set(), set()),
    ],
)
def test_a_staff_number_with_and_without_its_zeros(number: str, anywhere: set[str], alone: set[str]) -> None:
    forms = staff_number_forms(number)
    assert (forms.anywhere, forms.alone) == (anywhere, alone)
