"""Opening what the settings name: the vault and the ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

import click

from auditor.cli._app import App
from auditor.ledger.database import Ledger
from auditor.vault.opening import open_vault
from auditor.vault.secret import Secret
from auditor.vault.vault import Vault
from reports.messages import message, say


def open_ledger(app: App) -> Ledger:
    return Ledger.open(app.settings.store.url)


def opener(app: App) -> Callable[[], Vault]:
    """Opens the vault of the settings; a passphrase is asked for once, then remembered for this command."""
    asked = cache(lambda: passphrase(app))
    return lambda: open_vault(app.settings.vault, asked)


def opened_vault(app: App) -> Vault:
    """The vault of the settings, to be used in a ``with``."""
    return opener(app)()


def passphrase(app: App) -> Secret | None:
    """Asked for on a terminal; nobody is there to answer under cron."""
    if not sys.stdin.isatty():
        return None
    prompt = say(message("Passphrase of the vault (not shown)"), app.language)
    return Secret(click.prompt(prompt, hide_input=True, err=True))
