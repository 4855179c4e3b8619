"""What the pages that were seen say of each account; pure.

To see that something is there, any page will do. To see that it is not there, every page concerned must have come whole and
be one that can be read: what a script draws, who logs in sees, or a frame holds was not seen. What a page hides is neither
there nor not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from auditor.inventory.folding import key
from auditor.site.addresses import SERVICE_HOSTS, Place, led_out, place, shown
from auditor.site.fetching import Fetched, Unfetched, Why
from auditor.site.page import Page, parse
from checks._contract import Account, EvidenceKind
from checks.profile_backlink import LeadsTo

LEAST_TEXT = 200
"""Characters; a page with scripts that shows less is filled by them. Emptied pages of services show 0 to 150, the shortest
real ones a navigation and a footer of 300 and more."""


class State(StrEnum):
    """``LISTED`` and ``LINKED`` are good for an open account, ``GONE`` for a closed one."""

    LISTED = "listed"
    LINKED = "linked"
    GONE = "gone"
    NOT_LISTED = "not-listed"
    WRONG_LINK = "wrong-link"
    STILL_LISTED = "still-listed"
    NOT_LINKED = "not-linked"
    NOT_SEEN = "not-seen"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class Shown:
    """A link that a page shows: as it is ``written`` there first, and the texts around each of its kind, folded."""

    written: str
    around: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenPage:
    """``address`` is the one that answered when ``asked`` was asked for. ``linked``: where the links lead that it shows, in
    their order. ``hidden``: where else it leads, by links and words that it hides. ``unread``: why its lacking something
    says nothing, None where it does say something."""

    asked: str
    address: str
    sha256: str
    linked: Mapping[Place, Shown]
    text: str
    hidden: frozenset[Place] = frozenset()
    unread: Why | None = None


Seen = SeenPage | Unfetched

MOST_AROUND = 1000
"""Characters around a link in which an account's name is looked for."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of one account. ``pages`` are those that show it, ``link`` is what was found there (or, for a wrong
    link or a profile that leads to another page of the city, in its place); ``why`` and ``status`` tell why nothing was seen."""

    account_id: str
    kind: EvidenceKind
    state: State
    pages: tuple[SeenPage, ...] = ()
    link: str = ""
    why: Why | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``strangers``: links of the list pages to a service, to an account that the inventory does not have; each with its
    page."""

    sights: tuple[Sight, ...]
    strangers: tuple[tuple[str, str], ...]


def seen(fetched: Fetched | Unfetched) -> Seen:
    """The page, read."""
    if isinstance(fetched, Unfetched):
        return fetched
    page = parse(fetched.content, fetched.address, fetched.charset)
    linked = _linked(page)
    return SeenPage(
        asked=fetched.asked,
        address=fetched.address,
        sha256=fetched.sha256,
        linked=linked,
        text=page.text,
        hidden=_hidden(page).difference(linked),
        unread=_unread(page, fetched),
    )


def _linked(page: Page) -> Mapping[Place, Shown]:
    folded: dict[str, str] = {}
    written: dict[Place, str] = {}
    around: dict[Place, dict[str, None]] = {}
    for link in page.links:
        address = led_out(link.address)
        if not link.hidden and (leads_to := place(address)) is not None:
            if link.around not in folded:
                folded[link.around] = key(link.around)[:MOST_AROUND]
            written.setdefault(leads_to, shown(address))
            around.setdefault(leads_to, {})[folded[link.around]] = None
    return {leads_to: Shown(written[leads_to], tuple(texts)) for leads_to, texts in around.items()}


def _hidden(page: Page) -> frozenset[Place]:
    links = (place(led_out(link.address)) for link in page.links if link.hidden)
    return frozenset(found for found in links if found) | {found for found, _ in _written_in(page.hidden)}


def _unread(page: Page, fetched: Fetched) -> Why | None:
    if page.open_end or not (fetched.whole or b"</html" in fetched.content[-2000:].lower()):
        return Why.CUT_OFF
    if page.leads_on:
        return Why.LED_ELSEWHERE
    if page.frames:
        return Why.FRAMES
    if page.asks_password:
        return Why.NEEDS_LOGIN
    if page.scripts and len(page.text) < LEAST_TEXT:
        return Why.NEEDS_SCRIPT
    return None


def compare(
    accounts: Mapping[str, Account],
    day: date,
    lists: Sequence[Seen],
    profiles: Mapping[str, Seen],
    leads_to: LeadsTo = LeadsTo.SITE,
) -> Comparison:
    """What ``lists`` show of all accounts, and ``profiles`` (by the address in the inventory) of the open ones, which are to
    lead back to what ``leads_to`` says."""
    places = {account_id: _home(account.url) for account_id, account in accounts.items()}
    listing = _Listing(
        accounts=accounts,
        places=places,
        open_places=frozenset(
            found
            for account_id, found in places.items()
            if found is not None and not accounts[account_id].is_closed(day)
        ),
        pages=tuple(one for one in lists if isinstance(one, SeenPage)),
        unfetched=tuple(one for one in lists if isinstance(one, Unfetched)),
    )
    pages = frozenset(found for one in lists for address in _addresses(one) if (found := place(address)))
    site = frozenset(page.host for page in pages)

    def leads_back(found: Place) -> bool:
        match leads_to:
            case LeadsTo.SITE:
                return found.host in site
            case LeadsTo.LIST_PAGE:
                return found in pages
            case _:
                assert_never(leads_to)

    sights: list[Sight] = []
    for account_id, account in accounts.items():
        if account.is_closed(day):
            sights.append(listing.of_closed(account_id))
        else:
            sights.append(listing.of_open(account_id))
            sights.append(_backlink(account, places[account_id], profiles.get(account.url), site, leads_back))
    return Comparison(tuple(sights), tuple(listing.strangers(site)))


def _home(url: str) -> Place | None:
    """Where an account is at home; the first page of a service is no account's."""
    found = place(url)
    return None if found is None or (found.host in SERVICE_HOSTS and found.path == "/") else found


def _addresses(one: Seen) -> tuple[str, ...]:
    return (one.asked, one.address) if isinstance(one, SeenPage) else (one.asked,)


# --- the city's list ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listing:
    accounts: Mapping[str, Account]
    places: Mapping[str, Place | None]
    open_places: frozenset[Place]
    pages: tuple[SeenPage, ...]
    unfetched: tuple[Unfetched, ...]

    def of_open(self, account_id: str) -> Sight:
        home = self.places[account_id]
        if home is None:
            return self._sight(account_id, State.NOT_SEEN, why=Why.NO_ADDRESS)
        if found := self._showing(home):
            return self._sight(account_id, State.LISTED, pages=(found[0],), link=found[1])
        if blind := self._blind(account_id):
            return blind
        if other := self._under_its_name(account_id, home):
            return self._sight(account_id, State.WRONG_LINK, pages=(other[0],), link=other[1])
        if self._hides(home):
            return self._sight(account_id, State.NOT_SEEN, why=Why.HIDDEN)
        return self._sight(account_id, State.NOT_LISTED, pages=self.pages)

    def of_closed(self, account_id: str) -> Sight:
        """A wrong address in the inventory must not look like an account that is gone."""
        home = self.places[account_id]
        if home is None:
            return self._sight(account_id, State.NOT_SEEN, why=Why.NO_ADDRESS)
        if home in self.open_places:
            return self._sight(account_id, State.NOT_SEEN, why=Why.SHARED_ADDRESS)
        if found := self._showing(home):
            return self._sight(account_id, State.STILL_LISTED, pages=(found[0],), link=found[1])
        if blind := self._blind(account_id):
            return blind
        if other := self._under_its_name(account_id, home):
            return self._sight(account_id, State.NOT_SEEN, why=Why.OTHER_LINK, link=other[1])
        if self._hides(home):
            return self._sight(account_id, State.NOT_SEEN, why=Why.HIDDEN)
        return self._sight(account_id, State.GONE, pages=self.pages)

    def strangers(self, site: frozenset[str]) -> Iterator[tuple[str, str]]:
        known = {found for found in self.places.values() if found is not None}
        hosts = (SERVICE_HOSTS | {found.host for found in known}) - site
        for page in self.pages:
            for found, link in page.linked.items():
                if found.host in hosts and found not in known and not _NO_ACCOUNT.match(found.path):
                    known.add(found)
                    yield page.address, link.written

    def _showing(self, home: Place) -> tuple[SeenPage, str] | None:
        """The first page that shows a link that leads there, and the link."""
        return next(((page, page.linked[home].written) for page in self.pages if home in page.linked), None)

    def _hides(self, home: Place) -> bool:
        return any(home in page.hidden for page in self.pages)

    def _blind(self, account_id: str) -> Sight | None:
        """Not seen, where one of the list's pages did not come or could not be read."""
        for missing in self.unfetched:
            return self._sight(account_id, State.NOT_SEEN, why=missing.why, status=missing.status)
        for page in self.pages:
            if why := page.unread or self._no_list(page):
                return self._sight(account_id, State.NOT_SEEN, why=why)
        return None

    def _no_list(self, page: SeenPage) -> Why | None:
        """A page that links none of the city's accounts is an error page or another one, and not the list."""
        homes = self.places.values()
        if any(home in page.linked for home in homes):
            return None
        return Why.HIDDEN if any(home in page.hidden for home in homes) else Why.NO_LIST

    def _under_its_name(self, account_id: str, home: Place) -> tuple[SeenPage, str] | None:
        """A link to the same service and to no account of the inventory, beside the account's name."""
        name = key(self.accounts[account_id].name)
        known = set(self.places.values())
        for page in self.pages if name else ():
            for found, link in page.linked.items():
                if (
                    found.host == home.host
                    and found not in known
                    and any(name in text for text in link.around)
                ):
                    return page, link.written
        return None

    def _sight(
        self,
        account_id: str,
        state: State,
        *,
        pages: tuple[SeenPage, ...] = (),
        link: str = "",
        why: Why | None = None,
        status: int | None = None,
    ) -> Sight:
        return Sight(account_id, EvidenceKind.SITE_LISTING, state, pages, link, why, status)


_NO_ACCOUNT = re.compile(
    r"/$|/(?:share|sharer|sharer\.php|dialog|plugins|intent|hashtag|search|home|login|privacy|tos|help|policies|legal|about"
    r"|watch|embed|playlist|results|p|reel|R?/?msg|lineit)(?:/|$)",
    re.IGNORECASE,
)
"""Paths of services that show no account: buttons to share a page, single films, terms of use."""


# --- the account's own page ---------------------------------------------------------------------------------------------


def _backlink(
    account: Account,
    home: Place | None,
    one: Seen | None,
    site: frozenset[str],
    leads_back: Callable[[Place], bool],
) -> Sight:
    def sight(
        state: State,
        *,
        pages: tuple[SeenPage, ...] = (),
        link: str = "",
        why: Why | None = None,
        status: int | None = None,
    ) -> Sight:
        kind = EvidenceKind.PROFILE_BACKLINK
        return Sight(account.account_id, kind, state, pages, link, why, status)

    match one:
        case _ if home is None:
            return sight(State.NOT_SEEN, why=Why.NO_ADDRESS)
        case None:
            return sight(State.NOT_SEEN, why=Why.CHANGED)
        case Unfetched(why=Why.NOT_ALLOWED):
            return sight(State.NOT_ASKED, why=Why.NOT_ALLOWED)
        case Unfetched():
            return sight(State.NOT_SEEN, why=one.why, status=one.status)
        case SeenPage() if place(one.address) != home:  # to a page to log in at, or to another account
            return sight(State.NOT_SEEN, why=Why.LED_ELSEWHERE)
    for found, written in _places_named(one):
        if leads_back(found):
            return sight(State.LINKED, pages=(one,), link=written)
    if one.unread is not None:
        return sight(State.NOT_SEEN, why=one.unread)
    if any(leads_back(found) for found in one.hidden):
        return sight(State.NOT_SEEN, why=Why.HIDDEN)
    instead = next((written for found, written in _places_named(one) if found.host in site), "")
    return sight(State.NOT_LINKED, pages=(one,), link=instead)


_WRITTEN = re.compile(r"[A-Za-z0-9:/._~%?#&=@+-]{4,2000}")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def _places_named(page: SeenPage) -> Iterator[tuple[Place, str]]:
    """Where the links lead that the page shows, and the addresses that its text holds; each also as it is written."""
    for found, link in page.linked.items():
        yield found, link.written
    yield from _written_in(page.text)


def _written_in(text: str) -> Iterator[tuple[Place, str]]:
    """Addresses with or without ``https://``."""
    for written in _WRITTEN.finditer(text):
        address = written[0].strip(".:?#&=+-")
        named = place(address if _WEB.match(address) else f"https://{address}")
        if named is not None:
            yield named, address
