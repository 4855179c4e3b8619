from __future__ import annotations

import math
from dataclasses import fields, replace

from hypothesis import example, given
from hypothesis import strategies as st

from checks._contract import Severity, Status, Text
from reports import arrangement
from reports.arrangement import ClauseState, Gap
from reports.audit import CheckInfo, MatrixCell, State, Tally
from tests.reports.made_city import made_city
from tests.reports.sample import DAY, KANKO, KOHO, nothing_found, sample

tallies = st.builds(Tally, **{field.name: st.integers(0, 9) for field in fields(Tally)})


@given(st.lists(tallies))
def test_tallies_are_added_field_by_field(listed: list[Tally]) -> None:
    together = arrangement.added(listed)
    for field in fields(Tally):
        assert getattr(together, field.name) == sum(getattr(one, field.name) for one in listed)


def test_what_is_unverified_or_not_seen_is_not_counted_as_judged() -> None:
    totals = arrangement.totals(sample())
    assert totals.judged == 5 + 2 + 1 + 1 + 1
    assert (totals.tally.unverified, totals.tally.not_seen) == (1, 3)


def test_findings_are_counted_by_severity_and_status_and_by_state() -> None:
    totals = arrangement.totals(sample())
    by_severity = {row.severity: row for row in totals.by_severity}
    assert [row.severity for row in totals.by_severity] == list(Severity)
    assert by_severity[Severity.HIGH].by_status[Status.NONCONFORMING] == 2
    assert sum(row.total for row in totals.by_severity) == len(sample().findings)
    assert totals.by_state == {State.NEW: 2, State.OPEN: 3, State.REOPENED: 1}


def test_late_is_what_is_past_its_due_day_and_not_waived() -> None:
    late = [finding.key for finding in sample().findings if arrangement.is_late(finding, DAY)]
    assert late == ["password-reuse:fb-kanko"]
    assert arrangement.totals(sample()).late == 1


def test_on_its_due_day_a_finding_is_not_late() -> None:
    assert not arrangement.is_late(replace(sample().findings[1], due=DAY), DAY)


def test_one_subject_unseen_for_one_reason_is_one_gap() -> None:
    assert arrangement.gaps(sample()) == (
        Gap(
            "line-koho",
            Text("金庫に登録がありません。", "The vault has no entry."),
            ("password-reuse", "password-age"),
        ),
        Gap("x-koho", Text("内部エラー (ValueError)", "The check broke (ValueError)."), ("second-factor",)),
    )


def test_the_matrix_holds_every_cell_at_its_section_and_check() -> None:
    (matrix,) = arrangement.matrices(sample())
    assert [row.section for row in matrix.rows] == [KOHO, KANKO, ""]
    found = {
        (row.section, one.check.id): tally
        for row in matrix.rows
        for one, tally in zip(matrix.checks, row.tallies, strict=True)
        if tally != Tally()
    }
    assert found == {(cell.section, cell.check): cell.tally for cell in sample().matrix}


def test_a_pack_of_many_checks_is_cut_into_matrices_that_fit_a_page() -> None:
    audit = sample()
    checks = tuple(replace(audit.checks[0], id=f"check-{n}") for n in range(45))
    cut = arrangement.matrices(
        replace(audit, checks=checks, matrix=(MatrixCell(KOHO, "check-44", Tally(advice=1)),))
    )
    assert [len(matrix.checks) for matrix in cut] == [15, 15, 15]
    assert [one.number for matrix in cut for one in matrix.checks] == list(range(1, 46))
    assert cut[2].rows[0].tallies[-1] == Tally(advice=1)


@given(st.integers(0, 200))
@example(21)
def test_no_matrix_is_left_with_a_few_checks_while_another_is_full(count: int) -> None:
    checks = tuple(replace(sample().checks[0], id=f"check-{n}") for n in range(count))
    widths = [len(matrix.checks) for matrix in arrangement.matrices(replace(sample(), checks=checks))]
    assert sum(widths) == count
    assert len(widths) == math.ceil(count / arrangement.MATRIX_WIDTH)
    assert max(widths, default=0) - min(widths, default=0) < max(len(widths), 1)
    if count == 21:
        assert widths == [11, 10]


def test_findings_go_by_section_numbered_through_and_none_is_lost() -> None:
    audit = made_city(100)
    groups = arrangement.findings_by_section(audit)
    numbered = [one for group in groups for one in group.findings]
    assert [one.number for one in numbered] == list(range(1, len(audit.findings) + 1))
    assert {one.finding.key for one in numbered} == {finding.key for finding in audit.findings}
    assert all(one.finding.subject.section == group.section for group in groups for one in group.findings)
    assert groups[-1].section == ""
    assert all(
        [one.finding.severity.rank for one in group.findings]
        == sorted(one.finding.severity.rank for one in group.findings)
        for group in groups
    )


def test_the_register_goes_by_the_accounts_section_with_every_row() -> None:
    groups = arrangement.register_by_section(sample())
    assert [(group.section, len(group.rows)) for group in groups] == [(KOHO, 2), ("", 1)]


def test_a_clause_is_judged_out_of_scope_or_plainly_not_judged() -> None:
    results = {one.coverage.clause: one for one in arrangement.clause_results(sample())}
    assert {clause: one.state for clause, one in results.items()} == {
        "1": ClauseState.OUT_OF_SCOPE,
        "4(2)": ClauseState.JUDGED,
        "4(3)b": ClauseState.JUDGED,
        "4(4)": ClauseState.JUDGED,
        "8(2)": ClauseState.NOT_JUDGED,
        "8(3)": ClauseState.JUDGED,
    }
    assert dict(results["4(2)"].results)["second-factor"] == Tally(conforming=1, unverified=1, not_seen=1)


def test_a_check_that_a_clause_names_and_the_run_did_not_have_is_told() -> None:
    assert arrangement.absent_checks(sample()) == ("password-breached",)


def test_an_audit_of_nothing_can_be_arranged() -> None:
    audit = nothing_found()
    assert arrangement.totals(audit).judged == 0
    assert arrangement.gaps(audit) == arrangement.matrices(audit) == ()
    assert arrangement.findings_by_section(audit) == arrangement.register_by_section(audit) == ()


def test_checks_without_any_outcome_still_head_their_column() -> None:
    audit = replace(nothing_found(), checks=(CheckInfo("c", Text("点検", "Check"), "1", Severity.LOW),))
    (matrix,) = arrangement.matrices(audit)
    assert (len(matrix.checks), matrix.rows) == (1, ())
