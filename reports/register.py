"""The register of account administrators (アカウント管理担当者一覧表): who stands in it, and who came and went since it was last
handed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from reports.arrangement import section_order
from reports.audit import RegisterRow


class Change(StrEnum):
    """What became of an administrator since the register was last handed in."""

    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class RegisterAccount:
    """One account that is not closed, whether anybody administers it or not.

    ``submitted`` is the day for which its register was last handed in, None where none is on record.
    """

    account_id: str
    name: str
    service: str
    section: str
    submitted: date | None


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """Somebody who stands in the register and did not when it was last handed in, or the other way round.

    ``on`` is the first day in force, or the first day no longer in force (None: nobody stated it).
    """

    change: Change
    row: RegisterRow
    submitted: date
    on: date | None


@dataclass(frozen=True, slots=True)
class Register:
    """The register on ``day``: by section, then account, then person; changes by section, too."""

    city: str
    day: date
    accounts: tuple[RegisterAccount, ...]
    rows: tuple[RegisterRow, ...]
    changes: tuple[RegisterChange, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """Those that have an account, or had one when the register was last handed in."""
        named = {account.section for account in self.accounts}
        return tuple(sorted(named | {change.row.section for change in self.changes}, key=section_order))

    @property
    def without_administrators(self) -> tuple[RegisterAccount, ...]:
        held = {row.account_id for row in self.rows}
        return tuple(account for account in self.accounts if account.account_id not in held)

    @property
    def never_submitted(self) -> tuple[RegisterAccount, ...]:
        return tuple(account for account in self.accounts if account.submitted is None)

    def of_section(self, section: str) -> Register:
        return replace(
            self,
            accounts=tuple(account for account in self.accounts if account.section == section),
            rows=tuple(row for row in self.rows if row.section == section),
            changes=tuple(change for change in self.changes if change.row.section == section),
        )

    def of_accounts(self, account_ids: Collection[str]) -> Register:
        return replace(
            self,
            accounts=tuple(account for account in self.accounts if account.account_id in account_ids),
            rows=tuple(row for row in self.rows if row.account_id in account_ids),
            changes=tuple(change for change in self.changes if change.row.account_id in account_ids),
        )
