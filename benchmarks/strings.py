"""Passwords for tests and benchmarks, the same for the same seed: as people make them, and as they hurt a judge."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS
from zxcvbn.matching import GRAPHS, L33T_TABLE

LOOK_ALIKES = "".join(sorted({sign for signs in L33T_TABLE.values() for sign in signs}))


@cache
def words() -> Sequence[str]:
    return [word for ranked in FREQUENCY_LISTS.values() for word in ranked]


def written(chance: random.Random, word: str) -> str:
    """As it is, or with capitals, backwards, in look-alike signs."""
    ways: Sequence[Callable[[], str]] = (
        word.capitalize,
        word.upper,
        lambda: word[::-1],
        lambda: "".join(
            chance.choice(L33T_TABLE[letter]) if letter in L33T_TABLE and chance.random() < 0.5 else letter
            for letter in word
        ),
        lambda: "".join(letter.upper() if chance.random() < 0.3 else letter for letter in word),
        *[lambda: word] * 4,
    )
    return chance.choice(ways)()


def _word(chance: random.Random) -> str:
    return written(chance, chance.choice(words()))


def _joined(chance: random.Random) -> str:
    return "".join(_word(chance) for _ in range(chance.randint(1, 4)))


def _word_and_number(chance: random.Random) -> str:
    number = str(chance.randrange(10 ** chance.randint(1, 8)))
    return (
        _word(chance) + chance.choice(["", "-", "_", ".", "!"]) + number + chance.choice(["", "", "!", "?"])
    )


def _numbers(chance: random.Random) -> str:
    return _drawn(chance, "0123456789/-. ", 4, 14)


def _date(chance: random.Random) -> str:
    sign = chance.choice("/-._ ")
    parts = [chance.randint(1, 31), chance.randint(1, 12), chance.randint(1900, 2050)]
    return (
        sign.join(map(str, parts if chance.random() < 0.5 else parts[::-1]))
        + _word(chance)[: chance.randint(0, 4)]
    )


def _repeat(chance: random.Random) -> str:
    base = _word(chance)[: chance.randint(1, 6)]
    around = _word(chance)[: chance.randint(0, 3)]
    return around + base * chance.randint(2, 5) + around * chance.randint(0, 2)


def _signs(chance: random.Random) -> str:
    return _drawn(chance, LOOK_ALIKES + "abegilosxtz", 1, 16)


def _walk(chance: random.Random) -> str:
    graph = GRAPHS[chance.choice(list(GRAPHS))]
    walk = chance.choice(list(graph))
    for _ in range(chance.randint(2, 14)):
        neighbours = [key for key in graph.get(walk[-1], []) if key]
        if not neighbours:
            break
        walk += chance.choice(chance.choice(neighbours))
    return walk


def _sequence(chance: random.Random) -> str:
    first, step = ord(chance.choice("aAmx05い")), chance.choice([1, 1, 2, -1, 5])
    return "".join(chr(first + step * place) for place in range(chance.randint(2, 6))) + _word(chance)


def _any_script(chance: random.Random) -> str:
    scripts = (
        (32, 127),
        (0x3041, 0x3097),
        (0x30A1, 0x30FB),
        (0x4E00, 0x9FFF),
        (0x0400, 0x0460),
        (0x0660, 0x066A),
    )
    return "".join(chr(chance.randrange(*chance.choice(scripts))) for _ in range(chance.randint(1, 12)))


def _printable(chance: random.Random) -> str:
    return _drawn(chance, string.printable[:95], 1, 24)


def _letters(chance: random.Random) -> str:
    return _drawn(chance, string.ascii_letters + string.digits, 6, 40)


def _few_signs(chance: random.Random) -> str:
    return _drawn(chance, chance.choice(["ab1", "12/-", "01", "qwertyasdf", "pas$5w0or@4d"]), 4, 24)


def _drawn(chance: random.Random, alphabet: str, shortest: int, longest: int) -> str:
    return "".join(chance.choices(alphabet, k=chance.randint(shortest, longest)))


COMMON = _joined, _word_and_number, _date, _repeat
KINDS = (
    *(_joined, _joined, _word_and_number, _numbers, _date, _repeat, _signs, _walk, _sequence, _any_script),
    *(_printable, _letters, _few_signs),
)


def strings(seed: int, kinds: Sequence[Callable[[random.Random], str]] = KINDS) -> Iterator[str]:
    """Without end, of up to 72 characters, never empty."""
    chance = random.Random(seed)
    while True:
        if text := chance.choice(kinds)(chance)[:72]:
            yield text


def corpus(count: int, seed: int = 1) -> list[str]:
    """Of 6 to 40 characters: half of them words of zxcvbn's lists joined and varied, half of all kinds."""
    common, others = strings(seed, COMMON), strings(seed + 1)
    chosen: list[str] = []
    for source in (common, others):
        fitting = (text for text in source if 6 <= len(text) <= 40)
        chosen += [next(fitting) for _ in range(count // 2)]
    random.Random(seed).shuffle(chosen)
    return chosen
