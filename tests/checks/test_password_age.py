from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks._contract import Finding, Sighting, Status
from tests.checks.made import DAY, days, facts, login, only, told


def judge(first_seen: date, *, stated: date | None = None, changes_seen: bool = False, day: date = DAY):
    return only(
        "password-age",
        facts(
            day=day,
            logins=[login(password_changed=stated)],
            sightings={"x-koho": Sighting(first_seen, changes_seen)},
        ),
    )


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, "conforming"),
        (304, "conforming"),
        (305, "pending/ageing"),  # 60 days before the limit
        (365, "pending/ageing"),  # the limit itself
        (366, "nonconforming/too-old"),
    ],
)
def test_the_warning_begins_60_days_before_the_limit_and_ends_with_it(age, expected):
    outcome = judge(days(-age))
    assert told(outcome) == expected
    if isinstance(outcome, Finding):
        assert outcome.due == days(365 - age)


@pytest.mark.parametrize(
    ("first_seen", "stated", "changes_seen", "since"),
    [
        (days(-310), None, False, days(-310)),
        (days(-310), days(-400), False, days(-400)),  # older by what people say: believed
        (days(-310), days(-10), False, days(-310)),  # younger by what people say: not believed
        (days(-310), days(-400), True, days(-310)),  # a change was seen after what they say
        (days(-310), days(5), False, days(-310)),  # said of a day to come
    ],
)
def test_words_make_a_password_older_never_younger(first_seen, stated, changes_seen, since):
    finding = judge(first_seen, stated=stated, changes_seen=changes_seen)
    assert isinstance(finding, Finding)
    assert finding.due == since + timedelta(days=365)


def test_the_sentence_tells_both_days_in_words():
    finding = judge(date(2026, 1, 1), day=date(2026, 12, 1))
    assert isinstance(finding, Finding)
    assert finding.message.ja == "令和8年1月1日から同じパスワードで、使用期限は令和9年1月1日です。"
    assert finding.message.en == "The password has been in use since 2026-01-01; its limit is 2027-01-01."


def test_without_a_sighting_nothing_is_said():
    assert told(only("password-age", facts(sightings={}))) == "not seen"


@settings(deadline=None)
@given(age=st.integers(0, 2000), later=st.integers(0, 400))
def test_a_password_never_gets_better_by_waiting(age, later):
    rank = {None: 0, Status.PENDING: 1, Status.NONCONFORMING: 2}
    now, then = judge(days(-age)), judge(days(-age - later))
    assert rank[getattr(then, "status", None)] >= rank[getattr(now, "status", None)]
