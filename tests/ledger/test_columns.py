"""A file of SQLite holds anything in any column: what this version would never have written is a StoreError."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Column, literal_column, select
from sqlalchemy.types import TypeEngine

from auditor.duties.sighted import SecretKind
from auditor.errors import StoreError
from auditor.ledger import proofs, register, reviews, schema, waivers
from auditor.ledger.columns import Count, Day, ExitCode, FreeText, Moment, Octets, Strings, Word
from auditor.ledger.database import Ledger
from reports.messages import Language

from .conftest import SqlitePlaces

TEXT, NUMBER, BLOB = "'day'", "5", "x'00ff'"
DEEP = f"'{'[' * 100_000}'"

FORGED = [
    *((Day(), day) for day in (TEXT, NUMBER, BLOB, "''", "'2026-02-30'", "'0001-01-01'", "'9999-12-30'")),
    *((Moment(), time) for time in (TEXT, NUMBER, BLOB, "'0001-01-01 00:00:00'", "'9999-12-31 23:59:59'")),
    *((Strings(), list_) for list_ in ("''", "'{'", "'5'", "'null'", "'[1,null]'", "'[[1]]'", "'{}'", "'\"a\"'")),
    *((Strings(), list_) for list_ in ("NULL", BLOB, NUMBER, DEEP)),
    (Strings(or_none=True), "'5'"),
    *((FreeText(), text) for text in (NUMBER, BLOB)),
    *((Word(SecretKind), word) for word in (TEXT, NUMBER, BLOB)),
    *((Count(), number) for number in (TEXT, BLOB, "-1", "1.5")),
    *((ExitCode(), number) for number in (TEXT, BLOB, "1.5")),
    *((Octets(), octets) for octets in (TEXT, "9223372036854775807")),
]  # fmt: skip


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return SqlitePlaces(tmp_path_factory.mktemp("forged")).ledger()


def read(ledger: Ledger, written: str, as_type: TypeEngine[object]) -> object:
    with ledger.reading() as tx:
        return tx.scalar(select(literal_column(written, as_type)))


@pytest.mark.parametrize(("type_", "written"), FORGED, ids=lambda value: str(value)[:30])
def test_a_value_of_another_hand_is_told_without_it(
    sqlite: Ledger, type_: TypeEngine[object], written: str
) -> None:
    with pytest.raises(StoreError) as refused:
        read(sqlite, written, type_)
    said = refused.value.said(Language.EN)
    assert said.startswith("The ledger holds a value that this version does not know (")
    assert "restore the ledger from a copy" in said
    assert "2026" not in said


@pytest.mark.parametrize(
    ("type_", "written"),
    [
        (Day(), "'1868-01-01'"),
        (Day(), "'2201-02-03'"),  # due after the last day that can be given
        (Day(), "'9999-12-31'"),  # "no end" of an inventory
        (Strings(), "'[]'"),
        (Count(), "0"),
        (ExitCode(), "-9"),
        (Octets(), "x''"),
    ],
)
def test_what_can_have_been_written_is_read(sqlite: Ledger, type_: TypeEngine[object], written: str) -> None:
    assert read(sqlite, written, type_) is not None


@pytest.mark.parametrize("type_", [Day(), Moment(), FreeText(), Count(), Octets(), Strings(or_none=True)])
def test_none_stays_none(sqlite: Ledger, type_: TypeEngine[object]) -> None:
    assert read(sqlite, "NULL", type_) is None


def test_bytes_that_are_no_text_are_told(sqlite: Ledger) -> None:
    with pytest.raises(StoreError, match="does not know"):
        read(sqlite, "CAST(x'ff' AS TEXT)", FreeText())


UNCHECKED = {
    "runs.counts",  # only written
    "measurements.content",  # read as bytes, and not believed
}


def test_every_column_is_looked_at_when_it_is_read() -> None:
    def is_checked(column: Column[object]) -> bool:
        given_by_the_database = column.primary_key and column.type.python_type is int
        return (
            given_by_the_database
            or bool(column.foreign_keys)
            or isinstance(
                column.type, (Boolean, Count, Day, ExitCode, FreeText, Moment, Octets, Strings, Word)
            )
        )

    columns = [column for table in schema.metadata.sorted_tables for column in table.columns]
    assert {str(column) for column in columns if not is_checked(column)} == UNCHECKED


# --- rows that do not hold together --------------------------------------------------------------------------------------

_REVIEW = "INSERT INTO reviews (number, kind, staff_number, effective, known, accounts, alike, note, at, severity) VALUES "
_ORDER = "INSERT INTO transfers (staff_number, effective, kind, from_section, to_section, known, renamed, past) VALUES "
_WAIVER = 'INSERT INTO waivers ("check", subject, reason, approver, granted, until) VALUES '
_WRONG = "INSERT INTO wrong_codes (login_id, day, count) VALUES "


@pytest.mark.parametrize(
    "forged",
    [
        _REVIEW + "(1, 'takeover', NULL, '2026-12-01', '2026-12-01', '[\"a\"]', 'null', '', NULL, 'high')",
        _REVIEW + "(1, 'takeover', NULL, '2026-12-01', '2026-12-01', '[\"a\"]', 'null', '', '2026-12-01 00:00:00', NULL)",
        _REVIEW + "(1, 'transfer', NULL, '2026-12-01', '2026-12-01', '[\"a\"]', 'null', '', NULL, NULL)",
        _REVIEW + "(1, 'transfer', '1', '2026-12-01', '2026-12-01', '[1]', 'null', '', NULL, NULL)",
        _REVIEW + "(1, 'transfer', x'00', '2026-12-01', '2026-12-01', '[]', 'null', '', NULL, NULL)",
        _ORDER + "('1', '0001-01-01', 'transfer', '', '', '2026-12-01', 0, 0)",
        _WAIVER + "('c', 's', 'r', 'a', '2026-12-01', 'for ever')",
        _WRONG + "('x', '2026-12-01', 'many')",
        _WRONG + "('x', '2026-12-01', -5)",
    ],
)  # fmt: skip
def test_a_forged_row_is_told(sqlite_path: Path, forged: str) -> None:
    connection = sqlite3.connect(sqlite_path, isolation_level=None)
    connection.execute(forged)
    connection.close()
    with (
        pytest.raises(StoreError, match="does not know"),
        Ledger.open(f"sqlite:///{sqlite_path}").reading() as tx,
    ):
        reviews.stored(tx)
        register.stored(tx)
        waivers.history(tx)
        proofs.wrong(tx, "x", date(2026, 12, 1))


@pytest.mark.parametrize("version", ["'0000'", "''", "'0002a'", "x'00'", "'1'"])
def test_a_ledger_of_no_known_version_is_told(sqlite_path: Path, version: str) -> None:
    connection = sqlite3.connect(sqlite_path, isolation_level=None)
    connection.execute(f"UPDATE alembic_version SET version_num = {version}")
    connection.close()
    with pytest.raises(StoreError):
        Ledger.open(f"sqlite:///{sqlite_path}")
