"""The encrypted file as a keyring: keyring's own suite, and what a night asks beyond it."""

from __future__ import annotations

import os
import pickle
import sqlite3
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keyring.testing.backend import BackendBasicTests

from auditor.errors import AuditorError, DamagedVault, VaultBusy, VaultExists, WrongKey
from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.keys import KeyText, Passphrase, new_key_text, write_key_file
from auditor.vault.sealing import Header
from auditor.vault.secret import Secret
from tests.vault.conftest import counted_bytes

SERVICE = "auditor-service-name"
LOGIN = "koho-x-login"
PLAIN = "Mihon-no-himitsu-7"


class TestConformance(BackendBasicTests):  # type: ignore[misc]
    """keyring's own suite for every backend."""

    @pytest.fixture(autouse=True)
    def _init_properties(self, keyring: EncryptedFileKeyring, request: pytest.FixtureRequest) -> None:
        self.keyring = keyring
        self.credentials_created: set[tuple[str, str]] = set()
        request.addfinalizer(self.cleanup)


def test_it_is_registered_with_keyring() -> None:
    declared = Path(__file__).parents[2] / "pyproject.toml"
    assert (
        '[project.entry-points."keyring.backends"]\nauditor = "auditor.vault.backend"'
        in declared.read_text("utf-8")
    )


def test_keyring_cannot_choose_it_by_itself() -> None:
    with pytest.raises(TypeError):
        EncryptedFileKeyring()  # type: ignore[call-arg]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=600), st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_any_text_comes_back_as_it_was(
    keyring: EncryptedFileKeyring, text: str, service: str, name: str
) -> None:
    keyring.set_password(service, name, text)
    assert keyring.get_password(service, name) == text


def test_half_a_character_is_text_too(keyring: EncryptedFileKeyring) -> None:
    keyring.set_password(SERVICE, LOGIN, "\ud83d")
    assert keyring.get_password(SERVICE, LOGIN) == "\ud83d"


def test_service_and_name_do_not_run_into_each_other(keyring: EncryptedFileKeyring) -> None:
    keyring.set_password("ab", "c", "first")
    assert keyring.get_password("a", "bc") is None


def test_it_is_there_when_opened_again(folder: Path, key: KeyText, keyring: EncryptedFileKeyring) -> None:
    keyring.set_password(SERVICE, LOGIN, PLAIN)
    again = EncryptedFileKeyring(folder / "vault.db", key)
    assert again.get_password(SERVICE, LOGIN) == PLAIN
    again.close()


# --- what the file shows ----------------------------------------------------------------------------------------


def test_the_file_shows_no_name_no_service_and_no_text(folder: Path, keyring: EncryptedFileKeyring) -> None:
    keyring.set_password(SERVICE, LOGIN, PLAIN)
    keyring.set_password(SERVICE, f"{LOGIN}/totp", "JBSWY3DPEHPK3PXP")
    content = (folder / "vault.db").read_bytes()
    for word in (SERVICE, LOGIN, PLAIN, "JBSWY3DPEHPK3PXP", "totp"):
        assert word.encode() not in content
        assert word.encode("utf-16-le") not in content


def test_lengths_of_usual_passwords_are_not_seen(folder: Path, keyring: EncryptedFileKeyring) -> None:
    for number, length in enumerate((0, 1, 8, 20, 64, 124)):
        keyring.set_password(SERVICE, str(number), "x" * length)
    connection = sqlite3.connect(folder / "vault.db")
    assert len(connection.execute("SELECT DISTINCT length(sealed) FROM entries").fetchall()) == 1
    connection.close()


def test_what_was_removed_is_wiped(folder: Path, keyring: EncryptedFileKeyring) -> None:
    keyring.set_password(SERVICE, LOGIN, PLAIN)
    connection = sqlite3.connect(folder / "vault.db")
    ((sealed,),) = connection.execute("SELECT sealed FROM entries").fetchall()
    connection.close()
    assert sealed in (folder / "vault.db").read_bytes()
    keyring.delete_password(SERVICE, LOGIN)
    assert sealed[:60] not in (folder / "vault.db").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_only_the_owner_may_read_it(tmp_path: Path, key: KeyText) -> None:
    before = os.umask(0)
    try:
        made = EncryptedFileKeyring.create(tmp_path / "new" / "vault.db", key, counted_bytes())
        write_key_file(tmp_path / "new" / "vault.key", key)
        made.set_password(SERVICE, LOGIN, PLAIN)
        made.close()
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    assert modes == {"vault.db": 0o600, "vault.key": 0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


# --- several entries, generations -------------------------------------------------------------------------------


def test_many_are_set_together_or_not_at_all(keyring: EncryptedFileKeyring) -> None:
    keyring.set_password(SERVICE, "a", "old")
    before = keyring.generation

    def entries():  # type: ignore[no-untyped-def]
        yield SERVICE, "a", "new"
        yield SERVICE, "b", "new"
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        keyring.set_many(entries())
    assert keyring.get_password(SERVICE, "a") == "old"
    assert keyring.get_password(SERVICE, "b") is None
    assert keyring.generation == before
    keyring.set_many([(SERVICE, "a", "new"), (SERVICE, "b", "new"), (SERVICE, "b", "newer")])
    assert keyring.get_password(SERVICE, "b") == "newer"
    assert keyring.generation == before + 1


def test_every_write_counts_so_that_an_older_copy_is_noticed(
    folder: Path, key: KeyText, keyring: EncryptedFileKeyring
) -> None:
    keyring.set_password(SERVICE, LOGIN, "first")
    copied = (folder / "vault.db").read_bytes()
    generations = [keyring.generation]
    keyring.set_password(SERVICE, LOGIN, "second")
    generations.append(keyring.generation)
    keyring.delete_password(SERVICE, LOGIN)
    generations.append(keyring.generation)
    assert generations == [1, 2, 3]
    vault_id = keyring.vault_id
    keyring.close()
    (folder / "vault.db").write_bytes(copied)
    older = EncryptedFileKeyring(folder / "vault.db", key)
    assert (older.vault_id, older.generation) == (vault_id, 1)
    older.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.one_of(st.none(), st.text(max_size=3))), max_size=12))
def test_the_tally_follows_any_order_of_writes(
    tmp_path_factory: pytest.TempPathFactory, key: KeyText, steps: list[tuple[str, str | None]]
) -> None:
    path = tmp_path_factory.mktemp("vault", numbered=True)
    path.chmod(0o700)
    made = EncryptedFileKeyring.create(path / "vault.db", key, counted_bytes())
    expected: dict[str, str] = {}
    for name, text in steps:
        if text is not None:
            made.set_password(SERVICE, name, text)
            expected[name] = text
        elif name in expected:
            made.delete_password(SERVICE, name)
            del expected[name]
    made.close()
    again = EncryptedFileKeyring(path / "vault.db", key)  # which looks whether the tally fits
    assert {name: again.get_password(SERVICE, name) for name in "abcd"} == {
        name: expected.get(name) for name in "abcd"
    }
    again.close()


# --- several programs ----------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.keys import read_key_text
folder = Path(sys.argv[1])
keyring = EncryptedFileKeyring(folder / "vault.db", read_key_text(folder / "vault.key"))
print("ready", flush=True)
sys.stdin.readline()
number = 0
while number < int(sys.argv[3]):
    keyring.set_password("auditor", f"{sys.argv[2]}-{number % 20}", f"text {number}")
    number += 1
    if number == 1:
        print("writing", flush=True)
"""


def _writer(folder: Path, name: str, writes: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(writes)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_writers_lose_nothing(folder: Path, key: KeyText, keyring: EncryptedFileKeyring) -> None:
    write_key_file(folder / "vault.key", key)
    writers = [_writer(folder, name, 120) for name in ("one", "two")]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:  # both have the vault open; now they write against each other
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert keyring.generation == 240
    again = EncryptedFileKeyring(folder / "vault.db", key)
    for name in ("one", "two"):
        for number in range(20):
            assert again.get_password("auditor", f"{name}-{number}") == f"text {100 + number}"
    again.close()


def test_threads_take_turns(keyring: EncryptedFileKeyring) -> None:
    def work(name: int) -> list[str | None]:
        for number in range(20):
            keyring.set_password(SERVICE, f"{name}-{number}", f"text {number}")
        return [keyring.get_password(SERVICE, f"{name}-{number}") for number in range(20)]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [[f"text {number}" for number in range(20)]] * 4
    assert keyring.generation == 80


def test_a_writer_killed_at_any_moment_leaves_the_vault_whole(
    folder: Path, key: KeyText, keyring: EncryptedFileKeyring
) -> None:
    write_key_file(folder / "vault.key", key)
    keyring.set_password(SERVICE, LOGIN, PLAIN)
    keyring.close()
    for pause in (0.0, 0.011, 0.023, 0.037, 0.059):
        writer = _writer(folder, "killed", 1_000_000)
        assert writer.stdout is not None
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
        assert [writer.stdout.readline() for _ in range(2)] == ["ready\n", "writing\n"]
        time.sleep(pause)
        writer.kill()
        writer.communicate()
        again = EncryptedFileKeyring(folder / "vault.db", key)
        assert again.get_password(SERVICE, LOGIN) == PLAIN
        assert (again.get_password("auditor", "killed-0") or "").startswith("text ")
        again.close()


def test_a_vault_that_another_program_holds_is_said_to_be_busy(
    folder: Path, key: KeyText, keyring: EncryptedFileKeyring
) -> None:
    keyring.set_password(SERVICE, LOGIN, PLAIN)
    other = sqlite3.connect(folder / "vault.db", isolation_level=None)
    impatient = EncryptedFileKeyring(folder / "vault.db", key, busy_timeout=0.05)
    other.execute("BEGIN EXCLUSIVE")
    for act in (
        lambda: impatient.set_password(SERVICE, LOGIN, "other"),
        lambda: impatient.get_password(SERVICE, LOGIN),
        lambda: EncryptedFileKeyring(folder / "vault.db", key, busy_timeout=0.05),
    ):
        with pytest.raises(VaultBusy):
            act()
    other.execute("ROLLBACK")
    other.close()
    assert impatient.get_password(SERVICE, LOGIN) == PLAIN
    impatient.close()


# --- keys -------------------------------------------------------------------------------------------------------


def test_another_key_is_the_wrong_key_and_changes_nothing(
    folder: Path, keyring: EncryptedFileKeyring
) -> None:
    keyring.set_password(SERVICE, LOGIN, PLAIN)
    before = (folder / "vault.db").read_bytes()
    with pytest.raises(WrongKey):
        EncryptedFileKeyring(folder / "vault.db", new_key_text(counted_bytes("another")))
    with pytest.raises(WrongKey):
        EncryptedFileKeyring(folder / "vault.db", Passphrase(Secret("mihon no aikotoba")))
    assert (folder / "vault.db").read_bytes() == before


def test_a_passphrase_opens_what_it_made(folder: Path, key: KeyText) -> None:
    path = folder / "phrase.db"
    EncryptedFileKeyring.create(path, Passphrase(Secret("か\u3099っこう")), counted_bytes()).close()
    EncryptedFileKeyring(path, Passphrase(Secret("がっこう"))).close()  # NFC: one phrase, typed in two ways
    for wrong in (Passphrase(Secret("がっこう ")), key):
        with pytest.raises(WrongKey):
            EncryptedFileKeyring(path, wrong)
    assert "がっこう".encode() not in path.read_bytes()


@pytest.mark.parametrize(
    "phc",
    [
        "$argon2id$v=19$m=104857600,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=65536,t=9999,p=4$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=65536,t=0,p=4$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=65536,t=3,p=0$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=65536,t=3,p=9999$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=8,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2i$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=65536,t=3,p=4$",
        "",
    ],
)
def test_an_altered_file_cannot_demand_memory_or_hours(
    folder: Path, keyring: EncryptedFileKeyring, phc: str
) -> None:
    connection = sqlite3.connect(folder / "vault.db")
    row = connection.execute("SELECT vault_id, key_id, wrapped_key FROM vault").fetchone()
    checksum = Header(row[0], row[1], phc, row[2]).checksum  # as one would who alters on purpose
    connection.execute("UPDATE vault SET stretching = ?, checksum = ?", (phc, checksum))
    connection.commit()
    connection.close()
    started = time.process_time()
    with pytest.raises(DamagedVault):
        EncryptedFileKeyring(folder / "vault.db", Passphrase(Secret("mihon")))
    assert time.process_time() - started < 1


def test_nothing_that_stands_is_overwritten(
    folder: Path, key: KeyText, keyring: EncryptedFileKeyring
) -> None:
    keyring.set_password(SERVICE, LOGIN, PLAIN)
    with pytest.raises(VaultExists):
        EncryptedFileKeyring.create(folder / "vault.db", key, counted_bytes())
    assert keyring.get_password(SERVICE, LOGIN) == PLAIN


def test_a_vault_that_could_not_be_made_leaves_nothing_behind(
    folder: Path, key: KeyText, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr("auditor.vault.sealed_file._fill", full)
    with pytest.raises(AuditorError) as caught:
        EncryptedFileKeyring.create(folder / "vault.db", key, counted_bytes())
    assert "disk is full" in caught.value.what.text
    assert list(folder.iterdir()) == []


def test_neither_the_keyring_nor_its_keys_are_pickled(keyring: EncryptedFileKeyring) -> None:
    for thing in (keyring, keyring._sealer):
        with pytest.raises(TypeError):
            pickle.dumps(thing)


def test_no_attribute_is_taken_from_the_environment(
    folder: Path, key: KeyText, keyring: EncryptedFileKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY__VAULT_ID", "planted")
    monkeypatch.setenv("KEYRING_PROPERTY_PRIORITY", "99")
    again = EncryptedFileKeyring(folder / "vault.db", key)
    assert again.vault_id == keyring.vault_id
    assert again.priority == 1
    again.close()
