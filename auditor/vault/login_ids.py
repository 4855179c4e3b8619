"""A login id as somebody wrote it, as the vault and the inventory both know it."""

from __future__ import annotations

from auditor.errors import UsageError
from auditor.inventory.folding import folded, is_hidden
from auditor.vault.vault import is_storable
from reports.messages import message


def parse_login_id(text: str) -> str:
    """Folded as the inventory folds it. Raises UsageError, which does not repeat it, when it can name no entry."""
    login_id = folded(text)
    if not login_id:
        raise UsageError(message("The login id is missing."))
    if is_hidden(login_id):
        raise UsageError(message("The login id holds a control character; type it anew."))
    if not is_storable(login_id):
        raise UsageError(message("A login id must not end in /totp; rename the login."))
    return login_id
