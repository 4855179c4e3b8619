"""The calendar: parsed back it tells each due day once a section, under an identity that stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from syrupy.assertion import SnapshotAssertion

from checks._contract import Status, Text
from reports.audit import AuditFinding
from reports.calendar_file import LINES, render
from reports.messages import Language
from reports.report import Edition, Report
from tests.reports.made_reports import EDITIONS, LANGUAGES, golden, report_of, report_of_nothing
from tests.reports.rewriting import rewritten
from tests.reports.sample import DAY, FB_LOGIN, KOHO, X_ACCOUNT, X_LOGIN, sample
from tests.reports.telling_words import telling_words


def events(report: Report, language: Language = Language.EN) -> list[Any]:
    return list(Calendar.from_ical(render(report, language)).walk("VEVENT"))


def lines(event: Any) -> list[str]:
    return str(event["DESCRIPTION"]).split("\n")


def due(number: int, **others: object) -> AuditFinding:
    finding = replace(
        sample().findings[1],
        key=f"password-reuse:{number}",
        subject=replace(X_LOGIN, id=f"login-{number}"),
        due=DAY + timedelta(days=5),
    )
    return replace(finding, **others)  # type: ignore[arg-type]


def only(*findings: AuditFinding) -> Report:
    return Report(replace(sample(), findings=findings, deadlines=()))


@EDITIONS
@LANGUAGES
def test_the_sample_gives_the_calendar_on_file(
    edition: Edition, language: Language, snapshot: SnapshotAssertion
) -> None:
    text = render(report_of(edition), language).decode("utf-8")
    assert text.replace("\r\n", "\n") == snapshot(extension_class=golden("ics"))


@EDITIONS
def test_every_due_day_and_every_coming_day_is_an_event_of_its_section(edition: Edition) -> None:
    audit = report_of(edition).audit
    expected = {(one.day, one.subject.section) for one in audit.deadlines} | {
        (one.due, one.subject.section)
        for one in audit.findings
        if one.due is not None and one.status is not Status.WAIVED
    }
    told = events(report_of(edition))
    assert len(told) == len(expected)
    assert {event.start for event in told} == {day for day, _ in expected}


@EDITIONS
def test_an_event_takes_a_whole_day_and_nobodys_time(edition: Edition) -> None:
    for event in events(report_of(edition)):
        assert type(event.start) is date
        assert event.end - event.start == timedelta(days=1)
        assert event["TRANSP"] == "TRANSPARENT"
        assert event["DTSTAMP"].dt == sample().run.finished.replace(microsecond=0)


def test_lines_end_and_fold_as_the_standard_asks() -> None:
    content = render(report_of(Edition.IT), Language.JA)
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_an_event_keeps_its_identity_while_its_day_and_section_stay() -> None:
    (before,) = events(only(due(1)))
    later = only(due(1), due(2), due(3, subject=X_ACCOUNT))
    later = replace(later, audit=replace(later.audit, run=replace(later.audit.run, id="another", day=DAY)))
    (after,) = events(later)
    assert before["UID"] == after["UID"]
    assert len(lines(after)) == 3


def test_another_day_section_edition_or_city_is_another_event() -> None:
    report = only(due(1))
    others = [
        only(due(1, due=DAY)),
        only(due(1, subject=FB_LOGIN)),
        replace(report, edition=Edition.PR),
        replace(report, audit=replace(report.audit, city="別市")),
    ]
    assert len({event["UID"] for one in (report, *others) for event in events(one)}) == 5


def test_what_is_waived_or_has_no_day_is_no_event() -> None:
    assert events(only(due(1, status=Status.WAIVED), due(2, due=None))) == []


def test_a_task_that_is_a_coming_day_is_not_told_again_by_its_finding() -> None:
    deadline = sample().deadlines[0]
    finding = due(1, check=deadline.check, subject=deadline.subject, due=deadline.day)
    (event,) = events(Report(replace(sample(), findings=(finding,), deadlines=(deadline,))))
    assert len(lines(event)) == 1


def test_a_long_day_is_cut_and_says_so() -> None:
    (event,) = events(only(*(due(number) for number in range(LINES + 7))))
    assert len(lines(event)) == LINES + 1
    assert lines(event)[-1] == "and 7 more"
    assert "57" in event["SUMMARY"]


def test_the_user_name_of_a_login_is_not_told() -> None:
    for edition in Edition:
        text = render(report_of(edition), Language.JA).decode("utf-8").replace("\r\n ", "")
        assert "mihon_city" not in text
        assert "見本 花子" not in text


def test_a_report_of_nothing_is_a_calendar_without_events() -> None:
    assert events(report_of_nothing()) == []


def test_the_last_day_there_is_breaks_nothing() -> None:
    (event,) = events(only(due(1, due=date.max)))
    assert event.start == date.max


@given(st.text(st.characters(exclude_categories=[])))
@settings(deadline=None, max_examples=25)
def test_text_that_people_write_adds_no_line_and_no_event(text: str) -> None:
    report = report_of(Edition.IT)
    audit = rewritten(report.audit, lambda old: text + old if old else old)
    plain, hostile = events(report), events(replace(report, audit=audit))
    assert [sorted(event) for event in hostile] == [sorted(event) for event in plain]
    assert [event.start for event in hostile] == [event.start for event in plain]
    assert [len(lines(event)) for event in hostile] == [len(lines(event)) for event in plain]


def test_signs_of_the_format_come_back_as_text() -> None:
    what = Text("; , \\ \\n : BEGIN:VEVENT", "; , \\ \\n : BEGIN:VEVENT")
    deadline = replace(sample().deadlines[0], what=what)
    (event,) = events(Report(replace(sample(), findings=(), deadlines=(deadline,))))
    assert lines(event) == [f"{what.en}: meta-common"]
    assert event["SUMMARY"] == f"Due: {KOHO} (1)"


@LANGUAGES
def test_the_edition_for_pr_holds_no_telling_word(language: Language) -> None:
    text = render(report_of(Edition.PR), language).decode("utf-8").replace("\r\n ", "")
    assert telling_words(text) == []
