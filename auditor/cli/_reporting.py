"""A finished audit in a few lines, and its report as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor import reporting
from auditor.ledger.database import Ledger
from auditor.reporting import Wanted
from auditor.settings import Settings
from reports.audit import Audit
from reports.messages import Language, Message, message


def summary_lines(audit: Audit) -> Iterator[Message]:
    """What was judged, what came out, and what could not be seen; no word of assurance."""
    counts = audit.counts
    yield message(
        "Judged as of {day}: {accounts} accounts, {logins} logins, {staff} people.",
        day=audit.run.day.isoformat(),
        accounts=counts.accounts,
        logins=counts.logins,
        staff=counts.staff,
    )
    yield message(
        "Nonconforming {nonconforming}, unverified {unverified}, pending {pending}, advice {advice}, "
        "waived {waived}, conforming {conforming}.",
        nonconforming=counts.nonconforming,
        unverified=counts.unverified,
        pending=counts.pending,
        advice=counts.advice,
        waived=counts.waived,
        conforming=counts.conforming,
    )
    if audit.not_seen:
        yield message(
            "INCOMPLETE: {count} judgements could not be made; the report lists them.",
            count=len(audit.not_seen),
        )


def write_page(settings: Settings, ledger: Ledger, audit: Audit, language: Language) -> Path:
    """Writes the report of an audit as a page for IT security, whatever else the settings name; gives its path.

    Raises FileError.
    """
    with ledger.reading() as tx:
        whole = reporting.of_audit(tx, audit, settings.report)
    (page,) = reporting.write(whole, Wanted(), settings.report, language)
    return page.path
