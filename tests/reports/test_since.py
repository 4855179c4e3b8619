"""What became of last month's findings: each has one fate, and what was not seen is never told as closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks._contract import Status, Text
from reports.audit import Audit, AuditFinding, NotSeenEntry, State
from reports.since import Change, Followed, Since, since
from tests.reports.sample import CHECKS, DAY, FB_LOGIN, X_LOGIN, nothing_found, sample

LAST = date(2026, 10, 30)
WHY = Text("読めません。", "It cannot be read.")
FINDING = replace(
    sample().findings[0],
    state=State.OPEN,
    status=Status.NONCONFORMING,
    first_seen=LAST,
    opened=LAST,
)


def finding(**others: object) -> AuditFinding:
    return replace(FINDING, **others)  # type: ignore[arg-type]


def audit(
    *findings: AuditFinding,
    day: date = DAY,
    unconfirmed: tuple[AuditFinding, ...] = (),
    closed: tuple[AuditFinding, ...] = (),
    not_seen: tuple[NotSeenEntry, ...] = (),
) -> Audit:
    empty = nothing_found()
    return replace(
        empty,
        run=replace(empty.run, day=day),
        checks=CHECKS,
        findings=findings,
        unconfirmed=unconfirmed,
        closed=closed,
        not_seen=not_seen,
    )


def told(now: Audit, previous: Audit) -> Since:
    answer = since(now, previous)
    assert answer is not None
    return answer


def only(now: Audit, previous: Audit) -> Followed:
    (one,) = told(now, previous).findings
    return one


BEFORE = audit(FINDING, day=LAST)


def test_without_an_earlier_month_there_is_no_answer() -> None:
    assert since(sample(), None) is None


def test_the_day_of_last_months_audit_is_told() -> None:
    assert told(audit(), BEFORE).day == LAST


def test_what_stands_as_it_stood_is_still_open() -> None:
    now = finding(status=Status.UNVERIFIED)
    assert only(audit(now), BEFORE) == Followed(Change.STILL, FINDING, now)


def test_what_is_not_found_any_more_is_closed_without_a_day_where_another_night_closed_it() -> None:
    assert only(audit(), BEFORE) == Followed(Change.CLOSED, FINDING, None)


def test_what_this_audit_closed_bears_its_day() -> None:
    ended = finding(state=State.CLOSED, closed=DAY)
    assert only(audit(closed=(ended,)), BEFORE) == Followed(Change.CLOSED, FINDING, None, DAY)


def test_what_ended_and_was_found_again_since_is_back() -> None:
    assert only(audit(finding(opened=DAY)), BEFORE).change is Change.BACK


def test_an_audit_kept_without_the_day_of_opening_tells_what_came_back_with_it() -> None:
    assert only(audit(finding(opened=None, state=State.REOPENED)), BEFORE).change is Change.BACK
    assert only(audit(finding(opened=None)), BEFORE).change is Change.STILL


def test_an_exception_granted_since_is_told_as_one() -> None:
    waived = finding(status=Status.WAIVED)
    assert only(audit(waived), BEFORE).change is Change.WAIVED
    assert only(audit(waived), audit(waived, day=LAST)).change is Change.STILL
    assert only(audit(FINDING), audit(waived, day=LAST)).change is Change.STILL


def test_what_was_not_seen_is_never_closed() -> None:
    assert only(audit(unconfirmed=(FINDING,)), BEFORE) == Followed(Change.UNCONFIRMED, FINDING, FINDING)
    entry = NotSeenEntry(FINDING.check, FINDING.subject.id, WHY)
    assert only(audit(not_seen=(entry,)), BEFORE) == Followed(Change.UNCONFIRMED, FINDING, None)


def test_what_no_check_judges_any_more_is_never_closed() -> None:
    assert only(replace(audit(), checks=()), BEFORE).change is Change.UNCONFIRMED
    assert only(replace(audit(), not_set_up=(FINDING.check,)), BEFORE).change is Change.UNCONFIRMED


def test_what_could_not_be_seen_last_month_counts_as_last_months() -> None:
    previous = audit(day=LAST, unconfirmed=(FINDING,))
    assert only(audit(FINDING), previous).change is Change.STILL
    assert only(audit(), previous).change is Change.CLOSED


def test_what_came_up_since_is_new_and_what_is_older_returned() -> None:
    assert only(audit(finding(first_seen=DAY)), audit(day=LAST)).change is Change.NEW
    assert only(audit(finding(opened=DAY)), audit(day=LAST)).change is Change.RETURNED


def test_what_came_up_since_and_could_not_be_confirmed_is_told_too() -> None:
    later = finding(first_seen=LAST + timedelta(days=3))
    assert only(audit(unconfirmed=(later,)), audit(day=LAST)) == Followed(Change.UNCONFIRMED, None, later)


def test_the_gravest_come_first() -> None:
    one, other = (
        replace(FINDING, key=f"{check.id}:{subject.id}", check=check.id, severity=check.severity)
        for check, subject in ((CHECKS[2], X_LOGIN), (CHECKS[1], FB_LOGIN))
    )
    order = [row.finding.severity for row in told(audit(one, other), audit(day=LAST)).findings]
    assert order == [other.severity, one.severity]


def test_a_finding_that_no_audit_tells_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no audit"):
        Followed(Change.CLOSED, None, None).finding  # noqa: B018


# --- laws ----------------------------------------------------------------------------------------------------------

LIGHT = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
_KEYS = st.tuples(st.sampled_from(CHECKS), st.sampled_from([X_LOGIN, FB_LOGIN]))
_DAYS = st.dates(date(2026, 8, 1), DAY)


@st.composite
def _findings(draw: st.DrawFn) -> tuple[AuditFinding, ...]:
    made = []
    for check, subject in draw(st.lists(_KEYS, unique_by=lambda key: (key[0].id, key[1].id), max_size=5)):
        first = draw(_DAYS)
        made.append(
            replace(
                FINDING,
                key=f"{check.id}:{subject.id}",
                check=check.id,
                severity=check.severity,
                subject=subject,
                status=draw(st.sampled_from(Status)),
                state=draw(st.sampled_from([State.NEW, State.OPEN, State.REOPENED])),
                first_seen=first,
                opened=draw(st.none() | st.dates(first, DAY)),
            )
        )
    return tuple(made)


@st.composite
def _audits(draw: st.DrawFn, day: date) -> Audit:
    entries = draw(st.lists(_KEYS, max_size=2))
    return replace(
        audit(
            *draw(_findings()),
            day=day,
            unconfirmed=draw(_findings()),
            closed=tuple(replace(one, state=State.CLOSED, closed=day) for one in draw(_findings())),
            not_seen=tuple(NotSeenEntry(check.id, subject.id, WHY) for check, subject in entries),
        ),
        checks=tuple(draw(st.sets(st.sampled_from(CHECKS), min_size=4))),
    )


@given(_audits(DAY), _audits(LAST))
@LIGHT
def test_each_finding_of_either_audit_has_exactly_one_fate(now: Audit, previous: Audit) -> None:
    answer = told(now, previous)
    keys = [one.finding.key for one in answer.findings]
    assert len(keys) == len(set(keys))
    listed = (*now.findings, *now.unconfirmed, *previous.findings, *previous.unconfirmed)
    assert set(keys) == {one.key for one in listed}
    assert sum(len(answer.of(change)) for change in Change) == len(keys)


@given(_audits(DAY), _audits(LAST))
@LIGHT
def test_fates_tell_which_audit_told_the_finding(now: Audit, previous: Audit) -> None:
    answer = told(now, previous)
    standing = {one.key for one in now.findings}
    open_fates = answer.of(Change.STILL, Change.BACK, Change.WAIVED, Change.NEW, Change.RETURNED)
    assert {one.finding.key for one in open_fates} == standing
    before = {one.key for one in (*previous.findings, *previous.unconfirmed)}
    assert {one.finding.key for one in answer.of_last_month} == before
    assert not {one.finding.key for one in answer.of(Change.NEW, Change.RETURNED)} & before


@given(_audits(DAY), _audits(LAST))
@LIGHT
def test_nothing_is_closed_that_was_not_judged(now: Audit, previous: Audit) -> None:
    unseen = {one.key for one in now.unconfirmed} | {f"{one.check}:{one.subject}" for one in now.not_seen}
    for one in told(now, previous).of(Change.CLOSED):
        assert one.finding.key not in unseen
        assert one.finding.check in {check.id for check in now.checks}
        assert one.now is None


@given(_audits(DAY), _audits(LAST))
@LIGHT
def test_the_order_of_what_is_given_changes_nothing(now: Audit, previous: Audit) -> None:
    turned = replace(now, findings=now.findings[::-1], unconfirmed=now.unconfirmed[::-1])
    assert since(turned, replace(previous, findings=previous.findings[::-1])) == since(now, previous)
