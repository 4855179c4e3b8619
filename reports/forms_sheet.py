"""Forms as workbooks: one sheet for A4, upright, to be completed by hand or on the screen. They hold no formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.characters import visible
from reports.forms import CONTACT, NOT_FILLED_IN, Blank, Field, Form, Letter, Part, Value, in_words
from reports.messages import Language, message, say
from reports.sheets import (
    FRAMED,
    Formats,
    day_made,
    height,
    is_of_kind,
    options,
    print_down_a4,
    properties,
    sheet_name,
    write_text,
)

_KIND = "credential-auditor/form"
"""Stands in the file as its keywords: by it a workbook is known to be one of these."""

_WIDTHS = (24, 30, 14, 22)  # digits; a label, then what stands across the other three
_LAST = len(_WIDTHS) - 1
_VALUE_WIDTH = sum(_WIDTHS[1:])
_PIECE = 400
"""Characters of one row: ``write_text`` cuts at 500, and no row of a sheet is higher than 409 points."""


def form_sheet(form: Form, day: date, language: Language) -> bytes:
    """The workbook as bytes of an .xlsx, the same for the same form and day."""
    stream = io.BytesIO()
    with Workbook(stream, options()) as workbook:
        title = say(form.title, language)
        workbook.set_properties({"title": title, "created": day_made(day), "keywords": _KIND})
        sheet = workbook.add_worksheet(sheet_name(title, ()))
        _Page(sheet, form, language, Formats(workbook)).write()
    return stream.getvalue()


def is_untouched_form(content: bytes) -> bool:
    """Whether the file is a workbook of ``form_sheet`` and as it was written: whoever saves it leaves another time in it."""
    times = _TIME.findall(properties(content))
    return is_of_kind(content, _KIND) and len(times) == 2 and len(set(times)) == 1


_TIME = re.compile(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<")


_LABEL = {"border": 1, "bold": True, "bg_color": "#EEF1F5"}
_BOX = FRAMED
_MISSING = {"bold": True, "font_color": "#A1121C", "bg_color": "#FFF2CC"}


@dataclass
class _Page:
    """The sheet, written from above to below; ``row`` is the next one."""

    sheet: Worksheet
    form: Form
    language: Language
    formats: Formats
    row: int = 0

    def write(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        form = self.form
        if form.name is not None:
            self._line(say(form.name, self.language))
        if form.letter is not None:
            self._letter_head(form.letter)
        else:
            self._value_line(form.city)
        self._title()
        if form.letter is not None:
            self._line(say(form.letter.body, self.language))
            self.row += 1
        for one in form.fields:
            self._field(one)
        self._line(form.account_id, align="right", font_color="#545B64")
        print_down_a4(self.sheet, rows=self.row, columns=len(_WIDTHS))

    def _letter_head(self, letter: Letter) -> None:
        for label in (message("Document number"), message("Date")):
            write_text(self.sheet, self.row, _LAST - 1, say(label, self.language), self.formats.get(**_LABEL))
            write_text(self.sheet, self.row, _LAST, "", self.formats.get(**_BOX))
            self.sheet.set_row(self.row, 22)
            self.row += 1
        self._value_line(self.form.city)
        self._value_line(letter.to, after=" 様" if self.language is Language.JA else "")
        self._value_line(letter.sender, align="right")
        if letter.contact is not None:
            self._value_line(
                letter.contact, before=self._labelled(say(CONTACT, self.language)), align="right"
            )

    def _title(self) -> None:
        self.row += 1
        style = self.formats.get(bold=True, font_size=16, align="center", valign="vcenter")
        self.sheet.merge_range(self.row, 0, self.row, _LAST, "", style)
        write_text(self.sheet, self.row, 0, say(self.form.title, self.language), style)
        self.sheet.set_row(self.row, 32)
        self.row += 2

    def _value_line(self, value: Value, *, before: str = "", after: str = "", align: str = "left") -> None:
        missing = value is Blank.MISSING
        text = self._text(value)
        self._line(
            f"{before}{text}" if missing else f"{before}{text}{after}",
            align=align,
            **(_MISSING if missing else {}),
        )

    def _line(self, text: str, **looks: Any) -> None:
        """A line over the whole width, in as many rows as it needs."""
        for piece in pieces(visible(text)):
            self._across(0, piece, sum(_WIDTHS), self.formats.get(**looks))

    def _field(self, one: Field) -> None:
        """The label over all rows of the field; each row's value across the other columns."""
        first = self.row
        label = visible(in_words(one.label, self.language))
        for part in one.parts:
            looks = _MISSING if part.is_missing else {}
            texts = tuple(pieces(visible(self._part(part))))
            for number, text in enumerate(texts):
                top, bottom = int(number == 0), int(number == len(texts) - 1)
                style = self.formats.get(left=1, right=1, top=top, bottom=bottom, **looks)
                needed = height(label, _WIDTHS[0]) if self.row == first else 0
                self._across(1, text, _VALUE_WIDTH, style, at_least=needed)
        style = self.formats.get(**_LABEL)
        if self.row - first > 1:
            self.sheet.merge_range(first, 0, self.row - 1, 0, "", style)
        write_text(self.sheet, first, 0, label, style)

    def _across(self, column: int, text: str, width: int, style: Format, *, at_least: float = 0) -> None:
        self.sheet.merge_range(self.row, column, self.row, _LAST, "", style)
        write_text(self.sheet, self.row, column, text, style)
        self.sheet.set_row(self.row, max(height(text, width), at_least, _LOWEST))
        self.row += 1

    def _part(self, part: Part) -> str:
        label = self._labelled(in_words(part.label, self.language)) if part.label is not None else ""
        return label + self._text(part.value)

    def _labelled(self, label: str) -> str:
        return f"{label}：" if self.language is Language.JA else f"{label}: "

    def _text(self, value: Value) -> str:
        match value:
            case Blank.MISSING:
                return f"【{say(NOT_FILLED_IN, self.language)}】"
            case Blank.BY_HAND:
                return ""
            case _:
                return in_words(value, self.language)


_LOWEST = 24  # points; a row that a pen can write into


def pieces(text: str) -> Iterator[str]:
    """The text in parts that one row each can show: its lines, and a long one broken behind a sentence or where it must be.

    Nothing is lost but the line breaks; an empty text is one empty part.
    """
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        yield from _sentences(line)


def _sentences(line: str) -> Iterator[str]:
    while len(line) > _PIECE:
        end = max(line.rfind(sign, _PIECE // 2, _PIECE) for sign in "。．.、, ") + 1 or _PIECE
        yield line[:end]
        line = line[end:]
    yield line
