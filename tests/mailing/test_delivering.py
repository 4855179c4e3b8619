"""A mail counts as told once the server took it; what failed is told the next time, and nobody is told twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import MailError, NotTaken, SessionOver
from auditor.mailing.delivering import MOST_IN_VAIN, Ready, Sent, number_of, prepare, refuse_too_many, send
from auditor.mailing.letter import Letter
from auditor.mailing.readers import Reader
from auditor.mailing.server import MailServer, Patience
from auditor.settings import MailChoice
from reports.audit import Audit, RunInfo
from reports.changes import Knowledge
from reports.messages import Language, message
from reports.report import Edition
from tests.mailing.servers import Mailbox, mail_server, parsed
from tests.mailing.test_changes import audit, finding
from tests.reports.sample import KANKO, KOHO, sample

AT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
CHOICE = MailChoice(host="localhost", sender="auditor@city.example.jp")
IT, PR = Reader(Edition.IT, "", "it@b.jp"), Reader(Edition.PR, "", "pr@b.jp")
SECTION, OTHER = Reader(Edition.SECTION, KOHO, "koho@b.jp"), Reader(Edition.SECTION, KANKO, "kanko@b.jp")
READERS = (IT, PR, SECTION, OTHER)


@dataclass
class FakeMemory:
    known: dict[Reader, Knowledge] = field(default_factory=dict)
    failures: dict[Reader, str] = field(default_factory=dict)
    runs: dict[Reader, str] = field(default_factory=dict)
    broken_after: int | None = None

    def knowledge(self) -> Mapping[Reader, Knowledge]:
        return dict(self.known)

    def failed(self) -> frozenset[Reader]:
        return frozenset(self.failures)

    def told(self, reader: Reader, run: RunInfo, at: datetime, knowledge: Knowledge) -> None:
        if self.broken_after == 0:
            raise KeyboardInterrupt
        if self.broken_after is not None:
            self.broken_after -= 1
        self.known[reader] = dict(knowledge)
        self.runs[reader] = run.id
        self.failures.pop(reader, None)

    def not_told(self, reader: Reader, at: datetime, short: str) -> None:
        self.failures[reader] = short

    def keep_only(self, readers: Iterable[Reader]) -> None:
        kept = set(readers)
        self.known = {reader: known for reader, known in self.known.items() if reader in kept}
        self.failures = {reader: short for reader, short in self.failures.items() if reader in kept}


@dataclass
class FakeServer:
    """Answers each letter as ``answer`` says: raises, or takes it. ``refuses`` counts connections that fail."""

    answer: Callable[[Letter], None] = lambda _: None
    refuses: int = 0
    letters: list[Letter] = field(default_factory=list)
    connections: int = 0

    @contextmanager
    def connect(self) -> Iterator[FakeServer]:
        self.connections += 1
        if self.refuses:
            self.refuses -= 1
            raise ended()
        yield self

    def deliver(self, letter: Letter) -> None:
        self.answer(letter)
        self.letters.append(letter)

    @property
    def to(self) -> list[str]:
        return [letter.to for letter in self.letters]


def refused() -> NotTaken:
    return NotTaken(message("refused"), short="550 5.1.1")


def ended() -> MailError:
    return MailError(message("over"), short="no-connection")


def over() -> SessionOver:
    return SessionOver(message("over"), short="421 4.7.0")


def round_of(
    made: Audit, memory: FakeMemory, server: FakeServer, readers: Iterable[Reader] = READERS
) -> Sent:
    ready = tuple(prepare(CHOICE, made, readers, memory.knowledge(), Language.EN))
    return send(CHOICE, made.run, ready, memory, server.connect, clock=lambda: AT, language=Language.EN)


def test_each_reader_gets_their_own_letter_once() -> None:
    memory, server = FakeMemory(), FakeServer()
    sent = round_of(sample(), memory, server)
    assert set(sent.taken) == set(READERS)
    assert sorted(server.to) == sorted(reader.address for reader in READERS)
    assert set(memory.known) == set(READERS)
    again = round_of(sample(), memory, server)
    assert (again.taken, again.failed, again.quiet) == ((), (), len(READERS))
    assert len(server.letters) == len(READERS)


def test_where_nobody_has_to_be_told_the_server_is_not_even_asked() -> None:
    memory, server = FakeMemory(), FakeServer(refuses=1)
    sent = round_of(audit(0), memory, server)
    assert (sent.taken, sent.failed, server.connections) == ((), (), 0)


def test_who_was_refused_is_told_the_next_time_what_they_missed() -> None:
    memory = FakeMemory()

    def answer(letter: Letter) -> None:
        if letter.to == PR.address:
            raise refused()

    sent = round_of(audit(0, finding()), memory, FakeServer(answer), (IT, PR))
    assert sent.taken == (IT,)
    assert [(reader, error.short) for reader, error in sent.failed] == [(PR, "550 5.1.1")]
    assert memory.failures == {PR: "550 5.1.1"}
    server = FakeServer()
    sent = round_of(audit(1, finding()), memory, server, (IT, PR))
    assert (sent.taken, server.to, memory.failures) == ((PR,), [PR.address], {})


def test_who_missed_a_mail_comes_first() -> None:
    memory, server = FakeMemory(failures={OTHER: "450"}), FakeServer()
    round_of(sample(), memory, server)
    assert server.to[0] == OTHER.address


def test_a_failure_ends_for_who_has_nothing_to_be_told_any_more() -> None:
    memory = FakeMemory(failures={IT: "450"})
    round_of(audit(0), memory, FakeServer(), (IT,))
    assert memory.failures == {}


def test_a_server_that_is_down_changes_nothing_of_what_is_known() -> None:
    memory, server = FakeMemory(), FakeServer(refuses=9)
    sent = round_of(sample(), memory, server)
    assert (sent.taken, {reader for reader, _ in sent.failed}) == ((), set(READERS))
    assert (memory.known, server.connections) == ({}, 1)
    assert set(memory.failures.values()) == {"no-connection"}


def test_a_server_that_takes_one_letter_a_session_is_asked_again_until_all_are_told() -> None:
    memory, server = FakeMemory(), FakeServer()
    taken: list[int] = []

    def answer(letter: Letter) -> None:
        if taken and taken[-1] == server.connections:
            raise ended()
        taken.append(server.connections)

    server.answer = answer
    rounds = 0
    while set(memory.known) != set(READERS):
        round_of(sample(), memory, server)
        rounds += 1
        assert rounds < 5
    assert sorted(server.to) == sorted(reader.address for reader in READERS)


def test_a_letter_that_a_session_broke_off_with_is_not_sent_again_the_same_day() -> None:
    """The server may have taken it."""
    memory = FakeMemory()
    tries: list[str] = []

    def answer(letter: Letter) -> None:
        tries.append(letter.to)
        if len(tries) == 2:
            raise ended()

    sent = round_of(sample(), memory, FakeServer(answer))
    assert len(tries) == len(set(tries)) == len(READERS)
    assert [reader.address for reader, _ in sent.failed] == [tries[1]]


def test_a_session_that_ends_at_its_first_letter_is_not_begun_again() -> None:
    def answer(letter: Letter) -> None:
        raise ended()

    server = FakeServer(answer)
    sent = round_of(sample(), FakeMemory(), server)
    assert (server.connections, len(sent.failed)) == (1, len(READERS))


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("a_session", [1, 5])
@pytest.mark.parametrize("enough", ["421 4.7.0 enough", "452 4.5.3 too many recipients"])
def test_where_a_server_takes_only_so_many_letters_a_session_all_are_told_once_in_one_round(
    at: str, a_session: int, enough: str
) -> None:
    readers = [Reader(Edition.IT, "", f"it-{number:02}@b.jp") for number in range(24)]
    memory, made, box = FakeMemory(), sample(), Mailbox(a_session=a_session, enough=enough, enough_at=at)
    ready = tuple(prepare(CHOICE, made, readers, {}, Language.EN))
    with mail_server(box) as server:
        choice = MailChoice(host="localhost", port=server.port, sender=CHOICE.sender, security="none")
        sent = send(
            choice,
            made.run,
            ready,
            memory,
            lambda: MailServer(choice, None, Patience.of(time.monotonic, one=5.0)),
            clock=lambda: AT,
            language=Language.EN,
        )
    assert (sorted(sent.taken), sent.failed, memory.failures) == (readers, (), {})
    assert sorted(box.addresses) == [reader.address for reader in readers]


def test_a_letter_that_no_session_takes_is_tried_twice_and_the_others_go_out() -> None:
    tries: list[str] = []

    def answer(letter: Letter) -> None:
        tries.append(letter.to)
        if letter.to in (IT.address, PR.address):
            raise over()

    memory, server = FakeMemory(), FakeServer(answer)
    sent = round_of(sample(), memory, server)
    assert {reader for reader, _ in sent.failed} == set(memory.failures) == {IT, PR}
    assert set(sent.taken) == {SECTION, OTHER}
    assert [tries.count(reader.address) for reader in (IT, PR, SECTION, OTHER)] == [2, 2, 1, 1]


def test_a_server_that_ends_every_session_is_left_in_peace_soon() -> None:
    def answer(letter: Letter) -> None:
        raise over()

    readers = [Reader(Edition.IT, "", f"it-{number:02}@b.jp") for number in range(24)]
    memory, server = FakeMemory(), FakeServer(answer)
    sent = round_of(sample(), memory, server, readers)
    assert server.connections == MOST_IN_VAIN
    assert sorted(reader for reader, _ in sent.failed) == readers
    assert set(memory.failures.values()) == {"421 4.7.0"}


def test_killed_between_the_server_s_yes_and_the_note_of_it_one_reader_is_told_twice_with_the_same_number() -> (
    None
):
    memory, server = FakeMemory(broken_after=1), FakeServer()
    with pytest.raises(KeyboardInterrupt):
        round_of(sample(), memory, server)
    memory.broken_after = None
    round_of(sample(), memory, server)
    twice = [to for to in set(server.to) if server.to.count(to) == 2]
    assert (len(twice), len(server.to)) == (1, len(READERS) + 1)
    numbers = {parsed(letter.content)["Message-ID"] for letter in server.letters if letter.to == twice[0]}
    assert len(numbers) == 1


def test_the_number_of_a_letter_is_another_for_another_run_or_reader() -> None:
    run = sample().run
    runs = (run, replace(run, id="another"))
    assert len({number_of(one, reader) for one in runs for reader in READERS}) == 2 * len(READERS)
    assert number_of(run, replace(IT)) == number_of(run, IT)


def test_who_is_no_reader_any_more_is_forgotten() -> None:
    memory = FakeMemory()
    round_of(sample(), memory, FakeServer())
    round_of(sample(), memory, FakeServer(), (IT,))
    assert set(memory.known) == {IT}


def test_more_readers_than_the_limit_are_refused_before_anybody_is_told() -> None:
    refuse_too_many(CHOICE, CHOICE.limit)
    with pytest.raises(MailError) as error:
        refuse_too_many(CHOICE, CHOICE.limit + 1)
    assert error.value.short == "too-many"


def test_a_reader_for_two_sections_gets_two_letters_and_neither_names_the_other() -> None:
    both = Reader(Edition.SECTION, KANKO, SECTION.address)
    ready = prepare(CHOICE, sample(), (SECTION, both), {}, Language.EN)
    texts = {one.reader.section: one.digest.text for one in ready if one.digest}
    assert KANKO not in texts[KOHO]
    assert KOHO not in texts[KANKO]


# --- the law ---------------------------------------------------------------------------------------------------------


def _ready(of: Iterable[Ready]) -> dict[Reader, Any]:
    return {one.reader: one.digest for one in of}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_reader_ends_up_knowing_what_stands_whatever_fails_on_the_way(data: st.DataObject) -> None:
    """Nights in which findings come and go, letters are refused, sessions end and servers are down; then one that works."""
    memory = FakeMemory()
    keys = ["password-reuse", "second-factor", "password-age"]
    nights = data.draw(st.lists(st.sets(st.sampled_from(keys)), min_size=1, max_size=6))
    opened: dict[str, date] = {}
    for number, standing in enumerate(nights):
        today = audit(0).run.day + timedelta(days=number)
        opened = {key: opened.get(key, today) for key in sorted(standing)}
        made = audit(number, *(finding(key, opened=day) for key, day in opened.items()))

        def answer(letter: Letter) -> None:
            fault = data.draw(st.sampled_from([None, None, refused, ended]), label=letter.to)
            if fault is not None:
                raise fault()

        server = FakeServer(answer, refuses=data.draw(st.sampled_from([0, 0, 1]), label="down"))
        sent = round_of(made, memory, server)
        assert len(sent.taken) == len(server.letters)
        assert {reader for reader, _ in sent.failed} == set(memory.failures)
    server = FakeServer()
    round_of(made, memory, server)
    fresh = _ready(prepare(CHOICE, made, READERS, memory.knowledge(), Language.EN))
    assert set(fresh.values()) == {None}
    for reader in (IT, SECTION):
        assert memory.known.get(reader, {}).keys() == {f"{key}:x-koho" for key in opened}
    assert memory.failures == {}
