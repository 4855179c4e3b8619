"""Waivers granted and revoked: the rules of ``auditor.waivers`` against what the ledger knows, and the duties settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from auditor.duties.rules import Rules
from auditor.errors import UsageError
from auditor.ledger import register, waivers
from auditor.settling import facts_on, settle
from auditor.subjects import meant_staff_number
from auditor.waivers import Grounds, Wanted, ended_on, require_grantable
from checks._contract import AnyCheck, Pack, Waiver
from reports.messages import message


def grant(
    tx: Connection,
    wanted: Wanted,
    day: date,
    *,
    pack: Pack,
    checks: Mapping[str, AnyCheck],
    approvers: Collection[str],
) -> Waiver:
    """Grants what is wanted, in force from ``day`` on. To be called with the run lock held.

    Raises UsageError before anything is changed, where it is not to be granted.
    """
    facts = facts_on(register.stored(tx), day)
    wanted = replace(wanted, approver=meant_staff_number(wanted.approver, facts.people))
    require_grantable(wanted, Grounds(facts, pack, checks, approvers, waivers.history(tx)))
    waiver = waivers.grant(tx, wanted, day)
    settle(tx, day, Rules.of(pack))
    return waiver


@dataclass(frozen=True, slots=True)
class Revocation:
    """A waiver that is over. ``is_new`` is false where it was over before; then nothing was changed."""

    waiver: Waiver
    is_new: bool


def revoke(tx: Connection, number: int, day: date, rules: Rules) -> Revocation:
    """Ends a waiver: from ``day`` on it is no longer in force.

    To be called with the run lock held. Raises UsageError where there is no such waiver.
    """
    found = next((waiver for waiver in waivers.history(tx) if waiver.number == number), None)
    if found is None:
        raise UsageError(
            message("There is no exception {number}.", number=number),
            message("`auditor waiver list --all` shows them with their numbers."),
        )
    if ended_on(found, day) is not None:
        return Revocation(found, is_new=False)
    waivers.revoke(tx, number, day)
    settle(tx, day, rules)
    return Revocation(replace(found, revoked=day), is_new=True)
