"""Numbers of persons and things with the word before them: ``No.12345`` ``id012345`` ``shokuin-1234`` ``職員1234``.

Counted: the words up to that one, times 10 a digit, times four a separator, times two for capitals. By zxcvbn's model
the three parts would add up to 10^8 and more. A letter and digits (``a012345``) need no matcher: brute force counts less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor.measuring.guessing.match import Match
from auditor.measuring.guessing.reading import Reading
from checks._contract import Weakness

SEPARATORS = 4

_WORDS = (
    "no",
    "id",
    "#",
    "shokuin",
    "職員",
    "staff",
    "syokuin",
    "emp",
    "shain",
    "syain",
    "社員",
    "user",
    "職員番号",
    "bango",
)
_POSITIONS: Mapping[str, int] = {word: position for position, word in enumerate(_WORDS, start=1)}
_DIGITS = re.compile(r"[0-9]{3,8}")
_NUMBERED = re.compile(
    f"({'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})([-_.: ]{{0,2}})[0-9]{{3,8}}(?![0-9])"
)


def staff_numbers(reading: Reading) -> Iterator[Match]:
    if not _DIGITS.search(reading.text):
        return
    for found in _NUMBERED.finditer(reading.lower):
        word, separator = found.groups()
        digits = found.end() - found.end(2)
        guesses = _POSITIONS[word] * 10.0**digits
        if separator:
            guesses *= SEPARATORS ** len(separator)
        if reading.text[found.start() : found.end(1)] != word:
            guesses *= 2
        if guesses < 10.0 ** (found.end() - found.start()):
            parts = (Weakness("office-word", len(word)),)
            yield Match(found.start(), found.end(), guesses, "template", parts)
