"""Each thing that a night needs, tried for real; nothing is changed.

A probe is ``fine``, a ``warning`` (a night runs, but less well), or ``failed`` (a night will not run, or will not see
everything). What fails says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from auditor.catalogue import load_checks, load_pack
from auditor.errors import AuditorError, FaultsError, SourceFaults
from auditor.files import probe_folder
from auditor.inventory.reading import read_sources
from auditor.ledger import register
from auditor.ledger.database import Ledger
from auditor.ledger.register import Stored
from auditor.measuring.personal import PersonalIndex
from auditor.scheduling import Job, Plan
from auditor.settings import Settings
from auditor.taking_in import fingerprint_key, inventory_passphrase
from auditor.vault.vault import Vault
from auditor.working_days import WorkingDays
from checks._contract import Facts, Unseen
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
    detail: Message | None = None
    todo: Message | None = None
    faults: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the probes are given from outside."""

    open_vault: Callable[[], Vault]
    today: date
    now: datetime
    hardening: tuple[Message, ...]


def examine(settings: Settings, given: Surroundings) -> Iterator[Probe]:
    """Tries one thing after the other; one that fails does not stop the next."""
    yield from _tried(message("policy pack and checks"), lambda: _pack(settings))
    yield from _tried(message("store"), lambda: _store(settings))
    yield from _tried(message("run lock"), lambda: _lock(settings))
    yield from _tried(message("vault"), lambda: _vault(given))
    yield from _tried(message("inventory sources"), lambda: _sources(settings, given))
    yield from _tried(message("passwords in the vault"), lambda: _entries(settings, given))
    yield from _tried(message("personal data for comparing"), lambda: _personal(settings, given))
    yield from _tried(message("report folder"), lambda: _reports(settings))
    yield from _tried(message("schedule"), lambda: _schedule(settings, given))
    yield from _tried(message("protection of memory"), lambda: _memory(given))


Detail = tuple[Result, Message | None, Message | None]


def _tried(name: Message, probe: Callable[[], Detail]) -> Iterator[Probe]:
    try:
        result, detail, todo = probe()
    except SourceFaults as error:
        yield Probe(name, Result.FAILED, error.what, message("`auditor import --check` lists them."))
    except FaultsError as error:
        yield Probe(name, Result.FAILED, error.what, error.todo, error.faults)
    except AuditorError as error:
        yield Probe(name, Result.FAILED, error.what, error.todo)
    else:
        yield Probe(name, result, detail, todo)


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


def _store(settings: Settings) -> Detail:
    with Ledger.open(settings.store.url).rehearsal() as tx:
        held = register.stored(tx)
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


def _vault(given: Surroundings) -> Detail:
    with given.open_vault() as vault:
        condition = vault.condition()
        has_key = fingerprint_key(vault) is not None
    detail = message("{backend}", backend=condition.backend)
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


def _sources(settings: Settings, given: Surroundings) -> Detail:
    sources = settings.inventory.sources
    if not sources:
        todo = message("Name them under [inventory] sources, or import by hand after each change.")
        return Result.WARNING, message("none named"), todo
    with given.open_vault() as vault, Ledger.open(settings.store.url).reading() as tx:
        reading = read_sources(
            sources, register.known(tx), lambda: inventory_passphrase(vault, settings.inventory)
        )
    detail = message("{count} read, {warnings} remarks", count=len(sources), warnings=len(reading.warnings))
    return Result.FINE, detail, None


def _entries(settings: Settings, given: Surroundings) -> Detail:
    stored = _stored(settings)
    logins = _in_scope(stored, given.today).serving_logins
    with given.open_vault() as vault:
        held = vault.has(logins)
    without = [login for login in logins if not held[login].password]
    detail = message("{count} of {all} logins", count=len(logins) - len(without), all=len(logins))
    if without:
        return Result.FAILED, detail, message("`auditor secret check` names the logins without an entry.")
    return Result.FINE, detail, None


def _personal(settings: Settings, given: Surroundings) -> Detail:
    stored = _stored(settings)
    with given.open_vault() as vault:
        index = PersonalIndex.build(stored.personal_forms, fingerprint_key(vault))
    if isinstance(index, Unseen) or not stored.personal_seen:
        return (
            Result.FAILED,
            message("the directory's fingerprints cannot be used"),
            message("Import the inventory again with the vault at hand."),
        )
    if not stored.people:
        return (
            Result.WARNING,
            message("the directory is empty: no password is compared with anybody's data"),
            message("Import the staff table."),
        )
    return Result.FINE, message("{count} people", count=len(stored.people)), None


def _reports(settings: Settings) -> Detail:
    probe_folder(settings.report.folder)
    return Result.FINE, message("{path}", path=settings.report.folder), None


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
