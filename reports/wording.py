"""The report's words for the closed lists of the domain, the same in every format people read.

A sign goes with each outcome, because colour alone tells nothing on a black-and-white print or to somebody who
does not see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import assert_never

from checks._contract import Severity, Status, SubjectKind, Text
from checks._eras import era_year, in_words
from reports.audit import State
from reports.history import Month
from reports.messages import Language, Message, message
from reports.report import Edition
from reports.since import Change


@dataclass(frozen=True, slots=True)
class Mark:
    """An outcome as the report shows it. ``name`` is the field of ``Tally`` that counts it, and the style's class."""

    name: str
    sign: str
    word: Message
    meaning: Message


NONCONFORMING = Mark(
    "nonconforming", "×", message("Nonconforming"), message("The rule was judged and is not kept.")
)
UNVERIFIED = Mark(
    "unverified",
    "？",
    message("Unverified"),
    message("It could not be judged from what is recorded. It is not taken as kept."),
)
NOT_SEEN = Mark(
    "not_seen",
    "■",
    message("Not seen"),
    message("The audit could not see what it needs to judge. It is not taken as kept."),
)
PENDING = Mark("pending", "△", message("Pending"), message("A duty with a due day that has not passed."))
ADVICE = Mark(
    "advice",
    "☆",
    message("Advice"),
    message("Not in the rule's own words; to be considered for improvement."),
)
WAIVED = Mark(
    "waived", "◇", message("Waived"), message("An exception with reason, approver and last day is in force.")
)
CONFORMING = Mark("conforming", "○", message("Conforming"), message("The rule was judged and is kept."))
NOT_APPLICABLE = Mark(
    "not_applicable",
    "－",
    message("Not applicable"),
    message(
        "The rule does not concern this subject, or its check is not set up (see what could not be confirmed)."
    ),
)

MARKS = (
    NONCONFORMING,
    UNVERIFIED,
    NOT_SEEN,
    PENDING,
    ADVICE,
    WAIVED,
    CONFORMING,
    NOT_APPLICABLE,
)
"""Every outcome that is counted, what needs action first."""


def status_mark(status: Status) -> Mark:
    match status:
        case Status.NONCONFORMING:
            return NONCONFORMING
        case Status.UNVERIFIED:
            return UNVERIFIED
        case Status.PENDING:
            return PENDING
        case Status.ADVICE:
            return ADVICE
        case Status.WAIVED:
            return WAIVED
    assert_never(status)


def severity_word(severity: Severity) -> Message:
    match severity:
        case Severity.CRITICAL:
            return message("Critical")
        case Severity.HIGH:
            return message("High")
        case Severity.MEDIUM:
            return message("Medium")
        case Severity.LOW:
            return message("Low")
        case Severity.INFO:
            return message("Info")
    assert_never(severity)


def severity_meaning(severity: Severity) -> Message:
    match severity:
        case Severity.CRITICAL:
            return message("As things stand, somebody else could take an account over.")
        case Severity.HIGH:
            return message("A main protection is missing.")
        case Severity.MEDIUM:
            return message("A protection or a duty is incomplete.")
        case Severity.LOW:
            return message("A working rule or a record is behind.")
        case Severity.INFO:
            return message("For information.")
    assert_never(severity)


def state_word(state: State) -> Message:
    match state:
        case State.NEW:
            return message("New")
        case State.OPEN:
            return message("Still open")
        case State.REOPENED:
            return message("Reopened")
        case State.CLOSED:
            return message("Closed")
    assert_never(state)


def state_meaning(state: State) -> Message:
    match state:
        case State.NEW:
            return message("Found for the first time by this run.")
        case State.OPEN:
            return message("Stood in the run before and still stands.")
        case State.REOPENED:
            return message("Had ended and is back; its due day counts anew.")
        case State.CLOSED:
            return message("Stood in the run before and is not found any more.")
    assert_never(state)


def change_word(change: Change) -> Message:
    """What became of a finding since last month's report."""
    match change:
        case Change.CLOSED:
            return message("Closed")
        case Change.STILL:
            return message("Still open")
        case Change.BACK:
            return message("Back again")
        case Change.WAIVED:
            return message("Waived since")
        case Change.UNCONFIRMED:
            return message("Could not be confirmed")
        case Change.NEW:
            return message("New")
        case Change.RETURNED:
            return message("Found once more")
    assert_never(change)


def standing_word(state: State, change: Change | None) -> Message:
    """How new a finding is: since last month's report, as the rest of the report reckons; ``change`` is None where there is
    none, and then since the run before."""
    return state_word(state) if change is None else change_word(change)


def change_meaning(change: Change) -> Message:
    match change:
        case Change.CLOSED:
            return message("Stood in the last month's report and is not found any more.")
        case Change.STILL:
            return message("Stood in the last month's report and still stands.")
        case Change.BACK:
            return message("Stood in the last month's report, was closed since, and is found again.")
        case Change.WAIVED:
            return message("Stood in the last month's report; an exception was granted since.")
        case Change.UNCONFIRMED:
            return message(
                "Stood open, and this audit could not see whether it still does. It is not taken as closed."
            )
        case Change.NEW:
            return message("Found for the first time after the last month's report.")
        case Change.RETURNED:
            return message("Not in the last month's report, yet found at an earlier time.")
    assert_never(change)


def edition_word(edition: Edition) -> Message:
    match edition:
        case Edition.PR:
            return message("Edition for PR")
        case Edition.IT:
            return message("Edition for IT security")
        case Edition.SECTION:
            return message("Edition for a section")
        case Edition.PERSONNEL:
            return message("Edition for personnel")
    assert_never(edition)


def edition_named(value: str) -> Message | str:
    """An edition by the value that was kept of it; one that this version does not have stands as it is."""
    return edition_word(Edition(value)) if value in set(Edition) else value


def subject_word(kind: SubjectKind) -> Message:
    match kind:
        case SubjectKind.ACCOUNT:
            return message("Account")
        case SubjectKind.LOGIN:
            return message("Login")
    assert_never(kind)


_COVER: Mapping[str, Message] = MappingProxyType(
    {
        "check": message("Judged by the machine"),
        "evidence": message("Judged on records"),
        "event": message("Opened by an event"),
        "document": message("Answered by a document"),
        "conduct": message("Conduct (out of scope)"),
    }
)


def cover_word(cover: str) -> Message | str:
    """How a clause is covered; a word of a city's own pack stands as it is."""
    return _COVER.get(cover, cover)


_SERVICES: Mapping[str, str] = MappingProxyType(
    {
        "x": "X",
        "facebook": "Facebook",
        "instagram": "Instagram",
        "threads": "Threads",
        "youtube": "YouTube",
        "line": "LINE",
        "tiktok": "TikTok",
        "note": "note",
        "bluesky": "Bluesky",
    }
)


def service_name(service: str) -> str:
    """A known service as it writes itself; any other word as the inventory has it."""
    return _SERVICES.get(service, service)


JAPAN = timezone(timedelta(hours=9), "JST")
"""The one time of the country, without daylight saving: report times are told in it."""


def day_in_words(day: date, language: Language) -> tuple[str, ...]:
    """A day in the pieces that a line may break between: 令和8年11月20日 and（2026-11-20）; ISO 8601 in English."""
    match language:
        case Language.JA:
            return (in_words(day), f"（{day.isoformat()}）")
        case Language.EN:
            return (day.isoformat(),)
    assert_never(language)


def short_day(day: date, language: Language) -> str:
    """The day of the era in a table, where its western form stands beside it: R8.11.20; empty in English."""
    era = era_year(day)
    if language is Language.EN or era is None:
        return ""
    return f"{era[0].letter}{era[1]}.{day.month}.{day.day}"


def month_day(day: date, language: Language) -> str:
    """A day not far from the day judged: 5月20日; ISO 8601 in English."""
    return f"{day.month}月{day.day}日" if language is Language.JA else day.isoformat()


def signed(change: int) -> str:
    """A change as figures of Japanese offices show it, where ▲ would mean minus: ＋3, －16."""
    return f"{'＋' if change > 0 else '－'}{abs(change)}"


def month_in_words(month: Month, language: Language) -> str:
    """令和8年10月; 2026-10 in English."""
    match language:
        case Language.JA:
            return in_words(month.last).partition("月")[0] + "月"
        case Language.EN:
            return str(month)
    assert_never(language)


def month_named(month: Month) -> Text:
    """The month for a sentence that is kept in both languages."""
    return Text(month_in_words(month, Language.JA), month_in_words(month, Language.EN))


def fiscal_year(day: date, language: Language) -> str:
    """The fiscal year, from 1 April, that the day is in: 令和8年度（2026年度）. Its era is that of the day, but of no later
    day than the end of the year it began in."""
    year = day.year - (day.month < 4)
    match language:
        case Language.JA:
            named = in_words(min(day, date(year, 12, 31))).partition("年")[0]
            return f"{named}年度（{year}年度）"
        case Language.EN:
            return f"fiscal year {year} (April {year} to March {year + 1})"
    assert_never(language)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_label(month: Month, language: Language) -> str:
    """A month on the scale of a picture, without its year."""
    return f"{month.number}月" if language is Language.JA else _MONTHS[month.number - 1]


def year_label(month: Month, language: Language) -> str:
    """The year of a month on the scale of a picture: 令和8年; 2026 in English."""
    return in_words(month.last).partition("年")[0] + "年" if language is Language.JA else str(month.year)


def time_in_words(time: datetime, language: Language) -> str:
    """An aware time to the minute, in Japan's time: 令和8年11月20日 2時30分; 2026-11-20 02:30 JST in English."""
    here = time.astimezone(JAPAN)
    match language:
        case Language.JA:
            return f"{in_words(here.date())} {here.hour}時{here.minute:02}分"
        case Language.EN:
            return here.strftime("%Y-%m-%d %H:%M %Z")
    assert_never(language)


def time_told(time: datetime) -> Text:
    """The same, for what is said in either language."""
    return Text(time_in_words(time, Language.JA), time_in_words(time, Language.EN))
