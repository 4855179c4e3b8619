"""Mail after a run, and what every command says of mail."""

from __future__ import annotations

import time

from auditor.cli._app import App
from auditor.errors import AuditorError, MailError
from auditor.ledger.database import Ledger
from auditor.mailing.delivering import Sent
from auditor.mailing.readers import Reader, unknown_said
from auditor.mailing.round import send_newest
from auditor.today import now
from auditor.vault.mail_login import MailLogin
from auditor.vault.vault import Vault
from reports.messages import Message, message
from reports.report import Edition
from reports.wording import edition_word


def mail_login(app: App, vault: Vault) -> MailLogin | None:
    """Who logs in at the mail server; None where nobody has to."""
    user = app.settings.mail.user
    return MailLogin.of(vault, user) if user else None


def mail_after_run(app: App, ledger: Ledger, login: MailLogin | None) -> None:
    """Sends the digests. Whatever fails is a remark: the audit is done, and its exit code is the audit's."""
    try:
        done = send_newest(app.settings, ledger, login, clock=now, seconds=time.monotonic)
    except AuditorError as error:
        app.note(message("The digests were not sent: {why}", why=error.what))
        if error.todo is not None:
            app.note(error.todo)
    except Exception as error:  # noqa: BLE001 - a fault of ours in mail must not end a night that is done
        app.note(message("The digests were not sent: {why}", why=type(error).__name__))
    else:
        tell_unknown(app, done.unknown)
        tell_failures(app, done.sent)


def tell_unknown(app: App, sections: tuple[str, ...]) -> None:
    """Sections that the settings name and that no account has."""
    if sections:
        app.note(unknown_said(sections))


def tell_failures(app: App, sent: Sent) -> None:
    """Each reason once, with how many it kept from their mail; addresses only where one is concerned."""
    reasons: dict[str, list[tuple[Reader, MailError]]] = {}
    for reader, error in sent.failed:
        reasons.setdefault(error.short, []).append((reader, error))
    for failed in reasons.values():
        reader, error = failed[0]
        app.note(
            message(
                "Digests that were not sent: {count} (first: {reader}). {why} They are sent again after the next run.",
                count=len(failed),
                reader=named(reader),
                why=error.what,
            )
        )
        if error.todo is not None:
            app.note(error.todo)


def named(reader: Reader) -> Message:
    """A reader on one line."""
    edition = edition_word(reader.edition)
    if reader.edition is Edition.SECTION:
        return message(
            "{address} ({edition}, {section})",
            address=reader.address,
            edition=edition,
            section=reader.section,
        )
    return message("{address} ({edition})", address=reader.address, edition=edition)
