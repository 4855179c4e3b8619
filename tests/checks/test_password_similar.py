import random
import string
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.measuring.near import near_forms
from checks import password_similar
from checks._contract import Finding
from tests.checks.made import facts, login, measured, near, outcomes, password, told
from tests.edits import levenshtein
from tests.measuring.keys import KEY


def judge(passwords: dict[str, str], *, forms=near, **parameters):
    return outcomes(
        "password-similar",
        facts(
            logins=[login(login_id) for login_id in passwords],
            measurements=[
                measured(login_id, password(text, near=forms(text))) for login_id, text in passwords.items()
            ],
        ),
        **parameters,
    )


def keyed(text):
    return near_forms(text, KEY)


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
@pytest.mark.parametrize("forms", [near, keyed])
def test_one_edit_or_a_common_stem_is_similar_and_the_same_is_not(one, other, similar, forms):
    expected = {"a": ("b",), "b": ("a",)} if similar else {}
    assert related(judge({"a": one, "b": other}, forms=forms)) == expected


def test_it_is_advice():
    assert told(judge({"a": "horse", "b": "house"})["a"]) == "advice/similar"


def test_those_with_the_same_password_are_not_among_the_related():
    found = related(judge({"a": "horse", "b": "horse", "c": "house"}))
    assert found == {"a": ("c",), "b": ("c",), "c": ("a", "b")}


# --- exactly those, by the definition ---------------------------------------------------------------------------------


LETTERS = str.maketrans("4@8({[<39i1!|05$7+%2", "aabccccegllllossttxz")


def _stems(text: str) -> set[str]:
    """Every way to leave out a trailing run: all of it, or all but a part that reads as letters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    found = {folded}
    for end in range(3, len(folded)):
        rest = folded[end:]
        if all(_is_ending(c) for c in rest):
            run = len(folded[:end]) - len(_without_ending(folded[:end]))
            if len(_without_ending(folded[:end])) >= 3 and all(
                ord(c) in LETTERS for c in folded[end - run : end]
            ):
                found.add(folded[:end])
    return {stem.translate(LETTERS) for stem in found}


def _without_ending(text: str) -> str:
    while text and _is_ending(text[-1]):
        text = text[:-1]
    return text


def _is_ending(character: str) -> bool:
    return unicodedata.category(character)[0] in "NPSZ"


ALPHABETS = [
    st.sampled_from("ab"),
    st.sampled_from("abs45@1! "),
    st.sampled_from("aAａ4é\u0301がカﾞ\ud800１。"),
    st.characters(codec=None, exclude_categories=()),
]


@st.composite
def families(draw):
    """Login → password; each made from an earlier one by a change or two, so that near ones are not rare."""
    alphabet = draw(st.sampled_from(ALPHABETS))
    made = [draw(st.text(alphabet, min_size=1, max_size=40))]
    for _ in range(draw(st.integers(1, 7))):
        text = draw(st.sampled_from(made))
        for _ in range(draw(st.integers(1, 2))):
            place = draw(st.integers(0, len(text)))
            piece = draw(st.text(alphabet, max_size=2))
            text = text[:place] + piece + text[place + draw(st.integers(0, 2)) :]
        made.append(text or "x")
    return {f"login-{n}": text for n, text in enumerate(made)}


@settings(deadline=None, max_examples=300)
@given(families(), st.integers(0, 1), st.integers(1, 8))
def test_exactly_the_near_pairs_are_found_by_keyed_forms(passwords, edits, characters_per_edit):
    def is_near(one, other):
        within = min(edits, min(len(one), len(other)) // characters_per_edit)
        return one != other and (
            levenshtein(one, other) <= within or not _stems(one).isdisjoint(_stems(other))
        )

    expected = {
        one: tuple(sorted(other for other in passwords if is_near(passwords[one], passwords[other])))
        for one in passwords
    }
    found = judge(passwords, forms=keyed, edits=edits, characters_per_edit=characters_per_edit)
    assert related(found) == {key: value for key, value in expected.items() if value}


def test_comparing_in_slices_finds_the_same(monkeypatch):
    chance = random.Random(1)
    texts = ["".join(chance.choices("abc", k=chance.randint(4, 7))) for _ in range(300)]
    passwords = {f"login-{n:03}": text for n, text in enumerate(texts)}
    whole = related(judge(passwords, forms=keyed))
    monkeypatch.setattr(password_similar, "INDEXED", 50)
    assert len(whole) > 100
    assert related(judge(passwords, forms=keyed)) == whole


# --- the pack's limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "similar"),
    [
        ("abc", "abd", False),  # three characters
        ("abc", "abcd", False),  # the shorter one counts
        ("abcd", "abce", True),
        ("abcd", "abcde", True),
        ("abcd", "abcd7", True),
        ("abc", "ABC", True),  # no edit, but the same when folded
    ],
)
def test_an_edit_counts_from_four_characters_on(one, other, similar):
    assert bool(related(judge({"a": one, "b": other}, forms=keyed))) == similar


def test_without_edits_folded_forms_still_count():
    assert not related(judge({"a": "horse", "b": "house"}, edits=0))
    assert not related(judge({"a": "horse", "b": "horses"}, edits=0))
    assert related(judge({"a": "horse", "b": "Horse"}, edits=0))


def test_with_more_characters_per_edit_longer_ones_are_left_alone():
    passwords = {"a": "batter", "b": "butter", "c": "batteries", "d": "butteries"}
    assert related(judge(passwords, characters_per_edit=7)) == {"c": ("d",), "d": ("c",)}


# --- large groups -----------------------------------------------------------------------------------------------------


def test_of_many_logins_with_one_password_a_hundred_are_named_and_all_are_counted():
    found = judge({f"login-{n:04}": "horse" for n in range(2000)} | {"z": "house"})
    assert len(related(found)) == 2001
    assert found["login-0000"].related == ("z",)
    assert found["z"].related == tuple(f"login-{n:04}" for n in range(100))
    assert found["z"].message.en == (
        "2000 other login(s) have nearly the same password. Only 100 of them are named."
    )


def _years(number):
    return {f"login-{n:04}": f"horse-battery-{n}" for n in range(number)}


def test_up_to_a_hundred_others_are_all_named():
    found = judge(_years(101))
    assert all(len(outcome.related) == 100 for outcome in found.values())
    assert found["login-0100"].message.en == "100 other login(s) have nearly the same password."


@pytest.mark.parametrize("number", [102, 103, 104, 3000])
def test_of_more_passwords_with_one_stem_a_hundred_are_named_and_the_least_number_is_told(number):
    found = judge(_years(number))
    for login_id, outcome in found.items():
        assert len(outcome.related) == 100
        assert login_id not in outcome.related
        assert f"{number - 1} other login" in outcome.message.en
        assert outcome.message.en.endswith("Only 100 of them are named.")
    assert found["login-0000"].related[-1] == "login-0100"
    assert found["login-0101"].related[-1] == "login-0099"


def test_the_same_ones_are_named_in_whichever_order_the_logins_come():
    passwords = _years(300)
    turned = dict(reversed(passwords.items()))
    assert related(judge(turned)) == related(judge(passwords))


def test_many_one_character_longer_than_one_are_named_up_to_a_hundred():
    letters = string.ascii_letters
    longer = {f"{place:02}-{c}": "horse"[:place] + c + "horse"[place:] for place in range(6) for c in letters}
    found = judge({**longer, "z": "horse"}, forms=lambda text: replace(near(text), stems=b""))
    assert len(found["z"].related) == 100
    assert found["z"].message.en.startswith("312 other login(s)")
