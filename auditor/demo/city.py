"""The made city, finished: its tables, its secrets, and what an audit must find in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from types import MappingProxyType

from auditor.catalogue import load_pack
from auditor.demo.draft import Granted, sound_city
from auditor.demo.faults import Planted
from auditor.demo.manners import UBE, Manner
from auditor.demo.playing import Play, State, state_of
from auditor.demo.when import Span
from auditor.duties.incidents import Reported
from auditor.inventory.policy_fields import policy_fields
from auditor.inventory.tables import Tables
from auditor.vault.secret import Secret
from checks._contract import Status


@dataclass(frozen=True, slots=True)
class DemoSecret:
    """A login's entries of the vault; None where there is none. An empty password is an entry, and a fault."""

    password: Secret | None
    seed: Secret | None


@dataclass(frozen=True, slots=True)
class Change:
    """The city from ``day`` on: all of its tables, and the secrets that are others than before, by login."""

    day: date
    tables: Tables
    secrets: Mapping[str, DemoSecret]


@dataclass(frozen=True, slots=True)
class DemoCity:
    """A city that is audited on each day of ``span``, and its state on the last one: ``tables``, ``secrets`` by login id,
    ``policy_headings`` (the columns of its table of policies).

    ``changes`` are what it was and became, the first day before all; ``incidents`` are opened and ``waivers`` granted on
    their days. ``leaked`` are passwords with the number of times that each was seen elsewhere.

    ``plant`` is exactly what the audit of the last day must find by the guideline's own pack, and ``must_tell`` what comes
    and goes: what an earlier audit finds of it, by check and subject.
    """

    manner: Manner
    span: Span
    tables: Tables
    policy_headings: tuple[str, ...]
    secrets: Mapping[str, DemoSecret]
    leaked: tuple[tuple[Secret, int], ...]
    changes: tuple[Change, ...]
    incidents: tuple[Reported, ...]
    waivers: tuple[Granted, ...]
    plant: tuple[Planted, ...]
    must_tell: Callable[[date], Mapping[tuple[str, str], Status]] = field(repr=False)


def build(span: Span, random: Random, manner: Manner = UBE, *, sound: bool = False) -> DemoCity:
    """The city that plays its story over ``span`` (thirty days at least); a ``sound`` one has no fault, and nothing happens.

    The same source of randomness gives the same secrets; for a city whose vault is kept, give a `random.SystemRandom`.
    """
    pack = load_pack(manner.pack, {})
    city = sound_city(span, random, manner, {rule.check: rule for rule in pack.rules}, policy_fields(pack))
    play = Play(city)
    states = [state_of(city, span.first)] if sound else [*play.states()]
    return DemoCity(
        manner=manner,
        span=span,
        tables=city.tables(),
        policy_headings=city.policy_headings(),
        secrets=MappingProxyType(_secrets(states[-1])),
        leaked=tuple((Secret(city.passwords[login_id]), times) for login_id, times in city.leaked.items()),
        changes=tuple(_changes(states)),
        incidents=tuple(city.incidents),
        waivers=tuple(city.waivers),
        plant=(*play.plant, *play.standing()),
        must_tell=play.must_tell,
    )


def _changes(states: Iterable[State]) -> Iterator[Change]:
    before: Mapping[str, tuple[str | None, str | None]] = {}
    for state in states:
        secrets = _secrets(state)
        now = {login_id: (state.passwords.get(login_id), state.seeds.get(login_id)) for login_id in secrets}
        changed = (login_id for login_id in now if now[login_id] != before.get(login_id))
        yield Change(state.day, state.tables, {login_id: secrets[login_id] for login_id in changed})
        before = now


def _secrets(state: State) -> dict[str, DemoSecret]:
    return {
        login.login_id: DemoSecret(
            _secret(state.passwords.get(login.login_id)), _secret(state.seeds.get(login.login_id))
        )
        for login in state.tables.logins or ()
    }


def _secret(text: str | None) -> Secret | None:
    return None if text is None else Secret(text)
