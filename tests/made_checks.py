"""A folder of checks as somebody adds them: written to disk, imported as a package, taken away again."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

PAGE = '''"""A made rule

## What it checks

Something.

## Why

Because.

## How to fix

So.

## Example

One.

# 見本の点検項目

## 確かめること

何か。

## 理由

なぜなら。

## 直し方

こう。

## 例

一つ。
"""
'''

CODE = """
from dataclasses import dataclass

from checks._contract import Finding, LoginCheck, Need, Status, Text


@dataclass(frozen=True, slots=True)
class Parameters:
    shortest: int


class MadeRule(LoginCheck[Parameters]):
    title = Text("見本", "Made")
    parameters = Parameters
    needs = frozenset({Need.PASSWORD})

    def examine_one(self, login, facts, parameters):
        if facts.seen_password(login.login_id).length < parameters.shortest:
            yield Finding(
                login.login_id,
                Status.NONCONFORMING,
                Text("短すぎます。", "Too short."),
                Text("長くしてください。", "Make it longer."),
                reason="short",
            )
"""

GOOD = PAGE + CODE


@contextmanager
def package_of(folder: Path, files: Mapping[str, str]) -> Iterator[ModuleType]:
    """``files``: name without ``.py`` → source."""
    name = "checks_of_a_test"
    (folder / name).mkdir()
    for stem, source in {"__init__": "", **files}.items():
        (folder / name / f"{stem}.py").write_text(source, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for loaded in [module for module in sys.modules if module.split(".")[0] == name]:
            del sys.modules[loaded]
