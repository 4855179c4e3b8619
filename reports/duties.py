"""Reviews, incidents and coming days, arranged for people. Pure; every format may use it.

An order that is not in force yet is not for everybody: what is shown of its review tells neither the person nor what kind of
order it is. The arrangement leaves both out, so that no template can let them through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import groupby

from checks._contract import (
    Review,
    ReviewKind,
    Severity,
    SubjectKind,
    Task,
    TaskKind,
    TaskState,
    Text,
)
from reports.arrangement import section_order
from reports.audit import Audit, PersonName, Subject

SubjectsById = Mapping[tuple[SubjectKind, str], Subject]


def subjects_by_id(subjects: Iterable[Subject]) -> SubjectsById:
    return {(subject.kind, subject.id): subject for subject in subjects}


# --- by section -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectionReview:
    """What one review asks of one section."""

    review: Review
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class SectionReviews:
    section: str
    reviews: tuple[SectionReview, ...]


def by_section(reviews: Iterable[Review], subjects: SubjectsById) -> tuple[SectionReviews, ...]:
    """Each section's part of each review, soonest due first; what has nothing open comes last.

    A task about a login that several sections use stands in each of them. ``subjects`` are the accounts and logins that the
    reviews speak of, and the accounts that those logins serve.
    """
    tasks_of: dict[str, dict[str, list[Task]]] = defaultdict(lambda: defaultdict(list))
    review_of: dict[str, Review] = {}
    for review in reviews:
        review_of[review.id] = review
        for task in review.tasks:
            for section in sections_of(task, review, subjects):
                tasks_of[section][review.id].append(task)
    return tuple(
        SectionReviews(
            section,
            tuple(
                sorted(
                    (SectionReview(review_of[id], tuple(tasks)) for id, tasks in tasks_of[section].items()),
                    key=_urgency,
                )
            ),
        )
        for section in sorted(tasks_of, key=section_order)
    )


def sections_of(task: Task, review: Review, subjects: SubjectsById) -> tuple[str, ...]:
    """The sections that a task concerns, each once; ``""`` where none is known."""
    subject = subjects.get((task.kind.subject_kind, task.subject))
    if task.kind.subject_kind is SubjectKind.ACCOUNT:
        return (subject.section if subject else "",)
    # A login that left the inventory is looked for where the review looked.
    accounts = review.accounts if subject is None else subject.accounts
    served = (subjects.get((SubjectKind.ACCOUNT, account_id)) for account_id in accounts)
    sections = dict.fromkeys(account.section for account in served if account is not None)
    return tuple(sections) or (subject.section if subject else "",)


def _urgency(part: SectionReview) -> tuple[date, int, str]:
    """Sorts by the first day on which something open is due, then by the review's running number."""
    due = min((task.due for task in part.tasks if task.state is TaskState.OPEN), default=date.max)
    return (due, len(part.review.id), part.review.id)


# --- as they are shown ----------------------------------------------------------------------------------------------


class Condition(Enum):
    """Where a task stands, as a reader is told."""

    TO_DO = "to do"
    AGAIN = "again"  # was done, and is to be done again
    DONE = "done"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Tasks about one subject that stand alike: one line of a table. ``closed`` is set where they are done."""

    subject: Subject
    kinds: tuple[TaskKind, ...]
    due: date
    condition: Condition
    late: bool
    closed: date | None


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A review as it may be shown. ``order`` is None as long as the order is not in force."""

    id: str
    order: ShownOrder | None
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """Who leaves, and from when on; ``name`` is empty where the directory has none."""

    kind: ReviewKind
    effective: date
    staff_number: str
    name: str


@dataclass(frozen=True, slots=True)
class SectionDuties:
    """One section's reviews. ``number`` is the section's place, for links; ``open`` counts tasks, ``late`` those past due."""

    number: int
    section: str
    reviews: tuple[ShownReview, ...]
    open: int
    late: int


def public_on(audit: Audit) -> date:
    """Orders that take effect by this day are for everybody."""
    return audit.run.day if audit.public is None else min(audit.public, audit.run.day)


def reviews_by_section(audit: Audit) -> tuple[SectionDuties, ...]:
    """What follows from transfers and changes of administrators, for each section."""
    subjects = subjects_by_id(audit.subjects)
    names = {person.staff_number: person for person in audit.people}
    reviews = (review for review in audit.reviews if not review.kind.is_incident)
    return tuple(
        _section_duties(number, part, subjects, names, audit)
        for number, part in enumerate(by_section(reviews, subjects), start=1)
    )


def _section_duties(
    number: int,
    part: SectionReviews,
    subjects: SubjectsById,
    names: Mapping[str, PersonName],
    audit: Audit,
) -> SectionDuties:
    tasks = [task for one in part.reviews for task in one.tasks]
    return SectionDuties(
        number=number,
        section=part.section,
        reviews=tuple(
            ShownReview(
                one.review.id,
                _shown_order(one.review, public_on(audit), names),
                tuple(task_rows(one.tasks, subjects, audit.run.day)),
            )
            for one in part.reviews
        ),
        open=sum(task.state is TaskState.OPEN for task in tasks),
        late=sum(task.is_late(audit.run.day) for task in tasks),
    )


def _shown_order(review: Review, public: date, names: Mapping[str, PersonName]) -> ShownOrder | None:
    if review.effective > public:
        return None
    number = review.staff_number or ""
    return ShownOrder(review.kind, review.effective, number, names[number].name if number in names else "")


def task_rows(tasks: Iterable[Task], subjects: SubjectsById, day: date) -> Iterator[TaskRow]:
    """The tasks in their order, those about one subject that stand alike in one row."""
    for (subject, due, condition, late, closed), alike in groupby(
        tasks,
        key=lambda task: (
            _subject(task, subjects),
            task.due,
            condition_of(task),
            task.is_late(day),
            _closed(task),
        ),
    ):
        yield TaskRow(subject, tuple(task.kind for task in alike), due, condition, late, closed)


def condition_of(task: Task) -> Condition:
    match task.state:
        case TaskState.OPEN:
            return Condition.AGAIN if task.reopened else Condition.TO_DO
        case TaskState.CLOSED:
            return Condition.DONE
        case TaskState.WAIVED:
            return Condition.WAIVED
        case TaskState.WITHDRAWN:
            return Condition.WITHDRAWN


def _closed(task: Task) -> date | None:
    return task.closed if task.state is TaskState.CLOSED else None


def _subject(task: Task, subjects: SubjectsById) -> Subject:
    kind = task.kind.subject_kind
    return subjects.get((kind, task.subject)) or Subject(kind, task.subject, "", (), "")


# --- incidents --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Milestone:
    """When all steps of a stage were done: None as long as they are not; ``asked`` is False where it has no step."""

    asked: bool
    day: date | None


@dataclass(frozen=True, slots=True)
class ShownIncident:
    """An incident with its stages. ``alike`` is None where no night had seen the passwords before it was opened."""

    number: int
    id: str
    kind: ReviewKind
    severity: Severity | None
    accounts: tuple[Subject, ...]
    noticed: datetime | date
    contained: Milestone
    recovered: Milestone
    published: Milestone
    rows: tuple[TaskRow, ...]
    alike: tuple[str, ...] | None
    note: str


_CONTAINING = frozenset({TaskKind.CHANGE_PASSWORD, TaskKind.REPORT_TO_PLATFORM})
_RECOVERING = frozenset(TaskKind) - {TaskKind.PUBLISH}
_PUBLISHING = frozenset({TaskKind.PUBLISH})


def incidents(audit: Audit) -> tuple[ShownIncident, ...]:
    """Open ones first, the newest of them at the head."""
    subjects = subjects_by_id(audit.subjects)
    listed = sorted(
        (review for review in audit.reviews if review.kind.is_incident),
        key=lambda review: (not review.open_tasks, -review.effective.toordinal(), len(review.id), review.id),
    )
    return tuple(
        ShownIncident(
            number=number,
            id=review.id,
            kind=review.kind,
            severity=review.severity,
            accounts=tuple(
                subjects.get((SubjectKind.ACCOUNT, account_id))
                or Subject(SubjectKind.ACCOUNT, account_id, "", (), "")
                for account_id in review.accounts
            ),
            noticed=review.at or review.effective,
            contained=milestone(review, _CONTAINING),
            recovered=milestone(review, _RECOVERING),
            published=milestone(review, _PUBLISHING),
            rows=tuple(task_rows(review.tasks, subjects, audit.run.day)),
            alike=review.alike,
            note=review.note,
        )
        for number, review in enumerate(listed, start=1)
    )


def milestone(review: Review, kinds: frozenset[TaskKind]) -> Milestone:
    """A step that is waived was not done, so its stage is not reached."""
    steps = [task for task in review.tasks if task.kind in kinds and task.state is not TaskState.WITHDRAWN]
    done = [task.closed for task in steps if task.state is TaskState.CLOSED and task.closed is not None]
    return Milestone(bool(steps), max(done) if done and len(done) == len(steps) else None)


# --- coming days --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One thing that falls on a day, for all subjects of a section."""

    what: Text
    section: str
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class DeadlineDay:
    day: date
    rows: tuple[DeadlineRow, ...]


def deadlines_by_day(audit: Audit) -> tuple[DeadlineDay, ...]:
    """Day by day; inside a day by section, then in the order of the audit."""
    found: dict[date, dict[tuple[str, Text], list[Subject]]] = defaultdict(lambda: defaultdict(list))
    for deadline in audit.deadlines:
        found[deadline.day][deadline.subject.section, deadline.what].append(deadline.subject)
    return tuple(
        DeadlineDay(
            day,
            tuple(
                DeadlineRow(what, section, tuple(found[day][section, what]))
                for section, what in sorted(found[day], key=lambda key: section_order(key[0]))
            ),
        )
        for day in sorted(found)
    )
