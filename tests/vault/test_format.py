"""The page that writes the format down is true: its vectors come out of its own words, and out of the program.

What is computed here uses the standard library and AES-GCM, none of the program's own functions, so that a change
of the program that would make older vaults unreadable shows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.keys import KeyText, Passphrase, Stretching, master_key
from auditor.vault.sealing import Header, Sealer, State, unwrap, wrap
from auditor.vault.secret import Secret
from tests.vault.conftest import counted_bytes

PAGE = (Path(__file__).parents[2] / "docs" / "vault-format.md").read_text("utf-8")
SERVICE, NAME, TEXT = "auditor", "koho-x", "見本 Mihon 7"
VERSION = b"\x00\x01"


@pytest.fixture(scope="module")
def vectors() -> Mapping[str, bytes]:
    return {
        name: bytes.fromhex(value)
        for name, value in re.findall(r"^\| (.+?) \| `([0-9a-f]+)` \|$", PAGE, re.M)
    }


def framed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def derived(key: bytes, vault_id: bytes, purpose: bytes) -> bytes:
    """HKDF-SHA-256 with one block of output (RFC 5869, section 2)."""
    extracted = hmac.digest(vault_id, key, "sha256")
    return hmac.digest(extracted, framed(b"auditor.vault", VERSION, purpose) + b"\x01", "sha256")


def test_the_page_holds_all_vectors(vectors: Mapping[str, bytes]) -> None:
    assert len(vectors) == 14


def test_the_vectors_follow_from_the_words_of_the_page(vectors: Mapping[str, bytes]) -> None:
    data_key, vault_id, key_id = vectors["data key"], vectors["vault id"], vectors["key id"]
    vault = (VERSION, vault_id, key_id)

    def seal(key: bytes, about: bytes, text: bytes, nonce: bytes) -> bytes:
        return nonce + AESGCM(key).encrypt(nonce, text, about)

    wrapped = seal(
        derived(vectors["master key"], vault_id, b"wrap"),
        framed(b"data key", *vault, b"none"),
        data_key,
        vectors["nonce of the wrapped key"],
    )
    assert wrapped == vectors["wrapped key"]
    checksum = hashlib.sha256(framed(b"header", *vault, b"none", wrapped)).digest()
    assert checksum == vectors["checksum"]

    lookup = hmac.digest(
        derived(data_key, vault_id, b"lookup"), framed(SERVICE.encode(), NAME.encode()), "sha256"
    )
    assert lookup == vectors["lookup"]
    text = TEXT.encode()
    sealed = seal(
        derived(data_key, vault_id, b"entries"),
        framed(b"entry", *vault, lookup),
        (len(text).to_bytes(4, "big") + text).ljust(128, b"\0"),
        vectors["nonce of the entry"],
    )
    assert sealed == vectors["sealed"]
    weight = hmac.digest(derived(data_key, vault_id, b"tally"), framed(lookup, sealed), "sha256")
    assert weight == vectors["weight"]
    assert hashlib.sha256(b"stamp" + weight).digest()[:16] == vectors["stamp"]
    state = seal(
        derived(data_key, vault_id, b"state"),
        framed(b"state", *vault),
        (1).to_bytes(8, "big") + (1).to_bytes(8, "big") + weight,
        vectors["nonce of the state"],
    )
    assert state == vectors["state (generation 1, one row)"]


def test_the_program_makes_and_reads_the_vectors(vectors: Mapping[str, bytes]) -> None:
    ids = {"vault_id": vectors["vault id"], "key_id": vectors["key id"]}
    sealer = Sealer(vectors["data key"], **ids)
    wrapped = wrap(
        vectors["data key"],
        vectors["master key"],
        **ids,
        stretching="none",
        nonce=vectors["nonce of the wrapped key"],
    )
    assert wrapped == vectors["wrapped key"]
    header = Header(**ids, stretching="none", wrapped_key=wrapped)
    assert header.checksum == vectors["checksum"]
    assert unwrap(header, vectors["master key"]) == vectors["data key"]
    assert sealer.lookup(SERVICE, NAME) == vectors["lookup"]
    assert sealer.seal(vectors["lookup"], TEXT, vectors["nonce of the entry"]) == vectors["sealed"]
    assert sealer.open(vectors["lookup"], vectors["sealed"]) == TEXT
    state = State(generation=1, entries=1, tally=int.from_bytes(vectors["weight"], "big"))
    assert State().exchanged(None, sealer.weight(vectors["lookup"], vectors["sealed"])).tally == state.tally
    assert sealer.stamp(state.tally) == vectors["stamp"]
    assert sealer.seal_state(state, vectors["nonce of the state"]) == vectors["state (generation 1, one row)"]
    assert sealer.open_state(vectors["state (generation 1, one row)"]) == state


def test_the_passphrase_of_the_page_gives_its_key() -> None:
    found = re.search(r"`(\$argon2id[^`]+)` gives the master key\n`([0-9a-f]{64})`", PAGE)
    assert found is not None
    key = master_key(Passphrase(Secret("見本の合言葉")), Stretching.parse(found[1]))
    assert key.hex() == found[2]


def test_the_tables_of_the_page_are_the_tables_of_a_new_file(
    folder: Path, keyring: EncryptedFileKeyring
) -> None:
    connection = sqlite3.connect(folder / "vault.db")
    schema = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema ORDER BY rowid")]
    assert "\n".join(schema) in PAGE
    assert connection.execute("PRAGMA application_id").fetchone() == (0x41564C54,)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_a_vault_is_read_by_following_the_page(
    folder: Path, key: KeyText, keyring: EncryptedFileKeyring
) -> None:
    keyring.set_password(SERVICE, NAME, TEXT)
    connection = sqlite3.connect(folder / "vault.db")
    ((vault_id, key_id, stretching, wrapped, _, _),) = connection.execute("SELECT * FROM vault")
    assert stretching == "none"
    vault = (VERSION, vault_id, key_id)
    master = base64.b64decode(key.text.reveal().splitlines()[1])
    data_key = AESGCM(derived(master, vault_id, b"wrap")).decrypt(
        wrapped[:12], wrapped[12:], framed(b"data key", *vault, b"none")
    )
    lookup = hmac.digest(
        derived(data_key, vault_id, b"lookup"), framed(SERVICE.encode(), NAME.encode()), "sha256"
    )
    ((sealed,),) = connection.execute("SELECT sealed FROM entries WHERE lookup = ?", (lookup,))
    connection.close()
    padded = AESGCM(derived(data_key, vault_id, b"entries")).decrypt(
        sealed[:12], sealed[12:], framed(b"entry", *vault, lookup)
    )
    assert padded[4 : 4 + int.from_bytes(padded[:4], "big")].decode() == TEXT


def test_a_new_vault_takes_the_parameters_that_the_page_names(folder: Path) -> None:
    made = EncryptedFileKeyring.create(folder / "phrase.db", Passphrase(Secret("mihon")), counted_bytes())
    made.close()
    connection = sqlite3.connect(folder / "phrase.db")
    ((stretching,),) = connection.execute("SELECT stretching FROM vault").fetchall()
    connection.close()
    assert re.fullmatch(r"\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}", stretching)
    assert Stretching.parse(stretching).phc == stretching
