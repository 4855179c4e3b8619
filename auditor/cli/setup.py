"""``auditor demo``, ``init`` and ``template``: the first commands of a new user."""

from __future__ import annotations

import json
import os
import random
import shlex
import sys
from datetime import date
from itertools import count
from pathlib import Path
from subprocess import list2cmdline
from uuid import uuid4

import click

from auditor.catalogue import load_pack
from auditor.cli._app import App, pass_app
from auditor.cli._opening import passphrase
from auditor.cli._progress import progress
from auditor.cli._reporting import summary_lines, write_page
from auditor.demo import MANNERS, UBE, build, month_until, year_until
from auditor.demonstration import show
from auditor.errors import UsageError
from auditor.files import write_private
from auditor.inventory.policy_fields import template_fields
from auditor.inventory.template import write_template
from auditor.ledger.database import Ledger
from auditor.nightly import Night
from auditor.setting_up import Choices, Part, set_up
from auditor.settings import Schedule
from auditor.today import now, today
from checks._contract import Pack
from reports.messages import marked, message, say


@click.command(
    help=marked(
        "Makes a small city with planted faults, plays its year with an audit each night, and writes the report of today."
    )
)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("demo"))
@click.option(
    "--city",
    type=click.Choice([*MANNERS]),
    default=UBE.pack,
    show_default=True,
    help=marked("In the manner of that municipality, by its guideline's pack."),
)
@click.option(
    "--short", is_flag=True, help=marked("Two audits, a month ago and today, instead of one each night.")
)
@pass_app
def demo(app: App, folder: Path, city: str, short: bool) -> None:
    night = Night(day=_day(), today=_day(), clock=now, run_id=uuid4().hex)
    span = month_until(night.day) if short else year_until(night.day)
    days = (span.first, span.last) if short else tuple(span.days())
    with progress(app, message("Nights")) as told:
        done = count(1)
        shown = show(
            folder.absolute(),
            build(span, random.SystemRandom(), MANNERS[city]),
            night,
            os.urandom,
            days=days,
            language=app.language,
            audited=lambda _audit: told(next(done), len(days)),
        )
    settings = shown.place.settings
    report = write_page(settings, Ledger.open(settings.store.url), shown.audit, app.language)
    app.tell(
        message(
            "{city}: {nights} audits from {first} to {last}.",
            city=shown.audit.city,
            nights=len(days),
            first=span.first.isoformat(),
            last=span.last.isoformat(),
        )
    )
    for line in summary_lines(shown.audit):
        app.tell(line)
    app.tell(message("The report: {path}", path=report))
    again = [sys.executable, "-m", "auditor", "--config", str(shown.place.config), "findings"]
    app.tell(message("Try: {command}", command=list2cmdline(again) if os.name == "nt" else shlex.join(again)))
    if not short:
        app.tell(
            message(
                "Of the time before: `report --month {month}`, `review list --all`, `incident list --all`, "
                "`waiver list --all`.",
                month=f"{days[len(days) // 2]:%Y-%m}",
            )
        )
    others = ", ".join(other for other in MANNERS if other != city)
    app.tell(
        message("Other guidelines at work: `auditor demo DIR --city CITY` with {cities}.", cities=others)
    )


@click.command(
    help=marked(
        "Makes settings, vault and store in a folder (default: here), as far as they are missing. Overwrites nothing."
    )
)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--pack",
    default="ube",
    show_default=True,
    help=marked("The guideline's pack, or the file of a city's own."),
)
@click.option("--city", default="", help=marked("The city's name."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def init(app: App, folder: Path, pack: str, city: str, as_json: bool) -> None:
    place = set_up(
        folder.absolute(),
        Choices(pack=_from(folder, pack), city=city, language=app.language),
        os.urandom,
        lambda: passphrase(app),
    )
    if as_json:
        answer = {"config": str(place.config), "made": [part.value for part in place.made]}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    parts = ", ".join(say(_PARTS[part], app.language) for part in place.made)
    app.tell(message("Made in {folder}: {parts}", folder=place.config.parent, parts=parts))
    if Part.VAULT in place.made and place.settings.vault.key == "file":
        app.tell(
            message(
                "Keep a copy of {name} apart from the vault: without it nothing can be read.",
                name=place.settings.vault.key_file.name,
            )
        )
    app.tell(
        message("Next: `auditor template`, fill it in, then `auditor import` and `auditor secret import`.")
    )


def _from(folder: Path, pack: str) -> str:
    """The pack as the settings in ``folder`` name it: people name a file from where they stand."""
    file = Path(pack)
    if file.suffix != ".toml" or file.is_absolute():
        return pack
    there = Path(os.path.realpath(file.parent)) / file.name
    try:
        return Path(os.path.relpath(there, os.path.realpath(folder))).as_posix()
    except ValueError:  # on another drive of Windows
        return str(there)


_PARTS = {
    Part.SETTINGS: message("settings"),
    Part.VAULT: message("vault"),
    Part.KEY: message("key for fingerprints"),
    Part.STORE: message("store"),
}


@click.command(
    help=marked("Writes a blank inventory workbook with headings, drop-down lists and explanations.")
)
@click.argument("file", type=click.Path(path_type=Path), default=Path("inventory.xlsx"))
@click.option(
    "--pack", help=marked("Whose fields of an operation policy it has; default: the pack of the settings.")
)
@pass_app
def template(app: App, file: Path, pack: str | None) -> None:
    if file.suffix.lower() != ".xlsx":
        raise UsageError(
            message("{name} is no name of a workbook.", name=file.name), message("Let it end in .xlsx.")
        )
    write_private(file.absolute(), write_template(template_fields(_pack(app, pack))), replace=False)
    app.tell(message("Written: {path}", path=file))


def _pack(app: App, name: str | None) -> Pack:
    """The pack of that name, else the one in force by the settings; before there are any, the one that ``init`` takes."""
    if name is None and app.config.exists():
        return load_pack(app.settings.policy.pack, app.settings.policy.override)
    return load_pack(name or Choices().pack, {})


def _day() -> date:
    return today(os.environ, Schedule().zone)
