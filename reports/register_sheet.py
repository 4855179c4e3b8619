"""The register of account administrators as a workbook for A4: a sheet for the city and one a section.

Below the register stands what changed since the last one handed in; both have the same columns, since the headings stand on
every page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from checks._contract import Text
from reports.audit import RegisterRow
from reports.messages import Language, Message, message, say
from reports.register import Change, Register, RegisterAccount, RegisterChange
from reports.sheets import (
    FRAMED,
    HEADING,
    Formats,
    Heading,
    day_made,
    is_of_kind,
    options,
    print_across_a4,
    sheet_name,
    write_across,
    write_row,
    write_text,
)
from reports.wording import service_name

_TITLE = message("List of account administrators")
_CITY = message("Whole city")
_NO_SECTION = message("Section not entered")

_KIND = "credential-auditor/register"
"""Stands in the file as its keywords: by it a workbook is known to be one of these."""


_CHANGE = Heading(message("Change"), 6)
_OWNER = Heading(message("Section of the account"), 16)
_COLUMNS = (
    Heading(message("Account"), 15),
    Heading(message("Service"), 11),
    Heading(message("Name of the account"), 23),
    Heading(message("Staff number"), 10),
    Heading(message("Name"), 13),
    Heading(message("Section"), 16),
    Heading(message("Title"), 9),
    Heading(message("Since"), 16),
    Heading(message("Remarks"), 13),
)

_HEAD_ROWS = 4  # title; city and day; section; headings


def write_register(register: Register, language: Language, section: str | None = None) -> bytes:
    """The workbook as bytes of an .xlsx, the same for the same register: the city and each section, or ``section`` alone.

    It holds no formula.
    """
    stream = io.BytesIO()
    with Workbook(stream, options()) as workbook:
        workbook.set_properties(
            {"title": say(_TITLE, language), "created": day_made(register.day), "keywords": _KIND}
        )
        formats = Formats(workbook)
        taken: list[str] = []
        for title, part, is_city in _sheets(register, language, section):
            sheet = workbook.add_worksheet(sheet_name(title, taken))
            taken.append(sheet.get_name())
            _Page(sheet, part, title, formats, language, is_city=is_city).write()
    return stream.getvalue()


def is_register(content: bytes) -> bool:
    """Whether the file is a workbook of ``write_register``, though people may have written into it since."""
    return is_of_kind(content, _KIND)


def _sheets(
    register: Register, language: Language, section: str | None
) -> Iterator[tuple[str, Register, bool]]:
    if section is None:
        yield say(_CITY, language), register, True
    for one in register.sections if section is None else (section,):
        yield one or say(_NO_SECTION, language), register.of_section(one), False


_TITLE_LOOK = {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": False}
_PLAIN = {"valign": "vcenter", "text_wrap": False}
_CHANGED = {**FRAMED, "bold": True}
_BAND = {**HEADING, "font_size": 12}
_BLOCK = {"bold": True, "valign": "vcenter"}


@dataclass(frozen=True, slots=True)
class _Page:
    """One sheet: that of the city names each account's section, that of a section has it in its head."""

    sheet: Worksheet
    register: Register
    title: str
    formats: Formats
    language: Language
    is_city: bool

    def write(self) -> None:
        self._head()
        row = self._rows(_HEAD_ROWS)
        row = self._changes(row + 1)
        widths = self._widths
        print_across_a4(self.sheet, head_rows=_HEAD_ROWS, rows=row, columns=len(widths))

    @property
    def _headings(self) -> tuple[Heading, ...]:
        return (_CHANGE, _OWNER, *_COLUMNS) if self.is_city else (_CHANGE, *_COLUMNS)

    @property
    def _widths(self) -> tuple[int, ...]:
        return tuple(heading.width for heading in self._headings)

    def _head(self) -> None:
        sheet, last = self.sheet, len(self._headings) - 1
        for column, heading in enumerate(self._headings):
            sheet.set_column(column, column, heading.width)
            write_text(sheet, _HEAD_ROWS - 1, column, self._say(heading.text), self.formats.get(**HEADING))
        sheet.merge_range(0, 0, 0, last, "", self.formats.get(**_TITLE_LOOK))
        write_text(sheet, 0, 0, self._say(_TITLE), self.formats.get(**_TITLE_LOOK))
        sheet.set_row(0, 30)
        as_of = message("As of {day}", day=_in_words(self.register.day))
        lines = (
            (1, f"{self.register.city}　{self._say(as_of)}"),
            (2, self.title if self.is_city else self._say(message("Section: {section}", section=self.title))),
        )
        for row, text in lines:
            write_text(sheet, row, 0, text, self.formats.get(**_PLAIN))

    def _rows(self, row: int) -> int:
        """The register itself, an account without anybody in its place; gives the next row."""
        added = {
            (change.row.account_id, change.row.staff_number)
            for change in self.register.changes
            if change.change is Change.ADDED
        }
        held = {key: tuple(group) for key, group in groupby(self.register.rows, lambda row: row.account_id)}
        for account in self.register.accounts:
            for administrator in held.get(account.account_id, ()):
                is_new = (administrator.account_id, administrator.staff_number) in added
                self._write(row, self._cells(administrator, _ADDED if is_new else None), changed=is_new)
                row += 1
            if account.account_id not in held:
                self._write(row, self._empty(account))
                row += 1
        if not self.register.accounts:
            self._say_across(row, message("There is no account."))
            row += 1
        return row

    def _changes(self, row: int) -> int:
        """The block of changes, by the day of the register that each account's is set against; gives the next row."""
        self._say_across(row, _CHANGES, self.formats.get(**_BAND))
        row += 1
        changes = self.register.changes
        if not changes and len(self.register.never_submitted) < len(self.register.accounts):
            self._say_across(row, message("Nothing changed since the register was last handed in."))
            row += 1
        for submitted, group in groupby(changes, lambda change: change.submitted):
            self._say_across(
                row, message("Changes since the register handed in on {day}", day=_in_words(submitted))
            )
            row += 1
            for change in group:
                self._write(row, self._changed(change), changed=True)
                row += 1
            row += 1
        if never := self.register.never_submitted:
            self._say_across(
                row,
                message(
                    "Of {count} accounts no register is on record as handed in, so no change can be told: {accounts}",
                    count=len(never),
                    accounts=", ".join(account.account_id for account in never),
                ),
            )
            row += 1
        return row

    def _cells(
        self, row: RegisterRow, change: Message | None, remark: Message | None = None
    ) -> tuple[str, ...]:
        if remark is None and row.on_leave:
            remark = _ON_LEAVE
        return (
            self._say(change) if change else "",
            *((row.section,) if self.is_city else ()),
            row.account_id,
            service_name(row.service),
            row.account_name,
            row.staff_number,
            row.name,
            row.person_section,
            row.title,
            self._say(_in_words(row.since)) if row.since else "",
            self._say(remark) if remark else "",
        )

    def _empty(self, account: RegisterAccount) -> tuple[str, ...]:
        nobody = RegisterRow(
            account_id=account.account_id,
            account_name=account.name,
            service=account.service,
            section=account.section,
            staff_number="",
            name=self._say(message("(nobody)")),
            person_section="",
            title="",
            since=None,
        )
        return self._cells(nobody, None)

    def _changed(self, change: RegisterChange) -> tuple[str, ...]:
        if change.change is Change.ADDED:
            return self._cells(change.row, _ADDED)
        if change.on is None:
            return self._cells(change.row, _REMOVED)
        last_day = change.on - timedelta(days=1)
        return self._cells(change.row, _REMOVED, message("until {day}", day=_in_words(last_day)))

    def _write(self, row: int, cells: Sequence[str], *, changed: bool = False) -> None:
        style = self.formats.get(**(_CHANGED if changed else FRAMED))
        write_row(self.sheet, row, cells, self._widths, style)

    def _say_across(self, row: int, text: Message, style: Format | None = None) -> None:
        write_across(self.sheet, row, self._say(text), self._widths, style or self.formats.get(**_BLOCK))

    def _say(self, text: Message | Text) -> str:
        return say(text, self.language)


_CHANGES = message("Changes since the register was last handed in")
_ON_LEAVE = message("on leave")
_ADDED = message("Added")
_REMOVED = message("Removed")


def _in_words(day: date) -> Text:
    return Text("{day}", "{day}").fill(day=day)
