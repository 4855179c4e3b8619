"""Reviews, incidents and coming days, arranged for people. Pure; every format may use it.

An order that is not in force yet is not for everybody: what is shown of its review tells neither the person nor what kind of
order it is, nor a task that would name the person. The arrangement leaves all of it out, so that no template can let it
through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from checks._contract import (
    Review,
    ReviewKind,
    SubjectKind,
    Task,
    TaskKind,
    TaskState,
    Text,
)
from checks._publication import is_published, public_part
from checks.incident_response import COMPARISONS
from reports.arrangement import section_order
from reports.audit import Audit, IncidentStages, PersonName, Subject
from reports.task_wording import state_of

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


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Tasks about one subject that stand alike: one line of a table.

    ``again``: they were done once and are to be done again. ``closed`` is set where they are done.
    """

    subject: Subject
    kinds: tuple[TaskKind, ...]
    due: date
    state: Text
    late: bool
    again: bool
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
    """Orders that take effect by this day are for everybody who reads this audit."""
    if audit.tells_orders_ahead:
        return date.max
    return audit.run.day if audit.public is None else min(audit.public, audit.run.day)


def reviews_by_section(audit: Audit) -> tuple[SectionDuties, ...]:
    """What follows from transfers and changes of administrators, for each section."""
    subjects = subjects_by_id(audit.subjects)
    names = {person.staff_number: person for person in audit.people}
    return tuple(
        _section_duties(number, part, subjects, names, audit)
        for number, part in enumerate(by_section(_shown(audit), subjects), start=1)
    )


def _shown(audit: Audit) -> tuple[Review, ...]:
    """All that are no incidents, as everybody may see them."""
    day = public_on(audit)
    parts = (public_part(review, day) for review in audit.reviews if not review.kind.is_incident)
    return tuple(part for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Of all reviews that are shown and are no incidents, each task once: how many are open, and how many of these late.

    ``fill_pages``: so many that every section's part is worth a sheet of its own.
    """

    open: int
    late: int
    fill_pages: bool


PAGE = 40
"""Lines of a table of tasks on an A4 page, more or less."""


def task_counts(audit: Audit) -> TaskCounts:
    reviews = _shown(audit)
    tasks = [task for review in reviews for task in review.open_tasks]
    return TaskCounts(
        open=len(tasks),
        late=sum(task.is_late(audit.run.day) for task in tasks),
        fill_pages=sum(len(review.tasks) for review in reviews) > PAGE,
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
    if not is_published(review, public):
        return None
    number = review.staff_number or ""
    return ShownOrder(review.kind, review.effective, number, names[number].name if number in names else "")


def task_rows(tasks: Iterable[Task], subjects: SubjectsById, day: date) -> Iterator[TaskRow]:
    """The tasks in their order, those about one subject that stand alike in one row."""
    rows: dict[TaskRow, list[TaskKind]] = defaultdict(list)
    for task in tasks:
        is_open = task.state is TaskState.OPEN
        row = TaskRow(
            subject=_known(subjects, task.kind.subject_kind, task.subject),
            kinds=(),
            due=task.due,
            state=state_of(task, day),
            late=task.is_late(day),
            again=is_open and task.reopened,
            closed=task.closed if task.state is TaskState.CLOSED else None,
        )
        rows[row].append(task.kind)
    for row, kinds in rows.items():
        yield replace(row, kinds=tuple(kinds))


def _known(subjects: SubjectsById, kind: SubjectKind, subject_id: str) -> Subject:
    return subjects.get((kind, subject_id)) or Subject(kind, subject_id, "", (), "")


# --- incidents --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stage:
    """``asked``: whether it has a step at all. ``day`` is None as long as it is not reached."""

    asked: bool
    day: date | None


@dataclass(frozen=True, slots=True)
class ShownIncident:
    """An incident with its stages.

    ``alike`` is None where no night had seen the passwords before it was opened; ``could_announce`` where nobody can tell
    which accounts could carry the announcement, or nothing is to be announced any more. ``unfollowed`` as of
    :class:`IncidentStages`; ``compares``: whether the pack has the checks that compare passwords.
    """

    number: int
    review: Review
    accounts: tuple[Subject, ...]
    contained: Stage
    recovered: Stage
    published: Stage
    rows: tuple[TaskRow, ...]
    announces: bool
    could_announce: tuple[str, ...] | None
    unfollowed: bool
    compares: bool


def incidents(audit: Audit) -> tuple[ShownIncident, ...]:
    """Open ones first, the newest of them at the head."""
    subjects = subjects_by_id(audit.subjects)
    stages = {one.id: one for one in audit.stages}
    # Where an edition makes one check of those on passwords, it says nothing of how they were compared either.
    compares = not audit.tells_alike or any(check.id in COMPARISONS for check in audit.checks)
    listed = sorted(
        (review for review in audit.reviews if review.kind.is_incident),
        key=lambda review: (not review.open_tasks, -review.effective.toordinal(), len(review.id), review.id),
    )
    return tuple(
        _shown_incident(number, review, stages.get(review.id), subjects, audit.run.day, compares=compares)
        for number, review in enumerate(listed, start=1)
    )


def _shown_incident(
    number: int,
    review: Review,
    stages: IncidentStages | None,
    subjects: SubjectsById,
    day: date,
    *,
    compares: bool,
) -> ShownIncident:
    asked = {task.kind for task in review.tasks if task.state is not TaskState.WITHDRAWN}
    unfollowed = stages is not None and stages.unfollowed
    return ShownIncident(
        number=number,
        review=review,
        accounts=tuple(_known(subjects, SubjectKind.ACCOUNT, account_id) for account_id in review.accounts),
        contained=Stage(
            unfollowed or TaskKind.CHANGE_PASSWORD in asked, stages.contained if stages else None
        ),
        recovered=Stage(bool(asked), stages.recovered if stages else None),
        published=Stage(TaskKind.PUBLISH in asked, stages.published if stages else None),
        rows=tuple(task_rows(review.tasks, subjects, day)),
        announces=any(task.kind is TaskKind.ANNOUNCE_ELSEWHERE for task in review.open_tasks),
        could_announce=stages.could_announce if stages else None,
        unfollowed=unfollowed,
        compares=compares,
    )


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
