"""Logins and their secrets become measurements: the one step of a night that sees plaintext.

Each login is measured by itself. What breaks on one is told for that one as ``Unseen`` and stops no other; nothing of an
exception's text goes anywhere, since it could hold anything. A plaintext lives no longer than its login's turn.

What an earlier night measured and still stands (``memory``) is not measured again; the rest is shared out among
``workers``, where the vault can be opened by another process.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Protocol

from auditor.errors import AuditorError, VaultError
from auditor.measuring.fingerprints import FINGERPRINTS, FingerprintKey
from auditor.measuring.guessing import Guesses, Knowledge, judge
from auditor.measuring.memory import NO_LEAK, Leak, Memory, Remembered
from auditor.measuring.near import near_forms
from auditor.measuring.personal import PersonalForms, PersonalIndex
from auditor.measuring.request import Request
from auditor.measuring.runs import longest_run, longest_sequence
from auditor.measuring.seeds import measure_seed
from auditor.measuring.words import Ranking
from auditor.measuring.workers import Begun, Limits, NoWorkers, Work, Workers
from auditor.vault.secret import Secret
from auditor.vault.vault import Elsewhere, Entries, Stamps, Vault
from checks._contract import (
    BreachCount,
    LoginMeasurement,
    PasswordMeasurement,
    PersonalMatch,
    SeedMeasurement,
    Unseen,
    WhyUnseen,
)
from reports.messages import message

__all__ = ["Helpers", "Measured", "Past", "Request", "SecretSource", "measure"]


class SecretSource(Protocol):
    """What measuring asks of a vault."""

    def entries(self, login_id: str) -> Entries: ...


@dataclass(frozen=True, slots=True)
class Task:
    """A login whose entries are to be read.

    ``kept`` is what an earlier night measured. Of the same password it stands, but for what is to be made anew: ``guesses``,
    ``personal``.
    """

    request: Request
    kept: Remembered | None = None
    guesses: bool = True
    personal: bool = True

    def is_confirmed_by(self, result: Result) -> bool:
        """Whether all that was kept stands as it is, and need not be written again."""
        if self.kept is None or self.guesses or self.personal:
            return False
        return result == Result(self.kept.measurement, self.kept.stamp)

    def leak(self, result: Result) -> Leak:
        """What is known of the password's leaking, if it is the same."""
        match result.measurement.password, self.kept:
            case PasswordMeasurement(fingerprint=now), Remembered(
                measurement=LoginMeasurement(password=PasswordMeasurement(fingerprint=then)), leak=leak
            ) if now == then:
                return leak
            case _:
                return NO_LEAK


@dataclass(frozen=True, slots=True)
class Result:
    """``stamp`` is that of the very entries which were measured; empty where they have none."""

    measurement: LoginMeasurement
    stamp: bytes


@dataclass(frozen=True, slots=True)
class Measurer:
    """All that is needed to measure logins in one process. Made once a night, where there is anything to measure."""

    vault: SecretSource
    key: FingerprintKey | None
    people: PersonalIndex | Unseen
    knowledge: Knowledge
    words: Ranking

    def __call__(self, task: Task, begun: Begun = lambda: None) -> Result:
        """``begun`` is called when the entries are read: the vault may take its time, measuring may not."""
        login_id = task.request.login_id
        try:
            entries = self.vault.entries(login_id)
        except Exception as error:  # noqa: BLE001 - one login must not stop the night; told as not seen
            return Result(unseen(login_id, _why(error)), b"")
        begun()
        measurement = LoginMeasurement(login_id, self._password(task, entries), self._seed(entries))
        return Result(measurement, entries.stamp or b"")

    def _password(self, task: Task, entries: Entries) -> PasswordMeasurement | Unseen:
        if isinstance(entries.password, Unseen):
            return entries.password
        if self.key is None:
            return Unseen(WhyUnseen.NO_KEY)
        try:
            return self._measured(entries.password.reveal(), task, self.key)
        except Exception as error:  # noqa: BLE001 - as above
            return Unseen(_why(error))

    def _measured(self, password: str, task: Task, key: FingerprintKey) -> PasswordMeasurement | Unseen:
        if not password:
            return Unseen(WhyUnseen.EMPTY)
        fingerprint = key.password(password)
        kept = task.kept.measurement.password if task.kept else None
        if isinstance(kept, PasswordMeasurement) and kept.fingerprint == fingerprint:
            if task.guesses:
                guesses = self._judged(password, task.request)
                kept = replace(kept, guesses_log10=guesses.log10, weaknesses=guesses.weaknesses)
            return replace(kept, personal=self._looked_up(password, task.request)) if task.personal else kept
        guesses = self._judged(password, task.request)
        return PasswordMeasurement(
            fingerprint=fingerprint,
            length=len(password),
            guesses_log10=guesses.log10,
            weaknesses=guesses.weaknesses,
            longest_run=longest_run(password),
            longest_sequence=longest_sequence(password),
            personal=self._looked_up(password, task.request),
            near=near_forms(password, key),
        )

    def _judged(self, password: str, request: Request) -> Guesses:
        return judge(password, self.knowledge, self.words(request.words))

    def _looked_up(self, password: str, request: Request) -> tuple[PersonalMatch, ...] | Unseen:
        return self.people if isinstance(self.people, Unseen) else self.people.look_up(password, request.tied)

    def _seed(self, entries: Entries) -> SeedMeasurement | Unseen | None:
        if entries.seed is None or isinstance(entries.seed, Unseen):
            return entries.seed
        try:
            return Unseen(WhyUnseen.NO_KEY) if self.key is None else measure_seed(entries.seed, self.key)
        except Exception as error:  # noqa: BLE001 - as above
            return Unseen(_why(error))


def unseen(login_id: str, why: WhyUnseen) -> LoginMeasurement:
    return LoginMeasurement(login_id, Unseen(why), Unseen(why))


def _why(error: Exception) -> WhyUnseen:
    return WhyUnseen.REFUSED if isinstance(error, AuditorError) else WhyUnseen.MEASURING_BROKE


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier nights left: their rows, and by which stamps the vault knows what has not changed since."""

    rows: Iterable[tuple[str, bytes]] = ()
    stamps: Stamps | None = None


@dataclass(frozen=True, slots=True)
class Helpers:
    """Other processes: how they get at the vault, and what they are allowed."""

    elsewhere: Elsewhere
    limits: Limits


@dataclass(frozen=True, slots=True)
class Measured:
    """All measurements by login, in the order in which they were asked for."""

    by_login: dict[str, LoginMeasurement]
    _key: FingerprintKey | None
    _requests: Mapping[str, Request]
    _known: Mapping[str, Remembered]
    _as_remembered: Set[str]
    _memory: Memory | None

    @property
    def key_id(self) -> str | None:
        """Public id of the key the fingerprints were made with; None: there was none."""
        return None if self._key is None else self._key.id

    def is_of(self, login_id: str, password: Secret) -> bool:
        """Whether this is the password that was measured: it may be set while a night runs. True where none was."""
        measured = self.by_login[login_id].password
        if self._key is None or isinstance(measured, Unseen):
            return True
        return self._key.password(password.reveal()) == measured.fingerprint

    def leaks(self, version: str) -> dict[str, BreachCount]:
        """Login id → what an earlier night found in this very version of a list, of this very password."""
        listed = Leak.of(version, 0).of_list
        return {
            login_id: BreachCount(known.leak.times)
            for login_id, known in self._known.items()
            if known.leak.of_list == listed != NO_LEAK.of_list
        }

    def rows(
        self, list_version: str = "", looked_up: Mapping[str, BreachCount | Unseen] = MappingProxyType({})
    ) -> Iterator[tuple[str, bytes]]:
        """What later nights are to remember: login id and row of each login of which tonight knows more or other things.

        ``looked_up`` is what was found tonight in the list of leaked passwords of that version.
        """
        if self._memory is None:
            return
        for login_id, known in self._known.items():
            found = looked_up.get(login_id)
            if isinstance(found, BreachCount):
                known = known._replace(leak=Leak.of(list_version, found.times))  # noqa: PLW2901
            elif login_id in self._as_remembered:
                continue
            row = self._memory.row(self._requests[login_id], known)
            if row is not None:
                yield login_id, row


def measure(
    requests: Iterable[Request],
    vault: SecretSource,
    key: FingerprintKey | None,
    people: PersonalIndex | Unseen,
    city_words: Iterable[str] = (),
    *,
    past: Past | None = None,
    helpers: Helpers | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Measured:
    """Measures every login asked for. ``progress`` is told how many are done, of how many.

    ``city_words`` are raw texts (``words.city_texts``). Without ``key`` nothing can be compared with other logins or
    nights: passwords and seeds are then not seen.

    Without ``helpers`` all is measured in this process, and takes as long as it takes.
    """
    city = tuple(city_words)
    memory = None if key is None else Memory(key, people, city)
    with _heap_left_alone():
        by_id = {request.login_id: request for request in requests}
        known, tasks = _recollected(by_id, memory, past or Past())
    as_remembered = set(known)
    progress(len(known), len(by_id))
    with closing(_measured(tasks, vault, _Means(key, people, city), helpers)) as measured:
        for task, result in measured:
            login_id = task.request.login_id
            known[login_id] = Remembered(result.measurement, result.stamp, task.leak(result))
            if task.is_confirmed_by(result):
                as_remembered.add(login_id)
            progress(len(known), len(by_id))
    by_login = {login_id: known[login_id].measurement for login_id in by_id}
    return Measured(by_login, key, by_id, known, as_remembered, memory)


@contextmanager
def _heap_left_alone() -> Iterator[None]:
    """Python looks for cycles again and again while objects are only made, here some for each login: a third of the time."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def _recollected(
    requests: Mapping[str, Request], memory: Memory | None, past: Past
) -> tuple[dict[str, Remembered], tuple[Task, ...]]:
    """What still stands of earlier nights without a look at the entries, and what is left to do."""
    remembered: dict[str, Remembered] = {}
    tasks: dict[str, Task] = {}
    hold = past.stamps.hold if past.stamps else _holds_nothing
    for login_id, row in past.rows:
        request = requests.get(login_id)
        if memory is None or request is None or (found := memory.recall(request, row)) is None:
            continue
        if found.judged and found.looked_up and hold(login_id, found.stamp):
            remembered[login_id] = found
        else:
            tasks[login_id] = Task(request, found, guesses=not found.judged, personal=not found.looked_up)
    left = (login_id for login_id in requests if login_id not in remembered)
    return remembered, tuple(tasks.get(login_id) or Task(requests[login_id]) for login_id in left)


def _holds_nothing(_login_id: str, _stamp: bytes) -> bool:
    return False


# --- in this process, or in others ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Means:
    """What a measurer is made of beside its vault."""

    key: FingerprintKey | None
    people: PersonalIndex | Unseen
    city_words: tuple[str, ...]

    def measurer(self, vault: SecretSource) -> Measurer:
        words = Ranking()
        return Measurer(vault, self.key, self.people, Knowledge(words(self.city_words)), words)


def _measured(
    tasks: Sequence[Task], vault: SecretSource, means: _Means, helpers: Helpers | None
) -> Generator[tuple[Task, Result], None, None]:
    if not tasks:
        return
    if helpers is not None and means.key is not None:
        employment = _employment(vault, means, means.key, helpers.elsewhere)
        with suppress(NoWorkers), Workers(helpers.elsewhere.start, employment, helpers.limits) as workers:
            for task, result in workers.do(tasks):
                if isinstance(result, WhyUnseen):
                    yield task, Result(unseen(task.request.login_id, result), b"")
                else:
                    yield task, result
            return
    measurer = means.measurer(vault)
    yield from ((task, measurer(task)) for task in tasks)


def _employment(
    vault: SecretSource, means: _Means, key: FingerprintKey, elsewhere: Elsewhere
) -> Callable[[], Work[Task, Result]]:
    """What another process calls to measure as this one would, with a vault of its own."""
    if elsewhere.start == "fork":
        measurer = means.measurer(vault)
        # the lists are read by now; everybody's forms, too, once for all who come from this process
        if isinstance(means.people, PersonalIndex):
            means.people.prepare()
        return lambda: replace(measurer, vault=elsewhere.open())
    people = means.people if isinstance(means.people, Unseen) else means.people.forms
    return partial(_anew, elsewhere.open, key.id, people, means.city_words)


def _anew(
    open_vault: Callable[[], Vault],
    key_id: str,
    forms: tuple[PersonalForms, ...] | Unseen,
    city_words: tuple[str, ...],
) -> Measurer:
    """Raises VaultError when this is not the vault, or not the key, that the other process has."""
    vault = open_vault()
    secret = vault.key(FINGERPRINTS)
    key = None if secret is None else FingerprintKey.from_secret(secret)
    if key is None or key.id != key_id:
        raise VaultError(message("The vault's key for fingerprints is damaged."))
    people = forms if isinstance(forms, Unseen) else PersonalIndex(forms, key)
    return _Means(key, people, city_words).measurer(vault)
