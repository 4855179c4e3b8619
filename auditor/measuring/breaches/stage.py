"""The step of a night that looks passwords up in what leaked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Protocol

from auditor.errors import AuditorError
from auditor.measuring.breaches.source import BreachSource
from auditor.vault.secret import Secret
from checks._contract import BreachCount, Unseen, WhyUnseen

BATCH = 2_000
"""Passwords that are in memory at a time."""


class PasswordSource(Protocol):
    """What looking up asks of a vault."""

    def password(self, login_id: str) -> Secret | Unseen: ...


def breached(
    login_ids: Iterable[str], vault: PasswordSource, source: BreachSource
) -> dict[str, BreachCount | Unseen]:
    """Login id → how often its password leaked, or why that could not be seen.

    A source that fails while it is asked makes what it has not answered, and nothing before, unseen.
    """
    remaining = iter(login_ids)
    found: dict[str, BreachCount | Unseen] = {}
    while batch := tuple(islice(remaining, BATCH)):
        found |= _looked_up(batch, vault, source)
    return found


def all_unseen(login_ids: Iterable[str]) -> dict[str, BreachCount | Unseen]:
    """What is known where the source that is set up cannot be used at all."""
    return dict.fromkeys(login_ids, Unseen(WhyUnseen.BREACH_LIST))


def _looked_up(
    login_ids: tuple[str, ...], vault: PasswordSource, source: BreachSource
) -> Mapping[str, BreachCount | Unseen]:
    passwords: dict[str, Secret] = {}
    found: dict[str, BreachCount | Unseen] = {}
    for login_id in login_ids:
        match vault.password(login_id):
            case Unseen() as unseen:
                found[login_id] = unseen
            case password:
                passwords[login_id] = password
    return {**found, **dict(_answers(passwords, source))}


def _answers(
    passwords: Mapping[str, Secret], source: BreachSource
) -> Iterator[tuple[str, BreachCount | Unseen]]:
    try:
        yield from zip(passwords, source.look_up(tuple(passwords.values())), strict=True)
    except AuditorError:
        yield from all_unseen(passwords).items()
    except Exception:  # noqa: BLE001 - it must not stop the night; told as not seen, the run is incomplete
        yield from dict.fromkeys(passwords, Unseen(WhyUnseen.MEASURING_BROKE)).items()
