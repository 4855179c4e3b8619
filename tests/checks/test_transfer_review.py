from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks._contract import Facts, Finding, Review, ReviewKind, SubjectKind, Task, TaskKind, TaskState
from checks.transfer_review import Parameters
from reports.html import CHAPTERS
from reports.messages import Language, say
from tests.checks.made import DAY, account, days, facts, login, only, outcomes, rule, told

EFFECTIVE = days(-3)


def task(kind: TaskKind = TaskKind.CHANGE_PASSWORD, subject: str | None = None, due: date = DAY, **changed):
    about = "x-koho" if kind.subject_kind is SubjectKind.LOGIN else "koho-x"
    return replace(Task(kind, subject or about, due), **changed)


def review(*tasks: Task, kind: ReviewKind = ReviewKind.TRANSFER, number: int = 1, **changed) -> Review:
    made = Review(f"R{number}", kind, "10001", EFFECTIVE, EFFECTIVE, ("koho-x",), tasks)
    return replace(made, **changed)


def judge(*reviews: Review, **others) -> Finding:
    outcome = only("transfer-review", facts(reviews=reviews, **others))
    assert isinstance(outcome, Finding)
    return outcome


def test_an_account_without_reviews_conforms():
    assert told(only("transfer-review", facts())) == "conforming"


@pytest.mark.parametrize("state", [TaskState.CLOSED, TaskState.WITHDRAWN])
def test_tasks_that_are_done_or_fell_away_are_none(state):
    known = facts(reviews=(review(task(state=state, due=days(-30)), task(due=days(-30), state=state)),))
    assert told(only("transfer-review", known)) == "conforming"


@pytest.mark.parametrize(
    ("due", "expected"), [(days(1), "pending/open"), (DAY, "pending/open"), (days(-1), "nonconforming/late")]
)
def test_a_task_is_pending_to_the_end_of_its_due_day_and_then_nonconforming(due, expected):
    finding = judge(review(task(due=due)))
    assert told(finding) == expected
    assert finding.due == due
    assert ("was due" in finding.message.en) is (expected == "nonconforming/late")
    assert ("過ぎています" in finding.message.ja) is (expected == "nonconforming/late")


def test_the_earliest_due_day_counts_and_tasks_are_counted_by_kind():
    finding = judge(
        review(task(due=days(9)), task(TaskKind.REPLACE_ADMINISTRATOR, due=days(2))),
        review(task(due=days(5)), kind=ReviewKind.ADMINISTRATOR_CHANGE, number=2),
        review(task(state=TaskState.CLOSED, due=days(-5)), number=3),
    )
    assert finding.due == days(2)
    assert "2件残っています（後任の担当者1件、パスワードの変更1件）" in finding.message.ja
    assert "2 task(s)" in finding.message.en
    assert "another administrator: 1, change of password: 1" in finding.message.en


def test_what_two_reviews_ask_for_is_counted_once_also_where_it_is_to_be_done_again():
    again = task(TaskKind.END_SESSIONS, reopened=True)
    finding = judge(
        review(again, task()), review(again, number=2), review(task(), task(TaskKind.END_SESSIONS), number=3)
    )
    assert "2件残っています（パスワードの変更1件、全端末のログアウト1件）" in finding.message.ja
    assert "全端末のログアウトのうち1件は" in finding.message.ja
    assert "all sessions ended: 1 to be done again" in finding.message.en


def test_until_the_day_of_an_order_nothing_tells_that_it_takes_the_manager_away():
    ahead = review(task(TaskKind.NAME_MANAGER), task(), effective=days(1))
    finding = judge(ahead)
    assert "2件残っています（パスワードの変更1件、ほか1件）" in finding.message.ja
    assert (
        "2 task(s) of a transfer or a change of administrators are not done (change of password: 1, others: 1)."
        in (finding.message.en)
    )
    alone = judge(replace(ahead, tasks=ahead.tasks[:1]))
    assert "作業が1件残っています。" in alone.message.ja
    assert "are not done." in alone.message.en
    for text in (finding.message, finding.remedy, alone.message, alone.remedy):
        assert "管理者" not in text.ja
        assert "manager" not in text.en
    assert "後任の管理者1件" in judge(replace(ahead, effective=DAY)).message.ja
    both = judge(ahead, review(task(TaskKind.NAME_MANAGER), number=2))
    assert "2件残っています（後任の管理者1件、パスワードの変更1件）" in both.message.ja, (
        "the other order is in force"
    )


def test_the_remedy_names_the_chapter_of_the_report_and_the_task_sheet():
    remedy = judge(review(task())).remedy
    (heading,) = (chapter.heading for chapter in CHAPTERS if chapter.anchor == "reviews")
    assert f"「{say(heading, Language.JA)}」の章か作業表" in remedy.ja
    assert f"“{say(heading, Language.EN)}” and the task sheet" in remedy.en


def test_a_login_that_serves_two_accounts_shows_on_both_and_an_account_s_own_task_on_one():
    known = facts(
        accounts=[account(), account("kanko-fb"), account("bosai-x")],
        logins=[login("x-koho", "koho-x", "kanko-fb"), login("x-bosai", "bosai-x")],
        reviews=(review(task(due=days(3)), task(TaskKind.SUBMIT_REGISTER, "kanko-fb", due=days(2))),),
    )
    found = outcomes("transfer-review", known)
    assert {name: told(outcome) for name, outcome in found.items()} == {
        "koho-x": "pending/open",
        "kanko-fb": "pending/open",
        "bosai-x": "conforming",
    }
    assert {name: outcome.due for name, outcome in found.items() if isinstance(outcome, Finding)} == {
        "koho-x": days(3),
        "kanko-fb": days(2),
    }


def test_a_task_of_a_login_that_left_the_inventory_shows_where_the_review_looked():
    known = facts(
        accounts=[account(), account("kanko-fb")], logins=[], reviews=(review(task(subject="gone")),)
    )
    told_of = {name: told(outcome) for name, outcome in outcomes("transfer-review", known).items()}
    assert told_of == {"koho-x": "pending/open", "kanko-fb": "conforming"}


def test_a_login_and_an_account_of_one_name_are_not_mixed_up():
    known = facts(
        accounts=[account("same"), account("other")],
        logins=[login("same", "other")],
        reviews=(review(task(subject="same"), accounts=("same", "other")),),
    )
    told_of = {name: told(outcome) for name, outcome in outcomes("transfer-review", known).items()}
    assert told_of == {"same": "conforming", "other": "pending/open"}


def test_what_is_waived_still_stands_for_the_waiver_to_show_on_it():
    assert told(judge(review(task(state=TaskState.WAIVED, due=days(-1))))) == "nonconforming/late"


@pytest.mark.parametrize(
    ("kind", "ja", "en"),
    [
        (TaskKind.CHANGE_PASSWORD, "以前のパスワードに戻った", "an earlier password is back"),
        (TaskKind.RENEW_SECOND_FACTOR, "シードが以前のものに戻ったか", "an earlier seed is back"),
        (TaskKind.END_SESSIONS, "記録が取り消された", "record that closed it was withdrawn"),
    ],
)
def test_a_reopened_task_says_why_it_is_open_again(kind, ja, en):
    finding = judge(review(task(kind, reopened=True)))
    assert ja in finding.message.ja
    assert en in finding.message.en
    assert ja not in judge(review(task(kind))).message.ja


def test_no_person_is_named_for_the_order_may_be_unpublished():
    finding = judge(review(task(TaskKind.REPLACE_ADMINISTRATOR), staff_number="10001"))
    for text in (finding.message, finding.remedy):
        assert "10001" not in text.ja + text.en
        assert "見本" not in text.ja + text.en


@pytest.mark.parametrize("kind", [kind for kind in ReviewKind if kind.is_incident])
def test_incidents_are_another_check_s(kind):
    assert told(only("transfer-review", facts(reviews=(review(task(), kind=kind),)))) == "conforming"


def test_a_late_one_weighs_more_than_one_in_time():
    severities = rule("transfer-review").severities
    assert {str(status): str(severity) for status, severity in severities.items()} == {
        "nonconforming": "high",
        "pending": "medium",
    }


@pytest.mark.parametrize("known_days", [-1, 21])
def test_a_period_that_would_switch_the_rule_off_is_refused(known_days):
    with pytest.raises(ValueError, match="known_days"):
        Parameters(known_days=known_days)


states = st.sampled_from(TaskState)


@given(st.lists(st.tuples(states, st.integers(-5, 5)), max_size=6))
def test_it_conforms_exactly_when_nothing_is_to_be_done_and_is_late_exactly_when_one_is(tasks):
    made = review(*(task(state=state, due=days(due)) for state, due in tasks))
    known: Facts = facts(reviews=(made,))
    open_ = [due for state, due in tasks if state in (TaskState.OPEN, TaskState.WAIVED)]
    expected = "conforming" if not open_ else "nonconforming/late" if min(open_) < 0 else "pending/open"
    assert told(only("transfer-review", known)) == expected
