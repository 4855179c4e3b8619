"""The step of a night that looks passwords up in what leaked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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
    login_ids: Iterable[str],
    vault: PasswordSource,
    source: BreachSource,
    is_measured: Callable[[str, Secret], bool],
) -> dict[str, BreachCount | Unseen]:
    """Login id → how often its password leaked, or why that could not be seen.

    ``is_measured`` tells of login id and password whether it is the one that was measured. Of one that was set since
    then nothing is said: it would be taken, this night and later, for what is known of the other.

    A source that fails while it is asked makes what it has not answered, and nothing before, unseen.
    """
    remaining = iter(login_ids)
    found: dict[str, BreachCount | Unseen] = {}
    while batch := tuple(islice(remaining, BATCH)):
        found |= _looked_up(batch, vault, source, is_measured)
    return found


def all_unseen(login_ids: Iterable[str]) -> dict[str, BreachCount | Unseen]:
    """What is known where the source that is set up cannot be used at all."""
    return dict.fromkeys(login_ids, Unseen(WhyUnseen.BREACH_LIST))


def _looked_up(
    login_ids: tuple[str, ...],
    vault: PasswordSource,
    source: BreachSource,
    is_measured: Callable[[str, Secret], bool],
) -> Mapping[str, BreachCount | Unseen]:
    passwords: dict[str, Secret] = {}
    found: dict[str, BreachCount | Unseen] = {}
    for login_id in login_ids:
        match vault.password(login_id):
            case Unseen() as unseen:
                found[login_id] = unseen
            case password if is_measured(login_id, password):
                passwords[login_id] = password
            case _:
                found[login_id] = Unseen(WhyUnseen.CHANGED)
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
