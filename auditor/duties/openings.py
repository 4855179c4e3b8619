"""Which events ask for a review, and of which tasks (contract, section 6, "Who gets a review").

Two events do: an order by which somebody leaves their post, and somebody who drops out of an account's administrators. What
each asks for is found anew from what is known on the day, so that an order taken in twice asks for nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.duties.orders import LEAVING, KnownOrder
from auditor.duties.sighted import SecretKind, was_renewed
from auditor.duties.situation import Situation
from checks._contract import Administrator, Review, ReviewKind, TaskKind, TransferKind, TransferOrder

DAY = timedelta(days=1)
LIST_LAG = timedelta(days=90)
"""How long after somebody left the list of administrators may still name them (a working rule). Who is taken off it
within this time drops out by the event that was reviewed already; later, they went on and left anew."""

Key = tuple[ReviewKind, str, date]
"""What a review is known again by: its kind, the person, the day from which it counts."""

Duty = tuple[TaskKind, str]
"""A kind of task and its subject."""


@dataclass(frozen=True, slots=True)
class Opening:
    """An event on the day it is looked at. ``duties`` in the order of ``TaskKind``, subjects in theirs."""

    key: Key
    known: date
    accounts: tuple[str, ...]
    duties: tuple[Duty, ...]


def key_of(review: Review) -> Key | None:
    """None for incidents, which are opened by hand."""
    return None if review.staff_number is None else (review.kind, review.staff_number, review.effective)


def openings(reviews: Iterable[Review], situation: Situation) -> Mapping[Key, Opening]:
    """All events that stand on the day. ``reviews`` are those that were opened before.

    What an opened review asks for is looked at until its day; afterwards the opening only says that the event stands.
    """
    opened: defaultdict[str, dict[Key, Review]] = defaultdict(dict)
    for review in reviews:
        if (key := key_of(review)) is not None:
            opened[key[1]][key] = review
    found: dict[Key, Opening] = {}
    for staff_number in dict.fromkeys((*situation.orders_of, *situation.rows_of)):
        found |= _of_person(staff_number, opened[staff_number], situation)
    return found


def _of_person(staff_number: str, opened: Mapping[Key, Review], situation: Situation) -> dict[Key, Opening]:
    """``opened`` are the person's own reviews."""
    ends = _ends(staff_number, situation)
    found: dict[Key, Opening] = {}
    for key, orders in _orders(staff_number, opened, situation).items():
        if (opening := _of_orders(key, orders, opened, ends, situation)) is not None:
            found[key] = opening
    ordered = dict(found)
    for key, rows in ends.items():
        uncovered = rows if key in opened else [row for row in rows if not _is_covered(row, ordered, opened)]
        if uncovered:
            found[key] = _of_ends(key, uncovered, opened, situation)
    return {key: opening for key, opening in found.items() if opening.duties or key in opened}


def _only_stands(key: Key, opened: Mapping[Key, Review], situation: Situation) -> Opening | None:
    """The opening of a review whose day has come: nothing is asked for anew."""
    _, _, effective = key
    if key not in opened or situation.day < effective:
        return None
    review = opened[key]
    return Opening(
        key, review.known, review.accounts, tuple((task.kind, task.subject) for task in review.tasks)
    )


# --- orders ------------------------------------------------------------------------------------------------------------


def _orders(
    staff_number: str, opened: Mapping[Key, Review], situation: Situation
) -> dict[Key, list[KnownOrder]]:
    found: dict[Key, list[KnownOrder]] = {}
    for effective, orders in situation.orders_of.get(staff_number, {}).items():
        key = (ReviewKind.TRANSFER, staff_number, effective)
        leaving = [known for known in orders if opens_a_review(known, situation, was_opened=key in opened)]
        if leaving:
            found[key] = leaving
    return found


def opens_a_review(known: KnownOrder, situation: Situation, *, was_opened: bool = False) -> bool:
    """Whether somebody leaves a post by this order.

    A promotion does so only into another section. What that was once opened for stays: the directory follows later.
    """
    order = known.order
    if known.renamed or known.past:
        return False
    if order.kind is not TransferKind.PROMOTION:
        return order.kind in LEAVING
    before = section_before(order, situation)
    return was_opened or (bool(order.to_section and before) and order.to_section != before)


def _of_orders(
    key: Key,
    orders: Sequence[KnownOrder],
    opened: Mapping[Key, Review],
    ends: Mapping[Key, Sequence[Administrator]],
    situation: Situation,
) -> Opening | None:
    """None where the person had nothing when the order was taken in, and its day has come."""
    if (standing := _only_stands(key, opened, situation)) is not None:
        return standing
    _, staff_number, effective = key
    known = min(order.known for order in orders)
    if situation.day >= effective and all(order.known != situation.day for order in orders):
        return None
    first = min(known, effective) - DAY
    last = effective - DAY
    rows = situation.rows_of.get(staff_number, ())
    administered = [
        row.account_id
        for row in rows
        if (row.since is None or row.since <= last)
        and (row.ended is None or row.ended > first)
        and not _end_is_reviewed(row, effective, opened, ends)
        and not _arrives(orders, row.account_id, situation)
    ]
    held = [
        account_id
        for login_id in situation.held_by.get(staff_number, ())
        for account_id in situation.facts.logins[login_id].accounts
    ]
    asked_for = _asked_for(key, opened)
    known_from_earlier = [
        login_id
        for login_id, since in _known_once(staff_number, rows, first, situation)
        if login_id not in asked_for and not _renewed_since(since, login_id, situation)
    ]
    known_now = [login for account in (*administered, *held) for login in situation.logins_of(account)]
    return _opening(
        key,
        known,
        situation,
        administered=administered,
        managed=[
            account
            for account in situation.managed_by.get(staff_number, ())
            if not _arrives(orders, account, situation)
        ],
        held=held,
        logins=(*known_now, *known_from_earlier),
    )


def _known_once(
    staff_number: str, rows: Iterable[Administrator], first: date, situation: Situation
) -> Iterator[tuple[str, date]]:
    """Logins whose password the person knew, and the day from which another one was not theirs to know.

    Of accounts they administered earlier; logins that led into an account then and do no more; logins that were their own.
    """
    for row in rows:
        if row.ended is not None and row.ended <= first:
            for login_id in situation.logins_of(row.account_id):
                yield login_id, row.ended
        for past in situation.ways_before.get(row.account_id, ()):
            if row.began is None or row.began < past.until:
                yield past.login_id, past.until if row.ended is None else min(row.ended, past.until)
    for past in situation.held_before.get(staff_number, ()):
        yield past.login_id, past.until


def _end_is_reviewed(
    row: Administrator,
    effective: date,
    opened: Mapping[Key, Review],
    ends: Mapping[Key, Sequence[Administrator]],
) -> bool:
    """Whether this time ends by ``effective`` and has its own review: an order of that day asks for nothing more of it."""
    return any(key in opened and row in rows and key[2] <= effective for key, rows in ends.items())


def _arrives(orders: Iterable[KnownOrder], account_id: str, situation: Situation) -> bool:
    """Whether the person is ordered into a section that has the account, from another one: they come, and leave nothing."""
    account = situation.facts.accounts.get(account_id)
    if account is None:
        return False
    return any(
        order.to_section in (account.section, *account.shared_sections)
        and order.to_section != section_before(order, situation)
        for order in (known.order for known in orders)
        if order.to_section
    )


def section_before(order: TransferOrder, situation: Situation) -> str:
    """As the order names it, else as the directory does."""
    person = situation.facts.people.get(order.staff_number)
    return order.from_section or (person.section if person else "")


def _asked_for(key: Key, opened: Mapping[Key, Review]) -> frozenset[str]:
    """The logins whose password another review of that person still asks to be changed."""
    return frozenset(
        task.subject
        for other, review in opened.items()
        if other != key
        for task in review.open_tasks
        if task.kind is TaskKind.CHANGE_PASSWORD
    )


# --- administrators who drop out -------------------------------------------------------------------------------------------


def _ends(staff_number: str, situation: Situation) -> dict[Key, list[Administrator]]:
    """The person's times that ended, or whose end a later import told, by the first day no longer in force."""
    rows = situation.rows_of.get(staff_number, ())
    found: dict[Key, list[Administrator]] = defaultdict(list)
    for row in rows:
        if (
            row.ended is not None
            and _was_told(row, row.ended, situation)
            and not _goes_on(row, row.ended, rows)
        ):
            found[ReviewKind.ADMINISTRATOR_CHANGE, staff_number, row.ended].append(row)
    return found


def _was_told(row: Administrator, ended: date, situation: Situation) -> bool:
    """An end that a later import told counts at once; one that came with the row counts on its day, unless it was past."""
    if row.end_known is not None:
        return row.end_known <= situation.day
    came_with_its_end = row.until is not None and row.until < ended
    return came_with_its_end and _first_known(row, situation) < ended <= situation.day


def _first_known(row: Administrator, situation: Situation) -> date:
    return row.appeared or situation.facts.first_imported.get(row.account_id, situation.day)


def _goes_on(row: Administrator, ended: date, rows: Iterable[Administrator]) -> bool:
    """Whether another time of that person on that account holds the day on which this one is over."""
    return any(
        other is not row
        and other.account_id == row.account_id
        and (other.began is None or other.began <= ended)
        and (other.ended is None or other.ended > ended)
        for other in rows
    )


def _is_covered(row: Administrator, ordered: Mapping[Key, Opening], opened: Mapping[Key, Review]) -> bool:
    """Whether an order of that person asks for a review of that account already, for this very time.

    It does while its review stands. One that is done still answers for a row that was taken off the list a while after; not for
    an end that says in so many words that the person stayed on.
    """
    return any(
        (TaskKind.REPLACE_ADMINISTRATOR, row.account_id) in opening.duties
        and (row.began is None or row.began < effective)
        and (_stands(opened.get(key)) or _lags(row, effective))
        for key, opening in ordered.items()
        for _, _, effective in (key,)
    )


def _stands(review: Review | None) -> bool:
    """Whether something of it is still to be done; one that is opened just now (None) is."""
    return review is None or bool(review.open_tasks)


def _lags(row: Administrator, effective: date) -> bool:
    assert row.ended is not None
    was_taken_off = row.until is None or row.until >= row.ended
    return row.ended <= (effective + LIST_LAG if was_taken_off else effective)


def _of_ends(
    key: Key, rows: Sequence[Administrator], opened: Mapping[Key, Review], situation: Situation
) -> Opening:
    if (standing := _only_stands(key, opened, situation)) is not None:
        return standing
    accounts = [row.account_id for row in rows]
    return _opening(
        key,
        min(row.end_known or _first_known(row, situation) for row in rows),
        situation,
        administered=accounts,
        logins=[login for account in accounts for login in situation.logins_of(account)],
    )


# --- what is asked for -------------------------------------------------------------------------------------------------------


def _opening(
    key: Key,
    known: date,
    situation: Situation,
    *,
    administered: Iterable[str],
    managed: Iterable[str] = (),
    held: Iterable[str] = (),
    logins: Iterable[str],
) -> Opening:
    """``held`` are accounts of which the person has a login of their own, ``logins`` those whose password they know.

    Only what is in use: open accounts, and logins that serve one.
    """
    facts = situation.facts
    _, _, effective = key
    own = sorted(set(administered) & facts.open_accounts.keys())
    answered_for = sorted(set(managed) & facts.open_accounts.keys())
    known_logins = sorted(set(logins) & facts.serving_logins.keys())
    duties = (
        *((TaskKind.REPLACE_ADMINISTRATOR, account) for account in own),
        *((TaskKind.NAME_MANAGER, account) for account in answered_for),
        *((TaskKind.CHANGE_PASSWORD, login) for login in known_logins),
        *(
            (TaskKind.RENEW_SECOND_FACTOR, login)
            for login in known_logins
            if could_have_scanned(login, effective, situation)
        ),
        *((TaskKind.END_SESSIONS, login) for login in known_logins),
        *((TaskKind.SUBMIT_REGISTER, account) for account in own if situation.rules.register is not None),
    )
    concerned = {*own, *answered_for, *(set(held) & facts.open_accounts.keys())}
    if not concerned:  # all that is left is what the person knows from earlier
        concerned = {
            account
            for login in known_logins
            for account in facts.logins[login].accounts
            if account in facts.open_accounts
        }
    return Opening(key, known, tuple(sorted(concerned)), duties)


def could_have_scanned(login_id: str, effective: date, situation: Situation) -> bool:
    """Whether the vault holds a seed that was there before ``effective``, as far as nobody saw the contrary.

    One that was there in the login's very first night is not known to be newer.
    """
    seeds = situation.history(login_id, SecretKind.SEED)
    if not seeds or not seeds[-1].fingerprint:
        return False
    passwords = situation.history(login_id, SecretKind.PASSWORD)
    return any(seen.day < effective for seen in seeds) or not passwords or seeds[0].day <= passwords[0].day


def _renewed_since(day: date, login_id: str, situation: Situation) -> bool:
    return was_renewed(situation.history(login_id, SecretKind.PASSWORD), lambda seen: seen.day < day)
