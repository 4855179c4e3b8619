"""The report (点検結果報告) as one HTML file: which edition has which chapters, and what their templates are given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import assert_never

from jinja2 import Environment

from checks._contract import Severity, Status
from checks._duties import KINDS, TASKS
from checks._wording import GRADES
from reports import arrangement, duties, first_page, personnel_html, pictures, sheet_html, wording
from reports.audit import COMING_DAYS, LOOK_BACK_DAYS, Audit, State
from reports.editions import CONCEALED_CHECKS, CONCEALED_TITLES
from reports.history import Month
from reports.messages import Language, Message, message
from reports.page import handling, identity, inline, margins, page_environment, source
from reports.report import Edition, Report
from reports.since import Change, since
from reports.task_wording import UNPUBLISHED


@dataclass(frozen=True, slots=True)
class Chapter:
    """``anchor`` is the name of its template, too."""

    anchor: str
    heading: Message
    editions: frozenset[Edition] = frozenset({Edition.IT, Edition.PR})


CHAPTERS = (
    Chapter("summary", message("Summary")),
    Chapter("scope", message("Scope and method")),
    Chapter("unconfirmed", message("What could not be confirmed")),
    Chapter("development", message("Development and distribution")),
    Chapter("matrix", message("Results by section and check")),
    Chapter("findings", message("Findings")),
    Chapter("since", message("State of the findings of last time")),
    Chapter("waivers", message("Exceptions")),
    Chapter("reviews", message("Reviews after transfers and changes of administrators")),
    Chapter("incidents", message("Incidents")),
    Chapter("deadlines", message("Coming days")),
    Chapter("clauses", message("Clauses of the guideline and how they are covered")),
    Chapter("parameters", message("Parameters in force"), frozenset({Edition.IT})),
    Chapter("register", message("Register of account administrators")),
    Chapter("signatures", message("Reviews of earlier reports")),
    Chapter("seal", message("Seal of the ledger"), frozenset({Edition.IT})),
    Chapter("words", message("Words of this report")),
)
"""In order. An edition has those that its audit holds anything for."""


def render(report: Report, language: Language) -> str:
    """The report as one HTML document, as it was edited (``editions.edit``)."""
    match report.edition:
        case Edition.IT | Edition.PR:
            return _whole_page(report, language)
        case Edition.SECTION:
            return sheet_html.render(report, language)
        case Edition.PERSONNEL:
            return personnel_html.render(report, language)
        case _:
            assert_never(report.edition)


def _whole_page(report: Report, language: Language) -> str:
    audit, history = report.audit, report.history
    chapters = tuple(
        _headed(chapter, audit, history.previous)
        for chapter in CHAPTERS
        if report.edition in chapter.editions
    )
    return (
        _environment(language)
        .get_template("report.html.j2")
        .render(
            report=report,
            audit=audit,
            history=history,
            identity=identity(report),
            margins=margins(report, language),
            handling=handling(report, language),
            chapters=chapters,
            chapter_number={chapter.anchor: n for n, chapter in enumerate(chapters, start=1)},
            chapter_heading={chapter.anchor: chapter.heading for chapter in chapters},
            fiscal_year=wording.fiscal_year(audit.run.day, language),
            checks={check.id: check for check in audit.checks},
            concealed=CONCEALED_CHECKS if report.edition is Edition.PR else frozenset(),
            concealed_titles=CONCEALED_TITLES if report.edition is Edition.PR else frozenset(),
            long=arrangement.is_long(audit),
            totals=arrangement.totals(audit),
            numbers=first_page.numbers(audit, history.previous),
            points=first_page.points(audit),
            acts=first_page.who_acts(audit),
            not_seen=first_page.not_seen(audit),
            incidents_of_month=first_page.months_incidents(audit),
            gaps=arrangement.gaps(audit),
            trend=pictures.trend(audit, history),
            sections=pictures.sections(audit),
            ages=pictures.ages(audit.findings, audit.run.day),
            calendar=pictures.calendar(audit.deadlines, audit.run.day),
            matrices=arrangement.matrices(audit),
            findings=arrangement.findings_by_section(audit),
            since=since(audit, history.previous),
            clauses=arrangement.clause_results(audit),
            absent_checks=arrangement.absent_checks(audit),
            register=arrangement.register_by_section(audit),
            reviews=duties.reviews_by_section(audit),
            tasks=duties.task_counts(audit),
            incidents=duties.incidents(audit),
            deadlines=duties.deadlines_by_day(audit),
            names={person.staff_number: person.name for person in audit.people},
        )
    )


def _headed(chapter: Chapter, audit: Audit, previous: Audit | None) -> Chapter:
    """Where the record before is older than last month's, the chapter on its findings does not call it last month's."""
    if chapter.anchor != "since" or previous is None:
        return chapter
    before = first_page.before(audit.run.day, previous.run.day)
    if before.is_last_month:
        return chapter
    return replace(
        chapter, heading=message("State of the findings of {month}", month=wording.month_named(before.month))
    )


@cache
def _environment(language: Language) -> Environment:
    environment = page_environment(language, "base.css", "report.css")
    environment.globals.update(
        script=inline(source(environment, "report.js")),
        coming_days=COMING_DAYS,
        look_back_days=LOOK_BACK_DAYS,
        edition_named=wording.edition_named,
        edition_word=wording.edition_word,
        marks=wording.MARKS,
        mark_of={mark.name: mark for mark in wording.MARKS},
        bars_of=pictures.SHOWN,
        plot=pictures,
        month_of=Month.of,
        severities=tuple(Severity),
        states=tuple(State),
        changes=Change,
        change_word=wording.change_word,
        change_meaning=wording.change_meaning,
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
    environment.filters.update(
        month_day=lambda day: wording.month_day(day, language),
        signed=wording.signed,
        month=lambda month: wording.month_in_words(month, language),
        month_label=lambda month: wording.month_label(month, language),
        year_label=lambda month: wording.year_label(month, language),
    )
    return environment
