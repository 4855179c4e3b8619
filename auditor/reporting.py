"""Reports as files: of which audit, in which editions and formats, and under which names.

What a report holds is decided in ``reports.editions``, how it looks in each format's own module there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import assert_never

from sqlalchemy import Connection

from auditor import pdf
from auditor.errors import UsageError
from auditor.files import can_be_a_file_name, in_file_name, write_private
from auditor.formats import Format
from auditor.ledger import months, runs
from auditor.settings import ReportChoice
from checks._eras import era_year
from reports import calendar_file, csv_v1, editions, excel, html, oscal, report_v1, sarif
from reports.audit import Audit
from reports.history import Month
from reports.messages import Language, message, say
from reports.report import Edition, Paper, Report

RENDERERS: Mapping[Format, Callable[[Report, Language], str | bytes]] = {  # PDF is printed from the page
    Format.HTML: html.render,
    Format.XLSX: excel.render,
    Format.CSV: csv_v1.render,
    Format.JSON: report_v1.render,
    Format.SARIF: sarif.render,
    Format.ICS: calendar_file.render,
    Format.OSCAL: oscal.render,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written; of the edition for sections one for every section, or only for ``section``."""

    editions: tuple[Edition, ...] = (Edition.IT,)
    formats: tuple[Format, ...] = (Format.HTML,)
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A report that stands in a file. ``sha256`` is that of its bytes, in lower-case hexadecimal."""

    edition: Edition
    section: str | None
    format: Format
    path: Path
    sha256: str


# --- of which audit ------------------------------------------------------------------------------------------------


def of_newest(tx: Connection, choice: ReportChoice) -> Report:
    """The whole report of the newest run. Raises UsageError before the first one."""
    audit = runs.newest_audit(tx)
    if audit is None:
        raise UsageError(message("No audit has run yet."), message("Run one with `auditor run`."))
    return of_audit(tx, audit, choice)


def of_month(tx: Connection, month: Month, today: date, choice: ReportChoice) -> Report:
    """The whole report of the month's last audit. Raises UsageError where the month has none, or is ahead of ``today``."""
    if month > Month.of(today):
        raise UsageError(
            message("{month} has not begun yet.", month=month),
            message("Name a month that has an audit, or leave --month out for the newest run."),
        )
    audit = months.audit_of(tx, month)
    if audit is None:
        there = ", ".join(map(str, months.kept(tx)))
        raise UsageError(
            message("No audit of {month} stands in the ledger.", month=month),
            message("There are: {months}", months=there or "-"),
        )
    return replace(of_audit(tx, audit, choice), month=month)


def of_audit(tx: Connection, audit: Audit, choice: ReportChoice) -> Report:
    """The whole report of an audit: with what the ledger knows of earlier months, on the paper of the settings."""
    return Report(audit, history=months.history(tx, audit), paper=paper_of(choice, audit.run.day))


def paper_of(choice: ReportChoice, day: date) -> Paper:
    """What the settings say of the first page, the gaps of the document number filled in for a report of ``day``."""
    return Paper(
        number=choice.number.format_map(_in_document_number(day)),
        to=choice.to,
        sender=choice.sender,
        handling=choice.handling,
        approvals=choice.approvals,
    )


def _in_document_number(day: date) -> Mapping[str, str]:
    """By the names of ``settings.DOCUMENT_NUMBER_GAPS``. A fiscal year begins in April; 元 is the first of an era."""
    fiscal_year = day.year - (day.month < 4)
    era = era_year(min(day, date(fiscal_year, 12, 31)))
    number = fiscal_year if era is None else era[1]
    return {
        "fiscal_year": str(fiscal_year),
        "era_year": "元" if number == 1 else str(number),
        "month": str(day.month),
    }


# --- in which editions ---------------------------------------------------------------------------------------------


def edited(whole: Report, edition: Edition, section: str | None = None) -> Report:
    """The report as the edition tells it."""
    return editions.edit(replace(whole, edition=edition, section=section))


def known_section(typed: str, audit: Audit, language: Language) -> str:
    """The section that was typed. Raises UsageError, with those there are, where the audit has nothing of it."""
    named = {section_name(section, language): section for section in editions.sections(audit)}
    if typed not in named:
        raise UsageError(
            message("The audit has nothing of a section {section}.", section=typed[:40]),
            message("There are: {sections}", sections=", ".join(named) or "-"),
        )
    return named[typed]


def section_name(section: str, language: Language) -> str:
    return section or say(_NO_SECTION, language)


_NO_SECTION = message("Section not entered")


# --- as files ------------------------------------------------------------------------------------------------------


def write(whole: Report, wanted: Wanted, choice: ReportChoice, language: Language) -> Iterator[Written]:
    """Writes ``report-DAY…`` or ``report-MONTH…`` into the folder of the settings, and gives each file once it stands there.

    Each is there whole or not at all. PDF comes last, so that the rest is written where it cannot be made. Raises FileError,
    and for PDF NoBrowser and PrintError.
    """
    reports = [(report, _path(whole, ending, choice)) for report, ending in _reports(whole, wanted, language)]
    for report, path in reports:
        for format_ in wanted.formats:
            if format_ is not Format.PDF:
                rendered = RENDERERS[format_](report, language)
                yield _written(report, format_, path, _encoded(rendered))
    if Format.PDF in wanted.formats:
        browser = pdf.find_browser(choice.browser, os.environ)
        for report, path in reports:
            page = html.render(report, language)
            printed = pdf.print_page(page, browser, made=report.audit.run.finished)
            yield _written(report, Format.PDF, path, printed)


def _path(whole: Report, ending: str, choice: ReportChoice) -> Path:
    """Of a report's files, without the ending of the format."""
    name = whole.audit.run.day.isoformat() if whole.month is None else str(whole.month)
    return choice.folder / f"report-{name}{ending}"


def _encoded(rendered: str | bytes) -> bytes:
    return rendered.encode("utf-8", errors="replace") if isinstance(rendered, str) else rendered


def _written(report: Report, format_: Format, path: Path, content: bytes) -> Written:
    whole = path.with_name(f"{path.name}{format_.ending}")
    write_private(whole, content)
    return Written(report.edition, report.section, format_, whole, hashlib.sha256(content).hexdigest())


def _reports(whole: Report, wanted: Wanted, language: Language) -> Iterator[tuple[Report, str]]:
    """Each report with what its file's name ends with."""
    for edition in wanted.editions:
        match edition:
            case Edition.IT:
                yield edited(whole, edition), ""
            case Edition.PR | Edition.PERSONNEL:
                yield edited(whole, edition), f"-{edition.value}"
            case Edition.SECTION:
                for section, ending in _section_endings(whole.audit, language):
                    if wanted.section in (None, section):
                        yield edited(whole, edition, section), ending
            case _:
                assert_never(edition)


def _section_endings(audit: Audit, language: Language) -> Iterator[tuple[str, str]]:
    """By its place among all sections, so that two whose names a file name cannot tell apart are told apart."""
    known = editions.sections(audit)
    width = max(2, len(str(len(known))))
    for number, section in enumerate(known, start=1):
        ending = f"-section-{number:0{width}}"
        name = in_file_name(section_name(section, language))
        yield section, f"{ending}-{name}" if can_be_a_file_name(name) else ending
