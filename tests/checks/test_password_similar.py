from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks._contract import Finding
from tests.checks.made import facts, login, measured, near, outcomes, password, told


def judge(passwords: dict[str, str], *, stems: bool = True):
    def forms(text):
        return near(text) if stems else replace(near(text), stems=b"")

    return outcomes(
        "password-similar",
        facts(
            logins=[login(login_id) for login_id in passwords],
            measurements=[
                measured(login_id, password(text, near=forms(text))) for login_id, text in passwords.items()
            ],
        ),
    )


def related(found):
    return {key: outcome.related for key, outcome in found.items() if isinstance(outcome, Finding)}


@pytest.mark.parametrize(
    ("one", "other", "similar"),
    [
        ("horse-battery-2025", "horse-battery-2026!", True),  # a stem in common
        ("horse", "hoRse", True),
        ("horse", "hose", True),  # one character less
        ("horse", "hoarse", True),  # one character more
        ("horse", "house", True),  # one character replaced
        ("horse", "hoers", False),  # two edits
        ("horse", "battery", False),
        ("horse", "horse", False),  # the same is no matter of this check
    ],
)
def test_one_edit_or_a_common_stem_is_similar_and_the_same_is_not(one, other, similar):
    expected = {"a": ("b",), "b": ("a",)} if similar else {}
    assert related(judge({"a": one, "b": other})) == expected


def test_it_is_advice():
    assert told(judge({"a": "horse", "b": "house"})["a"]) == "advice/similar"


def test_those_with_the_same_password_are_not_among_the_related():
    found = related(judge({"a": "horse", "b": "horse", "c": "house"}))
    assert found == {"a": ("c",), "b": ("c",), "c": ("a", "b")}


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.text("xyz", min_size=1, max_size=4), min_size=2))
def test_without_stems_exactly_the_pairs_one_edit_apart_are_found(passwords):
    expected = {
        one: tuple(sorted(other for other in passwords if _one_edit(passwords[one], passwords[other])))
        for one in passwords
    }
    assert related(judge(passwords, stems=False)) == {key: value for key, value in expected.items() if value}


def _one_edit(one: str, other: str) -> bool:
    """By the definition: one substitution, insertion or deletion makes one out of the other."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def test_a_large_group_with_one_password_and_a_neighbour_is_done_at_once():
    found = related(judge({f"login-{n:04}": "horse" for n in range(2000)} | {"z": "house"}))
    assert len(found) == 2001
    assert found["login-0000"] == ("z",)
    assert len(found["z"]) == 2000
