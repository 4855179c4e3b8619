"""Names of the files that forms stand in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.form_files import file_stems

IDS = st.lists(st.text(min_size=1, max_size=60), unique=True, max_size=8)


def test_an_id_that_every_file_system_takes_stays() -> None:
    assert file_stems(["koho-x", "Kanko_2", "広報-X"]) == {
        "koho-x": "koho-x",
        "Kanko_2": "Kanko_2",
        "広報-X": "広報-X",
    }


def test_ids_that_only_capitals_or_strange_signs_tell_apart_get_names_of_their_own() -> None:
    names = file_stems(["koho", "Koho", "a:b", "a*b", "../../etc/passwd"])
    assert len({name.casefold() for name in names.values()}) == 5
    assert names["koho"].startswith("koho-")
    assert names["../../etc/passwd"].startswith(".._.._etc_passwd-")


@given(IDS)
def test_no_two_ids_share_a_name_and_every_name_is_safe(ids: list[str]) -> None:
    names = file_stems(ids)
    assert len({name.casefold() for name in names.values()}) == len(ids)
    for name in names.values():
        assert not set(name) & set('/\\:*?"<>|\x00\n')
        assert len(f"operation-policy-{name}.xlsx".encode()) <= 255


@given(IDS)
def test_the_same_accounts_get_the_same_names(ids: list[str]) -> None:
    assert file_stems(ids) == file_stems(list(reversed(ids)))
