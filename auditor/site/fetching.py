"""Fetching single pages that are named, from hosts that are allowed, and nothing else.

At most one request a second; no cookies, no login, nothing of the environment. A redirect is followed where it leads to an
allowed host. A page that does not come whole, in time and as HTML is not seen, with the reason.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any

from auditor.errors import SettingsError
from auditor.site.addresses import joined, to_ask
from auditor.version import VERSION
from reports.messages import message

USER_AGENT = f"credential-auditor/{VERSION} (site check)"


class Why(StrEnum):
    """Why something was not seen."""

    NO_ADDRESS = "no-address"
    NOT_ALLOWED = "not-allowed"
    NO_ANSWER = "no-answer"
    TOO_SLOW = "too-slow"
    TOO_LARGE = "too-large"
    STATUS = "status"
    NOT_HTML = "not-html"
    PACKED = "packed"
    LED_ELSEWHERE = "led-elsewhere"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    CUT_OFF = "cut-off"
    NO_TIME_LEFT = "no-time-left"
    NEEDS_SCRIPT = "needs-script"
    NEEDS_LOGIN = "needs-login"
    FRAMES = "frames"
    HIDDEN = "hidden"
    NO_LIST = "no-list"
    OTHER_LINK = "other-link"
    SHARED_ADDRESS = "shared-address"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds. A city's page has some 100 kB, a profile page up to 2 MB of which little is text."""

    apart: float = 1.0
    request: float = 30.0
    all: float = 1800.0
    bytes: int = 2_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """``address`` is the one that answered in the end. ``whole``: the answer told its length, and all of it came."""

    asked: str
    address: str
    content: bytes
    charset: str | None
    whole: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Unfetched:
    asked: str
    why: Why
    status: int | None = None


class Fetcher:
    """Asks for one page after the other. ``clock`` tells seconds, ``pause`` waits for some."""

    def __init__(
        self,
        allowed: Collection[str],
        proxy: str | None,
        *,
        clock: Callable[[], float],
        pause: Callable[[float], None],
        limits: Limits | None = None,
    ) -> None:
        """Raises SettingsError when httpx2 is not installed."""
        self._http = _httpx2()
        self._tls = (
            ssl.create_default_context()
        )  # the system's authorities: also those that a city's own proxy needs
        self._allowed = frozenset(allowed)
        self._proxy = proxy
        self._clock = clock
        self._pause = pause
        self._limits = limits or Limits()
        self._until = clock() + self._limits.all
        self._next = clock()

    def fetch(self, address: str) -> Fetched | Unfetched:
        """The page, wherever it lies by now; Unfetched with the reason where it does not come."""
        present = to_ask(address, self._allowed)
        if present is None:
            return Unfetched(address, Why.NOT_ALLOWED)
        for _ in range(self._limits.redirects + 1):
            if not self._waited():
                return Unfetched(address, Why.NO_TIME_LEFT)
            answer = self._asked(address, present)
            if not isinstance(answer, _Elsewhere):
                return answer
            further = joined(present, answer.location)
            following = None if further is None else to_ask(further, self._allowed)
            if following is None or (present.startswith("https:") and not following.startswith("https:")):
                return Unfetched(address, Why.LED_ELSEWHERE, answer.status)
            present = following
        return Unfetched(address, Why.TOO_MANY_REDIRECTS)

    def _asked(self, address: str, present: str) -> Fetched | Unfetched | _Elsewhere:
        """In a thread with a loop of its own: whoever calls may have one already, and no thread has two."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._answer(address, present)).result()

    def _waited(self) -> bool:
        """Whether there is time for one more request, once its turn has come."""
        now = self._clock()
        if now < self._next:
            self._pause(self._next - now)
            now = self._next
        self._next = now + self._limits.apart
        return now < self._until

    async def _answer(self, asked: str, address: str) -> Fetched | Unfetched | _Elsewhere:
        try:
            async with asyncio.timeout(self._limits.request), self._client() as client:  # noqa: SIM117
                async with client.stream("GET", address) as response:
                    return await self._read(asked, address, response)
        except (TimeoutError, self._http.TimeoutException):
            return Unfetched(asked, Why.TOO_SLOW)
        except (self._http.HTTPError, self._http.InvalidURL):
            return Unfetched(asked, Why.NO_ANSWER)

    def _client(self) -> Any:
        """A new one for each request: it brings no cookie of an earlier answer."""
        return self._http.AsyncClient(
            headers={"User-Agent": USER_AGENT, "Accept": "text/html", "Accept-Encoding": "identity"},
            verify=self._tls,
            proxy=self._proxy,
            timeout=self._limits.request,
            follow_redirects=False,
            trust_env=False,  # nothing of the environment, and no password of a .netrc, goes there
        )

    async def _read(self, asked: str, address: str, response: Any) -> Fetched | Unfetched | _Elsewhere:
        headers = response.headers
        if response.status_code in _REDIRECTS:
            return _Elsewhere(headers.get("location", ""), response.status_code)
        if response.status_code != 200:
            return Unfetched(asked, Why.STATUS, response.status_code)
        kind, charset = _media_type(headers.get("content-type", ""))
        if kind not in _HTML:
            return Unfetched(asked, Why.NOT_HTML)
        if headers.get("content-encoding", "identity").strip().lower() != "identity":
            return Unfetched(asked, Why.PACKED)  # it was not asked for, and may unpack to anything
        content = bytearray()
        async for piece in response.aiter_raw():
            content += piece
            if len(content) > self._limits.bytes:
                return Unfetched(asked, Why.TOO_LARGE)
        told = "content-length" in headers or "transfer-encoding" in headers
        return Fetched(asked, address, bytes(content), charset, whole=told)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    location: str
    status: int


_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTML = frozenset({"text/html", "application/xhtml+xml"})


def _media_type(written: str) -> tuple[str, str | None]:
    """Of a Content-Type: the type, and the encoding where it names one."""
    kind, *parameters = written.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), value.strip().strip("\"'")
    return kind.strip().lower(), None


def _httpx2() -> ModuleType:
    try:
        import httpx2  # noqa: PLC0415 - an extra that most cities do without
    except ImportError:
        raise SettingsError(
            message("Looking at the city's site needs httpx2, which is not installed."),
            message("Install the extra `online`, or set [site] enabled = false."),
        ) from None
    return httpx2
