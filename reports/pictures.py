"""The geometry of the report's pictures: where each bar, tick and day stands. Pure; words and colours are the template's.

Lengths are units of an SVG view box ``WIDTH`` wide, which is the width of a phone: there a unit is about a CSS pixel.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from checks._contract import Severity
from reports.arrangement import added, section_order
from reports.audit import COMING_DAYS, Audit, AuditFinding, Deadline, Tally
from reports.history import TREND_MONTHS, History, Month

WIDTH = 360


def _at(length: float) -> float:
    """To a tenth of a unit: finer is not seen, and the file stays small."""
    return round(length, 1)


# --- columns, one beside the other ----------------------------------------------------------------------------------

LEFT, RIGHT = 30.0, 356.0
TOP, FOOT = 16.0, 130.0
"""The plot of a picture with columns: numbers stand left of it, a total above each column, words below its foot."""

COLUMN = 0.68
"""How much of its place a column fills."""

TICKS = 5
"""Lines of the scale above zero, at most."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One kind's part of a bar: an upright one from ``y`` downwards, a lying one from ``x`` to the right."""

    kind: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """``centre`` and ``left`` are of its place; ``total`` is None where there is nothing to draw, which is not zero."""

    left: float
    centre: float
    top: float
    total: int | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Columns:
    """``place`` is the width of a column with the room around it."""

    place: float
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]


def columns(values: Sequence[Mapping[Severity, int] | None]) -> Columns:
    """Stacked columns, the gravest at the foot; None is a gap."""
    scale = _scale(max((sum(one.values()) for one in values if one is not None), default=0))
    unit = (FOOT - TOP) / scale[-1]
    place = (RIGHT - LEFT) / max(len(values), 1)
    return Columns(
        place=_at(place),
        columns=tuple(_column(n, one, place, unit) for n, one in enumerate(values)),
        ticks=tuple(Tick(value, _at(FOOT - value * unit)) for value in scale),
    )


def _column(number: int, values: Mapping[Severity, int] | None, place: float, unit: float) -> Column:
    left = LEFT + number * place
    width = place * COLUMN
    foot = FOOT
    segments = []
    for severity in Severity:
        found = 0 if values is None else values.get(severity, 0)
        if found:
            high = found * unit
            foot -= high
            inset = left + (place - width) / 2
            segments.append(Segment(severity.value, found, _at(inset), _at(foot), _at(width), _at(high)))
    total = None if values is None else sum(values.values())
    return Column(_at(left), _at(left + place / 2), _at(foot), total, tuple(segments))


def _scale(greatest: int) -> tuple[int, ...]:
    """Round numbers from zero to at least ``greatest``, in steps of 1, 2 or 5 times a power of ten."""
    step = next(
        leading * power
        for power in (10**n for n in count())
        for leading in (1, 2, 5)
        if leading * power * TICKS >= greatest
    )
    lines = max(1, -(-greatest // step))
    return tuple(step * line for line in range(lines + 1))


# --- the last thirteen months ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrendMonth:
    """A month of the trend. Nothing is known of one without a record: ``findings`` is None."""

    month: Month
    findings: Mapping[Severity, int] | None
    late: int | None
    not_seen: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Trend:
    months: tuple[TrendMonth, ...]
    columns: Columns


def trend(audit: Audit, history: History) -> Trend | None:
    """Findings that stood at the end of each of the last ``TREND_MONTHS`` months; None where no earlier month is known."""
    newest = Month.of(audit.run.day)
    kept = {one.month: one for one in history.months}
    if not any(month < newest for month in kept):
        return None
    months = []
    for back in reversed(range(TREND_MONTHS)):
        month = newest.earlier(back)
        one = kept.get(month)
        if one is None:
            months.append(TrendMonth(month, None, None, None, complete=False))
        else:
            figures = one.figures
            months.append(
                TrendMonth(month, dict(figures.severities), figures.late, figures.not_seen, one.complete)
            )
    return Trend(tuple(months), columns([one.findings for one in months]))


# --- how long findings have been open ------------------------------------------------------------------------------------

AGES = (7, 30, 90, 180, 365)
"""Last days of the buckets; one more holds what is older."""


@dataclass(frozen=True, slots=True)
class AgeBucket:
    """Findings that have been open for ``first`` to ``last`` days; ``last`` is None where nothing ends the bucket."""

    first: int
    last: int | None
    findings: Mapping[Severity, int]

    @property
    def total(self) -> int:
        return sum(self.findings.values())


@dataclass(frozen=True, slots=True)
class Ages:
    buckets: tuple[AgeBucket, ...]
    columns: Columns


def ages(findings: Iterable[AuditFinding], day: date) -> Ages:
    """By how many days ago each opened, this time."""
    firsts = (0, *(last + 1 for last in AGES))
    counted: list[Counter[Severity]] = [Counter() for _ in firsts]
    for finding in findings:
        old = (day - finding.stands_since).days
        place = sum(old > last for last in AGES)
        counted[place][finding.severity] += 1
    buckets = tuple(
        AgeBucket(first, last, {severity: counts[severity] for severity in Severity})
        for first, last, counts in zip(firsts, (*AGES, None), counted, strict=True)
    )
    return Ages(buckets, columns([bucket.findings for bucket in buckets]))


# --- state by section ------------------------------------------------------------------------------------------------------

BARS = 15
"""Sections that the picture shows; the table beneath has them all."""

NAME = 24
"""Characters of a section's name that the picture shows."""

BAR_STEP, BAR_HEIGHT, BAR_RIGHT = 25.0, 10.0, 322.0
"""From one bar to the next; of a bar, whose name stands above it; where the longest one ends, before its number."""

SHOWN = ("nonconforming", "unverified", "not_seen", "pending", "advice", "waived")
"""Outcomes that the bars are made of, by the field of ``Tally``: what conforms or does not apply is in the table alone."""


@dataclass(frozen=True, slots=True)
class SectionBar:
    """``y`` is the top of the bar."""

    section: str
    y: float
    end: float
    total: int
    segments: tuple[Segment, ...]

    @property
    def name(self) -> str:
        """As much of the section's name as there is room for."""
        return self.section if len(self.section) <= NAME else f"{self.section[: NAME - 1]}…"


@dataclass(frozen=True, slots=True)
class SectionBars:
    """``rows`` are all sections by name, for the table; ``bars`` those with most in them; ``height`` of the picture."""

    rows: tuple[tuple[str, Tally], ...]
    bars: tuple[SectionBar, ...]
    height: float

    @property
    def more(self) -> int:
        """Sections with something in them that the picture does not show."""
        return sum(_shown(tally) > 0 for _, tally in self.rows) - len(self.bars)


def sections(audit: Audit) -> SectionBars:
    """Outcomes by section, those with most that asks for something first."""
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for cell in audit.matrix:
        tallies[cell.section].append(cell.tally)
    rows = tuple((section, added(tallies[section])) for section in sorted(tallies, key=section_order))
    most = sorted(
        (row for row in rows if _shown(row[1])), key=lambda row: (-_shown(row[1]), section_order(row[0]))
    )
    unit = BAR_RIGHT / max((_shown(tally) for _, tally in most), default=1)
    bars = tuple(_bar(n, section, tally, unit) for n, (section, tally) in enumerate(most[:BARS]))
    return SectionBars(rows, bars, height=_at(BAR_STEP * len(bars) + 2))


def _shown(tally: Tally) -> int:
    return sum(getattr(tally, kind) for kind in SHOWN)


def _bar(number: int, section: str, tally: Tally, unit: float) -> SectionBar:
    y = number * BAR_STEP + BAR_STEP - BAR_HEIGHT
    x = 0.0
    segments = []
    for kind in SHOWN:
        found = getattr(tally, kind)
        if found:
            segments.append(Segment(kind, found, _at(x), _at(y), _at(found * unit), BAR_HEIGHT))
            x += found * unit
    return SectionBar(section, _at(y), _at(x), _shown(tally), tuple(segments))


# --- coming days -------------------------------------------------------------------------------------------------------------

CALENDAR_LEFT, CALENDAR_TOP = 58.0, 16.0
DAY_WIDTH, DAY_HEIGHT = 43.0, 21.0


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """``count`` is how much falls on the day. ``is_ahead`` is False for days of the first and last week outside the range."""

    day: date
    x: float
    y: float
    count: int
    is_ahead: bool
    is_weekend: bool


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """``month`` is set on the first week, and on the week in which a month begins."""

    days: tuple[CalendarDay, ...]
    month: Month | None
    y: float


@dataclass(frozen=True, slots=True)
class Calendar:
    weeks: tuple[CalendarWeek, ...]
    height: float
    first: date
    last: date


def calendar(deadlines: Iterable[Deadline], day: date) -> Calendar:
    """The day judged and the ``COMING_DAYS`` after it, in weeks from Monday."""
    counts = Counter(deadline.day for deadline in deadlines)
    last = day + timedelta(days=COMING_DAYS)
    monday = day - timedelta(days=day.weekday())
    weeks: list[CalendarWeek] = []
    while monday <= last:
        weeks.append(_week(len(weeks), monday, counts, day, last))
        monday += timedelta(days=7)
    return Calendar(tuple(weeks), _at(CALENDAR_TOP + DAY_HEIGHT * len(weeks) + 2), day, last)


def _week(number: int, monday: date, counts: Mapping[date, int], first: date, last: date) -> CalendarWeek:
    y = CALENDAR_TOP + number * DAY_HEIGHT
    days = tuple(
        CalendarDay(
            day := monday + timedelta(days=place),
            x=_at(CALENDAR_LEFT + place * DAY_WIDTH),
            y=_at(y),
            count=counts.get(day, 0),
            is_ahead=first <= day <= last,
            is_weekend=place >= 5,
        )
        for place in range(7)
    )
    begins = next((one.day for one in days if one.day.day == 1 and one.is_ahead), None)
    shown = first if number == 0 and begins is None else begins
    return CalendarWeek(days, None if shown is None else Month.of(shown), _at(y))
