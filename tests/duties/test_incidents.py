"""Incidents: what each asks for and by when, what is known of like passwords, how far it is, and who could announce it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.duties.incidents import (
    LastNight,
    Reported,
    alike,
    carriers,
    password_followed,
    review_of,
    timeline,
)
from checks._contract import (
    EvidenceKind,
    Facts,
    Review,
    ReviewKind,
    Severity,
    TaskKind,
    TaskState,
    Unseen,
    WhyUnseen,
)
from checks.incident_response import Parameters
from reports.audit import Audit
from tests.checks.made import DAY, account, days, evidence, facts, login, measured, pack, password, rule
from tests.test_summary import audit

TOKYO = ZoneInfo("Asia/Tokyo")
AT = datetime(2026, 11, 20, 9, 30, tzinfo=TOKYO)  # a Friday; Monday the 23rd is a holiday
RULES: Parameters = rule("incident-response").parameters
ALL = (
    TaskKind.CHANGE_PASSWORD,
    TaskKind.REPORT_TO_PLATFORM,
    TaskKind.ANNOUNCE_ELSEWHERE,
    TaskKind.REPORT_INSIDE,
    TaskKind.PUBLISH,
    TaskKind.POLICE,
)

TAKEOVER = Reported(ReviewKind.TAKEOVER, "koho-x", AT, Severity.CRITICAL)


def opened(known: Facts | None = None, rules: Parameters = RULES, found=(), **changed) -> Review:
    return replace(review_of(replace(TAKEOVER, **changed), known or facts(), rules, found), id="I1")


def kinds(review: Review) -> tuple[TaskKind, ...]:
    return tuple(task.kind for task in review.tasks)


# --- opening ------------------------------------------------------------------------------------------------------------


def test_a_takeover_asks_for_all_six_steps_in_their_order():
    assert kinds(opened()) == ALL


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ReviewKind.IMPERSONATION, ALL[1:]),
        (ReviewKind.FLAMING, (TaskKind.REPORT_INSIDE, TaskKind.PUBLISH)),
        (ReviewKind.WRONG_POST, (TaskKind.REPORT_INSIDE, TaskKind.CORRECT, TaskKind.PUBLISH)),
    ],
)
def test_other_incidents_ask_for_what_the_pack_says(kind, expected):
    assert kinds(opened(kind=kind)) == expected


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        (Severity.CRITICAL, {TaskKind.PUBLISH, TaskKind.POLICE}),
        (Severity.HIGH, {TaskKind.PUBLISH}),
        (Severity.MEDIUM, set()),
        (Severity.LOW, set()),
    ],
)
def test_publication_and_the_police_are_asked_for_where_the_severity_asks(severity, expected):
    review = opened(severity=severity)
    assert set(kinds(review)) & {TaskKind.PUBLISH, TaskKind.POLICE} == expected
    assert set(kinds(review)) - expected == set(ALL[:4])


def test_the_password_is_a_task_of_each_login_of_the_account_and_the_rest_of_the_account():
    known = facts(
        accounts=[account(), account("kanko-fb")],
        logins=[login("x-two"), login("x-one", "kanko-fb", "koho-x"), login("fb", "kanko-fb")],
    )
    subjects = [(task.kind, task.subject) for task in opened(known).tasks]
    assert subjects == [
        (TaskKind.CHANGE_PASSWORD, "x-one"),
        (TaskKind.CHANGE_PASSWORD, "x-two"),
        *((kind, "koho-x") for kind in ALL[1:]),
    ]


def test_hours_count_from_the_moment_and_working_days_from_its_day():
    rules = replace(
        RULES,
        change_password_hours=1,
        report_to_platform_hours=14,
        announce_elsewhere_hours=15,
        report_inside_hours=48,
        publish_days=1,
        police_days=2,
    )
    assert [task.due for task in opened(rules=rules).tasks] == [
        date(2026, 11, 20),
        date(2026, 11, 20),  # 23:30
        date(2026, 11, 21),  # 00:30
        date(2026, 11, 22),
        date(2026, 11, 24),
        date(2026, 11, 25),
    ]


def test_the_day_is_the_city_s_and_not_that_of_greenwich():
    early = AT.replace(hour=3)
    assert early.astimezone(UTC).date() == date(2026, 11, 19)
    review = opened(at=early)
    assert review.effective == date(2026, 11, 20)
    assert review.tasks[0].due == date(2026, 11, 21)


def test_what_was_noticed_earlier_is_known_today():
    review = opened(at=AT - timedelta(days=3), note="職員が気付いた")
    assert (review.effective, review.known) == (days(-3), DAY)
    assert (review.staff_number, review.accounts, review.note) == (None, ("koho-x",), "職員が気付いた")
    assert all(task.state is TaskState.OPEN for task in review.tasks)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"severity": Severity.LOW, "note": "other"}, True),
        ({"kind": ReviewKind.FLAMING}, False),
        ({"account_id": "kanko-fb"}, False),
        ({"at": AT + timedelta(minutes=1)}, False),
    ],
)
def test_it_is_the_same_incident_by_kind_account_and_moment(changed, same):
    kept = replace(opened(), at=AT.astimezone(UTC))  # as the ledger gives it back
    assert replace(TAKEOVER, **changed).same_as(kept) is same


@pytest.mark.parametrize("kind", [kind for kind in ReviewKind if not kind.is_incident])
def test_a_transfer_is_no_incident(kind):
    with pytest.raises(ValueError, match="no incident"):
        opened(kind=kind)


# --- who else has the password --------------------------------------------------------------------------------------------

SERVED = ("koho-x", "kanko-fb", "bosai-x", "kosodate-ig")
LOGINS = [
    login("x-koho", "koho-x"),
    login("fb-kanko", "kanko-fb"),
    login("x-bosai", "bosai-x"),
    login("ig", "kosodate-ig"),
]
COMPARING = pack(rule("password-reuse"), rule("password-similar"), rule("password-runs"))


def city(passwords: dict[str, str | Unseen], **others) -> Facts:
    return facts(
        accounts=[account(account_id) for account_id in SERVED],
        logins=LOGINS,
        measurements=[
            measured(name, text if isinstance(text, Unseen) else password(text))
            for name, text in passwords.items()
        ],
        first_imported=dict.fromkeys(SERVED, DAY),
        **others,
    )


def night(known: Facts, policy=COMPARING, **others) -> LastNight:
    seen: Audit = audit(known, policy, **others)
    return LastNight(
        seen,
        {name for name, one in known.measurements.items() if not isinstance(one.password, Unseen)},
    )


OWN = {"x-koho": "Sakura-2026!!", "fb-kanko": "q8Zp-wrong", "x-bosai": "Lm3_another", "ig": "tt-Very/other"}


def test_who_shares_the_password_or_has_one_like_it_is_named():
    known = city({**OWN, "fb-kanko": "Sakura-2026!!", "ig": "sakura-2027"})
    found = alike("koho-x", known, night(known))
    assert found.logins == ("fb-kanko", "ig")
    assert found.not_compared == ()
    assert found.known == ("fb-kanko", "ig")


def test_where_all_were_compared_and_none_is_alike_it_is_none():
    known = city(OWN)
    assert alike("koho-x", known, night(known)).known == ()


def test_before_the_first_night_nothing_is_known():
    found = alike("koho-x", city(OWN), None)
    assert found.not_compared == ("fb-kanko", "ig", "x-bosai", "x-koho")
    assert found.known is None


@pytest.mark.parametrize("unseen", ["x-koho", "fb-kanko"])
def test_what_the_night_could_not_read_is_not_known_and_never_none(unseen):
    known = city({**OWN, unseen: Unseen(WhyUnseen.REFUSED)})
    found = alike("koho-x", known, night(known))
    assert (found.logins, found.not_compared, found.known) == ((), (unseen,), None)


def test_a_login_taken_in_since_the_night_was_compared_by_none():
    known = city(OWN)
    seen = night(known)
    later = facts(accounts=known.accounts.values(), logins=[*LOGINS, login("new", "koho-x")])
    assert alike("koho-x", later, seen).not_compared == ("new",)


@pytest.mark.parametrize("told_by", ["x-koho", "fb-kanko"])
def test_what_an_earlier_night_saw_alike_is_named_where_the_last_one_saw_nothing(told_by):
    shared = city({**OWN, "fb-kanko": "Sakura-2026!!"})
    before = [
        finding for finding in night(shared).audit.findings if finding.key == f"password-reuse:{told_by}"
    ]
    tonight = city({**OWN, "x-koho": Unseen(WhyUnseen.REFUSED)})
    found = alike("koho-x", tonight, night(tonight, before=before))
    assert found.logins == ("fb-kanko",)
    assert found.known == ("fb-kanko",)
    assert found.not_compared == ("x-koho",)


def test_a_pack_that_does_not_compare_knows_of_nothing():
    known = city(OWN)
    assert alike("koho-x", known, night(known, pack(rule("password-reuse")))).known is None


@pytest.mark.parametrize("ran", [True, False])
def test_where_the_pack_asks_for_no_comparison_no_login_is_called_uncompared(ran):
    known = city(OWN)
    found = alike("koho-x", known, night(known, pack(rule("password-runs"))) if ran else None, asked=False)
    assert (found.logins, found.not_compared, found.known) == ((), (), None)


def test_the_account_s_own_logins_are_not_others():
    known = replace(
        city({**OWN, "fb-kanko": "Sakura-2026!!"}),
        logins={**city(OWN).logins, "fb-kanko": login("fb-kanko", "koho-x", "kanko-fb")},
    )
    assert alike("koho-x", known, night(known)).logins == ()


# --- who could announce it --------------------------------------------------------------------------------------------------


def could_carry(known: Facts, seen: LastNight | None, **changed) -> tuple[str, ...] | None:
    return carriers(opened(known, **changed), known, seen)


def test_the_other_accounts_that_conform_could_carry_the_announcement():
    known = city(OWN)
    assert could_carry(known, night(known)) == ("bosai-x", "kanko-fb", "kosodate-ig")


@pytest.mark.parametrize("text", ["Sakura-2026!!", "sakura-2027"])
def test_an_account_whose_login_has_the_same_password_or_one_like_it_could_not(text):
    known = city({**OWN, "ig": text})
    assert could_carry(known, night(known)) == ("bosai-x", "kanko-fb")


def test_nor_could_one_that_was_alike_when_the_incident_was_opened():
    known = city(OWN)
    assert could_carry(known, night(known), found=("fb-kanko",)) == ("bosai-x", "kosodate-ig")


def test_an_account_with_a_finding_on_itself_or_a_login_could_not():
    known = replace(
        city(OWN),
        measurements={**city(OWN).measurements, "ig": measured("ig", password(OWN["ig"], longest_run=9))},
    )
    policy = pack(*COMPARING.rules, rule("login-missing"))
    known = replace(known, accounts={**known.accounts, "no-login": account("no-login")})
    known = replace(known, first_imported={**known.first_imported, "no-login": DAY})
    assert could_carry(known, night(known, policy)) == ("bosai-x", "kanko-fb")


def test_what_was_not_seen_could_not_carry_it():
    known = city({**OWN, "ig": Unseen(WhyUnseen.EMPTY)})
    assert could_carry(known, night(known)) == ("bosai-x", "kanko-fb")


def test_a_closed_account_could_not():
    known = city(OWN)
    known = replace(known, accounts={**known.accounts, "bosai-x": account("bosai-x", closed=DAY)})
    assert could_carry(known, night(known)) == ("kanko-fb", "kosodate-ig")


def test_an_account_taken_in_since_the_night_could_not_even_where_its_login_was_judged():
    known = city(OWN)
    seen = night(known)
    later = replace(known, first_imported={**known.first_imported, "bosai-x": days(1)})
    assert could_carry(later, seen) == ("kanko-fb", "kosodate-ig")


def test_an_account_with_an_incident_of_its_own_could_not_nor_one_whose_login_is_to_be_changed_for_one():
    known = city(OWN)
    seen = night(known)
    other = replace(opened(known, account_id="bosai-x", kind=ReviewKind.FLAMING), id="I2")
    assert could_carry(replace(known, reviews=(other,)), seen) == ("kanko-fb", "kosodate-ig")
    over = replace(other, tasks=tuple(replace(task, state=TaskState.CLOSED) for task in other.tasks))
    assert could_carry(replace(known, reviews=(over,)), seen) == ("bosai-x", "kanko-fb", "kosodate-ig")
    shared = replace(known, logins={**known.logins, "ig": login("ig", "kosodate-ig", "kanko-fb")})
    taken = replace(opened(shared, account_id="kosodate-ig"), id="I3")
    assert could_carry(replace(shared, reviews=(taken,)), seen) == ("bosai-x",)


@pytest.mark.parametrize("why", ["no night", "not compared", "no login"])
def test_where_nobody_can_tell_no_account_is_named(why):
    known = city({**OWN, "x-koho": Unseen(WhyUnseen.REFUSED)} if why == "not compared" else OWN)
    seen = None if why == "no night" else night(known)
    if why == "no login":
        known = replace(known, logins={name: one for name, one in known.logins.items() if name != "x-koho"})
    assert could_carry(known, seen) is None


# --- how far it is ------------------------------------------------------------------------------------------------------------


def with_states(review: Review, **states: TaskState | int) -> Review:
    """Tasks by kind: a state, or closed so many days after the incident."""
    tasks = []
    for task in review.tasks:
        state = states.get(task.kind.name.lower(), TaskState.OPEN)
        if isinstance(state, int):
            tasks.append(replace(task, state=TaskState.CLOSED, closed=days(state)))
        else:
            tasks.append(replace(task, state=state))
    return replace(review, tasks=tuple(tasks))


def test_at_first_it_is_only_noticed():
    told = timeline(opened(), (), RULES)
    assert (told.noticed, told.contained, told.recovered, told.published) == (AT, None, None, None)


def test_it_is_contained_when_the_last_password_was_changed():
    known = facts(logins=[login("a"), login("b")])
    review = opened(known)
    first = replace(review.tasks[0], state=TaskState.CLOSED, closed=days(1))
    half = replace(review, tasks=(first, *review.tasks[1:]))
    assert timeline(half, (), RULES).contained is None
    second = replace(review.tasks[1], state=TaskState.CLOSED, closed=days(2))
    assert timeline(replace(half, tasks=(first, second, *review.tasks[2:])), (), RULES).contained == days(2)


def test_it_is_recovered_from_when_all_but_publication_and_the_police_is_done():
    done = {"change_password": 2, "report_to_platform": 1, "announce_elsewhere": 3, "report_inside": 1}
    assert timeline(with_states(opened(), **done), (), RULES).recovered == days(3)
    assert (
        timeline(with_states(opened(), **{**done, "report_inside": TaskState.OPEN}), (), RULES).recovered
        is None
    )
    assert (
        timeline(with_states(opened(), **{**done, "report_inside": TaskState.WAIVED}), (), RULES).recovered
        is None
    )
    assert timeline(
        with_states(opened(), **{**done, "announce_elsewhere": TaskState.WITHDRAWN}), (), RULES
    ).recovered == days(2)


@pytest.mark.parametrize("why", ["no login is known", "its login left the inventory"])
def test_a_takeover_whose_password_nobody_can_follow_is_never_recovered_from(why):
    review = opened(facts(logins=[])) if why == "no login is known" else opened()
    done = dict.fromkeys(("report_to_platform", "announce_elsewhere", "report_inside", "publish"), 1)
    told = with_states(review, **done, change_password=TaskState.WITHDRAWN)
    assert password_followed(told, RULES) is False
    assert (timeline(told, (), RULES).contained, timeline(told, (), RULES).recovered) == (None, None)
    silent = replace(RULES, takeover=(TaskKind.REPORT_TO_PLATFORM,))  # a pack that asks for no new password
    assert password_followed(told, silent) is None
    assert timeline(told, (), silent).recovered == days(1)


def test_what_was_not_asked_for_has_no_day():
    review = with_states(opened(kind=ReviewKind.FLAMING, severity=Severity.LOW), report_inside=1)
    told = timeline(review, (), RULES)
    assert (told.contained, told.recovered, told.published) == (None, days(1), None)


def test_a_step_was_taken_on_the_day_its_record_bears_and_not_when_that_was_entered():
    review = with_states(opened(), publish=9)
    published = next(task for task in review.tasks if task.kind is TaskKind.PUBLISH)
    review = replace(review, tasks=(replace(published, evidence=7),))
    records = (
        evidence(EvidenceKind.PUBLISH, days(2), number=7),
        evidence(EvidenceKind.PUBLISH, days(5), number=8),
        evidence(EvidenceKind.PUBLISH, days(1)),
    )
    assert timeline(review, records, RULES).published == days(2)
    assert timeline(review, (), RULES).published == days(9)


def test_a_transfer_has_no_timeline():
    with pytest.raises(ValueError, match="no incident"):
        timeline(Review("R1", ReviewKind.TRANSFER, "10001", DAY, DAY, (), ()), (), RULES)


states = st.sampled_from([TaskState.OPEN, TaskState.WAIVED]) | st.integers(0, 9)


@given(st.tuples(*[states] * 4))
def test_who_is_recovered_from_was_contained_before(drawn):
    names = ("change_password", "report_to_platform", "announce_elsewhere", "report_inside")
    told = timeline(with_states(opened(), **dict(zip(names, drawn, strict=True))), (), RULES)
    if told.recovered is not None:
        assert told.contained is not None
        assert told.contained <= told.recovered
