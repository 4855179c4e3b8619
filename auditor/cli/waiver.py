"""``auditor waiver``: exceptions, each of one check on one subject and never without an end."""

from __future__ import annotations

from datetime import date

import click

from auditor import granting
from auditor.catalogue import load_checks, load_pack
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._table import print_table
from auditor.cli._typed import typed_id, typed_last_day, typed_text
from auditor.errors import UsageError
from auditor.ledger import waivers as ledger_waivers
from auditor.settling import rules_of
from auditor.waivers import Wanted, ended_on
from checks._contract import Waiver
from reports.messages import Language, Message, marked, message, say


@click.group(help=marked("Exceptions: grant, list, revoke. What is waived stays visible as waived."))
def waiver() -> None:
    pass


@waiver.command(help=marked("Grants an exception from one check for one account or login, until a day."))
@click.option("--check", required=True, metavar="CHECK", help=marked("The check, for example second-factor."))
@click.option(
    "--subject", required=True, metavar="ID", help=marked("The account or login that the check judges.")
)
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help=marked("Why the rule cannot be kept; stands in the report."),
)
@click.option(
    "--approver",
    required=True,
    metavar="WHO",
    help=marked("Who approves it: the staff number of an account's manager, or a role of the settings."),
)
@click.option("--until", metavar="DATE", help=marked("The last day of the exception (always needed)."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def grant(
    app: App, *, check: str, subject: str, reason: str, approver: str, until: str | None, as_json: bool
) -> None:
    checks = load_checks()
    pack = load_pack(app.settings.policy.pack, app.settings.policy.override, checks)
    if until is None:
        raise UsageError(
            message("--until is missing: there is no exception without an end."),
            message("Give its last day with --until, at most {days} days ahead.", days=pack.waiver_days),
        )
    wanted = Wanted(
        check=typed_id(check, "--check"),
        subject=typed_id(subject, "--subject"),
        reason=typed_text(reason),
        approver=typed_id(approver, "--approver"),
        until=typed_last_day(until, "--until"),
    )
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        granted = granting.grant(
            tx, wanted, app.today, pack=pack, checks=checks, approvers=app.settings.waivers.approvers
        )
    if as_json:
        print_json(_as_json(granted, app.today))
        return
    app.tell(
        message(
            "Granted as number {number}: {check} of {id}, until {until}.",
            number=granted.number,
            check=granted.check,
            id=granted.subject,
            until=granted.until.isoformat(),
        )
    )
    app.tell(message("The next run shows the finding as waived; after the last day it is back."))


@waiver.command("list", help=marked("The exceptions that are in force."))
@click.option("--all", "show_all", is_flag=True, help=marked("Also those that ended or were revoked."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def list_(app: App, show_all: bool, as_json: bool) -> None:
    with open_ledger(app).reading() as tx:
        known = ledger_waivers.history(tx)
    shown = [one for one in known if show_all or one.in_force(app.today)]
    if as_json:
        print_json({"waivers": [_as_json(one, app.today) for one in shown]})
    elif not shown:
        app.tell(message("There are no such exceptions."))
    else:
        print_table(
            [say(heading, app.language) for heading in _HEADINGS],
            [_row(one, app.today, app.language) for one in shown],
        )


@waiver.command(help=marked("Ends an exception today; the finding is back with the next run."))
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def revoke(app: App, number: int, as_json: bool) -> None:
    rules = rules_of(app.settings)
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        revocation = granting.revoke(tx, number, app.today, rules)
    over = revocation.waiver
    if as_json:
        print_json({**_as_json(over, app.today), "new": revocation.is_new})
    elif revocation.is_new:
        app.tell(
            message(
                "Revoked: exception {number}, {check} of {id}.",
                number=over.number,
                check=over.check,
                id=over.subject,
            )
        )
        app.tell(message("The next run shows the finding as it is without the exception."))
    else:
        app.tell(
            message(
                "Exception {number} ended on {day} already; nothing changed.",
                number=over.number,
                day=_iso(ended_on(over, app.today)) or "",
            )
        )


# --- what is told ---------------------------------------------------------------------------------------------------

_HEADINGS = (
    message("Number"),
    message("Check"),
    message("Subject"),
    message("Granted on"),
    message("Last day"),
    message("Approver"),
    message("Reason"),
    message("Standing"),
)


def _row(one: Waiver, day: date, language: Language) -> tuple[str, ...]:
    return (
        str(one.number),
        one.check,
        one.subject,
        one.granted.isoformat(),
        one.until.isoformat(),
        one.approver,
        one.reason,
        say(_state(one, day), language),
    )


def _state(one: Waiver, day: date) -> Message:
    if one.in_force(day):
        return message("in force")
    if one.revoked is not None:
        return message("revoked on {day}", day=one.revoked.isoformat())
    return message("ended") if one.until < day else message("from its day on")


def _as_json(one: Waiver, day: date) -> dict[str, object]:
    return {
        "number": one.number,
        "key": one.key,
        "check": one.check,
        "subject": one.subject,
        "reason": one.reason,
        "approver": one.approver,
        "granted": one.granted.isoformat(),
        "until": one.until.isoformat(),
        "revoked": _iso(one.revoked),
        "in_force": one.in_force(day),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
