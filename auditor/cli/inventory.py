"""``auditor import``: the inventory goes in."""

from __future__ import annotations

import json
from pathlib import Path

import click

from auditor.cli._app import App, pass_app
from auditor.cli._opening import open_ledger, opened_vault
from auditor.inventory.headings import table_named
from auditor.ledger.register import Difference
from auditor.ledger.register.plan import TableDifference
from auditor.settling import rules_of
from auditor.taking_in import take_in
from auditor.transfers import oldest_kept
from reports.messages import Language, marked, message, say

SHOWN = 20
"""Ids a line before the rest is only counted."""


@click.command("import", help=marked("Takes inventory workbooks or CSV folders in and says what changed."))
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help=marked("Only look: show the difference, change nothing."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def import_(app: App, sources: tuple[Path, ...], check: bool, as_json: bool) -> None:
    rules = rules_of(app.settings)
    ledger = open_ledger(app)
    with opened_vault(app) as vault, ledger.run_lock():
        taken = take_in(
            ledger,
            sources,
            vault,
            app.settings.inventory,
            app.today,
            rules=rules,
            oldest_order=oldest_kept(app.settings, app.today),
            check_only=check,
        )
    for warning in taken.warnings:
        app.note(warning)
    if as_json:
        click.echo(json.dumps(_as_json(taken.difference, applied=not check), ensure_ascii=False))
        return
    for table in taken.difference.tables:
        _tell(app, table)
    if not taken.difference:
        app.tell(message("Nothing changes.") if check else message("Nothing changed."))


def _tell(app: App, table: TableDifference) -> None:
    groups = (
        (message("added"), table.added),
        (message("changed"), tuple(change.id for change in table.changed)),
        (message("removed"), table.removed),
    )
    for word, ids in groups:
        if ids:
            shown = ", ".join(ids[:SHOWN]) + (" …" if len(ids) > SHOWN else "")
            app.tell(
                message(
                    "{table}: {count} {word}: {ids}",
                    table=_name(table.table, app.language),
                    count=len(ids),
                    word=say(word, app.language),
                    ids=shown,
                )
            )


def _name(table: str, language: Language) -> str:
    """The table as the reader's workbook calls it."""
    known = table_named(table)
    return known.japanese if known and language is Language.JA else table


def _as_json(difference: Difference, *, applied: bool) -> dict[str, object]:
    return {
        "applied": applied,
        "tables": {
            table.table: {
                "added": list(table.added),
                "changed": [{"id": change.id, "columns": list(change.columns)} for change in table.changed],
                "removed": list(table.removed),
            }
            for table in difference.tables
        },
    }
