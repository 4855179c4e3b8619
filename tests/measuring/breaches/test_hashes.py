from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.measuring.breaches.hashes import HashKind, forms, hasher, md4, ntlm, sha1

RFC_1320 = {
    b"": "31d6cfe0d16ae931b73c59d7e0c089c0",
    b"a": "bde52cb31de33e46245e05fbdbd6fb24",
    b"abc": "a448017aaf21d8525fc10ae87aa6729d",
    b"message digest": "d9130a8164549fe818874806e1c7014b",
    b"abcdefghijklmnopqrstuvwxyz": "d79e1c308aa5bbcdeea8ed63df412da9",
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789": "043f8582f241db351ce627e153e7f0e4",
    b"1234567890" * 8: "e33b4ddc9c38f2199c3e7b164fcc0536",
}


@pytest.mark.parametrize(("content", "digest"), RFC_1320.items(), ids=range(len(RFC_1320)))
def test_md4_is_that_of_its_rfc(content: bytes, digest: str) -> None:
    assert md4(content).hex() == digest


def test_the_hashes_are_those_of_the_public_lists() -> None:
    assert sha1("password").hex() == "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8"
    assert ntlm("password").hex() == "8846f7eaee8fb117ad06bdd830b7586c"
    assert sha1("パスワード") == hashlib.sha1("パスワード".encode()).digest()
    assert ntlm("パスワード") == md4("パスワード".encode("utf-16-le"))


@pytest.mark.parametrize("length", [*range(24, 36), 4000])
def test_any_length_has_a_hash_of_each_kind(length: int) -> None:
    for kind in HashKind:
        assert len(hasher(kind)("x" * length)) == kind.size


@given(st.text(st.characters()))
def test_no_text_breaks_hashing(password: str) -> None:
    for form in forms(password):
        for kind in HashKind:
            assert len(hasher(kind)(form)) == kind.size


def test_a_password_is_looked_up_as_written_and_with_its_width_folded() -> None:
    assert forms("natsu") == ("natsu",)
    assert forms("Ｎａｔｓｕ２") == ("Ｎａｔｓｕ２", "Natsu2")
