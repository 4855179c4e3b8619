"""``auditor incident``: opened once, its steps dated by the pack, closed by nights and records, never by a claim."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

import checks
from tests.cli.conftest import Auditor, Said, dump

NOW = "2026-11-20T09:30"
STEPS = [
    ("change-password", "login-a", "2026-11-21"),
    ("report-to-platform", "ac-a", "2026-11-21"),
    ("announce-elsewhere", "ac-a", "2026-11-21"),
    ("report-inside", "ac-a", "2026-11-21"),
    ("publish", "ac-a", "2026-11-26"),  # the 23rd is a holiday
    ("police", "ac-a", "2026-11-26"),
]


@pytest.fixture
def audited(city: Path, auditor: Auditor) -> Path:
    """The small city after a night: nothing is wrong with it."""
    assert auditor("run", "--no-report").code == 0
    return city


def opened(
    auditor: Auditor,
    *more: str,
    kind: str = "takeover",
    account: str = "ac-a",
    at: str = NOW,
    severity: str = "critical",
) -> Said:
    return auditor(
        "incident", "open", "--kind", kind, "--account", account, "--at", at, "--severity", severity, *more
    )


def recorded(
    auditor: Auditor, kind: str, *more: str, date: str = "2026-11-20", account: str = "ac-a"
) -> Said:
    return auditor(
        "incident", "record", "--kind", kind, "--account", account,
        "--date", date, "--by", "00101", "--document", "試第9号", *more,
    )  # fmt: skip


def states(auditor: Auditor, incident: str = "I1") -> dict[str, str]:
    shown = auditor("incident", "show", incident, "--json").json
    return {task["kind"]: task["state"] for task in shown["tasks"]}


def finding(auditor: Auditor, *arguments: str) -> dict[str, Any]:
    (found,) = (
        one for one in auditor("run", "--json", "--no-report", *arguments).json["findings"]
        if one["check"] == "incident-response"
    )  # fmt: skip
    return dict(found)


# --- opening ------------------------------------------------------------------------------------------------------------


def test_an_incident_is_opened_with_its_steps_and_their_days(audited: Path, auditor: Auditor) -> None:
    told = opened(auditor, "--json").json
    assert told["opened"] is True
    assert (told["id"], told["kind"], told["staff_number"]) == ("I1", "takeover", None)
    assert (told["accounts"], told["effective"]) == (["ac-a"], "2026-11-20")
    assert (told["at"], told["severity"]) == ("2026-11-20T09:30+09:00", "critical")
    assert [(task["kind"], task["subject"], task["due"]) for task in told["tasks"]] == STEPS
    assert {task["state"] for task in told["tasks"]} == {"open"}


@pytest.mark.parametrize(
    ("kind", "severity", "expected"),
    [
        (
            "takeover",
            "high",
            ["change-password", "report-to-platform", "announce-elsewhere", "report-inside", "publish"],
        ),
        (
            "takeover",
            "medium",
            ["change-password", "report-to-platform", "announce-elsewhere", "report-inside"],
        ),
        (
            "impersonation",
            "critical",
            ["report-to-platform", "announce-elsewhere", "report-inside", "publish", "police"],
        ),
        ("flaming", "high", ["report-inside", "publish"]),
        ("flaming", "low", ["report-inside"]),
        ("wrong-post", "high", ["report-inside", "correct", "publish"]),
        ("wrong-post", "low", ["report-inside", "correct"]),
    ],
)
def test_kind_and_severity_say_what_is_asked(
    audited: Path, auditor: Auditor, kind: str, severity: str, expected: list[str]
) -> None:
    told = opened(auditor, "--json", kind=kind, severity=severity).json
    assert [task["kind"] for task in told["tasks"]] == expected


def test_the_settings_change_what_is_asked_and_when(audited: Path, auditor: Auditor) -> None:
    with (audited / "config.toml").open("a", encoding="utf-8") as config:
        config.write(
            '\n[policy.override.incident-response]\nflaming = ["report-to-platform"]\nreport_to_platform_hours = 72\nreason = "試し"\n'
        )
    (task,) = opened(auditor, "--json", kind="flaming").json["tasks"]
    assert (task["kind"], task["due"]) == ("report-to-platform", "2026-11-23")


def test_the_same_incident_is_opened_once(audited: Path, auditor: Auditor) -> None:
    opened(auditor)
    before = dump(audited)
    again = opened(auditor, "--note", "もう一度", severity="low")
    assert again.code == 0
    assert "I1" in again.out
    assert opened(auditor, "--json", severity="low").json["opened"] is False
    assert dump(audited) == before


def test_another_moment_kind_or_account_is_another_incident(audited: Path, auditor: Auditor) -> None:
    told = [
        opened(auditor, "--json").json["id"],
        opened(auditor, "--json", at="2026-11-20T09:31").json["id"],
        opened(auditor, "--json", kind="flaming").json["id"],
        opened(auditor, "--json", account="ac-b").json["id"],
    ]
    assert told == ["I1", "I2", "I3", "I4"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"account": "ac-x"}, ("ac-x", "ID")),
        ({"account": "AC-A"}, ("ac-a",)),  # told, not guessed
        ({"at": "2026-11-21T00:00"}, ("2026-11-21T00:00", "気付いた")),
        ({"at": "2026-11-20"}, ("2026-04-01T09:30、2026/4/1 9:30",)),
        ({"at": "2026-13-20T10:00"}, ("2026-04-01T09:30、2026/4/1 9:30",)),
        ({"at": "2026-11-20T24:00"}, ("2026-04-01T09:30、2026/4/1 9:30",)),
        ({"at": "2026-11-20T10:00+09:00"}, ("2026-04-01T09:30、2026/4/1 9:30",)),
        ({"kind": "transfer"}, ("--kind に「transfer」", "：乗っ取り, なりすまし, 炎上")),
        ({"severity": "info"}, ("--severity に「info」", "：重大, 高, 中, 低")),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    audited: Path, auditor: Auditor, wrong: dict[str, str], words: tuple[str, ...]
) -> None:
    before = dump(audited)
    said = opened(auditor, **wrong)
    assert (said.code, said.out) == (2, "")
    for word in words:
        assert word in said.err
    assert dump(audited) == before


def test_the_whole_of_a_played_day_is_past(audited: Path, auditor: Auditor) -> None:
    assert opened(auditor, at="2026-11-20T23:59").code == 0


def test_without_a_played_day_the_minute_counts(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUDITOR_TODAY")
    assert opened(auditor, at="2199-01-01T00:00").code == 2
    assert opened(auditor, at="2020-01-01T00:00").code == 0


def test_a_closed_account_is_refused(audited: Path, auditor: Auditor, close_account: Any) -> None:
    close_account("ac-a")
    said = opened(auditor)
    assert said.code == 2
    assert "閉鎖" in said.err
    assert "閉鎖日を消してください" in said.err, "what can be taken over is still there"


@pytest.mark.parametrize("kind", ["impersonation", "flaming", "wrong-post"])
def test_what_happens_in_the_name_of_a_closed_account_is_recorded_on_an_open_one_like_it(
    audited: Path, auditor: Auditor, close_account: Any, kind: str
) -> None:
    close_account("ac-a")
    said = opened(auditor, kind=kind)
    assert said.code == 2
    assert "名称または所属が同じ使用中のアカウントについて記録してください：ac-b" in said.err
    assert "閉鎖日を消して" not in said.err
    close_account("ac-b")
    assert "対応に当たる使用中のアカウント" in opened(auditor, kind=kind).err


@pytest.fixture
def close_account(city: Path) -> Any:
    """As an import would."""

    def close(account_id: str) -> None:
        with sqlite3.connect(city / "auditor.db") as store:
            store.execute("UPDATE accounts SET closed = '2026-11-01' WHERE account_id = ?", (account_id,))

    return close


def test_a_pack_without_the_rule_is_said(audited: Path, auditor: Auditor) -> None:
    pack = (Path(checks.__file__).parent / "packs" / "ube.toml").read_text("utf-8")
    cut = pack[: pack.index("[checks.incident-response]")].replace(
        'checks = ["incident-response"]', 'note = { ja = "見本", en = "made" }'
    )
    cut = cut.replace('id = "ube"', 'id = "own"', 1)
    (audited / "own.toml").write_text(cut, "utf-8")
    config = audited / "config.toml"
    config.write_text(config.read_text("utf-8").replace('pack = "ube"', 'pack = "own.toml"'), "utf-8")
    said = opened(auditor)
    assert said.code == 2
    assert "incident-response" in said.err


def test_the_moment_and_the_words_are_read_in_every_form_that_people_write(
    audited: Path, auditor: Auditor
) -> None:
    assert opened(auditor, "--json").json["opened"] is True
    for at in ("2026-11-20 9:30", "2026/11/20 09:30", "R8.11.20 9:30", "令和８年１１月２０日　９時３０分"):
        told = opened(auditor, "--json", at=at).json
        assert (told["id"], told["opened"], told["at"]) == ("I1", False, "2026-11-20T09:30+09:00"), at
    assert opened(auditor, "--json", kind="乗っ取り", severity="重大").json["opened"] is False
    for kind, severity, expected in (
        ("なりすまし", "高", ("impersonation", "high")),
        ("炎上", "中", ("flaming", "medium")),
        ("Flaming", "Low", ("flaming", "low")),
    ):
        told = opened(
            auditor,
            "--json",
            account="ac-b",
            kind=kind,
            severity=severity,
            at=f"2026-11-20 1{len(severity)}:00",
        )
        assert (told.json["kind"], told.json["severity"]) == expected


# --- who else has the password ------------------------------------------------------------------------------------------------


def share_password(auditor: Auditor, text: bytes) -> None:
    assert auditor("secret", "set", "login-b", stdin=text + b"\n").code == 0
    auditor("run", "--no-report")


@pytest.mark.parametrize(
    "text", [b"gTrWq-Zbn4kDpxMvhYs-Rcj", b"gTrWq-Zbn4kDpxMvhYs-Rcj1"], ids=["same", "alike"]
)
def test_other_logins_with_the_password_or_one_like_it_are_named_at_once(
    audited: Path, auditor: Auditor, text: bytes
) -> None:
    share_password(auditor, text)
    assert "login-b" in opened(auditor).out
    told = opened(auditor, "--json").json
    assert (told["alike"], told["not_compared"]) == (["login-b"], [])
    assert auditor("incident", "show", "I1", "--json").json["alike"] == ["login-b"]
    assert finding(auditor)["related"] == ["login-b"]


def test_where_every_password_was_compared_there_is_none_and_it_says_so(
    audited: Path, auditor: Auditor
) -> None:
    told = opened(auditor, "--json").json
    assert (told["alike"], told["not_compared"]) == ([], [])
    assert "ほかにありません" in opened(auditor).out


def test_before_the_first_night_it_is_not_known_and_never_none(city: Path, auditor: Auditor) -> None:
    assert auditor("import", "source").code == 0
    said = opened(auditor)
    assert "login-a" in said.out
    assert "分かりません" in said.out
    assert "ほかにありません" not in said.out
    told = opened(auditor, "--json").json
    assert (told["alike"], told["not_compared"], told["could_announce"]) == (
        None,
        ["login-a", "login-b"],
        None,
    )


@pytest.fixture
def niimi(audited: Path, auditor: Auditor) -> Path:
    """The city under a pack that does not compare passwords, after a night."""
    config = audited / "config.toml"
    config.write_text(config.read_text("utf-8").replace('pack = "ube"', 'pack = "niimi"'), "utf-8")
    assert auditor("run", "--no-report").code in (0, 1)
    return audited


def test_under_a_pack_that_compares_no_passwords_that_is_said_and_no_login_is_called_uncompared(
    niimi: Path, auditor: Auditor
) -> None:
    for said in (opened(auditor), auditor("incident", "show", "I1")):
        assert (
            "この点検基準には、パスワードを比べる点検項目（password-reuse, password-similar）がそろっていない"
            in said.out
        )
        assert "比べた点検がまだありません" not in said.out
        assert "login-b" not in said.out
    told = opened(auditor, "--json").json
    assert (told["alike"], told["not_compared"], told["could_announce"]) == (None, [], None)


# --- an account that no known login serves ------------------------------------------------------------------------------------


@pytest.fixture
def without_login(audited: Path, auditor: Auditor) -> Path:
    """The same city with an account of which no login is known."""
    accounts = audited / "source" / "accounts.csv"
    text = accounts.read_text("utf-8-sig")
    accounts.write_text(text + text.splitlines()[-1].replace("ac-b", "ac-c") + "\n", "utf-8")
    assert auditor("import", "source").code == 0
    return audited


def test_a_takeover_of_an_account_without_a_known_login_says_that_the_password_cannot_be_followed(
    without_login: Path, auditor: Auditor
) -> None:
    said = opened(auditor, account="ac-c")
    assert (
        "このアカウントのログインが台帳にないため、パスワードが変更されたかどうかを確かめられません"
        in said.out
    )
    assert "比べられるログイン" in said.out
    assert opened(auditor, "--json", account="ac-c").json["password_followed"] is False
    assert opened(auditor, "--json").json["password_followed"] is True
    assert opened(auditor, "--json", kind="flaming").json["password_followed"] is None


def test_papers_alone_recover_no_account_whose_password_nobody_can_follow(
    without_login: Path, auditor: Auditor
) -> None:
    opened(auditor, account="ac-c")
    for kind in ("report-to-platform", "announce-elsewhere", "report-inside"):
        recorded(auditor, kind, account="ac-c")
    shown = auditor("incident", "show", "I1", "--json").json
    assert shown["password_followed"] is False
    assert (shown["timeline"]["contained"], shown["timeline"]["recovered"]) == (None, None)
    assert "封じ込めも復旧も済んだものと扱いません" in auditor("incident", "show", "I1").out
    auditor("run", "--no-report")
    assert auditor("report").code == 0
    (page,) = without_login.glob("reports/*.html")
    assert "封じ込めも復旧も済んだものと扱いません" in page.read_text("utf-8")


def test_a_login_that_the_night_could_not_read_is_not_known(audited: Path, auditor: Auditor) -> None:
    auditor("secret", "remove", "login-b")
    auditor("run", "--no-report")
    told = opened(auditor, "--json").json
    assert (told["alike"], told["not_compared"]) == (None, ["login-b"])


def test_an_audit_of_another_version_keeps_no_incident_from_being_opened(
    audited: Path, auditor: Auditor
) -> None:
    with sqlite3.connect(audited / "auditor.db") as store:
        store.execute("UPDATE runs SET summary = '{}' WHERE summary IS NOT NULL")
    told = opened(auditor, "--json")
    assert told.code == 0
    assert told.json["alike"] is None


# --- closing ----------------------------------------------------------------------------------------------------------------------


def test_each_step_is_closed_by_its_record_from_either_door(audited: Path, auditor: Auditor) -> None:
    opened(auditor)
    assert "I1" in recorded(auditor, "report-to-platform").out
    assert states(auditor)["report-to-platform"] == "closed"
    assert recorded(auditor, "庁内報告", "--json").json["closed"] == [
        {"review": "I1", "kind": "report-inside", "subject": "ac-a", "due": "2026-11-21"}
    ]
    said = auditor(
        "evidence", "record", "--kind", "police", "--account", "ac-a",
        "--date", "2026-11-20", "--by", "00101", "--document", "試第10号",
    )  # fmt: skip
    assert said.code == 0
    assert states(auditor) == {
        "change-password": "open",
        "report-to-platform": "closed",
        "announce-elsewhere": "open",
        "report-inside": "closed",
        "publish": "open",
        "police": "closed",
    }


@pytest.mark.parametrize(
    ("account", "date"), [("ac-b", "2026-11-20"), ("ac-a", "2026-11-19")], ids=["another account", "before"]
)
def test_a_record_of_another_account_or_an_earlier_day_closes_nothing(
    audited: Path, auditor: Auditor, account: str, date: str
) -> None:
    opened(auditor)
    assert recorded(auditor, "publish", account=account, date=date).code == 0
    assert set(states(auditor).values()) == {"open"}


@pytest.mark.parametrize(
    ("word", "kind"),
    [("警察への相談", "police"), ("report to the police", "police"), ("パスワードの変更", "change-password")],
)
def test_a_step_is_known_by_the_name_that_the_screens_give_it(
    audited: Path, auditor: Auditor, word: str, kind: str
) -> None:
    assert recorded(auditor, word, "--json").json["kind"] == kind


def test_a_record_of_before_the_incident_is_told_to_close_nothing(audited: Path, auditor: Auditor) -> None:
    opened(auditor)
    early = recorded(auditor, "publish", date="2026-11-19")
    assert (
        early.err
        == "2026-11-19付けの記録では、事案I1の作業は完了しません。2026-11-20以後の日付の記録が必要です。\n"
    )
    assert recorded(auditor, "publish", account="ac-b", date="2026-11-19").err == "", "nothing is asked of it"
    in_time = recorded(auditor, "publish")
    assert in_time.err == ""
    assert "完了しました：ac-aの公表（事案I1、期限2026-11-26）" in in_time.out
    assert recorded(auditor, "publish", date="2026-11-19").err == "", "it is done"


def test_what_is_no_step_is_refused(audited: Path, auditor: Auditor) -> None:
    opened(auditor)
    before = dump(audited)
    for kind in ("use-approved", "sessions-ended", "nothing"):
        said = recorded(auditor, kind)
        assert said.code == 2
        assert (
            "：パスワード変更, 事業者への通報, 他の媒体での周知, 庁内報告, 訂正, 公表, 警察相談" in said.err
        )
    assert dump(audited) == before


def test_no_word_closes_the_password_and_a_new_one_that_a_night_sees_does(
    audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(auditor, at="2026-11-20T09:30")
    recorded(auditor, "change-password")
    assert states(auditor)["change-password"] == "open"
    monkeypatch.setenv("AUDITOR_TODAY", "2026-11-21")
    assert finding(auditor)["status"] == "pending"
    assert states(auditor)["change-password"] == "open"
    monkeypatch.setenv("AUDITOR_TODAY", "2026-11-22")
    late = finding(auditor)
    assert (late["status"], late["reason"], late["due"]) == ("nonconforming", "late", "2026-11-21")
    auditor("secret", "set", "login-a", stdin=b"Kq9-mWzRt.hVbxPngYd!Lsf\n")
    assert states(auditor)["change-password"] == "open", "a night must see it"
    monkeypatch.setenv("AUDITOR_TODAY", "2026-11-23")
    auditor("run", "--no-report")
    assert states(auditor)["change-password"] == "closed"
    assert auditor("incident", "show", "I1", "--json").json["timeline"]["contained"] == "2026-11-23"
    auditor("secret", "set", "login-a", stdin=b"gTrWq-Zbn4kDpxMvhYs-Rcj\n")
    monkeypatch.setenv("AUDITOR_TODAY", "2026-11-24")
    again = finding(auditor)
    assert states(auditor)["change-password"] == "open"
    assert "やり直し" in again["message"]
    (task, *_) = auditor("incident", "show", "I1", "--json").json["tasks"]
    assert (task["reopened"], task["late"]) == (True, True)


def test_a_password_set_and_seen_after_the_moment_on_the_same_day_is_new(
    audited: Path, auditor: Auditor
) -> None:
    opened(auditor)
    auditor("secret", "set", "login-a", stdin=b"Kq9-mWzRt.hVbxPngYd!Lsf\n")
    auditor("run", "--no-report")
    assert states(auditor)["change-password"] == "closed"


# --- looking ------------------------------------------------------------------------------------------------------------------------


def test_show_tells_the_whole_story(audited: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(auditor, "--note", "不審な投稿", severity="medium")
    auditor("secret", "set", "login-a", stdin=b"Kq9-mWzRt.hVbxPngYd!Lsf\n")
    monkeypatch.setenv("AUDITOR_TODAY", "2026-11-21")
    auditor("run", "--no-report")
    for kind in ("report-to-platform", "announce-elsewhere"):
        recorded(auditor, kind)
    half = auditor("incident", "show", "i1", "--json").json
    assert half["timeline"] == {
        "noticed": "2026-11-20T09:30+09:00", "contained": "2026-11-21", "recovered": None, "published": None
    }  # fmt: skip
    assert half["could_announce"] == ["ac-b"]
    monkeypatch.setenv("AUDITOR_TODAY", "2026-11-25")
    recorded(auditor, "report-inside", date="2026-11-24")
    recorded(auditor, "publish", date="2026-11-25")
    whole = auditor("incident", "show", "I1", "--json").json
    assert whole["timeline"]["recovered"] == "2026-11-24"
    assert whole["timeline"]["published"] is None, "not asked for at this severity"
    said = auditor("incident", "show", "I1")
    assert "不審な投稿" in said.out
    assert said.out.count("令和8年11月20日 9時30分") == 2
    assert "+09:00" not in said.out


def test_each_open_step_says_what_closes_it(audited: Path, auditor: Auditor) -> None:
    opened(auditor)
    said = auditor("incident", "show", "I1").out
    assert (
        "・パスワードの変更（login-a）：令和8年11月20日より後の日の点検で初めて確認されたパスワードか、令和8年11月20日にこの事案を"
        "記録した後の点検で初めて確認されたパスワードが金庫にあれば完了します"
    ) in said
    assert "種別「事業者への通報」" in said
    assert "周知に使えるアカウント：ac-b" in said
    recorded(auditor, "report-to-platform")
    assert "種別「事業者への通報」" not in auditor("incident", "show", "I1").out


def test_incidents_are_listed_until_they_are_over(audited: Path, auditor: Auditor) -> None:
    assert auditor("incident", "list", "--json").json == {"incidents": []}
    opened(auditor, kind="flaming", severity="low")
    (one,) = auditor("incident", "list", "--json").json["incidents"]
    assert (one["id"], one["kind"], one["severity"], one["at"]) == (
        "I1",
        "flaming",
        "low",
        "2026-11-20T09:30+09:00",
    )
    assert "I1" in auditor("incident", "list").out
    recorded(auditor, "report-inside")
    assert auditor("incident", "list", "--json").json == {"incidents": []}
    assert "I1" not in auditor("incident", "list").out
    assert "I1" in auditor("incident", "list", "--all").out


def test_run_tells_it_as_the_contract_says(audited: Path, auditor: Auditor) -> None:
    opened(auditor)
    told = auditor("run", "--json", "--no-report").json
    (review,) = told["reviews"]
    assert (review["id"], review["kind"], review["staff_number"]) == ("I1", "takeover", None)
    assert [(task["kind"], task["subject"], task["due"]) for task in review["tasks"]] == STEPS
    assert {one["key"] for one in told["findings"]} >= {"incident-response:ac-a"}


def test_an_unknown_incident_is_said(audited: Path, auditor: Auditor) -> None:
    said = auditor("incident", "show", "I7")
    assert said.code == 2
    assert "I7" in said.err


def test_everything_is_said_in_english_too(audited: Path, auditor: Auditor) -> None:
    config = audited / "config.toml"
    config.write_text(config.read_text("utf-8").replace('language = "ja"', 'language = "en"'), "utf-8")
    assert "Opened as I1: takeover (ac-a, 2026-11-20 09:30, Critical)" in opened(auditor).out
    said = auditor("incident", "show", "I1").out
    assert "neither an earlier password nor a record closes it" in said
    assert "Accounts that could carry the announcement: ac-b" in said
    assert opened(auditor, at="2026-11-21T09:30").err.splitlines() == [
        "error: --at lies ahead: 2026-11-21T09:30.",
        "Give the day and time at which it was noticed.",
    ]
