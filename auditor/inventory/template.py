"""The blank inventory workbook: headings, drop-down lists, an example row a sheet, and a sheet that explains.

What it is made of is what the reader knows (``headings``, ``words``), so that the two cannot drift apart.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from auditor.inventory import explanations, words
from auditor.inventory.grid import column_letters
from auditor.inventory.headings import TABLES, Column, Kind, Table
from auditor.inventory.policy_fields import PolicyField

_ROWS = 2_000
"""Rows below the headings that offer the drop-down lists."""

_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - a constant, so that the same program writes the same file

_A4 = 9  # ECMA-376, 18.3.1.63, paperSize

_EXAMPLE = (PolicyField("目的"),)
"""The table of policies where no guideline names its fields."""

_LISTS: Mapping[tuple[str, str], Sequence[str]] = {
    ("accounts", "verified"): words.VERIFIED.offered,
    ("logins", "second_factor"): words.SECOND_FACTOR.offered,
    ("staff", "employment"): words.EMPLOYMENT.offered,
    ("staff", "status"): words.PRESENCE.offered,
    ("transfers", "kind"): words.TRANSFER_KIND.offered,
    ("evidence", "kind"): words.EVIDENCE_KIND.offered,
}

_PROSE_WIDTH = 18
"""Of a column whose text goes over several lines; ten of them and an id fit across A4 and stay readable."""

_NAME_WIDTH = 20
_TEXT_WIDTH = 70
_WHOLE_WIDTH = 120  # of the explanation's four columns

_SCALE = 85
"""Percent at which the explanation's four columns fit across A4, also where a program has a wider standard font."""

_PAGE_HEIGHT = 500
"""Points at that scale of A4 across, less XlsxWriter's margins (19 mm above and below), the title, and two lines of
difference between programs. A table's explanation must fit into it."""

_LINE_HEIGHT = 18

_SERVICES = tuple(names[0] for names in words.SERVICES.values())


@dataclass(frozen=True, slots=True)
class _Formats:
    heading: Format
    required: Format
    example: Format
    example_prose: Format
    text: Format
    prose: Format
    day: Format
    wrapped: Format
    title: Format

    def of(self, column: Column) -> Format:
        # As text, an id keeps its leading zeros and 4-1 does not become a date.
        match column.kind:
            case Kind.DATE:
                return self.day
            case Kind.PROSE:
                return self.prose
            case _:
                return self.text

    def example_of(self, column: Column) -> Format:
        return self.example_prose if column.kind is Kind.PROSE else self.example


@dataclass(frozen=True, slots=True)
class _Explained:
    """A column with what is said about it and the example below its heading, both as ``explanations`` has them."""

    column: Column
    said: str
    example: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    table: Table
    columns: tuple[_Explained, ...]

    @classmethod
    def of(cls, table: Table, fields: Sequence[PolicyField]) -> _Sheet:
        said = explanations.COLUMNS[table.name]
        named = [_Explained(column, *said[column.name]) for column in table.columns]
        return cls(table, (*named, *(map(_explained, fields) if table.has_fields else ())))


def _explained(field: PolicyField) -> _Explained:
    said, example = explanations.FIELDS.get(field.heading, (explanations.OTHER_FIELD, ""))
    clause = f"［{field.clause}］" if field.clause else ""
    return _Explained(Column(field.heading, field.heading, Kind.PROSE), said + clause, example)


def write_template(fields: Sequence[PolicyField] = ()) -> bytes:
    """The workbook as bytes of an .xlsx. It holds no formula, and the reader takes it in as it is: without any row.

    ``fields`` are the columns of the table of policies; where no guideline names any, one is shown as an example.
    """
    sheets = [_Sheet.of(table, fields or _EXAMPLE) for table in TABLES]
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": "SNSアカウント台帳", "created": _MADE})
        formats = _formats(workbook)
        _explanation(workbook.add_worksheet(explanations.SHEET), sheets, formats)
        for sheet in sheets:
            _write(workbook.add_worksheet(sheet.table.japanese), sheet, formats)
        _lists(workbook, workbook.add_worksheet(words.SHEET))
    return stream.getvalue()


def _formats(workbook: Workbook) -> _Formats:
    prose = {"text_wrap": True, "valign": "top"}
    frame = {"border": 1, **prose}
    example = {"italic": True, "font_color": "#6B6B6B", "num_format": "@", "valign": "top"}
    return _Formats(
        heading=workbook.add_format({**frame, "bold": True, "bg_color": "#DDE6F0"}),
        required=workbook.add_format({**frame, "bold": True, "bg_color": "#F6D9B8"}),
        example=workbook.add_format(example),
        example_prose=workbook.add_format({**example, **prose}),
        text=workbook.add_format({"num_format": "@", "valign": "top"}),
        prose=workbook.add_format({"num_format": "@", **prose}),
        day=workbook.add_format({"num_format": "yyyy-mm-dd"}),
        wrapped=workbook.add_format(prose),
        title=workbook.add_format({"bold": True, "font_size": 14, "valign": "bottom"}),
    )


def _width(explained: _Explained) -> int:
    if explained.column.kind is Kind.PROSE:
        return _PROSE_WIDTH
    return min(max(12, 2 * len(explained.column.japanese) + 2, 2 * len(explained.example)), 36)


def _write(sheet: Worksheet, written: _Sheet, formats: _Formats) -> None:
    for position, explained in enumerate(written.columns):
        column, example = explained.column, explained.example
        sheet.set_column(position, position, _width(explained), formats.of(column))
        sheet.write_string(
            0, position, column.japanese, formats.required if column.required else formats.heading
        )
        if example:
            sheet.write_string(1, position, example, formats.example_of(column))
        _offer(sheet, position, written.table, column)
    if prose := [each for each in written.columns if each.column.kind is Kind.PROSE]:
        sheet.set_row(0, max(_height(each.column.japanese, _PROSE_WIDTH) for each in prose))
        sheet.set_row(1, max(_height(each.example, _PROSE_WIDTH) for each in prose))
    sheet.freeze_panes(1, 1)
    _print_on_a4(sheet)
    sheet.fit_to_pages(1, 0)


def _offer(sheet: Worksheet, position: int, table: Table, column: Column) -> None:
    """A closed list is enforced; services are only suggested, for any other word may stand there."""
    if (table.name, column.name) in _LISTS:
        rule: dict[str, object] = {
            "validate": "list",
            "source": f"={_range_name(table.name, column.name)}",
            "error_title": column.japanese,
            "error_message": "選択肢の語を入れてください。",
        }
    elif (table.name, column.name) == ("accounts", "service"):
        rule = {"validate": "list", "source": list(_SERVICES), "show_error": False}
    else:
        return
    sheet.data_validation(1, position, _ROWS, position, rule)


def _range_name(table: str, column: str) -> str:
    return f"list_{table}_{column}"


def _lists(workbook: Workbook, sheet: Worksheet) -> None:
    """The words of each list in a column of a hidden sheet: in a rule itself they may be 255 signs long only."""
    for position, ((table, column), offered) in enumerate(_LISTS.items()):
        for row, word in enumerate(offered):
            sheet.write_string(row, position, word)
        letter = column_letters(position)
        cells = f"='{words.SHEET}'!${letter}$1:${letter}${len(offered)}"
        workbook.define_name(_range_name(table, column), cells)
    sheet.hide()


def _explanation(sheet: Worksheet, explained: Iterable[_Sheet], formats: _Formats) -> None:
    """The sheet that explains, each table whole on one page.

    Its scale is a number, since Excel leaves page breaks out where it fits a sheet to the page.
    """
    sheet.set_column(0, 1, _NAME_WIDTH, formats.wrapped)
    sheet.set_column(2, 2, 10, formats.wrapped)
    sheet.set_column(3, 3, _TEXT_WIDTH, formats.wrapped)
    sheet.write_string(0, 0, explanations.TITLE, formats.title)
    sheet.set_row(0, 2 * _LINE_HEIGHT)
    row = 1
    filled = 0  # points of this page
    for note in explanations.NOTES:
        filled += _across(sheet, row, note, formats)
        row += 1
    breaks = []
    for each in explained:
        height = _explained_height(each)
        if filled + height > _PAGE_HEIGHT:
            breaks.append(row)
            filled = 0
        filled += height
        row = _explain(sheet, row, each, formats)
    sheet.set_h_pagebreaks(breaks)
    _print_on_a4(sheet)
    sheet.set_print_scale(_SCALE)


def _across(sheet: Worksheet, row: int, text: str, formats: _Formats) -> int:
    """A sentence over the whole width of the explanation. Returns its height."""
    sheet.merge_range(row, 0, row, 3, "", formats.wrapped)
    sheet.write_string(row, 0, text, formats.wrapped)
    height = _height(text, _WHOLE_WIDTH)
    sheet.set_row(row, height)
    return height


def _height(text: str, width: int) -> int:
    """Points for ``text`` in a column of ``width`` digits: programs other than Excel do not fit rows themselves."""
    return _LINE_HEIGHT * math.ceil(2 * len(text) / width)  # a Japanese letter is two digits wide


def _explained_height(explained: _Sheet) -> int:
    """Points of what ``_explain`` writes."""
    columns = sum(_row_height(explained.table, each) for each in explained.columns)
    return 3 * _LINE_HEIGHT + _height(explanations.TABLES[explained.table.name], _WHOLE_WIDTH) + columns


def _row_height(table: Table, explained: _Explained) -> int:
    named = _height(explained.column.japanese, _NAME_WIDTH)
    return max(named, _height(_said(table, explained), _TEXT_WIDTH))


def _said(table: Table, explained: _Explained) -> str:
    """What is said about a column, with the words of its list."""
    offered = _LISTS.get((table.name, explained.column.name))
    return f"{explained.said}（{'・'.join(offered)}）" if offered else explained.said


def _explain(sheet: Worksheet, row: int, explained: _Sheet, formats: _Formats) -> int:
    table = explained.table
    sheet.write_string(row, 0, f"シート「{table.japanese}」（{table.name}）", formats.title)
    sheet.set_row(row, 2 * _LINE_HEIGHT)
    _across(sheet, row + 1, explanations.TABLES[table.name], formats)
    row += 2
    for position, heading in enumerate(("見出し", "英語名", "必須", "説明")):
        sheet.write_string(row, position, heading, formats.heading)
    sheet.set_row(row, _LINE_HEIGHT)
    for each in explained.columns:
        row += 1
        column = each.column
        sheet.write_string(row, 0, column.japanese, formats.wrapped)
        if column.name != column.japanese:
            sheet.write_string(row, 1, column.name, formats.wrapped)
        sheet.write_string(row, 2, "必須" if column.required else "", formats.wrapped)
        sheet.write_string(row, 3, _said(table, each), formats.wrapped)
        sheet.set_row(row, _row_height(table, each))
    return row + 1


def _print_on_a4(sheet: Worksheet) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")
