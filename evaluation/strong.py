"""Strong passwords, drawn at random, to catch false alarms. Each generator states its entropy in bits.

All lie above 2^45, some 3,000 times the pack's threshold of 10^10, so one that is judged below it is a false alarm. Those
made of real words and syllables are the hard ones: parts that a judge knows, in an order that nobody can. Random ones begin at 12 characters: zxcvbn counts a character as ten guesses,
so at ten or eleven a chance hit of one word already brings them under 10^10 (``docs/judging.md``, limits).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log2
from random import Random
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits, hexdigits

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from evaluation.kana import hepburn, on_keys
from evaluation.recipes import words

LEAST_BITS = 45.0

_SIGNS = "!#$%&()*+,-./:;<=>?@[]^_{|}~"
_LETTERS_DIGITS = ascii_letters + digits
_ALL = _LETTERS_DIGITS + _SIGNS
_HEX = hexdigits[:16]
_BASE32 = ascii_uppercase + "234567"
_UNLIKE = "".join(sign for sign in _LETTERS_DIGITS if sign not in "0O1Il")
_KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわがぎぐげござじずぜぞだでどばびぶべぼぱぴぷぺぽ"
_LISTS = (
    "everyday_words",
    "more_words",
    "family_names",
    "given_names",
    "places",
    "office_words",
    "ube_words",
    "seasons",
)
_ENGLISH = tuple(word for word in FREQUENCY_LISTS["english_wikipedia"] if len(word) >= 3)[:7776]
_CONSONANTS = "bdfghjklmnprstvz"


def japanese_words() -> tuple[str, ...]:
    """The words of ``data`` in Hepburn, what the romaji pass phrases are drawn from.

    Those of one to three letters are left out: a phrase of four such words would be a short string of letters.
    """
    spelt = (hepburn(word) for name in _LISTS for word in words(name))
    return tuple(dict.fromkeys(word for word in spelt if len(word) >= 4))


_JAPANESE = japanese_words()
_KANA_WORDS = tuple(
    dict.fromkeys(word for name in _LISTS for word in words(name) if len(word) >= 3 and "ー" not in word)
)
_ROWS = ("1234567890-^", "qwertyuiop@[", "asdfghjkl;:]", "zxcvbnm,./")
_STRETCHES = tuple(
    run
    for row in _ROWS
    for size in (2, 3, 4)
    for at in range(len(row) - size + 1)
    for run in (row[at : at + size], row[at : at + size][::-1])
)
_SYLLABLES = tuple(dict.fromkeys(hepburn(sign) for sign in _KANA))


@dataclass(frozen=True, slots=True)
class Strong:
    """``bits``: log2 of how many passwords the generator makes with the same chance, at its shortest."""

    name: str
    bits: float
    draw: Callable[[Random], str]


def _signs(name: str, alphabet: str, least: int, most: int) -> Strong:
    def draw(chance: Random) -> str:
        return "".join(chance.choices(alphabet, k=chance.randint(least, most)))

    return Strong(f"{name}, {least}–{most}", least * log2(len(alphabet)), draw)


def _groups(name: str, alphabet: str, sizes: tuple[int, ...], between: str = "-") -> Strong:
    def draw(chance: Random) -> str:
        return between.join("".join(chance.choices(alphabet, k=size)) for size in sizes)

    return Strong(name, sum(sizes) * log2(len(alphabet)), draw)


def _phrase(
    name: str,
    listed: tuple[str, ...],
    least: int,
    most: int,
    betweens: tuple[str, ...],
    *,
    titled: bool = False,
) -> Strong:
    def draw(chance: Random) -> str:
        chosen = chance.choices(listed, k=chance.randint(least, most))
        return chance.choice(betweens).join(word.capitalize() if titled else word for word in chosen)

    return Strong(f"{name}, {least}–{most}", least * log2(len(listed)) + log2(len(betweens)), draw)


def _apple() -> Strong:
    """``abcdef-ghijkl-mnopqr``: three groups, one capital, one digit, as a browser offers it."""

    def draw(chance: Random) -> str:
        signs = chance.choices(ascii_lowercase, k=18)
        capital, digit = chance.sample(range(18), 2)
        signs[capital] = signs[capital].upper()
        signs[digit] = chance.choice(digits)
        return "-".join("".join(signs[at : at + 6]) for at in (0, 6, 12))

    return Strong("browser's three groups of six", 17 * log2(26) + log2(10) + log2(18 * 17), draw)


def _kana_keys() -> Strong:
    def draw(chance: Random) -> str:
        return on_keys("".join(chance.choices(_KANA, k=chance.randint(10, 13))))

    return Strong("random kana on JIS keys, 10–13", 10 * log2(len(_KANA)), draw)


def _pronounceable() -> Strong:
    """Consonant and vowel in turn, 16 letters, as older managers make them."""

    def draw(chance: Random) -> str:
        return "".join(chance.choice(_CONSONANTS) + chance.choice("aeiou") for _ in range(8))

    return Strong("consonant and vowel in turn, 16", 8 * log2(len(_CONSONANTS) * 5), draw)


def _phrase_with_number() -> Strong:
    """Three words of different lists, a number of six digits and a sign, in one of six orders."""

    def draw(chance: Random) -> str:
        parts = [
            chance.choice(_JAPANESE).capitalize(),
            chance.choice(_JAPANESE),
            chance.choice(_JAPANESE),
            f"{chance.randrange(10**6):06}",
        ]
        chance.shuffle(parts)
        return chance.choice(_SIGNS).join(parts)

    return Strong(
        "three romaji words, six digits, a sign",
        3 * log2(len(_JAPANESE)) + log2(10**6) + log2(len(_SIGNS)),
        draw,
    )


def _tailed(name: str, first: tuple[str, ...], alphabet: str, size: int) -> Strong:
    """A word that everybody knows, and a random tail: what a template must not take for a word with a number."""

    def draw(chance: Random) -> str:
        tail = "".join(chance.choices(alphabet, k=size))
        return chance.choice(first).capitalize() + chance.choice(("", "-", "_", "#")) + tail

    return Strong(f"{name}, {size}", log2(len(first)) + 2 + size * log2(len(alphabet)), draw)


def _letters_then_digits() -> Strong:
    def draw(chance: Random) -> str:
        return "".join(chance.choices(ascii_lowercase, k=8)) + "".join(chance.choices(digits, k=6))

    return Strong("eight letters and six digits", 8 * log2(26) + 6 * log2(10), draw)


def _typed_phrase() -> Strong:
    """Words of ordinary life typed in kana mode's places, one sign between them."""

    def draw(chance: Random) -> str:
        return chance.choice("!#$%").join(map(on_keys, chance.choices(_KANA_WORDS, k=5)))

    return Strong("five words typed on JIS keys", 5 * log2(len(_KANA_WORDS)) + 2, draw)


def _walked() -> Strong:
    """Eight short stretches of rows, each anywhere and either way."""

    def draw(chance: Random) -> str:
        return "".join(chance.choices(_STRETCHES, k=8))

    return Strong("eight short walks on a keyboard", 8 * log2(len(_STRETCHES)), draw)


GENERATORS: tuple[Strong, ...] = (
    _signs("letters and digits", _LETTERS_DIGITS, 12, 20),
    _signs("letters, digits and signs", _ALL, 12, 16),
    _signs("small letters", ascii_lowercase, 13, 18),
    _signs("small letters and digits", ascii_lowercase + digits, 12, 16),
    _signs("without signs that look alike", _UNLIKE, 12, 16),
    _signs("hexadecimal", _HEX, 20, 32),
    _signs("digits", digits, 18, 24),
    _signs("kana", _KANA, 12, 14),
    _kana_keys(),
    _phrase("English words", _ENGLISH, 5, 6, ("", "-", " ", "_")),
    _phrase("English words with capitals", _ENGLISH, 4, 5, ("", "-", ".", "_"), titled=True),
    _phrase("romaji words", _JAPANESE, 5, 6, ("", "-", "_", ".")),
    _phrase("romaji words with signs between", _JAPANESE, 4, 5, ("-", "_", ".", "+", "/", "=")),
    _phrase("romaji words with capitals", _JAPANESE, 4, 5, ("", "-", "_", "."), titled=True),
    _phrase("syllables", _SYLLABLES, 9, 12, ("",)),
    _pronounceable(),
    _phrase_with_number(),
    _phrase("words in kana", _KANA_WORDS, 5, 6, ("", "・", "、")),
    _typed_phrase(),
    _tailed("a romaji word and random signs", _JAPANESE, _ALL, 8),
    _tailed("a romaji word and random letters", _JAPANESE, ascii_lowercase, 9),
    _tailed("a romaji word and random digits", _JAPANESE, digits, 12),
    _tailed(
        "a word of the city and random letters and digits", ("ube", "ubekoho", "tokiwa"), _LETTERS_DIGITS, 9
    ),
    _letters_then_digits(),
    _walked(),
    _groups("manager's xxxx-xxxx-xxxx", _LETTERS_DIGITS, (4, 4, 4)),
    _groups("manager's five groups of base 32", _BASE32, (5, 5, 5, 5, 5)),
    _apple(),
)


def drawn(each: int, seed: int = 1) -> tuple[tuple[Strong, tuple[str, ...]], ...]:
    """``each`` passwords of every generator; the same for the same seed."""
    return tuple(
        (strong, tuple(strong.draw(chance) for _ in range(each)))
        for strong in GENERATORS
        for chance in (Random(f"{strong.name} {seed}"),)
    )
