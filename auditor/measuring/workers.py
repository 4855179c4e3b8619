"""Tasks done in processes beside this one, so that all processors work and a task that takes too long can be cut off.

Login ids travel to a worker and measurements back; a password is only ever in the process that read it from the vault. A
judgement cannot be interrupted from within (the match of an expression lets nothing else run), so each worker shows since
when it is at one, and this process kills it when that is too long ago: the task is told as too slow. A worker that dies by
itself, for want of memory say, gives up the task it was at, and so does one that stands still: stopped, or waiting for a
vault that never answers. Each time another one does the rest.

``concurrent.futures`` cannot do that: it knows neither which task a worker is at, nor how to end just that one.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator, MutableSequence, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from threading import Timer
from typing import Generic, Literal, NoReturn, Self, TypeVar

from auditor.vault.hardening import end_with_parent, harden
from checks._contract import WhyUnseen

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 32
"""Tasks handed over at once: their messages then cost little beside the work, and little is lost with a worker."""

MOST_WORKERS = 8
"""More would only wait for this process, which takes the results in."""

DEATHS_IN_A_ROW = 3
"""After so many without a result between them something is wrong with all workers, and no other is begun."""

Begun = Callable[[], None]
"""To be called by the work when its time begins to run: a vault may keep it waiting, a judgement may not."""

Work = Callable[[T, Begun], R]

_AT, _SINCE, _MOVED = range(3)
"""What a worker shows of itself: the place of its task in the chunk (-1: none yet), since when (0: time does not run), and
when it was given the chunk or finished a task of it."""


class NoWorkers(Exception):
    """None could be begun, or made ready: nothing was tried, and all can be done by this process."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` that one task may take; ``clock`` counts them, alike in all processes (``time.monotonic``).

    ``patience``: seconds that a worker may need to become ready, to read one entry or to hand over what it has done. Far
    more than any does, so that nothing but a standstill ends it.
    """

    clock: Callable[[], float]
    seconds: float = 1.0
    workers: int = 1
    patience: float = 60.0

    @classmethod
    def of_this_machine(cls, clock: Callable[[], float]) -> Limits:
        """As many workers as there are processors that this process may use."""
        usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
        return cls(clock, workers=min(MOST_WORKERS, usable))


class Workers(Generic[T, R]):
    """A context manager: whichever way it is left, no worker outlives it."""

    def __init__(
        self, start: Literal["fork", "spawn"], employ: Callable[[], Work[T, R]], limits: Limits
    ) -> None:
        """``employ`` is called once in each worker's process and gives the work; pickled there where that is spawned."""
        self._start = start
        self._employ = employ
        self._limits = limits
        self._crew: list[_Worker[T, R]] = []
        self._deaths = 0
        self._has_worked = False

    def do(self, tasks: Sequence[T]) -> Iterator[tuple[T, R | WhyUnseen]]:
        """Each task with its result, or with why there is none; in no order. Raises NoWorkers before the first."""
        waiting = deque(_chunks(tasks, self._limits.workers))
        while waiting or self._busy:
            self._hand_out(waiting)
            if not self._busy and not self._has_worked:
                raise NoWorkers
            if not self._busy:
                yield from ((task, WhyUnseen.MEASURING_BROKE) for chunk in waiting for task in chunk)
                return
            for worker in self._answering():
                yield from self._take_in(worker, waiting)
            for worker in [worker for worker in self._busy if worker.is_overdue()]:
                yield from self._give_up(worker, waiting, WhyUnseen.TOO_SLOW)
            for worker in [worker for worker in self._busy if worker.stands_still()]:
                yield from self._lose(worker, waiting)

    @property
    def _busy(self) -> list[_Worker[T, R]]:
        return [worker for worker in self._crew if worker.chunk]

    def _hand_out(self, waiting: deque[Sequence[T]]) -> None:
        while waiting and self._deaths < DEATHS_IN_A_ROW:
            worker = next((worker for worker in self._crew if not worker.chunk), None) or self._another()
            if worker is None:
                return
            worker.hand(waiting.popleft())

    def _another(self) -> _Worker[T, R] | None:
        while len(self._crew) < self._limits.workers and self._deaths < DEATHS_IN_A_ROW:
            try:
                worker = _Worker(
                    self._start, self._employ, self._limits, [worker.pipe for worker in self._crew]
                )
            except OSError:  # no room for another process
                self._deaths += 1
            else:
                self._crew.append(worker)
                return worker
        return None

    def _answering(self) -> list[_Worker[T, R]]:
        often = min(self._limits.seconds, self._limits.patience) / 4
        answering = wait([worker.pipe for worker in self._crew], timeout=often)
        return [worker for worker in self._crew if worker.pipe in answering]

    def _take_in(
        self, worker: _Worker[T, R], waiting: deque[Sequence[T]]
    ) -> Iterator[tuple[T, R | WhyUnseen]]:
        chunk, results = worker.chunk, worker.results()
        if results is None:
            yield from self._lose(worker, waiting)
        else:
            self._deaths = 0
            self._has_worked = True
            yield from zip(chunk, results, strict=True)

    def _lose(self, worker: _Worker[T, R], waiting: deque[Sequence[T]]) -> Iterator[tuple[T, R | WhyUnseen]]:
        self._deaths += 1
        yield from self._give_up(worker, waiting, WhyUnseen.MEASURING_BROKE)

    def _give_up(
        self, worker: _Worker[T, R], waiting: deque[Sequence[T]], why: WhyUnseen
    ) -> Iterator[tuple[T, R | WhyUnseen]]:
        """The task it was at is not done again; its others are, after all that wait already."""
        self._crew.remove(worker)
        at = worker.end()
        others = tuple(task for place, task in enumerate(worker.chunk) if place != at)
        if others:
            waiting.append(others)
        self._has_worked |= at >= 0
        if 0 <= at < len(worker.chunk):
            yield worker.chunk[at], why

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._crew:
            worker.end()
        self._crew.clear()


def _chunks(tasks: Sequence[T], workers: int) -> Iterator[Sequence[T]]:
    """Few tasks are shared out among all rather than done by one."""
    size = max(1, min(CHUNK, -(-len(tasks) // workers)))
    remaining = iter(tasks)
    while chunk := tuple(islice(remaining, size)):
        yield chunk


class _Worker(Generic[T, R]):
    """One process as it is seen from this one, and the chunk it is to do."""

    def __init__(
        self,
        start: Literal["fork", "spawn"],
        employ: Callable[[], Work[T, R]],
        limits: Limits,
        inherited: Sequence[Connection],
    ) -> None:
        """``inherited`` are the ends of other pipes that a fork gets and must let go of. Raises OSError."""
        context = get_context("fork") if start == "fork" else get_context("spawn")
        self.chunk: Sequence[T] = ()
        self._limits = limits
        self._shown = context.RawArray("d", [-1.0, 0.0, 0.0])
        self.pipe, theirs = context.Pipe()
        parent = _Parent(os.getpid(), [*inherited, self.pipe] if start == "fork" else [])
        self._process = context.Process(
            target=_live,
            args=(theirs, parent, self._shown, employ, limits.clock),
            daemon=True,
        )
        try:
            with warnings.catch_warnings():
                # Of a fork while a thread runs, a progress bar's say: the worker needs no lock that one could hold.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            theirs.close()

    def hand(self, chunk: Sequence[T]) -> None:
        self.chunk = chunk
        self._shown[:] = [-1.0, 0.0, self._limits.clock()]
        with (
            suppress(OSError),
            self._killed_if_it_stands_still(),
        ):  # it died; that is told when its results are asked for
            self.pipe.send(chunk)

    def results(self) -> Sequence[R] | None:
        """Of its chunk, which it then has done; None when it died instead."""
        try:
            with self._killed_if_it_stands_still():
                results: Sequence[R] = self.pipe.recv()
        except (EOFError, OSError):
            return None
        self.chunk = ()
        return results

    def is_overdue(self) -> bool:
        since = self._shown[_SINCE]
        return since > 0 and self._limits.clock() - since > self._limits.seconds and not self.pipe.poll()

    def stands_still(self) -> bool:
        """Whether it does not even come to a task."""
        since, moved = self._shown[_SINCE], self._shown[_MOVED]
        return since == 0 and self._limits.clock() - moved > self._limits.patience and not self.pipe.poll()

    @contextmanager
    def _killed_if_it_stands_still(self) -> Iterator[None]:
        """While something passes through the pipe: a half of it would be waited for as long as the worker lives."""
        timer = Timer(self._limits.patience, self._process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # so that no other worker is forked while a thread runs

    def end(self) -> int:
        """Kills it where it still runs. The place in its chunk that it was at; -1 or beyond the last: at none."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()
        return int(self._shown[_AT])


# --- in the worker's own process ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parent:
    """Its number, and its ends of pipes, which a fork has as well."""

    number: int
    pipes: Sequence[Connection]


def _live(
    pipe: Connection,
    parent: _Parent,
    shown: MutableSequence[float],
    employ: Callable[[], Work[T, R]],
    clock: Callable[[], float],
) -> NoReturn:
    """Never returns, and says nothing: what a traceback shows could hold anything."""
    try:
        _keep_to_ourselves(parent)
        work = employ()
        while True:
            pipe.send(_results(pipe.recv(), work, shown, clock))
    except BaseException:  # noqa: BLE001 - the parent is gone, or sees that we are
        os._exit(1)


def _keep_to_ourselves(parent: _Parent) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent as well, which ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(parent.number)
    for pipe in parent.pipes:  # as long as anybody holds them, they do not end with the parent
        pipe.close()
    harden()
    gc.freeze()  # looking through what we share with the parent would copy it


def _results(
    chunk: Sequence[T], work: Work[T, R], shown: MutableSequence[float], clock: Callable[[], float]
) -> tuple[R, ...]:
    def begun() -> None:
        shown[_SINCE] = clock()

    results = []
    for place, task in enumerate(chunk):
        shown[_AT] = place
        results.append(work(task, begun))
        shown[_MOVED] = clock()
        shown[_SINCE] = 0.0
    shown[_AT] = len(chunk)
    return tuple(results)
