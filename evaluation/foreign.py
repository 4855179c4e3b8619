"""Passwords in which nothing Japanese is meant, to see where ours differs from zxcvbn.

They are put together from English words, keyboards, dates and chance. With Japanese off ours must be zxcvbn's guesses;
with Japanese on it may only be lower, where a chance hit of a Japanese word is cheaper.
"""

from __future__ import annotations

from random import Random
from string import ascii_letters, ascii_lowercase, digits, punctuation

_ENGLISH = [
    "apple",
    "river",
    "stone",
    "happy",
    "winter",
    "summer",
    "dragon",
    "master",
    "shadow",
    "monkey",
    "flower",
    "garden",
    "orange",
    "purple",
    "silver",
    "golden",
    "coffee",
    "cookie",
    "banana",
    "tiger",
    "eagle",
    "falcon",
    "rocket",
    "planet",
    "galaxy",
    "ocean",
    "island",
    "mountain",
    "forest",
    "thunder",
    "lightning",
    "freedom",
    "welcome",
    "letmein",
    "secret",
    "football",
    "baseball",
    "hockey",
    "soccer",
    "guitar",
    "piano",
    "music",
    "dance",
    "dream",
    "angel",
    "princess",
    "michael",
    "jennifer",
    "jessica",
    "william",
    "charlotte",
    "thomas",
    "london",
    "paris",
    "berlin",
    "boston",
    "chicago",
    "dallas",
    "texas",
    "canada",
    "america",
    "computer",
    "internet",
    "windows",
    "matrix",
    "trustno",
    "superman",
    "batman",
    "pokemon",
    "starwars",
    "killer",
    "hunter",
    "ranger",
    "sunshine",
    "rainbow",
    "butterfly",
    "chocolate",
    "peanut",
    "pepper",
    "ginger",
    "buddy",
    "charlie",
]
_TAILS = (
    "",
    "1",
    "12",
    "123",
    "1234",
    "!",
    "!!",
    "1!",
    "69",
    "99",
    "007",
    "2001",
    "1987",
    "2015",
    "88",
    "#1",
    "01",
)
_WALKS = (
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "qazwsx",
    "1qaz2wsx",
    "poiuyt",
    "mnbvcx",
    "qweasd",
    "147258",
    "159357",
    "!QAZxsw2",
)
_LOOK_ALIKE = str.maketrans("aeios", "43105")
_SORTS = 9


def foreign(count: int, seed: int = 1) -> tuple[str, ...]:
    """``count`` passwords of 4 to 40 characters, nine sorts in turn; the same for the same seed."""
    chance = Random(f"foreign {seed}")
    return tuple(_one(turn % _SORTS, chance)[:40] for turn in range(count))


def _one(sort: int, chance: Random) -> str:
    word, other, tail = chance.choice(_ENGLISH), chance.choice(_ENGLISH), chance.choice(_TAILS)
    match sort:
        case 0:
            return word + tail
        case 1:
            return word.capitalize() + other.capitalize() + tail
        case 2:
            return word.translate(_LOOK_ALIKE) + tail
        case 3:
            return chance.choice(_WALKS) + chance.choice(("", word, "1234")) + tail
        case 4:
            return f"{word}{chance.randint(1, 31)}/{chance.randint(1, 12)}/{chance.randint(1940, 2019)}"
        case 5:
            return (word * chance.randint(2, 3)) + tail
        case 6:
            return "".join(chance.choices(ascii_letters + digits, k=chance.randint(6, 24)))
        case 7:
            return "".join(chance.choices(ascii_lowercase, k=chance.randint(4, 12))) + word[::-1]
        case _:
            return "".join(chance.choices(ascii_letters + digits + punctuation, k=chance.randint(8, 20)))
