"""Reviews come back as they were kept, and what happened to each task is written once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from auditor.ledger import reviews
from auditor.ledger.schema import TaskEvent, task_events
from checks._contract import Review, ReviewKind, Severity, Task, TaskKind, TaskState

from .writes import counted

DAY = date(2026, 12, 1)
PASSWORD = Task(TaskKind.CHANGE_PASSWORD, "x-koho", due=DAY)
SESSIONS = Task(TaskKind.END_SESSIONS, "x-koho", due=DAY)
TRANSFER = Review(
    "", ReviewKind.TRANSFER, "10001", DAY, DAY - timedelta(days=9), ("koho-x",), (PASSWORD, SESSIONS)
)
HIJACK = Review(
    "",
    ReviewKind.TAKEOVER,
    None,
    DAY,
    DAY,
    ("koho-x",),
    (replace(PASSWORD, due=DAY),),
    at=datetime(2026, 12, 1, 0, 30, tzinfo=UTC),
    severity=Severity.CRITICAL,
    alike=("fb-kanko",),
    note="乗っ取り",
)


def kept(tx: Connection, day: date, *after: Review) -> tuple[Review, ...]:
    return reviews.keep(tx, day, reviews.stored(tx), after)


def events(tx: Connection) -> list[tuple[TaskKind, TaskEvent, date]]:
    table = task_events
    return [
        (row.kind, row.event, row.day)
        for row in tx.execute(select(table.c.kind, table.c.event, table.c.day).order_by(table.c.id))
    ]


def changed(review: Review, *tasks: Task) -> Review:
    return replace(review, tasks=tasks)


def test_what_was_kept_is_what_is_stored_with_numbers_that_go_on(tx: Connection) -> None:
    (first,) = kept(tx, DAY, TRANSFER)
    second = reviews.open_incident(tx, HIJACK, DAY)
    assert (first.id, second.id) == ("R1", "I2")
    assert reviews.stored(tx) == (first, second)
    assert second == replace(HIJACK, id="I2", last_sighting=0)


def test_an_incident_without_a_night_keeps_that_nobody_knows_what_is_alike(tx: Connection) -> None:
    reviews.open_incident(tx, replace(HIJACK, alike=None), DAY)
    reviews.open_incident(tx, replace(HIJACK, alike=()), DAY)
    assert [review.alike for review in reviews.stored(tx)] == [None, ()]


def test_nothing_is_written_where_nothing_changed(tx: Connection) -> None:
    stands = kept(tx, DAY, TRANSFER)
    with counted(tx) as written:
        kept(tx, DAY + timedelta(days=1), *stands)
    assert written == []


def test_a_life_is_told_by_its_events(tx: Connection) -> None:
    (review,) = kept(tx, DAY, TRANSFER)
    closed = replace(PASSWORD, state=TaskState.CLOSED, closed=DAY)
    (review,) = kept(tx, DAY + timedelta(days=1), changed(review, closed, SESSIONS))
    (review,) = kept(tx, DAY + timedelta(days=2), changed(review, replace(PASSWORD, reopened=True), SESSIONS))
    kept(
        tx,
        DAY + timedelta(days=3),
        changed(review, *(replace(t, state=TaskState.WITHDRAWN) for t in review.tasks)),
    )

    later = [(kind, event, (day - DAY).days) for kind, event, day in events(tx)]
    assert later == [
        (TaskKind.CHANGE_PASSWORD, TaskEvent.OPENED, 0),
        (TaskKind.END_SESSIONS, TaskEvent.OPENED, 0),
        (TaskKind.CHANGE_PASSWORD, TaskEvent.CLOSED, 1),
        (TaskKind.CHANGE_PASSWORD, TaskEvent.REOPENED, 2),
        (TaskKind.CHANGE_PASSWORD, TaskEvent.WITHDRAWN, 3),
        (TaskKind.END_SESSIONS, TaskEvent.WITHDRAWN, 3),
    ]


def test_a_task_that_was_done_when_it_was_opened_has_both_events(tx: Connection) -> None:
    kept(tx, DAY, changed(TRANSFER, replace(PASSWORD, state=TaskState.CLOSED, closed=DAY)))
    assert [event for _, event, _ in events(tx)] == [TaskEvent.OPENED, TaskEvent.CLOSED]


def test_tasks_that_come_later_stand_in_their_order(tx: Connection) -> None:
    (review,) = kept(tx, DAY, TRANSFER)
    first = Task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x", due=DAY)
    kept(tx, DAY, replace(review, accounts=("koho-x", "new"), tasks=(first, *review.tasks)))
    (stored,) = reviews.stored(tx)
    assert (stored.accounts, stored.tasks) == (("koho-x", "new"), (first, PASSWORD, SESSIONS))


def test_a_waiver_is_never_kept_as_the_state_of_a_task(tx: Connection) -> None:
    with pytest.raises(ValueError, match="waived"):
        kept(tx, DAY, changed(TRANSFER, replace(PASSWORD, state=TaskState.WAIVED)))
