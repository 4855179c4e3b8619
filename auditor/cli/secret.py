"""``auditor secret``: the vault. No command ever prints a password or a seed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from auditor.cli._app import App, pass_app
from auditor.cli._opening import open_ledger, opened_vault
from auditor.errors import UsageError
from auditor.ledger import register
from auditor.vault.importing import read_secrets
from auditor.vault.secret import Secret
from auditor.vault.seeds import typed_seed
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
    given = _asked(app)
    with opened_vault(app) as vault:
        if key:
            vault.set_key(login, given)
        elif totp:
            vault.set_seed(login, typed_seed(given))
        else:
            vault.set_password(login, given)
    app.tell(message("Set: {login}", login=login))


@secret.command("import", help=marked("Takes passwords and seeds from a CSV file: login_id,password,totp."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def import_(app: App, file: Path, as_json: bool) -> None:
    reading = read_secrets(file)
    with opened_vault(app) as vault:
        entries = vault.set_many(reading.secrets)
    for warning in reading.warnings:
        app.note(warning)
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
    with opened_vault(app) as vault:
        removed = vault.remove(login)
    app.tell(
        message("Removed: {login}", login=login)
        if removed
        else message("Nothing to remove: {login}", login=login)
    )


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
