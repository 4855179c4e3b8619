"""From a downloaded list to the report, by the program as users have it; and a build that is stopped or killed."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance.harness import Office, environment
from tests.acceptance.small import SECRETS
from tests.leaks import Hunt

PASSWORD = SECRETS["login-a"][0]


def download(path: Path, *passwords: str) -> None:
    path.write_text("".join(f"{hashlib.sha1(one.encode()).hexdigest().upper()}:37\r\n" for one in passwords))


def set_breach(office: Office, line: str) -> None:
    with (office.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(f"\n[breach]\n{line}\n")


@pytest.fixture
def office(sound_office: Office, tmp_path: Path) -> Office:
    return sound_office.copied_to(tmp_path / "office")


def test_a_leaked_password_is_found_by_a_list_that_the_city_built(office: Office) -> None:
    without = office.auditor("run", "--json")
    assert without.code == 0
    assert "No breach list is configured" in office.report() or "一覧が設定されていない" in office.report()
    download(office.folder / "downloaded.txt", "password", PASSWORD)
    office.must("breach", "build", "downloaded.txt", "leaked.list")
    set_breach(office, 'offline = "leaked.list"')
    run = office.auditor("run", "--json")
    assert run.code == 1
    assert run.findings == {("password-breached", "login-a", "nonconforming")}
    assert office.auditor("doctor").code == 0
    hunt = Hunt({"the password": PASSWORD, "its hash": hashlib.sha1(PASSWORD.encode()).hexdigest()})
    assert hunt.in_streams(office.streams) == []
    (office.folder / "downloaded.txt").unlink()
    assert hunt.in_folder(office.folder) == []


def test_a_damaged_list_makes_the_audit_incomplete(office: Office) -> None:
    (office.folder / "leaked.list").write_bytes(b"no list at all" * 100)
    set_breach(office, 'offline = "leaked.list"')
    run = office.auditor("run", "--json")
    assert run.code == 3
    assert {row["check"] for row in run.json["not_seen"]} == {"password-breached"}
    assert len(run.json["not_seen"]) == len(SECRETS)
    assert "leaked.list" in office.report()
    doctor = office.auditor("doctor")
    assert doctor.code == 3
    assert "leaked.list" in doctor.text


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that unwinds")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_what_stood(tmp_path: Path, how: signal.Signals) -> None:
    office = Office(tmp_path)
    download(tmp_path / "small.txt", "password")
    office.must("breach", "build", "small.txt", "leaked.list")
    before = (tmp_path / "leaked.list").read_bytes()
    with (tmp_path / "large.txt").open("w") as stream:
        for number in range(600_000):
            stream.write(f"{hashlib.sha1(b'%d' % number).hexdigest()}:{number}\n")
    with subprocess.Popen(
        [sys.executable, "-m", "auditor", "breach", "build", "large.txt", "leaked.list"],
        cwd=tmp_path,
        env=environment(office.today, tmp_path),
    ) as building:
        until = time.monotonic() + 60
        while building.poll() is None and time.monotonic() < until:
            if any(path.stat().st_size > 1000 for path in tmp_path.glob(".*.part")):
                building.send_signal(how)
                break
            time.sleep(0.01)
        code = building.wait(60)
    assert code == (5 if how is signal.SIGTERM else -signal.SIGKILL)
    assert (tmp_path / "leaked.list").read_bytes() == before
    if how is signal.SIGTERM:
        assert list(tmp_path.glob(".*.part")) == []
    office.must("breach", "build", "small.txt", "leaked.list")
    assert list(tmp_path.glob(".*.part")) == []
