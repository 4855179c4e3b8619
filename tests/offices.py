"""A small office for tests within this process: the two accounts of ``tests.acceptance.small``, in a source of its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from keyring.backend import KeyringBackend

from auditor import nightly
from auditor.ledger.database import Ledger
from auditor.measuring.fingerprints import FINGERPRINTS, new_key
from auditor.nightly import Night
from auditor.setting_up import Choices, set_up
from auditor.settings import Settings, load
from auditor.taking_in import TakenIn
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from auditor.vault.vault import LoginSecrets, Vault
from reports.audit import Audit
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import Tables, write_plain_folder

TODAY = date(2026, 11, 20)
SETTINGS = '[city]\nname = "試し市"\n[inventory]\nsources = ["source"]\n'


class KeptKeyring(KeyringBackend):
    """In memory, and remembers what it was asked for."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.asked: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(username)
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


@dataclass
class SmallOffice:
    """Settings, ledger and vault of a city; ``night`` audits it."""

    folder: Path
    keyring: KeptKeyring = field(default_factory=KeptKeyring)
    taken: list[TakenIn] = field(default_factory=list)
    nights: int = 0

    def __post_init__(self) -> None:
        self.set_key(1)
        for login_id, (password, seed) in SECRETS.items():
            self.keyring.entries["auditor", login_id] = password
            if seed:
                self.keyring.entries["auditor", f"{login_id}/totp"] = seed

    @property
    def settings(self) -> Settings:
        return load(self.folder / "config.toml")

    @property
    def ledger(self) -> Ledger:
        return Ledger.open(self.settings.store.url)

    @property
    def vault(self) -> Vault:
        return Vault(self.keyring, "auditor")

    def set_key(self, number: int) -> None:
        """The key for fingerprints; another number is another key."""
        self.keyring.entries["auditor.keys", FINGERPRINTS] = new_key(
            lambda size: bytes([number]) * size
        ).reveal()

    def remove_key(self) -> None:
        del self.keyring.entries["auditor.keys", FINGERPRINTS]

    def write(self, tables: Tables) -> None:
        """The source's tables from now on."""
        write_plain_folder(tables, self.folder / "source")

    def night(self, today: date = TODAY, day: date | None = None) -> Audit:
        self.nights += 1
        opened = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(hours=6)
        night = Night(day=day or today, today=today, clock=lambda: opened, run_id=f"run-{self.nights}")
        return nightly.run(
            self.settings,
            self.ledger,
            self.vault,
            night,
            taken=self.taken.append,
            delivered=lambda _: None,
            progress=lambda _done, _all: None,
        )

    def dump(self) -> str:
        """Everything the store holds, as SQL."""
        connection = sqlite3.connect(self.folder / "auditor.db")
        try:
            return "\n".join(connection.iterdump())
        finally:
            connection.close()


def small_office(folder: Path, empty_ledger: Path) -> SmallOffice:
    """The office in ``folder``, nothing taken in yet, its ledger a copy of ``empty_ledger``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(SETTINGS, "utf-8")
    shutil.copy(empty_ledger, folder / "auditor.db")
    office = SmallOffice(folder)
    office.write(small_tables())
    return office


def make_city(folder: Path) -> None:
    """The same city as `auditor init` makes it: an encrypted vault, filled, and a source named in the settings."""
    place = set_up(folder, Choices(city="試し市", sources=("source",)), os.urandom)
    write_plain_folder(small_tables(), folder / "source")
    with open_vault(place.settings.vault, lambda: None) as vault:
        vault.set_many(
            LoginSecrets(login_id, Secret(password), Secret(seed) if seed else None)
            for login_id, (password, seed) in SECRETS.items()
        )
