"""The made city, finished: its tables, its secrets, and what an audit must find in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from types import MappingProxyType

from auditor.catalogue import load_pack
from auditor.demo.draft import sound_city
from auditor.demo.faults import Planted, plant
from auditor.demo.manners import UBE, Manner
from auditor.duties.incidents import Reported
from auditor.inventory.policy_fields import policy_fields
from auditor.inventory.tables import Tables
from auditor.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class DemoSecret:
    """A login's entries of the vault; None where there is none. An empty password is an entry, and a fault."""

    password: Secret | None
    seed: Secret | None


@dataclass(frozen=True, slots=True)
class DemoCity:
    """``secrets`` by login id; ``policy_headings`` are the columns of its table of policies.

    ``leaked`` are passwords with the number of times that each was seen elsewhere; ``incidents`` are to be opened before
    the audit. ``plant`` is exactly what an audit as of ``day`` must find by the guideline's own pack, after another one
    as of ``since``: only what was seen before can have changed.
    """

    manner: Manner
    since: date
    day: date
    tables: Tables
    policy_headings: tuple[str, ...]
    secrets: Mapping[str, DemoSecret]
    leaked: tuple[tuple[Secret, int], ...]
    incidents: tuple[Reported, ...]
    plant: tuple[Planted, ...]


def build(day: date, random: Random, manner: Manner = UBE, *, sound: bool = False) -> DemoCity:
    """The city as of ``day``; a ``sound`` one has no fault. The same source of randomness gives the same secrets.

    For a city whose vault is kept, give a `random.SystemRandom`.
    """
    pack = load_pack(manner.pack, {})
    draft = sound_city(day, random, manner, {rule.check: rule for rule in pack.rules}, policy_fields(pack))
    planted = () if sound else plant(draft)
    return DemoCity(
        manner=manner,
        since=draft.ago(30),
        day=day,
        tables=draft.tables(),
        policy_headings=draft.policy_headings(),
        secrets=MappingProxyType(
            {
                login_id: DemoSecret(
                    _secret(draft.passwords.get(login_id)), _secret(draft.seeds.get(login_id))
                )
                for login_id in draft.logins
            }
        ),
        leaked=tuple((Secret(draft.passwords[login_id]), times) for login_id, times in draft.leaked.items()),
        incidents=tuple(draft.incidents),
        plant=planted,
    )


def _secret(text: str | None) -> Secret | None:
    return None if text is None else Secret(text)
