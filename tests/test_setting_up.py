"""``auditor init``: makes what is missing, touches nothing that stands."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from auditor.errors import PackError, StoreError, UsageError
from auditor.ledger.database import Ledger
from auditor.measuring.fingerprints import FINGERPRINTS
from auditor.setting_up import Choices, Part, set_up
from auditor.vault.opening import create_vault, open_vault
from reports.messages import Language


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_place_has_settings_vault_key_and_store(tmp_path: Path) -> None:
    place = set_up(tmp_path / "市", Choices(city="見本市"), os.urandom)
    assert place.made == (Part.SETTINGS, Part.VAULT, Part.KEY, Part.STORE)
    assert place.settings.city.name == "見本市"
    with open_vault(place.settings.vault, lambda: None) as vault:
        assert vault.key(FINGERPRINTS) is not None
    Ledger.open(place.settings.store.url)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_what_is_made_is_its_owners_only(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    set_up(folder, Choices(), os.urandom)
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_second_time_nothing_is_made_and_nothing_changes(tmp_path: Path) -> None:
    set_up(tmp_path, Choices(), os.urandom)
    before = contents(tmp_path)
    with pytest.raises(UsageError):
        set_up(tmp_path, Choices(), os.urandom)
    assert contents(tmp_path) == before


def test_settings_that_stand_are_not_changed_by_other_choices(tmp_path: Path) -> None:
    set_up(tmp_path, Choices(), os.urandom)
    (tmp_path / "auditor.db").unlink()
    before = contents(tmp_path)
    with pytest.raises(UsageError):
        set_up(tmp_path, Choices(city="見本市"), os.urandom)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("text", ["見本\"市\\\n[store]\nurl = 'x'", "\x00\x7f\x1b", "]]", "'''", "\u2028"])
def test_a_city_of_any_name_is_read_back_as_it_was_given(text: str, tmp_path: Path) -> None:
    assert set_up(tmp_path, Choices(city=text, words=(text,)), os.urandom).settings.city.name == text


def test_a_pack_that_is_none_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(PackError):
        set_up(tmp_path / "place", Choices(pack="nowhere"), os.urandom)
    assert not (tmp_path / "place").exists()


def test_a_lost_store_is_made_again_beside_the_vault_that_stands(tmp_path: Path) -> None:
    set_up(tmp_path, Choices(), os.urandom)
    key = (tmp_path / "vault" / "vault.key").read_bytes()
    (tmp_path / "auditor.db").unlink()
    assert set_up(tmp_path, Choices(), os.urandom).made == (Part.STORE,)
    assert (tmp_path / "vault" / "vault.key").read_bytes() == key


@pytest.mark.parametrize("below", [".", "below", "far/below"])
def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(UsageError):
        set_up(tmp_path / "file" / below, Choices(), os.urandom)
    assert contents(tmp_path) == {"file": b"mine"}


def test_a_vault_without_its_fingerprint_key_is_completed(tmp_path: Path) -> None:
    choice = set_up(tmp_path, Choices(), os.urandom).settings.vault
    choice.path.unlink()
    create_vault(choice, lambda: None).close()
    assert set_up(tmp_path, Choices(), os.urandom).made == (Part.KEY,)


def test_the_rest_of_a_lost_ledger_is_not_played_into_a_new_one(tmp_path: Path) -> None:
    set_up(tmp_path, Choices(), os.urandom)
    (tmp_path / "auditor.db").rename(tmp_path / "auditor.db-wal")
    before = contents(tmp_path)
    with pytest.raises(StoreError) as error:
        set_up(tmp_path, Choices(), os.urandom)
    assert "auditor.db-wal" in error.value.said(Language.EN)
    assert contents(tmp_path) == before


def test_what_was_left_unfinished_is_cleared_away_even_where_nothing_is_missing(tmp_path: Path) -> None:
    set_up(tmp_path, Choices(), os.urandom)
    before = contents(tmp_path)
    for folder in (tmp_path, tmp_path / "vault"):
        (folder / ".0123456789abcdef.part").touch()
    with pytest.raises(UsageError):
        set_up(tmp_path, Choices(), os.urandom)
    assert contents(tmp_path) == before
