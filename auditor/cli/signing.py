"""``auditor report sign`` and ``auditor report signatures``: who reviewed which report."""

from __future__ import annotations

from pathlib import Path

import click

from auditor import signing
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._table import print_table
from auditor.cli._typed import typed_day, typed_id, typed_month, typed_text, typed_word
from auditor.errors import UsageError
from auditor.files import Unreadable, read_small
from auditor.ledger import signatures as ledger_signatures
from auditor.signing import LARGEST, Stated
from checks._contract import Text
from reports.history import Signature
from reports.messages import marked, message, say
from reports.report import Edition


@click.command(help=marked("Records who reviewed a report: the file by its SHA-256, and the day."))
@click.option(
    "--file",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help=marked("The report that was reviewed, as it was written."),
)
@click.option("--by", required=True, metavar="WHO", help=marked("Staff number, or a role of the settings."))
@click.option("--note", default="", metavar="TEXT", help=marked("A remark, for example a document number."))
@click.option(
    "--month", "month", metavar="YYYY-MM", help=marked("Of which month the file is, where it is no page.")
)
@click.option("--day", "day", metavar="DATE", help=marked("Of which day the file is, where it is no page."))
@click.option(
    "--edition", metavar="EDITION", help=marked("Of which edition the file is, where it is no page.")
)
@click.option(
    "--as-it-is",
    is_flag=True,
    help=marked("Sign a page that is not, or no longer, what the ledger gives."),
)
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def sign(
    app: App,
    *,
    path: Path,
    by: str,
    note: str,
    month: str | None,
    day: str | None,
    edition: str | None,
    as_it_is: bool,
    as_json: bool,
) -> None:
    roles = app.settings.waivers.approvers
    typed = Stated(
        edition=None if edition is None else typed_word(edition, "--edition", _EDITIONS, app.language),
        month=None if month is None else typed_month(month, "--month"),
        day=None if day is None else typed_day(day, "--day"),
    )
    signer = typed_id(by, "--by")
    content = _content(path)
    with open_ledger(app).transaction() as tx:
        signed = signing.sign(
            tx,
            content,
            signer,
            typed_text(note),
            app.today,
            typed=typed,
            roles=roles,
            choice=app.settings.report,
            as_it_is=as_it_is,
        )
    one = signed.signature
    if as_json:
        print_json({**_document(signed.number, one), "new": signed.is_new})
    elif signed.is_new:
        app.tell(
            message(
                "Recorded as number {number}: {who} reviewed the report of {of} ({edition}), SHA-256 {sha256}.",
                number=signed.number,
                who=_who(one),
                of=one.month or one.day,
                edition=one.edition,
                sha256=one.sha256,
            )
        )
    else:
        app.tell(
            message(
                "{who} signed this very file on {day} already (number {number}); nothing changed.",
                who=_who(one),
                day=one.signed,
                number=signed.number,
            )
        )


@click.command(help=marked("Who reviewed which report, and when."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def signatures(app: App, as_json: bool) -> None:
    with open_ledger(app).reading() as tx:
        known = ledger_signatures.given(tx)
    if as_json:
        print_json({"signatures": [_document(number, one) for number, one in known]})
    elif not known:
        app.tell(message("No report was signed yet."))
    else:
        print_table(
            [say(heading, app.language) for heading in _HEADINGS],
            [
                (
                    str(number),
                    one.signed.isoformat(),
                    _who(one),
                    str(one.month or one.day),
                    one.edition,
                    one.sha256,
                    one.note,
                )
                for number, one in known
            ],
        )


def _content(path: Path) -> bytes:
    try:
        return read_small(path, LARGEST)
    except Unreadable as error:
        raise UsageError(error.what, error.todo) from None


_EDITIONS = {edition: Text(edition, edition) for edition in Edition}

_HEADINGS = (
    message("Number"),
    message("Signed on"),
    message("Signed by"),
    message("Report of"),
    message("Edition"),
    message("SHA-256"),
    message("Note"),
)


def _who(one: Signature) -> str:
    return f"{one.by} {one.name}".rstrip()


def _document(number: int, one: Signature) -> dict[str, object]:
    return {
        "number": number,
        "signed": one.signed.isoformat(),
        "by": one.by,
        "name": one.name,
        "day": one.day.isoformat(),
        "month": None if one.month is None else str(one.month),
        "edition": one.edition,
        "sha256": one.sha256,
        "note": one.note,
    }
