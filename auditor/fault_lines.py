"""Faults of a source as lines of text: on a terminal, and in the file beside a list that was refused."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.errors import Fault
from reports.messages import Language, message, say


def printable(text: str) -> str:
    """Text from files without what would steer a terminal: control characters and direction marks."""
    return "".join(
        character if character in "\n\t" or (character.isprintable() or character == "\u3000") else "\ufffd"
        for character in text
    )


def one_line(text: str, longest: int = 200) -> str:
    """A value from a file as part of one line, cut where it is long."""
    line = printable(text).replace("\n", " ").replace("\t", " ")
    return line if len(line) <= longest else line[: longest - 1] + "…"


def fault_lines(faults: Iterable[Fault], language: Language) -> Iterable[str]:
    """Each fault on one line: file, sheet, row, column, what, value."""
    for fault in faults:
        place = [fault.file]
        if fault.sheet:
            place.append(fault.sheet)
        if fault.row is not None:
            place.append(say(message("row {row}", row=fault.row), language))
        if fault.column:
            place.append(fault.column)
        value = f" [{one_line(fault.value)}]" if fault.value is not None else ""
        yield one_line(f"{' / '.join(place)}: {say(fault.what, language)}", longest=1000) + value
