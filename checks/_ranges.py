"""Parameters of checks refuse values that would make a rule meaningless."""

from __future__ import annotations

A_CENTURY = 36_500
"""Days. No period of a rule is longer; dates reckoned with it stay dates."""


def require_between(lowest: float, highest: float, **values: float | None) -> None:
    """Raises ValueError naming the first value outside the range (``nan`` is outside of any); None is left alone."""
    for name, value in values.items():
        if value is not None and not lowest <= value <= highest:
            raise ValueError(f"{name} must be between {lowest:g} and {highest:g}")
