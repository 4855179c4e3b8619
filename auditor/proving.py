"""A second factor proven: the code on an administrator's device is set against the seed in the vault.

In steps, because a person types between them: ``who_proves`` and ``prepare`` refuse whatever can be refused without a
code, ``check`` takes the code. While it is typed, neither vault nor ledger is held open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from auditor.errors import UsageError, VaultError
from auditor.ledger import proofs
from auditor.ledger.database import Ledger
from auditor.ledger.proofs import SeedRef
from auditor.ledger.register import administrators, logins, staff
from auditor.measuring.second_factor import matches, require_codes_by_time
from auditor.measuring.seeds import measure_seed
from auditor.subjects import meant_staff_number, require_known_login
from auditor.taking_in import fingerprint_key
from auditor.vault.secret import Secret
from auditor.vault.vault import Vault
from checks._contract import Login, Pack, Person, Presence, Proof, Unseen
from checks.second_factor import Parameters
from reports.messages import message

TRIES = 10
"""Wrong codes of a login that a day takes: three of a million codes do at a time, so a guesser is right once in 33,000 days."""

_AS_IN_THE_DIRECTORY = message("Name who shows the code by --by and a staff number of the directory.")


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """All that a code is checked with, and the proof as it will be kept."""

    proof: Proof
    seed: Secret
    ref: SeedRef


def valid_days(pack: Pack) -> int:
    """How long a proof holds by the pack. Raises UsageError where it has no rule on second factors."""
    for rule in pack.rules:
        if isinstance(rule.parameters, Parameters):
            return rule.parameters.proof_valid_days
    raise UsageError(
        message(
            "The pack {pack} has no rule second-factor: it does not say how long a proof holds.", pack=pack.id
        ),
        message("Add [checks.second-factor] to the pack, or name another one in [policy] pack."),
    )


def who_proves(tx: Connection, login_id: str, by: str | None, day: date) -> tuple[Login, Person | None]:
    """The login and the person, where the person ``by`` may prove the login's second factor on ``day``.

    Where nobody is named it is the holder of a login that is one person's own; of a shared one it stays open (None).
    Raises UsageError where login or person is unknown, the person has left, or the login is locked.
    """
    known = logins.stored(tx)
    require_known_login(login_id, known)
    if proofs.wrong(tx, login_id, day) >= TRIES:
        raise _locked(login_id)
    login = known[login_id]
    named = by or login.holder
    return login, None if named is None else _person(tx, named)


def _person(tx: Connection, number: str) -> Person:
    people = staff.stored(tx)
    person = people.get(meant_staff_number(number, people))
    if person is None:
        raise UsageError(
            message("The staff directory has no staff number {number}.", number=number), _AS_IN_THE_DIRECTORY
        )
    if person.presence is Presence.LEFT:
        raise UsageError(
            message("By the staff directory {number} has left.", number=number), _AS_IN_THE_DIRECTORY
        )
    return person


def answers_for(tx: Connection, login: Login, person: Person, day: date) -> bool:
    """Whether it is the login's holder, or an administrator in force of an account that it serves."""
    return login.holder == person.staff_number or any(
        row.account_id in login.accounts and row.staff_number == person.staff_number and row.in_force(day)
        for row in administrators.stored(tx)
    )


def prepare(vault: Vault, login_id: str, by: str, *, day: date, days: int) -> Prepared:
    """What the code of the login will be checked with; the proof will hold for ``days``.

    Raises UsageError where the vault has no seed of the login, or one whose codes cannot be checked; VaultError where it
    gives no answer, or has no key for fingerprints.
    """
    seed = _seed(vault, login_id)
    require_codes_by_time(seed)
    key = fingerprint_key(vault)
    if key is None:
        raise VaultError(
            message("The vault has no key for fingerprints: the proof could not be tied to its seed."),
            message("Restore the vault from its last copy, or make a key with `auditor init`."),
        )
    return Prepared(
        proof=Proof(day=day, until=day + timedelta(days=days), by=by),
        seed=seed,
        ref=SeedRef(login_id, key.id, measure_seed(seed, key).fingerprint),
    )


def check(ledger: Ledger, prepared: Prepared, code: Secret, at: datetime) -> Proof:
    """Keeps the proof where ``code`` is the one of the device at ``at``, by the machine's own clock.

    A wrong code is counted, and stays counted. The ledger lets one writer in at a time, so that also many programs at once
    have no more than ``TRIES``. Raises UsageError for a wrong code, one that was used before, and a locked login.
    """
    with ledger.transaction() as tx:
        refusal = _tried(tx, prepared, code, at)
    if refusal is not None:
        raise refusal
    return prepared.proof


def _tried(tx: Connection, prepared: Prepared, code: Secret, at: datetime) -> UsageError | None:
    """The refusal; handed back and not raised, since raised it would take the count of wrong codes away again."""
    login_id, day = prepared.ref.login_id, prepared.proof.day
    if proofs.wrong(tx, login_id, day) >= TRIES:
        return _locked(login_id)
    step = matches(prepared.seed, code, at)
    if step is None:
        return _wrong(TRIES - proofs.count_wrong(tx, login_id, day))
    used = proofs.newest_step(tx, prepared.ref)
    if used is not None and step <= used:
        return UsageError(
            message("This code was used before; a code counts once."),
            message("Wait until the device shows the next one, then try again."),
        )
    proofs.record(tx, prepared.ref, prepared.proof, step=step, taken=at)
    return None


def _seed(vault: Vault, login_id: str) -> Secret:
    match vault.seed(login_id):
        case Secret() as seed:
            return seed
        case None:
            raise UsageError(
                message(
                    "The vault has no seed of {login}: there is nothing to check a code against.",
                    login=login_id,
                ),
                message(
                    "Store the seed with `auditor secret set {login} --totp`. A method without a seed is evidenced by a record "
                    "of kind second-factor-set.",
                    login=login_id,
                ),
            )
        case Unseen():
            raise VaultError(
                message("The seed of {login} cannot be read from the vault.", login=login_id),
                message("`auditor doctor` looks at the vault."),
            )


def _wrong(tries_left: int) -> UsageError:
    if tries_left <= 0:
        return UsageError(
            message(
                "The code is wrong, and it was the last try of today: the login is locked until tomorrow."
            ),
            _LOOK_AT_CLOCKS,
        )
    return UsageError(
        message("The code is wrong. Tries left today: {count}.", count=tries_left), _LOOK_AT_CLOCKS
    )


_LOOK_AT_CLOCKS = message(
    "See that the device shows the code of this very login, and that the clocks of the device and of this machine are "
    "right."
)


def _locked(login_id: str) -> UsageError:
    return UsageError(
        message("{login} is locked for today: {count} wrong codes were tried.", login=login_id, count=TRIES),
        message("Try again tomorrow. If nobody of yours tried them, ask who uses this machine."),
    )
