from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from auditor.engine import JudgedFinding
from auditor.ledger import findings, runs, schema
from auditor.ledger.findings import Recorded
from auditor.ledger.schema import Event
from checks._contract import Severity, Status, SubjectKind, Text, Waiver
from reports.audit import AuditFinding, PackRef, State, Subject

from .writes import counted

DAY = date(2026, 11, 20)


class EveryDayWorks:
    """A calendar in which the n-th working day is n days on."""

    def after(self, day: date, working_days: int) -> date:
        return day + timedelta(days=working_days)


REUSE = JudgedFinding(
    key="password-reuse:koho-x",
    check="password-reuse",
    clause="4(3)c",
    status=Status.NONCONFORMING,
    severity=Severity.HIGH,
    subject=Subject(SubjectKind.LOGIN, "koho-x", "mihon_koho", ("koho-x", "kanko-fb"), "広報広聴課"),
    message=Text("同じパスワードです。", "The same password."),
    remedy=Text("変えてください。", "Change it."),
    related=("kanko-fb",),
    due=None,
    due_working_days=10,
    reason="same",
)


class Nights:
    """Records one run after another, ``days`` apart from the first."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self.count = 0

    def record(
        self,
        day: int,
        *judged: JudgedFinding,
        not_judged: Collection[str] = (),
        waivers: Collection[Waiver] = (),
    ) -> Recorded:
        self.count += 1
        run_id = f"run-{self.count}"
        started = datetime(2026, 11, 20, 2, self.count, tzinfo=UTC)
        judged_day = DAY + timedelta(days=day)
        runs.start(self.tx, run_id, judged_day, started, PackRef("ube", "1", Text("", "")), version="1")
        return findings.record(
            self.tx,
            run_id,
            judged_day,
            judged,
            EveryDayWorks(),
            not_judged=frozenset(not_judged),
            waivers={waiver.key: waiver for waiver in waivers},
        )

    def events(self) -> list[tuple[str, Event]]:
        table = schema.finding_events
        return [(row.run_id, row.event) for row in self.tx.execute(select(table).order_by(table.c.id))]


@pytest.fixture
def nights(tx: Connection) -> Nights:
    return Nights(tx)


def only(recorded: Recorded) -> AuditFinding:
    (finding,) = recorded.findings
    return finding


def on(day: int) -> date:
    return DAY + timedelta(days=day)


# --- a life ------------------------------------------------------------------------------------------------


def test_a_finding_opens_with_all_that_was_judged(nights: Nights) -> None:
    assert nights.record(0, REUSE) == Recorded(
        findings=(
            AuditFinding(
                key=REUSE.key,
                check=REUSE.check,
                clause=REUSE.clause,
                status=REUSE.status,
                severity=REUSE.severity,
                subject=REUSE.subject,
                message=REUSE.message,
                remedy=REUSE.remedy,
                due=on(10),
                first_seen=DAY,
                state=State.NEW,
                related=("kanko-fb",),
                reason="same",
                opened=DAY,
            ),
        ),
        closed=(),
    )


def test_a_finding_that_stands_writes_nothing(nights: Nights) -> None:
    nights.record(0, REUSE)
    with counted(nights.tx) as written:
        standing = only(nights.record(1, REUSE))
    assert [statement.split()[2] for statement in written] == ["runs"]
    assert (standing.state, standing.first_seen, standing.due) == (State.OPEN, DAY, on(10))


def test_a_finding_that_is_gone_closes_and_is_told_once(nights: Nights) -> None:
    nights.record(0, REUSE)
    ended = nights.record(3)
    assert ended.findings == ()
    assert [(finding.key, finding.state, finding.closed) for finding in ended.closed] == [
        (REUSE.key, State.CLOSED, on(3))
    ]
    assert nights.record(4) == Recorded((), ())


def test_a_finding_that_comes_back_keeps_its_first_day_and_is_due_anew(nights: Nights) -> None:
    nights.record(0, REUSE)
    nights.record(3)
    back = only(nights.record(5, REUSE))
    assert (back.state, back.first_seen, back.due, back.closed) == (State.REOPENED, DAY, on(15), None)
    assert only(nights.record(6, REUSE)).state is State.OPEN
    assert nights.events() == [("run-1", Event.OPENED), ("run-2", Event.CLOSED), ("run-3", Event.REOPENED)]


def test_what_could_not_be_judged_stays_as_it_was_last_seen(nights: Nights) -> None:
    opened = only(nights.record(0, REUSE))
    with counted(nights.tx) as written:
        kept = nights.record(2, not_judged={REUSE.key, "password-age:never-found"})
    assert [statement.split()[2] for statement in written] == ["runs"]
    assert kept == Recorded((replace(opened, state=State.OPEN),), ())


def test_what_could_not_be_judged_does_not_open_what_was_closed(nights: Nights) -> None:
    nights.record(0, REUSE)
    nights.record(1)
    assert nights.record(2, not_judged={REUSE.key}) == Recorded((), ())


# --- changes -----------------------------------------------------------------------------------------------


def test_a_number_that_moves_is_kept_and_is_no_event(nights: Nights) -> None:
    nights.record(0, REUSE)
    moved = replace(REUSE, message=Text("あと9日です。", "9 days left."), related=())
    assert only(nights.record(1, moved)).message == moved.message
    assert nights.events() == [("run-1", Event.OPENED)]


@pytest.mark.parametrize("change", [{"status": Status.UNVERIFIED}, {"severity": Severity.CRITICAL}])
def test_another_status_or_severity_is_an_event_with_both(nights: Nights, change: dict[str, object]) -> None:
    nights.record(0, REUSE)
    changed = replace(REUSE, **change)
    standing = only(nights.record(1, changed))
    assert (standing.status, standing.severity, standing.state) == (
        changed.status,
        changed.severity,
        State.OPEN,
    )
    table = schema.finding_events
    event = nights.tx.execute(select(table).where(table.c.run_id == "run-2")).one()
    assert (event.event, event.day) == (Event.CHANGED, on(1))
    assert (event.status_before, event.status_after) == (REUSE.status, changed.status)
    assert (event.severity_before, event.severity_after) == (REUSE.severity, changed.severity)


# --- due days ----------------------------------------------------------------------------------------------


def test_the_rules_own_due_day_wins_even_when_it_is_later(nights: Nights) -> None:
    assert only(nights.record(0, replace(REUSE, due=on(3)))).due == on(3)
    assert only(nights.record(1, replace(REUSE, due=on(30)))).due == on(30)


def test_a_graver_finding_is_due_earlier_and_never_later(nights: Nights) -> None:
    nights.record(0, REUSE)
    graver = replace(REUSE, severity=Severity.CRITICAL, due_working_days=3)
    assert only(nights.record(2, graver)).due == on(3)
    slower = replace(REUSE, severity=Severity.CRITICAL, due_working_days=20)
    assert only(nights.record(4, slower)).due == on(3)
    assert only(nights.record(5, REUSE)).due == on(3)


def test_what_becomes_advice_is_no_longer_due_and_what_was_advice_is_counted_from_its_opening(
    nights: Nights,
) -> None:
    advice = replace(REUSE, status=Status.ADVICE, due_working_days=None)
    assert only(nights.record(0, advice)).due is None
    assert only(nights.record(2, REUSE)).due == on(10)
    assert only(nights.record(3, advice)).due is None


# --- waivers -----------------------------------------------------------------------------------------------

WAIVED = replace(
    REUSE, status=Status.WAIVED, message=Text("例外が承認されています。", "Waived."), due_working_days=None
)
WAIVER = Waiver(1, REUSE.check, "koho-x", "理由", "課長", granted=DAY, until=on(40))


def test_a_finding_that_is_waived_and_back_has_one_life_and_keeps_its_days(nights: Nights) -> None:
    nights.record(0, REUSE)
    waived = only(nights.record(1, WAIVED))
    assert (waived.status, waived.severity, waived.due) == (Status.WAIVED, Severity.HIGH, None)
    assert (waived.state, waived.first_seen) == (State.OPEN, DAY)
    back = only(nights.record(40, REUSE))
    assert (back.status, back.due, back.state, back.first_seen) == (REUSE.status, on(10), State.OPEN, DAY)
    assert nights.events() == [
        ("run-1", Event.OPENED),
        ("run-2", Event.CHANGED),
        ("run-3", Event.CHANGED),
    ]
    table = schema.finding_events
    changes = nights.tx.execute(select(table).where(table.c.event == Event.CHANGED).order_by(table.c.id))
    assert [(event.status_before, event.status_after) for event in changes] == [
        (Status.NONCONFORMING, Status.WAIVED),
        (Status.WAIVED, Status.NONCONFORMING),
    ]


def test_a_finding_that_was_waived_from_its_first_night_is_due_counted_from_its_opening(
    nights: Nights,
) -> None:
    assert only(nights.record(0, WAIVED)).due is None
    assert only(nights.record(30, REUSE)).due == on(10)


def test_the_day_that_a_graver_finding_had_is_kept_through_a_waiver(nights: Nights) -> None:
    nights.record(0, replace(REUSE, severity=Severity.CRITICAL, due_working_days=3))
    nights.record(1, WAIVED)
    assert only(nights.record(2, REUSE)).due == on(3)


def test_a_rules_own_day_is_not_told_while_it_is_waived_and_is_back_with_the_finding(nights: Nights) -> None:
    nights.record(0, replace(REUSE, due=on(5)))
    assert only(nights.record(1, WAIVED)).due is None
    assert only(nights.record(2, replace(REUSE, due=on(7)))).due == on(7)


def test_what_closed_while_it_was_waived_is_due_anew_when_it_comes_back(nights: Nights) -> None:
    nights.record(0, REUSE)
    nights.record(1, WAIVED)
    (closed,) = nights.record(2).closed
    assert (closed.status, closed.due) == (Status.WAIVED, None)
    back = only(nights.record(5, REUSE))
    assert (back.state, back.due) == (State.REOPENED, on(15))


def test_a_waived_finding_that_nobody_can_judge_stays_waived_until_its_waiver_ends(nights: Nights) -> None:
    nights.record(0, WAIVED)
    assert only(nights.record(40, not_judged={REUSE.key}, waivers=[WAIVER])).status is Status.WAIVED
    over = only(nights.record(41, not_judged={REUSE.key}, waivers=[WAIVER]))
    assert (over.status, over.severity, over.state) == (Status.UNVERIFIED, Severity.HIGH, State.OPEN)
    assert "2026-12-30" in over.message.en
    with counted(nights.tx) as written:
        assert only(nights.record(42, not_judged={REUSE.key}, waivers=[WAIVER])) == over
    assert [statement.split()[2] for statement in written] == ["runs"]
    assert nights.events() == [("run-1", Event.OPENED), ("run-3", Event.CHANGED)]


def test_a_waiver_takes_nothing_from_a_finding_that_nobody_can_judge(nights: Nights) -> None:
    nights.record(0, REUSE)
    assert only(nights.record(1, not_judged={REUSE.key}, waivers=[WAIVER])).status is REUSE.status


# --- order ---------------------------------------------------------------------------------------------------


def test_the_gravest_come_first_then_by_section_check_and_subject(nights: Nights) -> None:
    def finding(severity: Severity, section: str, check: str, subject: str) -> JudgedFinding:
        return replace(
            REUSE,
            key=f"{check}:{subject}",
            check=check,
            severity=severity,
            subject=replace(REUSE.subject, id=subject, section=section),
        )

    in_order = [
        finding(Severity.CRITICAL, "防災課", "z-check", "z"),
        finding(Severity.HIGH, "a", "b-check", "z"),
        finding(Severity.HIGH, "b", "a-check", "a"),
        finding(Severity.HIGH, "b", "a-check", "b"),
        finding(Severity.HIGH, "b", "b-check", "a"),
        finding(Severity.INFO, "a", "a-check", "c"),
    ]
    keys = [finding.key for finding in in_order]
    assert [finding.key for finding in nights.record(0, *reversed(in_order)).findings] == keys
    assert [finding.key for finding in nights.record(1).closed] == keys
