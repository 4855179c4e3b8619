"""Parameters of checks refuse values that would switch a rule off while the report still lists it.

Each limit is this product's own (a working rule); it stands with its reason in the check and in
``docs/checks/README.md``. Who wants no such rule leaves it out of the pack, where everybody sees it.
"""

from __future__ import annotations

from checks._contract import Text
from checks._wording import folded

TEN_YEARS = 3_653
"""Days. No period of a rule is longer: a record or password of that age outlives three terms of anybody's post."""


class Unfit(ValueError):
    """Parameters that a check does not take. ``text`` says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def require_words(**values: tuple[str, ...] | None) -> None:
    """Raises Unfit naming the first list that is empty, or in which a word is blank or stands twice; None is left alone."""
    for name, words in values.items():
        if words is None:
            continue
        if not words or not all(word.strip() for word in words):
            raise Unfit(
                Text(
                    "{name} には、空白でない語を一つ以上書いてください。",
                    "{name} must hold at least one word, and none that is blank",
                ).fill(name=name)
            )
        if len({folded(word) for word in words}) < len(words):
            raise Unfit(Text("{name} に同じ語が二度あります。", "{name} holds a word twice").fill(name=name))


def require_between(lowest: float, highest: float, **values: float | None) -> None:
    """Raises Unfit naming the first value outside the range (``nan`` is outside of any); None is left alone."""
    for name, value in values.items():
        if value is not None and not lowest <= value <= highest:
            raise Unfit(
                Text(
                    "{name} は{lowest}から{highest}までにしてください。",
                    "{name} must be between {lowest} and {highest}",
                ).fill(name=name, lowest=f"{lowest:g}", highest=f"{highest:g}")
            )
