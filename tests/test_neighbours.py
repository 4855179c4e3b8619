from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.neighbours import refuse_strangers
from reports.messages import Language


def install(folder: Path, name: str, *files: str) -> None:
    """A distribution as an installer leaves it: its metadata and the record of its files."""
    metadata = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (metadata / "RECORD").write_text("".join(f"{file},sha256=x,1\n" for file in files), "utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "file", ["checks/__init__.py", "reports/pdf/render.py", "auditor/x.py", "checks.py", "reports.py"]
)
def test_a_stranger_with_a_package_of_our_name_is_refused_by_its_name(site: Path, file: str) -> None:
    install(site, "health-checks", "health/__init__.py", file)
    with pytest.raises(UsageError) as refused:
        refuse_strangers()
    assert "health-checks" in refused.value.said(Language.EN)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("file", ["checks_of_health/__init__.py", "my/checks/__init__.py", "checksum.py"])
def test_a_neighbour_with_a_name_of_its_own_is_welcome(site: Path, file: str) -> None:
    install(site, "health-checks", file)
    refuse_strangers()


def test_we_are_no_strangers_ourselves(site: Path) -> None:
    install(site, "credential-auditor", "auditor/__init__.py", "checks/__init__.py", "reports/__init__.py")
    refuse_strangers()


def test_a_distribution_without_a_record_is_no_reason_to_stop(site: Path) -> None:
    install(site, "odd")
    (site / "odd-1.0.dist-info" / "RECORD").unlink()
    refuse_strangers()
