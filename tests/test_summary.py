"""The finished audit: its numbers are the verdicts', and nothing of it says more than was seen."""

from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from auditor.catalogue import load_pack
from auditor.deadlines import coming, with_findings
from auditor.engine import JudgedFinding, judge
from auditor.summary import register_rows, subjects_of, summarise
from checks._contract import (
    BreachCount,
    Broke,
    LoginCheck,
    NoParameters,
    Outcome,
    Person,
    Presence,
    Review,
    ReviewKind,
    Task,
    TaskKind,
    TaskState,
    Text,
    Unseen,
    Waiver,
    WhyUnseen,
)
from reports.audit import Audit, AuditFinding, ManagerRow, NotSeenEntry, PackRef, RunInfo, State, Tally
from tests.checks.made import (
    CHECKS,
    DAY,
    HANAKO,
    TARO,
    UBE,
    account,
    administrator,
    days,
    facts,
    login,
    measured,
    pack,
    password,
    rule,
)

CITY = facts(
    accounts=[
        account("koho-x"),
        account("kanko-fb", section="観光交流課", service="facebook"),
        account("old", closed=days(0)),
    ],
    logins=[login("x-koho", "koho-x"), login("fb-kanko", "kanko-fb"), login("old", "old")],
    measurements=[measured("x-koho", password("same")), measured("fb-kanko", Unseen(WhyUnseen.EMPTY))],
    administrators=(administrator("10001"), administrator("10002")),
)


class Breaks(LoginCheck[NoParameters]):
    title = Text("見本", "Made")
    parameters = NoParameters

    def examine_one(self, login, facts, parameters) -> Iterator[Outcome]:
        raise RuntimeError("s3cret")


def alive(finding: JudgedFinding) -> AuditFinding:
    """As the ledger gives a finding back on its first night."""
    return AuditFinding(
        **{
            name: getattr(finding, name)
            for name in JudgedFinding.__slots__
            if name not in ("due", "due_working_days")
        },
        due=finding.due,
        first_seen=DAY,
        state=State.NEW,
    )


def audit(known=CITY, policy=UBE, checks=CHECKS, before=(), complete=True, **others) -> Audit:
    run = RunInfo(
        id="made",
        day=DAY,
        started=datetime(2026, 11, 20, tzinfo=UTC),
        finished=datetime(2026, 11, 20, tzinfo=UTC),
        complete=complete,
        pack=PackRef(policy.id, policy.version, policy.name),
        version="0",
    )
    result = judge(policy, checks, known)
    findings = (*before, *map(alive, result.findings))
    return summarise(
        city="見本市",
        run=run,
        pack=policy,
        checks=checks,
        judged=result,
        facts=known,
        findings=findings,
        **others,
    )


def added(tallies) -> Tally:
    return Tally(*map(sum, zip(*map(astuple, tallies), strict=True)))


def test_counts_are_what_is_open_and_what_came_out():
    counts = audit().counts
    assert (counts.accounts, counts.logins, counts.staff) == (2, 2, 3)
    assert counts.nonconforming == sum(
        finding.status.value == "nonconforming" for finding in audit().findings
    )


def test_matrix_counts_and_lists_tell_the_same_numbers():
    result = audit()
    total = added(cell.tally for cell in result.matrix)
    assert total.not_seen == len(result.not_seen) > 0
    for name in (
        "conforming",
        "nonconforming",
        "unverified",
        "pending",
        "advice",
        "waived",
        "not_applicable",
    ):
        assert getattr(total, name) == getattr(result.counts, name)
    verdicts = judge(UBE, CHECKS, CITY).verdicts
    assert sum(astuple(total)) == len(verdicts)


def test_the_matrix_stands_by_section_and_in_the_pack_s_order():
    places = [(cell.section, cell.check) for cell in audit().matrix]
    order = [rule.check for rule in UBE.rules]
    assert places == sorted(places, key=lambda place: (place[0], order.index(place[1])))
    assert {section for section, _ in places} == {"広報広聴課", "観光交流課"}


def test_what_was_not_seen_is_listed_with_its_reason_and_the_run_is_incomplete():
    result = audit(policy=pack(rule("password-reuse")))
    assert result.not_seen == (
        NotSeenEntry("password-reuse", "fb-kanko", WhyUnseen.EMPTY.text, "観光交流課"),
    )
    assert not result.run.complete


def test_a_check_that_broke_is_listed_by_its_exception_s_type_alone():
    broken = replace(rule("login-missing"), check="made")
    result = audit(policy=pack(broken), checks={"made": Breaks()})
    assert [entry.subject for entry in result.not_seen] == ["fb-kanko", "x-koho"]
    assert "RuntimeError" in result.not_seen[0].why.ja
    assert "s3cret" not in repr(result)
    assert not result.run.complete


def test_a_whole_run_is_complete_unless_something_else_was_missing():
    whole = pack(rule("login-missing"))
    assert audit(policy=whole).run.complete
    assert not audit(policy=whole, complete=False).run.complete


def test_a_finding_that_could_not_be_judged_tonight_is_not_told_from_an_earlier_night():
    shared = replace(
        CITY,
        measurements={name: measured(name, password("same")) for name in ("x-koho", "fb-kanko")},
    )
    policy = pack(rule("password-reuse"))
    before = [alive(finding) for finding in judge(policy, CHECKS, shared).findings]
    assert [finding.subject.id for finding in before] == ["fb-kanko", "x-koho"]
    tonight = audit(policy=policy, before=before[:1])  # the ledger still holds that of fb-kanko open
    assert tonight.findings == ()
    assert [finding.subject.id for finding in tonight.unconfirmed] == ["fb-kanko"]
    assert [entry.subject for entry in tonight.not_seen] == ["fb-kanko"]


def test_a_finding_of_a_check_that_is_no_longer_set_up_is_neither_told_as_open_nor_ended():
    policy = pack(rule("password-breached"))
    leaked = {name: replace(measured(name), breached=BreachCount(3)) for name in ("x-koho", "fb-kanko")}
    before = [
        alive(finding) for finding in judge(policy, CHECKS, replace(CITY, measurements=leaked)).findings
    ]
    tonight = audit(policy=policy, before=before)
    assert tonight.run.complete
    assert (tonight.findings, tonight.not_seen) == ((), ())
    assert [finding.subject.id for finding in tonight.unconfirmed] == ["fb-kanko", "x-koho"]
    assert tonight.not_set_up == ("password-breached",)


def test_every_clause_is_covered_and_says_whether_it_was_judged():
    coverage = {clause.clause: clause for clause in audit().coverage}
    assert list(coverage) == [clause.id for clause in UBE.clauses]
    assert coverage["4(1)"].judged
    assert coverage["4(1)"].checks == ("administrators-minimum",)
    assert coverage["4(2)"].cover == ("check", "evidence")
    assert coverage["4(4)"].judged
    assert coverage["4(4)"].checks == ("transfer-review",)
    for clause in ("7(1)", "7(2)", "7(3)", "7(4)"):
        assert coverage[clause].judged
        assert coverage[clause].checks == ("incident-response",)
    assert not coverage["3(3)"].judged
    assert coverage["3(3)"].note is not None


def test_checks_are_named_in_the_pack_s_order_with_their_gravest_severity():
    checks = audit().checks
    assert [check.id for check in checks] == [rule.check for rule in UBE.rules]
    by_id = {check.id: check for check in checks}
    assert by_id["second-factor"].severity == "high"
    assert by_id["second-factor"].title == CHECKS["second-factor"].title


def test_parameters_are_told_with_their_source_and_what_the_city_set_otherwise():
    overrides = {"password-guessable": {"advised_guesses_log10": 12.5, "reason": "市の方針"}}
    policy = load_pack("ube", overrides, CHECKS)
    told = {(one.check, one.name): one for one in audit(policy=policy).parameters}
    minimum = told["password-guessable", "minimum_guesses_log10"]
    assert (minimum.value, minimum.override_reason) == ("10", None)
    assert minimum.source.ja.startswith("運用基準")
    advised = told["password-guessable", "advised_guesses_log10"]
    assert (advised.value, advised.override_reason, advised.source.ja) == ("12.5", "市の方針", "市の設定")
    assert (minimum.pack_value, advised.pack_value) == (None, None)  # as the pack has it; the pack has none
    assert told["administrators-minimum", "minimum_administrators"].source.ja == "ガイドライン4(1)"
    assert told["second-factor", "least_grade"].value == "C"
    assert ("use-approved", "valid_days") not in told  # not set: limits nothing


def test_the_pack_s_own_value_is_told_beside_the_city_s():
    overrides = {"administrators-minimum": {"minimum_administrators": 1, "advised_maximum": 4, "reason": "r"}}
    told = {one.name: one for one in audit(policy=load_pack("ube", overrides, CHECKS)).parameters}
    minimum, same = told["minimum_administrators"], told["advised_maximum"]
    assert (minimum.value, minimum.pack_value, minimum.override_reason) == ("1", "2", "r")
    assert (same.value, same.pack_value, same.override_reason) == ("4", None, None)


def test_notes_and_closed_findings_are_passed_on():
    (open_one, *_) = audit().findings
    closed = replace(open_one, state=State.CLOSED, closed=DAY)
    note = Text("注記", "a note")
    result = audit(closed=[closed], notes=[note])
    assert result.closed == (closed,)
    assert result.notes == (note,)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([administrator("10001", since=days(-5))], [("koho-x", "10001", days(-5))]),
        ([administrator("10001", appeared=days(-3))], [("koho-x", "10001", days(-3))]),
        ([administrator("10001", until=days(-1))], []),
        ([administrator("10001", since=days(1))], []),
        ([administrator("10001", "old")], []),  # a closed account
        ([administrator("10001", "unknown")], []),
        (
            [administrator("10001", since=days(-2)), administrator("10001", since=days(-9))],
            [("koho-x", "10001", days(-9))],
        ),
        (
            [administrator("10002"), administrator("10001"), administrator("10001", "kanko-fb")],
            [("koho-x", "10001", None), ("koho-x", "10002", None), ("kanko-fb", "10001", None)],
        ),
    ],
)
def test_the_register_holds_who_administers_an_open_account_on_the_day(rows, expected):
    found = register_rows(DAY, CITY.accounts, CITY.people, rows)
    assert [(row.account_id, row.staff_number, row.since) for row in found] == expected


def test_a_register_row_names_account_and_person_also_one_who_is_unknown():
    known, unknown = register_rows(
        DAY, CITY.accounts, {"10001": TARO}, [administrator("10001"), administrator(HANAKO.staff_number)]
    )
    assert (known.account_name, known.service, known.section) == ("見本市公式", "x", "広報広聴課")
    assert (known.name, known.person_section) == ("見本 太郎", "広報広聴課")
    assert (unknown.staff_number, unknown.name) == ("10002", "")


def test_a_section_is_headed_by_the_managers_of_its_open_accounts_who_are_there_each_once():
    accounts = [
        account("a", section="広報広聴課", manager="10001"),
        account("b", section="広報広聴課", manager="10001"),
        account("c", section="観光交流課", manager="10002"),
        account("d", section="図書館", manager="99999"),  # nobody of the directory
        account("closed", section="図書館", manager="10001", closed=days(0)),
        account("e", section="移住定住課", manager="10001"),  # heads another section
        account("f", section="観光交流課", manager="10003"),
        account("g", section="", manager="10004"),
    ]
    here = replace(TARO, title="課長")
    gone = replace(HANAKO, presence=Presence.LEFT)
    on_leave = Person("10003", section="観光交流課", presence=Presence.LEAVE)
    known = facts(accounts=accounts, people=[here, gone, on_leave, Person("10004")])
    assert audit(known).managers == (ManagerRow("広報広聴課", "10001", "見本 太郎", "課長"),)


# --- duties -------------------------------------------------------------------------------------------------------


def review(id: str = "R1", *tasks: Task, **others) -> Review:
    made = Review(id, ReviewKind.TRANSFER, "10001", days(-5), days(-9), ("koho-x",), tasks)
    return replace(made, **others)


def task(kind=TaskKind.CHANGE_PASSWORD, subject="x-koho", due=0, state=TaskState.OPEN, closed=None) -> Task:
    return Task(kind, subject, days(due), state, closed=None if closed is None else days(closed))


DONE = TaskState.CLOSED


def summed(*reviews: Review, **others) -> Audit:
    return audit(known=replace(CITY, reviews=reviews, **others))


@pytest.mark.parametrize(
    ("tasks", "told"),
    [
        ([task()], True),
        ([task(due=-400)], True),
        ([task(state=TaskState.WAIVED)], True),
        ([task(state=DONE, closed=-31)], True),
        ([task(state=DONE, closed=-32)], False),
        ([task(state=DONE, closed=-32), task(state=DONE, closed=0)], True),
        ([task(state=DONE, closed=-32), task()], True),
        ([task(state=TaskState.WITHDRAWN)], False),
        ([task(state=TaskState.WITHDRAWN, closed=-3)], False),
        ([], False),
    ],
)
def test_a_review_is_told_of_while_something_is_left_to_do_and_a_month_longer(tasks, told):
    one = review("R1", *tasks)
    assert summed(one).reviews == ((one,) if told else ())


def test_reviews_stand_as_they_are_in_their_order():
    listed = (review("R2", task()), review("R1", task()), review("I3", task(), kind=ReviewKind.TAKEOVER))
    assert summed(*listed).reviews == listed


def test_subjects_are_what_reviews_speak_of_and_the_open_accounts_behind():
    known = replace(
        CITY,
        logins={
            **CITY.logins,
            "shared": login("shared", "koho-x", "kanko-fb", "old", username="mihon@example.jp"),
        },
    )
    found = subjects_of([review("R1", task(), task(subject="shared"), task(subject="gone"))], known)
    assert [(one.kind.value, one.id, one.section) for one in found] == [
        ("account", "koho-x", "広報広聴課"),
        ("login", "x-koho", "広報広聴課"),
        ("login", "shared", "広報広聴課"),
        ("login", "gone", ""),
        ("account", "kanko-fb", "観光交流課"),
    ]
    assert found[2].accounts == ("koho-x", "kanko-fb", "old")


def test_a_review_of_what_is_closed_by_now_can_be_told():
    (closed, served) = subjects_of([review("R1", task(subject="old"), accounts=("old",))], CITY)
    assert (closed.id, closed.section) == ("old", "広報広聴課")
    assert (served.id, served.section) == ("old", "")  # of a login by its first account that is open


@pytest.mark.parametrize(("effective", "named"), [(0, True), (1, False), (-40, True)])
def test_only_whose_order_is_in_force_is_named(effective, named):
    result = summed(review("R1", task(), effective=days(effective)))
    assert [person.name for person in result.people] == (["見本 太郎"] if named else [])
    assert ("見本 太郎" in repr(replace(result, register=(), findings=(), unconfirmed=()))) == named


def test_a_look_ahead_makes_no_order_public():
    ahead = audit(known=replace(CITY, reviews=(review("R1", task()),)), today=days(-6))
    assert (ahead.people, ahead.public) == ((), days(-6))
    back = audit(known=replace(CITY, reviews=(review("R1", task()),)), today=days(90))
    assert (len(back.people), back.public) == (1, DAY)


def test_incidents_name_nobody_and_somebody_unknown_is_not_named():
    incident = review("I1", task(), kind=ReviewKind.FLAMING, staff_number=None)
    assert summed(incident, review("R2", task(), staff_number="99999")).people == ()


def granted(check="use-approved", subject="koho-x", since=-40, until=10, **others) -> Waiver:
    return replace(Waiver(1, check, subject, "理由", "90001", days(since), days(until)), **others)


@pytest.mark.parametrize(
    ("waiver", "told"),
    [
        (granted(until=0), "in force"),
        (granted(until=-1), "ended"),
        (granted(until=-31), "ended"),
        (granted(until=-32), None),
        (granted(until=90, revoked=days(-31)), "ended"),
        (granted(until=90, revoked=days(-32)), None),
        (granted(since=5), None),
    ],
)
def test_a_waiver_is_told_of_while_in_force_and_a_month_longer(waiver, told):
    rows = summed(waivers={waiver.key: waiver}).waivers
    assert [("in force" if row.in_force else "ended") for row in rows] == ([] if told is None else [told])


def test_a_waiver_s_row_names_its_subject_and_approver():
    waivers = [
        granted(until=20),
        granted("second-factor", "x-koho", until=10),
        granted("gone", "x-koho", until=5),
    ]
    result = summed(waivers={waiver.key: waiver for waiver in waivers})
    assert [(row.key, row.subject.kind.value, row.subject.section) for row in result.waivers] == [
        ("gone:x-koho", "login", "広報広聴課"),
        ("second-factor:x-koho", "login", "広報広聴課"),
        ("use-approved:koho-x", "account", "広報広聴課"),
    ]
    assert [person.name for person in result.people] == ["見本 課長"]
    assert (result.waivers[0].reason, result.waivers[0].approver) == ("理由", "90001")


def test_the_days_ahead_are_those_of_the_audit():
    known = replace(CITY, reviews=(review("R1", task(due=7)),))
    result = audit(known=known)
    ahead = coming(known, UBE, CHECKS, judge(UBE, CHECKS, known))
    assert result.deadlines == with_findings(ahead, result.findings, CHECKS, DAY)
    assert [one.day for one in audit(known=known).deadlines if one.check == "transfer-review"] == [days(7)]


def test_an_incident_has_its_stages_and_who_could_announce_it():
    noticed = datetime(2026, 11, 15, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    incident = review(
        "I1",
        task(state=DONE, closed=-2),
        task(TaskKind.ANNOUNCE_ELSEWHERE, "koho-x"),
        kind=ReviewKind.TAKEOVER,
        staff_number=None,
        at=noticed,
        alike=(),
    )
    (stages,) = summed(incident).stages
    assert (stages.id, stages.contained, stages.recovered, stages.published) == ("I1", days(-2), None, None)
    assert stages.could_announce == ()  # nobody else conforms
    assert summed(replace(incident, tasks=incident.tasks[:1])).stages[0].could_announce is None
    unseen = replace(CITY, measurements={})
    assert audit(known=replace(unseen, reviews=(incident,))).stages[0].could_announce is None
    assert summed(review("R1", task())).stages == ()


def test_broke_and_not_seen_are_never_in_the_counts():
    broken = replace(rule("login-missing"), check="made")
    counts = audit(policy=pack(broken), checks={"made": Breaks()}).counts
    assert astuple(counts)[3:] == (0,) * 7
    assert all(
        isinstance(verdict.outcome, Broke)
        for verdict in judge(pack(broken), {"made": Breaks()}, CITY).verdicts
    )
