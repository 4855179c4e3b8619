"""A digest as a message of mail (RFC 5322): plain text, one recipient, everything in ASCII on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from auditor.mailing.addresses import domain_of
from reports.digest import Digest
from reports.messages import Language


@dataclass(frozen=True, slots=True)
class Letter:
    """What is handed to the server; addresses of ``auditor.mailing.addresses``."""

    sender: str
    to: str
    content: bytes


def letter(
    digest: Digest, *, sender: str, to: str, sent: datetime, number: UUID, language: Language
) -> Letter:
    """``sent`` is an aware time; by ``number`` a server or a reader's program knows the same message again."""
    content = EmailMessage(policy=SMTP)
    content["From"] = Address(addr_spec=sender)
    content["To"] = Address(addr_spec=to)
    content["Subject"] = " ".join(digest.title.split())
    content["Date"] = format_datetime(sent)
    content["Message-ID"] = f"<{number}@{domain_of(sender)}>"
    # No answer of a machine is to come back (RFC 3834, section 5; the others for older programs, and for Exchange).
    content["Auto-Submitted"] = "auto-generated"
    content["Precedence"] = "bulk"
    content["X-Auto-Response-Suppress"] = "All"
    content.set_content(digest.text, charset="utf-8", cte="base64")
    content["Content-Language"] = language.value
    return Letter(sender, to, content.as_bytes())
