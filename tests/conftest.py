"""What all tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest

from auditor.ledger.database import Ledger
from tests.offices import SmallOffice, make_city, small_office

SKIP_NOTHING = "AUDITOR_TESTS_SKIP_NOTHING"


def pytest_collection() -> None:
    """Half a million objects of modules and collected tests stay to the end.

    The collector of garbage would go through all of them again and again: a seventh of the time of the whole suite.
    """
    gc.disable()


def pytest_collection_finish() -> None:
    """What stands by now is not looked at again; from here on garbage is collected as ever."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On a machine that has everything (CI), a test that was skipped has failed."""
    report = yield
    if os.environ.get(SKIP_NOTHING) and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and {SKIP_NOTHING} is set: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees the day, the settings and the language that it sets itself."""
    for name in ("AUDITOR_TODAY", "AUDITOR_CONFIG", "AUDITOR_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new SQLite ledger, to be copied: making one takes longer."""
    path = tmp_path_factory.mktemp("empty") / "auditor.db"
    Ledger.create(f"sqlite:///{path}")
    return path


@pytest.fixture
def office(tmp_path: Path, empty_ledger: Path) -> SmallOffice:
    """A small city in order, for tests within this process."""
    return small_office(tmp_path / "office", empty_ledger)


@pytest.fixture(scope="session")
def made_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small city with files of its own for everything. Copy it before anything is done in it."""
    folder = tmp_path_factory.mktemp("made") / "city"
    make_city(folder)
    return folder
