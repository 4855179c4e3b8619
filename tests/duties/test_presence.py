"""Who is at work: a leave lasts from its order's day to the day of the return."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auditor.duties.orders import KnownOrder
from auditor.duties.presence import people_on
from checks._contract import Person, Presence, TransferKind, TransferOrder

DAY = date(2026, 12, 1)


def order(kind: TransferKind, days: int, *, known: int = -90, withdrawn: int | None = None) -> KnownOrder:
    return KnownOrder(
        TransferOrder("1", "", on(days), kind),
        on(known),
        None if withdrawn is None else on(withdrawn),
    )


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def presence(*orders: KnownOrder, stated: Presence = Presence.ACTIVE) -> Presence:
    return people_on(DAY, {"1": Person("1", presence=stated)}, orders)["1"].presence


def test_a_leave_begins_on_its_day_and_ends_on_that_of_the_return() -> None:
    assert presence(order(TransferKind.LEAVE, 1)) is Presence.ACTIVE
    assert presence(order(TransferKind.LEAVE, 0)) is Presence.LEAVE
    assert presence(order(TransferKind.LEAVE, -9), order(TransferKind.RETURN, 1)) is Presence.LEAVE
    assert presence(order(TransferKind.LEAVE, -9), order(TransferKind.RETURN, 0)) is Presence.ACTIVE
    assert presence(order(TransferKind.RETURN, -9), order(TransferKind.LEAVE, -1)) is Presence.LEAVE


def test_of_two_orders_of_one_day_the_later_one_given_counts() -> None:
    leave, back = order(TransferKind.LEAVE, -1), order(TransferKind.RETURN, -1)
    assert presence(leave, back) is Presence.ACTIVE
    assert presence(back, leave) is Presence.LEAVE


def test_a_withdrawn_leave_and_one_not_known_yet_count_for_nothing() -> None:
    assert presence(order(TransferKind.LEAVE, -1, withdrawn=-5)) is Presence.ACTIVE
    assert presence(order(TransferKind.LEAVE, -1, known=1)) is Presence.ACTIVE


def test_other_orders_change_nobody_s_presence() -> None:
    for kind in set(TransferKind) - {TransferKind.LEAVE}:
        assert presence(order(kind, -1)) is Presence.ACTIVE


@given(st.lists(st.tuples(st.sampled_from(TransferKind), st.integers(-5, 5))))
def test_orders_bring_nobody_back_whom_the_directory_has_away(orders: list[tuple[TransferKind, int]]) -> None:
    made = [order(kind, days) for kind, days in orders]
    assert presence(*made, stated=Presence.LEFT) is Presence.LEFT
    assert presence(*made, stated=Presence.LEAVE) is Presence.LEAVE
