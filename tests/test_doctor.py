from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor import doctor, pdf
from auditor.doctor import Probe, Result, Surroundings, examine
from auditor.errors import KeyMissing
from auditor.vault.vault import Vault
from reports.messages import Language, Message, message, say
from tests.acceptance.small import small_tables
from tests.offices import TODAY, SmallOffice

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def ready(office: SmallOffice) -> SmallOffice:
    """In order, and audited once."""
    office.vault.mark()
    office.night()
    return office


def given(office: SmallOffice) -> Surroundings:
    return Surroundings(open_vault=lambda: office.vault, today=TODAY, now=NOW, hardening=())


def probes(office: SmallOffice, surroundings: Surroundings | None = None) -> dict[str, Probe]:
    return {probe.name.text: probe for probe in examine(office.settings, surroundings or given(office))}


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


def test_where_everything_is_in_order_every_probe_is_fine(ready: SmallOffice) -> None:
    """Without a list of leaked passwords, which not every city has."""
    assert {name: probe.result for name, probe in probes(ready).items() if probe.result != Result.FINE} == {
        "list of leaked passwords": Result.WARNING
    }


def test_looking_changes_nothing_and_makes_nothing(ready: SmallOffice) -> None:
    before, dump, entries = files(ready.folder), ready.dump(), dict(ready.keyring.entries)
    probes(ready)
    assert files(ready.folder) == before
    assert ready.dump() == dump
    assert ready.keyring.entries == entries


def test_looking_at_a_place_where_nothing_ran_yet_makes_no_report_folder(office: SmallOffice) -> None:
    dump = office.dump()
    probes(office)
    assert office.dump() == dump
    assert not office.settings.report.folder.exists()


def append(office: SmallOffice, text: str) -> None:
    with (office.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(text)


def wrong_pack(office: SmallOffice) -> None:
    append(office, '[policy]\npack = "no-such-pack"\n')


def no_store(office: SmallOffice) -> None:
    (office.folder / "auditor.db").unlink()


def damaged_store(office: SmallOffice) -> None:
    (office.folder / "auditor.db").write_bytes(b"no database" * 1000)


def no_sources(office: SmallOffice) -> None:
    (office.folder / "config.toml").write_text("", "utf-8")


def missing_source(office: SmallOffice) -> None:
    shutil.rmtree(office.folder / "source")


def faulty_source(office: SmallOffice) -> None:
    tables = small_tables()
    tables["accounts"].append(tables["accounts"][0])
    office.write(tables)


def entry_gone(office: SmallOffice) -> None:
    del office.keyring.entries["auditor", "login-a"]


def empty_entry(office: SmallOffice) -> None:
    office.keyring.entries["auditor", "login-a"] = ""


def key_gone(office: SmallOffice) -> None:
    office.remove_key()


def other_key(office: SmallOffice) -> None:
    office.set_key(2)


def never_written_to(office: SmallOffice) -> None:
    del office.keyring.entries["auditor.keys", "canary"]


def a_file_for_a_folder(office: SmallOffice) -> None:
    office.settings.report.folder.write_bytes(b"")


@pytest.mark.parametrize(
    ("fault", "probe", "result"),
    [
        (wrong_pack, "policy pack and checks", Result.FAILED),
        (no_store, "store", Result.FAILED),
        (damaged_store, "store", Result.FAILED),
        (no_store, "run lock", Result.FAILED),
        (key_gone, "vault", Result.FAILED),
        (never_written_to, "vault", Result.WARNING),
        (no_sources, "inventory sources", Result.WARNING),
        (missing_source, "inventory sources", Result.FAILED),
        (faulty_source, "inventory sources", Result.FAILED),
        (entry_gone, "passwords in the vault", Result.FAILED),
        (empty_entry, "passwords in the vault", Result.FAILED),
        (key_gone, "personal data for comparing", Result.FAILED),
        (other_key, "personal data for comparing", Result.FAILED),
        (a_file_for_a_folder, "report folder", Result.FAILED),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    ready: SmallOffice, fault: Callable[[SmallOffice], None], probe: str, result: Result
) -> None:
    fault(ready)
    found = probes(ready)[probe]
    assert found.result == result
    assert found.todo is not None
    for language in Language:
        assert say(found.todo, language)
        assert found.detail is None or say(found.detail, language)


def test_one_probe_that_fails_does_not_stop_the_next(ready: SmallOffice) -> None:
    all_names = list(probes(ready))
    no_store(ready)
    wrong_pack(ready)
    assert list(probes(ready)) == all_names


def test_a_store_without_accounts_is_a_warning(office: SmallOffice) -> None:
    found = probes(office)["store"]
    assert found.result == Result.WARNING
    assert found.todo is not None


def test_a_ledger_that_is_ahead_of_the_clock_is_told_by_the_doctor_and_by_every_night(
    ready: SmallOffice,
) -> None:
    ready.night(TODAY + timedelta(days=105))
    found = probes(ready)["store"]
    assert found.result == Result.WARNING
    assert isinstance(found.detail, Message)
    assert say(found.detail, Language.EN) == "The ledger holds a run of 2027-03-05; today is 2026-11-20."
    assert found.todo is not None
    notes = [note.en for note in ready.night(TODAY + timedelta(days=1)).notes]
    assert "The ledger holds a run of 2027-03-05; today is 2026-11-21." in notes


def test_an_empty_directory_fails_because_no_password_could_be_compared(office: SmallOffice) -> None:
    assert probes(office)["personal data for comparing"].result == Result.FAILED


def test_a_vault_that_does_not_open_fails_and_says_why(ready: SmallOffice) -> None:
    def refuse() -> Vault:
        raise KeyMissing(message("The vault needs its passphrase, and none was given."), message("…"))

    found = probes(ready, replace(given(ready), open_vault=refuse))
    assert found["vault"].result == Result.FAILED
    assert found["vault"].detail == message("The vault needs its passphrase, and none was given.")
    for name in ("passwords in the vault", "personal data for comparing", "inventory sources"):
        assert (found[name].result, found[name].detail) == (Result.FAILED, message("not tried"))


def test_a_vault_that_this_user_may_not_use_is_told_and_stops_nothing_else(ready: SmallOffice) -> None:
    def refuse() -> Vault:
        raise PermissionError(13, "Permission denied", "/var/lib/auditor/vault/vault.db")

    found = probes(ready, replace(given(ready), open_vault=refuse))
    assert found["vault"].result == Result.FAILED
    assert found["schedule"].result == Result.FINE


def test_every_fault_of_a_pack_is_named(ready: SmallOffice) -> None:
    append(ready, '[policy.override.no-such]\nreason = "x"\n[policy.override.nor-such]\nreason = "x"\n')
    found = probes(ready)["policy pack and checks"]
    told = " ".join(say(fault, Language.EN) for fault in found.faults)
    assert "no-such" in told
    assert "nor-such" in told


def test_memory_that_could_not_be_protected_is_a_warning(ready: SmallOffice) -> None:
    note = message("The system refused to keep our memory from other programs (PR_SET_DUMPABLE).")
    found = probes(ready, replace(given(ready), hardening=(note,)))["protection of memory"]
    assert (found.result, found.detail) == (Result.WARNING, note)


def test_the_next_times_are_told_in_the_city_s_zone(ready: SmallOffice) -> None:
    detail = probes(ready)["schedule"].detail
    assert detail is not None
    assert "2026-11-21 02:30+09:00" in say(detail, Language.EN)
    assert "2026-12-01 06:00+09:00" in say(detail, Language.EN)


def test_the_password_of_the_database_is_never_told(
    ready: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(ready, "[store]\nurl = 'postgresql://auditor:Geheim-7391@127.0.0.1:1/auditor'\n")
    told = " ".join(words(probe) for probe in probes(ready).values())
    assert "Geheim-7391" not in told
    assert probes(ready)["store"].result == Result.FAILED


def words(probe: Probe) -> str:
    def parts() -> Iterator[str]:
        for said in (probe.name, probe.detail, probe.todo, *probe.faults):
            if said is not None:
                yield say(said, Language.EN)

    return " ".join(parts())


def test_an_exception_of_our_own_making_is_not_taken_for_a_failed_probe(
    ready: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_settings: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(doctor, "_pack", broken)
    with pytest.raises(RuntimeError):
        probes(ready)


def test_a_missing_browser_is_remarked_on_only_where_pdf_is_ordered_or_the_browser_named(
    ready: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_USUAL_PLACES", {})
    monkeypatch.setenv("PATH", "")
    assert probes(ready)["PDF of the reports"].result is Result.FINE
    append(ready, '[report]\nformats = ["html", "pdf"]\n')
    probe = probes(ready)["PDF of the reports"]
    assert probe.result is Result.WARNING
    assert probe.todo is not None
