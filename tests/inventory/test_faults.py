"""Every fault, told with its place and all at once; nothing personal is ever repeated."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from auditor.errors import Fault, SourceError
from auditor.inventory.headings import TABLES
from auditor.inventory.reading import read_sources
from auditor.inventory.tables import Known
from reports.messages import Language, say
from tests.inventory.making import (
    CITY,
    Rows,
    csv_folder,
    faults_of,
    japanese,
    nobody,
    one_csv,
    read,
    told,
    without,
    workbook,
)


def city_with(table: str, row: int, **cells: object) -> dict[str, list[list[object]]]:
    """The city with other cells in one row; ``row`` as Excel shows it."""
    sheets = {name: [list(line) for line in rows] for name, rows in deepcopy(dict(CITY)).items()}
    heading = sheets[table][0]
    for column, value in cells.items():
        if column not in heading:
            for line in sheets[table]:
                line.append(None)
            heading[-1] = column
        line = sheets[table][row - 1]
        line[heading.index(column)] = value
    return sheets


ONE_FAULT: list[tuple[str, int, dict[str, object], str, str | None]] = [
    # table, row, cells, column with the fault, value told
    ("accounts", 3, {"account_id": "a/b"}, "account_id", "a/b"),
    ("accounts", 2, {"opened": "いつか"}, "opened", "いつか"),
    ("accounts", 2, {"opened": "2026-02-30"}, "opened", "2026-02-30"),
    ("accounts", 2, {"opened": "H32.1.1"}, "opened", "H32.1.1"),
    ("accounts", 2, {"closed": "2019-04-01"}, "closed", "2019-04-01"),
    ("accounts", 2, {"verified": "たぶん"}, "verified", "たぶん"),
    ("logins", 2, {"login_id": "x/totp"}, "login_id", "x/totp"),
    ("logins", 3, {"accounts": "koho-x、無い"}, "accounts", "無い"),
    ("logins", 2, {"second_factor": "おまもり"}, "second_factor", "おまもり"),
    ("logins", 2, {"password_changed": "去年"}, "password_changed", "去年"),
    ("administrators", 2, {"account_id": None}, "account_id", None),
    ("administrators", 2, {"staff_number": None}, "staff_number", None),
    ("administrators", 2, {"account_id": "KOHO-X"}, "account_id", "KOHO-X"),
    ("administrators", 2, {"until": "2024-03-31"}, "until", "2024-03-31"),
    ("staff", 4, {"staff_number": "00001"}, "staff_number", "00001"),
    ("staff", 2, {"employment": "客員"}, "employment", "客員"),
    ("staff", 2, {"status": "留守"}, "status", "留守"),
    ("staff", 2, {"birth_date": "1985-13-25"}, "birth_date", None),
    ("transfers", 2, {"staff_number": None}, "staff_number", None),
    ("transfers", 2, {"staff_number": "00999"}, "staff_number", "00999"),
    ("transfers", 2, {"name": "別人 五郎"}, "name", None),
    ("transfers", 2, {"name": None}, "name", None),
    ("transfers", 2, {"effective": None}, "effective", None),
    ("transfers", 2, {"kind": None}, "kind", None),
    ("transfers", 2, {"kind": "栄転"}, "kind", "栄転"),
    ("transfers", 3, {"kind": "転入"}, "kind", "転入"),
    ("transfers", 3, {"kind": "異動"}, "staff_number", "20001"),  # unknown, and no hire
    ("evidence", 2, {"kind": "use-aproved"}, "kind", "use-aproved"),
    ("evidence", 2, {"kind": None}, "kind", None),
    ("evidence", 2, {"date": None}, "date", None),
    ("evidence", 2, {"login_id": "meta"}, "login_id", "meta"),
    ("evidence", 2, {"account_id": "無い"}, "account_id", "無い"),
    ("evidence", 3, {"login_id": "無い"}, "login_id", "無い"),
    ("evidence", 3, {"until": "2026-04-01"}, "until", "2026-04-01"),
    ("policies", 2, {"account_id": "無い"}, "account_id", "無い"),
    ("policies", 3, {"account_id": "koho-x"}, "account_id", "koho-x"),
    ("policies", 2, {"account_id": None}, "account_id", None),
]


@pytest.mark.parametrize(
    ("table", "row", "cells", "column", "value"),
    ONE_FAULT,
    ids=[f"{table} {row} {cells}" for table, row, cells, *_ in ONE_FAULT],
)
def test_one_fault_is_told_with_its_place_and_nothing_else_is(
    table: str, row: int, cells: dict[str, object], column: str, value: str | None, tmp_path: Path
) -> None:
    sheets = city_with(table, row, **cells)
    if table == "accounts" and "account_id" in cells:
        sheets = {"accounts": sheets["accounts"]}
    if table == "staff" and "staff_number" in cells:
        sheets = {"staff": sheets["staff"]}
    if "login_id" in cells and table == "logins":
        sheets = without(sheets, "evidence")
    in_workbook = faults_of(workbook(tmp_path, sheets))
    in_folder = faults_of(csv_folder(tmp_path, sheets))
    assert [(f.file, f.sheet, f.row, f.column, f.value) for f in in_workbook] == [
        ("台帳.xlsx", table, row, column, value)
    ]
    assert [(f.file, f.sheet, f.row, f.column, f.value) for f in in_folder] == [
        (f"{table}.csv", None, row, column, value)
    ]


def test_an_id_that_is_there_twice_points_at_the_first_row(tmp_path: Path) -> None:
    rows: Rows = [["account_id"], ["a"], ["b"], ["ａ"]]
    (fault,) = faults_of(workbook(tmp_path, {"accounts": rows}))
    assert (fault.row, fault.value) == (4, "a")
    assert "台帳.xlsx [accounts]:2" in told(fault)


def test_an_id_that_is_there_twice_in_two_sources_is_a_fault_too(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    rows: Rows = [["login_id"], ["l"]]
    (fault,) = faults_of(
        workbook(tmp_path, {"logins": rows}), workbook(tmp_path / "two", {"logins": rows}, name="b.xlsx")
    )
    assert (fault.file, fault.row) == ("b.xlsx", 2)


def test_all_faults_of_all_sources_are_told_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    first = workbook(tmp_path, city_with("accounts", 3, opened="きのう", verified="たぶん"))
    second = csv_folder(tmp_path / "two", {"evidence": [["kind", "date"], ["公表", "あした"]]}, name="more")
    third = tmp_path / "missing.xlsx"
    faults = faults_of(first, second, third)
    assert [(fault.file, fault.row, fault.value) for fault in faults] == [
        ("台帳.xlsx", 3, "きのう"),
        ("台帳.xlsx", 3, "たぶん"),
        ("evidence.csv", 2, "あした"),
        ("missing.xlsx", None, None),
    ]


def test_a_source_that_is_named_twice_is_a_fault(tmp_path: Path) -> None:
    source = workbook(tmp_path, CITY)
    (fault,) = faults_of(source, tmp_path / "." / source.name)
    assert "named twice" in told(fault)


def test_a_column_under_both_its_headings_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(
        workbook(tmp_path, {"accounts": [["account_id", "section", "所属"], ["a", "x", "x"]]})
    )
    assert (fault.row, fault.column) == (1, "所属")


def test_a_field_of_the_policies_that_is_there_twice_is_a_fault(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "accounts": [["account_id"], ["a"]],
        "policies": [["account_id", "目的", "目 的"], ["a"]],
    }
    (fault,) = faults_of(workbook(tmp_path, sheets))
    assert (fault.sheet, fault.column) == ("policies", "目 的")


def test_a_table_that_is_there_twice_in_a_source_is_a_fault(tmp_path: Path) -> None:
    rows: Rows = [["account_id"], ["a"]]
    (in_workbook,) = faults_of(workbook(tmp_path, {"accounts": rows, "アカウント": rows}))
    assert in_workbook.sheet == "アカウント"
    (in_folder,) = faults_of(csv_folder(tmp_path, {"accounts": rows, "アカウント": rows}))
    assert in_folder.file == "アカウント.csv"


@pytest.mark.parametrize("table", [table for table in TABLES if table.required], ids=lambda table: table.name)
def test_each_missing_heading_is_a_fault_and_causes_no_others(table: object, tmp_path: Path) -> None:
    for column in table.required:  # type: ignore[attr-defined]
        sheets = {name: [list(line) for line in rows] for name, rows in CITY.items()}
        heading = sheets[table.name][0]  # type: ignore[attr-defined]
        heading[heading.index(column.name)] = "別の見出し"
        faults = faults_of(workbook(tmp_path, sheets))
        assert [(fault.sheet, fault.column) for fault in faults] == [(table.name, column.japanese)]  # type: ignore[attr-defined]


def test_a_table_without_any_heading_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(one_csv(tmp_path, "accounts", b"a,b\n1,2\n"))
    assert (fault.file, fault.row) == ("accounts.csv", None)


def test_as_above_below_nothing_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(csv_folder(tmp_path, {"accounts": [["account_id", "section"], ["a", "〃"]]}))
    assert (fault.row, fault.column) == (2, "section")


def test_a_comma_that_moves_the_cells_of_a_row_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(one_csv(tmp_path, "staff", "職員番号,氏名\n00001,見本,太郎\n".encode()))
    assert (fault.row, fault.column) == (2, None)
    assert "太郎" not in told(fault)


@pytest.mark.parametrize("flaw", ["uncomputed", "error"])
def test_a_cell_without_a_value_is_a_fault_in_every_known_column(flaw: str, tmp_path: Path) -> None:
    """Also shows that every column of every table is read."""
    for table in TABLES:
        columns = [
            column
            for column in table.columns
            if column.name not in {"account_id", "login_id", "staff_number"}
        ]
        for column in [*columns, *(["any field"] if table.has_fields else [])]:
            name = column if isinstance(column, str) else column.name

            def put(book: Workbook, table: str = table.name, name: str = name) -> None:
                sheet = book.get_worksheet_by_name(table)
                headings = [str(heading) for heading in CITY[table][0]]
                if name not in headings:
                    headings.append(name)
                    sheet.write_string(0, len(headings) - 1, name)
                sheet.write_formula(
                    1, headings.index(name), "=1/0", None, "#DIV/0!" if flaw == "error" else ""
                )

            (fault,) = faults_of(workbook(tmp_path, CITY, put))
            assert (fault.sheet, fault.row, fault.column, fault.value) == (table.name, 2, name, None)


def test_a_cell_without_a_value_outside_the_known_columns_is_none_of_our_business(tmp_path: Path) -> None:
    def put(book: Workbook) -> None:
        sheet = book.get_worksheet_by_name("accounts")
        sheet.write_string(0, 20, "集計")
        sheet.write_formula(1, 20, "=1/0", None, "#DIV/0!")
        sheet.write_formula(40, 21, "=1/0", None, "")

    assert faults_of(workbook(tmp_path, CITY, put)) == ()


@pytest.mark.parametrize("cell", [1e17, 12.5, -3, "a\u200bb", "a\nb"])
def test_a_staff_number_that_is_none_is_a_fault(cell: object, tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"accounts": [["account_id", "manager"], ["a", cell]]}  # type: ignore[list-item]
    (fault,) = faults_of(workbook(tmp_path, sheets))
    assert (fault.row, fault.column) == (2, "manager")


def test_a_staff_number_that_could_be_two_people_is_a_fault(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "accounts": [["account_id", "manager"], ["a", 123]],
        "staff": [["staff_number"], ["0123"], ["00123"]],
    }
    (fault,) = faults_of(workbook(tmp_path, sheets))
    assert (fault.sheet, fault.column, fault.value) == ("accounts", "manager", "123")


def test_one_person_may_stand_for_one_account_more_than_once(tmp_path: Path) -> None:
    """People write that, and it is harmless: the check counts distinct people, the register shows them once."""
    rows: Rows = [
        ["account_id", "staff_number", "since", "until"],
        ["a", "1", None, "2025-03-31"],
        ["a", "1", "2025-04-01", None],
        ["a", "1", "2025-04-01", None],
        ["a", "1", "2026-04-01", None],
    ]
    source = csv_folder(tmp_path, {"administrators": rows})
    assert faults_of(source, known=Known(account_ids=frozenset({"a"}))) == ()


def test_an_account_that_the_store_still_speaks_of_may_not_drop_out(tmp_path: Path) -> None:
    known = Known(
        account_references={
            "a": ("logins", "policies"),
            "b": ("logins",),
            "gone": ("administrators", "evidence"),
        },
        login_references={"l": ("evidence",)},
    )
    source = workbook(
        tmp_path, {"accounts": [["account_id"], ["a"]], "administrators": [["account_id", "staff_number"]]}
    )
    faults = faults_of(source, known=known)
    assert [(fault.sheet, fault.column, fault.value) for fault in faults] == [
        ("accounts", "アカウントID", "b"),
        ("accounts", "アカウントID", "gone"),
    ]
    assert "(evidence)" in told(faults[1])  # the administrators are replaced too
    emptied = workbook(tmp_path, {"logins": [["login_id"]]}, name="b.xlsx")
    (fault,) = faults_of(emptied, known=known)
    assert (fault.sheet, fault.value) == ("logins", "l")


PERSONAL = {
    "birth_date": ["1985-04-31", "昭和60年4月31日", "誕生日"],
    "phone": ["0836-99-8877\x00"],
    "name": ["秘密 花子"],
    "kana": ["ヒミツ ハナコ"],
    "mail": ["himitsu@example.lg.jp"],
}


@pytest.mark.parametrize("make", [workbook, csv_folder])
def test_what_is_personal_appears_in_no_fault_and_no_warning(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    """Faults are planted beside and in the personal columns, under both names, with a column nobody knows."""
    rows: list[list[str | None]] = [
        ["職員番号", "氏名", "フリガナ", "生年月日", "電話番号", "メール", "在籍状況", "予備"]
    ]
    for number, birth in enumerate([*PERSONAL["birth_date"], "〃"]):
        rows.append(
            [
                f"0000{number % 2}",
                "秘密 花子",
                "ヒミツ ハナコ",
                birth,
                "0836-99-8877",
                "himitsu@example.lg.jp",
                "？",
                "予備の値",
            ]
        )
    orders: Rows = [["職員番号", "氏名", "発令日", "異動区分"], ["00000", "秘密 次郎", "R8.4.1", "退職"]]
    source = make(tmp_path, {"職員": rows, "人事異動": orders, "予備の表": [["秘密 花子"]]})
    faults = faults_of(source)
    said = "\n".join(map(told, faults))
    assert len(faults) == 4 + 4 + 2 + 1  # birth dates, statuses, staff numbers twice, the name of the order
    for personal in ("1985", "昭和60", "誕生日", "8877", "秘密", "ヒミツ", "himitsu", "予備の値"):
        assert personal not in said
    with pytest.raises(SourceError) as caught:
        read(source)
    assert "秘密" not in repr(caught.value) + str(caught.value)


def test_a_long_value_is_told_in_short(tmp_path: Path) -> None:
    (fault,) = faults_of(csv_folder(tmp_path, {"accounts": [["account_id", "opened"], ["a", "長" * 10_000]]}))
    assert fault.value is not None
    assert len(fault.value) < 100


def test_no_fault_is_left_out_however_many_there_are(tmp_path: Path) -> None:
    rows: Rows = [["account_id", "opened"], *([f"a{number}", "いつか"] for number in range(3_000))]
    assert len(faults_of(csv_folder(tmp_path, {"accounts": rows}))) == 3_000


def test_faults_name_the_columns_as_the_file_wrote_them(tmp_path: Path) -> None:
    sheets = japanese(city_with("accounts", 2, opened="いつか"))  # type: ignore[arg-type]
    (fault,) = faults_of(workbook(tmp_path, sheets))
    assert (fault.sheet, fault.column) == ("アカウント", "開設日")


def test_every_fault_says_what_to_do(tmp_path: Path) -> None:
    for table, row, cells, _, _ in ONE_FAULT:
        for fault in faults_of(workbook(tmp_path, city_with(table, row, **cells))):
            _says_what_to_do(fault)


def _says_what_to_do(fault: Fault) -> None:
    assert say(fault.what, Language.EN).count(". ") + say(fault.what, Language.EN).count(": ") >= 1


def test_a_failed_reading_leaves_nothing_behind(tmp_path: Path) -> None:
    source = workbook(tmp_path, city_with("accounts", 2, opened="いつか"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(SourceError):
        read_sources([source], Known(), nobody)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
