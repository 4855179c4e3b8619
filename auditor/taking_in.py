"""Inventory sources become the stored register: read, fingerprint what is personal, set against the store, apply.

Birth dates and phone numbers live only between reading and fingerprinting; the store never gets them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.duties.rules import Rules
from auditor.inventory.headings import TABLES
from auditor.inventory.reading import read_sources
from auditor.inventory.tables import PersonalData, Tables
from auditor.ledger import register
from auditor.ledger.database import Ledger
from auditor.ledger.register import Difference, staff
from auditor.measuring.fingerprints import FINGERPRINTS, FingerprintKey
from auditor.measuring.personal import PersonalForms, forms_of
from auditor.settings import InventoryChoice
from auditor.settling import settle
from auditor.transfers import newcomers, question_asked
from auditor.vault.secret import Secret
from auditor.vault.vault import Vault
from checks._contract import Text, listed
from reports.messages import Message, message


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import changed (or would change), and what the reader should know."""

    difference: Difference
    warnings: tuple[Message, ...]


def take_in(
    ledger: Ledger,
    sources: Sequence[Path],
    vault: Vault,
    choice: InventoryChoice,
    day: date,
    *,
    rules: Rules,
    oldest_order: date | None = None,
    check_only: bool = False,
    are_all: bool = False,
) -> TakenIn:
    """Reads ``sources`` together and brings the store, and the duties that follow, to what they say as of ``day``.

    To be called with the run lock held: the sources are read outside of a transaction, for that may take long, and
    nothing else may change the register meanwhile.

    Transfer orders of a day before ``oldest_order`` are passed over: they were forgotten, and must not come back as new.

    ``are_all``: they are all the sources there are, so a stored table that none of them brings is told: it may be a
    sheet that lost its name.

    Raises SourceFaults with every fault when there is one, before anything is changed.
    """
    with ledger.reading() as tx:
        known = register.known(tx, today=day, oldest=oldest_order)
        before = staff.stored(tx)
        held = register.held(tx)
    reading = read_sources(sources, known, lambda: inventory_passphrase(vault, choice))
    warnings = reading.warnings
    key = fingerprint_key(vault)
    forms = _forms(reading.tables.personal, key)
    if forms is None and reading.tables.staff is not None:
        warnings += (
            message(
                "The vault has no key for fingerprints: birth dates and phone numbers were not taken in, and passwords "
                "cannot be compared with them. Run `auditor init` or restore the key, then import again."
            ),
        )
    if reading.tables.staff is not None:
        after = {person.staff_number: person for person in reading.tables.staff}
        warnings += tuple(map(question_asked, newcomers(before, after, known.orders, day)))
    if are_all:
        warnings += _kept(held, reading.tables)
    if check_only:
        with ledger.reading() as tx:
            difference = register.difference(tx, reading.tables, forms, day)
    else:
        with ledger.transaction() as tx:
            difference = register.apply(tx, reading.tables, forms, day)
            settle(tx, day, rules)
    return TakenIn(difference, warnings)


def _kept(held: Collection[str], tables: Tables) -> tuple[Message, ...]:
    kept = [table for table in TABLES if table.name in held and not tables.holds(table)]
    if not kept:
        return ()
    return (
        message(
            "No source brings these tables; they are kept as taken in earlier: {tables}",
            tables=listed(Text(table.japanese, table.name) for table in kept),
        ),
    )


def fingerprint_key(vault: Vault) -> FingerprintKey | None:
    secret = vault.key(FINGERPRINTS)
    return None if secret is None else FingerprintKey.from_secret(secret)


def _forms(
    personal: Sequence[PersonalData], key: FingerprintKey | None
) -> Mapping[str, PersonalForms] | None:
    if key is None:
        return None
    return {row.staff_number: forms_of(row.staff_number, row.birth_date, row.phone, key) for row in personal}


def inventory_passphrase(vault: Vault, choice: InventoryChoice) -> Secret | None:
    """What opens a protected workbook, None where the vault has nothing for it."""
    return vault.key(choice.passphrase_entry)
