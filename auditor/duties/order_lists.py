"""What a list of orders brings to those that are known. Lists come again, come late, and repeat each other.

Orders of one person and day belong together. Between them stand withdrawals, and by these a list and the store are laid
over each other: an order is known if the store has it at that withdrawal or a later one, and a withdrawal is known if the
store has as many as the list up to it. So an old list changes nothing, however often it comes, and an order that is given
after a withdrawal stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.duties.orders import KnownOrder
from checks._contract import TransferKind, TransferOrder

Identity = tuple[str, date, TransferKind, str, str]
"""What makes two lines one order: all but the name, which lists write in several ways."""

PersonAndDay = tuple[str, date]


def identity(order: TransferOrder) -> Identity:
    return order.staff_number, order.effective, order.kind, order.from_section, order.to_section


def person_and_day(order: TransferOrder) -> PersonAndDay:
    return order.staff_number, order.effective


def is_withdrawal(order: TransferOrder) -> bool:
    return order.kind is TransferKind.CANCELLED


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list. ``ends`` are the places of the orders that it withdraws: known ones count from 0, the lines of
    the list go on from there."""

    order: TransferOrder
    is_new: bool
    ends: tuple[int, ...] = ()


@dataclass(slots=True)
class _Together:
    """The orders of one person and day while a list is laid over them."""

    withdrawals: int = 0  # in the store, with those that the list brought by now
    given: dict[Identity, list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )  # after how many of them
    standing: dict[int, TransferOrder] = field(default_factory=dict)  # by place
    reached: int = 0  # withdrawals of the store at which the list has arrived
    is_repeated: bool = False  # the line before was a withdrawal

    def knows(self, order: TransferOrder, *, withdrawn: bool, place: int) -> None:
        """Takes up what the store holds, in the order it came."""
        if is_withdrawal(order):
            self.withdrawals += 1
        else:
            self.given[identity(order)].append(self.withdrawals)
            if not withdrawn:
                self.standing[place] = order

    def withdraw(self, *, anew: bool) -> tuple[bool, tuple[int, ...]]:
        """Whether the list's withdrawal is new, and what it ends. ``anew``: it is, if anything stands."""
        if self.is_repeated:
            return False, ()
        self.is_repeated = True
        self.reached += 1
        if not self.standing if anew else self.reached <= self.withdrawals:
            return False, ()
        self.withdrawals += 1
        ends = tuple(self.standing)
        self.standing.clear()
        return True, ends

    def give(self, order: TransferOrder, place: int, *, anew: bool) -> bool:
        """Whether the list's order is new. ``anew``: also if it is known and was withdrawn."""
        self.is_repeated = False
        if anew:
            is_known = identity(order) in map(identity, self.standing.values())
        else:
            at = next((at for at in self.given[identity(order)] if at >= self.reached), None)
            is_known = at is not None
            self.reached = self.withdrawals if at is None else at
        if not is_known:
            self.knows(order, withdrawn=False, place=place)
        return not is_known


def laid_over(
    known: Sequence[KnownOrder], given: Sequence[TransferOrder], *, anew: bool = False
) -> tuple[Line, ...]:
    """The lines of a list, and what of them is new. Both in the order they came.

    ``anew``: they are given now, whatever is known: an order that was withdrawn stands again, and what stands is withdrawn.
    """
    together: defaultdict[PersonAndDay, _Together] = defaultdict(_Together)
    wanted = {person_and_day(order) for order in given}
    for place, earlier in enumerate(known):
        if person_and_day(earlier.order) in wanted:
            together[person_and_day(earlier.order)].knows(
                earlier.order, withdrawn=earlier.withdrawn is not None, place=place
            )
    lines = []
    for place, order in enumerate(given, start=len(known)):
        those = together[person_and_day(order)]
        if is_withdrawal(order):
            is_new, ends = those.withdraw(anew=anew)
            lines.append(Line(order, is_new, ends))
        else:
            lines.append(Line(order, those.give(order, place, anew=anew)))
    return tuple(lines)
