"""Lists of orders laid over what is known: again, late, after withdrawals; new names of sections; forgetting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from auditor.duties.orders import KnownOrder
from auditor.inventory.tables import Tables
from auditor.ledger import register
from auditor.ledger.database import Ledger
from auditor.ledger.register import transfers
from checks._contract import Account, Person, Presence, TransferKind, TransferOrder

from .writes import counted

DAY = date(2026, 11, 20)
AHEAD = date(2026, 12, 1)
ORDER = TransferOrder("00034", "", AHEAD, TransferKind.TRANSFER, "観光課", "税務課")
OTHER = replace(ORDER, kind=TransferKind.SECONDMENT)
CANCELLATION = TransferOrder("00034", "", AHEAD, TransferKind.CANCELLED)


def bring(tx: Connection, *orders: TransferOrder, day: date = DAY, anew: bool = False) -> transfers.Brought:
    brought = transfers.brought(tx, orders, day, anew=anew)
    brought.plan.apply(tx)
    return brought


def standing(tx: Connection) -> list[TransferOrder]:
    return [known.order for known in transfers.known(tx) if known.stands(date.max)]


# --- lists and withdrawals -----------------------------------------------------------------------------------


def test_an_order_that_a_list_gives_again_behind_its_withdrawal_stands(tx: Connection) -> None:
    bring(tx, ORDER)
    bring(tx, CANCELLATION, ORDER)
    assert standing(tx) == [ORDER]
    with counted(tx) as written:
        bring(tx, CANCELLATION, ORDER)
        bring(tx, ORDER)
    assert written == []


def test_a_list_that_withdraws_what_came_after_an_earlier_withdrawal_withdraws_it(tx: Connection) -> None:
    bring(tx, ORDER)
    bring(tx, CANCELLATION)
    bring(tx, OTHER)
    bring(tx, OTHER, CANCELLATION)
    assert standing(tx) == []
    bring(tx, ORDER, CANCELLATION, OTHER, CANCELLATION)
    assert standing(tx) == []


def test_an_old_withdrawal_alone_leaves_a_later_order_standing(tx: Connection) -> None:
    for order in (ORDER, CANCELLATION, OTHER, CANCELLATION, CANCELLATION):
        bring(tx, order)
    assert standing(tx) == [OTHER]


def test_a_withdrawal_that_a_list_repeats_is_one(tx: Connection) -> None:
    for order in (ORDER, CANCELLATION, OTHER):
        bring(tx, order)
    bring(tx, CANCELLATION, CANCELLATION)
    assert standing(tx) == [OTHER]


def test_the_sections_in_the_row_of_a_withdrawal_do_not_matter(tx: Connection) -> None:
    bring(tx, ORDER)
    bring(tx, CANCELLATION)
    bring(tx, OTHER)
    bring(tx, replace(CANCELLATION, from_section="観光課", to_section="税務課"))
    assert standing(tx) == [OTHER]


def test_an_order_given_anew_by_a_person_stands_again_and_old_lists_change_nothing(tx: Connection) -> None:
    bring(tx, ORDER)
    bring(tx, CANCELLATION)
    assert bring(tx, ORDER, day=AHEAD, anew=True).added == (KnownOrder(ORDER, AHEAD),)
    assert standing(tx) == [ORDER]
    with counted(tx) as written:
        assert bring(tx, ORDER, anew=True).added == ()
        bring(tx, ORDER)
        bring(tx, CANCELLATION)
        bring(tx, ORDER, CANCELLATION)
    assert written == []


def test_what_a_list_gives_and_withdraws_itself_is_new_and_does_not_stand(tx: Connection) -> None:
    brought = bring(tx, ORDER, CANCELLATION)
    assert [line.is_new for line in brought.lines] == [True, True]
    assert brought.added == brought.withdrawn == ()
    assert [known.withdrawn for known in transfers.known(tx)] == [DAY, None]


def test_what_is_withdrawn_and_what_is_added_is_told(tx: Connection) -> None:
    bring(tx, ORDER)
    brought = bring(tx, CANCELLATION, OTHER, day=AHEAD)
    assert brought.withdrawn == (KnownOrder(ORDER, DAY, withdrawn=AHEAD),)
    assert brought.added == (KnownOrder(OTHER, AHEAD),)


# --- laws ----------------------------------------------------------------------------------------------------

orders = st.builds(
    TransferOrder,
    st.sampled_from(("1", "2")),
    st.just(""),
    st.sampled_from((AHEAD, AHEAD + timedelta(days=1))),
    st.sampled_from((TransferKind.TRANSFER, TransferKind.RETIREMENT, TransferKind.CANCELLED)),
    from_section=st.sampled_from(("", "観光課")),
    to_section=st.sampled_from(("", "税務課")),
)
lists = st.lists(orders, max_size=7)
steps = st.lists(st.tuples(lists, st.booleans()), max_size=5)


@pytest.fixture(scope="module")
def law_ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger.create(f"sqlite:///{tmp_path_factory.mktemp('orders') / 'auditor.db'}")


@settings(max_examples=150, deadline=None)
@given(steps, lists)
def test_importing_any_list_twice_changes_nothing(
    law_ledger: Ledger, before: list[tuple[list[TransferOrder], bool]], listed: list[TransferOrder]
) -> None:
    with law_ledger.rehearsal() as tx:
        for earlier, anew in before:
            bring(tx, *earlier[:1] if anew else earlier, anew=anew)
        bring(tx, *listed)
        with counted(tx) as written:
            again = bring(tx, *listed, day=AHEAD)
        assert written == []
        assert not again.plan.difference


@settings(max_examples=150, deadline=None)
@given(st.lists(lists, min_size=1, max_size=4), steps, st.data())
def test_an_old_list_after_whatever_came_brings_nothing_back(
    law_ledger: Ledger,
    old: list[list[TransferOrder]],
    later: list[tuple[list[TransferOrder], bool]],
    data: st.DataObject,
) -> None:
    with law_ledger.rehearsal() as tx:
        for listed in old:
            bring(tx, *listed)
        for listed, anew in later:
            bring(tx, *listed[:1] if anew else listed, anew=anew)
        for person, day in {(order.staff_number, order.effective) for order in standing(tx)}:
            if data.draw(st.booleans()):
                bring(tx, TransferOrder(person, "", day, TransferKind.CANCELLED), anew=True)
        before = standing(tx)
        with counted(tx) as written:
            for listed in data.draw(st.permutations(old)):
                bring(tx, *listed)
        assert written == []
        assert standing(tx) == before


@settings(max_examples=100, deadline=None)
@given(lists)
def test_an_order_stands_if_the_list_gives_it_behind_the_last_withdrawal(
    law_ledger: Ledger, listed: list[TransferOrder]
) -> None:
    expected: dict[TransferOrder, None] = {}
    for order in listed:
        if order.kind is TransferKind.CANCELLED:
            for other in [*expected]:
                if (other.staff_number, other.effective) == (order.staff_number, order.effective):
                    del expected[other]
        else:
            expected[order] = None
    with law_ledger.rehearsal() as tx:
        bring(tx, *listed)
        assert sorted(standing(tx), key=repr) == sorted(expected, key=repr)


# --- a section's new name ------------------------------------------------------------------------------------


def people(**section_of: str) -> tuple[Person, ...]:
    return tuple(Person(number, section=section) for number, section in section_of.items())


def move(number: str, to: str = "デジタル課", day: date = AHEAD, **more: str) -> TransferOrder:
    return TransferOrder(number, "", day, TransferKind.TRANSFER, to_section=to, **more)


def directory(tx: Connection, *rows: Person) -> None:
    register.apply(tx, Tables(staff=rows), None, DAY)


def renamed(tx: Connection) -> set[str]:
    return {
        known.order.staff_number for known in transfers.known(tx) if known.renamed and known.stands(date.max)
    }


OFFICE = people(a="情報課", b="情報課", c="情報課", d="税務課")


def test_a_section_whose_people_all_move_to_one_that_is_not_known_has_a_new_name(tx: Connection) -> None:
    directory(tx, *OFFICE)
    bring(tx, move("a"), move("b", from_section="情報課"), replace(move("c"), kind=TransferKind.PROMOTION))
    assert renamed(tx) == {"a", "b", "c"}


def test_who_stays_makes_it_a_move(tx: Connection) -> None:
    directory(tx, *OFFICE)
    bring(tx, move("a"), move("b"))
    assert renamed(tx) == set()


def test_orders_that_come_one_by_one_are_a_new_name_with_the_last_of_them(tx: Connection) -> None:
    directory(tx, *OFFICE)
    assert bring(tx, move("a")).renamed == ()
    assert bring(tx, move("b")).renamed == ()
    brought = bring(tx, move("c"))
    assert {known.order.staff_number for known in brought.renamed} == {"a", "b"}
    assert renamed(tx) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "orders",
    [
        pytest.param([move("a"), move("b"), move("c", "税務課")], id="one goes elsewhere"),
        pytest.param([move(n, "税務課") for n in "abc"], id="the directory knows the section"),
        pytest.param([move("a"), move("b"), move("c", day=AHEAD + timedelta(days=1))], id="on another day"),
        pytest.param([move("a"), move("b"), move("c", from_section="防災課")], id="from another section"),
        pytest.param(
            [move("a"), move("b"), replace(move("c"), kind=TransferKind.SECONDMENT)], id="secondment"
        ),
        pytest.param([move("a"), move("b"), move("c", "")], id="to nowhere"),
        pytest.param([move(n, "情報課") for n in "abc"], id="to the same section"),
        pytest.param(
            [*map(move, "abc"), replace(move("c"), kind=TransferKind.CANCELLED)], id="one is withdrawn"
        ),
    ],
)
def test_a_move_is_no_new_name(tx: Connection, orders: list[TransferOrder]) -> None:
    directory(tx, *OFFICE)
    bring(tx, *orders)
    assert renamed(tx) == set()


def test_who_has_left_does_not_count_and_who_is_on_leave_does(tx: Connection) -> None:
    directory(tx, *OFFICE, Person("x", section="情報課", presence=Presence.LEFT))
    bring(tx, *map(move, "abc"))
    assert renamed(tx) == {"a", "b", "c"}
    directory(tx, *OFFICE, Person("x", section="情報課", presence=Presence.LEAVE))
    bring(tx, TransferOrder("b", "", AHEAD, TransferKind.CANCELLED), move("b"))
    assert renamed(tx) == set()


@pytest.mark.parametrize("retires_first", [True, False])
@pytest.mark.parametrize(("days_before", "expected"), [(1, {"a", "b", "c"}), (0, set()), (-1, set())])
def test_who_retires_before_the_day_does_not_count(
    tx: Connection, retires_first: bool, days_before: int, expected: set[str]
) -> None:
    directory(tx, *OFFICE, Person("y", section="情報課"))
    retires = TransferOrder("y", "", AHEAD - timedelta(days=days_before), TransferKind.RETIREMENT)
    for orders in ([retires], map(move, "abc")) if retires_first else (map(move, "abc"), [retires]):
        bring(tx, *orders)
    assert renamed(tx) == expected


def test_who_retires_after_all_not_makes_it_a_move(tx: Connection) -> None:
    directory(tx, *OFFICE, Person("y", section="情報課"))
    retires = TransferOrder("y", "", AHEAD - timedelta(days=1), TransferKind.RETIREMENT)
    bring(tx, retires, *map(move, "abc"))
    bring(tx, replace(retires, kind=TransferKind.CANCELLED))
    assert renamed(tx) == set()


def test_a_withdrawn_order_of_the_group_makes_all_of_it_moves(tx: Connection) -> None:
    directory(tx, *OFFICE)
    bring(tx, *map(move, "abc"))
    bring(tx, replace(move("c"), kind=TransferKind.CANCELLED))
    assert renamed(tx) == set()
    bring(tx, move("c"), anew=True)
    assert renamed(tx) == {"a", "b", "c"}


def test_a_new_name_stays_one_when_the_directory_follows(tx: Connection) -> None:
    directory(tx, *OFFICE)
    bring(tx, *map(move, "abc"))
    directory(tx, *people(a="デジタル課", b="デジタル課", c="デジタル課", late="情報課", new="デジタル課"))
    bring(tx, move("d"))
    assert renamed(tx) == {"a", "b", "c"}


@pytest.mark.parametrize("section", ["", "情報課"])
def test_somebody_found_late_in_the_old_section_belongs_to_the_new_name(tx: Connection, section: str) -> None:
    directory(tx, *OFFICE)
    bring(tx, *(move(number, from_section=section) for number in "abc"))
    directory(tx, *people(a="デジタル課", b="デジタル課", c="デジタル課", late="情報課"))
    bring(tx, move("late"))
    assert renamed(tx) == {"a", "b", "c", "late"}


def test_who_comes_from_elsewhere_moves_and_does_not_hide_the_new_name(tx: Connection) -> None:
    directory(tx, *OFFICE, Person("e", section="税務課"))
    bring(tx, *map(move, "abcd"))
    assert renamed(tx) == {"a", "b", "c"}
    bring(tx, move("e", from_section="情報課"))
    assert renamed(tx) == {"a", "b", "c"}, "the directory has them elsewhere"


def test_in_one_import_the_directory_of_before_decides(tx: Connection) -> None:
    directory(tx, *OFFICE)
    register.apply(
        tx,
        Tables(
            staff=people(a="デジタル課", b="デジタル課", c="デジタル課", d="税務課"),
            transfers=tuple(map(move, "abc")),
        ),
        None,
        DAY,
    )
    assert renamed(tx) == {"a", "b", "c"}


def test_where_none_stood_the_directory_that_comes_with_the_orders_decides(tx: Connection) -> None:
    register.apply(tx, Tables(staff=OFFICE, transfers=tuple(map(move, "abc"))), None, DAY)
    assert renamed(tx) == {"a", "b", "c"}


# --- forgetting ----------------------------------------------------------------------------------------------


def forget(tx: Connection, before: date) -> list[TransferOrder]:
    transfers.forget(tx, transfers.forgettable(transfers.known(tx), before))
    return [known.order for known in transfers.known(tx)]


def test_orders_of_long_ago_are_forgotten_with_their_withdrawals(tx: Connection) -> None:
    new = replace(ORDER, effective=AHEAD + timedelta(days=1))
    bring(tx, ORDER, CANCELLATION, new)
    assert forget(tx, AHEAD) == [ORDER, CANCELLATION, new]
    assert forget(tx, AHEAD + timedelta(days=1)) == [new]


def leave(kind: TransferKind, day: int, number: str = "00034") -> TransferOrder:
    return TransferOrder(number, "", DAY + timedelta(days=day), kind)


LEFT = leave(TransferKind.LEAVE, 0)


@pytest.mark.parametrize(
    ("others", "kept"),
    [
        pytest.param([], [LEFT], id="still on leave"),
        pytest.param([leave(TransferKind.RETURN, 5)], [], id="back long ago"),
        pytest.param(
            [leave(TransferKind.RETURN, 50)], [LEFT, leave(TransferKind.RETURN, 50)], id="back lately"
        ),
        pytest.param([leave(TransferKind.RETURN, -5)], [LEFT], id="back from an earlier leave"),
        pytest.param([leave(TransferKind.RETURN, 5, "9")], [LEFT], id="somebody else is back"),
        pytest.param([leave(TransferKind.CANCELLED, 0)], [], id="withdrawn"),
    ],
)
def test_a_leave_is_kept_until_a_return_is_as_old(
    tx: Connection, others: list[TransferOrder], kept: Iterable[TransferOrder]
) -> None:
    bring(tx, LEFT, *others)
    assert forget(tx, DAY + timedelta(days=20)) == list(kept)


def test_orders_of_days_before_the_very_first_inventory_are_past(tx: Connection) -> None:
    tables = Tables(accounts=(Account("koho-x", "x"),), transfers=(ORDER, replace(ORDER, effective=DAY)))
    register.apply(tx, tables, None, AHEAD)
    assert [known.past for known in transfers.known(tx)] == [False, True]
    bring(tx, replace(OTHER, effective=DAY), day=AHEAD)
    assert [known.past for known in transfers.known(tx)] == [False, True, False]
