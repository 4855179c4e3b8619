"""The file under the encrypted vault: SQLite, one sealed row an entry. It knows no key and sees no plaintext.

Every fault that SQLite meets is told as one of ours: missing, empty, no vault, cut off, altered, of a newer format, in use.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import DamagedVault, NewerVault, VaultBusy, VaultError, VaultMissing
from auditor.vault.permissions import new_private, require_private, unreachable
from auditor.vault.sealing import FORMAT, ID_BYTES, LOOKUP_BYTES, Header, altered
from reports.messages import Message, message

_MAGIC = b"SQLite format 3\0"
_APPLICATION = 0x41564C54  # "AVLT"
_TABLES = {
    "vault": (
        "CREATE TABLE vault (vault_id BLOB NOT NULL, key_id BLOB NOT NULL, stretching TEXT NOT NULL, "
        "wrapped_key BLOB NOT NULL, checksum BLOB NOT NULL, state BLOB NOT NULL)"
    ),
    # Without a rowid, looking up and reading all walk the same tree: no second index that could say otherwise.
    "entries": "CREATE TABLE entries (lookup BLOB PRIMARY KEY NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID",
}
_BACKUP = message("Bring the vault back from a backup; nothing was written to it.")


class SealedFile:
    """An open vault file. Its threads take turns; other processes open it for themselves (not across a fork)."""

    def __init__(self, path: Path, busy_timeout: float) -> None:
        """Opens what stands and looks at its form. ``busy_timeout``: seconds to wait for another program.

        Raises VaultMissing, VaultExposed, DamagedVault, NewerVault, VaultBusy, VaultError.
        """
        _require_vault(path)
        require_private(path)
        require_private(path.parent)
        self._path = path
        self._busy_timeout = busy_timeout
        self._turn = threading.RLock()
        with _told(path):
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=busy_timeout,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            with _told(path):
                self._prepare()
            with self.reading():
                self._require_our_format()
        except BaseException:
            self._connection.close()
            raise

    @classmethod
    def create(cls, path: Path, header: Header, state: bytes, busy_timeout: float) -> SealedFile:
        """Makes a new file (0600) with no entry. Raises VaultExists, VaultError; leaves nothing behind then."""
        with new_private(path) as beside, _told(path):
            _fill(beside, header, state)
        return cls(path, busy_timeout)

    def beside(self) -> SealedFile:
        """The same file, opened anew: what a forked process must do before it reads. Raises as the first opening did."""
        return SealedFile(self._path, self._busy_timeout)

    def close(self) -> None:
        self._connection.close()

    # --- transactions ---------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One unchanging view of the file. Raises DamagedVault, VaultBusy, VaultError."""
        with _told(self._path), self._transaction("BEGIN"):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All of it or nothing, after the writers before us. Raises DamagedVault, VaultBusy, VaultError."""
        with _told(self._path), self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._turn:
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    # --- what is in it -----------------------------------------------------------------------------------------

    def header(self) -> Header:
        """Raises DamagedVault when it is not what was written."""
        match self._connection.execute(
            "SELECT vault_id, key_id, stretching, wrapped_key, checksum FROM vault"
        ).fetchall():
            case [
                (bytes() as vault_id, bytes() as key_id, str() as stretching, bytes() as wrapped, checksum)
            ]:
                header = Header(vault_id, key_id, stretching, wrapped)
                if checksum == header.checksum and len(vault_id) == len(key_id) == ID_BYTES:
                    return header
            case _:
                pass
        raise altered(message("The vault's header is altered."))

    def state(self) -> bytes:
        match self._connection.execute("SELECT state FROM vault").fetchall():
            case [(bytes() as state,)]:
                return state
            case _:
                raise altered(message("The vault's header is altered."))

    def entries(self) -> Iterator[tuple[bytes, bytes]]:
        """Every (lookup, sealed) in ascending order. Raises DamagedVault where a lookup by key could go astray."""
        before = b""
        for row in self._connection.execute("SELECT lookup, sealed FROM entries ORDER BY lookup"):
            match row:
                case (bytes() as lookup, bytes() as sealed) if (
                    before < lookup and len(lookup) == LOOKUP_BYTES
                ):
                    yield lookup, sealed
                    before = lookup
                case _:
                    raise altered(message("The vault's entries are altered."))

    def entry(self, lookup: bytes) -> bytes | None:
        match self._connection.execute("SELECT sealed FROM entries WHERE lookup = ?", (lookup,)).fetchone():
            case None:
                return None
            case (bytes() as sealed,):
                return sealed
            case _:
                raise altered(message("The vault's entries are altered."))

    def put(self, lookup: bytes, sealed: bytes) -> None:
        self._connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?)", (lookup, sealed))

    def drop(self, lookup: bytes) -> None:
        self._connection.execute("DELETE FROM entries WHERE lookup = ?", (lookup,))

    def set_state(self, state: bytes) -> None:
        self._connection.execute("UPDATE vault SET state = ?", (state,))

    # --- opening ---------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        # EXTRA is FULL, and syncs the folder after each commit too. The journal mode is DELETE (a WAL cannot be read
        # in a read-only folder): that is what a new file has and what _require_vault looks for, so it is not set here.
        self._connection.execute("PRAGMA synchronous = EXTRA")
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute("PRAGMA trusted_schema = OFF")
        self._connection.execute("PRAGMA cell_size_check = ON")

    def _require_our_format(self) -> None:
        if self._pragma("application_id") != _APPLICATION:
            raise _no_vault(self._path)
        if self._pragma("user_version") > FORMAT:
            raise NewerVault(
                message("The vault was written by a newer version of this program."),
                message("Install that version, or a newer one."),
            )
        if self._pragma("user_version") != FORMAT:
            raise altered(message("The vault's format is altered."))
        schema = dict(self._connection.execute("SELECT name, sql FROM sqlite_schema").fetchall())
        if schema != _TABLES:
            raise altered(message("The vault's tables are altered."))
        if self._path.stat().st_size < self._pragma("page_count") * self._pragma("page_size"):
            raise _cut_off(self._path)

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])


def _fill(path: Path, header: Header, state: bytes) -> None:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        for table in _TABLES.values():
            connection.execute(table)
        connection.execute(
            "INSERT INTO vault VALUES (?, ?, ?, ?, ?, ?)",
            (header.vault_id, header.key_id, header.stretching, header.wrapped_key, header.checksum, state),
        )
        connection.execute("COMMIT")
    finally:
        connection.close()


def _require_vault(path: Path) -> None:
    """Looks at the file before SQLite does, which would take an empty one for a new database."""
    try:
        if not path.is_file():
            raise VaultMissing(
                message("There is no vault at {path}.", path=str(path)),
                message(
                    "Make one with `auditor init`, bring it back from a backup, or correct `path` under [vault]."
                ),
            )
        with path.open("rb") as stream:
            start = stream.read(100)
    except OSError as error:
        raise unreachable(path, error) from None
    if not start:
        raise DamagedVault(
            message("The vault file {path} is empty.", path=str(path)),
            message("Bring it back from a backup. If it was never filled, remove it and run `auditor init`."),
        )
    if start[: len(_MAGIC)] != _MAGIC[: len(start)]:
        raise _no_vault(path)
    if len(start) < 100:
        raise _cut_off(path)
    if (
        start[18:20] != b"\x01\x01"
    ):  # file format versions: 1 is a rollback journal (sqlite.org/fileformat2.html)
        raise altered(message("The vault's format is altered."))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's exceptions as ours; its own text could quote what stands in the file, so it is left out."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours (a closed file), not of the file
    except sqlite3.Error as error:
        raise _our_error(path, getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) from None
    except UnicodeDecodeError:  # sqlite3 quotes damaged bytes in its own message, and fails at that
        raise _our_error(path, sqlite3.SQLITE_CORRUPT) from None
    except OSError as error:
        raise unreachable(path, error) from None


def _our_error(path: Path, code: int) -> VaultError:
    match code & 0xFF:  # the primary code; the rest is detail (sqlite.org/rescode.html)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return VaultBusy(
                message("Another program is using the vault and did not let go of it."),
                message("Wait until it has finished, then try again."),
            )
        case sqlite3.SQLITE_FULL:
            return VaultError(
                message("The disk is full: the vault was not changed."), message("Make room, then try again.")
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_AUTH:
            return VaultError(
                message("The vault {path} cannot be written or opened.", path=str(path)),
                message("Look at the permissions of the file and its folder."),
            )
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_NOMEM:
            return VaultError(
                message("The vault {path} cannot be read or written: the disk failed.", path=str(path)),
                message("Look at the disk and its mount."),
            )
        case _ if _is_cut_off(path):
            return _cut_off(path)
        case _:
            return DamagedVault(message("The vault file {path} is altered.", path=str(path)), _BACKUP)


def _is_cut_off(path: Path) -> bool:
    """Whether the file is shorter than its first page says (bytes 16 and 28 of a SQLite file)."""
    with path.open("rb") as stream:
        start = stream.read(100)
        length = stream.seek(0, os.SEEK_END)
    page_size = int.from_bytes(start[16:18], "big")
    return length < int.from_bytes(start[28:32], "big") * (65536 if page_size == 1 else page_size)


def _cut_off(path: Path) -> DamagedVault:
    return DamagedVault(message("The vault file {path} is cut off.", path=str(path)), _BACKUP)


def _no_vault(path: Path) -> DamagedVault:
    what: Message = message("{path} is no vault of this program.", path=str(path))
    return DamagedVault(what, message("Correct `path` under [vault]. Nothing was written to the file."))
