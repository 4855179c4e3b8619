"""Sources made for the tests: the same rows as a workbook (XlsxWriter or openpyxl) and as a folder of CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from auditor.errors import Fault, SourceFaults
from auditor.inventory.headings import TABLES
from auditor.inventory.reading import read_sources
from auditor.inventory.tables import Known, Reading
from auditor.vault.secret import Secret
from reports.messages import Language, say

Cell = str | int | float | date | datetime | None
Rows = Sequence[Sequence[Cell]]
Sheets = Mapping[str, Rows]

CITY: Sheets = {
    "accounts": [
        ["account_id", "service", "name", "section", "shared_sections", "manager", "opened", "verified"],
        ["koho-x", "X（旧Twitter）", "見本市広報", "広報課", "観光課；防災課", "00001", "2020-04-01", "有"],
        ["kanko-fb", "フェイスブック", "見本市観光", "観光課", None, "00004", "令和2年5月1日", "無"],
    ],
    "logins": [
        ["login_id", "accounts", "username", "holder", "second_factor", "password_changed"],
        ["koho-x", "koho-x", "mihon_koho", None, "認証アプリ", "R8.4.1"],
        ["meta", "koho-x、kanko-fb", "mihon", "00002", "sms", None],
    ],
    "administrators": [
        ["account_id", "staff_number", "since", "until"],
        ["koho-x", "00002", "2024-04-01", None],
        ["koho-x", "00003", "2024-04-01", "2026-03-31"],
        ["kanko-fb", "10234", None, None],
    ],
    "staff": [
        [
            "staff_number",
            "name",
            "kana",
            "birth_date",
            "phone",
            "mail",
            "section",
            "title",
            "employment",
            "status",
        ],
        [
            "00001",
            "見本 一子",
            "ミホン イチコ",
            "S45.1.2",
            "0836-00-0001",
            "a@example.lg.jp",
            "広報課",
            "課長",
            None,
            None,
        ],
        [
            "00002",
            "髙﨑 太郎",
            "タカサキ タロウ",
            "1985/4/12",
            "0836-00-0002",
            None,
            "広報課",
            None,
            "職員",
            "在職",
        ],
        [
            "00003",
            "見本 次郎",
            None,
            "19900101",
            "090-0000-0000",
            None,
            "広報課",
            None,
            "会計年度任用職員",
            "休職",
        ],
        ["00004", "見本 三子", None, None, None, None, "観光課", "課長", "特別職", "退職"],
        ["10234", "見本 四郎", None, None, None, None, "観光課", None, "委託", None],
    ],
    "transfers": [
        ["staff_number", "name", "effective", "kind", "from_section", "to_section"],
        ["00002", "高崎太郎", "2026-12-01", "異動・配置換", "広報課", "税務課"],
        ["20001", "見本 新", "2026-12-01", "採用", None, "広報課"],
    ],
    "evidence": [
        ["account_id", "login_id", "kind", "date", "until", "by", "document", "note"],
        ["koho-x", None, "use-approved", "2026-04-01", None, "00001", "広第1号", None],
        [None, "meta", "sessions-ended", "2026-04-02", "2027-03-31", None, None, "備考"],
        [None, None, "operating-rules", "2026-04-03", None, None, None, None],
    ],
    "policies": [
        ["account_id", "目的", "返信"],
        ["koho-x", "市政情報の発信", "しない"],
        ["kanko-fb", "観光の案内", None],
    ],
}
"""A small city without a fault. Every name and number is made up."""


def without(sheets: Sheets, *names: str) -> dict[str, Rows]:
    return {name: rows for name, rows in sheets.items() if name not in names}


def japanese(sheets: Sheets) -> dict[str, Rows]:
    """The same under the Japanese names of tables and columns."""
    tables = {table.name: table for table in TABLES}
    renamed: dict[str, Rows] = {}
    for name, (headings, *rows) in sheets.items():
        table = tables[name]
        known = {column.name: column.japanese for column in table.columns}
        renamed[table.japanese] = [[known.get(str(heading), heading) for heading in headings], *rows]
    return renamed


def write_sheet(sheet: Worksheet, rows: Rows, day: object = None) -> None:
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            match value:
                case None:
                    pass
                case str():
                    sheet.write_string(y, x, value)
                case date():
                    sheet.write_datetime(y, x, value, day)
                case _:
                    sheet.write_number(y, x, value)


def workbook_bytes(sheets: Sheets, touch: Callable[[Workbook], None] | None = None) -> bytes:
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            write_sheet(workbook.add_worksheet(name), rows, day)
        if touch is not None:
            touch(workbook)
    return stream.getvalue()


def workbook(
    folder: Path, sheets: Sheets, touch: Callable[[Workbook], None] | None = None, name: str = "台帳.xlsx"
) -> Path:
    path = folder / name
    path.write_bytes(workbook_bytes(sheets, touch))
    return path


def csv_folder(folder: Path, sheets: Sheets, encoding: str = "utf-8", name: str = "台帳") -> Path:
    target = folder / name
    target.mkdir()
    for table, rows in sheets.items():
        text = io.StringIO(newline="")
        csv.writer(text).writerows([["" if cell is None else str(cell) for cell in row] for row in rows])
        (target / f"{table}.csv").write_bytes(text.getvalue().encode(encoding))
    return target


def one_csv(folder: Path, table: str, content: bytes, name: str = "台帳") -> Path:
    target = folder / name
    target.mkdir(exist_ok=True)
    (target / f"{table}.csv").write_bytes(content)
    return target


def repacked(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return stream.getvalue()


def nobody() -> None:
    """There is no passphrase."""


def read(
    *sources: Path, known: Known | None = None, passphrase: Callable[[], Secret | None] = nobody
) -> Reading:
    return read_sources(sources, known or Known(), passphrase)


def faults_of(*sources: Path, known: Known | None = None) -> tuple[Fault, ...]:
    try:
        read(*sources, known=known)
    except SourceFaults as error:
        return error.faults
    return ()


def told(fault: Fault) -> str:
    """Everything a fault says, in one text."""
    return (
        f"{fault.file} {fault.sheet} {fault.row} {fault.column} {say(fault.what, Language.EN)} {fault.value}"
    )
