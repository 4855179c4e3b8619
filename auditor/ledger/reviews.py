"""Reviews and incidents with their tasks. The rows hold how they stand; the events, which are only ever added, how they came there.

Rows are written only where something changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from auditor.ledger.columns import unknown
from auditor.ledger.register.plan import update_by
from auditor.ledger.schema import TaskEvent, sightings, task_events
from auditor.ledger.schema import reviews as review_table
from auditor.ledger.schema import tasks as task_table
from checks._contract import Review, Task, TaskState

Row = Mapping[str, Any]


def stored(tx: Connection) -> tuple[Review, ...]:
    """All of them, as they were left; no waiver is laid over. In the order they were opened."""
    tasks: defaultdict[int, list[Task]] = defaultdict(list)
    columns = [task_table.c[name] for name in Task.__dataclass_fields__]
    for review, *values in tx.execute(
        select(task_table.c.review, *columns).order_by(task_table.c.review, task_table.c.place)
    ):
        tasks[review].append(Task(*values))
    return tuple(
        _review(row._asdict(), tuple(tasks[row.number]))
        for row in tx.execute(select(review_table).order_by(review_table.c.number))
    )


def _review(row: Row, tasks: tuple[Task, ...]) -> Review:
    """Raises StoreError for an incident of no time, and for an event that befell nobody."""
    needed = ("at", "severity") if row["kind"].is_incident else ("staff_number",)
    if any(row[name] is None for name in needed):
        raise unknown("Review")
    names = Review.__dataclass_fields__.keys() - {"id", "tasks"}
    sort = "I" if row["kind"].is_incident else "R"
    return Review(id=f"{sort}{row['number']}", tasks=tasks, **{name: row[name] for name in names})


def keep(tx: Connection, day: date, before: Sequence[Review], after: Sequence[Review]) -> tuple[Review, ...]:
    """Writes what differs, and what happened to each task on ``day``; gives ``after`` with the numbers of new ones.

    ``before`` as stored, ``after`` in the same order with new ones at the end.
    """
    highest = tx.scalar(select(func.max(review_table.c.number))) or 0
    new = [_numbered(review, highest + place) for place, review in enumerate(after[len(before) :], start=1)]
    kept = (*after[: len(before)], *new)
    pairs = [*zip(before, kept[: len(before)], strict=True), *((None, review) for review in new)]
    _write_reviews(tx, [(old, review) for old, review in pairs if old != review])
    _write_tasks(
        tx, day, [(old, review) for old, review in pairs if old is None or old.tasks != review.tasks]
    )
    return kept


def open_incident(tx: Connection, review: Review, day: date) -> Review:
    """Takes an incident in and gives it its number. What nights saw up to now was seen before it."""
    newest = tx.scalar(select(func.max(sightings.c.id))) or 0
    before = stored(tx)
    *_, opened = keep(tx, day, before, (*before, replace(review, last_sighting=newest)))
    return opened


def _numbered(review: Review, number: int) -> Review:
    return replace(review, id=f"{'I' if review.kind.is_incident else 'R'}{number}")


def _number(review: Review) -> int:
    return int(review.id[1:])


def _write_reviews(tx: Connection, pairs: Sequence[tuple[Review | None, Review]]) -> None:
    rows = [
        {
            "number": _number(review),
            **{
                name: getattr(review, name)
                for name in Review.__dataclass_fields__
                if name not in ("id", "tasks")
            },
        }
        for _, review in pairs
    ]
    new = [row for (old, _), row in zip(pairs, rows, strict=True) if old is None]
    changed = tuple(row for (old, _), row in zip(pairs, rows, strict=True) if old is not None)
    if new:
        tx.execute(review_table.insert(), new)
    if changed:
        write = update_by(review_table.c.number, changed)
        tx.execute(write.statement, [dict(row) for row in write.rows])


def _write_tasks(tx: Connection, day: date, pairs: Sequence[tuple[Review | None, Review]]) -> None:
    """A review's tasks are written whole: they are few, and their places move when one is added."""
    if any(task.state is TaskState.WAIVED for _, review in pairs for task in review.tasks):
        raise ValueError("a waived task is kept as it stands without the waiver")
    touched = [{"number": _number(review)} for old, review in pairs if old is not None]
    if touched:
        tx.execute(task_table.delete().where(task_table.c.review == bindparam("number")), touched)
    rows = [
        {
            "review": _number(review),
            "place": place,
            **{name: getattr(task, name) for name in task.__dataclass_fields__},
        }
        for _, review in pairs
        for place, task in enumerate(review.tasks)
    ]
    if rows:
        tx.execute(task_table.insert(), rows)
    events = [event for old, review in pairs for event in _events(day, old, review)]
    if events:
        tx.execute(task_events.insert(), events)


def _events(day: date, old: Review | None, review: Review) -> Iterator[Row]:
    before = {} if old is None else {(task.kind, task.subject): task for task in old.tasks}
    for task in review.tasks:
        for event in _happened(before.get((task.kind, task.subject)), task):
            yield {
                "review": _number(review),
                "kind": task.kind,
                "subject": task.subject,
                "day": day,
                "event": event,
                "evidence": task.evidence if event is TaskEvent.CLOSED else None,
            }


def _happened(before: Task | None, after: Task) -> Iterator[TaskEvent]:
    """In the order of the lives: a task that was done when it was opened was opened first."""
    if before is None:
        yield TaskEvent.OPENED
    elif after.state is TaskState.OPEN and before.state is not TaskState.OPEN:
        yield TaskEvent.REOPENED
    if after.state is TaskState.CLOSED and (before is None or before.state is not TaskState.CLOSED):
        yield TaskEvent.CLOSED
    if after.state is TaskState.WITHDRAWN and (before is None or before.state is not TaskState.WITHDRAWN):
        yield TaskEvent.WITHDRAWN
