"""That the register of account administrators was handed in goes on record, and the duties follow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from auditor.duties.rules import Rules
from auditor.errors import UsageError
from auditor.ledger import register
from auditor.ledger.register import Stored, evidence
from auditor.recording import TaskOf, too_early
from auditor.settling import facts_on, settle
from auditor.subjects import meant_staff_number, require_known_account
from checks._contract import Evidence, EvidenceKind, TaskState
from checks._people import changes_of_administrators
from reports.messages import Message, message


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in: for which accounts (None: the whole city), for which day, by whom, under which document."""

    accounts: tuple[str, ...] | None
    dated: date
    by: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What recording it came to.

    ``records`` as they stand, those numbered ``new`` were not there before. ``changed_since``: accounts whose
    administrators changed after the day of the register, which it does not cover. ``notes``: what is to be said beside.
    """

    records: tuple[Evidence, ...]
    new: frozenset[int]
    closed: tuple[TaskOf, ...]
    changed_since: tuple[str, ...]
    notes: tuple[Message, ...] = ()


def submit(tx: Connection, handed_in: HandedIn, day: date, rules: Rules) -> Submission:
    """Records on ``day`` what was handed in, and settles the duties once.

    To be called with the run lock held. The same a second time is not recorded again. Raises UsageError before anything is
    changed for a day ahead, an account that the inventory does not have, and a staff number that could be several
    people's.
    """
    stored = register.stored(tx)
    handed_in = replace(handed_in, by=meant_staff_number(handed_in.by, stored.people))
    _require_possible(handed_in, stored, day)
    known = {
        one.evidence: one.evidence
        for one in evidence.history(tx)
        if one.on is not None and one.withdrawn is None
    }
    records, new = [], set()
    for stated in _stated(handed_in):
        record = known.get(stated)
        if record is None:
            record = replace(stated, number=evidence.record(tx, stated, day))
            new.add(record.number)
        records.append(record)
    closed = tuple(
        TaskOf(review, task)
        for review in settle(tx, day, rules)
        for task in review.tasks
        if task.state is TaskState.CLOSED and task.evidence in new
    )
    return Submission(
        records=tuple(records),
        new=frozenset(number for number in new if number is not None),
        closed=closed,
        changed_since=tuple(_changed_since(handed_in, stored, day)),
        notes=(*_lacking(handed_in), *too_early(tx, records, day)),
    )


def _require_possible(handed_in: HandedIn, stored: Stored, day: date) -> None:
    if handed_in.dated > day:
        raise UsageError(
            message(
                "The day of the register, {dated}, is after today, {today}.",
                dated=handed_in.dated.isoformat(),
                today=day.isoformat(),
            ),
            message("Record it when it was handed in."),
        )
    for account_id in handed_in.accounts or ():
        require_known_account(account_id, stored.accounts)


def _stated(handed_in: HandedIn) -> Iterator[Evidence]:
    """One record for the city, or one an account."""
    accounts = (None,) if handed_in.accounts is None else dict.fromkeys(handed_in.accounts)
    for account_id in accounts:
        yield Evidence(
            EvidenceKind.REGISTER_SUBMITTED,
            handed_in.dated,
            account_id=account_id,
            by=handed_in.by,
            document=handed_in.document,
        )


def _lacking(handed_in: HandedIn) -> Iterator[Message]:
    """What the record does not say. It counts all the same: the duty is to hand the register in."""
    if not handed_in.by:
        yield message("The record does not say who handed the register in; that is told with --by.")
    if not handed_in.document:
        yield message("The record names no document; that is told with --document.")


def _changed_since(handed_in: HandedIn, stored: Stored, day: date) -> Iterator[str]:
    facts = facts_on(stored, day)
    covered = facts.open_accounts.keys() if handed_in.accounts is None else handed_in.accounts
    for account_id in sorted(facts.open_accounts.keys() & covered):
        if any(change > handed_in.dated for change in changes_of_administrators(account_id, facts)):
            yield account_id
