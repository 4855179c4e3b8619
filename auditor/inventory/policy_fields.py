"""The columns of the table of policies: the guideline's own, as its pack's checks name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks import operation_policy, terms_of_use
from checks._contract import Pack


@dataclass(frozen=True, slots=True)
class PolicyField:
    """A column by its heading, and the clause that asks for it; an empty ``clause``: nobody does, it is an example."""

    heading: str
    clause: str = ""


def policy_fields(pack: Pack) -> tuple[PolicyField, ...]:
    """What ``operation-policy`` and ``terms-of-use`` of the pack ask for, in its order, each heading once."""
    fields: dict[str, PolicyField] = {}
    for field in _named(pack):
        fields.setdefault(field.heading, field)
    return tuple(fields.values())


def _named(pack: Pack) -> Iterator[PolicyField]:
    for rule in pack.rules:
        if isinstance(rule.parameters, operation_policy.Parameters | terms_of_use.Parameters):
            for heading in rule.parameters.fields or ():
                yield PolicyField(heading, rule.clause)
