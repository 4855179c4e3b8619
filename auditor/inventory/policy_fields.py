"""The columns of the table of policies: the guideline's own, as its pack's checks name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.inventory.headings import POLICIES
from checks import operation_policy, terms_of_use
from checks._contract import FormId, Pack
from checks._wording import folded

REASON_OF_CLOSING = "閉鎖理由"
"""The heading under which a city keeps why an account was closed: no check asks for it, the request for removal does."""


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


def template_fields(pack: Pack) -> tuple[PolicyField, ...]:
    """The columns of a blank table of policies: what the checks ask for, and what the pack's forms need beside it."""
    fields = policy_fields(pack)
    known = {folded(field.heading) for field in fields}
    needed = (form for form in pack.forms if form.id is FormId.REMOVAL_REQUEST)
    reason = (PolicyField(REASON_OF_CLOSING, form.clause) for form in needed)
    return (*fields, *(field for field in reason if folded(field.heading) not in known))


def fields_asked_for(parameters: object) -> tuple[str, ...]:
    """The headings that the parameters of a check name; none where it is no check of policies."""
    if isinstance(parameters, operation_policy.Parameters | terms_of_use.Parameters):
        return parameters.fields or ()
    return ()


def is_no_field(heading: str) -> bool:
    """Whether the heading is that of a column that the table has for something else: its key."""
    return POLICIES.column_headed(heading) is not None


def _named(pack: Pack) -> Iterator[PolicyField]:
    for rule in pack.rules:
        for heading in fields_asked_for(rule.parameters):
            yield PolicyField(heading, rule.clause)
