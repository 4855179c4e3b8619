"""A made history for an audit: last month's audit, months with a gap among them, signatures and a seal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from checks._contract import Severity, Status
from reports.audit import Audit, State
from reports.editions import figures, plain
from reports.history import Figures, History, KeptMonth, Month, Seal, Signature
from reports.report import Paper

PAPER = Paper(
    number="令8見情第123号",
    to="情報セキュリティ統括責任者",
    sender="広報広聴課長",
    approvals=("部長", "課長", "係長", "担当"),
)
"""As a city fills it in."""

UNKNOWN_MONTHS_BACK = 7
"""Of this one of the months no record stands."""


def last_month(audit: Audit) -> Audit:
    """An audit of the month before: every third finding was not there yet, two of another kind were, one stands waived now."""
    day = Month.of(audit.run.day).earlier(1).last
    findings = []
    for number, finding in enumerate(audit.findings):
        if number % 3 == 1:
            continue
        status = Status.NONCONFORMING if finding.status is Status.WAIVED else finding.status
        first = min(finding.first_seen, day - timedelta(days=5))
        findings.append(replace(finding, status=status, first_seen=first, state=State.OPEN, due=None))
    for number, finding in enumerate(audit.findings[:2]):
        gone = replace(finding.subject, id=f"gone-{number}")
        key = f"{finding.check}:{gone.id}"
        findings.append(replace(finding, key=key, subject=gone, first_seen=day - timedelta(days=40)))
    counts = {status: sum(finding.status is status for finding in findings) for status in Status}
    return replace(
        audit,
        run=replace(audit.run, id="last-month", day=day),
        findings=tuple(findings),
        closed=(),
        unconfirmed=(),
        not_seen=audit.not_seen[:1],
        counts=replace(audit.counts, **{status.value: counts[status] for status in Status}),
    )


def months(audit: Audit, back: int = 9) -> tuple[KeptMonth, ...]:
    """So many months up to this one, with a gap; the older, the more was found."""
    newest = Month.of(audit.run.day)
    kept = []
    for number in reversed(range(back)):
        if number == UNKNOWN_MONTHS_BACK:
            continue
        month = newest.earlier(number)
        told, hidden = (_grown(figures(one), number) for one in (audit, plain(audit)))
        day = audit.run.day if number == 0 else month.last
        kept.append(KeptMonth(month, day, f"run-{month}", number % 4 != 2, told, hidden))
    return tuple(kept)


def _grown(now: Figures, number: int) -> Figures:
    severities = tuple(
        (severity, count + number * (number + severity.rank) // 2) for severity, count in now.severities
    )
    return replace(now, severities=severities, late=now.late + number)


def signatures(audit: Audit) -> tuple[Signature, ...]:
    newest = Month.of(audit.run.day)
    return tuple(
        Signature(
            month=newest.earlier(number) if number < 3 else None,
            day=newest.earlier(number).last,
            edition="it",
            sha256=f"{number}f{number}a" * 16,
            by="0012347" if number < 3 else "情報セキュリティ統括責任者",
            name="見本 次郎" if number < 3 else "",
            signed=newest.earlier(number - 1).first + timedelta(days=4),
            note="確認した（見本）" if number == 1 else "",
        )
        for number in (1, 2, 3)
    )


def history(audit: Audit) -> History:
    return History(last_month(audit), months(audit), signatures(audit), Seal(4711, "0123456789abcdef" * 4))


def severities_of(audit: Audit) -> dict[Severity, int]:
    """Findings by severity."""
    return {severity: sum(one.severity is severity for one in audit.findings) for severity in Severity}


END_OF_LAST_MONTH = date(2026, 10, 31)
"""What ``last_month`` of the sample judged."""
