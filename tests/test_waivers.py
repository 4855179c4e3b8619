"""A waiver's days, on any days whatever. (What may be granted is tested where it is typed: ``tests/cli/test_waiver.py``.)"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auditor.waivers import ended_on, laid_over
from checks._contract import Finding, Status, Text, Waiver
from tests.checks.made import facts

FIRST = date(2026, 11, 20)
MADE = Text("見本。", "Made.")


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


@st.composite
def waivers(draw: st.DrawFn) -> Waiver:
    until = draw(st.integers(0, 30))
    revoked = draw(st.none() | st.integers(0, 40))
    return Waiver(
        1, "made", "b", "理由", "課長", on(0), on(until), revoked=None if revoked is None else on(revoked)
    )


@given(waivers(), st.integers(-5, 45))
def test_on_every_day_a_waiver_is_to_come_in_force_or_over(waiver: Waiver, day: int) -> None:
    ended = ended_on(waiver, on(day))
    assert [on(day) < waiver.granted, waiver.in_force(on(day)), ended is not None].count(True) == 1
    if ended is not None:
        assert waiver.granted <= ended <= on(day)
        assert ended_on(waiver, on(day + 1)) == ended, "what is over stays over, and ended once"


@given(
    waivers(),
    st.integers(-5, 45),
    st.sampled_from([status for status in Status if status is not Status.WAIVED]),
)
def test_a_waiver_changes_a_finding_s_status_and_due_day_only_while_it_is_in_force(
    waiver: Waiver, day: int, status: Status
) -> None:
    finding = Finding("b", status, MADE, MADE, related=("a",), due=on(3), reason="made")
    laid = laid_over(finding, waiver, facts(day=on(day)))
    in_force = waiver.in_force(on(day))
    assert (laid.status, laid.due) == ((Status.WAIVED, None) if in_force else (status, on(3)))
    assert (laid.subject, laid.remedy, laid.related, laid.reason) == ("b", MADE, ("a",), "made")
    assert laid.message.ja.startswith("見本。")
    assert (laid.message == MADE) == (on(day) < waiver.granted)
