"""``auditor breach``: lists of leaked passwords."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from auditor.cli._app import App, pass_app
from auditor.cli._progress import progress
from auditor.measuring.breaches.building import COMMON, build
from auditor.settings import Schedule
from auditor.today import today
from reports.messages import marked, message


@click.group(help=marked("Lists of leaked passwords."))
def breach() -> None:
    pass


@breach.command(
    "build",
    help=marked(
        "Builds the list OUT from downloaded lists of SHA-1 or NTLM hashes: files (plain, gzip, zip) or folders of "
        "range files."
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
    if not built.common:
        app.note(
            message(
                "None of the {count} most common passwords is in this list. Where it is meant to be a list of leaked "
                "passwords, it was made with another kind of hash.",
                count=len(COMMON),
            )
        )
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
    for note in built.notes:
        app.note(note)
    app.tell(message('To use it, name it in the settings: [breach] offline = "{name}".', name=target.name))
