"""The made city as files: a workbook written the way people write, and a folder of CSV files as programs write it.

Both come out as bytes; who calls decides where they go. The secrets are no part of it: they go into a vault.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum, StrEnum
from io import BytesIO, StringIO
from itertools import groupby
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from auditor.demo.city import DemoCity
from auditor.inventory import headings, words
from auditor.inventory.headings import Column, Table
from checks._contract import (
    Account,
    Administrator,
    Employment,
    Evidence,
    EvidenceKind,
    Login,
    Person,
    Presence,
    SecondFactor,
    Text,
    TransferKind,
    TransferOrder,
    Verified,
)
from checks._eras import era_year, in_words

Cell = str | date | Text | None
Row = Mapping[str, Cell]  # by the columns' English names; a column that is left out is empty


class Headings(Enum):
    """In which language a CSV folder names its files, its columns and the words of its closed lists."""

    ENGLISH = "en"
    JAPANESE = "ja"


# --- rows: the city in the words of the inventory -----------------------------------------------------------------

_LISTS: Mapping[type[StrEnum], words.Words[Any]] = {
    Verified: words.VERIFIED,
    SecondFactor: words.SECOND_FACTOR,
    Employment: words.EMPLOYMENT,
    Presence: words.PRESENCE,
    TransferKind: words.TRANSFER_KIND,
    EvidenceKind: words.EVIDENCE_KIND,
}


def _word(word: StrEnum | None) -> Text | None:
    if word is None:
        return None
    kind = type(word)
    return Text(dict(zip(kind, _LISTS[kind].offered, strict=True))[word], word.value)


def _service(service: str) -> Text:
    return Text(words.SERVICES.get(service, (service,))[0], service)


def _list(items: Iterable[str]) -> Text:
    items = tuple(items)
    return Text(ja="、".join(items), en=";".join(items))


def _tables(city: DemoCity) -> Iterator[tuple[Table, list[Row]]]:
    """Accounts by section and administrators by account, as people sort them."""
    tables = city.tables
    personal = {row.staff_number: row for row in tables.personal}
    by_section = sorted(tables.accounts or (), key=lambda account: account.section)
    by_account = sorted(tables.administrators or (), key=lambda row: row.account_id)
    yield headings.ACCOUNTS, [_account(account) for account in by_section]
    yield headings.LOGINS, [_login(login) for login in tables.logins or ()]
    yield headings.ADMINISTRATORS, [_administrator(row) for row in by_account]
    yield (
        headings.STAFF,
        [
            {
                **_person(person),
                "birth_date": personal[person.staff_number].birth_date,
                "phone": personal[person.staff_number].phone,
            }
            for person in tables.staff or ()
        ],
    )
    yield headings.TRANSFERS, [_order(order) for order in tables.transfers or ()]
    yield headings.EVIDENCE, [_record(record) for record in tables.evidence or ()]
    if tables.policies is not None:
        fields = tuple(Column(heading, heading) for heading in city.policy_headings)
        yield (
            replace(headings.POLICIES, columns=headings.POLICIES.columns + fields),
            [{"account_id": policy.account_id, **policy.fields} for policy in tables.policies],
        )


def _account(account: Account) -> Row:
    return {
        "account_id": account.account_id,
        "service": _service(account.service),
        "name": account.name,
        "url": account.url,
        "section": account.section,
        "shared_sections": _list(account.shared_sections),
        "manager": account.manager,
        "opened": account.opened,
        "closed": account.closed,
        "purpose": account.purpose,
        "verified": _word(account.verified),
    }


def _login(login: Login) -> Row:
    return {
        "login_id": login.login_id,
        "accounts": _list(login.accounts),
        "username": login.username,
        "holder": login.holder,
        "second_factor": _word(login.second_factor),
        "password_changed": login.password_changed,
    }


def _administrator(row: Administrator) -> Row:
    return {
        "account_id": row.account_id,
        "staff_number": row.staff_number,
        "since": row.since,
        "until": row.until,
    }


def _person(person: Person) -> Row:
    return {
        "staff_number": person.staff_number,
        "name": person.name,
        "kana": person.kana,
        "mail": person.mail,
        "section": person.section,
        "title": person.title,
        "employment": _word(person.employment),
        "status": _word(person.presence),
    }


def _order(order: TransferOrder) -> Row:
    return {
        "staff_number": order.staff_number,
        "name": order.name,
        "effective": order.effective,
        "kind": _word(order.kind),
        "from_section": order.from_section,
        "to_section": order.to_section,
    }


def _record(record: Evidence) -> Row:
    return {
        "account_id": record.account_id,
        "login_id": record.login_id,
        "kind": _word(record.kind),
        "date": record.dated,
        "until": record.until,
        "by": record.by,
        "document": record.document,
        "note": record.note,
    }


# --- as programs write: CSV ------------------------------------------------------------------------------------------


def csv_folder(city: DemoCity, written: Headings) -> Mapping[str, bytes]:
    """File name → content, CP932 with CRLF, as Japanese office programs export it."""
    files: dict[str, bytes] = {}
    for table, rows in _tables(city):
        text = StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(_named(column, written) for column in table.columns)
        writer.writerows(
            [_exported(row.get(column.name), written) for column in table.columns] for row in rows
        )
        files[f"{_named(table, written)}.csv"] = text.getvalue().encode("cp932")
    return files


def _named(named: Table | Column, written: Headings) -> str:
    return named.japanese if written is Headings.JAPANESE else named.name


def _exported(cell: Cell, written: Headings) -> str:
    match cell:
        case None:
            return ""
        case Text():
            return cell.ja if written is Headings.JAPANESE else cell.en
        case date():
            return in_words(cell) if written is Headings.JAPANESE else cell.isoformat()
        case str():
            return cell


# --- as people write: a workbook -----------------------------------------------------------------------------------

_DITTO = "〃"
_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_TITLE_ROWS = 2  # a title, and an empty row below it
_LEGEND = (
    "この台帳は見本です。職員・電話番号・アカウントはすべて架空のものです。",
    "「〃」は上の行と同じという意味です。",
)


def workbook(city: DemoCity) -> bytes:
    """The inventory as an .xlsx file in which hardly a cell is tidy: what a PR officer's workbook looks like.

    Titles above the headings, sections merged down, ditto marks, staff numbers that lost their zeros, dates in
    every way of writing, a sheet that is no table and a column that nobody asked for. The reader has to cope.
    """
    content = BytesIO()
    book = Workbook(
        content,
        {
            "in_memory": True,
            # Text stays text, whatever it begins with.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": f"{city.manner.name} SNSアカウント台帳",
            "created": datetime.combine(city.span.last, time()),
        }
    )
    styles = _Styles(
        title=book.add_format({"bold": True, "font_size": 14}),
        heading=book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1}),
        day=book.add_format({"num_format": "yyyy/m/d"}),
        merged=book.add_format({"valign": "vcenter"}),
    )
    legend = book.add_worksheet("はじめに")
    for number, line in enumerate(_LEGEND):
        legend.write_string(number, 0, line)
    for table, rows in _tables(city):
        sheet = book.add_worksheet(table.japanese)
        sheet.merge_range(
            0, 0, 0, len(table.columns) - 1, f"{city.manner.name} {table.japanese}一覧", styles.title
        )
        _write_by_hand(sheet, table, rows, styles)
    book.close()
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class _Styles:
    title: Format
    heading: Format
    day: Format
    merged: Format


def _write_by_hand(sheet: Worksheet, table: Table, rows: list[Row], styles: _Styles) -> None:
    sheet.set_column(0, len(table.columns) - 1, 18)
    sheet.freeze_panes(_TITLE_ROWS + 1, 0)
    for place, column in enumerate(table.columns):
        sheet.write_string(_TITLE_ROWS, place, column.japanese, styles.heading)
        cells = [row.get(column.name) for row in rows]
        if (table, column.name) == (headings.ACCOUNTS, "section"):
            _merge_down(sheet, place, cells, styles)
            continue
        for number, cell in enumerate(cells):
            above = cells[number - 1] if number else None
            typed = _typed(table, column, number, cell, above)
            _put(sheet, _TITLE_ROWS + 1 + number, place, typed, styles)
    if table is headings.ACCOUNTS:
        sheet.write_string(_TITLE_ROWS, len(table.columns), "備忘", styles.heading)
        sheet.write_string(_TITLE_ROWS + 1, len(table.columns), "次回の会議で確認")


def _merge_down(sheet: Worksheet, place: int, cells: list[Cell], styles: _Styles) -> None:
    """Neighbouring rows of one section share one cell."""
    row = _TITLE_ROWS + 1
    for cell, same in groupby(cells):
        length = len(list(same))
        text = str(cell or "")
        if length == 1:
            sheet.write_string(row, place, text, styles.merged)
        else:
            sheet.merge_range(row, place, row + length - 1, place, text, styles.merged)
        row += length


def _typed(table: Table, column: Column, number: int, cell: Cell, above: Cell) -> Cell | int:
    """A cell as somebody would have typed it into the ``number``-th row."""
    match table.name, column.name, cell:
        case "administrators", "account_id" | "since", _ if cell is not None and cell == above:
            return _DITTO
        case "administrators", "staff_number", str():
            return int(cell)  # what Excel makes of 010137
        case "staff", "phone", str() if number % 3 == 1:
            return cell.translate(_FULL_WIDTH)
        case "staff", "status", Text(en="active"):
            return None  # a roster notes the exceptions
        case _, _, date():
            return _day_typed(number, cell)
        case _:
            return cell


def _day_typed(number: int, day: date) -> Cell:
    match number % 5:
        case 0:
            return day
        case 1:
            return in_words(day)
        case 2:
            return _by_era_letter(day)
        case 3:
            return f"{day.year}/{day.month}/{day.day}".translate(_FULL_WIDTH)
        case _:
            return f"{day:%Y%m%d}"


def _by_era_letter(day: date) -> str:
    """R8.4.1; a day before the eras as it is."""
    era = era_year(day)
    return day.isoformat() if era is None else f"{era[0].letter}{era[1]}.{day.month}.{day.day}"


def _put(sheet: Worksheet, row: int, column: int, cell: Cell | int, styles: _Styles) -> None:
    match cell:
        case None | "":
            pass
        case Text():
            sheet.write_string(row, column, cell.ja)
        case date():
            sheet.write_datetime(row, column, datetime.combine(cell, time()), styles.day)
        case int():
            sheet.write_number(row, column, cell)
        case str():
            sheet.write_string(row, column, cell)
