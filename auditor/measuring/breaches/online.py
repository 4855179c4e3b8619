"""Asking a service for leaked passwords by the first five digits of their hashes.

The range interface (https://haveibeenpwned.com/API/v3#PwnedPasswords): for five digits of a SHA-1 it answers with all
suffixes that it knows, a thousand or so, and the comparison is made here. What leaves this machine is five of forty digits,
for each different five once and in their order: the service learns that somebody here asks after one of some thousand
known and of countless unknown passwords, and roughly how many passwords there are. No login, no account and no cookie is
sent.

An answer that does not come, or is not whole, makes the logins concerned "not seen", never "not found".
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any

from auditor.errors import BreachListError
from auditor.measuring.breaches.hashes import forms, sha1
from auditor.vault.secret import Secret
from auditor.version import VERSION
from checks._contract import BreachCount, Unseen, WhyUnseen
from reports.messages import Message, message

AT_ONCE = 5
TRIES = 4
SECONDS = 15.0
"""For connecting, and between two pieces of an answer."""
LONGEST_ANSWER = timedelta(seconds=60)
MOST_BYTES = 2_000_000
"""Of an answer; a real one has 40 kB."""
LONGEST_PAUSE = 30.0
FAILURES = 5
"""Ranges without an answer, one after the other, after which nothing more is asked."""
LONGEST_NIGHT = timedelta(hours=2)

KNOWN = "password"
"""A password that every such service knows."""

_PREFIX = 5
_ROW = re.compile(rb"([0-9A-Fa-f]{35}):([0-9]{1,15})")
_TO_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


class RangeService:
    """A service that gave the right answer for a password that is known to be leaked."""

    def __init__(
        self,
        address: str,
        proxy: str | None,
        *,
        day: date,
        clock: Callable[[], datetime],
        pause: Callable[[float], None],
    ) -> None:
        """Raises BreachListError when httpx2 is not installed, or the self-test is not passed."""
        self._http = _httpx2()
        self._clock = clock
        self._pause = pause
        self._until = clock() + LONGEST_NIGHT
        self._failures = 0
        year, week, _ = day.isocalendar()
        self.version = f"{address} {year}-W{week:02}"  # what was not known last week may be this week
        self.notes: tuple[Message, ...] = ()
        self._address = address
        self._client = self._http.Client(
            headers={"Add-Padding": "true", "User-Agent": f"credential-auditor/{VERSION}"},
            verify=ssl.create_default_context(),  # the system's authorities: also those that a city's own proxy needs
            proxy=proxy,
            timeout=SECONDS,
            trust_env=False,  # nothing of the environment, and no password of a .netrc, goes there
            limits=self._http.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
        )
        try:
            self._test()
        except BaseException:
            self.close()
            raise

    def look_up(self, passwords: Sequence[Secret]) -> list[BreachCount | Unseen]:
        """How often the service saw each password; Unseen where it did not answer."""
        wanted = [[sha1(form).hex().upper() for form in forms(password.reveal())] for password in passwords]
        answers = self._asked({digits[:_PREFIX] for digits_of in wanted for digits in digits_of})
        return [_counted(digits_of, answers) for digits_of in wanted]

    def close(self) -> None:
        self._client.close()

    def _test(self) -> None:
        digits = sha1(KNOWN).hex().upper()
        match _counted([digits], self._asked([digits[:_PREFIX]])):
            case BreachCount(times=times) if times:
                return
            case BreachCount():
                detail = message("it does not know a password that is known to be leaked")
            case _:
                detail = message("it gives no answer, or one in another form")
        raise BreachListError(
            message("The service for leaked passwords cannot be used: {detail}.", detail=detail),
            message(
                "See that this machine may reach it ([breach] proxy, address), or build a list: docs/breach-lists.md."
            ),
        )

    def _asked(self, prefixes: Iterable[str]) -> Mapping[str, Mapping[str, int] | None]:
        """First digits → the suffixes known to begin with them, None where no answer came."""
        asked = sorted(prefixes)  # their order tells nothing of the logins'
        with ThreadPoolExecutor(AT_ONCE) as workers:
            try:
                return dict(zip(asked, workers.map(self._range, asked), strict=True))
            except BaseException:
                self._failures = FAILURES  # those at work end with their present try
                workers.shutdown(wait=False, cancel_futures=True)
                raise

    def _range(self, prefix: str) -> Mapping[str, int] | None:
        for number in range(TRIES):
            if self._failures >= FAILURES or self._clock() >= self._until:
                return None
            answer = self._tried(prefix)
            if isinstance(answer, float):
                if number + 1 < TRIES:
                    self._pause(min(LONGEST_PAUSE, answer or 2.0**number / 2))
                continue
            self._failures = 0 if answer is not None else self._failures + 1
            return answer
        self._failures += 1
        return None

    def _tried(self, prefix: str) -> Mapping[str, int] | float | None:
        """The suffixes; None where asking again is no use; seconds to wait (0: as usual) where it may be."""
        begun = self._clock()
        try:
            with self._client.stream("GET", f"{self._address}{prefix}") as response:
                if response.status_code in _TO_TRY_AGAIN:
                    return _asked_to_wait(response.headers.get("retry-after", ""))
                if response.status_code != 200 or not _tells_its_length(response.headers):
                    return None
                content = bytearray()
                for piece in response.iter_bytes():
                    content += piece
                    if len(content) > MOST_BYTES or self._clock() - begun > LONGEST_ANSWER:
                        return None
        except self._http.HTTPError:
            return 0.0
        return _suffixes(bytes(content))


def _httpx2() -> ModuleType:
    try:
        import httpx2  # noqa: PLC0415 - an extra that most cities do without
    except ImportError:
        raise BreachListError(
            message("Asking online for leaked passwords needs httpx2, which is not installed."),
            message("Install the extra `online`, or build a list: docs/breach-lists.md."),
        ) from None
    return httpx2


def _counted(
    digits_of: Iterable[str], answers: Mapping[str, Mapping[str, int] | None]
) -> BreachCount | Unseen:
    """The most that any form of one password was seen; Unseen where any of them was not answered."""
    times = 0
    for digits in digits_of:
        known = answers[digits[:_PREFIX]]
        if known is None:
            return Unseen(WhyUnseen.BREACH_SERVICE)
        times = max(times, known.get(digits[_PREFIX:], 0))
    return BreachCount(times)


def _suffixes(content: bytes) -> Mapping[str, int] | None:
    """The rows of an answer; None where one is not of the form, or there are none: a range without any does not exist."""
    found: dict[str, int] = {}
    for line in content.split():
        row = _ROW.fullmatch(line)
        if row is None:
            return None
        if times := int(row[2]):  # rows that were seen no time are padding
            found[row[1].decode("ascii").upper()] = times
    return found or None


def _tells_its_length(headers: Mapping[str, Any]) -> bool:
    """Without, an answer that was cut off between two rows would look whole."""
    return "content-length" in headers or "transfer-encoding" in headers


def _asked_to_wait(seconds: str) -> float:
    return float(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 6 else 0.0
