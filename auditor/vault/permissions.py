"""What only its owner may read: folders 0700, files 0600.

Checked on POSIX only. On Windows a file takes the access rules of its folder; docs/vault-format.md says how to set them.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from auditor.errors import VaultError, VaultExists, VaultExposed
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


def create_private(path: Path, content: bytes = b"") -> None:
    """Makes a new file (0600), whole and on the disk when this returns. Never overwrites.

    Raises VaultExists when there is one already, VaultError when it cannot be written (nothing is left then).
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise VaultExists(
            message("{path} exists already and is not overwritten.", path=str(path)),
            message("Use it as it is, or move it away first."),
        ) from None
    except OSError as error:
        raise unreachable(path, error) from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise unreachable(path, error) from None


def unreachable(path: Path, error: OSError) -> VaultError:
    return VaultError(
        message("{path} cannot be used: {detail}.", path=str(path), detail=error.strerror or ""),
        message("Look at the folder's permissions and at the free space of the disk."),
    )
