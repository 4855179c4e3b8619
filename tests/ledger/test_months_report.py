"""A month's report is the same bytes whenever it is made, by the command itself and on both kinds of database."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor import __main__ as program
from auditor.formats import Format
from auditor.ledger.database import Ledger
from reports.report import Edition
from tests.acceptance.small import small_tables
from tests.offices import SmallOffice, small_office

from .conftest import Places

OCTOBER, NOVEMBER = date(2026, 10, 30), date(2026, 11, 29)
AGAIN = "tsuyoi-himitsu-0001"
PRINTED = tuple(format_.value for format_ in Format if format_ is not Format.PDF)


@pytest.fixture
def city(tmp_path: Path, empty_ledger: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> SmallOffice:
    """A city whose ledger is at such a place, with a weakness or two."""
    office = small_office(tmp_path / "city", empty_ledger)
    url = places.empty()
    Ledger.create(url)
    (office.folder / "auditor.db").unlink()
    config = office.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + f"[store]\nurl = {json.dumps(url)}\n", "utf-8")
    office.keyring.entries["auditor", "login-a"] = office.keyring.entries["auditor", "login-b"] = AGAIN
    monkeypatch.chdir(office.folder)
    monkeypatch.setattr(program, "harden", lambda: None)
    monkeypatch.setattr(program, "_end_on_sigterm", lambda: None)
    return office


def say(monkeypatch: pytest.MonkeyPatch, today: date, *arguments: str) -> None:
    """One command, as of ``today``."""
    monkeypatch.setenv("AUDITOR_TODAY", today.isoformat())
    assert program._run(list(arguments)) == 0


def month_files(office: SmallOffice, monkeypatch: pytest.MonkeyPatch, today: date) -> dict[str, bytes]:
    """Every edition in every format of November's report, made anew on ``today``."""
    folder = office.folder / "reports"
    for path in folder.glob("report-2026-11*"):
        path.unlink()
    options = [part for edition in Edition for part in ("--edition", edition.value)]
    options += [part for format_ in PRINTED for part in ("--format", format_)]
    say(monkeypatch, today, "report", "--month", "2026-11", *options)
    return {path.name: path.read_bytes() for path in folder.glob("report-2026-11*")}


def test_a_months_report_is_the_same_bytes_after_later_nights_signatures_and_another_inventory(
    city: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.night(OCTOBER)
    say(monkeypatch, OCTOBER, "report", "--month", "2026-10")
    october = str(city.folder / "reports" / "report-2026-10.html")
    city.keyring.entries["auditor", "login-b"] = "Vky7pLqNs.wHdtBzGm!Xq"
    city.night(NOVEMBER - timedelta(days=9))
    say(monkeypatch, NOVEMBER, "report", "sign", "--file", october, "--by", "00101", "--note", "見広第1号")
    city.night(NOVEMBER + timedelta(days=1))
    first = month_files(city, monkeypatch, date(2026, 12, 1))
    assert len(first) >= len(Edition) * len(PRINTED)
    signed = hashlib.sha256((city.folder / "reports" / "report-2026-10.html").read_bytes()).hexdigest()
    assert signed[:16] in first["report-2026-11.html"].decode("utf-8")

    tables = small_tables()
    tables["accounts"][0]["name"] = "名前の変わったアカウント"
    tables["administrators"].pop()
    tables["staff"][0]["name"] = "別名 太郎"
    city.write(tables)
    step = (
        1 if "sqlite" in city.settings.store.url else 5
    )  # on a server a night more costs more and shows no more
    for day in range(0, 40, step):
        if day == 20:
            city.keyring.entries["auditor", "login-b"] = AGAIN
        city.night(date(2026, 12, 1) + timedelta(days=day))
    say(monkeypatch, date(2027, 1, 9), "report", "sign", "--file", october, "--by", "00102")
    november = str(city.folder / "reports" / "report-2026-11.html")
    say(monkeypatch, date(2027, 1, 9), "report", "sign", "--file", november, "--by", "00102")

    later = month_files(city, monkeypatch, date(2027, 1, 9))
    assert later.keys() == first.keys()
    assert [name for name in first if later[name] != first[name]] == []
    say(monkeypatch, date(2027, 1, 9), "verify")
