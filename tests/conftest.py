"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

SKIP_NOTHING = "AUDITOR_TESTS_SKIP_NOTHING"


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
