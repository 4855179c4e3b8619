"""Parameters of checks refuse values that would switch a rule off while the report still lists it.

Each limit is this product's own (a working rule); it stands with its reason in the check and in
``docs/checks/README.md``. Who wants no such rule leaves it out of the pack, where everybody sees it.
"""

from __future__ import annotations

from checks._wording import folded

TEN_YEARS = 3_653
"""Days. No period of a rule is longer: a record or password of that age outlives three terms of anybody's post."""


def require_words(**values: tuple[str, ...] | None) -> None:
    """Raises ValueError naming the first list that is empty, or in which a word is blank or stands twice; None is left alone."""
    for name, words in values.items():
        if words is None:
            continue
        if not words or not all(word.strip() for word in words):
            raise ValueError(f"{name} must hold at least one word, and none that is blank")
        if len({folded(word) for word in words}) < len(words):
            raise ValueError(f"{name} holds a word twice")


def require_between(lowest: float, highest: float, **values: float | None) -> None:
    """Raises ValueError naming the first value outside the range (``nan`` is outside of any); None is left alone."""
    for name, value in values.items():
        if value is not None and not lowest <= value <= highest:
            raise ValueError(f"{name} must be between {lowest:g} and {highest:g}")
