"""The report as a workbook: a sheet for each part, to filter, to work through and to print on A4.

A sheet is a table of typed rows: what stands in it is told by its columns (``_Column``), how by ``_write_table``. Text is
written as text, so that nothing is ever a formula; days are real dates in era and year; each severity has its word, for colour
alone tells nothing in black and white.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Generic, TypeVar, assert_never

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from checks._contract import Severity, Text
from checks._duties import KINDS, TASKS
from reports import arrangement, duties, page, wording
from reports.arrangement import ClauseState
from reports.audit import Audit, AuditFinding, Deadline, DeadlineKind, RegisterRow, Subject, Tally, WaiverRow
from reports.duties import ShownReview, TaskRow
from reports.messages import Language, Message, message, say
from reports.remedies import for_a_head, office
from reports.report import Edition, Report
from reports.sheets import (
    FRAMED,
    HEADING,
    Formats,
    day_made,
    height,
    is_of_kind,
    options,
    print_across_a4,
    print_down_a4,
    sheet_name,
    write_across,
    write_day,
    write_in_margin,
    write_text,
)
from reports.since import Change, Followed, changes, since
from reports.task_wording import UNPUBLISHED

_KIND = "credential-auditor/report"
"""Stands in the file as its keywords: by it a workbook is known to be one of these."""

Value = str | int | date | Message | Text | None
Look = Mapping[str, Any]
R = TypeVar("R")


def render(report: Report, language: Language) -> bytes:
    """The workbook as bytes of an .xlsx, the same for the same report."""
    stream = io.BytesIO()
    with Workbook(stream, options()) as workbook:
        workbook.set_properties(
            {
                "title": say(_TITLE, language),
                "subject": " ".join(
                    filter(None, (report.audit.city, say(EDITIONS[report.edition], language)))
                ),
                "created": day_made(report.audit.run.day),
                "keywords": _KIND,
                "comments": page.identity(report),
            }
        )
        pen = _Pen(workbook, report, language)
        pen.summary()
        for table in _tables(report):
            pen.table(table)
    return stream.getvalue()


def is_report(content: bytes) -> bool:
    """Whether the file is a workbook of ``render``, though people may have written into it since."""
    return is_of_kind(content, _KIND)


_TITLE = message("Audit report")
EDITIONS: Mapping[Edition, Message] = MappingProxyType(
    {
        Edition.PR: message("Edition for the PR division"),
        Edition.IT: message("Edition for IT security"),
        Edition.SECTION: message("Correction sheet of a section"),
        Edition.PERSONNEL: message("Edition for personnel"),
    }
)


# --- tables --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column(Generic[R]):
    """``width`` in digits; ``choices`` are what may be chosen in its cells."""

    heading: Message
    width: int
    value: Callable[[R], Value]
    look: Callable[[R], Look] = lambda _: _PLAIN
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table(Generic[R]):
    """``name`` is that of the sheet, too; ``remark`` stands above the rows."""

    name: Message
    columns: tuple[_Column[R], ...]
    rows: Sequence[R]
    remark: Message


_PLAIN: Look = MappingProxyType({})
_BOLD: Look = MappingProxyType({"bold": True})
_CENTRED: Look = MappingProxyType({"align": "center"})
_SEVERITIES: Mapping[Severity, Look] = MappingProxyType(
    {
        Severity.CRITICAL: {"bold": True, "bg_color": "#F4B6B0"},
        Severity.HIGH: {"bold": True, "bg_color": "#F9D9B8"},
        Severity.MEDIUM: {"bg_color": "#FBF0C4"},
        Severity.LOW: _PLAIN,
        Severity.INFO: _PLAIN,
    }
)
_LONG_DAY = 17  # digits of 令和8年11月20日, and a little room


def _tables(report: Report) -> Iterator[_Table[Any]]:
    """The sheets of the edition after the summary. What an edition never holds has no sheet in it."""
    audit = report.audit
    match report.edition:
        case Edition.IT | Edition.PR:
            yield _findings(report)
            yield _since(report)
            yield _not_seen(audit)
            yield _reviews(report)
            yield _incidents(audit)
            yield _waivers(audit)
            yield _deadlines(audit)
            yield _coverage(audit)
            yield _register(audit)
        case Edition.SECTION:
            yield _findings(report)
            yield _since(report)
            yield _not_seen(audit)
            yield _reviews(report)
            yield _incidents(audit)
            yield _waivers(audit)
            yield _deadlines(audit)
            yield _register(audit)
        case Edition.PERSONNEL:
            yield _reviews(report)
            yield _deadlines(audit)
            yield _not_seen(audit)
        case _:
            assert_never(report.edition)


# --- findings ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Finding:
    number: int
    finding: AuditFinding
    title: Value
    late: bool
    standing: Message


def _numbered(report: Report) -> tuple[_Finding, ...]:
    titles = _titles(report.audit)
    became = changes(since(report.audit, report.history.previous))
    return tuple(
        _Finding(
            one.number,
            one.finding,
            titles[one.finding.check],
            one.late,
            wording.standing_word(one.finding.state, became.get(one.finding.key)),
        )
        for group in arrangement.findings_by_section(report.audit)
        for one in group.findings
    )


def _findings(report: Report) -> _Table[_Finding]:
    audit = report.audit
    totals = arrangement.totals(audit)
    columns: tuple[_Column[_Finding], ...] = (
        _Column(message("No."), 5, lambda one: one.number),
        _Column(_SECTION, 13, lambda one: _section(one.finding.subject.section)),
        _Column(_SUBJECT, 17, lambda one: _named(one.finding.subject)),
        _Column(_CHECK, 15, lambda one: one.title),
        _Column(message("Clause"), 7, lambda one: one.finding.clause),
        _Column(
            message("Severity"),
            7,
            lambda one: _severity(one.finding),
            lambda one: _SEVERITIES[one.finding.severity],
        ),
        _Column(message("Status"), 11, lambda one: _status(one.finding)),
        _Column(message("State"), 9, lambda one: one.standing),
        _Column(message("Finding"), 32, lambda one: _told(one.finding)),
        _Column(message("Remedy"), 27, lambda one: _remedy(one.finding, report)),
        _Column(
            message("Due"), _LONG_DAY, lambda one: one.finding.due, lambda one: _BOLD if one.late else _PLAIN
        ),
        _Column(_PAST_DUE, 7, lambda one: _PAST_DUE if one.late else None, lambda _: _BOLD),
        _Column(_FIRST_SEEN, _LONG_DAY, lambda one: one.finding.first_seen),
    )
    if report.edition is Edition.SECTION:
        columns = tuple(column for column in columns if column.heading not in (_SECTION, _FIRST_SEEN)) + (
            _Column(message("Put right"), 7, lambda _: "☐", lambda _: _TICK, choices=("☐", "☑")),
            _Column(message("Reply"), 24, lambda _: None),
        )
    return _Table(
        name=message("List of findings"),
        columns=columns,
        rows=_numbered(report),
        remark=message(
            "Findings that stand open: {findings}. Judgements made: {judged}. Unverified: {unverified}. "
            "Not seen: {not_seen}.",
            findings=len(audit.findings),
            judged=totals.judged,
            unverified=audit.counts.unverified,
            not_seen=len(audit.not_seen),
        ),
    )


def _remedy(finding: AuditFinding, report: Report) -> Value:
    """As the edition's readers can follow it: a section has this workbook and no command."""
    if report.edition is not Edition.SECTION:
        return finding.remedy
    return _ON_A_SHEET.get(finding.check) or for_a_head(finding.remedy, office(report))


_ON_A_SHEET: Mapping[str, Message] = MappingProxyType(
    {
        "transfer-review": message("Do what stands on the sheet “Reviews” of this workbook."),
        "incident-response": message("Do what stands on the sheet “Incidents” of this workbook."),
    }
)
"""Findings that sum up tasks, which stand in a table of their own."""

_SECTION = message("Section")
_SUBJECT = message("Subject")
_FIRST_SEEN = message("First seen")
_CHECK = message("Check")
_PAST_DUE = message("Past due")
_TICK: Look = MappingProxyType({"align": "center", "font_size": 14})


def _told(finding: AuditFinding) -> Value:
    """The finding, and below it the others that it is about."""
    if not finding.related and not finding.related_elsewhere:
        return finding.message
    related = ", ".join(finding.related)
    if not finding.related_elsewhere:
        return message("{finding}\nRelated: {related}", finding=finding.message, related=related)
    if not finding.related:
        return message(
            "{finding}\nRelated: {count} in other sections",
            finding=finding.message,
            count=finding.related_elsewhere,
        )
    return message(
        "{finding}\nRelated: {related}, and {count} in other sections",
        finding=finding.message,
        related=related,
        count=finding.related_elsewhere,
    )


def _severity(finding: AuditFinding) -> Message:
    return wording.severity_word(finding.severity)


def _status(finding: AuditFinding) -> Message:
    mark = wording.status_mark(finding.status)
    return message("{sign} {word}", sign=mark.sign, word=mark.word)


# --- what became of last month's findings ------------------------------------------------------------------------------


def _since(report: Report) -> _Table[Followed]:
    compared = since(report.audit, report.history.previous)
    titles = _titles(report.audit)
    if compared is None:
        remark = NO_EARLIER_MONTH
    else:
        remark = message(
            "Compared with the audit of {day}, the last one of an earlier month.", day=_in_words(compared.day)
        )
    columns: tuple[_Column[Followed], ...] = (
        _Column(_SECTION, 16, lambda one: _section(one.finding.subject.section)),
        _Column(_SUBJECT, 22, lambda one: _named(one.finding.subject)),
        _Column(_CHECK, 22, lambda one: titles[one.finding.check]),
        _Column(
            message("Severity"),
            8,
            lambda one: _severity(one.finding),
            lambda one: _SEVERITIES[one.finding.severity],
        ),
        _Column(message("Last month"), 12, lambda one: _status(one.before) if one.before else None),
        _Column(
            message("What became of it"),
            20,
            lambda one: wording.change_word(one.change),
            lambda one: _changed(one.change),
        ),
        _Column(message("Now"), 12, lambda one: _status(one.now) if one.now else None),
        _Column(message("Due"), _LONG_DAY, lambda one: one.now.due if one.now else None),
        _Column(message("Closed on"), _LONG_DAY, lambda one: one.closed),
    )
    return _Table(message("Since last month"), columns, () if compared is None else compared.findings, remark)


NO_EARLIER_MONTH = message("There is no record of an earlier month.")


def _changed(change: Change) -> Look:
    return _BOLD if change in (Change.BACK, Change.RETURNED, Change.NEW) else _PLAIN


# --- what was not seen -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unseen:
    """``since``: open from that day on, as far as is known."""

    kind: Message
    section: Value
    subject: str
    check: Value
    why: Value
    since: date | None = None


def _not_seen(audit: Audit) -> _Table[_Unseen]:
    columns: tuple[_Column[_Unseen], ...] = (
        _Column(message("Kind"), 26, lambda one: one.kind),
        _Column(_SECTION, 18, lambda one: one.section),
        _Column(_SUBJECT, 20, lambda one: one.subject),
        _Column(_CHECK, 24, lambda one: one.check),
        _Column(message("Why"), 42, lambda one: one.why),
        _Column(_FIRST_SEEN, _LONG_DAY, lambda one: one.since),
    )
    return _Table(
        message("Not confirmed"),
        columns,
        tuple(_unseen(audit)),
        message("What is listed or counted here is not taken as conforming."),
    )


def _unseen(audit: Audit) -> Iterator[_Unseen]:
    titles = _titles(audit)
    for entry in audit.not_seen:
        section = entry.section or None
        yield _Unseen(wording.NOT_SEEN.word, section, entry.subject, titles[entry.check], entry.why)
    for finding in audit.unconfirmed:
        yield _Unseen(
            message("Finding not confirmed"),
            _section(finding.subject.section),
            finding.subject.id,
            titles[finding.check],
            message("It stood open before, and this audit could not see whether it still does."),
            finding.first_seen,
        )
    for check in audit.not_set_up:
        yield _Unseen(message("Check not set up"), None, "", titles[check], message("It judged nothing."))
    for clause in arrangement.clause_results(audit):
        if clause.state is ClauseState.NOT_JUDGED:
            yield _Unseen(
                message("Clause not judged"),
                None,
                clause.coverage.clause,
                None,
                message("Not judged by this version"),
            )
    for check in arrangement.absent_checks(audit):
        yield _Unseen(
            message("Check not at hand"),
            None,
            "",
            check,
            message("A clause names it, and this version does not have it."),
        )
    for note in audit.notes:
        yield _Unseen(message("Limit of this audit"), None, "", None, note)
    if audit.limits:
        yield _Unseen(
            message("Limit of this audit"),
            None,
            "",
            None,
            message("{count} further limits stand in the edition for IT security.", count=audit.limits),
        )


# --- reviews and incidents ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ReviewTask:
    section: Value
    review: ShownReview
    row: TaskRow


def _reviews(report: Report) -> _Table[_ReviewTask]:
    rows = tuple(
        _ReviewTask(_section(group.section), review, row)
        for group in duties.reviews_by_section(report.audit)
        for review in group.reviews
        for row in review.rows
    )
    columns: tuple[_Column[_ReviewTask], ...] = (
        _Column(_SECTION, 16, lambda one: one.section),
        _Column(message("No."), 6, lambda one: one.review.id),
        _Column(
            message("Because of"),
            20,
            lambda one: KINDS[one.review.order.kind] if one.review.order else UNPUBLISHED,
        ),
        _Column(
            message("In force from"),
            _LONG_DAY,
            lambda one: one.review.order.effective if one.review.order else None,
        ),
        _Column(
            message("Staff number"),
            10,
            lambda one: one.review.order.staff_number if one.review.order else None,
        ),
        _Column(message("Name"), 13, lambda one: one.review.order.name if one.review.order else None),
        *_task_columns(lambda one: one.row),
    )
    counts = duties.task_counts(report.audit)
    return _Table(
        message("Reviews"),
        columns,
        rows,
        message("Tasks to do: {open}, of these past due: {late}.", open=counts.open, late=counts.late),
    )


def _task_columns(row: Callable[[R], TaskRow]) -> tuple[_Column[R], ...]:
    return (
        _Column(_SUBJECT, 18, lambda one: _named(row(one).subject)),
        _Column(message("Task"), 24, lambda one: _joined(TASKS[kind] for kind in row(one).kinds)),
        _Column(
            message("Due"),
            _LONG_DAY,
            lambda one: row(one).due,
            lambda one: _BOLD if row(one).late else _PLAIN,
        ),
        _Column(
            message("State of the task"),
            9,
            lambda one: row(one).state,
            lambda one: _BOLD if row(one).late else _PLAIN,
        ),
        _Column(message("Done on"), _LONG_DAY, lambda one: row(one).closed),
    )


def _joined(texts: Iterable[Text]) -> Text:
    listed = tuple(texts)
    return Text("、".join(text.ja for text in listed), ", ".join(text.en for text in listed))


@dataclass(frozen=True, slots=True)
class _Step:
    incident: duties.ShownIncident
    row: TaskRow


def _incidents(audit: Audit) -> _Table[_Step]:
    shown = duties.incidents(audit)
    columns: tuple[_Column[_Step], ...] = (
        _Column(message("No."), 6, lambda one: one.incident.review.id),
        _Column(message("Incident"), 16, lambda one: KINDS[one.incident.review.kind]),
        _Column(
            message("Severity"),
            8,
            lambda one: (
                wording.severity_word(one.incident.review.severity) if one.incident.review.severity else None
            ),
            lambda one: _SEVERITIES[one.incident.review.severity] if one.incident.review.severity else _PLAIN,
        ),
        _Column(message("Noticed"), 20, lambda one: _noticed(one.incident)),
        *_task_columns(lambda one: one.row),
    )
    return _Table(
        message("Incidents"),
        columns,
        tuple(_Step(incident, row) for incident in shown for row in incident.rows),
        message("Incidents: {count}", count=len(shown)),
    )


def _noticed(incident: duties.ShownIncident) -> Value:
    review = incident.review
    return review.effective if review.at is None else wording.time_told(review.at)


# --- exceptions, coming days -------------------------------------------------------------------------------------------


def _waivers(audit: Audit) -> _Table[WaiverRow]:
    titles = _titles(audit)
    names = {person.staff_number: person.name for person in audit.people}
    columns: tuple[_Column[WaiverRow], ...] = (
        _Column(_SECTION, 16, lambda one: _section(one.subject.section)),
        _Column(_SUBJECT, 20, lambda one: _named(one.subject)),
        _Column(_CHECK, 22, lambda one: titles[one.check]),
        _Column(message("Reason"), 34, lambda one: one.reason),
        _Column(
            message("Approver"),
            16,
            lambda one: " ".join(filter(None, (names.get(one.approver), one.approver))),
        ),
        _Column(message("Granted on"), _LONG_DAY, lambda one: one.granted),
        _Column(message("Last day"), _LONG_DAY, lambda one: one.until),
        _Column(message("State"), 10, _waiver_state),
    )
    return _Table(
        message("Exceptions"),
        columns,
        audit.waivers,
        message("Exceptions in force: {count}", count=sum(row.in_force for row in audit.waivers)),
    )


def _waiver_state(row: WaiverRow) -> Message:
    if row.in_force:
        return message("In force")
    return message("Ended") if row.revoked is None else message("Revoked")


def _deadlines(audit: Audit) -> _Table[Deadline]:
    titles = _titles(audit)
    columns: tuple[_Column[Deadline], ...] = (
        _Column(message("Day"), _LONG_DAY, lambda one: one.day),
        _Column(message("Kind"), 16, lambda one: _deadline_kind(one.kind)),
        _Column(_SECTION, 20, lambda one: _section(one.subject.section)),
        _Column(_SUBJECT, 24, lambda one: _named(one.subject)),
        _Column(message("What"), 44, lambda one: one.what),
        _Column(_CHECK, 26, lambda one: titles[one.check]),
    )
    return _Table(
        message("Coming days"),
        columns,
        audit.deadlines,
        message(
            "Counted from {day}; what is past its day stands among the findings.",
            day=_in_words(audit.run.day),
        ),
    )


def _deadline_kind(kind: DeadlineKind) -> Message:
    match kind:
        case DeadlineKind.TASK:
            return message("Task")
        case DeadlineKind.LAPSE:
            return message("Kept until then")
        case DeadlineKind.WAIVER:
            return message("Exception ends")
        case DeadlineKind.FINDING:
            return message("Last day to put right")
    assert_never(kind)


# --- clauses and register ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ClauseCheck:
    """A clause and one of its checks; ``tally`` is None where nothing came out."""

    clause: arrangement.ClauseResult
    check: Value
    tally: Tally | None
    result: Message | None


def _coverage(audit: Audit) -> _Table[_ClauseCheck]:
    columns: tuple[_Column[_ClauseCheck], ...] = (
        _Column(message("Clause"), 8, lambda one: one.clause.coverage.clause),
        _Column(message("What it asks"), 36, lambda one: _asked(one.clause)),
        _Column(message("How it is covered"), 20, lambda one: _covers(one.clause)),
        _Column(_CHECK, 22, lambda one: one.check),
        _Column(message("Result"), 18, lambda one: one.result, lambda _: _BOLD),
        *(_counted(mark) for mark in wording.MARKS),
    )
    return _Table(
        message("Coverage of clauses"),
        columns,
        tuple(_clause_checks(audit)),
        message("Numbers count subjects (accounts or logins) over what this edition holds."),
    )


def _counted(mark: wording.Mark) -> _Column[_ClauseCheck]:
    def count(one: _ClauseCheck) -> Value:
        return None if one.tally is None else int(getattr(one.tally, mark.name))

    return _Column(message("{sign} {word}", sign=mark.sign, word=mark.word), 7, count)


def _clause_checks(audit: Audit) -> Iterator[_ClauseCheck]:
    titles = _titles(audit)
    present = {check.id for check in audit.checks}
    for clause in arrangement.clause_results(audit):
        state = _clause_state(clause)
        for check, tally in clause.results:
            if check in present:
                yield _ClauseCheck(clause, titles[check], tally, state)
            else:
                yield _ClauseCheck(clause, check, None, state or _NOT_JUDGED)
        if not clause.results:
            yield _ClauseCheck(clause, None, None, state or message("No check is attached."))


_NOT_JUDGED = message("Not judged by this version")


def _clause_state(clause: arrangement.ClauseResult) -> Message | None:
    match clause.state:
        case ClauseState.JUDGED:
            return None
        case ClauseState.OUT_OF_SCOPE:
            return message("Out of scope")
        case ClauseState.NOT_JUDGED:
            return _NOT_JUDGED
    assert_never(clause.state)


def _asked(clause: arrangement.ClauseResult) -> Value:
    coverage = clause.coverage
    if coverage.note is None:
        return coverage.summary
    return Text("{summary}\n{note}", "{summary}\n{note}").fill(summary=coverage.summary, note=coverage.note)


def _covers(clause: arrangement.ClauseResult) -> Value:
    words = [wording.cover_word(cover) for cover in clause.coverage.cover]
    said = [
        (say(word, Language.JA), say(word, Language.EN)) if isinstance(word, Message) else (word, word)
        for word in words
    ]
    return Text("\n".join(ja for ja, _ in said), "\n".join(en for _, en in said))


def _register(audit: Audit) -> _Table[RegisterRow]:
    columns: tuple[_Column[RegisterRow], ...] = (
        _Column(message("Section of the account"), 18, lambda one: _section(one.section)),
        _Column(message("Account"), 15, lambda one: one.account_id),
        _Column(message("Service"), 11, lambda one: wording.service_name(one.service)),
        _Column(message("Name of the account"), 24, lambda one: one.account_name),
        _Column(message("Staff number"), 10, lambda one: one.staff_number),
        _Column(message("Name"), 13, lambda one: one.name),
        _Column(_SECTION, 18, lambda one: one.person_section),
        _Column(message("Title"), 10, lambda one: one.title),
        _Column(message("Since"), _LONG_DAY, lambda one: one.since),
        _Column(message("Remarks"), 10, lambda one: message("on leave") if one.on_leave else None),
    )
    rows = tuple(row for group in arrangement.register_by_section(audit) for row in group.rows)
    accounts = len({row.account_id for row in rows})
    return _Table(
        message("Administrators"),
        columns,
        rows,
        message(
            "Accounts with an administrator: {accounts}. Rows: {rows}.", accounts=accounts, rows=len(rows)
        ),
    )


# --- words -----------------------------------------------------------------------------------------------------------


class _Titles(dict[str, Value]):
    """The titles of checks by id; a check that the audit did not have goes by its id."""

    def __missing__(self, check: str) -> Value:
        return check


def _titles(audit: Audit) -> _Titles:
    return _Titles({check.id: check.title for check in audit.checks})


def _section(section: str) -> Value:
    return section or message("Section not entered")


def _named(subject: Subject) -> str:
    """The id, which is what the inventory knows it by, and below it the name."""
    return "\n".join(filter(None, (subject.id, subject.name)))


def _in_words(day: date) -> Text:
    return Text("{day}", "{day}").fill(day=day)


def _figures(audit: Audit) -> tuple[tuple[Message, int], ...]:
    """The audit in numbers, of every audit the same ones in the same order."""
    counts, totals = audit.counts, arrangement.totals(audit)
    return (
        (message("Accounts not closed"), counts.accounts),
        (message("Logins that serve them"), counts.logins),
        (message("People in the staff list"), counts.staff),
        (message("Judgements made"), totals.judged),
        *(
            (message("{sign} {word}", sign=mark.sign, word=mark.word), getattr(totals.tally, mark.name))
            for mark in wording.MARKS
        ),
        (message("Findings that stand open"), len(audit.findings)),
        *(
            (message("of these: {severity}", severity=wording.severity_word(row.severity)), row.total)
            for row in totals.by_severity
        ),
        (message("Findings past the due day"), totals.late),
    )


# --- on sheets -------------------------------------------------------------------------------------------------------

_ERA = '[>=43831][$-411]ggge"年"m"月"d"日";[>=43586]"令和元年"m"月"d"日";[$-411]ggge"年"m"月"d"日"'
"""令和8年11月20日. Excel and LibreOffice know eras under the locale 411 (Japanese); neither writes the first year as 元年
by itself, so the days of 2019 from 1 May on (43586 to 43830) have it in words."""

_DAYS: Mapping[Language, str] = MappingProxyType({Language.JA: _ERA, Language.EN: "yyyy-mm-dd"})

_TABLE_HEAD = 3  # rows: title, remark, headings
_SUMMARY_WIDTHS = (34, 24, 24, 16)


@dataclass
class _Pen:
    """Writes the sheets of one workbook, one after the other."""

    workbook: Workbook
    report: Report
    language: Language

    def __post_init__(self) -> None:
        self._formats = Formats(self.workbook)
        self._names: list[str] = []
        self._city = self.report.audit.city or say(message("(city not entered)"), self.language)

    def table(self, table: _Table[R]) -> None:
        sheet = self._sheet(table.name)
        columns = table.columns
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        self._head(sheet, table.name)
        write_text(sheet, 1, 0, self._say(table.remark), self._formats.get(text_wrap=False))
        self._headings(
            sheet, _TABLE_HEAD - 1, [column.heading for column in columns], [c.width for c in columns]
        )
        for number, row in enumerate(table.rows, start=_TABLE_HEAD):
            self._row(sheet, number, row, columns)
        end = _TABLE_HEAD + len(table.rows)
        if not table.rows:
            write_text(sheet, end, 0, self._say(message("No entries.")), self._formats.get(text_wrap=False))
            end += 1
        else:
            self._offer_choices(sheet, end, columns)
        sheet.autofilter(_TABLE_HEAD - 1, 0, end - 1, len(columns) - 1)
        print_across_a4(
            sheet, head_rows=_TABLE_HEAD, rows=end, columns=len(columns), repeat_from=_TABLE_HEAD - 1
        )

    def _row(self, sheet: Worksheet, number: int, row: R, columns: Sequence[_Column[R]]) -> None:
        needed = 0.0
        for place, column in enumerate(columns):
            shown = self._cell(sheet, number, place, column.value(row), column.look(row))
            needed = max(needed, height(shown, column.width))
        sheet.set_row(number, needed)

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Value, look: Look) -> str:
        """Writes a value as what it is; gives the text that takes its room."""
        match value:
            case None:
                sheet.write_blank(row, column, None, self._formats.get(**FRAMED, **look))
                return ""
            case date():
                style = self._formats.get(**FRAMED, **look, num_format=_DAYS[self.language], align="left")
                write_day(sheet, row, column, value, style)
                return ""
            case int():
                sheet.write_number(row, column, value, self._formats.get(**FRAMED, **look))
                return ""
            case str():
                text = value
            case _:
                text = self._say(value)
        write_text(sheet, row, column, text, self._formats.get(**FRAMED, **look))
        return text

    def _offer_choices(self, sheet: Worksheet, end: int, columns: Sequence[_Column[R]]) -> None:
        for place, column in enumerate(columns):
            if column.choices:
                sheet.data_validation(
                    _TABLE_HEAD, place, end - 1, place, {"validate": "list", "source": list(column.choices)}
                )

    # --- the summary ---

    def summary(self) -> None:
        """The first sheet: whose report it is, the figures beside last month's, and what could not be confirmed."""
        sheet = self._sheet(message("Summary"))
        for place, width in enumerate(_SUMMARY_WIDTHS):
            sheet.set_column(place, place, width)
        self._head(sheet, _TITLE)
        row = 1
        for label, value in self._particulars():
            write_text(sheet, row, 0, self._say(label), self._formats.get(**HEADING))
            self._across(sheet, row, value)
            row += 1
        row = self._figures(sheet, row + 1)
        for note in self._notes():
            write_across(sheet, row, self._say(note), _SUMMARY_WIDTHS, self._formats.get(bold=True))
            row += 1
        print_down_a4(sheet, rows=row, columns=len(_SUMMARY_WIDTHS))

    def _across(self, sheet: Worksheet, row: int, value: Value) -> None:
        style = self._formats.get(**FRAMED)
        text = self._said(value)
        sheet.merge_range(row, 1, row, len(_SUMMARY_WIDTHS) - 1, "", style)
        write_text(sheet, row, 1, text, style)
        sheet.set_row(row, height(text, sum(_SUMMARY_WIDTHS[1:])))

    def _particulars(self) -> Iterator[tuple[Message, Value]]:
        report, audit, run = self.report, self.report.audit, self.report.audit.run
        yield message("City"), self._city
        yield message("Edition"), EDITIONS[report.edition]
        if report.section is not None:
            yield _SECTION, _section(report.section)
        for label, written in (
            (message("Document number"), report.paper.number),
            (message("Addressee"), report.paper.to),
            (message("Sender"), report.paper.sender),
        ):
            if written:
                yield label, written
        yield message("Handling"), page.handling(report, self.language)
        yield message("Day judged"), " ".join(wording.day_in_words(run.day, self.language))
        if report.month is not None:
            yield message("Month"), str(report.month)
        yield message("Audit made"), wording.time_told(run.finished)
        yield message("Number of the run"), run.id
        pack = Text("{name} ({id} {version})", "{name} ({id} {version})").fill(
            name=run.pack.name, id=run.pack.id, version=run.pack.version
        )
        yield message("Guideline"), pack
        yield (
            message("Not seen"),
            message("INCOMPLETE: {count} judgements could not be made.", count=len(audit.not_seen))
            if audit.not_seen
            else message("{count} judgements", count=0),
        )
        previous = report.history.previous
        if previous is None:
            yield message("Last month"), NO_EARLIER_MONTH
        else:
            yield (
                message("Last month"),
                message("Audit of {day}", day=_in_words(previous.run.day))
                if previous.run.complete
                else message("Audit of {day}, incomplete", day=_in_words(previous.run.day)),
            )
        seal = report.history.seal
        if seal is not None:
            yield message("Seal of the ledger"), f"{seal.number}: {seal.value}"
        for signature in report.history.signatures:
            yield (
                message("Reviewed"),
                message(
                    "{day} {name} {by}: report of {of} ({edition}), SHA-256 {sha256}",
                    day=_in_words(signature.signed),
                    name=signature.name,
                    by=signature.by,
                    of=str(signature.month or signature.day),
                    edition=signature.edition,
                    sha256=signature.sha256,
                ),
            )

    def _figures(self, sheet: Worksheet, row: int) -> int:
        """The table of figures; gives the next row."""
        headings = [message("Figures"), message("This time"), message("Last month"), message("Difference")]
        self._headings(sheet, row, headings, _SUMMARY_WIDTHS)
        now = _figures(self.report.audit)
        previous = self.report.history.previous
        before = (None,) * len(now) if previous is None else tuple(count for _, count in _figures(previous))
        for number, ((label, count), earlier) in enumerate(zip(now, before, strict=True), start=row + 1):
            self._cell(sheet, number, 0, label, _PLAIN)
            self._cell(sheet, number, 1, count, _BOLD)
            if earlier is None:
                for place in (2, 3):
                    self._cell(sheet, number, place, "－", _RIGHT)
            else:
                self._cell(sheet, number, 2, earlier, _PLAIN)
                self._cell(sheet, number, 3, count - earlier, _DIFFERENCE)
        return row + 1 + len(now) + 1

    def _notes(self) -> Iterator[Message]:
        yield message("Numbers above count pairs of one check and one subject (an account or a login).")
        if self.report.audit.not_seen or self.report.audit.unconfirmed:
            yield message(
                "What could not be confirmed is on a sheet of its own, and is not taken as conforming."
            )

    # --- shared ---

    def _sheet(self, name: Message) -> Worksheet:
        sheet = self.workbook.add_worksheet(sheet_name(self._say(name), self._names))
        self._names.append(sheet.get_name())
        whose = [self._city, self._say(_TITLE), self._say(EDITIONS[self.report.edition])]
        if self.report.section is not None:
            whose.append(self._said(_section(self.report.section)))
        write_in_margin(sheet, " ".join(whose), page.handling(self.report, self.language))
        return sheet

    def _head(self, sheet: Worksheet, title: Message) -> None:
        text = Text("{title}　{city}　{day}現在", "{title} – {city}, as of {day}").fill(
            title=self._say(title), city=self._city, day=self.report.audit.run.day
        )
        write_text(
            sheet,
            0,
            0,
            self._say(text),
            self._formats.get(bold=True, font_size=14, text_wrap=False, valign="vcenter"),
        )
        sheet.set_row(0, 28)

    def _headings(
        self, sheet: Worksheet, row: int, headings: Sequence[Message], widths: Sequence[int]
    ) -> None:
        for place, heading in enumerate(headings):
            write_text(sheet, row, place, self._say(heading), self._formats.get(**HEADING))
        # Beside the words stands the arrow of the filter.
        sheet.set_row(row, max(height(f"{self._say(h)}  ", w) for h, w in zip(headings, widths, strict=True)))

    def _said(self, value: Value) -> str:
        match value:
            case Message() | Text():
                return self._say(value)
            case None:
                return ""
            case _:
                return str(value)

    def _say(self, said: Message | Text) -> str:
        return say(said, self.language)


_RIGHT: Look = MappingProxyType({"align": "right"})
_DIFFERENCE: Look = MappingProxyType({"num_format": "+#,##0;-#,##0;0"})
