"""``auditor register``: the list of account administrators, on the screen, as a workbook, and its handing in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from auditor import handing_in
from auditor.administrator_register import register_on
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._table import print_table
from auditor.cli._tasks import told_task
from auditor.cli._typed import typed_day, typed_id, typed_text
from auditor.errors import UsageError
from auditor.files import Unreadable, read_small, write_private
from auditor.handing_in import HandedIn
from auditor.inventory.folding import section as typed_section
from auditor.ledger.register import stored
from auditor.settling import facts_on, rules_of
from auditor.subjects import require_known_account
from reports.audit import RegisterRow
from reports.characters import visible
from reports.messages import Message, marked, message, say
from reports.register import Change, Register
from reports.register_sheet import is_register, write_register
from reports.wording import service_name


@click.group(
    help=marked("The list of account administrators: look at it, write it as Excel, record its handing in.")
)
def register() -> None:
    pass


_SECTION = click.option("--section", metavar="SECTION", help=marked("Only the accounts of this section."))
_JSON = click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))


@register.command(
    help=marked("Who administers which account today, and what changed since the last one handed in.")
)
@_SECTION
@click.option("--account", metavar="ID", help=marked("Only this account."))
@_JSON
@pass_app
def show(app: App, *, section: str | None, account: str | None, as_json: bool) -> None:
    whole = _register(app)
    shown = whole if section is None else whole.of_section(_known_section(section, whole))
    if account is not None:
        account_id = typed_id(account, "--account")
        require_known_account(account_id, {one.account_id for one in shown.accounts})
        shown = shown.of_accounts({account_id})
    if as_json:
        print_json(_document(shown))
        return
    print_table([say(heading, app.language) for heading in _HEADINGS], [_cells(row) for row in shown.rows])
    for said in _remarks(shown):
        app.tell(said)


@register.command(
    help=marked(
        "Writes it as an Excel file for A4, a sheet for the city and one a section. Without FILE it is register-DAY.xlsx in "
        "the folder of the reports."
    )
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_SECTION
@pass_app
def write(app: App, file: Path | None, section: str | None) -> None:
    whole = _register(app)
    only = None if section is None else _known_section(section, whole)
    path = app.settings.report.folder / f"register-{app.today.isoformat()}.xlsx" if file is None else file
    _require_writable(path)
    write_private(path, write_register(whole, app.language, only))
    app.tell(message("The register: {path}", path=path))
    app.note(message("When it was handed in: `auditor register submit`."))


@register.command(
    help=marked(
        "Records that the register was handed in: for the whole city unless accounts or a section are named."
    )
)
@click.option("--date", "date_text", metavar="DATE", help=marked("The day on which it was (default: today)."))
@click.option("--by", default="", metavar="NUMBER", help=marked("Staff number of who handed it in."))
@click.option("--document", default="", metavar="TEXT", help=marked("Number of the document."))
@click.option(
    "--account", "accounts", multiple=True, metavar="ID", help=marked("For this account (may be repeated).")
)
@_SECTION
@_JSON
@pass_app
def submit(
    app: App,
    *,
    date_text: str | None,
    by: str,
    document: str,
    accounts: tuple[str, ...],
    section: str | None,
    as_json: bool,
) -> None:
    rules = rules_of(app.settings)
    handed_in_ = HandedIn(
        accounts=_accounts(app, accounts, section),
        dated=typed_day(date_text, "--date") if date_text is not None else app.today,
        by=typed_id(by, "--by") if by else "",
        document=typed_text(document),
    )
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        submission = handing_in.submit(tx, handed_in_, app.today, rules)
    if as_json:
        print_json(
            {
                "date": handed_in_.dated.isoformat(),
                "records": [
                    {
                        "number": record.number,
                        "account_id": record.account_id,
                        "new": record.number in submission.new,
                    }
                    for record in submission.records
                ],
                "closed": [
                    {
                        "review": done.review.id,
                        "kind": done.task.kind.value,
                        "subject": done.task.subject,
                        "due": done.task.due.isoformat(),
                    }
                    for done in submission.closed
                ],
                "changed_since": list(submission.changed_since),
                "notes": [say(said, app.language) for said in submission.notes],
            }
        )
        return
    if submission.new:
        app.tell(message("Recorded: the register of {day} was handed in.", day=handed_in_.dated.isoformat()))
    else:
        app.tell(message("It stood on record already; nothing changed."))
    for done in submission.closed:
        app.tell(message("Closed: {task}", task=told_task(done)))
    for said in submission.notes:
        app.note(said)
    if submission.changed_since:
        app.note(
            message(
                "The administrators of these accounts changed after that day; their register is still to be handed in: "
                "{accounts}",
                accounts=", ".join(submission.changed_since),
            )
        )


def _register(app: App) -> Register:
    with open_ledger(app).reading() as tx:
        facts = facts_on(stored(tx), app.today)
    if not facts.accounts:
        raise UsageError(
            message("The inventory holds no account: there is no register."),
            message("Take one in with `auditor import`."),
        )
    return register_on(app.settings.city.name, facts)


def _known_section(text: str, known: Register) -> str:
    section = typed_section(text)
    if section not in known.sections:
        raise UsageError(
            message("No account belongs to the section {section}.", section=section),
            message("There are: {sections}", sections=", ".join(filter(None, known.sections))),
        )
    return section


def _accounts(app: App, named: tuple[str, ...], section: str | None) -> tuple[str, ...] | None:
    """Those that are named, or all of a section; None for the whole city."""
    if named and section is not None:
        raise UsageError(message("--account and --section exclude each other."))
    if section is not None:
        whole = _register(app)
        part = whole.of_section(_known_section(section, whole))
        return tuple(account.account_id for account in part.accounts)
    return tuple(typed_id(one, "--account") for one in named) or None


_LARGEST = 64 * 1024**2
"""Bytes. The register of 50,000 administrators has a tenth of it."""


def _require_writable(path: Path) -> None:
    """Raises UsageError where it is no name of a workbook, or something else stands there than a register of ours."""
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            message("{name} is no name of an Excel file.", name=path.name), message("Let it end in .xlsx.")
        )
    if not path.exists():
        return
    try:
        standing = read_small(path, _LARGEST)
    except Unreadable:
        standing = b""
    if not is_register(standing):
        raise UsageError(
            message("{name} exists already and is no register; it is not overwritten.", name=path.name),
            message("Choose another name, or move the old file away."),
        )


# --- what is told -----------------------------------------------------------------------------------------------

_HEADINGS = (
    message("Section of the account"),
    message("Account"),
    message("Service"),
    message("Name of the account"),
    message("Staff number"),
    message("Name"),
    message("Section"),
    message("Title"),
    message("Since"),
)


def _cells(row: RegisterRow) -> tuple[str, ...]:
    cells = (
        row.section,
        row.account_id,
        service_name(row.service),
        row.account_name,
        row.staff_number,
        row.name,
        row.person_section,
        row.title,
        row.since.isoformat() if row.since else "",
    )
    return tuple(map(visible, cells))


def _remarks(shown: Register) -> list[Message]:
    said = []
    if nobody := shown.without_administrators:
        said.append(
            message("Nobody administers: {accounts}", accounts=", ".join(one.account_id for one in nobody))
        )
    for change in shown.changes:
        values = {
            "who": f"{change.row.name} ({change.row.staff_number})".strip(),
            "account": change.row.account_id,
            "day": change.submitted.isoformat(),
        }
        match change.change:
            case Change.ADDED:
                said.append(message("Added since {day}: {who}, {account}", **values))
            case Change.REMOVED:
                said.append(message("Removed since {day}: {who}, {account}", **values))
    if never := shown.never_submitted:
        said.append(
            message(
                "No register is on record as handed in: {accounts}",
                accounts=", ".join(one.account_id for one in never),
            )
        )
    return said


def _document(shown: Register) -> dict[str, object]:
    return {
        "city": shown.city,
        "date": shown.day.isoformat(),
        "accounts": [
            {
                "account_id": one.account_id,
                "name": one.name,
                "service": one.service,
                "section": one.section,
                "submitted": _iso(one.submitted),
            }
            for one in shown.accounts
        ],
        "administrators": [_row(row) for row in shown.rows],
        "changes": [
            {
                "change": change.change.value,
                "submitted": change.submitted.isoformat(),
                "on": _iso(change.on),
                **_row(change.row),
            }
            for change in shown.changes
        ],
    }


def _row(row: RegisterRow) -> dict[str, object]:
    return {
        "account_id": row.account_id,
        "staff_number": row.staff_number,
        "name": row.name,
        "section": row.person_section,
        "title": row.title,
        "since": _iso(row.since),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
