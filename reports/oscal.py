"""``auditor report --format oscal``: assessment results in NIST's Open Security Controls Assessment Language 1.2.1.

A clause of the guideline is a control, what a check found of an account or a login an observation, and what is not kept a risk
with its deadline. For each clause that was judged there is one OSCAL finding. It is ``satisfied`` only where every check of
the clause is at hand and set up, saw all its subjects, and found that the rule is kept; what was not seen, could not be
judged, is still to be done or is waived is never ``satisfied``.

UUIDs are made from what they name (version 5), so the same account, clause or finding has the same one in every report, and
the same report is the same text whenever it is written. Prose is written so that no Markdown in it takes effect.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from checks._contract import Status, SubjectKind, Text
from reports import arrangement, wording
from reports.arrangement import added
from reports.audit import (
    Audit,
    AuditFinding,
    ClauseCoverage,
    NotSeenEntry,
    Subject,
    Tally,
    finding_order,
)
from reports.characters import visible
from reports.editions import CONCEALED
from reports.json_words import iso_day, iso_time, json_text, severity_word, status_word
from reports.messages import Language, Message, message, say
from reports.report import Report

Json = dict[str, Any]

VERSION = "1.2.1"
NAMESPACE = "https://credential-auditor.invalid/oscal"
"""Whose the names of our properties are. It leads nowhere, and never will (RFC 2606): models of OSCAL 1.1 take only what
looks like an address."""

_NAMES = uuid5(NAMESPACE_URL, NAMESPACE)


def render(report: Report, language: Language) -> str:
    """The document as text that UTF-8 can always hold, in one line, for it is long and for programs; the same report gives
    the same text."""
    return json_text({"assessment-results": _Results(report, language).json()}, indent=None) + "\n"


def _uuid(*names: str) -> str:
    return str(uuid5(_NAMES, "\x00".join(names).encode("utf-8", "replace").decode("utf-8")))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is said of a clause. ``why`` is told where it is not satisfied."""

    state: str
    reason: str
    why: Message | None = None


_SATISFIED = _Verdict("satisfied", "pass")
_FAILED = _Verdict("not-satisfied", "fail", message("The rule was judged and is not kept."))
_UNDECIDED = _Verdict(
    "not-satisfied",
    "other",
    message("Not all of it could be judged, is done, or is set up. It is not taken as kept."),
)
_JUDGED_BY_MACHINE = frozenset(("check", "evidence", "event", "document"))
_GROUPS = frozenset(group.id for group in CONCEALED)


class _Results:
    """One report on its way to the document."""

    def __init__(self, report: Report, language: Language) -> None:
        self._report = report
        self._audit: Audit = report.audit
        self._language = language
        self._controls = control_ids(clause.clause for clause in report.audit.coverage)
        self._titles = {check.id: check.title for check in report.audit.checks}
        self._scope = (
            report.audit.city,
            report.audit.run.id,
            report.edition.value,
            "" if report.section is None else f"section {report.section}",
        )
        self._finished = iso_time(report.audit.run.finished)
        self._item_uuids: dict[tuple[SubjectKind, str], str] = {}
        self._tool = _uuid("tool", "auditor")
        self._guideline = _uuid("guideline", report.audit.run.pack.id, report.audit.run.pack.version)

    def json(self) -> Json:
        audit = self._audit
        return {
            "uuid": _uuid("document", *self._scope),
            "metadata": {
                "title": _prose(f"{audit.city} {self._say(_TITLE)} {iso_day(audit.run.day)}"),
                "last-modified": self._finished,
                "version": _value(audit.run.id) or "-",
                "oscal-version": VERSION,
                **_props(
                    edition=self._report.edition.value,
                    section=self._report.section or "",
                    language=self._language.value,
                ),
            },
            "import-ap": {"href": f"#{self._guideline}", "remarks": self._prose(_NO_PLAN)},
            "results": [self._result()],
            "back-matter": {
                "resources": [
                    {
                        "uuid": self._guideline,
                        "title": self._prose(audit.run.pack.name),
                        **_props(id=audit.run.pack.id, version=audit.run.pack.version),
                    }
                ]
            },
        }

    def _say(self, said: Text | Message) -> str:
        return say(said, self._language)

    def _prose(self, said: Text | Message) -> str:
        return _prose(self._say(said))

    # --- the result ------------------------------------------------------------------------------------------------

    def _result(self) -> Json:
        audit = self._audit
        limits = [self._prose(note) for note in audit.notes]
        if audit.limits:
            limits.append(self._prose(_limits(audit.limits)))
        return {
            "uuid": _uuid("result", *self._scope),
            "title": self._prose(_TITLE),
            "description": self._prose(self._summary()),
            "start": iso_time(audit.run.started),
            "end": self._finished,
            **_props(**self._numbers()),
            "local-definitions": self._definitions(),
            "reviewed-controls": self._reviewed(),
            **_listed("observations", [observation for _, observation in self._observations]),
            **_listed("risks", [risk for _, risk in self._risks]),
            **_listed("findings", self._findings()),
            **({"remarks": "\n\n".join(limits)} if limits else {}),
        }

    def _summary(self) -> Message:
        totals = arrangement.totals(self._audit)
        return message(
            "Findings that stand open: {findings}. Judgements made: {judged}. Unverified: {unverified}. "
            "Not seen: {not_seen}.",
            findings=len(self._audit.findings),
            judged=totals.judged,
            unverified=totals.tally.unverified,
            not_seen=totals.tally.not_seen,
        )

    def _numbers(self) -> dict[str, str]:
        counts, audit = self._audit.counts, self._audit
        return {
            "day": iso_day(audit.run.day),
            "complete": "yes" if audit.run.complete else "no",
            "accounts": str(counts.accounts),
            "logins": str(counts.logins),
            "conforming": str(counts.conforming),
            "nonconforming": str(counts.nonconforming),
            "unverified": str(counts.unverified),
            "pending": str(counts.pending),
            "advice": str(counts.advice),
            "waived": str(counts.waived),
            "not-seen": str(len(audit.not_seen)),
            "not-applicable": str(counts.not_applicable),
        }

    def _definitions(self) -> Json:
        """The accounts and logins that observations speak of, and the tool itself."""
        platform = _uuid("platform", "auditor")
        return {
            **_listed("inventory-items", [self._item(subject) for subject in self._subjects.values()]),
            "assessment-assets": {
                "components": [
                    {
                        "uuid": self._tool,
                        "type": "software",
                        "title": "auditor",
                        "description": self._prose(_TOOL),
                        "status": {"state": "operational"},
                        **_props(version=self._audit.run.version),
                    }
                ],
                "assessment-platforms": [
                    {"uuid": platform, "uses-components": [{"component-uuid": self._tool}]}
                ],
            },
        }

    def _reviewed(self) -> Json:
        clauses = [clause for clause in self._audit.coverage if self._verdict(clause) is not None]
        if not clauses:
            none = {"include-controls": [{"control-id": "none"}], "description": self._prose(_NO_CLAUSE)}
            return {"control-selections": [none]}
        controls = [{"control-id": self._controls[clause.clause]} for clause in clauses]
        return {"control-selections": [{"include-controls": controls}]}

    # --- accounts and logins -----------------------------------------------------------------------------------------

    @cached_property
    def _subjects(self) -> Mapping[str, Subject | str]:
        """UUID → the subject, or its id alone where only an unseen check speaks of it."""
        found: dict[str, Subject | str] = {}
        for finding in (*self._audit.findings, *self._audit.unconfirmed):
            found.setdefault(self._item_uuid(finding.subject), finding.subject)
        for entry in self._audit.not_seen:
            found.setdefault(self._entry_uuid(entry), entry.subject)
        return found

    def _item_uuid(self, subject: Subject) -> str:
        key = (subject.kind, subject.id)
        if key not in self._item_uuids:
            self._item_uuids[key] = _uuid("subject", self._audit.city, subject.kind.value, subject.id)
        return self._item_uuids[key]

    @cached_property
    def _items_by_id(self) -> Mapping[str, str]:
        """Id → UUID, of the subjects of findings; of an id that an account and a login share, the login's."""
        findings = (*self._audit.findings, *self._audit.unconfirmed)
        subjects = sorted(
            (finding.subject for finding in findings), key=lambda subject: subject.kind is SubjectKind.LOGIN
        )
        return {subject.id: self._item_uuid(subject) for subject in subjects}

    def _entry_uuid(self, entry: NotSeenEntry) -> str:
        known = self._items_by_id.get(entry.subject)
        return known or _uuid("subject", self._audit.city, "", entry.subject)

    def _item(self, subject: Subject | str) -> Json:
        match subject:
            case str():
                return {
                    "uuid": _uuid("subject", self._audit.city, "", subject),
                    "description": _prose(subject),
                    "props": [{"name": "asset-id", "value": _value(subject) or "-"}],
                }
            case Subject():
                own = _props(kind=subject.kind.value, section=subject.section).get("props", [])
                return {
                    "uuid": self._item_uuid(subject),
                    "description": _prose(
                        f"{self._say(wording.subject_word(subject.kind))} {subject.name or subject.id}"
                    ),
                    "props": [{"name": "asset-id", "value": _value(subject.id) or "-"}, *own],
                }

    # --- observations ------------------------------------------------------------------------------------------------

    @cached_property
    def _observations(self) -> Sequence[tuple[str, Json]]:
        """Of each check what was found and what was not seen; each once."""
        made: dict[str, tuple[str, Json]] = {}
        for finding in sorted(self._audit.findings, key=finding_order):
            made.setdefault(*self._observed(finding, status_word(finding.status)))
        for finding in sorted(self._audit.unconfirmed, key=finding_order):
            made.setdefault(*self._observed(finding, "unconfirmed"))
        for entry in self._audit.not_seen:
            made.setdefault(*self._unseen(entry))
        return tuple(made.values())

    def _observed(self, finding: AuditFinding, status: str) -> tuple[str, tuple[str, Json]]:
        told = self._say(finding.message)
        if status == "unconfirmed":
            told = f"{self._say(_UNCONFIRMED)} {told}"
        uuid = _uuid("observation", *self._scope, finding.key, status)
        observation = self._observation(
            uuid,
            finding.check,
            told,
            status=status,
            item=self._item_uuid(finding.subject),
            subject_id=finding.subject.id,
        )
        observation["relevant-evidence"] = [
            {
                "description": _prose(self._say(_EVIDENCE)),
                **_props(key=finding.key, **{"first-seen": iso_day(finding.first_seen)}),
            }
        ]
        return uuid, (finding.check, observation)

    def _unseen(self, entry: NotSeenEntry) -> tuple[str, tuple[str, Json]]:
        uuid = _uuid("observation", *self._scope, entry.check, entry.subject, "not-seen", entry.why.en)
        told = f"{self._say(_NOT_SEEN)}{self._say(entry.why)}"
        item = self._entry_uuid(entry)
        return uuid, (
            entry.check,
            self._observation(
                uuid, entry.check, told, status="not-seen", item=item, subject_id=entry.subject
            ),
        )

    def _observation(
        self, uuid: str, check: str, told: str, *, status: str, item: str, subject_id: str
    ) -> Json:
        return {
            "uuid": uuid,
            "title": _prose(self._say(self._titles[check]) if check in self._titles else check),
            "description": _prose(told),
            **_props(check=check, status=status),
            "methods": self._methods.get(check, ["UNKNOWN"]),
            "types": ["finding"],
            "subjects": [{"subject-uuid": item, "type": "inventory-item", "title": _prose(subject_id)}],
            "collected": self._finished,
        }

    @cached_property
    def _methods(self) -> Mapping[str, list[str]]:
        """Check → how the clauses say that it is judged: by the machine, on records, or both."""
        cover: dict[str, set[str]] = {}
        for clause in self._audit.coverage:
            for check in clause.checks:
                cover.setdefault(check, set()).update(clause.cover)
        ways = (("TEST", {"check", "event"}), ("EXAMINE", {"evidence", "document"}))
        return {
            check: [method for method, said in ways if words & said] or ["UNKNOWN"]
            for check, words in cover.items()
        }

    def _origin(self) -> Json:
        return {"actors": [{"type": "tool", "actor-uuid": self._tool}]}

    # --- risks -------------------------------------------------------------------------------------------------------

    @cached_property
    def _risks(self) -> Sequence[tuple[str, Json]]:
        waivers = {row.key: row.until for row in self._audit.waivers if row.in_force}
        return tuple(
            (finding.check, self._risk(finding, waivers.get(finding.key)))
            for finding in sorted(self._audit.findings, key=finding_order)
            if finding.status in (Status.NONCONFORMING, Status.WAIVED)
        )

    def _risk(self, finding: AuditFinding, waived_until: date | None) -> Json:
        is_waived = finding.status is Status.WAIVED
        deadline = waived_until if is_waived else finding.due
        observation = _uuid("observation", *self._scope, finding.key, status_word(finding.status))
        return {
            "uuid": _uuid("risk", self._audit.city, finding.key),
            "title": _prose(
                f"{self._say(self._titles.get(finding.check, Text(finding.check, finding.check)))}: "
                f"{finding.subject.id}"
            ),
            "description": self._prose(finding.message),
            "statement": self._prose(wording.severity_meaning(finding.severity)),
            **_props(key=finding.key, clause=finding.clause, section=finding.subject.section),
            "status": "deviation-approved" if is_waived else "open",
            "characterizations": [
                {
                    "origin": self._origin(),
                    "facets": [
                        {
                            "name": "severity",
                            "system": NAMESPACE,
                            "value": severity_word(finding.severity),
                        }
                    ],
                }
            ],
            **({} if deadline is None else {"deadline": f"{iso_day(deadline)}T23:59:59+09:00"}),
            "remediations": [
                {
                    "uuid": _uuid("remediation", self._audit.city, finding.key),
                    "lifecycle": "recommendation",
                    "title": self._prose(_REMEDY),
                    "description": self._prose(finding.remedy),
                }
            ],
            "related-observations": [{"observation-uuid": observation}],
        }

    # --- clauses -----------------------------------------------------------------------------------------------------

    def _findings(self) -> list[Json]:
        observations, risks = _by_check(self._observations), _by_check(self._risks)
        made = []
        for clause in self._audit.coverage:
            verdict = self._verdict(clause)
            if verdict is None:
                continue
            control = self._controls[clause.clause]
            related = [
                {"observation-uuid": id} for check in clause.checks for id in observations.get(check, ())
            ]
            risky = [{"risk-uuid": id} for check in clause.checks for id in risks.get(check, ())]
            why = {} if verdict.why is None else {"remarks": self._prose(verdict.why)}
            made.append(
                {
                    "uuid": _uuid("finding", *self._scope, clause.clause),
                    "title": _prose(f"{clause.clause} {self._say(clause.summary)}"),
                    "description": self._prose(clause.summary),
                    **_props(clause=clause.clause),
                    "target": {
                        "type": "objective-id",
                        "target-id": f"{control}_obj",
                        "status": {"state": verdict.state, "reason": verdict.reason, **why},
                    },
                    **_listed("related-observations", related),
                    **_listed("related-risks", risky),
                }
            )
        return made

    @cached_property
    def _tallies(self) -> Mapping[str, Tally]:
        cells: dict[str, list[Tally]] = {}
        for cell in self._audit.matrix:
            cells.setdefault(cell.check, []).append(cell.tally)
        return {check: added(tallies) for check, tallies in cells.items()}

    @cached_property
    def _open_questions(self) -> frozenset[str]:
        """Checks of which something was not looked at, as far as the report knows."""
        audit = self._audit
        named = {check for clause in audit.coverage for check in clause.checks}
        open_questions = named - self._titles.keys()
        open_questions.update(audit.not_set_up)
        open_questions.update(finding.check for finding in audit.unconfirmed)
        open_questions.update(entry.check for entry in audit.not_seen)
        if audit.limits:  # what they are this edition does not tell: of any of these checks, perhaps
            open_questions |= _GROUPS
        return frozenset(open_questions)

    def _verdict(self, clause: ClauseCoverage) -> _Verdict | None:
        """None where nothing of it was judged, nor would have been: it is not among the reviewed ones."""
        if not clause.checks:
            return None
        tally = added(self._tallies.get(check, Tally()) for check in clause.checks)
        if tally.nonconforming:
            return _FAILED
        open_questions = (
            tally.unverified + tally.not_seen + tally.pending + tally.waived
            or self._open_questions.intersection(clause.checks)
            or not _JUDGED_BY_MACHINE.issuperset(clause.cover)
        )
        if open_questions:
            return _UNDECIDED
        return _SATISFIED if tally.conforming else None


_TITLE = message("Audit report")
_NO_PLAN = message("The guideline, its clauses and parameters stand in place of an assessment plan.")
_TOOL = message("Audits the credentials of official social-media accounts.")
_NO_CLAUSE = message("No clause was judged.")
_UNCONFIRMED = message("This audit could not see whether it still stands:")
_NOT_SEEN = message("Not seen, and not taken as kept: ")
_EVIDENCE = message("The ledger of audits, by the key of the finding.")
_REMEDY = message("Remedy")


def _limits(count: int) -> Message:
    return message("Limits of the audit that only the edition for IT security tells: {count}.", count=count)


# --- small parts -------------------------------------------------------------------------------------------------------


def control_ids(clauses: Iterable[str]) -> Mapping[str, str]:
    """Clause → a token that OSCAL takes as the id of a control: 4(3)b becomes clause-4.3.b. Each has its own."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for clause in clauses:
        if clause in made:
            continue
        parts = _TOKEN.findall(unicodedata.normalize("NFKC", clause))
        token = "-".join(filter(None, ("clause", ".".join(parts))))
        number = 1
        while (named := token if number == 1 else f"{token}-{number}") in taken:
            number += 1
        taken.add(named)
        made[clause] = named
    return made


_TOKEN = re.compile("[0-9A-Za-z\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff]+")
"""Signs that schema and models agree on: Latin letters, digits, kana, kanji."""


def _by_check(parts: Iterable[tuple[str, Json]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for check, part in parts:
        found.setdefault(check, []).append(part["uuid"])
    return found


def _listed(name: str, items: list[Json]) -> Json:
    """OSCAL takes no empty list: what has nothing is left out."""
    return {name: items} if items else {}


def _props(**values: str) -> Json:
    """Properties with names of our own; those without a value are left out."""
    made = [
        {"name": name, "ns": NAMESPACE, "value": value}
        for name, text in values.items()
        if (value := _value(text))
    ]
    return _listed("props", made)


_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
_INLINE = re.compile(r"[\\`*_\[\]<>{}&~^|]")
_AT_START = re.compile(r"^(?:[#+=-]|[0-9]+(?=[.)]))")


def _value(text: str) -> str:
    """One line without spaces around; empty where nothing is left."""
    if text.isprintable():
        return text.strip()
    return _BREAKS.sub(" ", visible(text)).strip().strip("\ufeff").strip()


def _prose(text: str) -> str:
    """One line of Markdown that shows the text as it was written."""
    escaped = _INLINE.sub(lambda match: f"\\{match[0]}", _value(text))
    return _AT_START.sub(_escaped_start, escaped) or "-"


def _escaped_start(match: re.Match[str]) -> str:
    """A sign or a number that would begin a heading or a list."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"
