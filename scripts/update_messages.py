"""Brings the Japanese catalogue up to the sentences in the code: new ones are added empty, unused ones are dropped.

Usage: python scripts/update_messages.py [--check]
With --check nothing is written; sentences that are missing, empty or unused are listed, and the exit code is 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "reports" / "locales" / "ja.po"
KEYWORDS: dict[str, None] = {"message": None, "translate": None, "marked": None, "_": None}
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]


def sentences() -> Iterator[tuple[str, str]]:
    """Each marked sentence with the file it stands in."""
    for package in ("auditor", "reports"):
        found = extract_from_dir(ROOT / package, METHODS, keywords=KEYWORDS)
        for file, _line, text, _comments, _context in found:
            yield str(text), f"{package}/{file}"


def updated(old: Catalog) -> Catalog:
    """The catalogue of today's sentences with the translations that stand."""
    new = Catalog(locale="ja", project="auditor", charset="utf-8")
    places: dict[str, set[str]] = {}
    for text, file in sentences():
        places.setdefault(text, set()).add(file)
    for text in sorted(places):
        before = old.get(text)
        new.add(text, before.string if before else "", locations=[(file, 0) for file in sorted(places[text])])
    return new


def faults(old: Catalog, new: Catalog) -> list[str]:
    kept = {entry.id for entry in new if entry.id}
    untranslated = [f"no Japanese: {entry.id}" for entry in new if entry.id and not entry.string]
    return untranslated + [f"unused: {entry.id}" for entry in old if entry.id and entry.id not in kept]


def main() -> int:
    with CATALOGUE.open("rb") as stream:
        old = read_po(stream, locale="ja")
    new = updated(old)
    problems = faults(old, new)
    if "--check" in sys.argv[1:]:
        for problem in problems:
            print(problem, file=sys.stderr)
        return 1 if problems else 0
    with CATALOGUE.open("wb") as stream:
        write_po(stream, new, width=0, omit_header=True, include_lineno=False)
    untranslated = sum(1 for entry in new if entry.id and not entry.string)
    print(f"{len(new)} sentences, {untranslated} without Japanese")
    return 0


if __name__ == "__main__":
    sys.exit(main())
