"""A ledger is made where the settings name one, by ``auditor init``, and only once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.ledger.database import Ledger
from auditor.setting_up import Choices, Part, set_up

from .conftest import Places


def test_a_store_that_the_settings_came_to_name_is_made_once(tmp_path: Path, places: Places) -> None:
    url = places.empty()
    place = set_up(tmp_path, Choices(), os.urandom)
    text = place.config.read_text(encoding="utf-8").replace("sqlite:///auditor.db", url)
    place.config.write_text(text, encoding="utf-8")
    assert not Ledger.is_made(url)
    assert set_up(tmp_path, Choices(), os.urandom).made == (Part.STORE,)
    assert Ledger.is_made(url)
    with pytest.raises(UsageError):
        set_up(tmp_path, Choices(), os.urandom)
