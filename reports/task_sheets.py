"""The open tasks of all reviews and incidents as a workbook to work through: a sheet a section, laid out for A4.

Many people leave one account on 1 April: what is to be done once stands once, with the numbers of all reviews that ask
for it. What another day, or an incident, asks for is closed by something else, so it has a line of its own. Whom an order is about, and a task that would tell it, is shown from its effective day on.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from checks._contract import Review, SubjectKind, Task, TaskKind, TaskState, Text
from checks._duties import TASKS
from checks._publication import is_published, public_part
from reports.arrangement import section_order
from reports.audit import Subject
from reports.duties import SubjectsById, sections_of
from reports.messages import Language, message, say
from reports.sheets import (
    FRAMED,
    HEADING,
    Formats,
    Heading,
    day_made,
    options,
    print_across_a4,
    sheet_name,
    write_row,
    write_text,
)
from reports.task_wording import closes_on, happening

# --- what is to be done ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. ``accounts`` are those of the section that it is about; ``reviews`` all that ask for it, of one
    effective day: what closes it for one closes it for all. ``due`` is the soonest of their days.
    """

    section: str
    accounts: tuple[Subject, ...]
    kind: TaskKind
    subject: str
    due: date
    again: bool
    reviews: tuple[Review, ...]

    def is_late(self, day: date) -> bool:
        return self.due < day


def lines(reviews: Iterable[Review], subjects: SubjectsById, day: date) -> tuple[Line, ...]:
    """Everything open that may be shown on ``day``, by section, then due day, then account.

    A login's task stands in each section that uses it.
    """
    asked: dict[_Request, list[tuple[Review, Task]]] = defaultdict(list)
    for review in filter(None, (public_part(review, day) for review in reviews)):
        for task in review.tasks:
            if task.state is TaskState.OPEN:
                for section in sections_of(task, review, subjects):
                    request = _Request(
                        section,
                        task.kind,
                        task.subject,
                        review.effective,
                        of_incident=review.kind.is_incident,
                    )
                    asked[request].append((review, task))
    found = (
        Line(
            section=request.section,
            accounts=_accounts(request.kind, request.subject, request.section, subjects),
            kind=request.kind,
            subject=request.subject,
            due=min(task.due for _, task in asking),
            again=any(task.reopened for _, task in asking),
            reviews=tuple(review for review, _ in asking),
        )
        for request, asking in asked.items()
    )
    return tuple(sorted(found, key=_order))


class _Request(NamedTuple):
    """Reviews that agree in all of this ask for one thing."""

    section: str
    kind: TaskKind
    subject: str
    effective: date
    of_incident: bool


def _accounts(kind: TaskKind, subject: str, section: str, subjects: SubjectsById) -> tuple[Subject, ...]:
    if kind.subject_kind is SubjectKind.ACCOUNT:
        return (
            subjects.get((SubjectKind.ACCOUNT, subject)) or Subject(SubjectKind.ACCOUNT, subject, "", (), ""),
        )
    login = subjects.get((SubjectKind.LOGIN, subject))
    served = (subjects.get((SubjectKind.ACCOUNT, account)) for account in (login.accounts if login else ()))
    return tuple(account for account in served if account is not None and account.section == section)


def _order(line: Line) -> tuple[tuple[bool, str], date, tuple[str, ...], int, str]:
    return (
        section_order(line.section),
        line.due,
        tuple(account.id for account in line.accounts),
        list(TaskKind).index(line.kind),
        line.subject,
    )


# --- on paper ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a workbook is made for: the day, names by staff number, and how many others replace an administrator."""

    day: date
    names: Mapping[str, str]
    minimum_administrators: int
    language: Language


def write_task_sheets(to_do: Sequence[Line], occasion: Occasion) -> bytes:
    """The workbook as bytes of an .xlsx: an overview, then a sheet a section. It holds no formula."""
    sections = {section: tuple(group) for section, group in groupby(to_do, key=lambda line: line.section)}
    stream = io.BytesIO()
    with Workbook(stream, options()) as workbook:
        workbook.set_properties({"title": say(_TITLE, occasion.language), "created": day_made(occasion.day)})
        pen = _Pen(Formats(workbook), occasion)
        overview = workbook.add_worksheet(say(_OVERVIEW, occasion.language))
        names = [overview.get_name()]
        sheets: dict[str, Worksheet] = {}
        for section in sections:
            sheet = workbook.add_worksheet(sheet_name(_section(section, occasion.language), names))
            names.append(sheet.get_name())
            sheets[section] = sheet
        pen.overview(overview, sections, {section: sheet.get_name() for section, sheet in sheets.items()})
        for section, sheet in sheets.items():
            pen.section(sheet, section, sections[section])
    return stream.getvalue()


_TITLE = message("Tasks of transfers, changes of administrators and incidents")
_OVERVIEW = message("Overview")
_NO_SECTION = message("Section not entered")

_REVIEWS_NAMED = 12
"""Numbers of reviews in one cell before the rest is only counted."""


def _section(section: str, language: Language) -> str:
    return section or say(_NO_SECTION, language)


_TITLE_LOOK = {"bold": True, "font_size": 14, "text_wrap": False, "valign": "bottom"}
_PLAIN = {"text_wrap": False, "valign": "bottom"}
_LATE = {**FRAMED, "bold": True}
_BOX = {**FRAMED, "align": "center", "font_size": 14}

_HEADINGS = (
    Heading(message("Done"), 6),
    Heading(message("Due"), 16),
    Heading(message("Account"), 20),
    Heading(message("Login"), 13),
    Heading(message("Task"), 16),
    Heading(message("Done when"), 34),
    Heading(message("Because of"), 22),
    Heading(message("No."), 8),
    Heading(message("Remarks"), 15),
)

_OVERVIEW_HEADINGS = (
    Heading(message("Section"), 40),
    Heading(message("Tasks"), 10),
    Heading(message("Past due"), 10),
    Heading(message("Next due"), 20),
    Heading(message("Sheet"), 34),
)

_TOP = 3  # rows above the first line: title, day, headings


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes onto sheets. Everything is written as text: what begins with = is no formula."""

    formats: Formats
    occasion: Occasion

    def overview(
        self, sheet: Worksheet, sections: Mapping[str, Sequence[Line]], names: Mapping[str, str]
    ) -> None:
        self._head(sheet, say(_TITLE, self.occasion.language), _OVERVIEW_HEADINGS)
        if not sections:
            nothing = say(message("Nothing is to be done."), self.occasion.language)
            write_text(sheet, _TOP, 0, nothing, self.formats.get(**_PLAIN))
        for row, (section, to_do) in enumerate(sections.items(), start=_TOP):
            late = sum(line.is_late(self.occasion.day) for line in to_do)
            cells = (
                _section(section, self.occasion.language),
                len(to_do),
                late or "",
                self._day(to_do[0].due),
                names[section],
            )
            write_row(sheet, row, cells, _widths(_OVERVIEW_HEADINGS), self._row(is_late=late > 0))
        _print(sheet, len(sections), _OVERVIEW_HEADINGS)

    def section(self, sheet: Worksheet, section: str, to_do: Sequence[Line]) -> None:
        self._head(sheet, _section(section, self.occasion.language), _HEADINGS)
        for row, line in enumerate(to_do, start=_TOP):
            style = self._row(is_late=line.is_late(self.occasion.day))
            write_row(sheet, row, self._cells(line), _widths(_HEADINGS), style)
            write_text(sheet, row, 0, "☐", self.formats.get(**_BOX))
        _print(sheet, len(to_do), _HEADINGS)

    def _head(self, sheet: Worksheet, title: str, headings: Sequence[Heading]) -> None:
        day = message("As of {day}", day=self._day(self.occasion.day))
        write_text(sheet, 0, 0, title, self.formats.get(**_TITLE_LOOK))
        write_text(sheet, 1, 0, say(day, self.occasion.language), self.formats.get(**_PLAIN))
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, heading.width)
            write_text(
                sheet,
                _TOP - 1,
                column,
                say(heading.text, self.occasion.language),
                self.formats.get(**HEADING),
            )
        sheet.set_row(0, 24)

    def _row(self, *, is_late: bool) -> Format:
        return self.formats.get(**(_LATE if is_late else FRAMED))

    def _cells(self, line: Line) -> tuple[str, ...]:
        closing = closes_on(line.kind, line.reviews[0], self.occasion.minimum_administrators)
        due = self._day(line.due)
        if line.is_late(self.occasion.day):
            due += f"\n{self._say(Text('期限超過', 'past due'))}"
        task = self._say(TASKS[line.kind])
        if line.again:
            task += f"\n{self._say(Text('（やり直し）', '(to do again)'))}"
        return (
            "",
            due,
            "\n".join(" ".join(filter(None, (account.id, account.name))) for account in line.accounts),
            line.subject if line.kind.subject_kind is SubjectKind.LOGIN else "",
            task,
            self._say(closing),
            "\n".join(dict.fromkeys(self._because_of(review) for review in line.reviews[:_REVIEWS_NAMED])),
            _numbers(line.reviews),
            "",
        )

    def _because_of(self, review: Review) -> str:
        """What happened, when, and to whom: as far as everybody may know."""
        what = self._say(happening(review, self.occasion.day))
        if not is_published(review, self.occasion.day):
            return what
        name = self.occasion.names.get(review.staff_number or "", "")
        return " ".join(filter(None, (what, self._day(review.effective), name)))

    def _day(self, day: date) -> str:
        return self._say(Text("{day}", "{day}").fill(day=day))

    def _say(self, text: Text) -> str:
        return say(text, self.occasion.language)


def _print(sheet: Worksheet, lines_: int, headings: Sequence[Heading]) -> None:
    print_across_a4(sheet, head_rows=_TOP, rows=_TOP + max(lines_, 1), columns=len(headings))


def _widths(headings: Sequence[Heading]) -> tuple[int, ...]:
    return tuple(heading.width for heading in headings)


def _numbers(reviews: Sequence[Review]) -> str:
    named = ", ".join(review.id for review in reviews[:_REVIEWS_NAMED])
    more = len(reviews) - _REVIEWS_NAMED
    return f"{named} … (+{more})" if more > 0 else named
