"""The sample as a report of each edition, with a month before it; and a report of nothing without any earlier month."""

from __future__ import annotations

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from reports.editions import edit
from reports.history import Month
from reports.messages import Language
from reports.report import Edition, Report
from tests.reports.sample import DAY, KOHO, nothing_found, sample
from tests.reports.sample_history import PAPER, history

EDITIONS = pytest.mark.parametrize("edition", Edition)
LANGUAGES = pytest.mark.parametrize("language", Language)


def report_of(edition: Edition) -> Report:
    """The sample as the edition tells it; of sections, KOHO."""
    section = KOHO if edition is Edition.SECTION else None
    return edit(Report(sample(), edition, history(sample()), PAPER, section, month=Month.of(DAY)))


def report_of_nothing() -> Report:
    return Report(nothing_found())


def golden(ending: str) -> type[SingleFileSnapshotExtension]:
    """A golden file with that ending."""

    class File(SingleFileSnapshotExtension):
        file_extension = ending
        _write_mode = WriteMode.TEXT

    return File
