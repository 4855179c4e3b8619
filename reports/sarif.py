"""``auditor report --format sarif``: the findings for programs that gather results of many tools (SARIF 2.1.0, OASIS).

How the audit's words become SARIF's (sections of the standard in brackets):

- ``kind`` [3.27.9]: nonconforming ``fail``; unverified, and what stands unconfirmed, ``review``; pending ``open``; advice
  ``informational``; a waived finding ``fail`` with a suppression [3.35]. Nothing is ever ``pass``: what conforms is counted
  elsewhere, and what was not seen is no result.
- ``level`` [3.27.10] is ``none`` for every kind but ``fail``, as the standard asks; of ``fail`` it follows the severity.
- ``baselineState`` [3.27.24] stands against last month's report, on every result or, without an earlier month, on none.
  What could not be seen is ``unchanged``, never ``absent``: a system that closes what is absent must not close it.
- What was not seen is a notification of the invocation [3.20.21], which then was not successful.

Messages are plain text in which braces are doubled [3.11.5] and nothing becomes a link [3.11.6].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never
from uuid import NAMESPACE_URL, uuid5

from checks._contract import Severity, Status, SubjectKind, Text
from reports.arrangement import is_late
from reports.audit import Audit, AuditFinding, CheckInfo, Subject, finding_order
from reports.characters import visible
from reports.json_words import iso_day, iso_time, json_text, severity_word, status_word
from reports.messages import Language, Message, message, say
from reports.report import Report
from reports.since import Change, Followed, Since, since, unconfirmed_findings

Json = dict[str, Any]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_NAMES = uuid5(NAMESPACE_URL, "urn:credential-auditor:sarif")


def render(report: Report, language: Language) -> str:
    """A log with one run; the same report gives the same text."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(report, language).json()]}
    return json_text(log) + "\n"


def guid(*names: str) -> str:
    """The same for the same names, in every report."""
    return str(uuid5(_NAMES, "\x00".join(names).encode("utf-8", "replace").decode("utf-8")))


class _Run:
    """One report on its way to a run."""

    def __init__(self, report: Report, language: Language) -> None:
        self._report = report
        self._audit: Audit = report.audit
        self._language = language
        self._rules = {check.id: number for number, check in enumerate(report.audit.checks)}
        self._since: Since | None = since(report.audit, report.history.previous)
        self._followed: Mapping[str, Followed] = (
            {one.finding.key: one for one in self._since.findings} if self._since else {}
        )
        self._reasons = {row.key: row.reason for row in report.audit.waivers if row.in_force}

    def json(self) -> Json:
        audit, previous = self._audit, self._report.history.previous
        run: Json = {
            "tool": {
                "driver": {
                    "name": "auditor",
                    "version": audit.run.version,
                    "language": self._language.value,
                    "rules": [self._rule(check) for check in audit.checks],
                }
            },
            "language": self._language.value,
            "automationDetails": {
                "id": f"{self._report.edition.value}/{audit.run.pack.id}/{iso_day(audit.run.day)}",
                "guid": guid("run", audit.run.id),
            },
            "invocations": [self._invocation()],
            "results": list(self._results()),
            "properties": {
                "city": visible(audit.city),
                "run": audit.run.id,
                "day": iso_day(audit.run.day),
                "pack": {"id": audit.run.pack.id, "version": audit.run.pack.version},
                "notSeen": len(audit.not_seen),
                "limitsNotTold": audit.limits,
            },
        }
        if previous is not None:
            run["baselineGuid"] = guid("run", previous.run.id)
        return run

    def _text(self, said: Text | Message | str) -> Json:
        text = said if isinstance(said, str) else say(said, self._language)
        return {"text": _plain(text)}

    # --- rules -----------------------------------------------------------------------------------------------------

    def _rule(self, check: CheckInfo) -> Json:
        clauses = [clause for clause in self._audit.coverage if check.id in clause.checks]
        summaries = [f"{clause.clause}: {say(clause.summary, self._language)}" for clause in clauses]
        return {
            "id": check.id,
            **_name(check.id),
            "shortDescription": self._text(check.title),
            "help": self._text("\n".join(summaries) or check.title),
            "defaultConfiguration": {"level": _level(check.severity)},
            "properties": {"clause": check.clause, "severity": severity_word(check.severity)},
        }

    # --- results ---------------------------------------------------------------------------------------------------

    def _results(self) -> Iterator[Json]:
        """What stands, gravest first; what could not be confirmed; what last month's report told and stands no more."""
        for finding in sorted(self._audit.findings, key=finding_order):
            yield self._result(finding, _kind(finding.status))
        found = {finding.key for finding in self._audit.findings}
        for finding in unconfirmed_findings(self._audit, self._since):
            if finding.key not in found:
                yield self._result(finding, "review", note=_UNCONFIRMED)
        for one in self._since.of(Change.CLOSED) if self._since else ():
            yield self._result(one.finding, _kind(one.finding.status))

    def _result(self, finding: AuditFinding, kind: str, note: Message | None = None) -> Json:
        told = say(finding.message, self._language)
        result: Json = {
            "ruleId": finding.check,
            **_index(self._rules, finding.check, "ruleIndex"),
            "kind": kind,
            "level": _level(finding.severity) if kind == "fail" else "none",
            "message": self._text(told if note is None else f"{say(note, self._language)} {told}"),
            "locations": [_location(finding.subject)],
            "partialFingerprints": {"auditorKey/v1": finding.key},
            "correlationGuid": guid("finding", self._audit.city, finding.key),
            "suppressions": self._suppressions(finding),
            "properties": self._properties(finding),
        }
        followed = self._followed.get(finding.key)
        if followed is not None:
            result["baselineState"] = _baseline(followed)
        return result

    def _suppressions(self, finding: AuditFinding) -> list[Json]:
        if finding.status is not Status.WAIVED:
            return []
        reason = self._reasons.get(finding.key, "")
        return [
            {"kind": "external", "status": "accepted"} | ({"justification": _plain(reason)} if reason else {})
        ]

    def _properties(self, finding: AuditFinding) -> Json:
        return {
            "status": status_word(finding.status),
            "severity": severity_word(finding.severity),
            "clause": finding.clause,
            "section": visible(finding.subject.section),
            "accounts": [visible(account) for account in finding.subject.accounts],
            "remedy": visible(say(finding.remedy, self._language)),
            "due": None if finding.due is None else iso_day(finding.due),
            "late": is_late(finding, self._audit.run.day),
            "firstSeen": iso_day(finding.first_seen),
            "related": [visible(subject) for subject in finding.related],
        }

    # --- what was not seen ------------------------------------------------------------------------------------------

    def _invocation(self) -> Json:
        run = self._audit.run
        return {
            "executionSuccessful": run.complete and not self._audit.not_seen,
            "startTimeUtc": iso_time(run.started),
            "endTimeUtc": iso_time(run.finished),
            "toolExecutionNotifications": list(self._notifications()),
        }

    def _notifications(self) -> Iterator[Json]:
        for entry in self._audit.not_seen:
            why = say(entry.why, self._language)
            yield {
                "level": "error",
                "message": self._text(say(_NOT_SEEN, self._language) + why),
                "associatedRule": {"id": entry.check, **_index(self._rules, entry.check, "index")},
                "locations": [_place(None, entry.subject, "")],
            }
        for check in self._audit.not_set_up:
            yield {
                "level": "warning",
                "message": self._text(_NOT_SET_UP),
                "associatedRule": {"id": check, **_index(self._rules, check, "index")},
            }
        for note in self._audit.notes:
            yield {"level": "warning", "message": self._text(note)}
        if self._audit.limits:
            yield {"level": "warning", "message": self._text(_limits(self._audit.limits))}


_UNCONFIRMED = message("This audit could not see whether it still stands:")
_NOT_SEEN = message("Not seen, and not taken as kept: ")
_NOT_SET_UP = message("The check is not set up and judged nothing.")


def _limits(count: int) -> Message:
    return message("Limits of the audit that only the edition for IT security tells: {count}.", count=count)


def _name(check: str) -> Json:
    """As identifiers are written; nothing where that would be the id itself [3.49.7]."""
    name = "".join(part.capitalize() for part in check.split("-"))
    return {} if name.casefold() == check.casefold() else {"name": name}


def _index(rules: Mapping[str, int], check: str, name: str) -> Json:
    """Where the rule stands; nothing of a check that this run did not have."""
    return {name: rules[check]} if check in rules else {}


def _location(subject: Subject) -> Json:
    return _place(subject.kind, subject.id, subject.name)


def _place(kind: SubjectKind | None, subject_id: str, name: str) -> Json:
    """Accounts and logins are no files: a logical location names them [3.33]."""
    place: Json = {"name": visible(name or subject_id), "fullyQualifiedName": visible(subject_id)}
    if kind is not None:
        place["kind"] = kind.value
    return {"logicalLocations": [place]}


def _plain(text: str) -> str:
    """Text as a message of SARIF that a viewer shows as it was written."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "] (") or "-"


def _kind(status: Status) -> str:
    match status:
        case Status.NONCONFORMING | Status.WAIVED:
            return "fail"
        case Status.UNVERIFIED:
            return "review"
        case Status.PENDING:
            return "open"
        case Status.ADVICE:
            return "informational"
    assert_never(status)


def _level(severity: Severity) -> str:
    match severity:
        case Severity.CRITICAL | Severity.HIGH:
            return "error"
        case Severity.MEDIUM | Severity.LOW:
            return "warning"
        case Severity.INFO:
            return "note"
    assert_never(severity)


def _baseline(followed: Followed) -> str:
    match followed.change:
        case Change.CLOSED:
            return "absent"
        case Change.NEW | Change.RETURNED:
            return "new"
        case Change.BACK | Change.WAIVED:
            return "updated"
        case Change.UNCONFIRMED:
            return "new" if followed.before is None else "unchanged"
        case Change.STILL:
            return "unchanged" if _same(followed) else "updated"
    assert_never(followed.change)


def _same(followed: Followed) -> bool:
    before, now = followed.before, followed.now
    return (
        before is not None
        and now is not None
        and (before.status, before.severity) == (now.status, now.severity)
    )
