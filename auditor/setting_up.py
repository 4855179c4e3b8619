"""A place to work: settings, vault with its keys, and store in one folder. What stands already is left as it is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from auditor.catalogue import load_pack
from auditor.errors import UsageError
from auditor.files import private_folder, write_private
from auditor.ledger.database import Ledger
from auditor.measuring.fingerprints import FINGERPRINTS, new_key
from auditor.new_files import clear_unfinished
from auditor.settings import Settings, VaultChoice, load
from auditor.vault.opening import AskPassphrase, create_vault, is_made, open_vault
from reports.messages import Language, message


class Part(StrEnum):
    """What a place is made of."""

    SETTINGS = "settings"
    VAULT = "vault"
    KEY = "fingerprint key"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is, and which of its parts were made now."""

    config: Path
    settings: Settings
    made: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What new settings say; the rest are the defaults of the template below."""

    language: Language = Language.JA
    pack: str = "ube"
    city: str = ""
    words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def set_up(
    folder: Path,
    choices: Choices,
    random_bytes: Callable[[int], bytes],
    passphrase: AskPassphrase = lambda: None,
) -> Place:
    """Makes everything that a first import needs and that is not there: by ``choices``, or by the settings that stand.

    Each part is there whole or not at all, so a set-up that was killed is completed by the next one. Raises UsageError
    when nothing is missing, when ``folder`` is none, or when settings stand that ``choices`` would change, PackError
    when the pack is none; nothing is made then.
    """
    _require_folder(folder)
    config = folder / "config.toml"
    made: list[Part] = []
    if not config.exists():
        _require_room(folder)
        own = choices.pack.endswith(".toml")
        # Resolved, because `..` leads nowhere from a folder that is not made yet.
        load_pack(os.path.realpath(folder / choices.pack) if own else choices.pack, {})
        private_folder(folder)
        write_private(config, _config(choices).encode(), replace=False)
        made.append(Part.SETTINGS)
    elif choices != Choices(language=choices.language):
        raise UsageError(
            message(
                "{name} stands already in {folder}; nothing was changed.",
                name=config.name,
                folder=folder.name,
            ),
            message("Change the city or the pack in that file, or choose an empty folder."),
        )
    settings = load(config)
    for unfinished in {folder, settings.vault.path.parent, settings.vault.key_file.parent}:
        clear_unfinished(unfinished)
    made += _vault(settings.vault, random_bytes, passphrase)
    if Ledger.is_made(settings.store.url):
        Ledger.open(settings.store.url)  # raises where something else stands in its place
    else:
        Ledger.create(settings.store.url)
        made.append(Part.STORE)
    if not made:
        raise UsageError(
            message(
                "Settings, vault and store stand already in {folder}; nothing was changed.",
                folder=folder.name,
            ),
            message("Choose an empty folder, or go on with the one that is set up."),
        )
    return Place(config, settings, tuple(made))


def _require_room(folder: Path) -> None:
    """Without settings, a vault or store that stands there is somebody else's."""
    for name in ("vault", "auditor.db"):
        if (folder / name).exists():
            raise UsageError(
                message(
                    "{name} stands already in {folder}; nothing was changed.", name=name, folder=folder.name
                ),
                message("Choose an empty folder, or go on with the one that is set up."),
            )


def _require_folder(folder: Path) -> None:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir():
        raise UsageError(
            message("{name} is no folder; nothing was changed.", name=nearest.name),
            message("Name a folder; it is made if it is not there."),
        )


def _vault(
    choice: VaultChoice, random_bytes: Callable[[int], bytes], passphrase: AskPassphrase
) -> Iterator[Part]:
    made = is_made(choice)
    with open_vault(choice, passphrase) if made else create_vault(choice, passphrase, random_bytes) as vault:
        if not made:
            yield Part.VAULT
        if vault.key(FINGERPRINTS) is None:
            vault.set_key(FINGERPRINTS, new_key(random_bytes))
            yield Part.KEY


def _config(choices: Choices) -> str:
    return f"""\
# 設定ファイル。項目の説明は config.example.toml にあります。
# Settings. config.example.toml explains every one of them.
language = {_toml(choices.language.value)}

[city]
name = {_toml(choices.city)}
words = {_toml(choices.words)}

[policy]
pack = {_toml(choices.pack)}

[inventory]
sources = {_toml(choices.sources)}

[store]
url = "sqlite:///auditor.db"

[vault]
backend = "file"
path = "vault/vault.db"
key = "file"
key_file = "vault/vault.key"

[audit]
fail_on = "low"

[report]
folder = "reports"
"""


def _toml(value: str | tuple[str, ...]) -> str:
    """JSON's strings and lists are TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
