"""The engine: what a check's silence, its faults and its crashes come to."""

from asyncio import CancelledError
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from auditor.engine import in_scope, judge
from auditor.errors import Terminated
from checks._contract import (
    AccountCheck,
    Broke,
    ComparingLoginCheck,
    Conforming,
    Facts,
    Finding,
    Login,
    Need,
    NoParameters,
    NotApplicable,
    NotSeen,
    Outcome,
    Severity,
    Status,
    SubjectKind,
    Text,
    Unseen,
    Waiver,
    WhyUnseen,
)
from tests.checks.made import (
    CHECKS,
    DAY,
    HEAD,
    UBE,
    account,
    days,
    facts,
    judged,
    login,
    measured,
    outcomes,
    pack,
    rule,
)

MADE = Text("見本", "made")


def finding(subject: str, status: Status = Status.NONCONFORMING, due: date | None = None) -> Finding:
    return Finding(subject, status, MADE, MADE, due=due)


class Says(ComparingLoginCheck[NoParameters]):
    """Yields what it is made with; an exception among it is raised in its turn."""

    title = MADE
    parameters = NoParameters

    def __init__(self, *said: object) -> None:
        self.said = said

    def examine_all(self, subjects, facts, parameters) -> Iterator[Outcome]:
        for outcome in self.said:
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome


LOGINS = facts(logins=[login("a"), login("b"), login("c")])
ALL = ("a", "b", "c")


def test_what_a_check_is_silent_on_conforms():
    assert outcomes(Says(finding("b")), LOGINS) == {
        "a": Conforming("a"),
        "b": finding("b"),
        "c": Conforming("c"),
    }


def test_what_a_check_says_expressly_stands():
    said = (NotApplicable("a"), Conforming("b"), NotSeen("c", MADE))
    assert tuple(outcomes(Says(*said), LOGINS).values()) == said


def test_what_is_not_set_up_leaves_the_audit_complete_and_a_finding_there_neither_confirmed_nor_gone():
    result = judged(Says(NotApplicable("a", not_set_up=True), NotApplicable("b")), LOGINS)
    assert result.complete
    assert result.not_judged == {"made:a"}
    assert result.not_set_up == {"made"}


def test_a_check_that_raises_is_broken_for_all_it_had_not_spoken_of():
    found = outcomes(Says(finding("a"), RuntimeError("s3cret")), LOGINS)
    assert found == {"a": finding("a"), "b": Broke("b", "RuntimeError"), "c": Broke("c", "RuntimeError")}


def test_the_text_of_an_exception_goes_nowhere():
    assert "s3cret" not in repr(judged(Says(RuntimeError("s3cret")), LOGINS))


def test_a_check_that_raises_after_its_last_word_is_broken_as_a_whole():
    said = [finding(login_id) for login_id in ALL]
    found = outcomes(Says(*said, KeyError("x")), LOGINS)
    assert set(found.values()) == {Broke(login_id, "KeyError") for login_id in ALL}


@pytest.mark.parametrize(
    "said",
    [
        (finding("a"), finding("a")),
        (Conforming("a"), finding("a")),
        (finding("a"), finding("stranger")),
        (finding("a"), Broke(None, "Made")),
        (finding("a"), finding("b", Status.WAIVED)),
    ],
    ids=["twice", "twice in other words", "a stranger", "nobody", "waived by itself"],
)
def test_a_check_that_says_what_none_may_is_broken_for_every_subject(said):
    found = outcomes(Says(*said), LOGINS)
    assert set(found.values()) == {Broke(login_id, "Misspoken") for login_id in ALL}


@pytest.mark.parametrize("said", ["a string", None, 7, NotApplicable("a", not_set_up="yes")])
def test_what_is_no_outcome_breaks_the_check(said):
    assert all(isinstance(outcome, Broke) for outcome in outcomes(Says(said), LOGINS).values())


def test_a_check_that_is_no_generator_is_broken_and_does_not_pass():
    class Forgetful(AccountCheck[NoParameters]):
        title = MADE
        parameters = NoParameters

        def examine_one(self, account, facts, parameters):  # forgot to yield
            return None

    assert outcomes(Forgetful(), facts()) == {"koho-x": Broke("koho-x", "TypeError")}


@pytest.mark.parametrize(
    "raised",
    [SystemExit(0), SystemExit(), GeneratorExit(), CancelledError(), BaseException("s3cret")],
    ids=repr,
)
def test_a_check_cannot_end_the_program_or_leave_it_by_another_door(raised):
    found = outcomes(Says(finding("a"), raised), LOGINS)
    name = type(raised).__name__
    assert found == {"a": finding("a"), "b": Broke("b", name), "c": Broke("c", name)}


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), Terminated()], ids=repr)
def test_an_interruption_is_not_swallowed(interruption):
    with pytest.raises(type(interruption)):
        judged(Says(interruption), LOGINS)


@pytest.mark.parametrize(
    "said",
    [
        replace(finding("a"), subject=7),
        replace(finding("a"), status="nonconforming"),
        replace(finding("a"), message="a string"),
        replace(finding("a"), message=Text("見本", None)),
        replace(finding("a"), remedy=None),
        replace(finding("a"), related=["b"]),
        replace(finding("a"), related=(7,)),
        replace(finding("a"), due="2026-11-20"),
        replace(finding("a"), due=datetime(2026, 11, 20, tzinfo=UTC)),
        replace(finding("a"), reason=7),
        Conforming(["a"]),
        NotSeen("a", "a string"),
        Broke("a", 7),
    ],
    ids=repr,
)
def test_an_outcome_with_a_part_of_the_wrong_type_breaks_the_check_for_every_subject(said):
    found = outcomes(Says(finding("b"), said), LOGINS)
    assert set(found.values()) == {Broke(login_id, "Misspoken") for login_id in ALL}


class NeedsEverything(ComparingLoginCheck[NoParameters]):
    """Takes down whom it is given."""

    title = MADE
    parameters = NoParameters
    needs = frozenset({Need.PASSWORD, Need.SEED})

    def __init__(self) -> None:
        self.given: tuple[Login, ...] = ()

    def examine_all(self, subjects, facts, parameters):
        self.given = subjects
        yield from ()


def test_a_check_is_given_only_what_it_can_judge_and_the_rest_is_not_seen():
    check = NeedsEverything()
    known = replace(
        LOGINS,
        measurements={
            "a": measured("a", Unseen(WhyUnseen.EMPTY)),
            "b": measured("b", seed_=Unseen(WhyUnseen.REFUSED)),
            "c": measured("c"),
        },
    )
    assert outcomes(check, known) == {
        "a": NotSeen("a", WhyUnseen.EMPTY.text),
        "b": NotSeen("b", WhyUnseen.REFUSED.text),
        "c": Conforming("c"),
    }
    assert [login.login_id for login in check.given] == ["c"]


def test_a_finding_about_a_subject_that_was_not_seen_is_a_word_too_many():
    class Nosy(NeedsEverything):
        def examine_all(self, subjects, facts, parameters):
            yield finding("a")

    known = replace(LOGINS, measurements={"b": measured("b"), "c": measured("c")})
    found = outcomes(Nosy(), known)
    assert isinstance(found["a"], NotSeen)
    assert found["b"] == Broke("b", "Misspoken")


def test_in_scope_are_open_accounts_and_the_logins_that_serve_one():
    known = facts(
        accounts=[account("open"), account("shut", closed=days(0)), account("shutting", closed=days(1))],
        logins=[
            login("both", "shut", "open"),
            login("old", "shut"),
            login("none", "unknown"),
            login("late", "shutting"),
        ],
    )
    result = judge(pack(rule("login-missing"), rule("password-unseen")), CHECKS, known)
    assert [(verdict.check, verdict.subject.id) for verdict in result.verdicts] == [
        ("login-missing", "open"),
        ("login-missing", "shutting"),
        ("password-unseen", "both"),
        ("password-unseen", "late"),
    ]


def test_in_scope_of_a_check_of_closed_accounts_are_these_and_no_others():
    class OfClosed(AccountCheck[NoParameters]):
        title, parameters, of_closed = Text("閉鎖", "Closed"), NoParameters, True

        def examine_one(self, account, facts, parameters):
            yield finding(account.account_id)

    known = facts(
        accounts=[account("open"), account("shut", closed=days(0)), account("shutting", closed=days(1))],
        logins=[login("old", "shut")],
    )
    assert set(in_scope(OfClosed(), known)) == set(outcomes(OfClosed(), known)) == {"shut"}
    (found,) = judged(OfClosed(), known).findings
    assert (found.key, found.subject.section) == ("made:shut", "広報広聴課")


def test_a_login_belongs_to_the_section_and_services_of_its_open_accounts():
    known = facts(
        accounts=[
            account("shut", section="旧課", closed=days(0)),
            account("one", section="観光交流課", service="facebook"),
            account("two", section="広報広聴課", service="instagram"),
            account("three", section="防災課", service="facebook"),
        ],
        logins=[login("meta", "shut", "one", "two", "three")],
    )
    (verdict,) = judged("password-unseen", known).verdicts
    subject = verdict.subject
    assert (subject.kind, subject.name, subject.section) == (SubjectKind.LOGIN, "mihon_city", "観光交流課")
    assert subject.accounts == ("shut", "one", "two", "three")
    assert subject.services == ("facebook", "instagram")


def test_findings_carry_the_pack_s_grading_and_a_key_that_stays():
    (found,) = judged("password-unseen", facts(measurements=[])).findings
    assert found.key == "password-unseen:x-koho"
    assert (found.clause, found.severity, found.due, found.due_working_days) == (
        "4(3)b",
        Severity.HIGH,
        None,
        10,
    )


def test_severity_follows_the_status_and_advice_is_never_due():
    graded = replace(
        rule("login-missing"),
        severities={Status.NONCONFORMING: Severity.CRITICAL, Status.ADVICE: Severity.LOW},
        check="made",
        parameters=NoParameters(),
    )
    said = Says(finding("a"), finding("b", Status.ADVICE), finding("c", Status.PENDING, due=days(3)))
    found = judge(pack(graded), {"made": said}, LOGINS).findings
    assert [(one.severity, one.due, one.due_working_days) for one in found] == [
        (Severity.CRITICAL, None, 3),
        (Severity.LOW, None, None),
        (Severity.CRITICAL, days(3), 3),  # not graded by itself: like the gravest
    ]


def test_the_audit_is_complete_only_when_everything_was_seen():
    assert judged(Says(finding("a")), LOGINS).complete
    broken = judged(Says(finding("a"), ValueError()), LOGINS)
    assert not broken.complete
    assert broken.not_judged == {"made:b", "made:c"}
    assert not judged("password-reuse", facts(measurements=[])).complete


def test_the_same_facts_give_the_same_verdicts_in_whatever_order_they_come():
    forward = facts(logins=[login("a"), login("b")], accounts=[account("koho-x"), account("kanko-fb")])
    backward = facts(logins=[login("b"), login("a")], accounts=[account("kanko-fb"), account("koho-x")])
    assert judge(UBE, CHECKS, forward) == judge(UBE, CHECKS, backward)


# --- waivers -----------------------------------------------------------------------------------------------------


def waiver(**changed: Any) -> Waiver:
    made = Waiver(
        7,
        "made",
        "b",
        reason="機器の更新まで {until}",
        approver=HEAD.staff_number,
        granted=days(-10),
        until=days(20),
    )
    return replace(made, **changed)


def under(*waivers: Waiver, day: date = DAY) -> Facts:
    return replace(LOGINS, day=day, waivers={one.key: one for one in waivers})


def test_a_finding_under_a_waiver_is_waived_and_says_until_when_by_whom_and_why():
    (found,) = judged(Says(finding("b", due=days(3))), under(waiver())).findings
    assert (found.key, found.status, found.due, found.due_working_days) == (
        "made:b",
        Status.WAIVED,
        None,
        None,
    )
    assert found.message == Text(
        "見本令和8年12月10日までの例外が承認されています（承認者：見本 課長（90001）、理由：機器の更新まで {until}）。",
        "made An exception is in force until 2026-12-10 (approved by 見本 課長 (90001); reason: 機器の更新まで {until}).",
    )
    assert found.remedy == MADE


def test_a_role_that_approved_is_told_as_it_is_written():
    (found,) = judged(Says(finding("b")), under(waiver(approver="情報政策課長"))).findings
    assert "承認者：情報政策課長、" in found.message.ja


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.WAIVED])
def test_what_is_waived_keeps_the_severity_that_it_has_without(status):
    graded = replace(
        rule("login-missing"),
        severities={
            Status.NONCONFORMING: Severity.CRITICAL,
            Status.UNVERIFIED: Severity.HIGH,
            Status.PENDING: Severity.MEDIUM,
            Status.ADVICE: Severity.LOW,
        },
        check="made",
        parameters=NoParameters(),
    )
    (plain,) = judge(pack(graded), {"made": Says(finding("b", status))}, LOGINS).findings
    (waived,) = judge(pack(graded), {"made": Says(finding("b", status))}, under(waiver())).findings
    assert (waived.status, waived.severity) == (Status.WAIVED, plain.severity)


def test_a_waiver_is_of_one_check_on_one_subject():
    for other in (waiver(subject="a"), waiver(check="login-missing"), waiver(subject="nobody")):
        assert judged(Says(finding("b")), under(other)) == judged(Says(finding("b")), LOGINS)


def test_a_waiver_touches_nothing_that_is_no_finding():
    unseen = (NotSeen("a", MADE), NotApplicable("b"), Conforming("c"))
    waived = [waiver(subject=subject) for subject in ALL]
    assert judged(Says(*unseen), under(*waived)) == judged(Says(*unseen), LOGINS)
    broken = outcomes(Says(finding("a"), ValueError()), under(*waived))
    assert (broken["b"], broken["c"]) == (Broke("b", "ValueError"), Broke("c", "ValueError"))
    assert not judged(Says(finding("a"), ValueError()), under(*waived)).complete


@pytest.mark.parametrize(
    ("day", "changed", "expected"),
    [
        (days(-11), {}, "made"),
        (days(-10), {}, "waived"),
        (days(20), {}, "waived"),
        (days(21), {}, "made An exception ended on 2026-12-10."),
        (days(4), {"revoked": days(5)}, "waived"),
        (days(5), {"revoked": days(5)}, "made An exception ended on 2026-11-25."),
        (days(-10), {"revoked": days(-10)}, "made An exception ended on 2026-11-10."),
    ],
)
def test_a_waiver_is_in_force_from_its_first_day_to_its_last_and_its_end_is_told(day, changed, expected):
    (found,) = judged(Says(finding("b")), under(waiver(**changed), day=day)).findings
    if expected == "waived":
        assert found.status is Status.WAIVED
    else:
        assert (found.status, found.message.en) == (Status.NONCONFORMING, expected)
        assert (found.due, found.due_working_days) == (None, UBE.due_working_days[found.severity])


def test_a_login_under_a_waiver_still_conforms_where_nothing_is_wrong():
    assert outcomes(Says(), under(waiver()))["b"] == Conforming("b")
