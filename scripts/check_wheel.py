"""Looks into a built wheel: its top-level names are ours and no others, and what the program reads travels along.

Usage: python scripts/check_wheel.py WHEEL
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

OURS = {"auditor", "checks", "reports"}
NEEDED = (
    "auditor/measuring/guessing/words.bin",
    "auditor/measuring/guessing/matchers/postal_codes.bin",
    "auditor/measuring/guessing/matchers/postal_towns.txt",
    "checks/packs/ube.toml",
    "reports/locales/ja.po",
    "reports/templates/base.html.j2",
    "reports/templates/report.html.j2",
)


def faults(wheel: Path) -> list[str]:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    found = [f"unexpected top-level name: {top}" for top in sorted(tops - OURS)]
    found += [f"missing package: {top}" for top in sorted(OURS - tops)]
    return found + [f"missing file: {name}" for name in NEEDED if name not in names]


if __name__ == "__main__":
    problems = faults(Path(sys.argv[1]))
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)
