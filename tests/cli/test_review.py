"""``auditor review``: what is still to be done, by section; whom an order is about stays closed until its day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.acceptance.small import small_tables
from tests.acceptance.tables import write_plain_folder
from tests.cli.conftest import Auditor, dump
from tests.cli.known_city import speak_english

AHEAD = date(2026, 12, 1)
DUE = "2026-12-01"
PERSON = ("00103", "試験 次郎")


def tables(effective: date = AHEAD) -> dict[str, Any]:
    """``ac-a`` of one section and ``ac-b`` of another; an administrator of both is to go."""
    made = small_tables()
    made["accounts"][1]["section"] = "別の課"
    made["transfers"].append(
        {
            "staff_number": PERSON[0],
            "name": PERSON[1],
            "effective": effective,
            "kind": "transfer",
            "from_section": "試験課",
            "to_section": "秘密の異動先",
        }
    )
    return made


@pytest.fixture
def audited(city: Path, auditor: Auditor) -> Path:
    """After a first night with nobody going, and a second one with the order."""
    auditor("run", "--no-report")
    write_plain_folder(tables(), city / "source")
    auditor("run", "--no-report")
    return city


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


# --- list ------------------------------------------------------------------------------------------------------------------


def test_nothing_to_do_is_said(city: Path, auditor: Auditor) -> None:
    auditor("run", "--no-report")
    assert auditor("review", "list", "--json").json == {"reviews": []}
    said = auditor("review", "list")
    assert (said.code, said.out.strip()) == (0, "残っている作業はありません。")


def test_reviews_are_listed_as_the_contract_says_and_as_run_does(audited: Path, auditor: Auditor) -> None:
    (review,) = auditor("review", "list", "--json").json["reviews"]
    assert (review["id"], review["kind"], review["staff_number"]) == ("R1", "transfer", "00103")
    assert (review["effective"], review["accounts"]) == ("2026-12-01", ["ac-a", "ac-b"])
    assert [(task["kind"], task["subject"]) for task in review["tasks"]] == [
        ("replace-administrator", "ac-a"),
        ("replace-administrator", "ac-b"),
        ("change-password", "login-a"),
        ("change-password", "login-b"),
        ("renew-second-factor", "login-a"),
        ("end-sessions", "login-a"),
        ("end-sessions", "login-b"),
        ("submit-register", "ac-a"),
        ("submit-register", "ac-b"),
    ]
    assert {(task["due"], task["state"]) for task in review["tasks"]} == {(DUE, "open")}
    assert auditor("run", "--json", "--no-report").json["reviews"] == [review]


def test_a_list_is_grouped_by_section(audited: Path, auditor: Auditor) -> None:
    out = auditor("review", "list").out
    first, second = out.split("試験課：5件")
    assert "別の課：4件" in first
    assert "login-b" in first
    assert "login-a" not in first
    assert "login-a" in second
    assert "login-b" not in second


def test_one_section_alone_is_shown_where_it_is_asked_for(audited: Path, auditor: Auditor) -> None:
    said = auditor("review", "list", "--section", " 別の課 ")
    assert "login-b" in said.out
    assert "login-a" not in said.out
    (review,) = auditor("review", "list", "--section", "別の課", "--json").json["reviews"]
    assert len(review["tasks"]) == 9, "a review is told whole"


def test_a_section_that_has_no_account_is_refused_with_those_that_have(
    audited: Path, auditor: Auditor
) -> None:
    said = auditor("review", "list", "--section", "無い課")
    assert (said.code, said.out) == (2, "")
    assert "無い課" in said.err
    assert "別の課, 試験課" in said.err


def test_late_ones_are_marked(audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "期限超過" not in auditor("review", "list").out
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-02")
    assert auditor("review", "list").out.count("期限超過") == 9


def test_what_is_done_is_listed_only_when_asked_for(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-01")
    for login in ("login-a", "login-b"):
        auditor(
            "evidence", "record", "--kind", "sessions-ended", "--login", login,
            "--date", "2026-12-01", "--by", "00101", "--document", "試第7号",
        )  # fmt: skip
    assert "全端末のログアウト" not in auditor("review", "list").out
    assert auditor("review", "list", "--all").out.count("全端末のログアウト") == 2


def test_a_cancelled_order_leaves_nothing_but_shows_with_all(audited: Path, auditor: Auditor) -> None:
    cancelled = tables()
    cancelled["transfers"].append({**cancelled["transfers"][-1], "kind": "cancelled"})
    write_plain_folder(cancelled, audited / "source")
    auditor("run", "--no-report")
    assert auditor("review", "list", "--json").json == {"reviews": []}
    (review,) = auditor("review", "list", "--all", "--json").json["reviews"]
    assert {task["state"] for task in review["tasks"]} == {"withdrawn"}


def test_looking_changes_nothing(audited: Path, auditor: Auditor) -> None:
    before = dump(audited)
    for command in (("list",), ("list", "--all"), ("show", "R1"), ("write", "x.xlsx")):
        assert auditor("review", *command).code == 0
    assert dump(audited) == before


def test_incidents_stand_among_them(audited: Path, auditor: Auditor) -> None:
    auditor(
        "incident", "open", "--kind", "flaming", "--account", "ac-b", "--at", "2026-11-20T10:00", "--severity", "low"
    )  # fmt: skip
    told = auditor("review", "list", "--json").json["reviews"]
    assert [review["id"] for review in told] == ["R1", "I2"]
    assert "炎上" in auditor("review", "list", "--section", "別の課").out


# --- show ------------------------------------------------------------------------------------------------------------------


def test_a_review_shows_its_person_and_what_closes_each_task(audited: Path, auditor: Auditor) -> None:
    said = auditor("review", "show", "r1")
    assert said.code == 0
    assert "試験 次郎（00103）" in said.out
    assert "在職の担当者が2名いる台帳を取り込むと完了します" in said.out
    assert "令和8年12月1日以後の点検で" in said.out
    assert "種別「ログアウト済」の記録" in said.out
    assert "種別「担当者一覧表の提出」の記録" in said.out


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_a_record_closed_says_why_it_is_open_again(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-01")
    number = auditor(
        "evidence", "record", "--kind", "sessions-ended", "--login", "login-a",
        "--date", "2026-12-01", "--by", "00101", "--document", "試第7号", "--json",
    ).json["number"]  # fmt: skip
    auditor("evidence", "withdraw", str(number))
    if language == "en":
        speak_english(audited)
    why = {
        "ja": "やり直し（完了の根拠とした記録が取り消された）",
        "en": "to do again (the record that closed it was withdrawn)",
    }[language]
    assert auditor("review", "list").out.count(why) == 1
    assert auditor("review", "show", "R1").out.count(why) == 1
    told = {
        task["subject"]: task["why_reopened"]
        for task in auditor("review", "show", "R1", "--json").json["tasks"]
        if task["kind"] == "end-sessions"
    }
    assert told["login-b"] is None
    assert str(told["login-a"]) in why
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-02")
    late = {"ja": "期限超過（完了の根拠とした", "en": "late (the record that"}[language]
    assert late in auditor("review", "list").out


@pytest.mark.parametrize("language", ["ja", "en"])
def test_where_enough_others_are_there_already_the_night_of_the_day_is_said_to_close_it(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    enough = tables()
    enough["administrators"].append({"account_id": "ac-a", "staff_number": "00101"})
    write_plain_folder(enough, audited / "source")
    auditor("import", "source")
    if language == "en":
        speak_english(audited)
    said = {
        line.split(")")[0].split("）")[0]: line for line in auditor("review", "show", "R1").out.splitlines()
    }
    there, missing = {
        "ja": ("・後任の担当者（ac-a", "・後任の担当者（ac-b"),
        "en": ("- another administrator (ac-a", "- another administrator (ac-b"),
    }[language]
    expected = {"ja": "令和8年12月1日の点検で完了します", "en": "the night of 2026-12-01 closes it"}[language]
    assert expected in said[there]
    assert expected not in said[missing]
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-01")
    auditor("run", "--no-report")
    states = {
        task["subject"]: task["state"]
        for task in auditor("review", "show", "R1", "--json").json["tasks"]
        if task["kind"] == "replace-administrator"
    }
    assert states == {"ac-a": "closed", "ac-b": "open"}


def test_as_json_it_has_the_contract_s_fields_and_more(audited: Path, auditor: Auditor) -> None:
    shown = auditor("review", "show", "R1", "--json").json
    (listed,) = auditor("review", "list", "--json").json["reviews"]
    assert {**shown, "tasks": None}.items() >= {**listed, "tasks": None}.items()
    assert (shown["name"], shown["known"]) == ("試験 次郎", "2026-11-20")
    for task, plain in zip(shown["tasks"], listed["tasks"], strict=True):
        assert task.items() >= plain.items()
        assert (task["late"], task["reopened"], task["closed"], task["evidence"]) == (
            False,
            False,
            None,
            None,
        )
        assert task["closes_on"]


def test_what_is_closed_says_when_and_by_which_record(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-02")
    number = auditor(
        "evidence", "record", "--kind", "sessions-ended", "--login", "login-a",
        "--date", "2026-12-01", "--by", "00101", "--document", "試第7号", "--json",
    ).json["number"]  # fmt: skip
    tasks = auditor("review", "show", "R1", "--json").json["tasks"]
    (task,) = (one for one in tasks if (one["kind"], one["subject"]) == ("end-sessions", "login-a"))
    assert (task["state"], task["closed"], task["evidence"]) == ("closed", "2026-12-02", number)
    assert task["closes_on"] is None


def test_an_unknown_review_is_said(audited: Path, auditor: Auditor) -> None:
    said = auditor("review", "show", "R9")
    assert (said.code, said.out) == (2, "")
    assert "R9" in said.err


def test_a_review_is_no_incident(audited: Path, auditor: Auditor) -> None:
    said = auditor("incident", "show", "R1")
    assert said.code == 2
    assert "auditor review show R1" in said.err


# --- confidential until its day ------------------------------------------------------------------------------------------------


def test_before_its_day_neither_list_nor_workbook_tells_whom_an_order_is_about(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> str:
        auditor("review", "write", "tasks.xlsx")
        written = str(sheets(audited / "tasks.xlsx"))
        (audited / "tasks.xlsx").unlink()
        return auditor("review", "list").out + auditor("review", "list", "--all").out + written

    before = told()
    for secret in (*PERSON, "試験　次郎", "次郎", "秘密の異動先"):
        assert secret not in before
    assert "人事異動または担当者の変更" in before
    monkeypatch.setenv("AUDITOR_TODAY", "2026-12-01")
    assert "試験 次郎" in told(), "from its day on the section is told whom it is about"


# --- write -----------------------------------------------------------------------------------------------------------------------


def test_before_its_day_a_list_counts_the_search_for_another_manager_without_a_word(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_manager = tables()
    with_manager["transfers"].append(
        {
            "staff_number": "00101",
            "name": "試験 太郎",
            "effective": AHEAD,
            "kind": "retirement",
            "from_section": "",
            "to_section": "",
        }
    )
    write_plain_folder(with_manager, audited / "source")
    auditor("import", "source")
    said = auditor("review", "list").out
    assert "別の課：5件" in said
    assert said.count("発令日から内容を示す作業：1件") == 2
    assert "管理者" not in said
    assert "R2" not in said
    assert "後任の管理者" in auditor("review", "show", "R2").out
    monkeypatch.setenv("AUDITOR_TODAY", AHEAD.isoformat())
    assert auditor("review", "list").out.count("後任の管理者") == 2


def test_the_workbook_has_a_sheet_a_section(audited: Path, auditor: Auditor) -> None:
    answer = auditor("review", "write", "仕事.xlsx", "--json").json
    assert answer == {"path": "仕事.xlsx", "sections": 2, "tasks": 9}
    book = sheets(audited / "仕事.xlsx")
    assert list(book) == ["一覧", "別の課", "試験課"]
    rows = [row for row in book["試験課"] if row[0] == "☐"]
    assert [(row[3], row[4]) for row in rows] == [
        ("", "後任の担当者"),
        ("login-a", "パスワードの変更"),
        ("login-a", "二要素認証の再設定"),
        ("login-a", "全端末のログアウト"),
        ("", "担当者一覧表の提出"),
    ]
    assert {row[2] for row in rows} == {"ac-a 試し市公式"}


def test_without_a_name_it_goes_to_the_reports_and_the_newest_of_a_day_stays(
    audited: Path, auditor: Auditor
) -> None:
    for _ in range(2):
        said = auditor("review", "write")
        assert said.code == 0
        assert "tasks-2026-11-20.xlsx" in said.out
    assert (audited / "reports" / "tasks-2026-11-20.xlsx").is_file()


def test_no_file_that_stands_is_written_over(audited: Path, auditor: Auditor) -> None:
    (audited / "mine.xlsx").write_text("mine", "utf-8")
    said = auditor("review", "write", "mine.xlsx")
    assert said.code == 2
    assert (audited / "mine.xlsx").read_text("utf-8") == "mine"


def test_a_name_of_no_workbook_is_refused(audited: Path, auditor: Auditor) -> None:
    assert auditor("review", "write", "tasks.csv").code == 2
    assert not (audited / "tasks.csv").exists()
