"""``auditor forms write``, from the inventory to the files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acceptance.small import small_tables
from tests.acceptance.tables import Tables, write_plain_folder
from tests.cli.conftest import Auditor, contents
from tests.offices import TODAY


def city_under(pack: str, city: Path, auditor: Auditor, tables: Tables | None = None) -> Path:
    config = city / "config.toml"
    text = config.read_text(encoding="utf-8")
    assert 'pack = "ube"' in text
    config.write_text(text.replace('pack = "ube"', f'pack = "{pack}"'), encoding="utf-8")
    if tables is not None:
        write_plain_folder(tables, city / "source")
    assert auditor("import", "source").code == 0
    return city


@pytest.fixture
def asahikawa(city: Path, auditor: Auditor) -> Path:
    """``ac-a`` is open, listed long ago, and has a policy with one gap; ``ac-b`` is closed, and nothing is on record."""
    tables = small_tables()
    tables["accounts"][1]["closed"] = TODAY
    tables["evidence"].append(
        {"account_id": "ac-a", "kind": "site-listing", "date": TODAY.replace(year=2025), "by": "00101"}
    )
    tables["staff"][0]["title"] = "課長"
    headings = ["アカウントID", "発信情報の内容", "運用期間", "投稿に対する返信", "運用体制", "その他"]
    write_plain_folder(tables, city / "source")
    lines = (",".join(headings), ",".join(["ac-a", *["定めたとおり"] * 5]))
    (city / "source" / "policies.csv").write_text("\n".join(lines), encoding="utf-8")
    return city_under("asahikawa", city, auditor)


def test_it_writes_what_is_needed_into_the_folder_of_the_reports_and_tells_what_is_missing(
    asahikawa: Path, auditor: Auditor
) -> None:
    said = auditor("forms", "write")
    assert (said.code, said.err) == (0, "")
    (folder,) = asahikawa.rglob(f"forms-{TODAY.isoformat()}")
    assert {path.name for path in folder.iterdir()} == {
        "operation-policy-ac-a.xlsx",
        "operation-policy-ac-a.html",
        "removal-request-ac-b.xlsx",
        "removal-request-ac-b.html",
    }
    assert said.out.splitlines()[-2:] == ["ac-a の未記入：運用時間", "ac-b の未記入：閉鎖の理由"]
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
        assert folder.stat().st_mode & 0o777 == 0o700


def test_programs_get_the_files_and_what_is_missing(asahikawa: Path, auditor: Auditor) -> None:
    answer = auditor("forms", "write", "控え", "--json").json
    assert answer["pack"] == "asahikawa"
    assert answer["missing"] == [
        {"account_id": "ac-a", "form": "operation-policy", "field": "運用時間"},
        {"account_id": "ac-b", "form": "removal-request", "field": "閉鎖の理由"},
    ]
    assert {(one["form"], one["account_id"]) for one in answer["files"]} == {
        ("operation-policy", "ac-a"),
        ("removal-request", "ac-b"),
    }
    assert all(
        Path(one["path"]).parent == Path("控え") and Path(one["path"]).is_file() for one in answer["files"]
    )


def test_forms_and_accounts_can_be_named(asahikawa: Path, auditor: Auditor) -> None:
    assert auditor("forms", "write", "a", "--form", "operation-policy").code == 0
    assert {path.stem for path in Path("a").iterdir()} == {"operation-policy-ac-a"}
    assert auditor("forms", "write", "b", "--account", "ac-b").code == 0
    assert {path.stem for path in Path("b").iterdir()} == {"removal-request-ac-b"}
    named = ("--account", "ac-a", "--form", "listing-notice", "--form", "listing-request")
    assert auditor("forms", "write", "c", *named).code == 0
    assert {path.stem for path in Path("c").iterdir()} == {"listing-notice-ac-a", "listing-request-ac-a"}


def test_where_nobody_needs_one_nothing_is_written(asahikawa: Path, auditor: Auditor) -> None:
    before = contents(asahikawa).keys()
    said = auditor("forms", "write", "--form", "removal-notice")
    assert (said.code, said.out) == (0, "本日、様式の必要なアカウントはありません。\n")
    assert contents(asahikawa).keys() == before


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--form", "register"), "operation-policy"),
        (("--form", "wish"), "wish"),
        (("--account", "ac-z"), "ac-z"),
    ],
)
def test_what_there_is_not_is_refused(
    asahikawa: Path, auditor: Auditor, arguments: tuple[str, ...], word: str
) -> None:
    before = contents(asahikawa).keys()
    said = auditor("forms", "write", *arguments)
    assert (said.code, said.out) == (2, "")
    assert word in said.err
    assert contents(asahikawa).keys() == before


def test_forms_are_written_again_but_not_over_what_people_saved_or_over_anything_else(
    asahikawa: Path, auditor: Auditor
) -> None:
    assert auditor("forms", "write", "控え").code == 0
    assert auditor("forms", "write", "控え").code == 0
    request = Path("控え/removal-request-ac-b.xlsx")
    book = load_workbook(request)
    book.active["D2"] = "試第12号"
    book.save(request)
    before = contents(asahikawa)
    said = auditor("forms", "write", "控え")
    assert (said.code, said.out) == (2, "")
    assert request.name in said.err
    assert contents(asahikawa) == before
    request.unlink()
    page = Path("控え/operation-policy-ac-a.html")
    page.write_text("<p>手で作ったもの</p>", encoding="utf-8")
    assert auditor("forms", "write", "控え").code == 2
    assert page.read_text(encoding="utf-8") == "<p>手で作ったもの</p>"
    assert not request.exists()  # nothing is written where one is refused


def test_a_folder_in_the_place_of_a_file_is_refused(asahikawa: Path, auditor: Auditor) -> None:
    Path("控え/operation-policy-ac-a.html").mkdir(parents=True)
    assert auditor("forms", "write", "控え").code == 2


def test_ube_has_its_register_for_the_city_or_an_account(city: Path, auditor: Auditor) -> None:
    city_under("ube", city, auditor)
    assert auditor("forms", "write", "控え").code == 0
    assert {path.name for path in Path("控え").iterdir()} == {"register.xlsx", "register.html"}
    assert auditor("forms", "write", "控え", "--account", "ac-a").code == 0
    assert {path.name for path in Path("控え").glob("register-*")} == {
        "register-ac-a.xlsx",
        "register-ac-a.html",
    }
    page = Path("控え/register-ac-a.html").read_text(encoding="utf-8")
    assert "ac-a" in page
    assert "ac-b" not in page


def test_an_account_without_administrators_is_told(city: Path, auditor: Auditor) -> None:
    tables = small_tables()
    tables["administrators"] = [row for row in tables["administrators"] if row["account_id"] == "ac-b"]
    tables["staff"][1]["name"] = ""
    city_under("ube", city, auditor, tables)
    assert auditor("forms", "write", "--json").json["missing"] == [
        {"account_id": "ac-a", "form": "register", "field": "担当者"},
        {"account_id": "ac-b", "form": "register", "field": "職員番号00102の氏名"},
    ]


@pytest.mark.parametrize("pack", ["niimi", "oizumi", "ureshino"])
def test_a_pack_without_forms_says_so(city: Path, auditor: Auditor, pack: str) -> None:
    city_under(pack, city, auditor)
    before = contents(city).keys()
    assert auditor("forms", "write").out == f"点検基準{pack}には様式がありません。\n"
    assert auditor("forms", "write", "--json").json == {
        "schema": "auditor.forms/1",
        "pack": pack,
        "forms": [],
        "files": [],
        "missing": [],
    }
    assert contents(city).keys() == before


def test_without_an_inventory_there_is_nothing_to_fill_in(city: Path, auditor: Auditor) -> None:
    assert auditor("forms", "write").code == 2
