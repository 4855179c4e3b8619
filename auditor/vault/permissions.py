"""What only its owner may read: folders 0700, files 0600.

Checked on POSIX only. On Windows a file takes the access rules of its folder; docs/vault-format.md says how to set them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import VaultError, VaultExists, VaultExposed
from auditor.new_files import new_file
from reports.messages import message

OTHERS = 0o077  # group and the rest
STRANGERS = 0o007  # the rest only


def require_private(path: Path, forbidden: int = OTHERS) -> None:
    """Raises VaultExposed when somebody beside the owner has any of the ``forbidden`` permissions on ``path``.

    Raises VaultError when it cannot be looked at.
    """
    if os.name != "posix":
        return
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise unreachable(path, error) from None
    if mode & forbidden:
        raise VaultExposed(
            message(
                "{path} is open to other users (mode {mode}).",
                path=str(path),
                mode=f"{stat.S_IMODE(mode):04o}",
            ),
            message(
                "Take their permissions away: chmod {mode} '{path}'. If others may have read it, "
                "make a new vault and change the passwords.",
                mode="700" if stat.S_ISDIR(mode) else "600",
                path=str(path),
            ),
        )


@contextmanager
def new_private(path: Path) -> Iterator[Path]:
    """A new file (0600) at ``path``: made beside it within, there whole and on the disk afterwards. Never overwrites.

    Raises VaultExists when there is one already, VaultError when it cannot be written (nothing is left then).
    """
    try:
        with new_file(path) as beside:
            yield beside
    except FileExistsError as error:
        raise VaultExists(
            message("{path} exists already and is not overwritten.", path=str(error.filename or path)),
            message("Use it as it is, or move it away first."),
        ) from None
    except OSError as error:
        raise unreachable(path, error) from None


def create_private(path: Path, content: bytes) -> None:
    """As ``new_private``, of what is known beforehand."""
    with new_private(path) as beside:
        beside.write_bytes(content)


def unreachable(path: Path, error: OSError) -> VaultError:
    return VaultError(
        message("{path} cannot be used: {detail}.", path=str(path), detail=error.strerror or ""),
        message("Look at the folder's permissions and at the free space of the disk."),
    )
