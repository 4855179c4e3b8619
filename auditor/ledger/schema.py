"""The tables of the ledger.

Column names are the field names of the domain's dataclasses (``checks._contract``), so that a row is one. An id that an
inventory once gave keeps its row for good (``removed`` says since when no inventory has it): history refers to it.

A change here goes with a migration in ``migrations/versions`` and a new ``VERSION``; a test holds them together.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)

from auditor.duties.sighted import SecretKind
from auditor.ledger.columns import Count, Day, ExitCode, FreeText, LongCount, Moment, Octets, Strings, Word
from checks._contract import (
    Employment,
    EvidenceKind,
    Presence,
    ReviewKind,
    SecondFactor,
    Severity,
    Status,
    SubjectKind,
    TaskKind,
    TaskState,
    TransferKind,
    Verified,
)
from reports.report import Edition

VERSION = "0005"
"""The newest migration. Versions sort as text."""


class Event(StrEnum):
    """What happened in the life of a finding."""

    OPENED = "opened"
    REOPENED = "reopened"
    CHANGED = "changed"  # status or severity; a number in its sentence is no event
    CLOSED = "closed"


class TaskEvent(StrEnum):
    """What happened in the life of a task."""

    OPENED = "opened"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Entry(StrEnum):
    """Why something was added to the chain."""

    BEGUN = "begun"  # over everything that stood when the chain began
    RUN = "run"
    SIGNATURE = "signature"
    TASKS = "tasks"  # reviews and tasks changed between two runs


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# --- the register: what inventories brought ----------------------------------------------------------------

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", FreeText, primary_key=True),
    Column("service", FreeText, nullable=False),
    Column("name", FreeText, nullable=False),
    Column("url", FreeText, nullable=False),
    Column("section", FreeText, nullable=False),
    Column("shared_sections", Strings, nullable=False),
    Column("manager", FreeText),
    Column("opened", Day),
    Column("closed", Day),
    Column("purpose", FreeText, nullable=False),
    Column("verified", Word(Verified)),
    Column("first_imported", Day, nullable=False),
    Column("removed", Day),
)

logins = Table(
    "logins",
    metadata,
    Column("login_id", FreeText, primary_key=True),
    Column("username", FreeText, nullable=False),
    Column("holder", FreeText),
    Column("second_factor", Word(SecondFactor)),
    Column("password_changed", Day),
    Column("removed", Day),
)

login_accounts = Table(
    "login_accounts",
    metadata,
    Column("login_id", ForeignKey(logins.c.login_id), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),  # as the inventory lists them, from 0
    Column("account_id", ForeignKey(accounts.c.account_id), nullable=False, index=True),
)

login_pasts = Table(
    "login_pasts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login_id", ForeignKey(logins.c.login_id), nullable=False, index=True),
    # whose own it was, or which account it served; one of the two
    Column("holder", FreeText),
    Column("account_id", FreeText),
    Column("until", Day, nullable=False),  # the day of the import that had it otherwise
)

administrators = Table(
    "administrators",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey(accounts.c.account_id), nullable=False, index=True),
    Column("staff_number", FreeText, nullable=False),
    Column("since", Day),
    Column("until", Day),
    Column("appeared", Day),
    Column("gone", Day),
    Column("end_known", Day),  # the day a later import told its end (``until`` or ``gone``)
)

people = Table(
    "people",
    metadata,
    Column("staff_number", FreeText, primary_key=True),
    Column("name", FreeText, nullable=False),
    Column("kana", FreeText, nullable=False),
    Column("mail", FreeText, nullable=False),
    Column("section", FreeText, nullable=False),
    Column("title", FreeText, nullable=False),
    Column("employment", Word(Employment), nullable=False),
    Column("presence", Word(Presence), nullable=False),
    Column("birth_date_given", Boolean, nullable=False),
    Column("phone_given", Boolean, nullable=False),
    # keyed fingerprints of their written forms (measuring.personal.PersonalForms); none without a key
    Column("key_id", FreeText),
    Column("birth_date_forms", Octets),
    Column("phone_forms", Octets),
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("staff_number", FreeText, nullable=False),
    Column("effective", Day, nullable=False),
    Column("kind", Word(TransferKind), nullable=False),
    Column("from_section", FreeText, nullable=False),
    Column("to_section", FreeText, nullable=False),
    Column("known", Day, nullable=False),  # the day it was first given
    Column("withdrawn", Day),
    Column("renamed", Boolean, nullable=False),  # the section only got another name (contract, section 6)
    Column("past", Boolean, nullable=False),  # of a day before the very first inventory, which brought it
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recorded", Boolean, nullable=False),  # by a person's command; False: the newest import's
    Column("kind", Word(EvidenceKind), nullable=False),
    Column("dated", Day, nullable=False),
    Column("account_id", ForeignKey(accounts.c.account_id)),
    Column("login_id", ForeignKey(logins.c.login_id)),
    Column("until", Day),
    Column("by", FreeText, nullable=False),
    Column("document", FreeText, nullable=False),
    Column("note", FreeText, nullable=False),
    # of those that a command recorded
    Column("recorded_on", Day),
    Column("withdrawn", Day),
    Column("file_sha256", FreeText),
)

policies = Table(
    "policies",
    metadata,
    Column("account_id", ForeignKey(accounts.c.account_id), primary_key=True),
    Column("field", FreeText, primary_key=True),
    Column("value", FreeText, nullable=False),
)

# --- what nights found ------------------------------------------------------------------------------------

runs = Table(
    "runs",
    metadata,
    Column("id", FreeText, primary_key=True),
    Column("number", Count, nullable=False, unique=True),  # 1, 2, 3 … in the order of their starts
    Column("day", Day, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("complete", Boolean),
    Column("pack_id", FreeText, nullable=False),
    Column("pack_version", FreeText, nullable=False),
    Column("version", FreeText, nullable=False),  # of this program
    Column("counts", JSON),
    Column("summary", FreeText),  # JSON; of the newest finished run only
)

findings = Table(
    "findings",
    metadata,
    Column("key", FreeText, primary_key=True),
    Column("check", FreeText, nullable=False),
    Column("clause", FreeText, nullable=False),
    Column("subject_kind", Word(SubjectKind), nullable=False),
    Column("subject_id", FreeText, nullable=False),
    Column("subject_name", FreeText, nullable=False),
    Column("subject_accounts", Strings, nullable=False),
    Column("subject_section", FreeText, nullable=False),
    Column("status", Word(Status), nullable=False),
    Column("severity", Word(Severity), nullable=False),
    Column("message_ja", FreeText, nullable=False),
    Column("message_en", FreeText, nullable=False),
    Column("remedy_ja", FreeText, nullable=False),
    Column("remedy_en", FreeText, nullable=False),
    Column("related", Strings, nullable=False),
    Column("reason", FreeText),
    Column("due", Day),
    Column("first_seen", Day, nullable=False),  # ever
    Column("opened", Day, nullable=False),  # this time
    Column("opened_by", ForeignKey(runs.c.id), nullable=False),
    Column("reopened", Boolean, nullable=False),  # it had been closed before
    Column("closed", Day),
    Column("closed_by", ForeignKey(runs.c.id)),
)

finding_events = Table(
    "finding_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey(runs.c.id), nullable=False),
    Column("day", Day, nullable=False),
    Column("key", ForeignKey(findings.c.key), nullable=False, index=True),
    Column("event", Word(Event), nullable=False),
    Column("status_before", Word(Status)),
    Column("status_after", Word(Status)),
    Column("severity_before", Word(Severity)),
    Column("severity_after", Word(Severity)),
)

sightings = Table(
    "sightings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login_id", ForeignKey(logins.c.login_id), nullable=False),
    Column("kind", Word(SecretKind), nullable=False),
    Column("key_id", FreeText, nullable=False),
    Column("fingerprint", FreeText, nullable=False),
    Column("day", Day, nullable=False),
    Column("run_id", ForeignKey(runs.c.id), nullable=False),
)
Index("ix_sightings_login_id_kind", sightings.c.login_id, sightings.c.kind)

measurements = Table(
    "measurements",
    metadata,
    # Not tied to the register: a row is of use only while a login is measured, and is forgotten after.
    Column("login_id", FreeText, primary_key=True),
    Column("content", LargeBinary, nullable=False),  # ``auditor.measuring.memory``
)

vaults = Table(
    "vaults",
    metadata,
    Column("vault_id", FreeText, primary_key=True),
    Column("generation", Count, nullable=False),  # the highest that a run saw
    Column("day", Day, nullable=False),  # the day it first saw it
)

# --- duties -----------------------------------------------------------------------------------------------

reviews = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Word(ReviewKind), nullable=False),
    Column("staff_number", FreeText),
    Column("effective", Day, nullable=False),
    Column("known", Day, nullable=False),
    Column("accounts", Strings, nullable=False),
    # of incidents
    Column("at", Moment),
    Column("severity", Word(Severity)),
    Column("alike", Strings(or_none=True)),
    Column("note", FreeText, nullable=False),
    Column("last_sighting", Count),  # the newest when it was opened: what came later was seen after it
)
Index("ix_reviews_effective", reviews.c.effective)

tasks = Table(
    "tasks",
    metadata,
    Column("review", ForeignKey(reviews.c.number), primary_key=True),
    Column("kind", Word(TaskKind), primary_key=True),
    Column("subject", FreeText, primary_key=True),
    Column("place", Count, nullable=False),  # in the review, from 0
    Column("due", Day, nullable=False),
    Column("state", Word(TaskState), nullable=False),  # waived ones stand as they are without the waiver
    Column("closed", Day),
    Column("reopened", Boolean, nullable=False),
    Column("evidence", Count),  # number of the record that closed it
)

task_events = Table(
    "task_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review", ForeignKey(reviews.c.number), nullable=False, index=True),
    Column("kind", Word(TaskKind), nullable=False),
    Column("subject", FreeText, nullable=False),
    Column("day", Day, nullable=False),
    Column("event", Word(TaskEvent), nullable=False),
    Column("evidence", Count),
)

waivers = Table(
    "waivers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("check", FreeText, nullable=False),
    Column("subject", FreeText, nullable=False),
    Column("reason", FreeText, nullable=False),
    Column("approver", FreeText, nullable=False),
    Column("granted", Day, nullable=False),
    Column("until", Day, nullable=False),
    Column("revoked", Day),
)

proofs = Table(
    "proofs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login_id", ForeignKey(logins.c.login_id), nullable=False, index=True),
    Column("by", FreeText, nullable=False),
    Column("day", Day, nullable=False),
    Column("until", Day, nullable=False),
    Column("taken", Moment, nullable=False),  # by the machine's clock
    Column(
        "step", LongCount, nullable=False
    ),  # of the code's time: a code counts once (RFC 6238, section 5.2)
    Column("key_id", FreeText, nullable=False),
    Column("fingerprint", FreeText, nullable=False),  # of the seed
)

wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("login_id", ForeignKey(logins.c.login_id), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("count", Count, nullable=False),
)

# --- what months leave -------------------------------------------------------------------------------------

months = Table(
    "months",
    metadata,
    Column("month", Day, primary_key=True),  # its first day
    Column("day", Day, nullable=False),  # that its last kept run judged
    Column("run_id", ForeignKey(runs.c.id), nullable=False),
    Column("complete", Boolean, nullable=False),
    # JSON (``reports.history.Figures``): of the audit, and of the edition that tells no weakness apart
    Column("figures", FreeText, nullable=False),
    Column("plain", FreeText, nullable=False),
    Column("audit", Octets, nullable=False),  # the whole of it, as compressed JSON
)

signatures = Table(
    "signatures",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run_id", ForeignKey(runs.c.id), nullable=False),  # whose report was signed
    Column("month", Day),  # its first day; none: the report of a single day
    Column("day", Day, nullable=False),  # that the report judges
    Column("edition", FreeText, nullable=False),
    Column("sha256", FreeText, nullable=False),  # of the file
    Column("by", FreeText, nullable=False),
    Column("name", FreeText, nullable=False),  # as the directory had it then
    Column("signed", Day, nullable=False),
    Column("note", FreeText, nullable=False),
)

chain = Table(
    "chain",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 …
    Column("kind", Word(Entry), nullable=False),
    Column("what", FreeText, nullable=False, index=True),  # the run's id, the signature's number
    Column("day", Day),  # judged, or signed; none where the chain began with nothing
    Column("content", FreeText, nullable=False),  # JSON: what it covers (``auditor.ledger.chain``)
    Column("previous", FreeText, nullable=False),  # value of the entry before
    Column("value", FreeText, nullable=False, unique=True),
)

# --- mail ---------------------------------------------------------------------------------------------------

mail_readers = Table(
    "mail_readers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition", Word(Edition), nullable=False),
    Column("section", FreeText, nullable=False),  # "" of the editions for the whole city
    Column("address", FreeText, nullable=False),
    Column("run_id", FreeText),  # the newest of which all is told, with the day it judged
    Column("day", Day),
    Column("told", Moment),
    Column("failed", Moment),  # the newest try, where it failed since
    Column("failure", FreeText, nullable=False),  # the server's code, or a word of ours
    UniqueConstraint("edition", "section", "address", name="uq_mail_readers_edition_section_address"),
)

mail_told = Table(
    "mail_told",
    metadata,
    Column("reader", ForeignKey(mail_readers.c.id), primary_key=True),
    Column("key", FreeText, primary_key=True),  # of the thing (``reports.changes``)
    Column("status", FreeText, nullable=False),
    Column("day", Day, nullable=False),
    Column("due", Day),
    Column("late", Boolean, nullable=False),
)

# --- planned times ----------------------------------------------------------------------------------------

slots = Table(
    "slots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", FreeText, nullable=False),
    Column("slot", Moment, nullable=False),
    Column("claimed", Moment, nullable=False),
    Column("finished", Moment),
    Column("exit_code", ExitCode),
    UniqueConstraint("job", "slot", name="uq_slots_job_slot"),
)
