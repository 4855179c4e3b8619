"""The database of the ledger: opening, making, transactions, and the lock of a run.

SQLite in one file by default, PostgreSQL where the settings name it. Both keep the same law: one writer at a time (the next
one waits a while), readers see one moment and never wait, and a transaction is kept whole or not at all.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import Enum
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    column,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from auditor.errors import RunUnderWay, StoreError
from auditor.ledger import chain
from auditor.ledger.columns import FreeText, unknown
from auditor.ledger.failures import store_errors
from auditor.ledger.schema import VERSION
from auditor.new_files import new_file
from reports.messages import message

WAIT_SECONDS = 30
"""How long a writer waits for the one before it."""

_VERSIONS = frozenset(f"{number:04}" for number in range(1, int(VERSION) + 1))
"""One a migration."""


class _Lock(Enum):
    """A lock beside the ledger: the ending of its file's name, and its number on a server (any that differ will do)."""

    RUN = (".lock", 6_140_002)
    PLAN = (".plan-lock", 6_140_003)

    @property
    def ending(self) -> str:
        return self.value[0]

    @property
    def number(self) -> int:
        return self.value[1]


class Ledger(ABC):
    """An open ledger. It holds no connection between transactions, so it may be kept for long and over a fork."""

    @staticmethod
    def open(url: str) -> Ledger:
        """The ledger at ``url``, brought to the present version where an older program made it.

        Raises StoreError when there is none, it is not one, or a newer program made it.
        """
        ledger = _at(url)
        ledger._require()
        ledger._update()
        return ledger

    @staticmethod
    def create(url: str) -> Ledger:
        """A new, empty ledger. Raises StoreError when something stands there already; that is left as it is."""
        ledger = _at(url)
        ledger._make()
        return ledger

    @staticmethod
    def is_made(url: str) -> bool:
        """Whether something stands where the ledger is to be; ``open`` tells whether it is one. Raises StoreError."""
        return _at(url)._stands()

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All of what happens within is kept, or, when it is left by an exception, nothing. Raises StoreError."""
        with store_errors(), self._engine.begin() as connection:
            self._become_the_writer(connection)
            yield connection

    @contextmanager
    def rehearsal(self) -> Iterator[Connection]:
        """A transaction in which all can be done and of which nothing is kept. Raises StoreError."""
        with store_errors(), self._engine.connect() as connection, connection.begin() as transaction:
            self._become_the_writer(connection)
            yield connection
            transaction.rollback()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the ledger, which no writer disturbs and which disturbs none. Raises StoreError."""
        with store_errors(), self._engine.connect() as connection:
            self._become_a_reader(connection)
            yield connection

    def run_lock(self) -> AbstractContextManager[None]:
        """Held by the one run or import at a time; the system takes it back when its process dies.

        Raises RunUnderWay at once when another holds it.
        """
        return self._lock(_Lock.RUN)

    def plan_lock(self) -> AbstractContextManager[None]:
        """Held by the one scheduler that works on the planned times (``slots``), in the same way.

        Raises RunUnderWay at once when another holds it.
        """
        return self._lock(_Lock.PLAN)

    @abstractmethod
    def _lock(self, which: _Lock) -> AbstractContextManager[None]: ...

    @abstractmethod
    def _require(self) -> None:
        """Raises StoreError where there is nothing to open."""

    @abstractmethod
    def _stands(self) -> bool:
        """Whether there is anything."""

    @abstractmethod
    def _make(self) -> None:
        """Makes the database and its tables; leaves nothing behind when that fails."""

    @abstractmethod
    def _become_the_writer(self, connection: Connection) -> None: ...

    @abstractmethod
    def _become_a_reader(self, connection: Connection) -> None: ...

    @contextmanager
    def _migration(self) -> Iterator[Connection]:
        with self.transaction() as tx:
            yield tx

    def _update(self) -> None:
        with self.reading() as tx:
            version = _version(tx)
        if version is None:
            raise StoreError(
                message("The database named in [store] url holds no ledger."),
                message("Correct [store] url, or make a ledger with `auditor init`."),
            )
        if version > VERSION:
            raise StoreError(
                message(
                    "The ledger was made by a newer version of this program (tables {found}, known {known}).",
                    found=version,
                    known=VERSION,
                ),
                message("Install the newer version; nothing was changed."),
            )
        if version not in _VERSIONS:
            raise unknown("alembic_version")
        if version < VERSION:
            self._migrate()

    def _migrate(self) -> None:
        # slow to load and seldom needed
        from auditor.ledger import months  # noqa: PLC0415
        from auditor.ledger.migrations import migrate  # noqa: PLC0415

        with self._migration() as tx:
            migrate(tx)
            months.begin(tx)
            chain.begin(tx)


class SqliteLedger(Ledger):
    """One file, with ``-wal``, ``-shm`` and its locks beside it, all readable by their owner only."""

    def __init__(self, url: URL, path: Path) -> None:
        super().__init__(
            create_engine(
                url,
                poolclass=NullPool,
                hide_parameters=True,
                connect_args={
                    "timeout": WAIT_SECONDS,
                    "isolation_level": None,
                },  # we begin transactions ourselves
            )
        )
        self._path = path
        event.listen(self._engine, "connect", _set_up)
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def _lock(self, which: _Lock) -> Iterator[None]:
        path = self._path.with_name(self._path.name + which.ending)
        lock = FileLock(
            path,
            blocking=False,
            mode=0o600,
            fallback_to_soft=False,  # a lock that outlives a killed process would stop every later night
            preserve_lock_file=True,
        )
        try:
            lock.acquire()
        except Timeout:
            raise _under_way() from None
        except OSError as error:
            raise StoreError(
                message(
                    "The lock file {name} cannot be made: {detail}.",
                    name=path.name,
                    detail=error.strerror or "",
                ),
                message("Look at the permissions of the folder that holds the ledger."),
            ) from None
        try:
            yield
        finally:
            lock.release()

    def _require(self) -> None:
        if not self._path.is_file():
            raise StoreError(
                message("There is no ledger at {name}.", name=self._path.name),
                message("Make one with `auditor init`, or correct [store] url."),
            )

    def _stands(self) -> bool:
        return self._path.exists()

    def _make(self) -> None:
        try:
            with new_file(self._path) as beside:
                making = SqliteLedger(_url_of(beside), beside)
                making._migrate()
                making._write_ahead()  # last: nothing of the tables is in a -wal, which would stay behind
        except FileExistsError as error:
            raise _exists(Path(error.filename or self._path)) from None
        except OSError as error:
            raise StoreError(
                message(
                    "The ledger {name} cannot be made: {detail}.",
                    name=self._path.name,
                    detail=error.strerror or "",
                ),
                message("Look whether the folder exists, and at its permissions."),
            ) from None

    def _write_ahead(self) -> None:
        """Readers and the writer don't wait for each other; kept in the file from now on."""
        with store_errors(), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA journal_mode = WAL")

    def _become_the_writer(self, connection: Connection) -> None:
        """Began as one."""

    def _become_a_reader(self, connection: Connection) -> None:
        connection.execution_options(reading=True)

    @contextmanager
    def _migration(self) -> Iterator[Connection]:
        """Without the watch on references, which a table that is rebuilt would set off; they are counted at the end."""
        with store_errors(), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                yield connection
                if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                    raise StoreError(
                        message(
                            "The ledger's tables refer to rows that are not there; its version was not changed."
                        ),
                        message("Restore the ledger from a copy."),
                    )


def _set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(
        "PRAGMA secure_delete = ON"
    )  # what was removed from the directory is not left in free pages


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    # A writer takes its place at once: one that read first and then found another writing would fail, not wait.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class PostgresqlLedger(Ledger):
    """A database of its own on a server."""

    _WRITER = 6_140_001  # an advisory lock like those of _Lock

    def __init__(self, url: URL) -> None:
        try:
            engine = create_engine(
                url,
                poolclass=NullPool,
                hide_parameters=True,
                connect_args={
                    "connect_timeout": WAIT_SECONDS,
                    "options": f"-c lock_timeout={WAIT_SECONDS}s -c timezone=UTC",
                },
            )
        except ImportError:
            raise StoreError(
                message("PostgreSQL is named in [store] url, but its driver is not installed."),
                message('Install it: pip install "credential-auditor[postgresql]".'),
            ) from None
        super().__init__(engine)

    @contextmanager
    def _lock(self, which: _Lock) -> Iterator[None]:
        with store_errors(), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")  # no transaction left open for hours
            if not connection.scalar(select(func.pg_try_advisory_lock(which.number))):
                raise _under_way()
            yield  # closing the connection, or its death, ends the lock

    def _require(self) -> None:
        """The server says so itself."""

    def _stands(self) -> bool:
        with self.reading() as tx:
            return bool(inspect(tx).get_table_names())

    def _make(self) -> None:
        if self._stands():
            raise _exists(self._engine.url.database)
        self._migrate()

    def _become_the_writer(self, connection: Connection) -> None:
        connection.execute(select(func.pg_advisory_xact_lock(self._WRITER)))

    def _become_a_reader(self, connection: Connection) -> None:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _at(url: str) -> Ledger:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _no_address() from None
    match parsed.get_backend_name():
        case "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise _no_address()
            path = Path(parsed.database)
            return SqliteLedger(_url_of(path), path)
        case "postgresql":
            return PostgresqlLedger(parsed.set(drivername="postgresql+psycopg"))
        case _:
            raise _no_address()


def _url_of(path: Path) -> URL:
    return URL.create("sqlite+pysqlite", database=str(path))


def _version(tx: Connection) -> str | None:
    """The newest migration the database has, None where it is no ledger. Raises StoreError where it is no text."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    return tx.scalar(select(column("version_num", FreeText)).select_from(table("alembic_version")))


def _no_address() -> StoreError:
    return StoreError(
        message("[store] url is no address of a ledger."),
        message("Write for example sqlite:///auditor.db or postgresql+psycopg://auditor@localhost/auditor."),
    )


def _exists(what: Path | str | None) -> StoreError:
    """``what`` stands: the ledger, or what SQLite keeps beside one (``-wal``), which goes with no other."""
    name = what.name if isinstance(what, Path) else what
    return StoreError(
        message(
            "{name} stands already where the ledger is to be made; it was left as it is.", name=name or "?"
        ),
        message("Choose another place in [store] url, or use what stands there."),
    )


def _under_way() -> RunUnderWay:
    return RunUnderWay(
        message("Another run is under way on this ledger."),
        message("Wait until it has ended, then run the command again."),
    )
