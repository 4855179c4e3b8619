"""Rules that one row alone cannot break: ids that are there once and known to their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from auditor.duties.order_lists import laid_over, person_and_day
from auditor.inventory.cells import add_fault
from auditor.inventory.draft import Draft, Placed
from auditor.inventory.faults import Faults
from auditor.inventory.folding import same_name
from auditor.inventory.grid import Flaw
from auditor.inventory.headings import ACCOUNTS, LOGINS, Table
from auditor.inventory.tables import Known, PersonalData
from checks._contract import Account, Login, Person, TransferKind, TransferOrder
from reports.messages import Message, message

T = TypeVar("T")


def cross_check(draft: Draft, known: Known, faults: Faults) -> None:
    """Adds every fault that shows only when the tables of all sources, and the store, are seen together."""
    _ids_are_there_once(draft, faults)
    _accounts_are_known(draft, known, faults)
    _logins_are_known(draft, known, faults)
    _transfers_match_the_directory(draft, known, faults)
    _withdrawals_are_in_time(draft, known, faults)
    _nothing_stored_is_orphaned(draft, known, faults)


def _ids_are_there_once(draft: Draft, faults: Faults) -> None:
    _once(draft.accounts or (), "account_id", lambda account: account.account_id, faults)
    _once(draft.logins or (), "login_id", lambda login: login.login_id, faults)
    _once(draft.staff or (), "staff_number", lambda row: row[0].staff_number, faults)
    _once(draft.policies or (), "account_id", lambda policy: policy.account_id, faults)


def _once(rows: Iterable[Placed[T]], column: str, id_of: Callable[[T], str], faults: Faults) -> None:
    first: dict[str, Placed[T]] = {}
    for placed in rows:
        standing = first.setdefault(id_of(placed.row), placed)
        if standing is not placed:
            add_fault(
                faults,
                placed.record,
                column,
                message(
                    "This id stands already at {place}. Keep one of the two rows.",
                    place=standing.record.place,
                ),
                id_of(placed.row),
            )


Reference = tuple[Placed[object], str, str]
"""A row, its column, and the id that this column speaks of."""


def _accounts_are_known(draft: Draft, known: Known, faults: Faults) -> None:
    if ACCOUNTS.name in draft.unreadable:
        return
    _must_be_in(
        known.account_ids if draft.accounts is None else _account_ids(draft.accounts),
        _spoken_of_accounts(draft),
        message("No such account is in the table of accounts. Correct the id, or add the account there."),
        faults,
    )


def _spoken_of_accounts(draft: Draft) -> Iterator[Reference]:
    for login in draft.logins or ():
        for account_id in login.row.accounts:
            yield login, "accounts", account_id
    for rows in (draft.administrators, draft.evidence, draft.policies):
        for placed in rows or ():
            if placed.row.account_id is not None:
                yield placed, "account_id", placed.row.account_id


def _logins_are_known(draft: Draft, known: Known, faults: Faults) -> None:
    if LOGINS.name in draft.unreadable:
        return
    _must_be_in(
        known.login_ids if draft.logins is None else _login_ids(draft.logins),
        _spoken_of_logins(draft),
        message("No such login is in the table of logins. Correct the id, or add the login there."),
        faults,
    )


def _spoken_of_logins(draft: Draft) -> Iterator[Reference]:
    for placed in draft.evidence or ():
        if placed.row.login_id is not None:
            yield placed, "login_id", placed.row.login_id


def _account_ids(accounts: Sequence[Placed[Account]]) -> frozenset[str]:
    return frozenset(placed.row.account_id for placed in accounts)


def _login_ids(logins: Sequence[Placed[Login]]) -> frozenset[str]:
    return frozenset(placed.row.login_id for placed in logins)


def _must_be_in(
    ids: frozenset[str], references: Iterable[Reference], unknown: Message, faults: Faults
) -> None:
    for placed, column, wanted in references:
        if wanted not in ids:
            add_fault(faults, placed.record, column, unknown, wanted)


def _transfers_match_the_directory(draft: Draft, known: Known, faults: Faults) -> None:
    if "staff" in draft.unreadable:
        return
    names = known.people if draft.staff is None else dict(_names(draft.staff))
    # Who has left the stored directory since is not unknown where the store has that very order.
    were_known = {person_and_day(order.order) for order in known.orders} if draft.staff is None else set()
    for placed in draft.transfers or ():
        if placed.row.staff_number in names or person_and_day(placed.row) not in were_known:
            _match(placed, names, faults)


def _names(staff: Iterable[Placed[tuple[Person, PersonalData]]]) -> Iterator[tuple[str, str]]:
    for placed in staff:
        person, _ = placed.row
        yield person.staff_number, person.name


def _match(placed: Placed[TransferOrder], names: Mapping[str, str], faults: Faults) -> None:
    order = placed.row
    if order.staff_number not in names:
        if order.kind is not TransferKind.HIRE:
            add_fault(
                faults,
                placed.record,
                "staff_number",
                message(
                    "Nobody in the directory has this staff number. Correct it, or add the person to the directory."
                ),
                order.staff_number,
            )
        return
    if isinstance(placed.record.cell("name"), Flaw):
        return  # told already
    # A directory without names has nothing to compare with.
    if names[order.staff_number] and not same_name(order.name, names[order.staff_number]):
        add_fault(
            faults,
            placed.record,
            "name",
            message(
                "The name is not the one that the directory has for staff number {staff_number}. "
                "Correct the number or the name.",
                staff_number=order.staff_number,
            ),
        )


def _withdrawals_are_in_time(draft: Draft, known: Known, faults: Faults) -> None:
    """An order that took effect is undone by another one. What a list both gives and withdraws never stood."""
    if known.today is None or not draft.transfers:
        return
    lines = laid_over(known.orders, [placed.row for placed in draft.transfers])
    for placed, line in zip(draft.transfers, lines, strict=True):
        if line.order.effective < known.today and any(place < len(known.orders) for place in line.ends):
            add_fault(
                faults,
                placed.record,
                "effective",
                message(
                    "This order took effect already and can no longer be withdrawn. Delete the row; what undoes the "
                    "order is another one."
                ),
            )


def _nothing_stored_is_orphaned(draft: Draft, known: Known, faults: Faults) -> None:
    """What a replaced table no longer holds may not be spoken of by a stored table that stays."""
    if draft.accounts is not None:
        _no_orphans(draft, ACCOUNTS, _account_ids(draft.accounts), known.account_references, faults)
    if draft.logins is not None:
        _no_orphans(draft, LOGINS, _login_ids(draft.logins), known.login_references, faults)


def _no_orphans(
    draft: Draft, table: Table, ids: frozenset[str], references: Mapping[str, tuple[str, ...]], faults: Faults
) -> None:
    if table.name in draft.unreadable:
        return
    for missing in sorted(references.keys() - ids):
        staying = [name for name in references[missing] if not draft.holds(name)]
        if staying:
            faults.add(
                draft.grids[table.name],
                message(
                    "The store still has rows about this id ({tables}). Keep its row here, or import these tables too.",
                    tables=", ".join(staying),
                ),
                column=table.columns[0].japanese,
                value=missing,
            )
