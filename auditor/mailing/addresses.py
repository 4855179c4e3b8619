"""Addresses of mail and of mail servers, as far as they are used.

The plain addresses of RFC 5321, section 4.1.2: a dot-string of ASCII characters at a domain name. Quoted local parts,
address literals and UTF-8 local parts (RFC 6531) are not used: not every server on the way takes them.
"""

from __future__ import annotations

import ipaddress
import re

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL})*"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_DOMAIN})")
_HOST = re.compile(_DOMAIN)


def mail_address(text: str) -> str | None:
    """The address as it was written; None where it is none that is used. Lengths are those of RFC 5321, 4.5.3.1."""
    match = _ADDRESS.fullmatch(text)
    if match is None or len(text) > 254 or len(match["local"]) > 64:
        return None
    return text


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def server_host(text: str) -> str | None:
    """The name or the IP address of a host; None where it is neither."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        pass
    return text if len(text) <= 253 and _HOST.fullmatch(text) else None
