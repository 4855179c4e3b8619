"""What people download lists as, opened: plain text, gzip, zip, or a folder of range files. Nothing is unpacked to disk.

A range file holds the hashes that begin with the five digits of its name, without these.
"""

from __future__ import annotations

import gzip
import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from auditor.errors import Fault, SourceFaults, UsageError
from reports.messages import Message, message

RANGE_DIGITS = 5
_RANGE = re.compile(rf"([0-9A-Fa-f]{{{RANGE_DIGITS}}})(?:\.txt)?(?:\.gz|\.zip)?", re.IGNORECASE)
_STARTS = {b"\x1f\x8b": "gzip", b"PK": "zip"}
_TO_UNPACK_FIRST = (b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ", b"BZh", b"Rar!", b"\x28\xb5\x2f\xfd")
LONGEST_BEGINNING = 6


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a list, to be read as bytes. ``prefix`` are the digits in its name where it may be a range file."""

    name: str
    prefix: bytes
    stream: Readable


def is_range_file(name: str) -> bool:
    return _RANGE.fullmatch(name) is not None


def files_of(sources: Iterable[Path]) -> Iterator[Path]:
    """The files of the sources: a source that is a folder stands for the range files in it, by their names.

    Raises UsageError for a folder without any.
    """
    for source in sources:
        if not source.is_dir():
            yield source
            continue
        names = sorted(filter(is_range_file, os.listdir(source)))  # noqa: PTH208 - a million paths would take 300 MB
        if not names:
            raise UsageError(
                message("The folder {name} holds no range files.", name=source.name),
                message("They are named 00000.txt to FFFFF.txt. Another list is named by its file."),
            )
        for name in names:
            yield source / name


def texts_of(path: Path) -> Generator[Text]:
    """The text that the file is, or the ones that are packed in it.

    Raises SourceFaults for what cannot be read or is packed in another way; what breaks while a text is read raises the
    same there (``told``).
    """
    with told(path.name), _opened(path) as stream:
        beginning = stream.read(LONGEST_BEGINNING)
        stream.seek(0)
        if beginning.startswith(_TO_UNPACK_FIRST):
            raise refused(
                path.name,
                message(
                    "this kind of archive is not read; unpack it first (7-Zip does) and name what was in it"
                ),
            )
        match next((kind for start, kind in _STARTS.items() if beginning.startswith(start)), "plain"):
            case "gzip":
                with gzip.GzipFile(fileobj=stream) as unpacked:
                    yield Text(path.name, _prefix(path.name), unpacked)
            case "zip":
                yield from _members(path.name, stream)
            case _:
                yield Text(path.name, _prefix(path.name), stream)


def _members(name: str, stream: IO[bytes]) -> Iterator[Text]:
    if _has_too_many_members(stream):
        raise refused(name, message("the archive holds too many files; unpack it first and name the folder"))
    with zipfile.ZipFile(stream) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        members.sort(key=lambda member: _base(member.filename))
        if not members:
            raise refused(name, message("the archive is empty"))
        for member in members:
            if member.flag_bits & 1:
                raise refused(
                    name, message("the archive is protected; unpack it first and name what was in it")
                )
            with archive.open(member) as unpacked:
                base = _base(member.filename)
                yield Text(f"{name}/{base}", _prefix(base), unpacked)


def _has_too_many_members(stream: IO[bytes]) -> bool:
    """Whether only to list what is packed would take more memory than everything else: 600 bytes a file."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - _LONGEST_ENDING))
    ending = stream.read()
    stream.seek(0)
    place = ending.rfind(b"PK\x05\x06")  # the end of the central directory: number of files at 10
    return place >= 0 and int.from_bytes(ending[place + 10 : place + 12], "little") == 0xFFFF


_LONGEST_ENDING = 22 + 0xFFFF


def _base(member: str) -> str:
    return member.replace("\\", "/").rpartition("/")[2]


def _prefix(name: str) -> bytes:
    matched = _RANGE.fullmatch(name)
    return matched[1].encode("ascii") if matched else b""


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """An ordinary file only: nobody waits for a pipe, and a device has no end."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise refused(path.name, message("it is no ordinary file"))
        with suppress(
            AttributeError, OSError
        ):  # a hint that Linux takes: the file is read once, from end to end
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
        yield stream


_DAMAGE = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,  # zipfile's, of what it cannot unpack; NotImplementedError is one
    struct.error,
)


@contextmanager
def told(name: str, row: int | None = None) -> Iterator[None]:
    """Whatever reading a file raises, as a fault of that file. Raises SourceFaults."""
    try:
        yield
    except FileNotFoundError:
        raise refused(name, message("there is no such file"), row) from None
    except _DAMAGE:
        raise refused(name, message("the archive is damaged or cut off; download it again"), row) from None
    except (OSError, ValueError) as error:
        detail = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise refused(name, message("it cannot be read: {detail}", detail=detail), row) from None


def refused(name: str, what: Message, row: int | None = None) -> SourceFaults:
    return SourceFaults((Fault(file=name, sheet=None, row=row, column=None, what=what),))
