"""``auditor run``, ``report``, ``findings``, ``import`` and ``doctor`` as commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acceptance.small import small_tables
from tests.acceptance.tables import write_plain_folder
from tests.cli.conftest import Auditor, contents, dump
from tests.offices import TODAY


def write(city: Path, tables: dict[str, list[dict[str, object]]], name: str = "source") -> None:
    write_plain_folder(tables, city / name)  # type: ignore[arg-type]


def test_a_run_in_order_ends_with_0_is_silent_under_cron_and_writes_its_report(
    city: Path, auditor: Auditor
) -> None:
    said = auditor("run")
    assert (said.code, said.out, said.err) == (0, "", "")
    assert [path.name for path in (city / "reports").iterdir()] == [f"report-{TODAY}.html"]


def test_a_run_prints_its_json_and_nothing_else(city: Path, auditor: Auditor) -> None:
    said = auditor("run", "--json", "--no-report")
    assert said.json["schema"] == "auditor.run/1"
    assert not (city / "reports").exists()


def test_what_stands_ends_with_1_and_what_was_not_seen_with_3(city: Path, auditor: Auditor) -> None:
    auditor("secret", "set", "login-a", stdin=b"Vky7pLqNs.wHdtBzGm!Xaaaafc\n")
    assert auditor("run").code == 1
    auditor("secret", "remove", "login-b")
    said = auditor("run")
    assert said.code == 3
    assert said.err.strip(), "cron mails what is printed: an incomplete night must be heard of"


def test_the_severity_of_the_settings_decides_what_fails_a_run(city: Path, auditor: Auditor) -> None:
    auditor("secret", "set", "login-a", stdin=b"Vky7pLqNs.wHdtBzGm!Xaaaafc\n")
    config = city / "config.toml"
    config.write_text(config.read_text("utf-8").replace('fail_on = "low"', 'fail_on = "critical"'), "utf-8")
    assert auditor("run").code == 0


@pytest.mark.parametrize("command", ["findings", "report"])
def test_before_the_first_audit_there_is_nothing_to_show(city: Path, auditor: Auditor, command: str) -> None:
    said = auditor(command)
    assert (said.code, said.out) == (2, "")
    assert "auditor run" in said.err
    assert not (city / "reports").exists()


def test_findings_are_a_table_and_the_same_as_json(city: Path, auditor: Auditor) -> None:
    auditor("secret", "set", "login-a", stdin=b"Vky7pLqNs.wHdtBzGm!Xaaaafc\n")
    ran = auditor("run", "--json").json
    told = auditor("findings", "--json")
    assert told.code == 0
    assert told.json["findings"] == ran["findings"]
    assert told.json["run"] == ran["run"]
    shown = auditor("findings")
    assert shown.code == 0
    assert "password-runs" in shown.out
    assert "login-a" in shown.out


def test_the_report_of_the_newest_run_is_written_again_and_the_same(city: Path, auditor: Auditor) -> None:
    auditor("run")
    report = city / "reports" / f"report-{TODAY}.html"
    before = report.read_bytes()
    report.unlink()
    said = auditor("report")
    assert said.code == 0
    assert report.read_bytes() == before


def test_an_import_says_what_it_added_changed_and_removed(city: Path, auditor: Auditor) -> None:
    auditor("import", "source")
    tables = small_tables()
    tables["accounts"][0]["name"] = "新しい名前"
    tables["staff"].pop()
    tables["accounts"].append({**tables["accounts"][1], "account_id": "ac-c"})
    write(city, {"accounts": tables["accounts"], "staff": tables["staff"]}, "new")  # type: ignore[dict-item]
    before = dump(city)
    looked = auditor("import", "--check", "--json", "new")
    assert dump(city) == before
    assert looked.code == 0
    assert looked.json["applied"] is False
    done = auditor("import", "--json", "new")
    assert done.json == {**looked.json, "applied": True}
    assert done.json["tables"]["accounts"]["added"] == ["ac-c"]
    assert done.json["tables"]["accounts"]["changed"] == [{"id": "ac-a", "columns": ["name"]}]
    assert done.json["tables"]["staff"]["removed"] == ["00103"]
    again = auditor("import", "--json", "new")
    assert all(not any(table.values()) for table in again.json["tables"].values())


def test_a_faulty_import_lists_every_fault_and_changes_nothing(city: Path, auditor: Auditor) -> None:
    tables = small_tables()
    tables["staff"][0]["birth_date"] = "1985-04-31"
    tables["accounts"].append(tables["accounts"][0])
    tables["logins"][0]["second_factor"] = "pigeon"
    write(city, tables, "bad")  # type: ignore[arg-type]
    before = dump(city)
    said = auditor("import", "bad")
    assert (said.code, said.out) == (2, "")
    for told in ("staff.csv", "accounts.csv", "logins.csv", "ac-a", "pigeon"):
        assert told in said.err
    assert "1985-04-31" not in said.err, "a birth date is never repeated"
    assert dump(city) == before


def test_a_source_that_is_not_there_ends_with_2(city: Path, auditor: Auditor) -> None:
    assert auditor("import", "nowhere.xlsx").code == 2


def test_doctor_ends_with_0_in_order_and_with_3_when_something_fails(city: Path, auditor: Auditor) -> None:
    auditor("run")
    before = contents(city)
    assert auditor("doctor").code == 0
    answer = auditor("doctor", "--json")
    assert answer.code == 0
    remarks = [probe["result"] for probe in answer.json if probe["result"] != "fine"]
    assert remarks == ["warning"]  # there is no list of leaked passwords
    assert contents(city) == before
    shutil.rmtree(city / "source")
    said = auditor("doctor")
    assert said.code == 3
    assert "×" in said.out
