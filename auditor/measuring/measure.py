"""Logins and their secrets become measurements: the one step of a night that sees plaintext.

Each login is measured by itself. What breaks on one is told for that one as ``Unseen`` and stops no other; nothing of an
exception's text goes anywhere, since it could hold anything. A plaintext lives no longer than its login's turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from auditor.errors import AuditorError
from auditor.measuring import words
from auditor.measuring.fingerprints import FingerprintKey
from auditor.measuring.guessing import RankedWords, judge
from auditor.measuring.near import near_forms
from auditor.measuring.personal import PersonalIndex
from auditor.measuring.runs import longest_run, longest_sequence
from auditor.measuring.seeds import measure_seed
from auditor.vault.secret import Secret
from checks._contract import LoginMeasurement, PasswordMeasurement, SeedMeasurement, Unseen, WhyUnseen


class SecretSource(Protocol):
    """What measuring asks of a vault."""

    def password(self, login_id: str) -> Secret | Unseen: ...

    def seed(self, login_id: str) -> Secret | Unseen | None: ...


@dataclass(frozen=True, slots=True)
class Request:
    """One login to measure: the texts around it (``words.words_of``) and the staff numbers tied to it."""

    login_id: str
    words: tuple[str, ...] = ()
    tied: frozenset[str] = frozenset()


def measure(
    requests: Iterable[Request],
    vault: SecretSource,
    key: FingerprintKey | None,
    people: PersonalIndex | Unseen,
    city_words: Iterable[str] = (),
    *,
    progress: Callable[[int], None] | None = None,
) -> dict[str, LoginMeasurement]:
    """Login id → its measurement. ``progress`` is told how many logins are done.

    ``city_words`` are raw texts (``words.city_texts``). Without ``key`` nothing can be compared with other logins or
    nights: passwords and seeds are then not seen.
    """
    city = RankedWords([("city-word", words.ranked(city_words))])
    measured: dict[str, LoginMeasurement] = {}
    for done, request in enumerate(requests, start=1):
        measured[request.login_id] = LoginMeasurement(
            request.login_id,
            password=_password(request, vault, key, people, city),
            seed=_seed(request.login_id, vault, key),
        )
        if progress is not None:
            progress(done)
    return measured


def _password(
    request: Request,
    vault: SecretSource,
    key: FingerprintKey | None,
    people: PersonalIndex | Unseen,
    city: RankedWords,
) -> PasswordMeasurement | Unseen:
    try:
        secret = vault.password(request.login_id)
        if isinstance(secret, Unseen):
            return secret
        if key is None:
            return Unseen(WhyUnseen.NO_KEY)
        return _measured(secret.reveal(), request, key, people, city)
    except AuditorError:
        return Unseen(WhyUnseen.REFUSED)
    except Exception:  # noqa: BLE001 - one login must not stop the night; told as not seen, the run is incomplete
        return Unseen(WhyUnseen.MEASURING_BROKE)


def _measured(
    password: str, request: Request, key: FingerprintKey, people: PersonalIndex | Unseen, city: RankedWords
) -> PasswordMeasurement | Unseen:
    if not password:
        return Unseen(WhyUnseen.EMPTY)
    account = RankedWords([("account-word", words.ranked(request.words))])
    guesses = judge(password, (account, city))
    return PasswordMeasurement(
        fingerprint=key.password(password),
        length=len(password),
        guesses_log10=guesses.log10,
        weaknesses=guesses.weaknesses,
        longest_run=longest_run(password),
        longest_sequence=longest_sequence(password),
        personal=people if isinstance(people, Unseen) else people.look_up(password, request.tied),
        near=near_forms(password, key),
    )


def _seed(login_id: str, vault: SecretSource, key: FingerprintKey | None) -> SeedMeasurement | Unseen | None:
    try:
        secret = vault.seed(login_id)
        if secret is None or isinstance(secret, Unseen):
            return secret
        return Unseen(WhyUnseen.NO_KEY) if key is None else measure_seed(secret, key)
    except AuditorError:
        return Unseen(WhyUnseen.REFUSED)
    except Exception:  # noqa: BLE001 - as above
        return Unseen(WhyUnseen.MEASURING_BROKE)
