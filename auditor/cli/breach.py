"""``auditor breach``: lists of leaked passwords."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from auditor.cli._app import App, pass_app
from auditor.cli._progress import progress
from auditor.measuring.breaches.building import build
from auditor.settings import Schedule
from auditor.today import today
from reports.messages import marked, message


@click.group(help=marked("Lists of leaked passwords."))
def breach() -> None:
    pass


@breach.command(
    "build",
    help=marked(
        "Builds the list OUT from downloaded hashes.\n\n"
        "SOURCE: a list of SHA-1 or NTLM hashes (plain, gzip or zip) or a folder of range files."
    ),
)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def build_(app: App, sources: tuple[Path, ...], target: Path, as_json: bool) -> None:
    day = today(os.environ, Schedule().zone)  # needs no settings: the list may be built on another machine
    with progress(app, message("Hashes read")) as told:
        built = build(sources, target, day, lambda read: told(read, None))
    header = built.header
    for note in built.notes:
        app.note(note)
    if as_json:
        answer = {
            "hashes": header.number,
            "kind": header.kind.title,
            "range_files": header.ranges,
            "bytes": built.size,
            "built": header.built.isoformat(),
        }
        click.echo(json.dumps(answer))
        return
    app.tell(
        message(
            "{number} hashes ({kind}) are in {name}, {size} MB.",
            number=f"{header.number:,}",
            kind=header.kind.title,
            name=target.name,
            size=f"{built.size / 1e6:,.1f}",
        )
    )
    app.tell(
        message(
            'To use it, name it in the settings: [breach] offline = "{name}".',
            name=target.resolve().as_posix(),
        )
    )
