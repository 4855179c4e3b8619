"""Mail servers on this machine: an honest one (aiosmtpd) with certificates of its own, and some that are not."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "auditor@city.example.jp", "Qz7-wv!Lp0ahXkmT\N{SNOWMAN}"

BEGIN, END = (
    datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(2126, 1, 1, tzinfo=datetime.UTC),
)


# --- certificates -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificates:
    """PEM files: an authority, and what it signed for ``localhost`` and for another name, each with its key."""

    authority: Path
    localhost: Path
    elsewhere: Path


def make_certificates(folder: Path) -> Certificates:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    authority = (
        _begun(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "authority.pem"
    path.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    here = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    return Certificates(
        path,
        _signed(folder / "localhost.pem", here, name, key),
        _signed(folder / "elsewhere.pem", [x509.DNSName("mail.city.example.jp")], name, key),
    )


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _signed(
    path: Path, names: Sequence[x509.GeneralName], issuer: x509.Name, issuer_key: ec.EllipticCurvePrivateKey
) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server of the tests")])
    certificate = (
        _begun(subject, issuer, key)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


# --- the honest one -----------------------------------------------------------------------------------------------


@dataclass
class Mailbox:
    """What arrived. ``refuse`` says to an address what the server answers (``None``: taken) at RCPT and after the text.

    With ``a_session`` it takes so many letters a session, and then says ``enough`` at the command ``enough_at``; where that
    is a 421 it hangs up.
    """

    letters: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    refuse: Callable[[str], str | None] = lambda _: None
    refuse_text: Callable[[str], str | None] = lambda _: None
    after: Callable[[int], None] = lambda _: None
    senders: list[str] = field(default_factory=list)
    a_session: int | None = None
    enough: str = "421 4.7.0 enough for this session"
    enough_at: str = "MAIL"
    _taken: dict[Session, int] = field(default_factory=dict)

    @property
    def messages(self) -> list[EmailMessage]:
        return [parsed(content) for _, content in self.letters]

    @property
    def addresses(self) -> list[str]:
        return [address for address, _ in self.letters]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self._enough("MAIL", server, session):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self._enough("RCPT", server, session):
            return answer
        if answer := self.refuse(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        if answer := self._enough("DATA", server, session):
            return answer
        if answer := self.refuse_text(address):
            return answer
        assert isinstance(envelope.content, bytes)
        self.senders.append(envelope.mail_from or "")
        self.letters.append((address, envelope.content))
        self._taken[session] = self._taken.get(session, 0) + 1
        self.after(len(self.letters))
        return "250 2.0.0 taken"

    def _enough(self, command: str, server: SMTP, session: Session) -> str | None:
        if command != self.enough_at or self.a_session is None:
            return None
        if self._taken.get(session, 0) < self.a_session:
            return None
        if self.enough.startswith("421") and server.transport is not None:
            server.loop.call_soon(server.transport.close)  # once the answer is on its way
        return self.enough

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=self.logins[-1] == (USER, PASSWORD), handled=False)


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    return str(message.get_content())


@dataclass(frozen=True)
class Running:
    port: int
    box: Mailbox


@contextmanager
def mail_server(
    box: Mailbox,
    certificate: Path | None = None,
    *,
    under_tls: bool = False,
    auth: bool = False,
    without: Sequence[str] = (),
) -> Iterator[Running]:
    """An honest server. Without a certificate it offers no TLS; ``under_tls`` it speaks it from the start; with ``auth`` it
    asks for a login; ``without`` names ways to log in that it does not offer."""
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)

    def protocol() -> SMTP:
        return SMTP(
            box,
            hostname="localhost",
            tls_context=None if under_tls else context,
            require_starttls=context is not None and not under_tls,
            auth_required=auth,
            auth_require_tls=not under_tls,
            authenticator=box.authenticate if auth else None,
            auth_exclude_mechanism=without,
            loop=loop,
        )

    listening = _bound()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    # In that thread: in this one the loop of a browser that another test opened may be running.
    server = asyncio.run_coroutine_threadsafe(
        loop.create_server(protocol, sock=listening, ssl=context if under_tls else None), loop
    ).result(5)
    try:
        yield Running(listening.getsockname()[1], box)
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_ended(loop), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _ended(loop: asyncio.AbstractEventLoop) -> None:
    others = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _bound() -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


# --- others -------------------------------------------------------------------------------------------------------


@dataclass
class Heard:
    port: int
    lines: list[bytes] = field(default_factory=list)


Play = Callable[[socket.socket, Heard], None]


@contextmanager
def played(play: Play) -> Iterator[Heard]:
    """A server that does with each connection what ``play`` does, one after the other."""
    listening = _bound()
    heard = Heard(listening.getsockname()[1])
    ended = threading.Event()
    open_ones: list[socket.socket] = []

    def serve() -> None:
        while not ended.is_set():
            with suppress(OSError):
                connection, _ = listening.accept()
                open_ones.append(connection)
                with connection:
                    connection.settimeout(5)
                    play(connection, heard)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        ended.set()
        for connection in open_ones:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def answering(*answers: bytes) -> Play:
    """Greets with the first answer and gives one of the others to each line, then hangs up."""

    def play(connection: socket.socket, heard: Heard) -> None:
        greeting, *others = answers
        connection.sendall(greeting)
        for answer in others:
            line = _line(connection)
            if not line:
                return
            heard.lines.append(line)
            connection.sendall(answer)
        _line(connection)

    return play


def silent(*before: bytes) -> Play:
    """Answers like ``answering`` and then says nothing more, but holds the connection."""

    def play(connection: socket.socket, heard: Heard) -> None:
        for place, answer in enumerate(before):
            if place:
                heard.lines.append(_line(connection))
            connection.sendall(answer)
        while _line(connection):
            pass

    return play


def _line(connection: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n") and (piece := connection.recv(1)):
        line += piece
    return line
