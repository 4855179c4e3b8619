"""Writing files whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from auditor.errors import AuditorError, UsageError
from reports.messages import message


class FileError(AuditorError):
    """A file could not be written: nothing half-written is left."""


def private_folder(path: Path) -> None:
    """Makes the folder (0700) with its parents; one that stands is left as it is. Raises FileError."""
    try:
        if not path.parent.is_dir():
            private_folder(path.parent)  # mkdir's own `parents` would leave them open to everybody
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None


def write_private(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Writes ``content`` with mode 0600: to a file beside, synced, then put in place in one step.

    Raises UsageError when it stands already and ``replace`` is false, FileError when it cannot be written.
    """
    if not replace and _stands(path):
        raise UsageError(
            message("{name} exists already and is not overwritten.", name=path.name),
            message("Choose another name, or move the old file away."),
        )
    private_folder(path.parent)
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None


def probe_folder(path: Path) -> None:
    """Tries whether files can be written below the folder, or, where it is not made yet, below the nearest one that is.

    Leaves nothing behind. Raises FileError.
    """
    try:
        there = next(folder for folder in (path, *path.parents) if folder.exists())
        probe = there / f".{secrets.token_hex(8)}.part"
        probe.touch(mode=0o600, exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise _unwritable(path, error) from None


def _stands(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unwritable(path, error) from None
    return True


def _unwritable(path: Path, error: OSError) -> FileError:
    return FileError(
        message("{name} cannot be written: {detail}.", name=path.name, detail=error.strerror or ""),
        message("Look at the folder's permissions and at the free space of the disk."),
    )
