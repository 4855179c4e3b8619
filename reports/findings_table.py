"""Findings as plain rows of text, for a table on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from reports.arrangement import is_late
from reports.audit import AuditFinding
from reports.characters import visible
from reports.messages import Language, message, say
from reports.wording import severity_word, state_word, status_mark

_HEADINGS = (
    message("Severity"),
    message("Status"),
    message("State"),
    message("Section"),
    message("Subject"),
    message("Check"),
    message("Finding"),
    message("Due"),
)


def headings(language: Language) -> tuple[str, ...]:
    """The names of the columns."""
    return tuple(say(heading, language) for heading in _HEADINGS)


def rows(findings: Iterable[AuditFinding], day: date, language: Language) -> tuple[tuple[str, ...], ...]:
    """One row a finding, in the order given; what is past its due day on ``day`` says so in words.

    The text may hold whatever people wrote, so a caller that knows a markup must escape it; control characters
    are already made visible.
    """
    return tuple(tuple(visible(cell) for cell in _cells(finding, day, language)) for finding in findings)


def _cells(finding: AuditFinding, day: date, language: Language) -> tuple[str, ...]:
    return (
        say(severity_word(finding.severity), language),
        say(status_mark(finding.status).word, language),
        say(state_word(finding.state), language),
        finding.subject.section or say(message("Section not entered"), language),
        finding.subject.id,
        finding.check,
        say(finding.message, language),
        _due(finding, day, language),
    )


def _due(finding: AuditFinding, day: date, language: Language) -> str:
    if finding.due is None:
        return ""
    late = is_late(finding, day)
    return (
        f"{finding.due.isoformat()} {say(message('Past due'), language)}" if late else finding.due.isoformat()
    )
