"""Bringing the duties to a day: reviews open, their tasks close, come back, or fall away.

What is found from the events is set against what stood before, and only what the contract says stays is kept from it: a
due day, the duties of a day that has come, and that a task once closed on people's record or on a named successor is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from auditor.duties.closing import done
from auditor.duties.openings import Duty, Key, Opening, could_have_scanned, key_of, openings
from auditor.duties.situation import Situation
from checks._contract import Facts, Review, SubjectKind, Task, TaskKind, TaskState, Waiver

_COMES_BACK = frozenset({TaskKind.CHANGE_PASSWORD, TaskKind.RENEW_SECOND_FACTOR})
"""What the machine sees again every night: an earlier secret that is back opens the task again."""


def settle_all(reviews: Sequence[Review], situation: Situation) -> tuple[Review, ...]:
    """All reviews as they stand on the day; those that the day opens at the end, without a number (``id`` empty).

    Reviews that became known after the day are left as they are.
    """
    found = {} if situation.rules.transfers is None else openings(reviews, situation)
    settled = tuple(
        review if review.known > situation.day else _settled(review, found, situation) for review in reviews
    )
    known = {key_of(review) for review in reviews}
    new = (_opened(opening, situation) for key, opening in found.items() if key not in known)
    return (*settled, *(_settled(review, found, situation) for review in new))


def _opened(opening: Opening, situation: Situation) -> Review:
    kind, staff_number, effective = opening.key
    return Review(
        id="",
        kind=kind,
        staff_number=staff_number,
        effective=effective,
        known=opening.known,
        accounts=opening.accounts,
        tasks=tuple(_task(duty, opening.known, effective, situation) for duty in opening.duties),
    )


def _task(duty: Duty, known: date, effective: date, situation: Situation) -> Task:
    """Due on the effective day, or some working days after it was known, whichever is later (contract, section 6)."""
    assert situation.rules.transfers is not None
    kind, subject = duty
    due = max(effective, situation.facts.calendar.after(known, situation.rules.transfers.known_days))
    return Task(kind=kind, subject=subject, due=due)


def _settled(review: Review, found: Mapping[Key, Opening], situation: Situation) -> Review:
    key = key_of(review)
    if key is None:
        wanted = True
    else:
        opening = found.get(key)
        review = review if opening is None else _grown(review, opening, situation)
        wanted = opening is not None
    return replace(
        review,
        tasks=tuple(_advanced(task, review, situation, is_wanted=wanted) for task in review.tasks),
    )


def _grown(review: Review, opening: Opening, situation: Situation) -> Review:
    """With what the event asks for meanwhile: until its day what the person gets to know, later a seed seen late."""
    has = {(task.kind, task.subject) for task in review.tasks}
    if situation.day < review.effective:
        more = [duty for duty in opening.duties if duty not in has]
        accounts = sorted({*review.accounts, *opening.accounts})
    else:
        more = [
            (TaskKind.RENEW_SECOND_FACTOR, subject)
            for kind, subject in has
            if kind is TaskKind.CHANGE_PASSWORD
            and (TaskKind.RENEW_SECOND_FACTOR, subject) not in has
            and could_have_scanned(subject, review.effective, situation)
        ]
        accounts = list(review.accounts)
    if not more and tuple(accounts) == review.accounts:
        return review
    tasks = [*review.tasks, *(_task(duty, review.known, review.effective, situation) for duty in more)]
    return replace(review, accounts=tuple(accounts), tasks=tuple(sorted(tasks, key=_order)))


def _order(task: Task) -> tuple[int, str]:
    return list(TaskKind).index(task.kind), task.subject


def _advanced(task: Task, review: Review, situation: Situation, *, is_wanted: bool) -> Task:
    if task.state is TaskState.CLOSED:
        if not _is_back(task, review, situation):
            return task
        task = replace(task, state=TaskState.OPEN, closed=None, reopened=True, evidence=None)
    if not (is_wanted and _is_in_use(task, review, situation.facts)):
        return replace(task, state=TaskState.WITHDRAWN)
    finished = done(task.kind, task.subject, review, situation)
    if finished is None:
        return replace(task, state=TaskState.OPEN)
    return replace(task, state=TaskState.CLOSED, closed=situation.day, evidence=finished.evidence)


def _is_back(task: Task, review: Review, situation: Situation) -> bool:
    """Whether a closed task is open again: an earlier secret came back, or the record that closed it was withdrawn."""
    if task.kind in _COMES_BACK:
        return done(task.kind, task.subject, review, situation) is None
    return task.evidence is not None and task.evidence in situation.withdrawn


def _is_in_use(task: Task, review: Review, facts: Facts) -> bool:
    """A closed account and a login that serves none ask for nothing more; what became of an incident is still to tell."""
    if task.kind.subject_kind is SubjectKind.LOGIN:
        return task.subject in facts.serving_logins
    return review.kind.is_incident or task.subject in facts.open_accounts


# --- waivers --------------------------------------------------------------------------------------------------------------


def with_waivers(
    reviews: Iterable[Review], facts: Facts, waivers: Mapping[str, Waiver]
) -> tuple[Review, ...]:
    """The reviews as they are shown: an open task is waived where every finding on which it stands is.

    ``waivers`` by the key of the finding they waive.
    """
    return tuple(
        replace(review, tasks=tuple(_waived(task, review, facts, waivers) for task in review.tasks))
        for review in reviews
    )


def _waived(task: Task, review: Review, facts: Facts, waivers: Mapping[str, Waiver]) -> Task:
    check = "incident-response" if review.kind.is_incident else "transfer-review"
    shown_on = accounts_of(task, facts)
    in_force = (
        (waiver := waivers.get(f"{check}:{account}")) is not None and waiver.in_force(facts.day)
        for account in shown_on
    )
    if task.state is TaskState.OPEN and shown_on and all(in_force):
        return replace(task, state=TaskState.WAIVED)
    return task


def accounts_of(task: Task, facts: Facts) -> tuple[str, ...]:
    """The open accounts on which a task shows: a login's on each that it serves."""
    if task.kind.subject_kind is SubjectKind.ACCOUNT:
        return tuple(account for account in (task.subject,) if account in facts.open_accounts)
    login = facts.logins.get(task.subject)
    return (
        ()
        if login is None
        else tuple(account for account in login.accounts if account in facts.open_accounts)
    )
