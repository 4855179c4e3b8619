"""``auditor mail``: digests to those who have something to do."""

from __future__ import annotations

import sys
import time
from uuid import uuid4

import click

from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._mailing import mail_login, named, tell_failures, tell_unknown
from auditor.cli._opening import open_ledger, opened_vault
from auditor.errors import UsageError
from auditor.fault_lines import printable
from auditor.mailing.addresses import mail_address
from auditor.mailing.readers import Reader
from auditor.mailing.round import Prepared, Round, prepared, send_newest, send_test
from auditor.today import now
from auditor.vault.mail_login import MailLogin
from reports.messages import marked, message

PREVIEW, SENT = "auditor.mail-preview/1", "auditor.mail-sent/1"
NOT_ALL_SENT = 5


@click.group(help=marked("Digests by mail: what changed or falls due, to each reader what is theirs."))
def mail() -> None:
    pass


@mail.command(help=marked("Shows who would be sent what after the newest run; sends nothing."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def preview(app: App, as_json: bool) -> None:
    now_ready = prepared(app.settings, open_ledger(app))
    if as_json:
        print_json(_as_preview(app, now_ready))
        return
    _show(app, now_ready)


@mail.command(help=marked("Sends the digests of the newest run to everybody who was not told yet."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def send(app: App, as_json: bool) -> int:
    if not app.settings.mail.enabled:
        raise UsageError(
            message("Mail is switched off."),
            message(
                "Write `enabled = true` under [mail] in the settings; `auditor mail preview` shows what is sent."
            ),
        )
    done = send_newest(app.settings, open_ledger(app), _login(app), clock=now, seconds=time.monotonic)
    if as_json:
        print_json(_as_sent(done))
    elif sys.stdout.isatty() or done.sent.taken:
        app.tell(
            message(
                "Digests sent: {sent}; readers with nothing to be told: {quiet}.",
                sent=len(done.sent.taken),
                quiet=done.sent.quiet,
            )
        )
    tell_unknown(app, done.unknown)
    tell_failures(app, done.sent)
    return NOT_ALL_SENT if done.sent.failed else 0


@mail.command(help=marked("Sends one test mail to ADDRESS."))
@click.argument("address")
@pass_app
def test(app: App, address: str) -> None:
    choice = app.settings.mail
    if mail_address(address) is None:
        raise UsageError(
            message("This is no address that is used for mail: {text}.", text=address[:100]),
            message("Write for example koho@city.example.lg.jp, without a name and in ASCII."),
        )
    if not (choice.host and choice.sender):
        raise UsageError(
            message("The settings name no mail server."),
            message("Write `host` and `sender` under [mail] in the settings (docs/mail.md)."),
        )
    send_test(
        choice,
        address,
        _login(app),
        sent=now(),
        number=uuid4(),
        seconds=time.monotonic,
        language=app.language,
    )
    app.tell(message("The server took a test mail to {address}.", address=address))


def _login(app: App) -> MailLogin | None:
    if not app.settings.mail.user:
        return None
    with opened_vault(app) as vault:
        return mail_login(app, vault)


# --- what is shown ----------------------------------------------------------------------------------------------


def _show(app: App, shown: Prepared) -> None:
    if not app.settings.mail.enabled:
        app.note(message("Mail is switched off ([mail] enabled): nothing of this is sent."))
    told = [one for one in shown.ready if one.digest is not None]
    for one in told:
        assert one.digest is not None
        app.tell(message("To: {reader}", reader=named(one.reader)))
        app.tell(message("Subject: {title}", title=one.digest.title))
        click.echo()
        for line in one.digest.text.splitlines():
            click.echo(printable(line))
        click.echo()
    app.tell(
        message(
            "Digests that would be sent: {count}; readers with nothing to be told: {quiet}.",
            count=len(told),
            quiet=len(shown.ready) - len(told),
        )
    )
    if shown.without:
        app.note(
            message(
                "Sections with an account, of which nobody can be told: {sections}",
                sections=", ".join(section or "-" for section in shown.without),
            )
        )
    tell_unknown(app, shown.unknown)


def _as_preview(app: App, shown: Prepared) -> dict[str, object]:
    return {
        "schema": PREVIEW,
        "run": shown.run.id,
        "date": shown.run.day.isoformat(),
        "enabled": app.settings.mail.enabled,
        "digests": [
            {**_as_json(one.reader), "subject": one.digest.title, "text": one.digest.text}
            for one in shown.ready
            if one.digest is not None
        ],
        "nothing_to_tell": [_as_json(one.reader) for one in shown.ready if one.digest is None],
        "sections_without_reader": list(shown.without),
        "sections_unknown": list(shown.unknown),
    }


def _as_sent(done: Round) -> dict[str, object]:
    return {
        "schema": SENT,
        "run": done.run.id,
        "date": done.run.day.isoformat(),
        "sent": [_as_json(reader) for reader in done.sent.taken],
        "failed": [{**_as_json(reader), "why": error.short} for reader, error in done.sent.failed],
        "nothing_to_tell": done.sent.quiet,
    }


def _as_json(reader: Reader) -> dict[str, str | None]:
    return {"edition": reader.edition.value, "section": reader.section or None, "to": reader.address}
