"""``auditor doctor``: what works here and what doesn't."""

from __future__ import annotations

import json

import click

from auditor.cli._app import App, pass_app
from auditor.cli._opening import opener
from auditor.doctor import Probe, Result, Surroundings, examine
from auditor.fault_lines import printable
from auditor.today import now
from auditor.vault.hardening import harden
from reports.messages import Language, marked, message, say

SIGNS = {Result.FINE: "○", Result.WARNING: "△", Result.FAILED: "×"}
FAILED = 3


@click.command(help=marked("Tries each thing that a night needs, and says what to do where one fails."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def doctor(app: App, as_json: bool) -> int:
    given = Surroundings(open_vault=opener(app), today=app.today, now=now(), hardening=harden().notes)
    probes = []
    for probe in examine(app.settings, given):
        probes.append(probe)
        if not as_json:
            _show(app, probe)
    if as_json:
        click.echo(json.dumps([_as_json(probe, app.language) for probe in probes], ensure_ascii=False))
    return FAILED if any(probe.result is Result.FAILED for probe in probes) else 0


def _show(app: App, probe: Probe) -> None:
    detail = f": {say(probe.detail, app.language)}" if probe.detail else ""
    click.echo(printable(f"{SIGNS[probe.result]} {say(probe.name, app.language)}{detail}"))
    for fault in probe.faults:
        app.tell(message("    {fault}", fault=fault))
    if probe.todo and probe.result is not Result.FINE:
        app.tell(message("    → {todo}", todo=probe.todo))


def _as_json(probe: Probe, language: Language) -> dict[str, str | list[str] | None]:
    return {
        "name": say(probe.name, language),
        "result": probe.result.value,
        "detail": say(probe.detail, language) if probe.detail else None,
        "todo": say(probe.todo, language) if probe.todo else None,
        "faults": [say(fault, language) for fault in probe.faults],
    }
