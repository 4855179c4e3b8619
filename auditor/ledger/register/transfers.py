"""Personnel's transfer orders. Lists only ever add: an order that a later list leaves out still stands.

The same order given twice is one. A row of kind ``cancelled`` withdraws the orders of that person and day that came before
it, in the order of the list. Importing an old list again brings nothing back, since its orders are known; another order of
the same day, given after the withdrawal, stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, func, select

from auditor.duties.orders import KnownOrder
from auditor.ledger.register.plan import Change, Plan, Row, TableDifference, Write, update_by
from auditor.ledger.schema import accounts
from auditor.ledger.schema import transfers as table
from checks._contract import TransferKind, TransferOrder

_COLUMNS = tuple(name for name in TransferOrder.__dataclass_fields__ if name != "name")
"""What is kept of an order. Names stand in the directory, and unpublished lists are confidential."""


def known(tx: Connection) -> tuple[KnownOrder, ...]:
    """Every order ever given, withdrawals too, in the order they came."""
    return tuple(_known(row._asdict()) for row in tx.execute(select(table).order_by(table.c.id)))


def standing(tx: Connection) -> tuple[TransferOrder, ...]:
    """The orders that count: neither withdrawn nor themselves a withdrawal."""
    return tuple(
        known_order.order
        for known_order in known(tx)
        if known_order.withdrawn is None and known_order.order.kind is not TransferKind.CANCELLED
    )


def plan(tx: Connection, given: Iterable[TransferOrder], day: date) -> Plan:
    rows = {
        _identity(_known(row._asdict()).order): row for row in tx.execute(select(table).order_by(table.c.id))
    }
    orders = {identity: _known(row._asdict()).order for identity, row in rows.items()}
    withdrawn = {identity for identity, row in rows.items() if row.withdrawn is not None}
    new: dict[str, TransferOrder] = {}
    first = tx.scalar(select(func.count()).select_from(accounts)) == 0
    newly_withdrawn: list[str] = []
    for order in given:
        if (identity := _identity(order)) in orders:
            continue
        if order.kind is TransferKind.CANCELLED:
            newly_withdrawn += [
                earlier
                for earlier, known in orders.items()
                if earlier not in withdrawn and _withdraws(order, known)
            ]
            withdrawn.update(newly_withdrawn)
        orders[identity] = new[identity] = order
    changed = [identity for identity in newly_withdrawn if identity in rows]
    return Plan(
        TableDifference(
            "transfers",
            added=tuple(new),
            changed=tuple(Change(identity, ("withdrawn",)) for identity in changed),
        ),
        (
            update_by(table.c.id, tuple({"id": rows[identity].id, "withdrawn": day} for identity in changed)),
            Write(
                table.insert(),
                tuple(
                    {
                        **{name: getattr(order, name) for name in _COLUMNS},
                        "known": day,
                        "withdrawn": day if identity in withdrawn else None,
                        "renamed": False,
                        "past": first and order.effective < day,
                    }
                    for identity, order in new.items()
                ),
            ),
        ),
    )


def _withdraws(cancellation: TransferOrder, order: TransferOrder) -> bool:
    return (
        order.kind is not TransferKind.CANCELLED
        and order.staff_number == cancellation.staff_number
        and order.effective == cancellation.effective
    )


def _known(row: Row) -> KnownOrder:
    order = TransferOrder(name="", **{name: row[name] for name in _COLUMNS})
    return KnownOrder(order, row["known"], row["withdrawn"], renamed=row["renamed"], past=row["past"])


def _identity(order: TransferOrder) -> str:
    """What makes two lines one order: all but the name, which lists write in several ways."""
    parts = [order.staff_number, order.effective.isoformat(), order.kind.value]
    if order.from_section or order.to_section:
        parts.append(f"{order.from_section}→{order.to_section}")
    return " ".join(parts)
