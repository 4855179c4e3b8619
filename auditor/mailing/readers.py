"""Who is told what: the readers that the settings name, and the managers of a section's accounts by the directory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from auditor.inventory import folding
from auditor.mailing.addresses import mail_address
from auditor.settings import MailChoice
from auditor.summary import head_of
from checks._contract import Account, Facts, Person
from reports.messages import Message, message
from reports.report import Edition


@dataclass(frozen=True, slots=True, order=True)
class Reader:
    """Whoever reads at ``address`` gets the digest of one edition; ``section`` is ``""`` in those for the whole city."""

    edition: Edition
    section: str
    address: str


@dataclass(frozen=True, slots=True)
class Readers:
    """``without`` are the sections with an open account, of which nobody can be told; ``unknown`` those that the settings name
    and that no account has."""

    all: tuple[Reader, ...]
    without: tuple[str, ...]
    unknown: tuple[str, ...]


def readers(choice: MailChoice, facts: Facts) -> Readers:
    """``facts``: accounts and the directory as of the day judged.

    A manager is written to while the directory has them at work (``active``, and not on leave by an order) in the section of
    the account, at the address in its column ``mail``.
    """
    found = {*_whole_city(choice), *_named(choice)}
    if choice.section_heads:
        found |= set(_managers(facts.accounts, facts.people, facts.day))
    reached = {reader.section for reader in found if reader.edition is Edition.SECTION}
    open_ones = {account.section for account in facts.accounts.values() if not account.is_closed(facts.day)}
    uses_sections = choice.section_heads or bool(choice.sections)
    return Readers(
        all=tuple(sorted(found)),
        without=tuple(sorted(open_ones - reached)) if uses_sections else (),
        unknown=unknown_sections(choice, facts.accounts),
    )


def unknown_sections(choice: MailChoice, accounts: Mapping[str, Account]) -> tuple[str, ...]:
    """The sections that the settings name, as they write them, and that no account has: mostly a slip of the pen."""
    known = {account.section for account in accounts.values()}
    return tuple(name for name in choice.sections if folding.section(name) not in known)


def unknown_said(sections: tuple[str, ...]) -> Message:
    return message(
        "No account is of these sections under [mail.sections]: {sections}", sections=", ".join(sections)
    )


def _whole_city(choice: MailChoice) -> Iterator[Reader]:
    for edition, addresses in (
        (Edition.PR, choice.pr),
        (Edition.IT, choice.it),
        (Edition.PERSONNEL, choice.personnel),
    ):
        for address in addresses:
            yield Reader(edition, "", address)


def _named(choice: MailChoice) -> Iterator[Reader]:
    for section, addresses in choice.sections.items():
        for address in addresses:
            yield Reader(Edition.SECTION, folding.section(section), address)


def _managers(accounts: Mapping[str, Account], people: Mapping[str, Person], day: date) -> Iterator[Reader]:
    for account in accounts.values():
        head = None if account.is_closed(day) else head_of(account, people)
        address = None if head is None else mail_address(head.mail.strip())
        if address is not None:
            yield Reader(Edition.SECTION, account.section, address)
