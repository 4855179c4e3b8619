"""Each thing that a night needs, tried for real; nothing is changed.

A probe is ``fine``, a ``warning`` (a night runs, but less well), or ``failed`` (a night will not run, or will not see
everything). What fails says what to do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from auditor.catalogue import load_checks, load_pack
from auditor.errors import AuditorError, FaultsError, NotPermitted, SourceFaults
from auditor.files import probe_folder
from auditor.formats import Format
from auditor.inventory.reading import read_sources
from auditor.ledger import register, runs, vaults
from auditor.ledger.database import Ledger
from auditor.ledger.mail import troubles
from auditor.ledger.register import Stored
from auditor.mailing.readers import unknown_said, unknown_sections
from auditor.mailing.server import MailServer, Patience
from auditor.measuring.breaches.list_file import BreachList
from auditor.measuring.breaches.opening import open_source
from auditor.nightly import people_index
from auditor.pdf import NoBrowser, find_browser
from auditor.scheduling import Job, Plan
from auditor.settings import Settings
from auditor.taking_in import fingerprint_key, inventory_passphrase
from auditor.vault.mail_login import MailLogin
from auditor.vault.opening import OWN_FILE
from auditor.vault.vault import Vault
from auditor.working_days import WorkingDays
from checks._contract import Facts, Text, Unseen
from reports.messages import Message, message


class Result(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that was tried. ``todo`` stands where it is not fine; ``faults`` where there are several."""

    name: Message
    result: Result
    detail: Message | Text | None = None
    todo: Message | None = None
    faults: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the probes are given from outside."""

    open_vault: Callable[[], Vault]
    today: date
    now: datetime
    hardening: tuple[Message, ...]
    seconds: Callable[[], float] = time.monotonic  # even, for time limits


def examine(settings: Settings, given: Surroundings) -> Iterator[Probe]:
    """Tries one thing after the other; one that fails stops only what cannot be tried without it."""
    yield _tried(message("policy pack and checks"), lambda: _pack(settings))
    store = _tried(message("store"), lambda: _store(settings, given))
    vault = _tried(message("vault"), lambda: _vault(settings, given))
    yield store
    yield vault
    stands = Result.FAILED not in (store.result, vault.result)
    for name, probe in (
        (message("newest copy of the vault"), lambda: _newest_copy(settings, given)),
        (message("inventory sources"), lambda: _sources(settings, given)),
        (message("passwords in the vault"), lambda: _entries(settings, given)),
        (message("personal data for comparing"), lambda: _personal(settings, given)),
    ):
        yield _tried(name, probe) if stands else Probe(name, Result.FAILED, NOT_TRIED, MEND_FIRST)
    yield _tried(message("list of leaked passwords"), lambda: _leaks(settings, given))
    yield _tried(message("mail server"), lambda: _mail(settings, given))
    yield _tried(message("run lock"), lambda: _lock(settings))
    yield _tried(message("report folder"), lambda: _reports(settings))
    yield _pdf(settings)
    yield _tried(message("schedule"), lambda: _schedule(settings, given))
    yield _tried(message("protection of memory"), lambda: _memory(given))


NOT_TRIED = message("not tried")
MEND_FIRST = message("Mend the store and the vault first.")
Detail = tuple[Result, Message | Text | None, Message | None]


def _tried(name: Message, probe: Callable[[], Detail]) -> Probe:
    try:
        result, detail, todo = probe()
    except SourceFaults as error:
        return Probe(name, Result.FAILED, error.what, message("`auditor import --check` lists them."))
    except FaultsError as error:
        return Probe(name, Result.FAILED, error.what, error.todo, error.faults)
    except AuditorError as error:
        return Probe(name, Result.FAILED, error.what, error.todo)
    except PermissionError as error:
        refused = NotPermitted(error)
        return Probe(name, Result.FAILED, refused.what, refused.todo)
    return Probe(name, result, detail, todo)


def _pack(settings: Settings) -> Detail:
    checks = load_checks()
    pack = load_pack(settings.policy.pack, settings.policy.override, checks)
    detail = message(
        "{pack} of {version}: {clauses} clauses, {rules} rules",
        pack=pack.id,
        version=pack.version,
        clauses=len(pack.clauses),
        rules=len(pack.rules),
    )
    return Result.FINE, detail, None


def _store(settings: Settings, given: Surroundings) -> Detail:
    with Ledger.open(settings.store.url).rehearsal() as tx:
        held = register.stored(tx)
        newest = runs.newest_day(tx)
    if newest is not None and newest > given.today:
        return Result.WARNING, runs.ahead(newest, given.today), runs.SET_THE_CLOCK
    detail = message(
        "{accounts} accounts, {logins} logins, {people} people",
        accounts=len(held.accounts),
        logins=len(held.logins),
        people=len(held.people),
    )
    if not held.accounts:
        return Result.WARNING, detail, message("Take an inventory in: `auditor import`.")
    return Result.FINE, detail, None


def _lock(settings: Settings) -> Detail:
    with Ledger.open(settings.store.url).run_lock():
        return Result.FINE, None, None


def _vault(settings: Settings, given: Surroundings) -> Detail:
    with given.open_vault() as vault:
        condition = vault.condition()
        has_key = fingerprint_key(vault) is not None
    own = settings.vault.backend == OWN_FILE
    detail = message("{backend}", backend=settings.vault.path if own else condition.backend)
    if not has_key:
        return (
            Result.FAILED,
            detail,
            message("The key for fingerprints is missing: restore the vault from a copy."),
        )
    if not condition.canary:
        return (
            Result.WARNING,
            detail,
            message("Nothing was written to this keyring yet: `auditor secret import`."),
        )
    return Result.FINE, detail, None


def _newest_copy(settings: Settings, given: Surroundings) -> Detail:
    with given.open_vault() as vault, Ledger.open(settings.store.url).reading() as tx:
        vaults.refuse_older(tx, vault.condition())
    return Result.FINE, None, None


def _sources(settings: Settings, given: Surroundings) -> Detail:
    sources = settings.inventory.sources
    if not sources:
        todo = message("Name them under [inventory] sources, or import by hand after each change.")
        return Result.WARNING, message("none named"), todo
    with given.open_vault() as vault, Ledger.open(settings.store.url).reading() as tx:
        reading = read_sources(
            sources, register.known(tx), lambda: inventory_passphrase(vault, settings.inventory)
        )
    if reading.warnings:
        detail = message(
            "{count} read, {warnings} remarks", count=len(sources), warnings=len(reading.warnings)
        )
        return Result.WARNING, detail, message("`auditor import --check` with these sources shows them.")
    return Result.FINE, message("{count} read", count=len(sources)), None


def _entries(settings: Settings, given: Surroundings) -> Detail:
    stored = _stored(settings)
    logins = _in_scope(stored, given.today).serving_logins
    with given.open_vault() as vault:
        held = vault.has(logins)
    without = [login for login in logins if not held[login].password]
    detail = message("{count} of {all} logins", count=len(logins) - len(without), all=len(logins))
    if without:
        todo = message(
            "`auditor secret check` names the logins without an entry; set them with `auditor secret set`."
        )
        return Result.FAILED, detail, todo
    if not logins:
        return Result.WARNING, detail, message("Take an inventory in: `auditor import`.")
    return Result.FINE, detail, None


def _personal(settings: Settings, given: Surroundings) -> Detail:
    stored = _stored(settings)
    with given.open_vault() as vault:
        index = people_index(stored, fingerprint_key(vault))
    if isinstance(index, Unseen):
        todo = message("Import the inventory with its staff table, with the vault at hand.")
        return Result.FAILED, index.why.text, todo
    return Result.FINE, message("{count} people", count=len(stored.people)), None


def _leaks(settings: Settings, given: Surroundings) -> Detail:
    with open_source(settings.breach, given.today, lambda: given.now) as source:
        if source is None:
            todo = message("Build one with `auditor breach build` (docs/breach-lists.md); [breach] names it.")
            return Result.WARNING, message("none is configured"), todo
        if source.notes:
            return Result.WARNING, source.notes[0], message("Download the rest and build it again.")
        if not isinstance(source, BreachList):
            return Result.FINE, message("the service answers"), None
        header = source.header
    detail = message(
        "{number} hashes ({kind}), built on {day}",
        number=f"{header.number:,}",
        kind=header.kind.title,
        day=header.built.isoformat(),
    )
    if given.today - header.built > LEAKS_AGE:
        return Result.WARNING, detail, message("It is more than a year old: build a newer one.")
    return Result.FINE, detail, None


LEAKS_AGE = timedelta(days=366)
"""After that the list lacks a year of leaks; a working rule of this product."""


def _mail(settings: Settings, given: Surroundings) -> Detail:
    choice = settings.mail
    if not choice.enabled:
        return Result.FINE, message("switched off"), None
    login = None
    if choice.user:
        with given.open_vault() as vault:
            login = MailLogin.of(vault, choice.user)
    with MailServer(choice, login, Patience.of(given.seconds, all_=MAIL_SECONDS)):
        pass
    with Ledger.open(settings.store.url).reading() as tx:
        unreached = troubles(tx)
        unknown = unknown_sections(choice, register.stored(tx).accounts)
    if unknown:
        return (
            Result.WARNING,
            unknown_said(unknown),
            message("Write a section's name as the inventory has it."),
        )
    if unreached:
        first = unreached[0]
        detail = message(
            "it answers, but digests that were not sent: {count}, since {day} ({why})",
            count=len(unreached),
            day=first.failed.date().isoformat(),
            why=first.failure,
        )
        return Result.WARNING, detail, message("`auditor mail send` tries them again, and names who and why.")
    return Result.FINE, message("{host}", host=choice.host), None


MAIL_SECONDS = 30.0
"""Somebody waits for the answer."""


def _reports(settings: Settings) -> Detail:
    probe_folder(settings.report.folder)
    return Result.FINE, message("{path}", path=settings.report.folder), None


def _pdf(settings: Settings) -> Probe:
    """Reports are read without it; only who ordered PDF, or named a browser, has to be told that there is none."""
    name = message("PDF of the reports")
    try:
        browser = find_browser(settings.report.browser, os.environ)
    except NoBrowser as error:
        wanted = Format.PDF in settings.report.formats or settings.report.browser is not None
        return Probe(name, Result.WARNING if wanted else Result.FINE, error.what, error.todo)
    return Probe(name, Result.FINE, message("{path}", path=browser))


def _schedule(settings: Settings, given: Surroundings) -> Detail:
    plan = Plan(settings.schedule)
    times = [plan.next_slot(job, given.now) for job in Job]
    nightly, monthly = (time.isoformat(" ", "minutes") for time in times)
    detail = message("next audit {nightly}, next monthly report {monthly}", nightly=nightly, monthly=monthly)
    return Result.FINE, detail, None


def _memory(given: Surroundings) -> Detail:
    if not given.hardening:
        return Result.FINE, None, None
    return Result.WARNING, given.hardening[0], message("Keep other users off this machine.")


def _stored(settings: Settings) -> Stored:
    with Ledger.open(settings.store.url).reading() as tx:
        return register.stored(tx)


def _in_scope(stored: Stored, day: date) -> Facts:
    return Facts(day=day, calendar=WorkingDays(), accounts=stored.accounts, logins=stored.logins)
