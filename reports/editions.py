"""Which edition holds what. An edition is an audit again, with less in it: no format and no style can let out what is gone.

``it`` is the audit itself. ``pr`` tells of each login that its password, or its second factor, does not keep the rules, and
never which rule: the checks that would tell are made one. ``section`` holds what one section has to put right, and
``personnel`` the reviews, those of orders not in force yet included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import assert_never

from checks._contract import Review, Severity, Status, Text
from reports.arrangement import added, is_late
from reports.audit import (
    Audit,
    AuditFinding,
    CheckInfo,
    ClauseCoverage,
    Counts,
    Deadline,
    DeadlineKind,
    MatrixCell,
    NotSeenEntry,
    SectionSize,
    State,
    Tally,
    WaiverRow,
    finding_order,
)
from reports.duties import sections_of, subjects_by_id
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

ENDS = Text("{title}に関する期限", "A date of: {title}")
"""What a coming day of a concealed check is told as."""

UNSEEN = Text("判定に必要な情報を得られませんでした。", "The audit could not see what it needs to judge.")
"""Why a concealed check could not judge: the true reason may name what it looks for."""

INCIDENTS = ("incident-response",)
UNFINISHED = Text(
    "不正アクセス等への対応に、済んでいないものがあります。", "The response to an incident is not finished."
)
"""In place of a sentence that names the logins whose password is the same or nearly the same."""


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
    """Every section that has something in the audit, by name; ``""`` where something has no section."""
    subjects = subjects_by_id(audit.subjects)
    found = {finding.subject.section for finding in (*audit.findings, *audit.unconfirmed)}
    found |= {cell.section for cell in audit.matrix}
    found |= {row.section for row in audit.register}
    for review in audit.reviews:
        for task in review.tasks:
            found.update(sections_of(task, review, subjects))
    return tuple(sorted(found))


def _city_counts(audit: Audit, matrix: Iterable[MatrixCell]) -> Counts:
    counts = audit.counts
    tally = added(cell.tally for cell in matrix)
    return _counts(tally, accounts=counts.accounts, logins=counts.logins, staff=counts.staff)


# --- for PR ----------------------------------------------------------------------------------------------------


def plain(audit: Audit) -> Audit:
    """The audit without a word that tells one weakness of a password, or of a second factor, from another.

    A login counts once for each of ``CONCEALED``: as not conforming if any of its checks says so, as not seen if any saw
    nothing. Advice of theirs is left out, since few checks give any: a rule is kept in its own words, and what would be
    better is told by the section's sheet. What the audit could not judge for want of data is counted (``limits``) and told
    in the edition for IT security, and so are the logins whose password is like that of one that was broken into.
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
        limits=len(audit.notes) + sum(check in made.group_of for check in audit.not_set_up),
        checks=tuple(made.checks()),
        matrix=matrix,
        coverage=tuple(map(made.clause, audit.coverage)),
        parameters=(),
        reviews=tuple(replace(review, alike=None) for review in audit.reviews),
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
            if finding.check in INCIDENTS:
                kept.append(replace(finding, message=UNFINISHED, related=()))
            elif group is None:
                kept.append(finding)
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
        grave = some[0].severity if info is None else info.severity
        dues = [finding.due for finding in some if finding.due is not None]
        return AuditFinding(
            key=f"{group.id}:{some[0].subject.id}",
            check=group.id,
            clause="" if info is None else info.clause,
            status=status,
            severity=Severity.LOW if status is Status.WAIVED else grave,
            subject=some[0].subject,
            message=group.message,
            remedy=group.remedy,
            due=min(dues, default=None),
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
        concealed = [self.group_of[check] for check in coverage.checks if check in self.group_of]
        if not concealed:
            return coverage
        return replace(
            coverage,
            summary=concealed[0].asks,
            checks=tuple(
                dict.fromkeys(
                    self.group_of[check].id if check in self.group_of else check for check in coverage.checks
                )
            ),
            note=None,
        )

    def waivers(self) -> Iterator[WaiverRow]:
        """Exceptions of one group that agree in all but the check are told once."""
        rows: dict[WaiverRow, None] = {}
        for row in self._audit.waivers:
            group = self.group_of.get(row.check)
            told = (
                row
                if group is None
                else replace(row, key=f"{group.id}:{row.subject.id}", check=group.id, reason="")
            )
            rows[told] = None
        return iter(rows)

    def deadlines(self) -> Iterator[Deadline]:
        told: set[tuple[str, str, date]] = set()
        for deadline in self._audit.deadlines:
            group = self.group_of.get(deadline.check)
            if group is None:
                yield deadline
                continue
            key = (group.id, deadline.subject.id, deadline.day)
            if key not in told:
                told.add(key)
                yield replace(deadline, check=group.id, what=ENDS.fill(title=group.title))


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
    """What is neither found nor unseen conforms; never more than any of the checks would let conform."""
    subjects = max(_total(tally) for tally in here)
    not_applicable = min(tally.not_applicable for tally in here)
    rest = subjects - not_applicable - sum(counted.values())
    return Tally(**counted, not_applicable=not_applicable, conforming=max(0, rest))


def _total(tally: Tally) -> int:
    return sum(getattr(tally, field.name) for field in fields(Tally))


# --- for one section, and for personnel ------------------------------------------------------------------------


def of_section(audit: Audit, section: str) -> Audit:
    """What one section has to put right, and what it is asked to do; of other sections not even the names of logins."""
    subjects = subjects_by_id(audit.subjects)
    own = {finding.subject.id for finding in audit.findings if finding.subject.section == section}
    reviews = tuple(
        replace(review, tasks=tasks, alike=_own_alike(review, own))
        for review in audit.reviews
        if (tasks := tuple(task for task in review.tasks if section in sections_of(task, review, subjects)))
    )
    shown = {review.id for review in reviews}
    findings = tuple(_only_own(one, own) for one in audit.findings if one.subject.section == section)
    matrix = tuple(cell for cell in audit.matrix if cell.section == section)
    tally = added(cell.tally for cell in matrix)
    accounts = {row.account_id for row in audit.register if row.section == section}
    numbers = {review.staff_number for review in reviews}
    waivers = tuple(row for row in audit.waivers if row.subject.section == section)
    numbers |= {row.approver for row in waivers}
    return replace(
        audit,
        findings=findings,
        closed=tuple(one for one in audit.closed if one.subject.section == section),
        unconfirmed=tuple(_only_own(one, own) for one in audit.unconfirmed if one.subject.section == section),
        not_seen=tuple(entry for entry in audit.not_seen if entry.section == section),
        notes=(),
        limits=len(audit.notes),
        matrix=matrix,
        parameters=(),
        register=tuple(row for row in audit.register if row.section == section),
        reviews=reviews,
        stages=tuple(
            replace(stages, could_announce=_kept(stages.could_announce, accounts))
            for stages in audit.stages
            if stages.id in shown
        ),
        waivers=waivers,
        deadlines=tuple(one for one in audit.deadlines if one.subject.section == section),
        people=tuple(person for person in audit.people if person.staff_number in numbers),
        counts=_counts_of(audit, tally, section),
    )


def _only_own(finding: AuditFinding, own: set[str]) -> AuditFinding:
    related = tuple(id for id in finding.related if id in own)
    message = UNFINISHED if finding.check in INCIDENTS else finding.message  # it names all that are related
    return replace(
        finding, message=message, related=related, related_elsewhere=len(finding.related) - len(related)
    )


def _own_alike(review: Review, own: set[str]) -> tuple[str, ...] | None:
    """None, for not told here, where the logins alike are those of other sections alone."""
    return review.alike and (_kept(review.alike, own) or None)


def _kept(ids: tuple[str, ...] | None, own: set[str]) -> tuple[str, ...] | None:
    return None if ids is None else tuple(id for id in ids if id in own)


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
    numbers = {review.staff_number for review in reviews}
    matrix = tuple(cell for cell in audit.matrix if cell.check in REVIEWS)
    return replace(
        audit,
        findings=tuple(one for one in audit.findings if one.check in REVIEWS),
        closed=tuple(one for one in audit.closed if one.check in REVIEWS),
        unconfirmed=tuple(one for one in audit.unconfirmed if one.check in REVIEWS),
        not_seen=tuple(entry for entry in audit.not_seen if entry.check in REVIEWS),
        not_set_up=tuple(check for check in audit.not_set_up if check in REVIEWS),
        notes=(),
        limits=len(audit.notes),
        checks=tuple(check for check in audit.checks if check.id in REVIEWS),
        matrix=matrix,
        coverage=tuple(clause for clause in audit.coverage if set(clause.checks) & set(REVIEWS)),
        parameters=(),
        register=(),
        reviews=reviews,
        stages=(),
        waivers=tuple(row for row in audit.waivers if row.check in REVIEWS),
        deadlines=tuple(
            one for one in audit.deadlines if one.check in REVIEWS and one.kind is DeadlineKind.TASK
        ),
        people=tuple(person for person in audit.people if person.staff_number in numbers),
        tells_orders_ahead=True,
        counts=_city_counts(audit, matrix),
    )
