"""Reading a source's bytes, and saying clearly why not."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import SourceError
from reports.messages import message

MAXIMUM_BYTES = 100 * 1024 * 1024


def content_of(path: Path) -> bytes:
    """All bytes of a file. Raises SourceError when it cannot be read, is empty, or is too large to be an inventory."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError:
        raise SourceError(
            message("There is no {file}.", file=path.name), message("Look at the name and the folder.")
        ) from None
    except OSError as error:
        raise SourceError(
            message("{file} cannot be read: {detail}.", file=path.name, detail=error.strerror or ""),
            message("Look at the file's permissions, and whether it is open elsewhere."),
        ) from None
    if not content:
        raise SourceError(
            message("{file} is empty.", file=path.name),
            message("Fetch the file again; an empty one holds no table."),
        )
    if len(content) > MAXIMUM_BYTES:
        raise SourceError(
            message("{file} is larger than {limit} MB.", file=path.name, limit=MAXIMUM_BYTES // 1024**2),
            message("Keep pictures and other data out of the inventory."),
        )
    return content
