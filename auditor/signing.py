"""Signing a report: who reviewed which file, and when. The next report shows it, and the ledger's chain seals it.

A page says of itself which report it is (``reports.page.identity``); of other files whoever signs says so. Either way the
run must be one of this ledger.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import unescape

from markupsafe import escape
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection

from auditor import reporting
from auditor.errors import UsageError
from auditor.inventory.folding import key
from auditor.ledger import chain, months, runs, signatures
from auditor.ledger.register import staff
from auditor.settings import ReportChoice
from auditor.subjects import meant_staff_number
from checks._contract import Person, Presence
from reports import editions, html
from reports.audit import Audit
from reports.characters import visible
from reports.history import Month, Signature
from reports.messages import Language, Message, message
from reports.page import SCHEMA
from reports.report import Edition

LARGEST = 256 * 1024 * 1024
"""Bytes of a file that can be signed: several times the page of a city of 50,000 accounts."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Which report a file is, as far as it or somebody says. ``day`` is the day judged."""

    edition: Edition | None = None
    month: Month | None = None
    day: date | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as it stands. ``is_new`` is false where it stood before; then nothing was changed."""

    number: int
    signature: Signature
    is_new: bool = True


def sign(
    tx: Connection,
    content: bytes,
    by: str,
    note: str,
    today: date,
    *,
    typed: Stated,
    roles: Iterable[str],
    choice: ReportChoice,
    as_it_is: bool = False,
) -> Signed:
    """Takes down that ``by`` reviewed the file with this content.

    ``typed`` is what was said of the file beside it; ``roles`` may sign beside everybody in the staff directory: staff
    numbers and roles of the settings. A page must be, byte for byte, what the ledger gives on the paper of ``choice``, unless
    it is to be taken ``as_it_is``. Raises UsageError before anything is changed: for a file of which nobody says what it
    is or that says another thing, one of a run that the ledger does not have, and for who may not sign.
    """
    said = identity(content)
    edition, month, day, run_id = _report(tx, _agreed(said, typed))
    if said.run_id is not None and not as_it_is and not _is_given(tx, content, said, choice):
        raise UsageError(
            message(
                "The file is not the report that the ledger gives: it was altered, was written with other settings or by "
                "another version, or is of a night whose audit is not kept."
            ),
            message(
                "Write it again with `auditor report` and sign that; or sign this very file with --as-it-is."
            ),
        )
    signer, name = _signer(by, staff.stored(tx), roles)
    sha256 = hashlib.sha256(content).hexdigest()
    standing = signatures.of(tx, sha256, signer)
    if standing is not None:
        return Signed(*standing, is_new=False)
    signature = Signature(month, day, edition.value, sha256, signer, name, today, note)
    number = signatures.add(tx, signature, run_id)
    chain.add_signature(tx, number, today)
    return Signed(number, signature)


# --- which report it is --------------------------------------------------------------------------------------------


class _Identity(BaseModel):
    """The JSON in which a page says what it is."""

    model_config = ConfigDict(extra="ignore")

    schema_: str = Field(alias="schema")
    day: date
    month: str | None
    edition: Edition
    run: str


_META = re.compile(rb'<meta name="auditor-report" content="([^"<>]*)">')
_HEAD = 64 * 1024
"""Bytes from the beginning of a page in which it says what it is."""

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def identity(content: bytes) -> Stated:
    """What the file says of itself; nothing where it is no page of this program.

    Raises UsageError where it says so in a form that this version does not know.
    """
    found = _META.search(content, 0, _HEAD)
    if found is None:
        return Stated()
    try:
        said = _Identity.model_validate_json(unescape(found[1].decode("utf-8", errors="replace")))
    except ValidationError:
        raise _unknown_form() from None
    month = None if said.month is None else _MONTH.fullmatch(said.month)
    if said.schema_ != SCHEMA or (said.month is not None and month is None):
        raise _unknown_form()
    return Stated(
        edition=said.edition,
        month=None if month is None else Month(int(month[1]), int(month[2])),
        day=said.day,
        run_id=said.run,
    )


def _unknown_form() -> UsageError:
    return UsageError(
        message("The file is a report of another version of this program, or was altered."),
        message("Write the report again with `auditor report`, and sign that file."),
    )


def _agreed(file: Stated, typed: Stated) -> Stated:
    """What the file says, which nothing that was typed may gainsay; else what was typed."""
    if file.run_id is None:
        return typed
    for said, stands in ((typed.edition, file.edition), (typed.month, file.month), (typed.day, file.day)):
        if said is not None and said != stands:
            raise UsageError(
                message(
                    "The file says of itself that it is another report: {edition}, {of}.",
                    edition=file.edition or "",
                    of=file.month or file.day or "",
                ),
                message("Leave --month, --day and --edition out, or name the other file."),
            )
    return file


def _report(tx: Connection, stated: Stated) -> tuple[Edition, Month | None, date, str]:
    """Edition, month, day judged and run of the report. Raises UsageError where the ledger has no such run."""
    if stated.edition is None or (stated.month is None and stated.day is None):
        raise UsageError(
            message("The file does not say which report it is."),
            message("Say it: --month or --day, and --edition."),
        )
    if stated.run_id is not None:
        day = runs.day_of(tx, stated.run_id)
        if day is not None and day == stated.day and stated.month in (None, Month.of(day)):
            return stated.edition, stated.month, day, stated.run_id
    elif stated.month is not None:
        if (kept := months.run_of(tx, stated.month)) is not None and stated.day in (None, kept.day):
            return stated.edition, stated.month, kept.day, kept.run_id
    elif stated.day is not None and (run_id := runs.newest_of(tx, stated.day)) is not None:
        return stated.edition, None, stated.day, run_id
    raise UsageError(
        message("The ledger has no run of this report ({of}).", of=stated.month or stated.day or ""),
        message("Sign a report that was made from this ledger; what only looked ahead is not kept."),
    )


def _is_given(tx: Connection, content: bytes, said: Stated, choice: ReportChoice) -> bool:
    """Whether the ledger gives this very page: of the newest run, or of the last one of a month."""
    audit = _kept(tx, said)
    if audit is None or said.edition is None:
        return False
    whole = replace(reporting.of_audit(tx, audit, choice), month=said.month)
    languages = [language for language in Language if f'<html lang="{language}"'.encode() in content[:_HEAD]]
    return any(
        html.render(reporting.edited(whole, said.edition, section), language).encode(
            "utf-8", errors="replace"
        )
        == content
        for language in languages
        for section in _sections(audit, said.edition, content)
    )


def _kept(tx: Connection, said: Stated) -> Audit | None:
    if said.day is None:
        return None
    audits = (runs.newest_audit(tx), months.audit_of(tx, said.month or Month.of(said.day)))
    return next((audit for audit in audits if audit is not None and audit.run.id == said.run_id), None)


def _sections(audit: Audit, edition: Edition, content: bytes) -> tuple[str | None, ...]:
    """Those whose sheet it may be: a page does not say of which section it is, but names it."""
    if edition is not Edition.SECTION:
        return (None,)
    return tuple(one for one in editions.sections(audit) if escape(visible(one)).encode() in content)


# --- who signs -----------------------------------------------------------------------------------------------------


def _signer(by: str, people: Mapping[str, Person], roles: Iterable[str]) -> tuple[str, str]:
    """Number and name of a person, or a role and no name."""
    number = meant_staff_number(by, people)
    person = people.get(number)
    if person is not None:
        if person.presence is Presence.LEFT:
            raise UsageError(message("{number} has left and can sign nothing.", number=number), _WHO_MAY_SIGN)
        return number, person.name
    role = next((role for role in roles if key(role) == key(by)), None)
    if role is None:
        raise UsageError(
            message(
                "{by} is neither in the staff directory nor named in the settings ([waivers] approvers).",
                by=by,
            ),
            _WHO_MAY_SIGN,
        )
    return role, ""


_WHO_MAY_SIGN: Message = message(
    "Name with --by the staff number of who reviewed the report, or a role of the settings ([waivers] approvers)."
)
