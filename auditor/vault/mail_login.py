"""Logging in at a mail server with the password from the vault, which leaves this folder only as the login itself."""

from __future__ import annotations

import base64
import smtplib
import ssl
from dataclasses import dataclass

from auditor.errors import MailError, VaultError
from auditor.vault.secret import Secret
from auditor.vault.vault import Vault
from reports.messages import message

MAIL_PASSWORD = "mail-password"
"""The entry under ``<service>.keys``. Not a setting: no other key of the program can be sent to a server by mistake."""


@dataclass(frozen=True, slots=True, eq=False)
class MailLogin:
    """Who logs in. ``password`` is None where the vault has none for mail, or refuses it."""

    user: str
    password: Secret | None

    @classmethod
    def of(cls, vault: Vault, user: str) -> MailLogin:
        try:
            return cls(user, vault.key(MAIL_PASSWORD))
        except VaultError:
            return cls(user, None)

    def log_in(self, server: smtplib.SMTP) -> None:
        """By AUTH PLAIN (RFC 4616) or else LOGIN, over TLS only. ``smtplib``'s own login would keep the password.

        Raises MailError, and what ``smtplib`` raises where the connection breaks off.
        """
        if self.password is None:
            raise MailError(
                message("The vault holds no password for the mail server, or refuses it."),
                message("Set it with `auditor secret set mail-password --key`."),
                short="no-password",
            )
        if not isinstance(server.sock, ssl.SSLSocket):
            raise MailError(message("A password is only sent over TLS."), short="no-tls")
        offered = server.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            both = _base64("\0".join(("", self.user, self.password.reveal())))
            code, _ = server.docmd("AUTH", f"PLAIN {both}")
        elif "LOGIN" in offered:
            code, _ = server.docmd("AUTH", "LOGIN")
            for answer in (self.user, self.password.reveal()):
                if code == 334:
                    code, _ = server.docmd(_base64(answer))
        else:
            raise MailError(
                message("The mail server offers no way to log in that this program knows (PLAIN, LOGIN)."),
                message("Let the server offer one, or leave `user` under [mail] empty."),
                short="no-auth",
            )
        if code != 235:
            raise MailError(
                message("The mail server refused the login ({code}).", code=code),
                message(
                    "Look at `user` under [mail], and set its password with `auditor secret set mail-password --key`."
                ),
                short=str(code),
            )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
