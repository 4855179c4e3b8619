"""What each reader of mail was told: one row a thing, and of a night only what changed.

No part of the chain: it says nothing of an audit, and who has left is forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from auditor.ledger.database import Ledger
from auditor.ledger.schema import mail_readers, mail_told
from auditor.mailing.readers import Reader
from reports.audit import RunInfo
from reports.changes import Knowledge, Told

_PIECE = 500
"""Keys of one statement; databases bound the number of its parameters."""


class LedgerMemory:
    """The memory of ``auditor.mailing.delivering``: each step is a transaction of its own, for between two of them a mail
    goes out. Raises StoreError."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def knowledge(self) -> Mapping[Reader, Knowledge]:
        with self._ledger.reading() as tx:
            return knowledge(tx)

    def failed(self) -> frozenset[Reader]:
        with self._ledger.reading() as tx:
            return frozenset(trouble.reader for trouble in troubles(tx))

    def told(self, reader: Reader, run: RunInfo, at: datetime, knowledge: Knowledge) -> None:
        with self._ledger.transaction() as tx:
            tell(tx, reader, run, at, knowledge)

    def not_told(self, reader: Reader, at: datetime, short: str) -> None:
        with self._ledger.transaction() as tx:
            values = {"failed": at, "failure": short}
            tx.execute(update(mail_readers).where(mail_readers.c.id == _id(tx, reader)).values(values))

    def keep_only(self, readers: Iterable[Reader]) -> None:
        with self._ledger.transaction() as tx:
            keep_only(tx, readers)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A reader whom the newest mail did not reach."""

    reader: Reader
    failed: datetime
    failure: str


def knowledge(tx: Connection) -> Mapping[Reader, Knowledge]:
    """What every reader knows that was ever told something."""
    told: dict[int, dict[str, Told]] = defaultdict(dict)
    for row in tx.execute(select(mail_told)):
        told[row.reader][row.key] = Told(row.status, row.day, row.due, row.late)
    known = select(mail_readers).where(mail_readers.c.told.is_not(None))
    return {_reader(row): told[row.id] for row in tx.execute(known)}


def troubles(tx: Connection) -> tuple[Trouble, ...]:
    """Those whom the newest mail did not reach, the first first."""
    rows = tx.execute(
        select(mail_readers)
        .where(mail_readers.c.failed.is_not(None))
        .order_by(mail_readers.c.failed, mail_readers.c.id)
    )
    return tuple(Trouble(_reader(row), row.failed, row.failure) for row in rows)


def tell(tx: Connection, reader: Reader, run: RunInfo, at: datetime, after: Knowledge) -> None:
    """From now on the reader knows this and nothing else."""
    id_ = _id(tx, reader)
    tx.execute(
        update(mail_readers)
        .where(mail_readers.c.id == id_)
        .values(run_id=run.id, day=run.day, told=at, failed=None, failure="")
    )
    rows = tx.execute(select(mail_told).where(mail_told.c.reader == id_))
    before = {row.key: Told(row.status, row.day, row.due, row.late) for row in rows}
    _forget(tx, id_, [key for key, told in before.items() if after.get(key) != told])
    new = [
        {"reader": id_, "key": key, **asdict(told)} for key, told in after.items() if before.get(key) != told
    ]
    if new:
        tx.execute(mail_told.insert(), new)


def keep_only(tx: Connection, readers: Iterable[Reader]) -> None:
    """Forgets everybody else, with what they were told."""
    kept = set(readers)
    for row in tx.execute(select(mail_readers)).all():
        if _reader(row) not in kept:
            tx.execute(delete(mail_told).where(mail_told.c.reader == row.id))
            tx.execute(delete(mail_readers).where(mail_readers.c.id == row.id))


def _forget(tx: Connection, id_: int, keys: list[str]) -> None:
    for start in range(0, len(keys), _PIECE):
        piece = keys[start : start + _PIECE]
        tx.execute(delete(mail_told).where(mail_told.c.reader == id_, mail_told.c.key.in_(piece)))


def _id(tx: Connection, reader: Reader) -> int:
    """The reader's row, made where there is none yet."""
    values = asdict(reader)
    columns = [mail_readers.c[name] == value for name, value in values.items()]
    found: int | None = tx.scalar(select(mail_readers.c.id).where(*columns))
    if found is not None:
        return found
    added = tx.execute(mail_readers.insert().values(**values, failure=""))
    assert added.inserted_primary_key is not None  # one row, its key made by the database
    made: int = added.inserted_primary_key[0]
    return made


def _reader(row: Row[Any]) -> Reader:
    return Reader(row.edition, row.section, row.address)
