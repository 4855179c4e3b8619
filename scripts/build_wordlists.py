"""Makes ``auditor/measuring/guessing/words.bin``: every word an attacker of a Japanese city would try, with its rank.

Usage: python -m scripts.build_wordlists FOLDER [TARGET]

FOLDER holds the source packages named in ``scripts/wordlists/sources.py``; no network is used. The same sources give the
same bytes. ``docs/wordlists.md`` tells what is in the lists and how their ranks come about.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from auditor.measuring.guessing.word_file import NAME, Entry, pack
from scripts.wordlists import by_hand, digits, kana_keys, mozc, names, places
from scripts.wordlists.ranked import Item, merged, spelt
from scripts.wordlists.sources import MOZC, NAMES, POSTAL, Source, SourceFault, checked
from scripts.wordlists.vocabulary import Vocabulary

TARGET = Path("auditor/measuring/guessing") / NAME

TYPED_IN_KANA = 20_000
READ_AS_DIGITS = 30_000
"""So many of the most usual words, names and places are typed on kana keys, and read as digits where they can be."""

LONGEST_IN_DIGITS = 8
SHORTEST_IN_DIGITS = 3


def ranked_lists(archives: Mapping[Source, Path]) -> Mapping[str, Sequence[Item]]:
    """Kind → its items, the most likely first."""
    vocabulary = Vocabulary.of(mozc.words(archives[MOZC]))
    lists = {
        "family-name": names.family_names(archives[NAMES], vocabulary),
        "given-name": merged(by_hand.given_names(), names.given_names(archives[NAMES], vocabulary)),
        "place": places.places(archives[POSTAL], vocabulary),
        "japanese-word": merged(by_hand.items("everyday_words.txt"), vocabulary.common_words()),
        "office-word": merged(
            by_hand.items("office_words.txt"), by_hand.sections(), by_hand.items("password_words.txt")
        ),
        "service": by_hand.names_of_services(),
        "season": by_hand.items("seasons.txt"),
    }
    usual = merged(*lists.values())
    return {
        **lists,
        "number-pun": merged(chain(by_hand.number_puns(), _read_as_digits(usual[:READ_AS_DIGITS]))),
        "kana-typed": list(_typed_in_kana(usual[:TYPED_IN_KANA])),
    }


def _read_as_digits(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        for said in digits.as_digits(item.reading):
            if SHORTEST_IN_DIGITS <= len(said) <= LONGEST_IN_DIGITS:
                yield Item("", latin=said)


def _typed_in_kana(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        typed = kana_keys.typed(item.reading)
        if item.reading and typed:
            yield Item("", latin=typed[0], forms=typed[1:])


def ranked_words(lists: Mapping[str, Sequence[Item]]) -> Iterator[Entry]:
    """Every word of every kind, at its best rank there."""
    for kind, items in lists.items():
        best: dict[str, int] = {}
        for text, rank in spelt(items):
            best[text] = min(rank, best.get(text, rank))
        yield from (Entry(text, kind, rank) for text, rank in best.items())


def build(archives: Mapping[Source, Path]) -> bytes:
    """The word file; the same bytes for the same archives."""
    lists = ranked_lists(archives)
    provenance = {
        "sources": [asdict(source) for source in archives],
        "written by hand": "scripts/wordlists/*.txt of this project",
        "items": {kind: len(items) for kind, items in lists.items()},
    }
    return pack(ranked_words(lists), provenance)


def main(arguments: Sequence[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder, target = Path(arguments[0]), Path(arguments[1]) if arguments[1:] else TARGET
    try:
        content = build(checked(folder))
    except SourceFault as fault:
        print(fault, file=sys.stderr)
        return 1
    target.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
