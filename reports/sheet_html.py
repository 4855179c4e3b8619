"""The correction sheet (是正票) of one section as an HTML file, to be printed on A4, filled in with a pen and handed back.

It is addressed to the section's head and says what to put right until when, what the section has to do so that everything
can be seen, and what became of last month's findings. It is made of an edited report (``editions.of_section``), so nothing of
another section stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment

from checks._contract import Status, Text, WhyUnseen
from checks._duties import KINDS, TASKS
from checks._wording import GRADES
from checks.password_unseen import LOOK_INTO_IT, REMEDIES
from reports import arrangement, wording
from reports.audit import COMING_DAYS, LOOK_BACK_DAYS, Audit, Deadline, DeadlineKind
from reports.duties import public_on, subjects_by_id
from reports.messages import Language
from reports.page import handling, identity, margins, page_environment
from reports.remedies import for_a_head, office
from reports.report import Report
from reports.since import Change, changes, since
from reports.task_sheets import Line, lines
from reports.task_wording import happening


def render(report: Report, language: Language) -> str:
    """The sheet for ``report.section``. Raises ValueError where the report is not for a section."""
    if report.section is None:
        raise ValueError("a correction sheet is for a section")
    audit = report.audit
    groups = arrangement.findings_by_section(audit)
    findings = [one for group in groups for one in group.findings]
    gaps = arrangement.gaps(audit)
    told = since(audit, report.history.previous)
    asked = office(report)
    tasks = lines(audit.reviews, subjects_by_id(audit.subjects), public_on(audit))
    return (
        _environment(language)
        .get_template("sheet.html.j2")
        .render(
            report=report,
            audit=audit,
            section=report.section,
            identity=identity(report),
            margins=margins(report, language),
            handling=handling(report, language),
            checks={check.id: check for check in audit.checks},
            judged_on=Text("{day}", "{day}").fill(day=audit.run.day),
            asks=bool(findings or tasks or gaps or audit.unconfirmed),
            findings=findings,
            standing=arrangement.added(group.counts for group in groups),
            totals=arrangement.totals(audit),
            judged=[(cell.check, cell.tally) for cell in audit.matrix],
            gaps=[(gap, for_a_head(how_to_be_seen(gap.why), asked)) for gap in gaps],
            for_a_head=lambda remedy: for_a_head(remedy, asked),
            office=asked,
            grades=GRADES,
            tasks=tasks,
            late_tasks=sum(task.is_late(audit.run.day) for task in tasks),
            endings=endings(audit),
            answer=answer_by(audit, tasks),
            since=told,
            became=changes(told),
            waivers={row.key: row for row in audit.waivers if row.in_force},
            names={person.staff_number: person.name for person in audit.people},
            public=public_on(audit),
        )
    )


def endings(audit: Audit) -> tuple[Deadline, ...]:
    """What lapses or ends in the coming weeks, by day; tasks and findings stand in tables of their own."""
    ends = (DeadlineKind.LAPSE, DeadlineKind.WAIVER)
    return tuple(deadline for deadline in audit.deadlines if deadline.kind in ends)


@dataclass(frozen=True, slots=True)
class Answer:
    """By when the sheet is to come back. ``at_once``: something is past its day. ``day`` is the first one still ahead, None
    where nothing bears a day."""

    at_once: bool
    day: date | None


def answer_by(audit: Audit, tasks: Iterable[Line]) -> Answer:
    """The first day on which anything of the sheet is due: a later answer would not tell whether it was kept."""
    dues = [finding.due for finding in audit.findings if finding.due and finding.status is not Status.WAIVED]
    dues += [task.due for task in tasks]
    day = audit.run.day
    return Answer(any(due < day for due in dues), min((due for due in dues if due >= day), default=None))


_NEXT_NIGHT = Text(
    "次の点検で確認されます。行うことはありません。", "The next audit looks again; there is nothing to do."
)
_HOW_TO_BE_SEEN = {
    **{why.text: remedy for why, remedy in REMEDIES.items()},
    WhyUnseen.CHANGED.text: _NEXT_NIGHT,
}


def how_to_be_seen(why: Text) -> Text:
    """What is to be done so that a next audit can see it. What only IT can mend says so."""
    return _HOW_TO_BE_SEEN.get(why, LOOK_INTO_IT)


GONE = (Change.CLOSED, Change.BACK, Change.WAIVED, Change.UNCONFIRMED)
"""What of last month's findings is told one by one; what still stands is in the table of findings."""


TOLD_BY_TASKS = frozenset({"transfer-review", "incident-response"})
"""Checks whose findings ask for nothing but the tasks, which stand in a table of their own."""


@cache
def _environment(language: Language) -> Environment:
    environment = page_environment(language, "base.css", "sheet.css")
    environment.globals.update(
        coming_days=COMING_DAYS,
        look_back_days=LOOK_BACK_DAYS,
        marks=wording.MARKS,
        status_mark=wording.status_mark,
        severity_word=wording.severity_word,
        standing_word=wording.standing_word,
        subject_word=wording.subject_word,
        change_word=wording.change_word,
        gone=GONE,
        told_by_tasks=TOLD_BY_TASKS,
        changes=Change,
        statuses=Status,
        review_word=KINDS,
        task_word=TASKS,
        happening=happening,
    )
    environment.filters["month"] = lambda month: wording.month_in_words(month, language)
    return environment
