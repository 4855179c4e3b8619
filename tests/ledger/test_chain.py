"""The chain is whole after whatever the program does, and finds whatever else is done to what it covers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Table, delete, func, inspect, select, text, update

from auditor.errors import UsageError
from auditor.ledger import chain, months, reviews, schema, signatures
from auditor.ledger.chain import GROWING, MONTH_COLUMNS
from auditor.ledger.columns import Count, Day, FreeText, Moment, Octets, Strings, Word
from auditor.ledger.database import Ledger
from auditor.ledger.migrations import migrate
from auditor.verifying import Kind, Verified, bearing_seal, verify
from checks._contract import Severity, Status, TaskState
from reports.history import Month, Signature
from reports.messages import Language, say

from .conftest import Places
from .test_findings import REUSE
from .test_migrations import at_version
from .test_months import kept_night, on
from .test_register import EVERYTHING, bring
from .test_reviews import HIJACK, PASSWORD, SESSIONS, TRANSFER, changed
from .test_reviews import kept as keep_reviews
from .test_runs import DAY, LATE

ROOT = Path(__file__).parents[2]

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
SIGNED = Signature(
    NOVEMBER, on(NOVEMBER, 30), "it", "ab" * 32, "00012", "見本 太郎", on(DECEMBER, 1), "確認済"
)


def sign(tx: Connection, signature: Signature, run_id: str) -> None:
    chain.add_signature(tx, signatures.add(tx, signature, run_id), signature.signed)


def grow(tx: Connection) -> None:
    """Four nights in two months with findings that come and go, tasks, and two signatures."""
    bring(tx, EVERYTHING)
    kept_night(tx, on(NOVEMBER, 20), REUSE, LATE)
    (review,) = keep_reviews(tx, on(NOVEMBER, 21), TRANSFER)
    november = kept_night(tx, on(NOVEMBER, 30), LATE)
    sign(tx, SIGNED, november.run.id)
    keep_reviews(
        tx,
        on(DECEMBER, 1),
        changed(review, replace(PASSWORD, state=TaskState.CLOSED, closed=DAY, evidence=3), SESSIONS),
    )
    kept_night(tx, on(DECEMBER, 1), REUSE)
    sign(tx, replace(SIGNED, by="情報政策課長", name="", note="", month=None), november.run.id)
    kept_night(tx, on(DECEMBER, 2), REUSE, LATE, not_judged=("password-age:business",))


@pytest.fixture(scope="module")
def grown(places: Places) -> Ledger:
    ledger = places.ledger()
    with ledger.transaction() as tx:
        grow(tx)
    return ledger


@pytest.fixture
def tx(grown: Ledger) -> Iterator[Connection]:
    """The grown ledger, in hands that no rule of the database holds back; nothing of what they do is kept."""
    with grown.rehearsal() as connection:
        unwatched(connection)
        yield connection


def unwatched(tx: Connection) -> None:
    """Without the watch on references between tables."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))


def kinds(verified: Verified) -> list[Kind]:
    return [fault.kind for fault in verified.faults]


# --- whole -------------------------------------------------------------------------------------------------------


def test_what_the_program_recorded_is_whole(tx: Connection) -> None:
    verified = verify(tx)
    assert verified == Verified(entries=7, seal=chain.newest(tx), unsealed=0, faults=())


def test_every_ledger_begins_a_chain_over_what_stood(places: Places) -> None:
    with places.ledger().reading() as tx:
        assert verify(tx) == Verified(1, chain.newest(tx), 0, ())
        assert chain.entry(tx, 1).day is None


def test_what_happens_to_tasks_between_two_nights_is_covered_by_the_next(tx: Connection) -> None:
    reviews.open_incident(tx, HIJACK, on(DECEMBER, 3))
    assert verify(tx).unsealed == 1
    kept_night(tx, on(DECEMBER, 3))
    assert (verify(tx).unsealed, verify(tx).faults) == (0, ())


def test_what_a_command_does_to_tasks_between_two_nights_is_covered_at_once(tx: Connection) -> None:
    reviews.open_incident(tx, HIJACK, on(DECEMBER, 3))
    chain.add_tasks(tx, on(DECEMBER, 3))
    chain.add_tasks(tx, on(DECEMBER, 3))  # nothing changed since
    verified = verify(tx)
    assert (verified.entries, verified.unsealed, verified.faults) == (8, 0, ())
    tx.execute(delete(schema.tasks).where(schema.tasks.c.review == 2))
    assert {fault.number for fault in verify(tx).faults} == {8, None}


def test_the_chain_goes_on_over_gaps_that_rehearsals_leave_in_the_counters(places: Places) -> None:
    ledger = places.ledger()
    with ledger.transaction() as tx:
        bring(tx, EVERYTHING)
        kept_night(tx, DAY, REUSE)
    with ledger.rehearsal() as tx:
        kept_night(tx, DAY + timedelta(days=1), LATE)
    with ledger.transaction() as tx:
        kept_night(tx, DAY + timedelta(days=2), LATE)
        assert verify(tx).faults == ()


def test_a_ledger_of_before_the_chain_begins_it_with_its_whole_past(places: Places) -> None:
    with places.ledger()._migration() as tx:
        at_version(tx, "0003")
        before = inspect(tx).get_table_names()
    ledger = places.ledger()
    with ledger.transaction() as tx:
        grow(tx)
        rows = {
            growing.name: tx.execute(select(*growing.columns)).all()
            for growing in GROWING
            if growing.name != "signatures"
        }
        for table in reversed(schema.metadata.sorted_tables):
            if table.name not in before:
                table.drop(tx)
        tx.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    url = ledger._engine.url.render_as_string(hide_password=False)
    with Ledger.open(url).rehearsal() as tx:
        verified = verify(tx)
        assert (verified.entries, verified.faults) == (1, ())
        assert months.kept(tx) == (DECEMBER,)  # its newest audit, and no other that it has
        assert (kept := months.run_of(tx, DECEMBER)) is not None
        assert kept.day == on(DECEMBER, 2)
        begun = chain.entry(tx, 1)
        assert (begun.kind, begun.day) == (schema.Entry.BEGUN, on(DECEMBER, 2))
        content = chain.content_of(begun)
        assert {name: getattr(content, name).rows for name in rows} == {
            name: len(kept) for name, kept in rows.items()
        }
        kept_night(tx, on(DECEMBER, 3))
        assert verify(tx).faults == ()
        tx.execute(update(schema.runs).where(schema.runs.c.number == 1).values(complete=False))
        (fault,) = verify(tx).faults
        assert (fault.kind, fault.number) == (Kind.ALTERED, 1)


def test_the_steps_of_an_older_version_lead_to_a_ledger_that_can_be_sealed(places: Places) -> None:
    ledger = places.ledger()
    with ledger._migration() as tx:
        at_version(tx, "0002")
        migrate(tx)
        chain.begin(tx)
        chain.begin(tx)  # once
        assert verify(tx) == Verified(1, chain.newest(tx), 0, ())


# --- altered -----------------------------------------------------------------------------------------------------

COVERED = [
    *(column for growing in GROWING for column in growing.columns),
    *MONTH_COLUMNS,
    *schema.chain.c,
]


def other(column: Column[Any], value: Any) -> Any:
    """A value of the column's kind that is another."""
    match column.type:
        case Day():
            return DAY if value is None else value + timedelta(days=1)
        case Moment():
            return datetime(2026, 11, 20, tzinfo=UTC) if value is None else value + timedelta(microseconds=1)
        case Word():
            words = list(column.type.words)
            return words[0] if value is None else words[(words.index(value) + 1) % len(words)]
        case Octets():
            return value[:-1] + bytes([value[-1] ^ 1])
        case FreeText():
            return f"{value or ''} "
        case _ if isinstance(value, bool):
            return not value
        case _ if isinstance(value, dict):
            return {**value, "conforming": value["conforming"] + 1}
        case Count() | _:
            return 1000 if value is None else value + 1000


def alter(tx: Connection, column: Column[Any], place: int) -> None:
    """Another value in the row at this place (from its end, where negative)."""
    table = column.table
    assert isinstance(table, Table)
    keys = list(table.primary_key.columns)
    row = tx.execute(select(*keys, column.label("altered")).order_by(*keys)).all()[place]
    is_row = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
    # what has to be unique may not meet another row's
    tx.execute(update(table).where(*is_row).values({column.name: other(column, row.altered)}))


@pytest.mark.parametrize("column", COVERED, ids=str)
def test_an_altered_value_of_any_column_is_found(tx: Connection, column: Column[Any]) -> None:
    alter(tx, column, 0)
    assert verify(tx).faults


@pytest.mark.parametrize("column", [one for one in COVERED if one.nullable], ids=str)
def test_a_value_taken_away_is_found(tx: Connection, column: Column[Any]) -> None:
    tx.execute(update(column.table).values({column.name: None}))
    assert verify(tx).faults


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_one_value_becomes_in_whichever_row_is_found(grown: Ledger, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(COVERED))
    with grown.rehearsal() as tx:
        unwatched(tx)
        count = tx.scalar(select(func.count()).select_from(column.table)) or 0
        alter(tx, column, data.draw(st.integers(0, count - 1)))
        assert verify(tx).faults


def test_an_alteration_is_told_with_its_entry_and_day_and_what_it_is_about(tx: Connection) -> None:
    tx.execute(
        update(schema.finding_events)
        .where(schema.finding_events.c.id == 1)
        .values(status_after=Status.ADVICE)
    )
    (fault,) = verify(tx).faults
    assert (fault.kind, fault.number, fault.day) == (Kind.ALTERED, 2, on(NOVEMBER, 20))
    assert say(fault.what, Language.EN) == (
        "Events of findings that entry 2 (the run of 2026-11-20) covers were altered."
    )


def test_a_value_that_no_version_wrote_is_an_alteration(tx: Connection) -> None:
    if tx.dialect.name == "postgresql":
        tx.execute(text("UPDATE finding_events SET event = 'forgiven' WHERE id = 2"))
    else:
        tx.execute(text("UPDATE finding_events SET day = 'yesterday' WHERE id = 2"))
    (fault,) = [fault for fault in verify(tx).faults if fault.number == 2]
    assert fault.kind is Kind.ALTERED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs SET counts = 'x' WHERE number = 2",
        "UPDATE runs SET number = 'x' WHERE number = 2",
        "UPDATE runs SET day = 'x' WHERE number = 2",
        "UPDATE months SET month = 'x' WHERE month = '2026-11-01'",
        "UPDATE months SET audit = 'x' WHERE month = '2026-11-01'",
        "UPDATE chain SET content = x'00' WHERE number = 3",
        "UPDATE chain SET day = 'x' WHERE number = 3",
        "UPDATE chain SET content = '{}' WHERE number = 3",
        "UPDATE signatures SET number = -1 WHERE number = 1",
        "UPDATE finding_events SET id = -1 WHERE id = 3",
        "UPDATE runs SET pack_id = CAST(x'ff' AS TEXT) WHERE number = 2",
        "UPDATE runs SET id = CAST(x'ff' AS TEXT) WHERE number = 2",
        "UPDATE findings SET clause = CAST(x'ff' AS TEXT)",
        "UPDATE chain SET what = CAST(x'ff' AS TEXT) WHERE number = 3",
        "UPDATE months SET run_id = CAST(x'ff' AS TEXT)",
        "UPDATE signatures SET note = CAST(x'ff' AS TEXT)",
        "UPDATE reviews SET accounts = 'x'",
    ],
)
def test_what_only_a_file_can_hold_is_found_and_stops_nothing(tx: Connection, statement: str) -> None:
    if tx.dialect.name == "postgresql":
        return  # a server keeps its types
    tx.execute(text(statement))
    assert verify(tx).faults


def test_an_altered_entry_that_was_sealed_anew_does_not_fit_the_next(tx: Connection) -> None:
    link = chain.entry(tx, 3)
    forged = replace(link, day=on(NOVEMBER, 29))
    tx.execute(
        update(schema.chain)
        .where(schema.chain.c.number == 3)
        .values(day=forged.day, value=chain.value_of(forged))
    )
    (fault,) = verify(tx).faults
    assert (fault.kind, fault.number) == (Kind.ALTERED, 4)


# --- missing, inserted, swapped -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "place"),
    [(growing.counter.table, place) for growing in GROWING for place in (0, -1)],
    ids=str,
)
def test_a_row_that_was_removed_is_missing(tx: Connection, table: Table, place: int) -> None:
    counter = next(growing.counter for growing in GROWING if growing.counter.table is table)
    gone = tx.scalars(select(counter).order_by(counter)).all()[place]
    tx.execute(delete(table).where(counter == gone))
    assert Kind.MISSING in kinds(verify(tx))


def test_a_row_that_was_put_among_others_is_inserted(tx: Connection) -> None:
    event = tx.execute(select(schema.finding_events).where(schema.finding_events.c.id == 2)).one()
    tx.execute(schema.finding_events.insert().values({**event._asdict(), "id": 0}))
    faults = verify(tx).faults
    assert [(fault.kind, fault.number) for fault in faults] == [(Kind.INSERTED, 1)]


@pytest.mark.parametrize(
    "growing", [one for one in GROWING if one.name != "task_events"], ids=lambda one: one.name
)
def test_a_row_beyond_the_end_of_the_chain_is_inserted(tx: Connection, growing: chain.Growing) -> None:
    table = growing.counter.table
    row = tx.execute(select(table).order_by(growing.counter.desc()).limit(1)).one()._asdict()
    forged = {**row, growing.counter.name: row[growing.counter.name] + 1}
    if growing.name == "runs":
        forged["id"] = "forged"
    if growing.name == "finding_events":
        forged["event"], forged["status_after"] = schema.Event.CHANGED, row["status_after"]
    tx.execute(table.insert().values(forged))  # type: ignore[attr-defined]
    assert Kind.INSERTED in kinds(verify(tx))


def test_rows_that_were_swapped_are_found(tx: Connection) -> None:
    events = schema.finding_events
    for here, there in ((1, 1000), (2, 1), (1000, 2)):
        tx.execute(update(events).where(events.c.id == here).values(id=there))
    assert kinds(verify(tx)) == [Kind.ALTERED]


def test_entries_that_were_swapped_are_found(tx: Connection) -> None:
    for here, there in ((3, 1000), (4, 3), (1000, 4)):
        tx.execute(update(schema.chain).where(schema.chain.c.number == here).values(number=there))
    assert [(fault.kind, fault.number) for fault in verify(tx).faults[:1]] == [(Kind.ALTERED, 3)]


def test_a_month_that_was_removed_is_missing_and_a_foreign_one_inserted(tx: Connection) -> None:
    row = tx.execute(select(schema.months).where(schema.months.c.month == NOVEMBER.first)).one()._asdict()
    tx.execute(delete(schema.months).where(schema.months.c.month == NOVEMBER.first))
    tx.execute(schema.months.insert().values({**row, "month": Month(2026, 10).first}))
    inserted, missing = verify(tx).faults
    assert (inserted.kind, missing.kind) == (Kind.INSERTED, Kind.MISSING)
    assert (missing.number, missing.day) == (3, on(NOVEMBER, 30))


def test_the_audit_of_an_earlier_night_of_the_month_does_not_pass_for_the_last_one(tx: Connection) -> None:
    """As it was, whole and once sealed."""
    earlier = kept_night(tx, on(DECEMBER, 3))
    row = tx.execute(select(schema.months).where(schema.months.c.month == DECEMBER.first)).one()._asdict()
    kept_night(tx, on(DECEMBER, 4), REUSE)
    assert row["run_id"] == earlier.run.id
    tx.execute(update(schema.months).where(schema.months.c.month == DECEMBER.first).values(row))
    assert kinds(verify(tx)) == [Kind.ALTERED]


@pytest.mark.parametrize("number", range(1, 8))
def test_an_entry_that_was_removed_is_missing(tx: Connection, number: int) -> None:
    tx.execute(delete(schema.chain).where(schema.chain.c.number == number))
    first = verify(tx).faults[0]
    if number < 7:
        assert (first.kind, first.number) == (Kind.MISSING, number)
    else:  # the end: the run stands in no entry
        assert (first.kind, first.day) == (Kind.INSERTED, None) or first.kind is Kind.ALTERED


def test_a_chain_that_is_gone_is_missing(tx: Connection) -> None:
    tx.execute(delete(schema.chain))
    first, *_ = verify(tx).faults
    assert first.kind is Kind.MISSING
    kept_night(tx, on(DECEMBER, 5))
    assert verify(tx).faults  # and does not begin anew in silence


def test_an_entry_before_the_first_is_inserted(tx: Connection) -> None:
    link = chain.entry(tx, 2)
    tx.execute(
        schema.chain.insert().values(
            number=0, kind=link.kind, what="", content=link.content, previous=link.previous, value="0" * 64
        )
    )
    assert kinds(verify(tx)) == [Kind.INSERTED]


# --- the end cut off, and the whole written anew --------------------------------------------------------------------


def cut_off_the_last_run(tx: Connection) -> None:
    """The chain's end with the run and its events: what is left fits itself, but for those who speak of the run."""
    last = chain.entry(tx, 7)
    tx.execute(delete(schema.chain).where(schema.chain.c.number == 7))
    tx.execute(delete(schema.finding_events).where(schema.finding_events.c.run_id == last.what))
    tx.execute(delete(schema.runs).where(schema.runs.c.id == last.what))


def test_an_end_that_was_cut_off_leaves_runs_without_an_entry(tx: Connection) -> None:
    tx.execute(delete(schema.chain).where(schema.chain.c.number >= 6))
    said = verify(tx).faults
    assert {fault.day for fault in said if fault.kind is Kind.INSERTED} >= {on(DECEMBER, 2)}


def test_an_end_that_was_cut_off_with_its_run_leaves_findings_that_speak_of_it(tx: Connection) -> None:
    cut_off_the_last_run(tx)
    assert Kind.MISSING in kinds(verify(tx))


def test_a_seal_on_paper_tells_a_ledger_that_was_written_anew(places: Places) -> None:
    """Which fits itself: without a key nothing else can tell."""

    def made(*judged: Any) -> tuple[Ledger, str]:
        ledger = places.ledger()
        with ledger.transaction() as tx:
            bring(tx, EVERYTHING)
            kept_night(tx, DAY, *judged)
            seal = chain.newest(tx)
            kept_night(tx, DAY + timedelta(days=1))
        assert seal is not None
        return ledger, seal.value

    honest, seal = made(REUSE)
    anew, _ = made()
    with honest.reading() as tx, anew.reading() as other_tx:
        assert (verify(tx).faults, verify(other_tx).faults) == ((), ())
        found = bearing_seal(tx, seal)
        assert found is not None
        assert (found.number, found.day) == (2, DAY)
        assert bearing_seal(other_tx, seal) is None


@pytest.mark.parametrize(
    "typed",
    [
        "{seal}",
        "{upper}",
        "  {seal}\n",
        "{groups}",
        "{beginning}",
    ],
)
def test_a_seal_is_taken_as_people_copy_it(tx: Connection, typed: str) -> None:
    link = chain.entry(tx, 4)
    value = link.value
    groups = " ".join(value[start : start + 8] for start in range(0, 64, 8))
    written = typed.format(seal=value, upper=value.upper(), groups=groups, beginning=value[:20])
    assert bearing_seal(tx, written) == link


@pytest.mark.parametrize("typed", ["", "abc", "g" * 64, "0" * 19, "0" * 65, "%" * 20, "_" * 64])
def test_what_is_no_seal_is_refused(tx: Connection, typed: str) -> None:
    with pytest.raises(UsageError, match="no seal"):
        bearing_seal(tx, typed)


# --- lives ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"closed": on(DECEMBER, 2), "closed_by": "run-12"},
        {"status": Status.ADVICE},
        {"severity": Severity.INFO},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_finding_that_stands_otherwise_than_its_events_say_is_altered(
    tx: Connection, change: dict[str, Any]
) -> None:
    tx.execute(update(schema.findings).where(schema.findings.c.key == REUSE.key).values(change))
    assert Kind.ALTERED in kinds(verify(tx))


def test_a_task_that_stands_otherwise_than_its_events_say_is_altered(tx: Connection) -> None:
    tx.execute(
        update(schema.tasks).where(schema.tasks.c.kind == SESSIONS.kind).values(state=TaskState.CLOSED)
    )
    assert set(kinds(verify(tx))) == {Kind.ALTERED}


def test_a_row_that_went_and_one_of_which_nothing_is_recorded_are_told_by_name(tx: Connection) -> None:
    row = tx.execute(select(schema.findings).where(schema.findings.c.key == REUSE.key)).one()._asdict()
    tx.execute(delete(schema.findings).where(schema.findings.c.key == REUSE.key))
    tx.execute(schema.findings.insert().values({**row, "key": "password-age:never"}))
    tx.execute(delete(schema.tasks).where(schema.tasks.c.kind == SESSIONS.kind))
    tx.execute(delete(schema.reviews))
    said = {(fault.kind, say(fault.what, Language.EN)) for fault in verify(tx).faults}
    assert {
        (Kind.MISSING, f"The finding {REUSE.key} is missing; events speak of it."),
        (Kind.INSERTED, "No event speaks of the finding password-age:never."),
        (Kind.MISSING, "The review 1 is missing; events of its tasks speak of it."),
    } <= said
    assert any(kind is Kind.MISSING and what.startswith("The task ") for kind, what in said)


@pytest.mark.parametrize(
    "column",
    [column for columns in chain.STANDING.values() for column in columns],
    ids=str,
)
def test_whatever_becomes_of_a_finding_a_review_or_a_task_between_two_nights_is_found(
    tx: Connection, column: Column[Any]
) -> None:
    """Its days above all: an attacker moves the day until which something was to be done."""
    if isinstance(column.type, Strings):
        tx.execute(update(column.table).values({column.name: ("x",)}))
    else:
        alter(tx, column, 0)
    assert verify(tx).faults


@pytest.mark.parametrize("column", ["first_seen", "opened", "due"])
def test_days_moved_in_all_findings_at_once_are_told_with_the_newest_run(tx: Connection, column: str) -> None:
    tx.execute(update(schema.findings).values({column: on(DECEMBER, 31)}))
    (fault,) = verify(tx).faults
    assert (fault.kind, fault.number, fault.day) == (Kind.ALTERED, 7, on(DECEMBER, 2))


def test_an_entry_of_before_states_were_sealed_stays_valid(tx: Connection) -> None:
    before = chain.NOTHING_BEFORE
    for number in range(1, 8):
        link = chain.entry(tx, number)
        older = {
            name: value for name, value in json.loads(link.content).items() if name not in chain.STANDING
        }
        plain = replace(link, content=chain.canonical(older), previous=before)
        before = chain.value_of(plain)
        tx.execute(
            update(schema.chain)
            .where(schema.chain.c.number == number)
            .values(content=plain.content, previous=plain.previous, value=before)
        )
    assert verify(tx).faults == ()
    kept_night(tx, on(DECEMBER, 3), REUSE)
    assert verify(tx).faults == ()


@pytest.mark.parametrize("table", ["chain", "months", "signatures", "task_events"])
def test_a_table_that_is_gone_is_told_as_missing(tx: Connection, table: str) -> None:
    tx.execute(text(f"DROP TABLE {table}"))
    (fault,) = verify(tx).faults
    assert (fault.kind, say(fault.what, Language.EN)) == (Kind.MISSING, f"The table {table} is missing.")


@pytest.mark.parametrize("number", ["9223372036854775808", "1" * 30, "-1"])
def test_a_number_that_no_database_counts_to_is_an_alteration(tx: Connection, number: str) -> None:
    content = chain.entry(tx, 3).content
    tx.execute(
        update(schema.chain)
        .where(schema.chain.c.number == 3)
        .values(content=re.sub('"to":[0-9]+', f'"to":{number}', content))
    )
    assert (Kind.ALTERED, 3) in [(fault.kind, fault.number) for fault in verify(tx).faults]


# --- the form -------------------------------------------------------------------------------------------------------


def test_the_form_of_a_value_is_the_one_that_is_documented(tx: Connection) -> None:
    """Recomputed here as docs/ledger-chain.md says, with nothing of the program."""
    row = tx.execute(select(schema.chain).where(schema.chain.c.number == 3)).one()
    line = json.dumps(
        {
            "form": "auditor.chain/1",
            "number": 3,
            "kind": "run",
            "what": row.what,
            "day": "2026-11-30",
            "content": row.content,
            "previous": row.previous,
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    assert hashlib.sha256(f"{line}\n".encode("ascii")).hexdigest() == row.value
    run = tx.execute(select(schema.runs).where(schema.runs.c.id == row.what)).one()
    line = json.dumps(
        [
            "runs",
            {
                "id": run.id,
                "number": run.number,
                "day": "2026-11-30",
                "started": run.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
                "finished": run.finished.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
                "complete": run.complete,
                "pack_id": run.pack_id,
                "pack_version": run.pack_version,
                "version": run.version,
                "counts": run.counts,
            },
        ],
        sort_keys=True,
        separators=(",", ":"),
    )
    assert json.loads(row.content)["runs"] == {
        "to": run.number,
        "rows": 1,
        "sha256": hashlib.sha256(f"{line}\n".encode("ascii")).hexdigest(),
    }


def test_the_first_entry_of_a_new_ledger_is_the_one_that_is_documented(places: Places) -> None:
    with places.ledger().reading() as tx:
        first = chain.entry(tx, 1)
    page = (ROOT / "docs" / "ledger-chain.md").read_text("utf-8").splitlines()
    assert {first.content, first.value} <= set(page)


def test_every_column_of_what_is_covered_is_covered_or_left_out_on_purpose() -> None:
    left_out = {"runs.summary"}  # of the newest run only; taken away by the next
    for growing in GROWING:
        columns = {str(column) for column in growing.counter.table.c}
        assert columns - {str(column) for column in growing.columns} == left_out & columns
    assert {str(column) for column in schema.months.c} == {str(column) for column in MONTH_COLUMNS}
