"""``auditor report --format ics``: due days as an iCalendar file (RFC 5545) that office calendars import.

One all-day event for each day and section, so that a calendar is not flooded; it takes up nobody's time (``TRANSP``). Events
and not to-dos, because Outlook, Google Calendar and Thunderbird all import the former and not all of them the latter. An event
is known by city, edition, section and day: the file of a later night replaces it, where the calendar program replaces at
all. A day that has passed stays as long as something due on it is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from checks._contract import Status, SubjectKind, Text
from reports.arrangement import section_order
from reports.audit import Audit, Subject
from reports.characters import visible
from reports.messages import Language, Message, message, say
from reports.report import Report

LINES = 50
"""Things told of one day and section before the rest is only counted: calendars cut what is longer."""

_NAMES = uuid5(NAMESPACE_URL, "urn:credential-auditor:calendar")


@dataclass(frozen=True, slots=True)
class _Due:
    """One thing that falls on a day. ``what`` is the check's title, or what a coming day is the last one of."""

    subject: Subject
    what: Text


def render(report: Report, language: Language) -> bytes:
    """The calendar, UTF-8, lines as the standard folds them; the same report gives the same bytes.

    A calendar without any event is one, too: most programs import it and say that there was nothing to do.
    """
    audit = report.audit
    calendar = Calendar()
    calendar.add("prodid", "-//credential auditor//report//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(f"{say(_NAME, language)} {audit.city}"))
    for (day, section), dues in sorted(
        _by_day_and_section(audit).items(), key=lambda item: (item[0][0], section_order(item[0][1]))
    ):
        calendar.add_component(_event(report, day, section, dues, language))
    return bytes(calendar.to_ical())


_NAME = message("Due days of the audit")
_NO_SECTION = message("Section not entered")


def _by_day_and_section(audit: Audit) -> Mapping[tuple[date, str], set[_Due]]:
    """Due days of findings, and coming days; what a coming day tells already is not told again by its finding."""
    titles = {check.id: check.title for check in audit.checks}
    found: dict[tuple[date, str], set[_Due]] = defaultdict(set)
    told = set()
    for deadline in audit.deadlines:
        subject = deadline.subject
        told.add((deadline.day, deadline.check, subject.id))
        found[deadline.day, subject.section].add(_Due(subject, deadline.what))
    for finding in audit.findings:
        subject = finding.subject
        if finding.due is None or finding.status is Status.WAIVED:
            continue
        if (finding.due, finding.check, subject.id) not in told:
            title = titles.get(finding.check, Text(finding.check, finding.check))
            found[finding.due, subject.section].add(_Due(subject, title))
    return found


def _event(report: Report, day: date, section: str, dues: Iterable[_Due], language: Language) -> Event:
    audit = report.audit
    lines = sorted(_told(due, language) for due in dues)
    named = section or say(_NO_SECTION, language)
    event = Event()
    event.add("uid", f"{_uid(audit.city, report.edition.value, section, day.isoformat())}@credential-auditor")
    event.add("dtstamp", audit.run.finished.astimezone(UTC))
    event.add("last-modified", audit.run.finished.astimezone(UTC))
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", _line(say(_summary(named, len(lines)), language)))
    event.add("description", "\n".join(_shortened(lines, language)))
    event.add("categories", [say(_CATEGORY, language)])
    event.add("transp", "TRANSPARENT")
    return event


_CATEGORY = message("Due day")


def _summary(section: str, count: int) -> Message:
    return message("Due: {section} ({count})", section=section, count=count)


def _shortened(lines: list[str], language: Language) -> list[str]:
    rest = len(lines) - LINES
    return lines if rest <= 0 else [*lines[:LINES], say(message("and {count} more", count=rest), language)]


def _told(due: _Due, language: Language) -> str:
    """A login by its id alone: its user name may be a person's, and calendars are shared."""
    subject = due.subject
    name = f" {subject.name}" if subject.name and subject.kind is SubjectKind.ACCOUNT else ""
    return _line(f"{say(due.what, language)}: {subject.id}{name}")


def _line(text: str) -> str:
    """One line of what people may have written in several."""
    return visible(" ".join(text.split()))


def _uid(*names: str) -> str:
    return str(uuid5(_NAMES, "\x00".join(name.encode("utf-8", "replace").decode("utf-8") for name in names)))
