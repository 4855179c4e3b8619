from dataclasses import replace

import pytest

from checks._contract import BreachCount, Finding, Unseen, WhyUnseen
from tests.checks.made import facts, judged, measured, only, told


def known(breached):
    return facts(measurements=[replace(measured("x-koho"), breached=breached)])


def judge(breached, **parameters):
    return only("password-breached", known(breached), **parameters)


@pytest.mark.parametrize(
    ("times", "least", "expected"),
    [
        (0, 1, "conforming"),
        (1, 1, "nonconforming/leaked"),
        (9, 10, "conforming"),
        (10, 10, "nonconforming/leaked"),
        (10**9, 1, "nonconforming/leaked"),
    ],
)
def test_a_password_is_leaked_from_the_least_count_on(times, least, expected):
    assert told(judge(BreachCount(times), least_count=least)) == expected


@pytest.mark.parametrize(
    ("times", "order"), [(1, "1"), (9, "1"), (10, "10"), (1999, "1,000"), (10**6, "1,000,000")]
)
def test_only_the_order_of_how_often_is_told(times, order):
    finding = judge(BreachCount(times))
    assert isinstance(finding, Finding)
    assert f"（{order}回以上）" in finding.message.ja
    assert f"({order} times or more)" in finding.message.en


def test_without_a_list_nothing_is_judged_and_the_audit_is_complete():
    result = judged("password-breached", known(None))
    assert [told(verdict.outcome) for verdict in result.verdicts] == ["not applicable"]
    assert result.complete
    assert result.not_set_up == {"password-breached"}


@pytest.mark.parametrize("why", [WhyUnseen.BREACH_LIST, WhyUnseen.BREACH_SERVICE, WhyUnseen.REFUSED])
def test_a_list_that_could_not_be_used_is_no_pass(why):
    result = judged("password-breached", known(Unseen(why)))
    assert [told(verdict.outcome) for verdict in result.verdicts] == ["not seen"]
    assert not result.complete
    assert result.not_set_up == frozenset()


@pytest.mark.parametrize("least", [0, -1, 101])
def test_a_least_count_that_would_switch_the_rule_off_is_refused(least):
    with pytest.raises(ValueError, match="least_count"):
        judge(BreachCount(1), least_count=least)
