"""Staff numbers whose leading zeros Excel ate (00123 → 123), set right from the directory, or refused.

A number means the exact staff number if the directory has it, else the only one that it can be. What it can be: the
one number of the directory that differs by leading zeros alone; where there is none, the number widened to the
directory's width, if all its numbers have one width. Where no number of the directory begins with a zero, no zero was
lost. Anything else could be several people, and is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from auditor.inventory.faults import Unreadable
from reports.messages import Message, message


class StaffNumbers:
    """The staff numbers of the directory, as far as they are digits. May be empty: nothing is known to widen by."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._numbers = frozenset(number for number in numbers if _is_digits(number))
        self._by_value: dict[str, list[str]] = {}
        for number in self._numbers:
            self._by_value.setdefault(_value(number), []).append(number)
        self._widths = {len(number) for number in self._numbers}

    def meant_by_number(self, digits: str) -> str:
        """The staff number that a cell with a number means. Raises Unreadable when it could be several."""
        found = self._same_value(digits)
        if found is not None:
            return found
        if len(self._widths) == 1:
            return digits.zfill(max(self._widths))
        if any(number.startswith("0") for number in self._numbers) and len(digits) < max(self._widths):
            raise Unreadable(_AMBIGUOUS)
        return digits

    def meant_by_text(self, digits: str) -> str:
        """The same for a CSV file, which cannot tell a number from text: what the directory does not know stays."""
        return (self._same_value(digits) if _is_digits(digits) else None) or digits

    def _same_value(self, digits: str) -> str | None:
        if digits in self._numbers:
            return digits
        match self._by_value.get(_value(digits), []):
            case []:
                return None
            case [only]:
                return only
            case _:
                raise Unreadable(_AMBIGUOUS)


_AMBIGUOUS: Message = message(
    "This staff number lost its leading zeros, and it cannot be told which number it was. "
    "Format the cell as text and write the number with its zeros."
)


def of_directory(texts: Collection[str], numbers: Collection[str], before: Iterable[str]) -> StaffNumbers:
    """By what the numbers of a staff table itself are set right: its text cells and what the store knew before.

    Where neither says anything, the longest number gives the width (they lost their zeros together).
    """
    certain = {number for number in (*texts, *before) if _is_digits(number)}
    width = max(map(len, certain), default=0)
    longest = max(map(len, numbers), default=0)
    return StaffNumbers(certain | {number for number in numbers if len(number) == longest >= width})


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _value(digits: str) -> str:
    return digits.lstrip("0") or "0"
