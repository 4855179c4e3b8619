"""Operation policies and terms of use, one row a field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select

from auditor.ledger.register.plan import Change, Plan, TableDifference, Write
from auditor.ledger.schema import policies
from checks._contract import Policy


def stored(tx: Connection) -> dict[str, Policy]:
    """By account id; an account without any field has none."""
    fields: dict[str, dict[str, str]] = defaultdict(dict)
    for account_id, field, value in tx.execute(
        select(policies.c.account_id, policies.c.field, policies.c.value).order_by(
            policies.c.account_id, policies.c.field
        )
    ):
        fields[account_id][field] = value
    return {account_id: Policy(account_id, values) for account_id, values in fields.items()}


def plan(tx: Connection, given: Iterable[Policy]) -> Plan:
    before = stored(tx)
    wanted = {policy.account_id: policy for policy in given if policy.fields}
    difference = TableDifference(
        "policies",
        added=tuple(key for key in wanted if key not in before),
        changed=tuple(
            Change(key, columns)
            for key, policy in wanted.items()
            if key in before and (columns := _differing(before[key], policy))
        ),
        removed=tuple(key for key in before if key not in wanted),
    )
    changed = tuple(change.id for change in difference.changed)
    return Plan(
        difference,
        (
            Write(
                delete(policies).where(policies.c.account_id == bindparam("of_account")),
                tuple({"of_account": key} for key in (*changed, *difference.removed)),
            ),
            Write(
                policies.insert(),
                tuple(
                    {"account_id": key, "field": field, "value": value}
                    for key in (*changed, *difference.added)
                    for field, value in wanted[key].fields.items()
                ),
            ),
        ),
    )


def _differing(one: Policy, other: Policy) -> tuple[str, ...]:
    names = dict.fromkeys((*one.fields, *other.fields))
    return tuple(name for name in names if one.fields.get(name) != other.fields.get(name))
