"""A pack as people read it: which clause is answered how, what each check asks for, and how two packs differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic_core import to_jsonable_python

from auditor.policy import in_words
from checks._contract import AnyCheck, Clause, Pack, Rule, Text

LISTED = "auditor.pack/1"
COMPARED = "auditor.packs/1"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in force and where it comes from. ``overridden``: the city's settings changed it, and ``source`` is that
    of ``pack_value``, which the pack itself sets (None: it sets none)."""

    name: str
    value: object
    source: Text
    overridden: bool
    pack_value: object = None

    @property
    def words(self) -> str:
        return in_words(self.value)


def parameters_of(rule: Rule) -> tuple[Parameter, ...]:
    """Those that are set, in the check's order; what is not set limits nothing."""
    return tuple(
        Parameter(
            one.name,
            value,
            rule.sources[one.name],
            one.name in rule.overridden,
            rule.overridden.get(one.name),
        )
        for one in dataclasses.fields(rule.parameters)
        if (value := getattr(rule.parameters, one.name)) is not None
    )


def answered_by(check_id: str, pack: Pack) -> tuple[str, ...]:
    """The clauses that the check answers for, in the guideline's order; empty where the pack has no such check."""
    return tuple(clause.id for clause in pack.clauses if check_id in clause.checks)


def not_asked_for(pack: Pack, checks: Iterable[str]) -> tuple[str, ...]:
    """The checks that there are and that the pack does not use."""
    used = {rule.check for rule in pack.rules}
    return tuple(check_id for check_id in checks if check_id not in used)


def out_of_scope(pack: Pack) -> tuple[Clause, ...]:
    """The clauses that no check answers for; the note of each says why."""
    return tuple(clause for clause in pack.clauses if not clause.checks)


# --- two packs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """What one of two packs says about a check: the clauses it answers for, and its rule; None: it has no such check."""

    clauses: tuple[str, ...]
    rule: Rule | None

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return {one.name: one for one in parameters_of(self.rule)} if self.rule else {}


@dataclass(frozen=True, slots=True)
class Compared:
    """One check in both packs."""

    check: str
    left: Side
    right: Side

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that either of the two sets."""
        return tuple(dict.fromkeys((*self.left.parameters, *self.right.parameters)))


def compared(left: Pack, right: Pack) -> tuple[Compared, ...]:
    """Every check of either pack: in the left one's order, then what only the right one has.

    Clauses of two guidelines do not answer to each other by their numbers; what they ask for does, and that is the check.
    """
    rules = tuple({rule.check: rule for rule in pack.rules} for pack in (left, right))
    return tuple(
        Compared(
            check_id,
            *(
                Side(answered_by(check_id, pack), of.get(check_id))
                for pack, of in zip((left, right), rules, strict=True)
            ),
        )
        for check_id in dict.fromkeys((*rules[0], *rules[1]))
    )


# --- for programs -----------------------------------------------------------------------------------------------------------


def pack_document(pack: Pack, checks: Mapping[str, AnyCheck]) -> dict[str, object]:
    """The answer of ``auditor pack show --json``."""
    return {
        "schema": LISTED,
        **_head(pack),
        "waiver_days": pack.waiver_days,
        "due_working_days": {severity.value: days for severity, days in pack.due_working_days.items()},
        "clauses": [
            {
                "id": clause.id,
                "summary": _both(clause.summary),
                "cover": [cover.value for cover in clause.cover],
                "checks": list(clause.checks),
                "note": None if clause.note is None else _both(clause.note),
            }
            for clause in pack.clauses
        ],
        "checks": [
            {
                "id": rule.check,
                "title": _both(checks[rule.check].title),
                "clause": rule.clause,
                "clauses": list(answered_by(rule.check, pack)),
                "severity": {status.value: severity.value for status, severity in rule.severities.items()},
                "parameters": [_parameter(one) for one in parameters_of(rule)],
                "override_reason": rule.override_reason,
            }
            for rule in pack.rules
        ],
        "not_asked_for": list(not_asked_for(pack, checks)),
        "forms": [
            {
                "id": form.id.value,
                "clause": form.clause,
                "name": None if form.name is None else _both(form.name),
                "office": None if form.office is None else _both(form.office),
                "filled": {field: source.value for field, source in form.filled.items()},
            }
            for form in pack.forms
        ],
    }


def comparison_document(left: Pack, right: Pack) -> dict[str, object]:
    """The answer of ``auditor pack compare --json``: pairs stand in the order of the two packs."""
    rows = compared(left, right)
    return {
        "schema": COMPARED,
        "packs": [_head(left), _head(right)],
        "clauses": [
            [{"id": clause.id, "checks": list(clause.checks)} for clause in pack.clauses]
            for pack in (left, right)
        ],
        "checks": [
            {
                "id": row.check,
                "clauses": [list(side.clauses) for side in (row.left, row.right)],
                "parameters": [
                    {
                        "name": name,
                        "values": [
                            _parameter(one) if (one := side.parameters.get(name)) else None
                            for side in (row.left, row.right)
                        ],
                    }
                    for name in row.parameters
                ],
            }
            for row in rows
        ],
        "only": [
            [row.check for row in rows if row.right.rule is None],
            [row.check for row in rows if row.left.rule is None],
        ],
    }


def _head(pack: Pack) -> dict[str, object]:
    return {"id": pack.id, "version": pack.version, "name": _both(pack.name)}


def _parameter(one: Parameter) -> dict[str, object]:
    return {
        "name": one.name,
        "value": to_jsonable_python(one.value),
        "source": _both(one.source),
        "overridden": one.overridden,
        "pack_value": to_jsonable_python(one.pack_value),
    }


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}
