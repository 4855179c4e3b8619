"""Every test of the ledger runs on SQLite and on PostgreSQL; there it is skipped where no server program is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, select, text

from auditor.ledger import schema
from auditor.ledger.database import Ledger

from . import postgresql

if TYPE_CHECKING:
    import psycopg


@pytest.fixture(scope="session")
def postgresql_socket() -> Iterator[Path]:
    with postgresql.server() as socket:
        yield socket


class Places:
    """Where ledgers can be made on one kind of database."""

    def empty(self) -> str:
        """The address of a place that holds nothing."""
        raise NotImplementedError

    def ledger(self) -> Ledger:
        """A new, empty ledger (a copy of one made once: quicker)."""
        raise NotImplementedError

    @contextmanager
    def lent(self) -> Iterator[Ledger]:
        """A ledger as a new one, for tests that leave its tables as they are."""
        yield self.ledger()


class SqlitePlaces(Places):
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._made = folder / "made.db"
        Ledger.create(f"sqlite:///{self._made}")

    def empty(self) -> str:
        self._count += 1
        return f"sqlite:///{self._folder / f'ledger-{self._count}.db'}"

    def ledger(self) -> Ledger:
        url = self.empty()
        shutil.copy(self._made, url.removeprefix("sqlite:///"))
        return Ledger.open(url)


class PostgresqlPlaces(Places):
    """Databases of one server. A new one costs 8 MB and a tenth of a second; what was lent is emptied and lent again."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._count = 0
        self._execute("CREATE DATABASE made")
        made = Ledger.create(self._url("made"))
        with made.reading() as tx:
            rows = {
                table: tx.execute(select(table)).mappings().all() for table in schema.metadata.sorted_tables
            }
        self._first_rows = {table: [dict(row) for row in first] for table, first in rows.items()}
        self._free: list[Ledger] = []

    def empty(self) -> str:
        return self._url(self._database("template1"))

    def ledger(self) -> Ledger:
        return Ledger.open(self._url(self._database("made")))

    @contextmanager
    def lent(self) -> Iterator[Ledger]:
        ledger = self._free.pop() if self._free else self.ledger()
        yield ledger
        self._make_as_new(ledger)
        self._free.append(ledger)

    def _make_as_new(self, ledger: Ledger) -> None:
        with ledger.transaction() as tx:
            for table in reversed(self._first_rows):
                tx.execute(table.delete())
            for table, rows in self._first_rows.items():
                if rows:
                    tx.execute(table.insert(), rows)
            tx.execute(text("SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences"))

    def _database(self, template: str) -> str:
        self._count += 1
        name = f"ledger_{self._count}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _execute(self, statement: str) -> None:
        connection: psycopg.Connection
        with postgresql.connect(self._socket) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://{postgresql.USER}@/{name}?host={self._socket}"


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Places:
    if request.param == "sqlite":
        return SqlitePlaces(tmp_path_factory.mktemp("ledgers"))
    return PostgresqlPlaces(request.getfixturevalue("postgresql_socket"))


@pytest.fixture
def ledger(places: Places) -> Iterator[Ledger]:
    with places.lent() as ledger:
        yield ledger


@pytest.fixture
def tx(ledger: Ledger) -> Iterator[Connection]:
    """One transaction for the whole test."""
    with ledger.transaction() as connection:
        yield connection


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """The file of a new SQLite ledger."""
    path = tmp_path / "auditor.db"
    Ledger.create(f"sqlite:///{path}")
    return path
