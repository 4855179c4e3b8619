"""What became of last month's findings, and what came up since. Pure; every format may use it.

Told from two audits alone, last month's last one and this one, as the edition tells both of them. What this audit could
not see is never told as closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from checks._contract import Status
from reports.audit import Audit, AuditFinding, State, finding_order


class Change(StrEnum):
    """Where a finding stands against last month's report. The first five may be of last month's, the last two never."""

    CLOSED = "closed"  # stood last month and is not found any more
    STILL = "still"  # stood last month and still stands
    BACK = "back"  # stood last month, was closed since, and is found again
    WAIVED = "waived"  # stood last month; since then an exception was granted
    UNCONFIRMED = "unconfirmed"  # stood open, and this audit could not see whether it still does
    NEW = "new"  # never found before last month's report
    RETURNED = "returned"  # not in last month's report, yet found at an earlier time


@dataclass(frozen=True, slots=True)
class Followed:
    """One finding through the month.

    ``before`` is how last month's report told it, None where it did not; ``now`` how this audit tells it, None where it does
    not any more. ``closed`` is the day it ended, set only where it is closed and this very audit saw it end: of what ended
    on a night between, two audits do not know the day.
    """

    change: Change
    before: AuditFinding | None
    now: AuditFinding | None
    closed: date | None = None

    @property
    def finding(self) -> AuditFinding:
        """As it was told last. Raises ValueError where neither is set, which :func:`since` never makes."""
        told = self.now or self.before
        if told is None:
            raise ValueError("a finding that no audit tells")
        return told


@dataclass(frozen=True, slots=True)
class Since:
    """All findings of last month's report and of this one, each once, gravest first. ``day`` is what last month's judged."""

    day: date
    findings: tuple[Followed, ...]

    def of(self, *changes: Change) -> tuple[Followed, ...]:
        """Those that stand so, in the same order."""
        return tuple(one for one in self.findings if one.change in changes)

    @property
    def of_last_month(self) -> tuple[Followed, ...]:
        return tuple(one for one in self.findings if one.before is not None)


def since(audit: Audit, previous: Audit | None) -> Since | None:
    """``audit`` set against last month's; None where there is no earlier month, which is not the same as nothing changed.

    A finding that stood unconfirmed last month counts as last month's. One that was found and put right between the two
    is in neither, and is not told.
    """
    if previous is None:
        return None
    before = _by_key((*previous.findings, *previous.unconfirmed))
    now = _by_key(audit.findings)
    seen = _Seen(audit)
    followed = [_standing(finding, before.get(key), previous.run.day, audit) for key, finding in now.items()]
    followed += [seen.gone(finding) for key, finding in before.items() if key not in now]
    followed += [
        Followed(Change.UNCONFIRMED, None, finding)
        for key, finding in seen.unconfirmed.items()
        if key not in now and key not in before
    ]
    return Since(
        day=previous.run.day, findings=tuple(sorted(followed, key=lambda one: finding_order(one.finding)))
    )


def changes(told: Since | None) -> Mapping[str, Change]:
    """What became of each finding, by its key; nothing where there is no earlier month."""
    return {} if told is None else {one.finding.key: one.change for one in told.findings}


def _by_key(findings: Iterable[AuditFinding]) -> dict[str, AuditFinding]:
    """The first one of each key: an edition that makes several checks one may tell a key as found and as unconfirmed."""
    told: dict[str, AuditFinding] = {}
    for finding in findings:
        told.setdefault(finding.key, finding)
    return told


def _standing(now: AuditFinding, before: AuditFinding | None, last: date, audit: Audit) -> Followed:
    if before is None:
        return Followed(Change.NEW if now.first_seen > last else Change.RETURNED, None, now)
    if now.status is Status.WAIVED and before.status is not Status.WAIVED:
        return Followed(Change.WAIVED, before, now)
    came_back = now.first_seen <= last < _opened(now, audit)
    return Followed(Change.BACK if came_back else Change.STILL, before, now)


def _opened(finding: AuditFinding, audit: Audit) -> date:
    """The day it opened this time. An audit kept without it tells only whether it opened with that very run."""
    if finding.opened is None and finding.state is State.REOPENED:
        return audit.run.day
    return finding.stands_since


class _Seen:
    """What an audit saw of findings that it does not tell."""

    def __init__(self, audit: Audit) -> None:
        self.unconfirmed = _by_key(audit.unconfirmed)
        self._closed = {finding.key: finding.closed for finding in audit.closed}
        self._not_seen = {(entry.check, entry.subject) for entry in audit.not_seen}
        self._judged = {check.id for check in audit.checks}.difference(audit.not_set_up)

    def gone(self, before: AuditFinding) -> Followed:
        """Of a finding that stood before and is not found now: closed only where its check looked at its subject."""
        key, check = before.key, before.check
        if (
            key in self.unconfirmed
            or (check, before.subject.id) in self._not_seen
            or check not in self._judged
        ):
            return Followed(Change.UNCONFIRMED, before, self.unconfirmed.get(key))
        return Followed(Change.CLOSED, before, None, self._closed.get(key))


# --- findings that do not stand, for lists -----------------------------------------------------------------------------


def closed_findings(audit: Audit, told: Since | None) -> tuple[AuditFinding, ...]:
    """Those that this run closed, and last month's that another night closed since; gravest first."""
    tonight = {finding.key for finding in audit.closed}
    followed = () if told is None else told.of(Change.CLOSED)
    before = (one.finding for one in followed if one.finding.key not in tonight)
    return tuple(sorted((*audit.closed, *before), key=finding_order))


def unconfirmed_findings(audit: Audit, told: Since | None) -> tuple[AuditFinding, ...]:
    """Those that the audit tells as unconfirmed, and last month's that it could not look at and does not tell itself."""
    followed = () if told is None else told.of(Change.UNCONFIRMED)
    gone = (one.finding for one in followed if one.now is None)
    return tuple(sorted((*audit.unconfirmed, *gone), key=finding_order))
