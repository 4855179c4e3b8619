"""Reports as files: their names, the gaps of a document number, and that every format has its writer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import reporting
from auditor.files import in_file_name
from auditor.formats import Format
from auditor.reporting import RENDERERS, Wanted, paper_of, write
from auditor.settings import ReportChoice
from reports import editions
from reports.history import Month
from reports.messages import Language
from reports.report import Edition, Report
from tests.reports.sample import sample
from tests.reports.telling_words import telling_words

NUMBER = ReportChoice(number="情政第{fiscal_year}-{era_year}-{month}号")


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 11, 20), "情政第2026-8-11号"),
        (date(2027, 3, 31), "情政第2026-8-3号"),
        (date(2027, 4, 1), "情政第2027-9-4号"),
        (date(2019, 4, 30), "情政第2019-31-4号"),
        (date(2019, 5, 1), "情政第2019-元-5号"),
        (date(2020, 3, 31), "情政第2019-元-3号"),
        (date(2020, 4, 1), "情政第2020-2-4号"),
    ],
)
def test_the_gaps_of_a_document_number_go_by_the_fiscal_year_of_the_day_judged(
    day: date, number: str
) -> None:
    assert paper_of(NUMBER, day).number == number


def test_a_number_without_gaps_stays_and_doubled_braces_are_braces() -> None:
    assert paper_of(ReportChoice(number="{{第1号}}"), date(2026, 11, 20)).number == "{第1号}"


def test_every_format_is_printed_or_has_a_writer() -> None:
    assert set(RENDERERS) == set(Format) - {Format.PDF}
    endings = [format_.ending for format_ in Format]
    assert len(set(endings)) == len(endings)


@given(st.text(max_size=300))
def test_a_piece_of_a_file_name_is_taken_by_every_file_system(text: str) -> None:
    piece = in_file_name(text)
    assert not set(piece) & set('\\/:*?"<>|\n\0')
    assert len(piece.encode("utf-8")) <= 160
    assert in_file_name(piece) == piece


@pytest.mark.parametrize("edition", Edition)
def test_every_edition_is_written_in_every_format_and_the_same_when_it_is_written_again(
    tmp_path: Path, edition: Edition
) -> None:
    whole = replace(Report(sample()), month=Month(2026, 11))
    wanted = Wanted((edition,), tuple(RENDERERS))
    choice = ReportChoice(folder=tmp_path)
    first = tuple(write(whole, wanted, choice, Language.JA))
    assert first == tuple(write(whole, wanted, choice, Language.JA))
    sections = len(editions.sections(whole.audit)) if edition is Edition.SECTION else 1
    assert len({one.path for one in first}) == sections * len(RENDERERS)
    assert all(one.path.name.startswith("report-2026-11") for one in first)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(one.path.name for one in first)


def test_no_format_for_programs_holds_a_telling_word_in_the_edition_for_pr(tmp_path: Path) -> None:
    text = tuple(format_ for format_ in RENDERERS if format_ not in (Format.XLSX, Format.HTML))
    for one in write(
        Report(sample()), Wanted((Edition.PR,), text), ReportChoice(folder=tmp_path), Language.JA
    ):
        assert telling_words(one.path.read_text("utf-8-sig")) == [], one.format


def test_a_section_without_a_name_has_one_in_words() -> None:
    assert reporting.known_section("所属未記入", sample(), Language.JA) == ""
    assert reporting.known_section("Section not entered", sample(), Language.EN) == ""


def test_where_file_names_cannot_be_japanese_a_section_s_file_has_its_number_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As under LC_ALL=C with PYTHONUTF8=0."""
    monkeypatch.setattr("auditor.files.os.fsencode", lambda text: text.encode("ascii"))
    written = write(Report(sample()), Wanted((Edition.SECTION,)), ReportChoice(folder=tmp_path), Language.JA)
    names = [one.path.name for one in written]
    assert len(set(names)) == len(names) == len(editions.sections(sample()))
    assert all(name.isascii() for name in names)
    assert names[0].endswith("-section-01.html")
