"""``auditor run`` and ``findings``."""

from __future__ import annotations

import sys
from uuid import uuid4

import click

from auditor import exit_codes, nightly
from auditor.cli._app import App, on_terminal, pass_app
from auditor.cli._mailing import mail_after_run, mail_login
from auditor.cli._opening import open_ledger, opened_vault
from auditor.cli._progress import progress
from auditor.cli._reporting import summary_lines, write_page
from auditor.cli._table import print_table
from auditor.errors import UsageError
from auditor.ledger import runs
from auditor.nightly import Night
from auditor.taking_in import TakenIn
from auditor.today import now, parse_day
from auditor.transfer_folder import Delivered
from reports import findings_table, json_v1
from reports.audit import Audit, AuditFinding
from reports.messages import marked, message


@click.command(help=marked("One audit of everything the settings name."))
@click.option(
    "--date", "date_text", metavar="YYYY-MM-DD", help=marked("Judge as of this day (default: today).")
)
@click.option("--json", "as_json", is_flag=True, help=marked("Print the result as JSON on standard output."))
@click.option("--report/--no-report", default=True, show_default=True, help=marked("Write the HTML report."))
@click.option(
    "--mail/--no-mail",
    default=True,
    show_default=True,
    help=marked("Send the digests, where the settings switch mail on; never with another day than today."),
)
@pass_app
def run(app: App, *, date_text: str | None, as_json: bool, report: bool, mail: bool) -> int:
    day = parse_day(date_text, "--date") if date_text else app.today
    night = Night(day=day, today=app.today, clock=now, run_id=uuid4().hex)
    ledger = open_ledger(app)
    mails = mail and app.settings.mail.enabled and day == app.today
    with opened_vault(app) as vault, progress(app) as told:
        audit = nightly.run(
            app.settings,
            ledger,
            vault,
            night,
            taken=lambda taken: _tell(app, taken),
            delivered=lambda lists: _tell_of_lists(app, lists),
            progress=told,
        )
        login = mail_login(app, vault) if mails else None
    path = write_page(app.settings, ledger, audit, app.language) if report else None
    if as_json:
        _print_json(json_v1.render(audit, app.language))
    elif sys.stdout.isatty():
        for line in summary_lines(audit):
            app.tell(line)
        if path is not None:
            app.tell(message("The report: {path}", path=path))
    if audit.not_seen and not on_terminal():
        app.note(
            message(
                "The audit is incomplete: {count} judgements could not be made.", count=len(audit.not_seen)
            )
        )
    if mails:
        mail_after_run(app, ledger, login)
    return exit_codes.of_audit(audit, app.settings.audit.fail_on)


@click.command(help=marked("What stands open now."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def findings(app: App, as_json: bool) -> None:
    audit = _newest(app)
    if as_json:
        _print_json(json_v1.render(audit, app.language))
        return
    _table(app, audit, audit.findings)
    if audit.unconfirmed:
        app.tell(message("Open from earlier nights; the newest run could not see whether they still stand:"))
        _table(app, audit, audit.unconfirmed)
    for line in summary_lines(audit):
        app.tell(line)


def _table(app: App, audit: Audit, shown: tuple[AuditFinding, ...]) -> None:
    print_table(
        findings_table.headings(app.language), findings_table.rows(shown, audit.run.day, app.language)
    )


def _newest(app: App) -> Audit:
    with open_ledger(app).reading() as tx:
        audit = runs.newest_audit(tx)
    if audit is None:
        raise UsageError(message("No audit has run yet."), message("Run one with `auditor run`."))
    return audit


def _tell(app: App, taken: TakenIn) -> None:
    """What the sources said beside their tables; under cron it would be the same mail every night."""
    if on_terminal():
        for warning in taken.warnings:
            app.note(warning)


def _tell_of_lists(app: App, lists: Delivered) -> None:
    """A list that was not taken in is told to whoever reads cron's mail, every night until somebody sees to it."""
    for warning in lists.warnings:
        app.note(warning)


def _print_json(text: str) -> None:
    """UTF-8, whatever the console's encoding is."""
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
