"""The finished audit: what every format is given, and all it is given.

Made by the nightly run, kept by the ledger, rebuilt from the ledger when a report is written again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from checks._contract import Review, Severity, Status, SubjectKind, Text

COMING_DAYS = 60
"""How many days after the day judged an audit looks ahead: two rounds of the monthly report."""

LOOK_BACK_DAYS = 31
"""For how many days it tells of a review or an exception that ended: the monthly report tells of each once."""


class State(StrEnum):
    """Where a finding is in its life, seen from this run."""

    NEW = "new"
    OPEN = "open"
    REOPENED = "reopened"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PackRef:
    id: str
    version: str
    name: Text


@dataclass(frozen=True, slots=True)
class RunInfo:
    """``started`` and ``finished`` are aware times in UTC by the machine's clock; ``day`` is the day judged."""

    id: str
    day: date
    started: datetime
    finished: datetime
    complete: bool
    pack: PackRef
    version: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Accounts not closed, logins that serve one, rows of the directory; then outcomes by (check, subject)."""

    accounts: int
    logins: int
    staff: int
    conforming: int
    nonconforming: int
    unverified: int
    pending: int
    advice: int
    waived: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Subject:
    kind: SubjectKind
    id: str
    name: str  # the account's name, or the login's user name
    accounts: tuple[str, ...]
    section: str
    services: tuple[str, ...] = ()  # of the account, or of the accounts that the login serves, each once


@dataclass(frozen=True, slots=True)
class AuditFinding:
    key: str  # "check:subject", the same every night
    check: str
    clause: str
    status: Status
    severity: Severity
    subject: Subject
    message: Text
    remedy: Text
    due: date | None
    first_seen: date
    state: State
    related: tuple[str, ...] = ()
    reason: str | None = None
    closed: date | None = None  # set only where state is CLOSED
    opened: date | None = None  # this time; None where an audit was kept by a version that did not tell it
    related_elsewhere: int = 0  # how many more there are that this edition does not name

    @property
    def stands_since(self) -> date:
        return self.first_seen if self.opened is None else self.opened


def finding_order(finding: AuditFinding) -> tuple[int, str, str, str]:
    """Sorts findings for every reader alike: gravest first, then by section, check and subject."""
    return (finding.severity.rank, finding.subject.section, finding.check, finding.subject.id)


@dataclass(frozen=True, slots=True)
class NotSeenEntry:
    check: str
    subject: str
    why: Text
    section: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Outcomes of one check, or of one check in one section."""

    conforming: int = 0
    nonconforming: int = 0
    unverified: int = 0
    pending: int = 0
    advice: int = 0
    waived: int = 0
    not_seen: int = 0
    not_applicable: int = 0


@dataclass(frozen=True, slots=True)
class SectionSize:
    """How much of a section was judged: its accounts that are not closed, and the logins counted to it."""

    section: str
    accounts: int
    logins: int


@dataclass(frozen=True, slots=True)
class MatrixCell:
    section: str
    check: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class CheckInfo:
    """A check as the report names it."""

    id: str
    title: Text
    clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """One clause of the guideline: in our own words, how it is covered, and what came out (by check)."""

    clause: str
    summary: Text
    cover: tuple[str, ...]  # words of the pack: check, evidence, event, document, conduct
    checks: tuple[str, ...]
    note: Text | None
    judged: bool  # False: no check of this version judges it


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One administrator in force, for the register of administrators.

    ``on_leave``: does not count towards the administrators an account needs.
    """

    account_id: str
    account_name: str
    service: str
    section: str
    staff_number: str
    name: str
    person_section: str
    title: str
    since: date | None
    on_leave: bool = False


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """Who is named manager of an account of the section, and is at work in it: the head whom its correction sheet is
    addressed to."""

    section: str
    staff_number: str
    name: str  # as the directory has it; empty where it has none
    title: str


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """A parameter in force: its value, and the clause or working rule it comes from.

    Where the city's settings changed it, ``override_reason`` says why, and ``source`` is that of ``pack_value``, which the
    pack itself sets (None: it sets none).
    """

    check: str
    name: str
    value: str
    source: Text
    override_reason: str | None
    pack_value: str | None = None


@dataclass(frozen=True, slots=True)
class PersonName:
    """How the staff directory names somebody whom reviews or waivers speak of."""

    staff_number: str
    name: str


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """An exception that is in force, or that ended not long ago; ``approver`` is a staff number or a named role."""

    key: str  # of the finding it waives
    check: str
    subject: Subject
    reason: str
    approver: str
    granted: date
    until: date  # the last day, as it was granted
    revoked: date | None  # from this day on no longer in force
    in_force: bool


@dataclass(frozen=True, slots=True)
class IncidentStages:
    """How far an incident is. A stage is None as long as it is not reached, or where nothing is asked for it.

    ``could_announce``: accounts that could carry the announcement, by id; None where nobody can tell, or nothing is to
    be announced any more. ``unfollowed``: a new password is asked for, and no login of the account is known that could show it.
    """

    id: str
    contained: date | None
    recovered: date | None
    published: date | None
    could_announce: tuple[str, ...] | None
    unfollowed: bool = False


class DeadlineKind(StrEnum):
    """What a coming day is the last one of."""

    TASK = "task"  # to do what a review or an incident asks for
    LAPSE = "lapse"  # on which a rule is kept, if nothing is done
    WAIVER = "waiver"  # of an exception
    FINDING = "finding"  # to put right what was found


@dataclass(frozen=True, slots=True)
class Deadline:
    """``what`` is to be done by the end of ``day``, or ends with it; from the next day on ``check`` tells of it."""

    day: date
    kind: DeadlineKind
    check: str
    what: Text
    subject: Subject


@dataclass(frozen=True, slots=True)
class Audit:
    """``findings`` stand open now, gravest first; ``closed`` ended with this run.

    ``unconfirmed`` stood open before, and this run could see nothing of them: neither confirmed nor ended.
    ``reviews`` are those with something left to do, and those that ended not long ago; ``subjects`` and ``people`` say
    more of the accounts, logins and persons in them. An order that takes effect after the day ``public`` is not for
    everybody yet, and ``people`` names nobody because of it.
    """

    city: str
    run: RunInfo
    counts: Counts
    findings: tuple[AuditFinding, ...]
    closed: tuple[AuditFinding, ...]
    not_seen: tuple[NotSeenEntry, ...]
    notes: tuple[Text, ...]  # limits of what was seen that are neither findings nor gaps
    checks: tuple[CheckInfo, ...]  # in the pack's order
    matrix: tuple[MatrixCell, ...]  # sections by name, checks in the pack's order; only cells with an outcome
    coverage: tuple[ClauseCoverage, ...]
    parameters: tuple[ParameterInfo, ...]
    register: tuple[RegisterRow, ...]
    unconfirmed: tuple[AuditFinding, ...] = ()
    not_set_up: tuple[str, ...] = ()  # checks that judged nothing because the city has not set them up
    reviews: tuple[Review, ...] = ()
    stages: tuple[IncidentStages, ...] = ()  # of the incidents among the reviews
    waivers: tuple[WaiverRow, ...] = ()
    deadlines: tuple[Deadline, ...] = ()  # of the coming weeks, by day
    subjects: tuple[Subject, ...] = ()
    people: tuple[PersonName, ...] = ()
    public: date | None = None  # None: the day judged
    tells_orders_ahead: bool = False  # only where the reader is who gave the orders
    sizes: tuple[SectionSize, ...] = ()  # by section
    limits: int = 0  # how many further limits of what was seen this edition counts and does not tell
    managers: tuple[ManagerRow, ...] = ()  # by section
    tells_alike: bool = (
        True  # False: this edition does not tell whose passwords are alike, and ``alike`` says nothing
    )
