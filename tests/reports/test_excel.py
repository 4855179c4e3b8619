"""The report as a workbook: read back with another library than it is written with."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from xml.sax.saxutils import unescape

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditor.catalogue import load_checks
from checks import incident_response, second_factor, transfer_review
from reports import editions, excel
from reports.audit import Audit, State
from reports.history import History, Seal, Signature
from reports.messages import Language
from reports.report import Edition, Paper, Report
from tests.reports.printed import fonts, smallest_print
from tests.reports.rewriting import rewritten
from tests.reports.sample import KANKO, KOHO, SECRET_NUMBER, nothing_found, sample
from tests.reports.telling_words import telling_words
from tests.reports.worlds import World, worlds

BEFORE = replace(
    sample(), run=replace(sample().run, day=date(2026, 10, 30), id="october"), findings=sample().findings[:1]
)
PAPER = Paper(number="情政第8-11号", to="広報広聴課長", sender="情報政策課長", handling="取扱注意（見本）")
HISTORY = History(
    previous=BEFORE,
    signatures=(
        Signature(None, date(2026, 10, 30), "it", "ab" * 32, "0012347", "見本 次郎", date(2026, 11, 2)),
    ),
    seal=Seal(12, "cd" * 32),
)
EVERY = pytest.mark.parametrize(
    ("edition", "section"),
    [(edition, KOHO if edition is Edition.SECTION else None) for edition in Edition],
    ids=[edition.value for edition in Edition],
)


def report(
    edition: Edition = Edition.IT,
    audit: Audit | None = None,
    section: str | None = None,
    history: History = HISTORY,
) -> Report:
    whole = Report(audit or sample(), edition, history, PAPER, section)
    return editions.edit(whole)


def book(made: Report, language: Language = Language.JA) -> Workbook:
    return load_workbook(io.BytesIO(excel.render(made, language)))


def lines(sheet: Worksheet) -> list[list[object]]:
    """What stands in each row, empty cells left out."""
    return [[cell.value for cell in cells if cell.value is not None] for cells in sheet.iter_rows()]


def texts(workbook: Workbook) -> str:
    cells = (cell for sheet in workbook for row in sheet.iter_rows() for cell in row)
    return "\n".join(str(cell.value) for cell in cells if cell.value is not None)


def column(sheet: Worksheet, heading: str) -> list[Cell]:
    """The cells below a heading of a sheet with a table."""
    (head,) = (cell for cell in sheet[3] if cell.value == heading)
    return [row[head.column - 1] for row in sheet.iter_rows(min_row=4)]


# --- what is in it -----------------------------------------------------------------------------------------------------


def test_each_edition_has_its_sheets() -> None:
    names = {
        edition: book(report(edition, section=section)).sheetnames
        for edition, section in (
            (Edition.IT, None),
            (Edition.PR, None),
            (Edition.SECTION, KOHO),
            (Edition.PERSONNEL, None),
        )
    }
    whole = [
        *("概要", "指摘一覧", "前月からの経過", "判定不能", "見直し", "事案", "例外承認", "今後の期限"),
        *("条項対応", "担当者一覧"),
    ]
    assert names[Edition.IT] == names[Edition.PR] == whole
    assert names[Edition.SECTION] == [name for name in whole if name != "条項対応"]
    assert names[Edition.PERSONNEL] == ["概要", "見直し", "今後の期限", "判定不能"]


def test_the_summary_says_whose_it_is_and_sets_the_figures_beside_last_months() -> None:
    said = lines(book(report())["概要"])
    assert said[0] == ["点検結果報告　見本市　令和8年11月20日現在"]
    assert ["文書番号", "情政第8-11号"] in said
    assert ["宛先", "広報広聴課長"] in said
    assert ["判定不能", "不完全：3件を判定できませんでした。"] in said
    assert ["項目", "今回", "前月", "増減"] in said
    assert ["残っている指摘", 6, 1, 5] in said
    assert ["点検記録の封印", f"12: {'cd' * 32}"] in said
    assert any("見本 次郎" in str(line[1:]) and "ab" * 32 in str(line) for line in said)


def test_without_an_earlier_month_that_is_said_and_no_zero_stands_in_its_place() -> None:
    first = book(report(history=History()))
    said = lines(first["概要"])
    assert ["前月", "前月の記録はありません。"] in said
    assert ["残っている指摘", 6, "－", "－"] in said
    assert lines(first["前月からの経過"])[1] == ["前月の記録はありません。"]


def test_findings_are_rows_with_words_and_real_days() -> None:
    sheet = book(report())["指摘一覧"]
    assert [cell.value for cell in column(sheet, "重大度")] == ["高", "中", "低", "重大", "高", "参考"]
    assert column(sheet, "区分")[0].value == "× 不適合"
    due = column(sheet, "期限")[0]
    assert due.value == datetime(2026, 12, 4)  # noqa: DTZ001 - a day
    assert due.is_date
    assert "[$-411]ggge" in due.number_format
    assert [cell.value for cell in column(sheet, "期限超過") if cell.value] == ["期限超過"]
    assert "関連：fb-kanko" in column(sheet, "指摘の内容")[0].value


def test_what_was_not_seen_stands_row_by_row_with_why() -> None:
    kinds = [cell.value for cell in column(book(report())["判定不能"], "種別")]
    assert kinds == [
        *["判定不能"] * 3,
        *("確認できなくなった指摘", "判定していない条項", "備えのない点検項目", "点検の限界"),
    ]


def test_a_section_can_tick_off_what_it_put_right_and_answer() -> None:
    sheet = book(report(Edition.SECTION, section=KOHO))["指摘一覧"]
    ticks = column(sheet, "是正完了")
    assert {cell.value for cell in ticks} == {"☐"}
    (offered,) = sheet.data_validations.dataValidation
    assert offered.formula1 == '"☐,☑"'
    assert str(offered.sqref) == f"{ticks[0].coordinate}:{ticks[-1].coordinate}"
    assert {cell.value for cell in column(sheet, "回答")} == {None}
    assert not book(report())["指摘一覧"].data_validations.dataValidation


def test_a_finding_is_as_new_as_the_sheet_on_last_month_says() -> None:
    now = sample()
    finding = replace(now.findings[0], state=State.OPEN, first_seen=now.run.day - timedelta(days=3))
    previous = replace(BEFORE, findings=(), unconfirmed=())
    made = report(audit=replace(now, findings=(finding,)), history=replace(HISTORY, previous=previous))
    assert [cell.value for cell in column(book(made)["指摘一覧"], "経過")] == ["新規"]
    alone = report(audit=replace(now, findings=(finding,)), history=History())
    assert [cell.value for cell in column(book(alone)["指摘一覧"], "経過")] == ["継続"]


def test_a_section_is_sent_to_its_own_sheets_and_told_no_command() -> None:
    now = sample()
    checks = load_checks()
    (one,) = now.findings[1:2]
    about = tuple(
        replace(one, key=f"{check}:{one.subject.id}", check=check, remedy=remedy)
        for check, remedy in (
            ("transfer-review", transfer_review.REMEDY),
            ("incident-response", incident_response.REMEDY),
            ("second-factor", second_factor.PROVE_IT.fill(login="x-koho")),
        )
    )
    assert {finding.check for finding in about} <= checks.keys()
    made = book(report(Edition.SECTION, replace(now, findings=about), KOHO))
    told = " ".join(cell.value for cell in column(made["指摘一覧"], "是正"))
    assert "「見直し」シート" in told
    assert "「事案」シート" in told
    assert "auditor" not in told
    assert "の章" not in told


def test_a_section_of_which_all_was_seen_is_not_incomplete() -> None:
    audit = replace(sample(), not_seen=())
    assert not audit.run.complete
    assert ["判定不能", "0件"] in lines(book(report(Edition.SECTION, audit, KOHO))["概要"])


def test_clauses_are_counted_check_by_check_and_what_is_not_judged_says_so() -> None:
    sheet = book(report())["条項対応"]
    result = dict(zip((cell.value for cell in column(sheet, "条項")), column(sheet, "結果"), strict=True))
    assert result["1"].value == "点検の範囲外"
    assert result["8(2)"].value == "この製品では判定していません"
    assert result["8(3)"].value == "対応する点検項目はありません。"
    assert [cell.value for cell in column(sheet, "○ 適合")][1:4] == [1, 0, 2]


# --- what an edition must not hold --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_the_edition_for_pr_holds_no_word_that_tells_weaknesses_apart(language: Language) -> None:
    titles = {id: check.title for id, check in load_checks().items()}
    audit = replace(
        sample(), checks=tuple(replace(check, title=titles[check.id]) for check in sample().checks)
    )
    history = replace(HISTORY, previous=replace(audit, run=BEFORE.run))
    assert telling_words(texts(book(report(Edition.PR, audit, history=history), language))) == []
    assert telling_words(texts(book(report(Edition.IT, audit, history=history), language))) != []


@given(worlds())
@settings(max_examples=10, deadline=None)
def test_the_edition_for_pr_of_any_city_holds_none_either(world: World) -> None:
    made = report(Edition.PR, world.audit, history=replace(HISTORY, previous=world.audit))
    assert telling_words(texts(book(made))) == []


def test_an_order_ahead_is_told_to_personnel_alone() -> None:
    for edition, section in ((Edition.IT, None), (Edition.PR, None), (Edition.SECTION, KANKO)):
        assert SECRET_NUMBER not in texts(book(report(edition, section=section)))
    assert SECRET_NUMBER in texts(book(report(Edition.PERSONNEL)))


def test_a_section_reads_only_its_own_part_of_a_review() -> None:
    sheet = book(report(Edition.SECTION, section=KOHO))["見直し"]
    assert {cell.value for cell in column(sheet, "所属")} == {KOHO}


# --- hostile text, sameness ---------------------------------------------------------------------------------------------


EVIL = (
    '=HYPERLINK("http://example.com")',
    "+1",
    "-1",
    "@SUM(1)",
    "{=1}",
    "http://example.com",
    "&Z&F",
    "1e5",
)


@EVERY
def test_no_text_becomes_a_formula_a_link_or_an_order_to_the_printer(
    edition: Edition, section: str | None
) -> None:
    for evil in EVIL:
        hostile = rewritten(sample(), lambda text, evil=evil: text and evil + text)
        sections = editions.sections(hostile)
        made = report(edition, hostile, sections[-1] if section else None)
        content = excel.render(made, Language.JA)
        workbook = load_workbook(io.BytesIO(content))
        cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert not any(cell.hyperlink for cell in cells)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            assert not any("link" in name.lower() for name in names)
            for sheet in (archive.read(name).decode() for name in names if name.startswith("xl/worksheets/")):
                assert "<f>" not in sheet
                header = unescape(sheet.partition("<oddHeader>")[2].partition("</oddHeader>")[0])
                assert header.removeprefix("&L").lstrip().startswith(f"{evil.replace('&', '&&')}見本市")


@EVERY
def test_the_same_report_gives_the_same_bytes(edition: Edition, section: str | None) -> None:
    made = report(edition, section=section)
    content = excel.render(made, Language.JA)
    assert content == excel.render(made, Language.JA)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert load_workbook(io.BytesIO(content)).properties.created == datetime(2026, 11, 20)  # noqa: DTZ001 - a day


def test_a_report_is_known_from_other_workbooks() -> None:
    assert excel.is_report(excel.render(report(), Language.EN))
    assert not excel.is_report(b"PK\x03\x04")


def test_an_audit_that_found_nothing_opens_and_promises_nothing() -> None:
    workbook = book(report(audit=nothing_found(), history=History()))
    assert lines(workbook["指摘一覧"])[1] == ["指摘 0件（判定済み 0件、要確認 0件、判定不能 0件）"]
    assert lines(workbook["指摘一覧"])[3] == ["該当なし"]


# --- on paper -------------------------------------------------------------------------------------------------------------


@EVERY
@pytest.mark.parametrize("language", Language)
def test_it_is_laid_out_for_a4_with_head_foot_and_filters(
    edition: Edition, section: str | None, language: Language
) -> None:
    workbook = book(report(edition, section=section), language)
    assert fonts(workbook) == {"游ゴシック"}
    summary, *tables = workbook
    assert summary.page_setup.orientation == "portrait"
    for sheet in workbook:
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert "見本市" in sheet.oddHeader.left.text
        assert sheet.oddHeader.right.text == "取扱注意（見本）"
        assert sheet.oddFooter.center.text == "&P / &N"
    for sheet in tables:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.freeze_panes == "A4"
        last = sheet.cell(row=max(4, sheet.max_row), column=sheet.max_column).coordinate
        assert sheet.auto_filter.ref == f"A3:{last}"
        assert sheet.print_area.rpartition("!")[2].replace("$", "") == f"A1:{last}"
        assert smallest_print(sheet) >= 7  # points


def test_the_days_of_the_first_year_of_reiwa_have_a_word_of_their_own() -> None:
    """Excel and LibreOffice write 令和1年, a city hall 令和元年."""
    sheet = book(report())["担当者一覧"]
    first_of_reiwa = column(sheet, "開始日")[-1]
    assert first_of_reiwa.value == datetime(2019, 5, 1)  # noqa: DTZ001 - a day
    assert '[>=43586]"令和元年"' in first_of_reiwa.number_format
    assert (date(2019, 5, 1) - date(1899, 12, 30)).days == 43586
    assert (date(2020, 1, 1) - date(1899, 12, 30)).days == 43831


def test_rows_are_as_high_as_what_stands_in_them() -> None:
    sheet = book(report())["指摘一覧"]
    heights = [sheet.row_dimensions[number].height for number in range(4, sheet.max_row + 1)]
    assert all(height >= 2 * 18.75 for height in heights[:1])
    assert len(list(chain(heights))) == 6
