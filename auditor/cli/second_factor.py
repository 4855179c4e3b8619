"""``auditor second-factor``: whether an administrator's device holds the seed that is in the vault."""

from __future__ import annotations

import sys

import click

from auditor import proving
from auditor.catalogue import load_pack
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger, opened_vault
from auditor.cli._typed import typed_id
from auditor.errors import UsageError
from auditor.ledger import vaults
from auditor.today import now
from auditor.vault.login_ids import parse_login_id
from auditor.vault.secret import Secret
from checks._contract import SecondFactor
from checks._wording import METHODS
from reports.messages import marked, message, say


@click.group("second-factor", help=marked("Second factors: prove that a device holds the seed in the vault."))
def second_factor() -> None:
    pass


@second_factor.command(
    help=marked(
        "Asks for the code that the administrator's device shows (or reads it from standard input), and checks it against "
        "the seed in the vault."
    )
)
@click.argument("login")
@click.option(
    "--by",
    metavar="NUMBER",
    help=marked(
        "Staff number of who shows the code (by default the holder of the login, else it is asked for)."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def prove(app: App, login: str, by: str | None, as_json: bool) -> None:
    day, login_id = app.today, parse_login_id(login)
    number = None if by is None else typed_id(by, "--by")
    days = proving.valid_days(load_pack(app.settings.policy.pack, app.settings.policy.override))
    ledger = open_ledger(app)
    with ledger.reading() as tx:  # before the vault's passphrase is asked for
        known, person = proving.who_proves(tx, login_id, number, day)
    if person is None and sys.stdin.isatty():
        number = typed_id(
            click.prompt(say(message("Staff number of who shows the code"), app.language), err=True), "--by"
        )
        with ledger.reading() as tx:
            known, person = proving.who_proves(tx, login_id, number, day)
    with ledger.reading() as tx:
        is_own = person is None or proving.answers_for(tx, known, person, day)
    with opened_vault(app) as vault:
        with ledger.reading() as tx:
            vaults.refuse_older(tx, vault.condition())
        prepared = proving.prepare(vault, login_id, person.staff_number if person else "", day=day, days=days)
    proof = proving.check(ledger, prepared, _asked(app), now())
    if as_json:
        answer = {
            "login_id": login_id,
            "by": proof.by or None,
            "date": proof.day.isoformat(),
            "until": proof.until.isoformat(),
        }
        print_json(answer)
    else:
        app.tell(
            message(
                "Proven: the device's code matched the seed of {login}. The proof holds until {until}.",
                login=login_id,
                until=proof.until.isoformat(),
            )
        )
    if person is None:
        app.note(
            message(
                "Nobody was named: the proof does not say who showed the code. Name them with --by next time."
            )
        )
    elif not is_own:
        app.note(
            message(
                "{number} is neither an administrator of {login} nor its holder: see that no device but theirs holds the seed.",
                number=person.staff_number,
                login=login_id,
            )
        )
    if (method := known.second_factor) is not SecondFactor.TOTP:
        app.note(
            message(
                "The inventory does not state codes from an authenticator app for this login, but: {method}. Correct it if it is "
                "wrong; the proof makes grade B of no other method.",
                method=METHODS[method] if method else message("not entered"),
            )
        )


def _asked(app: App) -> Secret:
    """From the terminal without echo, else the first line of standard input; what is no text is a wrong code."""
    if sys.stdin.isatty():
        return Secret(
            click.prompt(
                say(message("Code on the device (not shown)"), app.language), hide_input=True, err=True
            )
        )
    given = sys.stdin.buffer.readline(_LONGEST).decode("utf-8-sig", errors="replace").strip()
    if not given:
        raise UsageError(
            message("Standard input was empty; no code was checked."),
            message("Call it on a terminal, or give the code as the first line of standard input."),
        )
    return Secret(given)


_LONGEST = 1000
"""Bytes of a line that are read: no code has as many."""
