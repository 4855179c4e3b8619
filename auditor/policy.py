"""A pack file and the settings' overrides become a ``Pack``; everything that is wrong is told at once.

The form of a pack file is in ``docs/checks/README.md`` and by example in ``checks/packs/ube.toml``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from auditor.errors import Terminated
from auditor.fault_words import what_to_write
from auditor.form_entries import faults_of_forms, made_forms
from auditor.inventory.policy_fields import fields_asked_for, is_no_field
from auditor.pack_file import CheckEntry, ClauseEntry, PackFile, ParameterEntry, parse, refused
from auditor.saying import says_something
from checks import verified_badge
from checks._contract import AnyCheck, Clause, Pack, Rule, Status, Text
from checks._ranges import Unfit
from checks._services import KNOWN, is_one_of
from reports.messages import Message, message

WORKING_RULE = "working-rule"
"""The source of a parameter that this product sets because the guideline gives no number."""

Overrides = Mapping[str, Mapping[str, Any]]
"""``[policy.override.CHECK-ID]`` of the settings: parameters of that check, and the ``reason``."""


def read_pack(
    name: str,
    text: str,
    overrides: Overrides,
    checks: Mapping[str, AnyCheck],
    shipped: Mapping[str, str] = MappingProxyType({}),
) -> Pack:
    """The pack that ``text`` (TOML) describes, with the settings' overrides; ``name`` is for error sentences.

    ``shipped`` are the texts of the packs whose ids are taken: one of these only a pack may bear that says the same.

    Raises PackError with all faults: of the form, of clauses and checks that do not fit together, of parameters without
    a known source or that the check refuses, and of overrides without a reason or of something that is not there.
    """
    parsed = parse(name, text)
    faults = [*parsed.faults]
    entries = parsed.entries
    if entries is None:
        raise refused(name, faults)
    if entries.id in shipped and parse(entries.id, shipped[entries.id]).entries != entries:
        faults.append(
            message(
                "id: {pack} is a pack that comes with the product, and this one says something else; "
                "give it an id of its own.",
                pack=entries.id,
            )
        )
    faults.extend(_faults_of_clauses(entries, checks, parsed.unread))
    faults.extend(faults_of_forms(entries))
    rules: list[Rule] = []
    for check_id, entry in entries.checks.items():
        if check_id in checks:
            made = _RuleReader(check_id, checks[check_id], entry, overrides.get(check_id), entries)
            rules.extend(made.rule())
            faults.extend(made.faults)
    faults.extend(_faults_of_rules(rules, checks, entries.checks.keys() | parsed.unread))
    faults.extend(
        message(
            "[policy.override.{check}]: the pack {pack} has no such check; it has {known}.",
            check=check_id,
            pack=entries.id,
            known=", ".join(entries.checks),
        )
        for check_id in overrides
        if check_id not in entries.checks and check_id not in parsed.unread
    )
    if faults:
        raise refused(name, faults)
    return Pack(
        id=entries.id,
        version=entries.version,
        name=entries.name.text,
        due_working_days=entries.due_working_days,
        words=entries.words,
        waiver_days=entries.waiver_days,
        clauses=tuple(
            Clause(
                id=entry.id,
                summary=entry.summary.text,
                cover=entry.cover,
                checks=_checks_of(entry, entries),
                note=entry.note.text if entry.note else None,
            )
            for entry in entries.clauses
        ),
        rules=tuple(rules),
        forms=made_forms(entries.forms),
    )


def _checks_of(clause: ClauseEntry, pack: PackFile) -> tuple[str, ...]:
    """The checks that answer for the clause: those it names, and those whose own clause it is."""
    own = (check_id for check_id, entry in pack.checks.items() if entry.clause == clause.id)
    return tuple(dict.fromkeys((*clause.checks, *own)))


def _faults_of_clauses(
    entries: PackFile, checks: Mapping[str, AnyCheck], unread: frozenset[str]
) -> Iterator[Message]:
    """What does not fit together between clauses, checks and the checks that there are. Nothing can be said of ``unread``."""
    for clause_id, times in Counter(entry.id for entry in entries.clauses).items():
        if times > 1:
            yield message("Clause {clause} stands {times} times.", clause=clause_id, times=times)
    clauses = {entry.id: entry for entry in entries.clauses}
    for clause in entries.clauses:
        if not unread and not _checks_of(clause, entries) and clause.note is None:
            yield message("Clause {clause} has no check, and no note says why.", clause=clause.id)
        for check_id in clause.checks:
            if check_id not in entries.checks and check_id not in unread:
                yield message(
                    "Clause {clause} names the check {check}, for which there is no [checks.{check}].",
                    clause=clause.id,
                    check=check_id,
                )
    for check_id in (*entries.checks, *sorted(unread)):
        if check_id not in checks:
            yield message(
                "[checks.{check}]: there is no such check; there are {known}.",
                check=check_id,
                known=", ".join(checks),
            )
    for check_id, entry in entries.checks.items():
        if entry.clause not in clauses:
            yield message(
                "[checks.{check}]: there is no clause {clause}.", check=check_id, clause=entry.clause
            )
        if isinstance(entry.severity, dict) and Status.WAIVED in entry.severity:
            yield message("[checks.{check}]: what is waived keeps its severity.", check=check_id)


def _faults_of_rules(
    rules: Iterable[Rule], checks: Mapping[str, AnyCheck], there: Collection[str]
) -> Iterator[Message]:
    """Rules that would be silent for ever, because at that value they live on another one that is not ``there``."""
    for rule in rules:
        for parameter, needed in checks[rule.check].leans_on(rule.parameters).items():
            if needed not in there:
                yield message(
                    "[{place}] {name}: {value} needs the check {needed}, which this pack does not have.",
                    place=f"{'policy.override' if parameter in rule.overridden else 'checks'}.{rule.check}",
                    name=parameter,
                    value=in_words(getattr(rule.parameters, parameter)),
                    needed=needed,
                )


# --- one rule ---------------------------------------------------------------------------------------------------------------


@dataclass
class _RuleReader:
    """One check's entry on its way to a ``Rule``, gathering what is wrong with it."""

    check_id: str
    check: AnyCheck
    entry: CheckEntry
    override: Mapping[str, Any] | None
    pack: PackFile
    faults: list[Message] = field(default_factory=list)

    def rule(self) -> Iterator[Rule]:
        """The rule; nothing where there are faults."""
        values = self._values(f"checks.{self.check_id}", self._from_pack())
        overriding = self._values(f"policy.override.{self.check_id}", self._from_settings())
        parameters = self._made({**values, **overriding})
        self._refuse_columns(fields_asked_for(parameters))
        if isinstance(parameters, verified_badge.Parameters) and "services" in overriding:
            self._refuse_unknown(parameters.services or (), (*KNOWN, *(values.get("services") or ())))
        if self.faults:
            return
        severity = self.entry.severity
        yield Rule(
            check=self.check_id,
            clause=self.entry.clause,
            severities=severity if isinstance(severity, dict) else dict.fromkeys(Status, severity),
            parameters=parameters,
            sources=self._sources(overriding),
            overridden={
                name: values.get(name) for name, value in overriding.items() if value != values.get(name)
            },
            override_reason=self.override["reason"].strip() if self.override is not None else None,
            clauses={
                name: parameter.source
                for name, parameter in self.entry.parameters.items()
                if parameter.source != WORKING_RULE
            },
        )

    def _from_pack(self) -> dict[str, Any]:
        clauses = {clause.id for clause in self.pack.clauses}
        for name, parameter in self.entry.parameters.items():
            if parameter.source not in clauses | {WORKING_RULE}:
                self.faults.append(
                    message(
                        "[checks.{check}] {name}: its source {source} is neither a clause nor {working_rule}.",
                        check=self.check_id,
                        name=name,
                        source=parameter.source,
                        working_rule=WORKING_RULE,
                    )
                )
        return {name: parameter.value for name, parameter in self.entry.parameters.items()}

    def _from_settings(self) -> dict[str, Any]:
        if self.override is None:
            return {}
        reason = self.override.get("reason")
        if not isinstance(reason, str) or not says_something(reason):
            self.faults.append(
                message(
                    "[policy.override.{check}] has no `reason`: the report tells why the city deviates.",
                    check=self.check_id,
                )
            )
        return {name: value for name, value in self.override.items() if name != "reason"}

    def _values(self, place: str, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The values as the check's parameters have them; what is unknown or of another kind is a fault."""
        hints = get_type_hints(self.check.parameters)
        found: dict[str, Any] = {}
        for name, value in raw.items():
            if name not in hints:
                self.faults.append(
                    message(
                        "[{place}] {name}: the check has no such parameter; it has {known}.",
                        place=place,
                        name=name,
                        known=", ".join(hints) or "-",
                    )
                )
                continue
            try:
                # Strict JSON takes what TOML can write (a word for an enumeration, a list for a tuple) and no more.
                found[name] = _reader(hints[name]).validate_json(json.dumps(value, default=str), strict=True)
            except ValidationError as error:
                self._refuse(place, name, what_to_write(error.errors(include_input=False)[0]))
            except (
                ValueError,
                RecursionError,
            ):  # a number of thousands of digits, or lists in lists in lists
                self._refuse(place, name, message("the value is too long or nested too deeply"))
        return found

    def _made(self, values: Mapping[str, Any]) -> object:
        """The check's own dataclass; None where a value is missing or the check refuses it."""
        if self.faults:
            return None
        # What a check leaves open defaults to None; whatever else is in force stands in the pack, with its source.
        missing = [
            parameter.name
            for parameter in fields(self.check.parameters)
            if parameter.name not in values and parameter.default is not None
        ]
        for name in missing:
            self.faults.append(
                message("[checks.{check}] {name} has no value.", check=self.check_id, name=name)
            )
        if missing:
            return None
        try:
            return self.check.parameters(**values)
        except ValueError as error:  # a check of the city's own may raise one without a text
            detail = error.text if isinstance(error, Unfit) else str(error)
            self.faults.append(message("[checks.{check}]: {detail}", check=self.check_id, detail=detail))
            return None
        except (KeyboardInterrupt, Terminated):  # the reader's or the system's word, not the check's
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a check does (`sys.exit`, too), it is named
            self.faults.append(
                message(
                    "[checks.{check}]: the check breaks on these parameters: {error}.",
                    check=self.check_id,
                    error=type(error).__name__,
                )
            )
            return None

    def _refuse_columns(self, fields: Iterable[str]) -> None:
        """A field under the heading of the table's own key would always be filled in."""
        for heading in filter(is_no_field, fields):
            self._refuse(
                f"checks.{self.check_id}",
                "fields",
                message("{heading} is the table's own column, not a field of a policy", heading=heading),
            )

    def _refuse_unknown(self, services: Iterable[str], known: tuple[str, ...]) -> None:
        """A word that no account bears would switch the rule off, while the report still lists it."""
        for service in services:
            if not is_one_of(service, known):
                self._refuse(
                    f"policy.override.{self.check_id}",
                    "services",
                    message(
                        "no service is known as {service}; write one of {known}",
                        service=service,
                        known=", ".join(dict.fromkeys(known)),
                    ),
                )

    def _refuse(self, place: str, name: str, detail: Message | str) -> None:
        self.faults.append(message("[{place}] {name}: {detail}", place=place, name=name, detail=detail))

    def _sources(self, overriding: Mapping[str, Any]) -> dict[str, Text]:
        stated = {name: _source(parameter) for name, parameter in self.entry.parameters.items()}
        added = dict.fromkeys(overriding, Text("市の設定", "the city's settings"))
        return {**added, **stated}


def _reader(kind: Any) -> TypeAdapter[Any]:
    """Reads values of that kind, and refuses unknown keys in those that have parts.

    TOML writes no null, so that ``| None`` lets nothing more in; pydantic takes no configuration for a bare dataclass.
    """
    return TypeAdapter(kind | None, config=ConfigDict(extra="forbid"))


def _source(parameter: ParameterEntry) -> Text:
    if parameter.source == WORKING_RULE:
        source = Text("運用基準", "working rule")
    else:
        source = Text(f"ガイドライン{parameter.source}", f"guideline {parameter.source}")
    if parameter.note is None:
        return source
    return Text(f"{source.ja}：{parameter.note.ja}", f"{source.en}: {parameter.note.en}")


def in_words(value: object) -> str:
    """The value of a parameter as reports and documents write it."""
    if isinstance(value, tuple):
        return ", ".join(in_words(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
