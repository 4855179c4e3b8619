"""Each change is told once to each reader, and none is lost where a mail fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from checks._contract import (
    Review,
    ReviewKind,
    Severity,
    Status,
    SubjectKind,
    Task,
    TaskKind,
    TaskState,
    Text,
)
from reports.audit import Audit, AuditFinding, Deadline, DeadlineKind, NotSeenEntry, State, Subject
from reports.changes import Change, Knowledge, News, Told, news, standing_keys
from reports.editions import of_section, plain
from tests.reports.sample import DAY, KANKO, KOHO, nothing_found, sample

LOGIN = Subject(SubjectKind.LOGIN, "x-koho", "mihon_city", ("koho-x",), KOHO, ("x",))
ACCOUNT = Subject(SubjectKind.ACCOUNT, "koho-x", "見本市公式", ("koho-x",), KOHO, ("x",))
AHEAD = 7


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def finding(
    check: str = "password-reuse",
    subject: Subject = LOGIN,
    status: Status = Status.NONCONFORMING,
    *,
    opened: date = DAY,
    first_seen: date | None = None,
    due: date | None = None,
) -> AuditFinding:
    return AuditFinding(
        key=f"{check}:{subject.id}",
        check=check,
        clause="",
        status=status,
        severity=Severity.HIGH,
        subject=subject,
        message=Text("", ""),
        remedy=Text("", ""),
        due=due,
        first_seen=first_seen or opened,
        state=State.OPEN,
        opened=opened,
    )


def audit(number: int = 0, *findings: AuditFinding, **more: object) -> Audit:
    made = replace(nothing_found(), checks=sample().checks)
    return replace(  # type: ignore[arg-type]
        made, run=replace(made.run, day=day(number)), findings=findings, **more
    )


def told(of: Audit, known: Knowledge | None = None, standing: Sequence[str] = ()) -> News:
    return news(of, known or {}, days_ahead=AHEAD, standing=standing)


def changes(of: News) -> list[tuple[Change, str]]:
    return [(entry.change, entry.thing.key) for entry in of.entries]


KEY = "password-reuse:x-koho"


def test_a_finding_is_new_once() -> None:
    first = told(audit(0, finding()))
    assert changes(first) == [(Change.NEW, KEY)]
    assert first.known == {KEY: Told("nonconforming", DAY)}
    assert changes(told(audit(1, finding()), first.known)) == []


def test_a_finding_that_comes_back_is_told_as_such_once() -> None:
    back = finding(opened=day(5), first_seen=DAY)
    for known in ({}, {KEY: Told("nonconforming", DAY)}):
        again = told(audit(5, back), known)
        assert changes(again) == [(Change.AGAIN, KEY)]
        assert changes(told(audit(6, back), again.known)) == []


def test_a_due_day_is_told_when_it_comes_near_and_again_when_it_has_passed() -> None:
    one = finding(due=day(10))
    known: Knowledge = {}
    seen: list[tuple[int, Change]] = []
    for number in range(14):
        today = told(audit(number, one), known)
        known = today.known
        seen += [(number, change) for change, _ in changes(today)]
    assert seen == [(0, Change.NEW), (10 - AHEAD, Change.DUE), (11, Change.LATE)]


def test_what_is_new_and_due_soon_is_told_once_with_its_day() -> None:
    first = told(audit(0, finding(due=day(2))))
    assert changes(first) == [(Change.NEW, KEY)]
    assert changes(told(audit(1, finding(due=day(2))), first.known)) == []


def test_a_due_day_that_moves_is_told_anew() -> None:
    known = told(audit(0, finding(due=day(6)))).known
    moved = told(audit(1, finding(due=day(3))), known)
    assert changes(moved) == [(Change.DUE, KEY)]
    assert changes(told(audit(2, finding(due=day(3))), moved.known)) == []


def test_another_status_is_told_and_one_that_became_late_only_as_late() -> None:
    known = told(audit(0, finding(status=Status.PENDING, due=day(0)))).known
    late = told(audit(1, finding(status=Status.NONCONFORMING, due=day(0))), known)
    assert changes(late) == [(Change.LATE, KEY)]
    waived = told(audit(2, finding(status=Status.WAIVED)), late.known)
    assert changes(waived) == [(Change.CHANGED, KEY)]


def test_an_exception_that_was_granted_before_anybody_was_told_is_told_when_it_ends() -> None:
    waived = told(audit(0, finding(status=Status.WAIVED)))
    assert (waived.entries, waived.known) == ((), {})
    assert changes(told(audit(1, finding()), waived.known)) == [(Change.NEW, KEY)]


def test_what_is_closed_is_told_once_with_how_it_ended() -> None:
    known = told(audit(0, finding())).known
    closed = replace(finding(), state=State.CLOSED, closed=day(1))
    gone = told(audit(1, closed=(closed,)), known)
    assert changes(gone) == [(Change.GONE, KEY)]
    (thing,) = gone.of(Change.GONE)
    assert thing.subject == LOGIN
    assert gone.known == {}
    assert changes(told(audit(2), gone.known)) == []


def test_what_ended_in_a_night_of_which_nobody_was_told_is_still_told() -> None:
    known = told(audit(0, finding())).known
    gone = told(audit(3), known)
    assert changes(gone) == [(Change.GONE, KEY)]
    (thing,) = gone.of(Change.GONE)
    assert (thing.title, thing.about) == (Text("パスワードの使い回し", "Password reuse"), "x-koho")


def test_what_this_night_could_not_see_is_neither_closed_nor_new() -> None:
    known = told(audit(0, finding())).known
    why = Text("金庫に登録がありません。", "The vault has no entry.")
    unseen = told(
        audit(
            1,
            unconfirmed=(finding(),),
            not_seen=(NotSeenEntry("password-reuse", "x-koho", why, KOHO),),
        ),
        known,
    )
    assert changes(unseen) == [(Change.UNSEEN, f"unseen/{KEY}")]
    assert KEY in unseen.known
    again = told(audit(2, finding()), unseen.known)
    assert (changes(again), set(again.known)) == ([], {KEY})


def test_what_stands_unconfirmed_is_told_to_a_new_reader() -> None:
    first = told(audit(0, unconfirmed=(finding(),)))
    assert changes(first) == [(Change.NEW, KEY)]
    assert first.of(Change.NEW)[0].unconfirmed


def test_what_moved_to_another_section_has_not_ended() -> None:
    whole = audit(0, finding())
    known = told(of_section(whole, KOHO)).known
    moved = audit(1, finding(subject=replace(LOGIN, section=KANKO)))
    gone = told(of_section(moved, KOHO), known, standing=tuple(standing_keys(moved)))
    assert changes(gone) == [(Change.ELSEWHERE, KEY)]
    assert changes(told(of_section(moved, KANKO))) == [(Change.NEW, KEY)]


# --- tasks and days -------------------------------------------------------------------------------------------------


def review(*tasks: Task, effective: date = DAY) -> Review:
    return Review("R1", ReviewKind.TRANSFER, "0012348", effective, DAY, ("koho-x",), tasks)


TASK = Task(TaskKind.CHANGE_PASSWORD, "x-koho", day(5))
TASK_KEY = "task/R1/change-password/x-koho"


def with_review(number: int, *tasks: Task, effective: date = DAY) -> Audit:
    return audit(number, reviews=(review(*tasks, effective=effective),), subjects=(LOGIN, ACCOUNT))


def test_a_task_is_told_when_it_comes_when_it_is_late_when_it_is_done_and_when_it_is_to_be_done_again() -> (
    None
):
    known: Knowledge = {}
    seen = []
    for number, task in (
        (0, TASK),
        (1, TASK),
        (6, TASK),
        (7, replace(TASK, state=TaskState.CLOSED, closed=day(7))),
        (8, replace(TASK, state=TaskState.CLOSED, closed=day(7))),
        (9, replace(TASK, reopened=True)),
        (10, replace(TASK, reopened=True)),
    ):
        today = told(with_review(number, task), known)
        known = today.known
        seen += [(number, *change) for change in changes(today)]
    assert seen == [
        (0, Change.NEW, TASK_KEY),
        (6, Change.LATE, TASK_KEY),
        (7, Change.GONE, TASK_KEY),
        (9, Change.AGAIN, TASK_KEY),
    ]


def test_the_finding_that_sums_tasks_up_is_not_told_beside_them() -> None:
    summing = finding("transfer-review", ACCOUNT)
    both = replace(with_review(0, TASK), findings=(summing,))
    assert changes(told(both)) == [(Change.NEW, TASK_KEY)]


def test_a_task_that_would_name_somebody_before_the_order_s_day_is_told_on_that_day() -> None:
    naming = Task(TaskKind.NAME_MANAGER, "koho-x", day(5))
    before = told(with_review(0, naming, effective=day(5)))
    assert before.entries == ()
    assert changes(told(with_review(5, naming, effective=day(5)))) == [
        (Change.NEW, "task/R1/name-manager/koho-x")
    ]


def lapse(number: int, kind: DeadlineKind = DeadlineKind.LAPSE, check: str = "second-factor") -> Deadline:
    return Deadline(day(number), kind, check, Text("期限", "a day"), LOGIN)


def test_a_coming_day_is_told_once_when_it_is_near_and_not_when_it_has_gone() -> None:
    known: Knowledge = {}
    seen = []
    for number in range(10):
        days = (lapse(8),) if number <= 8 else ()
        today = told(audit(number, deadlines=days), known)
        known = today.known
        seen += [(number, *change) for change in changes(today)]
    assert seen == [(1, Change.DUE, "lapse/second-factor:x-koho")]
    assert known == {}


def test_a_day_that_a_finding_bears_itself_is_not_told_twice() -> None:
    pending = finding("second-factor", status=Status.PENDING, due=day(3))
    assert changes(told(audit(0, pending, deadlines=(lapse(3),)))) == [(Change.NEW, pending.key)]


def test_a_task_among_the_coming_days_is_told_as_the_task_it_is() -> None:
    days = (lapse(5, DeadlineKind.TASK, "transfer-review"),)
    assert changes(told(replace(with_review(0, TASK), deadlines=days))) == [(Change.NEW, TASK_KEY)]


# --- laws -----------------------------------------------------------------------------------------------------------


_KEYS = [(check, subject) for check in ("password-reuse", "second-factor") for subject in (LOGIN, ACCOUNT)]
_STANDS = st.sampled_from([None, Status.NONCONFORMING, Status.PENDING])


@st.composite
def _nights(draw: st.DrawFn) -> list[Audit]:
    """Findings that come, stay, change and go, each with its life as the ledger keeps it."""
    opened: dict[str, date] = {}
    first: dict[str, date] = {}
    dues = {f"{check}:{subject.id}": draw(st.none() | st.integers(0, 14)) for check, subject in _KEYS}
    nights = []
    for number in range(draw(st.integers(1, 10))):
        standing = []
        for check, subject in _KEYS:
            key = f"{check}:{subject.id}"
            status = draw(_STANDS)
            if status is None:
                opened.pop(key, None)
                continue
            opened.setdefault(key, day(number))
            first.setdefault(key, day(number))
            due = dues[key]
            standing.append(
                finding(
                    check,
                    subject,
                    status,
                    opened=opened[key],
                    first_seen=first[key],
                    due=None if due is None else day(due),
                )
            )
        nights.append(audit(number, *standing))
    return nights


def state(of: Audit) -> dict[str, tuple[Status, date, bool, bool]]:
    """Status, opening, near, late: what a reader who was told everything knows."""
    today = of.run.day
    return {
        one.key: (
            one.status,
            one.stands_since,
            one.due is not None and one.due <= today + timedelta(days=AHEAD),
            one.due is not None and one.due < today,
        )
        for one in of.findings
    }


@settings(max_examples=80, deadline=None)
@given(_nights())
def test_where_every_mail_is_taken_each_change_is_told_in_its_night_and_nothing_else(
    nights: list[Audit],
) -> None:
    known: Knowledge = {}
    before: dict[str, tuple[Status, date, bool, bool]] = {}
    for night in nights:
        today = told(night, known)
        after = state(night)
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        keys = [entry.thing.key for entry in today.entries]
        assert sorted(keys) == sorted(changed)
        known, before = today.known, after


@settings(max_examples=80, deadline=None)
@given(_nights(), st.data())
def test_where_mails_fail_the_next_one_tells_all_that_is_still_so(
    nights: list[Audit], data: st.DataObject
) -> None:
    known: Knowledge = {}
    before: Mapping[str, tuple[Status, date, bool, bool]] = {}
    for night in nights:
        today = told(night, known)
        if data.draw(st.booleans(), label="taken"):
            after = state(night)
            changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
            assert {entry.thing.key for entry in today.entries} == changed
            known, before = today.known, after
    last = told(nights[-1], known)
    assert last.known.keys() == state(nights[-1]).keys()
    assert told(nights[-1], last.known).entries == ()


@settings(max_examples=40, deadline=None)
@given(_nights())
def test_the_edition_for_pr_keeps_the_same_law(nights: list[Audit]) -> None:
    known: Knowledge = {}
    for night in map(plain, nights):
        today = told(night, known)
        assert told(night, today.known).entries == ()
        assert len({entry.thing.key for entry in today.entries}) == len(today.entries)
        known = today.known


def test_all_of_the_sample_is_told_once() -> None:
    first = told(sample())
    assert told(sample(), first.known).entries == ()
