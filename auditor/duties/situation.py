"""Everything that duties look at on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from auditor.duties.orders import LEAVING, KnownOrder
from auditor.duties.rules import Rules
from auditor.duties.sighted import Histories, SecretKind, Seen
from checks._contract import Administrator, Facts


@dataclass(frozen=True, slots=True)
class LoginPast:
    """What a login was until an import had it otherwise: ``holder``'s own, or a way into ``account_id`` (one of the two)."""

    login_id: str
    until: date
    holder: str | None = None
    account_id: str | None = None


@dataclass(frozen=True)
class Situation:
    """What is known on ``facts.day``. ``orders`` in the order they came, withdrawn ones too; ``facts.people`` as of the day.

    ``facts.evidence`` holds what counts; ``withdrawn`` are the numbers of the records that count no more.
    """

    facts: Facts
    rules: Rules
    orders: Sequence[KnownOrder] = ()
    histories: Histories = field(default_factory=dict)
    withdrawn: frozenset[int] = frozenset()
    pasts: Sequence[LoginPast] = ()

    @property
    def day(self) -> date:
        return self.facts.day

    def history(self, login_id: str, kind: SecretKind) -> Sequence[Seen]:
        return self.histories.get((login_id, kind), ())

    @cached_property
    def orders_of(self) -> Mapping[str, Mapping[date, tuple[KnownOrder, ...]]]:
        """Staff number and effective day → the standing orders of that person and day, in the order they came."""
        found: dict[str, dict[date, list[KnownOrder]]] = defaultdict(lambda: defaultdict(list))
        for known in self.orders:
            if known.stands(self.day):
                found[known.order.staff_number][known.order.effective].append(known)
        return {
            number: {day: tuple(orders) for day, orders in days.items()} for number, days in found.items()
        }

    def left_by(self, staff_number: str) -> Iterator[KnownOrder]:
        """The orders by which somebody has left a post by the day."""
        for effective, orders in self.orders_of.get(staff_number, {}).items():
            if effective <= self.day:
                yield from (
                    known
                    for known in orders
                    if known.order.kind in LEAVING and not (known.renamed or known.past)
                )

    @cached_property
    def rows_of(self) -> Mapping[str, tuple[Administrator, ...]]:
        """Staff number → the times in which that person administered something; none that ended before it began."""
        found: dict[str, list[Administrator]] = defaultdict(list)
        for row in self.facts.administrators:
            if row.began is None or row.ended is None or row.began < row.ended:
                found[row.staff_number].append(row)
        return {number: tuple(rows) for number, rows in found.items()}

    @cached_property
    def held_before(self) -> Mapping[str, tuple[LoginPast, ...]]:
        """Staff number → the logins that were that person's own."""
        return _grouped((past.holder, past) for past in self.pasts)

    @cached_property
    def ways_before(self) -> Mapping[str, tuple[LoginPast, ...]]:
        """Account id → the logins that were a way into it."""
        return _grouped((past.account_id, past) for past in self.pasts)

    @cached_property
    def held_by(self) -> Mapping[str, tuple[str, ...]]:
        """Staff number → the logins that are that person's own."""
        found: dict[str, list[str]] = defaultdict(list)
        for login in self.facts.serving_logins.values():
            if login.holder:
                found[login.holder].append(login.login_id)
        return {number: tuple(logins) for number, logins in found.items()}

    @cached_property
    def managed_by(self) -> Mapping[str, tuple[str, ...]]:
        """Staff number → the open accounts that person answers for."""
        found: dict[str, list[str]] = defaultdict(list)
        for account in self.facts.open_accounts.values():
            if account.manager:
                found[account.manager].append(account.account_id)
        return {number: tuple(accounts) for number, accounts in found.items()}

    def logins_of(self, account_id: str) -> tuple[str, ...]:
        return tuple(login.login_id for login in self.facts.logins_of.get(account_id, ()))


def _grouped(pasts: Iterable[tuple[str | None, LoginPast]]) -> Mapping[str, tuple[LoginPast, ...]]:
    found: dict[str, list[LoginPast]] = defaultdict(list)
    for key, past in pasts:
        if key is not None:
            found[key].append(past)
    return {key: tuple(grouped) for key, grouped in found.items()}
