"""What the first page says, before any format: the figures, the points, who must act, what was not seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from checks._contract import ReviewKind, Severity, Status, Text
from reports import first_page
from reports.audit import Audit, AuditFinding, NotSeenEntry
from reports.first_page import Before, Compared, SectionActs, Verdict
from tests.reports.made_city import made_city
from tests.reports.sample import DAY, KANKO, KOHO, X_LOGIN, nothing_found, sample
from tests.reports.sample_history import END_OF_LAST_MONTH, last_month


def _finding(number: int, **changed: object) -> AuditFinding:
    first = sample().findings[1]
    told = replace(
        first, key=f"password-reuse:login-{number}", subject=replace(X_LOGIN, id=f"login-{number}")
    )
    return replace(told, **changed)  # type: ignore[arg-type]


def _audit(*findings: AuditFinding, day: date = DAY) -> Audit:
    audit = sample()
    return replace(audit, findings=findings, not_seen=(), reviews=(), run=replace(audit.run, day=day))


# --- figures beside last month's -------------------------------------------------------------------------------------


def test_without_an_earlier_month_nothing_stands_beside_a_figure() -> None:
    numbers = first_page.numbers(sample(), None)
    assert numbers.before is None
    assert numbers.verdict is Verdict.NOTHING_BEFORE
    assert numbers.findings == Compared(6, None)
    assert numbers.findings.change is None
    assert numbers.not_seen == Compared(3, None)


def test_each_figure_stands_beside_last_months() -> None:
    numbers = first_page.numbers(sample(), last_month(sample()))
    assert numbers.before == Before(END_OF_LAST_MONTH, is_last_month=True)
    assert dict(numbers.statuses)[Status.WAIVED] == Compared(1, 0)
    assert dict(numbers.severities)[Severity.CRITICAL] == Compared(1, 2)
    assert numbers.not_seen.change == 2
    assert numbers.late == Compared(1, 0)
    assert sum(one.now for _, one in numbers.statuses) == numbers.findings.now
    assert sum(one.now for _, one in numbers.severities) == numbers.findings.now


def test_an_older_month_is_not_called_last_month() -> None:
    earlier = last_month(sample())
    older = replace(earlier, run=replace(earlier.run, day=date(2026, 8, 31)))
    assert first_page.numbers(sample(), older).before == Before(date(2026, 8, 31), is_last_month=False)


def test_better_or_worse_goes_by_what_does_not_conform_or_was_not_verified() -> None:
    two = _audit(_finding(1), _finding(2, status=Status.UNVERIFIED))
    others = _audit(*(_finding(n, status=Status.ADVICE) for n in range(9)), _finding(10))
    assert first_page.numbers(two, others).verdict is Verdict.MORE
    assert first_page.numbers(others, two).verdict is Verdict.FEWER
    assert first_page.numbers(two, two).verdict is Verdict.SAME


def test_what_is_past_due_among_what_is_to_be_put_right_stands_beside_the_month_before() -> None:
    past = DAY - timedelta(days=1)
    late = _audit(_finding(1, due=past), _finding(2), _finding(3, due=past, status=Status.ADVICE))
    assert first_page.numbers(late, _audit(_finding(1))).to_put_right_late == Compared(1, 0)


def test_where_less_was_seen_fewer_findings_are_not_taken_as_better() -> None:
    blind = replace(_audit(), not_seen=(NotSeenEntry("password-reuse", "x", Text("見えない", "unseen")),))
    assert first_page.numbers(blind, _audit(_finding(1))).less_seen
    assert not first_page.numbers(_audit(), blind).less_seen
    worse = replace(blind, findings=(_finding(1), _finding(2)))
    assert not first_page.numbers(worse, _audit(_finding(1))).less_seen  # worse it is, whatever was not seen


# --- the points ----------------------------------------------------------------------------------------------------------


def test_of_one_severity_an_open_incident_comes_before_findings() -> None:
    second, first, third = first_page.points(sample())
    assert first.is_incident
    assert first.what.en == "takeover (incident I14)"
    assert (first.count, first.late, first.due) == (2, 1, DAY + timedelta(days=3))
    assert first.sections == (KOHO,)
    assert (second.severity, second.what.en) == (Severity.CRITICAL, "Second factor")
    assert (third.what.en, third.count, third.late, third.due) == ("Password reuse", 2, 1, date(2026, 12, 4))


def test_an_incident_whose_steps_are_done_is_no_point() -> None:
    assert not any(point.is_incident for point in first_page.points(replace(sample(), reviews=())))
    assert first_page.points(nothing_found()) == ()


def test_advice_and_exceptions_are_no_points() -> None:
    kept = (Status.ADVICE, Status.WAIVED)
    assert first_page.points(_audit(*(_finding(n, status=status) for n, status in enumerate(kept)))) == ()


def test_of_one_severity_what_is_late_comes_first_then_what_is_found_more_often() -> None:
    late, many, soon = (
        [
            _finding(n, check=check, severity=Severity.HIGH, due=DAY + timedelta(days=due))
            for n in range(count)
        ]
        for check, count, due in (("second-factor", 1, -1), ("password-age", 3, 9), ("transfer-review", 1, 1))
    )
    points = first_page.points(_audit(*soon, *many, *late))
    assert [point.what.en for point in points] == [
        "Second factor",
        "Age of the password",
        "Review after transfers",
    ]
    assert points[0].due is None  # its only due day has passed
    assert points[0].late == 1


def test_a_point_tells_how_many_findings_are_of_which_severity_and_ranks_by_them() -> None:
    """One grave finding among many milder ones makes no point that comes before many grave ones."""
    severities = (Severity.HIGH, *[Severity.MEDIUM] * 15)
    mixed = [_finding(n, check="second-factor", severity=severity) for n, severity in enumerate(severities)]
    grave = [_finding(n, severity=Severity.HIGH) for n in range(2)]
    reuse, factor = first_page.points(_audit(*mixed, *grave))
    assert (reuse.what.en, reuse.severities) == ("Password reuse", ((Severity.HIGH, 2),))
    assert (factor.count, factor.severities) == (16, ((Severity.HIGH, 1), (Severity.MEDIUM, 15)))


def test_a_point_names_three_sections_with_most_of_it_and_counts_the_rest() -> None:
    sections = ("甲", "乙", "乙", "丙", "丁", "")
    findings = [
        _finding(n, subject=replace(X_LOGIN, id=f"login-{n}", section=section))
        for n, section in enumerate(sections)
    ]
    (point,) = first_page.points(_audit(*findings))
    assert point.sections[0] == "乙"
    assert (len(point.sections), point.more_sections) == (3, 2)


# --- incidents of the month ------------------------------------------------------------------------------------------------


def test_the_months_incidents_are_told_with_what_is_left_and_those_that_ended_in_it_with_their_day() -> None:
    """A flaming ended on the first of the month; a report of the next month does not tell it any more."""
    audit = sample()
    flaming, takeover = first_page.months_incidents(audit)
    (open_one,), (ended,) = takeover.incidents, flaming.incidents
    assert (takeover.kind, open_one.sections, open_one.left, open_one.late) == (
        ReviewKind.TAKEOVER,
        (KOHO,),
        2,
        1,
    )
    assert (open_one.due, open_one.ended) == (DAY + timedelta(days=3), None)
    assert (ended.left, ended.ended) == (0, DAY - timedelta(days=19))
    next_month = replace(audit, run=replace(audit.run, day=date(2026, 12, 1)))
    assert [told.kind for told in first_page.months_incidents(next_month)] == [ReviewKind.TAKEOVER]


# --- who must act --------------------------------------------------------------------------------------------------------


def test_a_section_acts_on_what_asks_for_something_by_the_next_due_day() -> None:
    acts = first_page.who_acts(sample())
    assert acts.named == (
        SectionActs(KANKO, open=2, late=1, due=date(2026, 11, 27), oldest=date(2026, 11, 19)),
        SectionActs(KOHO, open=2, late=0, due=date(2026, 11, 30), oldest=None),
    )
    assert acts.others == 0


@given(st.integers(1, 60))
@settings(max_examples=20, deadline=None)
def test_of_many_sections_the_most_urgent_are_named_and_none_is_left_uncounted(accounts: int) -> None:
    city = made_city(accounts)
    acts = first_page.who_acts(city)
    asking = [finding for finding in city.findings if finding.status in first_page.TO_ACT]
    assert len(acts.named) <= first_page.SECTIONS
    assert sum(row.open for row in acts.named) + acts.others_open == len(asking)
    assert len(acts.named) + acts.others == len({finding.subject.section for finding in asking})
    assert [row.late for row in acts.named] == sorted((row.late for row in acts.named), reverse=True)
    if acts.others:
        assert acts.named[-1].late * acts.others >= acts.others_late


# --- what was not seen ---------------------------------------------------------------------------------------------------


def test_what_was_not_seen_is_counted_by_section_with_its_reasons() -> None:
    audit = sample()
    entries = [replace(one, section=KANKO if one.subject == "x-koho" else KOHO) for one in audit.not_seen]
    told = first_page.not_seen(replace(audit, not_seen=tuple(entries)))
    assert (told.judgements, told.standing, told.limits, told.more_sections) == (3, 1, 1, 0)
    most, other = told.sections
    assert (most.section, most.subjects, most.judgements, most.more_reasons) == (KOHO, 1, 2, 0)
    assert [(why.en, count) for why, count in most.reasons] == [("The vault has no entry.", 2)]
    assert (other.section, other.subjects, other.judgements) == (KANKO, 1, 1)


def test_of_many_sections_in_which_something_was_not_seen_three_are_named_and_the_rest_counted() -> None:
    why = Text("見えない", "unseen")
    gaps = [
        NotSeenEntry("password-reuse", f"{section}{n}", why, section) for section in "abcde" for n in "12"
    ]
    told = first_page.not_seen(replace(_audit(), not_seen=tuple(gaps)))
    assert (len(told.sections), told.more_sections, told.more_judgements) == (3, 2, 4)
