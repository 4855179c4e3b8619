"""What people write into files: whether it says anything, and whether it stands on one line."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def says_something(written: str) -> bool:
    """False where no letter or digit stands in it: signs that nobody sees give no reason."""
    return any(sign.isalnum() for sign in written)


def on_one_line(written: str) -> str:
    """``written`` as it is, for pydantic. Raises PydanticCustomError where a break or a sign that cannot be seen is in it.

    The wide space of Japanese (U+3000) is no such sign, though Python does not print it.
    """
    if not written.replace("\u3000", " ").isprintable():
        raise PydanticCustomError("one_line", "not on one line")
    return written
