"""A second factor's seed as people hand it over: Base32 as a platform shows it, or the ``otpauth://`` address of a QR code.

The address is Google Authenticator's "Key URI Format". pyotp is not asked to read it: it refuses addresses that
platforms do hand out (design/libraries.md), and it is known to ``auditor.measuring`` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from auditor.errors import UsageError
from auditor.vault.secret import Secret
from reports.messages import Message, message

_USUAL = {
    "algorithm": "SHA1",
    "digits": "6",
    "period": "30",
}  # RFC 6238, and what most applications take as given


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """``unusual``: the address asks for other codes than six digits each 30 seconds by SHA-1, which is not kept."""

    text: Secret
    unusual: bool = False


def parse_seed(text: str) -> Seed | None:
    """None for an empty text. Spaces go and letters become upper case, as Base32 is meant to be read (RFC 4648).

    What is no Base32 is taken as it is: a check judges seeds. Raises UsageError, without the text, for an address that
    holds no seed.
    """
    compact = "".join(text.split())
    if not compact:
        return None
    if compact.lower().startswith("otpauth-migration:"):
        raise _no_seed(
            message("This is the export of an application with several seeds; export the one login.")
        )
    if compact.lower().startswith("otpauth:"):
        return _of_address(compact)
    return Seed(Secret(compact.upper() if compact.isascii() else compact))


def _of_address(address: str) -> Seed:
    try:
        parts = urlsplit(address)
        asked = {name.lower(): values for name, values in parse_qs(parts.query).items()}
    except ValueError:  # its text quotes the address
        raise _no_seed(message("The otpauth address cannot be read.")) from None
    if parts.netloc.lower() != "totp":
        raise _no_seed(message("The otpauth address is not of a code by time (totp)."))
    match asked.get("secret"):
        case [secret] if compact := "".join(secret.split()):
            unusual = any(asked.get(name, [usual])[0].upper() != usual for name, usual in _USUAL.items())
            return Seed(Secret(compact.upper() if compact.isascii() else compact), unusual)
        case _:
            raise _no_seed(message("The otpauth address must hold one secret."))


def _no_seed(what: Message) -> UsageError:
    return UsageError(what, message("Give the seed in Base32, or the address as the platform shows it."))
