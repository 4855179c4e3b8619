"""Reading a source's bytes, and saying clearly why not."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import SourceError
from auditor.files import Unreadable, read_small
from auditor.system_words import why_refused
from reports.messages import Message, message

MAXIMUM_BYTES = 100 * 1024 * 1024


class NotNow(SourceError):
    """A file that may well be a good source once it can be read: it is in use, being written, or not permitted."""


def content_of(path: Path) -> bytes:
    """All bytes of an ordinary file.

    Raises SourceError when it is none, cannot be read, is empty, is too large to be an inventory, or is being written:
    NotNow where that may be over soon.
    """
    try:
        before = _state(path)
        content = read_small(path, MAXIMUM_BYTES)
        after = _state(path)
    except FileNotFoundError:
        raise SourceError(
            message("There is no {file}.", file=path.name), message("Look at the name and the folder.")
        ) from None
    except OSError as error:
        raise _unreadable(NotNow, path, why_refused(error) or type(error).__name__) from None
    except Unreadable as error:
        raise _unreadable(NotNow if error.from_system else SourceError, path, error.detail) from None
    except ValueError:  # the path holds a NUL
        raise _unreadable(SourceError, path, message("this is no path of a file")) from None
    if after != before:  # half a CSV file looks like a whole one
        raise NotNow(
            message("{file} changed while it was read.", file=path.name),
            message("Wait until the file is written completely, then try again."),
        )
    if not content:
        raise NotNow(
            message("{file} is empty.", file=path.name),
            message("Fetch the file again; an empty one holds no table."),
        )
    return content


def _state(path: Path) -> tuple[int, int, int]:
    """What differs once somebody wrote to the file, or put another in its place."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _unreadable(kind: type[SourceError], path: Path, detail: Message | str) -> SourceError:
    return kind(
        message("{file} cannot be read: {detail}.", file=path.name, detail=detail),
        message("Look at the file's permissions, and whether it is open elsewhere."),
    )
