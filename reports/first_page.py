"""What stands on the first page of the report: figures beside last month's, the most important points, who must act by when.

Pure, and told from what the edition holds: a reader of this page alone knows how many, how bad, better or worse than last
month, what was not seen, and who must act by when.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from checks._contract import Review, ReviewKind, Severity, Status, Text
from checks._duties import KINDS
from reports.arrangement import is_late, section_order
from reports.audit import Audit, AuditFinding, NotSeenEntry
from reports.duties import sections_of, subjects_by_id
from reports.history import Month

POINTS = 3
"""How many points the first page names."""

SECTIONS = 10
"""How many sections the first page names with what they have to do; the rest is counted."""

NAMED_SECTIONS = 3
"""How many sections a point names; the rest is counted."""

NAMED_REASONS = 3
"""How many reasons for not seeing the first page names for a section; the rest is counted."""

NAMED_GAPS = 3
"""How many sections the first page names in which something was not seen; the rest is counted."""

TO_ACT = (Status.NONCONFORMING, Status.UNVERIFIED, Status.PENDING)
"""Findings that ask somebody to do something: advice need not be followed, and an exception asks for nothing until it ends."""

TO_PUT_RIGHT = (Status.NONCONFORMING, Status.UNVERIFIED)


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

    @property
    def month(self) -> Month:
        return Month.of(self.day)


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
    to_put_right_late: Compared  # those of them that are past their due day

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
        before=None if previous is None else before(audit.run.day, previous.run.day),
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
        to_put_right=compared(TO_PUT_RIGHT),
        to_put_right_late=Compared(now.to_put_right_late, None if then is None else then.to_put_right_late),
    )


class _Figures:
    def __init__(self, audit: Audit) -> None:
        self.severities = Counter(finding.severity for finding in audit.findings)
        late = [finding for finding in audit.findings if is_late(finding, audit.run.day)]
        self.late = len(late)
        self.to_put_right_late = sum(finding.status in TO_PUT_RIGHT for finding in late)
        self._statuses = Counter(finding.status for finding in audit.findings)

    def of(self, statuses: Iterable[Status]) -> int:
        return sum(self._statuses[status] for status in statuses)


def before(day: date, earlier: date) -> Before:
    return Before(earlier, is_last_month=Month.of(earlier) == Month.of(day).earlier(1))


# --- the most important points --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """What is the matter, where, and until when it is to be put right.

    ``count`` are the findings of one check that ask for something, or the open steps of an incident; ``late`` those past
    their due day; ``due`` the next day on which one of the others is due. ``severity`` is the gravest of them, and
    ``severities`` how many are of which, gravest first; ``late_severities`` those of them that are late. Steps have none of
    their own. ``sections`` are named with most of it first.
    """

    what: Text
    severity: Severity
    is_incident: bool
    count: int
    severities: tuple[tuple[Severity, int], ...]
    late: int
    late_severities: tuple[tuple[Severity, int], ...]
    due: date | None
    sections: tuple[str, ...]
    more_sections: int


def points(audit: Audit) -> tuple[Point, ...]:
    """The most important points, at most ``POINTS``.

    Each incident with an open step is one, and so are the findings of each check that ask for something
    (``TO_ACT``). The gravest severity comes first; of one severity incidents do; then what is late with most findings of
    that severity, of the next one and so on, in the same way what is found most often, what is due soonest; last the
    order of the pack. The check that tells of incidents is left out where they stand for themselves.
    """
    incidents = [_incident(review, audit) for review in _open_incidents(audit)]
    checks = [point for id, point in _by_check(audit) if not (incidents and id == "incident-response")]
    return tuple(sorted((*incidents, *checks), key=_importance)[:POINTS])


def _importance(point: Point) -> tuple[int, bool, tuple[int, ...], tuple[int, ...], int, date]:
    return (
        point.severity.rank,
        not point.is_incident,
        _most_grave_first(point.late_severities),
        _most_grave_first(point.severities),
        -point.count,
        point.due or date.max,
    )


def _most_grave_first(severities: Iterable[tuple[Severity, int]]) -> tuple[int, ...]:
    """Sorts by how many are of the gravest severity, then of the next one."""
    counts = dict(severities)
    return tuple(-counts.get(severity, 0) for severity in Severity)


def _open_incidents(audit: Audit) -> Iterator[Review]:
    return (review for review in audit.reviews if review.kind.is_incident and review.open_tasks)


def _incident(review: Review, audit: Audit) -> Point:
    subjects = subjects_by_id(audit.subjects)
    tasks = review.open_tasks
    named, more = _named(section for task in tasks for section in sections_of(task, review, subjects))
    return Point(
        what=Text("{kind}（事案{id}）", "{kind} (incident {id})").fill(kind=KINDS[review.kind], id=review.id),
        severity=review.severity or Severity.CRITICAL,
        is_incident=True,
        count=len(tasks),
        severities=(),
        late=sum(task.is_late(audit.run.day) for task in tasks),
        late_severities=(),
        due=_next((task.due for task in tasks), audit.run.day),
        sections=named,
        more_sections=more,
    )


def _by_check(audit: Audit) -> Iterator[tuple[str, Point]]:
    found: dict[str, list[AuditFinding]] = defaultdict(list)
    for finding in audit.findings:
        if finding.status in TO_ACT:
            found[finding.check].append(finding)
    for check in audit.checks:
        some = found.get(check.id)
        if some:
            yield check.id, _point(check.title, some, audit.run.day)


def _point(what: Text, findings: list[AuditFinding], day: date) -> Point:
    late = [finding for finding in findings if is_late(finding, day)]
    severities = _by_severity(findings)
    named, more = _named(finding.subject.section for finding in findings)
    return Point(
        what=what,
        severity=severities[0][0],
        is_incident=False,
        count=len(findings),
        severities=severities,
        late=len(late),
        late_severities=_by_severity(late),
        due=_next((finding.due for finding in findings), day),
        sections=named,
        more_sections=more,
    )


def _by_severity(findings: Iterable[AuditFinding]) -> tuple[tuple[Severity, int], ...]:
    """How many are of which severity, gravest first; of what there is none is left out."""
    counts = Counter(finding.severity for finding in findings)
    return tuple((severity, counts[severity]) for severity in Severity if counts[severity])


def _named(sections: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Those named most often, and how many more there are."""
    counts = Counter(sections)
    ordered = sorted(counts, key=lambda section: (-counts[section], section_order(section)))
    return tuple(ordered[:NAMED_SECTIONS]), len(ordered[NAMED_SECTIONS:])


def _next(dues: Iterable[date | None], day: date) -> date | None:
    return min((due for due in dues if due is not None and due >= day), default=None)


# --- incidents of the month ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthsIncident:
    """An incident that was open at some time in the month. ``ended`` is None while ``left`` steps are open.

    ``late`` counts the steps that are past their day, ``due`` is the next day of the others.
    """

    sections: tuple[str, ...]
    more_sections: int
    left: int
    late: int
    due: date | None
    ended: date | None


@dataclass(frozen=True, slots=True)
class MonthsIncidents:
    """All of one kind."""

    kind: ReviewKind
    incidents: tuple[MonthsIncident, ...]


def months_incidents(audit: Audit) -> tuple[MonthsIncidents, ...]:
    """Those that were open on a day of the month of the day judged, up to that day; as they were noticed."""
    first = Month.of(audit.run.day).first
    of_kind: dict[ReviewKind, list[MonthsIncident]] = defaultdict(list)
    for review in sorted(audit.reviews, key=lambda review: (review.effective, len(review.id), review.id)):
        if review.kind.is_incident:
            told = _months_incident(review, audit)
            if told.ended is None or told.ended >= first:
                of_kind[review.kind].append(told)
    return tuple(MonthsIncidents(kind, tuple(some)) for kind, some in of_kind.items())


def _months_incident(review: Review, audit: Audit) -> MonthsIncident:
    subjects = subjects_by_id(audit.subjects)
    left = review.open_tasks
    # Steps that were waived or withdrawn have no day: without any other the incident ended when it was taken in.
    closed = [task.closed for task in review.tasks if task.closed is not None]
    named, more = _named(
        section for task in left or review.tasks for section in sections_of(task, review, subjects)
    )
    return MonthsIncident(
        sections=named,
        more_sections=more,
        left=len(left),
        late=sum(task.is_late(audit.run.day) for task in left),
        due=_next((task.due for task in left), audit.run.day),
        ended=None if left else max(closed, default=review.known),
    )


# --- who must act by when -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectionActs:
    """What one section has to do: findings that ask for something, those past their due day, the next due day.

    ``oldest`` is the first of the due days that have passed.
    """

    section: str
    open: int
    late: int
    due: date | None
    oldest: date | None


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
        (_section_acts(section, some, audit.run.day) for section, some in found.items()),
        key=lambda row: (-row.late, row.due or date.max, -row.open, section_order(row.section)),
    )
    others = rows[SECTIONS:]
    return WhoActs(
        tuple(rows[:SECTIONS]),
        others=len(others),
        others_open=sum(row.open for row in others),
        others_late=sum(row.late for row in others),
    )


def _section_acts(section: str, findings: list[AuditFinding], day: date) -> SectionActs:
    dues = [finding.due for finding in findings if finding.due is not None]
    return SectionActs(
        section,
        open=len(findings),
        late=sum(is_late(finding, day) for finding in findings),
        due=_next(dues, day),
        oldest=min((due for due in dues if due < day), default=None),
    )


# --- what was not seen ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectionGap:
    """In one section: ``judgements`` that could not be made, about how many ``subjects``, for which reasons most often."""

    section: str
    subjects: int
    judgements: int
    reasons: tuple[tuple[Text, int], ...]
    more_reasons: int


@dataclass(frozen=True, slots=True)
class NotSeen:
    """``judgements`` that could not be made, in the sections with most of them; the rest is counted.

    ``standing``: findings that stood open before and that this audit could see nothing of.
    """

    judgements: int
    sections: tuple[SectionGap, ...]
    more_sections: int
    more_judgements: int
    standing: int
    not_set_up: int
    limits: int  # that the edition names or counts


def not_seen(audit: Audit) -> NotSeen:
    of_section: dict[str, list[NotSeenEntry]] = defaultdict(list)
    for entry in audit.not_seen:
        of_section[entry.section].append(entry)
    gaps = sorted(
        (_section_gap(section, entries) for section, entries in of_section.items()),
        key=lambda gap: (-gap.judgements, section_order(gap.section)),
    )
    others = gaps[NAMED_GAPS:]
    return NotSeen(
        judgements=len(audit.not_seen),
        sections=tuple(gaps[:NAMED_GAPS]),
        more_sections=len(others),
        more_judgements=sum(gap.judgements for gap in others),
        standing=len(audit.unconfirmed),
        not_set_up=len(audit.not_set_up),
        limits=len(audit.notes) + audit.limits,
    )


def _section_gap(section: str, entries: list[NotSeenEntry]) -> SectionGap:
    reasons = Counter(entry.why for entry in entries).most_common()
    return SectionGap(
        section,
        subjects=len({entry.subject for entry in entries}),
        judgements=len(entries),
        reasons=tuple(reasons[:NAMED_REASONS]),
        more_reasons=len(reasons[NAMED_REASONS:]),
    )
