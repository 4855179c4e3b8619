"""Personnel's transfer orders. Lists only ever add: an order that a later list leaves out still stands.

The same order given twice is one. A row of kind ``cancelled`` withdraws the orders of that person and day that came before
it, in the order of the list. Importing an old list again brings nothing back, since its orders are known; another order of
the same day, given after the withdrawal, stands (``auditor.duties.order_lists``).

Orders are forgotten some time after their day (``forget``): unpublished lists are confidential, and old ones nobody needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, delete, func, select

from auditor.duties.order_lists import Line, is_withdrawal, laid_over
from auditor.duties.orders import KnownOrder
from auditor.duties.renaming import Renaming
from auditor.ledger.register import staff
from auditor.ledger.register.plan import Change, Plan, Row, TableDifference, Write, update_by
from auditor.ledger.schema import accounts
from auditor.ledger.schema import transfers as table
from checks._contract import Person, TransferKind, TransferOrder

_COLUMNS = tuple(name for name in TransferOrder.__dataclass_fields__ if name != "name")
"""What is kept of an order. Names stand in the directory, and unpublished lists are confidential."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a list brings, and the writes that take it in.

    ``lines`` in the order of the list. ``added`` are its new orders that stand, ``withdrawn`` those that no longer do,
    ``renamed`` those known before that prove to be a section's new name only.
    """

    lines: tuple[Line, ...]
    added: tuple[KnownOrder, ...]
    withdrawn: tuple[KnownOrder, ...]
    renamed: tuple[KnownOrder, ...]
    plan: Plan


def known(tx: Connection) -> tuple[KnownOrder, ...]:
    """Every order ever given, withdrawals too, in the order they came."""
    return tuple(_rows(tx).values())


def plan(
    tx: Connection, given: Iterable[TransferOrder], day: date, directory: Mapping[str, Person] | None = None
) -> Plan:
    return brought(tx, tuple(given), day, directory).plan


def brought(
    tx: Connection,
    given: tuple[TransferOrder, ...],
    day: date,
    directory: Mapping[str, Person] | None = None,
    *,
    anew: bool = False,
) -> Brought:
    """What ``given`` brings on ``day``. ``directory`` by staff number; None: as it is stored.

    ``anew``: they are given now, whatever is known: an order that was withdrawn stands again, and what stands is withdrawn.
    """
    rows = _rows(tx)
    before = tuple(rows.values())
    lines = laid_over(before, given, anew=anew)
    ended = {place for line in lines for place in line.ends}
    is_first = tx.scalar(select(func.count()).select_from(accounts)) == 0
    orders = dict(enumerate(before)) | {
        place: KnownOrder(line.order, day, past=is_first and line.order.effective < day)
        for place, line in enumerate(lines, start=len(before))
        if line.is_new
    }
    named = _renamed(orders, ended, len(before), staff.stored(tx) if directory is None else directory)
    after = {
        place: KnownOrder(
            order.order,
            order.known,
            day if place in ended else order.withdrawn,
            renamed=named.get(place, order.renamed),
            past=order.past,
        )
        for place, order in orders.items()
    }
    new = [after[place] for place in after if place >= len(before)]
    ids = tuple(rows)
    changed = {
        column: [place for place in after if place < len(before) and place in places]
        for column, places in (
            ("withdrawn", ended),
            ("renamed", {place for place in named if named[place] != orders[place].renamed}),
        )
    }
    return Brought(
        lines=lines,
        added=tuple(order for order in new if order.withdrawn is None and not is_withdrawal(order.order)),
        withdrawn=tuple(after[place] for place in changed["withdrawn"]),
        renamed=tuple(after[place] for place in changed["renamed"] if after[place].renamed),
        plan=Plan(
            TableDifference(
                "transfers",
                added=tuple(_told(order.order) for order in new),
                changed=tuple(
                    Change(_told(after[place].order), (column,))
                    for column, places in changed.items()
                    for place in places
                ),
            ),
            (
                *(
                    update_by(
                        table.c.id,
                        tuple({"id": ids[place], column: getattr(after[place], column)} for place in places),
                    )
                    for column, places in changed.items()
                ),
                Write(table.insert(), tuple(map(_row, new))),
            ),
        ),
    )


def _renamed(
    orders: Mapping[int, KnownOrder], ended: Iterable[int], first_new: int, directory: Mapping[str, Person]
) -> Mapping[int, bool]:
    """Which orders are a section's new name only, where what is new or ended can have changed that."""
    gone = frozenset(ended)
    renaming = Renaming(
        directory,
        {
            place: order
            for place, order in orders.items()
            if place not in gone and order.withdrawn is None and not is_withdrawal(order.order)
        },
    )
    touched = (orders[place].order for place in orders if place >= first_new or place in gone)
    return renaming.decided(section for order in touched for section in renaming.touched_by(order))


def forgettable(orders: Iterable[KnownOrder], before: date) -> tuple[KnownOrder, ...]:
    """The orders of a day earlier than ``before`` that nothing depends on.

    A leave that stands is needed until a return from it is as old.
    """
    old = [order for order in orders if order.order.effective < before]
    returns: dict[str, date] = {}
    for order in old:
        if order.order.kind is TransferKind.RETURN and order.withdrawn is None:
            number = order.order.staff_number
            returns[number] = max(returns.get(number, order.order.effective), order.order.effective)

    def lasts(order: KnownOrder) -> bool:
        ended = returns.get(order.order.staff_number)
        return (
            order.order.kind is TransferKind.LEAVE
            and order.withdrawn is None
            and (ended is None or ended < order.order.effective)
        )

    return tuple(order for order in old if not lasts(order))


def forget(tx: Connection, orders: Iterable[KnownOrder]) -> int:
    """Deletes these orders; gives how many there were."""
    ids = [{"gone": row_id} for row_id in _ids(tx, orders)]
    if ids:
        tx.execute(delete(table).where(table.c.id == bindparam("gone")), ids)
    return len(ids)


def strip(tx: Connection, orders: Iterable[KnownOrder]) -> None:
    """Leaves of these orders the person, the day and the kind."""
    named = (order for order in orders if order.order.from_section or order.order.to_section)
    write = update_by(
        table.c.id, tuple({"id": row_id, "from_section": "", "to_section": ""} for row_id in _ids(tx, named))
    )
    if write.rows:
        tx.execute(write.statement, [dict(row) for row in write.rows])


def _ids(tx: Connection, orders: Iterable[KnownOrder]) -> list[int]:
    wanted = set(orders)
    return [row_id for row_id, order in _rows(tx).items() if order in wanted] if wanted else []


def _rows(tx: Connection) -> dict[int, KnownOrder]:
    """By the number of the row, in the order they came."""
    return {row.id: _known(row._asdict()) for row in tx.execute(select(table).order_by(table.c.id))}


def _known(row: Row) -> KnownOrder:
    order = TransferOrder(name="", **{name: row[name] for name in _COLUMNS})
    return KnownOrder(order, row["known"], row["withdrawn"], renamed=row["renamed"], past=row["past"])


def _row(order: KnownOrder) -> Row:
    return {
        **{name: getattr(order.order, name) for name in _COLUMNS},
        "known": order.known,
        "withdrawn": order.withdrawn,
        "renamed": order.renamed,
        "past": order.past,
    }


def _told(order: TransferOrder) -> str:
    """The order in the difference of an import."""
    parts = [order.staff_number, order.effective.isoformat(), order.kind.value]
    if order.from_section or order.to_section:
        parts.append(f"{order.from_section}→{order.to_section}")
    return " ".join(parts)
