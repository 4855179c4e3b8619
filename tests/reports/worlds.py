"""Whole audits for the laws of the editions: every verdict is drawn first, and the audit is made from the verdicts.

Each id is its own word, so that a search through an edition finds whatever it lets out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import Enum
from random import Random
from typing import Any

from hypothesis import strategies as st

from checks._contract import (
    Review,
    ReviewKind,
    Severity,
    Status,
    SubjectKind,
    Task,
    TaskKind,
    TaskState,
    Text,
)
from reports.audit import (
    Audit,
    AuditFinding,
    CheckInfo,
    ClauseCoverage,
    Counts,
    Deadline,
    DeadlineKind,
    IncidentStages,
    ManagerRow,
    MatrixCell,
    NotSeenEntry,
    ParameterInfo,
    PersonName,
    RegisterRow,
    SectionSize,
    State,
    Subject,
    Tally,
    WaiverRow,
    finding_order,
)
from reports.editions import CONCEALED
from tests.reports.sample import DAY, nothing_found

SECTIONS = ("甲課", "乙課", "丙課", "")
OF_LOGINS = (*(check for group in CONCEALED for check in group.checks), "password-age", "password-unseen")
OF_ACCOUNTS = ("administrators-minimum", "transfer-review", "incident-response")
SEVERITIES = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
CHECKS = tuple(
    CheckInfo(id, Text(f"題 {id}", f"title {id}"), f"4({n % 4})", SEVERITIES[n % 4])
    for n, id in enumerate((*OF_LOGINS, *OF_ACCOUNTS))
)
INFO = {check.id: check for check in CHECKS}


@dataclass(frozen=True)
class Verdict:
    """What came out of one check for one subject: a status, or the name of another field of ``Tally``."""

    check: str
    subject: Subject
    outcome: str
    state: State = State.NEW
    due: int | None = None  # days from the day judged
    since: int = 0  # days before it
    was_open: bool = False  # before this night
    related: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class World:
    accounts: tuple[Subject, ...]
    logins: tuple[Subject, ...]
    verdicts: tuple[Verdict, ...]
    audit: Audit

    def __repr__(self) -> str:
        """Short: a whole audit would be no help in a failing test."""
        told = [
            f"{one.check}:{one.subject.id}:{one.outcome}"
            for one in self.verdicts
            if one.outcome != "conforming"
        ]
        subjects = [(one.id, one.section, one.accounts) for one in (*self.accounts, *self.logins)]
        return f"World({subjects}, {told})"

    def tied(self, section: str) -> frozenset[str]:
        """Ids that the section may read: of its own, of logins that serve these, and of what those logins serve."""
        own = {one.id for one in (*self.accounts, *self.logins) if one.section == section}
        logins = [login for login in self.logins if login.id in own or own.intersection(login.accounts)]
        return frozenset(own.union(*({login.id, *login.accounts} for login in logins)))


OUTCOMES = (*(status.value for status in Status), "conforming", "not_seen", "not_applicable")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    accounts = tuple(
        Subject(SubjectKind.ACCOUNT, f"acct{n}", f"名前acct{n}", (f"acct{n}",), section, ("x",))
        for n, section in enumerate(draw(st.lists(st.sampled_from(SECTIONS), min_size=1, max_size=4)))
    )
    logins = tuple(
        _login(n, served)
        for n, served in enumerate(
            draw(
                st.lists(
                    st.lists(st.sampled_from(accounts), min_size=1, max_size=3, unique=True),
                    min_size=1,
                    max_size=4,
                )
            )
        )
    )
    # Drawn one by one, a world would take long to make; what matters to a law is seldom where these come from.
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - no secret is made of it
    verdicts = tuple(
        _verdict(random, check, subject, logins)
        for check, subject in (
            *((check, login) for check in OF_LOGINS for login in logins),
            *((check, account) for check in OF_ACCOUNTS for account in accounts),
        )
    )
    return World(accounts, logins, verdicts, _made(random, accounts, logins, verdicts))


def _login(n: int, served: list[Subject]) -> Subject:
    ids = tuple(account.id for account in served)
    return Subject(SubjectKind.LOGIN, f"login{n}", f"名前login{n}", ids, served[0].section, ("x",))


def _verdict(random: Random, check: str, subject: Subject, logins: tuple[Subject, ...]) -> Verdict:
    # Half of all conforms, as in a city: with an even draw nearly every login would have everything.
    outcome = random.choice((*OUTCOMES, *("conforming",) * len(OUTCOMES)))
    return Verdict(
        check,
        subject,
        outcome,
        state=random.choice((State.NEW, State.OPEN, State.REOPENED)),
        due=random.choice((None, random.randint(-20, 80))),
        since=random.randint(0, 90),
        was_open=random.choice((True, False)),
        related=tuple(login.id for login in logins if login != subject and random.choice((True, False))),
    )


def _made(
    random: Random, accounts: tuple[Subject, ...], logins: tuple[Subject, ...], verdicts: tuple[Verdict, ...]
) -> Audit:
    """The audit of these verdicts, with everything around it drawn."""
    audit = judged(verdicts)
    reviews = tuple(_review(random, n, accounts, logins) for n in range(random.randint(0, 3)))
    people = {review.staff_number for review in reviews if review.staff_number and review.effective <= DAY}
    people |= {row.approver for row in audit.waivers}
    return replace(
        audit,
        notes=(Text("注記", "a note"),),
        checks=CHECKS,
        coverage=_coverage(),
        parameters=(ParameterInfo("password-runs", "longest_run", "2", Text("運用", "rule"), None),),
        sizes=tuple(
            SectionSize(section, n, sum(login.section == section for login in logins))
            for section, n in sorted(Counter(account.section for account in accounts).items())
        ),
        register=tuple(
            RegisterRow(one.id, one.name, "x", one.section, f"staff{one.id}", f"氏名{one.id}", "", "", None)
            for one in accounts
        ),
        managers=tuple(
            ManagerRow(section, f"head{n}", f"長{n}", "課長") for n, section in enumerate(sorted(SECTIONS))
        ),
        reviews=reviews,
        stages=tuple(
            IncidentStages(review.id, None, None, None, tuple(account.id for account in accounts))
            for review in reviews
            if review.kind.is_incident
        ),
        deadlines=_deadlines(random, accounts, logins),
        subjects=(*accounts, *logins),
        people=tuple(PersonName(number, f"氏名{number}") for number in sorted(people)),
        public=DAY,
    )


def judged(verdicts: tuple[Verdict, ...]) -> Audit:
    """What of an audit follows from the verdicts."""
    statuses = {status.value for status in Status}
    found = [_finding(one) for one in verdicts if one.outcome in statuses]
    before = [
        replace(
            _finding(replace(one, outcome=Status.NONCONFORMING.value)),
            **({"state": State.CLOSED, "closed": DAY} if one.outcome == "conforming" else {}),
        )
        for one in verdicts
        if one.was_open and one.outcome in ("conforming", "not_seen")
    ]
    cells: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in verdicts:
        cells[one.subject.section, one.check][one.outcome] += 1
    counts = Counter(one.outcome for one in verdicts)
    nothing = nothing_found()
    return replace(
        nothing,
        run=replace(nothing.run, complete=not counts["not_seen"]),
        counts=Counts(
            accounts=len({one.subject.id for one in verdicts if one.subject.kind is SubjectKind.ACCOUNT}),
            logins=len({one.subject.id for one in verdicts if one.subject.kind is SubjectKind.LOGIN}),
            staff=5,
            conforming=counts["conforming"],
            not_applicable=counts["not_applicable"],
            **{status.value: counts[status.value] for status in Status},
        ),
        findings=tuple(sorted(found, key=finding_order)),
        closed=tuple(one for one in before if one.state is State.CLOSED),
        unconfirmed=tuple(one for one in before if one.state is not State.CLOSED),
        not_seen=tuple(
            NotSeenEntry(one.check, one.subject.id, Text("見えない", "unseen"), one.subject.section)
            for one in verdicts
            if one.outcome == "not_seen"
        ),
        waivers=tuple(
            WaiverRow(
                key=finding.key,
                check=finding.check,
                subject=finding.subject,
                reason=f"理由 {finding.check}",
                approver=f"chief{finding.subject.section}",
                granted=DAY - timedelta(days=9),
                until=DAY + timedelta(days=9),
                revoked=None,
                in_force=True,
            )
            for finding in found
            if finding.status is Status.WAIVED
        ),
        matrix=tuple(
            MatrixCell(section, check.id, tally(cells[section, check.id]))
            for section in sorted({section for section, _ in cells})
            for check in CHECKS
            if cells[section, check.id]
        ),
    )


def tally(counts: Counter[str]) -> Tally:
    return Tally(**{field.name: counts[field.name] for field in fields(Tally)})


def _finding(verdict: Verdict) -> AuditFinding:
    check, subject = INFO[verdict.check], verdict.subject
    return AuditFinding(
        key=f"{check.id}:{subject.id}",
        check=check.id,
        clause=check.clause,
        status=Status(verdict.outcome),
        severity=check.severity,
        subject=subject,
        message=Text(f"指摘 {check.id} {' '.join(verdict.related)}", f"found {check.id}")
        if check.id == "incident-response"
        else Text(f"指摘 {check.id}", f"found {check.id}"),
        remedy=Text(f"是正 {check.id}", f"remedy {check.id}"),
        due=None if verdict.due is None else DAY + timedelta(days=verdict.due),
        first_seen=DAY - timedelta(days=verdict.since),
        state=verdict.state,
        related=verdict.related,
        reason=check.id,
    )


def _coverage() -> tuple[ClauseCoverage, ...]:
    """One clause a check, and one that all of them answer for."""
    return (
        ClauseCoverage("0", Text("全部", "all"), ("check",), tuple(INFO), Text("全部", "all"), True),
        *(
            ClauseCoverage(f"1({check.id})", Text(f"条 {check.id}", ""), ("check",), (check.id,), None, True)
            for check in CHECKS
            if not check.id.startswith(("password", "second"))
        ),
    )


def _review(random: Random, n: int, accounts: tuple[Subject, ...], logins: tuple[Subject, ...]) -> Review:
    kind = random.choice((ReviewKind.TRANSFER, ReviewKind.ADMINISTRATOR_CHANGE, ReviewKind.TAKEOVER))
    about = random.sample(accounts, random.randint(1, len(accounts)))
    days = random.randint(-20, 20) if kind is ReviewKind.TRANSFER else -3
    tasks = [
        Task(task, subject.id, DAY + timedelta(days=days), random.choice(tuple(TaskState)))
        for task in TaskKind
        for subject in (*about, *logins)
        if task.subject_kind is subject.kind and random.choice((True, False))
    ]
    return Review(
        id=f"{'I' if kind.is_incident else 'R'}{n}",
        kind=kind,
        staff_number=None if kind.is_incident else f"person{n}",
        effective=DAY + timedelta(days=days),
        known=DAY - timedelta(days=21),
        accounts=tuple(account.id for account in about),
        tasks=tuple(tasks),
        alike=tuple(login.id for login in logins) if kind.is_incident else None,
    )


def _deadlines(
    random: Random, accounts: tuple[Subject, ...], logins: tuple[Subject, ...]
) -> tuple[Deadline, ...]:
    found = {
        Deadline(
            DAY + timedelta(days=random.randint(0, 5)),
            random.choice(tuple(DeadlineKind)),
            check,
            Text(f"期限 {check}", f"date of {check}"),
            random.choice(logins if check in OF_LOGINS else accounts),
        )
        for check in random.sample(tuple(INFO), random.randint(0, 5))
    }
    return tuple(sorted(found, key=lambda one: (one.day, one.kind, one.check, one.subject.id)))


def texts(value: Any) -> list[str]:
    """Every text that stands anywhere in a value made of dataclasses and tuples; words of closed lists are none."""
    if isinstance(value, Enum):
        return []
    if isinstance(value, str):
        return [str(value)]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    if hasattr(value, "__dataclass_fields__"):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def holds(value: Any, word: str) -> bool:
    """Whether the word stands in it, not merely as the beginning of a longer one."""
    return any(
        not (text[place + len(word) :][:1]).isdigit()
        for text in texts(value)
        for place in range(len(text))
        if text.startswith(word, place)
    )
