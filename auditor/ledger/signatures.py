"""Who reviewed which report, and when. Signatures are only ever added."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from auditor.ledger.schema import signatures as table
from reports.history import Month, Signature

_COLUMNS = [table.c[name] for name in ("number", *Signature.__dataclass_fields__)]


def add(tx: Connection, signature: Signature, run_id: str) -> int:
    """Takes down a signature under a report of the run; gives its number."""
    stated = {name: getattr(signature, name) for name in Signature.__dataclass_fields__}
    month = None if signature.month is None else signature.month.first
    added = tx.execute(table.insert().values(**stated | {"month": month}, run_id=run_id))
    assert added.inserted_primary_key is not None  # one row, its key made by the database
    number: int = added.inserted_primary_key[0]
    return number


def of(tx: Connection, sha256: str, by: str) -> tuple[int, Signature] | None:
    """The signature of ``by`` under that very file, with its number; None where there is none."""
    row = tx.execute(
        select(*_COLUMNS).where(table.c.sha256 == sha256, table.c.by == by).order_by(table.c.number).limit(1)
    ).one_or_none()
    return None if row is None else (row.number, _signature(row))


def given(tx: Connection) -> tuple[tuple[int, Signature], ...]:
    """Every signature with its number, in the order they were given."""
    rows = tx.execute(select(*_COLUMNS).order_by(table.c.number))
    return tuple((row.number, _signature(row)) for row in rows)


def given_by(tx: Connection, day: date, *, since: date, up_to: int | None = None) -> tuple[Signature, ...]:
    """Those given from ``since`` on up to the end of ``day``, newest first; none whose number is above ``up_to``."""
    wanted = select(*_COLUMNS).where(table.c.signed >= since, table.c.signed <= day)
    if up_to is not None:
        wanted = wanted.where(table.c.number <= up_to)
    rows = tx.execute(wanted.order_by(table.c.signed.desc(), table.c.number.desc()))
    return tuple(map(_signature, rows))


def _signature(row: Row[Any]) -> Signature:
    told = {name: value for name, value in row._mapping.items() if name != "number"}
    month = None if row.month is None else Month.of(row.month)
    return Signature(**{**told, "month": month})
