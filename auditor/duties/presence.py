"""Who is at work, by the directory and by personnel's orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from auditor.duties.orders import KnownOrder
from checks._contract import Person, Presence, TransferKind

_LEAVE_OR_BACK = (TransferKind.LEAVE, TransferKind.RETURN)


def people_on(day: date, people: Mapping[str, Person], orders: Iterable[KnownOrder]) -> Mapping[str, Person]:
    """The directory as of ``day``: who is ordered on leave is on leave until the day of their return.

    A return ends a leave that was ordered. Whom the directory itself has on leave or gone stays so until it says otherwise.
    """
    newest: dict[str, KnownOrder] = {}
    for known in orders:
        order = known.order
        if order.kind in _LEAVE_OR_BACK and known.stands(day) and order.effective <= day:
            standing = newest.get(order.staff_number)
            if standing is None or standing.order.effective <= order.effective:
                newest[order.staff_number] = known
    on_leave = {number for number, known in newest.items() if known.order.kind is TransferKind.LEAVE}
    return {
        number: replace(person, presence=Presence.LEAVE)
        if number in on_leave and person.presence is Presence.ACTIVE
        else person
        for number, person in people.items()
    }
