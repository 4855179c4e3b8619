"""What people type on the command line, brought to the forms in which the inventory has it."""

from __future__ import annotations

from datetime import date

from auditor.errors import UsageError
from auditor.inventory.dates import NO_END, parse_date
from auditor.inventory.folding import folded, is_hidden, plain
from reports.messages import message


def typed_day(text: str, option: str) -> date:
    """A day in any form that the inventory takes. Raises UsageError, naming the option."""
    day = parse_date(text)
    if day is None or day == NO_END:
        raise _no_date(text, option)
    return day


def typed_last_day(text: str, option: str) -> date:
    """The same for a last day, which may be 9999-12-31: no end."""
    day = parse_date(text)
    if day is None:
        raise _no_date(text, option)
    return day


def typed_id(text: str, option: str) -> str:
    """An id or a staff number, folded to half width. Raises UsageError where nothing is left or a sign cannot be seen."""
    found = folded(text)
    if not found:
        raise UsageError(message("{option} is empty.", option=option), message("Write an id after it."))
    if is_hidden(found):
        raise UsageError(
            message("{option} holds a sign that cannot be seen.", option=option), message("Type it anew.")
        )
    return found


def typed_text(text: str) -> str:
    """Free text on one line."""
    return " ".join(plain(text).split())


def _no_date(text: str, option: str) -> UsageError:
    return UsageError(
        message("{where} is no date: {text}.", where=option, text=text[:40]),
        message("Write it like 2026-04-01, 2026/4/1, 令和8年4月1日 or R8.4.1."),
    )
