from math import log2, prod
from random import Random
from typing import Any

import pytest

from evaluation import held_out, strong, usual, weak
from evaluation.foreign import foreign
from evaluation.kana import hepburn, kunrei, on_keys
from evaluation.recipes import WEAK_BELOW, Kind, recipe, words

ALL = (*usual.KINDS, *weak.KINDS, *held_out.AUTHORS)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_there_are_no_more_passwords_of_a_weak_kind_than_the_bound_allows(kind: Kind) -> None:
    sizes = [prod(len(part) for part in each.parts) * len(each.forms) for each in kind.recipes]
    assert kind.bound == sum(sizes) <= WEAK_BELOW


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_every_part_lists_each_choice_once(kind: Kind) -> None:
    assert all(len(set(part)) == len(part) > 0 for each in kind.recipes for part in each.parts)


class _Watched(Random):
    """Remembers what was chosen from."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.chosen: list[tuple[Any, Any]] = []

    def choice(self, seq: Any) -> Any:
        one = super().choice(seq)
        self.chosen.append((seq, one))
        return one


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_drawn_password_is_one_choice_of_each_part_in_one_form(kind: Kind) -> None:
    for each in kind.recipes:
        chance = _Watched(1)
        password = each.draw(chance)
        (forms, form), *parts = chance.chosen
        assert (forms, tuple(part for part, _ in parts)) == (each.forms, each.parts)
        assert password == form("".join(one for _, one in parts))


def test_drawing_again_gives_the_same_and_another_seed_others() -> None:
    kind = weak.KINDS[0]
    assert kind.draw(50) == kind.draw(50) != kind.draw(50, seed=2)
    assert strong.drawn(3) == strong.drawn(3) != strong.drawn(3, seed=2)
    assert foreign(50) == foreign(50)


def test_a_kind_with_too_few_passwords_says_so() -> None:
    with pytest.raises(ValueError, match="only 2 passwords of 3"):
        Kind("small", (recipe(("abcdefgh", "hgfedcba")),)).draw(3)


@pytest.mark.parametrize("generator", strong.GENERATORS, ids=lambda generator: generator.name)
def test_every_strong_generator_makes_far_more_passwords_than_the_threshold(generator: strong.Strong) -> None:
    assert generator.bits >= strong.LEAST_BITS > log2(10**10)


def test_pass_phrases_of_romaji_are_drawn_from_enough_words() -> None:
    assert len(strong.japanese_words()) >= 1_800


def test_words_are_spelt_in_both_ways_and_typed_on_japanese_keys() -> None:
    assert [hepburn("しやくしょ"), kunrei("しやくしょ")] == ["shiyakusho", "siyakusyo"]
    assert [hepburn("こうほう", long=False), hepburn("いのうえ", long=False)] == ["koho", "inoue"]
    assert [hepburn("まっちゃ"), kunrei("まっちゃ"), hepburn("にっぽん")] == ["matcha", "mattya", "nippon"]
    assert on_keys("ありがとう") == "3lt@s4"
    assert on_keys("しょうぼう") == "d)4-@4"


def test_every_kana_of_the_lists_can_be_spelt() -> None:
    for name in ("family_names", "given_names", "everyday_words", "more_words", "office_words", "ube_words"):
        assert all(hepburn(word).isascii() and kunrei(word).isascii() for word in words(name))
