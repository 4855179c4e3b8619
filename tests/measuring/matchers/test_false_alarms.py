"""Random passwords stay strong beside the dates, numbers and walks that Japanese judging knows."""

from __future__ import annotations

import string
from random import Random

import pytest

from auditor.measuring.guessing import Knowledge, judge

ALPHABETS = (string.ascii_letters + string.digits + "!#$%&-_.@", string.ascii_lowercase + string.digits)
KINDS = {
    *("year", "date", "era-date", "fiscal-year", "phone-number", "postal-code"),
    *("spatial", "keyboard-walk-jis", "template"),
}


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_nothing_of_these_kinds_makes_a_random_password_of_twelve_signs_weak(alphabet: str) -> None:
    knowledge, chance = Knowledge(["ube", "koho", "宇部市"]), Random(2025)
    for _ in range(10_000):
        judged = judge("".join(chance.choices(alphabet, k=chance.randint(12, 20))), knowledge)
        if judged.log10 < 10:
            assert KINDS.isdisjoint(weakness.kind for weakness in judged.weaknesses)
