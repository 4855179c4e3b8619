from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from auditor.duties.sighted import SecretKind
from auditor.ledger import proofs, runs
from auditor.ledger.proofs import SeedRef
from auditor.ledger.schema import logins, sightings
from checks._contract import LoginMeasurement, Proof, SeedMeasurement, Text, Unseen, WhyUnseen
from reports.audit import PackRef

DAY = date(2026, 11, 20)
TAKEN = datetime(2026, 11, 20, 1, tzinfo=UTC)
FIRST = SeedRef("x-koho", "key 1", "fingerprint 1")
SECOND = SeedRef("x-koho", "key 1", "fingerprint 2")
OTHER = SeedRef("fb-kanko", "key 1", "fingerprint 1")


@pytest.fixture(autouse=True)
def _known_logins(tx: Connection) -> None:
    for login_id in ("x-koho", "fb-kanko"):
        tx.execute(logins.insert().values(login_id=login_id, username="", removed=None))


def proof(days: int = 0, by: str = "10001") -> Proof:
    day = DAY + timedelta(days=days)
    return Proof(day=day, until=day + timedelta(days=365), by=by)


def keep(tx: Connection, seed: SeedRef, kept: Proof, step: int = 1) -> None:
    proofs.record(tx, seed, kept, step=step, taken=TAKEN)


def tonight(*seeds: SeedRef | str) -> dict[str, LoginMeasurement]:
    """What a night measured; a login alone has no seed."""
    unseen = Unseen(WhyUnseen.NO_ENTRY)
    return {
        login_id: LoginMeasurement(login_id, unseen, measured)
        for login_id, measured in (
            (seed, None)
            if isinstance(seed, str)
            else (seed.login_id, SeedMeasurement(seed.fingerprint, is_base32=True, bits=160))
            for seed in seeds
        )
    }


def test_the_proof_of_the_seed_that_is_there_is_given_by_login(tx: Connection) -> None:
    keep(tx, FIRST, proof())
    assert proofs.newest(tx, DAY, tonight(FIRST, "fb-kanko")) == {"x-koho": proof()}


def see(tx: Connection, seed: SeedRef, minutes: int) -> None:
    """A night that begins so many minutes after the proof sees this seed."""
    run_id = f"run {minutes}"
    pack = PackRef("ube", "1", Text("", ""))
    runs.start(tx, run_id, DAY, TAKEN + timedelta(minutes=minutes), pack, version="1")
    tx.execute(
        sightings.insert().values(
            login_id=seed.login_id,
            kind=SecretKind.SEED,
            key_id=seed.key_id,
            fingerprint=seed.fingerprint,
            day=DAY,
            run_id=run_id,
        )
    )


def test_a_new_seed_ends_the_proof_and_the_old_one_does_not_bring_it_back(tx: Connection) -> None:
    see(tx, SECOND, minutes=-9)  # before the code was shown
    keep(tx, FIRST, proof())
    see(tx, FIRST, minutes=1)
    assert proofs.newest(tx, DAY, tonight(FIRST)) == {"x-koho": proof()}
    assert proofs.newest(tx, DAY, tonight(SECOND)) == {}
    see(tx, SECOND, minutes=2)
    see(tx, FIRST, minutes=3)
    assert proofs.newest(tx, DAY, tonight(FIRST)) == {}
    proofs.record(tx, FIRST, proof(1), step=2, taken=TAKEN + timedelta(minutes=4))
    assert proofs.newest(tx, DAY + timedelta(days=1), tonight(FIRST)) == {"x-koho": proof(1)}


def test_of_a_seed_that_is_gone_or_could_not_be_seen_there_is_no_proof(tx: Connection) -> None:
    keep(tx, FIRST, proof())
    assert proofs.newest(tx, DAY, tonight("x-koho")) == {}
    unseen = Unseen(WhyUnseen.REFUSED)
    assert proofs.newest(tx, DAY, {"x-koho": LoginMeasurement("x-koho", unseen, unseen)}) == {}
    assert proofs.newest(tx, DAY, {}) == {}


def test_the_same_seed_on_another_login_is_proven_by_itself(tx: Connection) -> None:
    keep(tx, FIRST, proof())
    assert proofs.newest(tx, DAY, tonight(OTHER)) == {}


def test_the_newest_stands_also_when_it_has_lapsed(tx: Connection) -> None:
    keep(tx, FIRST, proof(-500))
    keep(tx, FIRST, proof(-400, by="10002"), step=2)
    assert proofs.newest(tx, DAY, tonight(FIRST)) == {"x-koho": proof(-400, by="10002")}


def test_of_two_on_one_day_the_later_stands(tx: Connection) -> None:
    keep(tx, FIRST, proof(by="10001"), step=1)
    keep(tx, FIRST, proof(by="10002"), step=2)
    assert proofs.newest(tx, DAY, tonight(FIRST))["x-koho"].by == "10002"


def test_a_look_back_knows_no_proof_of_a_later_day(tx: Connection) -> None:
    keep(tx, FIRST, proof(-10))
    keep(tx, FIRST, proof(0), step=2)
    assert proofs.newest(tx, DAY - timedelta(days=1), tonight(FIRST)) == {"x-koho": proof(-10)}
    assert proofs.newest(tx, DAY - timedelta(days=11), tonight(FIRST)) == {}


def test_the_newest_step_is_that_of_the_login_and_its_seed(tx: Connection) -> None:
    assert proofs.newest_step(tx, FIRST) is None
    for step in (7, 2_000_000_000_000, 8):
        keep(tx, FIRST, proof(), step=step)
    assert proofs.newest_step(tx, FIRST) == 2_000_000_000_000
    assert proofs.newest_step(tx, SECOND) is None
    assert proofs.newest_step(tx, OTHER) is None
    assert proofs.newest_step(tx, SeedRef(FIRST.login_id, "key 2", FIRST.fingerprint)) is None


def test_wrong_codes_are_counted_by_login_and_day(tx: Connection) -> None:
    assert proofs.wrong(tx, "x-koho", DAY) == 0
    assert [proofs.count_wrong(tx, "x-koho", DAY) for _ in range(3)] == [1, 2, 3]
    assert proofs.count_wrong(tx, "fb-kanko", DAY) == 1
    assert proofs.count_wrong(tx, "x-koho", DAY + timedelta(days=1)) == 1
    assert proofs.wrong(tx, "x-koho", DAY) == 3
