"""``auditor demo``: the made city at work, by the same steps as a real one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from auditor import nightly
from auditor.demo import DemoCity, build, workbook
from auditor.errors import UsageError
from auditor.files import FileError, write_private
from auditor.ledger.database import Ledger
from auditor.new_files import is_unfinished
from auditor.nightly import Night
from auditor.setting_up import Choices, Place, set_up
from auditor.vault.opening import open_vault
from auditor.vault.vault import LoginSecrets
from reports.audit import Audit
from reports.messages import Language, message

MARK = "THIS-IS-A-DEMO.txt"
"""Only a folder that holds this file is emptied for a new demo."""

SOURCE = "inventory.xlsx"


@dataclass(frozen=True, slots=True)
class Shown:
    place: Place
    audit: Audit


def show(
    folder: Path,
    night: Night,
    random: Random,
    random_bytes: Callable[[int], bytes],
    *,
    language: Language,
    progress: Callable[[int, int], None],
) -> Shown:
    """Makes the city under ``folder``, fills its vault, and audits it.

    A demo of before is replaced. Raises UsageError when the folder holds anything else.
    """
    _make_room(folder)
    city = build(night.day, random)
    # First of all, so that a demo that was killed halfway can be made again.
    write_private(folder / MARK, b"Made by `auditor demo`, which deletes this folder when it is run again.\n")
    place = set_up(
        folder, Choices(language=language, city=city.name, words=city.words, sources=(SOURCE,)), random_bytes
    )
    write_private(folder / SOURCE, workbook(city))
    with open_vault(place.settings.vault, lambda: None) as vault:
        vault.set_many(_secrets(city))
        ledger = Ledger.open(place.settings.store.url)
        audit = nightly.run(
            place.settings,
            ledger,
            vault,
            night,
            taken=lambda _taken: None,
            delivered=lambda _lists: None,
            progress=progress,
        )
    return Shown(place, audit)


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
