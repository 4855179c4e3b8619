"""Records → rows of the domain, one function a table.

Each reads every column of its table, so that every fault of a row is found; None where the row lacks what makes it
one. The rules here concern one row alone; ``cross_checks`` has those that look further.
"""

from __future__ import annotations

from datetime import date

from auditor.inventory import words
from auditor.inventory.cells import RowReader
from auditor.inventory.folding import holds_list_sign
from auditor.inventory.tables import PersonalData
from checks._contract import (
    Account,
    Administrator,
    Employment,
    Evidence,
    Login,
    Person,
    Policy,
    Presence,
    TransferOrder,
)
from reports.messages import message


def account(row: RowReader) -> Account | None:
    account_id = row.identifier("account_id")
    if account_id is not None and holds_list_sign(account_id):
        row.fault(
            "account_id", message("An account id must not hold ; 、 , or /: these separate ids in a list.")
        )
    opened, closed = row.day("opened"), row.last_day("closed")
    _in_order(row, opened, closed, "closed")
    built = Account(
        account_id=account_id or "",
        service=row.service("service"),
        name=row.text("name"),
        url=row.text("url"),
        section=row.section("section"),
        shared_sections=row.sections("shared_sections"),
        manager=row.staff_number("manager"),
        opened=opened,
        closed=closed,
        purpose=row.text("purpose"),
        verified=row.word("verified", words.VERIFIED),
    )
    return built if account_id else None


def login(row: RowReader) -> Login | None:
    login_id = row.identifier("login_id")
    if login_id is not None and login_id.endswith("/totp"):
        row.fault(
            "login_id", message("A login id must not end in /totp: the vault keeps seeds under such names.")
        )
    built = Login(
        login_id=login_id or "",
        accounts=row.identifiers("accounts"),
        username=row.text("username"),
        holder=row.staff_number("holder"),
        second_factor=row.word("second_factor", words.SECOND_FACTOR),
        password_changed=row.day("password_changed"),
    )
    return built if login_id else None


def administrator(row: RowReader) -> Administrator | None:
    account_id, staff_number = row.identifier("account_id"), row.staff_number("staff_number")
    since, until = row.day("since"), row.last_day("until")
    _in_order(row, since, until, "until")
    return Administrator(account_id, staff_number, since, until) if account_id and staff_number else None


def person(row: RowReader) -> tuple[Person, PersonalData] | None:
    """A roster notes exceptions only: an empty employment is ``staff``, an empty status ``active``."""
    staff_number = row.staff_number("staff_number")
    public = Person(
        staff_number=staff_number or "",
        name=row.text("name"),
        kana=row.text("kana"),
        mail=row.text("mail"),
        section=row.section("section"),
        title=row.text("title"),
        employment=row.word("employment", words.EMPLOYMENT) or Employment.STAFF,
        presence=row.word("status", words.PRESENCE) or Presence.ACTIVE,
    )
    personal = PersonalData(staff_number or "", row.day("birth_date"), row.phone("phone"))
    return (public, personal) if staff_number else None


def transfer(row: RowReader) -> TransferOrder | None:
    staff_number, name = row.staff_number("staff_number"), row.text("name")
    effective, kind = row.day("effective"), row.word("kind", words.TRANSFER_KIND)
    from_section, to_section = row.section("from_section"), row.section("to_section")
    if staff_number is None or effective is None or kind is None:
        return None
    return TransferOrder(staff_number, name, effective, kind, from_section, to_section)


def evidence(row: RowReader) -> Evidence | None:
    account_id, login_id = row.identifier("account_id"), row.identifier("login_id")
    if account_id and login_id:
        row.fault(
            "login_id",
            message(
                "A record is about an account or about a login, not both. Write two rows, or empty one cell."
            ),
        )
    kind = row.word("kind", words.EVIDENCE_KIND)
    dated, until = row.day("date"), row.last_day("until")
    _in_order(row, dated, until, "until")
    by, document, note = row.staff_number("by"), row.text("document"), row.text("note")
    if kind is None or dated is None:
        return None
    return Evidence(kind, dated, account_id, login_id, until, by or "", document, note)


def policy(row: RowReader) -> Policy | None:
    account_id, fields = row.identifier("account_id"), row.fields()
    return Policy(account_id, fields) if account_id else None


def _in_order(row: RowReader, first: date | None, last: date | None, name: str) -> None:
    if first is not None and last is not None and last < first:
        row.fault(name, message("This day lies before the day on which it began. Correct one of the two."))
