"""Tasks of reviews and incidents on a terminal and as JSON: the same for both command groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from auditor.cli._app import App
from auditor.cli._table import print_table
from auditor.recording import TaskOf
from auditor.reviewing import Standing
from checks._contract import Review, Task, TaskState, Text
from checks._duties import KINDS, TASKS, numbered, why_again
from checks._wording import named
from reports import json_v1
from reports.characters import visible
from reports.messages import Message, message, say
from reports.task_wording import closes_on, state_of
from reports.wording import severity_word

_HEADS = (message("Task"), message("Subject"), message("Due"), message("Task state"), message("Done on"))


def print_tasks(app: App, tasks: Iterable[Task]) -> None:
    """One row a task, in their order."""
    print_table(
        tuple(say(head, app.language) for head in _HEADS),
        (
            (
                say(TASKS[task.kind], app.language),
                visible(task.subject),
                task.due.isoformat(),
                say(state_told(app, task), app.language),
                task.closed.isoformat() if task.closed else "",
            )
            for task in tasks
        ),
    )


def state_told(app: App, task: Task) -> Text:
    """Where the task stands; why, if it is to be done again."""
    state = state_of(task, app.today)
    if not (task.reopened and task.state is TaskState.OPEN):
        return state
    return Text("{state}（{why}）", "{state} ({why})").fill(state=state, why=why_again(task.kind))


def told_task(of: TaskOf) -> Message:
    """A task that a record closed, or that is open again."""
    return message(
        "{task} of {subject} ({review}, due {due})",
        task=TASKS[of.task.kind],
        subject=visible(of.task.subject),
        review=numbered(of.review),
        due=of.task.due.isoformat(),
    )


def what_happened(app: App, review: Review) -> Text:
    """What opened the review, with its day; of an incident when it was noticed and how grave it is."""
    if review.severity is None or review.at is None:
        return Text(
            "{kind}（{effective}付け、{known}に把握）", "{kind} (effective {effective}, known since {known})"
        ).fill(kind=KINDS[review.kind], effective=review.effective, known=review.known)
    return Text("{kind}（{accounts}、{at}、{severity}）", "{kind} ({accounts}, {at}, {severity})").fill(
        kind=KINDS[review.kind],
        accounts=visible(", ".join(review.accounts)),
        at=time_told(app, review.at),
        severity=say(severity_word(review.severity), app.language),
    )


def local_time(app: App, moment: datetime | None) -> str:
    """By the city's clocks, with their distance from UTC: for programs."""
    return "" if moment is None else _by_the_city(app, moment).isoformat(timespec="minutes")


def time_told(app: App, moment: datetime) -> Text:
    """The same for people: 令和9年4月20日 9時30分, 2027-04-20 09:30."""
    local = _by_the_city(app, moment)
    return Text("{day} {hour}時{minute}分", "{day} {clock}").fill(
        day=local.date(), hour=local.hour, minute=f"{local:%M}", clock=f"{local:%H:%M}"
    )


def _by_the_city(app: App, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(app.settings.schedule.zone))


# --- what closes a task ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expected:
    """How many others must be in force for somebody to be replaced, and the tasks that the night of the effective day
    closes as things stand."""

    minimum_administrators: int
    foreseen: frozenset[Task] = frozenset()


IN_PLACE = Text(
    "必要な人が既に台帳にあるため、このままなら{since}の点検で完了します。",
    "The inventory has who is needed already: as things stand, the night of {since} closes it.",
)


def _closes_on(task: Task, review: Review, expected: Expected) -> Text:
    if task in expected.foreseen:
        return IN_PLACE.fill(since=review.effective)
    return closes_on(task.kind, review, expected.minimum_administrators)


def tell_review(app: App, review: Review, standing: Standing, expected: Expected) -> None:
    """Everything there is to say of one review, its person too: for who may know."""
    app.tell(message("{id}: {what}", id=review.id, what=what_happened(app, review)))
    if review.staff_number is not None:
        app.tell(message("Person: {name}", name=_said(app, named(review.staff_number, standing.facts))))
    app.tell(message("Accounts: {ids}", ids=visible(", ".join(review.accounts))))
    print_tasks(app, review.tasks)
    for task in review.open_tasks:
        app.tell(
            Text("・{task}（{subject}）：{closing}", "- {task} ({subject}): {closing}").fill(
                task=TASKS[task.kind],
                subject=visible(task.subject),
                closing=_closes_on(task, review, expected),
            )
        )


def review_json(app: App, review: Review, standing: Standing, expected: Expected) -> dict[str, Any]:
    """The document of the contract, and beside it what a command shows more of."""
    person = standing.facts.people.get(review.staff_number or "")
    document = asdict(json_v1.review_document(review))
    for told, task in zip(document["tasks"], review.tasks, strict=True):
        is_open = task in review.open_tasks
        told["late"] = task.is_late(app.today)
        told["reopened"] = task.reopened
        told["why_reopened"] = say(why_again(task.kind), app.language) if is_open and task.reopened else None
        told["closed"] = task.closed.isoformat() if task.closed else None
        told["evidence"] = task.evidence
        told["closes_on"] = say(_closes_on(task, review, expected), app.language) if is_open else None
    return {**document, "known": review.known.isoformat(), "name": person.name if person else None}


def _said(app: App, said: Text | Message) -> str:
    return visible(say(said, app.language))
