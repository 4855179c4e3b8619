from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from checks._contract import Severity, Status, SubjectKind
from reports import wording
from reports.audit import State, Tally
from reports.messages import Language, say
from reports.report import Edition


def test_every_outcome_that_is_counted_has_a_mark() -> None:
    assert {mark.name for mark in wording.MARKS} == {field.name for field in fields(Tally)}


def test_no_two_outcomes_share_a_sign_or_a_word() -> None:
    assert len({mark.sign for mark in wording.MARKS}) == len(wording.MARKS)
    for language in Language:
        assert len({say(mark.word, language) for mark in wording.MARKS}) == len(wording.MARKS)


@pytest.mark.parametrize("status", Status)
def test_a_status_is_marked_as_the_tally_that_counts_it(status: Status) -> None:
    assert wording.status_mark(status).name == status.value


def test_every_word_of_a_closed_list_is_told_apart() -> None:
    for words in (
        [wording.severity_word(one) for one in Severity],
        [wording.severity_meaning(one) for one in Severity],
        [wording.state_word(one) for one in State],
        [wording.state_meaning(one) for one in State],
        [wording.subject_word(one) for one in SubjectKind],
    ):
        assert len({word.text for word in words}) == len(words)


@pytest.mark.parametrize(
    ("day", "pieces"),
    [
        (date(2026, 11, 20), ("令和8年11月20日", "（2026-11-20）")),
        (date(2019, 5, 1), ("令和元年5月1日", "（2019-05-01）")),
    ],
)
def test_a_day_is_told_in_era_and_western_form(day: date, pieces: tuple[str, ...]) -> None:
    assert wording.day_in_words(day, Language.JA) == pieces
    assert wording.day_in_words(day, Language.EN) == (day.isoformat(),)


def test_a_time_is_told_in_the_time_of_the_country() -> None:
    time = datetime(2026, 11, 19, 17, 5, 59, tzinfo=UTC)
    assert wording.time_in_words(time, Language.EN) == "2026-11-20 02:05 JST"
    assert wording.time_in_words(time, Language.JA) == "令和8年11月20日 2時05分"


def test_a_known_service_goes_by_its_own_name_and_another_as_written() -> None:
    assert wording.service_name("youtube") == "YouTube"
    assert wording.service_name("mixi") == "mixi"


def test_a_packs_own_way_of_covering_a_clause_stands_as_written() -> None:
    assert wording.cover_word("home-grown") == "home-grown"


def test_an_edition_is_named_and_one_of_another_version_stands_as_it_was_kept() -> None:
    assert wording.edition_named("pr") == wording.edition_word(Edition.PR)
    assert wording.edition_named("mayor") == "mayor"


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (date(2026, 4, 1), "令和8年度（2026年度）", "fiscal year 2026 (April 2026 to March 2027)"),
        (date(2027, 3, 31), "令和8年度（2026年度）", "fiscal year 2026 (April 2026 to March 2027)"),
        (date(2019, 4, 30), "平成31年度（2019年度）", "fiscal year 2019 (April 2019 to March 2020)"),
        (date(2020, 3, 31), "令和元年度（2019年度）", "fiscal year 2019 (April 2019 to March 2020)"),
    ],
)
def test_fiscal_years_begin_in_april_and_bear_the_era_they_began_in(day: date, ja: str, en: str) -> None:
    assert wording.fiscal_year(day, Language.JA) == ja
    assert wording.fiscal_year(day, Language.EN) == en


def test_in_a_table_a_day_stands_in_the_short_form_of_its_era() -> None:
    assert wording.short_day(date(2026, 11, 20), Language.JA) == "R8.11.20"
    assert wording.short_day(date(2019, 4, 30), Language.JA) == "H31.4.30"
    assert wording.short_day(date(2026, 11, 20), Language.EN) == ""
