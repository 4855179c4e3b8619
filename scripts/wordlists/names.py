"""Family names by number of people, given names by frequency."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path

from scripts.wordlists.ranked import Item
from scripts.wordlists.vocabulary import Forms, Vocabulary, forms_of, frequency, most_frequent

MOST_FAMILY_NAMES = 10_000

_FOLDER = "japanese_personal_name_dataset/dataset/"
_LONGEST_FAMILY_NAME = 7
_KANJI = re.compile("[一-鿿㐀-䶿々ヶケノ]+")


def _rows(archive: Path, name: str) -> Iterator[list[str]]:
    with zipfile.ZipFile(archive) as wheel, wheel.open(_FOLDER + name) as file:
        yield from csv.reader(io.TextIOWrapper(file, encoding="utf-8"))


def family_names(archive: Path, vocabulary: Vocabulary) -> list[Item]:
    """The names with their number of people; after them those that only the dictionary has, by frequency.

    The data set gives a written name one reading; the people are shared out among the readings that the dictionary has
    for it (山崎: やまざき and やまさき), the data set's own counting as the most frequent one.
    """
    readings = _by_written_form(vocabulary.family_names)
    people: dict[str, dict[str, float]] = defaultdict(dict)
    for written, number, own, *_ in _rows(archive, "last_name_org.csv"):
        shares = dict(readings.get(written, {}))
        shares[own] = max(shares.values(), default=1.0)
        total = sum(shares.values())
        for reading, share in shares.items():
            people[reading][written] = people[reading].get(written, 0.0) + int(number) * share / total
    known = list(most_frequent(people))
    others = (
        Item(item.reading, item.forms)
        for item in most_frequent(vocabulary.family_names)
        if item.reading not in people
        and len(item.reading) <= _LONGEST_FAMILY_NAME
        and any(_KANJI.fullmatch(form) for form in item.forms)
    )
    return list(islice(chain(known, others), MOST_FAMILY_NAMES))


def _by_written_form(table: Mapping[str, Forms]) -> Mapping[str, Mapping[str, float]]:
    readings: dict[str, dict[str, float]] = defaultdict(dict)
    for reading, forms in table.items():
        for written, share in forms.items():
            readings[written][reading] = share
    return readings


def given_names(archive: Path, vocabulary: Vocabulary) -> Iterator[Item]:
    """The data set's readings, by how often the dictionary's corpus has them as given names.

    What the corpus does not have comes last, the readings with most written forms first.
    """
    written: dict[str, list[str]] = defaultdict(list)
    for name in ("first_name_man_org.csv", "first_name_woman_org.csv"):
        for reading, _, *forms in _rows(archive, name):
            written[reading] += forms
    known = vocabulary.given_names
    order = sorted(written, key=lambda r: (-frequency(known.get(r, {})), -len(written[r]), r))
    for reading in order:
        yield Item(reading, forms_of(known.get(reading, {})))
