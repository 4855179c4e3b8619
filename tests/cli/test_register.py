from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acceptance.small import small_tables
from tests.acceptance.tables import Tables, write_plain_folder
from tests.cli.conftest import Auditor, contents, dump
from tests.offices import TODAY


@pytest.fixture
def town(city: Path, auditor: Auditor) -> Path:
    """The small city, its inventory taken in; its registers were handed in 50 days ago."""
    assert auditor("import", "source").code == 0
    return city


def take_in(town: Path, auditor: Auditor, tables: Tables) -> None:
    write_plain_folder(tables, town / "source")
    assert auditor("import", "source").code == 0


def replaced(town: Path, auditor: Auditor) -> None:
    """00103 no longer administers ac-a, 00101 does."""
    tables = small_tables()
    for row in tables["administrators"]:
        if (row["account_id"], row["staff_number"]) == ("ac-a", "00103"):
            row["staff_number"] = "00101"
            row["since"] = TODAY
    take_in(town, auditor, tables)


def open_tasks(auditor: Auditor) -> set[tuple[str, str]]:
    reviews = auditor("run", "--json", "--no-report").json["reviews"]
    return {
        (task["kind"], task["subject"])
        for review in reviews
        for task in review["tasks"]
        if task["state"] == "open"
    }


# --- show --------------------------------------------------------------------------------------------------------


def test_it_shows_who_administers_what(town: Path, auditor: Auditor) -> None:
    said = auditor("register", "show")
    assert said.code == 0
    for word in ("ac-a", "ac-b", "00102", "試験 花子", "試験課"):
        assert word in said.out


def test_it_shows_what_changed_since_the_last_one_handed_in(town: Path, auditor: Auditor) -> None:
    assert "追加" not in auditor("register", "show").out
    replaced(town, auditor)
    said = auditor("register", "show").out
    assert "追加" in said
    assert "削除" in said
    shown = auditor("register", "show", "--json").json
    assert [
        (change["change"], change["account_id"], change["staff_number"], change["on"], change["submitted"])
        for change in shown["changes"]
    ] == [
        ("added", "ac-a", "00101", TODAY.isoformat(), (TODAY - timedelta(days=50)).isoformat()),
        ("removed", "ac-a", "00103", TODAY.isoformat(), (TODAY - timedelta(days=50)).isoformat()),
    ]


def test_one_account_or_section_can_be_shown(town: Path, auditor: Auditor) -> None:
    shown = auditor("register", "show", "--account", "ac-a", "--json").json
    assert {row["account_id"] for row in shown["administrators"]} == {"ac-a"}
    assert {row["account_id"] for row in shown["accounts"]} == {"ac-a"}
    assert len(auditor("register", "show", "--section", " 試験課 ", "--json").json["administrators"]) == 4


def test_accounts_without_anybody_are_told(town: Path, auditor: Auditor) -> None:
    tables = small_tables()
    tables["administrators"] = [row for row in tables["administrators"] if row["account_id"] == "ac-b"]
    take_in(town, auditor, tables)
    assert "担当者がいないアカウント：ac-a" in auditor("register", "show").out


@pytest.mark.parametrize("command", ["show", "write", "submit"])
def test_an_unknown_section_is_refused_with_those_there_are(
    town: Path, auditor: Auditor, command: str
) -> None:
    before = contents(town)
    said = auditor("register", command, "--section", "総務課")
    assert (said.code, said.out) == (2, "")
    assert "総務課" in said.err
    assert "試験課" in said.err
    assert contents(town).keys() == before.keys()


def test_without_an_inventory_there_is_no_register(city: Path, auditor: Auditor) -> None:
    for command in ("show", "write"):
        assert auditor("register", command).code == 2


# --- write ---------------------------------------------------------------------------------------------------------


def test_it_is_written_into_the_folder_of_the_reports_under_the_day(town: Path, auditor: Auditor) -> None:
    said = auditor("register", "write")
    assert said.code == 0
    (path,) = town.rglob("register-2026-11-20.xlsx")
    assert str(path.name) in said.out
    assert load_workbook(path).sheetnames == ["市全体", "試験課"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    assert auditor("register", "write").code == 0  # again, in place of the old one


def test_another_file_and_one_section_can_be_named(town: Path, auditor: Auditor) -> None:
    assert auditor("register", "write", "控え/一覧.xlsx", "--section", "試験課").code == 0
    assert load_workbook(town / "控え" / "一覧.xlsx").sheetnames == ["試験課"]


def test_nothing_but_an_older_register_is_written_over(town: Path, auditor: Auditor) -> None:
    assert auditor("template", "template.xlsx").code == 0
    (town / "notes.xlsx").write_bytes(b"notes of somebody")
    (town / "folder.xlsx").mkdir()
    before = contents(town)
    for file in ("template.xlsx", "notes.xlsx", "folder.xlsx", "config.toml", "new.pdf", "vault"):
        said = auditor("register", "write", file)
        assert (said.code, said.out) == (2, ""), file
        assert file in said.err
    assert contents(town) == before


# --- submit --------------------------------------------------------------------------------------------------------


def test_it_is_for_the_whole_city_today_by_default_and_closes_the_tasks(town: Path, auditor: Auditor) -> None:
    assert auditor("run", "--no-report").code == 0
    replaced(town, auditor)
    assert ("submit-register", "ac-a") in open_tasks(auditor)
    said = auditor("register", "submit")
    assert said.code == 0
    assert "ac-a" in said.out
    assert "担当者一覧表の提出" in said.out
    assert ("submit-register", "ac-a") not in open_tasks(auditor)
    assert auditor("register", "show", "--json").json["changes"] == []


def test_the_answer_as_json(town: Path, auditor: Auditor) -> None:
    replaced(town, auditor)
    said = auditor(
        "register", "submit", "--by", "00101", "--document", "試第9号", "--date", "令和8年11月20日", "--json"
    )
    assert said.code == 0
    answer = said.json
    assert answer["date"] == "2026-11-20"
    assert [(record["account_id"], record["new"]) for record in answer["records"]] == [(None, True)]
    assert [(done["kind"], done["subject"]) for done in answer["closed"]] == [("submit-register", "ac-a")]
    assert (answer["changed_since"], answer["notes"]) == ([], [])
    stated = [
        one for one in auditor("evidence", "list", "--json").json["evidence"] if one["source"] == "command"
    ]
    assert [(one["kind"], one["by"], one["document"], one["date"]) for one in stated] == [
        ("register-submitted", "00101", "試第9号", "2026-11-20")
    ]


def test_the_same_again_changes_nothing(town: Path, auditor: Auditor) -> None:
    assert auditor("register", "submit").code == 0
    before = dump(town)
    assert auditor("register", "submit").code == 0
    assert [record["new"] for record in auditor("register", "submit", "--json").json["records"]] == [False]
    assert dump(town) == before


def test_what_was_withdrawn_can_be_recorded_anew(town: Path, auditor: Auditor) -> None:
    (record,) = auditor("register", "submit", "--json").json["records"]
    assert auditor("evidence", "withdraw", str(record["number"])).code == 0
    assert auditor("register", "submit", "--json").json["records"][0]["new"]


def test_accounts_or_a_section_are_recorded_one_by_one(town: Path, auditor: Auditor) -> None:
    named = auditor("register", "submit", "--account", "ac-b", "--account", "ac-b", "--json").json
    assert [record["account_id"] for record in named["records"]] == ["ac-b"]
    of_section = auditor("register", "submit", "--section", "試験課", "--json").json
    assert [(record["account_id"], record["new"]) for record in of_section["records"]] == [
        ("ac-a", True),
        ("ac-b", False),
    ]


def test_a_register_of_before_the_last_change_closes_nothing_and_that_is_said(
    town: Path, auditor: Auditor
) -> None:
    assert auditor("run", "--no-report").code == 0
    replaced(town, auditor)
    said = auditor("register", "submit", "--date", (TODAY - timedelta(days=1)).isoformat())
    assert said.code == 0
    assert "ac-a" in said.err
    assert "ac-b" not in said.err
    assert "見直しR1の作業は完了しません。2026-11-20以後の日付の記録が必要です。" in said.err
    assert ("submit-register", "ac-a") in open_tasks(auditor)


def test_what_the_record_lacks_is_said_and_it_counts_all_the_same(town: Path, auditor: Auditor) -> None:
    without = auditor("register", "submit")
    assert without.code == 0
    assert without.err.splitlines() == [
        "一覧表を提出した人が記録されていません（--by で指定できます）。",
        "文書番号が記録されていません（--document で指定できます）。",
    ]
    only = auditor("register", "submit", "--by", "00101", "--json")
    assert (only.err, only.json["notes"]) == (
        "",
        ["文書番号が記録されていません（--document で指定できます）。"],
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--date", (TODAY + timedelta(days=1)).isoformat()),
        ("--date", "soon"),
        ("--account", "ac-z"),
        ("--account", "ac-a", "--account", "ac-z"),
        ("--account", "ac-a", "--section", "試験課"),
        ("--account", ""),
        ("extra",),
    ],
)
def test_what_is_refused_changes_nothing(town: Path, auditor: Auditor, arguments: tuple[str, ...]) -> None:
    before = dump(town)
    said = auditor("register", "submit", *arguments)
    assert (said.code, said.out) == (2, "")
    assert 1 <= len(said.err.splitlines()) <= 2
    assert dump(town) == before


def test_a_staff_number_that_lost_its_zeros_is_the_one_of_the_directory(town: Path, auditor: Auditor) -> None:
    assert auditor("register", "submit", "--by", "101").code == 0
    stated = auditor("evidence", "list", "--json").json["evidence"]
    assert [one["by"] for one in stated if one["source"] == "command"] == ["00101"]
