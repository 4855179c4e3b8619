"""The page for the personnel division as an HTML file: transfers, and how far the reviews are that they opened.

Who gives the orders may see those whose day is still ahead: they bear a mark that nobody overlooks. It is made of an edited
report (``editions.for_personnel``): nothing of passwords, and of accounts their names alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from jinja2 import Environment

from checks._contract import Review, ReviewKind, SubjectKind, TaskState
from checks._duties import KINDS, TASKS
from reports import wording
from reports.audit import LOOK_BACK_DAYS, Audit, Subject
from reports.duties import TaskRow, public_on, subjects_by_id, task_rows
from reports.messages import Language, Message, message
from reports.page import handling, identity, margins, page_environment
from reports.report import Report


def render(report: Report, language: Language) -> str:
    """The page of a report that was edited for personnel."""
    audit = report.audit
    found = cases(audit)
    return (
        _environment(language)
        .get_template("personnel.html.j2")
        .render(
            report=report,
            audit=audit,
            identity=identity(report),
            margins=margins(report, language),
            handling=handling(report, language),
            cases=found,
            chapters=chapters(found),
        )
    )


@dataclass(frozen=True, slots=True)
class Case:
    """An order, or the end of an administrator's time, with what is left to do about it.

    ``ahead``: it is not in force yet, and confidential. ``name`` is empty where the audit does not tell it.
    """

    review: Review
    name: str
    ahead: bool
    accounts: tuple[Subject, ...]
    rows: tuple[TaskRow, ...]
    open: int
    late: int

    @property
    def is_done(self) -> bool:
        return self.open == 0


def cases(audit: Audit) -> tuple[Case, ...]:
    """Every review, by the first day on which something open is due; what has nothing open comes last."""
    subjects = subjects_by_id(audit.subjects)
    names = {person.staff_number: person.name for person in audit.people}
    public = public_on(replace(audit, tells_orders_ahead=False))
    day = audit.run.day
    found = (
        Case(
            review=review,
            name=names.get(review.staff_number or "", ""),
            ahead=review.effective > public,
            accounts=tuple(
                subjects.get((SubjectKind.ACCOUNT, account))
                or Subject(SubjectKind.ACCOUNT, account, "", (), "")
                for account in review.accounts
            ),
            rows=tuple(task_rows(review.tasks, subjects, day)),
            open=len(review.open_tasks),
            late=sum(task.is_late(day) for task in review.tasks),
        )
        for review in audit.reviews
    )
    return tuple(sorted(found, key=_urgency))


def _urgency(case: Case) -> tuple[date, int, str]:
    due = min((task.due for task in case.review.tasks if task.state is TaskState.OPEN), default=date.max)
    return (due, len(case.review.id), case.review.id)


@dataclass(frozen=True, slots=True)
class Chapter:
    anchor: str
    heading: Message
    cases: tuple[Case, ...]


def chapters(found: Iterable[Case]) -> tuple[Chapter, ...]:
    """Every case in one of them; chapters without a case are left out."""
    late, ahead, orders, ends, done = [], [], [], [], []
    for case in found:
        if case.late:
            late.append(case)
        elif case.ahead:
            ahead.append(case)
        elif case.is_done:
            done.append(case)
        elif case.review.kind is ReviewKind.TRANSFER:
            orders.append(case)
        else:
            ends.append(case)
    made = (
        Chapter("late", message("Reviews with something past its day"), tuple(late)),
        Chapter("ahead", message("Orders that are not in force yet"), tuple(ahead)),
        Chapter("orders", message("Orders in force with something left to do"), tuple(orders)),
        Chapter("ends", message("Ends of administrators' times with something left to do"), tuple(ends)),
        Chapter("done", message("Nothing left to do"), tuple(done)),
    )
    return tuple(chapter for chapter in made if chapter.cases)


COMMANDS = (
    "auditor transfer import FILE",
    "auditor transfer record",
    "auditor transfer cancel",
    "auditor transfer list",
    "auditor review show ID",
)
"""By which who runs the audit takes orders in and withdraws them, for the small print."""


@cache
def _environment(language: Language) -> Environment:
    environment = page_environment(language, "base.css", "sheet.css")
    environment.globals.update(
        commands=COMMANDS,
        look_back_days=LOOK_BACK_DAYS,
        marks=wording.MARKS,
        severity_word=wording.severity_word,
        subject_word=wording.subject_word,
        review_word=KINDS,
        task_word=TASKS,
    )
    environment.filters["month"] = lambda month: wording.month_in_words(month, language)
    return environment
