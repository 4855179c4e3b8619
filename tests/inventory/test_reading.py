"""A city's inventory in every dress it comes in: always the same tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as OpenpyxlWorkbook
from xlsxwriter import Workbook

from auditor.inventory.tables import Known, Tables
from checks._contract import (
    Account,
    Administrator,
    Employment,
    Evidence,
    EvidenceKind,
    Login,
    Presence,
    SecondFactor,
    TransferKind,
    Verified,
)
from reports.messages import Language, say
from tests.inventory.making import (
    CITY,
    Rows,
    Sheets,
    csv_folder,
    faults_of,
    japanese,
    one_csv,
    read,
    repacked,
    told,
    without,
    workbook,
    workbook_bytes,
)


@pytest.fixture
def city(tmp_path: Path) -> Tables:
    return read(workbook(tmp_path, CITY, name="city.xlsx")).tables


def test_every_table_of_a_workbook_is_read(city: Tables) -> None:
    assert city.accounts == (
        Account(
            "koho-x", "x", "見本市広報", "", "広報課", ("観光課", "防災課"), "00001", date(2020, 4, 1),
            verified=Verified.YES,
        ),
        Account(
            "kanko-fb", "facebook", "見本市観光", "", "観光課", (), "00004", date(2020, 5, 1), verified=Verified.NO
        ),
    )  # fmt: skip
    assert city.logins == (
        Login("koho-x", ("koho-x",), "mihon_koho", None, SecondFactor.TOTP, date(2026, 4, 1)),
        Login("meta", ("koho-x", "kanko-fb"), "mihon", "00002", SecondFactor.SMS),
    )
    assert city.administrators == (
        Administrator("koho-x", "00002", date(2024, 4, 1)),
        Administrator("koho-x", "00003", date(2024, 4, 1), date(2026, 3, 31)),
        Administrator("kanko-fb", "10234"),
    )
    assert city.staff is not None
    assert [(person.employment, person.presence) for person in city.staff] == [
        (Employment.STAFF, Presence.ACTIVE),
        (Employment.STAFF, Presence.ACTIVE),
        (Employment.TEMPORARY, Presence.LEAVE),
        (Employment.ELECTED, Presence.LEFT),
        (Employment.CONTRACTOR, Presence.ACTIVE),
    ]
    assert city.staff[1].name == "髙﨑 太郎"  # as it was written
    assert [(row.staff_number, row.birth_date, row.phone) for row in city.personal] == [
        ("00001", date(1970, 1, 2), "0836-00-0001"),
        ("00002", date(1985, 4, 12), "0836-00-0002"),
        ("00003", date(1990, 1, 1), "090-0000-0000"),
        ("00004", None, ""),
        ("10234", None, ""),
    ]
    assert city.transfers is not None
    assert [(order.staff_number, order.kind) for order in city.transfers] == [
        ("00002", TransferKind.TRANSFER),
        ("20001", TransferKind.HIRE),
    ]
    assert city.evidence == (
        Evidence(EvidenceKind.USE_APPROVED, date(2026, 4, 1), "koho-x", by="00001", document="広第1号"),
        Evidence(EvidenceKind.SESSIONS_ENDED, date(2026, 4, 2), None, "meta", date(2027, 3, 31), note="備考"),
        Evidence(EvidenceKind.OPERATING_RULES, date(2026, 4, 3)),
    )
    assert city.policies is not None
    assert [policy.fields for policy in city.policies] == [
        {"目的": "市政情報の発信", "返信": "しない"},
        {"目的": "観光の案内"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("dress", [dict, japanese], ids=["English names", "Japanese names"])
def test_a_folder_of_csv_files_gives_the_same_tables_in_every_encoding(
    dress: type, encoding: str, city: Tables, tmp_path: Path
) -> None:
    assert read(csv_folder(tmp_path, dress(CITY), encoding)).tables == city


def test_japanese_and_english_names_give_the_same_tables(city: Tables, tmp_path: Path) -> None:
    assert read(workbook(tmp_path, japanese(CITY))).tables == city


def test_the_order_of_columns_and_rows_of_titles_above_change_nothing(city: Tables, tmp_path: Path) -> None:
    dressed = {
        name: [
            ["令和8年度 台帳", None, "職員番号は5けた"],
            [],
            ["（総務課）"],
            *([*reversed(row)] for row in rows),
        ]
        for name, rows in CITY.items()
    }
    assert read(workbook(tmp_path, dressed)).tables == city
    assert read(csv_folder(tmp_path, dressed)).tables == city


def test_a_workbook_by_openpyxl_gives_the_same_tables(city: Tables, tmp_path: Path) -> None:
    book = OpenpyxlWorkbook()
    for name, rows in CITY.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    del book["Sheet"]
    book.save(tmp_path / "openpyxl.xlsx")
    assert read(tmp_path / "openpyxl.xlsx").tables == city


def test_hidden_sheets_rows_and_columns_count_like_others(city: Tables, tmp_path: Path) -> None:
    def hide(book: Workbook) -> None:
        for name in ("staff", "evidence"):
            book.get_worksheet_by_name(name).hide()
        book.get_worksheet_by_name("transfers").very_hidden()
        book.get_worksheet_by_name("accounts").set_row(2, None, None, {"hidden": True})
        book.get_worksheet_by_name("logins").set_column(1, 2, None, None, {"hidden": True})

    assert read(workbook(tmp_path, CITY, hide)).tables == city


@pytest.mark.parametrize(
    "number_format",
    [
        "yyyy-mm-dd",
        "[$-411]ge.m.d",
        '[$-411]ggge"年"m"月"d"日"',
        'yyyy"年"m"月"d"日"',
        "m/d/yy",
        "yyyy/m/d h:mm",
    ],
)
def test_an_excel_date_is_a_date_in_every_format(number_format: str, tmp_path: Path) -> None:
    def put(book: Workbook) -> None:
        sheet = book.get_worksheet_by_name("accounts")
        sheet.write_datetime(
            1,
            1,
            datetime(2026, 4, 1, 13, 30),  # noqa: DTZ001
            book.add_format({"num_format": number_format}),
        )

    tables = read(workbook(tmp_path, {"accounts": [["account_id", "opened"], ["a"]]}, put)).tables
    assert tables.accounts == (Account("a", "", opened=date(2026, 4, 1)),)


def test_dates_of_a_workbook_that_counts_from_1904_are_the_same_days(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet("accounts")
        sheet.write_row(0, 0, ["account_id", "opened"])
        sheet.write_string(1, 0, "a")
        sheet.write_datetime(1, 1, date(2026, 4, 1), book.add_format({"num_format": "yyyy/m/d"}))
    assert read(path).tables.accounts == (Account("a", "", opened=date(2026, 4, 1)),)


def test_a_number_of_eight_digits_is_a_date_and_a_bare_serial_number_is_none(tmp_path: Path) -> None:
    rows: Rows = [["account_id", "opened"], ["a", 20260401], ["b", 46113]]
    (fault,) = faults_of(workbook(tmp_path, {"accounts": rows}))
    assert (fault.row, fault.column, fault.value) == (3, "opened", "46113")


def test_the_value_of_a_vertical_merge_counts_for_each_of_its_rows(tmp_path: Path) -> None:
    def merge(book: Workbook) -> None:
        book.get_worksheet_by_name("administrators").merge_range(1, 0, 2, 0, "koho-x")
        accounts = book.get_worksheet_by_name("accounts")
        accounts.merge_range(0, 0, 0, 2, "令和8年度 アカウント台帳")
        accounts.merge_range(1, 0, 2, 0, "アカウントID")  # headings over two rows
        accounts.merge_range(1, 1, 1, 2, "公式アカウント")
        accounts.merge_range(3, 2, 4, 2, "広報課")

    sheets: dict[str, Rows] = {
        "accounts": [[], [], [None, "サービス", "所属"], ["koho-x", "x"], ["koho-fb", "facebook"]],
        "administrators": [
            ["account_id", "staff_number"],
            [None, "00001"],
            [None, "00002"],
            ["koho-fb", "00001"],
        ],
    }
    tables = read(workbook(tmp_path, sheets, merge)).tables
    assert tables.accounts == (
        Account("koho-x", "x", section="広報課"),
        Account("koho-fb", "facebook", section="広報課"),
    )
    assert tables.administrators == (
        Administrator("koho-x", "00001"),
        Administrator("koho-x", "00002"),
        Administrator("koho-fb", "00001"),
    )


def test_a_row_that_only_a_merge_reaches_into_is_blank(tmp_path: Path) -> None:
    def merge(book: Workbook) -> None:
        book.get_worksheet_by_name("accounts").merge_range(1, 0, 2, 0, "koho-x")

    sheets: dict[str, Rows] = {"accounts": [["account_id", "service"], [None, "x"], [], ["fb", "facebook"]]}
    assert read(workbook(tmp_path, sheets, merge)).tables.accounts == (
        Account("koho-x", "x"),
        Account("fb", "facebook"),
    )


@pytest.mark.parametrize("ditto", ["〃", "同上", "　〃 "])
def test_as_above_repeats_the_row_above_and_skips_blank_rows(ditto: str, tmp_path: Path) -> None:
    rows: Rows = [
        ["account_id", "section", "opened", "shared_sections"],
        ["a", "広報課", "R8.4.1", None],
        [],
        ["b", ditto, ditto, ditto],
        ["c", ditto, None, ditto],
    ]
    accounts = read(csv_folder(tmp_path, {"accounts": rows})).tables.accounts
    assert accounts == tuple(
        Account(account_id, "", section="広報課", opened=opened)
        for account_id, opened in (("a", date(2026, 4, 1)), ("b", date(2026, 4, 1)), ("c", None))
    )


def test_headings_that_are_repeated_on_each_page_are_passed_over(tmp_path: Path) -> None:
    rows: Rows = [["アカウントID", "所属"], ["a", "広報課"], ["アカウントＩＤ", "所属"], ["b", "観光課"]]
    accounts = read(csv_folder(tmp_path, {"アカウント": rows})).tables.accounts
    assert accounts is not None
    assert [account.account_id for account in accounts] == ["a", "b"]


def test_staff_numbers_that_excel_made_numbers_get_their_zeros_back(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "accounts": [["account_id", "manager"], [7, 1]],
        "administrators": [["account_id", "staff_number"], ["7", 123], [7, 10234]],
        "staff": [["staff_number"], ["00001"], [123], [10234]],
    }
    reading = read(workbook(tmp_path, sheets))
    assert reading.tables.accounts == (Account("7", "", manager="00001"),)
    assert [row.staff_number for row in reading.tables.administrators or ()] == ["00123", "10234"]
    assert [row.staff_number for row in reading.tables.staff or ()] == ["00001", "00123", "10234"]
    assert any("1 staff numbers" in say(warning, Language.EN) for warning in reading.warnings)


def test_staff_numbers_are_set_right_by_the_store_where_no_source_has_the_directory(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"accounts": [["account_id", "manager"], ["a", 123]]}
    known = Known(people={"00123": "見本"})
    assert read(workbook(tmp_path, sheets), known=known).tables.accounts == (
        Account("a", "", manager="00123"),
    )


def test_several_sources_are_joined_row_by_row(city: Tables, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    first = workbook(tmp_path, without(CITY, "evidence", "transfers"))
    accounts: Rows = [["account_id", "service"], ["line", "LINE公式アカウント"]]
    second = csv_folder(tmp_path / "more", {"accounts": accounts, "evidence": CITY["evidence"]})
    tables = read(first, second).tables
    assert tables.accounts == (*(city.accounts or ()), Account("line", "line"))
    assert tables.evidence == city.evidence
    assert tables.transfers is None


def test_what_a_source_does_not_hold_is_judged_by_the_store(tmp_path: Path) -> None:
    known = Known(frozenset({"koho-x", "kanko-fb"}), frozenset({"meta"}), {"00002": "高崎 太郎"})
    source = workbook(tmp_path, without(CITY, "accounts", "logins", "staff"))
    tables = read(source, known=known).tables
    assert tables.accounts is None
    assert tables.staff is None
    assert tables.personal == ()
    assert len(tables.transfers or ()) == 2


def test_headings_without_rows_are_an_empty_table_and_are_said(tmp_path: Path) -> None:
    reading = read(csv_folder(tmp_path, {"evidence": CITY["evidence"][:1]}))
    assert reading.tables.evidence == ()
    assert "empty table" in say(reading.warnings[0], Language.EN)


def test_what_is_passed_over_is_said(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "accounts": [["account_id", "予備欄", None], ["a", "b", "c"]],
        "logins": [["login_id", "accounts"], ["l", None]],
        "メモ": [["これは表ではない"]],
        "staff": [],
    }
    reading = read(workbook(tmp_path, sheets))
    said = "\n".join(say(warning, Language.EN) for warning in reading.warnings)
    for word in ("予備欄", "column C", "メモ", "[staff] is empty", "login l"):
        assert word in said
    assert reading.tables.staff is None


def test_files_that_are_no_table_are_said_and_hidden_ones_left_alone(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, CITY)
    (folder / "README.md").write_text("x", encoding="utf-8")
    (folder / "別表.csv").write_text("x", encoding="utf-8")
    (folder / "._accounts.csv").write_bytes(b"\x00\x05\x16\x07")
    (folder / "old").mkdir()
    said = [say(warning, Language.EN) for warning in read(folder).warnings]
    assert len(said) == 2
    assert "README.md" in said[0]
    assert "別表.csv" in said[1]


def test_a_file_name_may_be_decomposed_and_in_any_case(tmp_path: Path) -> None:
    folder = one_csv(tmp_path, "x", b"", name="mac")
    (folder / "x.csv").unlink()
    name = unicodedata.normalize("NFD", "ログイン")
    assert name != "ログイン"
    (folder / f"{name}.CSV").write_text("login_id\nl\n", encoding="utf-8")
    (folder / "ACCOUNTS.Csv").write_text("account_id\na\n", encoding="utf-8")
    tables = read(folder).tables
    assert tables.logins == (Login("l", ()),)
    assert tables.accounts == (Account("a", ""),)


@pytest.mark.parametrize("sheets", [CITY, japanese(CITY)], ids=["English", "Japanese"])
@pytest.mark.parametrize("make", [workbook, csv_folder])
def test_a_table_under_another_name_is_told_by_the_table_it_looks_like(
    make: Callable[..., Path], sheets: Sheets, tmp_path: Path
) -> None:
    renamed: dict[str, Rows] = {"accounts": CITY["accounts"]}
    likeable = {name: rows for name, rows in zip(CITY, sheets.values(), strict=True) if name != "policies"}
    for name, rows in likeable.items():
        renamed[f"新しい{name}"] = [["令和8年度"], *rows]
    reading = read(make(tmp_path, renamed))
    assert reading.tables.accounts is not None
    assert reading.tables.logins is None
    assert len(reading.warnings) == len(likeable)
    for warning, name in zip(
        sorted(say(one, Language.EN) for one in reading.warnings), sorted(likeable), strict=True
    ):
        assert f"新しい{name}" in warning
        assert f"has headings of the table {name} but not its name, and was not taken in" in warning


@pytest.mark.parametrize("make", [workbook, csv_folder])
def test_what_names_one_column_only_is_no_table(make: Callable[..., Path], tmp_path: Path) -> None:
    reading = read(
        make(tmp_path, {"accounts": CITY["accounts"], "連絡先": [["氏名", "内線"], ["見本 太郎", "1"]]})
    )
    (warning,) = (say(one, Language.EN) for one in reading.warnings)
    assert "is no table of the inventory and was passed over" in warning


def test_what_is_no_table_may_be_unreadable(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, {"accounts": CITY["accounts"]})
    (folder / "控え.csv").write_bytes(b"\xff\xff\x80")
    (folder / "空.csv").touch()
    content = workbook_bytes({"accounts": CITY["accounts"], "控え": [["a"]]})
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(repacked(content, "xl/worksheets/sheet2.xml", lambda xml: xml[:-20]))
    for source in (folder, path):
        reading = read(source)
        assert len(reading.tables.accounts or ()) == 2
        assert all("is no table" in say(warning, Language.EN) for warning in reading.warnings)
        assert reading.warnings


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_csv_rows_are_counted_in_lines_of_the_file(line_break: str, tmp_path: Path) -> None:
    lines = ["一覧", "account_id,purpose,opened", 'a,"two', 'lines",', "", "b,,いつか"]
    (fault,) = faults_of(one_csv(tmp_path, "accounts", line_break.join(lines).encode()))
    assert (fault.file, fault.sheet, fault.row, fault.column) == ("accounts.csv", None, 6, "opened")


def test_excels_unicode_text_with_tabs_is_read(tmp_path: Path) -> None:
    content = "アカウントID\t所属\r\na\t広報課,観光課\r\n".encode("utf-16")
    assert read(one_csv(tmp_path, "accounts", content)).tables.accounts == (
        Account("a", "", section="広報課,観光課"),
    )


def test_the_stored_value_of_an_external_link_and_of_a_formula_is_taken(tmp_path: Path) -> None:
    def put(book: Workbook) -> None:
        sheet = book.get_worksheet_by_name("accounts")
        sheet.write_formula(1, 1, "=[other.xlsx]Sheet1!A1", None, "広報課")
        sheet.write_formula(1, 2, '=""', None, "")
        sheet.write_formula(1, 3, "=NA()", None, "#N/A")

    content = workbook_bytes(
        {"accounts": [["account_id", "section", "purpose", "no table column"], ["a"]]}, put
    )
    path = tmp_path / "linked.xlsx"
    # Excel marks the text that ="" gives as text; XlsxWriter does not.
    path.write_bytes(
        repacked(content, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="C2"', b'r="C2" t="str"'))
    )
    assert read(path).tables.accounts == (Account("a", "", section="広報課"),)


def test_a_sheet_of_another_writer_with_prefixed_names_and_no_references_is_read(tmp_path: Path) -> None:
    xml = (
        b'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>account_id</x:t></x:is></x:c></x:row>'
        b'<x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = tmp_path / "other.xlsx"
    path.write_bytes(repacked(workbook_bytes({"accounts": []}), "xl/worksheets/sheet1.xml", lambda _: xml))
    assert read(path).tables.accounts == (Account("a", ""),)


def test_no_end_is_a_last_day_and_no_first_day(tmp_path: Path) -> None:
    rows: Rows = [["account_id", "opened", "closed"], ["a", "2026-04-01", "9999/12/31"]]
    (account,) = read(csv_folder(tmp_path, {"accounts": rows})).tables.accounts or ()
    assert account.closed == date(9999, 12, 31)
    assert Administrator("a", "1", until=account.closed).ended is None
    rows = [["account_id", "opened"], ["a", "9999-12-31"]]
    (fault,) = faults_of(csv_folder(tmp_path, {"accounts": rows}, name="b"))
    assert "no date" in told(fault)


free_text = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=60
).filter(lambda text: text == text.strip() and text not in {"〃", "同上"} and "\ufeff" not in text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        free_text.filter(lambda text: "\u2028" not in text and "\u2029" not in text),
        st.sampled_from(
            ["=cmd|' /C calc'!A0", "@SUM(1)", "-1+1", "<script>alert(1)</script>", "{{7*7}}", "長" * 10_000]
        ),
    )
)
def test_free_text_comes_out_as_it_went_in_from_both_kinds_of_source(text: str, tmp_path: Path) -> None:
    rows: Rows = [["account_id", "name", "purpose", "url"], ["a", text, text, text]]
    folder = tmp_path / "folder"
    folder.mkdir(exist_ok=True)
    for table in folder.iterdir():
        table.unlink()
    folder.rmdir()
    for source in (
        workbook(tmp_path, {"accounts": rows}),
        csv_folder(tmp_path, {"accounts": rows}, name="folder"),
    ):
        (account,) = read(source).tables.accounts or ()
        assert (account.name, account.purpose, account.url) == (text, text, text)


def test_of_two_rows_that_name_equally_many_columns_the_fuller_one_has_the_headings(tmp_path: Path) -> None:
    """Group headings over the real ones, as lists of policies have them."""
    policies: Rows = [["アカウントID", "方針"], ["アカウントID", "目的", "返信"], ["a", "発信", "しない"]]
    sheets: dict[str, Rows] = {"accounts": [["account_id"], ["a"]], "policies": policies}
    (policy,) = read(csv_folder(tmp_path, sheets)).tables.policies or ()
    assert policy.fields == {"目的": "発信", "返信": "しない"}
