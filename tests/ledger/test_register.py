from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, func, select

from auditor.duties.situation import LoginPast
from auditor.inventory.tables import PersonalData, Tables
from auditor.ledger import register, schema
from auditor.ledger.database import Ledger
from auditor.ledger.register import Change, TableDifference, evidence, logins, transfers
from auditor.measuring.fingerprints import FingerprintKey
from auditor.measuring.personal import PersonalForms, forms_of
from checks._contract import (
    Account,
    Administrator,
    Employment,
    Evidence,
    EvidenceKind,
    Login,
    Person,
    Policy,
    Presence,
    SecondFactor,
    TransferKind,
    TransferOrder,
    Verified,
)

from .writes import counted

DAY = date(2026, 11, 20)
NEXT = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=30)
KEY = FingerprintKey(bytes(range(32)))
OTHER_KEY = FingerprintKey(bytes(range(32, 64)))

ACCOUNTS = (
    Account(
        "koho-x",
        "x",
        name="見本市広報",
        url="https://x.example/koho",
        section="広報広聴課",
        shared_sections=("防災課", "観光課"),
        manager="00012",
        opened=date(2015, 4, 1),
        purpose="市政の広報",
        verified=Verified.YES,
    ),
    Account("kanko-fb", "facebook", section="観光課", closed=date(2026, 3, 31)),
)
LOGINS = (
    Login(
        "koho-x",
        ("koho-x",),
        username="mihon_koho",
        second_factor=SecondFactor.TOTP,
        password_changed=date(2026, 4, 2),
    ),
    Login("business", ("kanko-fb", "koho-x"), holder="00034"),
)
ADMINISTRATORS = (
    Administrator("koho-x", "00012", since=date(2024, 4, 1)),
    Administrator("koho-x", "00034", since=date(2025, 4, 1), until=date(2027, 3, 31)),
    Administrator("kanko-fb", "99999"),
)
STAFF = (
    Person("00012", "見本 太郎", "ミホン タロウ", "taro@example.lg.jp", "広報広聴課", "課長"),
    Person("00034", "見本 花子", section="観光課", employment=Employment.TEMPORARY, presence=Presence.LEAVE),
)
PERSONAL = (PersonalData("00012", date(1985, 4, 12), "0836-00-0000"), PersonalData("00034", None, ""))
NAMED = TransferOrder("00034", "見本 花子", date(2026, 12, 1), TransferKind.TRANSFER, "観光課", "税務課")
ORDER = replace(NAMED, name="")  # as it is kept
CANCELLATION = TransferOrder("00034", "", date(2026, 12, 1), TransferKind.CANCELLED)
EVIDENCE = (
    Evidence(
        EvidenceKind.USE_APPROVED, date(2015, 3, 1), account_id="koho-x", by="00012", document="広第1号"
    ),
    Evidence(EvidenceKind.SECOND_FACTOR_SET, date(2026, 4, 1), login_id="business", until=date(2027, 3, 31)),
    Evidence(EvidenceKind.OPERATING_RULES, date(2020, 4, 1), note="全庁"),
)
POLICIES = (Policy("koho-x", {"purpose": "広報", "replies": "しない"}),)

EVERYTHING = Tables(
    accounts=ACCOUNTS,
    logins=LOGINS,
    administrators=ADMINISTRATORS,
    staff=STAFF,
    transfers=(NAMED,),
    evidence=EVIDENCE,
    policies=POLICIES,
    personal=PERSONAL,
)


def forms(data: Iterable[PersonalData], key: FingerprintKey = KEY) -> Mapping[str, PersonalForms]:
    return {row.staff_number: forms_of(row.staff_number, row.birth_date, row.phone, key) for row in data}


def bring(
    tx: Connection, tables: Tables, day: date = DAY, key: FingerprintKey | None = KEY
) -> register.Difference:
    return register.apply(tx, tables, None if key is None else forms(tables.personal, key), day)


def standing(tx: Connection) -> tuple[TransferOrder, ...]:
    """The orders that count."""
    return tuple(known.order for known in transfers.known(tx) if known.stands(date.max))


def only(difference: register.Difference) -> TableDifference:
    (changed,) = [table for table in difference.tables if table]
    return changed


# --- all tables --------------------------------------------------------------------------------------------


def test_what_was_imported_is_what_is_stored(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    stored = register.stored(tx)
    assert stored.accounts == {row.account_id: row for row in ACCOUNTS}
    assert stored.logins == {row.login_id: row for row in LOGINS}
    assert stored.administrators == ADMINISTRATORS
    assert stored.people == {row.staff_number: row for row in STAFF}
    assert standing(tx) == (ORDER,)
    assert stored.evidence == EVIDENCE
    assert stored.policies == {row.account_id: row for row in POLICIES}
    assert stored.first_imported == {"koho-x": DAY, "kanko-fb": DAY}
    assert stored.personal_forms == tuple(forms(PERSONAL).values())
    assert stored.personal.birth_date_given == {"00012"}
    assert stored.personal.phone_given == {"00012"}
    assert stored.personal_seen


def test_the_first_import_tells_every_row_as_added(tx: Connection) -> None:
    added = {table.table: table.added for table in bring(tx, EVERYTHING).tables}
    assert added == {
        "accounts": ("koho-x", "kanko-fb"),
        "logins": ("koho-x", "business"),
        "administrators": ("koho-x 00012 2024-04-01", "koho-x 00034 2025-04-01", "kanko-fb 99999 -"),
        "staff": ("00012", "00034"),
        "transfers": ("00034 2026-12-01 transfer 観光課→税務課",),
        "evidence": (
            "koho-x use-approved 2015-03-01",
            "business second-factor-set 2026-04-01",
            "* operating-rules 2020-04-01",
        ),
        "policies": ("koho-x",),
    }


@pytest.mark.parametrize("name", [field.name for field in fields(Tables) if field.name != "personal"])
def test_a_table_is_held_while_a_row_of_it_stands(tx: Connection, name: str) -> None:
    assert register.held(tx) == frozenset()
    bring(tx, EVERYTHING)
    assert name in register.held(tx)
    bring(tx, replace(Tables(), **{name: ()}), NEXT)
    # orders are never forgotten
    assert (name in register.held(tx)) == (name == "transfers")


def test_evidence_that_people_recorded_is_none_of_an_import(tx: Connection) -> None:
    evidence.record(tx, Evidence(EvidenceKind.OPERATING_RULES, DAY), DAY)
    assert register.held(tx) == frozenset()


def test_the_same_import_again_changes_nothing_and_writes_nothing(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    before = register.stored(tx)
    with counted(tx) as written:
        assert not bring(tx, EVERYTHING, LATER)
    assert written == []
    assert register.stored(tx) == before


def test_looking_first_tells_what_the_import_then_does_and_changes_nothing(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    tables = replace(
        EVERYTHING,
        accounts=ACCOUNTS[:1],
        logins=(),
        administrators=(),
        evidence=(),
        policies=(),
        staff=STAFF[:1],
    )
    with counted(tx) as written:
        seen = register.difference(tx, tables, forms(PERSONAL), NEXT)
    assert written == []
    assert seen
    assert bring(tx, tables, NEXT) == seen
    assert not register.difference(tx, tables, forms(PERSONAL), NEXT)


@pytest.mark.parametrize("name", [field.name for field in fields(Tables) if field.name != "personal"])
def test_a_table_that_the_source_does_not_hold_is_left_alone(tx: Connection, name: str) -> None:
    bring(tx, EVERYTHING)
    before = register.stored(tx)
    tables = replace(Tables(), **{name: getattr(EVERYTHING, name)}, personal=PERSONAL)
    difference = bring(tx, tables, NEXT)
    assert [table.table for table in difference.tables] == [name]
    assert not difference
    assert register.stored(tx) == before


def test_an_import_that_is_given_up_leaves_all_as_it_was(ledger: Ledger) -> None:
    with ledger.transaction() as tx:
        bring(tx, EVERYTHING)
        before = register.stored(tx)
    with pytest.raises(KeyboardInterrupt), ledger.transaction() as tx:
        bring(
            tx, replace(EVERYTHING, accounts=(), logins=(), administrators=(), evidence=(), policies=()), NEXT
        )
        raise KeyboardInterrupt
    with ledger.reading() as tx:
        assert register.stored(tx) == before


def test_the_reader_learns_what_is_known_and_what_refers_to_it(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    known = register.known(tx)
    assert known.account_ids == {"koho-x", "kanko-fb"}
    assert known.login_ids == {"koho-x", "business"}
    assert known.people == {"00012": "見本 太郎", "00034": "見本 花子"}
    assert known.account_references == {
        "koho-x": ("logins", "administrators", "evidence", "policies"),
        "kanko-fb": ("logins", "administrators"),
    }
    assert known.login_references == {"business": ("evidence",)}


def test_history_and_recorded_evidence_keep_no_account_from_leaving(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    evidence.record(tx, Evidence(EvidenceKind.RECORDS_KEPT, DAY, account_id="kanko-fb"), DAY)
    bring(tx, replace(EVERYTHING, logins=LOGINS[:1], administrators=ADMINISTRATORS[:2]), NEXT)
    assert "kanko-fb" not in register.known(tx).account_references


# --- accounts and logins -----------------------------------------------------------------------------------


def test_a_changed_account_is_told_by_its_columns(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    moved = replace(ACCOUNTS[0], section="防災課", shared_sections=())
    difference = bring(tx, Tables(accounts=(moved, ACCOUNTS[1])), NEXT)
    assert only(difference).changed == (Change("koho-x", ("section", "shared_sections")),)
    assert register.stored(tx).accounts["koho-x"] == moved


def test_an_account_that_is_gone_keeps_its_history_and_its_first_day(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    without = Tables(accounts=ACCOUNTS[:1], logins=LOGINS[:1], administrators=ADMINISTRATORS[:2])
    assert {table.table: table.removed for table in bring(tx, without, NEXT).tables} == {
        "accounts": ("kanko-fb",),
        "logins": ("business",),
        "administrators": ("kanko-fb 99999 -",),
    }
    stored = register.stored(tx)
    assert "kanko-fb" not in stored.accounts
    assert Administrator("kanko-fb", "99999", gone=NEXT, end_known=NEXT) in stored.administrators
    assert register.known(tx).account_ids == {"koho-x"}
    back = Tables(accounts=ACCOUNTS, logins=LOGINS)
    assert bring(tx, back, LATER)
    assert register.stored(tx).accounts["kanko-fb"] == ACCOUNTS[1]
    assert register.stored(tx).first_imported["kanko-fb"] == DAY
    assert not bring(tx, back, LATER)


def test_what_a_login_was_before_is_remembered_with_the_day_of_the_import(tx: Connection) -> None:
    first = Login("fb", ("koho-x", "kanko-fb"), holder="00012")
    register.apply(tx, Tables(accounts=ACCOUNTS, logins=(first,)), None, DAY)
    assert logins.pasts(tx) == ()
    register.apply(tx, Tables(logins=(replace(first, username="renamed"),)), None, NEXT)
    assert logins.pasts(tx) == ()
    register.apply(tx, Tables(logins=(replace(first, holder="00013"),)), None, NEXT)
    register.apply(tx, Tables(logins=(replace(first, holder=None, accounts=("koho-x",)),)), None, LATER)
    assert logins.pasts(tx) == (
        LoginPast("fb", NEXT, holder="00012"),
        LoginPast("fb", LATER, holder="00013"),
        LoginPast("fb", LATER, account_id="kanko-fb"),
    )


def test_the_order_of_the_accounts_of_a_login_is_kept(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    turned = replace(LOGINS[1], accounts=("koho-x", "kanko-fb"))
    difference = bring(tx, Tables(logins=(LOGINS[0], turned)), NEXT)
    assert only(difference).changed == (Change("business", ("accounts",)),)
    assert register.stored(tx).logins["business"] == turned


# --- administrators ----------------------------------------------------------------------------------------


def test_rows_of_the_first_import_were_always_there_and_later_ones_appeared(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    new = Administrator("kanko-fb", "00012", since=date(2026, 4, 1))
    difference = bring(tx, Tables(administrators=(*ADMINISTRATORS, new)), NEXT)
    assert only(difference).added == ("kanko-fb 00012 2026-04-01",)
    assert register.stored(tx).administrators == (*ADMINISTRATORS, replace(new, appeared=NEXT))


def test_an_administrator_who_is_gone_ended_that_day_and_was_in_force_until_then(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    difference = bring(tx, Tables(administrators=ADMINISTRATORS[1:]), NEXT)
    assert only(difference).removed == ("koho-x 00012 2024-04-01",)
    row = next(row for row in register.stored(tx).administrators if row.staff_number == "00012")
    assert row.gone == NEXT
    assert row.in_force(DAY)
    assert not row.in_force(NEXT)


def test_an_administrator_who_comes_back_begins_a_new_time(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    bring(tx, Tables(administrators=ADMINISTRATORS[1:]), NEXT)
    bring(tx, Tables(administrators=ADMINISTRATORS), LATER)
    times = [row for row in register.stored(tx).administrators if row.staff_number == "00012"]
    assert times == [
        replace(ADMINISTRATORS[0], gone=NEXT, end_known=NEXT),
        replace(ADMINISTRATORS[0], appeared=LATER),
    ]
    with counted(tx) as written:
        assert not bring(tx, Tables(administrators=ADMINISTRATORS), LATER)
    assert written == []


def test_another_end_is_a_change_of_the_same_time(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    ending = replace(ADMINISTRATORS[0], until=LATER)
    difference = bring(tx, Tables(administrators=(ending, *ADMINISTRATORS[1:])), NEXT)
    assert only(difference).changed == (Change("koho-x 00012 2024-04-01", ("until",)),)
    assert register.stored(tx).administrators[0] == replace(ending, end_known=NEXT)


def end_known(tx: Connection, staff_number: str) -> list[date | None]:
    return [row.end_known for row in register.stored(tx).administrators if row.staff_number == staff_number]


def test_an_end_that_came_with_its_row_was_told_by_no_later_import(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    assert end_known(tx, "00034") == [None]
    bring(tx, EVERYTHING, LATER)
    assert end_known(tx, "00034") == [None]


def test_an_end_that_is_taken_back_is_known_no_more(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    ending = replace(ADMINISTRATORS[0], until=LATER)
    bring(tx, Tables(administrators=(ending, *ADMINISTRATORS[1:])), NEXT)
    bring(
        tx,
        Tables(administrators=(replace(ending, until=LATER + timedelta(days=1)), *ADMINISTRATORS[1:])),
        LATER,
    )
    assert end_known(tx, "00012") == [LATER]
    bring(tx, Tables(administrators=ADMINISTRATORS), LATER)
    assert end_known(tx, "00012") == [None]


def test_the_end_of_who_had_ended_already_is_known_since_then(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    bring(tx, Tables(administrators=(replace(ADMINISTRATORS[0], until=NEXT), *ADMINISTRATORS[1:])), NEXT)
    bring(tx, Tables(administrators=ADMINISTRATORS[1:]), LATER)
    assert end_known(tx, "00012") == [NEXT]


def test_times_that_begin_together_are_the_longest_of_them(tx: Connection) -> None:
    short = Administrator("koho-x", "00012", since=DAY, until=NEXT)
    bring(tx, Tables(accounts=ACCOUNTS, administrators=(short, replace(short, until=None), short)))
    assert register.stored(tx).administrators == (replace(short, until=None),)


# --- the directory and its personal columns ------------------------------------------------------------------


def changed_in_staff(tx: Connection, tables: Tables, key: FingerprintKey | None = KEY) -> tuple[Change, ...]:
    return only(bring(tx, tables, NEXT, key)).changed


def test_another_birth_date_is_told_without_the_date(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    other = PersonalData("00012", date(1985, 4, 13), "0836-00-0000")
    assert changed_in_staff(tx, Tables(staff=STAFF, personal=(other, PERSONAL[1]))) == (
        Change("00012", ("birth_date",)),
    )


def test_a_phone_number_given_for_the_first_time_is_told_without_the_number(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    now_with_phone = PersonalData("00034", None, "090-0000-0000")
    assert changed_in_staff(tx, Tables(staff=STAFF, personal=(PERSONAL[0], now_with_phone))) == (
        Change("00034", ("phone",)),
    )
    assert register.stored(tx).personal.phone_given == {"00012", "00034"}


def test_the_words_of_the_source_tell_a_changed_person(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    left = replace(STAFF[0], presence=Presence.LEFT, name="見本 大郎")
    assert changed_in_staff(tx, Tables(staff=(left, STAFF[1]), personal=PERSONAL)) == (
        Change("00012", ("name", "status")),
    )


def test_without_a_key_nothing_personal_is_stored_and_that_is_said(tx: Connection) -> None:
    bring(tx, EVERYTHING, key=None)
    stored = register.stored(tx)
    assert stored.personal_forms == ()
    assert not stored.personal_seen
    assert stored.personal.birth_date_given == {"00012"}


def test_an_import_without_the_key_drops_forms_that_may_be_stale(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    assert changed_in_staff(tx, Tables(staff=STAFF, personal=PERSONAL), None) == (
        Change("00012", ("fingerprints",)),
        Change("00034", ("fingerprints",)),
    )
    assert not register.stored(tx).personal_seen


def test_another_key_renews_all_fingerprints_and_says_nothing_of_the_data(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    assert changed_in_staff(tx, Tables(staff=STAFF, personal=PERSONAL), OTHER_KEY) == (
        Change("00012", ("fingerprints",)),
        Change("00034", ("fingerprints",)),
    )
    assert register.stored(tx).personal_forms == tuple(forms(PERSONAL, OTHER_KEY).values())


def test_who_leaves_the_directory_leaves_no_fingerprint_behind(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    assert only(bring(tx, Tables(staff=STAFF[1:], personal=PERSONAL[1:]), NEXT)).removed == ("00012",)
    assert [person.staff_number for person in register.stored(tx).personal_forms] == ["00034"]
    assert tx.scalar(select(func.count()).select_from(schema.people)) == 1


# --- transfers -----------------------------------------------------------------------------------------------


def order(tx: Connection, *orders: TransferOrder, day: date = NEXT) -> tuple[TransferOrder, ...]:
    bring(tx, Tables(transfers=orders), day)
    return standing(tx)


OTHER_ORDER = replace(ORDER, kind=TransferKind.SECONDMENT)


def test_lists_of_orders_add_up_and_the_same_order_is_one(tx: Connection) -> None:
    assert order(tx, NAMED, NAMED) == (ORDER,)
    assert order(tx, replace(ORDER, name="見本　花子")) == (ORDER,)
    assert order(tx, OTHER_ORDER) == (ORDER, OTHER_ORDER)
    assert order(tx) == (ORDER, OTHER_ORDER)


def test_a_cancellation_withdraws_the_orders_of_that_person_and_day(tx: Connection) -> None:
    another_day = replace(ORDER, effective=LATER)
    another_person = replace(ORDER, staff_number="00012")
    order(tx, ORDER, OTHER_ORDER, another_day, another_person)
    difference = bring(tx, Tables(transfers=(CANCELLATION,)), LATER)
    assert [change.columns for change in only(difference).changed] == [("withdrawn",), ("withdrawn",)]
    assert standing(tx) == (another_day, another_person)
    assert {known.withdrawn for known in transfers.known(tx)} == {None, LATER}


def test_the_old_list_again_brings_nothing_back(tx: Connection) -> None:
    order(tx, ORDER)
    order(tx, CANCELLATION)
    with counted(tx) as written:
        assert order(tx, ORDER, day=LATER) == ()
        assert order(tx, ORDER, CANCELLATION, day=LATER) == ()
    assert written == []


def test_a_new_order_of_the_same_day_after_the_withdrawal_stands(tx: Connection) -> None:
    order(tx, ORDER)
    order(tx, CANCELLATION)
    assert order(tx, OTHER_ORDER) == (OTHER_ORDER,)
    assert order(tx, ORDER, CANCELLATION, OTHER_ORDER) == (OTHER_ORDER,)


def test_one_list_is_read_in_its_order(tx: Connection) -> None:
    assert order(tx, ORDER, CANCELLATION, OTHER_ORDER) == (OTHER_ORDER,)


def test_the_day_an_order_became_known_is_that_of_the_first_list(tx: Connection) -> None:
    order(tx, ORDER, day=DAY)
    order(tx, ORDER, OTHER_ORDER, day=LATER)
    assert [(known.order, known.known) for known in transfers.known(tx)] == [
        (ORDER, DAY),
        (OTHER_ORDER, LATER),
    ]


# --- evidence and policies -------------------------------------------------------------------------------------


def test_an_import_replaces_imported_evidence_and_leaves_recorded(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    recorded = replace(EVIDENCE[0], document="広第2号")
    evidence.record(tx, recorded, DAY)
    new = Evidence(EvidenceKind.RECORDS_KEPT, DAY, account_id="koho-x")
    difference = only(bring(tx, Tables(evidence=(EVIDENCE[0], new, new)), NEXT))
    assert difference.added == ("koho-x records-kept 2026-11-20",)
    assert difference.removed == ("business second-factor-set 2026-04-01", "* operating-rules 2020-04-01")
    assert register.stored(tx).evidence == (EVIDENCE[0], recorded, new)


def test_recorded_evidence_that_an_import_also_holds_is_kept_when_the_import_drops_it(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    evidence.record(tx, EVIDENCE[0], DAY)
    bring(tx, Tables(evidence=()), NEXT)
    assert register.stored(tx).evidence == (EVIDENCE[0],)


def test_a_policy_is_told_by_its_fields(tx: Connection) -> None:
    bring(tx, EVERYTHING)
    changed = Policy("koho-x", {"purpose": "広報", "replies": "する", "contact": "広報広聴課"})
    difference = only(bring(tx, Tables(policies=(changed, Policy("kanko-fb", {}))), NEXT))
    assert difference.changed == (Change("koho-x", ("replies", "contact")),)
    assert difference.added == ()
    assert register.stored(tx).policies == {"koho-x": changed}
    assert only(bring(tx, Tables(policies=()), LATER)).removed == ("koho-x",)
    assert register.stored(tx).policies == {}
