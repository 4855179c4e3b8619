from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from auditor.catalogue import load_pack
from checks._contract import Finding, Review, ReviewKind, Severity, Task, TaskKind, TaskState
from checks.incident_response import Parameters
from reports.html import CHAPTERS
from reports.messages import Language, say
from tests.checks.made import CHECKS, DAY, account, days, facts, login, only, outcomes, rule, told

NOTICED = date(2026, 11, 19)


def task(kind: TaskKind = TaskKind.REPORT_INSIDE, due: date = DAY, subject: str = "koho-x", **changed):
    return replace(Task(kind, subject, due), **changed)


def incident(*tasks: Task, kind: ReviewKind = ReviewKind.TAKEOVER, number: int = 1, **changed) -> Review:
    made = Review(
        f"I{number}",
        kind,
        None,
        NOTICED,
        NOTICED,
        ("koho-x",),
        tasks,
        at=datetime(2026, 11, 19, 0, 30, tzinfo=UTC),
        severity=Severity.HIGH,
        alike=(),
    )
    return replace(made, **changed)


def judge(*reviews: Review) -> Finding:
    outcome = only("incident-response", facts(reviews=reviews))
    assert isinstance(outcome, Finding)
    return outcome


def test_an_account_without_incidents_conforms():
    assert told(only("incident-response", facts())) == "conforming"


@pytest.mark.parametrize("state", [TaskState.CLOSED, TaskState.WITHDRAWN])
def test_an_incident_whose_steps_are_done_is_over(state):
    known = facts(reviews=(incident(task(due=days(-9), state=state), alike=None),))
    assert told(only("incident-response", known)) == "conforming"


@pytest.mark.parametrize(
    ("due", "expected"), [(days(1), "pending/open"), (DAY, "pending/open"), (days(-1), "nonconforming/late")]
)
def test_a_step_is_pending_to_the_end_of_its_due_day_and_then_nonconforming(due, expected):
    finding = judge(incident(task(due=due), task(TaskKind.PUBLISH, days(5))))
    assert told(finding) == expected
    assert finding.due == due


@pytest.mark.parametrize(
    ("kind", "ja", "en"),
    [
        (ReviewKind.TAKEOVER, "乗っ取り", "takeover"),
        (ReviewKind.IMPERSONATION, "なりすまし", "impersonation"),
        (ReviewKind.FLAMING, "炎上", "flaming"),
    ],
)
def test_it_says_what_happened_to_which_account_when_and_what_is_left(kind, ja, en):
    finding = judge(incident(task(), task(TaskKind.PUBLISH), kind=kind))
    assert f"{ja}（koho-x、令和8年11月19日）への対応が2件残っています" in finding.message.ja
    assert "庁内報告1件、公表1件" in finding.message.ja
    assert f"the response to {en} (koho-x, 2026-11-19)" in finding.message.en


def test_two_incidents_are_both_named_and_counted_together():
    finding = judge(
        incident(task(), task(TaskKind.POLICE, days(3))),
        incident(task(due=days(2)), kind=ReviewKind.FLAMING, number=2),
    )
    assert (
        "乗っ取り（koho-x、令和8年11月19日）、炎上（koho-x、令和8年11月19日）への対応が2件残っています（庁内報告1件、警察への相談1件）"
        in finding.message.ja
    ), "one report inside answers for both"
    assert finding.due == DAY


def test_the_remedy_names_the_chapter_of_the_report_and_the_task_sheet():
    remedy = judge(incident(task())).remedy
    (heading,) = (chapter.heading for chapter in CHAPTERS if chapter.anchor == "incidents")
    assert f"「{say(heading, Language.JA)}」の章か作業表" in remedy.ja
    assert f"“{say(heading, Language.EN)}” and the task sheet" in remedy.en


def test_the_password_of_a_login_that_serves_two_accounts_shows_on_both():
    known = facts(
        accounts=[account(), account("kanko-fb")],
        logins=[login("x-koho", "koho-x", "kanko-fb")],
        reviews=(incident(task(TaskKind.CHANGE_PASSWORD, subject="x-koho"), task(due=days(1))),),
    )
    found = outcomes("incident-response", known)
    assert {name: told(outcome) for name, outcome in found.items()} == {
        "koho-x": "pending/open",
        "kanko-fb": "pending/open",
    }
    other = found["kanko-fb"]
    assert isinstance(other, Finding)
    assert "乗っ取り（koho-x、" in other.message.ja  # whose it is
    assert "1件残っています" in other.message.ja


def test_logins_with_the_same_password_or_one_like_it_are_named_and_related():
    finding = judge(
        incident(task(), alike=("fb-kanko", "ig-kanko")), incident(task(), alike=("fb-kanko",), number=2)
    )
    assert finding.related == ("fb-kanko", "ig-kanko")
    assert "：fb-kanko, ig-kanko。" in finding.message.ja
    assert ": fb-kanko, ig-kanko." in finding.message.en


def test_that_the_passwords_were_not_compared_yet_never_reads_as_none():
    finding = judge(incident(task(), alike=None))
    assert finding.related == ()
    assert "分かりませんでした" in finding.message.ja
    assert "it was not known" in finding.message.en
    assert "分かりません" not in judge(incident(task(), alike=())).message.ja


@pytest.mark.parametrize("kind", [ReviewKind.IMPERSONATION, ReviewKind.FLAMING])
@pytest.mark.parametrize("alike", [None, ("fb-kanko",)])
def test_where_nobody_got_to_know_the_password_it_does_not_matter_who_shares_it(kind, alike):
    finding = judge(incident(task(), kind=kind, alike=alike))
    assert finding.related == ()
    assert "パスワード" not in finding.message.ja
    asked = judge(incident(task(TaskKind.CHANGE_PASSWORD, subject="x-koho"), kind=kind, alike=("fb-kanko",)))
    assert asked.related == ("fb-kanko",)


@pytest.mark.parametrize("kind", [kind for kind in ReviewKind if not kind.is_incident])
def test_transfers_are_another_check_s(kind):
    assert told(only("incident-response", facts(reviews=(incident(task(), kind=kind),)))) == "conforming"


def test_a_late_one_weighs_more_than_one_in_time():
    severities = rule("incident-response").severities
    assert {str(status): str(severity) for status, severity in severities.items()} == {
        "nonconforming": "high",
        "pending": "medium",
    }


@pytest.mark.parametrize("name", ["takeover", "impersonation", "flaming"])
@pytest.mark.parametrize(
    "steps",
    [(), (TaskKind.SUBMIT_REGISTER,), (TaskKind.PUBLISH, TaskKind.PUBLISH)],
    ids=["none", "other", "twice"],
)
def test_steps_that_are_none_or_of_reviews_or_stand_twice_are_refused(name, steps):
    _refused(name, steps)


@pytest.mark.parametrize(
    ("name", "value"),
    [("change_password_hours", 0), ("report_inside_hours", 169), ("publish_days", 21), ("police_days", -1)],
)
def test_periods_that_would_switch_a_step_off_are_refused(name, value):
    _refused(name, value)


def _refused(name: str, value: Any) -> None:
    parameters = rule("incident-response").parameters
    assert isinstance(parameters, Parameters)
    with pytest.raises(ValueError, match=name):
        replace(parameters, **{name: value})


@pytest.mark.parametrize(
    ("kinds", "pack", "clause"),
    [
        ((ReviewKind.IMPERSONATION,), "niimi", "7(3)"),
        ((ReviewKind.FLAMING,), "niimi", "7(4)"),
        ((ReviewKind.TAKEOVER,), "niimi", "7(5)"),
        ((ReviewKind.WRONG_POST,), "ureshino", "6(1)"),
        ((ReviewKind.FLAMING, ReviewKind.IMPERSONATION), "ureshino", "6(4)・6(3)"),
        ((ReviewKind.FLAMING,), "ube", "7(1)"),  # a working rule there: the check's own clause
    ],
)
def test_a_finding_cites_the_clauses_of_the_kinds_of_incident_that_it_is_about(kinds, pack, clause):
    reviews = tuple(incident(task(), kind=kind, number=n) for n, kind in enumerate(kinds, 1))
    rules = load_pack(pack, {}, CHECKS).rules
    (asked,) = (rule for rule in rules if rule.check == "incident-response")
    assert asked.clause_of(judge(*reviews)) == clause
