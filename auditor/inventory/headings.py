"""The tables of the inventory and their columns, each under both its names (contract, section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from auditor.inventory.folding import key


class Kind(Enum):
    """What a column holds; the blank workbook is formatted by it."""

    TEXT = "text"
    ID = "id"
    STAFF_NUMBER = "staff number"
    DATE = "date"
    WORD = "word"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``personal``: its values are never echoed. ``required``: heading and value must be there."""

    name: str
    japanese: str
    kind: Kind = Kind.TEXT
    required: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Table:
    """One table. ``has_fields``: every other column is a field of its own and known by its heading."""

    name: str
    japanese: str
    columns: tuple[Column, ...]
    has_fields: bool = False

    @cached_property
    def _by_heading(self) -> Mapping[str, Column]:
        return {key(heading): column for column in self.columns for heading in (column.name, column.japanese)}

    @cached_property
    def columns_by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    def column_headed(self, heading: str) -> Column | None:
        return self._by_heading.get(key(heading))

    def column(self, name: str) -> Column:
        return self.columns_by_name[name]

    @cached_property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)


ACCOUNTS = Table(
    "accounts",
    "アカウント",
    (
        Column("account_id", "アカウントID", Kind.ID, required=True),
        Column("service", "サービス"),
        Column("name", "アカウント名"),
        Column("url", "URL"),
        Column("section", "所属"),
        Column("shared_sections", "共同利用所属"),
        Column("manager", "管理者職員番号", Kind.STAFF_NUMBER),
        Column("opened", "開設日", Kind.DATE),
        Column("closed", "閉鎖日", Kind.DATE),
        Column("purpose", "目的"),
        Column("verified", "認証バッジ", Kind.WORD),
    ),
)

LOGINS = Table(
    "logins",
    "ログイン",
    (
        Column("login_id", "ログインID", Kind.ID, required=True),
        Column("accounts", "対象アカウントID", Kind.ID),
        Column("username", "ユーザー名"),
        Column("holder", "利用者職員番号", Kind.STAFF_NUMBER),
        Column("second_factor", "二要素認証", Kind.WORD),
        Column("password_changed", "パスワード変更日", Kind.DATE),
    ),
)

ADMINISTRATORS = Table(
    "administrators",
    "担当者",
    (
        Column("account_id", "アカウントID", Kind.ID, required=True),
        Column("staff_number", "職員番号", Kind.STAFF_NUMBER, required=True),
        Column("since", "開始日", Kind.DATE),
        Column("until", "終了日", Kind.DATE),
    ),
)

STAFF = Table(
    "staff",
    "職員",
    (
        Column("staff_number", "職員番号", Kind.STAFF_NUMBER, required=True),
        Column("name", "氏名", personal=True),
        Column("kana", "フリガナ", personal=True),
        Column("birth_date", "生年月日", Kind.DATE, personal=True),
        Column("phone", "電話番号", Kind.ID, personal=True),
        Column("mail", "メール", personal=True),
        Column("section", "所属"),
        Column("title", "職名"),
        Column("employment", "雇用区分", Kind.WORD),
        Column("status", "在籍状況", Kind.WORD),
    ),
)

TRANSFERS = Table(
    "transfers",
    "人事異動",
    (
        Column("staff_number", "職員番号", Kind.STAFF_NUMBER, required=True),
        Column("name", "氏名", personal=True),
        Column("effective", "発令日", Kind.DATE, required=True),
        Column("kind", "異動区分", Kind.WORD, required=True),
        Column("from_section", "旧所属"),
        Column("to_section", "新所属"),
    ),
)

EVIDENCE = Table(
    "evidence",
    "記録",
    (
        Column("account_id", "アカウントID", Kind.ID),
        Column("login_id", "ログインID", Kind.ID),
        Column("kind", "種別", Kind.WORD, required=True),
        Column("date", "日付", Kind.DATE, required=True),
        Column("until", "有効期限", Kind.DATE),
        Column("by", "記録者職員番号", Kind.STAFF_NUMBER),
        Column("document", "文書番号"),
        Column("note", "備考"),
    ),
)

POLICIES = Table(
    "policies",
    "運用ポリシー",
    (Column("account_id", "アカウントID", Kind.ID, required=True),),
    has_fields=True,
)

TABLES = (ACCOUNTS, LOGINS, ADMINISTRATORS, STAFF, TRANSFERS, EVIDENCE, POLICIES)

_BY_NAME = {key(name): table for table in TABLES for name in (table.name, table.japanese)}


def table_named(name: str) -> Table | None:
    """The table that a sheet or file of this name holds, None where it is none."""
    return _BY_NAME.get(key(name))
