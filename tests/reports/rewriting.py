"""Replaces every text of an audit, wherever it stands, by walking its dataclasses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any


def rewritten(value: Any, new: Callable[[str], str]) -> Any:
    """The same value with each string run through ``new``. Closed lists (enums) stay: they are not free text."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return new(value)
    if isinstance(value, tuple):
        return tuple(rewritten(item, new) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{field.name: rewritten(getattr(value, field.name), new) for field in fields(value)}
        )
    return value
