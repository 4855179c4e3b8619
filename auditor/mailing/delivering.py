"""Digests on their way: what each reader is to be told, handed over one by one, and remembered once the server took it.

A reader whom no mail reached is told the next time what they missed: each digest is set against what that very reader knows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from auditor.errors import MailError, NotTaken, SessionOver
from auditor.mailing.letter import Letter, letter
from auditor.mailing.readers import Reader
from auditor.settings import MailChoice
from reports import changes, digest
from reports.audit import Audit, RunInfo
from reports.changes import Knowledge
from reports.digest import Digest
from reports.editions import edit
from reports.messages import Language, message
from reports.report import Edition, Report


class Memory(Protocol):
    """What readers were told, kept from night to night."""

    def knowledge(self) -> Mapping[Reader, Knowledge]:
        """Of every reader that was ever told something."""

    def failed(self) -> frozenset[Reader]:
        """Those whom the newest mail did not reach."""

    def told(self, reader: Reader, run: RunInfo, at: datetime, knowledge: Knowledge) -> None:
        """From now on the reader knows this. ``at`` is an aware time."""

    def not_told(self, reader: Reader, at: datetime, short: str) -> None:
        """The try of this time failed; what the reader knows stays."""

    def keep_only(self, readers: Iterable[Reader]) -> None:
        """Forgets everybody else."""


class Server(Protocol):
    def deliver(self, letter: Letter) -> None:
        """Raises NotTaken where this letter was refused, SessionOver where it was not taken because the session ends, and
        MailError where the connection broke."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What a reader is to be told: nothing where ``digest`` is None; and what they know then."""

    reader: Reader
    digest: Digest | None
    knowledge: Knowledge


@dataclass(frozen=True, slots=True)
class Sent:
    """How it went. ``quiet`` had nothing to be told."""

    taken: tuple[Reader, ...] = ()
    failed: tuple[tuple[Reader, MailError], ...] = ()
    quiet: int = 0


# --- what is to be told ---------------------------------------------------------------------------------------------


def prepare(
    choice: MailChoice,
    audit: Audit,
    readers: Iterable[Reader],
    knowledge: Mapping[Reader, Knowledge],
    language: Language,
) -> Iterator[Ready]:
    """Each reader's digest, made of their edition of ``audit`` alone."""
    standing = changes.standing_keys(audit)
    edited: tuple[tuple[Edition, str], Report] | None = None
    for reader in sorted(readers):  # those of one edition and section beside each other
        of = (reader.edition, reader.section)
        if edited is None or edited[0] != of:
            section = reader.section if reader.edition is Edition.SECTION else None
            edited = (of, edit(Report(audit, edition=reader.edition, section=section)))
        report = edited[1]
        news = changes.news(
            report.audit,
            knowledge.get(reader, {}),
            days_ahead=choice.days_ahead,
            standing=standing if reader.edition is Edition.SECTION else (),
        )
        told = digest.render(report, news, language, days_ahead=choice.days_ahead) if news.entries else None
        yield Ready(reader, told, news.known)


def refuse_too_many(choice: MailChoice, readers: int) -> None:
    """Raises MailError where there are more readers than the settings allow; nobody is written to then."""
    if readers > choice.limit:
        raise MailError(
            message(
                "There are {count} readers and `limit` under [mail] allows {limit}: nobody is written to.",
                count=readers,
                limit=choice.limit,
            ),
            message("`auditor mail preview` lists them. Raise the limit where they are right."),
            short="too-many",
        )


# --- handing over -----------------------------------------------------------------------------------------------------


_DIGESTS = UUID("6f0f6a1e-6f0b-5d0e-9a55-0f5f2f3e7c11")
"""The name space of the numbers of digests; any will do that stays the same."""


def number_of(run: RunInfo, reader: Reader) -> UUID:
    """The same for the same reader and run: of a digest that was sent twice a mailbox may drop one."""
    return uuid5(_DIGESTS, "\n".join((run.id, reader.edition.value, reader.section, reader.address)))


@dataclass(slots=True)
class _Post:
    """One round of handing over."""

    choice: MailChoice
    run: RunInfo
    memory: Memory
    clock: Callable[[], datetime]
    language: Language
    taken: list[Reader] = field(default_factory=list)
    failed: list[tuple[Reader, MailError]] = field(default_factory=list)
    put_off: set[Reader] = field(default_factory=set)
    """Whose letter was left to another session already: that is done once."""

    def hand_over(self, server: Server, one: Ready, told: Digest) -> None:
        """Raises MailError."""
        server.deliver(
            letter(
                told,
                sender=self.choice.sender,
                to=one.reader.address,
                sent=self.clock(),
                number=number_of(self.run, one.reader),
                language=self.language,
            )
        )
        self.memory.told(one.reader, self.run, self.clock(), one.knowledge)
        self.taken.append(one.reader)

    def fail(self, one: Ready, error: MailError) -> None:
        self.memory.not_told(one.reader, self.clock(), error.short)
        self.failed.append((one.reader, error))


def send(
    choice: MailChoice,
    run: RunInfo,
    ready: Sequence[Ready],
    memory: Memory,
    connect: Callable[[], AbstractContextManager[Server]],
    *,
    clock: Callable[[], datetime],
    language: Language,
) -> Sent:
    """Hands over every digest; those first whom the last one did not reach. ``clock`` gives aware times.

    Some servers take only so many letters a session. One that the server ends is begun anew, as long as each takes at least
    one letter; where it ended by an answer, ``MOST_IN_VAIN`` in a row may take none. Raises StoreError.
    """
    post = _Post(choice, run, memory, clock, language)
    failed_before = memory.failed()
    known = memory.knowledge()
    memory.keep_only(one.reader for one in ready)
    waiting: deque[tuple[Ready, Digest]] = deque()
    for one in sorted(ready, key=lambda one: one.reader not in failed_before):
        if one.digest is not None:
            waiting.append((one, one.digest))
        elif one.knowledge != known.get(one.reader, {}) or one.reader in failed_before:
            memory.told(one.reader, run, clock(), one.knowledge)
    quiet = len(ready) - len(waiting)
    in_vain = 0
    while waiting:
        before = len(post.taken)
        try:
            with connect() as server:
                _session(post, server, waiting)
        except MailError as error:
            in_vain = in_vain + 1 if len(post.taken) == before else 0
            if in_vain >= (MOST_IN_VAIN if isinstance(error, SessionOver) else 1):
                for one, _ in waiting:
                    post.fail(one, error)
                break
    return Sent(tuple(post.taken), tuple(post.failed), quiet)


MOST_IN_VAIN = 5
"""Two letters may be answered so each time, and those after them still go out."""


def _session(post: _Post, server: Server, waiting: deque[tuple[Ready, Digest]]) -> None:
    """Raises MailError where the session is over.

    A letter that the server then refused waits for the next session, once. The one that the connection broke off with is not
    sent again today: it may have been taken.
    """
    while waiting:
        one, told = waiting.popleft()
        try:
            post.hand_over(server, one, told)
        except NotTaken as error:
            post.fail(one, error)
        except SessionOver as error:
            if one.reader in post.put_off:
                post.fail(one, error)
            else:
                post.put_off.add(one.reader)
                waiting.appendleft((one, told))
            raise
        except MailError as error:
            post.fail(one, error)
            raise
