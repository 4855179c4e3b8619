"""Asking a service: only five digits go there, and what it does not answer is never "not found"."""

from __future__ import annotations

import gzip
import ssl
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from auditor.errors import BreachListError
from auditor.measuring.breaches.online import AT_ONCE, FAILURES, TRIES, RangeService
from auditor.vault.secret import Secret
from checks._contract import BreachCount, Unseen, WhyUnseen
from reports.messages import Language
from tests.measuring.breaches.lists import LEAKED, hash_of
from tests.measuring.breaches.services import Answering, Reply, Service, honest, service

DAY = date(2026, 11, 20)
NO_ANSWER = Unseen(WhyUnseen.BREACH_SERVICE)
KNOWN = hash_of("password")[:5]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@contextmanager
def opened(
    running: Service,
    pauses: list[float] | None = None,
    *,
    clock: Callable[[], datetime] = lambda: NOON,
    day: date = DAY,
    proxy: str | None = None,
) -> Iterator[RangeService]:
    waited: list[float] = [] if pauses is None else pauses
    with closing(RangeService(running.address, proxy, day=day, clock=clock, pause=waited.append)) as asked:
        yield asked


def ask(found: RangeService, *passwords: str) -> Sequence[BreachCount | Unseen]:
    return found.look_up([Secret(password) for password in passwords])


def but(
    prefix_of: str, reply: Callable[[int], Reply | None], leaked: dict[str, int] | None = None
) -> Answering:
    """The honest answer, but ``reply`` (if any) for the range of one password."""
    good = honest(dict(LEAKED) if leaked is None else leaked)

    def answer(prefix: str, before: int) -> Reply:
        other = reply(before) if prefix == hash_of(prefix_of)[:5] else None
        return other or good(prefix, before)

    return answer


def test_passwords_that_leaked_are_found_with_their_counts() -> None:
    with service(honest(LEAKED)) as running, opened(running) as found:
        answers = ask(found, "sakura2015", "nothing of the sort", "パスワード", "password", "sakura2015")
    assert answers == [BreachCount(times) for times in (12, 0, 1, 9_000_000, 12)]


def test_full_width_is_asked_for_as_written_and_folded() -> None:
    with service(honest({"password": 5, "Natsu": 2})) as running, opened(running) as found:
        assert ask(found, "Ｎａｔｓｕ", "ｐａｓｓｗｏｒｄ") == [BreachCount(2), BreachCount(5)]


def test_only_five_digits_of_each_hash_leave_sorted_and_once() -> None:
    passwords = [f"password number {n}" for n in range(40)]
    with service(honest(LEAKED)) as running, opened(running) as found:
        ask(found, *passwords, *passwords)
        assert running.prefixes[0] == KNOWN
        assert sorted(running.prefixes[1:]) == sorted({hash_of(one)[:5] for one in passwords})
        for path in running.asked:
            assert path.startswith("/range/")
            assert len(path) == len("/range/") + 5
        for headers in running.headers:
            assert headers["add-padding"] == "true"
            assert set(headers) <= {
                "host",
                "add-padding",
                "user-agent",
                "accept",
                "accept-encoding",
                "connection",
            }
            assert headers["user-agent"].startswith("credential-auditor/")


def test_no_more_than_five_are_asked_at_once() -> None:
    good = honest(LEAKED)

    def slow(prefix: str, before: int) -> Reply:
        time.sleep(0.02)
        return good(prefix, before)

    with service(slow) as running, opened(running) as found:
        ask(found, *(f"password number {n}" for n in range(40)))
        assert 1 < running.most_at_once <= AT_ONCE


BAD: dict[str, Callable[[int], Reply]] = {
    "not found": lambda _: Reply(404),
    "a redirect": lambda _: Reply(302, headers={"Location": "/elsewhere"}),
    "nothing": lambda _: Reply(),
    "another status": lambda _: Reply(404, body=b"0" * 35 + b":3\r\n"),
    "a part": lambda _: Reply(206, body=b"0" * 35 + b":3\r\n"),
    "padding only": lambda _: Reply(body=b"0" * 35 + b":0\r\n"),
    "a page": lambda _: Reply(body=b"<html>Please log in</html>"),
    "a row that is none": lambda _: Reply(body=b"0" * 35 + b":3\r\n" + b"0" * 34 + b":3\r\n"),
    "a row cut off": lambda _: Reply(body=b"0" * 35 + b":3\r\n" + b"0" * 35),
    "JSON": lambda _: Reply(body=b'{"0000": 1}'),
    "endless": lambda _: Reply(body=(b"0" * 35 + b":3\r\n") * 60_000),
    "a packed bomb": lambda _: Reply(
        body=gzip.compress(b"0" * 50_000_000), headers={"Content-Encoding": "gzip"}
    ),
    "no length": lambda _: Reply(body=b"0" * 35 + b":3\r\n", closes=True),
    "cut off": lambda _: Reply(body=b"0" * 35 + b":3\r\n", says_length=5000),
    "packed and none": lambda _: Reply(body=b"not packed", headers={"Content-Encoding": "gzip"}),
    "down": lambda _: Reply(503),
    "broken": lambda _: Reply(500),
    "asked too often": lambda _: Reply(429),
}


@pytest.mark.parametrize("reply", BAD.values(), ids=BAD.keys())
def test_an_answer_that_is_none_is_not_seen_for_that_login_alone(reply: Callable[[int], Reply]) -> None:
    with service(but("sakura2015", reply)) as running, opened(running) as found:
        answers = ask(found, "sakura2015", "password", "nothing of the sort")
    assert answers == [NO_ANSWER, BreachCount(9_000_000), BreachCount(0)]


@pytest.mark.parametrize("reply", BAD.values(), ids=BAD.keys())
def test_a_service_that_fails_the_self_test_is_not_used(reply: Callable[[int], Reply]) -> None:
    with service(lambda _prefix, before: reply(before)) as running, pytest.raises(BreachListError) as refused:
        opened(running).__enter__()
    assert refused.value.todo is not None
    assert set(running.prefixes) == {KNOWN}


def test_a_service_that_knows_no_leaked_password_is_not_used() -> None:
    with service(honest({"other": 1})) as running, pytest.raises(BreachListError) as refused:
        opened(running).__enter__()
    assert "does not know" in refused.value.said(Language.EN)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again_with_longer_pauses(status: int) -> None:
    pauses: list[float] = []
    failing = but("sakura2015", lambda before: Reply(status) if before < TRIES - 1 else None)
    with service(failing) as running, opened(running, pauses) as found:
        assert ask(found, "sakura2015") == [BreachCount(12)]
    assert pauses == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("stated", "waited"), [("7", 7.0), ("100", 30.0), ("soon", 0.5), ("-5", 0.5), ("9" * 50, 0.5), ("²", 0.5)]
)
def test_how_long_a_service_asks_to_wait_is_kept_within_bounds(stated: str, waited: float) -> None:
    pauses: list[float] = []
    headers = {"Retry-After": stated} if stated.isascii() else {"Retry-After": "\xb2"}
    failing = but("sakura2015", lambda before: Reply(429, headers=headers) if before == 0 else None)
    with service(failing) as running, opened(running, pauses) as found:
        assert ask(found, "sakura2015") == [BreachCount(12)]
    assert pauses == [waited]


def test_a_service_that_goes_down_is_soon_left_alone() -> None:
    def down(prefix: str, before: int) -> Reply:
        return honest(LEAKED)(prefix, before) if prefix == KNOWN else Reply(503)

    passwords = [f"password number {n}" for n in range(200)]
    with service(down) as running, opened(running) as found:
        answers = ask(found, *passwords, "password")
        first = len(running.asked)
        assert ask(found, *passwords) == [NO_ANSWER] * 200
        assert len(running.asked) == first
    assert set(answers[:-1]) == {NO_ANSWER}
    assert first <= 1 + TRIES * (FAILURES + AT_ONCE) + 1


def test_a_night_does_not_ask_for_ever() -> None:
    times = iter([NOON, NOON, NOON, NOON, NOON, NOON])

    def clock() -> datetime:
        return next(times, NOON + timedelta(hours=3))

    with service(honest(LEAKED)) as running, opened(running, clock=clock) as found:
        assert set(ask(found, *(f"password number {n}" for n in range(50)))) == {NO_ANSWER}


def test_nobody_listening_is_told() -> None:
    with service(honest(LEAKED)) as running:
        gone = running
    with pytest.raises(BreachListError):
        opened(gone).__enter__()


def test_the_version_is_the_service_s_and_lasts_a_week() -> None:
    def version(running: Service, day: date) -> str:
        with opened(running, day=day) as found:
            return found.version

    with service(honest(LEAKED)) as running, service(honest(LEAKED)) as other:
        sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
        assert version(running, DAY) == version(running, sunday)
        assert version(running, sunday) != version(running, monday)
        assert version(running, DAY) != version(other, DAY)


def test_the_way_leads_through_the_proxy_and_not_through_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with service(honest(LEAKED)) as running, opened(running) as found:
        assert ask(found, "sakura2015") == [BreachCount(12)]
    with service(honest(LEAKED)) as proxy:
        named = Service("http://range.invalid/range/")
        with opened(named, proxy=proxy.address.removesuffix("/range/")) as found:
            assert ask(found, "sakura2015") == [BreachCount(12)]
        assert all(path.startswith("http://range.invalid/range/") for path in proxy.asked)


def test_a_service_that_cannot_show_who_it_is_is_not_asked(tmp_path: Path) -> None:
    with service(honest(LEAKED), tls=self_signed(tmp_path)) as running:
        with pytest.raises(BreachListError):
            opened(running).__enter__()
        assert running.asked == []


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_without_httpx2_it_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(BreachListError) as refused:
        opened(Service("http://127.0.0.1:9/range/")).__enter__()
    assert "httpx2, which is not installed" in refused.value.said(Language.EN)
