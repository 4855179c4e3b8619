"""What the machine saw of a login's secrets, night by night, by keyed fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SecretKind(StrEnum):
    """What of a login was sighted."""

    PASSWORD = "password"
    SEED = "seed"


@dataclass(frozen=True, slots=True)
class Seen:
    """A fingerprint under its key, and the first day it was known to be there; ``number`` counts sightings up.

    An empty fingerprint says that the vault held none where it had held one.
    """

    key_id: str
    fingerprint: str
    day: date
    number: int = 0

    def is_of(self, other: Seen) -> bool:
        return (self.key_id, self.fingerprint) == (other.key_id, other.fingerprint)


Histories = Mapping[tuple[str, SecretKind], Sequence[Seen]]
"""Login and kind → what was seen there, in the order it was seen; a row only where it differs from the last."""


def identities(history: Sequence[Seen]) -> tuple[str, ...]:
    """The secrets of a history, one word a row: equal words stand for what must be taken for the same secret.

    Fingerprints of two keys cannot be compared. The first under a new key is taken for the last under the old one:
    nobody saw that it changed.
    """
    words: dict[tuple[str, str], str] = {}
    found: list[str] = []
    key_id: str | None = None
    for seen in history:
        own = (seen.key_id, seen.fingerprint)
        if key_id is not None and seen.key_id != key_id and own not in words:
            words[own] = found[-1]
        found.append(words.setdefault(own, f"{seen.key_id}:{seen.fingerprint}"))
        key_id = seen.key_id
    return tuple(found)


def was_renewed(history: Sequence[Seen], was_before: Callable[[Seen], bool]) -> bool:
    """Whether the present secret is none that was there before an event, as far as the machine saw.

    ``was_before`` tells of a row whether it was seen before the event. What was there in the very first night is not known
    to be new, and what is no longer in the vault was not renewed.
    """
    if not history or not history[-1].fingerprint:
        return False
    *earlier, present = identities(history)
    old = {word for seen, word in zip(history, (*earlier, present), strict=True) if was_before(seen)}
    return present not in old and present != (*earlier, present)[0]
