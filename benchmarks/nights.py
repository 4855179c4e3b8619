"""What a night's measuring costs when little or nothing changed: 100,000 logins, a directory of 5,000 people.

``rows()`` is for ``python -m benchmarks nights``; ``--logins`` names another number. The step is what ``nightly`` does between the register and the judging: the requests
are made from the register, what is remembered is read from the ledger, the rest is measured. Opening the vault is not in it
(0.7 s for 100,000 rows, whatever changed), nor is writing what is to be remembered, which has a line of its own.
"""

from __future__ import annotations

import os
import random
import string
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil

from auditor import nightly
from auditor.ledger import measurements
from auditor.ledger.database import Ledger
from auditor.ledger.register import Stored
from auditor.ledger.register.staff import Personal
from auditor.measuring.measure import Measured
from auditor.measuring.personal import forms_of
from auditor.nightly import Night
from auditor.setting_up import Choices, set_up
from auditor.settings import Settings
from auditor.taking_in import fingerprint_key
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from auditor.vault.vault import LoginSecrets
from checks._contract import Account, Administrator, Login, Person

Row = tuple[str, float, str]

DAY = date(2026, 11, 20)
PEOPLE = 5000
SECTIONS = 60
LETTERS = string.ascii_letters + string.digits
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
WORDS = ("sakura", "tokiwa", "koho", "shiyakusho", "password", "mihon", "soumu", "kikaku")


def rows(logins: int = 100_000) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _nights(_City(Path(folder), logins))


class _City:
    def __init__(self, folder: Path, logins: int) -> None:
        self.chance = random.Random(1)
        self.logins = logins
        self.settings: Settings = set_up(folder, Choices(city="見本市"), os.urandom).settings
        self.ledger = Ledger.open(self.settings.store.url)
        self.set_passwords(range(logins))
        with open_vault(self.settings.vault, lambda: None) as vault:
            key = fingerprint_key(vault)
        assert key is not None
        self.key = key
        self.stored = self._register()

    def set_passwords(self, numbers: Iterator[int] | range) -> None:
        with open_vault(self.settings.vault, lambda: None) as vault:
            vault.set_many(
                LoginSecrets(f"login-{n}", Secret(self._password()), Secret(self._seed()) if n % 2 else None)
                for n in numbers
            )

    def change_a_person(self) -> None:
        changed = forms_of("10000", date(1971, 2, 3), "0836-00-0000", self.key)
        forms = (changed, *self.stored.personal.forms[1:])
        self.stored = replace(self.stored, personal=replace(self.stored.personal, forms=forms))

    def _password(self) -> str:
        """Half of them drawn at random, half made of words and numbers."""
        if self.chance.random() < 0.5:
            return "".join(self.chance.choices(LETTERS, k=self.chance.randint(10, 20)))
        word, number = self.chance.choice(WORDS), self.chance.randrange(10_000)
        return f"{word}{number}{self.chance.choice('!#-_')}{self.chance.choice(LETTERS)}"

    def _seed(self) -> str:
        return "".join(self.chance.choices(BASE32, k=32))

    def _register(self) -> Stored:
        numbers = [f"{10000 + n}" for n in range(PEOPLE)]
        born = date(1965, 1, 1)
        forms = tuple(
            forms_of(
                number, born + timedelta(days=n * 7919 % 14000), f"090-{n:04}-{n * 31 % 10000:04}", self.key
            )
            for n, number in enumerate(numbers)
        )
        return Stored(
            accounts={
                f"account-{n}": Account(
                    f"account-{n}",
                    "x",
                    name=f"見本市 見本{n % SECTIONS}課",
                    url=f"https://sns.example.lg.jp/mihon_{n}",
                    section=f"見本{n % SECTIONS}課",
                    manager=numbers[n % PEOPLE],
                )
                for n in range(self.logins)
            },
            logins={
                f"login-{n}": Login(f"login-{n}", (f"account-{n}",), username=f"mihon_{n}")
                for n in range(self.logins)
            },
            people={
                number: Person(
                    number, name=f"見本 {number}", kana="ミホン タロウ", mail=f"m{number}@example.lg.jp"
                )
                for number in numbers
            },
            administrators=tuple(
                Administrator(f"account-{n}", number, since=date(2025, 4, 1))
                for n in range(self.logins)
                for number in (numbers[n * 7 % PEOPLE], numbers[(n * 11 + 3) % PEOPLE])
            ),
            orders=(),
            evidence=(),
            policies={},
            first_imported={},
            personal=Personal(forms, frozenset(numbers), frozenset(numbers)),
        )


def _nights(city: _City) -> Iterator[Row]:
    first, measured = _measuring(city)
    yield f"first night, {city.logins} logins", first, "s"
    began = time.perf_counter()
    with city.ledger.transaction() as tx:
        measurements.keep(tx, measured.rows(), measured.by_login.keys())
    yield "writing what is to be remembered", time.perf_counter() - began, "s"
    yield "memory of this process", psutil.Process().memory_info().rss / 1e6, "MB"
    before = measured.by_login
    del measured
    unchanged = min(_measuring(city)[0] for _ in range(3))
    yield "nothing changed", unchanged, "s"
    yield "the first night in nights without changes", first / unchanged, "x"
    again = _measuring(city)[1]
    assert again.by_login == before
    assert not list(again.rows())
    del again, before
    city.change_a_person()
    changed, measured = _measuring(city)
    yield "one person of the directory changed", changed, "s"
    with city.ledger.transaction() as tx:
        measurements.keep(tx, measured.rows(), measured.by_login.keys())
    del measured
    city.set_passwords(range(0, city.logins, 100))
    changed, measured = _measuring(city)
    yield "1 % of the passwords changed", changed, "s"
    assert sum(1 for _ in measured.rows()) == len(range(0, city.logins, 100))


def _measuring(city: _City) -> tuple[float, Measured]:
    night = Night(day=DAY, today=DAY, clock=lambda: datetime.now(UTC), run_id="benchmark")
    with open_vault(city.settings.vault, lambda: None) as vault:
        began = time.perf_counter()
        measured = nightly._measured(
            city.ledger,
            city.stored,
            vault,
            night,
            city=("見本市", "mihonshi"),
            progress=lambda _done, _all: None,
        )
        return time.perf_counter() - began, measured
