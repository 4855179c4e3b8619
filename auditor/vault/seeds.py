"""A second factor's seed as people hand it over: Base32 as a platform shows it, or the ``otpauth://`` address of a QR code.

The address is Google Authenticator's "Key URI Format". pyotp is not asked to read it: it refuses addresses that
platforms do hand out, and it is known to ``auditor.measuring`` only.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import parse_qs, urlsplit

from auditor.errors import UsageError
from auditor.vault.secret import Secret
from reports.messages import Message, message

_USUAL = {"algorithm": "SHA1", "digits": "6", "period": "30"}  # RFC 6238, and what an address need not say


def parse_seed(text: str) -> Secret | None:
    """What the vault keeps of it; None for an empty text.

    Of an address only the seed is kept, unless its codes are unusual ones: then the address, so that they can be
    checked. Spaces go and letters become upper case, as Base32 is meant to be read (RFC 4648). What is no Base32 is
    taken as it is: a check judges seeds. Raises UsageError, without the text, for an address that holds no seed.
    """
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    if not compact:
        return None
    if compact.lower().startswith("otpauth-migration:"):
        raise _no_seed(
            message("This is the export of an application with several seeds; export the one login.")
        )
    if compact.lower().startswith("otpauth:"):
        return _of_address(compact)
    return Secret(compact.upper() if compact.isascii() else compact)


def typed_seed(given: Secret) -> Secret:
    """A seed as somebody typed it, as the vault keeps it. Raises UsageError when it is empty; else as above."""
    seed = parse_seed(given.reveal())
    if seed is None:
        raise UsageError(message("The seed is empty; nothing was set."))
    return seed


def _of_address(address: str) -> Secret:
    try:
        parts = urlsplit(address)
        asked = {name.lower(): values for name, values in parse_qs(parts.query).items()}
    except ValueError:  # its text quotes the address
        raise _no_seed(message("The otpauth address cannot be read.")) from None
    if parts.netloc.lower() != "totp":
        raise _no_seed(message("The otpauth address is not of a code by time (totp)."))
    seeds = ["".join(seed.split()) for seed in asked.get("secret", [])]
    if len(seeds) != 1 or not seeds[0]:
        raise _no_seed(message("The otpauth address must hold one secret."))
    if any(asked.get(name, [usual])[0].upper() != usual for name, usual in _USUAL.items()):
        return Secret(address)
    return Secret(seeds[0].upper())


def _no_seed(what: Message) -> UsageError:
    return UsageError(what, message("Give the seed in Base32, or the address as the platform shows it."))
