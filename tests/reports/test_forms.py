"""Forms as workbooks and as pages: the workbook read back with another library, the page as a browser reads it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from checks._contract import FormId, Text
from reports.forms import Blank, Field, Form, Letter, Part
from reports.forms_html import form_page, is_form_page, register_page
from reports.forms_sheet import form_sheet, is_untouched_form, pieces
from reports.messages import Language, message
from reports.register import Register
from reports.sheets import height
from tests.reports.parsed import Page
from tests.reports.test_register_sheet import REGISTER, account

DAY = date(2026, 11, 20)
FORM = Form(
    id=FormId.OPERATION_POLICY,
    title=message("Operation policy"),
    account_id="koho-x",
    city="見本市",
    name=Text("様式1", "Form 1"),
    fields=(
        Field("発信情報の内容", (Part("市政の話題\n二行目"),)),
        Field("運用時間", (Part(Blank.MISSING),)),
        Field("備考", (Part(Blank.BY_HAND),)),
        Field(
            "運用期間",
            (
                Part(Text("令和4年4月1日", "2022-04-01"), message("First day of use")),
                Part(Blank.MISSING, message("Last day of use")),
            ),
        ),
    ),
)
LETTER = replace(
    FORM,
    letter=Letter(
        to=Text("広報広聴課長", "Head"),
        sender=Blank.MISSING,
        body=message("Operation policy"),
        contact="見本 太郎",
    ),
)
BOTH = pytest.mark.parametrize("form", [FORM, LETTER], ids=["policy", "letter"])
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "{=1}",
    "<script>alert(1)</script>",
    "a\x00b",
]


def sheet_of(form: Form, language: Language = Language.JA) -> Worksheet:
    return load_workbook(io.BytesIO(form_sheet(form, DAY, language))).active


def values(sheet: Worksheet) -> list[str]:
    return [cell.value for cells in sheet.iter_rows() for cell in cells if cell.value]


def with_value(text: str) -> Form:
    return replace(FORM, fields=(Field("項目", (Part(text),)),))


def rows_of_value(sheet: Worksheet) -> list[str]:
    """What stands across the columns of values, below the title."""
    return [row[1].value for row in sheet.iter_rows(min_row=4) if row[1].value is not None]


# --- the workbook -------------------------------------------------------------------------------------------------------


def test_the_sheet_holds_the_form() -> None:
    said = values(sheet_of(FORM))
    assert said == [
        "様式1",
        "見本市",
        "運用ポリシー",
        "発信情報の内容",
        "市政の話題",
        "二行目",
        "運用時間",
        "【未記入】",
        "備考",
        "運用期間",
        "開始日：令和4年4月1日",
        "終了日：【未記入】",
        "koho-x",
    ]


def test_the_sheet_of_a_letter_has_boxes_for_number_and_day_and_says_from_whom_to_whom() -> None:
    said = values(sheet_of(LETTER))
    assert said[:7] == [
        "様式1",
        "文書番号",
        "日付",
        "見本市",
        "広報広聴課長 様",
        "【未記入】",
        "担当：見本 太郎",
    ]


def test_the_sheet_is_in_the_reader_s_language() -> None:
    assert {"Form 1", "Operation policy", "Last day of use: 【Not filled in】"} <= set(
        values(sheet_of(FORM, Language.EN))
    )


@BOTH
def test_it_prints_on_one_width_of_a4_upright(form: Form) -> None:
    sheet = sheet_of(form)
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "portrait", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area.endswith(f"$A$1:$D${sheet.max_row}")


def test_a_missing_value_is_marked_and_one_for_the_pen_is_not() -> None:
    sheet = sheet_of(FORM)
    fill = {row[1].value or "": row[1].fill.fgColor.rgb for row in sheet.iter_rows(min_row=5) if row[0].value}
    assert fill["【未記入】"] == "FFFFF2CC"
    assert fill[""] != "FFFFF2CC"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_becomes_a_formula_or_a_link(text: str) -> None:
    form = replace(with_value(text), account_id=text, city=text, fields=(Field(text, (Part(text),)),))
    content = form_sheet(form, DAY, Language.JA)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"<f>" in part or b"hyperlink" in part for part in parts.values())
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert all(cell.data_type in {"s", "n"} for cell in cells)
    assert any(cell.value in {text, "a[U+0000]b"} for cell in cells)


def test_a_long_text_is_cut_nowhere_and_no_row_is_higher_than_excel_takes() -> None:
    text = "\n".join(
        f"（{number}）" + "次のような投稿は削除することがあります。" * 30 for number in range(20)
    )
    sheet = sheet_of(with_value(text))
    rows = rows_of_value(sheet)
    assert len(rows) > 20
    assert "".join(rows).replace("\n", "") == text.replace("\n", "")
    assert all((sheet.row_dimensions[row].height or 0) < 409 for row in range(1, sheet.max_row + 1))


@given(st.text(alphabet=st.sampled_from("あ。 a\n、x"), max_size=3000))
def test_pieces_lose_nothing_and_fit_a_row(text: str) -> None:
    found = list(pieces(text))
    assert "".join(found).replace("\n", "") == text.replace("\n", "")
    assert all(len(piece) <= 400 and height(piece, 66) <= 400 for piece in found)


@given(st.lists(st.text(alphabet="あ。", max_size=90), max_size=60))
def test_lines_that_fit_are_broken_only_where_they_were(lines: list[str]) -> None:
    assert "\n".join(pieces("\n".join(lines))) == "\n".join(lines)


def test_a_form_makes_the_same_file_each_time() -> None:
    assert form_sheet(FORM, DAY, Language.JA) == form_sheet(FORM, DAY, Language.JA)


def test_an_untouched_form_is_known_from_one_that_was_saved_and_from_other_files() -> None:
    content = form_sheet(LETTER, DAY, Language.JA)
    assert is_untouched_form(content)
    book = load_workbook(io.BytesIO(content))
    book.active["D2"] = "広聴第12号"
    saved = io.BytesIO()
    book.save(saved)
    assert not is_untouched_form(saved.getvalue())
    for other in (b"", b"PK", content[:-40], form_page(FORM, Language.JA).encode()):
        assert not is_untouched_form(other)


# --- the page -----------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("language", Language)
def test_the_page_is_whole_and_fetches_and_runs_nothing(form: Form, language: Language) -> None:
    html = form_page(form, language)
    page = Page(html)
    assert is_form_page(html.encode())
    assert page.all("html")[0].attributes["lang"] == language.value
    assert {element.tag for element in page.elements}.isdisjoint(
        {"script", "img", "link", "iframe", "form", "a"}
    )
    assert not any("src" in one.attributes or "href" in one.attributes for one in page.elements)
    assert not re.search(r"url\(|@import|https?:", page.style)
    assert len(page.all("h1")) == 1
    policy = next(one for one in page.all("meta") if "http-equiv" in one.attributes)
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'sha256-")


def test_the_page_marks_what_is_missing_and_leaves_a_box_for_the_pen() -> None:
    page = Page(form_page(LETTER, Language.JA))
    classes = [element.attributes.get("class", "") for element in page.elements]
    assert classes.count("missing") == 3  # the hours, the last day, and who sends it
    assert classes.count("by-hand") == 3  # number, day and remarks
    for word in (
        "様式1",
        "見本市",
        "広報広聴課長 様",
        "担当：",
        "見本 太郎",
        "開始日：",
        "市政の話題\n二行目",
    ):
        assert word in page.text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_on_the_page(text: str) -> None:
    form = replace(with_value(text), account_id=text, city=text, fields=(Field(text, (Part(text),)),))
    page = Page(form_page(form, Language.JA))
    assert not page.all("script")
    assert page.text.count(text.replace("\x00", "[U+0000]")) >= 4


# --- the register -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_the_register_is_a_page_with_every_administrator_and_change(language: Language) -> None:
    html = register_page(REGISTER, language)
    page = Page(html)
    assert is_form_page(html.encode())
    assert len(page.all("table")) == len(REGISTER.sections)
    for row in REGISTER.rows:
        assert row.staff_number in page.text
        assert row.name in page.text
    assert "見本 去子" in page.text  # who went
    assert not page.all("script")


def test_an_account_without_anybody_is_marked_in_the_register() -> None:
    page = Page(register_page(REGISTER, Language.JA))
    (marked,) = (one for one in page.elements if one.attributes.get("class") == "missing")
    assert "td" in marked.ancestors
    assert "empty-x" in page.text


def test_a_register_without_a_city_shows_that() -> None:
    empty = Register(city="", day=DAY, accounts=(account("koho-x"),), rows=(), changes=())
    assert Page(register_page(empty, Language.JA)).text.count("未記入") == 2


def test_who_is_on_leave_is_told_in_the_register() -> None:
    assert "休職" not in Page(register_page(REGISTER, Language.JA)).text
    away = replace(REGISTER, rows=tuple(replace(row, on_leave=True) for row in REGISTER.rows[:1]))
    assert Page(register_page(away, Language.JA)).text.count("休職") == 1
