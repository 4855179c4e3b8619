"""What closes a task (contract, section 6, "Closing"): what the machine sees, or a record of the right kind and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from auditor.duties.sighted import SecretKind, Seen, was_renewed
from auditor.duties.situation import Situation
from checks._contract import Evidence, EvidenceKind, Facts, Presence, Review, TaskKind
from checks._people import administering, changes_of_administrators, not_counted


@dataclass(frozen=True, slots=True)
class Done:
    """A task is done. ``evidence`` is the number of the record that says so, None where the machine saw it."""

    evidence: int | None = None


def done(kind: TaskKind, subject: str, review: Review, situation: Situation) -> Done | None:
    """Whether the task is done on the day; nothing dated before the review's effective day counts."""
    if situation.day < review.effective:
        return None
    match kind:
        case TaskKind.CHANGE_PASSWORD:
            return _seen(is_renewed(SecretKind.PASSWORD, subject, review, situation))
        case TaskKind.RENEW_SECOND_FACTOR:
            return _seen(is_renewed(SecretKind.SEED, subject, review, situation))
        case TaskKind.REPLACE_ADMINISTRATOR:
            return _seen(_is_replaced(subject, review, situation))
        case TaskKind.NAME_MANAGER:
            return _seen(_is_another_manager_named(subject, review, situation))
        case TaskKind.END_SESSIONS:
            return _recorded(
                situation.facts.evidence_about(EvidenceKind.SESSIONS_ENDED, None, subject),
                review.effective,
                situation,
            )
        case TaskKind.SUBMIT_REGISTER:
            return _recorded(
                situation.facts.evidence_for_account(EvidenceKind.REGISTER_SUBMITTED, subject),
                counts_from(kind, subject, review, situation.facts),
                situation,
            )
        case (
            TaskKind.REPORT_TO_PLATFORM
            | TaskKind.ANNOUNCE_ELSEWHERE
            | TaskKind.REPORT_INSIDE
            | TaskKind.CORRECT
            | TaskKind.PUBLISH
            | TaskKind.POLICE
        ):
            return _recorded(
                situation.facts.evidence_about(EvidenceKind(kind.value), subject, None),
                review.effective,
                situation,
            )
    assert_never(kind)


def counts_from(kind: TaskKind, subject: str, review: Review, facts: Facts) -> date:
    """The first day of which a record closes such a task of the review."""
    if kind is TaskKind.SUBMIT_REGISTER:
        return max((review.effective, *changes_of_administrators(subject, facts)))
    return review.effective


def is_renewed(kind: SecretKind, login_id: str, review: Review, situation: Situation) -> bool:
    """Whether the present secret is none of those seen before the review's day.

    On the day of an incident itself, only what was seen after it was opened came after it.
    """
    return was_renewed(situation.history(login_id, kind), lambda seen: _was_before(seen, review))


def _was_before(seen: Seen, review: Review) -> bool:
    if seen.day == review.effective and review.last_sighting is not None:
        return seen.number <= review.last_sighting
    return seen.day < review.effective


def _seen(holds: bool) -> Done | None:
    return Done() if holds else None


def _recorded(records: tuple[Evidence, ...], earliest: date, situation: Situation) -> Done | None:
    """Done by the first record that is dated from ``earliest`` to the day."""
    fitting = (record for record in records if earliest <= record.dated <= situation.day)
    first = min(fitting, key=lambda record: record.dated, default=None)
    return None if first is None else Done(first.number)


def _is_replaced(account_id: str, review: Review, situation: Situation) -> bool:
    """As many others in force, at work and staying as the account needs."""
    facts = situation.facts
    uncounted = not_counted(account_id, facts)
    others = [
        number
        for number in administering(account_id, facts)
        if number != review.staff_number
        and number not in uncounted
        and not _is_leaving(number, account_id, situation)
    ]
    return len(others) >= situation.rules.minimum_administrators


def _is_leaving(staff_number: str, account_id: str, situation: Situation) -> bool:
    """Whether that administrator, too, was ordered elsewhere since: two who leave together do not replace each other."""
    section = situation.facts.accounts[account_id].section
    rows = [row for row in situation.facts.in_force(account_id) if row.staff_number == staff_number]
    return any(
        known.order.to_section != section
        and all(row.began is None or row.began < known.order.effective for row in rows)
        for known in situation.left_by(staff_number)
    )


def _is_another_manager_named(account_id: str, review: Review, situation: Situation) -> bool:
    manager = situation.facts.accounts[account_id].manager
    if manager is None or manager == review.staff_number:
        return False
    person = situation.facts.people.get(manager)
    return person is not None and person.presence is not Presence.LEFT
