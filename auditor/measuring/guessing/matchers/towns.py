"""The towns that a city's words name: whoever attacks the city's accounts knows its phone and postal codes."""

from __future__ import annotations

from collections.abc import Iterable


def town_names(words: Iterable[str]) -> frozenset[str]:
    """Each word in lower case, as it stands and without the sign for what it is: 宇部市 → 宇部."""
    return frozenset(name for word in words for name in (word.lower(), word.lower().rstrip("市町村区")))
