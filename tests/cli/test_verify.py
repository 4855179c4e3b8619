"""``auditor verify``: what it says of a ledger that is whole, altered, or another one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Auditor, dump
from tests.cli.known_city import speak_english
from tests.offices import TODAY


@pytest.fixture
def audited(city: Path, auditor: Auditor) -> Path:
    """The small city after its first night."""
    speak_english(city)
    assert auditor("run", "--no-report").code in {0, 1, 3}
    return city


def alter(city: Path, statement: str) -> None:
    with sqlite3.connect(city / "auditor.db") as connection:
        connection.execute(statement)
    connection.close()


def test_a_ledger_that_fits_its_chain_is_told_with_its_seal_and_what_that_does_not_show(
    audited: Path, auditor: Auditor
) -> None:
    before = dump(audited)
    said = auditor("verify")
    assert said.code == 0
    seal = auditor("verify", "--json").json["seal"]
    assert f"Seal of the newest entry ({seal['number']}): {seal['value']}" in said.out
    assert "written anew as a whole fits itself" in said.out
    assert dump(audited) == before


def test_the_answer_for_programs(audited: Path, auditor: Auditor) -> None:
    said = auditor("verify", "--json").json
    assert said == {
        "schema": "auditor.verified/1",
        "whole": True,
        "entries": 2,
        "seal": {"number": 2, "value": said["seal"]["value"]},
        "unsealed": 0,
        "faults": [],
        "sought": None,
    }


def test_what_was_altered_is_told_with_its_number_and_day_and_the_code_is_1(
    audited: Path, auditor: Auditor
) -> None:
    alter(audited, "UPDATE runs SET complete = 1 - complete")
    said = auditor("verify")
    assert said.code == 1
    assert f"Altered: Rows of runs that entry 2 (the run of {TODAY}) covers were altered." in said.out
    document = auditor("verify", "--json")
    assert document.code == 1
    (fault,) = document.json["faults"]
    assert (fault["kind"], fault["entry"], fault["day"]) == ("altered", 2, TODAY.isoformat())
    assert document.json["whole"] is False


def test_it_speaks_japanese(audited: Path, auditor: Auditor) -> None:
    config = audited / "config.toml"
    config.write_text(config.read_text("utf-8").replace('"en"', '"ja"'), "utf-8")
    alter(audited, "UPDATE runs SET complete = 1 - complete")
    said = auditor("verify")
    assert "改変：点検の記録" in said.out
    assert "Altered" not in said.out


def test_a_seal_from_paper_is_found_with_its_run(audited: Path, auditor: Auditor) -> None:
    seal = auditor("verify", "--json").json["seal"]["value"]
    said = auditor("verify", "--seal", seal.upper())
    assert said.code == 0
    assert f"The seal is that of entry 2: the run of {TODAY}." in said.out
    document = auditor("verify", "--seal", seal[:20], "--json").json
    assert document["sought"]["found"] is True
    assert (document["sought"]["number"], document["sought"]["value"]) == (2, seal)


def test_a_seal_that_the_ledger_does_not_have_is_code_1(audited: Path, auditor: Auditor) -> None:
    said = auditor("verify", "--seal", "0" * 64)
    assert said.code == 1
    assert "The seal is in no entry" in said.out
    document = auditor("verify", "--seal", "0" * 64, "--json")
    assert (document.code, document.json["whole"], document.json["sought"]) == (1, True, {"found": False})


def test_what_is_no_seal_is_wrong_usage(audited: Path, auditor: Auditor) -> None:
    said = auditor("verify", "--seal", "広報")
    assert (said.code, said.out) == (2, "")


def test_a_look_ahead_adds_nothing_to_the_chain(audited: Path, auditor: Auditor) -> None:
    seal = auditor("verify", "--json").json["seal"]
    auditor("run", "--no-report", "--date", "2027-03-01")
    assert auditor("verify", "--json").json["seal"] == seal
