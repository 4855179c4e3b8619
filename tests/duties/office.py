"""A made office for the tests of duties: what is known on a day, and the reviews that follow, night by night."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from auditor.duties.orders import KnownOrder
from auditor.duties.presence import people_on
from auditor.duties.rules import Rules
from auditor.duties.settling import settle_all
from auditor.duties.sighted import SecretKind, Seen
from auditor.duties.situation import LoginPast, Situation
from auditor.working_days import WorkingDays
from checks import administrators_minimum, register_submitted, transfer_review
from checks._contract import (
    Account,
    Administrator,
    Evidence,
    EvidenceKind,
    Facts,
    Login,
    Person,
    Review,
    Task,
    TaskKind,
    TransferKind,
    TransferOrder,
)

FIRST = date(2026, 11, 2)  # a Monday; the first import
RULES = Rules(
    transfers=transfer_review.Parameters(known_days=5),
    administrators=administrators_minimum.Parameters(minimum_administrators=2, advised_maximum=None),
    incidents=None,
    register=register_submitted.Parameters(register_days=10),
    compares_passwords=True,
)


def person(number: str, section: str = "広報課") -> Person:
    return Person(number, f"見本 {number}", section=section)


@dataclass
class Office:
    """``koho-x`` (login ``x``) and ``koho-fb`` (login ``fb``, and ``both``, which serves both), administered by 1 and 2."""

    day: date = FIRST
    accounts: dict[str, Account] = field(
        default_factory=lambda: {
            name: Account(name, "x", section="広報課", manager="9") for name in ("koho-fb", "koho-x")
        }
    )
    logins: dict[str, Login] = field(
        default_factory=lambda: {
            "x": Login("x", ("koho-x",)),
            "fb": Login("fb", ("koho-fb",)),
            "both": Login("both", ("koho-fb", "koho-x")),
        }
    )
    people: dict[str, Person] = field(default_factory=lambda: {n: person(n) for n in "12349"})
    administrators: list[Administrator] = field(
        default_factory=lambda: [
            Administrator(account, number) for account in ("koho-fb", "koho-x") for number in "12"
        ]
    )
    evidence: list[Evidence] = field(default_factory=list)
    orders: list[KnownOrder] = field(default_factory=list)
    histories: dict[tuple[str, SecretKind], list[Seen]] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    pasts: list[LoginPast] = field(default_factory=list)
    reviews: tuple[Review, ...] = ()
    rules: Rules = RULES
    _numbers: int = 0

    def settle(self, day: date | None = None) -> tuple[Review, ...]:
        if day is not None:
            self.day = day
        after = settle_all(self.reviews, self._situation())
        self.reviews = tuple(
            review if review.id else replace(review, id=f"R{place}")
            for place, review in enumerate(after, start=1)
        )
        return self.reviews

    def _situation(self) -> Situation:
        facts = Facts(
            day=self.day,
            calendar=WorkingDays(),
            accounts=self.accounts,
            logins=self.logins,
            people=people_on(self.day, self.people, self.orders),
            administrators=tuple(self.administrators),
            evidence=tuple(record for record in self.evidence if record.number not in self.withdrawn),
            first_imported=dict.fromkeys(self.accounts, FIRST),
        )
        return Situation(
            facts, self.rules, self.orders, self.histories, frozenset(self.withdrawn), self.pasts
        )

    # --- events ---------------------------------------------------------------------------------------------------------

    def see(
        self, day: date, *, kind: SecretKind = SecretKind.PASSWORD, key: str = "k", **secrets: str
    ) -> None:
        """A night on ``day`` sees these secrets, by login; a row only where one differs from the last."""
        for login, secret in secrets.items():
            history = self.histories.setdefault((login, kind), [])
            if not history or (history[-1].key_id, history[-1].fingerprint) != (key, secret):
                self._numbers += 1
                history.append(Seen(key, secret, day, self._numbers))
        self.settle(day)

    def order(
        self,
        number: str,
        effective: date,
        kind: TransferKind = TransferKind.TRANSFER,
        *,
        from_section: str = "",
        to_section: str = "",
        renamed: bool = False,
    ) -> None:
        """Known today."""
        order = TransferOrder(number, "", effective, kind, from_section, to_section)
        self.orders.append(KnownOrder(order, self.day, renamed=renamed))
        self.settle()

    def cancel(self, number: str, effective: date) -> None:
        self.orders = [
            replace(known, withdrawn=self.day)
            if (known.order.staff_number, known.order.effective) == (number, effective)
            else known
            for known in self.orders
        ]
        self.settle()

    def record(
        self, kind: EvidenceKind, dated: date, *, account: str | None = None, login: str | None = None
    ) -> int:
        number = len(self.evidence) + 1
        self.evidence.append(Evidence(kind, dated, account_id=account, login_id=login, number=number))
        self.settle()
        return number

    def change(self, account: str, number: str, **changed: object) -> None:
        """An import that says something else of an administrator."""
        self.administrators = [
            replace(row, **changed) if (row.account_id, row.staff_number) == (account, number) else row  # type: ignore[arg-type]
            for row in self.administrators
        ]
        self.settle()

    # --- looking --------------------------------------------------------------------------------------------------------

    def task(self, kind: TaskKind, subject: str, number: str = "1") -> Task:
        """The only task of that kind and subject that the person's reviews have."""
        (found,) = (
            task
            for review in self.reviews
            if review.staff_number == number
            for task in review.tasks
            if (task.kind, task.subject) == (kind, subject)
        )
        return found

    def open(self) -> list[str]:
        """Open tasks, as "person kind subject"."""
        return [
            f"{review.staff_number} {task.kind} {task.subject}"
            for review in self.reviews
            for task in review.open_tasks
        ]


def after(days: int) -> date:
    return FIRST + timedelta(days=days)
