"""Looks for secrets in everything a program left behind: in files, in what it printed, in any usual encoding.

>>> Hunt({"the admin's": "Tr0ub4dor&3"}).in_bytes("a log", b"... Tr0ub4dor%263 ...")
[Leak(place='a log', name="the admin's", form='URL')]
"""

from __future__ import annotations

import base64
import html
import io
import json
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from markupsafe import escape

SHORTEST = 6
"""A shorter text is found by chance: a test that plants one has to say what it looks for."""


@dataclass(frozen=True)
class Leak:
    """Where something was found, whose it is and in which form; never the secret itself."""

    place: str
    name: str
    form: str


def forms_of(secret: str) -> Iterator[tuple[str, bytes]]:
    """The secret in each form in which it could slip out: (what the form is called, bytes to look for)."""
    for spelling, text in _spellings(secret):
        raw = text.encode("utf-8")
        yield spelling, raw
        yield f"{spelling}, UTF-16 LE", text.encode("utf-16-le")
        yield f"{spelling}, UTF-16 BE", text.encode("utf-16-be")
        yield f"{spelling}, CP932", text.encode("cp932", "ignore")
        yield f"{spelling}, hex", raw.hex().encode()
        yield f"{spelling}, HEX", raw.hex().upper().encode()
        yield from ((f"{spelling}, Base64 at {n}", piece) for n, piece in enumerate(_base64(raw)))
        yield f"{spelling}, Base32", base64.b32encode(raw).rstrip(b"=")
        yield "URL", quote(text, safe="").encode()
        yield "URL of a form", quote_plus(text, safe="").encode()
        yield "URL, all of it", "".join(f"%{octet:02x}" for octet in raw).encode()
        yield "JSON", json.dumps(text)[1:-1].encode()
        yield "HTML", html.escape(text).encode()
        yield "HTML of Jinja", str(escape(text)).encode()
        yield "repr", repr(text)[1:-1].encode()
        yield "bytes repr", repr(raw)[2:-1].encode()


def _spellings(secret: str) -> Iterator[tuple[str, str]]:
    yield "raw", secret
    yield "NFKC", unicodedata.normalize("NFKC", secret)
    yield "lower", secret.lower()
    yield "upper", secret.upper()
    yield "folded", unicodedata.normalize("NFKC", secret).casefold()
    yield "reversed", secret[::-1]


def _base64(raw: bytes) -> Iterator[bytes]:
    """What stays the same of the Base64 of ``raw`` whatever stands before and behind it, at each of three offsets."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        # The characters that also carry bits of the neighbours are left out, at both ends.
        begin = (0, 2, 3)[offset]
        end = (offset + len(raw)) * 8 // 6
        yield encoded[begin:end]
        yield encoded[begin:end].replace(b"+", b"-").replace(b"/", b"_")


class Hunt:
    """Looks for some secrets: name (safe to print) → secret."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        short = [name for name, secret in secrets.items() if len(secret) < SHORTEST]
        if short:
            raise ValueError(f"too short to be told from chance: {', '.join(short)}")
        self._wanted: dict[bytes, tuple[str, str]] = {}
        for name, secret in secrets.items():
            for form, needle in forms_of(secret):
                if len(needle) >= SHORTEST:
                    self._wanted.setdefault(needle, (name, form))

    def in_bytes(self, place: str, content: bytes) -> list[Leak]:
        """Looks through ``content``, and through what is packed in it."""
        # Looking up beginnings first makes the cost that of the content, whatever the number of needles.
        beginnings = {content[at : at + SHORTEST] for at in range(len(content) - SHORTEST + 1)}
        found = [
            Leak(place, *found)
            for needle, found in self._wanted.items()
            if needle[:SHORTEST] in beginnings and needle in content
        ]
        for inside, unpacked in _unpacked(place, content):
            found += self.in_bytes(inside, unpacked)
        return found

    def in_folder(self, folder: Path, but: Iterable[Path] = ()) -> list[Leak]:
        """Every file below ``folder``, hidden ones too, and every file's name; ``but`` are left out."""
        left_out = set(but)
        found: list[Leak] = []
        for path in sorted(folder.rglob("*")):
            found += self.in_bytes(f"the name of {path}", str(path.relative_to(folder)).encode("utf-8"))
            if path.is_file() and path not in left_out:
                found += self.in_bytes(str(path), path.read_bytes())
        return found

    def in_streams(self, streams: Iterable[tuple[str, bytes]]) -> list[Leak]:
        return [leak for place, content in streams for leak in self.in_bytes(place, content)]


def _unpacked(place: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Members of a ZIP archive (a workbook is one), content of a gzip file."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield f"{place}!{member}", archive.read(member)
    elif content.startswith(b"\x1f\x8b"):
        yield f"{place}!", zlib.decompress(content, wbits=31)
