"""The report (点検結果報告) as one HTML file: what each edition is made with."""

from __future__ import annotations

from functools import cache
from typing import assert_never

from jinja2 import Environment

from checks._contract import Severity, Status
from checks._duties import KINDS, TASKS
from checks._wording import GRADES
from reports import arrangement, duties, wording
from reports.audit import COMING_DAYS, LOOK_BACK_DAYS, State
from reports.messages import Language, message
from reports.page import identity, margins, page_environment
from reports.report import Edition, Report
from reports.task_wording import UNPUBLISHED

CHAPTERS = (
    ("summary", message("Summary in numbers")),
    ("unconfirmed", message("What could not be confirmed")),
    ("matrix", message("Results by section and check")),
    ("findings", message("Findings")),
    ("reviews", message("Reviews after transfers and changes of administrators")),
    ("incidents", message("Incidents")),
    ("waivers", message("Exceptions")),
    ("deadlines", message("Coming days")),
    ("closed", message("Closed since the last run")),
    ("clauses", message("Clauses of the guideline and how they are covered")),
    ("parameters", message("Parameters in force")),
    ("register", message("Register of account administrators")),
    ("words", message("Words of this report")),
)
"""The anchor and heading of each chapter, in order; the parts of the template are named after the anchors."""


def render(report: Report, language: Language) -> str:
    """The report as one HTML document, as it was edited (``editions.edit``)."""
    match report.edition:
        case Edition.IT | Edition.PR | Edition.SECTION | Edition.PERSONNEL:
            return _whole_page(report, language)
        case _:
            assert_never(report.edition)


def _whole_page(report: Report, language: Language) -> str:
    audit = report.audit
    environment = _environment(language)
    checks = {check.id: check for check in audit.checks}
    return environment.get_template("report.html.j2").render(
        report=report,
        audit=audit,
        identity=identity(report),
        margins=margins(report, language),
        checks=checks,
        long=arrangement.is_long(audit),
        totals=arrangement.totals(audit),
        gaps=arrangement.gaps(audit),
        matrices=arrangement.matrices(audit),
        findings=arrangement.findings_by_section(audit),
        clauses=arrangement.clause_results(audit),
        absent_checks=arrangement.absent_checks(audit),
        register=arrangement.register_by_section(audit),
        reviews=duties.reviews_by_section(audit),
        tasks=duties.task_counts(audit),
        incidents=duties.incidents(audit),
        deadlines=duties.deadlines_by_day(audit),
        names={person.staff_number: person.name for person in audit.people},
    )


@cache
def _environment(language: Language) -> Environment:
    environment = page_environment(language, "base.css", "report.css")
    environment.globals.update(
        chapters=CHAPTERS,
        chapter_number={anchor: number for number, (anchor, _) in enumerate(CHAPTERS, start=1)},
        chapter_heading=dict(CHAPTERS),
        coming_days=COMING_DAYS,
        look_back_days=LOOK_BACK_DAYS,
        marks=wording.MARKS,
        severities=tuple(Severity),
        states=tuple(State),
        status_mark=wording.status_mark,
        statuses=tuple(Status),
        severity_word=wording.severity_word,
        severity_meaning=wording.severity_meaning,
        state_word=wording.state_word,
        state_meaning=wording.state_meaning,
        subject_word=wording.subject_word,
        review_word=KINDS,
        unpublished=UNPUBLISHED,
        task_word=TASKS,
        grades=GRADES,
        cover_word=wording.cover_word,
    )
    return environment
