from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Connection

from auditor.ledger import slots
from auditor.ledger.database import Ledger

SLOT = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)
NOW = SLOT + timedelta(seconds=5)
JAPAN = timezone(timedelta(hours=9))


def test_a_planned_time_is_claimed_once(tx: Connection) -> None:
    assert slots.claim(tx, "nightly", SLOT, NOW)
    assert not slots.claim(tx, "nightly", SLOT, NOW)
    assert not slots.claim(tx, "nightly", SLOT.astimezone(JAPAN), NOW)


def test_jobs_and_times_are_claimed_apart(tx: Connection) -> None:
    assert slots.claim(tx, "nightly", SLOT, NOW)
    assert slots.claim(tx, "monthly", SLOT, NOW)
    assert slots.claim(tx, "nightly", SLOT + timedelta(days=1), NOW)


def test_a_claim_whose_process_died_is_forgotten_and_what_was_finished_is_not(tx: Connection) -> None:
    slots.claim(tx, "monthly", SLOT, NOW)
    slots.finish(tx, "monthly", SLOT, NOW, 0)
    slots.claim(tx, "nightly", SLOT, NOW)
    assert not slots.claim(tx, "nightly", SLOT, NOW + timedelta(days=1))
    slots.forget_the_dead(tx)
    assert slots.claim(tx, "nightly", SLOT, NOW)
    assert not slots.claim(tx, "monthly", SLOT, NOW)


def test_what_is_finished_is_never_done_again(tx: Connection) -> None:
    slots.claim(tx, "nightly", SLOT, NOW)
    slots.finish(tx, "nightly", SLOT, NOW, 0)
    assert not slots.claim(tx, "nightly", SLOT, NOW + timedelta(days=10))
    slots.release(tx, "nightly", SLOT)
    assert not slots.claim(tx, "nightly", SLOT, NOW)


def test_what_was_released_can_be_claimed_again(tx: Connection) -> None:
    slots.claim(tx, "nightly", SLOT, NOW)
    slots.release(tx, "nightly", SLOT)
    assert slots.claim(tx, "nightly", SLOT, NOW)


def test_of_many_who_claim_at_once_one_gets_it(ledger: Ledger) -> None:
    got: list[bool] = []
    ready = threading.Barrier(6)

    def claim() -> None:
        ready.wait()
        with ledger.transaction() as tx:
            got.append(slots.claim(tx, "nightly", SLOT, NOW))

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 5 + [True]
