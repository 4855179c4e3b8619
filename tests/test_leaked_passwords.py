"""A night with a list of leaked passwords, without one, and with one that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from auditor import exit_codes, nightly
from auditor.doctor import Probe, Result
from auditor.leaks import NO_LIST
from auditor.leaks import look_up as looks_up
from checks._contract import Severity, WhyUnseen
from reports.audit import Audit
from tests.acceptance.small import SECRETS
from tests.measuring.breaches.lists import hash_of, list_of, text
from tests.measuring.breaches.services import Reply, honest, service
from tests.offices import TODAY, SmallOffice
from tests.test_doctor import probes

TOMORROW = TODAY + timedelta(days=1)
LEAKED = SECRETS["login-b"][0]
CHECK = "password-breached"


def name(office: SmallOffice, *lines: str) -> None:
    """Names it in the settings from now on."""
    config = office.folder / "config.toml"
    before = config.read_text("utf-8").partition("[breach]")[0]
    config.write_text("\n".join((before, "[breach]", *lines)) + "\n", "utf-8")


@pytest.fixture
def listed(office: SmallOffice) -> SmallOffice:
    """With a list in which the password of login-b stands."""
    list_of(office.folder, {"password": 1000, LEAKED: 20})
    name(office, 'offline = "made.list"')
    return office


def found(audit: Audit) -> list[tuple[str, str]]:
    return [(finding.check, finding.subject.id) for finding in audit.findings]


def not_seen(audit: Audit) -> set[tuple[str, str, str]]:
    return {(entry.check, entry.subject, entry.why.en) for entry in audit.not_seen}


def told(audit: Audit) -> str:
    return "\n".join(note.en for note in audit.notes)


def test_a_leaked_password_is_a_finding_and_the_rest_conforms(listed: SmallOffice) -> None:
    audit = listed.night()
    assert found(audit) == [(CHECK, "login-b")]
    assert audit.findings[0].severity is Severity.CRITICAL
    assert "10 times or more" in audit.findings[0].message.en
    assert audit.run.complete
    assert audit.notes == ()


def test_nothing_of_a_password_or_its_hash_is_kept(listed: SmallOffice) -> None:
    audit = listed.night()
    for kept in (listed.dump(), repr(audit)):
        assert LEAKED not in kept
        assert hash_of(LEAKED).lower()[:10] not in kept.lower()


def test_without_a_list_the_report_says_so_and_the_audit_is_complete(office: SmallOffice) -> None:
    audit = office.night()
    assert audit.notes == (NO_LIST,)
    assert audit.run.complete
    assert exit_codes.of_audit(audit, Severity.LOW) == 0
    assert audit.not_set_up == (CHECK,)


def test_a_list_that_is_taken_away_ends_no_finding(listed: SmallOffice) -> None:
    listed.night()
    config = listed.folder / "config.toml"
    with_list = config.read_text("utf-8")
    name(listed, 'offline = ""')
    audit = listed.night(today=TOMORROW)
    assert (audit.findings, audit.closed) == ((), ())
    assert [finding.key for finding in audit.unconfirmed] == [f"{CHECK}:login-b"]
    assert audit.run.complete
    config.write_text(with_list, "utf-8")
    again = listed.night(today=TOMORROW + timedelta(days=1))
    assert [finding.first_seen for finding in again.findings] == [TODAY]
    listed.keyring.entries["auditor", "login-b"] = "Wmt4qRvKz.pXjsFhDn!Ybgc"
    changed = listed.night(today=TOMORROW + timedelta(days=2))
    assert [finding.key for finding in changed.closed] == [f"{CHECK}:login-b"]


@pytest.mark.parametrize("meanwhile", ["Wmt4qRvKz.pXjsFhDn!Ybgc", "password"])
def test_a_password_that_changes_while_the_audit_runs_is_not_taken_for_the_one_measured(
    listed: SmallOffice, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    before = listed.keyring.entries["auditor", "login-b"]

    def look_up_later(*given, **more):  # type: ignore[no-untyped-def]
        listed.keyring.entries["auditor", "login-b"] = meanwhile
        return looks_up(*given, **more)

    monkeypatch.setattr(nightly, "look_up", look_up_later)
    audit = listed.night()
    assert not_seen(audit) == {(CHECK, "login-b", WhyUnseen.CHANGED.text.en)}
    assert exit_codes.of_audit(audit, Severity.LOW) == 3
    monkeypatch.undo()
    listed.keyring.entries["auditor", "login-b"] = before
    assert found(listed.night(today=TOMORROW)) == [(CHECK, "login-b")]


def missing(path: Path) -> None:
    path.unlink()


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[520] ^= 1
    path.write_bytes(content)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_download(path: Path) -> None:
    path.write_bytes(text({"A" * 40: 1}))


@pytest.mark.parametrize("broken", [missing, damaged, cut_off, empty, a_download])
def test_a_list_that_cannot_be_used_is_not_seen_and_stops_nothing_else(
    listed: SmallOffice, broken: Callable[[Path], None]
) -> None:
    listed.night()
    broken(listed.folder / "made.list")
    audit = listed.night(today=TOMORROW)
    assert not_seen(audit) == {(CHECK, login, WhyUnseen.BREACH_LIST.text.en) for login in SECRETS}
    assert exit_codes.of_audit(audit, Severity.LOW) == 3
    assert "made.list cannot be used" in told(audit)
    assert [finding.key for finding in audit.unconfirmed] == [f"{CHECK}:login-b"]
    assert audit.closed == ()
    assert probe(listed).result is Result.FAILED


def test_a_login_without_a_password_is_not_seen_with_a_list_and_not_set_up_without(
    listed: SmallOffice,
) -> None:
    del listed.keyring.entries["auditor", "login-a"]
    assert (CHECK, "login-a", WhyUnseen.NO_ENTRY.text.en) in not_seen(listed.night())
    name(listed, 'offline = ""')
    assert CHECK not in {check for check, _, _ in not_seen(listed.night(today=TOMORROW))}


def test_a_pack_that_does_not_ask_for_it_looks_nothing_up(listed: SmallOffice) -> None:
    pack = listed.folder / "own.toml"
    pack.write_text(
        """id = "own"
version = "1"
name = { ja = "見本", en = "Made" }
due_working_days = {}
clauses = [{ id = "1", summary = { ja = "要旨", en = "In short" }, cover = ["check"], checks = ["login-missing"] }]
checks.login-missing = { clause = "1", severity = "low" }
""",
        "utf-8",
    )
    name(listed, 'offline = "missing.list"', "[policy]", 'pack = "own.toml"')
    audit = listed.night()
    assert audit.run.complete
    assert audit.notes == ()


# --- online ---------------------------------------------------------------------------------------------------------------


def test_a_night_may_ask_a_service(office: SmallOffice) -> None:
    with service(honest({"password": 3, LEAKED: 7})) as running:
        name(office, "online = true", f'address = "{running.address}"')
        audit = office.night()
        assert probe(office).result is Result.FINE
    assert found(audit) == [(CHECK, "login-b")]
    assert audit.run.complete


def test_a_service_that_does_not_answer_is_not_seen(office: SmallOffice) -> None:
    with service(lambda _prefix, _before: Reply(404)) as running:
        name(office, "online = true", f'address = "{running.address}"')
        audit = office.night()
        assert probe(office).result is Result.FAILED
    assert {check for check, _, _ in not_seen(audit)} == {CHECK}
    assert not audit.run.complete
    assert "service for leaked passwords cannot be used" in told(audit)


def test_neither_file_nor_service_is_asked_unless_it_is_named(office: SmallOffice) -> None:
    with service(honest({})) as running:
        name(office, f'address = "{running.address}"')
        office.night()
        assert running.asked == []


# --- doctor ---------------------------------------------------------------------------------------------------------------


def probe(office: SmallOffice) -> Probe:
    return probes(office)["list of leaked passwords"]


def test_doctor_says_what_list_there_is(listed: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    assert probe(listed).result is Result.FINE
    monkeypatch.setattr("auditor.doctor.LEAKS_AGE", timedelta(days=-1))
    old = probe(listed)
    assert old.result is Result.WARNING
    assert old.todo is not None


def test_doctor_hints_at_a_list_where_there_is_none(office: SmallOffice) -> None:
    hint = probe(office)
    assert hint.result is Result.WARNING
    assert hint.todo is not None
    assert "auditor breach build" in hint.todo.text
