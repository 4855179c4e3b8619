"""A reading → the digits that say it (goroawase): よろしく is 4649, にこにこ 2525."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

_SOUNDS = {
    "0": "れい ぜろ れ お わ ま を",
    "1": "いち ひと いっ い ひ わん",
    "2": "ふた に ふ つ つー つう ぶ",
    "3": "さん みっ み さ ざ すりー",
    "4": "よん よっ し よ ふぉー",
    "5": "いつ ご こ ごー ごう こー こう",
    "6": "ろく むっ ろっ む ろ ろう ろー",
    "7": "なな しち な",
    "8": "はち やっ はっ や は ば ぱ ぱー やー",
    "9": "きゅう きゅー きゅ く ぐ くう くー",
    "10": "じゅう とお とう と てん",
}
_DIGITS = {sound: digits for digits, sounds in _SOUNDS.items() for sound in sounds.split()}
_LONGEST_SOUND = max(map(len, _DIGITS))
_MOST = 4


def as_digits(reading: str) -> tuple[str, ...]:
    """Ways to say the whole reading in digits, fewest digits first, at most four; most readings have none."""
    return tuple(
        islice(dict.fromkeys(sorted(_said(reading), key=lambda digits: (len(digits), digits))), _MOST)
    )


def _said(reading: str) -> Iterator[str]:
    if not reading:
        yield ""
    for end in range(1, min(_LONGEST_SOUND, len(reading)) + 1):
        digits = _DIGITS.get(reading[:end])
        if digits is not None:
            for rest in _said(reading[end:]):
                yield digits + rest
