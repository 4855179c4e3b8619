"""What the pack asks of duties."""

from __future__ import annotations

from dataclasses import dataclass

from checks import administrators_minimum, incident_response, register_submitted, transfer_review
from checks._contract import Pack
from checks.incident_response import COMPARISONS


@dataclass(frozen=True, slots=True)
class Rules:
    """The parameters that duties are opened and closed by; None where the pack has no such rule."""

    transfers: transfer_review.Parameters | None
    administrators: administrators_minimum.Parameters | None
    incidents: incident_response.Parameters | None
    register: register_submitted.Parameters | None
    compares_passwords: bool

    @staticmethod
    def of(pack: Pack) -> Rules:
        parameters = {rule.check: rule.parameters for rule in pack.rules}
        return Rules(
            transfers=parameters.get("transfer-review"),
            administrators=parameters.get("administrators-minimum"),
            incidents=parameters.get("incident-response"),
            register=parameters.get("register-submitted"),
            compares_passwords=parameters.keys() >= COMPARISONS,
        )

    @property
    def minimum_administrators(self) -> int:
        """How many others must be in force before somebody is replaced (contract, section 6: two)."""
        return 2 if self.administrators is None else self.administrators.minimum_administrators
