"""What an administrator installs from deploy/: its parts name the same places, and the programs at hand accept them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.settings import VaultChoice

DEPLOY = Path(__file__).parent.parent / "deploy"
SETTINGS = "/var/lib/auditor/config.toml"
PROGRAM = "/opt/auditor/bin/auditor"
CREDENTIAL = VaultChoice().credential


def _read(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def _shell(page: str) -> list[str]:
    return re.findall(r"```(?:sh|bat)\n(.*?)```", page, re.DOTALL)


def test_service_cron_and_commands_by_hand_use_the_same_program_and_settings() -> None:
    assert f"ExecStart={PROGRAM} --config {SETTINGS} schedule\n" in _read("auditor.service")
    assert f"{PROGRAM} --config {SETTINGS} " in _read("auditor-by-hand")
    assert f"AUDITOR_CONFIG={SETTINGS}\n" in _read("crontab")
    lines = [line for line in _read("crontab").splitlines() if re.match("[0-9]", line)]
    assert [line.split()[5:7] for line in lines] == [["auditor", PROGRAM]] * 2


def test_the_credential_has_the_name_that_the_settings_look_for() -> None:
    file = f"/etc/auditor/{CREDENTIAL}.cred"
    assert f"LoadCredentialEncrypted={CREDENTIAL}:{file}\n" in _read("auditor.service")
    assert f"--name={CREDENTIAL} {file} " in _read("auditor-by-hand")
    for page in ("README.md", "README.ja.md"):
        assert _read(page).count(f"systemd-creds encrypt --name={CREDENTIAL} ") == 2
        assert _read(page).count(file) > 2


def test_both_languages_give_the_same_commands() -> None:
    assert _shell(_read("README.md")) == _shell(_read("README.ja.md"))


@pytest.mark.skipif(shutil.which("sh") is None, reason="There is no POSIX shell on this machine.")
def test_the_script_is_a_shell_script() -> None:
    subprocess.run(["sh", "-n", DEPLOY / "auditor-by-hand"], check=True)
