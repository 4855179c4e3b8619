"""Sections that only get another name: nobody leaves anything (contract, section 6).

It is a new name where everybody whom the directory has in a section is moved on one day to one section that the directory
does not know. Who has retired before that day is not counted. What was once found to be so stays so when the directory
follows: people whose move is known to be a new name still count for the old section and make no stranger of the new one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from auditor.duties.orders import KnownOrder
from checks._contract import Person, Presence, TransferKind, TransferOrder

_MOVES = (TransferKind.TRANSFER, TransferKind.PROMOTION)

SectionAndDay = tuple[str, date]


@dataclass(frozen=True)
class Renaming:
    """The directory and the standing orders, of which each is known by its place."""

    directory: Mapping[str, Person]
    standing: Mapping[int, KnownOrder]

    def moves_from(self, order: TransferOrder) -> SectionAndDay | None:
        """The section that somebody leaves by this order, and when; None where it moves nobody."""
        section = self.section_before(order)
        if order.kind not in _MOVES or not section or order.to_section in ("", section):
            return None
        return section, order.effective

    def touched_by(self, order: TransferOrder) -> Iterable[SectionAndDay]:
        """The sections, with the day of the moves out of them, on which this order has a bearing."""
        section = self.moves_from(order)
        if section is not None:
            return (section,)
        if order.kind is TransferKind.RETIREMENT and order.staff_number in self.directory:
            left = self.directory[order.staff_number].section
            return tuple((left, day) for day in self._days.get(left, ()) if day > order.effective)
        return ()

    def section_before(self, order: TransferOrder) -> str:
        person = self.directory.get(order.staff_number)
        return order.from_section or (person.section if person else "")

    def decided(self, sections: Iterable[SectionAndDay]) -> Mapping[int, bool]:
        """For each order by which somebody is moved out of one of ``sections``: whether it is a new name only."""
        found: dict[int, bool] = {}
        for section in set(sections):
            moves = self._moves.get(section, ())
            renamed = self._renamed(section, moves)
            found |= {place: self.standing[place].order.staff_number in renamed for place in moves}
        return found

    def _renamed(self, section: SectionAndDay, moves: Collection[int]) -> frozenset[str]:
        """Whose move out of the section is only its new name: nobody's, or everybody's who is in it."""
        old, day = section
        orders = [self.standing[place] for place in moves]
        movers = {known.order.staff_number for known in orders}
        before = {known.order.staff_number for known in orders if known.renamed}
        members = {
            number
            for number in self._in_section.get(old, ())
            if self.directory[number].presence is not Presence.LEFT and not self._has_retired(number, day)
        } | before
        targets = {known.order.to_section for known in orders}
        if len(targets) != 1 or not members <= movers:
            return frozenset()
        (new,) = targets
        strangers = set(self._in_section.get(new, ())) - self._arrived.get((new, day), set())
        return frozenset() if strangers else frozenset(members)

    def _has_retired(self, number: str, day: date) -> bool:
        retired = self._retired.get(number)
        return retired is not None and retired < day

    @cached_property
    def _moves(self) -> Mapping[SectionAndDay, tuple[int, ...]]:
        found: defaultdict[SectionAndDay, list[int]] = defaultdict(list)
        for place, known in self.standing.items():
            section = self.moves_from(known.order)
            if section is not None:
                found[section].append(place)
        return {section: tuple(places) for section, places in found.items()}

    @cached_property
    def _arrived(self) -> Mapping[SectionAndDay, set[str]]:
        """New section and day → whose move there was found to be its new name. The directory may have followed by now."""
        found: defaultdict[SectionAndDay, set[str]] = defaultdict(set)
        for known in self.standing.values():
            if known.renamed:
                found[known.order.to_section, known.order.effective].add(known.order.staff_number)
        return found

    @cached_property
    def _days(self) -> Mapping[str, tuple[date, ...]]:
        """Section → the days on which somebody is moved out of it."""
        found: defaultdict[str, list[date]] = defaultdict(list)
        for section, day in self._moves:
            found[section].append(day)
        return {section: tuple(days) for section, days in found.items()}

    @cached_property
    def _in_section(self) -> Mapping[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for number, person in self.directory.items():
            found[person.section].append(number)
        return {section: tuple(numbers) for section, numbers in found.items()}

    @cached_property
    def _retired(self) -> Mapping[str, date]:
        """The first day on which somebody is to retire."""
        found: dict[str, date] = {}
        for known in self.standing.values():
            order = known.order
            if order.kind is TransferKind.RETIREMENT:
                found[order.staff_number] = min(
                    found.get(order.staff_number, order.effective), order.effective
                )
        return found
