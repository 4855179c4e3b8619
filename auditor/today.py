"""What day it is. The only readers of the clock are the entry points, and they ask here.

``AUDITOR_TODAY=YYYY-MM-DD`` is today for every command (contract, section 6), so that a year can be rehearsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from auditor.errors import UsageError
from reports.messages import message

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days outside are slips of the hand, and the calendar of holidays knows nothing of them."""


def now() -> datetime:
    """The machine's own clock, in UTC."""
    return datetime.now(UTC)


def today(environ: Mapping[str, str], zone: str) -> date:
    """Today in the city's time zone. Raises UsageError when AUDITOR_TODAY is no date."""
    if stated := environ.get("AUDITOR_TODAY"):
        return parse_day(stated, "AUDITOR_TODAY")
    return now().astimezone(ZoneInfo(zone)).date()


def parse_day(text: str, where: str) -> date:
    """A day as programs write it (ISO 8601). Raises UsageError, naming ``where`` it was given."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise UsageError(
            message("{where} is no date: {text}.", where=where, text=text[:40]),
            message("Write it as YYYY-MM-DD, for example 2026-04-01."),
        )
    return day


def is_ahead(moment: datetime, environ: Mapping[str, str], zone: str) -> bool:
    """Whether it is still to come. A day that is only played (AUDITOR_TODAY) counts to its end."""
    if environ.get("AUDITOR_TODAY"):
        return moment.astimezone(ZoneInfo(zone)).date() > today(environ, zone)
    return moment > now()
