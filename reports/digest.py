"""The digest that is mailed to one reader: what changed or falls due, in a few plain lines. Pure.

It is made of an edited report (``reports.editions``), so no line can tell more than the reader's edition does; and it tells
less: no fact of a finding and, but for who gave the orders, no person, for mail lies unsealed in many places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from checks._contract import Severity, SubjectKind, Text
from reports.arrangement import is_late
from reports.changes import Change, Entry, News, Thing, things
from reports.characters import visible
from reports.duties import public_on
from reports.messages import Language, Message, message, say
from reports.remedies import for_a_head
from reports.report import Edition, Report
from reports.task_wording import happening
from reports.wording import NOT_SEEN, day_in_words, severity_word, status_mark, subject_word

MOST = 30
"""Things that one chapter of a digest names; the rest is counted, and stands in the report."""

LONGEST = 200
"""Characters of one value of the inventory, or of one sentence."""


@dataclass(frozen=True, slots=True)
class Digest:
    """``title`` is one line, for the subject of the mail; ``text`` ends with a line break."""

    title: str
    text: str


def render(report: Report, news: News, language: Language, *, days_ahead: int) -> Digest:
    """``report`` is edited already; ``news`` is made of its audit."""
    return Digest(
        _title(report, news, language), "\n".join((*_lines(report, news, language, days_ahead), ""))
    )


def _title(report: Report, news: News, language: Language) -> str:
    counts = [
        say(_short(change, count, first=news.first), language)
        for change in Change
        if (count := _counted(news, change))
    ]
    separator = "、" if language is Language.JA else ", "
    what = separator.join(counts[:3]) + ("…" if len(counts) > 3 else "")
    said = message(
        "[Audit result] {reader}: {counts} ({day})",
        reader=_reader(report, language),
        counts=what,
        day=report.audit.run.day.isoformat(),
    )
    return _line(say(said, language))


def _counted(news: News, change: Change) -> int:
    """For the title; what is late counts as late, also where it is told because it is new."""
    if change is Change.LATE:
        return sum(entry.thing.late and entry.thing.ended is None for entry in news.entries)
    return len(news.of(change))


def _reader(report: Report, language: Language) -> str:
    match report.edition:
        case Edition.SECTION:
            return _line(report.section or "")
        case Edition.PR:
            return say(message("PR division"), language)
        case Edition.IT:
            return say(message("IT security"), language)
        case Edition.PERSONNEL:
            return say(message("Personnel division"), language)
        case _:
            assert_never(report.edition)


def _lines(report: Report, news: News, language: Language, days_ahead: int) -> Iterator[str]:
    audit = report.audit
    head = say(
        message("Audit of the social-media accounts ({reader})", reader=_reader(report, language)), language
    )
    yield " ".join(filter(None, (_line(audit.city), head)))
    yield say(message("Judged as of {day}.", day=_day(audit.run.day, language)), language)
    yield ""
    yield say(_standing(report), language)
    if audit.unconfirmed:
        yield say(
            message(
                "Findings of earlier nights that could be neither confirmed nor closed: {count}.",
                count=len(audit.unconfirmed),
            ),
            language,
        )
    for change in Change:
        if entries := [entry for entry in news.entries if entry.change is change]:
            yield ""
            heading = say(_heading(change, days_ahead, first=news.first), language)
            yield say(message("■ {heading} ({count})", heading=heading, count=len(entries)), language)
            yield from _chapter(report, change, entries, language)
    yield ""
    yield "--"
    yield say(_extent(days_ahead, first=news.first), language)
    yield say(_where(report.edition), language)
    yield say(message("This mail was sent automatically."), language)


def _extent(days_ahead: int, *, first: bool) -> Message:
    if first:
        return message(
            "Nothing was told before, so this is all that stands now. What is not told here is not thereby in order."
        )
    return message(
        "Told is only what changed since the last mail and what falls due within {days} days. What is not told here is "
        "not thereby in order.",
        days=days_ahead,
    )


def _standing(report: Report) -> Message:
    """The same numbers as the report's: every finding is one, that of a review too, whose tasks are counted apart."""
    findings, day = report.audit.findings, report.audit.run.day
    tasks = [thing for thing in things(report.audit) if thing.review is not None]
    return message(
        "As it stands: findings {findings} (late {late_findings}), tasks {tasks} (late {late_tasks}), judgements that could "
        "not be made {not_seen}.",
        findings=len(findings),
        late_findings=sum(is_late(finding, day) for finding in findings),
        tasks=len(tasks),
        late_tasks=sum(thing.late for thing in tasks),
        not_seen=len(report.audit.not_seen),
    )


def _where(edition: Edition) -> Message:
    match edition:
        case Edition.SECTION:
            return message("What exactly was found stands on the correction sheet.")
        case Edition.PR | Edition.IT | Edition.PERSONNEL:
            return message("The whole stands in the report.")
        case _:
            assert_never(edition)


# --- chapters -----------------------------------------------------------------------------------------------------


def _heading(change: Change, days: int, *, first: bool) -> Message:
    match change:
        case Change.LATE:
            return message("Past the due day")
        case Change.DUE:
            return message("Due within {days} days", days=days)
        case Change.NEW:
            return message("All findings and tasks now") if first else message("New findings and tasks")
        case Change.AGAIN:
            return message("Findings and tasks that are back")
        case Change.CHANGED:
            return message("Judged otherwise than before")
        case Change.UNSEEN:
            return NOT_SEEN.word if first else message("Could not be seen this time")
        case Change.GONE:
            return message("No longer listed")
        case Change.ELSEWHERE:
            return message("Counted to another section now")
        case _:
            assert_never(change)


def _short(change: Change, count: int, *, first: bool) -> Message:
    match change:
        case Change.LATE:
            return message("late {count}", count=count)
        case Change.DUE:
            return message("due soon {count}", count=count)
        case Change.NEW:
            return message("standing {count}", count=count) if first else message("new {count}", count=count)
        case Change.AGAIN:
            return message("again {count}", count=count)
        case Change.CHANGED:
            return message("changed {count}", count=count)
        case Change.UNSEEN:
            return message("not seen {count}", count=count)
        case Change.GONE | Change.ELSEWHERE:
            return message("off the list {count}", count=count)
        case _:
            assert_never(change)


def _chapter(report: Report, change: Change, entries: list[Entry], language: Language) -> Iterator[str]:
    found = sorted((entry.thing for entry in entries), key=_by_day if change is Change.DUE else _by_gravity)
    told = list(_together(found) if change is Change.UNSEEN else found)
    for thing in told[:MOST]:
        yield from _told(report, change, thing, language)
    if len(told) > MOST:
        yield say(message("- and {count} more: see the report.", count=len(told) - MOST), language)


def _by_day(thing: Thing) -> tuple[date, int]:
    return (thing.due or date.max, _rank(thing))


def _by_gravity(thing: Thing) -> tuple[bool, int, date]:
    """What is late first: a long chapter is cut."""
    return (not thing.late, _rank(thing), thing.due or date.max)


def _rank(thing: Thing) -> int:
    return len(Severity) if thing.severity is None else thing.severity.rank


def _together(found: list[Thing]) -> Iterator[Thing]:
    """One line a subject and reason: a login without a password fails many checks at once."""
    titles: dict[tuple[str, Text | None], list[Thing]] = defaultdict(list)
    for thing in found:
        titles[thing.about, thing.why].append(thing)
    for together in titles.values():
        first, *others = together
        yield (
            first
            if not others
            else replace(
                first,
                title=Text("{title}など{count}項目", "{title} and others, {count} in all").fill(
                    title=first.title, count=len(together)
                ),
            )
        )


def _told(report: Report, change: Change, thing: Thing, language: Language) -> Iterator[str]:
    marks = " ".join(_line(mark) for mark in _marks(report, change, thing, language))
    title = _line(say(thing.title, language))
    yield f"- {marks} {title}" if marks else f"- {title}"
    yield f"  {_subject(thing, language)}"
    if thing.due is not None and thing.ended is None:
        late = [say(message("[late]"), language)] if thing.late else []
        due = say(message("Due: {day}", day=_day(thing.due, language)), language)
        yield f"  {' '.join((due, *late))}"
    if thing.why is not None:
        yield f"  {_line(say(thing.why, language))}"
    if report.edition is Edition.SECTION and thing.remedy is not None and thing.ended is None:
        yield f"  → {_line(say(for_a_head(thing.remedy, _OFFICE), language))}"


_OFFICE = Text("点検の実施担当", "the office that runs the audit")


def _marks(report: Report, change: Change, thing: Thing, language: Language) -> Iterator[str]:
    """What stands before the title: how it ended or stands, how grave it is, what a task belongs to."""
    if thing.ended is not None and change is Change.GONE:
        yield say(message("[{word}]", word=thing.ended), language)
    elif thing.status is not None:
        mark = status_mark(thing.status)
        yield f"{mark.sign} {say(mark.word, language)}"
        yield from _gravity(thing.severity, language)
        if thing.unconfirmed:
            yield say(message("[not confirmed this time]"), language)
    if thing.review is not None:
        yield say(message("[{word}]", word=_happening(report, thing)), language)


def _gravity(severity: Severity | None, language: Language) -> Iterator[str]:
    if severity is not None:
        yield say(message("[{word}]", word=severity_word(severity)), language)


def _happening(report: Report, thing: Thing) -> Text | Message:
    """What the task belongs to; who leaves, and when, only for who gave the order."""
    assert thing.review is not None
    what = happening(thing.review, public_on(report.audit))
    if report.edition is not Edition.PERSONNEL:
        return what
    return message(
        "{what}, staff number {number}, effective {day}",
        what=what,
        number=thing.review.staff_number or "-",
        day=thing.review.effective.isoformat(),
    )


def _subject(thing: Thing, language: Language) -> str:
    subject = thing.subject
    if subject is None:
        return _line(thing.about)
    named = f"{say(subject_word(subject.kind), language)} {_line(subject.id)}"
    if subject.kind is SubjectKind.LOGIN or not subject.name or subject.name == subject.id:
        return named  # a user name is half of what it takes to log in, and may be a person's
    return say(message("{subject} ({name})", subject=named, name=_line(subject.name)), language)


def _day(day: date, language: Language) -> str:
    return "".join(day_in_words(day, language))


def _line(text: str) -> str:
    """A value on one line, cut where it is long, without what would turn the words around it."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
