"""What a command is about: an account or a login that the inventory must have."""

from __future__ import annotations

from collections.abc import Collection

from auditor.errors import UsageError
from auditor.inventory.folding import key
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


def _instead(wanted: str, known: Collection[str]) -> Message:
    """The one or the several ids that were probably meant; which of them is not guessed."""
    meant = sorted(one for one in known if key(one) == key(wanted))
    if meant:
        return message("Perhaps this was meant: {ids}", ids=", ".join(meant))
    return message("Write the id as it stands in the inventory.")
