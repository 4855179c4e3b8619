"""Personnel's door: orders are taken in, the duties that follow are settled, and what changed is told.

Everything here that changes something is to be called with the run lock held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection

from auditor.duties.order_lists import Line, PersonAndDay, is_withdrawal, person_and_day
from auditor.duties.orders import LEAVING, KnownOrder
from auditor.duties.rules import Rules
from auditor.errors import UsageError
from auditor.inventory.faults import Unreadable
from auditor.inventory.folding import name_key
from auditor.inventory.staff_numbers import StaffNumbers
from auditor.inventory.transfer_list import read_transfer_list
from auditor.inventory.words import TRANSFER_KIND
from auditor.ledger import register, reviews
from auditor.ledger.database import Ledger
from auditor.ledger.register import staff, transfers
from auditor.ledger.register.transfers import Brought
from auditor.settings import Settings
from auditor.settling import rules_of, settle
from auditor.vault.secret import Secret
from checks._contract import (
    Person,
    Presence,
    Review,
    ReviewKind,
    TaskState,
    Text,
    TransferKind,
    TransferOrder,
)
from checks._contract import listed as enumerated
from reports.messages import Message, message


class NoReview(StrEnum):
    """Why an order opens no review (contract, section 6)."""

    PROMOTION = "promotion"
    CONCURRENT = "concurrent"
    HIRE = "hire"
    RETURN = "return"
    LEAVE = "leave"
    RENAMED = "section-renamed"
    NOTHING = "nothing-administered"
    NOT_ASKED_FOR = "not-asked-for"  # by the pack


_OPEN_NONE = {
    TransferKind.CONCURRENT: NoReview.CONCURRENT,
    TransferKind.HIRE: NoReview.HIRE,
    TransferKind.RETURN: NoReview.RETURN,
    TransferKind.LEAVE: NoReview.LEAVE,
}


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody new bears the name of somebody who has left or retires: is it the same person (再任用)? Nothing is guessed."""

    staff_number: str
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What orders changed, or would change.

    ``added`` and ``withdrawn`` count orders, ``unchanged`` lines that were known. ``opened`` are reviews that stand now and
    did not before, ``dropped`` those that fell away.
    """

    added: int
    withdrawn: int
    unchanged: int
    opened: tuple[Review, ...]
    dropped: tuple[Review, ...]
    without_review: tuple[tuple[TransferOrder, NoReview], ...]
    questions: tuple[Question, ...]
    warnings: tuple[Message, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.withdrawn)


def oldest_kept(settings: Settings, day: date) -> date:
    """Orders of an earlier day are forgotten, and not taken in again."""
    return day - timedelta(days=settings.transfers.keep_days)


def import_list(
    ledger: Ledger,
    path: Path,
    settings: Settings,
    passphrase: Callable[[], Secret | None],
    day: date,
    *,
    check_only: bool = False,
) -> News:
    """Takes a list in, whole or not at all. ``passphrase`` is asked only for a protected workbook.

    Raises SourceFaults with every fault of the list and SourceError where it cannot be opened, before anything is changed.
    """
    rules = rules_of(settings)
    with ledger.reading() as tx:
        known = register.known(tx, today=day, oldest=oldest_kept(settings, day))
    reading = read_transfer_list(path, known, passphrase)
    with ledger.rehearsal() if check_only else ledger.transaction() as tx:
        news = _take(tx, reading.tables.transfers or (), day, rules)
    return replace(news, warnings=reading.warnings + news.warnings)


def record(tx: Connection, order: TransferOrder, day: date, settings: Settings, rules: Rules) -> News:
    """Takes one order in that somebody states now: one that was withdrawn stands again.

    ``order.staff_number`` as it was typed. Raises UsageError where nobody has it and it is no hire, and for an order of a
    day that is forgotten already.
    """
    if order.kind is TransferKind.CANCELLED:
        raise UsageError(
            message("A withdrawal is no order of its own."),
            message(
                "Use `auditor transfer cancel --staff {number} --effective DATE`.", number=order.staff_number
            ),
        )
    directory = staff.stored(tx)
    order = replace(order, staff_number=_staff_number(order.staff_number, directory))
    if order.staff_number not in directory and order.kind is not TransferKind.HIRE:
        raise UsageError(
            message("Nobody in the directory has the staff number {number}.", number=order.staff_number),
            message("Correct it, or take the person in with `auditor import` first."),
        )
    oldest = oldest_kept(settings, day)
    if order.effective < oldest and order.kind is not TransferKind.LEAVE:
        raise UsageError(
            message("Orders of days before {day} are no longer kept.", day=oldest.isoformat()),
            message("Look at the date; [transfers] keep_days in the settings says how long orders are kept."),
        )
    return _take(tx, (order,), day, rules, anew=True)


def cancel(tx: Connection, staff_number: str, effective: date, day: date, rules: Rules) -> News:
    """Withdraws the orders of that person and day. Raises UsageError once that day has passed, and where none stands."""
    orders = _standing(transfers.known(tx))
    number = _staff_number(
        staff_number, {**staff.stored(tx), **{order.order.staff_number: order for order in orders}}
    )
    withdrawal = TransferOrder(number, "", effective, TransferKind.CANCELLED)
    if not any(person_and_day(order.order) == person_and_day(withdrawal) for order in orders):
        raise UsageError(
            message(
                "No order of {day} stands for staff number {number}.",
                day=effective.isoformat(),
                number=number,
            ),
            message("`auditor transfer list` shows the orders that stand."),
        )
    if effective < day:
        raise UsageError(
            message(
                "The order of {day} for staff number {number} took effect already and can no longer be withdrawn.",
                day=effective.isoformat(),
                number=number,
            ),
            message("Record the order that undoes it, for example a transfer back or a return."),
        )
    return _take(tx, (withdrawal,), day, rules, anew=True)


def _staff_number(typed: str, directory: Iterable[str]) -> str:
    """The number that is meant, its leading zeros set right. Raises UsageError where it could be several."""
    try:
        return StaffNumbers(directory).meant_by_text(typed)
    except Unreadable as unreadable:
        raise UsageError(unreadable.what) from None


def _take(
    tx: Connection, orders: Sequence[TransferOrder], day: date, rules: Rules, *, anew: bool = False
) -> News:
    directory = staff.stored(tx)
    brought = transfers.brought(tx, tuple(orders), day, directory, anew=anew)
    before = {review.id for review in reviews.stored(tx) if _stands(review)}
    settled: tuple[Review, ...] = ()
    if brought.plan.difference:
        brought.plan.apply(tx)
        settled = settle(tx, day, rules)
    known = transfers.known(tx)
    return News(
        added=len(brought.added),
        withdrawn=len(brought.withdrawn),
        unchanged=sum(not line.is_new for line in brought.lines),
        opened=tuple(review for review in settled if _stands(review) and review.id not in before),
        dropped=tuple(review for review in settled if not _stands(review) and review.id in before),
        without_review=tuple(_without_review(brought, settled, directory, rules)),
        questions=_questions(brought, directory, known),
        warnings=(*_words(brought.lines, known), *_several(brought.lines, known)),
    )


def _stands(review: Review) -> bool:
    """Whether it asks for something, or did until it was done."""
    return any(task.state is not TaskState.WITHDRAWN for task in review.tasks)


def _without_review(
    brought: Brought, settled: Iterable[Review], directory: Mapping[str, Person], rules: Rules
) -> Iterator[tuple[TransferOrder, NoReview]]:
    reviewed = _by_order(review for review in settled if _stands(review))
    for known in (*brought.added, *brought.renamed):
        if known.renamed:
            yield known.order, NoReview.RENAMED
        elif known.order.kind in _OPEN_NONE:
            yield known.order, _OPEN_NONE[known.order.kind]
        elif rules.transfers is None:
            yield known.order, NoReview.NOT_ASKED_FOR
        elif person_and_day(known.order) not in reviewed:
            person = directory.get(known.order.staff_number)
            stays = known.order.to_section in (
                "",
                known.order.from_section or (person.section if person else ""),
            )
            in_place = known.order.kind is TransferKind.PROMOTION and stays
            yield known.order, NoReview.PROMOTION if in_place else NoReview.NOTHING


def _words(lines: Iterable[Line], known: Iterable[KnownOrder]) -> Iterator[Message]:
    """Withdrawals that withdrew nothing, where whoever wrote the list expected otherwise."""
    standing = {person_and_day(order.order) for order in _standing(known)}
    last = {person_and_day(line.order): line for line in lines}
    for line in lines:
        if not is_withdrawal(line.order):
            continue
        values = {"number": line.order.staff_number, "day": line.order.effective.isoformat()}
        if line.is_new and not line.ends:
            yield message(
                "The withdrawal of {day} for staff number {number} withdrew nothing: no order of that day stood.",
                **values,
            )
        elif (
            not line.is_new
            and line is last[person_and_day(line.order)]
            and person_and_day(line.order) in standing
        ):
            yield message(
                "The withdrawal of {day} for staff number {number} was known; an order that was given after it stands. "
                "If that one is withdrawn, too: `auditor transfer cancel`.",
                **values,
            )


def _several(lines: Iterable[Line], known: Iterable[KnownOrder]) -> Iterator[Message]:
    """Of a person and day of which the list brings something: several orders to leave a post stand. No fault, perhaps a slip."""
    standing: defaultdict[PersonAndDay, list[TransferOrder]] = defaultdict(list)
    for order in _standing(known):
        if order.order.kind in LEAVING:
            standing[person_and_day(order.order)].append(order.order)
    brought = dict.fromkeys(person_and_day(line.order) for line in lines if line.is_new)
    for number, effective in brought:
        orders = standing[number, effective]
        if len(orders) > 1:
            yield message(
                "Staff number {number} has several orders of {day}, and all of them stand: {kinds}. If one was to replace "
                "another: `auditor transfer cancel`, then record the one that holds.",
                number=number,
                day=effective.isoformat(),
                kinds=enumerated(
                    Text(TRANSFER_KIND.name_of(order.kind), order.kind.value) for order in orders
                ),
            )


# --- the same person under a new number? -------------------------------------------------------------------------


def _questions(
    brought: Brought, directory: Mapping[str, Person], known: Iterable[KnownOrder]
) -> tuple[Question, ...]:
    """Of hires and retirements that are new: whoever is hired with the name of somebody who has left or retires."""
    listed = {line.order.staff_number: line.order.name for line in brought.lines if line.order.name}
    names = {**listed, **{number: person.name for number, person in directory.items()}}
    new = {order.order.staff_number for order in brought.added}
    hired = {order.order.staff_number for order in _standing(known) if order.order.kind is TransferKind.HIRE}
    former = _retiring(known) | {
        number for number, person in directory.items() if person.presence is Presence.LEFT
    }
    return tuple(
        question
        for question in _alike(hired - former, former, names)
        if question.staff_number in new or new.intersection(question.former)
    )


def newcomers(
    before: Mapping[str, Person], after: Mapping[str, Person], known: Iterable[KnownOrder], day: date
) -> tuple[Question, ...]:
    """Of an import of the directory: whoever is new in it with the name of somebody who has left it or is to leave by ``day``.

    ``before`` and ``after`` are the directory by staff number. Where none stood nobody is new. An order of a later day is
    not public and raises no question here: who takes in the list of hires is asked.
    """
    if not before:
        return ()
    former = {
        number
        for number, person in {**before, **after}.items()
        if person.presence is Presence.LEFT or number not in after
    }
    new = {number for number in after if number not in before}
    names = {number: person.name for number, person in {**before, **after}.items()}
    public = [order for order in known if order.order.effective <= day]
    return _alike(new - former, former | (_retiring(public) & names.keys()), names)


def _alike(new: Iterable[str], former: Iterable[str], names: Mapping[str, str]) -> tuple[Question, ...]:
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for number in sorted(former):
        if name := name_key(names.get(number, "")):
            by_name[name].append(number)
    found = ((number, by_name.get(name_key(names.get(number, "")), [])) for number in sorted(new))
    return tuple(
        Question(number, tuple(other for other in others if other != number))
        for number, others in found
        if set(others) - {number}
    )


def _retiring(known: Iterable[KnownOrder]) -> set[str]:
    return {
        order.order.staff_number for order in _standing(known) if order.order.kind is TransferKind.RETIREMENT
    }


def question_asked(question: Question) -> Message:
    """The question in words, without a name. It tells of people in orders that may be unpublished."""
    return message(
        "Staff number {number} bears the name of {former}, who has left or retires. If it is the same person, what they knew "
        "before they know still; nothing was assumed.",
        number=question.staff_number,
        former=", ".join(question.former),
    )


# --- the orders that stand ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """An order with the name that the directory has, and its review, if one was opened."""

    known: KnownOrder
    name: str
    review: Review | None

    @property
    def state(self) -> TaskState | None:
        """Of the review: open while one of its tasks is; None without a review."""
        if self.review is None:
            return None
        states = {task.state for task in self.review.tasks}
        return next(
            (state for state in (TaskState.OPEN, TaskState.WAIVED, TaskState.CLOSED) if state in states),
            TaskState.WITHDRAWN,
        )


def listed(tx: Connection, known_reviews: Iterable[Review]) -> tuple[Listed, ...]:
    """All orders by day, those that were withdrawn too. ``known_reviews`` as they are to be shown."""
    directory = staff.stored(tx)
    of_order = _by_order(known_reviews)
    orders = (known for known in transfers.known(tx) if not is_withdrawal(known.order))
    return tuple(
        Listed(
            known,
            directory[known.order.staff_number].name if known.order.staff_number in directory else "",
            _review_of(known, of_order),
        )
        for known in sorted(orders, key=lambda known: (known.order.effective, known.order.staff_number))
    )


def _by_order(known_reviews: Iterable[Review]) -> Mapping[PersonAndDay, Review]:
    """Person and day of an order → its review."""
    return {
        (review.staff_number, review.effective): review
        for review in known_reviews
        if review.kind is ReviewKind.TRANSFER and review.staff_number is not None
    }


def _review_of(known: KnownOrder, of_order: Mapping[PersonAndDay, Review]) -> Review | None:
    """Orders that open none may share their day with one that does."""
    if known.renamed or known.order.kind in _OPEN_NONE:
        return None
    return of_order.get(person_and_day(known.order))


def _standing(known: Iterable[KnownOrder]) -> list[KnownOrder]:
    return [order for order in known if order.withdrawn is None and not is_withdrawal(order.order)]


# --- forgetting --------------------------------------------------------------------------------------------------


def forget(tx: Connection, settings: Settings, day: date) -> int:
    """Deletes the orders of which the settings say that they are not to be kept any longer; gives their number.

    An order that opened a review stays as long as the review, without its sections: what is left of it the review tells,
    too. A leave that still lasts stays.
    """
    before = oldest_kept(settings, day)
    old = transfers.forgettable(transfers.known(tx), before)
    of_order = _by_order(review for review in reviews.stored(tx) if _stands(review))
    kept = [known for known in old if known.withdrawn is None and _review_of(known, of_order) is not None]
    transfers.strip(tx, kept)
    return transfers.forget(tx, set(old).difference(kept))
