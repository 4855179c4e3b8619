"""``auditor evidence``: what is taken, what is refused, what it closes, and what no word closes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from auditor.ledger.database import Ledger
from tests.acceptance.tables import Tables, write_plain_folder
from tests.cli.conftest import Auditor, Said, dump
from tests.cli.known_city import leaving, make_known, speak_english
from tests.offices import TODAY

GOOD = {
    "--kind": "use-approved",
    "--account": "ac-a",
    "--date": "2026-11-19",
    "--by": "00101",
    "--document": "試第9号",
}


@pytest.fixture
def city(made_city: Path, folder: Path) -> Path:
    return make_known(made_city, folder)


def options(**changed: str | None) -> list[str]:
    """``GOOD`` with some options changed, or left out (None)."""
    given = {**GOOD, **{f"--{name}": value for name, value in changed.items()}}
    return [part for name, value in given.items() if value is not None for part in (name, value)]


def on(day: int) -> date:
    return TODAY + timedelta(days=day)


def listed(auditor: Auditor, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = auditor("evidence", "list", "--json", *arguments).json["evidence"]
    return found


# --- recording -----------------------------------------------------------------------------------------------------


def test_a_record_is_kept_and_listed_beside_those_of_the_inventory(city: Path, auditor: Auditor) -> None:
    before = listed(auditor)
    assert {one["source"] for one in before} == {"inventory"}
    given = options(until="2027-03-31", note=" 二行\nの備考 ")
    recorded = auditor("evidence", "record", *given, "--json")
    stated = {
        "number": recorded.json["number"],
        "kind": "use-approved",
        "account_id": "ac-a",
        "login_id": None,
        "date": "2026-11-19",
        "until": "2027-03-31",
        "by": "00101",
        "document": "試第9号",
        "note": "二行 の備考",
    }
    beside = {"file_sha256": None, "new": True, "closed": [], "notes": []}
    assert (recorded.code, recorded.json, recorded.err) == (0, {**stated, **beside}, "")
    *others, newest = listed(auditor)
    assert others == before
    assert newest == {
        **stated,
        "last_day": "2027-03-31",
        "source": "command",
        "recorded_on": TODAY.isoformat(),
        "file_sha256": None,
        "withdrawn": None,
        "state": "in-date",
    }
    table = auditor("evidence", "list").out
    for told in ("利用承認", "試第9号", "2027-03-31", "00101", "台帳", "コマンド", "有効"):
        assert told in table


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"kind": "利用承認"}, {"kind": "use-approved"}),
        ({"kind": "ログアウト済", "account": None, "login": "login-a"}, {"kind": "sessions-ended"}),
        ({"kind": "警察相談"}, {"kind": "police", "account_id": "ac-a"}),
        ({"kind": "警察への相談"}, {"kind": "police"}),
        ({"kind": "全端末のログアウト", "account": None, "login": "login-a"}, {"kind": "sessions-ended"}),
        ({"kind": "All sessions ended", "account": None, "login": "login-a"}, {"kind": "sessions-ended"}),
        ({"kind": "end-sessions", "account": None, "login": "login-a"}, {"kind": "sessions-ended"}),
        ({"kind": "担当者一覧表の提出"}, {"kind": "register-submitted"}),
        ({"kind": "register handed in"}, {"kind": "register-submitted"}),
        ({"kind": "パスワードの変更"}, {"kind": "change-password"}),
        ({"date": "令和8年11月19日"}, {"date": "2026-11-19"}),
        ({"date": "R8/11/19"}, {"date": "2026-11-19"}),
        ({"date": "20261119"}, {"date": "2026-11-19"}),
        ({"date": TODAY.isoformat()}, {"date": TODAY.isoformat()}),
        ({"until": "2026-11-19"}, {"until": "2026-11-19"}),
        ({"until": "9999-12-31"}, {"until": "9999-12-31"}),
        ({"account": "ａｃ－ａ"}, {"account_id": "ac-a"}),
        ({"by": "１０１"}, {"by": "00101"}),
    ],
    ids=str,
)
def test_what_is_typed_is_read_as_the_inventory_reads_it(
    city: Path, auditor: Auditor, changed: dict[str, str | None], kept: dict[str, str]
) -> None:
    recorded = auditor("evidence", "record", *options(**changed), "--json")
    assert recorded.code == 0, recorded.err
    assert recorded.json.items() >= kept.items()


def test_a_record_for_the_whole_city_needs_the_word(city: Path, auditor: Auditor) -> None:
    recorded = auditor("evidence", "record", *options(account=None), "--city", "--json")
    assert (recorded.json["account_id"], recorded.json["login_id"]) == (None, None)
    assert "市全体" in auditor("evidence", "list").out


def test_of_a_file_the_digest_is_kept_and_not_the_file(city: Path, auditor: Auditor) -> None:
    content = b"%PDF a signed paper " + bytes(range(256)) * 10_000
    (city / "決裁.pdf").write_bytes(content)
    recorded = auditor("evidence", "record", *options(file="決裁.pdf"), "--json")
    assert recorded.json["file_sha256"] == hashlib.sha256(content).hexdigest()
    assert listed(auditor)[-1]["file_sha256"] == hashlib.sha256(content).hexdigest()
    store = (city / "auditor.db").read_bytes()
    assert b"a signed paper" not in store
    assert "決裁.pdf".encode() not in store


def test_the_same_record_twice_is_one(city: Path, auditor: Auditor) -> None:
    first = auditor("evidence", "record", *options(), "--json").json
    before = dump(city)
    again = auditor("evidence", "record", *options(), "--json")
    assert (again.code, again.json) == (0, {**first, "new": False})
    assert str(first["number"]) in auditor("evidence", "record", *options()).out
    assert dump(city) == before
    (city / "paper").write_bytes(b"paper")
    assert auditor("evidence", "record", *options(file="paper"), "--json").json["new"] is True


def test_who_is_not_in_the_directory_may_record_and_it_is_told(city: Path, auditor: Auditor) -> None:
    said = auditor("evidence", "record", *options(by="99999"))
    assert (said.code, said.err) == (0, "職員名簿に職員番号99999の人はいません。\n")
    noted = auditor("evidence", "record", *options(by="99998"), "--json")
    assert noted.json["notes"] == ["職員名簿に職員番号99998の人はいません。"]


REFUSALS: dict[str, tuple[dict[str, str | None], str, str]] = {
    "no kind": ({"kind": None}, "--kind is missing.", "--kind が指定されていません。"),
    "no date": ({"date": None}, "--date is missing.", "--date が指定されていません。"),
    "nobody": ({"by": None}, "--by is missing.", "--by が指定されていません。"),
    "no document": ({"document": None}, "--document is missing.", "--document が指定されていません。"),
    "an unknown kind": (
        {"kind": "sessions-closed"},
        "There is no kind of record sessions-closed.\nWrite one of: use-approved, operating-rules",
        "記録の種別にsessions-closedはありません。\n次のいずれかを書いてください：利用承認, 運用規程",
    ),
    "a task that no record closes": (
        {"kind": "another administrator"},
        "There is no kind of record another administrator.\nWrite one of: use-approved, operating-rules",
        "記録の種別にanother administratorはありません。\n次のいずれかを書いてください：利用承認, 運用規程",
    ),
    "nothing that it is about": (
        {"account": None},
        "A record is about one thing.",
        "記録の対象を一つ指定してください。",
    ),
    "two things at once": (
        {"login": "login-a"},
        "A record is about one thing.",
        "記録の対象を一つ指定してください。",
    ),
    "an unknown account": (
        {"account": "ac-q"},
        "The inventory has no account ac-q.\nWrite the id as it stands in the inventory.",
        "台帳にアカウントac-qはありません。",
    ),
    "an account in other letters": (
        {"account": "AC-A"},
        "The inventory has no account AC-A.\nPerhaps this was meant: ac-a",
        "次のものではありませんか：ac-a",
    ),
    "an unknown login": (
        {"account": None, "login": "login-q"},
        "The inventory has no login login-q.",
        "台帳にログインlogin-qはありません。",
    ),
    "an empty account": ({"account": ""}, "--account is empty.", "--accountが空です。"),
    "a hidden sign": (
        {"account": "ac\u200b-a"},
        "--account holds a sign that cannot be seen.",
        "--accountに目に見えない文字が含まれています。",
    ),
    "an incident's step about a login": (
        {"kind": "report-to-platform", "account": None, "login": "login-a"},
        "A record of report-to-platform is about an account.\nName the account with --account.",
        "「事業者への通報」の記録は、アカウントについてのものです。",
    ),
    "a day that is none": ({"date": "2026-02-30"}, "--date is no date: 2026-02-30.", "2026-02-30"),
    "a day without end": ({"date": "9999-12-31"}, "--date is no date: 9999-12-31.", "9999-12-31"),
    "an end that is none": ({"until": "soon"}, "--until is no date: soon.", "soon"),
    "a day after today": (
        {"date": "2026-11-21"},
        "The day of the record, 2026-11-21, is after today, 2026-11-20.",
        "記録の日付2026-11-21は、今日（2026-11-20）より後の日です。",
    ),
    "an end before the day": (
        {"until": "2026-11-18"},
        "The last day, 2026-11-18, lies before the day of the record, 2026-11-19.",
        "有効期限2026-11-18が、記録の日付2026-11-19より前です。",
    ),
    "an empty document": (
        {"document": " \n"},
        "The record names no document.",
        "文書番号が指定されていません。",
    ),
    "an empty number": ({"by": " "}, "--by is empty.", "--byが空です。"),
    "a number that could be two": (
        {"by": "777"},
        "The staff number 777 could be one of several.",
        "職員番号777に当たる人が複数います。",
    ),
    "a file that is not there": (
        {"file": "nowhere.pdf"},
        "nowhere.pdf cannot be read: there is no such file.",
        "nowhere.pdf",
    ),
    "a folder": ({"file": "source"}, "source cannot be read: it is no ordinary file.", "source"),
}


def refused(said: Said, expected: str) -> None:
    assert (said.code, said.out) == (2, "")
    assert expected in said.err
    assert said.err.count("\n") == 2, "what is wrong, and what to do"


@pytest.mark.parametrize(("changed", "english", "japanese"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_recorded_is_refused_in_both_languages_and_changes_nothing(
    city: Path,
    auditor: Auditor,
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, str | None],
    english: str,
    japanese: str,
) -> None:
    before = dump(city)
    refused(auditor("evidence", "record", *options(**changed)), japanese)
    speak_english(city)
    monkeypatch.setenv("AUDITOR_LANGUAGE", "en")
    refused(auditor("evidence", "record", *options(**changed)), english)
    assert dump(city) == before


def test_an_incidents_step_of_the_whole_city_is_refused(city: Path, auditor: Auditor) -> None:
    given = options(account=None, kind="police")
    refused(auditor("evidence", "record", *given, "--city"), "「警察相談」の記録は")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_is_refused_and_nobody_waits_for_a_writer(city: Path, auditor: Auditor) -> None:
    os.mkfifo(city / "pipe")
    refused(auditor("evidence", "record", *options(file="pipe")), "pipe")


def test_hostile_words_are_data(city: Path, auditor: Auditor) -> None:
    document = "{0.__class__} [bold]x[/] \x1b[31m'; DROP TABLE evidence --"
    assert auditor("evidence", "record", *options(document=document)).code == 0
    kept = listed(auditor)[-1]["document"]
    assert kept == "{0.__class__} [bold]x[/] [31m'; DROP TABLE evidence --"
    assert "\x1b" not in auditor("evidence", "list").out


# --- the list ------------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_subject_and_kind(city: Path, auditor: Auditor) -> None:
    everything = listed(auditor)
    for arguments, fits in (
        (("--account", "ac-a"), lambda one: one["account_id"] == "ac-a"),
        (("--login", "login-a"), lambda one: one["login_id"] == "login-a"),
        (("--kind", "承認記録の保存"), lambda one: one["kind"] == "records-kept"),
        (
            ("--account", "ac-b", "--kind", "use-approved"),
            lambda one: (one["account_id"], one["kind"]) == ("ac-b", "use-approved"),
        ),
    ):
        found = listed(auditor, *arguments)
        assert found == [one for one in everything if fits(one)]
        assert 0 < len(found) < len(everything)
    nothing = auditor("evidence", "list", "--account", "ac-q")
    assert (nothing.code, nothing.out) == (0, "該当する記録はありません。\n")


def test_a_record_lapses_on_its_last_day_or_after_the_time_of_the_pack(
    city: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor("evidence", "record", *options(until="2026-11-22"))

    def states(day: date) -> dict[str, str]:
        monkeypatch.setenv("AUDITOR_TODAY", day.isoformat())
        return {
            "stated": listed(auditor)[-1]["state"],
            "kept": listed(auditor, "--account", "ac-a", "--kind", "records-kept")[0]["state"],
            "set": listed(auditor, "--login", "login-a", "--kind", "second-factor-set")[0]["state"],
        }

    recorded = TODAY - timedelta(days=50)  # those of the inventory
    assert states(on(2)) == {"stated": "in-date", "kept": "in-date", "set": "in-date"}
    assert states(on(3)) == {"stated": "lapsed", "kept": "in-date", "set": "in-date"}
    assert states(recorded + timedelta(days=366))["set"] == "lapsed"
    assert states(recorded + timedelta(days=400))["kept"] == "in-date"
    assert states(recorded + timedelta(days=401))["kept"] == "lapsed"
    assert "期限切れ" in auditor("evidence", "list").out


# --- withdrawing ---------------------------------------------------------------------------------------------------


def test_a_withdrawn_record_counts_no_more_and_stays_visible(
    city: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = auditor("evidence", "record", *options(), "--json").json["number"]
    assert auditor("evidence", "withdraw", str(number)).code == 0
    assert number not in {one["number"] for one in listed(auditor)}
    (kept,) = [one for one in listed(auditor, "--all") if one["number"] == number]
    assert (kept["withdrawn"], kept["state"]) == (TODAY.isoformat(), "withdrawn")
    monkeypatch.setenv("AUDITOR_TODAY", on(3).isoformat())
    before = dump(city)
    again = auditor("evidence", "withdraw", str(number))
    assert again.code == 0
    assert TODAY.isoformat() in again.out
    told = auditor("evidence", "withdraw", str(number), "--json").json
    assert (told["new"], told["withdrawn"], told["reopened"]) == (False, TODAY.isoformat(), [])
    assert dump(city) == before
    anew = auditor("evidence", "record", *options(), "--json").json
    assert (anew["new"], anew["number"] > number) == (True, True)


def test_only_what_a_command_recorded_is_withdrawn(city: Path, auditor: Auditor) -> None:
    before = dump(city)
    imported = str(listed(auditor)[0]["number"])
    refused(auditor("evidence", "withdraw", imported), f"記録{imported}は台帳から取り込んだもので")
    refused(auditor("evidence", "withdraw", "999"), "記録999はありません。")
    speak_english(city)
    refused(
        auditor("evidence", "withdraw", imported),
        f"Record {imported} stands in the inventory and was not recorded by command.\n"
        "Take its row out of the inventory, and import that.",
    )
    refused(auditor("evidence", "withdraw", "999"), "There is no record 999.")
    assert dump(city) == before


# --- tasks ---------------------------------------------------------------------------------------------------------


class Office:
    """The known city, in which somebody was ordered elsewhere from ``TODAY`` on."""

    def __init__(self, city: Path, auditor: Auditor, go_to: Callable[[date], None]) -> None:
        self.city, self.auditor, self.go_to = city, auditor, go_to

    def take_in(self, tables: Tables) -> None:
        write_plain_folder(tables, self.city / "source")
        assert self.auditor("import", "source").code == 0

    def record(self, **changed: str | None) -> Any:
        said = self.auditor("evidence", "record", *options(**changed), "--json")
        assert said.code == 0, said.err
        return said.json

    def tasks(self, day: int) -> dict[tuple[str, str], str]:
        """Of the reviews that a run of that day tells."""
        self.go_to(on(day))
        told = self.auditor("run", "--json", "--no-report").json
        return {
            (task["kind"], task["subject"]): task["state"]
            for review in told["reviews"]
            for task in review["tasks"]
        }


@pytest.fixture
def office(city: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office(city, auditor, lambda day: monkeypatch.setenv("AUDITOR_TODAY", day.isoformat()))
    office.go_to(on(-1))
    auditor("run", "--no-report")  # before the day: the machine has seen the passwords that they know
    office.go_to(TODAY)
    office.take_in(leaving(TODAY))
    return office


def short(tasks: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(task["kind"], task["subject"]) for task in tasks}


def test_a_record_that_names_the_login_closes_its_task_and_the_withdrawal_opens_it_again(
    office: Office,
) -> None:
    done = office.record(kind="sessions-ended", account=None, login="login-a", date=TODAY.isoformat())
    assert short(done["closed"]) == {("end-sessions", "login-a")}
    assert done["closed"][0]["review"] == "R1"
    assert office.tasks(0)["end-sessions", "login-a"] == "closed"
    assert office.tasks(0)["end-sessions", "login-b"] == "open"
    back = office.auditor("evidence", "withdraw", str(done["number"]), "--json").json
    assert short(back["reopened"]) == {("end-sessions", "login-a")}
    assert office.tasks(1)["end-sessions", "login-a"] == "open"


def test_the_answer_tells_people_what_closed_and_what_is_open_again(office: Office) -> None:
    given = options(kind="sessions-ended", account=None, login="login-a", date=TODAY.isoformat())
    said = office.auditor("evidence", "record", *given)
    assert "完了しました：login-aの全端末のログアウト（見直しR1、期限2026-11-" in said.out
    number = str(listed(office.auditor)[-1]["number"])
    assert "再び未了：login-aの全端末のログアウト" in office.auditor("evidence", "withdraw", number).out


def test_a_record_of_the_register_for_the_city_closes_it_for_every_account(office: Office) -> None:
    given = options(kind="register-submitted", account=None, date=TODAY.isoformat())
    done = office.auditor("evidence", "record", *given, "--city", "--json").json
    assert short(done["closed"]) == {("submit-register", "ac-a"), ("submit-register", "ac-b")}


def test_of_two_records_that_close_a_task_the_withdrawal_of_the_other_opens_nothing(office: Office) -> None:
    first = office.record(kind="sessions-ended", account=None, login="login-a", date=TODAY.isoformat())
    other = office.record(
        kind="sessions-ended", account=None, login="login-a", date=TODAY.isoformat(), document="試第10号"
    )
    assert other["closed"] == []
    withdrawn = office.auditor("evidence", "withdraw", str(other["number"]), "--json").json
    assert withdrawn["reopened"] == []
    again = office.record(
        kind="sessions-ended", account=None, login="login-a", date=TODAY.isoformat(), document="試第11号"
    )
    back = office.auditor("evidence", "withdraw", str(first["number"]), "--json").json
    assert back["reopened"] == [], "the other record closes it"
    assert again["closed"] == []
    assert office.tasks(0)["end-sessions", "login-a"] == "closed"


def test_what_is_dated_before_the_day_closes_nothing(office: Office) -> None:
    early = office.record(kind="sessions-ended", account=None, login="login-a", date=on(-1).isoformat())
    assert early["closed"] == []
    assert early["notes"] == [
        "2026-11-19付けの記録では、見直しR1の作業は完了しません。2026-11-20以後の日付の記録が必要です。"
    ]


def test_a_record_of_today_is_told_to_close_nothing_of_a_review_that_lies_ahead(office: Office) -> None:
    office.go_to(on(1))
    office.take_in(leaving(on(9), "00102"))
    speak_english(office.city)
    given = {"date": on(1).isoformat()}
    ended = office.record(kind="ログアウト済", account=None, login="login-a", **given)
    assert ended["notes"] == [
        f"A record of {on(1)} closes nothing of review R2: there one counts that is dated {on(9)} or later."
    ]
    again = office.record(kind="ログアウト済", account=None, login="login-a", **given)
    assert again == {**ended, "new": False, "closed": []}
    submitted = office.record(kind="register-submitted", **given)
    assert submitted["notes"] == ended["notes"]
    office.go_to(on(9))
    done = office.record(kind="ログアウト済", account=None, login="login-a", date=on(9).isoformat())
    assert (short(done["closed"]), done["notes"]) == ({("end-sessions", "login-a")}, [])


def test_a_register_of_before_a_later_change_of_administrators_is_told_the_day_of_the_change(
    office: Office,
) -> None:
    office.go_to(on(3))
    changed = leaving(TODAY)
    changed["administrators"].append({"account_id": "ac-a", "staff_number": "00101", "since": on(3)})
    office.take_in(changed)
    early = office.record(kind="担当者一覧表の提出", date=on(2).isoformat())
    assert early["notes"] == [
        f"{on(2)}付けの記録では、見直しR1の作業は完了しません。{on(3)}以後の日付の記録が必要です。"
    ]
    done = office.record(kind="担当者一覧表の提出", date=on(3).isoformat())
    assert (short(done["closed"]), done["notes"]) == ({("submit-register", "ac-a")}, [])


CLAIMS: dict[str, dict[str, str | None]] = {
    "change-password": {"kind": "change-password"},
    "sessions-ended of an account": {"kind": "sessions-ended"},
    "second-factor-set": {"kind": "second-factor-set", "account": None, "login": "login-a"},
    "password-not-known": {"kind": "password-not-known", "account": None, "login": "login-a"},
}


def test_words_that_close_nothing_say_so(office: Office) -> None:
    for claim, note in (
        ("change-password", "夜間の点検が金庫で新しいパスワードを確認したとき"),
        ("sessions-ended of an account", "ログインを指定した記録（--login）"),
    ):
        said = office.auditor("evidence", "record", *options(**CLAIMS[claim], date=TODAY.isoformat()))
        assert said.code == 0
        assert note in said.err


@pytest.mark.parametrize("order", list(permutations(("claims", "password_changed", "night"))), ids="-".join)
def test_no_word_closes_what_the_machine_must_see(office: Office, order: tuple[str, ...]) -> None:
    """In whatever order people state that it was done, nights pass, and the inventory says so, too."""
    seen = {
        ("change-password", "login-a"),
        ("change-password", "login-b"),
        ("renew-second-factor", "login-a"),
    }

    def claims() -> None:
        for claim in CLAIMS.values():
            assert office.record(**claim, date=TODAY.isoformat())["closed"] == []

    def password_changed() -> None:
        tables = leaving(TODAY)
        for login in tables["logins"]:
            login["password_changed"] = TODAY
        office.take_in(tables)

    def night() -> None:
        office.auditor("run", "--no-report")

    steps = {"claims": claims, "password_changed": password_changed, "night": night}
    for name in order:
        steps[name]()
    states = office.tasks(1)
    assert {states[task] for task in seen} == {"open"}
    assert states["end-sessions", "login-a"] == "open"
    for login in ("login-a", "login-b"):
        office.auditor("secret", "set", login, stdin=f"Qz7-wHdtBzGm!{login}.Rk\n".encode())
    changed = office.tasks(2)
    assert {task for task in seen if changed[task] == "closed"} == {
        ("change-password", "login-a"),
        ("change-password", "login-b"),
    }


def test_an_import_does_not_hand_the_number_of_a_record_that_closed_a_task_to_another(office: Office) -> None:
    """SQLite gives the number of a dropped row to the next one; the task is not tied to that."""
    tables = leaving(TODAY)
    tables["evidence"].append(
        {"login_id": "login-a", "kind": "sessions-ended", "date": TODAY, "by": "00101", "document": "試第3号"}
    )
    office.take_in(tables)
    assert office.tasks(0)["end-sessions", "login-a"] == "closed"
    office.take_in(leaving(TODAY))
    other = office.record()
    assert other["closed"] == []
    assert office.auditor("evidence", "withdraw", str(other["number"]), "--json").json["reopened"] == []
    assert office.tasks(1)["end-sessions", "login-a"] == "closed"


def test_a_refused_command_beside_a_run_says_so(city: Path, auditor: Auditor) -> None:
    before = dump(city)
    with Ledger.open(f"sqlite:///{city / 'auditor.db'}").run_lock():
        for arguments in (("record", *options()), ("withdraw", "1")):
            assert auditor("evidence", *arguments).code == 4
    assert dump(city) == before
