"""``auditor run --json``: the schema ``auditor.run/1``, promised to the outside (contract, section 5).

The types here are the document's own, apart from the audit's, on purpose: inside, names may be changed and fields
moved from one day to the next; the programs that read this document must not notice. So every word that goes out is
written here once more. Adding a field keeps version 1; changing or removing one makes a version 2 beside it.

``docs/run-json-schema.json`` is made from these types.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Literal, assert_never

from pydantic import Field

from checks import _contract as domain
from checks._contract import ReviewKind, Severity, Status, SubjectKind, TaskKind, TaskState
from reports.audit import Audit, AuditFinding, DeadlineKind, NotSeenEntry, RunInfo, WaiverRow, finding_order
from reports.audit import Counts as AuditCounts
from reports.audit import Deadline as AuditDeadline
from reports.audit import Subject as AuditSubject
from reports.messages import Language, say

StatusWord = Literal["nonconforming", "unverified", "pending", "advice", "waived"]
SeverityWord = Literal["critical", "high", "medium", "low", "info"]
SubjectWord = Literal["login", "account"]
ReviewWord = Literal["transfer", "administrator-change", "takeover", "impersonation", "flaming", "wrong-post"]
TaskWord = Literal[
    "replace-administrator",
    "name-manager",
    "change-password",
    "renew-second-factor",
    "end-sessions",
    "submit-register",
    "report-to-platform",
    "announce-elsewhere",
    "report-inside",
    "correct",
    "publish",
    "police",
]
TaskStateWord = Literal["open", "closed", "waived", "withdrawn"]
DeadlineWord = Literal["task", "lapse", "waiver"]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-11-20"])]
Time = Annotated[
    str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$", examples=["2026-11-20T02:30:00Z"])
]


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
    text = json.dumps(asdict(document(audit, language)), ensure_ascii=False, indent=2)
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


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
        kind=_review_kind(review.kind),
        staff_number=None if review.kind.is_incident else review.staff_number,
        effective=_day(review.effective),
        accounts=review.accounts,
        tasks=tuple(
            Task(
                kind=_task_kind(task.kind),
                subject=task.subject,
                due=_day(task.due),
                state=_task_state(task.state),
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
        granted=_day(row.granted),
        until=_day(row.until),
        revoked=None if row.revoked is None else _day(row.revoked),
        in_force=row.in_force,
    )


def _deadline(deadline: AuditDeadline, language: Language) -> Deadline:
    return Deadline(
        day=_day(deadline.day),
        kind=_deadline_kind(deadline.kind),
        check=deadline.check,
        what=say(deadline.what, language),
        subject=_subject(deadline.subject),
    )


def _run(run: RunInfo) -> Run:
    return Run(
        id=run.id,
        date=_day(run.day),
        started=_time(run.started),
        finished=_time(run.finished),
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
        status=_status(finding.status),
        severity=_severity(finding.severity),
        subject=_subject(finding.subject),
        message=say(finding.message, language),
        remedy=say(finding.remedy, language),
        due=None if finding.due is None else _day(finding.due),
        first_seen=_day(finding.first_seen),
        related=finding.related,
        reason=finding.reason,
    )


def _subject(subject: AuditSubject) -> Subject:
    return Subject(
        kind=_kind(subject.kind), id=subject.id, accounts=subject.accounts, section=subject.section
    )


def _not_seen(entry: NotSeenEntry, language: Language) -> NotSeen:
    return NotSeen(check=entry.check, subject=entry.subject, why=say(entry.why, language))


def _day(day: date) -> Day:
    return day.isoformat()


def _time(time: datetime) -> Time:
    """To the second, with Z: the form that every reader of ISO 8601 takes."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _status(status: Status) -> StatusWord:
    match status:
        case Status.NONCONFORMING:
            return "nonconforming"
        case Status.UNVERIFIED:
            return "unverified"
        case Status.PENDING:
            return "pending"
        case Status.ADVICE:
            return "advice"
        case Status.WAIVED:
            return "waived"
    assert_never(status)


def _severity(severity: Severity) -> SeverityWord:
    match severity:
        case Severity.CRITICAL:
            return "critical"
        case Severity.HIGH:
            return "high"
        case Severity.MEDIUM:
            return "medium"
        case Severity.LOW:
            return "low"
        case Severity.INFO:
            return "info"
    assert_never(severity)


def _kind(kind: SubjectKind) -> SubjectWord:
    match kind:
        case SubjectKind.LOGIN:
            return "login"
        case SubjectKind.ACCOUNT:
            return "account"
    assert_never(kind)


def _review_kind(kind: ReviewKind) -> ReviewWord:
    match kind:
        case ReviewKind.TRANSFER:
            return "transfer"
        case ReviewKind.ADMINISTRATOR_CHANGE:
            return "administrator-change"
        case ReviewKind.TAKEOVER:
            return "takeover"
        case ReviewKind.IMPERSONATION:
            return "impersonation"
        case ReviewKind.FLAMING:
            return "flaming"
        case ReviewKind.WRONG_POST:
            return "wrong-post"
    assert_never(kind)


def _task_kind(kind: TaskKind) -> TaskWord:
    match kind:
        case TaskKind.REPLACE_ADMINISTRATOR:
            return "replace-administrator"
        case TaskKind.NAME_MANAGER:
            return "name-manager"
        case TaskKind.CHANGE_PASSWORD:
            return "change-password"
        case TaskKind.RENEW_SECOND_FACTOR:
            return "renew-second-factor"
        case TaskKind.END_SESSIONS:
            return "end-sessions"
        case TaskKind.SUBMIT_REGISTER:
            return "submit-register"
        case TaskKind.REPORT_TO_PLATFORM:
            return "report-to-platform"
        case TaskKind.ANNOUNCE_ELSEWHERE:
            return "announce-elsewhere"
        case TaskKind.REPORT_INSIDE:
            return "report-inside"
        case TaskKind.CORRECT:
            return "correct"
        case TaskKind.PUBLISH:
            return "publish"
        case TaskKind.POLICE:
            return "police"
    assert_never(kind)


def _task_state(state: TaskState) -> TaskStateWord:
    match state:
        case TaskState.OPEN:
            return "open"
        case TaskState.CLOSED:
            return "closed"
        case TaskState.WAIVED:
            return "waived"
        case TaskState.WITHDRAWN:
            return "withdrawn"
    assert_never(state)


def _deadline_kind(kind: DeadlineKind) -> DeadlineWord:
    match kind:
        case DeadlineKind.TASK:
            return "task"
        case DeadlineKind.LAPSE:
            return "lapse"
        case DeadlineKind.WAIVER:
            return "waiver"
    assert_never(kind)
