"""The blank workbook: taken in as it is, filled in by people, and never mistaken for real rows."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from auditor.catalogue import load_checks, load_pack, shipped_packs
from auditor.engine import judge
from auditor.inventory import words
from auditor.inventory.explanations import COLUMNS, FIELDS, NOTES
from auditor.inventory.headings import TABLES, Kind
from auditor.inventory.policy_fields import PolicyField, policy_fields, template_fields
from auditor.inventory.records import EXAMPLE
from auditor.inventory.tables import Tables
from auditor.inventory.template import write_template
from checks._contract import Conforming
from reports.messages import Language, say
from tests.checks.made import facts
from tests.inventory.making import CITY, Rows, csv_folder, japanese, read, workbook


@pytest.fixture
def blank() -> Workbook:
    return load_workbook(io.BytesIO(write_template()))


def test_it_is_taken_in_as_it_is_and_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(write_template())
    reading = read(path)
    assert reading.tables == Tables()
    assert reading.warnings == ()


def test_saved_as_csv_files_it_is_taken_in_without_a_word_too(blank: Workbook, tmp_path: Path) -> None:
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in blank}
    reading = read(csv_folder(tmp_path, sheets, encoding="cp932"))
    assert (reading.tables, reading.warnings) == (Tables(), ())


def test_what_people_made_of_its_examples_and_sheets_is_told(blank: Workbook, tmp_path: Path) -> None:
    blank["アカウント"]["C2"] = "本物の広報"
    blank["説明"]["A1"] = "課内の申し合わせ"
    blank.save(tmp_path / "changed.xlsx")
    said = [say(warning, Language.EN) for warning in read(tmp_path / "changed.xlsx").warnings]
    assert said == [
        "説明 in changed.xlsx is no table of the inventory and was passed over.",
        "changed.xlsx [アカウント]: example rows were passed over (1).",
    ]


def test_a_policy_field_added_to_it_leaves_its_example_its_own(blank: Workbook, tmp_path: Path) -> None:
    blank["運用ポリシー"]["C1"] = "返信"
    blank.save(tmp_path / "more.xlsx")
    assert read(tmp_path / "more.xlsx").warnings == ()


def test_filled_in_below_the_examples_it_gives_the_city(blank: Workbook, tmp_path: Path) -> None:
    sheets = japanese(CITY)
    for name, (headings, *rows) in sheets.items():
        sheet = blank[name]
        place = {cell.value: cell.column for cell in sheet[1]}
        for heading in headings:
            if heading not in place:
                place[heading] = sheet.max_column + 1
                sheet.cell(1, place[heading], heading)
        for number, row in enumerate(rows, start=3):
            for heading, value in zip(headings, row, strict=True):
                sheet.cell(number, place[heading], value)
    blank.save(tmp_path / "filled.xlsx")
    reading = read(tmp_path / "filled.xlsx")
    assert reading.tables == read(workbook(tmp_path, CITY)).tables
    assert reading.warnings == ()


def test_it_has_every_column_an_explanation_and_an_example_that_is_marked(blank: Workbook) -> None:
    said = {cell.value for row in blank["説明"].iter_rows() for cell in row if isinstance(cell.value, str)}
    for table in TABLES:
        sheet = blank[table.japanese]
        headings = [cell.value for cell in sheet[1]]
        assert headings[: len(table.columns)] == [column.japanese for column in table.columns]
        assert sheet["A2"].value.startswith(EXAMPLE.replace(":", "："))
        for column in table.columns:
            assert {column.name, column.japanese} <= said
            assert any(text.startswith(COLUMNS[table.name][column.name][0]) for text in said)


@pytest.mark.parametrize("name", shipped_packs())
def test_filled_in_by_the_fields_of_its_pack_every_policy_conforms(name: str, tmp_path: Path) -> None:
    pack = load_pack(name, {})
    wanted = policy_fields(pack)
    book = load_workbook(io.BytesIO(write_template(wanted)))
    sheet = book["運用ポリシー"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[1:] == [field.heading for field in wanted] or not wanted
    book["アカウント"].append(["koho-x"])
    sheet.append(["koho-x", *("定めたとおり" for _ in headings[1:])])
    book.save(tmp_path / "filled.xlsx")
    reading = read(tmp_path / "filled.xlsx")
    assert reading.warnings == ()
    (policy,) = reading.tables.policies or ()
    assert dict(policy.fields) == dict.fromkeys(headings[1:], "定めたとおり")
    known = facts(accounts=reading.tables.accounts or (), policies={policy.account_id: policy})
    asked = [rule for rule in pack.rules if rule.check in ("operation-policy", "terms-of-use")]
    verdicts = judge(replace(pack, rules=tuple(asked)), load_checks(), known).verdicts
    assert [verdict.check for verdict in verdicts] == [rule.check for rule in asked]
    assert all(isinstance(verdict.outcome, Conforming) for verdict in verdicts)


@pytest.mark.parametrize("name", shipped_packs())
def test_each_field_of_a_pack_is_explained_with_its_clause_and_an_example(name: str, tmp_path: Path) -> None:
    wanted = policy_fields(load_pack(name, {}))
    book = load_workbook(io.BytesIO(write_template(wanted)))
    said = {row[0].value: row[3].value for row in book["説明"].iter_rows() if len(row) > 3}
    examples = {
        heading.value: example.value
        for heading, example in zip(*book["運用ポリシー"].iter_rows(max_row=2), strict=True)
    }
    for field in wanted:
        assert said[field.heading] == f"{FIELDS[field.heading][0]}［{field.clause}］"
        assert examples[field.heading] == FIELDS[field.heading][1] != ""
    (tmp_path / "blank.xlsx").write_bytes(write_template(wanted))
    reading = read(tmp_path / "blank.xlsx")
    assert (reading.tables, reading.warnings) == (Tables(), ())


def test_the_template_has_what_the_forms_of_the_pack_need_beside_its_policy() -> None:
    packs = {name: load_pack(name, {}) for name in shipped_packs()}
    extra = {name: template_fields(pack)[len(policy_fields(pack)) :] for name, pack in packs.items()}
    reason = PolicyField("閉鎖理由", "5(3)ア(ｳ)")
    assert {name: fields for name, fields in extra.items() if fields} == {"asahikawa": (reason,)}
    book = load_workbook(io.BytesIO(write_template(template_fields(packs["asahikawa"]))))
    assert book["運用ポリシー"][1][-1].value == "閉鎖理由"
    said = {row[0].value: row[3].value for row in book["説明"].iter_rows() if len(row) > 3}
    assert said["閉鎖理由"] == f"{FIELDS['閉鎖理由'][0]}［5(3)ア(ｳ)］"


def test_a_field_that_only_a_city_s_own_pack_names_has_its_column_too(tmp_path: Path) -> None:
    (tmp_path / "own.xlsx").write_bytes(write_template((PolicyField("緊急時の連絡先", "第9条"),)))
    book = load_workbook(tmp_path / "own.xlsx")
    assert [cell.value for cell in book["運用ポリシー"][1]] == ["アカウントID", "緊急時の連絡先"]
    assert read(tmp_path / "own.xlsx").warnings == ()


def test_ids_are_formatted_as_text_and_dates_as_dates(blank: Workbook) -> None:
    for table in TABLES:
        formats = {
            position: group.number_format
            for group in blank[table.japanese].column_dimensions.values()
            for position in range(group.min, group.max + 1)
        }
        for position, column in enumerate(table.columns, start=1):
            assert formats[position] == ("yyyy-mm-dd" if column.kind is Kind.DATE else "@")


def test_each_closed_list_is_offered_and_services_are_only_suggested(blank: Workbook) -> None:
    ruled = 0
    for table in TABLES:
        for rule in blank[table.japanese].data_validations.dataValidation:
            ruled += 1
            column = table.columns[next(iter(rule.sqref.ranges)).min_col - 1]
            if column.name == "service":
                assert rule.showErrorMessage is not True
            else:
                assert column.kind is Kind.WORD
                ((title, coordinates),) = blank.defined_names[rule.formula1.lstrip("=")].destinations
                assert all(cell.value for (cell,) in blank[title][coordinates])
    assert ruled == 1 + sum(column.kind is Kind.WORD for table in TABLES for column in table.columns)


def test_the_words_that_it_offers_are_words_that_the_reader_knows() -> None:
    assert {words.service(names[0]) for names in words.SERVICES.values()} == set(words.SERVICES)


def test_it_holds_no_formula_prints_on_a4_and_keeps_its_headings_in_sight(blank: Workbook) -> None:
    for sheet in blank:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    for table in TABLES:
        sheet = blank[table.japanese]
        assert sheet.page_setup.paperSize == 9
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"


def test_on_paper_no_explanation_of_a_table_goes_over_the_end_of_a_page(blank: Workbook) -> None:
    sheet = blank["説明"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (
        not sheet.sheet_properties.pageSetUpPr.fitToPage
    )  # fitted to pages, Excel would leave the breaks out
    inch = 72
    room = (595 - 2 * 0.75 * inch) / (sheet.page_setup.scale / 100) - sheet.row_dimensions[1].height
    starts = [row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith("シート「")]
    breaks = [at.id for at in sheet.row_breaks.brk]
    assert {at + 1 for at in breaks} <= set(starts)
    for first, last in pairwise([1, *breaks, sheet.max_row]):
        assert sum(sheet.row_dimensions[row].height for row in range(first + 1, last + 1)) <= room


def test_what_it_says_of_examples_and_empty_sheets_is_one_instruction() -> None:
    (said,) = (note for note in NOTES if "例：" in note or "0件の表" in note)
    assert "消さずに残し" in said
    assert "消してもかまいません" not in "".join(NOTES)


def test_it_is_the_same_file_every_time() -> None:
    assert write_template() == write_template()


@pytest.mark.parametrize("mark", ["例：", "例:", " 例: "])
def test_a_row_is_an_example_by_its_id_and_by_nothing_else(mark: str, tmp_path: Path) -> None:
    rows: Rows = [["account_id", "purpose"], [f"{mark}a", "x"], ["b", f"{mark}これは本物"]]
    reading = read(csv_folder(tmp_path, {"accounts": rows}))
    assert [account.account_id for account in reading.tables.accounts or ()] == ["b"]
    assert "example" in say(reading.warnings[0], Language.EN)
