"""What earlier months tell beside a finished audit: figures, last month's audit, signatures, the ledger's seal.

Read from the ledger for a report; as it was known before the day that the report judges, so that a month's report is the
same whenever it is made.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from checks._contract import Severity
from reports.audit import Audit, Counts

TREND_MONTHS = 13
"""This month, and twelve before it: the same month of last year stands beside it."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; ``number`` is 1 to 12."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def earlier(self, months: int) -> Month:
        """So many months before; not before the year 1."""
        place = self.year * 12 + self.number - 1 - months
        return Month(place // 12, place % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True, slots=True)
class Figures:
    """An audit in numbers, as a later report sets them beside its own.

    ``severities``: findings that stand open, by severity; ``late``: those past their due day.
    """

    counts: Counts
    not_seen: int
    late: int
    severities: tuple[tuple[Severity, int], ...]

    @property
    def findings(self) -> int:
        return sum(count for _, count in self.severities)


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """A month by its last audit, of ``day``. ``plain`` are the figures of the edition that tells no weakness apart."""

    month: Month
    day: date
    run_id: str
    complete: bool
    figures: Figures
    plain: Figures


@dataclass(frozen=True, slots=True)
class Signature:
    """Who reviewed which report, and when. ``sha256`` is that of the file's bytes, in lower-case hexadecimal."""

    month: Month | None  # None: the report of a single day
    day: date  # the day that the report judges
    edition: str
    sha256: str
    by: str  # staff number or a named role
    name: str  # as the directory has it; empty where it has none
    signed: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """The ledger's chain as it stood after the audit: one value that changes when anything before it is altered."""

    number: int  # of the entry, from 1
    value: str  # SHA-256, lower-case hexadecimal


@dataclass(frozen=True, slots=True)
class History:
    """``previous`` is the last audit of the newest month before; ``months`` end with this one, oldest first."""

    previous: Audit | None = None
    months: tuple[KeptMonth, ...] = ()
    signatures: tuple[Signature, ...] = ()  # given before the day judged, newest first
    seal: Seal | None = None


NOTHING_EARLIER = History()
