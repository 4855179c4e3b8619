"""Mail goes out under verified TLS or not at all, and no server holds the program or hears what it should not."""

from __future__ import annotations

import itertools
import re
import socket
import ssl
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError, MailError, NotTaken, SessionOver
from auditor.mailing.letter import Letter
from auditor.mailing.server import LARGEST_CA_FILE, MailServer, Patience, _context
from auditor.settings import MailChoice
from auditor.vault.mail_login import MailLogin
from auditor.vault.secret import Secret
from reports.messages import Language
from tests.leaks import Hunt
from tests.mailing.servers import (
    PASSWORD,
    USER,
    Certificates,
    Heard,
    Mailbox,
    Play,
    answering,
    mail_server,
    played,
    silent,
)

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # TLS stands already

TEXT = "Geheimer-Inhalt-7391"
SENDER, TO = "auditor@city.example.jp", "koho@city.example.jp"
LETTER = Letter(SENDER, TO, f"Subject: a\r\n\r\n{TEXT}\r\n.\r\nend\r\n".encode())
LOGIN = MailLogin(USER, Secret(PASSWORD))


def choice(port: int, **more: Any) -> MailChoice:
    return MailChoice(host="localhost", port=port, sender=SENDER, **more)


def trusting(port: int, certificates: Certificates, **more: Any) -> MailChoice:
    return choice(port, ca_file=certificates.authority, **more)


def patience(one: float = 5.0, all_: float = 10.0) -> Patience:
    return Patience.of(time.monotonic, one=one, all_=all_)


def delivered(to: MailChoice, login: MailLogin | None = None, letters: int = 1) -> None:
    with MailServer(to, login, patience()) as server:
        for _ in range(letters):
            server.deliver(LETTER)


def refusal(run: Callable[[], object], kind: type[MailError] = MailError) -> MailError:
    with pytest.raises(kind) as refused:
        run()
    error = refused.value
    hunt = Hunt({"password": PASSWORD, "text": TEXT})
    told = "".join(traceback.TracebackException.from_exception(error).format())
    said = "".join(error.said(language) for language in Language)
    assert hunt.in_streams([("traceback", told.encode()), ("said", said.encode())]) == []
    return error


# --- what works -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_is_taken_after_tls_and_login(certificates: Certificates, security: str) -> None:
    box = Mailbox()
    under_tls = security == "tls"
    with mail_server(box, certificates.localhost, under_tls=under_tls, auth=True) as server:
        delivered(trusting(server.port, certificates, security=security), LOGIN, letters=2)
    assert box.logins == [(USER, PASSWORD)]
    assert box.senders == [SENDER, SENDER]
    assert [(to, content.replace(b"\r\n", b"\n")) for to, content in box.letters] == [
        (TO, LETTER.content.replace(b"\r\n", b"\n"))
    ] * 2


def test_without_a_user_nobody_logs_in(certificates: Certificates) -> None:
    box = Mailbox()
    with mail_server(box, certificates.localhost) as server:
        delivered(trusting(server.port, certificates))
    assert (len(box.letters), box.logins) == (1, [])


def test_where_plain_is_not_offered_login_is_used(certificates: Certificates) -> None:
    box = Mailbox()
    with mail_server(box, certificates.localhost, auth=True, without=["PLAIN"]) as server:
        delivered(trusting(server.port, certificates), LOGIN)
    assert (len(box.letters), box.logins) == (1, [(USER, PASSWORD)])


def test_without_tls_only_where_the_settings_say_so_for_this_machine() -> None:
    box = Mailbox()
    with mail_server(box) as server:
        delivered(choice(server.port, security="none"))
    assert len(box.letters) == 1


def test_the_password_is_not_kept_in_the_session(certificates: Certificates) -> None:
    box = Mailbox()
    with mail_server(box, certificates.localhost, auth=True) as server:  # noqa: SIM117
        with MailServer(trusting(server.port, certificates), LOGIN, patience()) as session:
            kept = repr(vars(session)) + repr(vars(session._server))
    assert Hunt({"password": PASSWORD}).in_bytes("session", kept.encode()) == []


# --- no TLS, or a wrong one -------------------------------------------------------------------------------------------


GREETING, OK = b"220 localhost\r\n", b"250 ok\r\n"
OFFERED = b"250-localhost\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"
STRIPPED = b"250-localhost\r\n250-XXXXXXXA\r\n250 AUTH PLAIN LOGIN\r\n"


@pytest.mark.parametrize(
    ("answers", "short"),
    [
        ((GREETING, STRIPPED, OK), "no-starttls"),
        ((GREETING, b"502 what\r\n", b"250 helo\r\n", OK), "no-starttls"),
        ((GREETING, OFFERED, b"454 4.7.0 not now\r\n"), "454 4.7.0"),
        ((GREETING, OFFERED, b"250 no TLS but go on\r\n", OK, OK, OK), "250"),
        ((GREETING, OFFERED, b"220 go on\r\n250 in clear\r\n250 in clear\r\n"), "tls no-connection"),
        ((b"554 5.7.1 not you\r\n",), "554 5.7.1"),
        ((b"not a mail server\r\n",), "-1"),
    ],
    ids=["stripped", "no ESMTP", "refused", "not begun", "injected", "refused at once", "another protocol"],
)
def test_a_server_without_tls_hears_nothing_but_the_greeting(answers: tuple[bytes, ...], short: str) -> None:
    with played(answering(*answers)) as heard:
        error = refusal(lambda: delivered(choice(heard.port), LOGIN))
    assert error.short in (short, *short.split())
    assert not isinstance(error, NotTaken)
    assert {line.split()[0].upper() for line in heard.lines} <= {b"EHLO", b"HELO", b"STARTTLS", b"QUIT"}


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_certificate_that_is_not_valid_ends_it_before_anything_is_said(
    certificates: Certificates, security: str, wrong: str
) -> None:
    box = Mailbox()
    certificate = certificates.localhost if wrong == "authority" else certificates.elsewhere
    with mail_server(box, certificate, under_tls=security == "tls", auth=True) as server:
        to = choice(server.port, security=security)
        if wrong == "name":
            to = trusting(server.port, certificates, security=security)
        assert refusal(lambda: delivered(to, LOGIN)).short == "certificate"
    assert (box.logins, box.letters) == ([], [])


def test_tls_from_the_start_with_a_server_that_does_not_speak_it_is_told(certificates: Certificates) -> None:
    with played(answering(GREETING, OK, OK)) as heard:
        assert refusal(lambda: delivered(choice(heard.port, security="tls"), LOGIN)).short == "tls"


@pytest.mark.parametrize(
    "content", [None, b"", b" \n", b"no certificate", b"\xff\xfe", b"#" * (LARGEST_CA_FILE + 1)]
)
def test_an_authority_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "authority.pem"
    if content is not None:
        path.write_bytes(content)
    error = refusal(lambda: delivered(choice(1, ca_file=path)))
    assert error.short == "ca-file"
    assert not re.search("Unreadable|Error|[a-z]{4}", error.said(Language.JA).splitlines()[0])


def test_a_password_goes_over_nothing_but_tls() -> None:
    box = Mailbox()
    with mail_server(box) as server:
        open_choice = choice(server.port, security="none")
        assert refusal(lambda: delivered(open_choice, LOGIN)).short == "no-tls"
    assert box.letters == []


# --- login --------------------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_told_by_its_code(certificates: Certificates) -> None:
    box = Mailbox()
    with mail_server(box, certificates.localhost, auth=True) as server:
        wrong = MailLogin(USER, Secret("wrong-7391-word"))
        error = refusal(lambda: delivered(trusting(server.port, certificates), wrong))
    assert (error.short, box.letters) == ("535", [])


def test_a_server_without_a_known_way_to_log_in_is_told(certificates: Certificates) -> None:
    box = Mailbox()
    with mail_server(box, certificates.localhost, auth=True, without=["PLAIN", "LOGIN"]) as server:
        error = refusal(lambda: delivered(trusting(server.port, certificates), LOGIN))
    assert (error.short, box.letters) == ("no-auth", [])


def test_where_the_vault_has_no_password_nothing_is_sent(certificates: Certificates) -> None:
    box = Mailbox()
    with mail_server(box, certificates.localhost, auth=True) as server:
        error = refusal(lambda: delivered(trusting(server.port, certificates), MailLogin(USER, None)))
    assert error.short == "no-password"
    assert error.todo is not None
    assert "auditor secret set mail-password --key" in error.todo.text


def test_what_a_server_writes_back_is_told_nowhere(certificates: Certificates) -> None:
    """It may repeat what it was given."""
    box = Mailbox(refuse=lambda address: f"550 5.1.1 you said {TEXT} and {PASSWORD[:-1]} to {address}")
    with mail_server(box, certificates.localhost, auth=True) as server:
        error = refusal(lambda: delivered(trusting(server.port, certificates), LOGIN), NotTaken)
    assert error.short == "550 5.1.1"
    assert TO not in error.said(Language.EN)


# --- refusals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["450 4.2.1 later", "550 5.1.1 unknown", "553 no"])
@pytest.mark.parametrize("at", ["refuse", "refuse_text"])
def test_a_letter_that_is_refused_leaves_the_session_for_the_next_one(
    certificates: Certificates, answer: str, at: str
) -> None:
    box = Mailbox(**{at: lambda _: answer})  # type: ignore[arg-type]
    with mail_server(box, certificates.localhost) as server:  # noqa: SIM117
        with MailServer(trusting(server.port, certificates), None, patience()) as session:
            assert refusal(lambda: session.deliver(LETTER), NotTaken).short in answer
            setattr(box, at, lambda _: None)
            session.deliver(LETTER)
    assert box.addresses == [TO]


def test_a_session_that_the_server_ends_is_over(certificates: Certificates) -> None:
    box = Mailbox(refuse=lambda _: "421 4.3.2 shutting down")
    with mail_server(box, certificates.localhost) as server:  # noqa: SIM117
        with MailServer(trusting(server.port, certificates), None, patience()) as session:
            assert refusal(lambda: session.deliver(LETTER), SessionOver).short == "421 4.3.2"
            error = refusal(lambda: session.deliver(LETTER))
    assert (error.short, type(error)) == ("no-connection", MailError)


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("enough", ["421 4.7.0 enough", "421 enough", "452 4.5.3 too many recipients"])
def test_a_letter_that_was_one_too_many_for_the_session_is_told_apart_from_one_that_was_refused(
    certificates: Certificates, at: str, enough: str
) -> None:
    box = Mailbox(a_session=1, enough=enough, enough_at=at)
    with mail_server(box, certificates.localhost) as server:  # noqa: SIM117
        with MailServer(trusting(server.port, certificates), None, patience()) as session:
            session.deliver(LETTER)
            assert refusal(lambda: session.deliver(LETTER), SessionOver).short in enough
    assert box.addresses == [TO]


@pytest.mark.parametrize("answer", ["452 4.2.2 mailbox full", "452 4.5.30 what", "550 5.4.21 what"])
def test_a_mailbox_that_is_full_ends_no_session(certificates: Certificates, answer: str) -> None:
    with mail_server(Mailbox(refuse=lambda _: answer), certificates.localhost) as server:
        refusal(lambda: delivered(trusting(server.port, certificates)), NotTaken)


def test_no_server_at_all_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert refusal(lambda: delivered(choice(port))).short == "no-connection"


# --- servers that take their time ----------------------------------------------------------------------------------------


def dripping(connection: socket.socket, heard: Heard) -> None:
    """A line that never ends, a byte at a time: each in time, the whole not."""
    while True:
        connection.sendall(b"2")
        time.sleep(0.02)


def flooding(connection: socket.socket, heard: Heard) -> None:
    """An answer that never ends, as fast as can be."""
    connection.sendall(GREETING)
    while True:
        connection.sendall(b"250-more\r\n" * 1000)


def one_long_line(connection: socket.socket, heard: Heard) -> None:
    connection.sendall(GREETING)
    while True:
        connection.sendall(b"2" * 100_000)


def hang_up(connection: socket.socket, heard: Heard) -> None:
    connection.sendall(GREETING)


@pytest.mark.parametrize(
    ("play", "short"),
    [
        (silent(), "too-slow"),
        (silent(GREETING), "too-slow"),
        (silent(GREETING, OFFERED, b"220 go on\r\n"), "too-slow"),
        (dripping, "too-slow"),
        (flooding, "no-connection"),
        (one_long_line, "500"),
        (hang_up, "no-connection"),
    ],
    ids=["no greeting", "no answer", "no TLS", "dripping", "flooding", "a long line", "hanging up"],
)
def test_a_server_holds_nobody_beyond_the_time(play: Play, short: str) -> None:
    with played(play) as heard:
        error = refusal(lambda: MailServer(choice(heard.port), LOGIN, patience(one=0.3)))
    assert error.short == short


def test_all_answers_together_take_no_longer_than_the_whole_time() -> None:
    """Each answer in time, and always one more."""

    def play(connection: socket.socket, heard: Heard) -> None:
        connection.sendall(b"220-wait\r\n")
        for _ in itertools.count():
            time.sleep(0.05)
            connection.sendall(b"220-wait\r\n")

    with played(play) as heard:
        refused = refusal(lambda: MailServer(choice(heard.port), None, patience(one=0.3, all_=0.5)))
    assert refused.short == "too-slow"


def test_nobody_is_asked_once_the_time_is_over() -> None:
    over = Patience(time.monotonic, until=time.monotonic() - 1)
    with played(answering(GREETING)) as heard:
        assert refusal(lambda: MailServer(choice(heard.port), None, over)).short == "too-slow"
    assert heard.lines == []


def test_every_error_of_mail_says_what_happened_in_both_languages(certificates: Certificates) -> None:
    with played(answering(GREETING, STRIPPED, OK)) as heard:
        error: AuditorError = refusal(lambda: delivered(choice(heard.port)))
    assert "STARTTLS" in error.said(Language.EN)
    assert error.said(Language.JA) != error.said(Language.EN)


def test_old_versions_of_tls_are_not_spoken(certificates: Certificates) -> None:
    assert _context(certificates.authority).minimum_version is ssl.TLSVersion.TLSv1_2
    assert _context(None).verify_mode is ssl.CERT_REQUIRED
    assert _context(None).check_hostname
