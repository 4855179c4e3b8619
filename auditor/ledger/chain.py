"""The chain: what the ledger recorded and may never change, entry by entry, each sealed together with the one before.

An entry covers the rows that were added since the entry before it to the tables that only grow (runs, the events of
findings and of tasks, signatures), the audit that a run left for its month, and how findings, reviews and tasks stand,
whose rows go on changing. Its value is a SHA-256 over its own content and the value before; so a value that stands on paper elsewhere fixes everything up to it. The form is promised:
docs/ledger-chain.md. A column that a later version adds to one of these tables is covered by a new form, never by this one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import Column, Connection, Select, func, select

from auditor.ledger.columns import row_of, unknown
from auditor.ledger.schema import (
    Entry,
    finding_events,
    findings,
    months,
    reviews,
    runs,
    signatures,
    task_events,
    tasks,
)
from auditor.ledger.schema import chain as table
from reports.audit import RunInfo
from reports.history import Month, Seal

FORM = "auditor.chain/1"
NOTHING_BEFORE = "0" * 64
"""Stands in the first entry for the value before it."""


Number = Annotated[int, Field(ge=0, lt=2**31)]
"""As both databases count rows."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table: those above the mark of the entry before, up to ``to``."""

    to: Number
    rows: Number
    sha256: str


@dataclass(frozen=True, slots=True)
class State:
    """All rows of a table whose rows change, as they stood."""

    rows: Number
    sha256: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The month that a run left, ``2026-11``."""

    month: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry covers. The three states stand in those of runs, the last two also in those of tasks."""

    runs: Rows
    finding_events: Rows
    task_events: Rows
    signatures: Rows
    month: MonthRow | None = None
    findings: State | None = None
    reviews: State | None = None
    tasks: State | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it stands in the table."""

    number: int
    kind: Entry
    what: str
    day: date | None
    content: str  # of Content, as canonical JSON
    previous: str
    value: str

    @property
    def seal(self) -> Seal:
        return Seal(self.number, self.value)


@dataclass(frozen=True, slots=True)
class Growing:
    """A table to which rows are only added, the column that counts them, and the columns that are covered."""

    name: str
    counter: Column[Any]
    columns: tuple[Column[Any], ...]


_RUN = "id number day started finished complete pack_id pack_version version counts"
_FINDING_EVENT = "id run_id day key event status_before status_after severity_before severity_after"
_TASK_EVENT = "id review kind subject day event evidence"
_SIGNATURE = "number run_id month day edition sha256 by name signed note"
_MONTH = "month day run_id complete figures plain audit"

RUNS = Growing("runs", runs.c.number, tuple(runs.c[name] for name in _RUN.split()))
FINDING_EVENTS = Growing(
    "finding_events", finding_events.c.id, tuple(finding_events.c[name] for name in _FINDING_EVENT.split())
)
TASK_EVENTS = Growing(
    "task_events", task_events.c.id, tuple(task_events.c[name] for name in _TASK_EVENT.split())
)
SIGNATURES = Growing(
    "signatures", signatures.c.number, tuple(signatures.c[name] for name in _SIGNATURE.split())
)
GROWING = (RUNS, FINDING_EVENTS, TASK_EVENTS, SIGNATURES)
MONTH_COLUMNS = tuple(months.c[name] for name in _MONTH.split())

_FINDING = "key check clause subject_kind subject_id status severity due first_seen opened opened_by reopened closed closed_by"
_REVIEW = "number kind staff_number effective known accounts at severity alike note last_sighting"
_TASK = "review kind subject place due state closed reopened evidence"

STANDING: Mapping[str, tuple[Column[Any], ...]] = {
    table.name: tuple(table.c[name] for name in covered.split())
    for table, covered in ((findings, _FINDING), (reviews, _REVIEW), (tasks, _TASK))
}
"""Name of a table whose rows change → the columns that are covered: no words, which move from night to night."""


# --- adding ------------------------------------------------------------------------------------------------------


def begin(tx: Connection) -> None:
    """Begins the chain over everything that stands; nothing where it has begun."""
    if _last(tx) is None:
        _add(tx, Entry.BEGUN, "", tx.scalar(select(func.max(runs.c.day))), month=_newest_month(tx))


def add_run(tx: Connection, run: RunInfo) -> Seal:
    """Seals a finished run: its row, what happened since the entry before, the month that it left, and how all stands."""
    return _add(tx, Entry.RUN, run.id, run.day, month=_month_of(tx, run.id), standing=STANDING)


def add_tasks(tx: Connection, day: date) -> None:
    """Seals how reviews and tasks stand after something else than a run changed them; nothing where nothing did."""
    standing = {name: state_of(tx, name) for name in ("reviews", "tasks")}
    last = _one(tx, select(*_LINK).where(table.c.kind != Entry.SIGNATURE).order_by(table.c.number.desc()))
    sealed = None if last is None else content_of(last)
    if any(state != (getattr(sealed, name, None) or _NO_ROWS) for name, state in standing.items()):
        _add(tx, Entry.TASKS, "", day, standing=standing)


def add_signature(tx: Connection, number: int, signed: date) -> Seal:
    """Seals a signature that was just taken down."""
    return _add(tx, Entry.SIGNATURE, str(number), signed)


def _add(
    tx: Connection,
    kind: Entry,
    what: str,
    day: date | None,
    *,
    month: MonthRow | None = None,
    standing: Iterable[str] = (),
) -> Seal:
    last = _last(tx)
    marks = {} if last is None else marks_of(content_of(last))
    rows = {growing.name: _rows_since(tx, growing, marks.get(growing.name)) for growing in GROWING}
    content = Content(**rows, month=month)  # type: ignore[arg-type] # the tables' names are the fields'
    states: dict[str, Any] = {name: state_of(tx, name) for name in standing}
    content = replace(content, **states)
    link = Link(
        number=1 if last is None else last.number + 1,
        kind=kind,
        what=what,
        day=day,
        content=canonical(_written(content)),
        previous=NOTHING_BEFORE if last is None else last.value,
        value="",
    )
    sealed = replace(link, value=value_of(link))
    tx.execute(table.insert().values(**row_of(sealed)))
    return sealed.seal


def _rows_since(tx: Connection, growing: Growing, mark: int | None) -> Rows:
    highest = tx.scalar(select(func.max(growing.counter)))
    to = max(highest or 0, mark or 0)
    return rows_between(tx, growing, mark, to)


def _written(content: Content) -> dict[str, object]:
    """A state that an entry does not cover does not stand in it: as entries were before there were states."""
    return {
        name: value for name, value in asdict(content).items() if name not in STANDING or value is not None
    }


def _newest_month(tx: Connection) -> MonthRow | None:
    run_id = tx.scalar(select(months.c.run_id).order_by(months.c.month.desc()).limit(1))
    return None if run_id is None else _month_of(tx, run_id)


def _month_of(tx: Connection, run_id: str) -> MonthRow | None:
    row = tx.execute(select(*MONTH_COLUMNS).where(months.c.run_id == run_id)).one_or_none()
    return None if row is None else month_row(row._asdict())


# --- reading -----------------------------------------------------------------------------------------------------


def of_run(tx: Connection, run_id: str) -> Link | None:
    """The entry of the run; None where the chain has none of it."""
    return _one(tx, select(*_LINK).where(table.c.kind == Entry.RUN, table.c.what == run_id))


def numbers(tx: Connection) -> Iterator[int]:
    """The numbers of all entries in their order, a thousand held at a time."""
    wanted = select(table.c.number).order_by(table.c.number)
    with tx.scalars(wanted, execution_options={"yield_per": 1000}) as found:
        yield from found


def entry(tx: Connection, number: int) -> Link:
    """The entry of that number, which there is. Raises StoreError for a value that this program never wrote."""
    return Link(*tx.execute(select(*_LINK).where(table.c.number == number)).one())


def bearing(tx: Connection, beginning: str) -> Link | None:
    """The entry whose value begins so (hexadecimal digits, in lower case); None where there is none."""
    return _one(tx, select(*_LINK).where(table.c.value.startswith(beginning, autoescape=True)))


def newest(tx: Connection) -> Seal | None:
    """The ledger's present seal."""
    last = _last(tx)
    return None if last is None else last.seal


def _last(tx: Connection) -> Link | None:
    return _one(tx, select(*_LINK).order_by(table.c.number.desc()))


def _one(tx: Connection, wanted: Select[Any]) -> Link | None:
    row = tx.execute(wanted.limit(1)).one_or_none()
    return None if row is None else Link(*row)


_LINK = [table.c[name] for name in Link.__dataclass_fields__]
_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)


def content_of(link: Link) -> Content:
    """What the entry covers. Raises StoreError where its content is none that this program wrote."""
    try:
        return _CONTENT.validate_json(link.content, strict=True)
    except ValidationError:
        raise unknown("chain") from None


def marks_of(content: Content) -> Mapping[str, int]:
    """Name of a table → the highest row of it that is covered up to this entry."""
    return {growing.name: getattr(content, growing.name).to for growing in GROWING}


# --- the form (docs/ledger-chain.md) -------------------------------------------------------------------------------


def value_of(link: Link) -> str:
    """The value that the entry has to bear."""
    return _sha256(
        [
            _line(
                {
                    "form": FORM,
                    "number": link.number,
                    "kind": link.kind,
                    "what": link.what,
                    "day": link.day,
                    "content": link.content,
                    "previous": link.previous,
                }
            )
        ]
    )


def rows_between(tx: Connection, growing: Growing, after: int | None, to: int) -> Rows:
    """The rows above ``after`` (from the first where it is None) up to ``to``, as an entry covers them.

    Holds a thousand rows at a time. Raises StoreError for a value that this program never wrote.
    """
    if after == to:
        return Rows(to, 0, _sha256(()))
    wanted = select(*growing.columns).where(growing.counter <= to).order_by(growing.counter)
    if after is not None:
        wanted = wanted.where(growing.counter > after)
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        with tx.execute(wanted, execution_options={"yield_per": 1000}) as found:
            for row in found:
                count += 1
                yield _line([growing.name, row._asdict()])

    digest = _sha256(lines())
    return Rows(to, count, digest)


def state_of(tx: Connection, name: str) -> State:
    """How the rows of one of the ``STANDING`` tables stand, in whatever order the database gives them.

    Holds 32 bytes a row. Raises StoreError for a value that this program never wrote.
    """
    with tx.execute(select(*STANDING[name]), execution_options={"yield_per": 1000}) as found:
        rows = sorted(hashlib.sha256(_line([name, row._asdict()])).digest() for row in found)
    return State(len(rows), _sha256(rows))


_NO_ROWS = State(0, hashlib.sha256().hexdigest())


def month_row(row: Mapping[str, Any]) -> MonthRow:
    """A row of the months, as the entry of its run covers it."""
    covered = {**row, "audit": hashlib.sha256(row["audit"]).hexdigest()}
    return MonthRow(str(Month.of(row["month"])), _sha256([_line(["months", covered])]))


def canonical(value: object) -> str:
    """JSON in ASCII, its keys sorted, without a space."""
    return json.dumps(value, default=_plain, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case _:
            raise TypeError(type(value).__name__)


def _line(value: object) -> bytes:
    return canonical(value).encode("ascii") + b"\n"


def _sha256(lines: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()
