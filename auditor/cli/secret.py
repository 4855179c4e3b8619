"""``auditor secret``: the vault. No command ever prints a password or a seed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from auditor.cli._app import App, pass_app
from auditor.cli._opening import open_ledger, opened_vault
from auditor.errors import UsageError
from auditor.ledger import register, vaults
from auditor.ledger.database import Ledger
from auditor.measuring.fingerprints import FINGERPRINTS
from auditor.vault.importing import read_secrets
from auditor.vault.login_ids import parse_login_id
from auditor.vault.mail_login import MAIL_PASSWORD
from auditor.vault.secret import Secret
from auditor.vault.seeds import typed_seed
from auditor.vault.vault import CANARY, Vault
from reports.messages import marked, message, say


@click.group(help=marked("The vault: passwords and second-factor seeds."))
def secret() -> None:
    pass


@secret.command("set", help=marked("Sets one login's password (asked for, or read from standard input)."))
@click.argument("login")
@click.option("--totp", is_flag=True, help=marked("Set the second factor's seed instead of the password."))
@click.option(
    "--key", is_flag=True, help=marked("LOGIN is the name of a vault key, for example inventory-passphrase.")
)
@pass_app
def set_(app: App, login: str, totp: bool, key: bool) -> None:
    if totp and key:
        raise UsageError(message("--totp and --key exclude each other."))
    name = _settable_key(app, login) if key else parse_login_id(login)
    given = _asked(app)
    with _writable_vault(app) as vault:
        if key:
            vault.set_key(name, given)
        elif totp:
            vault.set_seed(name, typed_seed(given))
        else:
            vault.set_password(name, given)
    app.tell(message("Set: {login}", login=name))
    if not key and _unknown(app, [name]):
        app.note(
            message(
                "The inventory has no login {login}: this entry is not used until it has. "
                "If the id is mistyped: `auditor secret remove`.",
                login=name,
            )
        )


@secret.command("import", help=marked("Takes passwords and seeds from a CSV file: login_id,password,totp."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def import_(app: App, file: Path, as_json: bool) -> None:
    reading = read_secrets(file)
    with _writable_vault(app) as vault:
        entries = vault.set_many(reading.secrets)
    for warning in reading.warnings:
        app.note(warning)
    unknown = _unknown(app, [secrets.login_id for secrets in reading.secrets])
    if unknown:
        # Their ids are not repeated: with a column out of place they would be passwords.
        app.note(
            message(
                "The inventory does not have {unknown} of the {count} logins of this file: their entries are not used "
                "until it has. `auditor secret check` names the logins of the inventory that lack an entry.",
                unknown=len(unknown),
                count=len(reading.secrets),
            )
        )
    if as_json:
        click.echo(json.dumps({"logins": len(reading.secrets), "entries": entries}))
        return
    app.tell(
        message(
            "{entries} entries of {logins} logins were set.", entries=entries, logins=len(reading.secrets)
        )
    )
    app.note(message("The file {name} still holds them in clear: delete it.", name=file.name))


@secret.command(help=marked("Says which logins of the inventory have an entry and which have none."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def check(app: App, as_json: bool) -> int:
    with open_ledger(app).reading() as tx:
        logins = sorted(register.known(tx).login_ids)
    with opened_vault(app) as vault:
        held = vault.has(logins)
    without = [login for login in logins if not held[login].password]
    if as_json:
        answer = {login: {"password": held[login].password, "totp": held[login].seed} for login in logins}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        app.tell(
            message(
                "{count} of {all} logins have a password.", count=len(logins) - len(without), all=len(logins)
            )
        )
        for login in without:
            app.tell(message("no entry: {login}", login=login))
    return 3 if without else 0


@secret.command(help=marked("Removes one login's password and seed."))
@click.argument("login")
@pass_app
def remove(app: App, login: str) -> None:
    name = parse_login_id(login)
    with _writable_vault(app) as vault:
        removed = vault.remove(name)
    app.tell(
        message("Removed: {login}", login=name)
        if removed
        else message("Nothing to remove: {login}", login=name)
    )


@secret.command(
    help=marked("Takes the vault as it stands for the newest, where an older copy is all that is left.")
)
@pass_app
def accept(app: App) -> None:
    with opened_vault(app) as vault:
        condition = vault.condition()
    if condition.generation is None:
        raise UsageError(
            message(
                "The keyring {backend} does not count its writes: no copy of it is told to be older.",
                backend=condition.backend,
            )
        )
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        vaults.accept(tx, condition, app.today)
    app.tell(
        message("The vault is taken as it stands. `auditor secret check` names the logins without an entry.")
    )


@contextmanager
def _writable_vault(app: App) -> Iterator[Vault]:
    """The vault, if no run saw a newer one: what was written to an older copy would hide that it is one.

    Raises OlderVault.
    """
    with opened_vault(app) as vault:
        if Ledger.is_made(app.settings.store.url):
            with open_ledger(app).reading() as tx:
                vaults.refuse_older(tx, vault.condition())
        yield vault


def _settable_key(app: App, name: str) -> str:
    """Raises UsageError for any key but those of the workbooks and of mail; written over, the program's own would be lost."""
    workbooks = app.settings.inventory.passphrase_entry
    if name not in (workbooks, MAIL_PASSWORD) or name in (FINGERPRINTS, CANARY):
        raise UsageError(
            message("The vault key {name} is not set by hand; nothing was changed.", name=name),
            message(
                "Only the passphrase of protected workbooks ({workbooks}) and the password of the mail server ({mail}) are.",
                workbooks=workbooks,
                mail=MAIL_PASSWORD,
            ),
        )
    return name


def _unknown(app: App, login_ids: Iterable[str]) -> frozenset[str]:
    """Those of the ids that the inventory does not have; none where nothing was taken in yet."""
    if not Ledger.is_made(app.settings.store.url):
        return frozenset()
    with open_ledger(app).reading() as tx:
        known = register.known(tx).login_ids
    return frozenset(login_ids) - known if known else frozenset()


def _asked(app: App) -> Secret:
    """From the terminal without echo, else the first line of standard input, exactly as it stands."""
    if sys.stdin.isatty():
        prompt = say(message("Password or seed (not shown)"), app.language)
        return Secret(click.prompt(prompt, hide_input=True, confirmation_prompt=True))
    given = sys.stdin.buffer.readline().rstrip(b"\r\n")
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(message("Standard input is not UTF-8.")) from None
    if not text:
        raise UsageError(message("Standard input was empty; nothing was set."))
    return Secret(text)
