"""Second factors that were proven by a code, and the wrong codes that were tried (contract, section 4, grade B).

A proof belongs to one seed, told by its keyed fingerprint: once a night has seen another in the vault it is over, also when the
earlier one comes back. Under another key no fingerprint meets an earlier one, so a new key ends all proofs: nobody can see
any more that the seed is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, exists, func, select, update

from auditor.duties.sighted import SecretKind
from auditor.ledger.schema import proofs as table
from auditor.ledger.schema import runs, sightings, wrong_codes
from checks._contract import LoginMeasurement, Proof, SeedMeasurement


@dataclass(frozen=True, slots=True)
class SeedRef:
    """The seed of a login as the ledger knows it: by its keyed fingerprint, under the id of the key."""

    login_id: str
    key_id: str
    fingerprint: str


def record(tx: Connection, seed: SeedRef, proof: Proof, *, step: int, taken: datetime) -> None:
    """Takes down that the code of time step ``step`` matched ``seed`` at ``taken`` by the machine's clock."""
    tx.execute(
        table.insert().values(
            login_id=seed.login_id,
            by=proof.by,
            day=proof.day,
            until=proof.until,
            taken=taken,
            step=step,
            key_id=seed.key_id,
            fingerprint=seed.fingerprint,
        )
    )


def newest_step(tx: Connection, seed: SeedRef) -> int | None:
    """Of the codes that counted for the seed; no code of that step or an earlier one counts again."""
    newest: int | None = tx.scalar(
        select(func.max(table.c.step)).where(
            table.c.login_id == seed.login_id,
            table.c.key_id == seed.key_id,
            table.c.fingerprint == seed.fingerprint,
        )
    )
    return newest


def newest(tx: Connection, day: date, measurements: Mapping[str, LoginMeasurement]) -> dict[str, Proof]:
    """By login, the newest proof up to ``day`` of the seed that was measured; lapsed ones too.

    A login whose seed could not be seen, or that has none, has no proof.
    """
    present = {
        (login_id, measured.seed.fingerprint)
        for login_id, measured in measurements.items()
        if isinstance(measured.seed, SeedMeasurement)
    }
    rows = tx.execute(
        select(table.c.login_id, table.c.fingerprint, table.c.day, table.c.until, table.c.by)
        .where(table.c.day <= day, ~_another_was_seen_since())
        .order_by(table.c.day, table.c.id)
    )
    return {
        row.login_id: Proof(day=row.day, until=row.until, by=row.by)
        for row in rows
        if (row.login_id, row.fingerprint) in present
    }


def _another_was_seen_since() -> ColumnElement[bool]:
    """Whether a night that began after the proof, by the machine's clock, saw another seed of the login, or none."""
    return exists(
        select(sightings.c.id)
        .join(runs, runs.c.id == sightings.c.run_id)
        .where(
            sightings.c.login_id == table.c.login_id,
            sightings.c.kind == SecretKind.SEED,
            sightings.c.fingerprint != table.c.fingerprint,
            runs.c.started > table.c.taken,
        )
    )


def wrong(tx: Connection, login_id: str, day: date) -> int:
    """How many wrong codes were tried on the login that day."""
    count: int | None = tx.scalar(select(wrong_codes.c["count"]).where(*_of(login_id, day)))
    return count or 0


def count_wrong(tx: Connection, login_id: str, day: date) -> int:
    """Counts one more and gives the number. Nothing else is kept of it: a mistyped code is often half a right one."""
    count = wrong(tx, login_id, day) + 1
    if count == 1:
        tx.execute(wrong_codes.insert().values(login_id=login_id, day=day, count=count))
    else:
        tx.execute(update(wrong_codes).where(*_of(login_id, day)).values(count=count))
    return count


def _of(login_id: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return wrong_codes.c.login_id == login_id, wrong_codes.c.day == day
