"""What changed, or falls due, since a reader was last told: an edited audit set against what the reader knows. Pure.

A thing is a finding, a task, a coming day, or a judgement that could not be made. Each is told when it comes, when its
status changes, when its due day is near, when that has passed, and when it is gone; each of these once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from checks._contract import Review, Severity, Status, Task, TaskKind, TaskState, Text
from checks._duties import TASKS
from checks._publication import public_part
from reports.arrangement import is_late
from reports.audit import Audit, AuditFinding, Deadline, DeadlineKind, Subject
from reports.duties import SubjectsById, public_on, subjects_by_id
from reports.task_wording import state_of

DUTIES = frozenset({"transfer-review", "incident-response"})
"""Checks that sum up tasks, which are told one by one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader knows of one thing.

    ``day`` is the day judged by the audit that told it; ``due`` the due day that was told as near; ``late``: that it has
    passed was told.
    """

    status: str
    day: date
    due: date | None = None
    late: bool = False


Knowledge = Mapping[str, Told]
"""By the thing's key."""


class Change(StrEnum):
    """Why a thing is told, in the order of the digest."""

    LATE = "late"
    DUE = "due"
    NEW = "new"
    AGAIN = "again"
    CHANGED = "changed"
    UNSEEN = "unseen"
    GONE = "gone"
    ELSEWHERE = "elsewhere"  # it stands, but no longer in this edition


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of an audit as a digest names it.

    ``about`` is the subject's id, of which ``subject`` tells more where more is known. ``since``: it stands without a break
    from this day on, as far as is known. ``review`` is set of a task, ``why`` of what could not be seen, ``ended`` of what
    is gone.
    """

    key: str
    title: Text
    about: str
    subject: Subject | None = None
    status: Status | None = None
    severity: Severity | None = None
    due: date | None = None
    late: bool = False
    came_back: bool = False
    since: date | None = None
    unconfirmed: bool = False
    remedy: Text | None = None
    review: Review | None = None
    why: Text | None = None
    ended: Text | None = None

    @property
    def state(self) -> str:
        return "" if self.status is None else self.status.value


@dataclass(frozen=True, slots=True)
class Entry:
    change: Change
    thing: Thing


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told, and what the reader knows once it was told. ``first``: nothing was known, so all that stands is
    told."""

    entries: tuple[Entry, ...]
    known: Knowledge
    first: bool = False

    def of(self, change: Change) -> tuple[Thing, ...]:
        return tuple(entry.thing for entry in self.entries if entry.change is change)


def news(audit: Audit, known: Knowledge, *, days_ahead: int, standing: Collection[str] = ()) -> News:
    """What a reader who knows ``known`` is to be told of an edited audit.

    A due day is near within ``days_ahead`` days. ``standing`` are the keys of what stands anywhere in the city: what left
    this edition and is among them has not ended.
    """
    near = audit.run.day + timedelta(days=days_ahead)
    here: dict[str, Thing] = {}
    for thing in _things(audit, near):
        here.setdefault(thing.key, thing)  # the gravest, and the first day, where one key stands for several
    entries: list[Entry] = []
    after: dict[str, Told] = {}
    for thing in here.values():
        change, told = _compared(thing, known.get(thing.key), audit.run.day, near)
        if told is not None:
            after[thing.key] = told
        if change is not None:
            entries.append(Entry(change, thing))
    entries += _gone(audit, (key for key in known if key not in here), standing)
    return News(tuple(entries), after, first=not known)


def standing_keys(audit: Audit) -> frozenset[str]:
    """Of the findings and tasks that stand, whoever is told of them."""
    findings = (finding.key for finding in (*audit.findings, *audit.unconfirmed))
    tasks = (_task_key(review, task) for review in audit.reviews for task in review.open_tasks)
    return frozenset((*findings, *tasks))


def things(audit: Audit) -> tuple[Thing, ...]:
    """The findings and tasks of an edited audit that stand; waived ones stand without being asked for."""
    return (*_findings(audit), *_tasks(audit))


# --- what there is to tell of -----------------------------------------------------------------------------------


def _things(audit: Audit, near: date) -> Iterator[Thing]:
    standing = things(audit)
    yield from standing
    dated = {thing.key for thing in standing if thing.due is not None}
    yield from _deadlines(audit, near, dated)
    yield from _unseen(audit)


def _findings(audit: Audit) -> Iterator[Thing]:
    titles = {check.id: check.title for check in audit.checks}
    for place, finding in enumerate((*audit.findings, *audit.unconfirmed)):
        if finding.check not in DUTIES:
            yield _finding(finding, titles, audit.run.day, unconfirmed=place >= len(audit.findings))


def _finding(finding: AuditFinding, titles: Mapping[str, Text], day: date, *, unconfirmed: bool) -> Thing:
    return Thing(
        key=finding.key,
        title=titles.get(finding.check, Text(finding.check, finding.check)),
        about=finding.subject.id,
        subject=finding.subject,
        status=finding.status,
        severity=finding.severity,
        due=finding.due,
        late=is_late(finding, day),
        came_back=finding.first_seen < finding.stands_since,
        since=finding.stands_since,
        unconfirmed=unconfirmed,
        remedy=finding.remedy,
    )


def _tasks(audit: Audit) -> Iterator[Thing]:
    subjects = subjects_by_id(audit.subjects)
    public = public_on(audit)
    for review in filter(None, (public_part(review, public) for review in audit.reviews)):
        for task in review.open_tasks:
            yield _task(review, task, subjects, audit)


def _task(review: Review, task: Task, subjects: SubjectsById, audit: Audit) -> Thing:
    check = "incident-response" if review.kind.is_incident else "transfer-review"
    gravity = next((info.severity for info in audit.checks if info.id == check), Severity.HIGH)
    return Thing(
        key=_task_key(review, task),
        title=TASKS[task.kind],
        about=task.subject,
        subject=_subject(task.kind, task.subject, subjects),
        severity=review.severity or gravity,
        due=task.due,
        late=task.is_late(audit.run.day),
        came_back=task.reopened,
        review=review,
    )


def _subject(kind: TaskKind, subject: str, subjects: SubjectsById) -> Subject:
    """By its id alone where it left the inventory."""
    return subjects.get((kind.subject_kind, subject)) or Subject(kind.subject_kind, subject, "", (), "")


def _task_key(review: Review, task: Task) -> str:
    return f"task/{review.id}/{task.kind.value}/{task.subject}"


def _deadlines(audit: Audit, near: date, dated: Collection[str]) -> Iterator[Thing]:
    """What lapses, and exceptions that end; tasks are told as such, and so are findings that bear the day themselves."""
    for deadline in audit.deadlines:
        about = f"{deadline.check}:{deadline.subject.id}"
        is_told = deadline.kind in (DeadlineKind.TASK, DeadlineKind.FINDING) or (
            deadline.kind is DeadlineKind.LAPSE and about in dated
        )
        if deadline.day <= near and not is_told:
            yield _deadline(deadline, about)


def _deadline(deadline: Deadline, about: str) -> Thing:
    return Thing(
        key=f"{deadline.kind.value}/{about}",
        title=deadline.what,
        about=deadline.subject.id,
        subject=deadline.subject,
        due=deadline.day,
    )


def _unseen(audit: Audit) -> Iterator[Thing]:
    titles = {check.id: check.title for check in audit.checks}
    subjects = {subject.id: subject for subject in audit.subjects}
    for entry in audit.not_seen:
        yield Thing(
            key=f"unseen/{entry.check}:{entry.subject}",
            title=titles.get(entry.check, Text(entry.check, entry.check)),
            about=entry.subject,
            subject=subjects.get(entry.subject),
            why=entry.why,
        )


# --- what is new of it -------------------------------------------------------------------------------------------


def _compared(thing: Thing, told: Told | None, day: date, near: date) -> tuple[Change | None, Told | None]:
    """Why it is told, if it is, and what the reader knows of it then."""
    if thing.why is not None:
        return (Change.UNSEEN, Told(thing.state, day)) if told is None else (None, told)
    due = thing.due if thing.due is not None and thing.due <= near else None
    if told is None and thing.status is Status.WAIVED:
        return None, None  # nobody has anything to do; once the exception ended, it is new to this reader
    if told is None and _is_day_only(thing):
        return Change.DUE, Told(thing.state, day, due)
    knows = Told(thing.state, day, due, thing.late)
    if told is None:
        return Change.AGAIN if thing.came_back else Change.NEW, knows
    if thing.came_back and thing.since is not None and thing.since > told.day:
        return Change.AGAIN, knows
    knows = replace(knows, day=told.day)
    if thing.late and not told.late:
        return Change.LATE, knows
    if thing.state != told.status:
        return Change.CHANGED, knows
    if due is not None and due != told.due and not thing.late:
        return Change.DUE, knows
    return None, knows


def _is_day_only(thing: Thing) -> bool:
    return thing.status is None and thing.review is None


def _gone(audit: Audit, keys: Iterable[str], standing: Collection[str]) -> Iterator[Entry]:
    """What the reader knows and this edition has no more. A day that passed, or something that is seen again, is not told:
    what follows from it is."""
    if not (gone := {key for key in keys if not key.startswith(_SILENT)}):
        return
    last = {thing.key: thing for thing in _ended(audit)}
    titles = {check.id: check.title for check in audit.checks}
    for key in sorted(gone):
        change = Change.ELSEWHERE if key in standing else Change.GONE
        yield Entry(change, last.get(key) or _by_key(key, titles))


_SILENT = ("lapse/", "waiver/", "unseen/")


def _ended(audit: Audit) -> Iterator[Thing]:
    """Findings that this run closed, and the tasks of the reviews in the audit that are not open."""
    titles = {check.id: check.title for check in audit.checks}
    for finding in audit.closed:
        yield replace(_finding(finding, titles, audit.run.day, unconfirmed=False), ended=CLOSED)
    subjects = subjects_by_id(audit.subjects)
    for review in audit.reviews:
        for task in review.tasks:
            if task.state is not TaskState.OPEN:
                ended = state_of(task, audit.run.day)
                yield replace(_task(review, task, subjects, audit), ended=ended)


CLOSED = Text("解消", "closed")
OVER = Text("終了", "ended")


def _by_key(key: str, titles: Mapping[str, Text]) -> Thing:
    """A thing of which only the key is left: it ended in a night of which the reader was not told."""
    if key.startswith("task/"):
        _, _, word, subject = key.split("/", 3)
        kind = TaskKind(word)
        return Thing(key, TASKS[kind], subject, _subject(kind, subject, {}), ended=OVER)
    check, _, subject = key.partition(":")
    return Thing(key, titles.get(check, Text(check, check)), subject, ended=CLOSED)
