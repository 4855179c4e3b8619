"""The steps of the site check, joined: read the register, fetch, compare, keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from auditor.errors import SettingsError
from auditor.ledger.database import Ledger
from auditor.ledger.register import accounts
from auditor.settings import SiteChoice
from auditor.site.addresses import place
from auditor.site.comparing import Seen, State, compare, seen
from auditor.site.fetching import Fetcher
from auditor.site.keeping import Kept, keep
from checks._contract import Pack
from checks.profile_backlink import LeadsTo, Parameters
from reports.messages import message

GOOD = frozenset({State.LISTED, State.LINKED, State.GONE, State.NOT_ASKED})


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at the site came to. ``profiles`` are the accounts' own pages, of allowed hosts or not."""

    lists: tuple[Seen, ...]
    profiles: tuple[Seen, ...]
    kept: tuple[Kept, ...]
    strangers: tuple[tuple[str, str], ...]

    @property
    def saw_all(self) -> bool:
        return all(kept.sight.state is not State.NOT_SEEN for kept in self.kept)

    @property
    def all_good(self) -> bool:
        return all(kept.sight.state in GOOD for kept in self.kept)


def backlink_of(pack: Pack) -> LeadsTo:
    """What the pack's guideline wants a profile to lead back to; the city's site where it says nothing of it."""
    for rule in pack.rules:
        if isinstance(rule.parameters, Parameters):
            return rule.parameters.leads_to
    return LeadsTo.SITE


def check(
    ledger: Ledger,
    choice: SiteChoice,
    day: date,
    *,
    leads_to: LeadsTo,
    open_fetcher: Callable[[], Fetcher],
    told: Callable[[int, int], None],
) -> Checked:
    """Looks at the pages and records what they show, as of ``day``. ``leads_to`` is what a profile is to lead back to.
    ``told`` hears how many pages of how many were asked.

    Raises SettingsError where it is not switched on, and what the ledger raises.
    """
    if not choice.enabled:
        raise SettingsError(
            message("The site check is switched off, and nothing was asked."),
            message("Set [site] enabled, lists and allow in the settings: docs/site-check.md."),
        )
    fetcher = open_fetcher()
    with ledger.transaction() as tx:
        known = accounts.stored(tx)
    wanted = tuple(dict.fromkeys(choice.lists))
    own = dict.fromkeys(
        account.url for account in known.values() if not account.is_closed(day) and place(account.url)
    )
    looked: dict[str, Seen] = {}
    for address in (*wanted, *own):
        told(len(looked), len({*wanted, *own}))
        if address not in looked:
            looked[address] = seen(fetcher.fetch(address))
    lists = tuple(looked[address] for address in wanted)
    profiles = {address: looked[address] for address in own}
    with ledger.run_lock(), ledger.transaction() as tx:
        found = compare(
            accounts.stored(tx), day, lists, profiles, leads_to
        )  # an import may have come between
        kept = keep(tx, found.sights, day)
    return Checked(lists, tuple(profiles.values()), kept, found.strangers)
