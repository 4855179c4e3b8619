"""Duties at the scale of a large city's 1 April: 2,000 orders against 5,000 accounts.

``rows()`` is for ``python -m benchmarks duties``. The list is taken in as ``auditor transfer import`` does, from a CSV file.
The nights are whole audits; the first has no duties yet, and what is more in the others is theirs.
"""

from __future__ import annotations

import csv
import os
import random
import string
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from auditor import nightly, settling, transfers
from auditor.duties.rules import Rules
from auditor.ledger.database import Ledger
from auditor.nightly import Night
from auditor.setting_up import Choices, set_up
from auditor.settling import rules_of
from auditor.taking_in import take_in
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from auditor.vault.vault import LoginSecrets
from checks._contract import TransferKind, TransferOrder
from reports import html, json_v1
from reports.audit import Audit
from reports.messages import Language
from reports.report import Report

Row = tuple[str, float, str]
T = TypeVar("T")

KNOWN, EFFECTIVE = date(2026, 3, 20), date(2026, 4, 1)
ACCOUNTS = 5000
STAFF = 6000
SECTIONS = 120
ORDERS = 2000
LETTERS = string.ascii_letters + string.digits + "-_!"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _spring(_City(Path(folder)))


def _spring(city: _City) -> Iterator[Row]:
    seconds, _ = _timed(lambda: city.take_in(KNOWN))
    yield f"first import: {ACCOUNTS} accounts, {STAFF} people", seconds, "s"
    city.set_secrets(range(ACCOUNTS))
    city.night(KNOWN)
    seconds, audit = _timed(lambda: city.night(KNOWN))
    yield "a night without duties", seconds, "s"
    seconds, page = _timed(lambda: html.render(Report(audit), Language.JA))
    yield f"its HTML report ({len(page) // 1000} kB)", seconds, "s"
    seconds, news = _timed(city.take_list_in)
    yield f"transfer list: {ORDERS} orders, {len(news.opened)} reviews opened", seconds, "s"
    seconds, news = _timed(city.take_list_in)
    assert not news and not news.opened
    yield "the same list again", seconds, "s"
    seconds, _ = _timed(city.record_one)
    yield "one order by command", seconds, "s"
    seconds, _ = _timed(lambda: city.take_in(KNOWN))
    yield "import again, nothing changed", seconds, "s"
    seconds, audit = _timed(lambda: city.night(KNOWN + timedelta(days=3)))
    yield f"a night with {_open_tasks(audit)} open tasks", seconds, "s"
    seconds, page = _timed(lambda: html.render(Report(audit), Language.JA))
    yield f"its HTML report ({len(page) // 1000} kB)", seconds, "s"
    seconds, _ = _timed(lambda: json_v1.render(audit, Language.JA))
    yield "its JSON", seconds, "s"
    city.hand_over()
    seconds, _ = _timed(lambda: city.take_in(EFFECTIVE))
    yield "import of their successors", seconds, "s"
    city.set_secrets(range(ACCOUNTS))
    seconds, audit = _timed(lambda: city.night(EFFECTIVE))
    yield f"the night of the day, {ACCOUNTS} new passwords, {_open_tasks(audit)} tasks left", seconds, "s"
    seconds, _ = _timed(lambda: city.settle(EFFECTIVE))
    yield "settling once more", seconds, "s"


def _open_tasks(audit: Audit) -> int:
    return sum(len(review.open_tasks) for review in audit.reviews)


class _City:
    def __init__(self, folder: Path) -> None:
        self.chance = random.Random(1)
        self.folder = folder
        self.settings = set_up(folder, Choices(city="見本市"), os.urandom).settings
        self.ledger = Ledger.open(self.settings.store.url)
        self.numbers = [f"{10000 + number}" for number in range(STAFF)]
        self.section = {number: _section(self.chance.randrange(SECTIONS)) for number in self.numbers}
        self.administrators = [
            (f"account-{n}", who, "2025-04-01", "")
            for n in range(ACCOUNTS)
            for who in self.chance.sample(self.numbers, 2)
        ]
        self.leaving = self.chance.sample(self.numbers, ORDERS)
        self._write_inventory()
        self._write_list()

    def take_in(self, day: date) -> None:
        with open_vault(self.settings.vault, lambda: None) as vault, self.ledger.run_lock():
            take_in(
                self.ledger,
                (self.folder / "inventory",),
                vault,
                self.settings.inventory,
                day,
                rules=self._rules(),
            )

    def take_list_in(self) -> transfers.News:
        with self.ledger.run_lock():
            return transfers.import_list(
                self.ledger, self.folder / "list.csv", self.settings, lambda: None, KNOWN, check_only=False
            )

    def record_one(self) -> None:
        staying = next(number for number in self.numbers if number not in set(self.leaving))
        order = TransferOrder(staying, "", EFFECTIVE, TransferKind.RETIREMENT)
        with self.ledger.run_lock(), self.ledger.transaction() as tx:
            transfers.record(tx, order, KNOWN, self.settings, self._rules())

    def settle(self, day: date) -> None:
        with self.ledger.run_lock(), self.ledger.transaction() as tx:
            settling.settle(tx, day, self._rules())

    def night(self, day: date) -> Audit:
        night = Night(day=day, today=day, clock=lambda: datetime.now(UTC), run_id=os.urandom(8).hex())
        with open_vault(self.settings.vault, lambda: None) as vault:
            return nightly.run(
                self.settings,
                self.ledger,
                vault,
                night,
                taken=lambda _: None,
                delivered=lambda _: None,
                progress=lambda _done, _all: None,
            )

    def set_secrets(self, numbers: Iterable[int]) -> None:
        with open_vault(self.settings.vault, lambda: None) as vault:
            vault.set_many(
                LoginSecrets(
                    f"login-{n}",
                    Secret("".join(self.chance.choices(LETTERS, k=20))),
                    Secret("".join(self.chance.choices(BASE32, k=32))),
                )
                for n in numbers
            )

    def hand_over(self) -> None:
        """Everybody who leaves has a successor on the day."""
        leaving = set(self.leaving)
        staying = [number for number in self.numbers if number not in leaving]
        self.administrators = [
            row if row[1] not in leaving else (row[0], self.chance.choice(staying), EFFECTIVE.isoformat(), "")
            for row in self.administrators
        ]
        self._write_inventory()

    def _rules(self) -> Rules:
        return rules_of(self.settings)

    def _write_inventory(self) -> None:
        folder = self.folder / "inventory"
        folder.mkdir(exist_ok=True)
        _write(
            folder / "staff.csv",
            ("staff_number", "name", "section"),
            ((number, f"見本 {number}", self.section[number]) for number in self.numbers),
        )
        _write(
            folder / "accounts.csv",
            ("account_id", "service", "name", "section", "manager", "opened"),
            (
                (f"account-{n}", "x", f"見本市 {n}", _section(n % SECTIONS), self.numbers[n], "2020-04-01")
                for n in range(ACCOUNTS)
            ),
        )
        _write(
            folder / "logins.csv",
            ("login_id", "accounts", "second_factor"),
            ((f"login-{n}", f"account-{n}", "totp") for n in range(ACCOUNTS)),
        )
        _write(
            folder / "administrators.csv",
            ("account_id", "staff_number", "since", "until"),
            self.administrators,
        )

    def _write_list(self) -> None:
        _write(
            self.folder / "list.csv",
            ("職員番号", "氏名", "発令日", "異動区分", "旧所属", "新所属"),
            (
                (
                    number,
                    f"見本 {number}",
                    "令和8年4月1日",
                    self.chance.choice(("異動", "異動", "異動", "退職", "出向")),
                    self.section[number],
                    _section(self.chance.randrange(SECTIONS)),
                )
                for number in self.leaving
            ),
        )


def _section(number: int) -> str:
    return f"見本{number}課"


def _write(path: Path, heads: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heads)
        writer.writerows(lines)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result
