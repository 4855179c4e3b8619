"""``auditor site check``: what it asks for, records and ends, and how the checks read that; against servers on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import site as command
from auditor.cli._typed import typed_id
from auditor.ledger import register
from auditor.ledger.database import Ledger
from auditor.ledger.register import evidence
from auditor.settings import load
from auditor.settling import facts_on, rules_of
from auditor.site.keeping import MARK
from auditor.taking_in import take_in
from auditor.vault.opening import open_vault
from checks import closed_but_listed, profile_backlink, site_listing
from checks._contract import MISSED_BY_MACHINE, Finding
from checks._evidence import Validity
from tests.acceptance.tables import Row, write_plain_folder
from tests.cli.conftest import Auditor, Said, dump
from tests.cli.known_city import known_tables, speak_english
from tests.offices import TODAY
from tests.site.pages import HTML, Reply, Site, html, leading_to, served

FILLED = "<p>" + "本文が続きます。" * 40 + "</p>"
CLOSED = TODAY - timedelta(days=3)


@dataclass
class Office:
    """``site`` is the city's server, ``service`` that of its accounts; ``ac-a`` and ``ac-b`` are open, ``ac-z`` is closed."""

    folder: Path
    site: Site
    service: Site
    auditor: Auditor

    @property
    def list(self) -> str:
        return f"{self.site.root}/sns.html"

    def url(self, account_id: str) -> str:
        return f"{self.service.root}/{account_id}"

    def lists(self, *account_ids: str, more: str = "", encoding: str = "cp932") -> Reply:
        rows = "".join(
            f"<tr><td>試験課</td><td>試し市公式</td><td><a href='{self.url(one)}'><b>見る</b></a></td></tr>"
            for one in account_ids
        )
        return html(
            f"<html><table>{rows}</table>{FILLED}{more}</html>", encoding, "text/html; charset=Shift_JIS"
        )

    def profile(self, more: str = "") -> Reply:
        return html(f"<html>試し市公式 {FILLED}{more}</html>")

    def check(self, *, day: date = TODAY) -> Said:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command.time, "sleep", lambda _: None)
            patch.setenv("AUDITOR_TODAY", day.isoformat())
            return self.auditor("site", "check", "--json")

    def states(self, said: Said) -> dict[tuple[str, str], str]:
        return {(one["account_id"], one["kind"]): one["state"] for one in said.json["accounts"]}

    def records(self, account_id: str, kind: str) -> list[dict[str, Any]]:
        found = self.auditor("evidence", "list", "--account", account_id, "--kind", kind, "--json")
        stands: list[dict[str, Any]] = found.json["evidence"]
        return stands

    def findings(self, day: date = TODAY) -> dict[str, str]:
        """Check and subject → reason, as the checks see the register on ``day``."""
        settings = load(self.folder / "config.toml")
        with Ledger.open(settings.store.url).transaction() as tx:
            facts = facts_on(register.stored(tx), day)
        found: dict[str, str] = {}
        for name, check, parameters in (
            ("site-listing", site_listing.SiteListing(), Validity()),
            ("profile-backlink", profile_backlink.ProfileBacklink(), Validity()),
        ):
            for account in facts.open_accounts.values():
                for outcome in check.examine_one(account, facts, parameters):
                    assert isinstance(outcome, Finding)
                    found[f"{name}:{outcome.subject}"] = outcome.reason or ""
        for account in facts.closed_accounts.values():
            for outcome in closed_but_listed.ClosedButListed().examine_one(
                account, facts, closed_but_listed.Parameters(removal_days=0)
            ):
                assert isinstance(outcome, Finding)
                found[f"closed-but-listed:{outcome.subject}"] = outcome.reason or ""
        return found


@pytest.fixture
def office(city: Path, auditor: Auditor) -> Iterator[Office]:
    with served() as site, served() as service:
        service.root = service.root.replace("127.0.0.1", "localhost")
        found = Office(city, site, service, auditor)
        tables = known_tables()
        for row in tables["accounts"]:
            row["url"] = found.url(str(row["account_id"]))
        gone: Row = {
            **tables["accounts"][0],
            "account_id": "ac-z",
            "name": "旧観光",
            "url": found.url("ac-z"),
            "closed": CLOSED,
        }
        tables["accounts"].append(gone)
        write_plain_folder(tables, city / "source")
        config = city / "config.toml"
        config.write_text(
            config.read_text("utf-8")
            + f'\n[site]\nenabled = true\nlists = ["{found.list}"]\nallow = ["127.0.0.1", "localhost"]\n',
            "utf-8",
        )
        settings = load(config)
        ledger = Ledger.open(settings.store.url)
        with open_vault(settings.vault, lambda: None) as vault, ledger.run_lock():
            take_in(
                ledger, settings.inventory.sources, vault, settings.inventory, TODAY, rules=rules_of(settings)
            )
        site.replies["/sns.html"] = found.lists("ac-a", "ac-b")
        for account_id in ("ac-a", "ac-b"):
            service.replies[f"/{account_id}"] = found.profile(f"<a href='{site.root}/'>試し市</a>")
        yield found


def test_what_is_in_order_is_recorded_with_the_page_and_its_digest(office: Office) -> None:
    assert office.findings() == {
        "site-listing:ac-a": "no-record",
        "site-listing:ac-b": "no-record",
        "profile-backlink:ac-a": "no-record",
        "profile-backlink:ac-b": "no-record",
        "closed-but-listed:ac-z": "no-record",
    }
    said = office.check()
    assert (said.code, said.err) == (0, "")
    assert office.states(said) == {
        ("ac-a", "site-listing"): "listed",
        ("ac-a", "profile-backlink"): "linked",
        ("ac-b", "site-listing"): "listed",
        ("ac-b", "profile-backlink"): "linked",
        ("ac-z", "site-listing"): "gone",
    }
    assert {one["grade"] for one in said.json["accounts"]} == {"A"}
    (record,) = office.records("ac-a", "site-listing")
    digest = said.json["lists"][0]["sha256"]
    assert (
        record.items()
        >= {
            "date": TODAY.isoformat(),
            "until": None,
            "by": MARK,
            "document": f"{office.list} sha256:{digest}",
            "note": office.url("ac-a"),
            "source": "command",
            "state": "in-date",
        }.items()
    )
    (gone,) = office.records("ac-z", "site-listing")
    assert (gone["date"], gone["until"]) == (TODAY.isoformat(), TODAY.isoformat())
    assert office.findings() == {}


def test_only_the_named_pages_are_asked_each_once(office: Office) -> None:
    office.site.replies["/sns.html"] = office.lists("ac-a", "ac-b", "ac-z", more="<a href='/more'>次</a>")
    office.check()
    assert office.site.asked == ["/sns.html"]
    assert sorted(office.service.asked) == ["/ac-a", "/ac-b"]


def test_the_same_again_records_nothing_and_another_day_takes_its_place(office: Office) -> None:
    office.check()
    before = dump(office.folder)
    office.site.replies["/sns.html"] = office.lists("ac-b", "ac-a")
    again = office.check()
    assert again.code == 0
    assert not any(one["new"] for one in again.json["accounts"])
    assert dump(office.folder) == before
    tomorrow = TODAY + timedelta(days=1)
    assert office.check(day=tomorrow).code == 0
    (record,) = office.records("ac-a", "site-listing")
    assert record["date"] == tomorrow.isoformat()
    (gone,) = office.records("ac-z", "site-listing")
    assert gone["until"] == TODAY.isoformat()  # it is gone since then


def test_what_is_missing_ends_the_earlier_sight_and_is_recorded_as_missing(office: Office) -> None:
    office.check()
    later = TODAY + timedelta(days=7)
    office.site.replies["/sns.html"] = office.lists("ac-b")
    office.service.replies["/ac-b"] = office.profile()
    said = office.check(day=later)
    assert said.code == 1
    states = office.states(said)
    assert (states["ac-a", "site-listing"], states["ac-b", "profile-backlink"]) == (
        "not-listed",
        "not-linked",
    )
    for account_id, kind in (("ac-a", "site-listing"), ("ac-b", "profile-backlink")):
        seen, missed = office.records(account_id, kind)
        assert seen["until"] == (later - timedelta(days=1)).isoformat()
        assert (missed["by"], missed["date"]) == (MISSED_BY_MACHINE, later.isoformat())
    assert office.findings(later) == {
        "site-listing:ac-a": "seen-missing",
        "profile-backlink:ac-b": "seen-missing",
    }
    before = dump(office.folder)
    assert office.check(day=later).code == 1
    assert dump(office.folder) == before


def test_what_is_missing_on_the_very_day_was_never_there(office: Office) -> None:
    office.check()
    office.site.replies["/sns.html"] = office.lists("ac-b")
    said = office.check()
    assert [one["account_id"] for one in said.json["accounts"] if one["ended"]] == ["ac-a"]
    (missed,) = office.records("ac-a", "site-listing")
    assert missed["by"] == MISSED_BY_MACHINE
    assert office.findings() == {"site-listing:ac-a": "seen-missing"}


def test_what_is_there_again_takes_the_place_of_what_was_missing(office: Office) -> None:
    office.site.replies["/sns.html"] = office.lists("ac-b")
    office.check()
    later = TODAY + timedelta(days=3)
    office.site.replies["/sns.html"] = office.lists("ac-a", "ac-b")
    office.check(day=later)
    (record,) = office.records("ac-a", "site-listing")
    assert (record["by"], record["date"]) == (MARK, later.isoformat())
    assert office.findings(later) == {}


def test_of_many_looks_in_vain_one_record_stands_and_the_history_has_them_all(office: Office) -> None:
    office.site.replies["/sns.html"] = office.lists("ac-b")
    days = [TODAY + timedelta(days=days) for days in range(3)]
    for day in days:
        office.check(day=day)
    (record,) = office.records("ac-a", "site-listing")
    assert record["date"] == days[-1].isoformat()


def test_a_closed_account_that_is_listed_again_is_told_and_gone_later(office: Office) -> None:
    office.check()
    first, second = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    office.site.replies["/sns.html"] = office.lists("ac-a", "ac-b", "ac-z")
    assert office.check(day=first).code == 1
    assert office.findings(first) == {"closed-but-listed:ac-z": "still-listed"}
    office.site.replies["/sns.html"] = office.lists("ac-a", "ac-b")
    assert office.check(day=first).code == 0  # taken off on the same day
    assert office.findings(first) == {}
    assert office.check(day=second).code == 0
    (record,) = office.records("ac-z", "site-listing")
    assert record["until"] == first.isoformat()


NOT_SEEN = {
    "an error": Reply(b"<p>x</p>", status=500),
    "a picture": Reply(b"\x89PNG", type="image/png"),
    "huge": Reply(b"x" * 3_000_000),
    "another page": html(f"<html><p>ページが見つかりません</p>{FILLED}</html>"),
    "a page to log in at": leading_to("/login"),
    "a page elsewhere": leading_to("https://evil.example/"),
    "nothing": Reply(b""),
    "hostile": Reply(b"<a " * 300_000),
    "binary": Reply(bytes(range(256)) * 2000, type=HTML),
}


@pytest.mark.parametrize("reply", NOT_SEEN.values(), ids=NOT_SEEN.keys())
def test_a_list_that_was_not_seen_changes_nothing_of_it(office: Office, reply: Reply) -> None:
    office.check()
    before = dump(office.folder)
    office.site.replies |= {"/sns.html": reply, "/login": html(FILLED + "<input type=password>")}
    said = office.check()
    assert said.code == 3
    assert {state for (_, kind), state in office.states(said).items() if kind == "site-listing"} == {
        "not-seen"
    }
    assert {one["why"] for one in said.json["accounts"] if one["kind"] == "site-listing"} != {None}
    assert dump(office.folder) == before


def test_a_profile_that_was_not_seen_changes_nothing_of_it(office: Office) -> None:
    office.service.replies["/ac-a"] = html("<script>draw()</script><noscript>JavaScript is needed</noscript>")
    office.service.replies["/ac-b"] = leading_to("/accounts/login")
    office.service.replies["/accounts/login"] = office.profile(f"<a href='{office.site.root}'>市</a>")
    said = office.check()
    assert said.code == 3
    whys = {
        one["account_id"]: one["why"] for one in said.json["accounts"] if one["kind"] == "profile-backlink"
    }
    assert whys == {"ac-a": "needs-script", "ac-b": "led-elsewhere"}
    assert office.records("ac-a", "profile-backlink") == office.records("ac-b", "profile-backlink") == []


@pytest.mark.parametrize(
    ("pack", "code", "state"),
    [
        ("ube", 0, "linked"),
        ("niimi", 0, "linked"),
        ("oizumi", 1, "not-linked"),
        ("ureshino", 1, "not-linked"),
    ],
)
def test_the_guideline_says_whether_a_profile_must_lead_to_the_list_itself(
    office: Office, pack: str, code: int, state: str
) -> None:
    config = office.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('pack = "ube"', f'pack = "{pack}"'), "utf-8")
    said = office.check()  # the profiles carry the top page's address
    top = f"{office.site.root}/"
    assert {one["link"] for one in said.json["accounts"] if one["kind"] == "profile-backlink"} == {top}
    assert (said.code, office.states(said)["ac-a", "profile-backlink"]) == (code, state)
    for account_id in ("ac-a", "ac-b"):
        office.service.replies[f"/{account_id}"] = office.profile(f"<a href='{office.list}'>一覧</a>")
    said = office.check(day=TODAY + timedelta(days=1))
    assert (said.code, office.states(said)["ac-a", "profile-backlink"]) == (0, "linked")
    assert office.records("ac-a", "profile-backlink")[-1]["note"] == office.list


def test_what_is_hidden_or_perhaps_in_a_frame_changes_nothing(office: Office) -> None:
    office.check()
    before = dump(office.folder)
    for more in (
        f"<div hidden><a href='{office.url('ac-a')}'>市</a><a href='{office.url('ac-z')}'>市</a></div>",
        "<iframe src='/part.html'></iframe>",
    ):
        office.site.replies["/sns.html"] = office.lists("ac-b", more=more)
        said = office.check()
        states = office.states(said)
        assert (said.code, states["ac-a", "site-listing"], states["ac-z", "site-listing"]) == (
            3,
            "not-seen",
            "not-seen",
        )
        assert states["ac-b", "site-listing"] == "listed"
        assert dump(office.folder) == before


def test_hosts_that_are_not_allowed_are_not_asked_and_fail_nothing(office: Office) -> None:
    config = office.folder / "config.toml"
    config.write_text(
        config.read_text("utf-8").replace('["127.0.0.1", "localhost"]', '["127.0.0.1"]'), "utf-8"
    )
    said = office.check()
    assert said.code == 0
    assert office.states(said)["ac-a", "profile-backlink"] == "not-asked"
    assert office.service.asked == []
    assert office.records("ac-a", "profile-backlink") == []


def test_what_the_machine_saw_stands_above_what_people_stated_before_and_that_is_told(office: Office) -> None:
    stated = ("--kind", "site-listing", "--date", "2026-11-19", "--by", "00101", "--document", "試第9号")
    office.auditor("evidence", "record", *stated, "--account", "ac-a")
    office.auditor("evidence", "record", *stated, "--city")
    office.site.replies["/sns.html"] = office.lists("ac-b")
    said = office.check()
    (told,) = (one for one in said.json["accounts"] if one["state"] == "not-listed")
    assert told["against"] == ["試第9号", "試第9号"]
    assert office.findings() == {"site-listing:ac-a": "seen-missing"}
    assert "試第9号、2026-11-19、00101" in office.auditor("site", "check").out


@pytest.mark.parametrize(("days", "found"), [(0, {"site-listing:ac-a": "seen-missing"}), (1, {})])
def test_what_people_state_counts_again_when_it_is_of_a_later_day_than_the_look(
    office: Office, days: int, found: dict[str, str]
) -> None:
    office.site.replies["/sns.html"] = office.lists("ac-b")
    office.check(day=TODAY - timedelta(days=days))
    stated = ("--kind", "site-listing", "--date", TODAY.isoformat(), "--by", "00101", "--document", "試第9号")
    assert office.auditor("evidence", "record", *stated, "--account", "ac-a").code == 0
    assert office.findings() == found


def test_a_wrong_link_and_a_stranger_are_told(office: Office) -> None:
    office.site.replies["/sns.html"] = office.lists("ac-b", "ac-impostor")
    said = office.check()
    assert said.code == 1
    assert office.states(said)["ac-a", "site-listing"] == "wrong-link"
    assert said.json["strangers"] == [{"page": office.list, "link": office.url("ac-impostor")}]
    assert [one["by"] for one in office.records("ac-a", "site-listing")] == [MISSED_BY_MACHINE]


def test_of_many_strangers_the_first_are_told_and_the_rest_counted(office: Office) -> None:
    office.site.replies["/sns.html"] = office.lists("ac-a", "ac-b", *(f"stranger{n}" for n in range(25)))
    assert len(office.check().json["strangers"]) == 25
    told = office.auditor("site", "check").out
    assert (told.count("/stranger"), "ほか5件" in told) == (20, True)


def test_nobody_can_record_under_the_machines_mark(office: Office) -> None:
    assert typed_id(MARK, "--by") != MARK
    assert typed_id(MISSED_BY_MACHINE, "--by") != MISSED_BY_MACHINE
    stated = ("--kind", "site-listing", "--date", "2026-11-19", "--by", MARK, "--document", "試第9号")
    office.auditor("evidence", "record", *stated, "--account", "ac-a")
    office.site.replies["/sns.html"] = office.lists("ac-b")
    office.check()
    record, missed = office.records("ac-a", "site-listing")
    assert (record["until"], missed["by"]) == (None, MISSED_BY_MACHINE)  # it is somebody's, and stands
    assert office.findings() == {"site-listing:ac-a": "seen-missing"}


def test_in_words_in_both_languages(office: Office) -> None:
    office.site.replies["/sns.html"] = office.lists("ac-b", "ac-z", "ac-impostor")
    japanese = office.auditor("site", "check")
    for told in (
        "【リンク誤り】",
        "【閉鎖後も掲載】",
        "市公式サイトへのリンクあり",
        "問題なし：3件、誤り：2件",
        "台帳にない",
    ):
        assert told in japanese.out
    speak_english(office.folder)
    english = office.auditor("site", "check")
    assert english.code == 1
    for told in (
        "WRONG LINK",
        "CLOSED AND STILL LISTED",
        "In order: 3. Wrong: 2. Not seen: 0.",
        "no account of the",
    ):
        assert told in english.out


@pytest.mark.parametrize("settings", ["", "\n[site]\nenabled = false\n"])
def test_switched_off_it_asks_nothing(office: Office, settings: str) -> None:
    config = office.folder / "config.toml"
    config.write_text(config.read_text("utf-8").partition("\n[site]")[0] + settings, "utf-8")
    before = dump(office.folder)
    said = office.check()
    assert (said.code, said.out) == (2, "")
    assert "[site]" in said.err
    assert (office.site.asked, office.service.asked) == ([], [])
    assert dump(office.folder) == before


def test_wrong_settings_are_told_before_anything_is_asked(office: Office) -> None:
    config = office.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('["127.0.0.1", ', "["), "utf-8")
    assert office.check().code == 2
    assert office.site.asked == []


def test_while_an_audit_runs_nothing_is_recorded(office: Office) -> None:
    before = dump(office.folder)
    with Ledger.open(load(office.folder / "config.toml").store.url).run_lock():
        assert office.check().code == 4
    assert dump(office.folder) == before


def test_nothing_of_a_page_is_kept_but_addresses_and_the_digest(office: Office) -> None:
    office.site.replies["/sns.html"] = office.lists("ac-a", "ac-b", more="<p>\x1b[31m=SUM(A1)秘密の言葉</p>")
    office.check()
    kept = dump(office.folder)
    assert "秘密の言葉" not in kept
    assert "本文が続きます" not in kept


def test_the_history_tells_what_each_look_saw(office: Office) -> None:
    for days in range(3):
        office.check(day=TODAY + timedelta(days=days))
    with Ledger.open(load(office.folder / "config.toml").store.url).transaction() as tx:
        looks = [
            known
            for known in evidence.history(tx)
            if known.evidence.by == MARK
            and known.evidence.account_id == "ac-a"
            and known.evidence.kind.value == "site-listing"
        ]
    assert [(known.evidence.dated, known.withdrawn) for known in looks] == [
        (TODAY, TODAY + timedelta(days=1)),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=2)),
        (TODAY + timedelta(days=2), None),
    ]
