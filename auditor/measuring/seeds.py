"""A second factor's seed: how long it is, and whether two logins share it.

Seeds are taken as people keep them: Base32 (RFC 4648) in either case, with spaces or hyphens, with or without its
padding, or as the ``otpauth://`` address of a QR code.
"""

from __future__ import annotations

import base64
import binascii
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from auditor.measuring.fingerprints import FingerprintKey
from auditor.vault.secret import Secret
from checks._contract import SeedMeasurement


@dataclass(frozen=True, slots=True, repr=False)
class Seed:
    """A stored seed, taken apart: its text, and the parameters of its codes as far as an address names them."""

    text: str
    kind: str = "totp"
    algorithm: str = "sha1"
    digits: str = "6"
    period: str = "30"

    @property
    def decoded(self) -> bytes | None:
        """The seed's bytes, None where the text is no Base32."""
        plain = "".join(self.text.split()).replace("-", "").rstrip("=").upper()
        try:
            return base64.b32decode(plain + "=" * (-len(plain) % 8)) or None
        except (binascii.Error, ValueError):
            return None


def take_apart(stored: Secret) -> Seed:
    """What the vault holds, plain or as an ``otpauth://`` address (its parameters are strings: nothing is judged yet)."""
    text = unicodedata.normalize("NFKC", stored.reveal()).strip()
    if not text.lower().startswith("otpauth://"):
        return Seed(text)
    try:
        address = urlsplit(text)
        fields = {name.lower(): values[0] for name, values in parse_qs(address.query).items()}
        kind = address.netloc.lower()
    except ValueError:  # an address that is none
        return Seed(text)
    return Seed(
        text=fields.get("secret", ""),
        kind=kind,
        algorithm=fields.get("algorithm", "sha1").lower(),
        digits=fields.get("digits", "6"),
        period=fields.get("period", "30"),
    )


def measure_seed(stored: Secret, key: FingerprintKey) -> SeedMeasurement:
    """Length in bits and fingerprint of the decoded bytes, so that two ways of writing one seed are the same."""
    seed = take_apart(stored)
    decoded = seed.decoded
    if decoded is None:
        return SeedMeasurement(key.unreadable_seed(seed.text), is_base32=False, bits=0)
    return SeedMeasurement(key.seed(decoded), is_base32=True, bits=8 * len(decoded))
