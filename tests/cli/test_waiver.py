"""``auditor waiver``, and the life of a finding under one, night by night."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from tests.acceptance.tables import write_plain_folder
from tests.cli.conftest import Auditor, Said, dump
from tests.cli.known_city import (
    ADMINISTRATOR,
    LEFT,
    MANAGER,
    ROLE,
    known_tables,
    leaving,
    make_known,
    speak_english,
)
from tests.offices import TODAY

LATEST = TODAY + timedelta(days=365)
GOOD = {
    "--check": "second-factor",
    "--subject": "login-a",
    "--reason": "新しい端末を待っている",
    "--approver": MANAGER,
    "--until": "2027-03-31",
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


# --- granting ------------------------------------------------------------------------------------------------------


def test_a_waiver_is_granted_listed_and_revoked(city: Path, auditor: Auditor) -> None:
    granted = auditor("waiver", "grant", *options(), "--json")
    expected = {
        "number": 1,
        "key": "second-factor:login-a",
        "check": "second-factor",
        "subject": "login-a",
        "reason": "新しい端末を待っている",
        "approver": MANAGER,
        "granted": TODAY.isoformat(),
        "until": "2027-03-31",
        "revoked": None,
        "in_force": True,
    }
    assert (granted.code, granted.json, granted.err) == (0, expected, "")
    assert auditor("waiver", "list", "--json").json == {"waivers": [expected]}
    table = auditor("waiver", "list").out
    for told in ("1", "second-factor", "login-a", "新しい端末を待っている", MANAGER, "2027-03-31"):
        assert told in table

    revoked = auditor("waiver", "revoke", "1", "--json")
    over = {**expected, "revoked": TODAY.isoformat(), "in_force": False}
    assert (revoked.code, revoked.json) == (0, {**over, "new": True})
    assert auditor("waiver", "list", "--json").json == {"waivers": []}
    assert auditor("waiver", "list", "--all", "--json").json == {"waivers": [over]}
    assert "1" in auditor("waiver", "list", "--all").out
    assert auditor("waiver", "list").out.strip() == "該当する例外承認はありません。"


def test_what_is_over_is_revoked_without_any_change(city: Path, auditor: Auditor) -> None:
    auditor("waiver", "grant", *options())
    assert "次の点検から、例外のない状態で" in auditor("waiver", "revoke", "1").out
    before = dump(city)
    again = auditor("waiver", "revoke", "1")
    assert again.code == 0
    assert TODAY.isoformat() in again.out
    assert auditor("waiver", "revoke", "1", "--json").json["new"] is False
    assert dump(city) == before


def test_a_waiver_that_ended_stays_as_it_was(
    city: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor("waiver", "grant", *options(until=on(3).isoformat()))
    monkeypatch.setenv("AUDITOR_TODAY", on(4).isoformat())
    assert auditor("waiver", "list", "--json").json == {"waivers": []}
    assert on(3).isoformat() in auditor("waiver", "revoke", "1").out
    (over,) = auditor("waiver", "list", "--all", "--json").json["waivers"]
    assert (over["revoked"], over["in_force"]) == (None, False)
    assert auditor("waiver", "grant", *options(), "--json").json["number"] == 2


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"approver": ROLE}, {"approver": ROLE}),
        ({"approver": "101"}, {"approver": MANAGER}),
        ({"approver": "１０１"}, {"approver": MANAGER}),
        ({"subject": "ｌｏｇｉｎ－ａ"}, {"subject": "login-a"}),
        ({"until": "令和9年3月31日"}, {"until": "2027-03-31"}),
        ({"until": "R9.3.31"}, {"until": "2027-03-31"}),
        ({"until": TODAY.isoformat()}, {"until": TODAY.isoformat()}),
        ({"until": LATEST.isoformat()}, {"until": LATEST.isoformat()}),
        ({"reason": " 二行\nの 理由 {until} "}, {"reason": "二行 の 理由 {until}"}),
        ({"check": "administrators-minimum", "subject": "ac-a"}, {"key": "administrators-minimum:ac-a"}),
        ({"check": "manager-named", "subject": "ac-b"}, {"key": "manager-named:ac-b"}),
        ({"subject": "login-p", "approver": ADMINISTRATOR}, {"approver": ADMINISTRATOR}),
    ],
    ids=str,
)
def test_what_may_be_granted_is_kept_in_the_words_of_the_inventory(
    city: Path, auditor: Auditor, changed: dict[str, str], kept: dict[str, str]
) -> None:
    granted = auditor("waiver", "grant", *options(**changed), "--json")
    assert granted.code == 0, granted.err
    assert granted.json.items() >= kept.items()


REFUSALS = {
    "no end": (
        {"until": None},
        "--until is missing: there is no exception without an end.",
        "--until がありません。期限のない例外は承認できません。",
    ),
    "no check": ({"check": None}, "--check is missing.", "--check が指定されていません。"),
    "no subject": ({"subject": None}, "--subject is missing.", "--subject が指定されていません。"),
    "no reason": ({"reason": None}, "--reason is missing.", "--reason が指定されていません。"),
    "no approver": ({"approver": None}, "--approver is missing.", "--approver が指定されていません。"),
    "an end that is no date": ({"until": "2027-02-30"}, "--until is no date: 2027-02-30.", "--until"),
    "an end that has passed": (
        {"until": "2026-11-19"},
        "The last day of the exception, 2026-11-19, has passed.",
        "例外の最終日2026-11-19は、すでに過ぎています。",
    ),
    "an end too far ahead": (
        {"until": (LATEST + timedelta(days=1)).isoformat()},
        "An exception lasts at most 365 days: until 2027-11-20.",
        "例外を承認できるのは最長365日、2027-11-20までです。",
    ),
    "no end at all": (
        {"until": "9999-12-31"},
        "An exception lasts at most 365 days: until 2027-11-20.",
        "最長365日",
    ),
    "an empty reason": (
        {"reason": " \u3000"},
        "An exception needs a reason.",
        "例外承認には理由が必要です。",
    ),
    "a reason that nobody sees": (
        {"reason": "\u200b\u200b"},
        "An exception needs a reason.",
        "例外承認には理由が必要です。",
    ),
    "an unknown check": (
        {"check": "second-facter"},
        "The pack ube has no check second-facter.",
        "点検基準ubeに点検項目second-facterはありません。",
    ),
    "an unknown login": (
        {"subject": "login-q"},
        "The inventory has no login login-q.",
        "台帳にログインlogin-qはありません。",
    ),
    "an unknown account": (
        {"check": "manager-named", "subject": "ac-q"},
        "The inventory has no account ac-q.",
        "台帳にアカウントac-qはありません。",
    ),
    "a login in other letters": (
        {"subject": "LOGIN-A"},
        "The inventory has no login LOGIN-A.\nPerhaps this was meant: login-a",
        "次のものではありませんか：login-a",
    ),
    "an account for a login": (
        {"subject": "ac-a"},
        "second-factor judges logins, and ac-a is an account.\nName a login of it: login-a, login-p",
        "second-factorはログインについての点検項目で、ac-aはアカウントです。",
    ),
    "a login for an account": (
        {"check": "manager-named", "subject": "login-b"},
        "manager-named judges accounts, and login-b is a login.\nName an account of it: ac-b",
        "manager-namedはアカウントについての点検項目で、login-bはログインです。",
    ),
    "an empty subject": ({"subject": " "}, "--subject is empty.", "--subjectが空です。"),
    "a subject with a hidden sign": (
        {"subject": "login\u200b-a"},
        "--subject holds a sign that cannot be seen.\nType it anew.",
        "--subjectに目に見えない文字が含まれています。",
    ),
    "an approver who is nobody's manager": (
        {"approver": "00103"},
        "00103 is neither the manager of an account nor named in the settings ([waivers] approvers).",
        "00103はアカウントの管理者ではなく、設定（[waivers] approvers）にもありません。",
    ),
    "a role that the settings do not have": ({"approver": "市長"}, "市長 is neither the manager", "市長は"),
    "an approver who has left": (
        {"approver": LEFT},
        "00104 has left and can approve nothing.",
        "00104は退職しているため、承認できません。",
    ),
    "the holder": (
        {"subject": "login-p"},
        "00101 holds the login login-p.\nNobody approves an exception for themselves",
        "00101はログインlogin-pの利用者です。\n本人についての例外は承認できません。",
    ),
    "an administrator of a shared login": (
        {"approver": ADMINISTRATOR},
        "00102 is an administrator of ac-a.",
        "00102はac-aの担当者です。",
    ),
    "an administrator of the account": (
        {"check": "administrators-minimum", "subject": "ac-b", "approver": ADMINISTRATOR},
        "00102 is an administrator of ac-b.",
        "00102はac-bの担当者です。",
    ),
    "the manager whom the check judges": (
        {"check": "manager-named", "subject": "ac-a"},
        "00101 is the manager whom manager-named judges.",
        "00101は、manager-namedの対象となる管理者本人です。",
    ),
    "an approver who could be two": (
        {"approver": "777"},
        "The staff number 777 could be one of several.",
        "職員番号777に当たる人が複数います。",
    ),
}


def refused(said: Said, expected: str) -> None:
    assert (said.code, said.out) == (2, "")
    assert expected in said.err
    assert said.err.count("\n") == 2, "what is wrong, and what to do"


@pytest.mark.parametrize(("changed", "english", "japanese"), REFUSALS.values(), ids=REFUSALS)
def test_what_may_not_be_granted_is_refused_in_both_languages_and_changes_nothing(
    city: Path,
    auditor: Auditor,
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, str | None],
    english: str,
    japanese: str,
) -> None:
    before = dump(city)
    refused(auditor("waiver", "grant", *options(**changed)), japanese)
    speak_english(city)
    monkeypatch.setenv("AUDITOR_LANGUAGE", "en")
    refused(auditor("waiver", "grant", *options(**changed)), english)
    assert dump(city) == before


def test_a_second_waiver_of_the_same_is_refused_while_the_first_is_in_force(
    city: Path, auditor: Auditor
) -> None:
    auditor("waiver", "grant", *options())
    before = dump(city)
    refused(
        auditor("waiver", "grant", *options(until="2027-06-30")),
        "login-aのsecond-factorについては、例外承認1が2027-03-31まで有効です。\n先に取り消してください："
        "`auditor waiver revoke 1`",
    )
    speak_english(city)
    refused(
        auditor("waiver", "grant", *options(until="2027-06-30")),
        "Exception 1 for second-factor of login-a is in force until 2027-03-31.",
    )
    assert dump(city) == before
    assert auditor("waiver", "grant", *options(subject="login-b")).code == 0
    assert auditor("waiver", "grant", *options(check="password-age")).code == 0
    auditor("waiver", "revoke", "1")
    assert auditor("waiver", "grant", *options(until="2027-06-30"), "--json").json["number"] == 4


def test_an_unknown_number_is_refused_in_both_languages(city: Path, auditor: Auditor) -> None:
    refused(auditor("waiver", "revoke", "7"), "例外承認7はありません。")
    speak_english(city)
    refused(auditor("waiver", "revoke", "7"), "There is no exception 7.")
    refused(auditor("waiver", "revoke", "seven"), "NUMBER")


def test_the_pack_says_for_how_long(city: Path, auditor: Auditor) -> None:
    shipped = (resources.files("checks") / "packs" / "ube.toml").read_text("utf-8")
    own = shipped.replace("waiver_days = 365", "waiver_days = 30").replace('id = "ube"', 'id = "own"', 1)
    (city / "own.toml").write_text(own, "utf-8")
    config = city / "config.toml"
    config.write_text(config.read_text("utf-8").replace('pack = "ube"', 'pack = "own.toml"'), "utf-8")
    refused(auditor("waiver", "grant", *options(until=on(31).isoformat())), "最長30日")
    assert auditor("waiver", "grant", *options(until=on(30).isoformat())).code == 0


def test_hostile_words_of_a_reason_are_data(city: Path, auditor: Auditor) -> None:
    reason = "{0.__class__} [bold]x[/] <script>alert(1)</script> \x1b[31m"
    assert auditor("waiver", "grant", *options(reason=reason)).code == 0
    (kept,) = auditor("waiver", "list", "--json").json["waivers"]
    assert kept["reason"] == "{0.__class__} [bold]x[/] <script>alert(1)</script> [31m"
    assert "\x1b" not in auditor("waiver", "list").out


# --- over the nights -------------------------------------------------------------------------------------------------


class Nights:
    """The known city, a password too simple on ``login-b``, and a run on any day."""

    key = "password-runs:login-b"

    def __init__(self, city: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
        self.city, self.auditor, self._monkeypatch = city, auditor, monkeypatch
        tables = known_tables()
        tables["logins"].pop()  # the manager's own, which the vault does not have
        write_plain_folder(tables, city / "source")
        self.weaken()

    def weaken(self) -> None:
        assert self.auditor("secret", "set", "login-b", stdin=b"Vky7pLqNs.wHdtBzGm!Xaaaafc\n").code == 0

    def mend(self) -> None:
        assert self.auditor("secret", "set", "login-b", stdin=b"Vky7pLqNs.wHdtBzGm!Xrfc\n").code == 0

    def go_to(self, day: int) -> None:
        self._monkeypatch.setenv("AUDITOR_TODAY", on(day).isoformat())

    def run(self, day: int) -> Said:
        self.go_to(day)
        return self.auditor("run", "--json", "--no-report")

    def finding(self, day: int) -> dict[str, object]:
        (found,) = [one for one in self.run(day).json["findings"] if one["key"] == self.key]
        return found

    def grant(self, until: int, check: str = "password-runs", subject: str = "login-b") -> Said:
        given = options(check=check, subject=subject, until=on(until).isoformat())
        return self.auditor("waiver", "grant", *given)


@pytest.fixture
def nights(city: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> Nights:
    return Nights(city, auditor, monkeypatch)


def test_a_waived_finding_stays_visible_counts_for_nothing_and_is_back_with_its_days(nights: Nights) -> None:
    before = nights.run(0)
    assert before.code == 1
    (open_,) = before.json["findings"]
    assert (open_["status"], open_["first_seen"]) == ("nonconforming", TODAY.isoformat())

    assert nights.grant(until=20).code == 0
    assert nights.auditor("findings", "--json").json["findings"] == [open_], "the next run waives it"
    waiving = nights.run(1)
    (waived,) = waiving.json["findings"]
    assert waiving.code == 0
    assert (waived["status"], waived["severity"]) == ("waived", open_["severity"])
    assert (waived["due"], waived["first_seen"]) == (None, open_["first_seen"])
    for told in (open_["message"], "令和8年12月10日", "試験 太郎（00101）", GOOD["--reason"]):
        assert told in waived["message"]
    counts = waiving.json["counts"]
    assert (counts["waived"], counts["nonconforming"]) == (1, 0)
    assert sum(counts[name] for name in counts) == sum(before.json["counts"].values())

    last = nights.run(20)
    assert (last.code, last.json["findings"]) == (0, [waived])

    back = nights.run(21)
    assert back.code == 1
    (again,) = back.json["findings"]
    assert {**again, "message": open_["message"]} == open_
    assert again["message"] == open_["message"] + "例外承認は令和8年12月10日に終わりました。"
    assert (back.json["counts"]["waived"], back.json["counts"]["nonconforming"]) == (0, 1)


def test_the_report_shows_the_exception_with_its_reason_as_text(nights: Nights) -> None:
    given = options(
        check="password-runs", subject="login-b", reason="<script>alert(1)</script> {{ 7 * 7 }} & ”"
    )
    assert nights.auditor("waiver", "grant", *given).code == 0
    assert nights.auditor("run").code == 0
    (report,) = (nights.city / "reports").glob("*.html")
    page = report.read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} &amp; ”" in page
    assert "<script>alert" not in page
    assert "例外承認中" in page


def test_a_revoked_waiver_ends_with_the_next_run(nights: Nights) -> None:
    nights.grant(until=20)
    assert nights.finding(1)["status"] == "waived"
    nights.go_to(5)
    assert nights.auditor("waiver", "revoke", "1").code == 0
    back = nights.finding(5)
    assert back["status"] == "nonconforming"
    assert "令和8年11月25日に終わりました" in str(back["message"])
    nights.grant(until=30)
    assert nights.finding(6)["status"] == "waived"


def test_a_finding_that_is_put_right_under_a_waiver_is_closed_and_comes_back_waived(nights: Nights) -> None:
    nights.grant(until=20)
    nights.run(0)
    nights.mend()
    mended = nights.run(1)
    assert (mended.code, mended.json["findings"], mended.json["counts"]["waived"]) == (0, [], 0)
    nights.weaken()
    assert nights.finding(2)["status"] == "waived"


def test_a_waiver_touches_nothing_else(nights: Nights) -> None:
    nights.run(0)
    nights.grant(until=20, subject="login-a")
    nights.grant(until=20, check="password-guessable")
    after = nights.run(1)
    assert (after.code, after.json["counts"]["waived"]) == (1, 0)


def test_what_was_not_seen_is_not_waived(nights: Nights) -> None:
    nights.grant(until=20)
    nights.run(0)
    assert nights.auditor("secret", "remove", "login-b").code == 0
    blind = nights.run(1)
    assert blind.code == 3
    assert ("password-runs", "login-b") in {(gap["check"], gap["subject"]) for gap in blind.json["not_seen"]}
    assert blind.json["counts"]["waived"] == 0


def test_a_waiver_ends_also_for_what_no_night_can_judge(nights: Nights) -> None:
    nights.grant(until=5)
    nights.run(0)
    assert nights.auditor("secret", "remove", "login-b").code == 0
    for day, told, not_told in (
        (5, "例外承認中", "要確認"),
        (6, "要確認", "例外承認中"),
        (7, "要確認", "例外承認中"),
    ):
        nights.run(day)
        (line,) = [line for line in nights.auditor("findings").out.splitlines() if "password-runs" in line]
        assert told in line, day
        assert not_told not in line, day


def test_a_look_back_and_a_look_ahead_see_the_waiver_of_their_day(nights: Nights) -> None:
    nights.run(0)
    nights.grant(until=20)
    nights.run(10)
    for day, status in ((-1, "nonconforming"), (5, "waived"), (15, "waived"), (25, "nonconforming")):
        looked = nights.auditor("run", "--json", "--no-report", "--date", on(day).isoformat())
        (found,) = [one for one in looked.json["findings"] if one["key"] == nights.key]
        assert found["status"] == status, day


def test_a_waiver_of_what_is_gone_does_no_harm(nights: Nights) -> None:
    assert nights.grant(until=20).code == 0
    assert nights.grant(until=20, check="manager-named", subject="ac-b").code == 0
    tables = known_tables()
    tables["logins"] = tables["logins"][:1]
    for name in ("accounts", "administrators", "evidence"):
        tables[name] = [
            row
            for row in tables[name]
            if row.get("account_id") != "ac-b" and row.get("login_id") != "login-b"
        ]
    write_plain_folder(tables, nights.city / "source")
    assert nights.run(1).code == 0
    assert len(nights.auditor("waiver", "list", "--json").json["waivers"]) == 2
    assert nights.auditor("waiver", "revoke", "1").code == 0


def test_a_task_is_waived_where_every_account_on_which_it_shows_is(nights: Nights) -> None:
    nights.mend()
    nights.run(0)
    tables = leaving(on(1))
    tables["logins"].pop()
    tables["logins"][0]["accounts"] = ("ac-a", "ac-b")
    write_plain_folder(tables, nights.city / "source")
    nights.run(1)

    def states(day: int) -> dict[tuple[str, str], str]:
        (review,) = nights.run(day).json["reviews"]
        return {(task["kind"], task["subject"]): task["state"] for task in review["tasks"]}

    open_ = states(2)
    assert set(open_.values()) == {"open"}
    assert nights.grant(until=20, check="transfer-review", subject="ac-b").code == 0
    waived = {key: "waived" if key[1] in ("ac-b", "login-b") else "open" for key in open_}
    assert ("change-password", "login-b") in waived
    assert ("change-password", "login-a") in waived
    assert states(3) == waived
    found = {
        (one["subject"]["id"], one["status"])
        for one in nights.run(3).json["findings"]
        if one["check"] == "transfer-review"
    }
    assert found == {("ac-a", "pending"), ("ac-b", "waived")}
    assert nights.auditor("waiver", "revoke", "1").code == 0
    assert states(4) == open_
