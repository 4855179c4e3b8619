"""Reviews, incidents and coming days as people are shown them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks._contract import Review, ReviewKind, SubjectKind, Task, TaskKind, TaskState
from reports import duties
from reports.audit import Audit, Subject
from reports.duties import by_section, sections_of, subjects_by_id, task_rows
from tests.reports.made_city import made_city
from tests.reports.sample import (
    DAY,
    KANKO,
    KOHO,
    SHARED_LOGIN,
    TAKEOVER,
    TRANSFER,
    UNPUBLISHED,
    nothing_found,
    sample,
)

SUBJECTS = subjects_by_id(sample().subjects)


def days(number: int) -> date:
    return DAY + timedelta(days=number)


# --- sections ------------------------------------------------------------------------------------------------


def test_a_task_about_an_account_stands_in_the_account_s_section() -> None:
    assert sections_of(Task(TaskKind.SUBMIT_REGISTER, "kanko-fb", DAY), TRANSFER, SUBJECTS) == (KANKO,)
    assert sections_of(Task(TaskKind.SUBMIT_REGISTER, "unknown", DAY), TRANSFER, SUBJECTS) == ("",)


def test_a_task_about_a_login_stands_in_each_section_that_uses_it_once() -> None:
    task = Task(TaskKind.CHANGE_PASSWORD, SHARED_LOGIN.id, DAY)
    assert sections_of(task, TRANSFER, SUBJECTS) == (KOHO, KANKO)
    third = Subject(SubjectKind.ACCOUNT, "koho-line", "", ("koho-line",), KOHO)
    wider = replace(SHARED_LOGIN, accounts=("koho-x", "kanko-fb", "koho-line"))
    assert sections_of(task, TRANSFER, {**SUBJECTS, **subjects_by_id((third, wider))}) == (KOHO, KANKO)


def test_a_login_whose_accounts_are_not_known_stands_in_its_own_section() -> None:
    task = Task(TaskKind.CHANGE_PASSWORD, SHARED_LOGIN.id, DAY)
    assert sections_of(task, TRANSFER, subjects_by_id((SHARED_LOGIN,))) == (KOHO,)


def test_a_login_that_left_the_inventory_stands_where_the_review_looked() -> None:
    task = Task(TaskKind.CHANGE_PASSWORD, "gone", DAY)
    assert sections_of(task, TRANSFER, SUBJECTS) == (KOHO, KANKO)
    assert sections_of(task, replace(TRANSFER, accounts=()), SUBJECTS) == ("",)


def test_no_task_of_any_review_is_lost_and_each_section_has_a_review_once() -> None:
    audit = made_city(300, 200)
    groups = by_section(audit.reviews, subjects_by_id(audit.subjects))
    assert [group.section for group in groups] == sorted(
        {group.section for group in groups}, key=lambda section: (section == "", section)
    )
    found = {
        (part.review.id, task.kind, task.subject)
        for group in groups
        for part in group.reviews
        for task in part.tasks
    }
    assert found == {
        (review.id, task.kind, task.subject) for review in audit.reviews for task in review.tasks
    }
    for group in groups:
        assert len({part.review.id for part in group.reviews}) == len(group.reviews)


def test_what_is_due_first_stands_first_and_what_is_done_last() -> None:
    def review(id: str, due: int, state: TaskState = TaskState.OPEN) -> Review:
        return replace(TRANSFER, id=id, tasks=(Task(TaskKind.SUBMIT_REGISTER, "koho-x", days(due), state),))

    shuffled = (review("R3", -9, TaskState.CLOSED), review("R10", 4), review("R2", 4), review("R4", -1))
    (group,) = by_section(shuffled, SUBJECTS)
    assert [part.review.id for part in group.reviews] == ["R4", "R2", "R10", "R3"]


def test_an_audit_without_reviews_has_no_sections() -> None:
    assert duties.reviews_by_section(nothing_found()) == ()
    assert duties.incidents(nothing_found()) == ()
    assert duties.deadlines_by_day(nothing_found()) == ()
    assert duties.task_counts(nothing_found()).open == 0


# --- rows --------------------------------------------------------------------------------------------------------

tasks = st.builds(
    Task,
    kind=st.sampled_from(TaskKind),
    subject=st.sampled_from(("koho-x", "kanko-fb", "x-koho", "gone")),
    due=st.sampled_from((days(-1), days(0), days(5))),
    state=st.sampled_from(TaskState),
    closed=st.sampled_from((None, days(-2), days(-1))),
    reopened=st.booleans(),
)


@given(st.lists(tasks, max_size=20))
def test_every_task_is_in_one_row_with_others_that_stand_alike(listed: list[Task]) -> None:
    rows = list(task_rows(listed, SUBJECTS, DAY))
    assert Counter((kind, row.subject.id, row.due) for row in rows for kind in row.kinds) == Counter(
        (task.kind, task.subject, task.due) for task in listed
    )
    assert sum(len(row.kinds) for row in rows if row.late) == sum(task.is_late(DAY) for task in listed)
    keys = [(row.subject, row.due, row.state, row.late, row.again, row.closed) for row in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert row.late == (row.state.en == "late")
        assert (row.closed is None) or row.state.en == "done"


def test_a_row_gathers_what_is_to_be_done_about_one_subject() -> None:
    listed = (
        Task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x", DAY),
        Task(TaskKind.CHANGE_PASSWORD, "x-koho", DAY),
        Task(TaskKind.SUBMIT_REGISTER, "koho-x", DAY),
    )
    assert [(row.subject.id, len(row.kinds)) for row in task_rows(listed, SUBJECTS, DAY)] == [
        ("koho-x", 2),
        ("x-koho", 1),
    ]


def test_late_is_what_is_open_after_its_due_day() -> None:
    open_ = Task(TaskKind.PUBLISH, "koho-x", DAY)
    (row,) = task_rows((open_,), SUBJECTS, DAY)
    assert not row.late
    (row,) = task_rows((open_,), SUBJECTS, days(1))
    assert row.late
    (row,) = task_rows((replace(open_, state=TaskState.WAIVED),), SUBJECTS, days(1))
    assert not row.late


# --- what is not for everybody yet --------------------------------------------------------------------------------------


def shown(audit: Audit, review_id: str) -> duties.ShownReview:
    return next(
        review
        for group in duties.reviews_by_section(audit)
        for review in group.reviews
        if review.id == review_id
    )


def test_an_order_that_is_not_in_force_is_shown_without_its_person_kind_and_day() -> None:
    audit = sample()
    assert shown(audit, "R13").order is None
    order = shown(audit, "R12").order
    assert order is not None
    assert (order.kind, order.staff_number, order.name) == (ReviewKind.TRANSFER, "0012348", "見本 三郎")


@pytest.mark.parametrize(
    ("day", "public", "is_shown"), [(10, None, False), (11, None, True), (11, 10, False)]
)
def test_from_its_day_on_an_order_is_shown_but_not_by_a_look_ahead(
    day: int, public: int | None, is_shown: bool
) -> None:
    audit = sample()
    later = replace(
        audit,
        run=replace(audit.run, day=days(day)),
        public=None if public is None else days(public),
    )
    assert (shown(later, "R13").order is not None) == is_shown


def test_a_report_of_a_day_back_makes_nothing_public_that_was_not_then() -> None:
    audit = replace(sample(), public=days(100))
    assert shown(audit, "R13").order is None


def test_a_person_without_a_name_in_the_directory_is_shown_by_number() -> None:
    order = shown(sample(), "R9").order
    assert order is not None
    assert (order.staff_number, order.name) == ("0012349", "")


# --- counts --------------------------------------------------------------------------------------------------------------


def test_tasks_are_counted_once_in_all_and_where_they_stand_in_each_section() -> None:
    counts = duties.task_counts(sample())
    assert (counts.open, counts.late) == (8, 3)
    assert [(group.section, group.open, group.late) for group in duties.reviews_by_section(sample())] == [
        (KOHO, 4, 2),
        (KANKO, 4, 1),
        ("", 2, 0),
    ]


def test_many_tasks_are_worth_a_sheet_a_section() -> None:
    assert not duties.task_counts(sample()).fill_pages
    assert duties.task_counts(made_city(100, 50)).fill_pages


# --- incidents -------------------------------------------------------------------------------------------------------------


def test_incidents_stand_open_ones_first_with_their_stages() -> None:
    takeover, flaming = duties.incidents(sample())
    assert (takeover.review.id, flaming.review.id) == ("I14", "I3")
    assert takeover.contained == duties.Stage(asked=True, day=days(-1))
    assert takeover.recovered == takeover.published == duties.Stage(asked=True, day=None)
    assert flaming.contained == flaming.published == duties.Stage(asked=False, day=None)
    assert flaming.recovered == duties.Stage(asked=True, day=days(-19))
    assert (takeover.announces, takeover.could_announce) == (True, ("bosai-line", "kanko-fb"))
    assert (flaming.announces, flaming.could_announce) == (False, None)


def test_an_incident_whose_stages_are_not_known_reached_none() -> None:
    (shown,) = duties.incidents(replace(sample(), reviews=(TAKEOVER,), stages=()))
    assert shown.contained == duties.Stage(asked=True, day=None)


def test_incidents_are_no_reviews_and_reviews_no_incidents() -> None:
    only = replace(sample(), reviews=(TAKEOVER,))
    assert duties.reviews_by_section(only) == ()
    assert duties.incidents(replace(sample(), reviews=(UNPUBLISHED,))) == ()


# --- coming days -----------------------------------------------------------------------------------------------------------


def test_coming_days_go_by_day_and_section_and_none_is_lost() -> None:
    audit = sample()
    listed = duties.deadlines_by_day(audit)
    assert [one.day for one in listed] == [days(3), days(40)]
    assert [(row.what.en, row.section, len(row.subjects)) for row in listed[1].rows] == [
        ("A waiver (sample)", KOHO, 1),
        ("A record (sample)", KOHO, 2),
        ("A record (sample)", KANKO, 1),
    ]
    assert sum(len(row.subjects) for one in listed for row in one.rows) == len(audit.deadlines)
