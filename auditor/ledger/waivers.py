"""Waivers as they were granted and revoked. None is ever deleted: a finding that is back tells when its waiver ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, select, update

from auditor.ledger.schema import waivers as table
from auditor.waivers import Wanted
from checks._contract import Waiver

_COLUMNS = [table.c[name] for name in Waiver.__dataclass_fields__]


def grant(tx: Connection, wanted: Wanted, day: date) -> Waiver:
    """Takes down a waiver that is in force from ``day`` on; whether it may be granted was judged before."""
    stated = {name: getattr(wanted, name) for name in Wanted.__dataclass_fields__}
    added = tx.execute(table.insert().values(granted=day, **stated))
    assert added.inserted_primary_key is not None  # one row, its key made by the database
    return Waiver(number=added.inserted_primary_key[0], granted=day, **stated)


def revoke(tx: Connection, number: int, day: date) -> bool:
    """From ``day`` on it is no longer in force. False where there is none of that number, or it was revoked before."""
    changed = tx.execute(
        update(table).where(table.c.number == number, table.c.revoked.is_(None)).values(revoked=day)
    )
    return changed.rowcount == 1


def history(tx: Connection) -> tuple[Waiver, ...]:
    """All waivers in the order they were granted, also those that ended."""
    return tuple(Waiver(**row._mapping) for row in tx.execute(select(*_COLUMNS).order_by(table.c.number)))


def stored(tx: Connection, day: date) -> Mapping[str, Waiver]:
    """Key of a finding → the newest waiver of it that was granted by ``day``."""
    return {waiver.key: waiver for waiver in history(tx) if waiver.granted <= day}
