"""Keeps the program's memory, and the plaintext in it, out of core dumps and away from other programs."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass

from reports.messages import Message, message

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_PR_SET_DUMPABLE = 4


@dataclass(frozen=True, slots=True)
class Hardening:
    """What was achieved; each None means that it was. ``auditor doctor`` shows what was not, and why.

    ``dumpable``: Linux keeps our memory and environment from every other program of this user and makes no core
    dump by any way (prctl(2), PR_SET_DUMPABLE). ``core_files``: no core file is written (setrlimit(2), RLIMIT_CORE).
    """

    dumpable: Message | None
    core_files: Message | None

    @property
    def notes(self) -> tuple[Message, ...]:
        return tuple(note for note in (self.dumpable, self.core_files) if note is not None)


def harden() -> Hardening:
    """Does what this system offers, for this process and its forks. Meant to be called once, at the start."""
    return Hardening(dumpable=_become_undumpable(), core_files=_forbid_core_files())


def end_with_parent(parent: int) -> None:
    """For a forked process: Linux kills it as soon as its parent (``parent`` is its number) ends, however that comes about.

    On other systems nothing is done.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):  # a C library without prctl
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def _become_undumpable() -> Message | None:
    if sys.platform != "linux":
        return message("This system cannot keep other programs of the same user from reading our memory.")
    try:
        refused = ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):  # a C library without prctl
        refused = -1
    if refused:
        return message("The system refused to keep our memory from other programs (PR_SET_DUMPABLE).")
    return None


def _forbid_core_files() -> Message | None:
    if sys.platform == "win32":
        return message("This system has no limit for core files; see that no memory dumps are kept.")
    import resource  # noqa: PLC0415  - POSIX only

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return message("The system refused to forbid core files (RLIMIT_CORE).")
    return None
