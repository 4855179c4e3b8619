"""``auditor verify``: whether what the ledger recorded still stands as it was recorded."""

from __future__ import annotations

import click

from auditor import exit_codes
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.ledger.chain import Link
from auditor.verifying import Kind, Verified, bearing_seal, told
from auditor.verifying import verify as walk
from reports.messages import marked, message, say

VERIFIED = "auditor.verified/1"


@click.command(
    help=marked(
        "Walks the ledger's chain and says what was altered, removed or inserted. With the seal of a printed report it also "
        "finds a ledger that was written anew as a whole."
    )
)
@click.option(
    "--seal",
    "typed",
    metavar="VALUE",
    help=marked("The seal on a printed report: is it in this ledger, and at which run?"),
)
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def verify(app: App, typed: str | None, as_json: bool) -> int:
    with open_ledger(app).reading() as tx:
        verified = walk(tx)
        sought = None if typed is None else bearing_seal(tx, typed)
    is_lost = typed is not None and sought is None
    if as_json:
        print_json(_document(app, verified, sought, was_sought=typed is not None))
    else:
        _tell(app, verified)
        if sought is not None:
            app.tell(
                message(
                    "The seal is that of entry {number}: {what}.",
                    number=sought.number,
                    what=told(sought.kind, sought.day),
                )
            )
        if is_lost:
            app.tell(
                message(
                    "The seal is in no entry: the ledger was written anew or cut off since, or the seal is another ledger's."
                )
            )
    if verified.faults or is_lost:
        return exit_codes.SAW_ALL_SOMETHING_STANDS
    return exit_codes.SAW_ALL_NOTHING_STANDS


def _tell(app: App, verified: Verified) -> None:
    for fault in verified.faults:
        app.tell(message("{kind}: {what}", kind=_KINDS[fault.kind], what=fault.what))
    if verified.faults:
        app.tell(message("What does not fit the chain: {count}", count=len(verified.faults)))
    else:
        app.tell(message("What the chain covers fits its entries: {entries}", entries=verified.entries))
    if verified.unsealed:
        app.tell(
            message(
                "Events of tasks that the next run will bring into the chain: {count}",
                count=verified.unsealed,
            )
        )
    if verified.seal is not None:
        app.tell(
            message(
                "Seal of the newest entry ({number}): {value}",
                number=verified.seal.number,
                value=verified.seal.value,
            )
        )
    app.tell(
        message(
            "A ledger that was written anew as a whole fits itself, too: compare it with the seal of a report that was "
            "printed and signed (`auditor verify --seal VALUE`)."
        )
    )


_KINDS = {
    Kind.ALTERED: message("Altered"),
    Kind.MISSING: message("Missing"),
    Kind.INSERTED: message("Inserted"),
}


def _document(app: App, verified: Verified, sought: Link | None, *, was_sought: bool) -> dict[str, object]:
    seal = verified.seal
    return {
        "schema": VERIFIED,
        "whole": not verified.faults,
        "entries": verified.entries,
        "seal": None if seal is None else {"number": seal.number, "value": seal.value},
        "unsealed": verified.unsealed,
        "faults": [
            {
                "kind": fault.kind.value,
                "entry": fault.number,
                "day": None if fault.day is None else fault.day.isoformat(),
                "what": say(fault.what, app.language),
            }
            for fault in verified.faults
        ],
        "sought": {"found": sought is not None, **({} if sought is None else _entry(sought))}
        if was_sought
        else None,
    }


def _entry(link: Link) -> dict[str, object]:
    return {
        "number": link.number,
        "kind": link.kind.value,
        "what": link.what,
        "day": None if link.day is None else link.day.isoformat(),
        "value": link.value,
    }
