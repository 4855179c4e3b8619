from dataclasses import replace
from datetime import date, timedelta

import pytest

from auditor.duties.sighted import SecretKind
from auditor.duties.situation import LoginPast
from checks._contract import (
    Account,
    Administrator,
    Evidence,
    EvidenceKind,
    Login,
    Presence,
    Review,
    ReviewKind,
    Task,
    TaskKind,
    TaskState,
    TransferKind,
)
from tests.duties.office import FIRST, Office, after, person

LEAVES = date(2026, 12, 1)
ALL_OF_ONE = [
    "1 replace-administrator koho-fb",
    "1 replace-administrator koho-x",
    "1 change-password both",
    "1 change-password fb",
    "1 change-password x",
    "1 end-sessions both",
    "1 end-sessions fb",
    "1 end-sessions x",
    "1 submit-register koho-fb",
    "1 submit-register koho-x",
]


@pytest.fixture
def office() -> Office:
    office = Office()
    office.see(FIRST, x="a", fb="b", both="c")
    return office


def finish(office: Office, day: date) -> None:
    """Everything that the reviews ask for is done on ``day``."""
    office.see(day, x="finished x", fb="finished fb", both="finished both")
    for account in office.accounts:
        office.administrators += [Administrator(account, number, since=day) for number in "34"]
    office.settle(day)
    for login in office.logins:
        office.record(EvidenceKind.SESSIONS_ENDED, day, login=login)
    office.record(EvidenceKind.REGISTER_SUBMITTED, day)
    assert office.open() == []


# --- who gets a review --------------------------------------------------------------------------------------------------


def test_the_first_import_opens_nothing(office: Office) -> None:
    assert office.reviews == ()


@pytest.mark.parametrize("kind", [TransferKind.TRANSFER, TransferKind.RETIREMENT, TransferKind.SECONDMENT])
def test_who_leaves_their_post_gets_one_review_of_all_they_administer_with_each_login_once(
    office: Office, kind: TransferKind
) -> None:
    office.order("1", LEAVES, kind)

    (review,) = office.reviews
    assert (review.kind, review.staff_number, review.effective) == (ReviewKind.TRANSFER, "1", LEAVES)
    assert review.accounts == ("koho-fb", "koho-x")
    assert office.open() == ALL_OF_ONE


@pytest.mark.parametrize(
    "kind",
    [
        TransferKind.CONCURRENT,
        TransferKind.HIRE,
        TransferKind.RETURN,
        TransferKind.LEAVE,
        TransferKind.PROMOTION,
    ],
)
def test_other_orders_open_none(office: Office, kind: TransferKind) -> None:
    office.order("1", LEAVES, kind)
    assert office.reviews == ()


def test_a_promotion_into_another_section_is_a_transfer_and_stays_one_when_the_directory_follows(
    office: Office,
) -> None:
    office.order("1", LEAVES, TransferKind.PROMOTION, to_section="税務課")
    assert office.open() == ALL_OF_ONE

    office.people["1"] = person("1", "税務課")
    office.settle(LEAVES + timedelta(days=1))
    assert "1 change-password x" in office.open()


def test_a_promotion_within_the_section_opens_none(office: Office) -> None:
    office.order("1", LEAVES, TransferKind.PROMOTION, to_section="広報課")
    assert office.reviews == ()


def test_a_renamed_section_opens_none(office: Office) -> None:
    office.order("1", LEAVES, to_section="広報戦略課", renamed=True)
    assert office.reviews == ()


def test_who_has_nothing_gets_none_also_when_they_get_something_after_their_day(office: Office) -> None:
    office.order("3", after(-3))
    office.administrators.append(Administrator("koho-x", "3", appeared=after(4)))
    office.settle(after(4))
    assert office.reviews == ()


def test_a_manager_who_leaves_only_has_to_be_followed(office: Office) -> None:
    office.order("9", LEAVES)
    assert office.open() == ["9 name-manager koho-fb", "9 name-manager koho-x"]


def test_the_holder_of_a_login_who_administers_nothing_leaves_its_passwords_and_sessions(
    office: Office,
) -> None:
    office.logins["own"] = Login("own", ("koho-x",), holder="3")
    office.see(after(1), own="o")
    office.order("3", LEAVES)
    assert office.open() == [
        f"3 {kind} {login}" for kind in ("change-password", "end-sessions") for login in ("both", "own", "x")
    ]


def test_closed_accounts_ask_for_nothing(office: Office) -> None:
    office.accounts["koho-fb"] = Account("koho-fb", "x", closed=after(-30))
    office.order("1", LEAVES)
    assert not any("fb" in task for task in office.open())
    assert "1 change-password both" in office.open()  # it serves the open one, too


def test_what_somebody_gets_before_their_day_comes_into_the_review(office: Office) -> None:
    office.order("1", LEAVES)
    office.accounts["new"] = Account("new", "x", section="広報課")
    office.logins["n"] = Login("n", ("new",))
    office.administrators.append(Administrator("new", "1", appeared=after(10)))
    office.see(after(10), n="n")

    assert office.task(TaskKind.CHANGE_PASSWORD, "n").due == LEAVES
    assert office.reviews[0].accounts == ("koho-fb", "koho-x", "new")


def test_an_order_that_is_given_twice_opens_one_review(office: Office) -> None:
    office.order("1", LEAVES)
    office.order("1", LEAVES, to_section="税務課")
    assert office.open() == ALL_OF_ONE


def test_a_password_known_from_an_earlier_time_is_changed_when_that_person_leaves(office: Office) -> None:
    office.administrators.append(Administrator("koho-x", "3", since=after(-500), until=after(-100)))
    office.order("3", LEAVES)
    assert office.open() == [
        f"3 {kind} {login}" for kind in ("change-password", "end-sessions") for login in ("both", "x")
    ]


def test_a_password_changed_since_that_time_is_not(office: Office) -> None:
    office.administrators.append(Administrator("koho-x", "3", since=after(-500), until=after(5)))
    office.see(after(8), x="new", both="new2")
    office.change("koho-x", "3", until=after(5))
    office.reviews = ()  # as if the end had been before the ledger
    office.order("3", LEAVES)
    assert [task for task in office.open() if task.startswith("3 change")] == []


def test_who_held_a_login_and_has_it_no_more_still_knows_its_password(office: Office) -> None:
    office.logins["own"] = Login("own", ("koho-x",), holder="4")
    office.see(after(1), own="o")
    office.pasts.append(LoginPast("own", after(5), holder="3"))
    office.settle(after(5))
    office.order("3", LEAVES)
    assert office.open() == ["3 change-password own", "3 end-sessions own"]


def test_a_login_that_led_into_an_account_once_is_known_to_who_administered_it_then(office: Office) -> None:
    office.administrators.append(Administrator("koho-x", "3", since=after(5)))
    office.logins["moved"] = Login("moved", ("koho-fb",))
    office.see(after(1), moved="m")
    office.pasts.append(LoginPast("moved", after(4), account_id="koho-x"))
    office.settle(after(6))
    office.order("1", LEAVES)
    office.order("3", LEAVES)
    assert "1 change-password moved" in office.open()
    assert "3 change-password moved" not in office.open()  # they came to the account later


@pytest.mark.parametrize(("seen", "known"), [(4, True), (5, False)])
def test_what_was_changed_since_the_import_is_not_known_any_more(
    office: Office, seen: int, known: bool
) -> None:
    office.logins["own"] = Login("own", ("koho-x",), holder="4")
    office.see(after(1), own="o")
    office.see(after(seen), own="new")
    office.pasts.append(LoginPast("own", after(5), holder="3"))
    office.settle(after(6))
    office.order("3", LEAVES)
    assert ("3 change-password own" in office.open()) is known


# --- due ---------------------------------------------------------------------------------------------------------------


def test_tasks_are_due_on_the_effective_day(office: Office) -> None:
    office.order("1", LEAVES)
    assert {task.due for task in office.reviews[0].tasks} == {LEAVES}


@pytest.mark.parametrize("effective", [date(2026, 4, 1), date(2026, 11, 2), date(2026, 11, 4)])
def test_what_is_known_late_is_due_five_working_days_after(office: Office, effective: date) -> None:
    office.order("1", effective)
    assert {task.due for task in office.reviews[0].tasks} == {date(2026, 11, 10)}  # 3 November is a holiday


# --- withdrawn orders -----------------------------------------------------------------------------------------------------


def test_a_cancelled_order_withdraws_what_is_open(office: Office) -> None:
    office.order("1", LEAVES)
    office.cancel("1", LEAVES)
    assert {task.state for task in office.reviews[0].tasks} == {TaskState.WITHDRAWN}


def test_a_new_order_after_the_withdrawal_opens_the_same_review_again(office: Office) -> None:
    office.order("1", LEAVES)
    office.cancel("1", LEAVES)
    office.settle(after(3))
    office.order("1", LEAVES, to_section="税務課")
    assert len(office.reviews) == 1
    assert office.open() == ALL_OF_ONE


# --- closing: passwords ------------------------------------------------------------------------------------------------------


def test_nothing_closes_before_the_day(office: Office) -> None:
    office.order("1", LEAVES)
    office.administrators += [Administrator("koho-x", number, appeared=after(2)) for number in "34"]
    office.record(EvidenceKind.SESSIONS_ENDED, after(1), login="x")
    office.record(EvidenceKind.REGISTER_SUBMITTED, after(2))
    office.see(LEAVES - timedelta(days=1), x="new")
    assert office.open() == ALL_OF_ONE


def test_a_password_changed_before_the_day_is_known_to_who_leaves(office: Office) -> None:
    office.order("1", LEAVES)
    office.see(LEAVES - timedelta(days=1), x="new")
    office.see(LEAVES, x="new")
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.OPEN


def test_a_password_first_seen_in_the_night_of_the_day_closes_the_task(office: Office) -> None:
    office.order("1", LEAVES)
    office.see(LEAVES, x="new")
    task = office.task(TaskKind.CHANGE_PASSWORD, "x")
    assert (task.state, task.closed) == (TaskState.CLOSED, LEAVES)


def test_an_earlier_password_that_comes_back_opens_the_task_again_with_its_own_day(office: Office) -> None:
    office.order("1", LEAVES)
    office.see(LEAVES, x="new")
    office.see(LEAVES + timedelta(days=9), x="a")

    task = office.task(TaskKind.CHANGE_PASSWORD, "x")
    assert (task.state, task.reopened, task.due, task.closed) == (TaskState.OPEN, True, LEAVES, None)

    office.see(LEAVES + timedelta(days=10), x="newer")
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.CLOSED


def test_what_the_very_first_night_saw_is_not_known_to_be_new() -> None:
    office = Office()
    office.order("1", FIRST - timedelta(days=10))
    office.see(after(3), x="a")
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.OPEN
    office.see(after(4), x="b")
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.CLOSED


def test_a_late_order_finds_a_password_changed_since_its_day_closed_from_the_beginning(
    office: Office,
) -> None:
    office.see(after(10), x="new")
    office.settle(after(20))
    office.order("1", after(9))
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.CLOSED
    assert office.task(TaskKind.CHANGE_PASSWORD, "fb").state is TaskState.OPEN


def test_another_key_alone_makes_no_password_new(office: Office) -> None:
    office.order("1", LEAVES)
    office.see(LEAVES + timedelta(days=1), key="other", x="a-under-the-other-key")
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.OPEN
    office.see(LEAVES + timedelta(days=2), key="other", x="changed")
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.CLOSED


def test_words_close_no_password(office: Office) -> None:
    office.order("1", LEAVES)
    office.settle(LEAVES + timedelta(days=1))
    office.record(EvidenceKind.CHANGE_PASSWORD, LEAVES, login="x")
    office.logins["x"] = Login("x", ("koho-x",), password_changed=LEAVES)
    office.settle()
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.OPEN


# --- closing: second factors --------------------------------------------------------------------------------------------------


def test_only_logins_with_a_seed_have_it_to_renew(office: Office) -> None:
    office.see(FIRST, kind=SecretKind.SEED, x="s")
    office.order("1", LEAVES)
    assert [task for task in office.open() if "renew" in task] == ["1 renew-second-factor x"]


def test_a_seed_that_the_first_night_sees_after_the_order_is_to_be_renewed_too() -> None:
    office = Office()
    office.order("1", FIRST)
    office.see(after(1), x="a", fb="b", both="c")
    office.see(after(1), kind=SecretKind.SEED, x="s")
    assert office.task(TaskKind.RENEW_SECOND_FACTOR, "x").state is TaskState.OPEN


def test_a_seed_set_after_the_day_where_there_was_none_is_new(office: Office) -> None:
    office.order("1", LEAVES)
    office.see(LEAVES, kind=SecretKind.SEED, x="s")
    assert not [task for task in office.open() if "renew" in task]


def test_a_seed_closes_its_task_as_a_password_does_and_taking_it_away_does_not(office: Office) -> None:
    office.see(FIRST, kind=SecretKind.SEED, x="s")
    office.order("1", LEAVES)
    office.see(LEAVES, kind=SecretKind.SEED, x="")
    assert office.task(TaskKind.RENEW_SECOND_FACTOR, "x").state is TaskState.OPEN
    office.see(LEAVES + timedelta(days=1), kind=SecretKind.SEED, x="new")
    assert office.task(TaskKind.RENEW_SECOND_FACTOR, "x").state is TaskState.CLOSED
    office.see(LEAVES + timedelta(days=2), kind=SecretKind.SEED, x="s")
    assert office.task(TaskKind.RENEW_SECOND_FACTOR, "x").state is TaskState.OPEN


# --- closing: people -----------------------------------------------------------------------------------------------------------


def test_two_others_replace_who_left_and_the_task_stays_closed(office: Office) -> None:
    office.order("1", LEAVES)
    office.administrators.append(Administrator("koho-x", "3", appeared=after(9)))
    office.settle(LEAVES)
    assert office.task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x").state is TaskState.CLOSED
    assert office.task(TaskKind.REPLACE_ADMINISTRATOR, "koho-fb").state is TaskState.OPEN

    office.people["2"] = person("2")
    office.administrators = [row for row in office.administrators if row.staff_number != "3"]
    office.settle(LEAVES + timedelta(days=1))
    assert office.task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x").state is TaskState.CLOSED


def test_two_who_leave_together_do_not_replace_each_other(office: Office) -> None:
    office.order("1", LEAVES)
    office.order("2", LEAVES)
    office.administrators.append(Administrator("koho-x", "3", appeared=after(9)))
    office.settle(LEAVES)
    assert "1 replace-administrator koho-x" in office.open()
    office.administrators.append(Administrator("koho-x", "4", since=LEAVES))
    office.settle(LEAVES)
    assert not [task for task in office.open() if task.endswith("replace-administrator koho-x")]


@pytest.mark.parametrize("since", [LEAVES, LEAVES + timedelta(days=1)])
def test_who_took_the_account_on_after_their_own_order_stays(office: Office, since: date) -> None:
    office.order("3", LEAVES)
    office.order("1", LEAVES)
    office.administrators.append(Administrator("koho-x", "3", since=since, appeared=FIRST))
    office.settle(LEAVES + timedelta(days=1))
    assert office.task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x").state is TaskState.CLOSED


def test_who_comes_into_the_section_replaces_who_left(office: Office) -> None:
    office.people["3"] = person("3", "税務課")
    office.order("1", LEAVES)
    office.administrators.append(Administrator("koho-x", "3", appeared=LEAVES - timedelta(days=2)))
    office.order("3", LEAVES, from_section="税務課", to_section="広報課")
    office.settle(LEAVES)
    assert office.task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x", "1").state is TaskState.CLOSED


def test_who_is_on_leave_replaces_nobody(office: Office) -> None:
    office.order("1", LEAVES)
    office.administrators.append(Administrator("koho-x", "3", appeared=after(9)))
    office.order("3", after(1), TransferKind.LEAVE)
    office.settle(LEAVES)
    assert "1 replace-administrator koho-x" in office.open()
    office.order("3", LEAVES + timedelta(days=30), TransferKind.RETURN)
    office.settle(LEAVES + timedelta(days=30))
    assert "1 replace-administrator koho-x" not in office.open()


def test_a_manager_is_followed_when_another_is_named(office: Office) -> None:
    office.order("9", LEAVES)
    office.settle(LEAVES)
    assert office.open() == ["9 name-manager koho-fb", "9 name-manager koho-x"]
    office.accounts["koho-x"] = Account("koho-x", "x", section="広報課", manager="4")
    office.accounts["koho-fb"] = Account("koho-fb", "x", section="広報課", manager=None)
    office.settle(LEAVES)
    assert office.open() == ["9 name-manager koho-fb"]
    office.accounts["koho-fb"] = Account("koho-fb", "x", section="広報課", manager="2")
    office.people["2"] = person("2")
    office.settle()
    assert office.open() == []


def test_who_has_left_is_no_manager(office: Office) -> None:
    office.order("9", LEAVES)
    office.accounts["koho-x"] = Account("koho-x", "x", section="広報課", manager="gone")
    office.people["gone"] = person("gone")
    object.__setattr__(office.people["gone"], "presence", Presence.LEFT)
    office.settle(LEAVES)
    assert "9 name-manager koho-x" in office.open()


# --- closing: records ------------------------------------------------------------------------------------------------------------


def test_sessions_end_by_a_record_of_the_login_dated_on_or_after_the_day(office: Office) -> None:
    office.order("1", LEAVES)
    office.settle(LEAVES)
    office.record(EvidenceKind.SESSIONS_ENDED, LEAVES - timedelta(days=1), login="x")
    office.record(EvidenceKind.SESSIONS_ENDED, LEAVES, account="koho-x")
    assert office.task(TaskKind.END_SESSIONS, "x").state is TaskState.OPEN
    number = office.record(EvidenceKind.SESSIONS_ENDED, LEAVES, login="x")
    assert office.task(TaskKind.END_SESSIONS, "x").state is TaskState.CLOSED
    assert office.task(TaskKind.END_SESSIONS, "x").evidence == number
    office.settle(LEAVES + timedelta(days=4))
    task = office.task(TaskKind.END_SESSIONS, "x")
    assert (task.closed, task.reopened) == (LEAVES, False)


def test_a_record_that_is_withdrawn_closed_nothing(office: Office) -> None:
    office.order("1", LEAVES)
    office.settle(LEAVES)
    number = office.record(EvidenceKind.SESSIONS_ENDED, LEAVES, login="x")
    office.withdrawn.add(number)
    office.settle(LEAVES + timedelta(days=1))
    assert office.task(TaskKind.END_SESSIONS, "x").state is TaskState.OPEN
    assert office.task(TaskKind.END_SESSIONS, "x").reopened


def test_the_register_is_handed_in_after_the_day_and_after_the_last_change(office: Office) -> None:
    office.order("1", LEAVES)
    office.settle(LEAVES)
    office.administrators.append(Administrator("koho-x", "3", since=LEAVES + timedelta(days=3)))
    office.settle(LEAVES + timedelta(days=3))
    office.record(EvidenceKind.REGISTER_SUBMITTED, LEAVES + timedelta(days=2))
    assert office.task(TaskKind.SUBMIT_REGISTER, "koho-x").state is TaskState.OPEN
    assert office.task(TaskKind.SUBMIT_REGISTER, "koho-fb").state is TaskState.CLOSED
    office.record(EvidenceKind.REGISTER_SUBMITTED, LEAVES + timedelta(days=3), account="koho-x")
    assert office.task(TaskKind.SUBMIT_REGISTER, "koho-x").state is TaskState.CLOSED


# --- who drops out by an import ------------------------------------------------------------------------------------------------------


def test_who_an_import_no_longer_has_gets_a_review_of_that_account_from_that_day(office: Office) -> None:
    office.settle(after(7))
    office.change("koho-x", "1", gone=after(7), end_known=after(7))

    (review,) = office.reviews
    assert (review.kind, review.effective, review.accounts) == (
        ReviewKind.ADMINISTRATOR_CHANGE,
        after(7),
        ("koho-x",),
    )
    assert {task.subject for task in review.tasks} == {"koho-x", "x", "both"}
    assert {task.due for task in review.tasks} == {date(2026, 11, 16)}


def test_an_end_told_ahead_opens_the_review_now_from_the_day_after(office: Office) -> None:
    office.settle(after(7))
    office.change("koho-x", "1", until=after(20), end_known=after(7))
    assert office.reviews[0].effective == after(21)
    assert {task.due for task in office.reviews[0].tasks} == {after(21)}


def test_an_end_that_is_taken_back_withdraws_the_review(office: Office) -> None:
    office.settle(after(7))
    office.change("koho-x", "1", until=after(20), end_known=after(7))
    office.change("koho-x", "1", until=None, end_known=None)
    assert office.open() == []


def test_an_end_that_the_first_import_brought_opens_the_review_on_its_day(office: Office) -> None:
    office.change("koho-x", "1", until=after(20))
    office.settle(after(20))
    assert office.reviews == ()
    office.settle(after(21))
    assert "1 change-password x" in office.open()
    office.change("koho-x", "1", gone=after(30))  # the row is cleared away later
    assert "1 change-password x" in office.open()


def test_ends_of_before_the_ledger_open_nothing(office: Office) -> None:
    office.administrators.append(Administrator("koho-x", "3", until=after(-3)))
    office.administrators.append(
        Administrator("koho-x", "4", since=after(-90), until=after(1), appeared=after(2))
    )
    office.settle(after(2))
    assert office.reviews == ()


def test_a_row_whose_beginning_was_corrected_is_no_end(office: Office) -> None:
    office.change("koho-x", "1", gone=after(7), end_known=after(7))
    office.reviews = ()
    office.administrators.append(Administrator("koho-x", "1", since=after(-100), appeared=after(7)))
    office.settle(after(7))
    assert office.reviews == ()


def test_who_was_ordered_away_and_then_drops_out_has_one_review(office: Office) -> None:
    office.order("1", LEAVES)
    office.settle(after(20))
    office.change("koho-x", "1", gone=after(20), end_known=after(20))
    office.change("koho-fb", "1", gone=after(20), end_known=after(20))
    office.settle(LEAVES + timedelta(days=5))
    assert len(office.reviews) == 1


def test_who_dropped_out_and_is_then_ordered_away_has_one_review(office: Office) -> None:
    office.settle(after(7))
    for account in ("koho-x", "koho-fb"):
        office.change(account, "1", until=LEAVES - timedelta(days=1), end_known=after(7))
    office.order("1", LEAVES)
    assert [review.kind for review in office.reviews] == [ReviewKind.ADMINISTRATOR_CHANGE]


def test_who_stayed_on_long_after_an_order_and_drops_out_later_has_another_review(office: Office) -> None:
    office.order("1", LEAVES)
    finish(office, LEAVES)
    much_later = LEAVES + timedelta(days=200)
    office.settle(much_later)
    office.change("koho-x", "1", gone=much_later, end_known=much_later)
    assert [review.kind for review in office.reviews] == [
        ReviewKind.TRANSFER,
        ReviewKind.ADMINISTRATOR_CHANGE,
    ]


def test_an_order_cancelled_after_somebody_dropped_out_leaves_the_review_of_that(office: Office) -> None:
    office.order("1", LEAVES)
    office.settle(after(7))
    office.change("koho-x", "1", gone=after(7), end_known=after(7))
    office.cancel("1", LEAVES)
    assert "1 change-password x" in office.open()
    assert {review.kind for review in office.reviews if review.open_tasks} == {
        ReviewKind.ADMINISTRATOR_CHANGE
    }


@pytest.mark.parametrize("event", ["an order", "an end"])
def test_a_pack_that_knows_no_register_has_none_handed_in(office: Office, event: str) -> None:
    office.rules = replace(office.rules, register=None)
    office.settle(after(7))
    if event == "an order":
        office.order("1", LEAVES)
    else:
        for account in ("koho-x", "koho-fb"):
            office.change(account, "1", until=LEAVES - timedelta(days=1), end_known=after(7))
    assert office.open() == [task for task in ALL_OF_ONE if "submit-register" not in task]


# --- falling away -------------------------------------------------------------------------------------------------------------------


def test_a_closed_account_asks_for_nothing_more_and_for_all_again_when_it_was_not(office: Office) -> None:
    office.order("1", LEAVES)
    closed = Account("koho-x", "x", section="広報課", manager="9", closed=after(9))
    was, office.accounts["koho-x"] = office.accounts["koho-x"], closed
    office.settle(after(9))
    assert "1 change-password x" not in office.open()
    assert office.task(TaskKind.CHANGE_PASSWORD, "x").state is TaskState.WITHDRAWN
    office.accounts["koho-x"] = was
    office.settle(after(10))
    assert office.open() == ALL_OF_ONE


def test_settling_again_changes_nothing(office: Office) -> None:
    office.order("1", LEAVES)
    office.see(LEAVES, x="new")
    once = office.reviews
    assert office.settle() == once


# --- where days meet ----------------------------------------------------------------------------------------------------------------


def test_the_first_of_several_lists_counts_as_the_day_it_was_known(office: Office) -> None:
    office.order("1", after(0))
    office.settle(after(1))
    office.order("1", after(0), to_section="税務課")
    assert {task.due for task in office.reviews[0].tasks} == {date(2026, 11, 10)}


def test_what_somebody_gets_on_their_day_belongs_to_the_new_post(office: Office) -> None:
    office.order("3", LEAVES)
    office.administrators.append(Administrator("koho-x", "3", appeared=LEAVES))
    office.settle(LEAVES)
    assert office.reviews == ()


def test_an_order_for_today_counts_and_so_does_a_second_one_that_comes_later(office: Office) -> None:
    office.order("3", after(0))
    assert office.reviews == ()
    office.settle(after(1))
    office.administrators.append(Administrator("koho-x", "3", since=after(-30), appeared=after(1)))
    office.order("3", after(0), to_section="税務課")
    assert "3 change-password x" in office.open()
    assert office.reviews[0].known == FIRST


@pytest.mark.parametrize(("since", "counts"), [(LEAVES - timedelta(days=1), True), (LEAVES, False)])
def test_who_begins_on_the_day_itself_does_not_leave_that(office: Office, since: date, counts: bool) -> None:
    office.administrators.append(Administrator("koho-x", "3", since=since, appeared=FIRST))
    office.order("3", LEAVES)
    assert ("3 replace-administrator koho-x" in office.open()) is counts


def test_a_time_that_is_to_end_before_the_day_is_in_the_review_of_the_order(office: Office) -> None:
    office.change("koho-x", "1", until=after(9))
    office.order("1", LEAVES)
    office.settle(LEAVES)
    assert len(office.reviews) == 1
    assert "1 replace-administrator koho-x" in office.open()


def test_an_order_and_the_end_in_one_import_make_one_review(office: Office) -> None:
    office.day = after(7)
    office.administrators = [
        Administrator(row.account_id, row.staff_number, gone=after(7), end_known=after(7))
        if row.staff_number == "1"
        else row
        for row in office.administrators
    ]
    office.order("1", LEAVES)
    assert office.open() == ALL_OF_ONE


def test_an_end_of_yesterday_and_an_order_of_today_ask_for_everything_together(office: Office) -> None:
    office.administrators = [
        Administrator(row.account_id, row.staff_number, until=after(5) if row.staff_number == "1" else None)
        for row in office.administrators
    ]
    office.day = after(7)  # no night in between
    office.order("1", LEAVES)
    assert {*office.open()} == {*ALL_OF_ONE}
    of_the_order, of_the_end = office.reviews
    assert (of_the_order.kind, of_the_end.kind) == (ReviewKind.TRANSFER, ReviewKind.ADMINISTRATOR_CHANGE)
    assert TaskKind.REPLACE_ADMINISTRATOR not in {task.kind for task in of_the_order.tasks}


def test_a_row_cleared_away_on_the_day_its_time_is_over_opens_the_review_all_the_same(office: Office) -> None:
    office.change("koho-x", "1", until=after(20))
    office.day = after(21)
    office.change("koho-x", "1", gone=after(21))
    assert "1 change-password x" in office.open()


def test_who_an_older_ledger_lost_before_there_were_reviews_opens_none(office: Office) -> None:
    office.change("koho-x", "1", gone=after(3))
    office.change("koho-x", "2", until=after(3), gone=after(3))
    office.change("koho-fb", "1", until=after(90), gone=after(3))
    office.settle(after(100))
    assert office.reviews == ()


def test_two_times_that_end_together_do_not_hide_each_other(office: Office) -> None:
    office.change("koho-x", "1", until=after(9), end_known=FIRST)
    office.administrators.append(
        Administrator("koho-x", "1", since=after(2), until=after(9), end_known=FIRST)
    )
    office.settle(after(10))
    assert "1 change-password x" in office.open()


def test_a_time_that_begins_when_the_other_is_over_goes_on(office: Office) -> None:
    office.change("koho-x", "1", until=after(9), end_known=FIRST)
    office.reviews = ()
    office.administrators.append(Administrator("koho-x", "1", since=after(10), appeared=FIRST))
    office.settle(after(10))
    assert office.reviews == ()


@pytest.mark.parametrize(("days", "reviews"), [(90, 1), (91, 2)])
def test_a_list_may_lag_ninety_days_behind_an_order(office: Office, days: int, reviews: int) -> None:
    office.order("1", LEAVES)
    finish(office, LEAVES)
    late = LEAVES + timedelta(days=days)
    office.settle(late)
    office.change("koho-x", "1", gone=late, end_known=late)
    assert len(office.reviews) == reviews


def test_a_time_that_begins_with_the_order_is_another_one(office: Office) -> None:
    office.order("1", LEAVES)
    office.administrators.append(Administrator("koho-x", "1", since=LEAVES, appeared=FIRST))
    gone = LEAVES + timedelta(days=9)
    office.settle(gone)
    office.administrators[-1] = Administrator(
        "koho-x", "1", since=LEAVES, appeared=FIRST, gone=gone, end_known=gone
    )
    office.change("koho-x", "1")
    office.administrators = [
        row
        for row in office.administrators
        if row.since or (row.account_id, row.staff_number) != ("koho-x", "1")
    ]
    office.settle()
    assert ReviewKind.ADMINISTRATOR_CHANGE in {review.kind for review in office.reviews}


def test_ends_told_on_two_days_are_due_by_the_first(office: Office) -> None:
    office.day = after(3)
    office.administrators = [
        Administrator(
            row.account_id, "1", until=after(8), end_known=after(0 if row.account_id == "koho-x" else 3)
        )
        for row in office.administrators
        if row.staff_number == "1"
    ]
    (review,) = office.settle()
    assert review.known == FIRST
    assert {task.due for task in review.tasks} == {date(2026, 11, 11)}


def test_a_seed_that_came_while_the_person_was_there_is_renewed(office: Office) -> None:
    office.see(after(5), kind=SecretKind.SEED, x="s")
    office.order("1", LEAVES)
    assert "1 renew-second-factor x" in office.open()


def test_a_seed_changed_since_the_day_of_a_late_order_is_told_as_renewed(office: Office) -> None:
    office.see(after(1), kind=SecretKind.SEED, x="s")
    office.see(after(10), kind=SecretKind.SEED, x="new")
    office.settle(after(20))
    office.order("1", after(9))
    assert office.task(TaskKind.RENEW_SECOND_FACTOR, "x").state is TaskState.CLOSED


def test_a_password_first_seen_on_the_day_an_earlier_time_was_over_is_not_known_to_that_person(
    office: Office,
) -> None:
    office.administrators.append(Administrator("koho-x", "3", since=after(-500), until=after(4)))
    office.see(after(5), x="new", both="new2")
    office.reviews = ()
    office.day = after(6)
    office.order("3", LEAVES)
    assert [task for task in office.open() if "change" in task] == []


def test_what_another_review_still_asks_for_is_not_asked_twice(office: Office) -> None:
    office.order("1", LEAVES)
    later = LEAVES + timedelta(days=10)
    office.settle(later)
    for account in ("koho-x", "koho-fb"):
        office.change(account, "1", gone=later, end_known=later)
    office.settle(later + timedelta(days=20))
    office.order("1", later + timedelta(days=60), TransferKind.RETIREMENT)
    assert len(office.reviews) == 1


def test_the_first_fitting_record_is_the_one_that_closed_a_task(office: Office) -> None:
    office.order("1", FIRST)
    office.settle(after(5))
    office.evidence.clear()
    later = office.record(EvidenceKind.USE_APPROVED, FIRST)
    for day in (after(3), after(1), after(2)):
        office.evidence.append(
            Evidence(EvidenceKind.SESSIONS_ENDED, day, login_id="x", number=later + (day - FIRST).days)
        )
    office.settle()
    assert office.task(TaskKind.END_SESSIONS, "x").evidence == later + 1


# --- incidents -------------------------------------------------------------------------------------------------------------------------


def hijack(office: Office, day: date) -> None:
    """Noticed on ``day``, opened today."""
    tasks = tuple(Task(kind, subject, due=day) for kind, subject in STEPS)
    newest = max((seen.number for rows in office.histories.values() for seen in rows), default=0)
    review = Review(
        "I1", ReviewKind.TAKEOVER, None, day, office.day, ("koho-x",), tasks, last_sighting=newest
    )
    office.reviews = (*office.reviews, review)
    office.settle()


STEPS = ((TaskKind.CHANGE_PASSWORD, "x"), (TaskKind.REPORT_TO_PLATFORM, "koho-x"))


def states(office: Office) -> list[TaskState]:
    return [task.state for task in office.reviews[-1].tasks]


def test_only_a_password_seen_after_the_incident_was_opened_is_new_on_its_own_day(office: Office) -> None:
    office.see(after(3), x="of the morning")
    hijack(office, after(3))
    assert states(office)[0] is TaskState.OPEN
    office.see(after(3), x="of the evening")
    assert states(office)[0] is TaskState.CLOSED


def test_a_password_seen_on_a_later_day_is_new_to_an_incident_told_late(office: Office) -> None:
    office.see(after(4), x="new")
    office.settle(after(6))
    hijack(office, after(3))
    assert states(office)[0] is TaskState.CLOSED


def test_a_step_closes_on_a_record_of_its_kind_about_the_account_from_the_day_on(office: Office) -> None:
    office.settle(after(3))
    hijack(office, after(3))
    office.record(EvidenceKind.REPORT_TO_PLATFORM, after(2), account="koho-x")
    office.record(EvidenceKind.REPORT_TO_PLATFORM, after(3), account="koho-fb")
    office.record(EvidenceKind.REPORT_TO_PLATFORM, after(3))
    assert states(office)[1] is TaskState.OPEN
    office.record(EvidenceKind.REPORT_TO_PLATFORM, after(3), account="koho-x")
    assert states(office)[1] is TaskState.CLOSED


def test_what_became_of_an_incident_is_still_to_tell_when_the_account_was_closed(office: Office) -> None:
    office.settle(after(3))
    hijack(office, after(3))
    office.accounts = {name: Account(name, "x", closed=after(4)) for name in office.accounts}
    office.settle(after(4))
    assert states(office) == [TaskState.WITHDRAWN, TaskState.OPEN]


# --- an order and an end of one person -------------------------------------------------------------------------------------------------


def test_an_order_before_an_end_that_was_told_ahead_asks_for_everything_by_its_own_day(
    office: Office,
) -> None:
    office.settle(after(3))
    for account in ("koho-x", "koho-fb"):
        office.change(account, "1", until=LEAVES + timedelta(days=30), end_known=after(3))
    office.order("1", LEAVES, TransferKind.RETIREMENT)
    ordered = next(review for review in office.reviews if review.kind is ReviewKind.TRANSFER)
    assert {task.due for task in ordered.tasks} == {LEAVES}
    assert {(task.kind, task.subject) for task in ordered.open_tasks} >= {
        (TaskKind.REPLACE_ADMINISTRATOR, "koho-x"),
        (TaskKind.CHANGE_PASSWORD, "x"),
    }


def test_who_is_said_to_stay_on_after_an_order_that_is_done_with_has_a_review_of_that_end(
    office: Office,
) -> None:
    office.order("1", LEAVES)
    office.settle(after(10))
    office.change("koho-x", "1", until=LEAVES + timedelta(days=30), end_known=after(10))
    assert len(office.reviews) == 1  # the order's stands
    finish(office, LEAVES)
    office.settle(LEAVES + timedelta(days=31))
    assert "1 change-password x" in office.open()


def test_an_order_whose_review_is_still_to_be_done_answers_for_any_end(office: Office) -> None:
    office.order("1", LEAVES)
    late = LEAVES + timedelta(days=300)
    office.settle(late)
    office.change("koho-x", "1", gone=late, end_known=late)
    assert len(office.reviews) == 1


def test_an_administrator_whose_own_order_is_still_ahead_replaces_who_left(office: Office) -> None:
    office.administrators.append(Administrator("koho-x", "3", appeared=after(2)))
    office.order("1", LEAVES)
    office.order("2", LEAVES + timedelta(days=14))
    office.settle(LEAVES)
    assert office.task(TaskKind.REPLACE_ADMINISTRATOR, "koho-x").state is TaskState.CLOSED


def test_who_comes_into_the_section_that_has_an_account_leaves_nothing_of_it(office: Office) -> None:
    office.people["3"] = person("3", "税務課")
    office.accounts["koho-x"] = Account("koho-x", "x", section="広報課", manager="3")
    office.administrators.append(Administrator("koho-x", "3", appeared=after(2)))
    office.settle(after(2))
    office.order("3", LEAVES, to_section="広報課")
    assert office.reviews == ()
    office.order("3", LEAVES + timedelta(days=400), from_section="広報課", to_section="税務課")
    assert "3 name-manager koho-x" in office.open()


def test_who_moves_within_the_section_is_reviewed_all_the_same(office: Office) -> None:
    office.order("1", LEAVES, from_section="広報課", to_section="広報課")
    assert office.open() == ALL_OF_ONE
