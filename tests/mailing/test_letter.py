"""A letter is plain text for one reader, in ASCII on the way, and nothing in it becomes a header."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.mailing.addresses import domain_of, mail_address, server_host
from auditor.mailing.letter import letter
from reports.digest import Digest
from reports.messages import Language
from tests.mailing.servers import parsed, text_of

AT = datetime(2026, 11, 20, 17, 30, 5, tzinfo=UTC)
NUMBER = UUID("12345678-1234-5678-1234-567812345678")
SENDER, TO = "auditor@city.example.jp", "koho@city.example.jp"

_unbroken = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)


def made(title: str = "件名", text: str = "本文\n", to: str = TO) -> bytes:
    return letter(
        Digest(title, text), sender=SENDER, to=to, sent=AT, number=NUMBER, language=Language.JA
    ).content


def test_a_letter_has_what_a_machine_s_mail_has_and_no_more() -> None:
    message = parsed(made())
    assert {name.lower() for name in message} == {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "content-language",
        "auto-submitted",
        "precedence",
        "x-auto-response-suppress",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    }
    assert (message["From"], message["To"]) == (SENDER, TO)
    assert message["Message-ID"] == f"<{NUMBER}@city.example.jp>"
    assert parsedate_to_datetime(message["Date"]) == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert not message.is_multipart()


@settings(max_examples=60, deadline=None)
@given(_unbroken, st.lists(_unbroken, min_size=1, max_size=5).map(lambda lines: "\n".join((*lines, ""))))
def test_title_and_text_arrive_as_they_were_in_ascii(title: str, text: str) -> None:
    content = made(title, text)
    assert content.isascii()
    assert all(len(line) <= 998 for line in content.splitlines())
    message = parsed(content)
    assert message["Subject"].split() == title.split()
    assert text_of(message).replace("\r\n", "\n") == text


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("a:\r\n\x0b\x0c\x1c\x85\u2028 \tあ"), max_size=30))
def test_no_title_becomes_another_header(title: str) -> None:
    heads = made(f"{title}\r\nBcc: everybody@city.example.jp").partition(b"\r\n\r\n")[0]
    assert not re.search(rb"(?im)^(bcc|cc|a)\s*:", heads)
    assert parsed(made(title)).keys() == parsed(made()).keys()


def test_the_same_is_the_same_letter() -> None:
    assert made() == made()


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["a@b", "koho-sns@city.ube.lg.jp", "o'hara+sns@b-c.example", "x" * 64 + "@b.jp", "1@2.jp"]
)
def test_plain_addresses_are_used_as_they_are(address: str) -> None:
    assert mail_address(address) == address
    assert parsed(made(to=address))["To"].addresses[0].addr_spec == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.jp",
        "a@",
        "a@b..jp",
        "a..b@c.jp",
        ".a@b.jp",
        "a.@b.jp",
        "a@-b.jp",
        "a b@c.jp",
        '"a b"@c.jp',
        "a@[127.0.0.1]",
        "広報@city.jp",
        "koho@市.jp",
        "ａ@b.jp",
        "A <a@b.jp>",
        "a@b.jp,c@d.jp",
        "a@b.jp\n",
        "a@b.jp\r\nBcc: c@d.jp",
        "a@b.jp>",
        "a\0@b.jp",
        "x" * 65 + "@b.jp",
        "a@" + "b." * 130 + "jp",
    ],
)
def test_all_other_addresses_are_not_used(address: str) -> None:
    assert mail_address(address) is None


@settings(max_examples=60, deadline=None)
@given(st.emails())
def test_an_address_that_is_used_is_one_line_of_ascii_and_comes_back_from_the_letter(address: str) -> None:
    used = mail_address(address)
    if used is not None:
        assert re.fullmatch(r"[!-~]+@[a-zA-Z0-9.-]+", used)
        assert domain_of(used) == used.split("@")[1]
        assert parsed(made(to=used))["To"].addresses[0].addr_spec == used


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("mail.city.lg.jp", "mail.city.lg.jp"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("mail", "mail"),
        ("mail:25", None),
        ("mail/", None),
        ("-mail", None),
        ("ma il", None),
        ("メール.jp", None),
        ("", None),
        ("a" * 64, None),
    ],
)
def test_hosts_are_names_or_addresses(written: str, host: str | None) -> None:
    assert server_host(written) == host
