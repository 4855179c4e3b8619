"""The words of the domain: what an inventory holds, what was measured, and what a check may say.

They live at the bottom because everybody speaks them, and because the author of a check should need this
folder only. Nothing here holds a password, a seed, a birth date or a phone number: plaintext stays in
``auditor.vault`` and ``auditor.measuring``, and what leaves those rooms is a ``LoginMeasurement``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from functools import cached_property
from struct import unpack
from typing import Any, ClassVar, Generic, Protocol, TypeVar, assert_never

from checks._eras import in_words

# --- words in two languages -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the product.

    A check keeps its sentences beside its rule, so that adding a check touches one file. ``{name}`` in them is
    filled by :meth:`fill`; what is filled in is data and is never interpreted again.
    """

    ja: str
    en: str

    def fill(self, **values: Filling) -> Text:
        """The sentence with its gaps filled; dates come out in each language's own form.

        Raises KeyError when a gap has no value: a mistake in the check.
        """
        return Text(
            ja=self.ja.format_map({name: _ja(value) for name, value in values.items()}),
            en=self.en.format_map({name: _en(value) for name, value in values.items()}),
        )

    def __add__(self, other: Text) -> Text:
        """Two sentences one after the other (Japanese needs no space between them)."""
        return Text(ja=self.ja + other.ja, en=f"{self.en} {other.en}")


Filling = str | int | float | date | Text


def _ja(value: Filling) -> str:
    match value:
        case Text():
            return value.ja
        case date():
            return in_words(value)
        case _:
            return str(value)


def _en(value: Filling) -> str:
    match value:
        case Text():
            return value.en
        case date():
            return value.isoformat()
        case _:
            return str(value)


def listed(items: Iterable[Text]) -> Text:
    """Several short texts as one enumeration: 「A、B」, "A, B"."""
    items = tuple(items)
    return Text(ja="、".join(item.ja for item in items), en=", ".join(item.en for item in items))


# --- closed lists (contract, sections 1 and 4) ---------------------------------------------------------------


class Severity(StrEnum):
    """How much a finding matters, gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest; sorts and compares."""
        return list(Severity).index(self)


class Status(StrEnum):
    """Where a finding stands (contract, section 4)."""

    NONCONFORMING = "nonconforming"
    UNVERIFIED = "unverified"
    PENDING = "pending"
    ADVICE = "advice"
    WAIVED = "waived"


class SubjectKind(StrEnum):
    LOGIN = "login"
    ACCOUNT = "account"


class Verified(StrEnum):
    YES = "yes"
    NO = "no"
    UNAVAILABLE = "unavailable"


class SecondFactor(StrEnum):
    TOTP = "totp"
    PASSKEY = "passkey"
    SECURITY_KEY = "security-key"
    APP = "app"
    SMS = "sms"
    EMAIL = "email"
    NONE = "none"


class Employment(StrEnum):
    STAFF = "staff"
    TEMPORARY = "temporary"
    CONTRACTOR = "contractor"
    ELECTED = "elected"


class Presence(StrEnum):
    """Whether a person of the directory is at work (column ``status`` of the table ``staff``)."""

    ACTIVE = "active"
    LEAVE = "leave"
    LEFT = "left"


class TransferKind(StrEnum):
    TRANSFER = "transfer"
    RETIREMENT = "retirement"
    LEAVE = "leave"
    SECONDMENT = "secondment"
    RETURN = "return"
    PROMOTION = "promotion"
    HIRE = "hire"
    CONCURRENT = "concurrent"
    CANCELLED = "cancelled"


class EvidenceKind(StrEnum):
    USE_APPROVED = "use-approved"
    OPERATING_RULES = "operating-rules"
    TERMS_OF_USE = "terms-of-use"
    NON_STAFF_PERMITTED = "non-staff-permitted"
    REGISTER_SUBMITTED = "register-submitted"
    RECORDS_KEPT = "records-kept"
    SUPERVISION = "supervision"
    POSTING_AUTHORITY = "posting-authority"
    SECOND_FACTOR_SET = "second-factor-set"
    SITE_LISTING = "site-listing"
    PROFILE_BACKLINK = "profile-backlink"
    PROFILE_SHOWS_POLICY = "profile-shows-policy"
    VERIFIED_BADGE = "verified-badge"
    PASSWORD_NOT_KNOWN = "password-not-known"
    SESSIONS_ENDED = "sessions-ended"
    # incident steps
    CHANGE_PASSWORD = "change-password"
    REPORT_TO_PLATFORM = "report-to-platform"
    ANNOUNCE_ELSEWHERE = "announce-elsewhere"
    REPORT_INSIDE = "report-inside"
    CORRECT = "correct"
    PUBLISH = "publish"
    POLICE = "police"


class ReviewKind(StrEnum):
    """What opened a review: somebody leaves their post, drops out of the administrators, or an incident (contract,
    sections 5 and 6)."""

    TRANSFER = "transfer"
    ADMINISTRATOR_CHANGE = "administrator-change"
    TAKEOVER = "takeover"
    IMPERSONATION = "impersonation"
    FLAMING = "flaming"
    WRONG_POST = "wrong-post"

    @property
    def is_incident(self) -> bool:
        return self not in (ReviewKind.TRANSFER, ReviewKind.ADMINISTRATOR_CHANGE)


class TaskKind(StrEnum):
    """The duties of a review and of an incident, in the order they are told (contract, section 5)."""

    REPLACE_ADMINISTRATOR = "replace-administrator"
    NAME_MANAGER = "name-manager"
    CHANGE_PASSWORD = "change-password"
    RENEW_SECOND_FACTOR = "renew-second-factor"
    END_SESSIONS = "end-sessions"
    SUBMIT_REGISTER = "submit-register"
    REPORT_TO_PLATFORM = "report-to-platform"
    ANNOUNCE_ELSEWHERE = "announce-elsewhere"
    REPORT_INSIDE = "report-inside"
    CORRECT = "correct"
    PUBLISH = "publish"
    POLICE = "police"

    @property
    def subject_kind(self) -> SubjectKind:
        """What the task is about."""
        match self:
            case TaskKind.CHANGE_PASSWORD | TaskKind.RENEW_SECOND_FACTOR | TaskKind.END_SESSIONS:
                return SubjectKind.LOGIN
            case _:
                return SubjectKind.ACCOUNT

    @property
    def seen_by_machine(self) -> bool:
        """Whether a night closes it, and nobody's word does."""
        return self in (
            TaskKind.REPLACE_ADMINISTRATOR,
            TaskKind.NAME_MANAGER,
            TaskKind.CHANGE_PASSWORD,
            TaskKind.RENEW_SECOND_FACTOR,
        )


class TaskState(StrEnum):
    OPEN = "open"  # late and reopened too
    CLOSED = "closed"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"


class Grade(StrEnum):
    """How well a second factor is evidenced, best first (contract, section 4, ``second-factor``)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    def reaches(self, least: Grade) -> bool:
        return self.value <= least.value


# --- the inventory ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """One official account on one service."""

    account_id: str
    service: str  # a known service's short name ("x", "line"), or the word as written
    name: str = ""
    url: str = ""
    section: str = ""
    shared_sections: tuple[str, ...] = ()
    manager: str | None = None  # staff number of the section head
    opened: date | None = None
    closed: date | None = None
    purpose: str = ""
    verified: Verified | None = None

    def is_closed(self, day: date) -> bool:
        return self.closed is not None and self.closed <= day


@dataclass(frozen=True, slots=True)
class Login:
    """One way in: a user name with a password. It serves one account or several."""

    login_id: str
    accounts: tuple[str, ...]
    username: str = ""
    holder: str | None = (
        None  # staff number where the login is one person's own; None = the administrators share it
    )
    second_factor: SecondFactor | None = None  # None = not known
    password_changed: date | None = None  # what people say


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the staff directory, without what may only be measured (birth date, phone)."""

    staff_number: str
    name: str = ""
    kana: str = ""
    mail: str = ""
    section: str = ""
    title: str = ""
    employment: Employment = Employment.STAFF
    presence: Presence = Presence.ACTIVE


@dataclass(frozen=True, slots=True)
class Administrator:
    """A time in which somebody administers an account; the register is made of these.

    ``since`` and ``until`` are the first and the last day in force as people state them. ``appeared`` is the
    day an import first brought the row (None: it was there from the first import on), ``gone`` the day an
    import no longer had it: from that day on it is not in force. ``end_known`` is the day a later import
    told its end, by either of the two; None where nothing ends it, or the row came with its end.
    """

    account_id: str
    staff_number: str
    since: date | None = None
    until: date | None = None
    appeared: date | None = None
    gone: date | None = None
    end_known: date | None = None

    def in_force(self, day: date) -> bool:
        return (
            (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
            and (self.gone is None or day < self.gone)
        )

    @property
    def began(self) -> date | None:
        """The day this administrator began, as far as anybody knows."""
        return self.since or self.appeared

    @property
    def ended(self) -> date | None:
        """The first day on which this administrator is no longer in force, None while nothing ends it."""
        until = self.until if self.until != date.max else None  # people write 9999-12-31 for "still"
        after_until = None if until is None else date.fromordinal(until.toordinal() + 1)
        return min((day for day in (after_until, self.gone) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """One line of personnel's transfer list."""

    staff_number: str
    name: str
    effective: date
    kind: TransferKind
    from_section: str = ""
    to_section: str = ""


MISSED_BY_MACHINE = "auditor（site check：なし）"
"""Who recorded that the machine looked and the thing was not there. People's words are folded to half width: none can bear it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person records that was done. Neither account nor login set: it speaks for the whole city."""

    kind: EvidenceKind
    dated: date
    account_id: str | None = None
    login_id: str | None = None
    until: date | None = None
    by: str = ""
    document: str = ""
    note: str = ""
    number: int | None = field(default=None, compare=False)  # the ledger's; the same statement twice is one

    def last_day(self, valid_days: int | None = None) -> date | None:
        """The last day it holds, None where nothing ends it; ``valid_days`` counts where it states no end itself."""
        if self.until is not None or valid_days is None:
            return self.until
        return self.dated + timedelta(days=valid_days)

    @property
    def denies(self) -> bool:
        """Whether it says that the thing was looked for and not there (evidence of grade A, as the sight of it is)."""
        return self.by == MISSED_BY_MACHINE

    def in_date(self, day: date, valid_days: int | None = None) -> bool:
        """Whether it holds on ``day``; ``valid_days`` as for :meth:`last_day`."""
        if self.dated > day:
            return False
        last_day = self.last_day(valid_days)
        return last_day is None or day <= last_day


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception: this check is not insisted on for this subject, for that reason, until that day.

    ``granted`` is the first day and ``until`` the last; from ``revoked`` on it is no longer in force.
    """

    number: int
    check: str
    subject: str
    reason: str
    approver: str  # staff number or named role
    granted: date
    until: date
    revoked: date | None = None

    @property
    def key(self) -> str:
        """Of the finding it waives."""
        return f"{self.check}:{self.subject}"

    def in_force(self, day: date) -> bool:
        return self.granted <= day <= self.until and (self.revoked is None or day < self.revoked)


@dataclass(frozen=True, slots=True)
class Proof:
    """A code from an administrator's device matched the seed that the vault still holds (grade B)."""

    day: date
    until: date  # the last day it holds
    by: str  # staff number of who showed the code; empty where nobody was named


@dataclass(frozen=True, slots=True)
class Task:
    """One dated duty of a review. ``subject`` is a login or an account, as ``kind`` says.

    ``closed`` is the day it was seen to be done, ``evidence`` the number of the record that closed it (None where the
    machine saw it, or where an import brought the record). A task that was closed and came back is ``reopened``.
    """

    kind: TaskKind
    subject: str
    due: date
    state: TaskState = TaskState.OPEN
    closed: date | None = None
    reopened: bool = False
    evidence: int | None = None

    def is_late(self, day: date) -> bool:
        return self.state is TaskState.OPEN and self.due < day


@dataclass(frozen=True, slots=True)
class Review:
    """What an event asks for: a transfer, a change of administrators, or an incident, with its tasks.

    ``effective`` is the day from which something can close a task; ``known`` the day the event was taken in. An incident
    bears the moment it was noticed (``at``, aware), its ``severity``, and the logins whose password was ``alike`` (the
    same or nearly the same) when it was opened, None where no night had seen that yet. ``accounts`` in their order.
    """

    id: str
    kind: ReviewKind
    staff_number: str | None
    effective: date
    known: date
    accounts: tuple[str, ...]
    tasks: tuple[Task, ...]
    at: datetime | None = None
    severity: Severity | None = None
    alike: tuple[str, ...] | None = None
    note: str = ""
    last_sighting: int | None = None  # number of the newest when an incident was opened

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.state is TaskState.OPEN)


@dataclass(frozen=True, slots=True)
class Policy:
    """Operation policy and terms of use of one account, field by field (the packs name the fields)."""

    account_id: str
    fields: Mapping[str, str]


# --- what measuring lets out --------------------------------------------------------------------------------------


class WhyUnseen(Enum):
    """Why a thing could not be measured. Each is a reason why nothing about it may read as a pass."""

    NO_ENTRY = "no-entry"
    EMPTY = "empty"
    REFUSED = "refused"
    NO_KEY = "no-key"
    FORMS_OF_ANOTHER_KEY = "forms-of-another-key"
    NO_DIRECTORY = "no-directory"
    TOO_SLOW = "too-slow"
    MEASURING_BROKE = "measuring-broke"
    CHANGED = "changed"
    BREACH_LIST = "breach-list"
    BREACH_SERVICE = "breach-service"

    @property
    def text(self) -> Text:
        match self:
            case WhyUnseen.NO_ENTRY:
                return Text("金庫に登録がありません。", "The vault has no entry.")
            case WhyUnseen.EMPTY:
                return Text("金庫の登録が空です。", "The vault's entry is empty.")
            case WhyUnseen.REFUSED:
                return Text("金庫から読み取れませんでした。", "The vault refused to give the entry.")
            case WhyUnseen.NO_KEY:
                return Text("照合用の鍵が金庫にありません。", "The key for comparing is not in the vault.")
            case WhyUnseen.FORMS_OF_ANOTHER_KEY:
                return Text(
                    "職員の照合用データが欠けているか、現在の鍵で作られていません。台帳を取り込み直してください。",
                    "The directory's fingerprints are incomplete or were made with another key; import the inventory again.",
                )
            case WhyUnseen.NO_DIRECTORY:
                return Text("職員名簿が取り込まれていません。", "No staff directory was imported.")
            case WhyUnseen.TOO_SLOW:
                return Text("判定が制限時間を超えました。", "Measuring took longer than allowed.")
            case WhyUnseen.MEASURING_BROKE:
                return Text("測定中に内部エラーが起きました。", "Measuring broke.")
            case WhyUnseen.CHANGED:
                return Text(
                    "点検の途中でパスワードが変更されました。",
                    "The password was changed while the audit ran.",
                )
            case WhyUnseen.BREACH_LIST:
                return Text(
                    "流出パスワードの一覧では確かめられませんでした。",
                    "The list of leaked passwords could not tell.",
                )
            case WhyUnseen.BREACH_SERVICE:
                return Text(
                    "流出パスワードの照会サービスから回答を得られませんでした。",
                    "The service that knows leaked passwords gave no answer.",
                )
        assert_never(self)


@dataclass(frozen=True, slots=True)
class Unseen:
    """A value that could not be measured, and why."""

    why: WhyUnseen


@dataclass(frozen=True, slots=True)
class Weakness:
    """One recognised part of a password: its kind (``dictionary``, ``date``, ``city-word`` …) and its length."""

    kind: str
    length: int


class PersonalKind(StrEnum):
    STAFF_NUMBER = "staff-number"
    BIRTH_DATE = "birth-date"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class PersonalMatch:
    """A password holds a piece of somebody's data: which kind, and whether of a person tied to the login."""

    kind: PersonalKind
    tied: bool
    length: int


@dataclass(frozen=True, slots=True)
class NearForms:
    """Keyed forms from which two passwords are seen to be nearly the same, without either password.

    Each field holds forms of ``FORM_BYTES`` bytes, sorted and put together (``packed``). ``stems``: the folded password,
    whole and without its trailing digits and signs; two passwords with a stem in common are nearly the same.
    ``whole``: the exact password, one form; ``holes``: with one place left open; ``shorter``: with one character left
    out. Exactly one edit lies between two passwords when they share a hole (substitution), or one's ``whole`` is among
    the other's ``shorter``. Some forms are fillers that meet no other password's.

    Forms of 64 bits agree by chance as random numbers do. Among 100,000 passwords of 16 characters there are 1.3 * 10^12
    pairs of holes, 3.2 * 10^11 of stems and 1.6 * 10^11 of a whole with a shorter one, so one city in ten million of
    that size is told of a pair that is none, as advice.
    """

    FORM_BYTES: ClassVar[int] = 8

    stems: bytes
    whole: bytes
    holes: bytes
    shorter: bytes

    @staticmethod
    def packed(forms: Iterable[bytes]) -> bytes:
        """Sorted, so that their order tells nothing."""
        return b"".join(sorted(forms))

    @staticmethod
    def unpacked(forms: bytes) -> tuple[int, ...]:
        """As numbers, in ascending order. Raises ValueError when it is no whole number of forms."""
        count, rest = divmod(len(forms), NearForms.FORM_BYTES)
        if rest:
            raise ValueError(f"{len(forms)} bytes are no whole number of forms")
        return unpack(f">{count}Q", forms)


@dataclass(frozen=True, slots=True)
class PasswordMeasurement:
    """What is known of a password once it was measured. Nothing in it gives the password back."""

    fingerprint: str  # keyed; equal exactly when the passwords are equal (contract: "the same password")
    length: int  # characters
    guesses_log10: float
    weaknesses: tuple[Weakness, ...]
    longest_run: int  # of one same character
    longest_sequence: int  # of consecutive digits or letters, up or down
    personal: tuple[PersonalMatch, ...] | Unseen
    near: NearForms


@dataclass(frozen=True, slots=True)
class SeedMeasurement:
    """What is known of a second factor's seed."""

    fingerprint: str  # keyed; of the decoded bytes where it is Base32
    is_base32: bool
    bits: int  # length of the decoded seed; 0 where it is no Base32


@dataclass(frozen=True, slots=True)
class BreachCount:
    """How often a password stands in a list of leaked ones, at least; 0: it was looked up and is not in it."""

    times: int


@dataclass(frozen=True, slots=True)
class LoginMeasurement:
    """One login, measured. ``seed`` is None where the vault holds none, which is no fault by itself.

    ``breached`` is None where the city has set up no list of leaked passwords.
    """

    login_id: str
    password: PasswordMeasurement | Unseen
    seed: SeedMeasurement | Unseen | None
    breached: BreachCount | Unseen | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Since when the machine knows the present password of a login.

    ``first_seen`` is the day of the first run that read this very password there; ``changes_seen`` says whether
    the machine has seen another password on that login before.
    """

    first_seen: date
    changes_seen: bool


# --- facts: everything a check may look at ---------------------------------------------------------------------------


class Calendar(Protocol):
    """Counts the city's working days."""

    def after(self, day: date, working_days: int) -> date:
        """The ``working_days``-th working day after ``day``."""


@dataclass(frozen=True)
class Facts:
    """What is known on the day judged. Handed to every check; built anew each run."""

    day: date
    calendar: Calendar
    accounts: Mapping[str, Account] = field(default_factory=dict)
    logins: Mapping[str, Login] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    administrators: tuple[Administrator, ...] = ()  # with their history
    evidence: tuple[Evidence, ...] = ()
    policies: Mapping[str, Policy] = field(default_factory=dict)
    measurements: Mapping[str, LoginMeasurement] = field(default_factory=dict)
    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    first_imported: Mapping[str, date] = field(
        default_factory=dict
    )  # account id → day an import first brought it
    reviews: tuple[Review, ...] = ()  # those that are known on the day, with closed ones
    proofs: Mapping[str, Proof] = field(default_factory=dict)  # login id → the newest of the present seed
    waivers: Mapping[str, Waiver] = field(default_factory=dict)  # key of a finding → the newest waiver of it

    @cached_property
    def open_accounts(self) -> Mapping[str, Account]:
        return {key: account for key, account in self.accounts.items() if not account.is_closed(self.day)}

    @cached_property
    def closed_accounts(self) -> Mapping[str, Account]:
        return {key: account for key, account in self.accounts.items() if account.is_closed(self.day)}

    @cached_property
    def serving_logins(self) -> Mapping[str, Login]:
        """The logins that serve an account which is not closed."""
        return {
            key: login
            for key, login in self.logins.items()
            if any(account_id in self.open_accounts for account_id in login.accounts)
        }

    @cached_property
    def logins_of(self) -> Mapping[str, tuple[Login, ...]]:
        """Account id → its logins."""
        found: dict[str, list[Login]] = {}
        for login in self.logins.values():
            for account_id in login.accounts:
                found.setdefault(account_id, []).append(login)
        return {account_id: tuple(logins) for account_id, logins in found.items()}

    @cached_property
    def _administrators_of(self) -> Mapping[str, tuple[Administrator, ...]]:
        found: dict[str, list[Administrator]] = {}
        for administrator in self.administrators:
            found.setdefault(administrator.account_id, []).append(administrator)
        return {account_id: tuple(rows) for account_id, rows in found.items()}

    def administrators_of(self, account_id: str) -> tuple[Administrator, ...]:
        """All that were ever administrators of the account."""
        return self._administrators_of.get(account_id, ())

    def in_force(self, account_id: str) -> tuple[Administrator, ...]:
        """The account's administrators in force on the day judged."""
        return tuple(row for row in self.administrators_of(account_id) if row.in_force(self.day))

    @cached_property
    def _evidence_by_subject(
        self,
    ) -> Mapping[tuple[EvidenceKind, str | None, str | None], tuple[Evidence, ...]]:
        found: dict[tuple[EvidenceKind, str | None, str | None], list[Evidence]] = {}
        for record in self.evidence:
            if record.denies:
                continue
            if record.account_id is not None and record.login_id is not None:  # speaks of each of the two
                found.setdefault((record.kind, record.account_id, None), []).append(record)
                found.setdefault((record.kind, None, record.login_id), []).append(record)
            else:
                found.setdefault((record.kind, record.account_id, record.login_id), []).append(record)
        return {key: tuple(records) for key, records in found.items()}

    @cached_property
    def _denials(self) -> Mapping[tuple[EvidenceKind, str | None], tuple[date, ...]]:
        found: dict[tuple[EvidenceKind, str | None], list[date]] = {}
        for record in self.evidence:
            if record.denies:
                found.setdefault((record.kind, record.account_id), []).append(record.dated)
        return {key: tuple(days) for key, days in found.items()}

    def last_missed(self, kind: EvidenceKind, account_id: str) -> date | None:
        """The last day on which the machine looked for it, and it was not there; None where it never looked in vain."""
        days = self._denials.get((kind, account_id), ())
        return max((day for day in days if day <= self.day), default=None)

    def evidence_about(
        self, kind: EvidenceKind, account_id: str | None, login_id: str | None
    ) -> tuple[Evidence, ...]:
        """Records that name this very account or login."""
        return self._evidence_by_subject.get((kind, account_id, login_id), ())

    @cached_property
    def _left_to_do(self) -> Mapping[str, tuple[tuple[Review, Task], ...]]:
        found: dict[str, list[tuple[Review, Task]]] = {}
        for review in self.reviews:
            for task in review.tasks:
                if task.state in (TaskState.OPEN, TaskState.WAIVED):
                    for account_id in dict.fromkeys(self._accounts_of(task, review)):
                        found.setdefault(account_id, []).append((review, task))
        return {account_id: tuple(tasks) for account_id, tasks in found.items()}

    def _accounts_of(self, task: Task, review: Review) -> tuple[str, ...]:
        if task.kind.subject_kind is SubjectKind.ACCOUNT:
            return (task.subject,)
        login = self.logins.get(task.subject)
        # The duty about a login that left the inventory is not done by that: it shows where the review looked.
        return review.accounts if login is None else login.accounts

    def left_to_do(self, account_id: str) -> tuple[tuple[Review, Task], ...]:
        """Every task about the account or a login of it that is open or waived, with its review."""
        return self._left_to_do.get(account_id, ())

    def on(self, day: date) -> Facts:
        """The same facts with ``day`` for today. What was looked up and is the same on any day is not looked up again."""
        other = replace(self, day=day)
        for name in ("logins_of", "_administrators_of", "_evidence_by_subject", "_denials", "_left_to_do"):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    def evidence_for_account(self, kind: EvidenceKind, account_id: str) -> tuple[Evidence, ...]:
        """Records about the account, and those that speak for the whole city."""
        return self._evidence_by_subject.get((kind, account_id, None), ()) + self._evidence_by_subject.get(
            (kind, None, None), ()
        )

    def evidence_for_login(self, kind: EvidenceKind, login_id: str) -> tuple[Evidence, ...]:
        """Records about the login, and about each account it serves, and those for the whole city."""
        served = self.logins[login_id].accounts if login_id in self.logins else ()
        about_accounts = (
            self._evidence_by_subject.get((kind, account_id, None), ()) for account_id in served
        )
        return (
            self._evidence_by_subject.get((kind, None, login_id), ())
            + tuple(record for records in about_accounts for record in records)
            + self._evidence_by_subject.get((kind, None, None), ())
        )

    def password_of(self, login_id: str) -> PasswordMeasurement | Unseen:
        measured = self.measurements.get(login_id)
        return measured.password if measured else Unseen(WhyUnseen.NO_ENTRY)

    def seed_of(self, login_id: str) -> SeedMeasurement | Unseen | None:
        measured = self.measurements.get(login_id)
        return measured.seed if measured else Unseen(WhyUnseen.NO_ENTRY)

    def breached_of(self, login_id: str) -> BreachCount | Unseen | None:
        measured = self.measurements.get(login_id)
        return measured.breached if measured else Unseen(WhyUnseen.NO_ENTRY)

    def seen_password(self, login_id: str) -> PasswordMeasurement:
        """The measurement of a check that needs ``Need.PASSWORD``.

        Raises LookupError where it was not seen: a check that did not declare its need.
        """
        return _seen(self.password_of(login_id))

    def seen_seed(self, login_id: str) -> SeedMeasurement | None:
        """The same for ``Need.SEED``; None where the vault holds no seed."""
        return _seen(self.seed_of(login_id))

    def seen_breached(self, login_id: str) -> BreachCount | None:
        """The same for ``Need.BREACHED``; None where there is no list to look into."""
        return _seen(self.breached_of(login_id))


V = TypeVar("V")


def _seen(value: V | Unseen) -> V:
    match value:
        case Unseen():
            raise LookupError("a check looked at what was not seen; declare it in `needs`")
        case _:
            return value


# --- what a check says --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conforming:
    """The rule was judged and is kept."""

    subject: str


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The rule does not concern this subject.

    ``not_set_up``: it would, but the city has not set up what the rule is judged with. The report says so in its
    notes; a finding that stood open is neither confirmed nor gone.
    """

    subject: str
    not_set_up: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The rule is not kept, or could not be judged from what people recorded (``unverified``).

    At most one a check and subject: its key is ``check:subject``. ``due`` only where the rule itself gives the
    day; otherwise the engine counts it from the pack. ``reason`` is a short fixed word that tells the check's
    cases apart for programs. ``by`` are the parameters by which it was judged, where they come from clauses of their own.
    """

    subject: str
    status: Status
    message: Text
    remedy: Text
    related: tuple[str, ...] = ()
    due: date | None = None
    reason: str | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSeen:
    """The check lacked the facts it needs for this subject. Never a pass; the run is incomplete."""

    subject: str
    why: Text


@dataclass(frozen=True, slots=True)
class Broke:
    """The check raised an exception. Carries its type and nothing of its text, which could hold anything."""

    subject: str | None
    exception: str


Outcome = Conforming | NotApplicable | Finding | NotSeen | Broke


class Need(Enum):
    """What a login check must have seen before it may say that a login conforms."""

    PASSWORD = "password"
    PERSONAL = "personal"
    SEED = "seed"
    SIGHTING = "sighting"
    BREACHED = "breached"

    def missing(self, facts: Facts, login_id: str) -> Text | None:
        """Why this need is not met for the login, None where it is."""
        match self:
            case Need.PASSWORD:
                seen: object = facts.password_of(login_id)
            case Need.PERSONAL:
                password = facts.password_of(login_id)
                seen = password if isinstance(password, Unseen) else password.personal
            case Need.SEED:
                seen = facts.seed_of(login_id)
            case Need.BREACHED:
                seen = facts.breached_of(login_id)
            case Need.SIGHTING:
                if login_id not in facts.sightings:
                    return WhyUnseen.NO_ENTRY.text
                return None
            case _:
                assert_never(self)
        return seen.why.text if isinstance(seen, Unseen) else None


P = TypeVar("P")
S = TypeVar("S", Account, Login)


@dataclass(frozen=True, slots=True)
class NoParameters:
    """For checks that the pack has nothing to say to."""


class Check(ABC, Generic[S, P]):
    """One rule. A check file holds one subclass of ``LoginCheck``, ``ComparingLoginCheck`` or ``AccountCheck``.

    What a check says nothing about conforms, provided that its ``needs`` were met; so a check yields findings
    (and ``NotApplicable``), and rarely anything else.
    """

    subject: ClassVar[SubjectKind]
    title: ClassVar[Text]
    parameters: ClassVar[type]  # a frozen dataclass; the pack's values are validated against it
    needs: ClassVar[frozenset[Need]] = frozenset()

    @classmethod
    def leans_on(cls, parameters: P) -> Mapping[str, str]:  # noqa: ARG003 - most lean on none
        """Parameter → the check without which, at its value, the rule would never ask for anything: a pack needs both."""
        return {}

    @abstractmethod
    def examine_all(self, subjects: tuple[S, ...], facts: Facts, parameters: P) -> Iterator[Outcome]:
        """Over all subjects whose needs are met."""


class ComparingLoginCheck(Check[Login, P]):
    """For rules that set one login against the others: write ``examine_all``."""

    subject = SubjectKind.LOGIN


class LoginCheck(Check[Login, P]):
    """For rules on one login: write ``examine_one``."""

    subject = SubjectKind.LOGIN

    def examine_all(self, subjects: tuple[Login, ...], facts: Facts, parameters: P) -> Iterator[Outcome]:
        for login in subjects:
            yield from self.examine_one(login, facts, parameters)

    @abstractmethod
    def examine_one(self, login: Login, facts: Facts, parameters: P) -> Iterator[Outcome]:
        """What the rule says about one login."""


class AccountCheck(Check[Account, P]):
    """For rules on one account: write ``examine_one``. ``of_closed``: it judges the closed accounts, and no open one."""

    subject = SubjectKind.ACCOUNT
    of_closed: ClassVar[bool] = False

    def examine_all(self, subjects: tuple[Account, ...], facts: Facts, parameters: P) -> Iterator[Outcome]:
        for account in subjects:
            yield from self.examine_one(account, facts, parameters)

    @abstractmethod
    def examine_one(self, account: Account, facts: Facts, parameters: P) -> Iterator[Outcome]:
        """What the rule says about one account."""


AnyCheck = Check[Any, Any]


# --- policy: what a municipality asks for ------------------------------------------------------------------------------


class Cover(StrEnum):
    """How a clause of a guideline is answered for."""

    CHECK = "check"  # judged by the machine from what it can see
    EVIDENCE = "evidence"  # a person records it; the machine judges the record
    EVENT = "event"  # something happened, and dated tasks follow
    DOCUMENT = "document"  # the product writes the document that is asked for
    CONDUCT = "conduct"  # what a post may say, how people behave: out of scope


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a guideline, in our own words. A clause without checks says in ``note`` why."""

    id: str
    summary: Text
    cover: tuple[Cover, ...]
    checks: tuple[str, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One check as a pack asks for it: for which clause, how grave, with which parameters from where.

    ``parameters`` is an instance of the check's own dataclass; ``sources`` says for each one that is set which clause
    or working rule it comes from. ``overridden`` are the ones that the city's settings set to something else than the
    pack, with the pack's own value (None: it sets none), which ``sources`` speaks of; ``override_reason`` says why.
    ``clauses`` has the clause of each parameter that comes from one.
    """

    check: str
    clause: str
    severities: Mapping[Status, Severity]
    parameters: Any
    sources: Mapping[str, Text] = field(default_factory=dict)
    overridden: Mapping[str, Any] = field(default_factory=dict)
    override_reason: str | None = None
    clauses: Mapping[str, str] = field(default_factory=dict)

    def clause_of(self, finding: Finding) -> str:
        """The clauses that the finding is about: those of the parameters it was judged by, else the check's own."""
        return (
            "・".join(dict.fromkeys(self.clauses.get(name, self.clause) for name in finding.by))
            or self.clause
        )

    def severity(self, status: Status) -> Severity:
        """A status that the pack does not grade by itself counts like the gravest that it does."""
        return self.severities.get(status, self.gravest)

    @property
    def gravest(self) -> Severity:
        return min(self.severities.values(), key=lambda severity: severity.rank)


class FormId(StrEnum):
    """The forms that can be written; a pack says which of them its guideline asks for."""

    OPERATION_POLICY = "operation-policy"
    LISTING_REQUEST = "listing-request"
    LISTING_NOTICE = "listing-notice"
    REMOVAL_REQUEST = "removal-request"
    REMOVAL_NOTICE = "removal-notice"
    REGISTER = "register"


class FilledFrom(StrEnum):
    """What of the inventory fills a field of an operation policy that its own table leaves empty."""

    SERVICE = "service"
    NAME = "name"
    URL = "url"
    PURPOSE = "purpose"
    PERIOD = "period"  # the days on which the account was opened and closed
    PEOPLE = "people"  # posts of who manages and who runs it, without names: the policy is published


@dataclass(frozen=True, slots=True)
class PackForm:
    """A form that the guideline asks for. ``name``: what the guideline calls it (様式1), where it does.

    ``office``: the section that keeps the public list, to which requests go and from which notices come. ``filled``: for
    an operation policy, which of its fields come from elsewhere in the inventory where its own table leaves them empty.
    """

    id: FormId
    clause: str
    name: Text | None = None
    office: Text | None = None
    filled: Mapping[str, FilledFrom] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pack:
    """A guideline as data. ``rules`` stand in the order of the report.

    ``due_working_days``: within how many working days a finding is to be put right; a severity that is not in it has
    no due day of its own. ``words``: what an attacker who knows the city would try, raw. ``waiver_days``: how many days
    after today the last day of a waiver may lie.
    """

    id: str
    version: str
    name: Text
    due_working_days: Mapping[Severity, int]
    clauses: tuple[Clause, ...]
    rules: tuple[Rule, ...]
    words: tuple[str, ...] = ()
    waiver_days: int = 365
    forms: tuple[PackForm, ...] = ()
