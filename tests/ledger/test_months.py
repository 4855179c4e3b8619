"""Months as their last audits left them, and what a report tells of earlier ones."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select, text

from auditor.engine import JudgedFinding
from auditor.errors import StoreError
from auditor.ledger import chain, months, signatures
from auditor.ledger.database import Ledger
from auditor.ledger.schema import months as table
from reports import editions
from reports.audit import Audit
from reports.history import TREND_MONTHS, History, KeptMonth, Month, Signature
from reports.messages import Language

from .conftest import Places
from .test_findings import REUSE
from .test_register import EVERYTHING, bring
from .test_runs import DAY, LATE, night

NOVEMBER, DECEMBER, JANUARY = Month(2026, 11), Month(2026, 12), Month(2027, 1)
assert Month.of(DAY) == NOVEMBER


def kept_night(tx: Connection, day: date, *judged: JudgedFinding, not_judged: Collection[str] = ()) -> Audit:
    """A night as the program keeps it."""
    audit = night(tx, (day - DAY).days, *judged, not_judged=not_judged)
    months.keep(tx, audit)
    chain.add_run(tx, audit.run)
    return audit


def on(month: Month, day: int) -> date:
    return date(month.year, month.number, day)


@pytest.fixture(autouse=True)
def _city(tx: Connection) -> None:
    chain.begin(tx)
    bring(tx, EVERYTHING)


def test_a_month_is_its_last_kept_audit_whole(tx: Connection) -> None:
    kept_night(tx, on(NOVEMBER, 25), REUSE, LATE)
    last = kept_night(tx, on(NOVEMBER, 30), LATE)
    assert last.findings
    assert last.closed
    assert last.register
    assert months.audit_of(tx, NOVEMBER) == last
    assert months.audit_of(tx, DECEMBER) is None
    assert months.kept(tx) == (NOVEMBER,)


def test_a_month_stands_once_a_run_of_a_later_one_was_kept(tx: Connection) -> None:
    november = kept_night(tx, on(NOVEMBER, 30), REUSE)
    december = kept_night(tx, on(DECEMBER, 1))
    kept_night(tx, on(NOVEMBER, 29), LATE)  # the machine's clock went wrong
    assert months.audit_of(tx, NOVEMBER) == november
    assert months.audit_of(tx, DECEMBER) == december


def test_an_earlier_day_does_not_take_the_place_of_a_later_one(tx: Connection) -> None:
    last = kept_night(tx, on(NOVEMBER, 30), REUSE)
    kept_night(tx, on(NOVEMBER, 29))
    assert months.audit_of(tx, NOVEMBER) == last


def test_a_clock_that_was_ahead_once_takes_no_month_its_report(tx: Connection) -> None:
    kept_night(tx, on(NOVEMBER, 20))
    ahead = kept_night(tx, date(2027, 3, 5))
    november = kept_night(tx, on(NOVEMBER, 30), REUSE)
    december = kept_night(tx, on(DECEMBER, 15), LATE)
    assert months.audit_of(tx, NOVEMBER) == november
    assert months.audit_of(tx, DECEMBER) == december
    assert months.audit_of(tx, Month(2027, 3)) == ahead


def test_the_same_day_again_does_not_take_the_place_of_a_month_that_stands(tx: Connection) -> None:
    november = kept_night(tx, on(NOVEMBER, 30), REUSE)
    kept_night(tx, on(DECEMBER, 1))
    months.keep(tx, replace(november, findings=()))
    assert months.audit_of(tx, NOVEMBER) == november


def test_what_is_kept_of_a_month_is_small_and_holds_no_name_in_the_clear(tx: Connection) -> None:
    kept_night(tx, DAY, REUSE)
    (content,) = tx.scalars(select(table.c.audit))
    assert "見本市".encode() not in content
    assert json.loads(zlib.decompress(content))["city"] == "見本市"


def test_half_a_surrogate_pair_does_not_stop_a_night(tx: Connection) -> None:
    """As a command line holds one, in the reason of an exception, say."""
    audit = replace(night(tx, 0), city="\udcff\x00\x10")
    months.keep(tx, audit)
    assert months.audit_of(tx, NOVEMBER) == audit


@settings(max_examples=15, deadline=None)
@given(days=st.lists(st.integers(0, 120), unique=True, min_size=1, max_size=6))
def test_whatever_the_order_of_the_nights_a_month_is_its_latest_day(places: Places, days: list[int]) -> None:
    expected: dict[Month, date] = {}
    with ledger_of(places).rehearsal() as tx:
        bring(tx, EVERYTHING)
        for number in days:
            day = DAY + timedelta(days=number)
            kept_night(tx, day)
            expected[Month.of(day)] = max(day, expected.get(Month.of(day), day))
        assert {month: _day(months.audit_of(tx, month)) for month in months.kept(tx)} == expected


def _day(audit: Audit | None) -> date | None:
    return None if audit is None else audit.run.day


@cache
def ledger_of(places: Places) -> Ledger:
    """One for all examples, which keep nothing in it."""
    return places.ledger()


# --- of other versions ---------------------------------------------------------------------------------------------


def test_an_audit_kept_before_a_field_was_known_is_read_without_it(tx: Connection) -> None:
    audit = kept_night(tx, DAY, REUSE)
    (content,) = tx.scalars(select(table.c.audit))
    older = json.loads(zlib.decompress(content))
    for name in ("reviews", "stages", "waivers", "deadlines", "subjects", "people", "public", "sizes"):
        del older[name]
    for finding in older["findings"]:
        del finding["opened"]
    tx.execute(table.update().values(audit=zlib.compress(json.dumps(older).encode())))
    read = months.audit_of(tx, NOVEMBER)
    assert read is not None
    assert (read.reviews, read.public, read.findings[0].opened) == ((), None, None)
    assert (read.matrix, read.counts, read.register) == (audit.matrix, audit.counts, audit.register)


@pytest.mark.parametrize(
    "content",
    [b"", b"no such thing", zlib.compress(b'{"city": 1}'), zlib.compress(b"{"), zlib.compress(b"{}")[:-2]],
)
def test_an_audit_in_a_form_of_another_version_is_told_with_its_month(tx: Connection, content: bytes) -> None:
    kept_night(tx, DAY, REUSE)
    tx.execute(table.update().values(audit=content))
    with pytest.raises(StoreError, match="another version") as refused:
        months.audit_of(tx, NOVEMBER)
    assert "2026-11" in refused.value.said(Language.EN)


def test_figures_in_a_form_of_another_version_are_told(tx: Connection) -> None:
    kept_night(tx, DAY)
    december = kept_night(tx, on(DECEMBER, 1))
    tx.execute(text("UPDATE months SET figures = '{}'"))
    with pytest.raises(StoreError, match="another version"):
        months.history(tx, december)


# --- what a report tells of earlier months -------------------------------------------------------------------------


def test_the_first_month_has_nothing_earlier(tx: Connection) -> None:
    audit = kept_night(tx, DAY, REUSE)
    known = months.history(tx, audit)
    assert (known.previous, known.signatures) == (None, ())
    assert known.months == (
        KeptMonth(
            NOVEMBER,
            DAY,
            audit.run.id,
            audit.run.complete,
            editions.figures(audit),
            editions.figures(editions.plain(audit)),
        ),
    )
    assert known.seal == chain.newest(tx)


def test_the_month_before_is_the_newest_that_was_kept_and_missing_ones_are_missing(tx: Connection) -> None:
    november = kept_night(tx, on(NOVEMBER, 30), REUSE)
    january = kept_night(tx, on(JANUARY, 31), LATE)
    known = months.history(tx, january)
    assert known.previous == november
    assert [month.month for month in known.months] == [NOVEMBER, JANUARY]
    assert [month.run_id for month in known.months] == [november.run.id, january.run.id]


def test_a_trend_has_a_year_and_this_month(tx: Connection) -> None:
    for number in range(TREND_MONTHS + 3):
        audit = kept_night(tx, on(NOVEMBER.earlier(-number), 15))
    told = [month.month for month in months.history(tx, audit).months]
    assert (len(told), told[0], told[-1]) == (TREND_MONTHS, Month(2027, 2), Month(2028, 2))


def test_of_a_trend_only_the_month_before_is_read_whole(tx: Connection) -> None:
    for number in range(4):
        audit = kept_night(tx, on(NOVEMBER.earlier(-number), 15))
    blobs = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if "months.audit" in statement:
            blobs.append(statement)

    event.listen(tx, "before_cursor_execute", note)
    try:
        months.history(tx, audit)
    finally:
        event.remove(tx, "before_cursor_execute", note)
    assert len(blobs) == 1


def test_a_look_back_that_was_not_kept_knows_the_months_before_it(tx: Connection) -> None:
    november = kept_night(tx, on(NOVEMBER, 30))
    kept_night(tx, on(JANUARY, 31))
    december = replace(november, run=replace(november.run, id="looked", day=on(DECEMBER, 10)))
    known = months.history(tx, december)
    assert known.previous == november
    assert [month.run_id for month in known.months] == [november.run.id, "looked"]
    assert known.seal is None


def signed(tx: Connection, audit: Audit, day: date, by: str = "00012") -> Signature:
    signature = Signature(Month.of(audit.run.day), audit.run.day, "it", "0" * 64, by, "見本 太郎", day)
    chain.add_signature(tx, signatures.add(tx, signature, audit.run.id), day)
    return signature


def test_signatures_of_before_the_run_are_told_newest_first(tx: Connection) -> None:
    november = kept_night(tx, on(NOVEMBER, 30))
    one = signed(tx, november, on(DECEMBER, 1))
    two = signed(tx, november, on(DECEMBER, 1), "00034")
    three = signed(tx, november, on(DECEMBER, 2))
    same_day = signed(tx, november, on(DECEMBER, 31))
    december = kept_night(tx, on(DECEMBER, 31))
    after = signed(tx, november, on(DECEMBER, 31), "00056")  # the same day, and after the run
    assert months.history(tx, december).signatures == (same_day, three, two, one)
    january = kept_night(tx, on(JANUARY, 1))
    assert months.history(tx, january).signatures == (after, same_day, three, two, one)


def test_signatures_are_told_for_as_long_as_the_trend(tx: Connection) -> None:
    audit = kept_night(tx, DAY)
    signed(tx, audit, on(NOVEMBER, 30))
    kept = signed(tx, audit, on(DECEMBER, 1))
    later = kept_night(tx, on(DECEMBER.earlier(-12), 31))
    assert months.history(tx, later).signatures == (kept,)


def test_what_is_known_of_a_month_stays_what_it_was(tx: Connection) -> None:
    november = kept_night(tx, on(NOVEMBER, 30), REUSE)
    signed(tx, november, on(DECEMBER, 2))
    december = kept_night(tx, on(DECEMBER, 31), LATE)
    before: History = months.history(tx, december)
    bring(tx, replace(EVERYTHING, administrators=()), on(JANUARY, 1))
    kept_night(tx, on(JANUARY, 1))
    signed(tx, december, on(JANUARY, 2))
    signed(tx, november, on(DECEMBER, 3))  # on a machine whose clock went wrong
    kept_night(tx, on(JANUARY, 1) + timedelta(days=40), REUSE)
    assert months.audit_of(tx, DECEMBER) == december
    assert months.history(tx, december) == before
