"""``auditor init`` that is killed, wherever it was: the next one completes it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.ledger.database import Ledger
from auditor.measuring.fingerprints import FINGERPRINTS
from auditor.setting_up import Choices, Part, Place, set_up
from auditor.settings import load
from auditor.vault.opening import open_vault

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows kills by no signal and forks nothing")

_STEPS = (
    "open",
    "os.mkdir",
    "os.link",
    "os.remove",
    "os.rename",
    "sqlite3.connect",
    "sqlite3.connect/handle",
)
"""Audit events (Python's table of them) of what changes a disk: after each of them, and in between, something stands."""


def _set_up_until(folder: Path, step: int) -> None:
    """In a process of its own: sets up, and is killed before the given step on the disk; ends with 0 when it came through."""
    taken = count(1)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _STEPS and (event != "open" or str(folder) in str(arguments[0])) and next(taken) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    set_up(folder, Choices(), os.urandom)


@pytest.fixture(scope="module")
def killed() -> Callable[[Path, int], bool]:
    """Sets up in a process that dies before a step; whether it died."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["auditor.setting_up", "auditor.ledger.migrations"])

    def kill(folder: Path, step: int) -> bool:
        process = processes.Process(target=_set_up_until, args=(folder, step))
        process.start()
        process.join(60)
        code = process.exitcode
        process.close()
        assert code in (0, -signal.SIGKILL)
        return code != 0

    return kill


def completed(folder: Path) -> Place | None:
    """The place after another try; None where nothing was missing."""
    try:
        return set_up(folder, Choices(), os.urandom)
    except UsageError:
        return None


def test_a_set_up_that_was_killed_at_any_step_is_completed_by_the_next(
    tmp_path: Path, killed: Callable[[Path, int], bool]
) -> None:
    missing: set[tuple[Part, ...]] = set()
    for step in count(1):
        folder = tmp_path / str(step)
        if not killed(folder, step):
            break
        place = completed(folder)
        missing.add(place.made if place else ())
        settings = load(folder / "config.toml")
        with open_vault(settings.vault, lambda: None) as vault:
            assert vault.key(FINGERPRINTS) is not None
        with Ledger.open(settings.store.url).transaction():
            pass
        assert {str(path.relative_to(folder)) for path in folder.rglob("*")} == {
            "config.toml",
            "auditor.db",
            "vault",
            os.path.join("vault", "vault.db"),  # noqa: PTH118
            os.path.join("vault", "vault.key"),  # noqa: PTH118
        }
    everything = (Part.SETTINGS, Part.VAULT, Part.KEY, Part.STORE)
    assert missing == {everything[made:] for made in range(5)}, "a part between two steps was not tried"
