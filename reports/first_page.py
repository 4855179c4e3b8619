"""What stands on the first page of the report: figures beside last month's, the most important points, who must act by when.

Pure, and told from what the edition holds: a reader of this page alone knows how many, how bad, better or worse than last
month, what was not seen, and who must act by when.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from checks._contract import Review, Severity, Status, Text
from checks._duties import KINDS
from reports.arrangement import is_late, section_order
from reports.audit import Audit, AuditFinding
from reports.duties import sections_of, subjects_by_id
from reports.history import Month

POINTS = 3
"""How many points the first page names."""

SECTIONS = 8
"""How many sections the first page names with what they have to do; the rest is counted."""

NAMED_SECTIONS = 3
"""How many sections a point names; the rest is counted."""

NAMED_REASONS = 3
"""How many reasons for not seeing the first page names; the rest is counted."""

TO_ACT = (Status.NONCONFORMING, Status.UNVERIFIED, Status.PENDING)
"""Findings that ask somebody to do something: advice need not be followed, and an exception asks for nothing until it ends."""


# --- figures beside last month's ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of this report beside last month's; ``before`` is None where there is none, which is not zero."""

    now: int
    before: int | None

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class Before:
    """What this report is compared with. ``is_last_month``: it is of the very month before, and not of an older one."""

    day: date
    is_last_month: bool


class Verdict(Enum):
    """Better or worse than before, by the sum of what is nonconforming and what is unverified."""

    NOTHING_BEFORE = "nothing before"
    MORE = "more"
    FEWER = "fewer"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Figures of an audit, each beside the one before."""

    before: Before | None
    findings: Compared
    statuses: tuple[tuple[Status, Compared], ...]
    severities: tuple[tuple[Severity, Compared], ...]
    late: Compared
    not_seen: Compared
    to_put_right: Compared  # nonconforming and unverified

    @property
    def verdict(self) -> Verdict:
        change = self.to_put_right.change
        if change is None:
            return Verdict.NOTHING_BEFORE
        return Verdict.MORE if change > 0 else Verdict.FEWER if change < 0 else Verdict.SAME

    @property
    def less_seen(self) -> bool:
        """Whether there seems to be no more than before, and yet more could not be seen: nobody may take that as better."""
        return self.verdict in (Verdict.FEWER, Verdict.SAME) and (self.not_seen.change or 0) > 0


def numbers(audit: Audit, previous: Audit | None) -> Numbers:
    """This audit in figures, beside those of ``previous``, the last audit of the newest month before."""
    now = _Figures(audit)
    then = None if previous is None else _Figures(previous)

    def compared(statuses: Iterable[Status]) -> Compared:
        listed = tuple(statuses)
        return Compared(now.of(listed), None if then is None else then.of(listed))

    return Numbers(
        before=None if previous is None else _before(audit.run.day, previous.run.day),
        findings=compared(Status),
        statuses=tuple((status, compared((status,))) for status in Status),
        severities=tuple(
            (
                severity,
                Compared(now.severities[severity], None if then is None else then.severities[severity]),
            )
            for severity in Severity
        ),
        late=Compared(now.late, None if then is None else then.late),
        not_seen=Compared(len(audit.not_seen), None if previous is None else len(previous.not_seen)),
        to_put_right=compared((Status.NONCONFORMING, Status.UNVERIFIED)),
    )


class _Figures:
    def __init__(self, audit: Audit) -> None:
        self.severities = Counter(finding.severity for finding in audit.findings)
        self.late = sum(is_late(finding, audit.run.day) for finding in audit.findings)
        self._statuses = Counter(finding.status for finding in audit.findings)

    def of(self, statuses: Iterable[Status]) -> int:
        return sum(self._statuses[status] for status in statuses)


def _before(day: date, earlier: date) -> Before:
    return Before(earlier, is_last_month=Month.of(earlier) == Month.of(day).earlier(1))


# --- the most important points --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """What is the matter, where, and until when it is to be put right.

    ``count`` are the findings of one check that ask for something, or the open steps of an incident; ``late`` those past
    their due day; ``due`` the next day on which one of the others is due. ``sections`` are named with most of it first.
    """

    what: Text
    severity: Severity
    is_incident: bool
    count: int
    late: int
    due: date | None
    sections: tuple[str, ...]
    more_sections: int


def points(audit: Audit) -> tuple[Point, ...]:
    """The most important points, at most ``POINTS``.

    Each incident with an open step is one, and so are the findings of each check that ask for something
    (``TO_ACT``). The gravest severity comes first; of one severity incidents do; then what is late most often, what is found
    most often, what is due soonest; last the order of the pack. The check that tells of incidents is left out where they
    stand for themselves.
    """
    incidents = [_incident(review, audit) for review in _open_incidents(audit)]
    checks = [point for id, point in _by_check(audit) if not (incidents and id == "incident-response")]
    return tuple(sorted((*incidents, *checks), key=_importance)[:POINTS])


def _importance(point: Point) -> tuple[int, bool, int, int, date]:
    return (point.severity.rank, not point.is_incident, -point.late, -point.count, point.due or date.max)


def _open_incidents(audit: Audit) -> Iterator[Review]:
    return (review for review in audit.reviews if review.kind.is_incident and review.open_tasks)


def _incident(review: Review, audit: Audit) -> Point:
    subjects = subjects_by_id(audit.subjects)
    tasks = review.open_tasks
    sections = Counter(section for task in tasks for section in sections_of(task, review, subjects))
    return _point(
        Text("{kind}（事案{id}）", "{kind} (incident {id})").fill(kind=KINDS[review.kind], id=review.id),
        review.severity or Severity.CRITICAL,
        sections,
        [task.due for task in tasks],
        audit.run.day,
        is_incident=True,
    )


def _by_check(audit: Audit) -> Iterator[tuple[str, Point]]:
    found: dict[str, list[AuditFinding]] = defaultdict(list)
    for finding in audit.findings:
        if finding.status in TO_ACT:
            found[finding.check].append(finding)
    for check in audit.checks:
        some = found.get(check.id)
        if some:
            yield (
                check.id,
                _point(
                    check.title,
                    min((finding.severity for finding in some), key=lambda severity: severity.rank),
                    Counter(finding.subject.section for finding in some),
                    [finding.due for finding in some],
                    audit.run.day,
                ),
            )


def _point(
    what: Text,
    severity: Severity,
    sections: Counter[str],
    dues: Sequence[date | None],
    day: date,
    *,
    is_incident: bool = False,
) -> Point:
    named = sorted(sections, key=lambda section: (-sections[section], section_order(section)))
    return Point(
        what=what,
        severity=severity,
        is_incident=is_incident,
        count=len(dues),
        late=sum(due is not None and due < day for due in dues),
        due=_next(dues, day),
        sections=tuple(named[:NAMED_SECTIONS]),
        more_sections=len(named[NAMED_SECTIONS:]),
    )


def _next(dues: Iterable[date | None], day: date) -> date | None:
    return min((due for due in dues if due is not None and due >= day), default=None)


# --- who must act by when -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectionActs:
    """What one section has to do: findings that ask for something, those past their due day, the next due day."""

    section: str
    open: int
    late: int
    due: date | None


@dataclass(frozen=True, slots=True)
class WhoActs:
    """``named`` are the most urgent sections; ``others`` how many more there are, with what they have to do together."""

    named: tuple[SectionActs, ...]
    others: int
    others_open: int
    others_late: int


def who_acts(audit: Audit) -> WhoActs:
    """By section; where there are more than ``SECTIONS``, the most urgent: most late, due soonest, most to do."""
    found: dict[str, list[AuditFinding]] = defaultdict(list)
    for finding in audit.findings:
        if finding.status in TO_ACT:
            found[finding.subject.section].append(finding)
    rows = sorted(
        (
            SectionActs(
                section,
                open=len(some),
                late=sum(is_late(finding, audit.run.day) for finding in some),
                due=_next((finding.due for finding in some), audit.run.day),
            )
            for section, some in found.items()
        ),
        key=lambda row: (-row.late, row.due or date.max, -row.open, section_order(row.section)),
    )
    others = rows[SECTIONS:]
    return WhoActs(
        tuple(rows[:SECTIONS]),
        others=len(others),
        others_open=sum(row.open for row in others),
        others_late=sum(row.late for row in others),
    )


# --- what was not seen ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotSeen:
    """``judgements`` that could not be made, of how many ``subjects``, for which reasons most often.

    ``standing``: findings that stood open before and that this audit could see nothing of.
    """

    judgements: int
    subjects: int
    reasons: tuple[tuple[Text, int], ...]
    more_reasons: int
    standing: int
    not_set_up: int
    limits: int  # that the edition names or counts


def not_seen(audit: Audit) -> NotSeen:
    reasons = Counter(entry.why for entry in audit.not_seen).most_common()
    return NotSeen(
        judgements=len(audit.not_seen),
        subjects=len({entry.subject for entry in audit.not_seen}),
        reasons=tuple(reasons[:NAMED_REASONS]),
        more_reasons=len(reasons[NAMED_REASONS:]),
        standing=len(audit.unconfirmed),
        not_set_up=len(audit.not_set_up),
        limits=len(audit.notes) + audit.limits,
    )
