"""The small city with its inventory taken in, and somebody for every rule about who may do what."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from auditor.ledger.database import Ledger
from auditor.settings import load
from auditor.settling import rules_of
from auditor.taking_in import take_in
from auditor.vault.opening import open_vault
from tests.acceptance.small import small_tables
from tests.acceptance.tables import Row, Tables, write_plain_folder
from tests.offices import TODAY

MANAGER, ADMINISTRATOR, OTHER_ADMINISTRATOR = "00101", "00102", "00103"
LEFT, ROLE = "00104", "情報政策課長"


def known_tables() -> Tables:
    """``ac-a`` with the logins ``login-a`` (shared) and ``login-p`` (the manager's own), ``ac-b`` with ``login-b``; an
    administrator of both accounts manages ``ac-b``, and two staff numbers differ by leading zeros alone."""
    tables = small_tables()
    tables["accounts"][1]["manager"] = ADMINISTRATOR
    tables["logins"].append(
        {"login_id": "login-p", "accounts": ("ac-a",), "username": "own", "holder": MANAGER}
    )
    people: list[Row] = [
        {"staff_number": LEFT, "name": "試験 三郎", "section": "試験課", "status": "left"},
        {"staff_number": "00777", "name": "試験 四郎", "section": "試験課"},
        {"staff_number": "0777", "name": "試験 五郎", "section": "試験課"},
    ]
    tables["staff"] += people
    return tables


def leaving(effective: date, staff_number: str = OTHER_ADMINISTRATOR) -> Tables:
    """The same with an order by which an administrator of both accounts goes elsewhere."""
    tables = known_tables()
    (name,) = (row["name"] for row in tables["staff"] if row["staff_number"] == staff_number)
    tables["transfers"].append(
        {
            "staff_number": staff_number,
            "name": name,
            "effective": effective,
            "kind": "transfer",
            "from_section": "試験課",
            "to_section": "別の課",
        }
    )
    return tables


def make_known(made_city: Path, folder: Path) -> Path:
    """The city in ``folder``, its inventory taken in on ``TODAY``; nobody has run an audit yet."""
    shutil.copytree(made_city, folder, dirs_exist_ok=True)
    write_plain_folder(known_tables(), folder / "source")
    config = folder / "config.toml"
    config.write_text(
        config.read_text("utf-8") + f'\n[waivers]\napprovers = ["{ROLE}", "{LEFT}", "{ADMINISTRATOR}"]\n',
        "utf-8",
    )
    settings = load(config)
    ledger = Ledger.open(settings.store.url)
    with open_vault(settings.vault, lambda: None) as vault, ledger.run_lock():
        take_in(
            ledger, settings.inventory.sources, vault, settings.inventory, TODAY, rules=rules_of(settings)
        )
    return folder


def speak_english(folder: Path) -> None:
    config = folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('language = "ja"', 'language = "en"'), "utf-8")
