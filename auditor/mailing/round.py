"""One round of mail: of the newest audit, to everybody who has something to be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from auditor.errors import UsageError
from auditor.ledger import register, runs
from auditor.ledger.database import Ledger
from auditor.ledger.mail import LedgerMemory
from auditor.mailing.delivering import Ready, Sent, prepare, refuse_too_many, send
from auditor.mailing.letter import letter
from auditor.mailing.readers import readers
from auditor.mailing.server import Login, MailServer, Patience
from auditor.settings import MailChoice, Settings
from auditor.settling import facts_on
from reports.audit import RunInfo
from reports.digest import Digest
from reports.messages import Language, message, say


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be sent now. ``without``: sections with an open account, of which nobody can be told; ``unknown``: sections
    of the settings that no account has."""

    run: RunInfo
    ready: tuple[Ready, ...]
    without: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """How a round went. ``unknown``: as in ``Prepared``."""

    run: RunInfo
    sent: Sent
    unknown: tuple[str, ...]


def prepared(settings: Settings, ledger: Ledger) -> Prepared:
    """Looks, and changes nothing. Raises UsageError before the first audit, StoreError."""
    with ledger.reading() as tx:
        audit = runs.newest_audit(tx)
        if audit is None:
            raise UsageError(message("No audit has run yet."), message("Run one with `auditor run`."))
        facts = facts_on(register.stored(tx), audit.run.day)
    who = readers(settings.mail, facts)
    known = LedgerMemory(ledger).knowledge()
    ready = prepare(settings.mail, audit, who.all, known, settings.language)
    return Prepared(audit.run, tuple(ready), who.without, who.unknown)


def send_newest(
    settings: Settings,
    ledger: Ledger,
    login: Login | None,
    *,
    clock: Callable[[], datetime],
    seconds: Callable[[], float],
) -> Round:
    """Sends what ``prepared`` shows. ``clock`` gives aware times, ``seconds`` run evenly.

    Two rounds at a time would tell everybody twice, so the lock of a run is held. Raises RunUnderWay, UsageError,
    MailError where nobody is written to, StoreError. A server that fails is no error: ``Round.sent`` tells it.
    """
    with ledger.run_lock():
        now = prepared(settings, ledger)
        refuse_too_many(settings.mail, len(now.ready))
        patience = Patience.of(seconds)
        sent = send(
            settings.mail,
            now.run,
            now.ready,
            LedgerMemory(ledger),
            lambda: MailServer(settings.mail, login, patience),
            clock=clock,
            language=settings.language,
        )
    return Round(now.run, sent, now.unknown)


def send_test(
    choice: MailChoice,
    to: str,
    login: Login | None,
    *,
    sent: datetime,
    number: UUID,
    seconds: Callable[[], float],
    language: Language,
) -> None:
    """One mail that says nothing but that mail arrives. Raises MailError."""
    digest = Digest(
        say(message("[Audit result] Test mail"), language),
        say(message("This mail was sent to see whether mail arrives. There is nothing to do."), language)
        + "\n",
    )
    with MailServer(choice, login, Patience.of(seconds)) as server:
        server.deliver(
            letter(digest, sender=choice.sender, to=to, sent=sent, number=number, language=language)
        )
