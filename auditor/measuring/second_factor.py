"""Whether a code from an administrator's device was made with the seed in the vault (RFC 6238, through pyotp)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType
from typing import Any

from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError

from auditor.errors import UsageError
from auditor.measuring.seeds import Seed, take_apart
from auditor.vault.secret import Secret
from reports.messages import message

DRIFT = 1
"""Steps before and after the present one that are taken (RFC 6238, section 5.2 recommends one)."""

_ALGORITHMS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType(
    {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}
)


def matches(stored: Secret, code: Secret, at: datetime) -> int | None:
    """The time step that ``code`` belongs to, None where it is wrong.

    ``at`` is an aware time. A code counts once, so the caller keeps the step and takes none that is not later (RFC 6238,
    section 5.2). Codes are compared in constant time.

    Raises UsageError where the seed cannot make codes by time; ValueError for a time without its zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time without its zone names no moment")
    generator = _generator(take_apart(stored))
    digits = "".join(unicodedata.normalize("NFKC", code.reveal()).replace("-", "").split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    drift = min(DRIFT, generator.timecode(at))  # there is no step before the first
    try:
        return generator.verify_and_get_timecode(digits, for_time=at, valid_window=drift)
    except OTPVerificationError:
        return None


def require_codes_by_time(stored: Secret) -> None:
    """Raises UsageError where ``matches`` would, whatever the code."""
    _generator(take_apart(stored))


class _Generator(TOTP):
    """pyotp refuses seeds under 112 bits, platforms hand out 80: their length is judged by a check, not here."""

    def __init__(self, seed: bytes, *, digits: int, digest: Callable[..., Any], interval: int) -> None:
        self._seed = seed
        super().__init__(s="", digits=digits, digest=digest, interval=interval)

    def byte_secret(self) -> bytes:
        return self._seed


def _generator(seed: Seed) -> _Generator:
    decoded = seed.decoded
    if decoded is None:
        raise UsageError(
            message("The seed in the vault is no Base32; it cannot make codes."),
            message("Store the seed again as the platform shows it."),
        )
    digest = _ALGORITHMS.get(seed.algorithm.replace("-", ""))
    if seed.kind != "totp" or digest is None:
        raise _another_kind()
    try:
        return _Generator(decoded, digits=int(seed.digits), digest=digest, interval=int(seed.period))
    except ValueError:  # no numbers, or numbers that no platform uses
        raise _another_kind() from None


def _another_kind() -> UsageError:
    return UsageError(
        message("The seed in the vault asks for codes of a kind that cannot be checked."),
        message("Codes by time (TOTP) of 6 to 10 digits with SHA-1, SHA-256 or SHA-512 can be checked."),
    )
