"""The made city, finished: its tables, its secrets, and what an audit must find in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from types import MappingProxyType

from auditor.demo.draft import sound_city
from auditor.demo.faults import FAULTS, Planted
from auditor.inventory.tables import Tables
from auditor.vault.secret import Secret

NAME = "見本市"
WORDS = ("mihon", "mihonshi", "見本城", "みほんまつり")
"""What somebody who knows the city would try; goes into the settings as `[city] words`."""


@dataclass(frozen=True, slots=True)
class DemoSecret:
    """A login's entries of the vault; None where there is none. An empty password is an entry, and a fault."""

    password: Secret | None
    seed: Secret | None


@dataclass(frozen=True, slots=True)
class DemoCity:
    """``secrets`` by login id; ``plant`` is exactly what an audit as of ``day`` must find with the Ube pack."""

    name: str
    words: tuple[str, ...]
    day: date
    tables: Tables
    secrets: Mapping[str, DemoSecret]
    plant: tuple[Planted, ...]


def build(day: date, random: Random) -> DemoCity:
    """The city as of ``day``. The same source of randomness gives the same passwords and seeds.

    For a city whose vault is kept, give a `random.SystemRandom`.
    """
    draft = sound_city(day, random)
    plant = tuple(planted for fault in FAULTS for planted in fault(draft))
    return DemoCity(
        name=NAME,
        words=WORDS,
        day=day,
        tables=draft.tables(),
        secrets=MappingProxyType(
            {
                login_id: DemoSecret(
                    _secret(draft.passwords.get(login_id)), _secret(draft.seeds.get(login_id))
                )
                for login_id in draft.logins
            }
        ),
        plant=plant,
    )


def _secret(text: str | None) -> Secret | None:
    return None if text is None else Secret(text)
