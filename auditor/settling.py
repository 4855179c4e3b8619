"""The duties brought up to date in the ledger: after every change, and once a night.

What is known lies in the ledger; which reviews and tasks follow from it, ``auditor.duties`` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from auditor.catalogue import load_checks, load_pack
from auditor.duties.orders import KnownOrder
from auditor.duties.presence import people_on
from auditor.duties.rules import Rules
from auditor.duties.settling import settle_all, with_waivers
from auditor.duties.situation import Situation
from auditor.ledger import chain, register, reviews, sightings, waivers
from auditor.ledger.register import Stored, evidence, logins
from auditor.settings import Settings
from auditor.working_days import WorkingDays
from checks._contract import Facts, Review


def rules_of(settings: Settings) -> Rules:
    """What the city's pack asks of duties. Raises PackError."""
    checks = load_checks()
    return Rules.of(load_pack(settings.policy.pack, settings.policy.override, checks))


def settle(tx: Connection, day: date, rules: Rules) -> tuple[Review, ...]:
    """Brings all reviews to ``day``, keeps what changed, and seals it.

    Gives those that are known by then, as they are shown: tasks under a waiver in force are waived.
    """
    held = register.stored(tx)
    settled = settle_facts(tx, facts_on(held, day), held.orders, rules)
    chain.add_tasks(tx, day)
    return settled


def settle_facts(
    tx: Connection, facts: Facts, orders: Sequence[KnownOrder], rules: Rules
) -> tuple[Review, ...]:
    """The same, of facts that are at hand already, without the seal: a run makes its own. ``facts.waivers`` need not be
    at hand."""
    before = reviews.stored(tx)
    situation = Situation(
        facts=facts,
        rules=rules,
        orders=orders,
        histories=sightings.histories(tx),
        withdrawn=evidence.withdrawn_numbers(tx),
        pasts=logins.pasts(tx),
    )
    after = reviews.keep(tx, facts.day, before, settle_all(before, situation))
    return with_waivers(
        (review for review in after if review.known <= facts.day), facts, waivers.stored(tx, facts.day)
    )


def facts_on(stored: Stored, day: date) -> Facts:
    """The register as facts of ``day``, without what only a night sees."""
    return Facts(
        day=day,
        calendar=WorkingDays(),
        accounts=stored.accounts,
        logins=stored.logins,
        people=people_on(day, stored.people, stored.orders),
        administrators=stored.administrators,
        evidence=stored.evidence,
        policies=stored.policies,
        first_imported=stored.first_imported,
    )
