"""Personnel's orders as the ledger knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from checks._contract import TransferKind, TransferOrder

LEAVING = frozenset({TransferKind.TRANSFER, TransferKind.RETIREMENT, TransferKind.SECONDMENT})
"""Orders by which somebody leaves their post (contract, section 6)."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order, the day it was first given, and the day it was withdrawn.

    ``renamed``: the person's section only gets another name, so nobody leaves anything (contract, section 6). ``past``: the
    very first inventory brought it, and its day was over; what was before the ledger opens nothing. The ledger keeps no
    name of a person here: ``order.name`` is empty in what it gives back.
    """

    order: TransferOrder
    known: date
    withdrawn: date | None = None
    renamed: bool = False
    past: bool = False

    def stands(self, day: date) -> bool:
        """Whether it was known by ``day`` and counts: neither withdrawn by then nor itself a withdrawal."""
        return (
            self.order.kind is not TransferKind.CANCELLED
            and self.known <= day
            and (self.withdrawn is None or day < self.withdrawn)
        )
