"""``auditor report --format csv``: the findings, and what was not seen, as one table that every spreadsheet opens.

UTF-8 with a byte order mark, by which Excel knows it from CP932; lines and quotes as in RFC 4180. No cell is ever a formula:
see :func:`defused`. Columns are only ever added, at the end.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import count
from typing import assert_never

from checks._contract import Text
from reports import wording
from reports.arrangement import is_late
from reports.audit import AuditFinding, NotSeenEntry, State, finding_order
from reports.characters import visible
from reports.messages import Language, Message, message, say
from reports.report import Report
from reports.since import Followed, closed_findings, since, unconfirmed_findings

Value = Message | Text | str | date | None


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: the fields are the columns, in their order. None: not known, or there is none."""

    number: Value
    section: Value
    kind: Value
    subject: Value
    name: Value
    accounts: Value
    services: Value
    check: Value
    clause: Value
    severity: Value
    status: Value
    state: Value
    change: Value
    finding: Value
    remedy: Value
    due: Value
    late: Value
    first_seen: Value
    opened: Value
    closed: Value
    related: Value
    key: Value


_PAST_DUE = message("Past due")

_HEADINGS: _Row = _Row(
    number=message("No."),
    section=message("Section"),
    kind=message("Kind"),
    subject=message("Subject"),
    name=message("Display name"),
    accounts=message("Accounts"),
    services=message("Services"),
    check=message("Check"),
    clause=message("Clause"),
    severity=message("Severity"),
    status=message("Status"),
    state=message("Since the run before"),
    change=message("Since last month"),
    finding=message("Finding"),
    remedy=message("Remedy"),
    due=message("Due"),
    late=_PAST_DUE,
    first_seen=message("First seen"),
    opened=message("Open since"),
    closed=message("Closed on"),
    related=message("Related"),
    key=message("Key"),
)


def render(report: Report, language: Language) -> bytes:
    """The table: what stands open, gravest first; what could not be confirmed; what was closed; what was not seen."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in (_HEADINGS, *_rows(report)):
        writer.writerow(defused(_cell(getattr(row, column.name), language)) for column in fields(_Row))
    return stream.getvalue().encode("utf-8-sig")


def defused(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet could take it for a formula.

    It could where the text begins with one of ``= + - @``, in any width, after spaces and signs that nobody sees; or with a
    tab or a line break, which some programs drop. The apostrophe stays to be seen, for a CSV file has no other way to say
    "this is text". Text that begins with an apostrophe gets one, too, so that a program takes off the first of every cell
    and has the text.
    """
    if not text or text[0].isalnum():  # most cells
        return text
    return f"'{text}" if text[0] in _DROPPED or _first_seen(text) in _STARTS else text


_DROPPED = ("\t", "\r", "\n", "'")
_STARTS = frozenset("=+-@\N{MINUS SIGN}")
_UNSEEN = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Mn"))


def _first_seen(text: str) -> str:
    """The first sign that is no space and can be seen, in its plain width: ＝ and ﹦ are =."""
    for sign in text:
        if unicodedata.category(sign) not in _UNSEEN:
            return unicodedata.normalize("NFKC", sign)[:1]
    return ""


def _cell(value: Value, language: Language) -> str:
    match value:
        case None:
            return ""
        case str():
            return visible(value)
        case date():
            return value.isoformat()
        case Message() | Text():
            return visible(say(value, language))
    assert_never(value)


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(report: Report) -> Iterator[_Row]:
    audit = report.audit
    titles = {check.id: check.title for check in audit.checks}
    told = since(audit, report.history.previous)
    pen = _Pen(titles, {one.finding.key: one for one in told.findings} if told else {})
    for finding in sorted(audit.findings, key=finding_order):
        yield pen.finding(finding, wording.state_word(finding.state), late=is_late(finding, audit.run.day))
    for finding in unconfirmed_findings(audit, told):
        yield pen.finding(finding, _UNCONFIRMED, late=is_late(finding, audit.run.day))
    for finding in closed_findings(audit, told):
        yield pen.finding(finding, wording.state_word(State.CLOSED))
    for entry in audit.not_seen:
        yield pen.gap(entry)


_UNCONFIRMED = message("Could not be confirmed")


class _Pen:
    """Makes the rows and numbers them. ``changes``: what became of each finding since last month, by key."""

    def __init__(self, titles: Mapping[str, Text], changes: Mapping[str, Followed]) -> None:
        self._titles = titles
        self._changes = changes
        self._numbers = count(1)

    def finding(self, finding: AuditFinding, state: Message, *, late: bool = False) -> _Row:
        subject = finding.subject
        followed = self._changes.get(finding.key)
        return _Row(
            number=str(next(self._numbers)),
            section=subject.section,
            kind=wording.subject_word(subject.kind),
            subject=subject.id,
            name=subject.name,
            accounts=_listed(subject.accounts),
            services=_listed(wording.service_name(service) for service in subject.services),
            check=self._titles.get(finding.check, finding.check),
            clause=finding.clause,
            severity=wording.severity_word(finding.severity),
            status=wording.status_mark(finding.status).word,
            state=state,
            change=None if followed is None else wording.change_word(followed.change),
            finding=finding.message,
            remedy=finding.remedy,
            due=finding.due,
            late=_PAST_DUE if late else None,
            first_seen=finding.first_seen,
            opened=finding.stands_since,
            closed=finding.closed,
            related=_listed(finding.related),
            key=finding.key,
        )

    def gap(self, entry: NotSeenEntry) -> _Row:
        """What was not seen stands in the same table: whoever filters it sees that it is not the whole."""
        return _Row(
            number=str(next(self._numbers)),
            section=entry.section,
            kind=None,
            subject=entry.subject,
            name=None,
            accounts=None,
            services=None,
            check=self._titles.get(entry.check, entry.check),
            clause=None,
            severity=None,
            status=wording.NOT_SEEN.word,
            state=None,
            change=None,
            finding=entry.why,
            remedy=None,
            due=None,
            late=None,
            first_seen=None,
            opened=None,
            closed=None,
            related=None,
            key=f"{entry.check}:{entry.subject}",
        )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
