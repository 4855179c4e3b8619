"""Nights that go as they should, and nights on which something is in the way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.ledger.database import Ledger
from auditor.settings import load
from tests.acceptance.harness import TODAY, Office, new_office
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import Tables, write_plain_folder

RUN = {"id", "date", "started", "finished", "complete", "pack", "version"}
COUNTS = {
    "accounts",
    "logins",
    "staff",
    "conforming",
    "nonconforming",
    "unverified",
    "pending",
    "advice",
    "waived",
    "not_applicable",
}
FINDING = {
    "key",
    "check",
    "clause",
    "status",
    "severity",
    "subject",
    "message",
    "remedy",
    "due",
    "first_seen",
    "related",
    "reason",
}


@pytest.fixture
def office(sound_office: Office, tmp_path: Path) -> Office:
    return sound_office.copied_to(tmp_path / "office")


def with_change_of_administrators(day: date) -> Tables:
    """On ``day`` somebody new began, and the register was not handed in since."""
    tables = small_tables()
    tables["administrators"].append({"account_id": "ac-a", "staff_number": "00101", "since": day})
    return tables


def vault_file(office: Office) -> Path:
    (found,) = (path for path in (office.folder / "vault").iterdir() if path.suffix == ".db")
    return found


def test_a_sound_city_ends_with_0_and_a_whole_answer(office: Office) -> None:
    said = office.auditor("run", "--json")
    assert said.code == 0
    answer = said.json
    assert answer["schema"] == "auditor.run/1"
    assert set(answer) >= {"schema", "run", "counts", "findings", "reviews", "not_seen"}
    assert set(answer["run"]) >= RUN
    assert answer["run"]["complete"] is True
    assert answer["run"]["date"] == TODAY.isoformat()
    assert answer["run"]["pack"]["id"] == "ube"
    assert set(answer["counts"]) >= COUNTS
    assert answer["findings"] == answer["reviews"] == answer["not_seen"] == []


def test_a_finding_has_every_field(office: Office) -> None:
    write_plain_folder(with_change_of_administrators(TODAY - timedelta(days=2)), office.folder / "source")
    office.must("import", "source")
    (finding,) = office.auditor("run", "--json").json["findings"]
    assert set(finding) >= FINDING
    assert finding["key"] == "register-submitted:ac-a"
    assert finding["clause"] == "4(5)"
    assert finding["status"] == "pending"
    assert finding["due"] == "2026-12-03"  # ten working days after 18 November, which the 23rd is not
    assert finding["first_seen"] == TODAY.isoformat()
    assert finding["subject"] == {"kind": "account", "id": "ac-a", "accounts": ["ac-a"], "section": "試験課"}


def test_the_day_judged_decides(office: Office) -> None:
    write_plain_folder(with_change_of_administrators(TODAY - timedelta(days=2)), office.folder / "source")
    office.must("import", "source")
    pending = office.auditor("run", "--json")
    assert (pending.code, pending.findings) == (0, {("register-submitted", "ac-a", "pending")})
    late = office.auditor("run", "--json", "--date", "2026-12-04")
    assert (late.code, late.findings) == (1, {("register-submitted", "ac-a", "nonconforming")})
    assert late.json["run"]["date"] == "2026-12-04"
    assert late.json["findings"][0]["first_seen"] == TODAY.isoformat()


def test_what_was_put_right_is_gone_the_next_night(office: Office) -> None:
    write_plain_folder(with_change_of_administrators(TODAY - timedelta(days=40)), office.folder / "source")
    office.must("import", "source")
    assert office.auditor("run", "--json").code == 1
    tables = with_change_of_administrators(TODAY - timedelta(days=40))
    tables["evidence"].append({"account_id": "ac-a", "kind": "register-submitted", "date": TODAY})
    write_plain_folder(tables, office.folder / "source")
    tomorrow = TODAY + timedelta(days=1)
    office.must("import", "source", today=tomorrow)
    said = office.auditor("run", "--json", today=tomorrow)
    assert (said.code, said.findings) == (0, set())
    assert "register-submitted" not in office.must("findings", "--json", today=tomorrow).text


def test_a_second_run_at_the_same_time_is_turned_away(office: Office) -> None:
    before = office.dump()
    ledger = Ledger.open(load(office.folder / "config.toml").store.url)
    with ledger.run_lock():
        said = office.auditor("run", "--json")
    assert said.code == 4
    assert said.out == b""
    assert office.dump() == before


def test_the_same_import_again_changes_nothing(office: Office) -> None:
    before = office.dump()
    office.must("import", "source")
    assert office.dump() == before


def test_a_look_at_an_import_changes_nothing_and_says_what_would(office: Office) -> None:
    tables = small_tables()
    tables["accounts"].append({**tables["accounts"][0], "account_id": "ac-new"})
    write_plain_folder(tables, office.folder / "more")
    before = office.dump()
    said = office.must("import", "--check", "more")
    assert "ac-new" in said.text
    assert office.dump() == before


def test_a_table_that_a_source_does_not_hold_stays(office: Office) -> None:
    write_plain_folder({"staff": small_tables()["staff"]}, office.folder / "staff-only")
    office.must("import", "staff-only")
    said = office.auditor("run", "--json")
    assert (said.code, said.json["counts"]["accounts"], said.json["counts"]["logins"]) == (0, 2, 2)


def test_an_entry_that_is_gone_from_the_vault_is_no_pass(office: Office) -> None:
    office.must("secret", "remove", "login-b")
    said = office.auditor("run", "--json")
    assert said.code == 3
    assert said.findings == {("password-unseen", "login-b", "unverified")}
    assert said.json["run"]["complete"] is False
    not_seen = {(row["check"], row["subject"]) for row in said.json["not_seen"]}
    assert ("password-guessable", "login-b") in not_seen
    assert ("password-reuse", "login-b") in not_seen
    assert {subject for _, subject in not_seen} == {"login-b"}
    assert all(row["why"] for row in said.json["not_seen"])


def test_an_altered_vault_is_no_pass_and_is_left_as_it_is(office: Office) -> None:
    """Each byte in the middle of the file's pages counts: either the file or the entry is refused."""
    vault = vault_file(office)
    content = bytearray(vault.read_bytes())
    used = [place for place, octet in enumerate(content) if octet]
    content[used[-40]] ^= 0xFF
    vault.write_bytes(content)
    said = office.auditor("run", "--json")
    assert said.code in (3, 5)
    if said.code == 3:
        assert any(check == "password-unseen" for check, _, _ in said.findings)
    assert vault.read_bytes() == bytes(content)


def test_a_vault_cut_off_is_told_and_left_as_it_is(office: Office) -> None:
    vault = vault_file(office)
    half = vault.read_bytes()[: vault.stat().st_size // 2]
    vault.write_bytes(half)
    before = office.dump()
    said = office.auditor("run", "--json")
    assert (said.code, said.out) == (5, b"")
    assert said.errors.strip()
    assert vault.read_bytes() == half
    assert office.dump() == before


def test_a_wrong_key_is_told_apart_from_no_entry(office: Office, tmp_path: Path) -> None:
    stranger = new_office(tmp_path / "stranger")
    key = next(path for path in (stranger.folder / "vault").iterdir() if path.suffix == ".key")
    (office.folder / "vault" / key.name).write_bytes(key.read_bytes())
    vault = vault_file(office)
    content = vault.read_bytes()
    before = office.dump()
    said = office.auditor("run", "--json")
    assert (said.code, said.out) == (5, b"")
    assert said.errors.strip()
    assert vault.read_bytes() == content
    assert office.dump() == before


def test_a_vault_that_is_missing_is_not_made_anew(office: Office) -> None:
    vault_file(office).unlink()
    said = office.auditor("run", "--json")
    assert (said.code, said.out) == (5, b"")
    assert not list((office.folder / "vault").glob("*.db"))


def test_a_new_password_is_seen_and_believed_more_than_words(office: Office) -> None:
    """What people say counts only until the machine saw another password."""
    tables = small_tables()
    tables["logins"][0]["password_changed"] = TODAY - timedelta(days=500)
    write_plain_folder(tables, office.folder / "source")
    office.must("import", "source")
    assert ("password-age", "login-a", "nonconforming") in office.auditor("run", "--json").findings
    (office.folder / "new.csv").write_text(
        f"login_id,password,totp\r\nlogin-a,{SECRETS['login-a'][0][::-1]},\r\n", "utf-8"
    )
    tomorrow = TODAY + timedelta(days=1)
    office.must("secret", "import", "new.csv", today=tomorrow)
    assert office.auditor("run", "--json", today=tomorrow).findings == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--date", "tomorrow"),
        ("run", "--no-such-option"),
        ("no-such-command",),
        ("--config", "nowhere.toml", "run"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(sound_office: Office, arguments: tuple[str, ...]) -> None:
    said = sound_office.auditor(*arguments)
    assert (said.code, said.out) == (2, b"")
    assert said.errors.strip()


def test_a_bad_setting_is_told_with_its_line(office: Office) -> None:
    config = office.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + "\n[audit.extra]\nno_such = 1\n", "utf-8")
    said = office.auditor("run", "--json")
    assert (said.code, said.out) == (2, b"")
    assert "audit.extra" in said.errors
