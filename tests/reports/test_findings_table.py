from __future__ import annotations

from dataclasses import replace

from reports.findings_table import headings, rows
from reports.messages import Language
from tests.reports.sample import DAY, sample


def test_each_row_has_a_cell_for_each_heading() -> None:
    for language in Language:
        table = rows(sample().findings, DAY, language)
        assert len(table) == 6
        assert {len(row) for row in table} == {len(headings(language))}


def test_a_row_tells_severity_status_state_and_whom_it_concerns() -> None:
    first = rows(sample().findings, DAY, Language.EN)[0]
    assert first == (
        "Critical",
        "Unverified",
        "Reopened",
        "観光交流課",
        "fb-kanko",
        "second-factor",
        "A sample finding of: Second factor.",
        "2026-11-27",
    )


def test_a_due_day_that_has_passed_is_said_in_words_unless_waived() -> None:
    due = [row[-1] for row in rows(sample().findings, DAY, Language.EN)]
    assert due == ["2026-11-27", "2026-12-04", "2026-11-19 Past due", "2026-11-30", "2026-11-01", ""]


def test_no_control_character_reaches_the_terminal() -> None:
    finding = sample().findings[0]
    hostile = replace(finding, subject=replace(finding.subject, id="\x1b]0;owned\x07", section=""))
    row = rows([hostile], DAY, Language.EN)[0]
    assert row[3] == "Section not entered"
    assert row[4] == "[U+001B]]0;owned[U+0007]"
