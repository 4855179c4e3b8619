"""Judging: every check of a pack over every subject in its scope.

Pure; everything is passed in. What a check is silent on conforms only where the check saw what it needs and came to its
end. Everything else is ``NotSeen`` or ``Broke``, and neither is ever a pass, or waived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from auditor import waivers
from auditor.errors import Terminated
from checks._contract import (
    Account,
    AccountCheck,
    AnyCheck,
    Broke,
    Conforming,
    Facts,
    Finding,
    Login,
    Need,
    NotApplicable,
    NotSeen,
    Outcome,
    Pack,
    Rule,
    Severity,
    Status,
    SubjectKind,
    Text,
)
from reports.audit import Subject


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out for one subject under one check."""

    check: str
    subject: Subject
    outcome: Outcome

    @property
    def key(self) -> str:
        """Check and subject: the same every night (contract, section 5)."""
        return f"{self.check}:{self.subject.id}"


@dataclass(frozen=True, slots=True)
class JudgedFinding:
    """A finding of tonight, graded by the pack, before the ledger gives it its life.

    ``due`` is the day that the rule itself gives; where it gives none, the finding is due ``due_working_days`` after
    it was first seen. Both None: nothing is due (advice, and what is waived).
    """

    key: str
    check: str
    clause: str
    status: Status
    severity: Severity
    subject: Subject
    message: Text
    remedy: Text
    related: tuple[str, ...]
    due: date | None
    due_working_days: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """All verdicts of one audit, one a check and subject, in the pack's order; and the findings among them."""

    verdicts: tuple[Verdict, ...]
    findings: tuple[JudgedFinding, ...]

    @property
    def not_judged(self) -> frozenset[str]:
        """Keys nothing is known about tonight: a finding that stood open there is neither confirmed nor gone."""
        return frozenset(
            verdict.key
            for verdict in self.verdicts
            if _could_not_be_seen(verdict.outcome) or _is_not_set_up(verdict.outcome)
        )

    @property
    def not_set_up(self) -> frozenset[str]:
        """The checks that the city has not set up. They judge nothing, which is said and leaves the audit complete."""
        return frozenset(verdict.check for verdict in self.verdicts if _is_not_set_up(verdict.outcome))

    @property
    def complete(self) -> bool:
        """Whether the audit saw everything (contract, section 3: exit code 3 where it did not)."""
        return not any(_could_not_be_seen(verdict.outcome) for verdict in self.verdicts)


def _could_not_be_seen(outcome: Outcome) -> bool:
    return isinstance(outcome, NotSeen | Broke)


def _is_not_set_up(outcome: Outcome) -> bool:
    return isinstance(outcome, NotApplicable) and outcome.not_set_up


class Misspoken(Exception):
    """A check said what no check may say: no outcome, of a subject it was not given, twice of one, or waived by itself."""


def judge(pack: Pack, checks: Mapping[str, AnyCheck], facts: Facts) -> Judged:
    """Runs every rule of the pack over what is in its check's scope."""
    verdicts: list[Verdict] = []
    findings: list[JudgedFinding] = []
    for rule in pack.rules:
        check = checks[rule.check]
        subjects = in_scope(check, facts)
        found = outcomes(check, subjects, facts, rule)
        for subject_id, subject in subjects.items():
            verdict = Verdict(rule.check, described(subject, facts), found[subject_id])
            if isinstance(verdict.outcome, Finding):
                severity = rule.severity(verdict.outcome.status)  # what is waived keeps its severity
                finding = waivers.laid_over(verdict.outcome, facts.waivers.get(verdict.key), facts)
                verdict = replace(verdict, outcome=finding)
                findings.append(_graded(verdict, finding, severity, rule, pack))
            verdicts.append(verdict)
    return Judged(tuple(verdicts), tuple(findings))


def in_scope(check: AnyCheck, facts: Facts) -> Mapping[str, Account | Login]:
    """The open accounts, or the logins that serve one, or the closed accounts for a check of these; in the order of ids."""
    found: Mapping[str, Account | Login]
    if check.subject is SubjectKind.LOGIN:
        found = facts.serving_logins
    elif isinstance(check, AccountCheck) and check.of_closed:
        found = facts.closed_accounts
    else:
        found = facts.open_accounts
    return {subject_id: found[subject_id] for subject_id in sorted(found)}


def outcomes(
    check: AnyCheck, subjects: Mapping[str, Account | Login], facts: Facts, rule: Rule
) -> Mapping[str, Outcome]:
    """One outcome for each subject, by its id; whatever a check does, this does not raise."""
    unseen = {
        subject_id: NotSeen(subject_id, why)
        for subject_id in subjects
        if (why := _missing(check, subject_id, facts)) is not None
    }
    given = {subject_id: subject for subject_id, subject in subjects.items() if subject_id not in unseen}
    return {**unseen, **_examined(check, given, facts, rule)}


def _missing(check: AnyCheck, subject_id: str, facts: Facts) -> Text | None:
    """Why the check cannot judge the subject, None where it has all it needs."""
    missing = (need.missing(facts, subject_id) for need in Need if need in check.needs)
    return next((why for why in missing if why is not None), None)


def _examined(
    check: AnyCheck, given: Mapping[str, Account | Login], facts: Facts, rule: Rule
) -> Mapping[str, Outcome]:
    """What the check says of each subject it is given; its silence conforms only if it came to its end."""
    said: dict[str, Outcome] = {}
    try:
        _listen(check.examine_all(tuple(given.values()), facts, rule.parameters), given, said)
    except Misspoken as error:  # nothing such a check says can be relied on
        return _broken(given, error)
    except (KeyboardInterrupt, Terminated):  # the reader's or the system's word, not the check's
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a check does (`sys.exit`, too), the audit shows it and goes on
        # What it had said stands. Where it had spoken of all, its end is still missing: nothing it said is whole.
        unspoken = given.keys() - said.keys() or given.keys()
        return {**said, **_broken(unspoken, error)}
    return {subject_id: said.get(subject_id, Conforming(subject_id)) for subject_id in given}


def _listen(outcomes: Iterable[Outcome], given: Mapping[str, object], said: dict[str, Outcome]) -> None:
    """Takes down what a check says. Raises Misspoken where it says what it may not."""
    for outcome in outcomes:
        if not _is_whole(outcome):
            raise Misspoken("no outcome, or one of the wrong parts")
        subject_id = outcome.subject
        if subject_id is None or subject_id not in given:
            raise Misspoken("of a subject it was not given")
        if subject_id in said:
            raise Misspoken("twice of one subject")
        if isinstance(outcome, Finding) and outcome.status is Status.WAIVED:
            raise Misspoken("a check cannot waive")
        said[subject_id] = outcome


def _is_whole(outcome: object) -> bool:
    """Whether what a check said is of the types it is declared with: everything after the engine relies on them."""
    match outcome:
        case Finding():
            return (
                isinstance(outcome.subject, str)
                and isinstance(outcome.status, Status)
                and _is_text(outcome.message)
                and _is_text(outcome.remedy)
                and isinstance(outcome.related, tuple)
                and all(isinstance(related, str) for related in outcome.related)
                and isinstance(outcome.by, tuple)
                and all(isinstance(name, str) for name in outcome.by)
                and (outcome.due is None or _is_day(outcome.due))
                and isinstance(outcome.reason, str | None)
            )
        case NotSeen():
            return isinstance(outcome.subject, str) and _is_text(outcome.why)
        case Broke():
            return isinstance(outcome.subject, str) and isinstance(outcome.exception, str)
        case NotApplicable():
            return isinstance(outcome.subject, str) and isinstance(outcome.not_set_up, bool)
        case Conforming():
            return isinstance(outcome.subject, str)
        case _:
            return False


def _is_text(value: object) -> bool:
    return isinstance(value, Text) and isinstance(value.ja, str) and isinstance(value.en, str)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _broken(subject_ids: Iterable[str], error: BaseException) -> dict[str, Outcome]:
    """The exception's type and nothing of its text, which could hold anything."""
    return {subject_id: Broke(subject_id, type(error).__name__) for subject_id in subject_ids}


def _graded(verdict: Verdict, finding: Finding, severity: Severity, rule: Rule, pack: Pack) -> JudgedFinding:
    return JudgedFinding(
        key=verdict.key,
        check=rule.check,
        clause=rule.clause_of(finding),
        status=finding.status,
        severity=severity,
        subject=verdict.subject,
        message=finding.message,
        remedy=finding.remedy,
        related=finding.related,
        due=finding.due,
        due_working_days=None if finding.status in _NEVER_DUE else pack.due_working_days.get(severity),
        reason=finding.reason,
    )


_NEVER_DUE = frozenset({Status.ADVICE, Status.WAIVED})


def described(subject: Account | Login, facts: Facts) -> Subject:
    """The subject as reports name it. A login belongs to the section of its first open account, if any is open."""
    match subject:
        case Account():
            return Subject(
                kind=SubjectKind.ACCOUNT,
                id=subject.account_id,
                name=subject.name,
                accounts=(subject.account_id,),
                section=subject.section,
                services=(subject.service,),
            )
        case Login():
            served = [
                facts.open_accounts[account_id]
                for account_id in subject.accounts
                if account_id in facts.open_accounts
            ]
            return Subject(
                kind=SubjectKind.LOGIN,
                id=subject.login_id,
                name=subject.username,
                accounts=subject.accounts,
                section=served[0].section if served else "",
                services=tuple(dict.fromkeys(account.service for account in served)),
            )
