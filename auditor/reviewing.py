"""Reviews and incidents as they stand, for who looks at them; and incidents as they are taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from auditor.duties.closing import done
from auditor.duties.incidents import (
    Alike,
    LastNight,
    Reported,
    alike,
    carriers,
    password_followed,
    review_of,
)
from auditor.duties.rules import Rules
from auditor.duties.settling import with_waivers
from auditor.duties.situation import Situation
from auditor.engine import described
from auditor.errors import StoreError, UsageError
from auditor.inventory.folding import key
from auditor.ledger import measurements, register, reviews, runs, waivers
from auditor.settling import facts_on, settle
from auditor.subjects import require_known_account
from checks._contract import Account, Facts, Login, Review, ReviewKind, Task, TaskKind
from reports.duties import SubjectsById, subjects_by_id
from reports.messages import Message, message


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known on ``facts.day``, with reviews; tasks under a waiver in force are waived."""

    facts: Facts

    @property
    def reviews(self) -> tuple[Review, ...]:
        return self.facts.reviews

    @property
    def subjects(self) -> SubjectsById:
        """All accounts and logins, as reports name them."""
        known: Iterable[Account | Login] = (*self.facts.accounts.values(), *self.facts.logins.values())
        return subjects_by_id(described(subject, self.facts) for subject in known)


def standing(tx: Connection, day: date) -> Standing:
    facts = facts_on(register.stored(tx), day)
    known = (review for review in reviews.stored(tx) if review.known <= day)
    return Standing(replace(facts, reviews=with_waivers(known, facts, waivers.stored(tx, day))))


def foreseen(tx: Connection, review: Review, day: date, rules: Rules) -> frozenset[Task]:
    """The open tasks that the night of the effective day closes as things stand on ``day``: who is to come is there already.

    Nothing closes a task before that day.
    """
    if review.kind.is_incident or review.effective <= day:
        return frozenset()
    held = register.stored(tx)
    then = Situation(facts_on(held, review.effective), rules, held.orders)
    return frozenset(
        task
        for task in review.open_tasks
        if task.kind in _SUCCESSION and done(task.kind, task.subject, review, then) is not None
    )


_SUCCESSION = frozenset({TaskKind.REPLACE_ADMINISTRATOR, TaskKind.NAME_MANAGER})


def last_night(tx: Connection) -> LastNight | None:
    """What the newest night saw; None before the first, and where another version of the program kept it."""
    try:
        audit = runs.newest_audit(tx)
    except StoreError:  # an incident cannot wait for the next night
        return None
    return None if audit is None else LastNight(audit, measurements.login_ids(tx))


def find(review_id: str, known: Iterable[Review]) -> Review:
    """The review or incident with that id, however its letter is written. Raises UsageError."""
    for review in known:
        if key(review.id) == key(review_id):
            return review
    raise UsageError(
        message("There is no review or incident {id}.", id=review_id[:40]),
        message("`auditor review list --all` shows them all."),
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident with what the newest night knows: like passwords, and the accounts that could announce it (None where
    nobody can tell). ``is_new`` is False where it was opened before; ``password_followed`` as
    :func:`auditor.duties.incidents.password_followed` says."""

    review: Review
    alike: Alike
    carriers: tuple[str, ...] | None
    is_new: bool
    password_followed: bool | None


def open_incident(tx: Connection, reported: Reported, day: date, rules: Rules) -> Opened:
    """Takes an incident in, once. Raises UsageError before anything is changed where it cannot be opened."""
    if rules.incidents is None:
        raise UsageError(
            message(
                "The policy pack has no rule incident-response: it does not say what an incident asks for."
            ),
            message("Add [checks.incident-response] to the pack, or choose another one."),
        )
    facts = standing(tx, day).facts
    require_known_account(reported.account_id, facts.accounts)
    if reported.account_id not in facts.open_accounts:
        raise UsageError(
            message("The account {id} is closed.", id=reported.account_id),
            _instead_of_closed(reported, facts),
        )
    night = last_night(tx)
    found = alike(reported.account_id, facts, night, asked=rules.compares_passwords)
    before = next((review for review in reviews.stored(tx) if reported.same_as(review)), None)
    if before is None:
        opened = reviews.open_incident(tx, review_of(reported, facts, rules.incidents, found.known), day)
        settle(tx, day, rules)
    else:
        opened = before
    now = standing(tx, day)
    review = find(opened.id, now.reviews)
    return Opened(
        review,
        found,
        carriers(review, now.facts, night),
        is_new=before is None,
        password_followed=password_followed(review, rules.incidents),
    )


def _instead_of_closed(reported: Reported, facts: Facts) -> Message:
    """What to do about an incident of a closed account: only one that is still there can be broken into; what others do in its
    name, or under it, an open account of the city answers."""
    if reported.kind is ReviewKind.TAKEOVER:
        return message(
            "An account that can be taken over is still there: if it was not deleted, take its closing day out of the inventory."
        )
    closed = facts.accounts[reported.account_id]
    near = _open_ones_like(closed, facts)
    if near:
        return message(
            "Record it on the open account of the same name or section: {ids}",
            ids=", ".join(near[:SUGGESTED]),
        )
    return message("Record it on the open account that is to answer it, for example the city's main one.")


SUGGESTED = 5
"""Ids that are offered at most."""


def _open_ones_like(closed: Account, facts: Facts) -> tuple[str, ...]:
    """The open accounts of the same name, else those of the same section, by id."""
    among = sorted(facts.open_accounts.values(), key=lambda account: account.account_id)
    of_name = [one.account_id for one in among if closed.name and key(one.name) == key(closed.name)]
    return tuple(of_name or [one.account_id for one in among if one.section == closed.section])
