"""``auditor transfer``: personnel's door. Orders go in, reviews open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from auditor import transfers
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger, opened_vault
from auditor.cli._table import print_table
from auditor.cli._typed import typed_day, typed_id
from auditor.errors import UsageError
from auditor.inventory import folding
from auditor.inventory.words import TRANSFER_KIND
from auditor.reviewing import standing
from auditor.settling import rules_of
from auditor.taking_in import inventory_passphrase
from auditor.transfers import Listed, News, NoReview, question_asked
from checks._contract import Review, TaskState, Text, TransferKind, TransferOrder
from reports.characters import visible
from reports.messages import Language, Message, marked, message, say

SHOWN = 20
"""Staff numbers a line before the rest is only counted."""


@click.group(help=marked("Personnel's transfer orders: take a list in, record one, withdraw one."))
def transfer() -> None:
    pass


@transfer.command(
    "import",
    help=marked("Takes a transfer list in, a workbook or a CSV file, and says which reviews it opens."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help=marked("Only look: show the difference, change nothing."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def import_(app: App, file: Path, check: bool, as_json: bool) -> None:
    ledger = open_ledger(app)
    with ExitStack() as opened, ledger.run_lock():
        news = transfers.import_list(
            ledger,
            file,
            app.settings,
            lambda: inventory_passphrase(opened.enter_context(opened_vault(app)), app.settings.inventory),
            app.today,
            check_only=check,
        )
    _tell(app, news, as_json=as_json, check=check)


@transfer.command(help=marked("Takes in the order for one person."))
@click.option("--staff", "number", required=True, metavar="NUMBER", help=marked("Staff number."))
@click.option(
    "--kind", "kind_word", required=True, metavar="KIND", help=marked("For example transfer or retirement.")
)
@click.option("--effective", required=True, metavar="DATE", help=marked("The day the order takes effect."))
@click.option("--from", "from_section", default="", metavar="SECTION", help=marked("The section before."))
@click.option("--to", "to_section", default="", metavar="SECTION", help=marked("The section after."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def record(
    app: App,
    *,
    number: str,
    kind_word: str,
    effective: str,
    from_section: str,
    to_section: str,
    as_json: bool,
) -> None:
    rules = rules_of(app.settings)
    order = TransferOrder(
        staff_number=typed_id(number, "--staff"),
        name="",
        effective=typed_day(effective, "--effective"),
        kind=_kind(kind_word),
        from_section=folding.section(from_section),
        to_section=folding.section(to_section),
    )
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        news = transfers.record(tx, order, app.today, app.settings, rules)
    _tell(app, news, as_json=as_json)


@transfer.command(
    help=marked("Withdraws the orders of one person and day, as long as that day has not passed.")
)
@click.option("--staff", "number", required=True, metavar="NUMBER", help=marked("Staff number."))
@click.option("--effective", required=True, metavar="DATE", help=marked("The day the order takes effect."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def cancel(app: App, *, number: str, effective: str, as_json: bool) -> None:
    rules = rules_of(app.settings)
    staff_number, day = typed_id(number, "--staff"), typed_day(effective, "--effective")
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        news = transfers.cancel(tx, staff_number, day, app.today, rules)
    _tell(app, news, as_json=as_json)


@transfer.command(
    "list", help=marked("The orders that stand, with their reviews. For who may know unpublished ones.")
)
@click.option("--all", "show_all", is_flag=True, help=marked("Also those that were withdrawn."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def list_(app: App, show_all: bool, as_json: bool) -> None:
    with open_ledger(app).reading() as tx:
        orders = transfers.listed(tx, standing(tx, app.today).reviews)
    shown = [order for order in orders if show_all or order.known.withdrawn is None]
    if as_json:
        print_json({"transfers": [_listed_json(order) for order in shown]})
    elif not shown:
        app.tell(message("There are no orders."))
    else:
        print_table(
            [say(heading, app.language) for heading in _HEADINGS],
            [_row(order, app.language) for order in shown],
        )


def _kind(word: str) -> TransferKind:
    kind = TRANSFER_KIND.find(word)
    if kind is None:
        raise UsageError(
            message("There is no kind of order {word}.", word=word[:40]),
            message(
                "Write one of: {words}",
                words=Text("、".join(TRANSFER_KIND.offered), ", ".join(TransferKind)),
            ),
        )
    return kind


# --- what changed --------------------------------------------------------------------------------------------


def _tell(app: App, news: News, *, as_json: bool, check: bool = False) -> None:
    for warning in news.warnings:
        app.note(warning)
    if as_json:
        print_json(_json(news, applied=not check))
        return
    for line in _lines(news, app.language, check=check):
        app.tell(line)


def _lines(news: News, language: Language, *, check: bool) -> Iterator[Message]:
    if not news:
        yield message("Nothing changes.") if check else message("Nothing changed.")
    else:
        yield message(
            "Orders: {added} added, {withdrawn} withdrawn, {unchanged} known before.",
            added=news.added,
            withdrawn=news.withdrawn,
            unchanged=news.unchanged,
        )
    for review in news.opened:
        yield message(
            "Review {id} opened: {number}, effective {effective}, due {due}, {count} tasks: {accounts}",
            id=review.id,
            number=visible(review.staff_number or ""),
            effective=review.effective.isoformat(),
            due=_due(review),
            count=len(review.tasks),
            accounts=visible(", ".join(review.accounts)),
        )
    for review in news.dropped:
        yield message("Review {id} fell away.", id=review.id)
    by_why = sorted(news.without_review, key=lambda pair: list(NoReview).index(pair[1]))
    for why, pairs in groupby(by_why, key=lambda pair: pair[1]):
        numbers = [order.staff_number for order, _ in pairs]
        yield message(
            "No review, {why} ({count}): {numbers}",
            why=say(_WHY[why], language),
            count=len(numbers),
            numbers=visible(", ".join(numbers[:SHOWN])) + (" …" if len(numbers) > SHOWN else ""),
        )
    for question in news.questions:
        yield message("Question: {what}", what=question_asked(question))


def _due(review: Review) -> str:
    """The first due day of what is still to be done."""
    return min((task.due for task in review.open_tasks or review.tasks), default=review.effective).isoformat()


_WHY = {
    NoReview.PROMOTION: Text("所属の変わらない昇任", "promotion in the same section"),
    NoReview.CONCURRENT: Text("併任", "concurrent post"),
    NoReview.HIRE: Text("採用", "hire"),
    NoReview.RETURN: Text("復職", "return"),
    NoReview.LEAVE: Text(
        "休職（その間は担当者に数えません）", "leave (not counted as an administrator while it lasts)"
    ),
    NoReview.RENAMED: Text("所属の名称変更のみ", "the section only gets a new name"),
    NoReview.NOTHING: Text("担当するアカウントなし", "nothing administered, managed or held"),
    NoReview.NOT_ASKED_FOR: Text(
        "この点検基準は異動後の見直しを求めていません", "the pack asks for no reviews after transfers"
    ),
}


def _json(news: News, *, applied: bool) -> dict[str, Any]:
    return {
        "applied": applied,
        "added": news.added,
        "withdrawn": news.withdrawn,
        "unchanged": news.unchanged,
        "reviews": _ids(news.opened),
        "withdrawn_reviews": _ids(news.dropped),
        "without_review": [
            {
                "staff_number": order.staff_number,
                "effective": order.effective.isoformat(),
                "kind": order.kind.value,
                "why": why.value,
            }
            for order, why in news.without_review
        ],
        "questions": [
            {"staff_number": question.staff_number, "former": list(question.former)}
            for question in news.questions
        ],
    }


def _ids(reviews: Iterable[Review]) -> list[str]:
    return [review.id for review in reviews]


# --- the list ------------------------------------------------------------------------------------------------

_HEADINGS = (
    message("Staff number"),
    message("Name"),
    message("Effective"),
    message("Kind of order"),
    message("From"),
    message("To"),
    message("Review"),
    message("Review state"),
)

_STATES = {
    TaskState.OPEN: Text("未了", "open"),
    TaskState.CLOSED: Text("完了", "done"),
    TaskState.WAIVED: Text("例外承認中", "waived"),
    TaskState.WITHDRAWN: Text("不要", "withdrawn"),
}


def _row(order: Listed, language: Language) -> tuple[str, ...]:
    given = order.known.order
    kind = TRANSFER_KIND.name_of(given.kind) if language is Language.JA else given.kind.value
    return (
        visible(given.staff_number),
        visible(order.name),
        given.effective.isoformat(),
        kind,
        visible(given.from_section),
        visible(given.to_section),
        "" if order.review is None else order.review.id,
        say(_state(order), language),
    )


def _state(order: Listed) -> Message | Text:
    """Of the order where it is out of force or opens nothing, else of its review."""
    if order.known.withdrawn is not None:
        return message("order withdrawn on {day}", day=order.known.withdrawn.isoformat())
    if order.known.renamed:
        return _WHY[NoReview.RENAMED]
    return Text("見直しなし", "no review") if order.state is None else _STATES[order.state]


def _listed_json(order: Listed) -> dict[str, Any]:
    known = order.known
    return {
        "staff_number": known.order.staff_number,
        "name": order.name,
        "effective": known.order.effective.isoformat(),
        "kind": known.order.kind.value,
        "from_section": known.order.from_section,
        "to_section": known.order.to_section,
        "known": known.known.isoformat(),
        "withdrawn": known.withdrawn.isoformat() if known.withdrawn else None,
        "section_renamed": known.renamed,
        "review": None if order.review is None else {"id": order.review.id, "state": order.state},
    }
