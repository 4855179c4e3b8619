"""One audit, from the sources to the finished result: the one place where the steps are joined.

    inventory + vault → measure → judge → ledger → report

No step reaches back. The report is written by whoever asked for the audit.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from auditor import engine, summary, transfers
from auditor.catalogue import load_checks, load_pack
from auditor.duties.rules import Rules
from auditor.errors import UsageError
from auditor.leaks import look_up
from auditor.ledger import (
    chain,
    findings,
    measurements,
    months,
    proofs,
    register,
    runs,
    sightings,
    vaults,
    waivers,
)
from auditor.ledger.database import Ledger
from auditor.ledger.register import Stored
from auditor.measuring.fingerprints import FingerprintKey
from auditor.measuring.measure import Helpers, Measured, Past, Request, measure
from auditor.measuring.personal import PersonalIndex
from auditor.measuring.words import city_texts, words_of
from auditor.measuring.workers import Limits
from auditor.settings import Settings
from auditor.settling import facts_on, settle_facts
from auditor.taking_in import TakenIn, fingerprint_key, take_in
from auditor.transfer_folder import Delivered, take_in_folder
from auditor.vault.vault import Vault
from auditor.version import VERSION
from auditor.working_days import WorkingDays
from checks._contract import Facts, Login, Need, Text, Unseen, WhyUnseen
from reports.audit import Audit, PackRef, RunInfo
from reports.messages import Message, in_both, message


@dataclass(frozen=True, slots=True)
class Night:
    """What one run is given from outside: the day judged, today, the machine's clock, and an id nobody else has."""

    day: date
    today: date
    clock: Callable[[], datetime]
    run_id: str
    seconds: Callable[[], float] = time.monotonic  # even, for time limits; the same in all processes

    def is_to_be_kept(self, newest: date | None) -> bool:
        """Whether the ledger keeps this audit; ``newest`` is the latest day it has one of.

        A look ahead is a question, not a night: what it finds must not count as seen. Of a look back the ledger knows
        more than that day did.
        """
        return self.day == self.today or (self.day < self.today and (newest is None or newest <= self.day))


def run(
    settings: Settings,
    ledger: Ledger,
    vault: Vault,
    night: Night,
    *,
    taken: Callable[[TakenIn], None],
    delivered: Callable[[Delivered], None],
    progress: Callable[[int, int], None],
) -> Audit:
    """One audit. ``taken`` is told what the sources changed, ``delivered`` what lay in the folder of transfer lists,
    ``progress`` how many logins were measured, of how many.

    A look ahead, and a look back at a day that a later audit has passed, are judged like any other night and leave the
    ledger as it is. Raises RunUnderWay at once when another run holds the lock; PackError, SourceFaults and VaultError
    before anything was changed; UsageError when there is no account to judge; StoreError.
    """
    with ledger.run_lock():
        started = night.clock()
        checks = load_checks()
        pack = load_pack(settings.policy.pack, settings.policy.override, checks)
        ref = PackRef(pack.id, pack.version, pack.name)
        rules = Rules.of(pack)
        condition = vault.condition()
        with ledger.reading() as tx:
            vaults.refuse_older(tx, condition)
        warnings = _take_in(settings, ledger, vault, night, rules, taken=taken, delivered=delivered)
        with ledger.reading() as tx:
            stored = register.stored(tx)
            newest = runs.newest_day(tx)
        if not stored.accounts:
            raise UsageError(
                message("The inventory holds no account: there is nothing to judge."),
                message(
                    "Take one in with `auditor import`, or name it in the settings: [inventory] sources."
                ),
            )
        is_kept = night.is_to_be_kept(newest)
        if newest is not None and newest > night.today:
            warnings = (*warnings, runs.ahead(newest, night.today), runs.SET_THE_CLOCK)
        city = city_texts(settings.city.name, (*settings.city.words, *pack.words))
        measured = _measured(ledger, stored, vault, night, city=city, progress=progress)
        needs = frozenset[Need]().union(*(checks[rule.check].needs for rule in pack.rules))
        leaks = look_up(settings.breach, needs, measured, vault, today=night.today, clock=night.clock)
        with ledger.transaction() if is_kept else ledger.rehearsal() as tx:
            vaults.see(tx, condition, night.today)
            runs.start(tx, night.run_id, night.day, started, ref, version=VERSION)
            facts = replace(_facts(tx, stored, measured, night, rules), measurements=leaks.measurements)
            judged = engine.judge(pack, checks, facts)
            recorded = findings.record(
                tx,
                night.run_id,
                night.day,
                judged.findings,
                facts.calendar,
                not_judged=judged.not_judged,
                waivers=facts.waivers,
            )
            audit = summary.summarise(
                city=settings.city.name,
                run=RunInfo(
                    id=night.run_id,
                    day=night.day,
                    started=started,
                    finished=night.clock(),
                    complete=judged.complete,
                    pack=ref,
                    version=VERSION,
                ),
                pack=pack,
                checks=checks,
                judged=judged,
                facts=facts,
                today=night.today,
                findings=recorded.findings,
                closed=recorded.closed,
                notes=(*map(in_both, warnings), *_notes(stored, facts), *leaks.notes),
            )
            runs.finish(tx, audit)
            if is_kept:
                months.keep(tx, audit)
                chain.add_run(tx, audit.run)
                transfers.forget(tx, settings, night.day)
                remembered = measured.rows(leaks.version, leaks.looked_up)
                measurements.keep(tx, remembered, measured.by_login.keys())
    return audit


def _take_in(
    settings: Settings,
    ledger: Ledger,
    vault: Vault,
    night: Night,
    rules: Rules,
    *,
    taken: Callable[[TakenIn], None],
    delivered: Callable[[Delivered], None],
) -> tuple[Message, ...]:
    """What lies ready goes in; gives what the report says of it.

    Transfer lists first: they speak of the directory as it was when they were written. Only where there is none yet, they
    have to wait for the sources.
    """
    with ledger.reading() as tx:
        is_first = "staff" not in register.held(tx)
    said: list[Message] = []

    def look_into_the_folder() -> None:
        lists = take_in_folder(settings, ledger, vault, night.today)
        delivered(lists)
        said.extend(lists.notes)

    if not is_first:
        look_into_the_folder()
    if sources := settings.inventory.sources:
        taken_in = take_in(
            ledger,
            sources,
            vault,
            settings.inventory,
            night.today,
            rules=rules,
            oldest_order=transfers.oldest_kept(settings, night.today),
            are_all=True,
        )
        taken(taken_in)
        said.extend(taken_in.warnings)
    if is_first:
        look_into_the_folder()
    return tuple(said)


def _measured(
    ledger: Ledger,
    stored: Stored,
    vault: Vault,
    night: Night,
    *,
    city: tuple[str, ...],
    progress: Callable[[int, int], None],
) -> Measured:
    """Every login that serves an account which is not closed, measured tonight or remembered."""
    key = fingerprint_key(vault)
    elsewhere = vault.elsewhere()
    return measure(
        _requests(stored, night.day),
        vault,
        key,
        people_index(stored, key),
        city,
        past=Past(_rows(ledger), vault.stamps()),
        helpers=Helpers(elsewhere, Limits.of_this_machine(night.seconds)) if elsewhere else None,
        progress=progress,
    )


def _rows(ledger: Ledger) -> Iterator[tuple[str, bytes]]:
    with ledger.reading() as tx:
        yield from measurements.rows(tx)


def people_index(stored: Stored, key: FingerprintKey | None) -> PersonalIndex | Unseen:
    """Everybody whose data may stand in a password; an absent directory is not an empty one."""
    if not stored.people:
        return Unseen(WhyUnseen.NO_DIRECTORY)
    if key is not None and not stored.personal_seen:
        return Unseen(WhyUnseen.FORMS_OF_ANOTHER_KEY)
    return PersonalIndex.build(stored.personal_forms, key)


def _requests(stored: Stored, day: date) -> Iterable[Request]:
    scope = Facts(day=day, calendar=WorkingDays(), accounts=stored.accounts, logins=stored.logins)
    for login_id, tied in _tied(stored, scope.serving_logins, day).items():
        login = stored.logins[login_id]
        accounts = [stored.accounts[account] for account in login.accounts if account in stored.accounts]
        people = [stored.people[number] for number in sorted(tied) if number in stored.people]
        yield Request(login_id, words_of(login, accounts, people), tied)


def _tied(stored: Stored, logins: Mapping[str, Login], day: date) -> dict[str, frozenset[str]]:
    """Login id → staff numbers of the people tied to it: administrators now and before, managers, and the holder
    (contract, section 4, ``password-personal``)."""
    of_account: dict[str, set[str]] = defaultdict(set)
    for row in stored.administrators:
        if row.began is None or row.began <= day:
            of_account[row.account_id].add(row.staff_number)
    for account in stored.accounts.values():
        if account.manager:
            of_account[account.account_id].add(account.manager)
    return {
        login_id: frozenset().union(
            (login.holder,) if login.holder else (), *(of_account[a] for a in login.accounts)
        )
        for login_id, login in logins.items()
    }


def _facts(tx: Connection, stored: Stored, measured: Measured, night: Night, rules: Rules) -> Facts:
    """What is known tonight. The duties come last: what was just seen closes tasks and opens them again."""
    seen = (
        {}
        if measured.key_id is None
        else sightings.see(tx, night.run_id, night.day, measured.key_id, measured.by_login)
    )
    facts = facts_on(stored, night.day)
    return replace(
        facts,
        sightings=seen,
        reviews=settle_facts(tx, facts, stored.orders, rules),
        proofs=proofs.newest(tx, night.day, measured.by_login),
        waivers=waivers.stored(tx, night.day),
    )


def _notes(stored: Stored, facts: Facts) -> Iterable[Text]:
    """Limits of what was seen that are neither findings nor gaps: what the directory does not say."""
    tied = frozenset[str]().union(*_tied(stored, facts.serving_logins, facts.day).values())
    known = tied & stored.people.keys()
    without_birth_date = len(known - stored.personal.birth_date_given)
    without_phone = len(known - stored.personal.phone_given)
    if without_birth_date or without_phone:
        yield Text(
            "担当者・管理者・利用者のうち、生年月日が職員名簿にない人が{birth}人、電話番号がない人が{phone}人います。"
            "これらの人については、パスワードに含まれていても検出できません。",
            "Of the people tied to logins, {birth} have no birth date and {phone} no phone number in the directory; "
            "passwords could not be compared with these.",
        ).fill(birth=without_birth_date, phone=without_phone)
    strangers = len(tied - stored.people.keys())
    if strangers:
        yield Text(
            "担当者・管理者・利用者のうち{count}人は職員名簿にないため、生年月日・電話番号との照合ができません。",
            "{count} people tied to logins are not in the directory: passwords could not be compared with their birth "
            "dates and phone numbers.",
        ).fill(count=strangers)
    unserved = len(stored.logins) - len(facts.serving_logins)
    if unserved:
        yield Text(
            "公開中のアカウントに使われていないログイン{count}件は点検していません。",
            "{count} logins that serve no open account were not judged.",
        ).fill(count=unserved)
