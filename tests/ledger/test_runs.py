from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, select, text

from auditor.engine import JudgedFinding
from auditor.errors import StoreError
from auditor.ledger import findings, register, runs, schema, sightings
from auditor.ledger.database import Ledger
from auditor.summary import judged_tonight, register_rows
from checks._contract import Severity, Status, SubjectKind, Text
from reports.audit import (
    Audit,
    CheckInfo,
    ClauseCoverage,
    Counts,
    MatrixCell,
    NotSeenEntry,
    PackRef,
    ParameterInfo,
    RunInfo,
    Subject,
    Tally,
)
from tests.reports.sample import sample

from .test_findings import REUSE, EveryDayWorks
from .test_register import EVERYTHING, bring
from .test_sightings import measured
from .writes import counted

DAY = date(2026, 11, 20)
DUTIES = sample()
"""Its reviews, incidents, exceptions and coming days: every kind and state, with and without a time."""
PACK = PackRef("ube", "2025-04-01", Text("宇部市", "Ube"))
LATE = replace(
    REUSE,
    key="register-submitted:koho-x",
    check="register-submitted",
    status=Status.PENDING,
    severity=Severity.LOW,
    subject=Subject(SubjectKind.ACCOUNT, "koho-x", "見本市広報", ("koho-x",), "広報広聴課"),
    due=DAY + timedelta(days=4),
    reason=None,
    related=(),
)


def night(tx: Connection, number: int, *judged: JudgedFinding, not_judged: Collection[str] = ()) -> Audit:
    """One run as the program makes it, with everything that a run can hold."""
    day = DAY + timedelta(days=number)
    started = datetime(2026, 11, 20, 2, 30, 1, 999, tzinfo=timezone(timedelta(hours=9))) + timedelta(
        days=number
    )
    run_id = f"run-{number}"
    runs.start(tx, run_id, day, started, PACK, version="0.1.0")
    sightings.see(tx, run_id, day, "k1", {"koho-x": measured("a", "s")})
    recorded = findings.record(
        tx, run_id, day, judged, EveryDayWorks(), not_judged=frozenset(not_judged), waivers={}
    )
    held = register.stored(tx)
    not_seen = tuple(NotSeenEntry(*key.split(":"), Text("鍵がありません。", "No key.")) for key in not_judged)
    seen, unconfirmed = judged_tonight(recorded.findings, not_seen, ())
    audit = Audit(
        city="見本市",
        run=RunInfo(run_id, day, started, started + timedelta(minutes=3), not not_judged, PACK, "0.1.0"),
        counts=Counts(2, 2, 2, 40, 3, 2, 1, 1, 0, 5),
        findings=seen,
        unconfirmed=unconfirmed,
        closed=recorded.closed,
        not_seen=not_seen,
        notes=(Text("漏えい一覧なし", "No breach list {7*7} \x00"),),
        checks=(CheckInfo("password-reuse", Text("使い回し", "Reuse"), "4(3)c", Severity.HIGH),),
        matrix=(MatrixCell("広報広聴課", "password-reuse", Tally(conforming=3, nonconforming=1)),),
        coverage=(
            ClauseCoverage(
                "4(3)",
                Text("要旨", "In short"),
                ("check", "document"),
                ("password-reuse",),
                None,
                judged=True,
            ),
            ClauseCoverage("5", Text("要旨", "In short"), ("conduct",), (), Text("注", "Note"), judged=False),
        ),
        parameters=(ParameterInfo("password-runs", "longest_run", "2", Text("手引", "Guide"), "理由"),),
        register=register_rows(day, held.accounts, held.people, held.administrators),
        reviews=DUTIES.reviews,
        stages=DUTIES.stages,
        waivers=DUTIES.waivers,
        deadlines=DUTIES.deadlines,
        subjects=DUTIES.subjects,
        people=DUTIES.people,
        public=day - timedelta(days=1),
    )
    runs.finish(tx, audit)
    return audit


def test_before_the_first_run_there_is_no_audit(tx: Connection) -> None:
    assert runs.newest_audit(tx) is None


def test_the_newest_audit_is_rebuilt_as_it_was_recorded(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    unseen = "password-age:business"
    for number, judged in enumerate([(REUSE, LATE), (LATE,), (), (REUSE, LATE), (REUSE,)]):
        audit = night(tx, number, *judged, not_judged={unseen} if number % 2 else ())
        assert runs.newest_audit(tx) == audit
    assert [finding.key for finding in audit.findings] == [REUSE.key]
    assert [finding.key for finding in audit.closed] == [LATE.key]
    assert len(audit.register) == 2


def test_duties_come_back_in_their_own_types(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    audit = night(tx, 0)
    rebuilt = runs.newest_audit(tx)
    assert rebuilt is not None
    assert repr(rebuilt.reviews[:-2]) == repr(audit.reviews[:-2])
    assert (repr(rebuilt.waivers), repr(rebuilt.deadlines)) == (repr(audit.waivers), repr(audit.deadlines))
    for one, before in zip(rebuilt.reviews[-2:], audit.reviews[-2:], strict=True):  # incidents
        assert one.at is not None
        assert before.at is not None
        assert (one.at, one.at.utcoffset()) == (before.at, before.at.utcoffset())
        assert repr(replace(one, at=None)) == repr(replace(before, at=None))


def test_the_audit_of_a_version_that_knew_no_duties_is_read_without_them(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    audit = night(tx, 0)
    summary = json.loads(tx.execute(select(schema.runs.c.summary)).scalar_one())
    for field in ("reviews", "stages", "waivers", "deadlines", "subjects", "people", "public"):
        del summary[field]
    tx.execute(schema.runs.update().values(summary=json.dumps(summary)))
    rebuilt = runs.newest_audit(tx)
    assert rebuilt is not None
    assert (rebuilt.reviews, rebuilt.public) == ((), None)
    assert rebuilt.matrix == audit.matrix


def test_times_come_back_as_the_moment_they_were(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    audit = night(tx, 0)
    row = tx.execute(select(schema.runs)).one()
    assert (row.started, row.finished) == (audit.run.started, audit.run.finished)
    assert row.started.tzinfo is UTC


def test_an_unchanged_night_writes_its_run_and_nothing_else(ledger: Ledger) -> None:
    with ledger.transaction() as tx:
        bring(tx, EVERYTHING)
        night(tx, 0, REUSE, LATE)
    with ledger.transaction() as tx:
        before = {table.name: tx.execute(select(table)).all() for table in schema.metadata.sorted_tables}
        with counted(tx) as written:
            assert not bring(tx, EVERYTHING)
            night(tx, 1, REUSE, LATE)
        after = {table.name: tx.execute(select(table)).all() for table in schema.metadata.sorted_tables}
    # the row; the summary taken from the run before; the row finished
    assert [statement.split()[:3] for statement in written] == [
        ["INSERT", "INTO", "runs"],
        ["UPDATE", "runs", "SET"],
        ["UPDATE", "runs", "SET"],
    ]
    assert len(after.pop("runs")) == len(before.pop("runs")) + 1
    assert after == before


def test_only_the_newest_run_keeps_its_summary(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    night(tx, 0)
    night(tx, 1)
    kept = tx.execute(select(schema.runs.c.id).where(schema.runs.c.summary.is_not(None))).scalars().all()
    assert kept == ["run-1"]
    assert tx.execute(select(schema.runs.c.counts)).scalars().first()["conforming"] == 40


def test_a_run_that_died_leaves_the_audit_before_it(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    audit = night(tx, 0, REUSE)
    runs.start(tx, "died", DAY, audit.run.started, PACK, version="0.1.0")
    assert runs.newest_audit(tx) == audit


def test_an_audit_in_a_form_of_another_version_is_told(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    night(tx, 0)
    tx.execute(text("UPDATE runs SET summary = '{\"city\": 1}'"))
    with pytest.raises(StoreError, match="another version"):
        runs.newest_audit(tx)


def test_the_register_is_that_of_the_day_of_the_run(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    audit = night(tx, 0)
    bring(tx, replace(EVERYTHING, administrators=()), DAY + timedelta(days=1))
    rebuilt = runs.newest_audit(tx)
    assert rebuilt is not None
    assert [row.staff_number for row in rebuilt.register] == ["00012", "00034"]
    assert rebuilt == audit
    night(tx, 1)
    assert (rebuilt := runs.newest_audit(tx)) is not None
    assert rebuilt.register == ()


def test_a_finding_that_could_not_be_judged_is_open_in_the_ledger_and_not_seen_in_the_audit(
    tx: Connection,
) -> None:
    bring(tx, EVERYTHING)
    night(tx, 0, REUSE)
    night(tx, 1, not_judged={REUSE.key})
    assert [finding.key for finding in findings.of_run(tx, "run-1").findings] == [REUSE.key]
    assert (rebuilt := runs.newest_audit(tx)) is not None
    assert (rebuilt.findings, len(rebuilt.not_seen)) == ((), 1)


def test_the_newest_day_is_the_latest_judged_by_a_finished_run(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    assert runs.newest_day(tx) is None
    night(tx, 3)
    night(tx, 1)
    runs.start(tx, "died", DAY + timedelta(days=9), datetime(2026, 11, 20, tzinfo=UTC), PACK, version="0.1.0")
    assert runs.newest_day(tx) == DAY + timedelta(days=3)
