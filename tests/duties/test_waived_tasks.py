"""A waiver is laid over tasks when they are shown: where every account on which a task stands has one in force."""

from datetime import date, timedelta

import pytest

from auditor.duties.settling import with_waivers
from auditor.working_days import WorkingDays
from checks._contract import (
    Account,
    Facts,
    Login,
    Review,
    ReviewKind,
    Task,
    TaskKind,
    TaskState,
    Waiver,
)

DAY = date(2026, 12, 1)
OPEN = Task(TaskKind.CHANGE_PASSWORD, "both", due=DAY)
OF_ONE = Task(TaskKind.SUBMIT_REGISTER, "koho-x", due=DAY)
CLOSED = Task(TaskKind.END_SESSIONS, "both", due=DAY, state=TaskState.CLOSED, closed=DAY)
REVIEW = Review("R1", ReviewKind.TRANSFER, "1", DAY, DAY, ("koho-fb", "koho-x"), (OPEN, CLOSED, OF_ONE))
FACTS = Facts(
    day=DAY,
    calendar=WorkingDays(),
    accounts={name: Account(name, "x") for name in ("koho-fb", "koho-x")},
    logins={"both": Login("both", ("koho-fb", "koho-x"))},
)


def waivers(*accounts: str, check: str = "transfer-review", days: int = 0) -> dict[str, Waiver]:
    made = [
        Waiver(place, check, account, "理由", "9", DAY - timedelta(days=9), DAY + timedelta(days=days))
        for place, account in enumerate(accounts)
    ]
    return {waiver.key: waiver for waiver in made}


def states(given: dict[str, Waiver], review: Review = REVIEW, facts: Facts = FACTS) -> list[TaskState]:
    (shown,) = with_waivers([review], facts, given)
    return [task.state for task in shown.tasks]


def test_a_task_that_shows_on_two_accounts_is_waived_only_by_both() -> None:
    assert states(waivers("koho-x")) == [TaskState.OPEN, TaskState.CLOSED, TaskState.WAIVED]
    assert states(waivers("koho-fb")) == [TaskState.OPEN, TaskState.CLOSED, TaskState.OPEN]
    assert states(waivers("koho-x", "koho-fb")) == [TaskState.WAIVED, TaskState.CLOSED, TaskState.WAIVED]


@pytest.mark.parametrize(
    "given",
    [{}, waivers("koho-x", "koho-fb", days=-1), waivers("koho-x", "koho-fb", check="incident-response")],
    ids=["none", "ended", "of another check"],
)
def test_nothing_else_waives(given: dict[str, Waiver]) -> None:
    assert states(given) == [TaskState.OPEN, TaskState.CLOSED, TaskState.OPEN]


def test_an_incident_has_its_own_check() -> None:
    incident = Review("I2", ReviewKind.TAKEOVER, None, DAY, DAY, ("koho-x",), (OPEN,))
    assert states(waivers("koho-x", "koho-fb"), incident) == [TaskState.OPEN]
    assert states(waivers("koho-x", "koho-fb", check="incident-response"), incident) == [TaskState.WAIVED]


def test_a_task_that_shows_nowhere_is_waived_by_nothing() -> None:
    nowhere = Facts(day=DAY, calendar=WorkingDays())
    assert states(waivers("koho-x", "koho-fb"), facts=nowhere) == [
        TaskState.OPEN,
        TaskState.CLOSED,
        TaskState.OPEN,
    ]
