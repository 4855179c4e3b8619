"""The open dictionary of the input method Mozc → how often each reading and written form is met.

An entry's cost is ``-500 ln P(word | part of speech)``, and the connection table holds ``-500 ln P(part of speech |
part of speech before)``: its rows add up to one. So what a word's frequency still lacks, the frequency of its part of
speech, is the distribution that the table itself settles to. The product of the two is the share of the word among all
words of the corpus (the Japanese Web), comparable between nouns, greetings and names.
"""

from __future__ import annotations

import io
import math
import re
import tarfile
from array import array
from collections.abc import Iterator, Sequence
from operator import mul
from pathlib import Path
from typing import IO, NamedTuple

_FOLDER = "src/data/dictionary_oss/"
_COST_UNIT = 500
_END_OF_SENTENCE = 0.05
"""A sentence of twenty words. The table says nothing of ends (they cost 0 from everywhere); the order hardly depends on it."""

_STEPS = 12
"""Steps until the shares of the parts of speech stand still; they move less than a thousandth after eight."""


class Word(NamedTuple):
    """One dictionary entry; ``share`` among all words of the corpus."""

    reading: str  # in hiragana
    written: str
    part_of_speech: str  # "名詞,固有名詞,人名,姓,*,*,*"
    share: float


def words(archive: Path) -> Iterator[Word]:
    """All entries of the source archive, in its order."""
    with tarfile.open(archive) as tar:
        files = {
            member.name.partition(_FOLDER)[2]: member for member in tar.getmembers() if _FOLDER in member.name
        }

        def opened(name: str) -> IO[str]:
            content = tar.extractfile(files[name])
            assert content is not None, name
            return io.TextIOWrapper(content, encoding="utf-8")

        parts = [line.rstrip("\n").split(" ", 1)[1] for line in opened("id.def")]
        shares = _shares(opened("connection_single_column.txt"), len(parts))
        for name in sorted(name for name in files if re.fullmatch(r"dictionary\d\d\.txt", name)):
            for line in opened(name):
                reading, left, _, cost, written = line.rstrip("\n").split("\t")[:5]
                part = int(left)
                yield Word(reading, written, parts[part], shares[part] * math.exp(-int(cost) / _COST_UNIT))


def _shares(table: IO[str], size: int) -> Sequence[float]:
    """The share of each part of speech: what the chain of the connection table settles to.

    Exact sums, so that every version of Python finds the same.
    """
    if int(next(table)) != size:
        raise ValueError("the connection table is of another size than the parts of speech")
    odds = [math.exp(-cost / _COST_UNIT) for cost in range(1 << 16)]
    after = array("d", (odds[int(line)] for line in table))
    for row in range(0, size * size, size):
        after[row] = 0.0
        total = math.fsum(after[row : row + size])
        after[row : row + size] = array(
            "d", (value / total * (1 - _END_OF_SENTENCE) for value in after[row : row + size])
        )
        after[row] = _END_OF_SENTENCE
    before = [after[column::size] for column in range(size)]
    shares = [1 / size] * size
    for _ in range(_STEPS):
        shares = [math.fsum(map(mul, column, shares)) for column in before]
    return shares
