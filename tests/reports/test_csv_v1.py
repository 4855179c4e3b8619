"""The CSV file: every spreadsheet opens it, nothing in it is a formula, and it does not hide what was not seen."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from checks._contract import Status
from reports.characters import visible
from reports.csv_v1 import defused, render
from reports.history import NOTHING_EARLIER
from reports.messages import Language
from reports.report import Edition, Report
from tests.reports.made_reports import EDITIONS, LANGUAGES, golden, report_of, report_of_nothing
from tests.reports.rewriting import rewritten
from tests.reports.sample import sample
from tests.reports.telling_words import telling_words

DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "−", "\t", "\r", "\n")


def read(report: Report, language: Language = Language.EN) -> list[list[str]]:
    text = render(report, language).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def as_written(cell: str) -> str:
    return cell.removeprefix("'")


@EDITIONS
@LANGUAGES
def test_the_sample_gives_the_file_on_file(
    edition: Edition, language: Language, snapshot: SnapshotAssertion
) -> None:
    text = render(report_of(edition), language).decode("utf-8-sig").replace("\r\n", "\n")
    assert text == snapshot(extension_class=golden("csv"))


@EDITIONS
def test_it_is_utf_8_with_its_mark_and_lines_end_with_both_signs(edition: Edition) -> None:
    content = render(report_of(edition), Language.JA)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize("sign", DANGEROUS)
@pytest.mark.parametrize(
    "before", ["", " ", "\N{IDEOGRAPHIC SPACE}", "\N{ZERO WIDTH SPACE}", "\ufeff \u00ad"]
)
def test_what_could_become_a_formula_is_defused(sign: str, before: str) -> None:
    text = f"{before}{sign}1+1"
    if before and sign.isspace():
        assert defused(f"{before}{sign}=1") == f"'{before}{sign}=1"
    else:
        assert defused(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "広報広聴課", "a=1", "4(3)b", "2026-11-20", "0012345", "\N{MIDDLE DOT}-"]
)
def test_what_cannot_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


@given(st.text())
def test_a_program_gets_the_text_back(text: str) -> None:
    assert as_written(defused(text)) == text


@given(st.text() | st.builds("{}{}{}".format, st.text(" \u200b\u3000"), st.sampled_from("=+-@＝"), st.text()))
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert not defused(text).strip().startswith(("=", "+", "-", "@", "＝"))


@given(st.text(st.characters(exclude_categories=[]), min_size=1))
@settings(deadline=None, max_examples=40)
def test_any_text_people_write_comes_back_from_the_file(text: str) -> None:
    subject = replace(sample().findings[0].subject, name=text, section=text)
    finding = replace(sample().findings[0], subject=subject)
    heading, row, *_ = read(Report(replace(sample(), findings=(finding,))))
    cells = dict(zip(heading, row, strict=True))
    assert as_written(cells["Display name"]) == as_written(cells["Section"]) == visible(text)


@given(st.text(st.sampled_from('=+-@,;"\n\r\t \u3000\u200b課a'), min_size=1))
@settings(deadline=None, max_examples=40)
def test_text_in_every_field_leaves_the_columns_as_they_are(text: str) -> None:
    rows = read(Report(rewritten(sample(), lambda old: text + old if old else old)))
    assert {len(row) for row in rows} == {len(rows[0])}
    plain = read(Report(sample()))
    assert len(rows) == len(plain)


def test_days_are_written_so_that_a_spreadsheet_knows_them() -> None:
    heading, *rows = read(report_of(Edition.IT))
    due = [row[heading.index("Due")] for row in rows]
    assert due[:3] == ["2026-11-27", "2026-12-04", "2026-11-19"]


def test_what_was_not_seen_stands_in_the_same_table() -> None:
    heading, *rows = read(Report(sample()))
    status, key = heading.index("Status"), heading.index("Key")
    gaps = [row[key] for row in rows if row[status] == "Not seen"]
    assert gaps == [f"{entry.check}:{entry.subject}" for entry in sample().not_seen]
    states = {
        row[heading.index("Since the run before")] for row in rows if row[key] == sample().unconfirmed[0].key
    }
    assert "Could not be confirmed" in states


def test_without_an_earlier_month_nothing_is_said_of_it() -> None:
    heading, *rows = read(replace(report_of(Edition.IT), history=NOTHING_EARLIER))
    assert {row[heading.index("Since last month")] for row in rows} == {""}


def test_a_report_of_nothing_is_its_headings() -> None:
    assert len(read(report_of_nothing())) == 1


@LANGUAGES
def test_the_headings_are_in_the_language_asked_for(language: Language) -> None:
    heading = read(report_of(Edition.IT), language)[0]
    assert heading[1] == {Language.JA: "所属", Language.EN: "Section"}[language]
    assert len(set(heading)) == len(heading)
    assert all(heading)


@LANGUAGES
def test_the_edition_for_pr_holds_no_telling_word(language: Language) -> None:
    assert telling_words(render(report_of(Edition.PR), language).decode("utf-8-sig")) == []


def test_a_waived_finding_is_not_past_due() -> None:
    heading, *rows = read(Report(sample()))
    late = {row[heading.index("Key")] for row in rows if row[heading.index("Past due")]}
    waived = {finding.key for finding in sample().findings if finding.status is Status.WAIVED}
    assert late
    assert not late & waived
