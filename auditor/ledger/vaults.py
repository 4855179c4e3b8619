"""The newest state of each vault file that a run saw, by which an older copy of the file is known.

A vault counts its writes (its generation), and everything within it is sealed. But a copy of last year is as sound as the
file of today; only somebody who remembers the count can tell them apart.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from auditor.errors import OlderVault
from auditor.ledger.schema import vaults as table
from auditor.vault.vault import Condition
from reports.messages import message


def refuse_older(tx: Connection, condition: Condition) -> None:
    """Raises OlderVault for a copy of before the newest vault that was seen. A keyring that counts nothing passes."""
    seen = _newest(tx, condition)
    if seen is None or condition.generation is None or condition.generation >= seen:
        return
    raise OlderVault(
        message(
            "The vault is an older copy (write {present}; a run saw write {seen}): entries set since are not in it.",
            present=condition.generation,
            seen=seen,
        ),
        message(
            "Bring the newest copy back, or, if there is none, take this one with `auditor secret accept`."
        ),
    )


def see(tx: Connection, condition: Condition, day: date) -> None:
    """Remembers the state that was seen on ``day``; nothing is written where it is the newest already.

    Raises OlderVault for an older one.
    """
    refuse_older(tx, condition)
    if _newest(tx, condition) != condition.generation:
        accept(tx, condition, day)


def accept(tx: Connection, condition: Condition, day: date) -> None:
    """From ``day`` on the present state is the newest, be it an older copy."""
    if condition.vault_id is None or condition.generation is None:
        return
    tx.execute(table.delete().where(table.c.vault_id == condition.vault_id))
    tx.execute(table.insert().values(vault_id=condition.vault_id, generation=condition.generation, day=day))


def _newest(tx: Connection, condition: Condition) -> int | None:
    newest: int | None = tx.scalar(select(table.c.generation).where(table.c.vault_id == condition.vault_id))
    return newest
