"""The small lists in this folder, written by hand for this project: a line an item, the most usual first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.wordlists.ranked import Item

_FOLDER = Path(__file__).parent
_KANA = re.compile("[ぁ-ゖー]+")


def _lines(name: str) -> Iterator[list[str]]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split()


def _item(word: str, *forms: str) -> Item:
    return Item(word, forms) if _KANA.fullmatch(word) else Item("", forms, latin=word)


def items(name: str) -> list[Item]:
    """A line: a reading or a word in Latin letters, then written forms."""
    return [_item(*line) for line in _lines(name)]


def given_names() -> list[Item]:
    """Readings, as many a line as fit."""
    return [_item(name) for line in _lines("given_names.txt") for name in line]


def names_of_services() -> list[Item]:
    """Each service's names: what it is called first before what else it is called."""
    names = (
        (place * weight, place, weight, _item(name))
        for place, line in enumerate(_lines("services.txt"), start=1)
        for weight, name in enumerate(line, start=1)
    )
    return _by_weight(names)


def number_puns() -> list[Item]:
    return [Item("", latin=line[0]) for line in _lines("number_puns.txt")]


def sections() -> list[Item]:
    """Section names with each ending. A name's place times its ending's is its weight: ``soumu`` before ``soumuka``
    before ``zaiseika``."""
    endings = list(_lines("section_endings.txt"))
    weighed = []
    for place, (reading, *forms) in enumerate(_lines("sections.txt"), start=1):
        for weight, (ending, *written) in enumerate(endings, start=1):
            ended = () if ending == "-" else (ending, *written)
            whole = Item(
                reading + "".join(ended[:1]), tuple(form + (written[0] if ended else "") for form in forms)
            )
            weighed.append((place * weight, place, weight, whole))
    return _by_weight(weighed)


def _by_weight(weighed: Iterable[tuple[int, int, int, Item]]) -> list[Item]:
    return [item for *_, item in sorted(weighed, key=lambda entry: entry[:3])]
