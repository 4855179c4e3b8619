"""Which edition holds what. An edition is an audit again, with less in it: no format and no style can let out what is gone.

``it`` is the audit itself. ``pr`` tells of each login that its password, or its second factor, does not keep the rules, and
never which rule: the checks that would tell are made one. ``section`` holds what one section has to put right, and
``personnel`` the reviews, those of orders not in force yet included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import assert_never

from checks._contract import Review, Severity, Status, SubjectKind, Text, listed
from checks._publication import is_published, public_part
from reports.arrangement import added, is_late, section_order
from reports.audit import (
    Audit,
    AuditFinding,
    CheckInfo,
    ClauseCoverage,
    Counts,
    Deadline,
    DeadlineKind,
    IncidentStages,
    MatrixCell,
    NotSeenEntry,
    SectionSize,
    State,
    Subject,
    Tally,
    WaiverRow,
    finding_order,
)
from reports.duties import public_on, sections_of, subjects_by_id
from reports.history import Figures
from reports.report import Edition, Report


@dataclass(frozen=True, slots=True)
class Concealed:
    """Checks that the edition for PR makes one, so that nobody reads from it which weakness a login has."""

    id: str
    title: Text
    checks: tuple[str, ...]
    asks: Text  # in place of the summaries of its clauses
    message: Text
    remedy: Text


CONCEALED = (
    Concealed(
        id="password",
        title=Text("パスワード", "Password"),
        checks=(
            "password-guessable",
            "password-personal",
            "password-runs",
            "password-reuse",
            "password-similar",
            "password-breached",
        ),
        asks=Text("パスワードの定め方に関する定め", "How passwords are to be chosen"),
        message=Text(
            "パスワードに見直しが必要な点があります。", "The password of this login needs to be looked over."
        ),
        remedy=Text(
            "所属の是正票に沿って、パスワードを変更してください。",
            "Change the password as the section's correction sheet says.",
        ),
    ),
    Concealed(
        id="second-factor",
        title=Text("二要素認証", "Second factor"),
        checks=("second-factor", "second-factor-strength", "second-factor-seed"),
        asks=Text("二要素認証に関する定め", "What is asked of the second factor"),
        message=Text(
            "二要素認証に確認又は見直しが必要な点があります。",
            "The second factor of this login needs to be confirmed or looked over.",
        ),
        remedy=Text(
            "所属の是正票に沿って、二要素認証を確認してください。",
            "See to the second factor as the section's correction sheet says.",
        ),
    ),
)

CONCEALED_CHECKS = frozenset(group.id for group in CONCEALED)
CONCEALED_TITLES = frozenset(group.title for group in CONCEALED)

ENDS = Text("{title}に関する期限", "A date of: {title}")
"""What a coming day of a concealed check is told as."""

UNSEEN = Text("判定に必要な情報を得られませんでした。", "The audit could not see what it needs to judge.")
"""Why a concealed check could not judge: the true reason may name what it looks for."""

INCIDENTS = ("incident-response",)
UNFINISHED = Text("事案への対応に、未了のものがあります。", "The response to an incident is not finished.")
"""In place of a sentence that names the logins whose password is the same or nearly the same."""


WITHOUT_PEOPLE = {
    "administrators-minimum": Text(
        "在職の担当者の人数に、見直しが必要な点があります。",
        "The number of administrators at work needs to be looked over.",
    ),
    "administrators-are-staff": Text(
        "在職の職員でない担当者がいます。", "Some administrators are not staff of the city at work."
    ),
    "manager-named": Text(
        "管理者の登録に、見直しが必要な点があります。", "The manager that is named needs to be looked over."
    ),
}
"""In place of sentences that name people and say who is on leave or has left: that is told to their section and to IT security."""


def edit(report: Report) -> Report:
    """The report as its edition tells it. Raises ValueError where the edition for a section names none."""
    audit, history = report.audit, report.history
    match report.edition:
        case Edition.IT:
            return report
        case Edition.PR:
            previous = None if history.previous is None else plain(history.previous)
            months = tuple(replace(month, figures=month.plain) for month in history.months)
            return replace(
                report,
                audit=plain(audit),
                history=replace(history, previous=previous, months=months, seal=None),
            )
        case Edition.SECTION:
            section = report.section
            if section is None:
                raise ValueError("the edition for a section needs one")
            return _cut(report, lambda whole: of_section(_placed_as_now(whole, audit), section))
        case Edition.PERSONNEL:
            return _cut(report, for_personnel)
        case _:
            assert_never(report.edition)


def _cut(report: Report, cut: Callable[[Audit], Audit]) -> Report:
    """Of the city's history only last month's audit is left: the figures of earlier months are the whole city's."""
    previous = None if report.history.previous is None else cut(report.history.previous)
    return replace(
        report,
        audit=cut(report.audit),
        history=replace(report.history, previous=previous, months=(), signatures=(), seal=None),
    )


def _placed_as_now(audit: Audit, now: Audit) -> Audit:
    """Findings of last month under the section that their subject has by now: what only moved was not put right."""
    if audit is now:
        return audit
    subjects = {one.key: one.subject for one in (*now.findings, *now.unconfirmed, *now.closed)}

    def placed(findings: tuple[AuditFinding, ...]) -> tuple[AuditFinding, ...]:
        return tuple(replace(one, subject=subjects.get(one.key, one.subject)) for one in findings)

    return replace(audit, findings=placed(audit.findings), unconfirmed=placed(audit.unconfirmed))


def figures(audit: Audit) -> Figures:
    """The audit in numbers, for the reports of later months."""
    open_now: dict[Severity, int] = dict.fromkeys(Severity, 0)
    for finding in audit.findings:
        open_now[finding.severity] += 1
    return Figures(
        counts=audit.counts,
        not_seen=len(audit.not_seen),
        late=sum(is_late(finding, audit.run.day) for finding in audit.findings),
        severities=tuple(open_now.items()),
    )


def sections(audit: Audit) -> tuple[str, ...]:
    """Every section that has something in the audit, by name; ``""`` comes last, where something has no section."""
    subjects = subjects_by_id(audit.subjects)
    found = {subject.section for subject in _told_of(audit)}
    found |= {cell.section for cell in audit.matrix}
    found |= {row.section for row in audit.register}
    found |= {size.section for size in audit.sizes}
    found |= {entry.section for entry in audit.not_seen}
    for review in _as_everybody_may_see(audit):
        for task in review.tasks:
            found.update(sections_of(task, review, subjects))
    return tuple(sorted(found, key=section_order))


def _told_of(audit: Audit) -> Iterator[Subject]:
    """Every account and login that something is said of, reviews aside."""
    yield from (one.subject for one in (*audit.findings, *audit.unconfirmed, *audit.closed))
    yield from (row.subject for row in audit.waivers)
    yield from (deadline.subject for deadline in audit.deadlines)


def _as_everybody_may_see(audit: Audit) -> Iterator[Review]:
    """The reviews without what tells whom an order is about that is not in force yet."""
    day = public_on(audit)
    for review in audit.reviews:
        if is_published(review, day):
            yield review
        elif part := public_part(review, day):
            yield replace(part, staff_number=None)


def _city_counts(audit: Audit, matrix: Iterable[MatrixCell]) -> Counts:
    counts = audit.counts
    tally = added(cell.tally for cell in matrix)
    return _counts(tally, accounts=counts.accounts, logins=counts.logins, staff=counts.staff)


# --- for PR ----------------------------------------------------------------------------------------------------


def plain(audit: Audit) -> Audit:
    """The audit without a word that tells one weakness of a password, or of a second factor, from another.

    A login counts once for each of ``CONCEALED``: as not conforming if any of its checks says so, as not seen if any saw
    nothing. Advice of theirs is left out, since few checks give any: a rule is kept in its own words, and what would be
    better is told by the section's sheet. What the audit could not judge for want of data, and what was not seen of a login
    that is found anyhow, is counted (``limits``) and told in the edition for IT security.
    """
    made = _Concealing(audit)
    matrix = tuple(made.matrix())
    return replace(
        audit,
        findings=made.found,
        closed=made.closed(),
        unconfirmed=made.unconfirmed,
        not_seen=made.not_seen,
        not_set_up=tuple(check for check in audit.not_set_up if check not in made.group_of),
        notes=(),
        limits=audit.limits
        + len(audit.notes)
        + sum(check in made.group_of for check in audit.not_set_up)
        + made.hidden,
        checks=tuple(made.checks()),
        matrix=matrix,
        coverage=tuple(map(made.clause, audit.coverage)),
        parameters=(),
        reviews=tuple(replace(review, alike=None) for review in _as_everybody_may_see(audit)),
        tells_alike=False,
        waivers=tuple(made.waivers()),
        deadlines=tuple(made.deadlines()),
        counts=_city_counts(audit, matrix),
    )


_GRAVEST_FIRST = (Status.NONCONFORMING, Status.UNVERIFIED, Status.PENDING, Status.WAIVED)


class _Concealing:
    """One audit on its way to the edition for PR."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self.group_of: Mapping[str, Concealed] = {
            check: group for group in CONCEALED for check in group.checks
        }
        self._infos: Mapping[str, CheckInfo] = {
            group.id: _info(group, here)
            for group in CONCEALED
            if (here := [check for check in audit.checks if check.id in group.checks])
        }

    def checks(self) -> Iterator[CheckInfo]:
        """Each group once, where the first of its checks stood."""
        told: set[str] = set()
        for check in self._audit.checks:
            group = self.group_of.get(check.id)
            if group is None:
                yield check
            elif group.id not in told:
                told.add(group.id)
                yield self._infos[group.id]

    @cached_property
    def found(self) -> tuple[AuditFinding, ...]:
        return self._findings(self._audit.findings)

    @cached_property
    def unconfirmed(self) -> tuple[AuditFinding, ...]:
        """Of a concealed group only where nothing of it is found: what is found is told already."""
        told = {finding.key for finding in self.found}
        return tuple(one for one in self._findings(self._audit.unconfirmed) if one.key not in told)

    def closed(self) -> tuple[AuditFinding, ...]:
        """Of a concealed group only where nothing of it stands any more, and all of it was seen."""
        standing = {finding.key for finding in (*self.found, *self.unconfirmed)}
        standing |= {f"{entry.check}:{entry.subject}" for entry in self.not_seen}
        return tuple(one for one in self._findings(self._audit.closed) if one.key not in standing)

    def _findings(self, findings: Iterable[AuditFinding]) -> tuple[AuditFinding, ...]:
        kept: list[AuditFinding] = []
        together: dict[tuple[str, str], list[AuditFinding]] = defaultdict(list)
        for finding in findings:
            group = self.group_of.get(finding.check)
            if group is None:
                kept.append(_without_people(_told_plainly(finding)))
            elif finding.status is not Status.ADVICE:
                together[group.id, finding.subject.id].append(finding)
        kept += (self._one(some) for some in together.values())
        return tuple(sorted(kept, key=finding_order))

    def _one(self, some: list[AuditFinding]) -> AuditFinding:
        """Findings of one group about one login, told as one: as grave as the group can be, so that the severity tells
        nothing either."""
        group = self.group_of[some[0].check]
        status = min((finding.status for finding in some), key=_GRAVEST_FIRST.index)
        info = self._infos.get(group.id)
        grave = Severity.HIGH if info is None else info.severity
        return AuditFinding(
            key=f"{group.id}:{some[0].subject.id}",
            check=group.id,
            clause="" if info is None else info.clause,
            status=status,
            severity=Severity.LOW if status is Status.WAIVED else grave,
            subject=some[0].subject,
            message=group.message,
            remedy=group.remedy,
            due=None,  # from the day it was first seen to the due day is a term that tells how grave it is
            first_seen=min(finding.first_seen for finding in some),
            state=_state(finding.state for finding in some),
            closed=max((finding.closed for finding in some if finding.closed), default=None),
            opened=min(finding.stands_since for finding in some),
        )

    @cached_property
    def not_seen(self) -> tuple[NotSeenEntry, ...]:
        """Each group once a subject, and only where nothing is found: what is found is told already. By check and subject,
        so that not even the place tells which check saw nothing."""
        told = {(finding.check, finding.subject.id) for finding in self.found}
        entries: dict[tuple[str, str], NotSeenEntry] = {}
        kept: list[NotSeenEntry] = []
        for entry in self._audit.not_seen:
            group = self.group_of.get(entry.check)
            if group is None:
                kept.append(entry)
            elif (group.id, entry.subject) not in told:
                entries[group.id, entry.subject] = replace(entry, check=group.id, why=UNSEEN)
        return tuple(sorted((*kept, *entries.values()), key=lambda entry: (entry.check, entry.subject)))

    @property
    def hidden(self) -> int:
        """How many times something of a group was not seen that is not told, because the login is found anyhow."""
        unseen = {
            (self.group_of[entry.check].id, entry.subject)
            for entry in self._audit.not_seen
            if entry.check in self.group_of
        }
        return len(unseen - {(entry.check, entry.subject) for entry in self.not_seen})

    def matrix(self) -> Iterator[MatrixCell]:
        cells: dict[str, dict[str, Tally]] = defaultdict(dict)
        for cell in self._audit.matrix:
            cells[cell.section][cell.check] = cell.tally
        made = self._tallies()
        for section, by_check in cells.items():
            told: set[str] = set()
            for check in self._audit.checks:
                group = self.group_of.get(check.id)
                if group is None:
                    if check.id in by_check:
                        yield MatrixCell(section, check.id, by_check[check.id])
                elif group.id not in told:
                    told.add(group.id)
                    here = [by_check[id] for id in group.checks if id in by_check]
                    if here:
                        yield MatrixCell(section, group.id, _merged(here, made[section, group.id]))

    def _tallies(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """(section, group) → how many subjects of it are found or not seen, by the field of ``Tally``."""
        counted: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        groups = {group.id for group in CONCEALED}
        for finding in self.found:
            if finding.check in groups:
                counted[finding.subject.section, finding.check][finding.status.value] += 1
        for entry in self.not_seen:
            if entry.check in groups:
                counted[entry.section, entry.check]["not_seen"] += 1
        return counted

    def clause(self, coverage: ClauseCoverage) -> ClauseCoverage:
        groups = {group.id: group for check in coverage.checks if (group := self.group_of.get(check))}
        if not groups:
            return coverage
        checks = (self.group_of[check].id if check in self.group_of else check for check in coverage.checks)
        return replace(
            coverage,
            summary=listed(group.asks for group in groups.values()),
            checks=tuple(dict.fromkeys(checks)),
            note=None,
        )

    def waivers(self) -> Iterator[WaiverRow]:
        """Exceptions of one group that agree in all but the check are told once."""
        told = (
            replace(row, key=f"{group.id}:{row.subject.id}", check=group.id, reason="")
            if (group := self.group_of.get(row.check))
            else row
            for row in self._audit.waivers
        )
        yield from sorted(
            dict.fromkeys(told), key=lambda row: (row.until, row.key, row.granted, row.approver)
        )

    def deadlines(self) -> Iterator[Deadline]:
        """In an order that does not tell the check either; what of one group falls on one day is told once.

        Of what is concealed only the ends of exceptions are told: any other day would tell what it is about.
        """
        told = (
            replace(deadline, check=group.id, what=ENDS.fill(title=group.title))
            if (group := self.group_of.get(deadline.check))
            else deadline
            for deadline in self._audit.deadlines
            if deadline.check not in self.group_of or deadline.kind is DeadlineKind.WAIVER
        )
        yield from sorted(
            dict.fromkeys(told), key=lambda one: (one.day, one.kind, one.check, one.subject.id, one.what.ja)
        )


def _told_plainly(finding: AuditFinding) -> AuditFinding:
    """What is said of an incident without the logins that it names, whose password is like that of the one broken into."""
    return replace(finding, message=UNFINISHED, related=()) if finding.check in INCIDENTS else finding


def _without_people(finding: AuditFinding) -> AuditFinding:
    """Advice names nobody, and stays as it is."""
    message = WITHOUT_PEOPLE.get(finding.check)
    if message is None or finding.status is Status.ADVICE:
        return finding
    return replace(finding, message=message, reason="")


def _info(group: Concealed, checks: list[CheckInfo]) -> CheckInfo:
    clauses = dict.fromkeys(check.clause for check in checks)
    return CheckInfo(
        id=group.id,
        title=group.title,
        clause="・".join(clauses),
        severity=min((check.severity for check in checks), key=lambda severity: severity.rank),
    )


def _state(states: Iterable[State]) -> State:
    """New only where all of it is; reopened where any of it is."""
    seen = set(states)
    if len(seen) == 1:
        return seen.pop()
    return State.REOPENED if State.REOPENED in seen else State.OPEN


def _merged(here: list[Tally], counted: Mapping[str, int]) -> Tally:
    """What is neither found nor unseen conforms, as far as every check lets so many conform; the rest was not seen."""
    of_any = max(0, max(map(_total, here)) - sum(counted.values()))
    not_applicable = min(of_any, *(tally.not_applicable for tally in here))
    allowed = min(tally.conforming + tally.advice + tally.not_applicable for tally in here)
    conforming = max(0, min(of_any, allowed) - not_applicable)
    not_seen = counted.get("not_seen", 0) + of_any - not_applicable - conforming
    return Tally(**{**counted, "not_seen": not_seen}, not_applicable=not_applicable, conforming=conforming)


def _total(tally: Tally) -> int:
    return sum(getattr(tally, field.name) for field in fields(Tally))


# --- for one section, and for personnel ------------------------------------------------------------------------


def of_section(audit: Audit, section: str) -> Audit:
    """What one section has to put right, and what it is asked to do.

    Of other sections there is nothing, but what is tied to its own: a login that serves one of its accounts with the other
    accounts that it serves, and who administers its accounts or approved its exceptions. A finding on a login that several
    sections use stands in the edition of one of them; what reviews ask for about it, in each.
    """
    own = _Own.of(audit, section)
    reviews = tuple(own.reviews(audit))
    shown = {review.id for review in reviews}
    matrix = tuple(cell for cell in audit.matrix if cell.section == section)
    waivers = tuple(row for row in audit.waivers if row.subject.section == section)
    numbers = {review.staff_number for review in reviews} | {row.approver for row in waivers}
    return replace(
        audit,
        findings=own.findings(audit.findings),
        closed=own.findings(audit.closed),
        unconfirmed=own.findings(audit.unconfirmed),
        not_seen=tuple(entry for entry in audit.not_seen if entry.section == section),
        notes=(),
        limits=audit.limits + len(audit.notes),
        matrix=matrix,
        parameters=(),
        register=tuple(row for row in audit.register if row.section == section),
        managers=tuple(row for row in audit.managers if row.section == section),
        reviews=reviews,
        tells_alike=False,
        stages=tuple(own.stages(stages) for stages in audit.stages if stages.id in shown),
        waivers=waivers,
        deadlines=tuple(own.deadlines(audit.deadlines)),
        subjects=tuple(subject for subject in audit.subjects if own.concerns(subject)),
        people=tuple(person for person in audit.people if person.staff_number in numbers),
        sizes=tuple(size for size in audit.sizes if size.section == section),
        counts=_counts_of(audit, added(cell.tally for cell in matrix), section),
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """A section's accounts and logins, as far as the audit speaks of them."""

    section: str
    ids: frozenset[tuple[SubjectKind, str]]

    @classmethod
    def of(cls, audit: Audit, section: str) -> _Own:
        subjects = (*audit.subjects, *_told_of(audit))
        named = {(subject.kind, subject.id) for subject in subjects if subject.section == section}
        named |= {(SubjectKind.ACCOUNT, row.account_id) for row in audit.register if row.section == section}
        return cls(section, frozenset(named))

    def accounts(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(id for id in ids if (SubjectKind.ACCOUNT, id) in self.ids)

    def logins(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(id for id in ids if (SubjectKind.LOGIN, id) in self.ids)

    def concerns(self, subject: Subject) -> bool:
        """Whether it is the section's own, or a login that serves one of its accounts."""
        if subject.section == self.section:
            return True
        return subject.kind is SubjectKind.LOGIN and bool(self.accounts(subject.accounts))

    def findings(self, findings: Iterable[AuditFinding]) -> tuple[AuditFinding, ...]:
        return tuple(self._finding(one) for one in findings if one.subject.section == self.section)

    def _finding(self, finding: AuditFinding) -> AuditFinding:
        related = self.logins(finding.related)
        elsewhere = finding.related_elsewhere + len(finding.related) - len(related)
        told = _told_plainly(finding)
        return replace(told, related=related, related_elsewhere=elsewhere)

    def reviews(self, audit: Audit) -> Iterator[Review]:
        subjects = subjects_by_id(audit.subjects)
        for review in _as_everybody_may_see(audit):
            tasks = tuple(
                task for task in review.tasks if self.section in sections_of(task, review, subjects)
            )
            if tasks:
                yield replace(
                    review, tasks=tasks, accounts=self.accounts(review.accounts), alike=self.alike(review)
                )

    def alike(self, review: Review) -> tuple[str, ...] | None:
        """None, for not told here, where the logins alike are those of other sections alone."""
        return review.alike and (self.logins(review.alike) or None)

    def stages(self, stages: IncidentStages) -> IncidentStages:
        could = stages.could_announce
        return stages if could is None else replace(stages, could_announce=self.accounts(could))

    def deadlines(self, deadlines: Iterable[Deadline]) -> Iterator[Deadline]:
        """A task about a login that several sections use concerns each of them."""
        for one in deadlines:
            if one.subject.section == self.section or (
                one.kind is DeadlineKind.TASK and self.concerns(one.subject)
            ):
                yield one


def _counts_of(audit: Audit, tally: Tally, section: str) -> Counts:
    size = next((size for size in audit.sizes if size.section == section), SectionSize(section, 0, 0))
    people = {row.staff_number for row in audit.register if row.section == section}
    return _counts(tally, accounts=size.accounts, logins=size.logins, staff=len(people))


def _counts(tally: Tally, *, accounts: int, logins: int, staff: int) -> Counts:
    outcomes = {field.name: getattr(tally, field.name) for field in fields(Tally) if field.name != "not_seen"}
    return Counts(accounts=accounts, logins=logins, staff=staff, **outcomes)


REVIEWS = ("transfer-review",)


def for_personnel(audit: Audit) -> Audit:
    """The reviews, as who gave the orders may see them, and nothing of passwords or accounts' other findings."""
    reviews = tuple(review for review in audit.reviews if not review.kind.is_incident)
    waivers = tuple(row for row in audit.waivers if row.check in REVIEWS)
    numbers = {review.staff_number for review in reviews} | {row.approver for row in waivers}
    matrix = tuple(cell for cell in audit.matrix if cell.check in REVIEWS)
    return replace(
        audit,
        findings=tuple(one for one in audit.findings if one.check in REVIEWS),
        closed=tuple(one for one in audit.closed if one.check in REVIEWS),
        unconfirmed=tuple(one for one in audit.unconfirmed if one.check in REVIEWS),
        not_seen=tuple(entry for entry in audit.not_seen if entry.check in REVIEWS),
        not_set_up=tuple(check for check in audit.not_set_up if check in REVIEWS),
        notes=(),
        limits=audit.limits + len(audit.notes),
        checks=tuple(check for check in audit.checks if check.id in REVIEWS),
        matrix=matrix,
        coverage=tuple(
            replace(clause, checks=reviewing)
            for clause in audit.coverage
            if (reviewing := tuple(check for check in clause.checks if check in REVIEWS))
        ),
        parameters=(),
        register=(),
        managers=(),
        reviews=reviews,
        stages=(),
        waivers=waivers,
        deadlines=tuple(
            one for one in audit.deadlines if one.check in REVIEWS and one.kind is DeadlineKind.TASK
        ),
        subjects=tuple(_of_reviews(audit.subjects, reviews)),
        people=tuple(person for person in audit.people if person.staff_number in numbers),
        tells_orders_ahead=True,
        counts=_city_counts(audit, matrix),
    )


def _of_reviews(subjects: Iterable[Subject], reviews: Iterable[Review]) -> Iterator[Subject]:
    """The accounts and logins that the reviews speak of, and the accounts that these logins serve."""
    about = {(task.kind.subject_kind, task.subject) for review in reviews for task in review.tasks}
    about |= {(SubjectKind.ACCOUNT, account) for review in reviews for account in review.accounts}
    about |= {
        (SubjectKind.ACCOUNT, account)
        for subject in subjects
        if (subject.kind, subject.id) in about
        for account in subject.accounts
    }
    return (subject for subject in subjects if (subject.kind, subject.id) in about)
