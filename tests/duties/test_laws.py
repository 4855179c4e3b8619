"""What holds of duties whatever happens, in whatever order (contract, section 6): random months of a small town.

The reference is written from the contract and calls nothing of the product. As the product does, the duties are settled after
each event and on each new day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.duties.incidents import Reported, review_of
from auditor.duties.orders import KnownOrder
from auditor.duties.rules import Rules
from auditor.duties.settling import settle_all
from auditor.duties.sighted import SecretKind, Seen
from auditor.duties.situation import Situation
from auditor.working_days import WorkingDays
from checks import administrators_minimum, incident_response, register_submitted, transfer_review
from checks._contract import (
    Account,
    Administrator,
    Evidence,
    EvidenceKind,
    Facts,
    Login,
    Person,
    Review,
    ReviewKind,
    Severity,
    Task,
    TaskKind,
    TaskState,
    TransferKind,
    TransferOrder,
)

FIRST = date(2026, 6, 1)
ACCOUNT, OTHER_ACCOUNT = "koho-x", "kanko-x"
LEAVER, COLLEAGUE = "10001", "10002"
PEOPLE = (LEAVER, COLLEAGUE, "10003", "10004")
LOGINS = {"alone": (ACCOUNT,), "of-both": (ACCOUNT, OTHER_ACCOUNT)}
SEEN_BY_MACHINE = (TaskKind.CHANGE_PASSWORD, TaskKind.RENEW_SECOND_FACTOR)
CLAIMS = (EvidenceKind.CHANGE_PASSWORD, EvidenceKind.SECOND_FACTOR_SET, EvidenceKind.PASSWORD_NOT_KNOWN)
SECRET_OF = {TaskKind.CHANGE_PASSWORD: SecretKind.PASSWORD, TaskKind.RENEW_SECOND_FACTOR: SecretKind.SEED}
RULES = Rules(
    transfers=transfer_review.Parameters(known_days=5),
    administrators=administrators_minimum.Parameters(minimum_administrators=2, advised_maximum=4),
    incidents=incident_response.Parameters(
        takeover=(TaskKind.CHANGE_PASSWORD, TaskKind.REPORT_TO_PLATFORM, TaskKind.POLICE),
        impersonation=(TaskKind.REPORT_TO_PLATFORM,),
        flaming=(TaskKind.REPORT_INSIDE,),
        wrong_post=(TaskKind.CORRECT,),
        change_password_hours=24,
        report_to_platform_hours=24,
        announce_elsewhere_hours=24,
        report_inside_hours=24,
        correct_hours=24,
        publish_days=3,
        police_days=3,
    ),
    register=register_submitted.Parameters(register_days=10),
    compares_passwords=True,
)


# --- what can happen --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """The next day begins, or a later one: nobody looked in between."""

    later: int


@dataclass(frozen=True)
class Ordered:
    """Personnel's order for the leaver becomes known; its day is so many days from today."""

    kind: TransferKind
    ahead: int


@dataclass(frozen=True)
class Cancelled:
    """The orders whose day is not over are withdrawn."""


@dataclass(frozen=True)
class Set:
    """A secret is set to one of its versions: just before a night, or so that nobody has seen it yet."""

    login: str
    kind: SecretKind
    version: int
    before_a_night: bool


@dataclass(frozen=True)
class Night:
    """The machine sees all secrets as they are."""


@dataclass(frozen=True)
class NewKey:
    """The vault has another key: no fingerprint compares with an earlier one."""


@dataclass(frozen=True)
class Recorded:
    kind: EvidenceKind
    account: str | None
    login: str | None
    ago: int


@dataclass(frozen=True)
class Unrecorded:
    """One of the records is withdrawn."""

    which: int


@dataclass(frozen=True)
class Said:
    """The inventory says that the password was changed today."""

    login: str


@dataclass(frozen=True)
class Began:
    number: str


@dataclass(frozen=True)
class Ended:
    """An import has no row of that administrator any more."""

    number: str


@dataclass(frozen=True)
class Hijacked:
    """An incident is opened, noticed just now."""


Event = (
    Day | Ordered | Cancelled | Set | Night | NewKey | Recorded | Unrecorded | Said | Began | Ended | Hijacked
)

DAYS = st.builds(Day, st.integers(1, 4))
ORDERS = st.builds(
    Ordered,
    st.sampled_from([TransferKind.TRANSFER, TransferKind.RETIREMENT, TransferKind.SECONDMENT]),
    st.integers(-6, 8),
)
SETS = st.builds(
    Set, st.sampled_from(sorted(LOGINS)), st.sampled_from(SecretKind), st.integers(1, 3), st.booleans()
)
ONE_PASSWORD = st.builds(
    Set, st.just("alone"), st.just(SecretKind.PASSWORD), st.integers(1, 3), st.booleans()
)
ONE_SEED = st.builds(Set, st.just("alone"), st.just(SecretKind.SEED), st.integers(1, 3), st.booleans())
RECORDS = st.builds(
    Recorded,
    st.sampled_from(EvidenceKind),
    st.sampled_from([None, ACCOUNT, OTHER_ACCOUNT]),
    st.none(),
    st.integers(0, 8),
) | st.builds(
    Recorded, st.sampled_from(EvidenceKind), st.none(), st.sampled_from(sorted(LOGINS)), st.integers(0, 8)
)
FITTING = st.builds(
    Recorded,
    st.just(EvidenceKind.SESSIONS_ENDED),
    st.none(),
    st.sampled_from(sorted(LOGINS)),
    st.integers(0, 3),
) | st.builds(
    Recorded, st.just(EvidenceKind.REGISTER_SUBMITTED), st.just(ACCOUNT), st.none(), st.integers(0, 3)
)
WORDS = st.one_of(
    st.builds(Said, st.sampled_from(sorted(LOGINS))),
    st.builds(
        Recorded,
        st.sampled_from(CLAIMS),
        st.none(),
        st.sampled_from(sorted(LOGINS)),
        st.integers(0, 3),
    ),
)
ROWS = st.builds(Began, st.sampled_from(PEOPLE[2:])) | st.builds(Ended, st.sampled_from(PEOPLE[1:]))
# What stands here twice comes twice as often.
USUAL = st.one_of(
    DAYS,
    DAYS,
    DAYS,
    st.just(Night()),
    ORDERS,
    SETS,
    ONE_PASSWORD,
    ONE_PASSWORD,
    ONE_SEED,
    ONE_SEED,
    FITTING,
    WORDS,
    ROWS,
)
ANY = st.one_of(
    USUAL,
    USUAL,
    RECORDS,
    st.just(Cancelled()),
    st.builds(Unrecorded, st.integers(0, 5)),
    st.just(NewKey()),
    st.just(Hijacked()),
    st.builds(Ended, st.just(LEAVER)),
)


def months(of: st.SearchStrategy[Event]) -> st.SearchStrategy[list[Event]]:
    """Long enough for tasks to close and to come back, with an order early on: else hardly anything would happen."""
    return st.builds(
        lambda early, order, late: [*early, order, *late],
        st.lists(of, max_size=4),
        ORDERS,
        st.lists(of, min_size=18, max_size=32),
    )


MONTHS = months(ANY)
ORDERLY_MONTHS = months(USUAL)


# --- the town that it happens to ---------------------------------------------------------------------------------------


@dataclass
class Town:
    day: date = FIRST
    orders: list[KnownOrder] = field(default_factory=list)
    administrators: list[Administrator] = field(
        default_factory=lambda: [
            Administrator(ACCOUNT, number, since=date(2025, 4, 1)) for number in (LEAVER, COLLEAGUE)
        ]
    )
    evidence: list[Evidence] = field(default_factory=list)
    withdrawn: set[int] = field(default_factory=set)
    said: dict[str, date] = field(default_factory=dict)
    key: int = 1
    secrets: dict[tuple[str, SecretKind], int] = field(
        default_factory=lambda: {(login, kind): 1 for login in LOGINS for kind in SecretKind}
    )
    histories: dict[tuple[str, SecretKind], list[Seen]] = field(default_factory=dict)
    sightings: int = 0
    reviews: tuple[Review, ...] = ()
    # for the reference: what was truly there when the machine looked, and how many sightings an incident came after
    looks: list[tuple[date, dict[tuple[str, SecretKind], int]]] = field(default_factory=list)
    looks_before: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.happens(Night())

    def happens(self, event: Event) -> None:
        match event:
            case Day(later):
                self.day += timedelta(days=later)
            case Ordered(kind, ahead):
                order = TransferOrder(LEAVER, "", self.day + timedelta(days=ahead), kind)
                if all(known.order != order or known.withdrawn for known in self.orders):
                    self.orders.append(KnownOrder(order, self.day))
            case Cancelled():
                self.orders = [
                    replace(known, withdrawn=self.day)
                    if known.withdrawn is None and known.order.effective >= self.day
                    else known
                    for known in self.orders
                ]
            case Set(login, secret, version, before_a_night):
                self.secrets[login, secret] = version
                if before_a_night:
                    self._sees()
            case Night():
                self._sees()
            case NewKey():
                self.key += 1
            case Recorded(evidence, account, login_id, ago):
                number = len(self.evidence) + 1
                self.evidence.append(
                    Evidence(
                        evidence,
                        self.day - timedelta(days=ago),
                        account,
                        login_id,
                        by=COLLEAGUE,
                        number=number,
                    )
                )
            case Unrecorded(which):
                if which < len(self.evidence):
                    self.withdrawn.add(which + 1)
            case Said(login_id):
                self.said[login_id] = self.day
            case Began(number):
                rows = [row for row in self.administrators if row.staff_number == number]
                if not any(row.in_force(self.day) or row.gone == self.day for row in rows):
                    self.administrators.append(
                        Administrator(ACCOUNT, number, since=self.day, appeared=self.day)
                    )
            case Ended(number):
                self.administrators = [
                    replace(row, gone=self.day, end_known=self.day)
                    if row.staff_number == number and row.gone is None
                    else row
                    for row in self.administrators
                ]
            case Hijacked():
                self._opens_an_incident()
        self.settles()

    def settles(self) -> None:
        settled = settle_all(self.reviews, self.situation())
        self.reviews = tuple(
            review if review.id else replace(review, id=f"R{number}")
            for number, review in enumerate(settled, start=1)
        )

    def situation(self) -> Situation:
        return Situation(
            facts=Facts(
                day=self.day,
                calendar=WorkingDays(),
                accounts={name: Account(name, "x", section="広報課") for name in (ACCOUNT, OTHER_ACCOUNT)},
                logins={
                    login: Login(login, accounts, password_changed=self.said.get(login))
                    for login, accounts in LOGINS.items()
                },
                people={number: Person(number, section="広報課") for number in PEOPLE},
                administrators=tuple(self.administrators),
                evidence=tuple(one for one in self.evidence if one.number not in self.withdrawn),
                first_imported=dict.fromkeys((ACCOUNT, OTHER_ACCOUNT), FIRST),
            ),
            rules=RULES,
            orders=tuple(self.orders),
            histories=self.histories,
            withdrawn=frozenset(self.withdrawn),
        )

    def _sees(self) -> None:
        for subject, version in self.secrets.items():
            history = self.histories.setdefault(subject, [])
            present = Seen(f"key {self.key}", f"version {version}", self.day)
            if history and history[-1].is_of(present):
                continue
            days = [present.day, *(seen.day for seen in history if seen.is_of(present))]
            if history and history[-1].key_id != present.key_id:  # nobody saw that it changed
                days.append(history[-1].day)
            self.sightings += 1
            history.append(replace(present, day=min(days), number=self.sightings))
        self.looks.append((self.day, dict(self.secrets)))

    def _opens_an_incident(self) -> None:
        at = datetime.combine(self.day, time(9, 30), UTC)
        reported = Reported(ReviewKind.TAKEOVER, ACCOUNT, at, Severity.CRITICAL)
        assert RULES.incidents is not None
        review = review_of(reported, self.situation().facts, RULES.incidents, alike=())
        incident_id = f"I{len(self.reviews) + 1}"
        self.looks_before[incident_id] = len(self.looks)
        self.reviews += (replace(review, id=incident_id, last_sighting=self.sightings),)


def played(events: Sequence[Event]) -> Iterator[Town]:
    """The town after each event."""
    town = Town()
    yield town
    for event in events:
        town.happens(event)
        yield town


def tasks_of(town: Town) -> dict[tuple[str, TaskKind, str], tuple[Review, Task]]:
    return {
        (review.id, task.kind, task.subject): (review, task)
        for review in town.reviews
        for task in review.tasks
    }


# --- the reference -----------------------------------------------------------------------------------------------------


def is_new(town: Town, review: Review, task: Task) -> bool:
    """Whether the version last seen is none seen before the event, nor the first ever seen."""
    subject = (task.subject, SECRET_OF[task.kind])
    looks = [(day, versions[subject]) for day, versions in town.looks]
    if review.id in town.looks_before:
        before = looks[: town.looks_before[review.id]]
    else:
        before = [(day, version) for day, version in looks if day < review.effective]
    _, first = looks[0]
    _, present = looks[-1]
    return present != first and present not in {version for _, version in before}


def can_close(town: Town, review: Review, task: Task) -> bool:
    """Whether people's records or the register say today that the task is done."""
    match task.kind:
        case TaskKind.REPLACE_ADMINISTRATOR:
            # "Two others in force": who was ordered elsewhere meanwhile replaces nobody, though the register still has them.
            left = any(known.order.effective <= town.day for known in town.orders)
            others = {
                row.staff_number
                for row in town.administrators
                if row.in_force(town.day)
                and row.staff_number != review.staff_number
                and not (left and row.staff_number == LEAVER)
            }
            return len(others) >= 2
        case TaskKind.SUBMIT_REGISTER:
            in_force_once = [row for row in town.administrators if row.since != row.gone]
            changes = [day for row in in_force_once for day in (row.since, row.gone) if day]
            earliest = max([review.effective, *(day for day in changes if day <= town.day)])
            kind = EvidenceKind.REGISTER_SUBMITTED
            about: set[tuple[str | None, str | None]] = {(ACCOUNT, None), (None, None)}
        case TaskKind.END_SESSIONS:
            earliest = review.effective
            kind = EvidenceKind.SESSIONS_ENDED
            about = {(None, task.subject)}
        case _:
            raise AssertionError(task.kind)
    return any(
        record.kind is kind
        and (record.account_id, record.login_id) in about
        and earliest <= record.dated <= town.day
        for record in town.evidence
    )


@settings(max_examples=120, deadline=None)
@given(ORDERLY_MONTHS)
def test_every_task_stands_as_the_contract_says(events: list[Event]) -> None:
    """Months without withdrawals, new keys and incidents: these have laws of their own below."""
    stays_closed: set[tuple[str, TaskKind, str]] = set()
    for town in played(events):
        for key, (review, task) in tasks_of(town).items():
            if town.day < review.effective:
                expected = TaskState.OPEN
            elif task.kind in SEEN_BY_MACHINE:
                expected = TaskState.CLOSED if is_new(town, review, task) else TaskState.OPEN
            else:
                if can_close(town, review, task):
                    stays_closed.add(key)
                expected = TaskState.CLOSED if key in stays_closed else TaskState.OPEN
            assert task.state is expected, (town.day, review, task)


@settings(max_examples=50, deadline=None)
@given(ORDERLY_MONTHS)
def test_an_order_opens_exactly_the_tasks_of_who_administers(events: list[Event]) -> None:
    for town in played(events):
        days = {known.order.effective for known in town.orders}
        mine = [review for review in town.reviews if review.staff_number == LEAVER]
        assert {review.effective for review in mine} == days
        for review in mine:
            assert review.kind is ReviewKind.TRANSFER
            assert {(task.kind, task.subject) for task in review.tasks} == {
                (TaskKind.REPLACE_ADMINISTRATOR, ACCOUNT),
                (TaskKind.SUBMIT_REGISTER, ACCOUNT),
                *((kind, login) for kind in SEEN_BY_MACHINE for login in LOGINS),
                *((TaskKind.END_SESSIONS, login) for login in LOGINS),
            }
            known = min(order.known for order in town.orders if order.order.effective == review.effective)
            assert {task.due for task in review.tasks} == {
                max(review.effective, WorkingDays().after(known, 5))
            }


# --- laws --------------------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(MONTHS)
def test_nothing_closes_before_its_day(events: list[Event]) -> None:
    for town in played(events):
        for review, task in tasks_of(town).values():
            if task.state is TaskState.CLOSED:
                assert task.closed is not None
                assert review.effective <= task.closed <= town.day
            if town.day < review.effective:
                assert task.state in (TaskState.OPEN, TaskState.WITHDRAWN)


@settings(max_examples=80, deadline=None)
@given(MONTHS)
def test_nothing_closes_twice_without_a_reopening_between_and_no_due_day_moves(events: list[Event]) -> None:
    before: dict[tuple[str, TaskKind, str], Task] = {}
    for town in played(events):
        now = {key: task for key, (_, task) in tasks_of(town).items()}
        assert before.keys() <= now.keys(), "a task is not forgotten"
        for key, old in before.items():
            new = now[key]
            assert new.due == old.due
            assert old.reopened <= new.reopened
            if old.state is TaskState.CLOSED and new.state is TaskState.CLOSED and new.closed != old.closed:
                assert new.reopened
                assert old.evidence in town.withdrawn, "the record that closed it is gone, another stands"
            if old.state is TaskState.CLOSED and new.state is TaskState.OPEN:
                assert new.reopened
                assert new.closed is None
                assert new.kind in SEEN_BY_MACHINE or old.evidence in town.withdrawn
        before = now


@settings(max_examples=80, deadline=None)
@given(MONTHS, st.lists(st.tuples(st.integers(0, 40), WORDS), max_size=12))
def test_words_change_nothing_of_what_the_machine_must_see(
    events: list[Event], words: list[tuple[int, Event]]
) -> None:
    """The same month with and without claims, at whatever place they come."""
    with_words = list(events)
    for place, word in words:
        with_words.insert(min(place, len(with_words)), word)
    told, silent = Town(), Town()
    for event in with_words:
        told.happens(event)
        # Records are numbered, and one is withdrawn by its place: the silent town hears of it at the same place.
        silent.happens(_unsaid(event))
    assert _seen_by_machine(told) == _seen_by_machine(silent)


def _unsaid(event: Event) -> Event:
    """Something that says nothing of secrets, in the place of a claim."""
    if isinstance(event, Recorded) and event.kind in CLAIMS:
        return replace(event, kind=EvidenceKind.RECORDS_KEPT)
    return Day(0) if isinstance(event, Said) else event


def _seen_by_machine(town: Town) -> list[Task]:
    return [task for _, task in tasks_of(town).values() if task.kind in SEEN_BY_MACHINE]


@settings(max_examples=80, deadline=None)
@given(months(ANY.filter(lambda event: not isinstance(event, NewKey))))
def test_with_an_old_secret_the_task_is_open_in_every_order_of_events(events: list[Event]) -> None:
    for town in played(events):
        for review, task in tasks_of(town).values():
            if task.kind in SEEN_BY_MACHINE and not is_new(town, review, task):
                assert task.state is not TaskState.CLOSED, (town.day, review, task)


@settings(max_examples=50, deadline=None)
@given(MONTHS)
def test_a_new_key_of_the_vault_closes_nothing_and_opens_nothing(events: list[Event]) -> None:
    """What is in the vault stays as the machine last saw it; only its fingerprints look different."""
    town = Town()
    for event in events:
        town.happens(event)
    town.happens(Night())
    before = [(key, task.state, task.due) for key, (_, task) in tasks_of(town).items()]
    town.happens(NewKey())
    town.happens(Night())
    assert [(key, task.state, task.due) for key, (_, task) in tasks_of(town).items()] == before


@settings(max_examples=50, deadline=None)
@given(MONTHS)
def test_the_same_inputs_give_the_same_reviews(events: list[Event]) -> None:
    *_, one = played(events)
    *_, other = played(events)
    assert one.reviews == other.reviews


@settings(max_examples=50, deadline=None)
@given(MONTHS)
def test_settling_again_on_the_same_day_changes_nothing_more(events: list[Event]) -> None:
    for town in played(events):
        before = town.reviews
        town.settles()
        assert town.reviews == before


@settings(max_examples=50, deadline=None)
@given(MONTHS)
def test_one_event_has_one_review(events: list[Event]) -> None:
    for town in played(events):
        keys = [
            (review.kind, review.staff_number, review.effective)
            for review in town.reviews
            if review.staff_number is not None
        ]
        assert len(keys) == len(set(keys))


@settings(max_examples=50, deadline=None)
@given(MONTHS)
def test_of_a_withdrawn_order_nothing_is_open(events: list[Event]) -> None:
    for town in played(events):
        standing = {known.order.effective for known in town.orders if known.withdrawn is None}
        for review, task in tasks_of(town).values():
            if review.kind is ReviewKind.TRANSFER and review.effective not in standing:
                assert task.state is not TaskState.OPEN
