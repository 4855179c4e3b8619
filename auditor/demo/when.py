"""Days of a story that is played between two days, of whatever length: by share of it, back from its end, or by the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day that are played."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        return (self.first + timedelta(count) for count in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class After:
    """When that many percent of the time are over, and some ``days`` later."""

    percent: int
    days: int = 0

    def on(self, span: Span) -> date:
        return span.first + (span.last - span.first) * self.percent // 100 + timedelta(self.days)


@dataclass(frozen=True, slots=True)
class Ago:
    """That many days before the last day."""

    days: int

    def on(self, span: Span) -> date:
        return span.last - timedelta(self.days)


@dataclass(frozen=True, slots=True)
class On:
    """That day of the fiscal year (April to March) in which the first day lies."""

    month: int
    day: int

    def on(self, span: Span) -> date:
        year = span.first.year - (span.first.month < _APRIL) + (self.month < _APRIL)
        return date(year, self.month, self.day)


When = After | Ago | On
FIRST = After(0)

_APRIL = 4
_FEWEST = 60


def year_until(day: date) -> Span:
    """The fiscal year up to ``day``; so early in one that there would be fewer than 60 nights, with the year before."""
    april = date(day.year - (day.month < _APRIL), _APRIL, 1)
    if (day - april).days + 1 < _FEWEST:
        april = april.replace(year=april.year - 1)
    return Span(april, day)


def month_until(day: date) -> Span:
    """Thirty days: what a demo needs that shows the last night only."""
    return Span(day - timedelta(days=30), day)
