"""Addresses of pages: which may be asked for, and which two lead to the same place.

What counts as the same is written down in docs/site-check.md. What is no web address, or hides its host behind a user's
name, leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

LONGEST = 2000
"""Characters of an address; longer ones lead nowhere."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_PORTS: Mapping[str, int] = {"http": 80, "https": 443}
_PREFIXES = re.compile(r"^((www|m|mobile)\.)+(?=.*\.)")
_FACEBOOK_LANGUAGE = re.compile(r"^[a-z]{2}-[a-z]{2}\.(?=facebook\.com$)")
_LINES_READER = re.compile(r"^(/R)+(?=/)")
_ALIASES: Mapping[str, str] = {
    "twitter.com": "x.com",
    "fb.com": "facebook.com",
    "threads.net": "threads.com",
}
_CASELESS = frozenset({"x.com", "facebook.com", "instagram.com", "threads.com", "tiktok.com", "bsky.app"})
"""Services whose names of accounts are the same in capitals and small letters."""

_TELLING: Mapping[str, frozenset[str]] = {
    **dict.fromkeys((*_CASELESS, "line.me", "page.line.me", "note.com"), frozenset()),
    "facebook.com": frozenset({"id"}),
    "youtube.com": frozenset({"v", "list"}),
}
"""Services, each with the parts of a query that tell what is shown; all other parts of theirs only track."""

SERVICE_HOSTS = frozenset(_TELLING)

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|yclid|dclid|msclkid|igshid|igsh|mc_[ce]id|_ga|_gl")
_WRAPPING: Mapping[tuple[str, str], str] = {
    ("l.facebook.com", "/l.php"): "u",
    ("lm.facebook.com", "/l.php"): "u",
    ("l.instagram.com", ""): "u",
    ("www.youtube.com", "/redirect"): "q",
}
"""Where services lead a link out over an address of their own: the part of the query that holds the true one."""

_PLAIN = "/@:~!$&'()*+,;=-._"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an address leads, in the form in which two are compared."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """ASCII throughout, however it was written."""
        return f"https://{self.host}{self.path}" + (f"?{urlencode(self.query)}" if self.query else "")


def place(address: str) -> Place | None:
    """Where ``address`` leads; None where that is no page of the web."""
    parsed = _split(address)
    if parsed is None:
        return None
    scheme, host, port = parsed.scheme, _host(parsed.hostname), parsed.port
    if host is None:
        return None
    shown = f"[{host}]" if ":" in host else _shown_host(host)
    path = _path(parsed.path)
    if shown in _CASELESS or (shown == "youtube.com" and path.startswith("/@")):
        path = path.lower()
    if shown == "line.me":
        path = _LINES_READER.sub("", path)
    if port not in (None, _PORTS[scheme]):
        shown = f"{shown}:{port}"
    return Place(shown, path, _query(parsed.query, _TELLING.get(shown)))


def shown(address: str) -> str:
    """A web address as it is written, for people to read: ASCII throughout, so that no letter passes for one that looks like it."""
    parsed = None if address.isascii() else _split(address)
    host = None if parsed is None else _host(parsed.hostname)
    if parsed is None or host is None:
        return address
    port = "" if parsed.port is None else f":{parsed.port}"
    return parsed._replace(
        netloc=host + port,
        path=quote(parsed.path, safe=_PLAIN + "%"),
        query=quote(parsed.query, safe=_PLAIN + "%?"),
        fragment=quote(parsed.fragment, safe=_PLAIN + "%?"),
    ).geturl()


def led_out(address: str) -> str:
    """The address behind one by which a service counts who leaves it; others as they are."""
    parsed = _split(address)
    part = None if parsed is None else _WRAPPING.get((parsed.hostname or "", parsed.path.rstrip("/")))
    if parsed is None or part is None:
        return address
    return dict(_parts(parsed.query)).get(part, address)


def joined(base: str, reference: str) -> str | None:
    """``reference`` as it stands on the page ``base``, in full; None where it is none that can be read."""
    try:
        return urljoin(base, "".join(reference.split("\t")).replace("\n", "").replace("\r", "").strip())
    except ValueError:
        return None


def host_name(written: str) -> str | None:
    """A host as people write it, in the one form that is compared; None where it is none."""
    return _host(written.strip())


def host_of(address: str) -> str | None:
    """The host that ``address`` names, None where that is no web address."""
    parsed = _split(address)
    return None if parsed is None else host_name(parsed.hostname or "")


def to_ask(address: str, allowed: Collection[str]) -> str | None:
    """The address written anew from its parts, where it may be asked for; else None.

    By https and its own port, of an allowed host; without TLS, and on any port, only of this machine itself.
    """
    parsed = _split(address)
    host = None if parsed is None else host_name(parsed.hostname or "")
    if parsed is None or host is None or host not in allowed:
        return None
    here = host in LOOPBACK
    if not here and (parsed.scheme != "https" or parsed.port not in (None, 443)):
        return None
    port = f":{parsed.port}" if parsed.port is not None else ""
    path = quote(parsed.path, safe=_PLAIN + "%") or "/"
    query = f"?{quote(parsed.query, safe=_PLAIN + '%?')}" if parsed.query else ""
    return f"{parsed.scheme}://{f'[{host}]' if ':' in host else host}{port}{path}{query}"


def _split(address: str) -> SplitResult | None:
    """Of a web address. One with a user's name, or with signs that programs read differently, is none."""
    if len(address) > LONGEST or not address.isprintable() or set(address) & set(" \\"):
        return None
    try:
        parsed = urlsplit(address)
        _ = parsed.port
    except ValueError:
        return None
    return parsed if parsed.scheme in _PORTS and parsed.hostname and "@" not in parsed.netloc else None


def _host(name: str | None) -> str | None:
    """In small letters, without a last dot, a Japanese name as the network knows it."""
    try:
        host = (name or "").lower().rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return host if _HOST.fullmatch(host) else None


_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:]*:[0-9a-f:.]*")


def _shown_host(host: str) -> str:
    bare = _FACEBOOK_LANGUAGE.sub("", _PREFIXES.sub("", host))
    return _ALIASES.get(bare, bare)


def _path(written: str) -> str:
    """Written in one way: dots resolved, no empty steps, and a sign either plain or in hexadecimals."""
    steps: list[bytes] = []
    for step in unquote_to_bytes(written).split(b"/"):
        if step == b"..":
            del steps[-1:]
        elif step not in (b"", b"."):
            steps.append(step)
    return "/" + quote(b"/".join(steps), safe=_PLAIN)


def _query(written: str, telling: Collection[str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            (name, value)
            for name, value in _parts(written)
            if (name in telling if telling is not None else not _TRACKING.fullmatch(name))
        )
    )


def _parts(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)
