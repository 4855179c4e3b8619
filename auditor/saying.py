"""Whether what somebody wrote says anything."""

from __future__ import annotations


def says_something(written: str) -> bool:
    """False where no letter or digit stands in it: signs that nobody sees give no reason."""
    return any(sign.isalnum() for sign in written)
