"""Tasks of reviews and incidents on a terminal and as JSON: the same for both command groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from auditor.cli._app import App
from auditor.cli._table import print_table
from auditor.reviewing import Standing
from checks._contract import Review, Task, Text
from checks._duties import KINDS, TASKS
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
                say(state_of(task, app.today), app.language),
                task.closed.isoformat() if task.closed else "",
            )
            for task in tasks
        ),
    )


def what_happened(app: App, review: Review) -> Text:
    """What opened the review, with its day; of an incident when it was noticed and how grave it is."""
    if review.severity is None:
        return Text(
            "{kind}（{effective}付け、{known}に把握）", "{kind} (effective {effective}, known since {known})"
        ).fill(kind=KINDS[review.kind], effective=review.effective, known=review.known)
    return Text("{kind}（{accounts}、{at}、{severity}）", "{kind} ({accounts}, {at}, {severity})").fill(
        kind=KINDS[review.kind],
        accounts=visible(", ".join(review.accounts)),
        at=local_time(app, review.at),
        severity=say(severity_word(review.severity), app.language),
    )


def local_time(app: App, moment: datetime | None) -> str:
    """By the city's clocks, with their distance from UTC."""
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(app.settings.schedule.zone)).isoformat(timespec="minutes")


def tell_review(app: App, review: Review, standing: Standing, minimum_administrators: int) -> None:
    """Everything there is to say of one review, its person too: for who may know."""
    app.tell(message("{id}: {what}", id=review.id, what=what_happened(app, review)))
    if review.staff_number is not None:
        app.tell(message("Person: {name}", name=_said(app, named(review.staff_number, standing.facts))))
    app.tell(message("Accounts: {ids}", ids=visible(", ".join(review.accounts))))
    print_tasks(app, review.tasks)
    for task in review.open_tasks:
        closing = closes_on(task.kind, review, minimum_administrators)
        app.tell(
            Text("・{task}（{subject}）：{closing}", "- {task} ({subject}): {closing}").fill(
                task=TASKS[task.kind], subject=visible(task.subject), closing=closing
            )
        )


def review_json(app: App, review: Review, standing: Standing, minimum_administrators: int) -> dict[str, Any]:
    """The document of the contract, and beside it what a command shows more of."""
    person = standing.facts.people.get(review.staff_number or "")
    document = asdict(json_v1.review_document(review))
    for told, task in zip(document["tasks"], review.tasks, strict=True):
        told["late"] = task.is_late(app.today)
        told["reopened"] = task.reopened
        told["closed"] = task.closed.isoformat() if task.closed else None
        told["evidence"] = task.evidence
        told["closes_on"] = (
            say(closes_on(task.kind, review, minimum_administrators), app.language)
            if task in review.open_tasks
            else None
        )
    return {**document, "known": review.known.isoformat(), "name": person.name if person else None}


def _said(app: App, said: Text | Message) -> str:
    return visible(say(said, app.language))
