"""Folding, words, lists and staff numbers: what one cell says."""

from __future__ import annotations

import pickle
from copy import copy
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.inventory import words
from auditor.inventory.cells import as_text, identifier
from auditor.inventory.faults import Unreadable
from auditor.inventory.folding import items, plain, same_name, section
from auditor.inventory.grid import CellValue, column_letters
from auditor.inventory.headings import TABLES, table_named
from auditor.inventory.staff_numbers import StaffNumbers, of_directory
from auditor.inventory.tables import PersonalData
from checks._contract import Employment, EvidenceKind, Presence, SecondFactor, TransferKind, Verified


@pytest.mark.parametrize(
    ("written", "service"),
    {
        "X（旧Twitter）": "x",
        "Ｘ": "x",
        "X (Twitter)": "x",
        "twitter": "x",
        "ツイッター": "x",
        "ﾂｲｯﾀｰ": "x",
        "フェイスブック": "facebook",
        "Facebookページ": "facebook",
        "LINE公式アカウント": "line",
        "ＬＩＮＥ": "line",
        "YouTubeチャンネル": "youtube",
        "インスタグラム": "instagram",
        "Threads": "threads",
        "TikTok": "tiktok",
        "note": "note",
        "Bluesky": "bluesky",
        "mixi２": "mixi２",
        " 庁内ＳＮＳ ": "庁内ＳＮＳ",
    }.items(),
)
def test_a_service_is_known_by_the_names_people_write(written: str, service: str) -> None:
    assert words.service(written) == service


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (words.VERIFIED.find("有"), Verified.YES),
        (words.VERIFIED.find("無"), Verified.NO),
        (words.VERIFIED.find("対象外"), Verified.UNAVAILABLE),
        (words.VERIFIED.find("ＹＥＳ"), Verified.YES),
        (words.SECOND_FACTOR.find("認証アプリ"), SecondFactor.TOTP),
        (words.SECOND_FACTOR.find("ﾊﾟｽｷｰ"), SecondFactor.PASSKEY),
        (words.SECOND_FACTOR.find("セキュリティキー"), SecondFactor.SECURITY_KEY),
        (words.SECOND_FACTOR.find("ＳＭＳ"), SecondFactor.SMS),
        (words.SECOND_FACTOR.find("メール"), SecondFactor.EMAIL),
        (words.SECOND_FACTOR.find("なし"), SecondFactor.NONE),
        (words.SECOND_FACTOR.find("Security-Key"), SecondFactor.SECURITY_KEY),
        (words.EMPLOYMENT.find("会計年度任用職員"), Employment.TEMPORARY),
        (words.EMPLOYMENT.find("特別職"), Employment.ELECTED),
        (words.PRESENCE.find(" 退職 "), Presence.LEFT),
        (words.TRANSFER_KIND.find("異動・配置換"), TransferKind.TRANSFER),
        (words.TRANSFER_KIND.find("配置換"), TransferKind.TRANSFER),
        (words.TRANSFER_KIND.find("育児休業"), TransferKind.LEAVE),
        (words.TRANSFER_KIND.find("出向・派遣"), TransferKind.SECONDMENT),
        (words.TRANSFER_KIND.find("兼務"), TransferKind.CONCURRENT),
        (words.TRANSFER_KIND.find("取消"), TransferKind.CANCELLED),
        (words.EVIDENCE_KIND.find("use-approved"), EvidenceKind.USE_APPROVED),
        (words.EVIDENCE_KIND.find("利用承認"), EvidenceKind.USE_APPROVED),
        (words.EVIDENCE_KIND.find("運用要領"), EvidenceKind.OPERATING_RULES),
        (words.EVIDENCE_KIND.find("管理者名簿の提出"), EvidenceKind.REGISTER_SUBMITTED),
        (words.EVIDENCE_KIND.find("記録の保管"), EvidenceKind.RECORDS_KEPT),
        (words.SECOND_FACTOR.find("おまもり"), None),
        (words.TRANSFER_KIND.find("栄転"), None),
    ],
)
def test_a_closed_list_knows_its_words_and_no_others(found: object, word: object) -> None:
    assert found is word


def test_a_closed_list_offers_one_name_for_each_of_its_words() -> None:
    for closed, kind in (
        (words.VERIFIED, Verified),
        (words.SECOND_FACTOR, SecondFactor),
        (words.EMPLOYMENT, Employment),
        (words.PRESENCE, Presence),
        (words.TRANSFER_KIND, TransferKind),
        (words.EVIDENCE_KIND, EvidenceKind),
    ):
        assert [closed.find(name) for name in closed.offered] == list(kind)
        assert [closed.find(word.value) for word in kind] == list(kind)


def test_a_list_is_split_at_every_sign_of_either_width() -> None:
    assert items("a;b；c、d､e,f，g/h／i\r\nj\nk") == tuple("abcdefghijk")
    assert items(" ; a ;; ") == ("a",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙﨑 太郎", "高崎太郎"),
        ("渡邊　花", "渡辺花"),
        ("渡邉花", "渡邊花"),
        ("齋藤", "斎藤"),
        ("ﾐﾎﾝ ﾀﾛｳ", "ミホンタロウ"),
        ("Mihon Taro", "ＭＩＨＯＮ　ＴＡＲＯ"),
        ("𠮷田", "吉田"),
        ("葛󠄀城", "葛城"),
        ("濵田", "浜田"),
    ],
)
def test_one_name_in_two_spellings_is_one_name(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(("one", "other"), [("斎藤", "斉藤"), ("見本太郎", "見本次郎"), ("", "見本")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_free_text_keeps_its_letters_but_no_control_characters() -> None:
    assert plain("　髙﨑 ①㈱ \u202e<b>\x00\x07\r\nx\ty ") == "髙﨑 ①㈱ \u202e<b>\nx\ty"
    assert section("情報第１課　 広報\n係") == "情報第1課 広報 係"


@given(st.text())
def test_cleaning_text_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10234.0, "10234"),
        (1.5, "1.5"),
        (-3.0, "-3"),
        (True, "TRUE"),
        (date(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 4, 1, 9, 30), "2026-04-01 09:30:00"),  # noqa: DTZ001
        (time(9, 30), "09:30:00"),
        (float("inf"), "inf"),
        (None, ""),
    ],
)
def test_a_cell_reads_as_excel_shows_it(value: CellValue, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(("value", "text"), [(" ＫＯＨＯ－ｘ　", "KOHO-x"), ("a−b", "a-b"), (12.0, "12")])
def test_an_id_is_folded_and_keeps_its_case(value: CellValue, text: str) -> None:
    assert identifier(value) == text


@pytest.mark.parametrize(
    "value", ["a\x00b", "a\nb", "a\u200bb", "\u202ea", date(2026, 4, 1), True, 1e17, "\x00"]
)
def test_an_id_that_nobody_can_see_whole_is_refused(value: CellValue) -> None:
    with pytest.raises(Unreadable):
        identifier(value)


@pytest.mark.parametrize(
    ("directory", "digits", "meant"),
    [
        (["00123", "10234"], "123", "00123"),
        (["00123", "10234"], "10234", "10234"),
        (["00123", "10234"], "999", "00999"),  # unknown, but all numbers have one width
        (["00123", "123"], "123", "123"),  # the exact number
        (["0123", "10234"], "123", "0123"),  # the only one it can be
        (["85", "1023"], "99", "99"),  # no number begins with a zero: none was lost
        (["G-01", "00123"], "123", "00123"),
        (["00123"], "1234567", "1234567"),
        (["0000", "1111"], "0", "0000"),
        ([], "123", "123"),
    ],
)
def test_a_number_that_lost_its_zeros_is_set_right(directory: list[str], digits: str, meant: str) -> None:
    assert StaffNumbers(directory).meant_by_number(digits) == meant


@pytest.mark.parametrize(
    ("directory", "digits"), [(["0123", "00123"], "123"), (["0123", "10234"], "99"), (["0", "00"], "000")]
)
def test_a_number_that_could_be_several_is_refused(directory: list[str], digits: str) -> None:
    with pytest.raises(Unreadable):
        StaffNumbers(directory).meant_by_number(digits)


@pytest.mark.parametrize(
    ("texts", "numbers", "before", "meant"),
    [
        (["00456"], ["123"], [], "00123"),
        ([], ["123", "10234"], [], "00123"),  # the whole column lost them
        ([], ["123"], ["00123"], "00123"),  # the store knew
        (["85", "1023"], ["123"], [], "123"),
        ([], ["123"], [], "123"),
    ],
)
def test_the_directory_itself_is_set_right_by_its_width(
    texts: list[str], numbers: list[str], before: list[str], meant: str
) -> None:
    assert of_directory(texts, numbers, before).meant_by_number("123") == meant


def test_text_of_a_csv_file_is_only_set_right_where_the_directory_has_it() -> None:
    directory = StaffNumbers(["00123", "10234"])
    assert directory.meant_by_text("123") == "00123"
    assert directory.meant_by_text("999") == "999"
    assert directory.meant_by_text("G-1") == "G-1"


def test_every_table_and_column_is_known_by_both_names() -> None:
    for table in TABLES:
        assert table_named(table.name) is table_named(f" {table.japanese}　") is table
        for column in table.columns:
            assert table.column_headed(column.name.upper()) is column
            assert table.column_headed(f"{column.japanese[:1]}\n{column.japanese[1:]}") is column


def test_columns_are_named_as_excel_names_them() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_personal_data_shows_the_staff_number_only_and_stays_where_it_is() -> None:
    data = PersonalData("00002", date(1985, 4, 12), "0836-00-0002")
    assert repr(data) == str(data) == "PersonalData(staff_number='00002')"
    for taken in (lambda: pickle.dumps(data), lambda: copy(data)):
        with pytest.raises(TypeError):
            taken()
