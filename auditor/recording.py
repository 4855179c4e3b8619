"""What people record by command: a statement with its kind, subject, day and document goes in, and the duties follow it.

A record says what somebody answers for. It closes the tasks that are closed by people's word, and no other: a new password
or seed must be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from auditor.duties.closing import counts_from
from auditor.duties.rules import Rules
from auditor.errors import UsageError
from auditor.inventory.folding import key
from auditor.inventory.words import EVIDENCE_KIND
from auditor.ledger import register, reviews
from auditor.ledger.register import accounts, evidence, logins, staff
from auditor.ledger.register.evidence import Recorded
from auditor.settling import facts_on, settle
from auditor.subjects import meant_staff_number, require_known_account, require_known_login
from checks import second_factor
from checks._contract import (
    AnyCheck,
    Evidence,
    EvidenceKind,
    Pack,
    Review,
    Task,
    TaskKind,
    TaskState,
    listed,
)
from checks._duties import TASKS, numbered
from checks._evidence import EvidenceCheck
from checks._wording import kind_named
from reports.messages import Message, message

CLOSED_BY: Mapping[TaskKind, EvidenceKind] = {
    TaskKind.END_SESSIONS: EvidenceKind.SESSIONS_ENDED,
    TaskKind.SUBMIT_REGISTER: EvidenceKind.REGISTER_SUBMITTED,
    TaskKind.REPORT_TO_PLATFORM: EvidenceKind.REPORT_TO_PLATFORM,
    TaskKind.ANNOUNCE_ELSEWHERE: EvidenceKind.ANNOUNCE_ELSEWHERE,
    TaskKind.REPORT_INSIDE: EvidenceKind.REPORT_INSIDE,
    TaskKind.CORRECT: EvidenceKind.CORRECT,
    TaskKind.PUBLISH: EvidenceKind.PUBLISH,
    TaskKind.POLICE: EvidenceKind.POLICE,
}
"""The tasks that people's word closes, each with the kind of record that does."""

_OF_TASKS = {**CLOSED_BY, TaskKind.CHANGE_PASSWORD: EvidenceKind.CHANGE_PASSWORD}
_BY_TASK = {
    key(written): kind
    for task, kind in _OF_TASKS.items()
    for written in (task.value, TASKS[task].ja, TASKS[task].en)
}


def kind_meant(text: str) -> EvidenceKind | None:
    """The kind of record that somebody writes: by its own words, or by the name of the task that it is about."""
    return EVIDENCE_KIND.find(text) or _BY_TASK.get(key(text))


INCIDENT_STEPS = frozenset(
    {
        EvidenceKind.CHANGE_PASSWORD,
        EvidenceKind.REPORT_TO_PLATFORM,
        EvidenceKind.ANNOUNCE_ELSEWHERE,
        EvidenceKind.REPORT_INSIDE,
        EvidenceKind.CORRECT,
        EvidenceKind.PUBLISH,
        EvidenceKind.POLICE,
    }
)
"""Kinds that speak of an incident, and so of one account."""

_ALSO_OF_A_LOGIN = frozenset({EvidenceKind.CHANGE_PASSWORD})
"""A transfer asks for a new password, too, and of the login. The record closes neither task."""


@dataclass(frozen=True, slots=True)
class TaskOf:
    """A task and the review it belongs to."""

    review: Review
    task: Task


@dataclass(frozen=True, slots=True)
class Entry:
    """What recording came to. ``is_new`` is false where the very same record stood already; then nothing was changed."""

    number: int
    evidence: Evidence
    closed: tuple[TaskOf, ...]
    notes: tuple[Message, ...]
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What withdrawing came to. ``was_withdrawn`` is the day of an earlier withdrawal; then nothing was changed."""

    evidence: Evidence
    reopened: tuple[TaskOf, ...] = ()
    was_withdrawn: date | None = None


def record(
    tx: Connection, stated: Evidence, day: date, rules: Rules, file_sha256: str | None = None
) -> Entry:
    """Records what ``stated`` says, as of ``day``, and settles the duties.

    ``stated`` names an account or a login, or neither where it speaks for the whole city. To be called with the run lock
    held. Raises UsageError before anything is changed: an account or login that the inventory does not have, a day ahead
    or one after its end, no document, nobody who records it, or an incident's step that names no account.
    """
    people = staff.stored(tx)
    stated = replace(stated, by=meant_staff_number(stated.by, people))
    _require_subject(tx, stated)
    _require_days(stated, day)
    _require_words(stated)
    notes = tuple(_notes(stated, people))
    for standing in evidence.history(tx):
        if standing == Recorded(stated, standing.on, None, file_sha256) and standing.on is not None:
            assert standing.evidence.number is not None
            notes += tuple(too_early(tx, (stated,), day))
            return Entry(standing.evidence.number, standing.evidence, (), notes, is_new=False)
    number = evidence.record(tx, stated, day, file_sha256)
    closed = tuple(
        TaskOf(review, task)
        for review in settle(tx, day, rules)
        for task in review.tasks
        if task.state is TaskState.CLOSED and task.evidence == number
    )
    notes += tuple(too_early(tx, (stated,), day))
    return Entry(number, replace(stated, number=number), closed, notes)


def withdraw(tx: Connection, number: int, day: date, rules: Rules) -> Withdrawal:
    """Takes a record back: from ``day`` on it counts as if it had never been made, and the duties are settled.

    To be called with the run lock held. Raises UsageError where there is no such record, or an import brought it.
    """
    found = next((known for known in evidence.history(tx) if known.evidence.number == number), None)
    if found is None:
        raise UsageError(
            message("There is no record {number}.", number=number),
            message("`auditor evidence list` shows the records with their numbers."),
        )
    if found.on is None:
        raise UsageError(
            message(
                "Record {number} stands in the inventory and was not recorded by command.", number=number
            ),
            message("Take its row out of the inventory, and import that."),
        )
    if found.withdrawn is not None:
        return Withdrawal(found.evidence, was_withdrawn=found.withdrawn)
    closed = {
        (review.id, task.kind, task.subject)
        for review in reviews.stored(tx)
        for task in review.tasks
        if task.state is TaskState.CLOSED and task.evidence == number
    }
    evidence.withdraw(tx, number, day)
    reopened = (
        TaskOf(review, task)
        for review in settle(tx, day, rules)
        for task in review.tasks
        if (review.id, task.kind, task.subject) in closed and task.state in (TaskState.OPEN, TaskState.WAIVED)
    )
    return Withdrawal(found.evidence, tuple(reopened))


# --- what is refused ----------------------------------------------------------------------------------------------


def _require_subject(tx: Connection, stated: Evidence) -> None:
    if stated.account_id is not None and stated.login_id is not None:
        raise UsageError(
            message("A record is about an account or about a login, not both."), message("Make two records.")
        )
    if stated.account_id is None and stated.kind in INCIDENT_STEPS - _ALSO_OF_A_LOGIN:
        raise UsageError(
            message("A record of {kind} is about an account.", kind=kind_named(stated.kind)),
            message("Name the account with --account."),
        )
    if stated.kind in _ALSO_OF_A_LOGIN and stated.account_id is None and stated.login_id is None:
        raise UsageError(
            message("A record of {kind} is about an account or a login.", kind=kind_named(stated.kind)),
            message("Name it with --account or --login."),
        )
    if stated.account_id is not None:
        require_known_account(stated.account_id, accounts.stored(tx))
    if stated.login_id is not None:
        require_known_login(stated.login_id, logins.stored(tx))


def _require_days(stated: Evidence, day: date) -> None:
    if stated.dated > day:
        raise UsageError(
            message(
                "The day of the record, {dated}, is after today, {today}.",
                dated=stated.dated.isoformat(),
                today=day.isoformat(),
            ),
            message("Record what was done when it was done."),
        )
    if stated.until is not None and stated.until < stated.dated:
        raise UsageError(
            message(
                "The last day, {until}, lies before the day of the record, {dated}.",
                until=stated.until.isoformat(),
                dated=stated.dated.isoformat(),
            ),
            message("Correct --until or --date."),
        )


def _require_words(stated: Evidence) -> None:
    if not stated.by:
        raise UsageError(
            message("The record does not say who made it."), message("Name the staff number with --by.")
        )
    if not stated.document:
        raise UsageError(
            message("The record names no document."), message("Give the document's number with --document.")
        )


# --- what is said beside ------------------------------------------------------------------------------------------


def _notes(stated: Evidence, people: Collection[str]) -> Iterator[Message]:
    if stated.by not in people:
        yield message("The staff directory has nobody with the number {number}.", number=stated.by)
    if stated.kind is EvidenceKind.SESSIONS_ENDED and stated.login_id is None:
        yield message(
            "This closes no task ({task}): that is done by a record that names the login (--login).",
            task=TASKS[TaskKind.END_SESSIONS],
        )
    if stated.kind is EvidenceKind.CHANGE_PASSWORD:
        yield message(
            "This closes no task ({task}): that is done when a night sees a new password in the vault.",
            task=TASKS[TaskKind.CHANGE_PASSWORD],
        )


NAMED = 20
"""Reviews in one note before the rest is only counted."""


def too_early(tx: Connection, records: Iterable[Evidence], day: date) -> Iterator[Message]:
    """What these records are about and do not close, because they are dated before the day from which one counts.

    To be asked once the duties are settled: what another record closed is not told. One note for each such day.
    """
    dated: dict[tuple[EvidenceKind, str | None], date] = {}
    for record in records:
        about = (record.kind, record.account_id or record.login_id)
        dated[about] = max(record.dated, dated.get(about, record.dated))
    facts = facts_on(register.stored(tx), day)
    asking: defaultdict[tuple[date, date], dict[str, Review]] = defaultdict(dict)
    for review in reviews.stored(tx):
        for task in review.open_tasks if review.known <= day else ():
            latest = _latest_about(task, dated)
            if latest is not None and latest < (first := counts_from(task.kind, task.subject, review, facts)):
                asking[latest, first][review.id] = review
    for (latest, first), found in sorted(asking.items()):
        named = [numbered(review) for review in found.values()]
        yield message(
            "A record of {dated} closes nothing of {reviews}{more}: there one counts that is dated {first} or later.",
            dated=latest.isoformat(),
            reviews=listed(named[:NAMED]),
            more=f" … (+{len(named) - NAMED})" if len(named) > NAMED else "",
            first=first.isoformat(),
        )


def _latest_about(task: Task, dated: Mapping[tuple[EvidenceKind, str | None], date]) -> date | None:
    """The day of the newest of the records that speak of the task. Only of an account one may speak for the whole city."""
    kind = CLOSED_BY.get(task.kind)
    if kind is None:
        return None
    own = dated.get((kind, task.subject))
    of_city = dated.get((kind, None)) if task.kind is TaskKind.SUBMIT_REGISTER else None
    return max((one for one in (own, of_city) if one is not None), default=None)


# --- how long a record holds -----------------------------------------------------------------------------------------


def valid_days(pack: Pack, checks: Mapping[str, AnyCheck]) -> Mapping[EvidenceKind, int]:
    """For how many days a record holds that states no end, for the kinds that the pack limits."""
    return dict(_limits(pack, checks))


def _limits(pack: Pack, checks: Mapping[str, AnyCheck]) -> Iterable[tuple[EvidenceKind, int]]:
    for rule in pack.rules:
        check = checks[rule.check]
        if isinstance(check, EvidenceCheck) and rule.parameters.valid_days is not None:
            yield check.kind, rule.parameters.valid_days
        if isinstance(rule.parameters, second_factor.Parameters):
            yield EvidenceKind.SECOND_FACTOR_SET, rule.parameters.proof_valid_days
