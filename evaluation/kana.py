"""Kana as they are written in Latin letters and as they lie on a Japanese keyboard. Made for the evaluation alone.

The product has tables of its own. These are written a second time, by hand, so that a mistake there is not repeated by
the exam that ought to find it.
"""

from __future__ import annotations

from itertools import pairwise

_HEPBURN = {
    "あいうえお": "a i u e o",
    "かきくけこ": "ka ki ku ke ko",
    "さしすせそ": "sa shi su se so",
    "たちつてと": "ta chi tsu te to",
    "なにぬねの": "na ni nu ne no",
    "はひふへほ": "ha hi fu he ho",
    "まみむめも": "ma mi mu me mo",
    "やゆよ": "ya yu yo",
    "らりるれろ": "ra ri ru re ro",
    "わん": "wa n",
    "がぎぐげご": "ga gi gu ge go",
    "ざじずぜぞ": "za ji zu ze zo",
    "だぢづでど": "da ji zu de do",
    "ばびぶべぼ": "ba bi bu be bo",
    "ぱぴぷぺぽ": "pa pi pu pe po",
}
_KUNREI = {
    "し": "si",
    "ち": "ti",
    "つ": "tu",
    "ふ": "hu",
    "じ": "zi",
    "ぢ": "zi",
    "しゃ": "sya",
    "しゅ": "syu",
    "しょ": "syo",
    "ちゃ": "tya",
    "ちゅ": "tyu",
    "ちょ": "tyo",
    "じゃ": "zya",
    "じゅ": "zyu",
    "じょ": "zyo",
}
_FOREIGN = {
    "ふぁ": "fa",
    "ふぃ": "fi",
    "ふぇ": "fe",
    "ふぉ": "fo",
    "うぃ": "wi",
    "うぇ": "we",
    "てぃ": "ti",
    "でぃ": "di",
}

HEPBURN = {
    kana: latin for row, line in _HEPBURN.items() for kana, latin in zip(row, line.split(), strict=True)
}
for _first in "きにひみりぎびぴ":
    for _small, _vowel in zip("ゃゅょ", "auo", strict=True):
        HEPBURN[_first + _small] = f"{HEPBURN[_first][0]}y{_vowel}"
for _first in "しちじ":
    for _small, _vowel in zip("ゃゅょ", "auo", strict=True):
        HEPBURN[_first + _small] = HEPBURN[_first][:-1] + _vowel
HEPBURN |= _FOREIGN | {"しぇ": "she", "じぇ": "je", "ちぇ": "che"}
KUNREI = HEPBURN | _KUNREI


def hepburn(kana: str, *, long: bool = True) -> str:
    """``こうほう`` → ``kouhou``; with ``long=False`` as in a passport: ``koho``."""
    return _romaji(kana, HEPBURN, "t", long=long)


def kunrei(kana: str, *, long: bool = True) -> str:
    """``しちょう`` → ``sityou``."""
    return _romaji(kana, KUNREI, "", long=long)


def spellings(kana: str) -> tuple[str, ...]:
    """Hepburn with and without long vowels, each once."""
    return tuple(dict.fromkeys((hepburn(kana), hepburn(kana, long=False))))


def _syllables(kana: str) -> list[str]:
    cut: list[str] = []
    for sign in kana:
        if cut and sign in "ゃゅょぁぃぇぉ":
            cut[-1] += sign
        else:
            cut.append(sign)
    return cut


def _romaji(kana: str, table: dict[str, str], before_ch: str, *, long: bool) -> str:
    out = ""
    doubled = False
    syllables = _syllables(kana)
    for syllable, following in pairwise([*syllables, ""]):
        if syllable == "っ":
            doubled = True
            continue
        if syllable == "ー":
            out += out[-1] if long else ""
            continue
        latin = table[syllable]
        if doubled:
            latin = (before_ch if before_ch and latin.startswith("ch") else latin[0]) + latin
            doubled = False
        if not long and _lengthens(syllable, following, out):
            continue
        out += latin
    return out


def _lengthens(syllable: str, following: str, before: str) -> bool:
    """Whether a vowel only makes the one before it longer: ``とう``, ``おお``, ``ゅう``, but not the ``う`` of ``いのうえ``."""
    if syllable == "う" and following != "え":
        return before.endswith("o") or before.endswith(("yu", "shu", "chu", "ju"))
    return syllable == "お" and before.endswith("o")


_KEYS = dict(
    zip(
        "ぬふあうえおやゆよわほへーたていすかんなにらせ゛゜ちとしはきくまのりれけむつさそひこみもねるめろ",
        "1234567890-^\\qwertyuiop@[asdfghjkl;:]zxcvbnm,./\\",
        strict=True,
    )
)
_SHIFTED = dict(zip("ぁぅぇぉゃゅょぃっ", "#$%&'()EZ", strict=True))
_LARGE = dict(zip("ぁぅぇぉゃゅょぃっ", "あうえおやゆよいつ", strict=True))
_VOICED = dict(
    zip("がぎぐげござじずぜぞだぢづでどばびぶべぼ", "かきくけこさしすせそたちつてとはひふへほ", strict=True)
)
_PLOSIVE = dict(zip("ぱぴぷぺぽ", "はひふへほ", strict=True))


def on_keys(kana: str, *, shift: bool = True) -> str:
    """What comes out when kana are typed in kana mode's places with the mode off: ``ありがとう`` → ``3lt@s4``.

    With ``shift=False`` the small kana are typed without the shift key, as many people do.
    """
    return "".join(_keys(sign, shift) for sign in kana)


def _keys(sign: str, shift: bool) -> str:
    if sign in _VOICED:
        return _KEYS[_VOICED[sign]] + _KEYS["゛"]
    if sign in _PLOSIVE:
        return _KEYS[_PLOSIVE[sign]] + _KEYS["゜"]
    if sign in _SHIFTED:
        return _SHIFTED[sign] if shift else _KEYS[_LARGE[sign]]
    return _KEYS[sign]
