"""What everybody may know of a review before its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from checks._contract import Review, ReviewKind, Task, TaskKind
from checks._publication import is_public, is_published, public_part

DAY = date(2027, 4, 1)
BEFORE = DAY - timedelta(days=1)
MANAGER = Task(TaskKind.NAME_MANAGER, "koho-x", DAY)
PASSWORD = Task(TaskKind.CHANGE_PASSWORD, "x-koho", DAY)
ORDER = Review("R1", ReviewKind.TRANSFER, "10001", DAY, BEFORE, ("koho-x",), (MANAGER, PASSWORD))


def test_an_order_is_for_everybody_from_its_day_on() -> None:
    assert (is_published(ORDER, BEFORE), is_published(ORDER, DAY)) == (False, True)
    assert public_part(ORDER, DAY) == ORDER


def test_a_change_of_administrators_ahead_is_treated_alike() -> None:
    change = replace(ORDER, kind=ReviewKind.ADMINISTRATOR_CHANGE, tasks=(PASSWORD,))
    assert not is_published(change, BEFORE)
    assert public_part(change, BEFORE) == change


@pytest.mark.parametrize("kind", [kind for kind in ReviewKind if kind.is_incident])
def test_an_incident_is_for_everybody_at_once(kind: ReviewKind) -> None:
    assert is_published(replace(ORDER, kind=kind), BEFORE)


@pytest.mark.parametrize("kind", TaskKind)
def test_only_to_ask_for_another_manager_names_the_person(kind: TaskKind) -> None:
    task = Task(kind, "koho-x", DAY)
    assert is_public(task, ORDER, BEFORE) == (kind is not TaskKind.NAME_MANAGER)
    assert is_public(task, ORDER, DAY)


def test_before_its_day_a_review_is_shown_without_that_task() -> None:
    assert public_part(ORDER, BEFORE) == replace(ORDER, tasks=(PASSWORD,))


def test_a_review_that_asks_for_nothing_else_is_not_shown_before_its_day() -> None:
    alone = replace(ORDER, tasks=(MANAGER, replace(MANAGER, subject="koho-line")))
    assert public_part(alone, BEFORE) is None
    assert public_part(alone, DAY) == alone
