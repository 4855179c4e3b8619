"""Files that are no source, are damaged, or mean harm: each gets one clear error, and nothing else happens."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import SourceError, SourceFaults
from auditor.inventory import package
from auditor.inventory.csv_folder import decode
from auditor.inventory.tables import Tables
from reports.messages import Language, say
from tests.inventory.making import CITY, Rows, csv_folder, one_csv, read, repacked, workbook, workbook_bytes

SHEET = "xl/worksheets/sheet1.xml"


def error_of(*sources: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(*sources)
    return caught.value


def refused(source: Path) -> str:
    """What the one error says; it must name the file and say what to do."""
    error = error_of(source)
    assert not isinstance(error, SourceFaults)
    assert error.todo is not None
    said = error.said(Language.EN)
    assert source.name in said
    return said


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


SOUND = workbook_bytes(CITY)

NO_SOURCES: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.xlsx", b"", "is empty"),
    "text": ("a.xlsx", b"account_id\na\n", "no Excel workbook"),
    "half a workbook": ("a.xlsx", SOUND[: len(SOUND) // 2], "cut off or damaged"),
    "the beginning of a workbook": ("a.xlsx", SOUND[:40], "cut off or damaged"),
    "a workbook without its end": ("a.xlsx", SOUND[:-10], "cut off or damaged"),
    "a zip that is no workbook": ("a.xlsx", zipped(document=b"x"), "no Excel workbook"),
    "a workbook without relations": (
        "a.xlsx",
        zipped(xl__workbook=b"<workbook/>"),
        "no Excel workbook",
    ),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not an .xlsx"),
    "an old workbook under a new name": (
        "a.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "a.xlsx",
    ),
    "a workbook with macros": ("a.xlsm", SOUND, "not an .xlsx"),
    "an OpenDocument": ("a.ods", SOUND, "not an .xlsx"),
    "a single CSV file": ("accounts.csv", b"account_id\na\n", "single text file"),
    "Excel's lock file": ("~$a.xlsx", b"\x05user", "Close the workbook"),
    "a workbook without a table": ("a.xlsx", workbook_bytes({"Sheet1": [["a"]]}), "no table"),
    "a workbook of nothing": ("a.xlsx", workbook_bytes({"accounts": [], "staff": []}), "no table"),
}


@pytest.mark.parametrize(("name", "content", "says"), NO_SOURCES.values(), ids=NO_SOURCES.keys())
def test_what_is_no_source_is_refused_by_its_right_name(
    name: str, content: bytes, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert says in refused(tmp_path / name)


def test_a_path_where_nothing_is_is_refused(tmp_path: Path) -> None:
    assert "There is no" in refused(tmp_path / "nowhere.xlsx")


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no table" in refused(tmp_path / "empty")


def _cells(*references: str) -> bytes:
    rows = "".join(
        f'<row r="{reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{reference}" t="inlineStr"><is><t>account_id</t></is></c></row>'
        for reference in references
    )
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
    return f"{head}<sheetData>{rows}</sheetData></worksheet>".encode()


def _with_sheet(folder: Path, change: Callable[[bytes], bytes], part: str = SHEET) -> Path:
    path = folder / "hostile.xlsx"
    path.write_bytes(repacked(workbook_bytes({"accounts": [["account_id"], ["a"]]}), part, change))
    return path


def test_a_huge_declared_size_with_one_cell_in_it_is_read(tmp_path: Path) -> None:
    assert read(_with_sheet(tmp_path, lambda _: _cells("A1"))).tables == Tables(accounts=())


def test_a_cell_at_the_far_corner_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    assert "XFD1048576" in refused(_with_sheet(tmp_path, lambda _: _cells("A1", "XFD1048576")))


@pytest.mark.parametrize("reference", ["ZZZZ1", "A0", "1A", "", "A99999999"])
def test_a_cell_at_no_place_is_refused(reference: str, tmp_path: Path) -> None:
    change = lambda xml: xml.replace(b'r="A2"', f'r="{reference}"'.encode())  # noqa: E731
    assert "damaged" in refused(_with_sheet(tmp_path, change))


def test_a_merge_over_the_whole_sheet_costs_nothing(tmp_path: Path) -> None:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    change = lambda xml: xml.replace(b"</sheetData>", merge)  # noqa: E731
    (account,) = read(_with_sheet(tmp_path, change)).tables.accounts or ()
    assert account.account_id == "a"


ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"]
)
def test_entities_are_refused_and_never_expanded(part: str, tmp_path: Path) -> None:
    def change(xml: bytes) -> bytes:
        head, declaration, rest = xml.partition(b"?>\n")
        return head + declaration + ENTITIES + rest

    assert "entities" in refused(_with_sheet(tmp_path, change, part))


def test_a_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAXIMUM_UNPACKED", 5 * 1024 * 1024)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(io.BytesIO(SOUND)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/image1.png", bytes(20 * 1024 * 1024))
    assert path.stat().st_size < 100_000
    assert "unpacks to more" in refused(path)


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    """The directory declares ten bytes for a part that unpacks to more."""
    content = bytearray(SOUND)
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        entries = archive.infolist()
        at = archive.start_dir
    for entry in entries:
        if entry.filename == SHEET:
            struct.pack_into("<L", content, at + 24, 10)
        at += 46 + len(entry.filename.encode()) + len(entry.extra) + len(entry.comment)
    path = tmp_path / "liar.xlsx"
    path.write_bytes(content)
    assert "damaged" in refused(path)


def test_hostile_text_comes_out_as_text(tmp_path: Path) -> None:
    texts = ["<script>", "{{7*7}}", "=cmd|' /C calc'!A0", "[/]", "\u202e逆", "@x", "+1", "'1", "長" * 10_000]
    rows: Rows = [["account_id", "name"], *([f"a{number}", text] for number, text in enumerate(texts))]
    for source in (workbook(tmp_path, {"accounts": rows}), csv_folder(tmp_path, {"accounts": rows})):
        assert [account.name for account in read(source).tables.accounts or ()] == texts


def test_a_nul_is_kept_out_of_text_and_refused_in_an_id(tmp_path: Path) -> None:
    (account,) = read(one_csv(tmp_path, "accounts", b"account_id,name\na,x\x00y\n")).tables.accounts or ()
    assert account.name == "xy"
    error = error_of(one_csv(tmp_path, "accounts", b"account_id,name\na\x00b,x\n", name="b"))
    assert isinstance(error, SourceFaults)
    assert [(fault.row, fault.column) for fault in error.faults] == [(2, "account_id")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"account_id\na\n\x80\xff\n", 3),
        (
            "account_id,目的\na,市政情報の発信とお知らせ\nb,".encode() + b"\xe3\x81\n",
            3,
        ),  # UTF-8 with a byte lost
        (b"\xef\xbb\xbfaccount_id\n\xff\n", 2),
        (b"\xff\xfea\x00\n\x00\xd8", 2),  # UTF-16, cut off
    ],
)
def test_a_csv_file_in_no_known_encoding_is_refused_with_the_line(
    content: bytes, line: int, tmp_path: Path
) -> None:
    error = error_of(one_csv(tmp_path, "accounts", content))
    assert isinstance(error, SourceFaults)
    assert f"accounts.csv, line {line}:" in say(error.faults[0].what, Language.EN)


@given(st.text(st.sampled_from("見本市広報課アカウントIDｱｶｳﾝﾄ①髙﨑～－ab1,\r\n"), min_size=1))
def test_utf8_and_cp932_are_told_apart_by_themselves(text: str) -> None:
    text = f"アカウント名\n{text}"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp932"):
        assert decode(text.encode(encoding), "a.csv") == text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=400),
    prefix=st.sampled_from([b"", b"PK\x03\x04", SOUND[:300], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_random_bytes_are_refused_and_nothing_worse(content: bytes, prefix: bytes, tmp_path: Path) -> None:
    (tmp_path / "random.xlsx").write_bytes(prefix + content)
    error_of(tmp_path / "random.xlsx")
    folder = one_csv(tmp_path, "accounts", prefix + content, name="random")
    error_of(folder)


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_workbook_with_damaged_parts_is_read_or_refused_and_nothing_worse(
    part: str, tmp_path: Path
) -> None:
    chance = random.Random(part)
    for _ in range(60):

        def damage(xml: bytes) -> bytes:
            broken = bytearray(xml)
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(len(broken))
                broken[at : at + chance.randint(0, 3)] = chance.choice(
                    [b"", b"<", b'"', b"9", b"\xff", b"&x;", b"/>"]
                )
            return bytes(broken)

        path = tmp_path / "damaged.xlsx"
        path.write_bytes(repacked(SOUND, part, damage))
        try:
            read(path)
        except SourceError:
            continue
