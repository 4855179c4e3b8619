"""How a weak password is put together, and how many of its sort there are.

A recipe names its parts, each a list of choices. One choice of each, joined, is a password; so there are at most as many
passwords as the product of the lists' sizes, and an attacker who knows the recipe needs no more guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from math import prod
from random import Random

Form = Callable[[str], str]

WEAK_BELOW = 10**8
"""At most so many passwords are of one kind, all its recipes together."""

SHORTEST = 8
"""No shorter password is drawn unless a kind says so: services refuse them, and any estimator sees that they are weak."""


def as_is(text: str) -> str:
    return text


CASES: tuple[Form, ...] = (as_is, str.capitalize, str.upper)


@dataclass(frozen=True, slots=True)
class Recipe:
    """``parts`` are joined, then one of ``forms`` is made of the whole."""

    parts: tuple[tuple[str, ...], ...]
    forms: tuple[Form, ...] = (as_is,)

    @property
    def size(self) -> int:
        return prod(len(part) for part in self.parts) * len(self.forms)

    def draw(self, chance: Random) -> str:
        return chance.choice(self.forms)("".join(chance.choice(part) for part in self.parts))


def recipe(*parts: Iterable[str], forms: tuple[Form, ...] = (as_is,)) -> Recipe:
    """Parts with each choice once, in the order given."""
    return Recipe(tuple(tuple(dict.fromkeys(part)) for part in parts), forms)


@dataclass(frozen=True, slots=True)
class Kind:
    """Weak passwords of one sort. ``setting`` is the city whose words the judge is given (``settings.settings``)."""

    name: str
    recipes: tuple[Recipe, ...]
    setting: str = "ube"
    shortest: int = SHORTEST
    usual_number: int | None = None  # how many are drawn, where the kind itself says so

    @property
    def bound(self) -> int:
        """How many passwords of this kind there are at most."""
        return sum(each.size for each in self.recipes)

    def draw(self, count: int, seed: int = 1) -> tuple[str, ...]:
        """``count`` different passwords, the recipes in turn; the same for the same seed.

        Raises ValueError when there are not so many.
        """
        chance = Random(f"{self.name} {seed}")
        drawn = tuple(islice(self._different(chance, tries=200 * count), count))
        if len(drawn) < count:
            raise ValueError(f"{self.name}: only {len(drawn)} passwords of {count}")
        return drawn

    def _different(self, chance: Random, tries: int) -> Iterator[str]:
        seen: set[str] = set()
        for turn in range(tries):
            password = self.recipes[turn % len(self.recipes)].draw(chance)
            if len(password) >= self.shortest and password not in seen:
                seen.add(password)
                yield password


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of ``data/<name>.txt``, each once; lines that begin with ``#`` say what they are."""
    text = (resources.files("evaluation") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(dict.fromkeys(word for line in lines for word in line.split()))


@cache
def words_of_city(city: str) -> tuple[str, ...]:
    """The public words of one of ``data/other_cities.txt``."""
    text = (resources.files("evaluation") / "data" / "other_cities.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return tuple(word for key, *rest in lines if key == city for word in rest)
