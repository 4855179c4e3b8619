"""The register of account administrators as it is handed in: what stands in it on a day, and what changed since the last one.

What changed is told from the history of the administrators alone. Who stood in the register that was handed in is who was in
force by what was known that day: a row that an import brought later, for whatever day, did not stand in it, and one whose end
was told later did. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from auditor.summary import register_row, register_rows
from checks._contract import Account, Administrator, EvidenceKind, Facts, Person, Presence
from reports.arrangement import section_order
from reports.audit import RegisterRow
from reports.register import Change, Register, RegisterAccount, RegisterChange


def register_on(city: str, facts: Facts) -> Register:
    """The city's register on ``facts.day``."""
    rows = tuple(
        replace(row, on_leave=_is_on_leave(row, facts))
        for row in register_rows(facts.day, facts.accounts, facts.people, facts.administrators)
    )
    accounts = (
        RegisterAccount(
            account.account_id,
            account.name,
            account.service,
            account.section,
            _last_submission(account.account_id, facts),
        )
        for account in facts.open_accounts.values()
    )
    return Register(
        city=city,
        day=facts.day,
        accounts=tuple(sorted(accounts, key=lambda one: (section_order(one.section), one.account_id))),
        rows=tuple(sorted(rows, key=_order)),
        changes=tuple(
            sorted(_changes(rows, facts), key=lambda one: (one.submitted, _order(one.row), one.change.value))
        ),
    )


def _is_on_leave(row: RegisterRow, facts: Facts) -> bool:
    """By the directory, or by an order that has taken effect."""
    person = facts.people.get(row.staff_number)
    return person is not None and person.presence is Presence.LEAVE


def _order(row: RegisterRow) -> tuple[tuple[bool, str], str, str]:
    return section_order(row.section), row.account_id, row.staff_number


def _last_submission(account_id: str, facts: Facts) -> date | None:
    records = facts.evidence_for_account(EvidenceKind.REGISTER_SUBMITTED, account_id)
    return max((record.dated for record in records if record.dated <= facts.day), default=None)


def _changes(rows: Sequence[RegisterRow], facts: Facts) -> Iterator[RegisterChange]:
    """What differs, account by account; of one whose register was never handed in nothing can be said."""
    standing: defaultdict[str, dict[str, RegisterRow]] = defaultdict(dict)
    for row in rows:
        standing[row.account_id][row.staff_number] = row
    for account_id in dict.fromkeys(row.account_id for row in facts.administrators):
        submitted = _last_submission(account_id, facts)
        if submitted is None:
            continue
        account = facts.accounts.get(account_id, Account(account_id, service=""))
        before = _handed_in(account, submitted, facts)
        now = standing[account_id]
        for number in now.keys() - before.keys():
            yield RegisterChange(Change.ADDED, now[number], submitted, now[number].since)
        for number in before.keys() - now.keys():
            gone = before[number]
            person = facts.people.get(number, Person(number))
            yield RegisterChange(
                Change.REMOVED, register_row(gone, account, person), submitted, _ended(gone, account)
            )


def _handed_in(account: Account, day: date, facts: Facts) -> Mapping[str, Administrator]:
    """Who stood in the register of that day, by staff number; of several times of a person the last."""
    if account.is_closed(day):
        return {}
    return {row.staff_number: row for row in facts.administrators_of(account.account_id) if _stood(row, day)}


def _stood(row: Administrator, day: date) -> bool:
    """Whether the row was in force on ``day`` by what was known then."""
    known = row.appeared is None or row.appeared <= day
    began = row.since is None or row.since <= day
    end_told_later = row.end_known is not None and row.end_known > day
    return known and began and (end_told_later or row.in_force(day))


def _ended(row: Administrator, account: Account) -> date | None:
    return min((day for day in (row.ended, account.closed) if day is not None), default=None)
