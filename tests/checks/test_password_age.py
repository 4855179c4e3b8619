from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.catalogue import load_pack
from auditor.errors import PackError
from auditor.policy import in_words
from checks._contract import Finding, Review, ReviewKind, Sighting, Status, Task, TaskKind, TaskState
from checks.password_age import Parameters, Rotation, RotationMode
from tests.checks.made import CHECKS, DAY, days, facts, login, only, told


def judge(
    first_seen: date,
    *reviews: Review,
    stated: date | None = None,
    changes_seen: bool = False,
    day: date = DAY,
    mode: RotationMode | None = None,
):
    return only(
        "password-age",
        facts(
            day=day,
            logins=[login("x-koho", "koho-x", "kanko-x", password_changed=stated)],
            sightings={"x-koho": Sighting(first_seen, changes_seen)},
            reviews=reviews,
        ),
        rotation=None if mode is None else Rotation(mode),
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


@pytest.mark.parametrize("age", [10, 310, 400])
def test_where_the_guideline_asks_for_changes_the_clash_is_told_in_two_sentences_after_the_finding(age):
    plain, finding = judge(days(-age)), judge(days(-age), mode=RotationMode.PERIODIC)
    assert told(finding) == told(plain)
    if isinstance(finding, Finding):
        assert isinstance(plain, Finding)
        assert finding.due == plain.due
        for said, clash in (
            (finding.message.ja, finding.message.ja.removeprefix(plain.message.ja)),
            (finding.message.en, finding.message.en.removeprefix(plain.message.en)),
        ):
            assert said != clash
            assert "NIST SP 800-63B-4" in clash
        assert clash.count(". ") + clash.count(".") - clash.count(". ") == 2
        assert "NIST" not in plain.message.ja


@pytest.mark.parametrize("age", [10, 310, 400, 3000])
def test_where_nothing_is_asked_for_age_applies_to_nothing_and_nothing_passes(age):
    assert told(judge(days(-age), mode=RotationMode.NONE)) == "not applicable"


def review(
    kind: TaskKind = TaskKind.CHANGE_PASSWORD, subject: str = "x-koho", due: date = DAY, **changed
) -> Review:
    task = Task(kind, subject, due, **changed)
    return Review("R1", ReviewKind.TRANSFER, "10001", days(-9), days(-9), ("koho-x",), (task,))


def after_events(*reviews: Review) -> str:
    return told(judge(days(-3000), *reviews, mode=RotationMode.ON_EVENT))


def test_after_events_only_a_change_that_is_left_to_do_is_asked_for_however_old_the_password_is():
    assert after_events() == "conforming"
    assert after_events(review(due=days(3))) == "pending/event"
    assert after_events(review(due=DAY)) == "pending/event"
    assert after_events(review(due=days(-1))) == "nonconforming/event-late"
    assert after_events(review(due=days(3)), review(due=days(-1))) == "nonconforming/event-late"


@pytest.mark.parametrize("state", [TaskState.CLOSED, TaskState.WAIVED, TaskState.WITHDRAWN])
def test_a_change_that_is_done_waived_or_withdrawn_is_not_asked_for(state):
    assert after_events(review(state=state)) == "conforming"


def test_other_duties_and_other_logins_are_no_matter():
    assert after_events(review(TaskKind.END_SESSIONS)) == "conforming"
    assert after_events(review(TaskKind.REPLACE_ADMINISTRATOR, "koho-x")) == "conforming"
    assert after_events(review(subject="fb-koho")) == "conforming"


def test_after_events_nobody_is_named_and_the_day_is():
    finding = judge(DAY, review(due=date(2026, 12, 1)), mode=RotationMode.ON_EVENT)
    assert isinstance(finding, Finding)
    assert finding.due == date(2026, 12, 1)
    assert "令和8年12月1日" in finding.message.ja
    assert "2026-12-01" in finding.message.en
    assert "10001" not in finding.message.ja + finding.message.en + finding.remedy.ja


@pytest.mark.parametrize("mode", RotationMode)
def test_in_no_mode_does_a_password_that_was_not_seen_pass(mode):
    for known in (facts(sightings={}), facts(measurements=[])):
        assert told(only("password-age", known, rotation=Rotation(mode))) == "not seen"


def test_the_days_are_needed_where_passwords_are_changed_periodically():
    for rotation in (None, Rotation(RotationMode.PERIODIC)):
        with pytest.raises(ValueError, match="^maximum_age_days has no value$"):
            Parameters(warn_days=60, rotation=rotation)
        with pytest.raises(ValueError, match="^warn_days has no value$"):
            Parameters(maximum_age_days=365, rotation=rotation)
    for mode in (RotationMode.NONE, RotationMode.ON_EVENT):
        assert Parameters(rotation=Rotation(mode)).maximum_age_days is None


@pytest.mark.parametrize("mode", RotationMode)
def test_a_city_sets_the_mode_in_its_settings(mode):
    overrides = {"password-age": {"rotation": {"mode": mode.value}, "reason": "NIST SP 800-63B-4"}}
    (age,) = (rule for rule in load_pack("ube", overrides, CHECKS).rules if rule.check == "password-age")
    assert age.parameters.rotation == Rotation(mode)
    assert in_words(age.parameters.rotation) == mode.value


def test_an_unknown_mode_is_refused():
    for rotation in ({"mode": "yearly"}, {"mode": "none", "days": 30}, {}, "yearly"):
        with pytest.raises(PackError):
            load_pack("ube", {"password-age": {"rotation": rotation, "reason": "x"}}, CHECKS)


@settings(deadline=None)
@given(age=st.integers(0, 2000), later=st.integers(0, 400))
def test_a_password_never_gets_better_by_waiting(age, later):
    rank = {None: 0, Status.PENDING: 1, Status.NONCONFORMING: 2}
    now, then = judge(days(-age)), judge(days(-age - later))
    assert rank[getattr(then, "status", None)] >= rank[getattr(now, "status", None)]
