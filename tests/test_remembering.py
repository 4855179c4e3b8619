"""Nights that remember: nothing is judged twice, and nothing is said of what was not seen."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from auditor import nightly
from auditor.ledger import measurements
from auditor.ledger.database import Ledger
from auditor.measuring import measure as measuring
from auditor.measuring import memory
from auditor.measuring.guessing import Guesses
from auditor.measuring.workers import _Worker
from auditor.nightly import Night
from auditor.settings import load
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from auditor.vault.vault import LoginSecrets
from checks._contract import WhyUnseen
from reports.audit import Audit
from tests.acceptance.small import SECRETS, small_tables
from tests.leaks import Hunt
from tests.offices import TODAY, SmallOffice

TOMORROW = TODAY + timedelta(days=1)
STRONG = "Hc7-rTqLmWzv.KdPn!yXbs"


class Judge:
    """Judges as the real one does, and knows what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, password: str, *_: object) -> Guesses:
        self.asked.append(password)
        return Guesses(3.0 * len(password), ())

    def passwords(self, work: Callable[[], object]) -> list[str]:
        self.asked.clear()
        work()
        return sorted(self.asked)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    made = Judge()
    monkeypatch.setattr(measuring, "judge", made)
    return made


ALL = sorted(password for password, _ in SECRETS.values())


def test_a_night_without_changes_judges_nothing_and_finds_the_same(office: SmallOffice, judge: Judge) -> None:
    office.keyring.entries["auditor", "login-b"] = "Vky7pLqNs.wHdtBzGm!Xaaaafc"
    office.night()
    first = office.night()
    assert judge.passwords(office.night) == []
    assert office.night().findings == first.findings
    assert first.findings


def test_a_changed_password_is_judged_and_no_other(office: SmallOffice, judge: Judge) -> None:
    office.night()
    office.keyring.entries["auditor", "login-a"] = STRONG
    assert judge.passwords(office.night) == [STRONG]


def test_a_changed_word_of_the_city_makes_all_be_judged(office: SmallOffice, judge: Judge) -> None:
    office.night()
    config = office.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace("試し市", "見本市"), "utf-8")
    assert judge.passwords(office.night) == ALL
    assert judge.passwords(office.night) == []


def test_changed_words_of_the_pack_make_all_be_judged(
    office: SmallOffice, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.night()
    load_pack = nightly.load_pack
    monkeypatch.setattr(
        nightly, "load_pack", lambda *given: replace(load_pack(*given), words=("ときわ公園", "湖水ホール"))
    )
    assert judge.passwords(office.night) == ALL


def test_another_judge_or_other_lists_make_all_be_judged(
    office: SmallOffice, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.night()
    present = memory.Versions.present()
    monkeypatch.setattr(memory.Versions, "present", lambda: replace(present, judge=b"another"))
    assert judge.passwords(office.night) == ALL


def test_a_changed_directory_is_looked_up_and_nothing_is_judged(office: SmallOffice, judge: Judge) -> None:
    office.keyring.entries["auditor", "login-b"] = "xq1995Vky7pL0101qNs.wHdt"
    office.night()
    tables = small_tables()
    for person in tables["staff"]:
        person["birth_date"] = date(1995, 1, 1)
    office.write(tables)
    found: list[Audit] = []
    assert judge.passwords(lambda: found.append(office.night())) == []
    assert ("password-personal", "login-b") in {
        (finding.check, finding.subject.id) for finding in found[0].findings
    }


def test_other_words_around_a_login_make_it_be_judged(office: SmallOffice, judge: Judge) -> None:
    office.night()
    tables = small_tables()
    tables["accounts"][0]["name"] = "別の名前"
    office.write(tables)
    assert judge.passwords(office.night) == [SECRETS["login-a"][0]]


def test_another_key_makes_everything_be_judged(office: SmallOffice, judge: Judge) -> None:
    office.night()
    office.set_key(2)
    assert judge.passwords(office.night) == ALL


def test_a_look_ahead_remembers_and_writes_nothing(office: SmallOffice, judge: Judge) -> None:
    office.night()
    office.keyring.entries["auditor", "login-a"] = STRONG
    before = office.dump()
    assert judge.passwords(lambda: office.night(day=TOMORROW)) == [STRONG]
    assert office.dump() == before


def test_what_somebody_altered_in_the_ledger_is_measured_again(office: SmallOffice, judge: Judge) -> None:
    first = office.night()
    with sqlite3.connect(office.folder / "auditor.db") as connection:
        connection.execute("UPDATE measurements SET content = zeroblob(length(content))")
    connection.close()
    assert judge.passwords(office.night) == ALL
    assert office.night().findings == first.findings


@pytest.mark.parametrize("content", ["'text'", "7", "1e300", "9000000000", "CAST(x'ff' AS TEXT)"])
def test_what_somebody_put_there_that_is_no_bytes_is_measured_again(
    office: SmallOffice, judge: Judge, content: str
) -> None:
    first = office.night()
    with sqlite3.connect(office.folder / "auditor.db") as connection:
        connection.execute(f"UPDATE measurements SET content = {content}")
    connection.close()
    assert judge.passwords(office.night) == ALL
    assert office.night().findings == first.findings


def test_rows_exchanged_between_logins_are_not_believed(office: SmallOffice, judge: Judge) -> None:
    office.night()
    with office.ledger.transaction() as tx:
        (a, of_a), (b, of_b) = measurements.rows(tx)
        measurements.keep(tx, [(a, of_b), (b, of_a)], {a, b})
    assert judge.passwords(office.night) == ALL


def test_an_entry_that_is_gone_is_not_seen_and_comes_back_remembered(
    office: SmallOffice, judge: Judge
) -> None:
    office.night()
    entry = office.keyring.entries.pop(("auditor", "login-a"))
    audit = office.night()
    assert WhyUnseen.NO_ENTRY.text in {gap.why for gap in audit.not_seen}
    office.keyring.entries["auditor", "login-a"] = entry
    assert judge.passwords(office.night) == []


def test_a_login_that_left_is_forgotten(office: SmallOffice) -> None:
    office.night()
    tables = small_tables()
    tables["accounts"][1]["closed"] = TODAY
    office.write(tables)
    office.night()
    with office.ledger.reading() as tx:
        assert [login for login, _ in measurements.rows(tx)] == ["login-a"]


def test_the_ledger_holds_no_secret(office: SmallOffice) -> None:
    office.night()
    secrets = {login: password for login, (password, _) in SECRETS.items()}
    assert Hunt(secrets).in_folder(office.folder) == []


# --- with our own file, and its workers ----------------------------------------------------------------------------


def night_of(folder: Path, day: date = TODAY) -> Audit:
    settings = load(folder / "config.toml")
    night = Night(
        day=day, today=day, clock=lambda: datetime(2026, 11, 20, tzinfo=UTC), run_id=os.urandom(8).hex()
    )
    with open_vault(settings.vault, lambda: None) as vault:
        return nightly.run(
            settings,
            Ledger.open(settings.store.url),
            vault,
            night,
            taken=lambda _: None,
            delivered=lambda _: None,
            progress=lambda _done, _all: None,
        )


@pytest.fixture
def city(made_city: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_city, tmp_path / "city"))


def no_workers(*_: object, **__: object) -> None:
    raise AssertionError("nothing is left to do")


def test_of_our_own_file_nothing_is_read_in_a_night_without_changes(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = night_of(city)
    monkeypatch.setattr(measuring, "Workers", no_workers)
    assert night_of(city).findings == first.findings


def test_workers_see_what_this_process_would(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = {"login-a": "sakura2024", "login-b": "Vky7pLqNs.wHdtBzGm!Xaaaafc"}
    with open_vault(load(city / "config.toml").vault, lambda: None) as vault:
        vault.set_many(LoginSecrets(login, Secret(text), None) for login, text in passwords.items())
    alone = Path(shutil.copytree(city, city.with_name("alone")))
    monkeypatch.setattr("auditor.vault.vault.Vault.elsewhere", lambda _self: None)
    expected = night_of(alone)
    monkeypatch.undo()
    found = night_of(city)
    assert found.findings == expected.findings
    assert found.findings
    assert found.counts == expected.counts


def slow_for_one(password: str, *_: object) -> Guesses:
    while password == SECRETS["login-b"][0]:
        pass
    return Guesses(20.0, ())


def test_no_secret_travels_between_processes(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []

    def dumps(thing: object, *more: object) -> bytes:
        sent.append(pickle.dumps(thing))
        return sent[-1]

    monkeypatch.setattr("multiprocessing.connection._ForkingPickler.dumps", dumps)
    results = _Worker.results
    received: list[bytes] = []

    def noted(self: _Worker[object, object]) -> object:
        answers = results(self)
        received.append(pickle.dumps(answers))
        return answers

    monkeypatch.setattr(_Worker, "results", noted)
    night_of(city)
    hunt = Hunt({f"password of {login}": password for login, (password, _) in SECRETS.items()})
    assert b"login-a" in b"".join(sent)
    assert b"login-a" in b"".join(received)
    assert hunt.in_bytes("what travelled", b"".join(sent + received)) == []


def test_where_no_second_process_can_be_begun_this_one_measures(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse)
    assert night_of(city).run.complete


def test_another_process_that_opens_the_vault_from_the_settings_measures_the_same(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Path(shutil.copytree(city, city.with_name("alone")))
    expected = night_of(alone)
    monkeypatch.setattr("auditor.vault.vault.sys", SimpleNamespace(platform="darwin"))
    found = night_of(city)
    assert found.run.complete
    assert (found.findings, found.counts) == (expected.findings, expected.counts)


@pytest.mark.skipif(sys.platform != "linux", reason="what is put in place here reaches forks only")
def test_a_judgement_without_end_is_cut_off_and_told_as_not_seen(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "judge", slow_for_one)
    audit = night_of(city)
    assert not audit.run.complete
    gaps = {(gap.subject, gap.why) for gap in audit.not_seen}
    assert {subject for subject, _ in gaps} == {"login-b"}
    assert {why for _, why in gaps} == {WhyUnseen.TOO_SLOW.text}
    monkeypatch.undo()
    assert night_of(city).run.complete
