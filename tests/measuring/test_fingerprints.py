import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import VaultError
from auditor.measuring.fingerprints import FingerprintKey, new_key
from auditor.vault.secret import Secret
from tests.measuring.keys import KEY, OTHER_KEY

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY_TEXT, ANY_TEXT)
def test_fingerprints_are_equal_exactly_when_the_passwords_are(one: str, other: str) -> None:
    assert (KEY.password(one) == KEY.password(other)) == (one == other)
    assert KEY.password(one) == KEY.password(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sakura", "sakura"), ("ａｂｃ", "abc"), ("\u304c", "\u304b\u3099"), ("a", "a "), ("\ud800", "\udfff")],
)
def test_nothing_is_folded(one: str, other: str) -> None:
    assert KEY.password(one) != KEY.password(other)


def test_a_value_of_one_purpose_never_equals_one_of_another() -> None:
    text = "12345678"
    made = [
        KEY.password(text)[:16],
        KEY.seed(text.encode())[:16],
        KEY.unreadable_seed(text)[:16],
        *(form.hex() for form in KEY.near.stems(text)),
        *(form.hex() for form in KEY.near.edits([int.from_bytes(text.encode(), "big")])),
        *(form.hex() for form in KEY.near.fillers(text)),
        f"{KEY.personal()(text):016x}",
        f"{KEY.personal(alone=True)(text):016x}",
    ]
    assert len(set(made)) == len(made)


def test_another_key_gives_other_fingerprints_and_another_id() -> None:
    assert KEY.password("a") != OTHER_KEY.password("a")
    assert KEY.id != OTHER_KEY.id


def test_a_key_comes_back_from_the_vault_as_it_was_made() -> None:
    stored = new_key(lambda size: bytes(range(size)))
    assert FingerprintKey.from_secret(stored).id == FingerprintKey(bytes(range(32))).id


@pytest.mark.parametrize("stored", ["", "no base64 !", "c2hvcnQ=", "鍵", "\ud800"])
def test_a_damaged_key_in_the_vault_is_told_as_our_own_error(stored: str) -> None:
    with pytest.raises(VaultError):
        FingerprintKey.from_secret(Secret(stored))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        FingerprintKey(b"x" * 31)


def test_a_key_shows_its_id_only() -> None:
    assert repr(KEY) == f"<FingerprintKey {KEY.id}>"


@pytest.mark.parametrize("keep", [pickle.dumps, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("kept", [KEY, KEY.personal(), KEY.near])
def test_a_key_is_never_pickled_or_copied(keep, kept) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError):
        keep(kept)
