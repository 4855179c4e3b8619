from dataclasses import replace
from datetime import date, timedelta

import pytest

from checks._contract import Review, ReviewKind, Severity, Task, TaskKind, TaskState
from reports.task_wording import UNPUBLISHED, closes_on, happening, state_of

DAY = date(2027, 4, 1)
ORDER = Review("R1", ReviewKind.TRANSFER, "10001", DAY, DAY, ("koho-x",), ())
INCIDENT = replace(ORDER, kind=ReviewKind.TAKEOVER, staff_number=None, severity=Severity.HIGH)


@pytest.mark.parametrize("kind", TaskKind)
def test_every_task_says_what_closes_it_in_both_languages(kind: TaskKind):
    said = closes_on(kind, ORDER, 3)
    assert said.ja.endswith("。")
    assert said.en.endswith(".")
    for text in (said.ja, said.en):
        assert "{" not in text
    if kind is TaskKind.REPLACE_ADMINISTRATOR:
        assert "3名" in said.ja
        assert "3 other" in said.en
    elif kind is not TaskKind.NAME_MANAGER:
        assert "令和9年4月1日以後" in said.ja
        assert "2027-04-01" in said.en


@pytest.mark.parametrize("kind", [kind for kind in TaskKind if not kind.seen_by_machine])
def test_what_people_record_names_the_kind_of_record(kind: TaskKind):
    assert "種別「" in closes_on(kind, ORDER, 2).ja


@pytest.mark.parametrize(
    ("task", "ja"),
    [
        (Task(TaskKind.POLICE, "a", DAY), "未了"),
        (Task(TaskKind.POLICE, "a", DAY, reopened=True), "やり直し"),
        (Task(TaskKind.POLICE, "a", DAY - timedelta(days=1), reopened=True), "期限超過"),
        (Task(TaskKind.POLICE, "a", DAY - timedelta(days=1), TaskState.CLOSED), "完了"),
        (Task(TaskKind.POLICE, "a", DAY - timedelta(days=1), TaskState.WAIVED), "例外承認中"),
        (Task(TaskKind.POLICE, "a", DAY - timedelta(days=1), TaskState.WITHDRAWN), "不要"),
    ],
)
def test_a_task_says_where_it_stands(task: Task, ja: str):
    assert state_of(task, DAY).ja == ja


def test_an_order_is_confidential_until_its_day():
    before = DAY - timedelta(days=1)
    assert happening(ORDER, before) == UNPUBLISHED
    assert happening(replace(ORDER, kind=ReviewKind.ADMINISTRATOR_CHANGE), before) == UNPUBLISHED
    assert UNPUBLISHED.ja.endswith("（発令前）")
    assert happening(ORDER, DAY).en == "transfer"


def test_an_incident_is_for_everybody_at_once():
    assert happening(INCIDENT, DAY - timedelta(days=1)).en == "takeover"
