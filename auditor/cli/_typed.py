"""What people type on the command line, brought to the forms in which the inventory has it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from auditor.errors import UsageError
from auditor.inventory.dates import NO_END, parse_date
from auditor.inventory.folding import folded, is_hidden, key, plain
from auditor.today import EARLIEST, LATEST
from checks._contract import EvidenceKind, Text
from checks._wording import EVIDENCE_WORDS
from reports.history import Month
from reports.messages import Language, Message, message, say

W = TypeVar("W", bound=StrEnum)


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


def typed_month(text: str, option: str) -> Month:
    """A calendar month, YYYY-MM. Raises UsageError, naming the option."""
    match = _MONTH.fullmatch(folded(text))
    if match is None:
        raise UsageError(
            message("{option} is no month: {text}.", option=option, text=text[:40]),
            message("Write it as YYYY-MM, for example 2026-04."),
        )
    return Month(int(match["year"]), int(match["number"]))


_MONTH = re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})-(?P<number>0[1-9]|1[0-2])")

_MOMENT = re.compile(
    r"(?P<day>.*[0-9日)])(?:T|\s+|(?<=日))(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})|時(?:\s*(?P<minutes>[0-9]{1,2})分)?)"
)


def typed_moment(text: str, option: str, zone: str) -> datetime:
    """A day in any form that the inventory takes, with a time by the clocks of ``zone``; aware. Raises UsageError."""
    match = _MOMENT.fullmatch(folded(text))
    day = parse_date(match["day"]) if match else None
    if match is None or day is None or not EARLIEST <= day <= LATEST:
        raise _no_moment(text, option)
    try:
        clock = time(int(match["hour"]), int(match["minute"] or match["minutes"] or 0))
    except ValueError:  # 24:00, 9:60
        raise _no_moment(text, option) from None
    return datetime.combine(day, clock, ZoneInfo(zone))


def typed_word(text: str, option: str, words: Mapping[W, Text | Message], language: Language) -> W:
    """One of a few words, as the program or either language has it. Raises UsageError with those there are."""
    for word, said in words.items():
        if key(text) in {key(word), *(key(say(said, known)) for known in Language)}:
            return word
    offered = [say(said, language) if language is Language.JA else word.value for word, said in words.items()]
    raise UsageError(
        message("{option} knows no word {word}.", option=option, word=text[:40]),
        message("Write one of: {words}", words=", ".join(offered)),
    )


def kinds_offered(among: Collection[EvidenceKind], language: Language) -> Message:
    """The words for these kinds, for who typed another."""
    words = [
        EVIDENCE_WORDS[kind] if language is Language.JA else kind.value
        for kind in EvidenceKind
        if kind in among
    ]
    return message("Write one of: {words}", words=", ".join(words))


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
    """Free text on one line. Raises UsageError where bytes are in it that are no text: Python has them as lone surrogates."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise UsageError(
            message("What was typed holds signs that cannot be read."),
            message("Type it anew; the terminal has to use the encoding of this machine's language (UTF-8)."),
        )
    return " ".join(plain(text).split())


def _no_moment(text: str, option: str) -> UsageError:
    return UsageError(
        message("{where} is no day and time: {text}.", where=option, text=text[:40]),
        message("Write it like 2026-04-01T09:30, 2026/4/1 9:30, 令和8年4月1日 9:30 or R8.4.1 9:30."),
    )


def _no_date(text: str, option: str) -> UsageError:
    return UsageError(
        message("{where} is no date: {text}.", where=option, text=text[:40]),
        message("Write it like 2026-04-01, 2026/4/1, 令和8年4月1日 or R8.4.1."),
    )
