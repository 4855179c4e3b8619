"""The edition for PR is the same whichever weakness a login has: not a word, a number or a place in a list tells."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.catalogue import load_checks
from checks._contract import Severity, Status, SubjectKind, Text, WhyUnseen
from reports.audit import (
    Audit,
    AuditFinding,
    CheckInfo,
    MatrixCell,
    NotSeenEntry,
    State,
    Subject,
    Tally,
    WaiverRow,
)
from reports.editions import CONCEALED, WITHOUT_PEOPLE, edit, of_section, plain
from reports.history import History
from reports.report import Edition, Report
from reports.since import Change, since
from tests.reports.sample import (
    DAY,
    FB_LOGIN,
    KANKO,
    KOHO,
    X_ACCOUNT,
    X_LOGIN,
    nothing_found,
    sample,
)
from tests.reports.telling_words import telling_words

SEVERITIES = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
GROUPED = tuple((group.id, check) for group in CONCEALED for check in group.checks)
CHECKS = tuple(
    CheckInfo(check, Text(f"題 {check}", f"title {check}"), f"4({n})", SEVERITIES[n % 4])
    for n, (_, check) in enumerate(GROUPED)
)
INFO = {check.id: check for check in CHECKS}
LOGINS = tuple(
    Subject(SubjectKind.LOGIN, f"login-{n}", "", ("account",), section)
    for n, section in enumerate((KOHO, KOHO, KANKO, ""))
)


LIGHT = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def _two_cities(draw: st.DrawFn) -> tuple[Audit, Audit]:
    """Two cities whose logins are weak, or not seen, alike; only by which checks differs."""
    parts: list[tuple[list[AuditFinding], list[AuditFinding], list[NotSeenEntry], list[WaiverRow]]] = [
        ([], [], [], []) for _ in range(2)
    ]
    for group in CONCEALED:
        for login in LOGINS:
            fate = draw(st.sampled_from(["", "found", "closed", "not seen", "waived"]))
            if not fate:
                continue
            first = draw(st.dates(date(2026, 1, 1), DAY))
            state = draw(st.sampled_from([State.NEW, State.OPEN, State.REOPENED]))
            for findings, closed, not_seen, waivers in parts:
                for check in draw(st.sets(st.sampled_from(group.checks), min_size=1)):
                    # Its severity gives it its term.
                    due = draw(st.none() | st.dates(DAY, DAY + timedelta(days=90)))
                    finding = AuditFinding(
                        key=f"{check}:{login.id}",
                        check=check,
                        clause=INFO[check].clause,
                        status=Status.WAIVED if fate == "waived" else Status.NONCONFORMING,
                        severity=INFO[check].severity,
                        subject=login,
                        message=Text(f"指摘 {check}", f"found by {check}"),
                        remedy=Text(f"是正 {check}", f"remedy of {check}"),
                        due=due,
                        first_seen=first,
                        state=State.CLOSED if fate == "closed" else state,
                        related=(check,),
                        reason=check,
                        closed=DAY if fate == "closed" else None,
                    )
                    if fate == "closed":
                        closed.append(finding)
                    elif fate == "not seen":
                        why = draw(st.sampled_from(WhyUnseen)).text
                        not_seen.append(NotSeenEntry(check, login.id, why, login.section))
                    else:
                        findings.append(finding)
                    if fate == "waived":
                        waivers.append(
                            WaiverRow(finding.key, check, login, check, "部長", first, DAY, None, True)
                        )
                # What is advised of a login that keeps the rules, or does not, is nobody's business but its section's.
                for check in draw(st.sets(st.sampled_from(group.checks))):
                    told = {(one.check, one.subject.id) for one in (*findings, *closed)}
                    told |= {(entry.check, entry.subject) for entry in not_seen}
                    if (check, login.id) not in told:
                        findings.append(_advice(check, login))
    shuffle = draw(st.randoms(use_true_random=False))
    first_city, other_city = (_city(*part, shuffle) for part in parts)
    return first_city, other_city


def _advice(check: str, login: Subject) -> AuditFinding:
    return replace(
        sample().findings[0],
        key=f"{check}:{login.id}",
        check=check,
        subject=login,
        status=Status.ADVICE,
        state=State.NEW,
        severity=Severity.LOW,
    )


def _city(
    findings: Sequence[AuditFinding],
    closed: Sequence[AuditFinding],
    not_seen: Sequence[NotSeenEntry],
    waivers: Sequence[WaiverRow],
    shuffle: random.Random,
) -> Audit:
    cells = []
    for section in (KOHO, KANKO, ""):
        for check in CHECKS:
            here = [one for one in findings if (one.check, one.subject.section) == (check.id, section)]
            tally = {
                status.value: sum(one.status is status for one in here)
                for status in (Status.NONCONFORMING, Status.WAIVED, Status.ADVICE)
            }
            tally["not_seen"] = sum((one.check, one.section) == (check.id, section) for one in not_seen)
            logins = sum(login.section == section for login in LOGINS)
            cells.append(
                MatrixCell(section, check.id, Tally(**tally, conforming=logins - sum(tally.values())))
            )
    return replace(
        nothing_found(),
        checks=CHECKS,
        findings=tuple(shuffle.sample(findings, len(findings))),
        closed=tuple(closed),
        not_seen=tuple(shuffle.sample(not_seen, len(not_seen))),
        waivers=tuple(sorted(waivers, key=lambda row: (row.until, row.subject.id))),
        matrix=tuple(cells),
    )


@given(_two_cities())
@LIGHT
def test_which_weakness_a_login_has_changes_nothing_for_pr(cities: tuple[Audit, Audit]) -> None:
    one, other = (plain(city) for city in cities)
    assert one == other


@given(_two_cities())
@LIGHT
def test_a_login_counts_once_and_never_more_than_there_are(cities: tuple[Audit, Audit]) -> None:
    audit = plain(cities[0])
    keys = [finding.key for finding in (*audit.findings, *audit.unconfirmed, *audit.closed)]
    assert len(keys) == len(set(keys))
    for cell in audit.matrix:
        counted = sum(getattr(cell.tally, field.name) for field in fields(Tally))
        assert counted == sum(login.section == cell.section for login in LOGINS)


def _texts(value: Any) -> list[str]:
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    return [str(value)] if isinstance(value, str) else []


@pytest.mark.parametrize("why", WhyUnseen)
def test_why_a_password_could_not_be_judged_is_not_told(why: WhyUnseen) -> None:
    entry = NotSeenEntry("password-breached", X_LOGIN.id, why.text, KOHO)
    (told,) = plain(replace(nothing_found(), not_seen=(entry,))).not_seen
    assert (told.check, told.subject) == ("password", X_LOGIN.id)
    assert told.why not in [one.text for one in WhyUnseen]
    assert telling_words(f"{told.why.ja}{told.why.en}") == []


def test_logins_like_one_that_was_broken_into_are_named_to_it_alone() -> None:
    message = Text(
        "同じか似たパスワードのログイン：fb-kanko。", "Logins with the same password or alike: fb-kanko."
    )
    finding = replace(
        sample().findings[0],
        key="incident-response:koho-x",
        check="incident-response",
        subject=X_ACCOUNT,
        message=message,
        related=(FB_LOGIN.id,),
    )
    audit = replace(sample(), findings=(finding,))
    (told,) = plain(audit).findings
    assert (told.related, told.due, told.status) == ((), finding.due, finding.status)
    assert "fb-kanko" not in told.message.ja + told.message.en
    assert {review.alike for review in plain(audit).reviews} == {None}
    cut = of_section(audit, KOHO)
    assert (cut.findings[0].related, cut.findings[0].related_elsewhere) == ((), 1)
    assert "fb-kanko" not in cut.findings[0].message.ja + cut.findings[0].message.en
    assert {review.alike for review in cut.reviews} == {None}
    assert edit(Report(audit)).audit == audit


def test_that_none_is_alike_is_told_to_the_section() -> None:
    reviews = tuple(replace(review, alike=()) for review in sample().reviews if review.kind.is_incident)
    assert {review.alike for review in of_section(replace(sample(), reviews=reviews), KOHO).reviews} == {()}


def test_what_is_found_of_a_group_is_not_told_as_unconfirmed_too() -> None:
    found, unconfirmed = (
        replace(sample().findings[0], key=f"{check}:x", check=check, status=Status.NONCONFORMING)
        for check in ("password-reuse", "password-breached")
    )
    audit = plain(replace(nothing_found(), checks=CHECKS, findings=(found,), unconfirmed=(unconfirmed,)))
    assert [finding.key for finding in audit.findings] == [f"password:{found.subject.id}"]
    assert audit.unconfirmed == ()


def test_nothing_of_a_group_is_closed_while_a_check_of_it_saw_nothing() -> None:
    closed = replace(
        sample().findings[0], key="password-reuse:fb-kanko", check="password-reuse", state=State.CLOSED
    )
    unseen = NotSeenEntry("password-breached", FB_LOGIN.id, WhyUnseen.BREACH_LIST.text, KANKO)
    audit = replace(nothing_found(), checks=CHECKS, closed=(closed,), not_seen=(unseen,))
    assert plain(audit).closed == ()
    assert len(plain(replace(audit, not_seen=())).closed) == 1


def test_the_sample_for_pr_holds_no_telling_word() -> None:
    titled = replace(
        sample(),
        checks=tuple(replace(check, title=load_checks()[check.id].title) for check in sample().checks),
    )
    assert [found for text in _texts(plain(titled)) for found in telling_words(text)] == []
    assert [found for text in _texts(titled) for found in telling_words(text)] != []


# --- the edition for a section -------------------------------------------------------------------------------------


def test_a_finding_whose_subject_moved_to_another_section_is_not_told_as_closed() -> None:
    finding = replace(sample().findings[0], subject=FB_LOGIN, state=State.OPEN)
    last_month = replace(sample(), run=replace(sample().run, day=date(2026, 10, 30)), findings=(finding,))
    moved = replace(finding, subject=replace(FB_LOGIN, section=KOHO))
    now = replace(sample(), findings=(moved,), unconfirmed=(), closed=())

    def told(section: str) -> list[Change]:
        report = edit(
            Report(now, edition=Edition.SECTION, section=section, history=History(previous=last_month))
        )
        answer = since(report.audit, report.history.previous)
        assert answer is not None
        return [one.change for one in answer.findings if one.finding.key == finding.key]

    assert told(KANKO) == []
    assert told(KOHO) == [Change.STILL]


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", WITHOUT_PEOPLE)
def test_pr_is_not_told_who_is_on_leave_or_has_left(check: str) -> None:
    message = Text("手本 良子（014795）：休職中。", "Tehon Yoshiko (014795): on leave.")
    finding = replace(
        sample().findings[0], key=f"{check}:koho-x", check=check, subject=X_ACCOUNT, message=message
    )
    for audit in (
        replace(sample(), findings=(finding,)),
        replace(sample(), findings=(), unconfirmed=(finding,)),
        replace(sample(), findings=(), closed=(finding,)),
    ):
        (told,) = (one for one in _standing(plain(audit)) if one.check == check)
        assert (told.message, told.severity, told.clause) == (
            WITHOUT_PEOPLE[check],
            finding.severity,
            finding.clause,
        )
        (of_its_section,) = (one for one in _standing(of_section(audit, KOHO)) if one.check == check)
        assert of_its_section.message == message


def _standing(audit: Audit) -> tuple[AuditFinding, ...]:
    return (*audit.findings, *audit.unconfirmed, *audit.closed)
