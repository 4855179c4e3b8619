"""The lives of findings: opened, changed, closed, reopened. A night writes only what changed.

A finding is check and subject. The row holds how it stands; the events, which are only ever added, how it came there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from auditor.engine import JudgedFinding
from auditor.ledger.register.plan import update_by
from auditor.ledger.schema import Event, finding_events, findings
from auditor.waivers import ended_on, over_and_not_judged
from checks._contract import Calendar, Status, Text, Waiver
from reports.audit import AuditFinding, State, Subject, finding_order

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """How findings stand after a run: those open, and those that it closed; both gravest first."""

    findings: tuple[AuditFinding, ...]
    closed: tuple[AuditFinding, ...]


def record(
    tx: Connection,
    run_id: str,
    day: date,
    judged: Iterable[JudgedFinding],
    calendar: Calendar,
    *,
    not_judged: AbstractSet[str],
    waivers: Mapping[str, Waiver],
) -> Recorded:
    """Brings the lives to what a run found on ``day``.

    ``not_judged`` are the keys that the run could say nothing about: a finding open there is neither confirmed nor gone,
    and stays as it was last seen; only its waiver, the newest one in ``waivers``, still comes to its end. What else was
    open and is not among ``judged`` is closed.
    """
    before: dict[str, Row] = {row.key: row._asdict() for row in tx.execute(select(findings))}
    after: dict[str, Row] = {}
    for finding in judged:
        after[finding.key] = _judged(before.get(finding.key), finding, run_id, day, calendar)
    for key, row in before.items():
        if key in after or row["closed"] is not None:
            continue
        if key not in not_judged:
            after[key] = {**row, "closed": day, "closed_by": run_id}
        elif row["status"] is Status.WAIVED and (ended := _ended(waivers.get(key), day)) is not None:
            after[key] = {**row, **_waived_no_more(ended)}
    _write(tx, run_id, day, before, after)
    return of_run(tx, run_id)


def of_run(tx: Connection, run_id: str) -> Recorded:
    """The findings open now and those that the run closed, as seen from that run."""
    rows = tx.execute(
        select(findings).where(or_(findings.c.closed.is_(None), findings.c.closed_by == run_id))
    )
    seen = sorted((_seen_from(run_id, row._asdict()) for row in rows), key=finding_order)
    return Recorded(
        findings=tuple(finding for finding in seen if finding.state is not State.CLOSED),
        closed=tuple(finding for finding in seen if finding.state is State.CLOSED),
    )


def _ended(waiver: Waiver | None, day: date) -> date | None:
    return None if waiver is None else ended_on(waiver, day)


def _waived_no_more(ended: date) -> Row:
    """Of a waived finding that nobody judged since its waiver ended: what is not known is never a pass."""
    told = over_and_not_judged(ended)
    return {"status": Status.UNVERIFIED, "message_ja": told.ja, "message_en": told.en}


def _judged(before: Row | None, finding: JudgedFinding, run_id: str, day: date, calendar: Calendar) -> Row:
    if before is not None and before["closed"] is None:
        return {
            **before,
            **_content(finding),
            "due": _due(finding, before["opened"], calendar, before["due"]),
        }
    return {
        "key": finding.key,
        **_content(finding),
        "due": _due(finding, day, calendar),
        "first_seen": day if before is None else before["first_seen"],
        "opened": day,
        "opened_by": run_id,
        "reopened": before is not None,
        "closed": None,
        "closed_by": None,
    }


def _content(finding: JudgedFinding) -> Row:
    """What a night may say anew of a finding that stands."""
    return {
        "check": finding.check,
        "clause": finding.clause,
        "subject_kind": finding.subject.kind,
        "subject_id": finding.subject.id,
        "subject_name": finding.subject.name,
        "subject_accounts": finding.subject.accounts,
        "subject_section": finding.subject.section,
        "status": finding.status,
        "severity": finding.severity,
        "message_ja": finding.message.ja,
        "message_en": finding.message.en,
        "remedy_ja": finding.remedy.ja,
        "remedy_en": finding.remedy.en,
        "related": finding.related,
        "reason": finding.reason,
    }


def _due(finding: JudgedFinding, opened: date, calendar: Calendar, given: date | None = None) -> date | None:
    """The rule's own day where it names one; else counted from the opening. A day once given only moves earlier; while the
    finding is waived it is kept for when it is back."""
    if finding.status is Status.WAIVED:
        return given
    if finding.due is not None:
        return finding.due
    if finding.due_working_days is None:
        return None
    counted = calendar.after(opened, finding.due_working_days)
    return counted if given is None else min(given, counted)


def _write(
    tx: Connection, run_id: str, day: date, before: Mapping[str, Row], after: Mapping[str, Row]
) -> None:
    new = tuple(row for key, row in after.items() if key not in before)
    changed = tuple(row for key, row in after.items() if key in before and row != before[key])
    if new:
        tx.execute(findings.insert(), [dict(row) for row in new])
    if changed:
        update = update_by(findings.c.key, changed)
        tx.execute(update.statement, [dict(row) for row in update.rows])
    events = [
        {
            "run_id": run_id,
            "day": day,
            "key": row["key"],
            "event": event,
            **_from_to(before.get(row["key"]), row),
        }
        for row in (*new, *changed)
        if (event := _event(before.get(row["key"]), row)) is not None
    ]
    if events:
        tx.execute(finding_events.insert(), events)


def _event(before: Row | None, after: Row) -> Event | None:
    """None where only words changed: a number that moves every night is no event."""
    if before is None:
        return Event.OPENED
    if after["closed"] is not None:
        return Event.CLOSED
    if before["closed"] is not None:
        return Event.REOPENED
    if (before["status"], before["severity"]) != (after["status"], after["severity"]):
        return Event.CHANGED
    return None


def _from_to(before: Row | None, after: Row) -> Row:
    return {
        "status_before": before and before["status"],
        "status_after": after["status"],
        "severity_before": before and before["severity"],
        "severity_after": after["severity"],
    }


def _seen_from(run_id: str, row: Row) -> AuditFinding:
    return AuditFinding(
        key=row["key"],
        check=row["check"],
        clause=row["clause"],
        status=row["status"],
        severity=row["severity"],
        subject=Subject(
            kind=row["subject_kind"],
            id=row["subject_id"],
            name=row["subject_name"],
            accounts=row["subject_accounts"],
            section=row["subject_section"],
        ),
        message=Text(row["message_ja"], row["message_en"]),
        remedy=Text(row["remedy_ja"], row["remedy_en"]),
        due=None if row["status"] is Status.WAIVED else row["due"],
        first_seen=row["first_seen"],
        state=_state(run_id, row),
        related=row["related"],
        reason=row["reason"],
        closed=row["closed"],
        opened=row["opened"],
    )


def _state(run_id: str, row: Row) -> State:
    if row["closed"] is not None:
        return State.CLOSED
    if row["opened_by"] != run_id:
        return State.OPEN
    return State.REOPENED if row["reopened"] else State.NEW
