"""A vault in a private folder, and a source of bytes that gives the same each time."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.keys import KeyText, new_key_text

RandomBytes = Callable[[int], bytes]


def counted_bytes(label: str = "sample") -> RandomBytes:
    """Bytes that look random and are the same in every run; never the same twice within one."""
    counter = itertools.count()

    def draw(length: int) -> bytes:
        return hashlib.shake_256(f"{label} {next(counter)}".encode()).digest(length)

    return draw


@pytest.fixture
def random_bytes() -> RandomBytes:
    return counted_bytes()


@pytest.fixture
def key() -> KeyText:
    return new_key_text(counted_bytes("key"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "vault"
    path.mkdir(mode=0o700)
    return path


@pytest.fixture
def keyring(folder: Path, key: KeyText, random_bytes: RandomBytes) -> Iterator[EncryptedFileKeyring]:
    made = EncryptedFileKeyring.create(folder / "vault.db", key, random_bytes)
    yield made
    made.close()
