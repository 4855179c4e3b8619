"""``auditor report``: what an audit found, for each of its readers, as files."""

from __future__ import annotations

import sys

import click

from auditor import reporting
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._typed import typed_month, typed_word
from auditor.cli.signing import sign, signatures
from auditor.errors import UsageError
from auditor.formats import Format
from auditor.inventory.folding import section as typed_section
from auditor.reporting import Wanted, Written
from checks._contract import Text
from reports.history import Month
from reports.messages import marked, message
from reports.report import Edition, Report

FILES = "auditor.report-files/1"


@click.group(
    help=marked(
        "Writes the report of the newest run, or of a month, into the folder of the reports. Without options it is what the "
        "settings name: for IT security, as a page."
    ),
    invoke_without_command=True,
)
@click.option(
    "--month", "month_text", metavar="YYYY-MM", help=marked("Of this month, as its last audit found it.")
)
@click.option("--last-month", is_flag=True, help=marked("Of the month before this one."))
@click.option(
    "--edition",
    "edition_texts",
    multiple=True,
    metavar="EDITION",
    help=marked("For whom: it, pr, section or personnel (may be repeated)."),
)
@click.option(
    "--section",
    "section_text",
    metavar="NAME",
    help=marked("Only the correction sheet of this section (edition section)."),
)
@click.option(
    "--format",
    "format_texts",
    multiple=True,
    metavar="FORMAT",
    help=marked("In which form: html, pdf, xlsx, csv, json, sarif, ics or oscal (may be repeated)."),
)
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
@click.pass_context
def report(
    context: click.Context,
    app: App,
    *,
    month_text: str | None,
    last_month: bool,
    edition_texts: tuple[str, ...],
    section_text: str | None,
    format_texts: tuple[str, ...],
    as_json: bool,
) -> None:
    if context.invoked_subcommand is not None:
        if any(context.params.values()):
            raise UsageError(
                message("An option stands before `{command}`.", command=context.invoked_subcommand),
                message("Write the options after it."),
            )
        return
    month = _month(app, month_text, last_month=last_month)
    with open_ledger(app).reading() as tx:
        if month is None:
            whole = reporting.of_newest(tx, app.settings.report)
        else:
            whole = reporting.of_month(tx, month, app.today, app.settings.report)
    wanted = _wanted(app, whole, edition_texts, section_text, format_texts)
    written = []
    for one in reporting.write(whole, wanted, app.settings.report, app.language):
        written.append(one)
        if not as_json and sys.stdout.isatty():  # else cron would send a mail
            app.tell(message("The report: {path}", path=one.path))
    if as_json:
        print_json(_document(whole, written))
    if not written:
        app.note(message("No section has anything in this audit, so there is no sheet to write."))


report.add_command(sign)
report.add_command(signatures)


def _month(app: App, text: str | None, *, last_month: bool) -> Month | None:
    """The month that is asked for; None for the newest run."""
    if text is not None and last_month:
        raise UsageError(message("--month and --last-month exclude each other."))
    if last_month:
        return Month.of(app.today).earlier(1)
    return None if text is None else typed_month(text, "--month")


def _wanted(
    app: App,
    whole: Report,
    edition_texts: tuple[str, ...],
    section_text: str | None,
    format_texts: tuple[str, ...],
) -> Wanted:
    """Each edition and format once; what no option says, as the settings say it."""
    formats = [typed_word(text, "--format", _FORMATS, app.language) for text in format_texts]
    asked = [typed_word(text, "--edition", _EDITIONS, app.language) for text in edition_texts]
    section = None
    if section_text is not None:
        asked = asked or [Edition.SECTION]
        if set(asked) != {Edition.SECTION}:
            raise UsageError(
                message("--section is for the edition for sections."),
                message("Leave --edition out, or write --edition section."),
            )
        section = reporting.known_section(typed_section(section_text), whole.audit, app.language)
    choice = app.settings.report
    return Wanted(
        editions=tuple(dict.fromkeys(asked or choice.editions)),
        formats=tuple(dict.fromkeys(formats or choice.formats)),
        section=section,
    )


_EDITIONS = {edition: Text(edition, edition) for edition in Edition}
_FORMATS = {format_: Text(format_, format_) for format_ in Format}


def _document(whole: Report, written: list[Written]) -> dict[str, object]:
    return {
        "schema": FILES,
        "run": whole.audit.run.id,
        "date": whole.audit.run.day.isoformat(),
        "month": None if whole.month is None else str(whole.month),
        "files": [
            {
                "edition": one.edition.value,
                "section": one.section,
                "format": one.format.value,
                "path": str(one.path),
                "sha256": one.sha256,
            }
            for one in written
        ],
    }
