"""Reading files that people name, without trusting them; writing whole or not at all, for the owner's eyes only."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import AuditorError, UsageError
from auditor.system_words import why_refused
from reports.messages import Message, message


class FileError(AuditorError):
    """A file could not be written: nothing half-written is left."""


class Unreadable(AuditorError):
    """A file was not read. ``detail`` says why, for callers that tell it in a sentence of their own; ``from_system``: the
    system refused it, which another user, or a later try, may not meet."""

    def __init__(self, path: Path, detail: Message | str, *, from_system: bool = False) -> None:
        super().__init__(
            message("{name} cannot be read: {detail}.", name=path.name, detail=detail),
            message("Look at the file's name, its permissions and what it holds."),
        )
        self.detail = detail
        self.from_system = from_system


# Opening a pipe that nobody writes to would wait for a writer.
_HOW_TO_READ = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))


def read_small(path: Path, limit: int) -> bytes:
    """The content of an ordinary file of at most ``limit`` bytes.

    Raises Unreadable for everything else: no such file, no permission, too large, or a folder, a pipe or a device, none
    of which is waited for.
    """
    with _ordinary(path) as descriptor:
        content = _up_to(limit + 1, descriptor)
    if len(content) > limit:
        raise Unreadable(path, message("it is larger than {limit} kB", limit=limit // 1024))
    return content


def sha256_of(path: Path) -> str:
    """The SHA-256 of an ordinary file of any size, in hexadecimal digits. Raises Unreadable as ``read_small`` does."""
    digest = hashlib.sha256()
    with _ordinary(path) as descriptor:
        while piece := os.read(descriptor, _PIECE):
            digest.update(piece)
    return digest.hexdigest()


_PIECE = 1 << 20
"""Bytes of a file that are held at a time."""


@contextmanager
def _ordinary(path: Path) -> Iterator[int]:
    """The file opened for reading. Raises Unreadable where it is none, and where reading it fails."""
    try:
        descriptor = os.open(path, _HOW_TO_READ)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable(path, message("it is no ordinary file"))
            yield descriptor
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise Unreadable(path, message("there is no such file")) from None
    except OSError as error:
        raise Unreadable(path, why_refused(error) or type(error).__name__, from_system=True) from None
    except ValueError:  # the path holds a NUL
        raise Unreadable(path, message("this is no path of a file")) from None


def _up_to(size: int, descriptor: int) -> bytes:
    content = bytearray()
    while len(content) < size and (piece := os.read(descriptor, size - len(content))):
        content += piece
    return bytes(content)


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
    beside = path.with_name(unfinished_name())
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
        probe = there / unfinished_name()
        probe.touch(mode=0o600, exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise _unwritable(path, error) from None


def in_file_name(text: str, longest: int = 40) -> str:
    """As much of the text as every file system takes in a name: other signs become ``_``; two texts may become one.

    40 letters have at most 160 bytes of the 255 that a name may have.
    """
    return "".join(
        sign if sign.isalnum() or sign in "-_." else "_" for sign in unicodedata.normalize("NFC", text)
    )[:longest]


def can_be_a_file_name(text: str) -> bool:
    """Whether names of files are written in an encoding that has the text's signs: not Japanese ones under LC_ALL=C."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def unfinished_name() -> str:
    """A hidden name that nobody else has, for a file until it is whole."""
    return f".{secrets.token_hex(8)}.part"


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
        message("{name} cannot be written: {detail}.", name=path.name, detail=why_refused(error)),
        message("Look at the folder's permissions and at the free space of the disk."),
    )
