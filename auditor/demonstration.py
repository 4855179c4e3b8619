"""``auditor demo``: the made city at work, by the same steps as a real one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from auditor import nightly
from auditor.catalogue import load_checks, load_pack
from auditor.demo import Change, DemoCity, workbook
from auditor.duties.rules import Rules
from auditor.errors import UsageError
from auditor.files import FileError, write_private
from auditor.granting import grant
from auditor.ledger.database import Ledger
from auditor.measuring.breaches import building as breaches
from auditor.measuring.breaches.hashes import sha1
from auditor.new_files import is_unfinished
from auditor.nightly import Night
from auditor.reviewing import open_incident
from auditor.setting_up import Choices, Place, set_up
from auditor.settings import Settings, load
from auditor.system_words import why_refused
from auditor.vault.opening import open_vault
from auditor.vault.vault import LoginSecrets, Vault
from reports.audit import Audit
from reports.messages import Language, message

MARK = "THIS-IS-A-DEMO.txt"
"""Only a folder that holds this file is emptied for a new demo."""

SOURCE = "inventory.xlsx"
LEAKED = "leaked.list"


@dataclass(frozen=True, slots=True)
class Shown:
    place: Place
    audit: Audit


def show(
    folder: Path,
    city: DemoCity,
    night: Night,
    random_bytes: Callable[[int], bytes],
    *,
    days: Iterable[date] | None = None,
    language: Language,
    audited: Callable[[Audit], None] = lambda _audit: None,
) -> Shown:
    """Sets the city up under ``folder`` and plays its story: an audit on each of ``days`` (every day of the city's span
    where they are left out), the one of ``night`` last. ``audited`` gets each as it is made.

    A demo of before is replaced. Raises UsageError when the folder holds anything else.
    """
    _make_room(folder)
    # First of all, so that a demo that was killed halfway can be made again.
    write_private(folder / MARK, b"Made by `auditor demo`, which deletes this folder when it is run again.\n")
    choices = Choices(
        language, city.manner.pack, city=city.manner.name, words=city.manner.words, sources=(SOURCE,)
    )
    place = set_up(folder, choices, random_bytes)
    if city.leaked:
        place = _with_leaked(place, city)
    with open_vault(place.settings.vault, lambda: None) as vault:
        stage = _Stage(city, place, Ledger.open(place.settings.store.url), vault, night)
        for day in (*(city.span.days() if days is None else days),):
            audit = stage.audit_of(day)
            audited(audit)
    return Shown(place, audit)


@dataclass
class _Stage:
    """Where the story is played, and how far it is."""

    city: DemoCity
    place: Place
    ledger: Ledger
    vault: Vault
    night: Night
    before: date | None = None  # the newest day that was audited

    def audit_of(self, day: date) -> Audit:
        """What happened since the audit before, and then the audit of that day."""
        changes = [change for change in self.city.changes if self._is_new(change.day, day)]
        if changes:
            tables = changes[-1].tables
            write_private(self.place.config.parent / SOURCE, workbook(replace(self.city, tables=tables)))
        for change in changes:
            _set(self.vault, change)
        if self.before is not None:
            self._command(day)
        last = day == self.night.day
        audit = nightly.run(
            self.place.settings if changes or last else _without_sources(self.place.settings),
            self.ledger,
            self.vault,
            self.night if last else self._earlier(day),
            taken=lambda _taken: None,
            delivered=lambda _lists: None,
            progress=lambda _done, _all: None,
        )
        self.before = day
        return audit

    def _is_new(self, day: date, until: date) -> bool:
        return day <= until and (self.before is None or day > self.before)

    def _earlier(self, day: date) -> Night:
        return replace(self.night, day=day, today=day, run_id=f"{self.night.run_id}-{day:%Y%m%d}")

    def _command(self, day: date) -> None:
        """What people did at the keyboard since the audit before; before the first one there is nothing to do it on."""
        reported = [one for one in self.city.incidents if self._is_new(one.at.date(), day)]
        granted = [one for one in self.city.waivers if self._is_new(one.day, day)]
        if not reported and not granted:
            return
        checks = load_checks()
        policy = self.place.settings.policy
        pack = load_pack(policy.pack, policy.override, checks)
        with self.ledger.run_lock(), self.ledger.transaction() as tx:
            for incident in reported:
                open_incident(tx, incident, incident.at.date(), Rules.of(pack))
            for waiver in granted:
                grant(tx, waiver.wanted, waiver.day, pack=pack, checks=checks, approvers=())


def _without_sources(settings: Settings) -> Settings:
    """On a day on which nobody touched the workbook it is not read again: half of such a night would go into that."""
    return settings.model_copy(update={"inventory": settings.inventory.model_copy(update={"sources": ()})})


def _set(vault: Vault, change: Change) -> None:
    """Brings the vault to what the change says; an entry that it has not goes."""
    for login_id, secret in change.secrets.items():
        if secret.password is None or secret.seed is None:
            vault.remove(login_id)
    vault.set_many(LoginSecrets(login_id, one.password, one.seed) for login_id, one in change.secrets.items())


def _with_leaked(place: Place, city: DemoCity) -> Place:
    """The same place with the list of the city's leaked passwords, as `auditor breach build` makes one of a download."""
    folder = place.config.parent
    download = folder / "download.txt"
    lines = sorted(f"{sha1(password.reveal()).hex().upper()}:{times}\n" for password, times in city.leaked)
    write_private(download, "".join(lines).encode())
    try:
        breaches.build([download], folder / LEAKED, city.span.first, lambda _read: None)
    finally:
        download.unlink()
    settings = place.config.read_text(encoding="utf-8") + f'\n[breach]\noffline = "{LEAKED}"\n'
    write_private(place.config, settings.encode())
    return replace(place, settings=load(place.config))


def _make_room(folder: Path) -> None:
    """Clears the demo of before away; its mark stays, so that a clearing that was killed can be gone on with."""
    if not folder.exists():
        return
    mark = folder / MARK
    standing = [path for path in folder.iterdir() if path != mark] if folder.is_dir() else [folder]
    if not mark.is_file() and not all(map(is_unfinished, standing)):
        raise UsageError(
            message("{folder} holds something else than a demo; nothing was changed.", folder=folder.name),
            message("Name another folder: auditor demo DIR."),
        )
    try:
        for path in standing:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(
            message("{folder} cannot be removed: {detail}.", folder=folder.name, detail=why_refused(error)),
            message("Name another folder: auditor demo DIR."),
        ) from None
