"""Memory images are kept off the disk where the system offers it; where it does not, that is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from auditor.vault.hardening import Hardening
from reports.messages import message

PROBE = """
import sys
from auditor.vault.hardening import harden
done = harden()
again = harden()
assert done == again
print(len(done.notes))
if sys.platform != "win32":
    import resource
    print(resource.getrlimit(resource.RLIMIT_CORE))
if sys.platform == "linux":
    import ctypes
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))  # PR_GET_DUMPABLE
"""


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_DUMPABLE is Linux's")
def test_on_linux_no_memory_image_can_be_made() -> None:
    # In a process of its own: what is given up here cannot be had back.
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["0", "(0, 0)", "0", ""]


@pytest.mark.parametrize(("platform", "notes"), [("win32", 2), ("darwin", 1)])
def test_elsewhere_it_is_said_what_was_not_done(platform: str, notes: int) -> None:
    probe = f"import sys; from auditor.vault.hardening import *; sys.platform = {platform!r}; print(len(harden().notes))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(notes)


def test_its_notes_are_what_was_not_achieved() -> None:
    refused = message("refused")
    assert Hardening(None, None).notes == ()
    assert Hardening(refused, None).notes == (refused,)
