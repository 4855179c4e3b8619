"""A workbook with a password: opened with the vault's passphrase, in memory only."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from auditor.errors import SourceError, VaultError
from auditor.inventory.reading import read_sources
from auditor.inventory.tables import Known
from auditor.vault.secret import Secret
from reports.messages import Language, message
from tests.inventory.making import CITY, nobody, read, workbook, workbook_bytes

WORDS = "みほん-passphrase-7"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook_bytes(CITY))).encrypt(WORDS, stream)
    return stream.getvalue()


@pytest.fixture
def source(sealed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "protected.xlsx"
    path.write_bytes(sealed)
    return path


def refused(source: Path, words: str | None) -> str:
    with pytest.raises(SourceError) as caught:
        read_sources([source], Known(), lambda: None if words is None else Secret(words))
    said = caught.value.said(Language.EN)
    assert "protected.xlsx" in said
    assert WORDS not in said + repr(caught.value)
    return said


def test_it_opens_with_the_passphrase_and_leaves_no_file(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    plain = read(workbook(tmp_path, CITY))
    assert read(source, passphrase=lambda: Secret(WORDS)).tables == plain.tables
    assert list((tmp_path / "temporary").iterdir()) == []


def test_without_a_passphrase_it_says_that_there_is_none(source: Path) -> None:
    assert "no passphrase" in refused(source, None)


def test_with_another_passphrase_it_says_that_it_is_the_wrong_one(source: Path) -> None:
    assert "does not open" in refused(source, "another-passphrase")


def test_a_protected_workbook_that_is_cut_off_is_refused(source: Path, sealed: bytes) -> None:
    for kept in (600, len(sealed) // 2, len(sealed) - 3_000):
        source.write_bytes(sealed[:kept])
        refused(source, WORDS)


def test_an_error_of_the_vault_is_not_taken_for_a_damaged_file(source: Path) -> None:
    def broken() -> str:
        raise VaultError(message("The vault is closed."))

    with pytest.raises(VaultError):
        read_sources([source], Known(), broken)


def test_the_passphrase_is_not_asked_for_without_need(tmp_path: Path) -> None:
    def never() -> str:
        raise AssertionError("asked")

    assert read(workbook(tmp_path, CITY), passphrase=never).tables != read_sources([], Known(), nobody).tables
