"""The days ahead: each told before it passes, by the very checks that would tell of it afterwards."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import deadlines
from auditor.deadlines import coming, with_findings
from auditor.engine import judge, outcomes
from checks._contract import (
    AccountCheck,
    AnyCheck,
    Employment,
    EvidenceKind,
    Facts,
    Finding,
    Grade,
    Need,
    NoParameters,
    Outcome,
    Pack,
    Person,
    Proof,
    Review,
    ReviewKind,
    SecondFactor,
    Severity,
    Sighting,
    Status,
    SubjectKind,
    Task,
    TaskKind,
    TaskState,
    Text,
    Unseen,
    Waiver,
    WhyUnseen,
)
from reports.audit import COMING_DAYS, AuditFinding, Deadline, DeadlineKind, State, Subject
from tests.checks.made import (
    CHECKS,
    UBE,
    account,
    administrator,
    days,
    evidence,
    facts,
    login,
    measured,
    pack,
    rule,
    seed,
)

PERMITTED = Person("70001", "見本 委託")


def ahead(known: Facts, policy: Pack = UBE, checks: Any = CHECKS) -> tuple[Deadline, ...]:
    return coming(known, policy, checks, judge(policy, checks, known))


def told(known: Facts, check: str, **parameters: Any) -> list[tuple[int, str]]:
    """How many days ahead, and for whom, of one check."""
    found = ahead(known, pack(rule(check, **parameters)))
    assert {deadline.check for deadline in found} <= {check}
    return [((deadline.day - known.day).days, deadline.subject.id) for deadline in found]


def record(kind: EvidenceKind, until: int | None = None, **others: Any) -> Any:
    return evidence(
        kind,
        others.pop("dated", days(-100)),
        until=None if until is None else days(until),
        account_id="koho-x",
        **others,
    )


def waiver(check: str, subject: str, until: int, **others: Any) -> dict[str, Waiver]:
    made = replace(Waiver(1, check, subject, "理由", "90001", granted=days(-10), until=days(until)), **others)
    return {made.key: made}


# --- records -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", ["records-kept", "use-approved", "operating-rules"])
@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (0, [(0, "koho-x")]),
        (COMING_DAYS, [(COMING_DAYS, "koho-x")]),
        (COMING_DAYS + 1, []),
        (-1, []),  # a finding
    ],
)
def test_a_record_ends_with_its_last_day(check: str, until: int, expected: list[Any]) -> None:
    assert told(facts(evidence=(record(EvidenceKind(check), until),)), check) == expected


def test_a_record_without_an_end_ends_when_the_pack_says() -> None:
    known = facts(evidence=(record(EvidenceKind.RECORDS_KEPT, dated=days(-370)),))
    assert told(known, "records-kept") == [(30, "koho-x")]
    assert told(known, "records-kept", valid_days=None) == []


def test_of_two_records_the_one_that_holds_longer_counts() -> None:
    both = (record(EvidenceKind.USE_APPROVED, 5), record(EvidenceKind.USE_APPROVED, 20))
    assert told(facts(evidence=both), "use-approved") == [(20, "koho-x")]
    assert told(facts(evidence=(*both, record(EvidenceKind.USE_APPROVED))), "use-approved") == []


def test_a_record_of_the_whole_city_ends_for_each_account_that_has_none_of_its_own() -> None:
    city = evidence(EvidenceKind.OPERATING_RULES, days(-9), until=days(9))
    known = facts(
        accounts=(account("koho-x"), account("kanko-fb"), account("bosai-x")),
        evidence=(city, record(EvidenceKind.OPERATING_RULES, 30)),
    )
    assert told(known, "operating-rules") == [(9, "bosai-x"), (9, "kanko-fb"), (30, "koho-x")]


def test_what_is_closed_by_then_has_no_deadline() -> None:
    ends = record(EvidenceKind.USE_APPROVED, 9)
    assert told(facts(accounts=(account(closed=days(30)),), evidence=(ends,)), "use-approved") == []


def test_what_is_closed_is_to_be_taken_off_the_list_in_time() -> None:
    known = facts(accounts=(account(closed=days(-3)),), evidence=(record(EvidenceKind.SITE_LISTING),))
    ((day, subject),) = told(known, "closed-but-listed", removal_days=5)
    assert (days(day), subject) == (known.calendar.after(days(-3), 5), "koho-x")


def test_the_leave_for_somebody_from_outside_the_staff_ends() -> None:
    known = facts(
        people=(),
        administrators=(administrator(PERMITTED.staff_number),),
        evidence=(record(EvidenceKind.NON_STAFF_PERMITTED, 12),),
    )
    outside = replace(known, people={PERMITTED.staff_number: PERMITTED})
    contractor = replace(
        known, people={PERMITTED.staff_number: replace(PERMITTED, employment=Employment.CONTRACTOR)}
    )
    assert told(outside, "administrators-are-staff") == []  # is staff
    assert told(contractor, "administrators-are-staff") == [(12, "koho-x")]


def test_the_last_day_of_one_of_two_administrators_is_told() -> None:
    known = facts(administrators=(administrator("10001"), administrator("10002", until=days(41))))
    assert told(known, "administrators-minimum") == [(41, "koho-x")]


# --- passwords and second factors -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("first_seen", "expected"), [(-365, 0), (-364, 1), (-305, 60)])
def test_the_limit_of_a_password_s_age_is_told(first_seen: int, expected: int) -> None:
    known = facts(sightings={"x-koho": Sighting(days(first_seen), changes_seen=True)})
    assert told(known, "password-age") == [(expected, "x-koho")]


@pytest.mark.parametrize("first_seen", [-366, -304])
def test_an_age_that_is_past_or_far_from_its_limit_is_not(first_seen: int) -> None:
    known = facts(sightings={"x-koho": Sighting(days(first_seen), changes_seen=True)})
    assert told(known, "password-age") == []


def test_of_a_password_that_was_not_seen_nothing_is_told() -> None:
    known = facts(
        sightings={"x-koho": Sighting(days(-350), changes_seen=True)},
        measurements=[measured("x-koho", Unseen(WhyUnseen.REFUSED))],
    )
    assert told(known, "password-age") == []


def test_a_proof_by_code_and_a_record_of_a_second_factor_end() -> None:
    shown = login(second_factor=SecondFactor.TOTP)
    proven = facts(
        logins=(shown,),
        measurements=[measured("x-koho", seed_=seed())],
        proofs={"x-koho": Proof(days(-5), days(20), "10001")},
    )
    assert told(proven, "second-factor") == [(20, "x-koho")]
    recorded = facts(logins=(shown,), evidence=(record(EvidenceKind.SECOND_FACTOR_SET, 50),))
    assert told(recorded, "second-factor") == [(50, "x-koho")]
    both = replace(proven, evidence=recorded.evidence)
    assert told(both, "second-factor") == [(50, "x-koho")]
    assert told(both, "second-factor", least_grade=Grade.B) == [(20, "x-koho")]


# --- duties with a day ----------------------------------------------------------------------------------------------


def test_a_register_that_is_to_be_handed_in_has_its_day() -> None:
    known = facts(administrators=(administrator("10001", since=days(0)), administrator("10002")))
    assert told(known, "register-submitted") == [(17, "koho-x")]  # 10 working days, a holiday among them


def _review(*tasks: Task, kind: ReviewKind = ReviewKind.TRANSFER) -> Review:
    return Review("R1", kind, "10001", days(3), days(-3), ("koho-x",), tasks)


def _deadlines(*reviews: Review) -> list[tuple[int, str, str, str]]:
    return [
        ((one.day - days(0)).days, one.check, one.what.en, one.subject.id)
        for one in ahead(facts(reviews=reviews), pack(rule("login-missing")))
    ]


def test_every_open_task_has_its_day_and_what_is_done_or_past_or_far_has_none() -> None:
    tasks = (
        Task(TaskKind.CHANGE_PASSWORD, "x-koho", days(3)),
        Task(TaskKind.END_SESSIONS, "x-koho", days(3), TaskState.CLOSED, days(0)),
        Task(TaskKind.SUBMIT_REGISTER, "koho-x", days(3), TaskState.WAIVED),
        Task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x", days(-1)),
        Task(TaskKind.NAME_MANAGER, "koho-x", days(61)),
    )
    assert _deadlines(_review(*tasks)) == [
        (3, "transfer-review", "Task of a review: change of password", "x-koho")
    ]


@pytest.mark.parametrize(
    ("due", "is_told"), [(-1, False), (0, True), (COMING_DAYS, True), (COMING_DAYS + 1, False)]
)
def test_a_task_is_told_from_sixty_days_before_to_its_due_day(due: int, is_told: bool) -> None:
    assert bool(_deadlines(_review(Task(TaskKind.CHANGE_PASSWORD, "x-koho", days(due))))) == is_told


def test_two_reviews_that_ask_for_the_same_on_the_same_day_are_told_once() -> None:
    task = Task(TaskKind.CHANGE_PASSWORD, "x-koho", days(3))
    later = replace(task, due=days(4))
    assert [one[0] for one in _deadlines(_review(task), replace(_review(task, later), id="R2"))] == [3, 4]


def test_to_name_another_manager_is_told_from_the_order_s_day_on() -> None:
    review = _review(
        Task(TaskKind.NAME_MANAGER, "koho-x", days(5)), Task(TaskKind.CHANGE_PASSWORD, "x-koho", days(5))
    )
    assert [one[3] for one in _deadlines(review)] == ["x-koho"]
    in_force = replace(review, effective=days(0))
    assert [one[3] for one in _deadlines(in_force)] == ["koho-x", "x-koho"]
    known, rules = facts(reviews=(in_force,)), pack(rule("login-missing"))
    judged = judge(rules, CHECKS, known)
    assert [one.subject.id for one in coming(known, rules, CHECKS, judged, public=days(-1))] == ["x-koho"]


def test_a_step_of_an_incident_is_told_as_one() -> None:
    found = _deadlines(_review(Task(TaskKind.PUBLISH, "koho-x", days(2)), kind=ReviewKind.TAKEOVER))
    assert found == [(2, "incident-response", "Response to an incident: publication", "koho-x")]


def test_a_task_about_what_left_the_inventory_is_told_by_its_id() -> None:
    assert _deadlines(_review(Task(TaskKind.CHANGE_PASSWORD, "gone", days(2))))[0][3] == "gone"


def test_tasks_are_told_one_by_one_and_not_once_more_by_their_check() -> None:
    review = _review(Task(TaskKind.CHANGE_PASSWORD, "x-koho", days(3)))
    found = ahead(facts(reviews=(review,)), pack(rule("transfer-review")))
    assert [deadline.kind for deadline in found] == [DeadlineKind.TASK]


# --- findings ---------------------------------------------------------------------------------------------------------


def _found(check: str, due: int | None, status: Status = Status.NONCONFORMING) -> AuditFinding:
    return AuditFinding(
        key=f"{check}:koho-x",
        check=check,
        clause="1",
        status=status,
        severity=Severity.LOW,
        subject=Subject(SubjectKind.ACCOUNT, "koho-x", "", (), "広報広聴課"),
        message=Text("", ""),
        remedy=Text("", ""),
        due=None if due is None else days(due),
        first_seen=days(-3),
        state=State.OPEN,
    )


def _with(*findings: AuditFinding, known: Facts | None = None, policy: Pack | None = None) -> list[Deadline]:
    known, policy = known or facts(), policy or pack(rule("login-missing"))
    judged = judge(policy, CHECKS, known)
    return [*with_findings(coming(known, policy, CHECKS, judged), findings, CHECKS, known.day)]


@pytest.mark.parametrize("status", [Status.NONCONFORMING, Status.UNVERIFIED, Status.PENDING])
@pytest.mark.parametrize("due", [0, 14, COMING_DAYS])
def test_the_day_to_put_a_finding_right_is_told(status: Status, due: int) -> None:
    (told,) = _with(_found("manager-named", due, status))
    assert (told.kind, told.day, told.check) == (DeadlineKind.FINDING, days(due), "manager-named")
    assert (told.what.ja, told.subject.id) == ("是正期限（管理者の登録）", "koho-x")


@pytest.mark.parametrize(
    ("check", "due", "status"),
    [
        ("manager-named", None, Status.NONCONFORMING),
        ("manager-named", -1, Status.NONCONFORMING),  # past: it stands among the findings
        ("manager-named", COMING_DAYS + 1, Status.NONCONFORMING),
        ("manager-named", 5, Status.WAIVED),
        ("manager-named", 5, Status.ADVICE),
        ("transfer-review", 5, Status.NONCONFORMING),  # told task by task
        ("incident-response", 5, Status.NONCONFORMING),
    ],
)
def test_no_other_finding_has_a_coming_day(check: str, due: int | None, status: Status) -> None:
    assert _with(_found(check, due, status)) == []


def test_a_finding_due_on_the_day_on_which_its_rule_lapses_is_told_once() -> None:
    known, policy = facts(evidence=(record(EvidenceKind.USE_APPROVED, 9),)), pack(rule("use-approved"))
    (alone,) = _with(known=known, policy=policy)
    due = (alone.day - days(0)).days
    assert _with(_found("use-approved", due, Status.PENDING), known=known, policy=policy) == [alone]


# --- waivers ----------------------------------------------------------------------------------------------------------


def test_a_waiver_ends_with_its_last_day_and_hides_what_it_covers() -> None:
    known = facts(evidence=(record(EvidenceKind.USE_APPROVED, 9),))
    policy = pack(rule("use-approved"))
    found = ahead(replace(known, waivers=waiver("use-approved", "koho-x", 30)), policy)
    assert [(one.kind, (one.day - days(0)).days) for one in found] == [
        (DeadlineKind.LAPSE, 30),  # from then on it would be told again
        (DeadlineKind.WAIVER, 30),
    ]
    found = ahead(replace(known, waivers=waiver("use-approved", "koho-x", 300)), policy)
    assert found == ()


def test_what_is_waived_today_has_the_waiver_s_end_only() -> None:
    known = facts(waivers=waiver("use-approved", "koho-x", 30))
    (found,) = ahead(known, pack(rule("use-approved")))
    assert (found.kind, found.day, found.subject.kind) == (DeadlineKind.WAIVER, days(30), SubjectKind.ACCOUNT)
    assert found.what.en == "Last day of a waiver (Use approved)"


@pytest.mark.parametrize("others", [{"revoked": days(-1)}, {"granted": days(2)}])
def test_a_waiver_that_is_not_in_force_has_no_end_to_tell(others: dict[str, date]) -> None:
    known = facts(waivers=waiver("login-missing", "koho-x", 30, **others))
    assert ahead(known, pack(rule("login-missing"))) == ()
    known = facts(waivers=waiver("login-missing", "koho-x", -1))
    assert ahead(known, pack(rule("login-missing"))) == ()


def test_a_waiver_of_a_check_that_is_no_more_is_passed_over() -> None:
    assert ahead(facts(waivers=waiver("no-such-check", "koho-x", 30)), pack(rule("login-missing"))) == ()


# --- the law ------------------------------------------------------------------------------------------------------------

_ENDS = st.none() | st.integers(-5, 70)
_KINDS = st.sampled_from(
    (
        EvidenceKind.RECORDS_KEPT,
        EvidenceKind.USE_APPROVED,
        EvidenceKind.OPERATING_RULES,
        EvidenceKind.SECOND_FACTOR_SET,
        EvidenceKind.NON_STAFF_PERMITTED,
        EvidenceKind.REGISTER_SUBMITTED,
    )
)


@st.composite
def cities(draw: st.DrawFn) -> Facts:
    subjects = st.sampled_from(("a", "b", None))
    records = []
    for _ in range(draw(st.integers(0, 8))):
        until = draw(_ENDS)
        records.append(
            evidence(
                draw(_KINDS),
                days(draw(st.integers(-450, -1))),
                account_id=draw(subjects),
                until=None if until is None else days(until),
            )
        )
    ends = [draw(_ENDS) for _ in range(2)]
    return facts(
        accounts=(account("a"), account("b", closed=draw(st.sampled_from((None, days(25)))))),
        logins=(login("l", "a", "b", second_factor=SecondFactor.TOTP), login("m", "b")),
        measurements=[measured("l", seed_=seed()), measured("m")],
        sightings={
            "l": Sighting(days(draw(st.integers(-380, 0))), changes_seen=True),
            "m": Sighting(days(-10), changes_seen=False),
        },
        proofs={"l": Proof(days(-30), days(draw(st.integers(-5, 70))), "10001")}
        if draw(st.booleans())
        else {},
        administrators=tuple(
            administrator(number, account_id, until=None if end is None else days(end))
            for number, end in zip(("10001", "10002"), ends, strict=True)
            for account_id in ("a", "b")
        ),
        evidence=tuple(records),
        waivers=waiver("records-kept", "a", draw(st.integers(0, 70))) if draw(st.booleans()) else {},
    )


BAD = (Status.NONCONFORMING, Status.UNVERIFIED)


def _bad(known: Facts, day: int) -> set[str]:
    verdicts = judge(UBE, CHECKS, replace(known, day=days(day))).verdicts
    return {one.key for one in verdicts if isinstance(one.outcome, Finding) and one.outcome.status in BAD}


@given(cities())
@settings(max_examples=60, deadline=None)
def test_whoever_does_nothing_finds_each_lapse_on_the_day_after_it(known: Facts) -> None:
    """Against judging the whole city anew on the days themselves."""
    lapses = [one for one in ahead(known) if one.kind is DeadlineKind.LAPSE]
    keys = Counter(f"{one.check}:{one.subject.id}" for one in lapses)
    assert set(keys.values()) <= {1}
    for one in lapses:
        day = (one.day - known.day).days
        key = f"{one.check}:{one.subject.id}"
        assert key not in _bad(known, day)
        assert key in _bad(known, day + 1)
    today, end = judge(UBE, CHECKS, known), _bad(known, COMING_DAYS + 1)
    fine_today = {
        one.key
        for one in today.verdicts
        if not isinstance(one.outcome, Finding) or one.outcome.status in (Status.PENDING, Status.ADVICE)
    }
    assert set(keys) == end & fine_today


# --- what checks do -------------------------------------------------------------------------------------------------------


@dataclass
class _BreaksTomorrow(AccountCheck[NoParameters]):
    title = Text("見本", "Made")
    parameters = NoParameters

    def examine_one(self, account: Any, facts: Facts, parameters: NoParameters) -> Iterator[Outcome]:
        if facts.day > days(0):
            raise RuntimeError("s3cret")
        return iter(())


def test_a_check_that_breaks_on_a_day_ahead_stops_nothing() -> None:
    policy = pack(replace(rule("login-missing"), check="made"))
    assert ahead(facts(), policy, {"made": _BreaksTomorrow()}) == ()


def test_secrets_are_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = facts()
    judged = judge(UBE, CHECKS, known)
    asked: list[str] = []

    def watched(check: AnyCheck, *rest: Any) -> Any:
        asked.extend(id for id, one in CHECKS.items() if one is check)
        return outcomes(check, *rest)

    monkeypatch.setattr(deadlines, "outcomes", watched)
    coming(known, UBE, CHECKS, judged)
    needing = {id for id, check in CHECKS.items() if Need.PASSWORD in check.needs}
    assert needing & set(asked) == {"password-age"}
    assert "second-factor-seed" not in asked
    assert "records-kept" not in asked  # it was no pass today, so it cannot lapse


def test_deadlines_stand_by_day() -> None:
    known = facts(
        evidence=(record(EvidenceKind.USE_APPROVED, 40), record(EvidenceKind.OPERATING_RULES, 4)),
        reviews=(_review(Task(TaskKind.CHANGE_PASSWORD, "x-koho", days(10))),),
    )
    found = [one.day for one in ahead(known)]
    assert found == sorted(found)
    assert len(found) >= 3
    assert all(days(0) <= day <= days(0) + timedelta(days=COMING_DAYS) for day in found)
