"""The report that people read: one HTML file with nothing from outside.

No script, no font, no picture, no address to fetch: a content security policy in the file itself forbids them all
and allows the one style sheet by its SHA-256. Everything that comes from data is escaped by Jinja2 and goes
through ``characters.visible`` first, at one place, so that no template can forget it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checks._contract import Severity, Status, Text
from checks._duties import KINDS, TASKS
from checks._wording import GRADES
from reports import arrangement, duties, wording
from reports.audit import COMING_DAYS, LOOK_BACK_DAYS, State
from reports.characters import visible
from reports.messages import Language, Message, message, say
from reports.report import Report
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
    """The whole report (点検結果報告) as one HTML document."""
    audit = report.audit
    environment = _environment(language)
    checks = {check.id: check for check in audit.checks}
    return environment.get_template("report.html.j2").render(
        report=report,
        audit=audit,
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
    environment = page_environment(language, "report.css")
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


def page_environment(language: Language, *styles: str) -> Environment:
    """What every page of the product is made with: escaping, the style sheets ``styles`` and their hash, words and days.

    To be made once a process and language: templates are part of the program, not state.
    """
    environment = Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = "".join(_style(environment, name) for name in styles)
    environment.globals.update(
        language=language.value,
        _=_translator(language),
        style=Markup(style),  # noqa: S704 - our own files
        style_hash=b64encode(sha256(style.encode()).digest()).decode("ascii"),
        service_name=wording.service_name,
    )
    environment.filters.update(
        say=_sayer(language),
        day=lambda day: wording.day_in_words(day, language),
        time=wording.time_in_words,
    )
    return environment


def _style(environment: Environment, name: str) -> str:
    """A style sheet as a browser sees it: a parser turns CRLF into LF, and the hash is over what it sees."""
    if environment.loader is None:
        raise AssertionError("the environment is made with a loader")
    source, _, _ = environment.loader.get_source(environment, name)
    return source.replace("\r\n", "\n")


def _translator(language: Language) -> Callable[..., str]:
    def translated(text: str, /, **values: object) -> str:
        return say(message(text, **values), language)

    return translated


def _sayer(language: Language) -> Callable[[Message | Text | str], str]:
    def said(words: Message | Text | str) -> str:
        return words if isinstance(words, str) else say(words, language)

    return said


def _visible(value: object) -> object:
    """Every value on its way into a page, before it is escaped; what a template made itself passes as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
