"""What comes due or ends in the next weeks, told so that it is done before it becomes a finding. Pure.

No rule stands here twice: whether a record, a proof or a password's age still holds on a day ahead is asked of the check
itself, with the facts as they stand and that day for today. What is past is a finding and no deadline; a finding whose own
day is still ahead is both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from auditor import waivers
from auditor.engine import Judged, described, in_scope, outcomes
from checks._contract import (
    Account,
    AnyCheck,
    Conforming,
    Facts,
    Finding,
    Login,
    Need,
    Outcome,
    Pack,
    Rule,
    Status,
    SubjectKind,
    Text,
)
from checks._duties import TASKS
from checks._publication import public_part
from reports.audit import COMING_DAYS, AuditFinding, Deadline, DeadlineKind, Subject

TASK = Text("見直しの作業：{task}", "Task of a review: {task}")
STEP = Text("不正アクセス等への対応：{task}", "Response to an incident: {task}")
RULE = Text(
    "{check}（翌日から不適合又は要確認）", "{check} (nonconforming or unverified from the next day on)"
)
PUT_RIGHT = Text("是正期限（{check}）", "Last day to put right ({check})")
WAIVER = Text("例外承認の最終日（{check}）", "Last day of a waiver ({check})")

_DUTIES = frozenset({"transfer-review", "incident-response"})
"""Their tasks are told one by one."""


def coming(
    facts: Facts, pack: Pack, checks: Mapping[str, AnyCheck], judged: Judged, public: date | None = None
) -> tuple[Deadline, ...]:
    """Everything that falls on ``facts.day`` or in the ``COMING_DAYS`` after it, by day, each thing once.

    ``judged`` is what was judged with ``facts``. What a waiver covers on the day is left out, and the waiver's end told.
    Of an order that takes effect after the day ``public`` (None: the day judged) only what everybody may see is told.
    """
    found = {
        *_tasks(facts, facts.day if public is None else public),
        *_lapses(facts, pack, checks, judged),
        *_waivers(facts, checks),
    }
    return _in_order(found)


def with_findings(
    told: Collection[Deadline],
    findings: Iterable[AuditFinding],
    checks: Mapping[str, AnyCheck],
    day: date,
) -> tuple[Deadline, ...]:
    """``told`` on the ``day``, and the days to put right what stands open, as the ledger gave them; each thing once."""
    known = {(one.day, one.check, one.subject.id) for one in told}
    found = {(one.day, one.check, one.subject.id): one for one in _findings(findings, checks, day)}
    return _in_order((*told, *(found[key] for key in found.keys() - known)))


def _in_order(found: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(sorted(found, key=lambda one: (one.day, one.kind, one.check, one.subject.id, one.what.ja)))


def subject_of(facts: Facts, kind: SubjectKind, subject_id: str) -> Subject:
    """An account or login as reports name it; one that left the inventory by its id alone."""
    known = (facts.accounts if kind is SubjectKind.ACCOUNT else facts.logins).get(subject_id)
    return Subject(kind, subject_id, "", (), "") if known is None else described(known, facts)


def _is_near(due: date, day: date) -> bool:
    return 0 <= (due - day).days <= COMING_DAYS


# --- tasks, waivers and findings bear their day -----------------------------------------------------------------


def _tasks(facts: Facts, public: date) -> Iterator[Deadline]:
    for review in filter(None, (public_part(review, public) for review in facts.reviews)):
        is_incident = review.kind.is_incident
        for task in review.open_tasks:
            if _is_near(task.due, facts.day):
                yield Deadline(
                    day=task.due,
                    kind=DeadlineKind.TASK,
                    check="incident-response" if is_incident else "transfer-review",
                    what=(STEP if is_incident else TASK).fill(task=TASKS[task.kind]),
                    subject=subject_of(facts, task.kind.subject_kind, task.subject),
                )


def _waivers(facts: Facts, checks: Mapping[str, AnyCheck]) -> Iterator[Deadline]:
    for waiver in facts.waivers.values():
        check = checks.get(waiver.check)
        if check is not None and waiver.in_force(facts.day) and _is_near(waiver.until, facts.day):
            yield Deadline(
                day=waiver.until,
                kind=DeadlineKind.WAIVER,
                check=waiver.check,
                what=WAIVER.fill(check=check.title),
                subject=subject_of(facts, check.subject, waiver.subject),
            )


def _findings(
    findings: Iterable[AuditFinding], checks: Mapping[str, AnyCheck], day: date
) -> Iterator[Deadline]:
    for finding in findings:
        check = checks.get(finding.check)
        if check is None or finding.check in _DUTIES or finding.status not in _ASKS:
            continue
        if finding.due is not None and _is_near(finding.due, day):
            yield Deadline(
                day=finding.due,
                kind=DeadlineKind.FINDING,
                check=finding.check,
                what=PUT_RIGHT.fill(check=check.title),
                subject=finding.subject,
            )


_ASKS = frozenset({Status.NONCONFORMING, Status.UNVERIFIED, Status.PENDING})


# --- what is in order today and will not be -----------------------------------------------------------------------


def _lapses(facts: Facts, pack: Pack, checks: Mapping[str, AnyCheck], judged: Judged) -> Iterator[Deadline]:
    in_order: dict[str, dict[str, Subject]] = {}
    for verdict in judged.verdicts:
        if _is_in_order(verdict.outcome):
            in_order.setdefault(verdict.check, {})[verdict.subject.id] = verdict.subject
    ahead = _Ahead(facts)
    for rule in pack.rules:
        check = checks[rule.check]
        if rule.check in in_order and rule.check not in _DUTIES and _may_lapse(check):
            for subject_id, day in ahead.last_days(check, rule, in_order[rule.check].keys()):
                yield Deadline(
                    day=day,
                    kind=DeadlineKind.LAPSE,
                    check=rule.check,
                    what=RULE.fill(check=check.title),
                    subject=in_order[rule.check][subject_id],
                )


def _may_lapse(check: AnyCheck) -> bool:
    """What is judged by a secret alone is the same on any day."""
    return not check.needs or Need.SIGHTING in check.needs


def _is_in_order(outcome: Outcome) -> bool:
    """Not what was not seen, nor what is waived: neither lapses."""
    match outcome:
        case Conforming():
            return True
        case Finding(status=status):
            return status in (Status.PENDING, Status.ADVICE)
        case _:
            return False


_NOT_IN_ORDER = frozenset({Status.NONCONFORMING, Status.UNVERIFIED})


class _Ahead:
    """The same facts on the days ahead, each day made once."""

    END = COMING_DAYS + 1  # the last day on which something can be seen to have lapsed

    def __init__(self, facts: Facts) -> None:
        self._made = {0: facts}

    def _facts(self, days: int) -> Facts:
        if days not in self._made:
            today = self._made[0]
            self._made[days] = today.on(today.day + timedelta(days=days))
        return self._made[days]

    def last_days(self, check: AnyCheck, rule: Rule, ids: Collection[str]) -> Iterator[tuple[str, date]]:
        """Of the subjects that are in order today, those that lapse, each with the last day that it is in order."""
        found = in_scope(check, self._facts(self.END))
        subjects = {id: found[id] for id in ids if id in found}
        yield from self._between(check, rule, 0, self.END, self._lapsed(check, rule, subjects, self.END))

    def _between(
        self, check: AnyCheck, rule: Rule, good: int, bad: int, subjects: Mapping[str, Account | Login]
    ) -> Iterator[tuple[str, date]]:
        """``subjects`` are in order on the day ``good`` and not on the day ``bad``; halved until these are neighbours."""
        if not subjects:
            return
        if bad - good == 1:
            yield from ((id, self._facts(good).day) for id in subjects)
            return
        middle = (good + bad) // 2
        early = self._lapsed(check, rule, subjects, middle)
        late = {id: subject for id, subject in subjects.items() if id not in early}
        yield from self._between(check, rule, good, middle, early)
        yield from self._between(check, rule, middle, bad, late)

    def _lapsed(
        self, check: AnyCheck, rule: Rule, subjects: Mapping[str, Account | Login], days: int
    ) -> Mapping[str, Account | Login]:
        """Those that are not in order on that day, and not waived."""
        facts = self._facts(days)
        return {
            id: subjects[id]
            for id, outcome in outcomes(check, subjects, facts, rule).items()
            if isinstance(outcome, Finding)
            and waivers.laid_over(outcome, facts.waivers.get(f"{rule.check}:{id}"), facts).status
            in _NOT_IN_ORDER
        }
