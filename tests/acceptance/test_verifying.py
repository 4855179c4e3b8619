"""Somebody with the database in hand makes a bad night look better; the chain tells, and where that is forged, too, the paper."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from auditor.ledger import chain
from auditor.ledger.database import Ledger
from tests.acceptance.harness import Office


@pytest.fixture
def office(sound_office: Office, tmp_path: Path) -> Office:
    return sound_office.copied_to(tmp_path / "office")


def forge(office: Office, *statements: str) -> None:
    with sqlite3.connect(office.store()) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_better_past_does_not_fit_the_chain_and_a_forged_chain_does_not_fit_the_paper(
    office: Office,
) -> None:
    office.must("run")
    page = next(office.folder.rglob("report-*.html"))
    (seal,) = set(re.findall(r"[0-9a-f]{64}", page.read_text("utf-8").split('class="seal"')[1]))
    office.must("report", "sign", "--file", page, "--by", "00101")
    said = office.must("verify", "--seal", seal)
    assert "the run of 2026-11-20" in said.text or "2026-11-20の点検" in said.text

    forge(office, """UPDATE runs SET counts = json_set(counts, '$.nonconforming', 7)""")
    altered = office.auditor("verify", "--json")
    assert altered.code == 1
    assert [(fault["kind"], fault["entry"]) for fault in altered.json["faults"]] == [("altered", 2)]

    forge(office, "DELETE FROM chain", "DELETE FROM signatures", "DELETE FROM months")
    assert office.auditor("verify").code == 1
    with Ledger.open(f"sqlite:///{office.store()}").transaction() as tx:  # by who knows how it is made
        chain.begin(tx)
    assert office.must("verify", "--json").json["whole"] is True
    lost = office.auditor("verify", "--seal", seal, "--json")
    assert (lost.code, lost.json["sought"]) == (1, {"found": False})
