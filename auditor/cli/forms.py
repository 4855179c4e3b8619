"""``auditor forms``: the forms of the guideline, filled from the inventory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from auditor.administrator_register import register_on
from auditor.catalogue import load_pack
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._typed import typed_id
from auditor.errors import UsageError
from auditor.form_files import Written, file_stems, write_forms
from auditor.forms import forms_on
from auditor.ledger.register import stored
from auditor.settling import facts_on
from auditor.subjects import require_known_account
from checks._contract import Facts, FormId, Pack
from reports.forms import Form, in_words
from reports.messages import Language, marked, message
from reports.register import Register

WRITTEN = "auditor.forms/1"


@click.group(help=marked("The forms that the guideline asks for, filled from the inventory."))
def forms() -> None:
    pass


@forms.command(
    help=marked(
        "Writes the pack's forms as Excel files and as pages to print, and says what the inventory lacks for them. Without "
        "OUTDIR they go into forms-DAY in the folder of the reports."
    )
)
@click.argument("outdir", required=False, type=click.Path(path_type=Path))
@click.option(
    "--form", "form_ids", multiple=True, metavar="ID", help=marked("Only this form (may be repeated).")
)
@click.option(
    "--account", "accounts", multiple=True, metavar="ID", help=marked("For this account (may be repeated).")
)
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def write(
    app: App, *, outdir: Path | None, form_ids: tuple[str, ...], accounts: tuple[str, ...], as_json: bool
) -> None:
    pack = load_pack(app.settings.policy.pack, app.settings.policy.override)
    wanted = _known_forms(form_ids, pack)
    facts = _facts(app)
    among = _known_accounts(accounts, facts)
    made = forms_on(app.settings.city.name, pack, facts, wanted, among)
    registers = _registers(app, facts, among) if _has_register(pack, wanted) else {}
    folder = app.settings.report.folder / f"forms-{app.today.isoformat()}" if outdir is None else outdir
    written: tuple[Written, ...] = ()
    if made or registers:
        stems = file_stems(facts.accounts)
        written = write_forms(folder, made, registers, stems, day=app.today, language=app.language)
    if as_json:
        print_json(_document(pack, written, made, registers, app.language))
        return
    _tell(app, pack, written, folder)
    for account_id, fields in _missing(made, registers, app.language).items():
        app.tell(
            message("Not filled in for {account}: {fields}", account=account_id, fields=", ".join(fields))
        )


def _known_forms(typed: tuple[str, ...], pack: Pack) -> frozenset[FormId] | None:
    known = {form.id.value: form.id for form in pack.forms}
    for form_id in typed:
        if form_id not in known:
            raise UsageError(
                message("The pack {pack} has no form {form}.", pack=pack.id, form=form_id),
                message("It has: {known}", known=", ".join(known) or "-"),
            )
    return frozenset(known[form_id] for form_id in typed) or None


def _known_accounts(typed: tuple[str, ...], facts: Facts) -> frozenset[str] | None:
    accounts = [typed_id(one, "--account") for one in typed]
    for account_id in accounts:
        require_known_account(account_id, facts.accounts)
    return frozenset(accounts) or None


def _facts(app: App) -> Facts:
    with open_ledger(app).reading() as tx:
        facts = facts_on(stored(tx), app.today)
    if not facts.accounts:
        raise UsageError(
            message("The inventory holds no account: there is nothing to fill in."),
            message("Take one in with `auditor import`."),
        )
    return facts


def _has_register(pack: Pack, wanted: frozenset[FormId] | None) -> bool:
    return any(form.id is FormId.REGISTER for form in pack.forms) and (
        wanted is None or FormId.REGISTER in wanted
    )


def _registers(app: App, facts: Facts, accounts: frozenset[str] | None) -> dict[str | None, Register]:
    """That of the city, or one for each of the accounts that is open."""
    whole = register_on(app.settings.city.name, facts)
    if accounts is None:
        return {None: whole} if whole.accounts else {}
    return {
        account.account_id: whole.of_accounts({account.account_id})
        for account in whole.accounts
        if account.account_id in accounts
    }


# --- what is told -----------------------------------------------------------------------------------------------


def _tell(app: App, pack: Pack, written: tuple[Written, ...], folder: Path) -> None:
    if not pack.forms:
        app.tell(message("The pack {pack} has no forms.", pack=pack.id))
    elif not written:
        app.tell(message("No account needs a form today."))
    else:
        for one in written:
            app.tell(message("Written: {path}", path=one.path))
        app.tell(message("{count} files in {folder}", count=len(written), folder=folder))


def _missing(
    made: Iterable[Form], registers: Mapping[str | None, Register], language: Language
) -> dict[str, tuple[str, ...]]:
    """By account, each field once."""
    fields: dict[str, dict[str, None]] = {}
    for account_id, _, field in _lacking(made, registers, language):
        fields.setdefault(account_id, {})[field] = None
    return {account_id: tuple(names) for account_id, names in fields.items()}


def _lacking(
    made: Iterable[Form], registers: Mapping[str | None, Register], language: Language
) -> Iterator[tuple[str, FormId, str]]:
    """Account, form and the field that the inventory lacks."""
    for form in made:
        for field in form.missing:
            yield form.account_id, form.id, in_words(field, language)
    for register in registers.values():
        for account in register.without_administrators:
            yield account.account_id, FormId.REGISTER, in_words(message("Administrator"), language)
        for row in register.rows:
            if not row.name:
                said = message("Name of {staff_number}", staff_number=row.staff_number)
                yield row.account_id, FormId.REGISTER, in_words(said, language)


def _document(
    pack: Pack,
    written: tuple[Written, ...],
    made: tuple[Form, ...],
    registers: Mapping[str | None, Register],
    language: Language,
) -> dict[str, object]:
    return {
        "schema": WRITTEN,
        "pack": pack.id,
        "forms": [form.id.value for form in pack.forms],
        "files": [
            {"form": one.form.value, "account_id": one.account_id, "path": str(one.path)} for one in written
        ],
        "missing": [
            {"account_id": account_id, "form": form.value, "field": field}
            for account_id, form, field in _lacking(made, registers, language)
        ],
    }
