"""``auditor run --json``: the schema ``auditor.run/1``, promised to the outside (contract, section 5).

The types here are the document's own, apart from the audit's, on purpose: inside, names may be changed and fields
moved from one day to the next; the programs that read this document must not notice. So every word that goes out is
written here once more. Adding a field keeps version 1; changing or removing one makes a version 2 beside it.

``docs/run-json-schema.json`` is made from these types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checks import _contract as domain
from reports.audit import Audit, AuditFinding, NotSeenEntry, RunInfo, WaiverRow, finding_order
from reports.audit import Counts as AuditCounts
from reports.audit import Deadline as AuditDeadline
from reports.audit import Subject as AuditSubject
from reports.json_words import (
    Day,
    DeadlineWord,
    ReviewWord,
    SeverityWord,
    StatusWord,
    SubjectWord,
    TaskStateWord,
    TaskWord,
    Time,
    deadline_word,
    iso_day,
    iso_time,
    json_text,
    review_word,
    severity_word,
    status_word,
    subject_word,
    task_state_word,
    task_word,
)
from reports.messages import Language, say


@dataclass(frozen=True, slots=True)
class Pack:
    id: str
    version: str


@dataclass(frozen=True, slots=True)
class Run:
    id: str
    date: Day
    started: Time
    finished: Time
    complete: bool
    pack: Pack
    version: str


@dataclass(frozen=True, slots=True)
class Counts:
    accounts: int
    logins: int
    staff: int
    conforming: int
    nonconforming: int
    unverified: int
    pending: int
    advice: int
    waived: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Subject:
    kind: SubjectWord
    id: str
    accounts: tuple[str, ...]
    section: str


@dataclass(frozen=True, slots=True)
class Finding:
    key: str
    check: str
    clause: str
    status: StatusWord
    severity: SeverityWord
    subject: Subject
    message: str
    remedy: str
    due: Day | None
    first_seen: Day
    related: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Task:
    kind: TaskWord
    subject: str
    due: Day
    state: TaskStateWord


@dataclass(frozen=True, slots=True)
class Review:
    """A review or an incident. A task that is late, or open again, is ``open``; an incident has no ``staff_number``."""

    id: str
    kind: ReviewWord
    staff_number: str | None
    effective: Day
    accounts: tuple[str, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception that is in force, or that ended not long ago. ``key`` is that of the finding it waives."""

    key: str
    check: str
    subject: Subject
    reason: str
    approver: str
    granted: Day
    until: Day
    revoked: Day | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day to do a task (``task``), on which a rule is kept if nothing is done (``lapse``), or of a ``waiver``.

    From the next day on ``check`` tells of it.
    """

    day: Day
    kind: DeadlineWord
    check: str
    what: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class NotSeen:
    check: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class RunDocument:
    """The whole document. ``reviews`` are those with an open task; ``deadlines`` are of the coming weeks."""

    schema: Literal["auditor.run/1"]
    run: Run
    counts: Counts
    findings: tuple[Finding, ...]
    reviews: tuple[Review, ...]
    not_seen: tuple[NotSeen, ...]
    waivers: tuple[Waiver, ...]
    deadlines: tuple[Deadline, ...]


def render(audit: Audit, language: Language) -> str:
    """The document as text that UTF-8 can always hold; the same audit gives the same text."""
    return json_text(document(audit, language))


def document(audit: Audit, language: Language) -> RunDocument:
    """Findings in the order of every reader, gravest first; what was not seen by check and subject."""
    return RunDocument(
        schema="auditor.run/1",
        run=_run(audit.run),
        counts=_counts(audit.counts),
        findings=tuple(_finding(finding, language) for finding in sorted(audit.findings, key=finding_order)),
        reviews=tuple(review_document(review) for review in audit.reviews if review.open_tasks),
        not_seen=tuple(
            sorted(
                (_not_seen(entry, language) for entry in audit.not_seen),
                key=lambda entry: (entry.check, entry.subject, entry.why),
            )
        ),
        waivers=tuple(_waiver(row) for row in audit.waivers),
        deadlines=tuple(_deadline(deadline, language) for deadline in audit.deadlines),
    )


def review_document(review: domain.Review) -> Review:
    """A review or an incident with all its tasks in their order, as every command gives it (contract, sections 5 and 6)."""
    return Review(
        id=review.id,
        kind=review_word(review.kind),
        staff_number=None if review.kind.is_incident else review.staff_number,
        effective=iso_day(review.effective),
        accounts=review.accounts,
        tasks=tuple(
            Task(
                kind=task_word(task.kind),
                subject=task.subject,
                due=iso_day(task.due),
                state=task_state_word(task.state),
            )
            for task in review.tasks
        ),
    )


def _waiver(row: WaiverRow) -> Waiver:
    return Waiver(
        key=row.key,
        check=row.check,
        subject=_subject(row.subject),
        reason=row.reason,
        approver=row.approver,
        granted=iso_day(row.granted),
        until=iso_day(row.until),
        revoked=None if row.revoked is None else iso_day(row.revoked),
        in_force=row.in_force,
    )


def _deadline(deadline: AuditDeadline, language: Language) -> Deadline:
    return Deadline(
        day=iso_day(deadline.day),
        kind=deadline_word(deadline.kind),
        check=deadline.check,
        what=say(deadline.what, language),
        subject=_subject(deadline.subject),
    )


def _run(run: RunInfo) -> Run:
    return Run(
        id=run.id,
        date=iso_day(run.day),
        started=iso_time(run.started),
        finished=iso_time(run.finished),
        complete=run.complete,
        pack=Pack(id=run.pack.id, version=run.pack.version),
        version=run.version,
    )


def _counts(counts: AuditCounts) -> Counts:
    return Counts(
        accounts=counts.accounts,
        logins=counts.logins,
        staff=counts.staff,
        conforming=counts.conforming,
        nonconforming=counts.nonconforming,
        unverified=counts.unverified,
        pending=counts.pending,
        advice=counts.advice,
        waived=counts.waived,
        not_applicable=counts.not_applicable,
    )


def _finding(finding: AuditFinding, language: Language) -> Finding:
    return Finding(
        key=finding.key,
        check=finding.check,
        clause=finding.clause,
        status=status_word(finding.status),
        severity=severity_word(finding.severity),
        subject=_subject(finding.subject),
        message=say(finding.message, language),
        remedy=say(finding.remedy, language),
        due=None if finding.due is None else iso_day(finding.due),
        first_seen=iso_day(finding.first_seen),
        related=finding.related,
        reason=finding.reason,
    )


def _subject(subject: AuditSubject) -> Subject:
    return Subject(
        kind=subject_word(subject.kind), id=subject.id, accounts=subject.accounts, section=subject.section
    )


def _not_seen(entry: NotSeenEntry, language: Language) -> NotSeen:
    return NotSeen(check=entry.check, subject=entry.subject, why=say(entry.why, language))
