"""What was seen, kept as evidence of grade A: the machine saw it, and nobody had to state it.

For each account and kind the newest sight alone stands: it takes the place of the machine's earlier one, which the history
keeps as withdrawn. That a thing was looked for and not there is a record, too (``Evidence.denies``): it stands above what people
stated for that day or earlier, and their records are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from auditor.ledger.register import evidence
from auditor.ledger.register.evidence import Recorded
from auditor.site.comparing import Sight, State
from checks._contract import MISSED_BY_MACHINE, Evidence

MARK = "auditor（site check）"
"""Who recorded it. What people and inventories state is folded to half width, so that none of them can bear this mark."""


@dataclass(frozen=True, slots=True)
class Kept:
    """``number`` of the record that stands for the sight, None where none does; ``is_new``: made by this sight. ``ended``: an
    earlier record of the machine no longer holds. ``against``: what people state otherwise, in force."""

    sight: Sight
    number: int | None = None
    is_new: bool = False
    ended: bool = False
    against: tuple[Evidence, ...] = ()


def keep(tx: Connection, sights: Iterable[Sight], day: date) -> tuple[Kept, ...]:
    """Takes down what was seen on ``day``. To be called with the run lock held."""
    history = [known for known in evidence.history(tx) if known.withdrawn is None]
    return tuple(_kept(tx, sight, day, history) for sight in sights)


def _kept(tx: Connection, sight: Sight, day: date, history: Sequence[Recorded]) -> Kept:
    about = [
        known
        for known in history
        if known.evidence.kind is sight.kind and known.evidence.account_id == sight.account_id
    ]
    standing = [known.evidence for known in about if made_by_machine(known)]
    match sight.state:
        case State.LISTED | State.LINKED | State.STILL_LISTED:
            _take_back_denials(tx, about, day)
            for one in standing:
                if one.dated == day and one.until is None:
                    return Kept(sight, one.number)
            return _taken_down(tx, sight, day, standing, until=None)
        case State.GONE:
            _take_back_denials(tx, about, day)
            newest = max((known.evidence.dated for known in about if not known.evidence.denies), default=day)
            for one in standing:
                if one.until == one.dated == newest:  # the day on which it was first seen to be gone stays
                    return Kept(sight, one.number)
            return _taken_down(tx, sight, day, standing, until=day)
        case State.NOT_LISTED | State.WRONG_LINK | State.NOT_LINKED:
            ended = [one for one in standing if one.in_date(day)]
            for one in ended:
                _end(tx, one, day)
            _deny(tx, sight, day, about)
            against = (
                known.evidence
                for known in history
                if _speaks_of(known.evidence, sight)
                and not made_by_machine(known)
                and not known.evidence.denies
            )
            return Kept(sight, ended=bool(ended), against=tuple(one for one in against if one.in_date(day)))
        case State.NOT_SEEN | State.NOT_ASKED:
            return Kept(sight)


def made_by_machine(known: Recorded) -> bool:
    return known.on is not None and known.evidence.by == MARK


def _speaks_of(record: Evidence, sight: Sight) -> bool:
    """Also one for the whole city does."""
    return (
        record.kind is sight.kind
        and record.account_id in (sight.account_id, None)
        and record.login_id is None
    )


def _taken_down(
    tx: Connection, sight: Sight, day: date, standing: Sequence[Evidence], until: date | None
) -> Kept:
    for one in standing:
        assert one.number is not None  # a command made it
        evidence.withdraw(tx, one.number, day)
    record = Evidence(
        kind=sight.kind,
        dated=day,
        account_id=sight.account_id,
        until=until,
        by=MARK,
        document=_looked_at(sight),
        note=sight.link,
    )
    ended = until is not None and any(one.until is None for one in standing)
    return Kept(sight, evidence.record(tx, record, day), is_new=True, ended=ended)


def _deny(tx: Connection, sight: Sight, day: date, about: Sequence[Recorded]) -> None:
    """One record stands for it: the newest look's."""
    denials = [known.evidence for known in about if known.evidence.denies]
    if any(one.dated == day for one in denials):
        return
    _take_back_denials(tx, about, day)
    evidence.record(
        tx,
        Evidence(
            kind=sight.kind,
            dated=day,
            account_id=sight.account_id,
            by=MISSED_BY_MACHINE,
            document=_looked_at(sight),
            note=sight.link,
        ),
        day,
    )


def _take_back_denials(tx: Connection, about: Sequence[Recorded], day: date) -> None:
    for known in about:
        if known.evidence.denies:
            assert known.evidence.number is not None  # a command made it
            evidence.withdraw(tx, known.evidence.number, day)


def _looked_at(sight: Sight) -> str:
    return " ".join(f"{page.address} sha256:{page.sha256}" for page in sight.pages)


def _end(tx: Connection, record: Evidence, day: date) -> None:
    """It held until the day before; a record of the very day never did."""
    assert record.number is not None  # a command made it
    evidence.withdraw(tx, record.number, day)
    if record.dated < day:
        evidence.record(tx, replace(record, until=day - timedelta(days=1), number=None), day)
