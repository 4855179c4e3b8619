"""Kana → how people spell it in Latin letters.

Spelling is a handful of choices, each made once for a whole word: し is ``shi`` or ``si``, じゃ is ``ja``, ``zya`` or
``jya``, a long o is ``ou``, ``o``, ``oo`` or ``oh``, ん before b, m and p is ``n`` or ``m``. Four bundles of choices are
usual: Hepburn as typed, Hepburn as in passports (long vowels short, m), Kunrei as typed (Cabinet Notification No. 1 of
1954) and Kunrei with short vowels. What people write lies at most a choice or two from one of them, so the spellings are
given in that order: the bundles, then what is one choice away, then two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, islice, product
from typing import NamedTuple

USUAL = 12
"""Spellings of a reading that are worth trying unless told otherwise; half of all readings have fewer."""

_VOWELS = "aiueo"
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
_HEPBURN_FIRST = {
    "し": ("shi", "si"),
    "ち": ("chi", "ti"),
    "つ": ("tsu", "tu"),
    "ふ": ("fu", "hu"),
    "じ": ("ji", "zi"),
    "ぢ": ("ji", "zi", "di"),
    "づ": ("zu", "zu", "du", "dzu"),
    "を": ("o", "o", "wo"),
}
_OTHERS = {
    **{"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "ゔ": "vu", "ゎ": "wa"},
    **{"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"},
}
_GLIDES = {  # before ゃ ゅ ょ and, in borrowed words, ぇ
    "し": ("sh", "sy"),
    "ち": ("ch", "ty", "cy"),
    "じ": ("j", "zy", "jy"),
    "ぢ": ("j", "zy", "dy"),
}
_BORROWED = {
    **{"ふぁ": ("fa", "ha"), "ふぃ": ("fi", "hi"), "ふぇ": ("fe", "he"), "ふぉ": ("fo", "ho")},
    **{"てぃ": ("ti", "ti", "thi"), "でぃ": ("di", "di", "dhi"), "とぅ": ("tu",), "どぅ": ("du",)},
    **{"でゅ": ("dyu", "dyu", "dhu"), "てゅ": ("tyu", "tyu", "thu"), "ふゅ": ("fyu", "hyu")},
    **{"うぃ": ("wi", "wi", "ui"), "うぇ": ("we", "we", "ue"), "うぉ": ("wo", "wo", "uo")},
    **{"ゔぁ": ("va",), "ゔぃ": ("vi",), "ゔぇ": ("ve",), "ゔぉ": ("vo",)},
    **{"つぁ": ("tsa", "tua"), "つぃ": ("tsi",), "つぇ": ("tse",), "つぉ": ("tso",), "いぇ": ("ye",)},
    **{"くぁ": ("kwa", "kwa", "qa"), "くぃ": ("kwi",), "くぇ": ("kwe",), "くぉ": ("kwo",)},
}


def _syllables_in_latin() -> Mapping[str, tuple[str, ...]]:
    """One kana, or two that make one syllable → Hepburn, Kunrei, and what else is typed."""
    table: dict[str, tuple[str, ...]] = {
        kana: (consonant + vowel,)
        for consonant, row in _ROWS.items()
        for kana, vowel in zip(row, _VOWELS, strict=True)
    }
    table |= {kana: (latin,) for kana, latin in _OTHERS.items()}
    table |= _HEPBURN_FIRST
    for kana, (latin, *_) in tuple(table.items()):
        if latin.endswith("i") and len(latin) > 1:
            glides = _GLIDES.get(kana, (latin[:-1] + "y",))
            table |= {
                kana + small: tuple(glide + vowel for glide in glides)
                for small, vowel in zip("ゃゅょぇ", "auoe", strict=True)
            }
    return {**table, **_BORROWED}


_LATIN = _syllables_in_latin()

_N, _M, _BEFORE_VOWEL, _BAR, _TCH = "ん", "ん before b m p", "ん before a vowel", "ー", "っち"
_TWICE = "vowel twice"
# The last long vowel of a word is often treated otherwise than the rest: kouhou, koho, kouho.
_LONG, _LAST_LONG = "long", "last long"
_BUNDLES = {  # Hepburn as typed, passport, Kunrei as typed, Kunrei with short vowels
    _M: (0, 1, 0, 0),
    _LONG: (0, 1, 0, 1),
    _LAST_LONG: (0, 1, 0, 1),
    _TCH: (0, 0, 1, 1),
}
_SYLLABLE = (0, 0, 1, 1)
_AS_FIRST = (0, 0, 0, 0)


class _Piece(NamedTuple):
    """A stretch of the word that one choice decides; all pieces of a word with the same choice go together."""

    choice: str
    options: tuple[str, ...]


def spellings(kana: str, most: int = USUAL) -> tuple[str, ...]:
    """The usual spellings of a reading in hiragana or katakana, the most usual first, at most ``most``.

    What is no kana stays as it is; a text without kana gives nothing.
    """
    reading = as_hiragana(kana)
    if not _KANA.search(reading):
        return ()
    pieces = _with_last_long_apart(tuple(_pieces(reading)))
    spelt = dict.fromkeys("".join(_pick(pieces, made)) for made in _choices(pieces))
    return tuple(islice(spelt, most))


_KANA = re.compile("[ぁ-ゖ]")
_TO_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}
_TO_KATAKANA = {hiragana: katakana for katakana, hiragana in _TO_HIRAGANA.items()}


def as_hiragana(kana: str) -> str:
    """The same reading with every katakana as its hiragana, place by place; ー stays."""
    return kana.translate(_TO_HIRAGANA)


def as_katakana(kana: str) -> str:
    """The same reading with every hiragana as its katakana, place by place."""
    return kana.translate(_TO_KATAKANA)


def _pick(pieces: Sequence[_Piece], made: Mapping[str, int]) -> Iterator[str]:
    for choice, options in pieces:
        yield options[min(made.get(choice, 0), len(options) - 1)]


def _choices(pieces: Sequence[_Piece]) -> Iterator[Mapping[str, int]]:
    """Bundles first, then bundles with one choice made otherwise, then with two."""
    counts: dict[str, int] = {}
    for choice, options in pieces:
        if len(options) > 1:
            counts[choice] = max(counts.get(choice, 1), len(options))
    bundles = [{choice: _bundle(choice)[number] for choice in counts} for number in range(len(_AS_FIRST))]
    yield from bundles
    for changed in chain(((choice,) for choice in counts), combinations(counts, 2)):
        for bundle in bundles:
            for made in product(*(range(counts[choice]) for choice in changed)):
                yield {**bundle, **dict(zip(changed, made, strict=True))}


def _bundle(choice: str) -> tuple[int, ...]:
    return _BUNDLES.get(choice, _SYLLABLE if choice in _LATIN else _AS_FIRST)


def _with_last_long_apart(pieces: Sequence[_Piece]) -> Sequence[_Piece]:
    last = max((place for place, piece in enumerate(pieces) if piece.choice == _LONG), default=None)
    if last is None:
        return pieces
    return (*pieces[:last], pieces[last]._replace(choice=_LAST_LONG), *pieces[last + 1 :])


def _pieces(reading: str) -> Iterator[_Piece]:
    place = 0
    vowel = ""  # that the syllable before ends in, where it may still be made long
    doubled = False
    while place < len(reading):
        kana = reading[place : place + 2]
        if kana not in _LATIN:
            kana = kana[0]
        place += len(kana)
        after = reading[place : place + 1]
        if kana == "っ":
            doubled = True
            continue
        piece = _lengthening(kana, vowel) or _single(kana, vowel, after)
        vowel = "" if piece.choice in (_LONG, _TWICE, _BAR) else piece.options[0][-1:]
        if doubled:
            piece = _doubled(piece)
            doubled = False
        yield piece


def _lengthening(kana: str, vowel: str) -> _Piece | None:
    """う after o, お after o and う after u: written, left out, written as o or as h. Other vowels are written twice, or
    carelessly once: okaasan, okasan.
    """
    if vowel == "o" and kana == "う":
        return _Piece(_LONG, ("u", "", "o", "h"))
    if vowel == "o" and kana == "お":
        return _Piece(_LONG, ("o", "", "o", "h"))
    if vowel == "u" and kana == "う":
        return _Piece(_LONG, ("u", ""))
    if vowel and vowel in "aie" and _LATIN.get(kana) == (vowel,):
        return _Piece(_TWICE, (vowel, ""))
    return None


def _single(kana: str, vowel: str, after: str) -> _Piece:
    if kana == "ー":
        return _Piece(_BAR, ("", vowel, "-", "u" if vowel == "o" else vowel, "h" if vowel == "o" else ""))
    if kana == "ん":
        following = _LATIN.get(after, ("",))[0][:1]
        if following and following in "bmp":
            return _Piece(_M, ("n", "m", "nn"))
        if following and following in "aiueoy":
            return _Piece(_BEFORE_VOWEL, ("n", "nn", "n'"))
        return _Piece(_N, ("n", "nn"))
    return _Piece(kana[0] + kana[1:2].translate(_ONE_GLIDE), _LATIN.get(kana, (kana,)))


_ONE_GLIDE = str.maketrans("ゅょぇ", "ゃゃゃ")  # しゃ しゅ しょ are one choice


def _doubled(piece: _Piece) -> _Piece:
    """っ: the consonant is written twice; っち is tchi in Hepburn. ``xtu`` is what input methods take."""
    choice, (hepburn, *others) = piece
    kunrei = others[0] if others else hepburn
    apart = "xtu" + kunrei
    if hepburn.startswith("ch"):
        return _Piece(_TCH, ("t" + hepburn, *map(_twice, others), _twice(hepburn), apart))
    return _Piece(choice, (_twice(hepburn), _twice(kunrei), *map(_twice, others[1:]), apart))


def _twice(latin: str) -> str:
    return latin if latin[:1] in _VOWELS else latin[0] + latin
