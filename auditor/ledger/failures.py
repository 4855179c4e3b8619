"""What databases raise becomes StoreError: what happened and what to do, without a value or an SQL text.

SQLite's result codes: https://www.sqlite.org/rescode.html. PostgreSQL's: appendix A of its manual, "Error Codes".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from auditor.errors import AuditorError, StoreError
from auditor.ledger.columns import unknown
from reports.messages import Message, message


@contextmanager
def store_errors() -> Iterator[None]:
    """Within it, whatever SQLAlchemy or a driver raises comes out as StoreError.

    The cause is cut off on purpose: a driver's own text quotes values ("Key (staff_number)=(…) already exists").
    """
    try:
        yield
    except (
        sqlite3.Error
    ) as error:  # from the settings made on a new connection, which SQLAlchemy does not wrap
        raise _of_driver(error) from None
    except DBAPIError as error:
        raise _of_driver(error.orig) from None
    except SQLAlchemyError as error:
        if isinstance(cause := getattr(error, "orig", None), AuditorError):
            raise cause from None
        raise _unforeseen(type(error).__name__) from None


def _of_driver(error: BaseException | None) -> StoreError:
    if isinstance(error, sqlite3.Error):
        code: str | None = getattr(error, "sqlite_errorname", None)
        if code is None and isinstance(error, sqlite3.OperationalError):
            return unknown("UTF-8")  # Python's own: bytes that are no text stand where text belongs
        return _named(code, _SQLITE) or _unforeseen(code or type(error).__name__)
    state: str | None = getattr(error, "sqlstate", None)
    if state is None and type(error).__name__ == "OperationalError":
        return StoreError(*_GONE)  # no server answered, so there is no code either
    return _named(state, _POSTGRESQL) or _unforeseen(state or type(error).__name__)


Said = tuple[Message, Message]

_FULL: Said = (
    message("The ledger cannot grow: the disk is full. Nothing of this step was kept."),
    message("Free some space on the disk that holds the database, then run the command again."),
)
_LOCKED: Said = (
    message("The ledger is held by another program. Nothing of this step was kept."),
    message("Wait until the other command has ended, then run this one again."),
)
_READ_ONLY: Said = (
    message("The ledger cannot be written to: the database is read-only for this user."),
    message(
        "Run the command as the user who owns the database, or correct the permissions of its file and folder."
    ),
)
_NO_DATABASE: Said = (
    message("The file named in [store] url is no SQLite database."),
    message("Correct [store] url, or restore the ledger from a copy."),
)
_DAMAGED: Said = (
    message("The database of the ledger is damaged."),
    message("Restore it from a copy; `auditor init` in another folder makes an empty one."),
)
_UNREADABLE: Said = (
    message("The database of the ledger cannot be opened."),
    message("Look at the permissions of its file and folder, and at [store] url."),
)
_DISK: Said = (
    message(
        "The disk that holds the ledger failed while it was read or written. Nothing of this step was kept."
    ),
    message("Look at the disk and at the system's log."),
)
_GONE: Said = (
    message("The database server cannot be reached, or ended the connection. Nothing of this step was kept."),
    message("Look whether the server runs, and at the address in [store] url."),
)
_REFUSED: Said = (
    message("The database server refused the user, the password or a permission."),
    message("Look at the user in [store] url and at that user's rights."),
)
_MISSING: Said = (
    message("The database server has no database of the name in [store] url."),
    message("Create the database, or correct [store] url."),
)

# Extended codes begin with their primary code, so the beginning decides; SQLSTATEs of one class likewise.
_SQLITE: dict[str, Said] = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_NOTADB": _NO_DATABASE,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_CANTOPEN": _UNREADABLE,
    "SQLITE_AUTH": _UNREADABLE,
    "SQLITE_IOERR": _DISK,
}
_POSTGRESQL: dict[str, Said] = {
    "53100": _FULL,
    "53": _GONE,  # too many connections, out of memory
    "55P03": _LOCKED,
    "40": _LOCKED,  # deadlock, serialization
    "25006": _READ_ONLY,
    "3D000": _MISSING,
    "28": _REFUSED,
    "42501": _REFUSED,
    "57P": _GONE,
    "08": _GONE,
    "58": _DISK,
    "XX": _DAMAGED,
}


def _named(code: str | None, known: dict[str, Said]) -> StoreError | None:
    if code is None:
        return None
    return next((StoreError(*said) for beginning, said in known.items() if code.startswith(beginning)), None)


def _unforeseen(kind: str) -> StoreError:
    return StoreError(
        message("The database refused a step ({kind}). Nothing of this step was kept.", kind=kind),
        message("Run `auditor doctor`; if it finds nothing wrong, report this with the word in brackets."),
    )
