from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, func, select, text, update

from auditor.errors import RunUnderWay, StoreError
from auditor.ledger import migrations, schema
from auditor.ledger.database import Ledger
from reports.messages import Language

from .conftest import Places

ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
NOBODY = 65534


@contextmanager
def as_somebody_else(folder: str) -> Iterator[None]:
    """Modes don't stop root: where the tests run as root, what is within is done as nobody, who owns ``folder``."""
    if os.geteuid() != 0:
        yield
        return
    os.chown(folder, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def said(error: pytest.ExceptionInfo[StoreError]) -> str:
    return error.value.said(Language.EN)


def add_account(tx: Connection, account_id: str) -> None:
    tx.execute(
        text(
            "INSERT INTO accounts (account_id, service, name, url, section, shared_sections, purpose, first_imported)"
            " VALUES (:id, 'x', '', '', '', '[]', '', '2026-11-20')"
        ),
        {"id": account_id},
    )


def count_accounts(ledger: Ledger) -> int:
    with ledger.reading() as tx:
        return tx.scalar(select(func.count()).select_from(schema.accounts))


# --- making and opening ---------------------------------------------------------------------------------


def test_the_steps_from_nothing_make_the_tables_of_the_schema(places: Places) -> None:
    ledger = Ledger.create(places.empty())
    with ledger.transaction() as tx:
        context = MigrationContext.configure(
            tx, opts={"compare_type": True, "target_metadata": schema.metadata}
        )
        assert compare_metadata(context, schema.metadata) == []


def test_the_version_of_the_schema_is_the_newest_step() -> None:
    steps = ScriptDirectory(Path(migrations.__file__).parent)
    assert steps.get_current_head() == schema.VERSION


def test_versions_sort_as_text_in_the_order_of_the_steps() -> None:
    steps = ScriptDirectory(Path(migrations.__file__).parent)
    newest_first = [step.revision for step in steps.walk_revisions()]
    assert newest_first == sorted(newest_first, reverse=True)


def test_a_ledger_is_opened_where_it_was_made(places: Places) -> None:
    url = places.empty()
    with Ledger.create(url).transaction() as tx:
        add_account(tx, "koho-x")
    assert count_accounts(Ledger.open(url)) == 1


def test_making_a_ledger_never_overwrites_one(places: Places) -> None:
    url = places.empty()
    with Ledger.create(url).transaction() as tx:
        add_account(tx, "koho-x")
    with pytest.raises(StoreError, match="left as it is"):
        Ledger.create(url)
    assert count_accounts(Ledger.open(url)) == 1


def test_a_ledger_of_a_newer_program_is_refused_and_left_alone(places: Places) -> None:
    url = places.empty()
    with Ledger.create(url).transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as refused:
        Ledger.open(url)
    assert "newer version" in said(refused)
    assert "9999" in said(refused)


def test_a_ledger_of_an_older_program_is_brought_to_the_present(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = made_older(places)

    def step(tx: Connection) -> None:
        add_account(tx, "from-the-step")
        tx.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": schema.VERSION})

    monkeypatch.setattr("auditor.ledger.migrations.migrate", step)
    assert count_accounts(Ledger.open(url)) == 1
    assert count_accounts(Ledger.open(url)) == 1  # and only once


def test_a_step_that_fails_leaves_the_older_ledger_as_it_was(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = made_older(places)

    def step(tx: Connection) -> None:
        tx.execute(text("DROP TABLE slots"))
        tx.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": schema.VERSION})
        raise ZeroDivisionError

    monkeypatch.setattr("auditor.ledger.migrations.migrate", step)
    with pytest.raises(ZeroDivisionError):
        Ledger.open(url)
    monkeypatch.setattr("auditor.ledger.migrations.migrate", lambda _tx: None)
    with Ledger.open(url).reading() as tx:
        assert tx.scalar(text("SELECT version_num FROM alembic_version")) == "0001"
        assert tx.scalar(select(func.count()).select_from(schema.slots)) == 0


def test_a_step_that_leaves_rows_without_what_they_refer_to_is_undone(
    sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{sqlite_path}"
    with Ledger.open(url).transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        add_account(tx, "koho-x")
        tx.execute(schema.policies.insert().values(account_id="koho-x", field="f", value="v"))
    monkeypatch.setattr(
        "auditor.ledger.migrations.migrate", lambda tx: tx.execute(text("DELETE FROM accounts"))
    )
    with pytest.raises(StoreError, match="refer to rows that are not there"):
        Ledger.open(url)
    monkeypatch.setattr("auditor.ledger.migrations.migrate", lambda _tx: None)
    assert count_accounts(Ledger.open(url)) == 1


def made_older(places: Places) -> str:
    url = places.empty()
    with Ledger.create(url).transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    return url


def test_a_database_without_a_ledger_is_told_apart(places: Places) -> None:
    url = places.empty()
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    with pytest.raises(StoreError, match="holds no ledger"):
        Ledger.open(url)


def test_a_ledger_that_could_not_be_made_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(tx: Connection) -> None:
        tx.execute(text("CREATE TABLE half (id INTEGER)"))
        raise KeyboardInterrupt

    monkeypatch.setattr("auditor.ledger.migrations.migrate", fail)
    with pytest.raises(KeyboardInterrupt):
        Ledger.create(f"sqlite:///{tmp_path / 'auditor.db'}")
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_the_file_and_all_beside_it_are_its_owners_only(sqlite_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{sqlite_path}")
    before = os.umask(0)
    try:
        with ledger.run_lock(), ledger.transaction() as tx:
            add_account(tx, "koho-x")
            modes = {path.name: oct(path.stat().st_mode & 0o777) for path in sqlite_path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(
        ["auditor.db", "auditor.db-wal", "auditor.db-shm", "auditor.db.lock"], "0o600"
    )


@pytest.mark.parametrize("name", ["年次 監査.db", "100%.db", "a?b#c.db", "a&mode=memory.db"])
@POSIX
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    url = URL.create("sqlite", database=str(tmp_path / name)).render_as_string()
    with Ledger.create(url).transaction() as tx:
        add_account(tx, "koho-x")
    assert (tmp_path / name).is_file()
    assert count_accounts(Ledger.open(url)) == 1


# --- transactions ------------------------------------------------------------------------------------------


def test_a_transaction_left_by_an_exception_leaves_all_as_it_was(ledger: Ledger) -> None:
    with pytest.raises(KeyboardInterrupt), ledger.transaction() as tx:
        add_account(tx, "koho-x")
        tx.execute(text("CREATE TABLE also_this (id INTEGER)"))
        raise KeyboardInterrupt
    assert count_accounts(ledger) == 0
    with ledger.transaction() as tx:
        tx.execute(text("CREATE TABLE also_this (id INTEGER)"))


def test_of_a_rehearsal_nothing_is_kept(ledger: Ledger) -> None:
    with ledger.rehearsal() as tx:
        add_account(tx, "koho-x")
        assert tx.scalar(select(func.count()).select_from(schema.accounts)) == 1
    with pytest.raises(ZeroDivisionError), ledger.rehearsal() as tx:
        add_account(tx, "koho-x")
        raise ZeroDivisionError
    assert count_accounts(ledger) == 0


def test_a_process_killed_in_a_transaction_leaves_all_as_it_was(places: Places) -> None:
    url = places.empty()
    Ledger.create(url)
    code = (
        "import sys, os\n"
        "from auditor.ledger.database import Ledger\n"
        "from tests.ledger.test_database import add_account\n"
        "with Ledger.open(sys.argv[1]).transaction() as tx:\n"
        "    for n in range(200):\n"
        "        add_account(tx, f'a{n}')\n"
        "    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, url], check=False, cwd=ROOT).returncode == 9
    ledger = Ledger.open(url)
    assert count_accounts(ledger) == 0
    with ledger.transaction() as tx:
        add_account(tx, "koho-x")


def test_a_reader_sees_one_moment_while_a_writer_works(ledger: Ledger) -> None:
    with ledger.reading() as reader:
        assert reader.scalar(select(func.count()).select_from(schema.accounts)) == 0
        with ledger.transaction() as writer:
            add_account(writer, "koho-x")
        assert reader.scalar(select(func.count()).select_from(schema.accounts)) == 0
    assert count_accounts(ledger) == 1


def test_what_refers_to_nothing_is_refused_without_its_value(ledger: Ledger) -> None:
    with pytest.raises(StoreError) as refused, ledger.transaction() as tx:
        tx.execute(schema.policies.insert().values(account_id="no-such-account", field="f", value="見本の値"))
    assert "no-such-account" not in said(refused)
    assert "見本の値" not in said(refused)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


# --- what goes wrong is told ------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "sqlite:///:memory:", "mysql://host/name"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(StoreError, match="no address"):
        Ledger.open(url)


def test_a_missing_file_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no ledger"):
        Ledger.open(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be made"):
        Ledger.create(f"sqlite:///{tmp_path / 'none' / 'auditor.db'}")


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("これは手紙です。" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no SQLite database"):
        Ledger.open(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_damaged_database_is_told(sqlite_path: Path) -> None:
    content = bytearray(sqlite_path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    sqlite_path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        Ledger.open(f"sqlite:///{sqlite_path}").transaction()


def test_a_full_disk_is_told_and_nothing_of_the_step_is_kept(sqlite_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{sqlite_path}")
    with pytest.raises(StoreError) as full, ledger.transaction() as tx:
        pages = tx.execute(text("PRAGMA page_count")).scalar()
        tx.execute(text(f"PRAGMA max_page_count = {pages + 1}"))
        for n in range(1000):
            add_account(tx, f"account-{n:0100}")
    assert "disk is full" in said(full)
    assert count_accounts(ledger) == 0


def test_a_database_that_may_only_be_read_is_told(sqlite_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="read-only"),
        Ledger.open(f"sqlite:///{sqlite_path}").transaction() as tx,
    ):
        tx.execute(text("PRAGMA query_only = ON"))
        add_account(tx, "koho-x")


@POSIX
def test_a_file_that_may_only_be_read_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder, as_somebody_else(folder):
        path = Path(folder, "auditor.db")
        Ledger.create(f"sqlite:///{path}")
        path.chmod(0o400)
        with (
            pytest.raises(StoreError, match="read-only"),
            Ledger.open(f"sqlite:///{path}").transaction() as tx,
        ):
            add_account(tx, "koho-x")


def test_a_ledger_held_by_another_program_is_told(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.ledger.database.WAIT_SECONDS", 0)
    ledger = Ledger.open(f"sqlite:///{sqlite_path}")
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="held by another program"), ledger.transaction():
            pass
    finally:
        other.close()


def test_a_server_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be reached"):
        Ledger.open(f"postgresql://auditor:seven-words@/ledger?host={tmp_path}")


@pytest.mark.postgresql
def test_a_database_that_the_server_has_not_is_told(postgresql_socket: Path) -> None:
    with pytest.raises(StoreError) as missing:
        Ledger.open(f"postgresql://auditor@/no_such_ledger?host={postgresql_socket}")
    assert "no_such_ledger" not in said(missing)


def test_a_missing_driver_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError) as missing:
        Ledger.open("postgresql://auditor@localhost/auditor")
    assert "pip install" in said(missing)


# --- the lock of a run --------------------------------------------------------------------------------------


def test_a_second_run_is_refused_at_once_and_goes_when_the_first_has_ended(places: Places) -> None:
    url = places.empty()
    first = Ledger.create(url)
    second = Ledger.open(url)
    with first.run_lock(), pytest.raises(RunUnderWay), second.run_lock():
        pass
    with second.run_lock():
        pass


def test_the_lock_is_given_back_when_a_run_fails(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.run_lock():
        1 / 0  # noqa: B018
    with ledger.run_lock():
        pass


def test_work_goes_on_under_the_lock(ledger: Ledger) -> None:
    with ledger.run_lock(), ledger.transaction() as tx:
        add_account(tx, "koho-x")
    assert count_accounts(ledger) == 1


def test_another_process_is_kept_out_until_the_holder_dies(places: Places) -> None:
    url = places.empty()
    ledger = Ledger.create(url)
    code = (
        "import sys\n"
        "from auditor.ledger.database import Ledger\n"
        "with Ledger.open(sys.argv[1]).run_lock():\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RunUnderWay), ledger.run_lock():
            pass
        holder.kill()
        holder.wait()
    for _ in range(100):  # a server notices the death of its client a moment later
        try:
            with ledger.run_lock():
                return
        except RunUnderWay:
            continue
    pytest.fail("the lock outlived its process")


# --- column types -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a\x00b",
        "\x10",
        "\x100000",
        "\x10\x10",
        "\ud800",
        "😀",
        "\u202eevil",
        "'; DROP TABLE accounts; --",
    ],
)
def test_any_text_comes_back_as_it_was(tx: Connection, value: str) -> None:
    add_account(tx, "koho-x")
    tx.execute(update(schema.accounts).values(name=value))
    assert tx.scalar(select(schema.accounts.c.name)) == value
    assert tx.scalar(select(func.count()).where(schema.accounts.c.name == value)) == 1


def test_a_word_of_another_version_is_told_without_the_word(tx: Connection) -> None:
    add_account(tx, "koho-x")
    tx.execute(text("UPDATE accounts SET verified = 'perhaps'"))
    with pytest.raises(StoreError) as unknown:
        tx.scalar(select(schema.accounts.c.verified))
    assert "perhaps" not in said(unknown)
