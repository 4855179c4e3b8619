"""A new place to work: settings, vault with its keys, and an empty store in one folder. Nothing is overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auditor.catalogue import load_checks, load_pack
from auditor.errors import UsageError
from auditor.files import private_folder, write_private
from auditor.ledger.database import Ledger
from auditor.measuring.fingerprints import FINGERPRINTS, new_key
from auditor.settings import Settings, load
from auditor.vault.opening import create_vault
from reports.messages import message


@dataclass(frozen=True, slots=True)
class Place:
    """What was made, and where."""

    config: Path
    settings: Settings


@dataclass(frozen=True, slots=True)
class Choices:
    """What the new settings say; the rest are the defaults of the template below."""

    pack: str = "ube"
    city: str = ""
    words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def set_up(folder: Path, choices: Choices, random_bytes: Callable[[int], bytes]) -> Place:
    """Makes everything a first import needs.

    Raises UsageError when any of it stands already, and PackError when the pack is none; nothing is made then.
    """
    config = folder / "config.toml"
    for name in ("config.toml", "vault", "auditor.db"):
        if (folder / name).exists():
            raise UsageError(
                message(
                    "{name} stands already in {folder}; nothing was changed.", name=name, folder=folder.name
                ),
                message("Choose an empty folder, or go on with the one that is set up."),
            )
    load_pack(
        str(folder / choices.pack) if choices.pack.endswith(".toml") else choices.pack, {}, load_checks()
    )
    private_folder(folder)
    write_private(config, _config(choices).encode(), replace=False)
    settings = load(config)
    with create_vault(settings.vault, lambda: None, random_bytes) as vault:
        vault.set_key(FINGERPRINTS, new_key(random_bytes))
    Ledger.create(settings.store.url)
    return Place(config, settings)


def _config(choices: Choices) -> str:
    return f"""\
# Settings of the auditor. config.example.toml explains every one of them.
language = "ja"

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
