"""``auditor incident``: an account taken over, somebody posing as it, a storm of comments; and the steps that follow."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from auditor.cli import evidence
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._table import print_table
from auditor.cli._tasks import (
    Expected,
    local_time,
    print_tasks,
    review_json,
    tell_review,
    time_told,
    what_happened,
)
from auditor.cli._typed import kinds_offered, typed_id, typed_moment, typed_text, typed_word
from auditor.duties.incidents import (
    Alike,
    Reported,
    Timeline,
    alike,
    carriers,
    password_followed,
    timeline,
)
from auditor.duties.rules import Rules
from auditor.errors import UsageError
from auditor.recording import INCIDENT_STEPS, kind_meant
from auditor.reviewing import Opened, find, last_night, open_incident, standing
from auditor.settling import rules_of
from auditor.today import is_ahead
from checks._contract import Review, Severity, TaskKind
from checks._duties import KINDS
from checks.incident_response import COMPARISONS, password_may_be_known
from reports import json_v1
from reports.characters import visible
from reports.messages import Message, marked, message, say
from reports.wording import severity_word

_KINDS = {kind: said for kind, said in KINDS.items() if kind.is_incident}
_SEVERITIES = {severity: severity_word(severity) for severity in Severity if severity is not Severity.INFO}

SHOWN = 20
"""Ids a line before the rest is only counted."""


@click.group(
    help=marked(
        "Unauthorised access, impersonation, flaming and wrong posts: dated steps, from noticing to publication."
    )
)
def incident() -> None:
    pass


@incident.command(
    "open", help=marked("Takes an incident in: what is to be done by when, and who else has the password.")
)
@click.option("--kind", required=True, metavar="|".join(_KINDS), help=marked("What happened."))
@click.option("--account", "account_id", required=True, metavar="A", help=marked("The account's id."))
@click.option(
    "--at",
    "at_text",
    required=True,
    metavar="YYYY-MM-DDTHH:MM",
    help=marked("When it was noticed, by the city's clocks."),
)
@click.option("--severity", required=True, metavar="|".join(_SEVERITIES), help=marked("How grave it is."))
@click.option("--note", default="", metavar="TEXT", help=marked("A remark."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def open_(
    app: App, *, kind: str, account_id: str, at_text: str, severity: str, note: str, as_json: bool
) -> None:
    zone = app.settings.schedule.zone
    at = typed_moment(at_text, "--at", zone)
    if is_ahead(at, os.environ, zone):
        raise UsageError(
            message("--at lies ahead: {at}.", at=at_text),
            message("Give the day and time at which it was noticed."),
        )
    reported = Reported(
        kind=typed_word(kind, "--kind", _KINDS, app.language),
        account_id=typed_id(account_id, "--account"),
        at=at,
        severity=typed_word(severity, "--severity", _SEVERITIES, app.language),
        note=typed_text(note),
    )
    rules = rules_of(app.settings)
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        opened = open_incident(tx, reported, app.today, rules)
    if as_json:
        print_json(_opened_json(app, opened))
    else:
        _tell_opened(app, opened, rules)


def _opened_json(app: App, opened: Opened) -> dict[str, Any]:
    return {
        "opened": opened.is_new,
        **_json(app, opened.review),
        "alike": None if opened.alike.known is None else list(opened.alike.known),
        "not_compared": list(opened.alike.not_compared),
        "could_announce": None if opened.carriers is None else list(opened.carriers),
        "password_followed": opened.password_followed,
    }


def _tell_opened(app: App, opened: Opened, rules: Rules) -> None:
    review = opened.review
    if opened.is_new:
        app.tell(message("Opened as {id}: {incident}", id=review.id, incident=what_happened(app, review)))
    else:
        app.tell(
            message(
                "Known already as {id}, nothing was changed: {incident}",
                id=review.id,
                incident=what_happened(app, review),
            )
        )
    print_tasks(app, review.tasks)
    if opened.password_followed is False:
        app.tell(UNFOLLOWED)
    if password_may_be_known(review):
        for said in _said_of(opened.alike):
            app.tell(said)
    _tell_carriers(app, review, opened.carriers, rules, has_login=opened.password_followed is not False)
    app.tell(message("`auditor incident show {id}` tells what closes each step.", id=review.id))


UNFOLLOWED = message(
    "No login of this account is known, so nobody can follow whether its password was changed: the incident counts neither "
    "as contained nor as recovered from, whatever else is recorded. Change the password all the same, and enter the "
    "login in the inventory and the password in the vault."
)


def _said_of(alike: Alike) -> Iterable[Message]:
    """Who else has the password; never "none" where not everything was compared."""
    if not alike.asked:
        yield message(
            "Whether other logins have the same password or one like it is not known: the pack does not have the rules that "
            "compare passwords ({checks}).",
            checks=", ".join(sorted(COMPARISONS)),
        )
        return
    if alike.logins:
        yield message(
            "Other logins with the same password or one like it, to be changed as well: {logins}",
            logins=visible(", ".join(alike.logins)),
        )
    elif not alike.not_compared:
        yield message("No other login has the same password or one like it, as of the newest night.")
    if alike.not_compared:
        yield message(
            "Not known, because no night compared their passwords: {logins}", logins=_some(alike.not_compared)
        )


def _some(ids: tuple[str, ...]) -> str:
    more = len(ids) - SHOWN
    return visible(", ".join(ids[:SHOWN])) + (f" … (+{more})" if more > 0 else "")


@incident.command(
    help=marked(
        "Records that a step was taken, as `auditor evidence record` does. A new password is not recorded: a night sees it."
    )
)
@click.option(
    "--kind",
    "kind_word",
    required=True,
    metavar="KIND",
    help=marked("The step, for example report-to-platform."),
)
@click.option("--account", required=True, metavar="ID", help=marked("The account that it is about."))
@click.option(
    "--date", "date_text", required=True, metavar="DATE", help=marked("The day on which it was done.")
)
@click.option("--by", required=True, metavar="NUMBER", help=marked("Staff number of who records it."))
@click.option(
    "--document", required=True, metavar="TEXT", help=marked("Number of the document that shows it.")
)
@click.option(
    "--file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=marked("The document itself: its SHA-256 is kept, not the file."),
)
@click.option("--note", default="", metavar="TEXT", help=marked("A remark."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@click.pass_context
def record(context: click.Context, /, kind_word: str, **stated: Any) -> None:
    kind = kind_meant(kind_word)
    if kind not in INCIDENT_STEPS:
        app = context.ensure_object(App)
        raise UsageError(
            message("{word} is no step of an incident.", word=kind_word[:40]),
            kinds_offered(INCIDENT_STEPS, app.settings.language),
        )
    context.invoke(evidence.record, kind_word=kind.value, **stated)


@incident.command(
    help=marked("One incident: its steps, how far it is, and which accounts could announce it.")
)
@click.argument("incident_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def show(app: App, incident_id: str, as_json: bool) -> None:
    with open_ledger(app).reading() as tx:
        now = standing(tx, app.today)
        night = last_night(tx)
    review = find(incident_id, now.reviews)
    if not review.kind.is_incident:
        raise UsageError(
            message("{id} is no incident.", id=review.id),
            message("`auditor review show {id}` shows it.", id=review.id),
        )
    rules = rules_of(app.settings)
    steps = timeline(review, now.facts.evidence, rules.incidents)
    followed = password_followed(review, rules.incidents)
    could_announce = carriers(review, now.facts, night)
    expected = Expected(rules.minimum_administrators)
    if as_json:
        print_json(
            {
                **review_json(app, review, now, expected),
                **_noticed_json(app, review),
                "timeline": _timeline_json(app, steps),
                "password_followed": followed,
                "could_announce": None if could_announce is None else list(could_announce),
            }
        )
        return
    tell_review(app, review, now, expected)
    if review.note:
        app.tell(message("Remark: {note}", note=visible(review.note)))
    _tell_timeline(app, steps)
    if followed is False:
        app.tell(UNFOLLOWED)
    _tell_alike(app, review, alike(review.accounts[0], now.facts, night, asked=rules.compares_passwords))
    _tell_carriers(app, review, could_announce, rules, has_login=followed is not False)


def _tell_timeline(app: App, steps: Timeline) -> None:
    rows = (
        (message("Noticed"), say(time_told(app, steps.noticed), app.language)),
        (message("Contained: every password changed"), _iso(steps.contained)),
        (message("Recovered: every step but publication and the police"), _iso(steps.recovered)),
        (message("Published"), _iso(steps.published)),
    )
    print_table(
        (say(message("Timeline"), app.language), ""),
        ((say(what, app.language), day or "-") for what, day in rows),
    )


def _tell_alike(app: App, review: Review, now: Alike) -> None:
    """Who had the password when the incident was opened; who has it now where that was not known then."""
    if not password_may_be_known(review):
        return
    if review.alike is None:
        for said in _said_of(now):
            app.tell(said)
    elif review.alike:
        app.tell(
            message(
                "Other logins had the same password or one like it: {logins}",
                logins=visible(", ".join(review.alike)),
            )
        )


def _tell_carriers(
    app: App, review: Review, could_announce: tuple[str, ...] | None, rules: Rules, *, has_login: bool
) -> None:
    """Where an announcement is to be made yet."""
    if all(task.kind is not TaskKind.ANNOUNCE_ELSEWHERE for task in review.open_tasks):
        return
    if could_announce is None and not has_login:
        app.tell(
            message(
                "Which accounts could carry the announcement is not known: no login of this one is known whose password "
                "could be compared."
            )
        )
    elif could_announce is None and not rules.compares_passwords:
        app.tell(
            message(
                "Which accounts could carry the announcement is not known: the pack does not have the rules that compare "
                "passwords."
            )
        )
    elif could_announce is None:
        app.tell(
            message(
                "Which accounts could carry the announcement is not known: no night compared the passwords of this one."
            )
        )
    elif could_announce:
        app.tell(
            message(
                "Accounts that could carry the announcement: {ids}", ids=visible(", ".join(could_announce))
            )
        )
    else:
        app.tell(
            message(
                "No account could carry the announcement: on each of the others something is open or was not seen. "
                "Use the city's site or the press."
            )
        )


@incident.command("list", help=marked("Incidents with an open step."))
@click.option("--all", "with_done", is_flag=True, help=marked("Also those that are over."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def list_(app: App, with_done: bool, as_json: bool) -> None:
    with open_ledger(app).reading() as tx:
        now = standing(tx, app.today)
    shown = [review for review in now.reviews if review.kind.is_incident and (with_done or review.open_tasks)]
    if as_json:
        print_json({"incidents": [_json(app, review) for review in shown]})
    elif shown:
        print_table(
            tuple(say(head, app.language) for head in _HEADS), (_row(app, review) for review in shown)
        )
    else:
        app.tell(message("There are no such incidents."))


_HEADS = (
    message("No."),
    message("What"),
    message("Account"),
    message("Noticed"),
    message("Severity"),
    message("Open"),
    message("Past due"),
    message("Next due"),
)


def _row(app: App, review: Review) -> tuple[str, ...]:
    late = sum(task.is_late(app.today) for task in review.open_tasks)
    return (
        review.id,
        say(KINDS[review.kind], app.language),
        visible(", ".join(review.accounts)),
        "" if review.at is None else say(time_told(app, review.at), app.language),
        _severity(app, review),
        str(len(review.open_tasks)),
        str(late) if late else "",
        _iso(min((task.due for task in review.open_tasks), default=None)) or "",
    )


# --- words ----------------------------------------------------------------------------------------------------------


def _json(app: App, review: Review) -> dict[str, Any]:
    return {**asdict(json_v1.review_document(review)), **_noticed_json(app, review)}


def _noticed_json(app: App, review: Review) -> dict[str, Any]:
    return {
        "at": local_time(app, review.at),
        "severity": review.severity,
        "note": review.note,
        "alike": None if review.alike is None else list(review.alike),
    }


def _timeline_json(app: App, steps: Timeline) -> dict[str, str | None]:
    return {
        "noticed": local_time(app, steps.noticed),
        "contained": _iso(steps.contained),
        "recovered": _iso(steps.recovered),
        "published": _iso(steps.published),
    }


def _severity(app: App, review: Review) -> str:
    return "" if review.severity is None else say(severity_word(review.severity), app.language)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
