"""Inventory tables as plain rows, and the ways in which people write them down.

Written from the contract alone (section 1): nothing of the product is called here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from io import StringIO
from itertools import groupby
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Value = str | date | tuple[str, ...] | None
Row = dict[str, Value]
Tables = dict[str, list[Row]]

JAPANESE_TABLES = {
    "accounts": "アカウント",
    "logins": "ログイン",
    "administrators": "担当者",
    "staff": "職員",
    "transfers": "人事異動",
    "evidence": "記録",
}
JAPANESE_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "accounts": {
        "account_id": "アカウントID",
        "service": "サービス",
        "name": "アカウント名",
        "url": "URL",
        "section": "所属",
        "shared_sections": "共同利用所属",
        "manager": "管理者職員番号",
        "opened": "開設日",
        "closed": "閉鎖日",
        "purpose": "目的",
        "verified": "認証バッジ",
    },
    "logins": {
        "login_id": "ログインID",
        "accounts": "対象アカウントID",
        "username": "ユーザー名",
        "holder": "利用者職員番号",
        "second_factor": "二要素認証",
        "password_changed": "パスワード変更日",
    },
    "administrators": {
        "account_id": "アカウントID",
        "staff_number": "職員番号",
        "since": "開始日",
        "until": "終了日",
    },
    "staff": {
        "staff_number": "職員番号",
        "name": "氏名",
        "kana": "フリガナ",
        "birth_date": "生年月日",
        "phone": "電話番号",
        "mail": "メール",
        "section": "所属",
        "title": "職名",
        "employment": "雇用区分",
        "status": "在籍状況",
    },
    "transfers": {
        "staff_number": "職員番号",
        "name": "氏名",
        "effective": "発令日",
        "kind": "異動区分",
        "from_section": "旧所属",
        "to_section": "新所属",
    },
    "evidence": {
        "account_id": "アカウントID",
        "login_id": "ログインID",
        "kind": "種別",
        "date": "日付",
        "until": "有効期限",
        "by": "記録者職員番号",
        "document": "文書番号",
        "note": "備考",
    },
}
# Other words for the same thing, by column.
SYNONYMS: Mapping[tuple[str, str], Mapping[str, Sequence[str]]] = {
    ("accounts", "service"): {
        "x": ("x", "X", "X（旧Twitter）", "ツイッター", "Ｘ"),
        "facebook": ("facebook", "Facebook", "フェイスブック"),
        "line": ("line", "LINE", "LINE公式アカウント", "ＬＩＮＥ"),
        "instagram": ("instagram", "Instagram"),
    },
    ("accounts", "verified"): {
        "yes": ("yes", "有"),
        "no": ("no", "無"),
        "unavailable": ("unavailable", "対象外"),
    },
    ("logins", "second_factor"): {
        "totp": ("totp", "認証アプリ", "TOTP"),
        "passkey": ("passkey", "パスキー"),
        "security-key": ("security-key", "セキュリティキー"),
        "sms": ("sms", "SMS", "ＳＭＳ"),
        "email": ("email", "メール"),
        "none": ("none", "なし"),
    },
    ("staff", "employment"): {
        "staff": ("staff", "職員"),
        "temporary": ("temporary", "会計年度任用職員"),
        "contractor": ("contractor", "委託"),
        "elected": ("elected", "特別職"),
    },
    ("staff", "status"): {"active": ("active", "在職"), "leave": ("leave", "休職"), "left": ("left", "退職")},
}
STAFF_NUMBERS = {"staff_number", "manager", "holder", "by"}
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_ERAS = (("令和", "R", date(2019, 5, 1)), ("平成", "H", date(1989, 1, 8)), ("昭和", "S", date(1926, 12, 25)))


def era_of(day: date) -> tuple[str, str, int]:
    kanji, letter, first = next(era for era in _ERAS if day >= era[2])
    return kanji, letter, day.year - first.year + 1


def _in_kanji(day: date) -> str:
    kanji, _, year = era_of(day)
    return f"{kanji}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def _by_letter(separator: str) -> Callable[[date], str]:
    def write(day: date) -> str:
        _, letter, year = era_of(day)
        return f"{letter}{year}{separator}{day.month}{separator}{day.day}"

    return write


DATE_FORMS: tuple[Callable[[date], str], ...] = (
    lambda day: day.isoformat(),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y%m%d}",
    _in_kanji,
    lambda day: _in_kanji(day).translate(_WIDE),
    _by_letter("."),
    _by_letter("/"),
    lambda day: f"{day.year}/{day.month}/{day.day}".translate(_WIDE),
)
SEPARATORS = (";", "、", ",", "/", "\n", "； ", "，")


class Hand:
    """Somebody who writes tables down, never twice in the same way."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def name(self, table: str) -> str:
        return self.random.choice((table, JAPANESE_TABLES[table]))

    def columns(self, table: str) -> list[tuple[str, str]]:
        """(name inside, heading written), in any order."""
        columns = [
            (inside, self.random.choice((inside, japanese)))
            for inside, japanese in JAPANESE_COLUMNS[table].items()
        ]
        self.random.shuffle(columns)
        return columns

    def rows(self, table: str, rows: list[Row]) -> list[Row]:
        """In any order, except that rows of one account stay together where ditto marks may stand."""
        rows = list(rows)
        self.random.shuffle(rows)
        if table == "administrators":
            rows.sort(key=lambda row: str(row["account_id"]))
        return rows

    def text(self, table: str, column: str, value: Value) -> str:
        match value:
            case None:
                return ""
            case date():
                return self.random.choice(DATE_FORMS)(value)
            case tuple():
                return self.random.choice(SEPARATORS).join(value)
            case str():
                return self._word(table, column, value)

    def _word(self, table: str, column: str, value: str) -> str:
        synonyms = SYNONYMS.get((table, column), {}).get(value)
        if synonyms:
            return self.random.choice(synonyms)
        if value and column in STAFF_NUMBERS and self.random.random() < 0.2:
            return value.translate(_WIDE)
        if value and self.random.random() < 0.1:
            return self.random.choice((f" {value}", f"{value}　", f"\t{value} "))
        return value


def plain_csv(table: str, rows: Sequence[Mapping[str, Value]], encoding: str = "utf-8") -> bytes:
    """A table without any manners: English headings, ISO dates."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    columns = list(JAPANESE_COLUMNS[table])
    writer.writerow(columns)
    for row in rows:
        writer.writerow(_plain(row.get(column)) for column in columns)
    return text.getvalue().encode(encoding)


def _plain(value: Value) -> str:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case tuple():
            return ";".join(value)
        case str():
            return value


def write_plain_folder(tables: Tables, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        (folder / f"{table}.csv").write_bytes(plain_csv(table, rows))
    return folder


def write_folder(tables: Tables, folder: Path, random: Random) -> Path:
    """A folder of CP932 files, as exported from somebody's spreadsheet."""
    hand = Hand(random)
    folder.mkdir(parents=True)
    for table, rows in tables.items():
        text = StringIO(newline="")
        writer = csv.writer(text)
        columns = hand.columns(table)
        writer.writerow([heading for _, heading in columns] + ["整理欄"])
        above: list[str] = []
        for row in hand.rows(table, rows):
            cells = [hand.text(table, inside, row[inside]) for inside, _ in columns]
            written = [
                random.choice(("〃", "同上")) if _may_be_ditto(table, inside, cell, before) else cell
                for (inside, _), cell, before in zip(columns, cells, above or [""] * len(cells), strict=True)
            ]
            writer.writerow([*written, ""])
            if random.random() < 0.05:
                writer.writerow([])
                above = []  # a ditto mark below an empty row would be anybody's guess
            else:
                above = cells
        (folder / f"{hand.name(table)}.csv").write_bytes(text.getvalue().encode("cp932"))
    return folder


def _may_be_ditto(table: str, column: str, cell: str, above: str) -> bool:
    return table == "administrators" and column == "account_id" and bool(cell) and cell == above


def write_workbook(tables: Tables, file: Path, random: Random) -> Path:
    """A workbook with titles, merged cells, dates as dates and as text, and numbers that lost their zeros."""
    hand = Hand(random)
    book = Workbook()
    cover = book.active
    assert isinstance(cover, Worksheet)
    cover.title = "表紙"
    cover.append(["SNS台帳 一式"])
    names = list(tables)
    random.shuffle(names)
    for table in names:
        sheet = book.create_sheet(hand.name(table))
        columns = hand.columns(table)
        heading_row = random.randint(1, 4)
        if heading_row > 1:
            sheet.cell(1, 1, f"令和8年度 {JAPANESE_TABLES[table]}")
        for place, (_, heading) in enumerate(columns, start=1):
            sheet.cell(heading_row, place, heading)
        sheet.cell(heading_row, len(columns) + 1, "メモ欄")
        rows = hand.rows(table, tables[table])
        for number, row in enumerate(rows, start=heading_row + 1):
            for place, (inside, _) in enumerate(columns, start=1):
                _put(sheet, number, place, hand, table, inside, row[inside])
        if table == "administrators":
            place = [inside for inside, _ in columns].index("account_id") + 1
            _merge(sheet, place, heading_row + 1, [row["account_id"] for row in rows])
    book.save(file)
    return file


def _put(sheet: Worksheet, row: int, column: int, hand: Hand, table: str, inside: str, value: Value) -> None:
    cell = sheet.cell(row, column)
    # Only the directory itself keeps its numbers as text: somewhere the zeros must be.
    may_lose_zeros = inside in STAFF_NUMBERS and (table, inside) != ("staff", "staff_number")
    as_excel_would = hand.random.random() < 0.5
    if as_excel_would and isinstance(value, date):
        cell.value = datetime.combine(value, time())
        cell.number_format = "yyyy/mm/dd"
    elif as_excel_would and may_lose_zeros and isinstance(value, str):
        cell.value = int(value)
    elif text := hand.text(table, inside, value):
        cell.value = text
        cell.data_type = "s"  # a text that begins with = is a text


def _merge(sheet: Worksheet, column: int, first_row: int, values: list[Value]) -> None:
    row = first_row
    for _, same in groupby(values):
        length = len(list(same))
        if length > 1:
            sheet.merge_cells(start_row=row, end_row=row + length - 1, start_column=column, end_column=column)
        row += length


def secrets_csv(secrets: Mapping[str, tuple[str, str]]) -> bytes:
    """The file that `auditor secret import` takes."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("login_id", "password", "totp"))
    writer.writerows((login_id, *pair) for login_id, pair in secrets.items())
    return text.getvalue().encode("utf-8")
