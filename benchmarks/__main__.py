"""Prints every part's figures. Ratios survive a change of machine; the absolute figures do not.

The baseline, 1.0, is what plain ``zxcvbn()`` needs for one usual password in the same run.
"""

from __future__ import annotations

import platform
import random
import string
import sys
import time
from argparse import ArgumentParser
from importlib import import_module

from zxcvbn import zxcvbn

PARTS = ("night", "nights", "measuring", "judging", "similar", "vault", "breaches", "duties", "reports")
MILLISECONDS = {"ms": 1.0, "s": 1000.0}


def baseline() -> float:
    """Milliseconds of plain zxcvbn for one password of 12 to 20 characters, mean of 200."""
    chance = random.Random(1)
    letters = string.ascii_letters + string.digits
    passwords = ["".join(chance.choices(letters, k=chance.randint(12, 20))) for _ in range(200)]
    zxcvbn(passwords[0])
    began = time.perf_counter()
    for password in passwords:
        zxcvbn(password)
    return 1000 * (time.perf_counter() - began) / len(passwords)


def main(arguments: list[str]) -> None:
    parser = ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--logins", type=int, default=100_000, help="of the part nights")
    parser.add_argument("--hashes", type=int, default=20_000_000, help="of the part breaches")
    chosen = parser.parse_args(arguments)
    options = {"nights": {"logins": chosen.logins}, "breaches": {"hashes": chosen.hashes}}
    one = baseline()
    print(f"{platform.platform()}, Python {platform.python_version()}")
    print(f"{'baseline: plain zxcvbn, one password':58} {one:10.2f} ms {1.0:10.1f}")
    for part in chosen.parts or PARTS:
        print(f"\n{part}")
        for name, value, unit in import_module(f"benchmarks.{part}").rows(**options.get(part, {})):
            factor = MILLISECONDS.get(unit)
            ratio = f"{value * factor / one:10.1f}" if factor else ""
            print(f"{name:58} {value:10.2f} {unit} {ratio}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
