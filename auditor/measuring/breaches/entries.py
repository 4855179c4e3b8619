"""The lines of a list, one hash each with or without its count, become records: 10 bytes of the hash, one for the count.

A block of lines is taken apart at once where all its lines are of one form, which takes 0.6 µs a line; only where that does
not fit it is read line by line, and what is wrong is told with its line. No line is ever repeated: who names the wrong
file may have named one that holds passwords in clear.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.errors import Fault, SourceFaults
from auditor.measuring.breaches.hashes import HashKind
from auditor.measuring.breaches.list_file import KEY, RANGES, RECORD, step_of
from auditor.measuring.breaches.unpacking import RANGE_DIGITS, Readable, Text, refused, told
from reports.messages import Message, message

MOST_FAULTS = 20
LONGEST_LINE = 1000
BLOCK = 2**20
"""Bytes of a text that are taken apart at once: 25,000 lines, 8 MB while they are."""


@dataclass
class Entries:
    """Reads texts into records and keeps what it learns of them: the kind of hash, and what is wrong.

    ``kind`` is that of the first line; all others must be of it.
    """

    kind: HashKind | None = None
    faults: list[Fault] = field(default_factory=list)
    _ranges: bytearray = field(default_factory=lambda: bytearray(RANGES // 8))  # a bit for each that was read

    @property
    def ranges(self) -> int:
        """Range files that were read; one that is named twice is one."""
        return int.from_bytes(self._ranges, "big").bit_count()

    def of(self, text: Text) -> Iterator[bytes]:
        """Blocks of records in the order of the lines.

        Raises SourceFaults where nothing more can be read of the text, or when there are ``MOST_FAULTS`` faults.
        """
        line = 1
        form: _Form | None = None
        for block in _blocks(text):
            form = form or self._form(text, block, line)
            if form is not None:
                records = form.all_of(block)
                yield self._one_by_one(text, block, line, form) if records is None else records
            line += block.count(b"\n")
        if form is None:
            self._tell(text, None, message("it is empty"))

    def raise_faults(self) -> None:
        """Raises SourceFaults if there are any."""
        if self.faults:
            raise SourceFaults(tuple(self.faults))

    def _form(self, text: Text, block: bytes, line: int) -> _Form | None:
        """How the text's lines are written, from the first that is not blank; None where all are blank."""
        lines = block.split(b"\n")
        number, first = next(((n, one) for n, one in enumerate(lines) if one.strip()), (0, b""))
        if not first:
            return None
        digits = len(first.strip().partition(b":")[0].rstrip())
        for kind in HashKind:
            if digits == kind.digits:
                return self._agreed(text, line + number, kind, b"")
            if digits == kind.digits - RANGE_DIGITS and text.prefix:
                place = int(text.prefix, 16)
                self._ranges[place // 8] |= 1 << place % 8
                return self._agreed(text, line + number, kind, text.prefix)
        raise refused(
            text.name,
            message(
                "this is no hash: 40 hexadecimal digits (SHA-1) or 32 (NTLM), alone or with `:` and a number"
            ),
            line + number,
        )

    def _agreed(self, text: Text, line: int, kind: HashKind, prefix: bytes) -> _Form:
        self.kind = self.kind or kind
        if kind is not self.kind:
            raise refused(
                text.name,
                message(
                    "this is a hash of another kind ({other}) than those before ({kind}); build one list of each",
                    other=kind.title,
                    kind=self.kind.title,
                ),
                line,
            )
        return _Form(kind, prefix)

    def _one_by_one(self, text: Text, block: bytes, first: int, form: _Form) -> bytes:
        found = bytearray()
        for number, line in enumerate(block.split(b"\n"), start=first):
            stripped = line.strip(b" \t\r")
            if not stripped:
                continue
            record = form.one_of(stripped)
            if record is None:
                self._tell(
                    text,
                    number,
                    message("this is no hash of {digits} hexadecimal digits", digits=form.digits),
                )
            else:
                found += record
        return bytes(found)

    def _tell(self, text: Text, line: int | None, what: Message) -> None:
        self.faults.append(Fault(file=text.name, sheet=None, row=line, column=None, what=what))
        if len(self.faults) == MOST_FAULTS:
            self.raise_faults()


class _Form:
    """How the lines of one text are written: so many digits, after a prefix that stands in the file's name."""

    def __init__(self, kind: HashKind, prefix: bytes) -> None:
        self.digits = kind.digits - len(prefix)
        self._size = kind.size
        self._prefix = prefix
        self._steps = _Steps()
        self._line = re.compile(rb"([0-9A-Fa-f]{%d})(?:[ \t]*:[ \t]*([0-9]{1,18}))?" % self.digits)

    def all_of(self, block: bytes) -> bytes | None:
        """The records of a block in which every line is a hash with its count or without; None where one is not."""
        lines = block.split()
        if len(lines) != block.count(b"\n") + (not block.endswith(b"\n")):
            return None
        digits, prefix, size = self.digits, self._prefix, self._size
        try:
            hashes = unhexlify(prefix + prefix.join([line[:digits] for line in lines]))
            steps = bytes(map(self._steps.__getitem__, [line[digits:] for line in lines]))
        except ValueError:
            return None
        if len(hashes) != size * len(lines):
            return None
        records = bytearray(RECORD * len(lines))
        for column in range(KEY):
            records[column::RECORD] = hashes[column::size]
        records[KEY::RECORD] = steps
        return bytes(records) if 0 not in steps else _without_padding(records)

    def one_of(self, line: bytes) -> bytes | None:
        """The record of one line, nothing for padding; None where it is no hash."""
        matched = self._line.fullmatch(line)
        if matched is None:
            return None
        step = 1 if matched[2] is None else step_of(int(matched[2]))
        return unhexlify(self._prefix + matched[1])[:KEY] + bytes([step]) if step else b""


def _without_padding(records: bytearray) -> bytes:
    """Rows that were seen no time are there to hide how many others there are."""
    kept = (records[n : n + RECORD] for n in range(0, len(records), RECORD) if records[n + KEY])
    return b"".join(kept)


class _Steps(dict[bytes, int]):
    """What stands behind a hash (``:15``, or nothing) → the byte for it. Raises ValueError for anything else."""

    def __missing__(self, written: bytes) -> int:
        if written and not (written.startswith(b":") and written[1:].isdigit() and len(written) <= 19):
            raise ValueError
        step = step_of(int(written[1:])) if written else 1
        if len(self) < 100_000:
            self[written] = step
        return step


def _blocks(text: Text) -> Iterator[bytes]:
    """The text in pieces of whole lines, without its byte order mark. Raises SourceFaults."""
    line = 1
    rest = _beginning(text)
    while True:
        with told(text.name, line):
            piece = text.stream.read(BLOCK)
        end = piece.rfind(b"\n") + 1
        if end:
            block = rest + piece[:end]
            line += block.count(b"\n")
            rest = piece[end:]
            yield block
        else:
            rest += piece
        if len(rest) > LONGEST_LINE:
            raise refused(text.name, message("this line is too long for a list of hashes"), line)
        if not piece:
            break
    if rest:
        yield rest


def _beginning(text: Text) -> bytes:
    with told(text.name):
        beginning = _up_to(text.stream, 3)
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused(text.name, message("it is written in UTF-16; save it as plain text"))
    return beginning.removeprefix(b"\xef\xbb\xbf")


def _up_to(stream: Readable, size: int) -> bytes:
    content = b""
    while len(content) < size and (piece := stream.read(size - len(content))):
        content += piece
    return content
