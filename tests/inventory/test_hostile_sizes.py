"""Workbooks and folders that ask for more memory or time than they should, or stand where a file should stand.

Each gets one clear error, at once.
"""

from __future__ import annotations

import io
import os
import socket
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from auditor.errors import SourceError, SourceFaults, Terminated
from auditor.inventory import csv_folder as csv_folders
from auditor.inventory import files, package, workbook
from reports.messages import Language
from tests.inventory.making import (
    CITY,
    csv_folder,
    faults_of,
    read,
    told,
    without,
    workbook_bytes,
    write_sheet,
)

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such files.")

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
PLAIN = workbook_bytes({"accounts": [["account_id"], ["a"]]})


def said(source: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read(source)
    assert not isinstance(caught.value, SourceFaults)
    assert caught.value.todo is not None
    return caught.value.said(Language.EN)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def with_parts(folder: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A sound workbook in which some parts are others."""
    path = folder / "hostile.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**parts_of(PLAIN), **parts}.items():
            new.writestr(name, content)
    return path


def sheet(rows: str, tail: str = "") -> str:
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>account_id</t></is></c></row>'
    return f"<worksheet {MAIN}><sheetData>{head}{rows}</sheetData>{tail}</worksheet>"


def rows(count: int) -> str:
    return "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(2, count + 2))


# Entries of a folder under a table's name


def dangling(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def listening(path: Path) -> None:
    # A socket's address is short; the path of a test's folder need not be.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    finally:
        os.chdir(here)


NO_FILES: dict[str, Callable[[Path], None]] = {
    "a folder": Path.mkdir,
    "a link to nowhere": dangling,
    "a link to itself": lambda path: path.symlink_to(path),
    "a pipe": os.mkfifo,
    "a socket": listening,
}


@posix
@pytest.mark.parametrize("make", NO_FILES.values(), ids=NO_FILES.keys())
@pytest.mark.parametrize("name", ["administrators.csv", "担当者.CSV"])
def test_a_table_that_is_no_file_is_a_fault_and_never_missed(
    name: str, make: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = csv_folder(tmp_path, without(CITY, "administrators"))
    make(folder / name)
    (fault,) = faults_of(folder)
    assert fault.file == name
    assert name in told(fault)


@posix
def test_a_folder_with_nothing_but_such_a_table_is_a_fault_too(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").mkdir()
    assert [fault.file for fault in faults_of(tmp_path)] == ["accounts.csv"]


@posix
@pytest.mark.parametrize("make", NO_FILES.values(), ids=NO_FILES.keys())
def test_what_stands_there_under_another_name_is_left_alone(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = csv_folder(tmp_path, CITY)
    make(folder / "old.csv")
    assert read(folder).tables == read(csv_folder(tmp_path, CITY, name="same")).tables


@posix
def test_a_link_to_a_file_is_a_table(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, CITY)
    (folder / "administrators.csv").rename(tmp_path / "elsewhere.csv")
    (folder / "administrators.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert read(folder).tables == read(csv_folder(tmp_path, CITY, name="same")).tables


@posix
@pytest.mark.parametrize("make", [os.mkfifo, listening], ids=["a pipe", "a socket"])
def test_a_source_that_is_no_file_is_refused_and_not_waited_for(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    make(tmp_path / "a.xlsx")
    assert said(tmp_path / "a.xlsx").startswith("a.xlsx cannot be read")


@posix
def test_a_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").symlink_to("/dev/zero")
    assert "no ordinary file" in said(tmp_path / "a.xlsx")


@posix
def test_a_link_to_itself_is_told_among_several_sources(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "a.xlsx")
    faults = faults_of(csv_folder(tmp_path, CITY), tmp_path / "a.xlsx")
    assert [fault.file for fault in faults] == ["a.xlsx"]


@pytest.mark.parametrize("end", ["grows", "vanishes"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(PLAIN)

    def read_and_change(path: Path, limit: int) -> bytes:
        content = path.read_bytes()
        if end == "grows":
            path.write_bytes(content + b"more")
        else:
            path.unlink()
        return content

    monkeypatch.setattr(files, "read_small", read_and_change)
    assert ("changed while" if end == "grows" else "There is no") in said(path)


# Declared sizes


@pytest.mark.parametrize("count", [10**8, 10**11, 2**64 - 1, 10**30])
def test_a_count_that_asks_for_memory_is_refused(count: int, tmp_path: Path) -> None:
    strings = f'<sst {MAIN} count="{count}" uniqueCount="{count}"><si><t>a</t></si></sst>'
    assert "damaged" in said(with_parts(tmp_path, {STRINGS: strings}))


@pytest.mark.parametrize("name", ["XL/SHAREDSTRINGS.XML", "xl\\sharedStrings.xml"])
def test_a_second_part_under_nearly_the_same_name_is_not_used(name: str, tmp_path: Path) -> None:
    """calamine looks for names without regard to capitals, and knows both kinds of slash."""
    strings = f'<sst {MAIN} uniqueCount="{2**64 - 1}"><si><t>other</t></si></sst>'
    (account,) = read(with_parts(tmp_path, {name: strings})).tables.accounts or ()
    assert account.account_id == "a"


def test_a_workbook_in_a_second_folder_is_not_used(tmp_path: Path) -> None:
    """calamine takes the folder that ``_rels/.rels`` names."""
    parts = parts_of(PLAIN)
    other = {
        name.replace("xl/", "other/", 1): content.replace(b'"A2"', b'"XFD1048576"')
        for name, content in parts.items()
        if name.startswith("xl/")
    }
    start = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"other/workbook.xml")
    (account,) = read(with_parts(tmp_path, {**other, "_rels/.rels": start})).tables.accounts or ()
    assert account.account_id == "a"


def test_an_opendocument_inside_a_workbook_is_not_read(tmp_path: Path) -> None:
    """calamine tries other formats where the first does not fit."""
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": "<office:document-content><office:body><office:spreadsheet>"
        '<table:table table:name="accounts"/>'
        "</office:spreadsheet></office:body></office:document-content>",
        STRINGS: f"<sst {MAIN}></si></sst>",
    }
    assert "damaged" in said(with_parts(tmp_path, parts))


def test_parts_are_read_in_the_encoding_that_the_cell_reader_takes_them_in(tmp_path: Path) -> None:
    wide = '<?xml version="1.0" encoding="UTF-16"?>' + sheet(rows(1))
    assert "damaged" in said(with_parts(tmp_path, {SHEET: wide.encode("utf-16")}))


def test_sheets_that_share_their_cells_are_refused(tmp_path: Path) -> None:
    book = parts_of(PLAIN)["xl/workbook.xml"].decode()
    more = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(2, 20_002))
    changed = book.replace("</sheets>", f"{more}</sheets>")
    assert "damaged" in said(with_parts(tmp_path, {"xl/workbook.xml": changed}))


def test_dates_counted_from_1904_stay_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path, {"date_1904": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        write_sheet(book.add_worksheet("accounts"), [["account_id", "opened"], ["a", date(2024, 4, 1)]], day)
    (account,) = read(path).tables.accounts or ()
    assert account.opened == date(2024, 4, 1)


def test_a_file_of_a_million_rows_is_refused_before_its_cells_are_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MAXIMUM_ROWS", 100)
    assert "A102" in said(with_parts(tmp_path, {SHEET: sheet(rows(101))}))
    monkeypatch.setattr(csv_folders, "MAXIMUM_ROWS", 100)
    folder = csv_folder(tmp_path, {"accounts": [["account_id"], *([str(number)] for number in range(100))]})
    (fault,) = faults_of(folder)
    assert "too large to be a table" in told(fault)


def test_a_csv_file_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, {})
    (folder / "accounts.csv").write_bytes(b"account_id" + b"," * 5_000_001)
    (fault,) = faults_of(folder)
    assert "too large to be a table" in told(fault)


@pytest.mark.parametrize("reference", ["XFD1048576"])
@pytest.mark.parametrize("cell", ['t="str"><v></v>', 't="inlineStr"><is><t></t></is>', "><v/>"])
def test_a_far_cell_counts_though_it_is_empty(cell: str, reference: str, tmp_path: Path) -> None:
    far = f'<row r="1048576"><c r="{reference}" {cell}</c></row>'
    assert reference in said(with_parts(tmp_path, {SHEET: sheet(far)}))


LIMITS: dict[str, tuple[str, dict[str, str]]] = {
    "elements": ("MAXIMUM_ELEMENTS", {SHEET: sheet('<row r="2">' + "<c/>" * 300 + "</row>")}),
    "formats": (
        "MAXIMUM_STYLE_ELEMENTS",
        {"xl/styles.xml": f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 300}</cellXfs></styleSheet>"},
    ),
    "a text that many cells share": (
        "MAXIMUM_TEXT",
        {
            STRINGS: f"<sst {MAIN}><si><t>{'x' * 100}</t></si></sst>",
            SHEET: sheet('<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>0</v></c></row>' * 2),
        },
    ),
    "merged cells": (
        "MAXIMUM_MERGES",
        {SHEET: sheet(rows(1), "<mergeCells>" + '<mergeCell ref="A2:B2"/>' * 300 + "</mergeCells>")},
    ),
}


@pytest.mark.parametrize(("limit", "parts"), LIMITS.values(), ids=LIMITS.keys())
def test_a_workbook_may_hold_only_so_many(
    limit: str, parts: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_parts(tmp_path, parts)
    monkeypatch.setattr(package, limit, 280)
    assert "holds more than an inventory can hold" in said(path)


def test_many_sheets_may_not_hold_more_than_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes(CITY))
    monkeypatch.setattr(package, "MAXIMUM_CELLS_TOGETHER", 60)
    assert "holds more than an inventory can hold" in said(path)


def test_a_sheet_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes({"<&'\"\u009b>": [["a"]], **CITY}))
    assert read(path).tables == read(csv_folder(tmp_path, CITY)).tables


# Time


def test_overlapping_merges_are_refused_at_the_first_cell(tmp_path: Path) -> None:
    merges = "<mergeCells>" + '<mergeCell ref="A2:A2999"/>' * 20_000 + "</mergeCells>"
    assert "overlap at A3" in said(with_parts(tmp_path, {SHEET: sheet(rows(2998), merges)}))


# What the cell reader stumbles over


def test_a_duration_beyond_all_time_is_refused(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="200" formatCode="[h]:mm:ss"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    cell = '<row r="2"><c r="A2" s="0"><v>1e300</v></c></row>'
    assert "damaged" in said(with_parts(tmp_path, {"xl/styles.xml": styles, SHEET: sheet(cell)}))


@pytest.mark.parametrize("number", ["nan", "1e999", "-inf"])
def test_what_is_no_number_is_told_with_its_cell(number: str, tmp_path: Path) -> None:
    cell = f'<row r="2"><c r="A2"><v>{number}</v></c></row>'
    (fault,) = faults_of(with_parts(tmp_path, {SHEET: sheet(cell)}))
    assert (fault.row, fault.column) == (2, "account_id")
    assert "error" in told(fault)


class PanicException(BaseException):
    """As PyO3 names the class of its own."""


@pytest.mark.parametrize("error", [PanicException(), OverflowError(), ValueError(), OSError()], ids=repr)
def test_a_failure_of_the_cell_reader_is_told_as_a_damaged_file(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "CalamineWorkbook", Failing(error))
    assert "damaged" in said(with_parts(tmp_path, {}))


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), SystemExit(), Terminated()], ids=repr)
def test_an_interruption_goes_through(
    interruption: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "CalamineWorkbook", Failing(interruption))
    with pytest.raises(type(interruption)):
        read(with_parts(tmp_path, {}))


class Failing:
    """A cell reader that cannot open anything."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def from_filelike(self, _stream: object) -> None:
        raise self._error
