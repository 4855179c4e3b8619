"""``auditor init``, ``demo`` and ``template``."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.catalogue import load_pack
from auditor.inventory.reading import read_sources
from auditor.inventory.tables import Known
from auditor.settings import load
from tests.cli.conftest import Auditor, contents, dump

NOTHING_KNOWN = Known(frozenset(), frozenset(), {}, {}, {})


def test_init_makes_settings_vault_and_store(folder: Path, auditor: Auditor) -> None:
    said = auditor("init", "city", "--city", '宇部"市"\\', "--json")
    assert said.code == 0
    assert said.json == {
        "config": str(folder / "city" / "config.toml"),
        "made": ["settings", "vault", "fingerprint key", "store"],
    }
    settings = load(folder / "city" / "config.toml")
    assert settings.city.name == '宇部"市"\\'
    assert {"config.toml", "auditor.db", "vault/vault.db", "vault/vault.key"} <= contents(
        folder / "city"
    ).keys()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of owner, group and others")
def test_all_that_init_makes_is_open_to_its_owner_only(folder: Path, auditor: Auditor) -> None:
    auditor("init", "city")
    for path in [folder / "city", *(folder / "city").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_init_twice_changes_nothing(folder: Path, auditor: Auditor) -> None:
    auditor("init")
    before = contents(folder)
    said = auditor("init")
    assert (said.code, said.out) == (2, "")
    assert contents(folder) == before


@pytest.mark.parametrize("standing", ["config.toml", "vault/notes.txt", "auditor.db"])
def test_init_overwrites_nothing_and_makes_nothing_beside_it(
    folder: Path, auditor: Auditor, standing: str
) -> None:
    (folder / standing).parent.mkdir(exist_ok=True)
    (folder / standing).write_text("mine", "utf-8")
    assert auditor("init").code == 2
    assert contents(folder) == {standing: b"mine"}


def test_init_leaves_other_files_of_the_folder_alone(folder: Path, auditor: Auditor) -> None:
    (folder / "inventory.xlsx").write_bytes(b"mine")
    assert auditor("init").code == 0
    assert (folder / "inventory.xlsx").read_bytes() == b"mine"


@pytest.mark.parametrize("named", ["own.toml", "./own.toml", "../town/own.toml"])
def test_init_finds_a_city_s_own_pack_from_where_the_user_stands(
    folder: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    town = folder / "town"
    town.mkdir()
    shipped = (resources.files("checks") / "packs" / "ube.toml").read_text("utf-8")
    (town / "own.toml").write_text(shipped.replace('id = "ube"', 'id = "own"', 1), "utf-8")
    monkeypatch.chdir(town)
    said = auditor("init", "--pack", named, "new/place")
    assert (said.code, said.err) == (0, "")
    settings = load(town / "new" / "place" / "config.toml")
    assert 'pack = "../../own.toml"' in (town / "new" / "place" / "config.toml").read_text("utf-8")
    assert load_pack(settings.policy.pack, {}).id == "own"


def test_the_cities_of_the_demo_are_named_where_one_is_not(folder: Path, auditor: Auditor) -> None:
    said = auditor("demo", "--city", "kyoto")
    assert said.code == 2
    assert all(city in said.err for city in ("ube", "asahikawa", "niimi", "oizumi", "ureshino"))


def test_init_with_a_pack_that_is_not_there_makes_nothing(folder: Path, auditor: Auditor) -> None:
    said = auditor("init", "--pack", "no-such-pack")
    assert said.code == 2
    assert contents(folder) == {}


def test_an_audit_of_an_empty_inventory_is_refused_and_nothing_is_recorded(
    folder: Path, auditor: Auditor
) -> None:
    auditor("init")
    before = dump(folder)
    said = auditor("run", "--json")
    assert (said.code, said.out) == (2, "")
    assert "auditor import" in said.err
    assert dump(folder) == before
    assert not (folder / "reports").exists()


def test_the_template_is_an_inventory_that_is_never_overwritten(folder: Path, auditor: Auditor) -> None:
    assert auditor("template").code == 0
    content = (folder / "inventory.xlsx").read_bytes()
    read_sources([folder / "inventory.xlsx"], NOTHING_KNOWN, lambda: None)
    assert auditor("template").code == 2
    assert (folder / "inventory.xlsx").read_bytes() == content
    assert auditor("template", "new/other.xlsx").code == 0
    assert (folder / "new" / "other.xlsx").is_file()


def test_the_template_has_the_policy_fields_of_the_pack_that_is_named_or_in_force(
    folder: Path, auditor: Auditor
) -> None:
    auditor("template", "none.xlsx")
    auditor("template", "named.xlsx", "--pack", "niimi")
    auditor("init", "--pack", "asahikawa")
    auditor("template", "in-force.xlsx")
    auditor("template", "named-beside.xlsx", "--pack", "niimi")

    def fields(name: str) -> list[object]:
        return [cell.value for cell in load_workbook(folder / name)["運用ポリシー"][1]][1:]

    assert fields("none.xlsx") == ["目的"]
    assert fields("named.xlsx") == fields("named-beside.xlsx")
    assert fields("named.xlsx")[-1] == "免責事項"
    assert len(fields("named.xlsx")) == 11
    assert fields("in-force.xlsx")[0] == "発信情報の内容"
    assert fields("in-force.xlsx")[-1] == "閉鎖理由"  # for the request for removal
    assert len(fields("in-force.xlsx")) == 11


def test_a_template_for_a_pack_that_is_not_there_is_refused(folder: Path, auditor: Auditor) -> None:
    said = auditor("template", "--pack", "no-such-pack")
    assert (said.code, said.out, contents(folder)) == (2, "", {})


def test_the_demo_shows_the_city_of_another_guideline_and_names_the_others(
    folder: Path, auditor: Auditor
) -> None:
    said = auditor("demo", "--city", "oizumi", "--short")
    assert said.code == 0
    assert load(folder / "demo" / "config.toml").policy.pack == "oizumi"
    assert "asahikawa" in said.out.splitlines()[-1]
    assert auditor("demo", "other", "--city", "nowhere").code == 2
    assert not (folder / "other").exists()


def test_the_demo_shows_a_city_and_can_be_shown_again(folder: Path, auditor: Auditor) -> None:
    first = auditor("demo", "--short")
    assert first.code == 0
    (report,) = (folder / "demo" / "reports").glob("*.html")
    assert str(report) in first.out
    (folder / "demo" / "left-over").touch()
    second = auditor("demo", "demo", "--short")
    assert second.code == 0
    assert not (folder / "demo" / "left-over").exists()
    standing = auditor("--config", "demo/config.toml", "findings", "--json").json["findings"]
    assert len(standing) > 20


def test_the_demo_refuses_a_folder_with_something_else_in_it(folder: Path, auditor: Auditor) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "file").write_bytes(b"mine")
    said = auditor("demo", "mine")
    assert (said.code, said.out) == (2, "")
    assert contents(folder) == {"mine/file": b"mine"}


def test_the_demo_refuses_a_file_in_place_of_a_folder(folder: Path, auditor: Auditor) -> None:
    (folder / "demo").write_bytes(b"mine")
    assert auditor("demo").code in (2, 5)
    assert contents(folder) == {"demo": b"mine"}


def test_the_demo_takes_an_empty_folder(folder: Path, auditor: Auditor) -> None:
    (folder / "empty").mkdir()
    assert auditor("demo", "empty", "--short").code == 0
