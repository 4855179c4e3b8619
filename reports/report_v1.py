"""``auditor report --format json``: the schema ``auditor.report/1``, all that a report's pages say, for programs.

As in ``reports.json_v1`` the types are the document's own, apart from the audit's. Adding a field keeps version 1; changing
or removing one makes a version 2 beside it. ``docs/report-json-schema.json`` is made from these types.

What an edition leaves out is an empty list or null here, and never a zero in place of a number that is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, assert_never

from pydantic import Field

from checks import _contract as domain
from checks._publication import is_published, public_part
from reports import audit as inside
from reports import duties
from reports import history as earlier
from reports.arrangement import is_late
from reports.audit import Audit
from reports.editions import figures
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
from reports.report import Edition, Report
from reports.report import Paper as AuditPaper
from reports.since import Change, Followed, Since, closed_findings, since, unconfirmed_findings

EditionWord = Literal["pr", "it", "section", "personnel"]
StateWord = Literal["new", "open", "reopened", "closed"]
ChangeWord = Literal["closed", "still", "back", "waived", "unconfirmed", "new", "returned"]
LanguageWord = Literal["ja", "en"]
MonthText = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-11"])]


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the first page. Empty is what the city has not filled in; ``handling`` then is the product's own."""

    number: str
    to: str
    sender: str
    handling: str
    approvals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    id: str
    version: str
    name: str


@dataclass(frozen=True, slots=True)
class Run:
    """The audit that the report is of; ``date`` is the day judged. ``complete`` is false where it could not see all."""

    id: str
    date: Day
    started: Time
    finished: Time
    complete: bool
    pack: Pack
    version: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Outcomes by check and subject. ``not_seen`` and ``unverified`` are never counted as conforming."""

    conforming: int
    nonconforming: int
    unverified: int
    pending: int
    advice: int
    waived: int
    not_seen: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Figures:
    """An audit in numbers. ``findings`` stand open, by ``severities``; ``late`` are past their due day."""

    accounts: int
    logins: int
    staff: int
    outcomes: Tally
    findings: int
    late: int
    severities: dict[SeverityWord, int]


@dataclass(frozen=True, slots=True)
class Month:
    """The last audit of a month, ``day``. Months without an audit are missing, and were not without findings."""

    month: MonthText
    day: Day
    run: str
    complete: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class LastMonth:
    """The audit that ``change`` of each finding is told against."""

    run: str
    day: Day
    complete: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class Subject:
    kind: SubjectWord
    id: str
    name: str
    section: str
    accounts: tuple[str, ...]
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """``state`` is seen from this run; ``change`` against last month's report, null where there is none.

    ``first_seen`` is the first day ever, ``opened`` the day it was found this time. ``related_elsewhere`` are further
    subjects that this edition does not name. Of what is closed, ``closed`` is the day where this audit knows it.
    """

    key: str
    check: str
    clause: str
    status: StatusWord
    severity: SeverityWord
    subject: Subject
    message: str
    remedy: str
    reason: str | None
    due: Day | None
    late: bool
    first_seen: Day
    opened: Day
    state: StateWord
    change: ChangeWord | None
    closed: Day | None
    related: tuple[str, ...]
    related_elsewhere: int


@dataclass(frozen=True, slots=True)
class NotSeen:
    check: str
    subject: str
    section: str
    why: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What else the audit could not tell. ``counted`` limits are told by the edition for IT security alone."""

    told: tuple[str, ...]
    counted: int
    not_set_up: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    title: str
    clause: str
    severity: SeverityWord


@dataclass(frozen=True, slots=True)
class Cell:
    section: str
    check: str
    outcomes: Tally


@dataclass(frozen=True, slots=True)
class Section:
    """How much of a section was judged."""

    section: str
    accounts: int
    logins: int


@dataclass(frozen=True, slots=True)
class Clause:
    """``judged`` is false where no check of this version judges the clause."""

    clause: str
    summary: str
    cover: tuple[str, ...]
    checks: tuple[str, ...]
    note: str | None
    judged: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """Where ``override_reason`` stands, the city's settings changed the value: ``pack_value`` is the pack's own, and ``source``
    is where that one comes from."""

    check: str
    name: str
    value: str
    source: str
    override_reason: str | None
    pack_value: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    key: str
    check: str
    subject: Subject
    reason: str
    approver: str
    approver_name: str
    granted: Day
    until: Day
    revoked: Day | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class Task:
    kind: TaskWord
    subject: str
    due: Day
    state: TaskStateWord
    late: bool
    reopened: bool
    closed: Day | None


@dataclass(frozen=True, slots=True)
class Order:
    """What opened a review, and who leaves; ``name`` is empty where the directory has none."""

    kind: ReviewWord
    effective: Day
    staff_number: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Review:
    """``order`` is null as long as it is not in force and this edition's readers may not know it."""

    id: str
    order: Order | None
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """``asked``: whether the incident asks for it at all. ``day`` is null as long as it is not reached."""

    asked: bool
    day: Day | None


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident with its timeline.

    ``related`` are logins that it puts at risk, too: null where nobody knows, or where the document's ``tells_related`` says
    that this edition does not tell. ``could_announce`` are accounts, null where nobody knows or nothing is to be announced.
    """

    id: str
    kind: ReviewWord
    severity: SeverityWord | None
    noticed: Time | None
    effective: Day
    accounts: tuple[str, ...]
    contained: Stage
    recovered: Stage
    published: Stage
    tasks: tuple[Task, ...]
    related: tuple[str, ...] | None
    could_announce: tuple[str, ...] | None
    note: str


@dataclass(frozen=True, slots=True)
class Deadline:
    day: Day
    kind: DeadlineWord
    check: str
    what: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class Administrator:
    """``on_leave``: does not count towards the administrators that an account needs."""

    account: str
    account_name: str
    service: str
    section: str
    staff_number: str
    name: str
    person_section: str
    title: str
    since: Day | None
    on_leave: bool


@dataclass(frozen=True, slots=True)
class Manager:
    """Who is named manager of an account of the section."""

    section: str
    staff_number: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who reviewed which report, by the SHA-256 of its file. ``month`` is null for the report of a single day."""

    month: MonthText | None
    day: Day
    edition: str
    sha256: str
    by: str
    name: str
    signed: Day
    note: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The ledger's chain as it stood after the audit."""

    number: int
    value: str


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """The whole document.

    ``findings`` stand open now, gravest first. ``closed`` ended with this run or since last month's report;
    ``unconfirmed`` stood open before, and nobody could see whether they still do. ``month`` is set where the report is a
    whole month's, ``section`` in the edition for a section. ``previous`` is null where there is no earlier month.
    """

    schema: Literal["auditor.report/1"]
    language: LanguageWord
    edition: EditionWord
    section: str | None
    month: MonthText | None
    city: str
    paper: Paper
    run: Run
    figures: Figures
    previous: LastMonth | None
    findings: tuple[Finding, ...]
    closed: tuple[Finding, ...]
    unconfirmed: tuple[Finding, ...]
    not_seen: tuple[NotSeen, ...]
    limits: Limits
    checks: tuple[Check, ...]
    matrix: tuple[Cell, ...]
    sections: tuple[Section, ...]
    coverage: tuple[Clause, ...]
    parameters: tuple[Parameter, ...]
    waivers: tuple[Waiver, ...]
    reviews: tuple[Review, ...]
    incidents: tuple[Incident, ...]
    tells_related: bool
    deadlines: tuple[Deadline, ...]
    register: tuple[Administrator, ...]
    managers: tuple[Manager, ...]
    trend: tuple[Month, ...]
    signatures: tuple[Signature, ...]
    seal: Seal | None


def render(report: Report, language: Language) -> str:
    """The document as text that UTF-8 can always hold; the same report gives the same text."""
    return json_text(document(report, language)) + "\n"


def document(report: Report, language: Language) -> ReportDocument:
    """The report as its edition has cut it already."""
    audit, history = report.audit, report.history
    follow = _Following(audit, since(audit, history.previous), language)
    names = {person.staff_number: person.name for person in audit.people}
    return ReportDocument(
        schema="auditor.report/1",
        language=_language(language),
        edition=_edition(report.edition),
        section=report.section,
        month=None if report.month is None else str(report.month),
        city=audit.city,
        paper=_paper(report.paper),
        run=_run(audit.run, language),
        figures=_figures(figures(audit)),
        previous=None if history.previous is None else _last_month(history.previous),
        findings=follow.open(),
        closed=follow.closed(),
        unconfirmed=follow.unconfirmed(),
        not_seen=tuple(
            NotSeen(entry.check, entry.subject, entry.section, say(entry.why, language))
            for entry in audit.not_seen
        ),
        limits=Limits(
            told=tuple(say(note, language) for note in audit.notes),
            counted=audit.limits,
            not_set_up=audit.not_set_up,
        ),
        checks=tuple(
            Check(check.id, say(check.title, language), check.clause, severity_word(check.severity))
            for check in audit.checks
        ),
        matrix=tuple(Cell(cell.section, cell.check, _tally(cell.tally)) for cell in audit.matrix),
        sections=tuple(Section(size.section, size.accounts, size.logins) for size in audit.sizes),
        coverage=tuple(_clause(clause, language) for clause in audit.coverage),
        parameters=tuple(_parameter(parameter, language) for parameter in audit.parameters),
        waivers=tuple(_waiver(row, names) for row in audit.waivers),
        reviews=_reviews(audit, names),
        incidents=tuple(_incident(incident, audit) for incident in duties.incidents(audit)),
        tells_related=audit.tells_alike,
        deadlines=tuple(_deadline(deadline, language) for deadline in audit.deadlines),
        register=tuple(_administrator(row) for row in audit.register),
        managers=tuple(Manager(row.section, row.staff_number, row.name, row.title) for row in audit.managers),
        trend=tuple(_month(kept) for kept in history.months),
        signatures=tuple(_signature(signature) for signature in history.signatures),
        seal=None if history.seal is None else Seal(history.seal.number, history.seal.value),
    )


# --- findings ------------------------------------------------------------------------------------------------------


class _Following:
    """The findings of a report, each with what became of it since last month."""

    def __init__(self, audit: Audit, told: Since | None, language: Language) -> None:
        self._audit = audit
        self._since = told
        self._language = language
        followed = () if told is None else told.findings
        self._changes: Mapping[str, Followed] = {one.finding.key: one for one in followed}

    def open(self) -> tuple[Finding, ...]:
        return self._told(sorted(self._audit.findings, key=inside.finding_order))

    def unconfirmed(self) -> tuple[Finding, ...]:
        return self._told(unconfirmed_findings(self._audit, self._since))

    def closed(self) -> tuple[Finding, ...]:
        return self._told(closed_findings(self._audit, self._since), closed=True)

    def _told(self, findings: Iterable[inside.AuditFinding], *, closed: bool = False) -> tuple[Finding, ...]:
        return tuple(self._finding(finding, closed=closed) for finding in findings)

    def _finding(self, finding: inside.AuditFinding, *, closed: bool) -> Finding:
        followed = self._changes.get(finding.key)
        return Finding(
            key=finding.key,
            check=finding.check,
            clause=finding.clause,
            status=status_word(finding.status),
            severity=severity_word(finding.severity),
            subject=_subject(finding.subject),
            message=say(finding.message, self._language),
            remedy=say(finding.remedy, self._language),
            reason=finding.reason,
            due=_day(finding.due),
            late=not closed and is_late(finding, self._audit.run.day),
            first_seen=iso_day(finding.first_seen),
            opened=iso_day(finding.stands_since),
            state="closed" if closed else _state(finding.state),
            change=None if followed is None else _change(followed.change),
            closed=_day(finding.closed),
            related=finding.related,
            related_elsewhere=finding.related_elsewhere,
        )


def _subject(subject: inside.Subject) -> Subject:
    return Subject(
        kind=subject_word(subject.kind),
        id=subject.id,
        name=subject.name,
        section=subject.section,
        accounts=subject.accounts,
        services=subject.services,
    )


# --- reviews and incidents -------------------------------------------------------------------------------------------


def _reviews(audit: Audit, names: Mapping[str, str]) -> tuple[Review, ...]:
    """All that are no incidents, as this edition's readers may see them."""
    day = duties.public_on(audit)
    seen = (public_part(review, day) for review in audit.reviews if not review.kind.is_incident)
    return tuple(
        Review(
            id=review.id,
            order=_order(review, names) if is_published(review, day) else None,
            tasks=_tasks(review, audit.run.day),
        )
        for review in seen
        if review is not None
    )


def _order(review: domain.Review, names: Mapping[str, str]) -> Order:
    return Order(
        kind=review_word(review.kind),
        effective=iso_day(review.effective),
        staff_number=review.staff_number,
        name=names.get(review.staff_number or "", ""),
    )


def _tasks(review: domain.Review, day: date) -> tuple[Task, ...]:
    return tuple(
        Task(
            kind=task_word(task.kind),
            subject=task.subject,
            due=iso_day(task.due),
            state=task_state_word(task.state),
            late=task.is_late(day),
            reopened=task.reopened,
            closed=_day(task.closed),
        )
        for task in review.tasks
    )


def _incident(incident: duties.ShownIncident, audit: Audit) -> Incident:
    review = incident.review
    return Incident(
        id=review.id,
        kind=review_word(review.kind),
        severity=None if review.severity is None else severity_word(review.severity),
        noticed=None if review.at is None else iso_time(review.at),
        effective=iso_day(review.effective),
        accounts=review.accounts,
        contained=_stage(incident.contained),
        recovered=_stage(incident.recovered),
        published=_stage(incident.published),
        tasks=_tasks(review, audit.run.day),
        related=review.alike if audit.tells_alike else None,
        could_announce=incident.could_announce,
        note=review.note,
    )


def _stage(stage: duties.Stage) -> Stage:
    return Stage(stage.asked, _day(stage.day))


# --- numbers ---------------------------------------------------------------------------------------------------------


def _figures(told: earlier.Figures) -> Figures:
    counts = told.counts
    return Figures(
        accounts=counts.accounts,
        logins=counts.logins,
        staff=counts.staff,
        outcomes=Tally(
            conforming=counts.conforming,
            nonconforming=counts.nonconforming,
            unverified=counts.unverified,
            pending=counts.pending,
            advice=counts.advice,
            waived=counts.waived,
            not_seen=told.not_seen,
            not_applicable=counts.not_applicable,
        ),
        findings=told.findings,
        late=told.late,
        severities={severity_word(severity): count for severity, count in told.severities},
    )


def _last_month(audit: Audit) -> LastMonth:
    return LastMonth(audit.run.id, iso_day(audit.run.day), audit.run.complete, _figures(figures(audit)))


def _month(kept: earlier.KeptMonth) -> Month:
    return Month(str(kept.month), iso_day(kept.day), kept.run_id, kept.complete, _figures(kept.figures))


def _tally(tally: inside.Tally) -> Tally:
    return Tally(
        conforming=tally.conforming,
        nonconforming=tally.nonconforming,
        unverified=tally.unverified,
        pending=tally.pending,
        advice=tally.advice,
        waived=tally.waived,
        not_seen=tally.not_seen,
        not_applicable=tally.not_applicable,
    )


# --- the rest, field by field ------------------------------------------------------------------------------------------


def _paper(paper: AuditPaper) -> Paper:
    return Paper(paper.number, paper.to, paper.sender, paper.handling, paper.approvals)


def _run(run: inside.RunInfo, language: Language) -> Run:
    return Run(
        id=run.id,
        date=iso_day(run.day),
        started=iso_time(run.started),
        finished=iso_time(run.finished),
        complete=run.complete,
        pack=Pack(run.pack.id, run.pack.version, say(run.pack.name, language)),
        version=run.version,
    )


def _clause(clause: inside.ClauseCoverage, language: Language) -> Clause:
    return Clause(
        clause=clause.clause,
        summary=say(clause.summary, language),
        cover=clause.cover,
        checks=clause.checks,
        note=None if clause.note is None else say(clause.note, language),
        judged=clause.judged,
    )


def _parameter(parameter: inside.ParameterInfo, language: Language) -> Parameter:
    return Parameter(
        check=parameter.check,
        name=parameter.name,
        value=parameter.value,
        source=say(parameter.source, language),
        override_reason=parameter.override_reason,
        pack_value=parameter.pack_value,
    )


def _waiver(row: inside.WaiverRow, names: Mapping[str, str]) -> Waiver:
    return Waiver(
        key=row.key,
        check=row.check,
        subject=_subject(row.subject),
        reason=row.reason,
        approver=row.approver,
        approver_name=names.get(row.approver, ""),
        granted=iso_day(row.granted),
        until=iso_day(row.until),
        revoked=_day(row.revoked),
        in_force=row.in_force,
    )


def _deadline(deadline: inside.Deadline, language: Language) -> Deadline:
    return Deadline(
        day=iso_day(deadline.day),
        kind=deadline_word(deadline.kind),
        check=deadline.check,
        what=say(deadline.what, language),
        subject=_subject(deadline.subject),
    )


def _administrator(row: inside.RegisterRow) -> Administrator:
    return Administrator(
        account=row.account_id,
        account_name=row.account_name,
        service=row.service,
        section=row.section,
        staff_number=row.staff_number,
        name=row.name,
        person_section=row.person_section,
        title=row.title,
        since=_day(row.since),
        on_leave=row.on_leave,
    )


def _signature(signature: earlier.Signature) -> Signature:
    return Signature(
        month=None if signature.month is None else str(signature.month),
        day=iso_day(signature.day),
        edition=signature.edition,
        sha256=signature.sha256,
        by=signature.by,
        name=signature.name,
        signed=iso_day(signature.signed),
        note=signature.note,
    )


def _day(day: date | None) -> Day | None:
    return None if day is None else iso_day(day)


def _language(language: Language) -> LanguageWord:
    match language:
        case Language.JA:
            return "ja"
        case Language.EN:
            return "en"
    assert_never(language)


def _edition(edition: Edition) -> EditionWord:
    match edition:
        case Edition.PR:
            return "pr"
        case Edition.IT:
            return "it"
        case Edition.SECTION:
            return "section"
        case Edition.PERSONNEL:
            return "personnel"
    assert_never(edition)


def _state(state: inside.State) -> StateWord:
    match state:
        case inside.State.NEW:
            return "new"
        case inside.State.OPEN:
            return "open"
        case inside.State.REOPENED:
            return "reopened"
        case inside.State.CLOSED:
            return "closed"
    assert_never(state)


def _change(change: Change) -> ChangeWord:
    match change:
        case Change.CLOSED:
            return "closed"
        case Change.STILL:
            return "still"
        case Change.BACK:
            return "back"
        case Change.WAIVED:
            return "waived"
        case Change.UNCONFIRMED:
            return "unconfirmed"
        case Change.NEW:
            return "new"
        case Change.RETURNED:
            return "returned"
    assert_never(change)
