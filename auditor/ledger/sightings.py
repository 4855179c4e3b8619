"""When the machine saw which password or seed on a login: by keyed fingerprint, a row only where it differs from the last.

Fingerprints of two keys cannot be compared. Under a new key nobody can tell whether a password changed, so it is not taken
for new: it keeps the day of the one before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import assert_never

from sqlalchemy import Connection, select

from auditor.duties.sighted import SecretKind, Seen
from auditor.ledger.schema import sightings as table
from checks._contract import LoginMeasurement, SeedMeasurement, Sighting, Unseen

_Subject = tuple[str, SecretKind]


def see(
    tx: Connection, run_id: str, day: date, key_id: str, measurements: Mapping[str, LoginMeasurement]
) -> dict[str, Sighting]:
    """Takes down what was measured on ``day`` and gives, by login, since when its present password is known.

    A login whose password could not be read has no sighting, and its earlier ones stand.
    """
    history = histories(tx)
    present = list(_present(key_id, day, measurements.values(), history))
    rows = [
        {
            "login_id": login_id,
            "kind": kind,
            "key_id": kept.key_id,
            "fingerprint": kept.fingerprint,
            "day": kept.day,
        }
        for (login_id, kind), seen in present
        if (kept := _to_keep(history[login_id, kind], seen)) is not None
    ]
    if rows:
        tx.execute(table.insert(), [{**row, "run_id": run_id} for row in rows])
    return _sightings(history, present)


def look(
    tx: Connection, day: date, key_id: str, measurements: Mapping[str, LoginMeasurement]
) -> dict[str, Sighting]:
    """What ``see`` gives, without taking anything down: for a look back at an earlier day."""
    history = histories(tx)
    return _sightings(history, _present(key_id, day, measurements.values(), history))


def _sightings(
    history: Mapping[_Subject, Sequence[Seen]], present: Iterable[tuple[_Subject, Seen]]
) -> dict[str, Sighting]:
    return {
        login_id: _sighting(history.get((login_id, kind), ()), seen)
        for (login_id, kind), seen in present
        if kind is SecretKind.PASSWORD
    }


def histories(tx: Connection) -> defaultdict[_Subject, list[Seen]]:
    """All sightings by login and kind, in the order they were made."""
    history: defaultdict[_Subject, list[Seen]] = defaultdict(list)
    for row in tx.execute(
        select(
            table.c.login_id, table.c.kind, table.c.key_id, table.c.fingerprint, table.c.day, table.c.id
        ).order_by(table.c.id)
    ):
        history[row.login_id, row.kind].append(Seen(row.key_id, row.fingerprint, row.day, row.id))
    return history


def _present(
    key_id: str,
    day: date,
    measurements: Iterable[LoginMeasurement],
    history: Mapping[_Subject, Sequence[Seen]],
) -> Iterator[tuple[_Subject, Seen]]:
    """What is there now. That a seed is no longer in the vault is worth a row, too; that there never was one is not."""
    for measured in measurements:
        if not isinstance(measured.password, Unseen):
            yield (measured.login_id, SecretKind.PASSWORD), Seen(key_id, measured.password.fingerprint, day)
        subject = (measured.login_id, SecretKind.SEED)
        match measured.seed:
            case SeedMeasurement(fingerprint=fingerprint):
                yield subject, Seen(key_id, fingerprint, day)
            case None if history.get(subject):
                yield subject, Seen(key_id, "", day)
            case None | Unseen():
                pass
            case _:
                assert_never(measured.seed)


def _to_keep(history: Sequence[Seen], present: Seen) -> Seen | None:
    """The row to add; None where the last one says the same and ``present`` is of no earlier day."""
    if history and history[-1].is_of(present) and _first_day(history, history[-1]) <= present.day:
        return None
    return Seen(present.key_id, present.fingerprint, _first_day(history, present))


def _first_day(history: Sequence[Seen], present: Seen) -> date:
    """The first day on which the present secret is known to have been there; it only ever moves earlier."""
    days = [present.day, *(seen.day for seen in history if seen.is_of(present))]
    if history and history[-1].key_id != present.key_id:
        days.append(_first_day(history, history[-1]))
    return min(days)


def _sighting(history: Sequence[Seen], present: Seen) -> Sighting:
    return Sighting(
        first_seen=_first_day(history, present),
        changes_seen=any(
            one.key_id == other.key_id and one.fingerprint != other.fingerprint
            for one, other in pairwise((*history, present))
        ),
    )
