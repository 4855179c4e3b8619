"""A city of 1,000 accounts: import, vault, one audit, report, and a second night; where the time goes.

``rows()`` is for ``python -m benchmarks``. The city's inventory is a folder of CSV files, its vault the encrypted file.
"""

from __future__ import annotations

import csv
import os
import random
import string
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from auditor import nightly
from auditor.ledger.database import Ledger
from auditor.nightly import Night
from auditor.setting_up import Choices, Place, set_up
from auditor.settling import rules_of
from auditor.taking_in import take_in
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from auditor.vault.vault import LoginSecrets, Vault
from reports import html, json_v1
from reports.audit import Audit
from reports.messages import Language
from reports.report import Report

Row = tuple[str, float, str]
T = TypeVar("T")

DAY = date(2026, 11, 20)
ACCOUNTS = 1000
STAFF = 2000
SECTIONS = 60


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _night(Path(folder), random.Random(1))


def _night(folder: Path, chance: random.Random) -> Iterator[Row]:
    _write_inventory(folder / "inventory", chance)
    place = set_up(folder, Choices(city="見本市"), os.urandom)
    ledger = Ledger.open(place.settings.store.url)
    began = time.perf_counter()
    with open_vault(place.settings.vault, lambda: None) as vault:
        seconds, _ = _timed(lambda: vault.set_many(_secrets(chance)))
        yield f"vault: {ACCOUNTS} passwords and seeds", seconds, "s"
        seconds, _ = _timed(lambda: _import(place, ledger, vault, folder))
        yield f"import: {ACCOUNTS} accounts, {STAFF} people", seconds, "s"
        seconds, _ = _timed(lambda: _import(place, ledger, vault, folder))
        yield "import again, nothing changed", seconds, "s"
        seconds, audit = _timed(lambda: _run(place, ledger, vault, DAY))
        yield "first audit", seconds, "s"
        seconds, page = _timed(lambda: html.render(Report(audit), Language.JA))
        yield f"HTML report ({len(page) // 1000} kB, {len(audit.findings)} findings)", seconds, "s"
        seconds, _ = _timed(lambda: json_v1.render(audit, Language.JA))
        yield "JSON", seconds, "s"
        yield "all of it", time.perf_counter() - began, "s"
        seconds, _ = _timed(lambda: _run(place, ledger, vault, DAY + timedelta(days=1)))
        yield "second audit, nothing changed", seconds, "s"


def _import(place: Place, ledger: Ledger, vault: Vault, folder: Path) -> None:
    with ledger.run_lock():
        take_in(
            ledger,
            (folder / "inventory",),
            vault,
            place.settings.inventory,
            DAY,
            rules=rules_of(place.settings),
        )


def _run(place: Place, ledger: Ledger, vault: Vault, day: date) -> Audit:
    night = Night(day=day, today=day, clock=lambda: datetime.now(UTC), run_id=os.urandom(8).hex())
    return nightly.run(
        place.settings,
        ledger,
        vault,
        night,
        taken=lambda _: None,
        delivered=lambda _: None,
        progress=lambda _done, _all: None,
    )


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


# --- the city ----------------------------------------------------------------------------------------------------


def _write_inventory(folder: Path, chance: random.Random) -> None:
    folder.mkdir()
    numbers = [f"{10000 + number}" for number in range(STAFF)]
    _write(
        folder / "staff.csv",
        ("staff_number", "name", "kana", "birth_date", "phone", "section", "employment", "status"),
        (
            (
                number,
                f"見本 {number}",
                "ミホン タロウ",
                (date(1965, 1, 1) + timedelta(days=chance.randrange(14000))).isoformat(),
                f"090-0000-{chance.randrange(10000):04}",
                _section(chance.randrange(SECTIONS)),
                "staff",
                "active",
            )
            for number in numbers
        ),
    )
    _write(
        folder / "accounts.csv",
        ("account_id", "service", "name", "url", "section", "manager", "opened"),
        (
            (
                f"account-{number}",
                chance.choice(("x", "facebook", "instagram", "youtube", "line")),
                f"見本市 {_section(number % SECTIONS)}",
                f"https://sns.example.lg.jp/mihon_{number}",
                _section(number % SECTIONS),
                chance.choice(numbers),
                "2020-04-01",
            )
            for number in range(ACCOUNTS)
        ),
    )
    _write(
        folder / "logins.csv",
        ("login_id", "accounts", "username", "second_factor"),
        ((f"login-{n}", f"account-{n}", f"mihon_{n}", "totp") for n in range(ACCOUNTS)),
    )
    _write(
        folder / "administrators.csv",
        ("account_id", "staff_number", "since"),
        ((f"account-{n}", who, "2025-04-01") for n in range(ACCOUNTS) for who in chance.sample(numbers, 2)),
    )
    _write(
        folder / "evidence.csv",
        ("account_id", "kind", "date", "by", "document"),
        (
            (f"account-{n}", kind, "2026-04-02", chance.choice(numbers), f"見広第{n}号")
            for n in range(ACCOUNTS)
            for kind in ("use-approved", "operating-rules", "records-kept", "register-submitted")
        ),
    )


def _section(number: int) -> str:
    return f"見本{number}課"


def _write(path: Path, heads: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heads)
        writer.writerows(lines)


def _secrets(chance: random.Random) -> list[LoginSecrets]:
    letters = string.ascii_letters + string.digits + "-_!"
    return [
        LoginSecrets(
            f"login-{number}",
            Secret("".join(chance.choices(letters, k=chance.randint(8, 24)))),
            Secret("".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=32))),
        )
        for number in range(ACCOUNTS)
    ]
