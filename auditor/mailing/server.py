"""One session with a mail server, by SMTP (RFC 5321) under TLS (RFC 3207, RFC 8314).

Certificates are always verified; nothing but the greeting goes out before TLS stands. No server can hold the session
beyond its time, or fill the memory. Nothing that a server writes is told, but its codes.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from auditor.errors import MailError, NotTaken, SessionOver
from auditor.files import Unreadable, read_small
from auditor.mailing.addresses import domain_of
from auditor.mailing.letter import Letter
from auditor.settings import MailChoice
from reports.messages import message

LARGEST_CA_FILE = 1024 * 1024
"""Bytes; all authorities of a system together are a quarter of it."""

LONGEST_SESSION = 1_000_000
"""Bytes that a server may write; some thousand letters take a tenth of it."""


class Login(Protocol):
    """Who logs in (``auditor.vault.mail_login``): shows no password."""

    def log_in(self, server: smtplib.SMTP) -> None: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for: ``one`` second count for each answer, and none after the time ``until``.

    ``seconds`` is a clock that runs evenly.
    """

    seconds: Callable[[], float]
    until: float
    one: float = 20.0

    @classmethod
    def of(cls, seconds: Callable[[], float], *, all_: float = 300.0, one: float = 20.0) -> Patience:
        return cls(seconds, seconds() + all_, one)

    def next(self) -> float:
        """When the patience with the next answer ends."""
        return min(self.seconds() + self.one, self.until)

    def left(self, end: float) -> float:
        """Raises TimeoutError where nothing is left."""
        left = end - self.seconds()
        if left <= 0:
            raise TimeoutError
        return left


class MailServer:
    """A session that is open and ready to take letters; to be used in a ``with``."""

    def __init__(self, choice: MailChoice, login: Login | None, patience: Patience) -> None:
        """Connects, begins TLS, logs in. Raises MailError."""
        self._choice = choice
        context = None if choice.security == "none" else _context(choice.ca_file)
        with _told():
            self._server = _connected(choice, context, patience)
            try:
                self._begin(context, login)
            except BaseException:
                self._server.close()
                raise

    def _begin(self, context: ssl.SSLContext | None, login: Login | None) -> None:
        server = self._server
        server.ehlo()
        if context is not None and not isinstance(server.sock, ssl.SSLSocket):
            if not server.has_extn("starttls"):
                raise MailError(
                    message("The mail server does not offer STARTTLS; nothing was sent to it."),
                    message(
                        'Ask who runs it, or who stands between; for a port with TLS from the start write security = "tls".'
                    ),
                    short="no-starttls",
                )
            server.starttls(context=context)
            server.ehlo()
        if login is not None:
            login.log_in(server)

    def deliver(self, letter: Letter) -> None:
        """Returns once the server has taken the letter (250).

        Raises NotTaken where it refused this one, SessionOver where it takes no more in this session, and MailError where
        the connection broke: then it may have been taken.
        """
        with _told():
            try:
                self._server.sendmail(letter.sender, [letter.to], letter.content)
            except smtplib.SMTPRecipientsRefused as error:
                code, text = next(iter(error.recipients.values()))
                raise _not_taken(_code(code, text)) from None
            except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
                raise _not_taken(_code(error.smtp_code, error.smtp_error)) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            self._server.quit()
        except (smtplib.SMTPException, OSError):
            self._server.close()  # all that mattered was answered before


# --- the connection -----------------------------------------------------------------------------------------------


def _connected(choice: MailChoice, context: ssl.SSLContext | None, patience: Patience) -> smtplib.SMTP:
    name = domain_of(choice.sender)
    if context is not None and choice.security == "tls":
        return _UnderTls(choice.host, choice.port, name, patience, context=context)
    return _Plain(choice.host, choice.port, name, patience)


class _Plain(smtplib.SMTP):
    """Waits for no answer longer than it has patience, and names itself without asking the network for a name."""

    def __init__(self, host: str, port: int, name: str, patience: Patience, **tls: Any) -> None:
        self._patience = patience
        super().__init__(host, port, local_hostname=name, timeout=patience.left(patience.next()), **tls)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Answers(self.sock, self._patience)
        return super().getreply()

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self._patience.left(self._patience.next()))
        super().send(s)


class _UnderTls(_Plain, smtplib.SMTP_SSL):
    """The same, with TLS from the start."""


class _Answers:
    """What a server writes, by lines. A line that comes drop by drop takes no longer than any other."""

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        self._sock = sock
        self._patience = patience
        self._held = b""
        self._allowed = LONGEST_SESSION

    def readline(self, longest: int) -> bytes:
        """Up to the line's end, or ``longest`` bytes; shorter only where nothing more comes. Raises OSError."""
        end = self._patience.next()
        while b"\n" not in self._held and len(self._held) < longest:
            self._sock.settimeout(self._patience.left(end))
            piece = self._sock.recv(4096)
            if not piece:
                break
            self._allowed -= len(piece)
            if self._allowed < 0:
                raise OSError("the server does not stop writing")
            self._held += piece
        at = self._held.find(b"\n", 0, longest) + 1 or min(longest, len(self._held))
        line, self._held = self._held[:at], self._held[at:]
        return line

    def close(self) -> None:
        """The socket is closed by whoever opened it."""


def _context(ca_file: Path | None) -> ssl.SSLContext:
    """The authorities of this machine, or only those of the file. Raises MailError."""
    try:
        # Never empty: ssl would take that for the authorities of this machine.
        own = None if ca_file is None else f"{read_small(ca_file, LARGEST_CA_FILE).decode('ascii')}\n"
        context = ssl.create_default_context(cadata=own)
    except (Unreadable, ValueError, OSError) as error:  # ssl.SSLError is an OSError
        why = error.detail if isinstance(error, Unreadable) else message("it holds no certificate in PEM")
        raise MailError(
            message("The authority for the mail server cannot be used ({why}).", why=why),
            message("`ca_file` under [mail] names a PEM file with the certificate of the authority."),
            short="ca-file",
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


# --- what went wrong ----------------------------------------------------------------------------------------------


@contextmanager
def _told() -> Iterator[None]:
    """What libraries raise as ours: with codes, without a word of the server's or of what was sent."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        code = _code(error.smtp_code, error.smtp_error)
        raise MailError(
            message("The mail server does not serve ({code}).", code=code), _LATER, short=code
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise MailError(
            message("The certificate of the mail server is not valid ({code}).", code=error.verify_code),
            message(
                "Write the server's name as its certificate has it (host); name a closed network's own authority (ca_file)."
            ),
            short="certificate",
        ) from None
    except ssl.SSLError:
        raise MailError(
            message("TLS with the mail server could not be begun."),
            message('587 goes with security = "starttls", 465 with "tls".'),
            short="tls",
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        late = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
        raise MailError(
            message("The mail server did not answer in time.")
            if late
            else message("The mail server cannot be reached, or broke the connection off."),
            _LATER,
            short="too-slow" if late else "no-connection",
        ) from None


_LATER = message("Look at host and port under [mail]; `auditor doctor` tries it.")


def _not_taken(code: str) -> NotTaken | SessionOver:
    kind = SessionOver if code == _TOO_MANY or code.startswith(_CLOSING) else NotTaken
    return kind(
        message("The mail server did not take a mail ({code}).", code=code),
        message("Look at the address, and whether the server takes mail from this machine and sender."),
        short=code,
    )


_CLOSING = "421"
"""The server ends the session (RFC 5321, 3.8)."""

_TOO_MANY = "452 4.5.3"
"""It has had too many recipients (RFC 3463, 3.6)."""


def _code(code: int, text: bytes | str) -> str:
    """The reply's code, with the enhanced one where there is one (RFC 3463): "550 5.1.1"."""
    written = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    enhanced = _ENHANCED.match(written)
    return f"{code} {enhanced[0]}" if enhanced else str(code)


_ENHANCED = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")
