"""A finished audit, arranged for people: grouped, counted, numbered, looked up. Pure; every format may use it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum

from checks._contract import Severity, Status, Text
from reports.audit import Audit, AuditFinding, CheckInfo, ClauseCoverage, RegisterRow, State, Tally

MATRIX_WIDTH = 20
"""Checks side by side that an A4 page takes beside the section's name; more go into a further matrix."""

LONG = 1_000
"""Rows by section (findings, administrators, tasks) above which a browser is told to lay them out only when they come
near."""


def section_order(section: str) -> tuple[bool, str]:
    """Sections by name; what has none comes last."""
    return (section == "", section)


def is_late(finding: AuditFinding, day: date) -> bool:
    """Whether the finding's due day has passed on ``day``. A waived one has nothing due."""
    return finding.due is not None and finding.due < day and finding.status is not Status.WAIVED


def is_long(audit: Audit) -> bool:
    """Whether laying out the whole report at once would take a browser noticeable time."""
    tasks = sum(len(review.tasks) for review in audit.reviews)
    return len(audit.findings) + len(audit.register) + tasks > LONG


def added(tallies: Iterable[Tally]) -> Tally:
    """Tallies counted together."""
    listed = tuple(tallies)
    return Tally(
        **{field.name: sum(getattr(tally, field.name) for tally in listed) for field in fields(Tally)}
    )


# --- totals ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """How many findings of one severity stand, by status."""

    severity: Severity
    by_status: Mapping[Status, int]

    @property
    def total(self) -> int:
        return sum(self.by_status.values())


@dataclass(frozen=True, slots=True)
class Totals:
    """The audit in numbers. ``judged`` counts what was decided: neither unverified nor not seen."""

    tally: Tally
    judged: int
    by_severity: tuple[SeverityRow, ...]
    by_state: Mapping[State, int]
    late: int


def totals(audit: Audit) -> Totals:
    counts = audit.counts
    severities = Counter((finding.severity, finding.status) for finding in audit.findings)
    states = Counter(finding.state for finding in audit.findings)
    return Totals(
        tally=Tally(
            conforming=counts.conforming,
            nonconforming=counts.nonconforming,
            unverified=counts.unverified,
            pending=counts.pending,
            advice=counts.advice,
            waived=counts.waived,
            not_seen=len(audit.not_seen),
            not_applicable=counts.not_applicable,
        ),
        judged=counts.conforming + counts.nonconforming + counts.pending + counts.advice + counts.waived,
        by_severity=tuple(
            SeverityRow(severity, {status: severities[severity, status] for status in Status})
            for severity in Severity
        ),
        by_state={state: states[state] for state in State if state is not State.CLOSED},
        late=sum(is_late(finding, audit.run.day) for finding in audit.findings),
    )


# --- what was not seen ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """One subject, one reason, and every check that could not be judged for it."""

    subject: str
    why: Text
    checks: tuple[str, ...]


def gaps(audit: Audit) -> tuple[Gap, ...]:
    """What was not seen, one row a subject and reason: a login without a password fails many checks at once."""
    checks_of: dict[tuple[str, Text], list[str]] = defaultdict(list)
    for entry in audit.not_seen:
        checks_of[entry.subject, entry.why].append(entry.check)
    return tuple(Gap(subject, why, tuple(checks)) for (subject, why), checks in checks_of.items())


# --- matrix -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberedCheck:
    """A check with the number that stands for it in the matrix."""

    number: int
    check: CheckInfo


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """``tallies`` beside the matrix's checks; an empty tally where the section has no outcome."""

    section: str
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    checks: tuple[NumberedCheck, ...]
    rows: tuple[MatrixRow, ...]


def matrices(audit: Audit) -> tuple[Matrix, ...]:
    """Section × check, cut into as few pieces as ``MATRIX_WIDTH`` allows, of nearly the same width."""
    tally_of = {(cell.section, cell.check): cell.tally for cell in audit.matrix}
    sections = sorted({cell.section for cell in audit.matrix}, key=section_order)
    numbered = tuple(NumberedCheck(number, check) for number, check in enumerate(audit.checks, start=1))
    pieces = max(1, math.ceil(len(numbered) / MATRIX_WIDTH))
    width = max(1, math.ceil(len(numbered) / pieces))
    none = Tally()
    return tuple(
        Matrix(
            checks,
            tuple(
                MatrixRow(section, tuple(tally_of.get((section, one.check.id), none) for one in checks))
                for section in sections
            ),
        )
        for start in range(0, len(numbered), width)
        if (checks := numbered[start : start + width])
    )


# --- findings and register, by section -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberedFinding:
    number: int
    finding: AuditFinding
    late: bool


@dataclass(frozen=True, slots=True)
class SharedRemedy:
    """How to put right the findings of one check that ask for the same; ``numbers`` in ranges, first and last."""

    check: str
    remedy: Text
    numbers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SectionFindings:
    """What one section has to put right. ``number`` is the section's place, for links.

    A remedy that many findings share is told once.
    """

    number: int
    section: str
    findings: tuple[NumberedFinding, ...]
    remedies: tuple[SharedRemedy, ...]
    counts: Tally


def findings_by_section(audit: Audit) -> tuple[SectionFindings, ...]:
    """Findings numbered through the report; inside a section in the audit's order, gravest first."""
    by_section: dict[str, list[AuditFinding]] = defaultdict(list)
    for finding in audit.findings:
        by_section[finding.subject.section].append(finding)
    groups = []
    number = 0
    for place, section in enumerate(sorted(by_section, key=section_order), start=1):
        here = by_section[section]
        numbered = tuple(
            NumberedFinding(number + n, finding, is_late(finding, audit.run.day))
            for n, finding in enumerate(here, start=1)
        )
        number += len(here)
        statuses = Counter(finding.status.value for finding in here)
        groups.append(SectionFindings(place, section, numbered, _remedies(numbered), Tally(**statuses)))
    return tuple(groups)


def _remedies(findings: Iterable[NumberedFinding]) -> tuple[SharedRemedy, ...]:
    numbers: dict[tuple[str, Text], list[int]] = defaultdict(list)
    for one in findings:
        numbers[one.finding.check, one.finding.remedy].append(one.number)
    return tuple(SharedRemedy(check, remedy, _ranges(some)) for (check, remedy), some in numbers.items())


def _ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """1 2 3 7 as (1, 3), (7, 7); ``numbers`` ascend."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return tuple(ranges)


@dataclass(frozen=True, slots=True)
class SectionRegister:
    section: str
    rows: tuple[RegisterRow, ...]


def register_by_section(audit: Audit) -> tuple[SectionRegister, ...]:
    by_section: dict[str, list[RegisterRow]] = defaultdict(list)
    for row in audit.register:
        by_section[row.section].append(row)
    return tuple(
        SectionRegister(
            section,
            tuple(
                sorted(by_section[section], key=lambda row: (row.service, row.account_id, row.staff_number))
            ),
        )
        for section in sorted(by_section, key=section_order)
    )


# --- clauses ----------------------------------------------------------------------------------------------------------


class ClauseState(Enum):
    JUDGED = "judged"
    OUT_OF_SCOPE = "out of scope"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """A clause and what came out of its checks, summed over the city."""

    coverage: ClauseCoverage
    state: ClauseState
    results: tuple[tuple[str, Tally], ...]  # check id and its outcomes


def clause_results(audit: Audit) -> tuple[ClauseResult, ...]:
    tallies_of: dict[str, list[Tally]] = defaultdict(list)
    for cell in audit.matrix:
        tallies_of[cell.check].append(cell.tally)
    return tuple(
        ClauseResult(
            clause,
            _clause_state(clause),
            tuple((check, added(tallies_of[check])) for check in clause.checks),
        )
        for clause in audit.coverage
    )


def absent_checks(audit: Audit) -> tuple[str, ...]:
    """Checks that clauses name and that this run did not have, so that nothing was judged by them."""
    present = {check.id for check in audit.checks}
    return tuple(sorted({id for clause in audit.coverage for id in clause.checks} - present))


def _clause_state(clause: ClauseCoverage) -> ClauseState:
    if "conduct" in clause.cover and not clause.checks:
        return ClauseState.OUT_OF_SCOPE
    return ClauseState.JUDGED if clause.judged else ClauseState.NOT_JUDGED
