"""The step of a night that looks every password up in what leaked; which list or service, the settings say.

What cannot be used stops no night: the check for leaked passwords then sees nothing, and the audit is incomplete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from auditor.errors import BreachListError
from auditor.measuring.breaches.opening import open_source
from auditor.measuring.breaches.stage import all_unseen, breached
from auditor.measuring.measure import Measured
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
    """The measurements with what is known of leaks, and what the report is to say of its limits.

    ``looked_up`` is what was found tonight, in the list of this ``version``; the rest is remembered from earlier nights.
    """

    measurements: Mapping[str, LoginMeasurement]
    notes: tuple[Text, ...] = ()
    version: str = ""
    looked_up: Mapping[str, BreachCount | Unseen] = field(default_factory=dict)


def look_up(
    choice: BreachChoice,
    needs: frozenset[Need],
    measured: Measured,
    vault: Vault,
    *,
    today: date,
    clock: Callable[[], datetime],
) -> Leaks:
    """Looks up the password of each login measured, where the pack's checks need it (``needs``).

    What an earlier night found in the same list of the same password is not looked up again.
    """
    measurements = measured.by_login
    if Need.BREACHED not in needs:
        return Leaks(measurements)
    try:
        with open_source(choice, today, clock) as source:
            if source is None:
                return Leaks(measurements, (NO_LIST,))
            known = measured.leaks(source.version)
            unknown = (login for login in measurements if login not in known)
            new = breached(unknown, vault, source, measured.is_of)
            notes = tuple(map(in_both, source.notes))
            return Leaks(_with(measurements, {**known, **new}), notes, source.version, new)
    except BreachListError as error:
        return Leaks(_with(measurements, all_unseen(measurements)), (in_both(error.what),))


def _with(
    measured: Mapping[str, LoginMeasurement], found: Mapping[str, BreachCount | Unseen]
) -> dict[str, LoginMeasurement]:
    return {login: replace(one, breached=found[login]) for login, one in measured.items()}
