"""Laws that hold for any sequence of imports (SQLite: the laws are of the register, not of the database)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from auditor.inventory.tables import PersonalData, Tables
from auditor.ledger import register
from auditor.ledger.database import Ledger
from auditor.ledger.register import transfers
from checks._contract import (
    Account,
    Administrator,
    Evidence,
    EvidenceKind,
    Login,
    Person,
    Policy,
    TransferKind,
    TransferOrder,
)

from .test_register import forms
from .writes import counted

FIRST_DAY = date(2026, 4, 1)
ACCOUNT_IDS = ("koho-x", "kanko-fb", "bosai-line")
STAFF_NUMBERS = ("00012", "00034", "9")
a_day = st.dates(FIRST_DAY, FIRST_DAY + timedelta(days=9))

accounts = st.builds(
    Account,
    st.sampled_from(ACCOUNT_IDS),
    st.sampled_from(("x", "line", "\x00", "見本")),
    manager=st.none() | st.sampled_from(STAFF_NUMBERS),
)
logins = st.builds(
    Login,
    st.sampled_from(("one", "two")),
    st.lists(st.sampled_from(ACCOUNT_IDS), unique=True, max_size=3).map(tuple),
)
administrators = st.builds(
    Administrator,
    st.sampled_from(ACCOUNT_IDS),
    st.sampled_from(STAFF_NUMBERS),
    since=st.none() | a_day,
)
people = st.builds(Person, st.sampled_from(STAFF_NUMBERS), st.sampled_from(("見本 太郎", "")))
orders = st.builds(
    TransferOrder,
    st.sampled_from(STAFF_NUMBERS),
    st.just(""),
    a_day,
    st.sampled_from((TransferKind.TRANSFER, TransferKind.RETIREMENT, TransferKind.CANCELLED)),
)
evidence = st.builds(Evidence, st.sampled_from((EvidenceKind.RECORDS_KEPT, EvidenceKind.POLICE)), a_day)
policies = st.builds(
    Policy,
    st.sampled_from(ACCOUNT_IDS),
    st.dictionaries(st.sampled_from(("purpose", "replies")), st.sampled_from(("する", "しない")), min_size=1),
)


def some(rows: st.SearchStrategy, key: str | None = None) -> st.SearchStrategy:
    """A table of a source: not held, empty, or with rows."""
    return st.none() | st.lists(rows, max_size=4, unique_by=key and (lambda row: getattr(row, key))).map(
        tuple
    )


sources = st.builds(
    Tables,
    logins=some(logins, "login_id"),
    administrators=some(administrators),
    staff=some(people, "staff_number"),
    transfers=some(orders),
    evidence=some(evidence),
    policies=some(policies, "account_id"),
    personal=st.builds(
        lambda born: tuple(PersonalData(number, born, "0836-00-0000") for number in STAFF_NUMBERS),
        st.none() | a_day,
    ),
)
imports = st.lists(sources, min_size=1, max_size=4)

ALL_ACCOUNTS = Tables(accounts=tuple(Account(account_id, "x") for account_id in ACCOUNT_IDS))


@pytest.fixture(scope="module")
def law_ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger.create(f"sqlite:///{tmp_path_factory.mktemp('laws') / 'auditor.db'}")


@contextmanager
def tried(ledger: Ledger) -> Iterator[Connection]:
    """A transaction on a ledger that knows all accounts; nothing of it is kept."""
    with ledger.rehearsal() as tx:
        register.apply(tx, ALL_ACCOUNTS, None, FIRST_DAY)
        yield tx


def days() -> Iterator[date]:
    day = FIRST_DAY
    while True:
        yield day
        day += timedelta(days=2)


@settings(max_examples=40, deadline=None)
@given(imports)
def test_the_same_import_twice_changes_nothing(law_ledger: Ledger, sequence: list[Tables]) -> None:
    with tried(law_ledger) as tx:
        for day, tables in zip(days(), sequence, strict=False):
            register.apply(tx, tables, forms(tables.personal), day)
            before = register.stored(tx)
            with counted(tx) as written:
                again = register.apply(tx, tables, forms(tables.personal), day + timedelta(days=1))
            assert not again
            assert written == []
            assert register.stored(tx) == before


@settings(max_examples=40, deadline=None)
@given(imports)
def test_looking_first_tells_what_the_import_does(law_ledger: Ledger, sequence: list[Tables]) -> None:
    with tried(law_ledger) as tx:
        for day, tables in zip(days(), sequence, strict=False):
            seen = register.difference(tx, tables, forms(tables.personal), day)
            before = register.stored(tx), transfers.known(tx)
            assert register.apply(tx, tables, forms(tables.personal), day) == seen
            assert bool(seen) == ((register.stored(tx), transfers.known(tx)) != before)


@settings(max_examples=40, deadline=None)
@given(imports)
def test_who_was_in_force_on_an_earlier_day_stays_so(law_ledger: Ledger, sequence: list[Tables]) -> None:
    in_force: dict[date, set[tuple[str, str]]] = {}
    with tried(law_ledger) as tx:
        for day, tables in zip(days(), sequence, strict=False):
            register.apply(tx, tables, forms(tables.personal), day)
            times = register.stored(tx).administrators
            for earlier, then in in_force.items():
                assert then <= {(row.account_id, row.staff_number) for row in times if row.in_force(earlier)}
            for seen in (day, day + timedelta(days=1)):  # up to the day before the next import
                in_force[seen] = {(row.account_id, row.staff_number) for row in times if row.in_force(seen)}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(orders, max_size=3).map(tuple), max_size=5))
def test_importing_all_lists_again_leaves_the_orders_as_they_are(
    law_ledger: Ledger, lists: list[tuple[TransferOrder, ...]]
) -> None:
    with tried(law_ledger) as tx:
        for rows in lists:
            register.apply(tx, Tables(transfers=rows), None, FIRST_DAY)
        standing = register.stored(tx).orders
        for rows in lists:
            assert not register.apply(tx, Tables(transfers=rows), None, FIRST_DAY + timedelta(days=1))
        assert register.stored(tx).orders == standing


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(accounts, max_size=3, unique_by=lambda row: row.account_id), min_size=1, max_size=4))
def test_the_first_day_of_an_account_never_changes(law_ledger: Ledger, sequence: list[list[Account]]) -> None:
    with tried(law_ledger) as tx:
        for day, rows in zip(days(), sequence, strict=False):
            before = register.stored(tx).first_imported
            register.apply(tx, Tables(accounts=tuple(rows)), None, day)
            stored = register.stored(tx)
            assert stored.first_imported.items() >= before.items()
            assert stored.accounts == {row.account_id: row for row in rows}
