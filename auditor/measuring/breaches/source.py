"""What a night asks of a list of leaked passwords, whether it is a file or a service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from auditor.vault.secret import Secret
from checks._contract import BreachCount, Unseen
from reports.messages import Message


class BreachSource(Protocol):
    """Looks passwords up. Hashes of them are made inside and leave it no more than the passwords do."""

    @property
    def version(self) -> str:
        """What was looked up under the same version need not be looked up again."""

    @property
    def notes(self) -> tuple[Message, ...]:
        """What the report is to say of its limits."""

    def look_up(self, passwords: Sequence[Secret]) -> Sequence[BreachCount | Unseen]:
        """One answer for each password, in their order.

        Raises BreachListError where nothing can be looked up any more.
        """

    def close(self) -> None: ...
