"""``auditor demo``: the made city at work, by the same steps as a real one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from auditor import nightly
from auditor.demo import DemoCity, workbook
from auditor.errors import UsageError
from auditor.files import FileError, write_private
from auditor.ledger.database import Ledger
from auditor.measuring.breaches import building as breaches
from auditor.measuring.breaches.hashes import sha1
from auditor.new_files import is_unfinished
from auditor.nightly import Night
from auditor.reviewing import open_incident
from auditor.setting_up import Choices, Place, set_up
from auditor.settings import load
from auditor.settling import rules_of
from auditor.vault.opening import open_vault
from auditor.vault.vault import LoginSecrets
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
    language: Language,
    progress: Callable[[int, int], None],
) -> Shown:
    """Sets the city up under ``folder``, fills its vault, and audits it.

    A demo of before is replaced. Raises UsageError when the folder holds anything else.
    """
    _make_room(folder)
    # First of all, so that a demo that was killed halfway can be made again.
    write_private(folder / MARK, b"Made by `auditor demo`, which deletes this folder when it is run again.\n")
    choices = Choices(
        language, city.manner.pack, city=city.manner.name, words=city.manner.words, sources=(SOURCE,)
    )
    place = set_up(folder, choices, random_bytes)
    write_private(folder / SOURCE, workbook(city))
    if city.leaked:
        place = _with_leaked(place, city)
    with open_vault(place.settings.vault, lambda: None) as vault:
        vault.set_many(_secrets(city))
        ledger = Ledger.open(place.settings.store.url)

        def audited(on: Night) -> Audit:
            return nightly.run(
                place.settings,
                ledger,
                vault,
                on,
                taken=lambda _taken: None,
                delivered=lambda _lists: None,
                progress=progress,
            )

        audited(replace(night, day=city.since, today=city.since, run_id=f"{night.run_id}-before"))
        _open_incidents(ledger, place, city)
        audit = audited(night)
    return Shown(place, audit)


def _with_leaked(place: Place, city: DemoCity) -> Place:
    """The same place with the list of the city's leaked passwords, as `auditor breach build` makes one of a download."""
    folder = place.config.parent
    download = folder / "download.txt"
    lines = sorted(f"{sha1(password.reveal()).hex().upper()}:{times}\n" for password, times in city.leaked)
    write_private(download, "".join(lines).encode())
    try:
        breaches.build([download], folder / LEAKED, city.since, lambda _read: None)
    finally:
        download.unlink()
    settings = place.config.read_text(encoding="utf-8") + f'\n[breach]\noffline = "{LEAKED}"\n'
    write_private(place.config, settings.encode())
    return replace(place, settings=load(place.config))


def _open_incidents(ledger: Ledger, place: Place, city: DemoCity) -> None:
    rules = rules_of(place.settings)
    with ledger.run_lock(), ledger.transaction() as tx:
        for reported in city.incidents:
            open_incident(tx, reported, reported.at.date(), rules)


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
            message("{folder} cannot be removed: {detail}.", folder=folder.name, detail=error.strerror or ""),
            message("Name another folder: auditor demo DIR."),
        ) from None


def _secrets(city: DemoCity) -> list[LoginSecrets]:
    return [LoginSecrets(login_id, secret.password, secret.seed) for login_id, secret in city.secrets.items()]
