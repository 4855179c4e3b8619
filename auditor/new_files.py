"""Files that are made once and must never stand there by halves: a new ledger, vault or key.

They are made under a hidden name beside their place, so that whoever is killed while making one leaves nothing that a
later program would take for it.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auditor.files import unfinished_name

if sys.platform != "win32":
    import fcntl


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A new file at ``path``, there whole or not at all, however its making ends; never over something that stands.

    Within, it is an empty hidden file (0600) beside, which may be made a database of SQLite's and is closed at the end.
    What a maker that was killed left beside is removed. Raises OSError, FileExistsError where something stands.
    """
    clear_unfinished(path.parent)
    _refuse_standing(path)
    beside = path.with_name(unfinished_name())
    os.close(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield beside
        _sync(beside)
        _put_in_place(beside, path)
        _sync_folder(path.parent)
    finally:
        for ending in ("", *_OF_SQLITE):
            beside.with_name(beside.name + ending).unlink(missing_ok=True)


def clear_unfinished(folder: Path) -> None:
    """Removes what a program that was killed left unfinished in ``folder``.

    Files of any other name stay, and what its writer holds (``hold``).
    """
    with suppress(OSError):  # they do no harm
        for path in filter(is_unfinished, folder.iterdir()):
            with suppress(OSError):  # on Windows one that is being written cannot be removed
                if not _is_held(path):
                    path.unlink(missing_ok=True)


def hold(descriptor: int) -> None:
    """Shows other programs, until it is closed or its writer is killed, that this unfinished file is being written.

    For what takes long. Nothing is to be done on Windows, where no open file can be removed; on a file system without
    locks nothing can be.
    """
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_held(path: Path) -> bool:
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # no locks here
            return False
        finally:
            os.close(descriptor)
    return False


def is_unfinished(path: Path) -> bool:
    """Whether it is a file of ours that is being written, or was when its writer was killed."""
    return _UNFINISHED.fullmatch(path.name) is not None


_OF_SQLITE = ("-wal", "-shm", "-journal")
"""Endings of what SQLite keeps beside a database. Found by a new database, an old one's would be played into it."""

_UNFINISHED = re.compile(r"\.[0-9a-f]{16}\.part(?:-wal|-shm|-journal)?")


def _refuse_standing(path: Path) -> None:
    for ending in ("", *_OF_SQLITE):
        standing = path.with_name(path.name + ending)
        if os.path.lexists(standing):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(standing))


def _put_in_place(beside: Path, path: Path) -> None:
    """Gives the file its name, in one step that fails where something stands."""
    if os.name == "nt":
        beside.rename(path)
        return
    try:
        os.link(beside, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _refuse_standing(path)
        beside.rename(path)


_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)
"""What a file system without hard links (an SD card, a share) answers."""


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """So that the name outlives a power cut, too. Windows syncs no folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
