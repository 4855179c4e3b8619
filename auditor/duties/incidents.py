"""Incidents: the steps that one asks for, who else has the password, how far it is, and who could announce it.

Pure. What only a night can know comes as :class:`LastNight`. What none has seen is not known, which is something else
than none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import assert_never

from checks._contract import (
    Account,
    Calendar,
    Evidence,
    Facts,
    Review,
    ReviewKind,
    Severity,
    Status,
    SubjectKind,
    Task,
    TaskKind,
    TaskState,
)
from checks.incident_response import COMPARISONS, Parameters
from reports.audit import Audit

# --- opening ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reported:
    """An incident as a person reports it. ``at`` is when it was noticed: aware, in the city's own time."""

    kind: ReviewKind
    account_id: str
    at: datetime
    severity: Severity
    note: str = ""

    def same_as(self, review: Review) -> bool:
        """Whether it was opened before: one account, one moment, one kind."""
        return (self.kind, (self.account_id,), self.at) == (review.kind, review.accounts, review.at)


def review_of(
    reported: Reported, facts: Facts, parameters: Parameters, alike: tuple[str, ...] | None
) -> Review:
    """The incident with its tasks, as known on ``facts.day``; the ledger gives it its number.

    What is dated before the city's day on which it was noticed closes none of them.
    """
    return Review(
        id="",
        kind=reported.kind,
        staff_number=None,
        effective=reported.at.date(),
        known=facts.day,
        accounts=(reported.account_id,),
        tasks=tuple(
            Task(step, subject, _due(step, reported.at, parameters, facts.calendar))
            for step in _steps(reported, parameters)
            for subject in _subjects(step, reported.account_id, facts)
        ),
        at=reported.at,
        severity=reported.severity,
        alike=alike,
        note=reported.note,
    )


def _steps(reported: Reported, parameters: Parameters) -> Iterator[TaskKind]:
    """What the pack asks for, in the order of tasks; the last two only where the severity asks (contract, section 6)."""
    asked = _asked(reported.kind, parameters)
    for step in TaskKind:
        if step in asked and reported.severity in _ASKED_AT.get(step, frozenset(Severity)):
            yield step


_ASKED_AT: Mapping[TaskKind, AbstractSet[Severity]] = {
    TaskKind.PUBLISH: frozenset({Severity.CRITICAL, Severity.HIGH}),
    TaskKind.POLICE: frozenset({Severity.CRITICAL}),
}


def _asked(kind: ReviewKind, parameters: Parameters) -> tuple[TaskKind, ...]:
    match kind:
        case ReviewKind.TAKEOVER:
            return parameters.takeover
        case ReviewKind.IMPERSONATION:
            return parameters.impersonation
        case ReviewKind.FLAMING:
            return parameters.flaming
        case ReviewKind.WRONG_POST:
            return parameters.wrong_post
        case ReviewKind.TRANSFER | ReviewKind.ADMINISTRATOR_CHANGE:
            raise ValueError(f"{kind} is no incident")
    assert_never(kind)


def _subjects(step: TaskKind, account_id: str, facts: Facts) -> tuple[str, ...]:
    if step.subject_kind is SubjectKind.LOGIN:
        return logins_of(account_id, facts)
    return (account_id,)


def logins_of(account_id: str, facts: Facts) -> tuple[str, ...]:
    """The ids of the account's logins, sorted."""
    return tuple(sorted(login.login_id for login in facts.logins_of.get(account_id, ())))


def _due(step: TaskKind, at: datetime, parameters: Parameters, calendar: Calendar) -> date:
    """Hours count from the moment, by the clock on the wall; working days from its day."""
    match step:
        case TaskKind.CHANGE_PASSWORD:
            hours = parameters.change_password_hours
        case TaskKind.REPORT_TO_PLATFORM:
            hours = parameters.report_to_platform_hours
        case TaskKind.ANNOUNCE_ELSEWHERE:
            hours = parameters.announce_elsewhere_hours
        case TaskKind.REPORT_INSIDE:
            hours = parameters.report_inside_hours
        case TaskKind.CORRECT:
            hours = parameters.correct_hours
        case TaskKind.PUBLISH:
            return calendar.after(at.date(), parameters.publish_days)
        case TaskKind.POLICE:
            return calendar.after(at.date(), parameters.police_days)
        case (
            TaskKind.REPLACE_ADMINISTRATOR
            | TaskKind.NAME_MANAGER
            | TaskKind.RENEW_SECOND_FACTOR
            | TaskKind.END_SESSIONS
            | TaskKind.SUBMIT_REGISTER
        ):
            raise ValueError(f"{step} is no step of an incident")
        case _:
            assert_never(step)
    return (at + timedelta(hours=hours)).date()


# --- what the newest night saw -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LastNight:
    """The newest audit, and the logins whose password is known to it."""

    audit: Audit
    measured: AbstractSet[str]

    @cached_property
    def _not_seen(self) -> AbstractSet[tuple[str, str]]:
        return {(entry.check, entry.subject) for entry in self.audit.not_seen}

    @cached_property
    def _unseen_subjects(self) -> AbstractSet[str]:
        return {entry.subject for entry in self.audit.not_seen}

    @cached_property
    def _compares(self) -> bool:
        return {check.id for check in self.audit.checks} >= COMPARISONS

    def compared(self, login_id: str) -> bool:
        """Whether the login's password was set against the others', both for the same and for what is like it."""
        return (
            self._compares
            and login_id in self.measured
            and not any((check, login_id) in self._not_seen for check in COMPARISONS)
        )

    @cached_property
    def alike(self) -> Mapping[str, AbstractSet[str]]:
        """Login → the others with the same password or one like it, as last seen: also where tonight saw nothing."""
        found: dict[str, set[str]] = defaultdict(set)
        for finding in (*self.audit.findings, *self.audit.unconfirmed):
            if finding.check in COMPARISONS:
                found[finding.subject.id].update(finding.related)
                for other in finding.related:
                    found[other].add(finding.subject.id)
        return found

    @cached_property
    def blemished(self) -> AbstractSet[tuple[SubjectKind, str]]:
        """Accounts and logins of which something is wrong, or could not be judged."""
        open_ = {
            (finding.subject.kind, finding.subject.id)
            for finding in (*self.audit.findings, *self.audit.unconfirmed)
            if finding.status in (Status.NONCONFORMING, Status.UNVERIFIED)
        }
        return open_ | {(kind, subject) for subject in self._unseen_subjects for kind in SubjectKind}


@dataclass(frozen=True, slots=True)
class Alike:
    """The other ``logins`` with the same password or one like it, and those that could not be compared.

    ``asked``: whether the pack compares passwords at all; where it does not, nothing was to be compared and nothing is known.
    """

    logins: tuple[str, ...]
    not_compared: tuple[str, ...]
    asked: bool = True

    @property
    def known(self) -> tuple[str, ...] | None:
        """As a review keeps it: None where none was found and not all were compared."""
        return None if (self.not_compared or not self.asked) and not self.logins else self.logins


def alike(account_id: str, facts: Facts, night: LastNight | None, *, asked: bool = True) -> Alike:
    """Which logins whoever knows the account's passwords could try next. Nothing is compared before the first night.

    ``asked`` as of :class:`Alike`.
    """
    if not asked:
        return Alike((), (), asked=False)
    own = logins_of(account_id, facts)
    in_use = {*own, *facts.serving_logins}
    if night is None:
        return Alike((), tuple(sorted(in_use)))
    return Alike(
        logins=tuple(
            sorted(frozenset[str]().union(*(night.alike.get(login, ()) for login in own)) - set(own))
        ),
        not_compared=tuple(sorted(login for login in in_use if not night.compared(login))),
    )


def carriers(review: Review, facts: Facts, night: LastNight | None) -> tuple[str, ...] | None:
    """The accounts that could carry the announcement, by their ids; None where nobody can tell.

    They are open, have no incident themselves, conform as far as the newest night judged them, and none of their logins has
    the password of the account that the incident is about, or one like it. Where that password was not compared, no account
    is named.
    """
    affected = {login for account_id in review.accounts for login in logins_of(account_id, facts)}
    if night is None or not affected or not all(night.compared(login) for login in affected):
        return None
    compromised = affected.union(
        review.alike or (),
        *(night.alike.get(login, ()) for login in affected),
        *(_unchanged(other) for other in facts.reviews if other.kind.is_incident),
    )
    struck = {
        account
        for one in facts.reviews
        if one.kind.is_incident and one.open_tasks
        for account in one.accounts
    }
    return tuple(
        sorted(
            account.account_id
            for account in facts.open_accounts.values()
            if account.account_id not in struck.union(review.accounts)
            and _could_carry(account, compromised, facts, night)
        )
    )


def _unchanged(review: Review) -> Iterator[str]:
    """The logins whose password is still to be changed."""
    for task in review.tasks:
        if task.kind is TaskKind.CHANGE_PASSWORD and task.state in (TaskState.OPEN, TaskState.WAIVED):
            yield task.subject


def _could_carry(account: Account, compromised: AbstractSet[str], facts: Facts, night: LastNight) -> bool:
    logins = logins_of(account.account_id, facts)
    return (
        bool(logins)
        and compromised.isdisjoint(logins)
        and all(night.compared(login) for login in logins)
        and night.blemished.isdisjoint(
            {(SubjectKind.ACCOUNT, account.account_id), *((SubjectKind.LOGIN, login) for login in logins)}
        )
        # Taken in since, it was judged by no night.
        and facts.first_imported.get(account.account_id, date.max) <= night.audit.run.day
    )


# --- how far it is -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Timeline:
    """When an incident was noticed; and the days from which on it was contained, recovered from, and published.

    ``contained``: every password was changed. ``recovered``: every step but publication and the police was taken. None
    where that is not so yet, not asked for, or nobody can follow whether the password was changed.
    """

    noticed: datetime
    contained: date | None
    recovered: date | None
    published: date | None


def timeline(review: Review, evidence: Iterable[Evidence], parameters: Parameters | None) -> Timeline:
    """``evidence``: what counts; of a record that closed a task, its own date says when the step was taken.

    ``parameters``: what the pack asks for; None where it asks for nothing.

    Raises ValueError for a review that is no incident.
    """
    if review.at is None:
        raise ValueError(f"{review.id} is no incident")
    days = {record.number: record.dated for record in evidence if record.number is not None}
    return Timeline(
        noticed=review.at,
        contained=_last_day(review, frozenset({TaskKind.CHANGE_PASSWORD}), days),
        recovered=(
            None
            if password_followed(review, parameters) is False
            else _last_day(review, frozenset(TaskKind) - _AFTERWARDS, days)
        ),
        published=_last_day(review, frozenset({TaskKind.PUBLISH}), days),
    )


def password_followed(review: Review, parameters: Parameters | None) -> bool | None:
    """Whether nights can see the account's passwords changed: not, where that is asked for and no login of it is known.

    None where nobody asks for it. Raises ValueError for a review that is no incident.
    """
    if any(
        task.kind is TaskKind.CHANGE_PASSWORD and task.state is not TaskState.WITHDRAWN
        for task in review.tasks
    ):
        return True
    asked = parameters is not None and TaskKind.CHANGE_PASSWORD in _asked(review.kind, parameters)
    return False if asked else None


_AFTERWARDS = frozenset({TaskKind.PUBLISH, TaskKind.POLICE})
"""What tells of an incident, and ends none of it."""


def _last_day(review: Review, kinds: AbstractSet[TaskKind], days: Mapping[int, date]) -> date | None:
    """The day on which the last of these tasks was done; None while one is open or waived, or where none is asked for."""
    asked = [task for task in review.tasks if task.kind in kinds and task.state is not TaskState.WITHDRAWN]
    done = [days.get(task.evidence or 0, task.closed) for task in asked if task.state is TaskState.CLOSED]
    if len(done) < len(asked):
        return None
    return max((day for day in done if day is not None), default=None)
