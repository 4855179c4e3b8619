"""The step of a night that looks every password up in what leaked; which list or service, the settings say.

What cannot be used stops no night: the check for leaked passwords then sees nothing, and the audit is incomplete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from auditor.errors import BreachListError
from auditor.measuring.breaches.opening import open_source
from auditor.measuring.breaches.stage import all_unseen, breached
from auditor.settings import BreachChoice
from auditor.vault.vault import Vault
from checks._contract import BreachCount, LoginMeasurement, Need, Text, Unseen
from reports.messages import in_both

NO_LIST = Text(
    "流出したパスワードの一覧が設定されていないため、一覧との照合は行っていません。",
    "No breach list is configured: passwords were compared with no list of leaked ones.",
)


@dataclass(frozen=True, slots=True)
class Leaks:
    """The measurements with what is known of leaks, and what the report is to say of its limits."""

    measurements: Mapping[str, LoginMeasurement]
    notes: tuple[Text, ...] = ()


def look_up(
    choice: BreachChoice,
    needs: frozenset[Need],
    measured: Mapping[str, LoginMeasurement],
    vault: Vault,
    *,
    today: date,
    clock: Callable[[], datetime],
) -> Leaks:
    """Looks up the password of each login measured, where the pack's checks need it (``needs``)."""
    if Need.BREACHED not in needs:
        return Leaks(measured)
    try:
        with open_source(choice, today, clock) as source:
            if source is None:
                return Leaks(measured, (NO_LIST,))
            return _with(measured, breached(measured, vault, source), tuple(map(in_both, source.notes)))
    except BreachListError as error:
        return _with(measured, all_unseen(measured), (in_both(error.what),))


def _with(
    measured: Mapping[str, LoginMeasurement],
    found: Mapping[str, BreachCount | Unseen],
    notes: tuple[Text, ...],
) -> Leaks:
    return Leaks({login: replace(one, breached=found[login]) for login, one in measured.items()}, notes)
