"""A vault that was cut off, altered or exchanged says so; it never answers with something else, nor with nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.errors import DamagedKey, DamagedVault, KeyMissing, NewerVault, VaultError, VaultMissing
from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.keys import KeyText, new_key_text, read_key_text, write_key_file
from auditor.vault.secret import Secret
from tests.vault.conftest import counted_bytes

ENTRIES = {("auditor", f"login-{number}"): f"Mihon no himitsu {number}" for number in range(40)}


@pytest.fixture
def path(folder: Path, key: KeyText, keyring: EncryptedFileKeyring) -> Path:
    """A closed vault with entries on several pages, one of them removed again."""
    keyring.set_many([(*name, text) for name, text in ENTRIES.items()])
    keyring.set_password("auditor", "gone", "removed")
    keyring.delete_password("auditor", "gone")
    keyring.close()
    return folder / "vault.db"


def content(path: Path, key: KeyText) -> dict[tuple[str, str], str | None]:
    opened = EncryptedFileKeyring(path, key)
    try:
        assert opened.generation == 3
        return {name: opened.get_password(*name) for name in [*ENTRIES, ("auditor", "gone")]}
    finally:
        opened.close()


WHOLE = {**ENTRIES, ("auditor", "gone"): None}


def test_whole_it_answers(path: Path, key: KeyText) -> None:
    assert content(path, key) == WHOLE


def test_any_flipped_byte_is_an_error_or_changes_nothing(path: Path, key: KeyText) -> None:
    original = path.read_bytes()
    filled = [place for place, byte in enumerate(original) if byte]
    empty = [place for place, byte in enumerate(original) if not byte]
    # Every byte of the first, most delicate places; further on a sample with a step that meets no structure.
    places = filled[:700] + filled[700::7] + empty[::29]
    refused = 0
    for place in places:
        altered = bytearray(original)
        altered[place] ^= 0x01 if place % 2 else 0x80
        path.write_bytes(altered)
        try:
            assert content(path, key) == WHOLE, place
        except VaultError:
            refused += 1
            assert path.read_bytes() == altered, place
    assert refused > len(places) / 2


def test_the_mark_of_a_text_column_does_not_hide_an_entry(path: Path, key: KeyText) -> None:
    # One bit makes SQLite take the key of a row for text instead of bytes: it is read the same and never found.
    original = path.read_bytes()
    connection = sqlite3.connect(path)
    lookup, sealed = connection.execute("SELECT lookup, sealed FROM entries").fetchone()
    connection.close()
    size = (len(sealed) * 2 + 12).to_bytes(2, "big")  # serial type as a varint of two bytes
    kind = bytes([size[0] << 1 | size[1] >> 7 | 0x80, size[1] & 0x7F])
    place = original.index(bytes([2 + 2, 32 * 2 + 12]) + kind + lookup)
    path.write_bytes(original[: place + 1] + bytes([32 * 2 + 13]) + original[place + 2 :])
    with pytest.raises(DamagedVault):
        EncryptedFileKeyring(path, key)


@pytest.mark.parametrize("left", [1, 15, 16, 17, 99, 100, 101, 511, 4095, 4096, 4097, 8192, -4096, -4095, -1])
def test_a_cut_off_file_is_said_to_be_cut_off(path: Path, key: KeyText, left: int) -> None:
    cut = path.read_bytes()[:left]
    path.write_bytes(cut)
    with pytest.raises(DamagedVault) as caught:
        EncryptedFileKeyring(path, key)
    assert "is cut off" in caught.value.what.text
    assert path.read_bytes() == cut


def test_an_empty_file_is_said_to_be_empty_and_stays_so(path: Path, key: KeyText) -> None:
    path.write_bytes(b"")
    with pytest.raises(DamagedVault) as caught:
        EncryptedFileKeyring(path, key)
    assert "is empty" in caught.value.what.text
    assert path.read_bytes() == b""


@pytest.mark.parametrize("other", [b"login_id,password\n" * 100, b"PK\x03\x04" + bytes(5000)])
def test_a_file_that_is_no_vault_is_said_to_be_none(path: Path, key: KeyText, other: bytes) -> None:
    path.write_bytes(other)
    with pytest.raises(DamagedVault) as caught:
        EncryptedFileKeyring(path, key)
    assert "is no vault" in caught.value.what.text
    assert path.read_bytes() == other


def test_another_database_is_no_vault(folder: Path, key: KeyText) -> None:
    connection = sqlite3.connect(folder / "other.db")
    connection.execute("CREATE TABLE entries (lookup BLOB, sealed BLOB)")
    connection.close()
    (folder / "other.db").chmod(0o600)
    with pytest.raises(DamagedVault) as caught:
        EncryptedFileKeyring(folder / "other.db", key)
    assert "is no vault" in caught.value.what.text


def test_a_missing_vault_is_missing_and_is_not_made(folder: Path, key: KeyText) -> None:
    with pytest.raises(VaultMissing):
        EncryptedFileKeyring(folder / "vault.db", key)
    with pytest.raises(VaultMissing):
        EncryptedFileKeyring(folder, key)
    assert list(folder.iterdir()) == []


def _swap(connection: sqlite3.Connection) -> None:
    (one, first), (other, second) = connection.execute(
        "SELECT lookup, sealed FROM entries LIMIT 2"
    ).fetchall()
    connection.execute("UPDATE entries SET sealed = ? WHERE lookup = ?", (second, one))
    connection.execute("UPDATE entries SET sealed = ? WHERE lookup = ?", (first, other))


def _sql(*statements: str) -> Callable[[sqlite3.Connection], None]:
    def alter(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return alter


ALTERATIONS: dict[str, Callable[[sqlite3.Connection], None]] = {
    "swapped rows": _swap,
    "a removed row": _sql("DELETE FROM entries WHERE lookup = (SELECT max(lookup) FROM entries)"),
    "all rows removed": _sql("DELETE FROM entries"),
    "a row more": _sql("INSERT INTO entries SELECT randomblob(32), sealed FROM entries LIMIT 1"),
    "a row that is no blob": _sql("INSERT INTO entries VALUES ('x', 'y')"),
    "a row moved": _sql(
        "UPDATE entries SET lookup = randomblob(32) WHERE lookup = (SELECT max(lookup) FROM entries)"
    ),
    "an altered row": _sql(
        "UPDATE entries SET sealed = randomblob(156) WHERE lookup = (SELECT max(lookup) FROM entries)"
    ),
    "no header": _sql("DELETE FROM vault"),
    "two headers": _sql("INSERT INTO vault SELECT * FROM vault"),
    "another vault id": _sql("UPDATE vault SET vault_id = randomblob(16)"),
    "another key id": _sql("UPDATE vault SET key_id = randomblob(16)"),
    "another wrapped key": _sql("UPDATE vault SET wrapped_key = randomblob(60)"),
    "no wrapped key": _sql("UPDATE vault SET wrapped_key = x''"),
    "another state": _sql("UPDATE vault SET state = randomblob(76)"),
    "no state": _sql("UPDATE vault SET state = x''"),
    "state as text": _sql("UPDATE vault SET state = 'none'"),
    "a table more": _sql("CREATE TABLE more (x)"),
    "an index": _sql("CREATE INDEX more ON entries (sealed)"),
    "a trigger": _sql("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM entries; END"),
    "a column more": _sql("ALTER TABLE vault ADD COLUMN more"),
    "no entries table": _sql("DROP TABLE entries"),
    "a view for a table": _sql(
        "ALTER TABLE entries RENAME TO real", "CREATE VIEW entries AS SELECT * FROM real LIMIT 3"
    ),
    "an older format": _sql("PRAGMA user_version = 0"),
    "a journal that a read-only folder cannot have": _sql("PRAGMA journal_mode = WAL"),
}


@pytest.mark.parametrize("alter", ALTERATIONS.values(), ids=ALTERATIONS)
def test_whoever_alters_the_file_is_noticed(
    path: Path, key: KeyText, alter: Callable[[sqlite3.Connection], None]
) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    alter(connection)
    connection.close()
    altered = path.read_bytes()
    with pytest.raises(DamagedVault) as caught:
        EncryptedFileKeyring(path, key)
    assert caught.value.todo is not None
    assert path.read_bytes() == altered


def test_a_vault_of_a_newer_format_is_said_to_be_newer(path: Path, key: KeyText) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA user_version = 2")
    connection.execute("ALTER TABLE vault ADD COLUMN more")
    connection.close()
    with pytest.raises(NewerVault):
        EncryptedFileKeyring(path, key)


def test_an_entry_of_an_older_copy_is_noticed(path: Path, key: KeyText) -> None:
    older = path.with_name("older.db")
    shutil.copy(path, older)
    opened = EncryptedFileKeyring(path, key)
    opened.set_password("auditor", "login-1", "changed since")
    opened.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("ATTACH ? AS older", (str(older),))
    connection.execute(
        "UPDATE entries SET sealed = (SELECT sealed FROM older.entries AS o WHERE o.lookup = entries.lookup)"
    )
    connection.close()
    with pytest.raises(DamagedVault):
        EncryptedFileKeyring(path, key)


def test_entries_of_another_vault_with_the_same_key_file_do_not_fit(
    path: Path, folder: Path, key: KeyText
) -> None:
    other = EncryptedFileKeyring.create(folder / "other.db", key, counted_bytes("other"))
    other.set_many([(*name, "of another vault") for name in ENTRIES])
    other.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("ATTACH ? AS other", (str(folder / "other.db"),))
    connection.execute("DELETE FROM entries")
    connection.execute("INSERT INTO entries SELECT * FROM other.entries")
    connection.close()
    with pytest.raises(DamagedVault):
        EncryptedFileKeyring(path, key)


def test_an_entry_altered_after_opening_is_refused_alone_and_not_written_over(
    path: Path, key: KeyText
) -> None:
    opened = EncryptedFileKeyring(path, key)
    lookup = opened._sealer.lookup("auditor", "login-1")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE entries SET sealed = randomblob(156) WHERE lookup = ?", (lookup,))
    altered = path.read_bytes()
    with pytest.raises(DamagedVault):
        opened.get_password("auditor", "login-1")
    with pytest.raises(DamagedVault):
        opened.set_password("auditor", "login-1", "new")
    with pytest.raises(DamagedVault):
        opened.delete_password("auditor", "login-1")
    assert opened.get_password("auditor", "login-2") == ENTRIES["auditor", "login-2"]
    assert path.read_bytes() == altered
    connection.close()
    opened.close()


def test_no_error_tells_a_name_or_a_text(path: Path, key: KeyText) -> None:
    opened = EncryptedFileKeyring(path, key)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE entries SET sealed = randomblob(156)")
    connection.close()
    with pytest.raises(DamagedVault) as caught:
        opened.get_password("auditor", "login-1")
    said = f"{caught.value!r} {caught.value.what} {caught.value.todo} {caught.value.__cause__}"
    assert "login-1" not in said
    assert caught.value.__suppress_context__
    opened.close()


# --- the key file ---------------------------------------------------------------------------------------------------


def test_a_key_file_is_read_as_it_was_written(folder: Path, key: KeyText) -> None:
    write_key_file(folder / "vault.key", key)
    assert (folder / "vault.key").read_text("ascii").splitlines()[0] == "auditor-vault-key-1"
    again = read_key_text(folder / "vault.key")
    assert again.text.reveal().strip() == key.text.reveal().strip()


def test_a_missing_key_is_missing(folder: Path) -> None:
    with pytest.raises(KeyMissing):
        read_key_text(folder / "vault.key")


WRITTEN = new_key_text(counted_bytes("key")).text.reveal()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        WRITTEN[:-2],
        WRITTEN[:20],
        WRITTEN[: len(WRITTEN) // 2],
        WRITTEN.partition("\n")[2],
        WRITTEN.replace("key-1", "key-2"),
        WRITTEN + WRITTEN,
        WRITTEN.replace("\n", ""),
        WRITTEN.partition("\n")[0] + "\n" + "鍵" * 43 + "=",
        WRITTEN.partition("\n")[0] + "\n" + "?" * 43 + "=",
    ],
)
def test_a_key_file_that_is_cut_off_or_none_is_told_without_its_text(folder: Path, text: str) -> None:
    (folder / "vault.key").write_text(text, "utf-8")
    (folder / "vault.key").chmod(0o600)
    with pytest.raises(DamagedKey) as caught:
        read_key_text(folder / "vault.key")
    assert WRITTEN.splitlines()[1][:10] not in f"{caught.value} {caught.value.what} {caught.value.__cause__}"


def test_a_key_file_in_another_encoding_is_no_key(folder: Path) -> None:
    (folder / "vault.key").write_bytes(WRITTEN.encode("utf-16"))
    (folder / "vault.key").chmod(0o600)
    with pytest.raises(DamagedKey):
        read_key_text(folder / "vault.key")


def test_windows_line_ends_do_not_harm_a_key_file(folder: Path, key: KeyText) -> None:
    (folder / "vault.key").write_bytes(WRITTEN.replace("\n", "\r\n").encode())
    (folder / "vault.key").chmod(0o600)
    EncryptedFileKeyring.create(folder / "vault.db", key, counted_bytes()).close()
    EncryptedFileKeyring(folder / "vault.db", read_key_text(folder / "vault.key")).close()
    EncryptedFileKeyring(folder / "vault.db", KeyText(Secret(WRITTEN))).close()
