"""What the acceptance tests share: a program start costs half a second, so offices are copied where they can be."""

from __future__ import annotations

import pytest

from tests.acceptance.harness import Office, new_office
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import secrets_csv, write_plain_folder


@pytest.fixture(scope="session")
def sound_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The small city, imported, its secrets in the vault, nothing audited yet. Copy it before changing it."""
    folder = tmp_path_factory.mktemp("sound") / "office"
    office = new_office(folder)
    write_plain_folder(small_tables(), folder / "source")
    office.must("import", "source")
    (folder / "secrets.csv").write_bytes(secrets_csv(SECRETS))
    office.must("secret", "import", "secrets.csv")
    (folder / "secrets.csv").unlink()
    return office
