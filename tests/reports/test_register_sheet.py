"""The register as a workbook: read back with another library than it is written with."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.audit import RegisterRow
from reports.messages import Language
from reports.register import Change, Register, RegisterAccount, RegisterChange
from reports.register_sheet import is_register, write_register
from reports.sheets import height, sheet_name
from tests.reports.printed import fonts, smallest_print

DAY = date(2026, 11, 20)
BEFORE = date(2026, 6, 1)


def account(account_id: str, section: str = "広報広聴課", **changed: object) -> RegisterAccount:
    return replace(RegisterAccount(account_id, f"{account_id}の公式", "x", section, BEFORE), **changed)


def row(account_id: str, staff_number: str, name: str, section: str = "広報広聴課") -> RegisterRow:
    return RegisterRow(
        account_id=account_id,
        account_name=f"{account_id}の公式",
        service="x",
        section=section,
        staff_number=staff_number,
        name=name,
        person_section=section,
        title="主任",
        since=date(2019, 5, 1),
    )


TARO, HANAKO = row("koho-x", "00101", "見本 太郎"), row("koho-x", "00102", "見本 花子")
JIRO = row("kanko-fb", "00103", "見本 次郎", section="観光交流課")
GONE = row("koho-x", "00104", "見本 去子")
REGISTER = Register(
    city="見本市",
    day=DAY,
    accounts=(
        account("koho-x"),
        account("kanko-fb", "観光交流課"),
        account("empty-x", "観光交流課", submitted=None),
    ),
    rows=(TARO, HANAKO, JIRO),
    changes=(
        RegisterChange(Change.ADDED, HANAKO, BEFORE, on=date(2026, 7, 1)),
        RegisterChange(Change.REMOVED, GONE, BEFORE, on=date(2026, 7, 1)),
    ),
)


def sheets(
    register: Register = REGISTER, language: Language = Language.JA, **only: str
) -> dict[str, Worksheet]:
    workbook = load_workbook(io.BytesIO(write_register(register, language, **only)))
    return {sheet.title: sheet for sheet in workbook}


def lines(sheet: Worksheet) -> list[list[str]]:
    """What stands in each row, empty cells left out."""
    return [[cell.value for cell in cells if cell.value] for cells in sheet.iter_rows()]


def test_there_is_a_sheet_for_the_city_and_one_a_section() -> None:
    assert list(sheets()) == ["市全体", "広報広聴課", "観光交流課"]


def test_one_section_alone_can_be_written() -> None:
    assert list(sheets(section="観光交流課")) == ["観光交流課"]


def test_the_head_says_what_it_is_of_whom_and_when() -> None:
    city, section = lines(sheets()["市全体"]), lines(sheets()["広報広聴課"])
    assert city[:3] == [["アカウント管理担当者一覧表"], ["見本市　令和8年11月20日現在"], ["市全体"]]
    assert section[:3] == [*city[:2], ["所属：広報広聴課"]]
    assert city[3] == [
        *(
            "変更",
            "アカウントの所属",
            "アカウント",
            "サービス",
            "アカウント名",
            "職員番号",
            "氏名",
            "所属",
            "職名",
        ),
        *("開始日", "備考"),
    ]
    assert section[3] == [head for head in city[3] if head != "アカウントの所属"]


def test_each_administrator_has_a_row_and_an_account_without_any_too() -> None:
    rows = lines(sheets()["市全体"])[4:8]
    assert rows[0] == [
        *(
            "広報広聴課",
            "koho-x",
            "X",
            "koho-xの公式",
            "00101",
            "見本 太郎",
            "広報広聴課",
            "主任",
            "令和元年5月1日",
        ),
    ]
    assert rows[1][0] == "追加"
    assert rows[2][5] == "見本 次郎"
    assert rows[3] == ["観光交流課", "empty-x", "X", "empty-xの公式", "（担当者なし）"]


def test_who_came_and_went_stands_in_a_block_of_its_own() -> None:
    block = lines(sheets()["広報広聴課"])[7:]
    assert block[0] == ["前回の提出からの変更"]
    assert block[1] == ["令和8年6月1日の提出からの変更"]
    assert [(cells[0], cells[5], cells[-1]) for cells in block[2:4]] == [
        ("追加", "見本 花子", "令和元年5月1日"),
        ("削除", "見本 去子", "令和8年6月30日まで"),
    ]


def test_who_is_on_leave_is_marked_in_the_remarks() -> None:
    people = (replace(TARO, on_leave=True), replace(HANAKO, on_leave=True))
    gone = RegisterChange(Change.REMOVED, replace(GONE, on_leave=True), BEFORE, on=date(2026, 7, 1))
    sheet = sheets(replace(REGISTER, rows=people, changes=(gone,)))["広報広聴課"]
    assert [(cells[-4], cells[-1]) for cells in lines(sheet)[4:6]] == [
        ("広報広聴課", "休職中"),
        ("広報広聴課", "休職中"),
    ]
    assert lines(sheet)[-1][-1] == "令和8年6月30日まで"


def test_where_nothing_changed_or_nothing_can_be_told_that_is_said() -> None:
    said = [line for sheet in sheets().values() for line in lines(sheet)]
    assert ["前回の提出からの変更はありません。"] in lines(sheets()["観光交流課"])
    assert any("empty-x" in line[0] and "提出の記録がない" in line[0] for line in said if line)
    never = replace(REGISTER, accounts=(account("koho-x", submitted=None),), changes=())
    assert ["前回の提出からの変更はありません。"] not in lines(sheets(never)["市全体"])


def test_no_text_becomes_a_formula_a_link_or_a_number() -> None:
    evil = (
        '=HYPERLINK("http://example.com")',
        "+1",
        "-1",
        "@SUM(1)",
        "{=1}",
        "http://example.com",
        "00103",
        "1e5",
    )
    people = tuple(row("koho-x", f"{number:05}", text) for number, text in enumerate(evil))
    content = write_register(replace(REGISTER, rows=people, changes=()), Language.JA)
    cells = [
        cell for sheet in load_workbook(io.BytesIO(content)) for line in sheet.iter_rows() for cell in line
    ]
    assert {cell.value for cell in cells} >= set(evil)
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any("link" in name.lower() for name in archive.namelist())


def test_signs_that_no_file_takes_are_made_visible_and_long_text_is_cut() -> None:
    people = (row("koho-x", "1", "a\x00b\ud800c\uffff"), row("koho-x", "2", "長" * 40_000))
    values = [
        cell for line in lines(sheets(replace(REGISTER, rows=people, changes=()))["市全体"]) for cell in line
    ]
    assert "a[U+0000]b[U+D800]c[U+FFFF]" in values
    assert "長" * 499 + "…" in values


def test_the_same_register_gives_the_same_bytes() -> None:
    assert write_register(REGISTER, Language.JA) == write_register(REGISTER, Language.JA)


def test_it_can_be_written_in_english() -> None:
    city = lines(sheets(language=Language.EN)["Whole city"])
    assert city[:2] == [["List of account administrators"], ["見本市　As of 2026-11-20"]]


def test_a_city_without_an_open_account_has_an_empty_register() -> None:
    nothing = Register("見本市", DAY, (), (), ())
    assert ["アカウントがありません。"] in lines(sheets(nothing)["市全体"])


def test_a_register_is_known_from_other_files() -> None:
    content = write_register(REGISTER, Language.EN)
    assert is_register(content)
    changed = load_workbook(io.BytesIO(content))
    changed["Whole city"]["A1"] = "written into"
    saved = io.BytesIO()
    changed.save(saved)
    assert is_register(saved.getvalue())
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("docProps/core.xml", "<cp:keywords>credential</cp:keywords>")
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for no_register in (b"", b"PK\x03\x04", content[:200], content[:-30], other.getvalue(), empty.getvalue()):
        assert not is_register(no_register)


# --- names of sheets ------------------------------------------------------------------------------------------------


def excel_length(name: str) -> int:
    return len(name.encode("utf-16-le")) // 2


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_sections_have_names_that_excel_takes_and_tells_apart(sections: list[str]) -> None:
    taken: list[str] = []
    for section in sections:
        taken.append(sheet_name(section, taken))
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert 1 <= excel_length(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'" != name[-1]
        assert name.casefold() != "history"


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=6, unique=True))
@settings(deadline=None)
def test_a_workbook_of_any_sections_opens(sections: list[str]) -> None:
    accounts = tuple(account(f"a{number}", section) for number, section in enumerate(sections))
    opened = sheets(replace(REGISTER, accounts=accounts, rows=(), changes=()))
    assert len(opened) == 1 + len(sections)


@pytest.mark.parametrize(
    ("section", "taken", "name"),
    [
        ("広報/広聴課", (), "広報_広聴課"),
        ("Abc", ("aBC",), "Abc (2)"),
        ("Abc", ("abc", "abc (2)"), "Abc (3)"),
        ("あ" * 40, (), "あ" * 31),
        ("あ" * 40, ("あ" * 31,), "あ" * 27 + " (2)"),
        ("𠮷" * 20, (), "𠮷" * 15),
        ("'課'", (), "課"),
        ("", (), "_"),
        ("History", (), "History (2)"),
    ],
)
def test_sheet_names(section: str, taken: tuple[str, ...], name: str) -> None:
    assert sheet_name(section, taken) == name


def test_rows_are_as_high_as_their_text() -> None:
    assert height("あいう", 6) == height("abc", 6) == height("", 6)
    assert height("あいうえ", 6) == 2 * height("a", 6)
    assert height("a\nb\nc", 6) == 3 * height("a", 6)
    assert height("あ" * 10_000, 1) == 409


# --- on paper -------------------------------------------------------------------------------------------------------


def test_it_is_laid_out_for_a4_across_with_its_head_on_every_page() -> None:
    many = tuple(row("koho-x", f"{n:05}", f"見本 {n}") for n in range(60))
    for register in (REGISTER, replace(REGISTER, rows=many), Register("見本市", DAY, (), (), ())):
        for sheet in sheets(register).values():
            assert sheet.page_setup.paperSize == 9
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.print_title_rows == "$1:$4"
            assert sheet.oddFooter.center.text == "&P / &N"
            first, last = sheet.print_area.rpartition("!")[2].replace("$", "").split(":")
            assert first == "A1"
            assert sheet[last].column == sheet.max_column
            assert sheet[last].row >= sheet.max_row


@pytest.mark.parametrize("language", Language)
def test_on_paper_it_is_in_a_japanese_font_that_can_be_read(language: Language) -> None:
    book = load_workbook(io.BytesIO(write_register(REGISTER, language)))
    assert fonts(book) == {"游ゴシック"}
    for sheet in book:
        assert smallest_print(sheet) >= 9  # points
