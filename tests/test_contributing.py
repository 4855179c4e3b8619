"""The worked example of CONTRIBUTING.md is followed to the letter, in a copy of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STEP = re.compile(r"<!-- (file|append): (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("auditor", "checks", "reports", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for how, path, text in STEP.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        with (tmp_path / path).open("x" if how == "file" else "a", encoding="utf-8") as stream:
            stream.write(text)
    return tmp_path


def test_the_example_touches_a_check_a_pack_and_a_test() -> None:
    steps = STEP.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert [path.split("/")[0:2] for _, path, _ in steps] == [
        ["checks", "username_recorded.py"],
        ["checks", "packs"],
        ["tests", "checks"],
    ]


def test_a_check_added_as_the_guide_says_passes_its_test_and_those_over_the_collection(copy: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest"),
            *("tests/checks/test_username_recorded.py", "tests/test_every_check.py"),
        ],
        cwd=copy,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout
