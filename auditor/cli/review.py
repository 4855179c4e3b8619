"""``auditor review``: what transfers, changes of administrators and incidents still ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._table import print_table
from auditor.cli._tasks import Expected, review_json, state_told, tell_review
from auditor.errors import UsageError
from auditor.files import write_private
from auditor.inventory import folding
from auditor.reviewing import Standing, find, foreseen, standing
from auditor.settling import rules_of
from checks._contract import Review, Task
from checks._duties import TASKS
from checks._publication import is_public, is_published
from reports import json_v1
from reports.characters import visible
from reports.duties import SectionReviews, by_section
from reports.messages import marked, message, say
from reports.task_sheets import Occasion, lines, write_task_sheets
from reports.task_wording import happening


@click.group(help=marked("What transfers, changes of administrators and incidents still ask for."))
def review() -> None:
    pass


@review.command("list", help=marked("Reviews and incidents with an open task, by section."))
@click.option("--section", metavar="NAME", help=marked("Only of this section."))
@click.option("--all", "with_done", is_flag=True, help=marked("Also what is done, waived or withdrawn."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def list_(app: App, section: str | None, with_done: bool, as_json: bool) -> None:
    now = _standing(app)
    shown = [review for review in now.reviews if with_done or review.open_tasks]
    sections = by_section(shown, now.subjects)
    if section is not None:
        wanted = _known_section(section, now)
        sections = tuple(part for part in sections if part.section == wanted)
        ids = {one.review.id for part in sections for one in part.reviews}
        shown = [review for review in shown if review.id in ids]
    if as_json:
        print_json({"reviews": [asdict(json_v1.review_document(review)) for review in shown]})
        return
    told = [_tell_section(app, part, with_done=with_done) for part in sections]
    if not any(told):
        app.tell(message("No task is open."))


def _known_section(name: str, now: Standing) -> str:
    """The section as the inventory writes it. Raises UsageError where no account belongs to it."""
    wanted = folding.section(name)
    known = sorted({account.section for account in now.facts.accounts.values()})
    if wanted in known:
        return wanted
    raise UsageError(
        message("No account belongs to the section {section}.", section=name[:80]),
        message("Sections of accounts: {known}", known=", ".join(filter(None, known))),
    )


def _tell_section(app: App, part: SectionReviews, *, with_done: bool) -> bool:
    """False where there is nothing to show of it."""
    asked = [
        (one.review, task)
        for one in part.reviews
        for task in one.tasks
        if with_done or task in one.review.open_tasks
    ]
    shown = [(review, task) for review, task in asked if is_public(task, review, app.today)]
    if asked:
        app.tell(
            message(
                "{section}: {count} tasks",
                section=visible(part.section) or message("Section not entered"),
                count=len(asked),
            )
        )
    if shown:
        heads = tuple(say(head, app.language) for head in _HEADS)
        print_table(heads, [_row(app, review, task) for review, task in shown])
    if unsaid := len(asked) - len(shown):
        app.tell(message("Tasks that are shown from the day of their order on: {count}", count=unsaid))
    return bool(asked)


_HEADS = (
    message("No."),
    message("Because of"),
    message("Task"),
    message("Subject"),
    message("Due"),
    message("Task state"),
)


def _row(app: App, review: Review, task: Task) -> tuple[str, ...]:
    """No person and, before its day, no kind of order: a list is for many eyes."""
    return (
        review.id,
        say(happening(review, app.today), app.language),
        say(TASKS[task.kind], app.language),
        visible(task.subject),
        task.due.isoformat(),
        say(state_told(app, task), app.language),
    )


@review.command(help=marked("One review or incident: its person, its tasks, and what closes each of them."))
@click.argument("review_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def show(app: App, review_id: str, as_json: bool) -> None:
    rules = rules_of(app.settings)
    with open_ledger(app).reading() as tx:
        now = standing(tx, app.today)
        found = find(review_id, now.reviews)
        expected = Expected(rules.minimum_administrators, foreseen(tx, found, app.today, rules))
    if as_json:
        print_json(review_json(app, found, now, expected))
    else:
        tell_review(app, found, now, expected)


@review.command(help=marked("Writes the open tasks as an Excel workbook to work through, a sheet a section."))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def write(app: App, file: Path | None, as_json: bool) -> None:
    path = file or app.settings.report.folder / f"tasks-{app.today.isoformat()}.xlsx"
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            message("{name} is no name of a workbook.", name=path.name), message("Let it end in .xlsx.")
        )
    now = _standing(app)
    to_do = lines(now.reviews, now.subjects, app.today)
    occasion = Occasion(
        day=app.today,
        names=_names(now.reviews, now),
        minimum_administrators=rules_of(app.settings).minimum_administrators,
        language=app.language,
    )
    # Of the own choice of a name the newest is kept, as of reports; what somebody else named is not written over.
    write_private(path.absolute(), write_task_sheets(to_do, occasion), replace=file is None)
    sections = len({line.section for line in to_do})
    if as_json:
        print_json({"path": str(path), "sections": sections, "tasks": len(to_do)})
    else:
        app.tell(
            message(
                "Written: {path} ({tasks} tasks of {sections} sections)",
                path=path,
                tasks=len(to_do),
                sections=sections,
            )
        )


def _names(reviews: Iterable[Review], now: Standing) -> dict[str, str]:
    """Staff number → name, only of people whom an order that is in force speaks of."""
    concerned = {review.staff_number for review in reviews if is_published(review, now.facts.day)}
    return {number: person.name for number, person in now.facts.people.items() if number in concerned}


def _standing(app: App) -> Standing:
    with open_ledger(app).reading() as tx:
        return standing(tx, app.today)
