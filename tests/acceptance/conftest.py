"""What the acceptance tests share: a program start costs half a second, so offices are copied where they can be."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest

from auditor.demo import DemoCity, build, month_until
from tests.acceptance.harness import TODAY, Office, Said, new_office
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import secrets_csv, write_plain_folder


@pytest.fixture(scope="session")
def bare_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A folder after `auditor init`. Copy it before changing it."""
    return new_office(tmp_path_factory.mktemp("bare") / "office")


@pytest.fixture(scope="session")
def sound_office(bare_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The small city, imported, its secrets in the vault, nothing audited yet. Copy it before changing it."""
    office = bare_office.copied_to(tmp_path_factory.mktemp("sound") / "office")
    write_plain_folder(small_tables(), office.folder / "source")
    office.must("import", "source")
    (office.folder / "secrets.csv").write_bytes(secrets_csv(SECRETS))
    office.must("secret", "import", "secrets.csv")
    (office.folder / "secrets.csv").unlink()
    return office


@dataclass(frozen=True)
class Demo:
    """The demo city, and what the audit said.

    ``made`` is the same city with other secrets: people, logins and faults are those of the demo, the passwords were
    drawn anew.
    """

    office: Office
    made: DemoCity
    run: Said


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`auditor demo --short`, and every command that touches what it made."""
    outside = Office(tmp_path_factory.mktemp("demo"))
    outside.must("demo", "city", "--short")
    office = Office(outside.folder / "city", streams=outside.streams)
    (source,) = office.folder.glob("*.xlsx")
    run = office.auditor("run", "--json")
    for arguments in (
        ("run", "--date", "2026-12-24"),
        ("findings",),
        ("findings", "--json"),
        ("report",),
        ("doctor",),
        ("import", source),
        ("secret", "check"),
    ):
        office.auditor(*arguments)
    return Demo(office, build(month_until(TODAY), Random(1)), run)
