"""Plays the story on a made city: what becomes of it day by day, and what the audit of each day must tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from auditor.demo import story
from auditor.demo.draft import Draft
from auditor.demo.faults import FAULTS, Fault, Planted, closed_account
from auditor.demo.story import Episode, Happening, Told
from auditor.demo.when import FIRST, On
from auditor.inventory.tables import Tables
from checks._contract import EvidenceKind, Status

PROOF = "second-factor"


@dataclass(frozen=True, slots=True)
class State:
    """The city from ``day`` on. Passwords and seeds by login; a login that is left out has none."""

    day: date
    tables: Tables
    passwords: Mapping[str, str] = field(repr=False)
    seeds: Mapping[str, str] = field(repr=False)


def state_of(city: Draft, day: date) -> State:
    return State(day, city.tables(), dict(city.passwords), dict(city.seeds))


@dataclass(slots=True)
class Play:
    """The story of one city. ``states`` plays it and leaves the city as it is on the last day; before, nothing is known of
    ``plant`` (what stays) and ``told`` (what comes and goes)."""

    city: Draft
    plant: list[Planted] = field(default_factory=list)
    unrecorded: set[tuple[str, str]] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)

    def states(self) -> Iterator[State]:
        """What the city is on each day on which something happens, the first day before all."""
        span = self.city.span
        happenings = sorted(
            (happening for happening in self._happenings() if happening[0] <= span.last),
            key=lambda happening: happening[0],
        )
        for day, all_of_it in groupby(happenings, key=lambda happening: max(happening[0], span.first)):
            for dated, happens in all_of_it:
                happens(self.city, dated)
            yield state_of(self.city, day)

    def must_tell(self, day: date) -> dict[tuple[str, str], Status]:
        """What comes and goes, as the audit of ``day`` finds it: check and subject → status."""
        return {
            (one.check, one.subject): [status for when, status in one.says if when.on(self.city.span) <= day][
                -1
            ]
            for one in self.told
            if one.says[0][0].on(self.city.span) <= day < one.closed.on(self.city.span)
        }

    def standing(self) -> Iterator[Planted]:
        """What comes and goes, and is there on the last day."""
        for (check, subject), status in self.must_tell(self.city.span.last).items():
            yield Planted(check, subject, status, "a story that is not over")

    def _happenings(self) -> Iterator[tuple[date, Happening]]:
        span = self.city.span
        yield span.first, self._nothing_on_record
        yield span.first, lambda city, _: closed_account(city)
        for check, fault in FAULTS.items():
            if self.city.asks_for(check):
                yield story.ARRIVALS.get(check, FIRST).on(span), self._arrival(fault)
        for episode in story.EPISODES:
            if self._is_played(episode):
                self.told += (one for one in episode.told if self.city.asks_for(one.check))
                yield from ((when.on(span), happens) for when, happens in episode.happens)
        yield story.CAMPAIGN.on(span), _change_all_passwords
        for code, when in story.SECTIONS.items():
            yield when.on(span), self._section_in_order(code)

    def _is_played(self, episode: Episode) -> bool:
        days = [when.on(self.city.span) for when, _ in episode.happens if isinstance(when, On)]
        return any(self.city.asks_for(one.check) for one in episode.told) and all(
            day >= self.city.span.first for day in days
        )

    def _arrival(self, fault: Fault) -> Happening:
        def plant(city: Draft, _: date) -> None:
            self.plant += (one for one in fault(city) if city.asks_for(one.check))

        return plant

    def _nothing_on_record(self, city: Draft, _: date) -> None:
        for check in filter(city.asks_for, story.UNRECORDED):
            for account_id in city.accounts:
                city.forget(EvidenceKind(check), account=account_id)
                self.unrecorded.add((check, account_id))
        if city.asks_for(PROOF):
            for login_id in city.logins:
                city.forget(EvidenceKind.SECOND_FACTOR_SET, login=login_id)
                self.unrecorded.add((PROOF, login_id))

    def _section_in_order(self, code: str) -> Happening:
        def put(city: Draft, day: date) -> None:
            accounts, logins = city.accounts_of(code), city.logins_of(code)
            others = {(one.check, one.subject) for one in self.plant}
            others |= {(one.check, one.subject) for one in self.told}
            for check, subject in sorted(self.unrecorded - others):
                if check == PROOF and subject in logins:
                    city.prove(subject, day)
                elif check != PROOF and subject in accounts:
                    city.record(EvidenceKind(check), day, account=subject, until=city.ahead(200))
                else:
                    continue
                until_now = ((FIRST, Status.UNVERIFIED),)
                self.told.append(Told(check, subject, until_now, closed=story.SECTIONS[code]))

        return put


def _change_all_passwords(city: Draft, _: date) -> None:
    logins = {login_id for code in story.SECTIONS for login_id in city.logins_of(code)}
    for login_id in sorted(logins - story.OF_THEIR_OWN):
        city.change_password(login_id)
