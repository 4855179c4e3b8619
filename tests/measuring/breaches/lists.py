"""Lists as they are downloaded, made here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from auditor.measuring.breaches.building import Built, build
from auditor.measuring.breaches.list_file import BreachList
from auditor.vault.secret import Secret
from checks._contract import BreachCount, Unseen

DAY = date(2026, 11, 20)
LEAKED: Mapping[str, int] = {"password": 9_000_000, "sakura2015": 12, "パスワード": 1, "Ｎａｔｓｕ": 127}


def hash_of(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest().upper()


def entries(leaked: Mapping[str, int] = LEAKED) -> dict[str, int]:
    """Hash → how often it was seen, ordered by hash."""
    return dict(sorted((hash_of(password), times) for password, times in leaked.items()))


def text(found: Mapping[str, int], ending: str = "\r\n") -> bytes:
    return "".join(f"{one}:{times}{ending}" for one, times in found.items()).encode()


def write_ranges(folder: Path, found: Mapping[str, int]) -> None:
    """As a folder of range files."""
    folder.mkdir(exist_ok=True)
    for one, times in found.items():
        with (folder / f"{one[:5]}.txt").open("ab") as stream:
            stream.write(f"{one[5:]}:{times}\r\n".encode())


def built(target: Path, *sources: Path) -> Built:
    return build(sources, target, DAY, lambda _read: None)


def list_of(folder: Path, leaked: Mapping[str, int] = LEAKED) -> Path:
    """A list of these passwords, ready to be opened."""
    source = folder / "source-of-list.txt"
    source.write_bytes(text(entries(leaked)))
    built(folder / "made.list", source)
    source.unlink()
    return folder / "made.list"


def times_in(path: Path, *passwords: str) -> list[int | None]:
    """How often each password stands in the list at ``path``; None: not seen."""
    with BreachList.open(path) as opened:
        return [_times(answer) for answer in opened.look_up([Secret(password) for password in passwords])]


def _times(answer: BreachCount | Unseen) -> int | None:
    return answer.times if isinstance(answer, BreachCount) else None


def times_of_hashes(path: Path, hashes: Iterable[str]) -> list[int]:
    with BreachList.open(path) as opened:
        return opened.times(map(bytes.fromhex, hashes))
