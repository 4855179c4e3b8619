"""Whether what the ledger recorded still stands as it was recorded: the whole chain walked, and recomputed from the tables.

What is found is told by entry and day. A ledger that was rewritten as a whole, chain and all, fits itself: that is found
only by a seal that stands elsewhere, on a report that was printed and signed. Nothing is changed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from sqlalchemy import Connection, Row, Select, and_, func, inspect, not_, or_, select

from auditor.errors import UsageError
from auditor.inventory.folding import folded
from auditor.ledger import chain, schema
from auditor.ledger.chain import (
    FINDING_EVENTS,
    GROWING,
    NOTHING_BEFORE,
    RUNS,
    SIGNATURES,
    TASK_EVENTS,
    Content,
    Growing,
    Link,
    MonthRow,
    Rows,
    State,
)
from auditor.ledger.columns import UnknownValueError
from auditor.ledger.failures import store_errors
from auditor.ledger.schema import (
    Entry,
    Event,
    TaskEvent,
    finding_events,
    findings,
    months,
    reviews,
    runs,
    sightings,
    signatures,
    task_events,
    tasks,
)
from checks._contract import TaskState
from checks._duties import TASKS
from reports.history import Month, Seal
from reports.messages import Message, message


class Kind(StrEnum):
    """What happened to the ledger, as far as can be told."""

    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Fault:
    """``number`` is the entry's, ``day`` that of the run or signature; None where no entry can be named."""

    kind: Kind
    number: int | None
    day: date | None
    what: Message


@dataclass(frozen=True, slots=True)
class Verified:
    """``unsealed``: events of tasks since the newest entry, which the next one will cover."""

    entries: int
    seal: Seal | None
    unsealed: int
    faults: tuple[Fault, ...]


def verify(tx: Connection) -> Verified:
    """Walks the whole chain. Holds one entry, one kept month, a thousand rows, and 32 bytes a finding at a time.

    Raises StoreError where the database itself fails.
    """
    removed = tuple(_removed_tables(tx))
    if removed:
        return Verified(0, None, 0, removed)  # nothing can be compared without
    walk = _Walk(tx)
    beside = (
        walk.months(),
        walk.beyond(),
        walk.standing(),
        _without_runs(tx),
        _findings_otherwise(tx),
        _tasks_otherwise(tx),
        _without_findings(tx),
        _without_tasks(tx),
    )
    faults = (*walk.chain(), *(fault for some in beside for fault in _readable(some)))
    return Verified(walk.entries, walk.seal, walk.unsealed, faults)


def _removed_tables(tx: Connection) -> Iterator[Fault]:
    there = frozenset(inspect(tx).get_table_names())
    for table in _READ:
        if table.name not in there:
            yield Fault(Kind.MISSING, None, None, message("The table {table} is missing.", table=table.name))


_READ = (
    schema.chain,
    runs,
    findings,
    finding_events,
    reviews,
    tasks,
    task_events,
    months,
    signatures,
    sightings,
)


def _readable(faults: Iterator[Fault]) -> Iterator[Fault]:
    """A value that no version of this program wrote is an alteration, too."""
    try:
        with store_errors():
            yield from faults
    except UnknownValueError as error:
        yield Fault(Kind.ALTERED, None, None, error.what)


# --- a seal from elsewhere -----------------------------------------------------------------------------------------

SHORTEST_SEAL = 20
"""Digits by which an entry is known: 80 bits, of which nobody makes a second one."""

_SEAL = re.compile(rf"[0-9a-f]{{{SHORTEST_SEAL},64}}")


def bearing_seal(tx: Connection, typed: str) -> Link | None:
    """The entry that bears the seal, or the beginning of it, as somebody copied it from paper; None where none does.

    Raises UsageError for what is no seal.
    """
    digits = "".join(sign for sign in folded(typed).lower() if sign not in " -:\n\t")
    if not _SEAL.fullmatch(digits):
        raise UsageError(
            message("--seal is no seal: {text}.", text=typed[:80]),
            message(
                "Copy it from the report: 64 signs of 0-9 and a-f, of which the first {count} are enough.",
                count=SHORTEST_SEAL,
            ),
        )
    return chain.bearing(tx, digits) if inspect(tx).has_table(schema.chain.name) else None


# --- the chain -----------------------------------------------------------------------------------------------------


class _Walk:
    """One way through the chain. ``None`` for the entry before or its marks: they cannot be known, and nothing is
    compared with them."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self.entries = 0
        self.seal: Seal | None = None
        self.unsealed = 0
        self._before: str | None = NOTHING_BEFORE
        self._marks: Mapping[str, int | None] | None = dict.fromkeys(growing.name for growing in GROWING)
        self._months: dict[str, tuple[Link, MonthRow]] = {}
        self._standing: dict[str, tuple[Link, State]] = {}

    def chain(self) -> Iterator[Fault]:
        expected = 1
        for number in chain.numbers(self._tx):
            if number < expected:
                yield Fault(
                    Kind.INSERTED, number, None, message("The chain has no entry {number}.", number=number)
                )
                continue
            if number > expected:
                yield Fault(Kind.MISSING, expected, None, _missing(expected, number - 1))
                self._before = self._marks = None
            expected = number + 1
            self.entries += 1
            yield from self._entry(number)
        if expected == 1:
            yield Fault(Kind.MISSING, None, None, message("The ledger has no chain: every entry is missing."))

    def _entry(self, number: int) -> Iterator[Fault]:
        try:
            with store_errors():
                link = chain.entry(self._tx, number)
                content = chain.content_of(link)
        except UnknownValueError:
            yield Fault(
                Kind.ALTERED, number, None, message("Entry {number} was altered itself.", number=number)
            )
            self._before = self._marks = None
            return
        self.seal = link.seal
        fits = chain.value_of(link) == link.value
        if not fits:
            yield _fault(
                Kind.ALTERED,
                link,
                message("Entry {number} ({what}) was altered itself.", number=number, what=_told(link)),
            )
        elif self._before not in (None, link.previous) or (number == 1) != (link.kind is Entry.BEGUN):
            yield _fault(
                Kind.ALTERED,
                link,
                message(
                    "Entry {number} ({what}) does not follow on what stands before it: one of the two was altered.",
                    number=number,
                    what=_told(link),
                ),
            )
        if self._marks is not None:
            for growing in GROWING:
                yield from self._rows(link, growing, self._marks[growing.name], content)
        if content.month is not None:
            self._months[content.month.month] = (link, content.month)
        for name in chain.STANDING:
            if (state := getattr(content, name)) is not None:
                self._standing[name] = (link, state)
        self._before = link.value if fits else None
        self._marks = chain.marks_of(content)

    def _rows(self, link: Link, growing: Growing, mark: int | None, content: Content) -> Iterator[Fault]:
        sealed: Rows = getattr(content, growing.name)
        named: dict[str, Any] = {
            "rows": _ROWS[growing.name],
            "number": link.number,
            "what": _told(link),
        }
        altered = message("{rows} that entry {number} ({what}) covers were altered.", **named)
        try:
            with store_errors():
                found = chain.rows_between(self._tx, growing, mark, sealed.to)
        except (UnknownValueError, ValueError):  # the latter of what is no JSON
            yield _fault(Kind.ALTERED, link, altered)
            return
        if found == sealed:
            return
        counted = {**named, "found": found.rows, "sealed": sealed.rows}
        if found.rows < sealed.rows:
            yield _fault(
                Kind.MISSING,
                link,
                message(
                    "{rows} that entry {number} ({what}) covers are missing: {found} of {sealed} are there.",
                    **counted,
                ),
            )
        elif found.rows > sealed.rows:
            yield _fault(
                Kind.INSERTED,
                link,
                message(
                    "{rows} were inserted among those that entry {number} ({what}) covers: {found} instead of {sealed}.",
                    **counted,
                ),
            )
        else:
            yield _fault(Kind.ALTERED, link, altered)

    # --- the kept months

    def months(self) -> Iterator[Fault]:
        """Each against the newest entry that speaks of it; earlier ones of a month were written over."""
        for first in self._tx.scalars(select(months.c.month).order_by(months.c.month)).all():
            month = str(Month.of(first))
            if month not in self._months:
                yield Fault(
                    Kind.INSERTED,
                    None,
                    None,
                    message("The audit kept of {month} stands in no entry of the chain.", month=month),
                )
                continue
            link, sealed = self._months.pop(month)
            if self._month_row(first) != sealed:
                yield _fault(
                    Kind.ALTERED,
                    link,
                    message(
                        "The audit kept of {month} is not the one that entry {number} ({what}) covers.",
                        month=month,
                        number=link.number,
                        what=_told(link),
                    ),
                )
        for month, (link, _) in self._months.items():
            yield _fault(
                Kind.MISSING,
                link,
                message(
                    "The audit kept of {month} is missing; entry {number} ({what}) covers it.",
                    month=month,
                    number=link.number,
                    what=_told(link),
                ),
            )

    def _month_row(self, first: date) -> MonthRow | None:
        try:
            with store_errors():
                row = self._tx.execute(select(*chain.MONTH_COLUMNS).where(months.c.month == first)).one()
                return chain.month_row(row._asdict())
        except UnknownValueError:
            return None

    # --- how findings, reviews and tasks stand

    def standing(self) -> Iterator[Fault]:
        """Each table against the newest entry that covers it: only what adds an entry changes it."""
        for name, (link, sealed) in self._standing.items():
            found = self._state(name)
            if found == sealed:
                continue
            rows, was = 0 if found is None else found.rows, sealed.rows
            kind = (
                Kind.ALTERED
                if found is None or rows == was
                else Kind.MISSING
                if rows < was
                else Kind.INSERTED
            )
            yield _fault(
                kind,
                link,
                message(
                    "{rows} stand otherwise than entry {number} ({what}) covers: {found} rows, {sealed} then.",
                    rows=_ROWS[name],
                    number=link.number,
                    what=_told(link),
                    found="?" if found is None else rows,
                    sealed=was,
                ),
            )

    def _state(self, name: str) -> State | None:
        try:
            with store_errors():
                return chain.state_of(self._tx, name)
        except (UnknownValueError, ValueError):  # the latter of what is no JSON
            return None

    # --- what stands beyond the end

    def beyond(self) -> Iterator[Fault]:
        """Rows above the last marks: only tasks go on between two entries."""
        if self._marks is None:
            return
        self.unsealed = self._count(self._above(TASK_EVENTS))
        if count := self._count(self._above(FINDING_EVENTS)):
            yield Fault(
                Kind.INSERTED,
                None,
                None,
                message(
                    "Events of findings that stand in no entry of the chain: {count}. {why}",
                    count=count,
                    why=_CUT_OFF,
                ),
            )
        for run in self._tx.execute(
            select(runs.c.id, runs.c.day).where(runs.c.number.in_(self._above(RUNS)))
        ):
            yield _no_entry(message("The run {id} of {day}", id=run.id, day=run.day), run.day)
        for row in self._tx.execute(
            select(signatures.c.number, signatures.c.signed).where(
                signatures.c.number.in_(self._above(SIGNATURES))
            )
        ):
            yield _no_entry(
                message("The signature {number} of {day}", number=row.number, day=row.signed), row.signed
            )

    def _above(self, growing: Growing) -> Select[Any]:
        """The counters of the rows above the last mark."""
        assert self._marks is not None  # else there is nothing to compare with
        mark = self._marks[growing.name]
        above = select(growing.counter)
        return above if mark is None else above.where(growing.counter > mark)

    def _count(self, rows: Select[Any]) -> int:
        return self._tx.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _no_entry(what: Message, day: date) -> Fault:
    return Fault(
        Kind.INSERTED,
        None,
        day,
        message("{what} stands in no entry of the chain. {why}", what=what, why=_CUT_OFF),
    )


_CUT_OFF = message("It was inserted, or the end of the chain was cut off.")

_ROWS = {
    "runs": message("Rows of runs"),
    "finding_events": message("Events of findings"),
    "task_events": message("Events of tasks"),
    "signatures": message("Signatures"),
    "findings": message("Findings"),
    "reviews": message("Reviews and incidents"),
    "tasks": message("Tasks of reviews and incidents"),
}


def _missing(first: int, last: int) -> Message:
    if first == last:
        return message("Entry {number} of the chain is missing.", number=first)
    return message("Entries {first} to {last} of the chain are missing.", first=first, last=last)


def _fault(kind: Kind, link: Link, what: Message) -> Fault:
    return Fault(kind, link.number, link.day, what)


def _told(link: Link) -> Message:
    return told(link.kind, link.day)


def told(kind: Entry, day: date | None) -> Message:
    """What an entry is of."""
    match kind:
        case Entry.BEGUN:
            return message("the beginning of the chain")
        case Entry.RUN:
            return message("the run of {day}", day=day or "-")
        case Entry.SIGNATURE:
            return message("a signature of {day}", day=day or "-")
        case Entry.TASKS:
            return message("a change of tasks on {day}", day=day or "-")
        case _:
            assert_never(kind)


# --- what refers to the chain's rows --------------------------------------------------------------------------------


def _without_runs(tx: Connection) -> Iterator[Fault]:
    """Rows that speak of a run which is not there: the end of the chain, of the runs and of their events cut off
    together leaves these."""
    for name, run_id in _OF_RUNS.items():
        known = select(runs.c.id).where(runs.c.id == run_id).exists()
        for missing in tx.scalars(select(run_id).distinct().where(run_id.is_not(None), not_(known))):
            yield Fault(
                Kind.MISSING,
                None,
                None,
                message(
                    "The run {id} is missing; the table {table} speaks of it.",
                    id=missing,
                    table=name.split(".")[0],
                ),
            )


_OF_RUNS = {
    str(column): column
    for column in (findings.c.opened_by, findings.c.closed_by, sightings.c.run_id, months.c.run_id)
}


def _without_findings(tx: Connection) -> Iterator[Fault]:
    """Events of findings that are gone, and findings that never came."""
    with_event = select(finding_events.c.key).where(finding_events.c.key == findings.c.key).exists()
    with_row = select(findings.c.key).where(findings.c.key == finding_events.c.key).exists()
    for key in tx.scalars(
        select(finding_events.c.key).where(not_(with_row)).distinct().order_by(finding_events.c.key)
    ):
        yield Fault(
            Kind.MISSING, None, None, message("The finding {key} is missing; events speak of it.", key=key)
        )
    for key in tx.scalars(select(findings.c.key).where(not_(with_event)).order_by(findings.c.key)):
        yield Fault(Kind.INSERTED, None, None, message("No event speaks of the finding {key}.", key=key))


def _without_tasks(tx: Connection) -> Iterator[Fault]:
    """Events of tasks and reviews that are gone, tasks that never came, and tasks of no review."""
    of_task, of_event = ((table.c.review, table.c.kind, table.c.subject) for table in (tasks, task_events))
    same = and_(*(task == event for task, event in zip(of_task, of_event, strict=True)))
    with_row = select(tasks.c.review).where(same).exists()
    with_event = select(task_events.c.review).where(same).exists()
    for row in tx.execute(select(*of_event).where(not_(with_row)).distinct().order_by(*of_event)):
        yield Fault(
            Kind.MISSING,
            None,
            None,
            message(
                "The task {kind} of {subject} (review {review}) is missing; events speak of it.",
                kind=TASKS[row.kind],
                subject=row.subject,
                review=row.review,
            ),
        )
    for row in tx.execute(select(*of_task).where(not_(with_event)).order_by(*of_task)):
        yield Fault(
            Kind.INSERTED,
            None,
            None,
            message(
                "No event speaks of the task {kind} of {subject} (review {review}).",
                kind=TASKS[row.kind],
                subject=row.subject,
                review=row.review,
            ),
        )
    stands = select(reviews.c.number).where(reviews.c.number == task_events.c.review).exists()
    for number in tx.scalars(
        select(task_events.c.review).where(not_(stands)).distinct().order_by(task_events.c.review)
    ):
        yield Fault(
            Kind.MISSING,
            None,
            None,
            message("The review {review} is missing; events of its tasks speak of it.", review=number),
        )


def _findings_otherwise(tx: Connection) -> Iterator[Fault]:
    """Findings that stand otherwise than the last of their events says, which the chain covers."""
    for row in _standing_otherwise(tx):
        yield Fault(
            Kind.ALTERED,
            None,
            row.day,
            message(
                "The finding {key} stands otherwise than it was recorded on {day}.", key=row.key, day=row.day
            ),
        )


def _tasks_otherwise(tx: Connection) -> Iterator[Fault]:
    """The same of tasks."""
    for row in _tasks_standing_otherwise(tx):
        yield Fault(
            Kind.ALTERED,
            None,
            row.day,
            message(
                "The task {kind} of {subject} (review {review}) stands otherwise than it was recorded on {day}.",
                kind=TASKS[row.kind],
                subject=row.subject,
                review=row.review,
                day=row.day,
            ),
        )


def _standing_otherwise(tx: Connection) -> Iterator[Row[Any]]:
    events = finding_events
    last = select(func.max(events.c.id).label("id")).group_by(events.c.key).subquery()
    was_closed = events.c.event == Event.CLOSED
    return iter(
        tx.execute(
            select(findings.c.key, events.c.day)
            .join(events, events.c.key == findings.c.key)
            .join(last, last.c.id == events.c.id)
            .where(
                or_(
                    was_closed != findings.c.closed.is_not(None),
                    and_(was_closed, findings.c.closed != events.c.day),
                    findings.c.status != events.c.status_after,
                    findings.c.severity != events.c.severity_after,
                )
            )
            .order_by(findings.c.key)
        )
    )


def _tasks_standing_otherwise(tx: Connection) -> Iterator[Row[Any]]:
    events = task_events
    of_task = (events.c.review, events.c.kind, events.c.subject)
    last = select(func.max(events.c.id).label("id")).group_by(*of_task).subquery()
    same_task = and_(
        *(
            event == task
            for event, task in zip(of_task, (tasks.c.review, tasks.c.kind, tasks.c.subject), strict=True)
        )
    )
    fits = or_(
        *(
            and_(tasks.c.state == state, events.c.event.in_(written))
            for state, written in {
                TaskState.OPEN: (TaskEvent.OPENED, TaskEvent.REOPENED),
                TaskState.CLOSED: (TaskEvent.CLOSED,),
                TaskState.WITHDRAWN: (TaskEvent.WITHDRAWN,),
            }.items()
        )
    )
    return iter(
        tx.execute(
            select(events.c.review, events.c.kind, events.c.subject, events.c.day)
            .join(tasks, same_task)
            .join(last, last.c.id == events.c.id)
            .where(not_(fits))
            .order_by(*of_task)
        )
    )
