"""Whom and what a command names: accounts and logins that the inventory must have, and people."""

from __future__ import annotations

from collections.abc import Collection

from auditor.errors import UsageError
from auditor.inventory.faults import Unreadable
from auditor.inventory.folding import key
from auditor.inventory.staff_numbers import StaffNumbers
from reports.messages import Message, message


def require_known_account(account_id: str, known: Collection[str]) -> None:
    """Raises UsageError where the inventory has no such account."""
    if account_id not in known:
        raise UsageError(
            message("The inventory has no account {id}.", id=account_id), _instead(account_id, known)
        )


def require_known_login(login_id: str, known: Collection[str]) -> None:
    """Raises UsageError where the inventory has no such login."""
    if login_id not in known:
        raise UsageError(message("The inventory has no login {id}.", id=login_id), _instead(login_id, known))


def meant_staff_number(text: str, directory: Collection[str]) -> str:
    """The number as the directory has it, where only leading zeros are missing; else as it was written.

    Raises UsageError where it could be several people.
    """
    try:
        return StaffNumbers(directory).meant_by_text(text)
    except Unreadable:
        raise UsageError(
            message("The staff number {number} could be one of several.", number=text),
            message("Write it with its leading zeros, as it stands in the directory."),
        ) from None


def _instead(wanted: str, known: Collection[str]) -> Message:
    """The one or the several ids that were probably meant; which of them is not guessed."""
    meant = sorted(one for one in known if key(one) == key(wanted))
    if meant:
        return message("Perhaps this was meant: {ids}", ids=", ".join(meant))
    return message("Write the id as it stands in the inventory.")
