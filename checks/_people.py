"""Who may administer an account, and who counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from checks._contract import Employment, EvidenceKind, Facts, Person, Presence, Text
from checks._wording import named

OUTSIDE = frozenset({Employment.CONTRACTOR, Employment.ELECTED})
"""Employments that are no staff in the sense of the guidelines (contract, section 4, ``administrators-are-staff``)."""


class Hindrance(Enum):
    """Why somebody is no administrator to rely on."""

    UNKNOWN = "unknown"
    LEFT = "left"
    ON_LEAVE = "on-leave"
    OUTSIDE = "outside"


LABELS: Mapping[Hindrance, Text] = {
    Hindrance.UNKNOWN: Text("職員名簿にない", "not in the staff list"),
    Hindrance.LEFT: Text("退職", "has left"),
    Hindrance.ON_LEAVE: Text("休職中", "on leave"),
    Hindrance.OUTSIDE: Text("職員以外", "not staff"),
}


def hindrances(person: Person | None) -> tuple[Hindrance, ...]:
    """All that stands against a person (None: not in the directory), gravest first."""
    if person is None:
        return (Hindrance.UNKNOWN,)
    standing = {
        Hindrance.LEFT: person.presence is Presence.LEFT,
        Hindrance.OUTSIDE: person.employment in OUTSIDE,
        Hindrance.ON_LEAVE: person.presence is Presence.LEAVE,
    }
    return tuple(why for why, holds in standing.items() if holds)


def administering(account_id: str, facts: Facts) -> tuple[str, ...]:
    """The staff numbers of the account's administrators in force, each once, sorted."""
    return tuple(sorted({row.staff_number for row in facts.in_force(account_id)}))


def outsiders_permitted(account_id: str, facts: Facts) -> bool:
    """Whether the section head's leave for people from outside the staff is on record and in date."""
    records = facts.evidence_for_account(EvidenceKind.NON_STAFF_PERMITTED, account_id)
    return any(record.in_date(facts.day) for record in records)


def not_counted(account_id: str, facts: Facts) -> dict[str, Hindrance]:
    """Staff number → why that administrator in force does not count towards the number that is asked for."""
    forgiven = {Hindrance.OUTSIDE} if outsiders_permitted(account_id, facts) else set()
    found: dict[str, Hindrance] = {}
    for number in administering(account_id, facts):
        standing = [why for why in hindrances(facts.people.get(number)) if why not in forgiven]
        if standing:
            found[number] = standing[0]
    return found


def changes_of_administrators(account_id: str, facts: Facts) -> frozenset[date]:
    """The days up to the day judged on which somebody began or ended; who ended before they began changed nothing."""
    rows = facts.administrators_of(account_id)
    real = [row for row in rows if row.began is None or row.ended is None or row.began < row.ended]
    days = {row.began for row in real} | {row.ended for row in real}
    return frozenset(change for change in days if change is not None and change <= facts.day)


def described(staff_number: str, why: Hindrance, facts: Facts) -> Text:
    """A person with what is the matter: 「見本 太郎（10234）：休職中」."""
    return Text("{who}：{why}", "{who}: {why}").fill(who=named(staff_number, facts), why=LABELS[why])
