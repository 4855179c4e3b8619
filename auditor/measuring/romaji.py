"""Kana → how people spell it in Latin letters.

Hepburn and Kunrei (Cabinet Notification No. 1 of 1954), each with long vowels as typed and shortened as in passports,
and with m for ん before b, m and p as passports have it: ちょう gives ``chou`` ``cho`` ``tyou`` ``tyo``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "r": "らりるれろ",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}
_OTHERS = {
    **{
        "や": "ya",
        "ゆ": "yu",
        "よ": "yo",
        "わ": "wa",
        "ゐ": "i",
        "ゑ": "e",
        "を": "o",
        "ん": "n",
        "ゔ": "vu",
    },
    **{"ぢ": "zi", "づ": "zu", "ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ー": ""},
    **{"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"},
}
_HEPBURN_ONLY = {"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji"}


def _table(own: Mapping[str, str]) -> Mapping[str, str]:
    """One kana, or two that make one syllable → Latin letters."""
    table = {
        kana: consonant + vowel
        for consonant, row in _ROWS.items()
        for kana, vowel in zip(row, "aiueo", strict=True)
    }
    table |= {**_OTHERS, **own}
    for kana, latin in tuple(table.items()):
        if len(latin) > 1 and latin.endswith("i"):
            glide = "" if latin in ("shi", "chi", "ji") else "y"
            table |= {
                kana + small: latin[:-1] + glide + vowel for small, vowel in zip("ゃゅょ", "auo", strict=True)
            }
        if len(latin) > 1 and latin[-1] in "eu":  # ふぁ, てぃ, ゔぉ
            table |= {
                kana + small: latin[:-1] + vowel for small, vowel in zip("ぁぃぇぉ", "aieo", strict=True)
            }
    return table


_SPELLINGS = (_table(_HEPBURN_ONLY), _table({}))
_LONG = re.compile(r"oo|ou|uu")
_M = re.compile(r"n(?=[bmp])")


def spellings(kana: str) -> tuple[str, ...]:
    """The usual spellings of a reading in hiragana or katakana, the most usual first.

    What is no kana stays as it is; a text without kana gives nothing.
    """
    reading = "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in kana)
    if not any("ぁ" <= sign <= "ゖ" for sign in reading):
        return ()
    found: dict[str, None] = {}  # a set that keeps its order
    for table in _SPELLINGS:
        typed = "".join(_syllables(reading, table))
        for spelling in (typed, _LONG.sub(lambda long: long[0][0], typed)):
            found[_M.sub("m", spelling)] = None
            found[spelling] = None
    return tuple(found)


def _syllables(reading: str, table: Mapping[str, str]) -> Iterator[str]:
    place = 0
    doubled = False
    while place < len(reading):
        kana = reading[place : place + 2]
        if kana not in table:
            kana = kana[0]
        place += len(kana)
        if kana == "っ":
            doubled = True
            continue
        latin = table.get(kana, kana)
        if doubled and latin:  # っち is tchi in Hepburn, else the consonant is written twice
            yield "t" if latin.startswith("ch") else latin[0]
        doubled = False
        yield latin
