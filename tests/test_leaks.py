"""The leak search finds what is there, in every form: a search that finds nothing proves nothing by itself."""

from __future__ import annotations

import base64
import gzip
import io
import json
import sqlite3
import unicodedata
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.leaks import Hunt, forms_of

SECRET = "Ｋiri-Shima&パス'84<q"
HUNT = Hunt({"the planted one": SECRET})
RAW = SECRET.encode("utf-8")
NFKC = unicodedata.normalize("NFKC", SECRET)

PLANTED = {
    "raw": RAW,
    "NFKC": NFKC.encode(),
    "lower case": SECRET.lower().encode(),
    "upper case": SECRET.upper().encode(),
    "folded": NFKC.casefold().encode(),
    "reversed": SECRET[::-1].encode(),
    "UTF-16 LE": SECRET.encode("utf-16-le"),
    "UTF-16 BE": SECRET.encode("utf-16-be"),
    "CP932": SECRET.encode("cp932"),
    "hex": RAW.hex().encode(),
    "upper hex": RAW.hex().upper().encode(),
    "Base64 alone": base64.b64encode(RAW),
    "Base64 one in": base64.b64encode(b"x" + RAW + b"tail"),
    "Base64 two in": base64.b64encode(b"xy" + RAW + b"tail"),
    "Base64 three in": base64.b64encode(b"xyz" + RAW + b"t"),
    "Base64 for URLs": base64.urlsafe_b64encode(b"\xff" + RAW),
    "Base64 of UTF-8 NFKC": base64.b64encode(b"user:" + NFKC.encode()),
    "Base32": base64.b32encode(RAW),
    "URL": quote(SECRET).encode(),
    "URL, all of it": "".join(f"%{octet:02x}" for octet in RAW).encode(),
    "JSON": json.dumps({"password": SECRET}).encode(),
    "JSON in UTF-8": json.dumps({"password": SECRET}, ensure_ascii=False).encode(),
    "HTML": b"<td>" + SECRET.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#x27;").encode(),
    "HTML of Jinja": b"<td>"
    + SECRET.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;").encode(),
    "a repr": repr([SECRET]).encode(),
    "a repr of bytes": repr({"value": RAW}).encode(),
}


@pytest.mark.parametrize("content", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_secret_is_found_in_each_form(content: bytes) -> None:
    assert HUNT.in_bytes("here", b"before " + content + b" behind")


def test_nothing_is_found_where_nothing_is() -> None:
    assert not HUNT.in_bytes("here", b"Kirishima " * 1000 + bytes(range(256)) * 100)


def test_a_secret_in_a_database_is_found(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("create table t (value text)")
        connection.execute("insert into t values (?)", (SECRET,))
    connection.close()
    assert [leak.name for leak in HUNT.in_folder(tmp_path)] == ["the planted one"]


def test_a_secret_in_a_write_ahead_log_is_found(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    try:
        connection.execute("pragma journal_mode=wal")
        connection.execute("create table t (value text)")
        connection.execute("insert into t values (?)", (SECRET,))
        assert {Path(leak.place).name for leak in HUNT.in_folder(tmp_path)} == {"store.db-wal"}
    finally:
        connection.close()


def test_packed_files_are_opened() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", SECRET)
    assert HUNT.in_bytes("a workbook", archive.getvalue())
    assert HUNT.in_bytes("a log", gzip.compress(RAW))


def test_hidden_files_and_names_of_files_are_looked_at(tmp_path: Path) -> None:
    plain = Hunt({"it": "kiri-shima-84"})
    (tmp_path / ".lock").write_text("kiri-shima-84", "utf-8")
    assert plain.in_folder(tmp_path)
    assert not plain.in_folder(tmp_path, but=[tmp_path / ".lock"])
    (tmp_path / "kiri-shima-84.lock").touch()
    assert plain.in_folder(tmp_path, but=[tmp_path / ".lock"])


def test_what_was_printed_is_looked_at() -> None:
    assert HUNT.in_streams([("stderr", b""), ("stdout", RAW)])[0].place == "stdout"


def test_a_leak_does_not_hold_the_secret() -> None:
    (leak, *_) = HUNT.in_bytes("here", RAW)
    assert SECRET not in repr(leak)


def test_a_text_that_turns_up_by_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        Hunt({"a PIN": "1234"})


def test_every_form_is_long_enough_to_mean_something() -> None:
    assert all(len(needle) >= 6 for _, needle in forms_of("abcdefgh"))
