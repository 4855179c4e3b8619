"""``words.bin``: all ranked words that an attacker tries, in one file that loads in no time.

For each word it holds two counts, each a rank (1: tried first) with its kind: the best among zxcvbn's own lists, for
judging with Japanese switched off, and the best among all lists. The words are a trie, so one call finds every word
that begins at a place. A second trie holds their *skeletons*: the word with every letter that has look-alike signs, and
every such sign, written as one of them (``p@ssw0rd`` and ``password`` have one skeleton), each with the words it stands
for.

``scripts/build_wordlists.py`` makes the file with :func:`pack`, which takes zxcvbn's own lists from the installed zxcvbn.
A word that is no cheaper than trying all strings of its length is left out: it can lower no count.

Format, all numbers little-endian: 8 bytes magic; 4 bytes CRC-32 of all that follows; 4 bytes length of a JSON header
(zxcvbn's version, provenance, kinds, lengths of the sections); the sections.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import marisa_trie

from auditor.errors import WordListError
from auditor.measuring.guessing import zxcvbn_model
from reports.messages import message

MAGIC = b"WORDS\x00\x01\n"
NAME = "words.bin"
_SECTIONS = ("words", "common_ranks", "common_kinds", "ranks", "kinds", "skeletons", "firsts", "members")


class Entry(NamedTuple):
    """``word`` in lower case; ``rank``: how many words of this kind an attacker tries up to it, itself included."""

    word: str
    kind: str
    rank: int


@dataclass(frozen=True, slots=True, repr=False)
class RankedWords:
    """Words with rank and kind, as ``matchers.dictionary`` searches them. Immutable: shared by threads.

    ``ranks[n]`` and ``kinds[n]`` (a place in ``names_of_kinds``) belong to the word whose number in ``trie`` is n; rank 0
    means: not in these lists. ``members[firsts[n]:firsts[n + 1]]`` are the numbers of the words with skeleton n, the
    likeliest first.
    """

    trie: marisa_trie.Trie
    ranks: array[int]
    kinds: bytes
    names_of_kinds: Sequence[str]
    skeletons: marisa_trie.Trie
    shortest_in_signs: int
    """Words of so many letters are sought in look-alike signs: two letters stand everywhere and save next to nothing, so
    only where all has to be as with zxcvbn."""
    firsts: array[int]
    members: array[int]

    def kind(self, number: int) -> str:
        return self.names_of_kinds[self.kinds[number]]

    def with_skeleton(self, number: int) -> array[int]:
        return self.members[self.firsts[number] : self.firsts[number + 1]]

    def entries(self) -> Iterator[Entry]:
        for word, number in self.trie.items():
            if rank := self.ranks[number]:
                yield Entry(word, self.kind(number), rank)


@dataclass(frozen=True, slots=True, repr=False)
class WordFile:
    common: RankedWords
    """zxcvbn's own lists."""
    all: RankedWords
    provenance: Mapping[str, object]
    """What :func:`pack` was told about the sources."""


def pack(entries: Iterable[Entry | tuple[str, str, int]], provenance: Mapping[str, object]) -> bytes:
    """The file of zxcvbn's own lists and ``entries``; of a word that comes more than once the best rank counts.

    ``provenance`` (JSON: sources, versions, licences, counts) is kept as it is. Raises ValueError for a word that is
    empty, longer than 72 characters or not in lower case, and for a rank below 1.
    """
    common = _best(zxcvbn_model.ranked_words())
    ranked = _best([*((word, kind, rank) for word, (rank, kind) in common.items()), *entries])
    names = sorted({kind for _, kind in ranked.values()})
    trie = marisa_trie.Trie(ranked.keys() | common.keys(), num_tries=1)
    words = [trie.restore_key(number) for number in range(len(trie))]
    counts = [_columns(words, lists, names) for lists in (common, ranked)]
    sections = [trie.tobytes(), *(_bytes(column) for columns in counts for column in columns)]
    sections += _skeleton_sections(words, counts[1][0])
    header = json.dumps(
        {
            "zxcvbn": zxcvbn_model.VERSION,
            "kinds": names,
            "sections": [len(section) for section in sections],
            "provenance": provenance,
        },
        ensure_ascii=True,
        sort_keys=True,
    ).encode()
    body = len(header).to_bytes(4, "little") + header + b"".join(sections)
    return MAGIC + zlib.crc32(body).to_bytes(4, "little") + body


@cache
def load() -> WordFile:
    """The program's own file. Read once a process: it is part of the program, not state.

    Raises WordListError if it is missing, damaged, or made for another zxcvbn than the installed one.
    """
    try:
        content = files(__package__).joinpath(NAME).read_bytes()
    except OSError as error:
        raise _unusable() from error
    return read(content)


def read(content: bytes) -> WordFile:
    """What :func:`pack` made. Raises WordListError if it is damaged or made for another zxcvbn."""
    checksum, body = content[len(MAGIC) : len(MAGIC) + 4], content[len(MAGIC) + 4 :]
    if not content.startswith(MAGIC) or zlib.crc32(body).to_bytes(4, "little") != checksum:
        raise _unusable()
    begin = 4 + int.from_bytes(body[:4], "little")
    header = json.loads(body[4:begin])
    if header["zxcvbn"] != zxcvbn_model.VERSION:
        raise _unusable()
    sections: dict[str, bytes] = {}
    for name, length in zip(_SECTIONS, header["sections"], strict=True):
        sections[name] = body[begin : begin + length]
        begin += length
    trie, skeletons = marisa_trie.Trie(), marisa_trie.Trie()
    trie.frombytes(sections["words"])
    skeletons.frombytes(sections["skeletons"])
    names, firsts, members = header["kinds"], _numbers(sections["firsts"]), _numbers(sections["members"])
    common, every = (
        RankedWords(
            trie, _numbers(sections[ranks]), sections[kinds], names, skeletons, shortest, firsts, members
        )
        for ranks, kinds, shortest in (("common_ranks", "common_kinds", 2), ("ranks", "kinds", 3))
    )
    return WordFile(common, every, header["provenance"])


def _unusable() -> WordListError:
    return WordListError(
        message("The program's own word lists are missing, damaged, or made for another version of zxcvbn."),
        message("Install the program anew."),
    )


_Ranked = dict[str, tuple[int, str]]


def _best(entries: Iterable[Entry | tuple[str, str, int]]) -> _Ranked:
    best: _Ranked = {}
    for word, kind, rank in entries:
        if not 0 < len(word) <= zxcvbn_model.LONGEST_PASSWORD or word != word.lower() or rank < 1:
            raise ValueError(f"no entry for the word lists: {kind}, rank {rank}, {word!r}")
        if rank < zxcvbn_model.brute_force_guesses(len(word)) and (word not in best or rank < best[word][0]):
            best[word] = rank, kind
    return best


def _columns(words: Sequence[str], lists: _Ranked, names: Sequence[str]) -> tuple[array[int], bytes]:
    """Rank and kind of each word; 0 for a word that is not in these lists."""
    none = 0, names[0]
    found = [lists.get(word, none) for word in words]
    return array("I", [rank for rank, _ in found]), bytes(names.index(kind) for _, kind in found)


def _skeleton_sections(words: Sequence[str], ranks: Sequence[int]) -> list[bytes]:
    by_skeleton: dict[str, list[int]] = {}
    for number in sorted(range(len(words)), key=ranks.__getitem__):
        skeleton = zxcvbn_model.skeleton(words[number])
        if not zxcvbn_model.LOOK_ALIKES.keys().isdisjoint(words[number]):  # it has letters to write as signs
            by_skeleton.setdefault(skeleton, []).append(number)
    trie = marisa_trie.Trie(by_skeleton, num_tries=1)
    firsts, members = array("I", [0]), array("I")
    for number in range(len(trie)):
        members.extend(by_skeleton[trie.restore_key(number)])
        firsts.append(len(members))
    return [trie.tobytes(), _bytes(firsts), _bytes(members)]


def _bytes(column: array[int] | bytes) -> bytes:
    if isinstance(column, array) and sys.byteorder == "big":
        column = array("I", column)
        column.byteswap()
    return bytes(column)


def _numbers(section: bytes) -> array[int]:
    numbers = array("I", section)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
