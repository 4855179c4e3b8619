"""What orders change, what is forgotten, and who is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from auditor import transfers
from auditor.duties.orders import KnownOrder
from auditor.errors import UsageError
from auditor.ledger import reviews
from auditor.ledger.register import transfers as orders
from auditor.settings import Settings
from auditor.settling import rules_of, settle
from auditor.taking_in import take_in
from auditor.transfers import News, Question, newcomers
from checks._contract import Person, Presence, TaskState, TransferKind, TransferOrder
from tests.offices import TODAY, SmallOffice

AHEAD = date(2026, 12, 1)


@pytest.fixture
def settings(office: SmallOffice) -> Settings:
    return office.settings


@pytest.fixture
def tx(office: SmallOffice, settings: Settings) -> Iterator[Connection]:
    """The small city, its inventory taken in, and no order."""
    with office.ledger.run_lock():
        take_in(
            office.ledger,
            settings.inventory.sources,
            office.vault,
            settings.inventory,
            TODAY,
            rules=rules_of(settings),
        )
    with office.ledger.transaction() as connection:
        orders.forget(connection, orders.known(connection))
        yield connection


def order(number: str, kind: TransferKind, day: date = AHEAD, to: str = "税務課") -> TransferOrder:
    return TransferOrder(number, "", day, kind, from_section="試験課", to_section=to)


def record(tx: Connection, settings: Settings, given: TransferOrder, day: date = TODAY) -> News:
    return transfers.record(tx, given, day, settings, rules_of(settings))


def known(tx: Connection) -> list[tuple[str, TransferKind, str]]:
    return [(each.order.staff_number, each.order.kind, each.order.to_section) for each in orders.known(tx)]


# --- forgetting ------------------------------------------------------------------------------------------------


def long_after(settings: Settings, day: date = AHEAD) -> date:
    return day + timedelta(days=settings.transfers.keep_days + 1)


def test_orders_are_forgotten_the_day_after_their_time(tx: Connection, settings: Settings) -> None:
    record(tx, settings, order("00101", TransferKind.CONCURRENT))
    record(tx, settings, order("90001", TransferKind.HIRE))
    later = long_after(settings)
    transfers.forget(tx, settings, later - timedelta(days=1))
    assert known(tx) == [
        ("00101", TransferKind.CONCURRENT, "税務課"),
        ("90001", TransferKind.HIRE, "税務課"),
    ]
    assert transfers.forget(tx, settings, later) == 2
    assert known(tx) == []


def test_an_order_stays_as_long_as_its_review_without_its_sections(
    tx: Connection, settings: Settings
) -> None:
    (opened,) = record(tx, settings, order("00102", TransferKind.TRANSFER)).opened
    record(tx, settings, order("00102", TransferKind.CONCURRENT))
    later = long_after(settings)
    assert transfers.forget(tx, settings, later) == 1
    assert known(tx) == [("00102", TransferKind.TRANSFER, "")]
    settled = [review for review in settle(tx, later, rules_of(settings)) if review.id == opened.id]
    assert [task.state for task in settled[0].tasks] == [TaskState.OPEN] * len(opened.tasks)
    assert len(reviews.stored(tx)) == 1
    assert transfers.forget(tx, settings, later) == 0


def test_of_a_withdrawn_order_nothing_stays_but_its_review(tx: Connection, settings: Settings) -> None:
    record(tx, settings, order("00102", TransferKind.TRANSFER))
    transfers.cancel(tx, "00102", AHEAD, TODAY, rules_of(settings))
    assert transfers.forget(tx, settings, long_after(settings)) == 2
    assert known(tx) == []
    (review,) = reviews.stored(tx)
    assert {task.state for task in review.tasks} == {TaskState.WITHDRAWN}


def test_who_is_still_on_leave_stays_on_leave(tx: Connection, settings: Settings) -> None:
    record(tx, settings, order("00102", TransferKind.LEAVE, to=""))
    later = long_after(settings)
    assert transfers.forget(tx, settings, later) == 0
    record(tx, settings, order("00102", TransferKind.RETURN, day=later, to=""), day=later)
    assert transfers.forget(tx, settings, later) == 0
    assert transfers.forget(tx, settings, long_after(settings, later)) == 2


def test_what_is_forgotten_is_not_recorded_again(tx: Connection, settings: Settings) -> None:
    with pytest.raises(UsageError):
        record(tx, settings, order("00102", TransferKind.TRANSFER), day=long_after(settings))
    assert record(
        tx, settings, order("00102", TransferKind.TRANSFER), day=long_after(settings) - timedelta(days=1)
    )


# --- who is asked about ------------------------------------------------------------------------------------------


def people(**names: str) -> dict[str, Person]:
    return {number: Person(number, name) for number, name in names.items()}


def retires(number: str) -> KnownOrder:
    return KnownOrder(TransferOrder(number, "", AHEAD, TransferKind.RETIREMENT), TODAY)


BEFORE = people(a="髙﨑 太郎", b="見本 花子", c="見本 次郎")


@pytest.mark.parametrize(
    ("after", "known_orders", "asked"),
    [
        pytest.param(
            BEFORE | {"a": Person("a", "髙﨑 太郎", presence=Presence.LEFT)} | people(n="高崎太郎"),
            [],
            [Question("n", ("a",))],
            id="has left",
        ),
        pytest.param(
            people(n="高崎　太郎", b="見本 花子", c="見本 次郎"),
            [],
            [Question("n", ("a",))],
            id="is no longer there",
        ),
        pytest.param(BEFORE | people(n="見本花子"), [retires("b")], [Question("n", ("b",))], id="retires"),
        pytest.param(
            BEFORE | people(n="見本花子"), [replace(retires("b"), withdrawn=TODAY)], [], id="retires no more"
        ),
        pytest.param(BEFORE | people(n="見本花子"), [], [], id="works beside them"),
        pytest.param(people(n="見本 三子"), [], [], id="another name"),
        pytest.param(people(n="", b="見本 花子"), [], [], id="no name"),
        pytest.param(BEFORE, [retires("b")], [], id="nobody is new"),
    ],
)
def test_somebody_new_in_the_directory_with_the_name_of_who_has_left_is_asked_about(
    after: dict[str, Person], known_orders: list[KnownOrder], asked: list[Question]
) -> None:
    assert list(newcomers(BEFORE, after, known_orders, AHEAD)) == asked


def test_an_order_that_is_not_public_yet_raises_no_question_in_an_import() -> None:
    after = BEFORE | people(n="見本花子")
    assert newcomers(BEFORE, after, [retires("b")], AHEAD - timedelta(days=1)) == ()


def test_in_the_first_directory_nobody_is_new() -> None:
    assert newcomers({}, BEFORE | {"x": Person("x", "見本花子", presence=Presence.LEFT)}, [], TODAY) == ()
