"""The scheduler in the foreground, for a service manager: the nightly audit and the report of the month before.

Each planned time is a row in the ledger (``auditor.ledger.slots``), claimed before the work and finished after it, by one
scheduler at a time (the ledger's ``plan_lock``). So two schedulers never do the same night twice; a night that was missed
(machine off, scheduler stopped or killed in the middle) is caught up at the next look, once. The work itself is the one-shot command in a process of its own: what it held in memory ends with it, and
``auditor run`` by hand and by the scheduler share the same lock.

Exit codes 0, 1 and 3 mean that the work was done. Code 4 (another run under way) frees the slot, which is tried again at
the next look; 2 and 5 are failures that the next planned time tries anew.
"""

from __future__ import annotations

import logging
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from auditor.errors import AuditorError, RunUnderWay
from auditor.ledger import months, slots
from auditor.ledger.database import Ledger
from auditor.settings import Schedule
from reports.history import Month

DONE = frozenset({0, 1, 3})
UNDER_WAY = 4
LOOK_EVERY = timedelta(minutes=5)

log = logging.getLogger(__name__)


class Job(StrEnum):
    NIGHTLY = "nightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Plan:
    """The planned times of both jobs, in the zone of the settings."""

    schedule: Schedule

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.schedule.zone)

    def newest_slot(self, job: Job, now: datetime) -> datetime:
        """The newest planned time at or before ``now`` (aware), in UTC."""
        local = now.astimezone(self.zone)
        day = local.date()
        slot = self._at(job, day)
        while slot is None or slot > now:
            day -= timedelta(days=1)
            slot = self._at(job, day)
        return slot

    def next_slot(self, job: Job, now: datetime) -> datetime:
        """The next planned time after ``now``, in the zone of the settings."""
        day = now.astimezone(self.zone).date()
        slot = self._at(job, day)
        while slot is None or slot <= now:
            day += timedelta(days=1)
            slot = self._at(job, day)
        return slot.astimezone(self.zone)

    def local(self, time: datetime) -> str:
        """The time as the city's clocks show it."""
        return time.astimezone(self.zone).isoformat(" ", "minutes")

    def _at(self, job: Job, day: date) -> datetime | None:
        match job:
            case Job.NIGHTLY:
                clock = self.schedule.nightly
            case Job.MONTHLY:
                if day.day != self.schedule.monthly_day:
                    return None
                clock = self.schedule.monthly
        return datetime.combine(day, time.fromisoformat(clock), self.zone).astimezone(UTC)

    def trigger(self, job: Job) -> CronTrigger:
        match job:
            case Job.NIGHTLY:
                hour, minute = self.schedule.nightly.split(":")
                return CronTrigger(hour=int(hour), minute=int(minute), timezone=self.zone)
            case Job.MONTHLY:
                hour, minute = self.schedule.monthly.split(":")
                return CronTrigger(
                    day=self.schedule.monthly_day, hour=int(hour), minute=int(minute), timezone=self.zone
                )


class Command:
    """Runs one command of this program in a process of its own; ``stop`` asks it to end."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._lock = threading.RLock()  # a second signal may come while the first one's `stop` holds it
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def __call__(self, arguments: Sequence[str]) -> int:
        """The command's exit code; 4 (not done, try again) when it was stopped before its end."""
        with self._lock:
            if self._was_stopped():
                return UNDER_WAY
            self._process = subprocess.Popen(  # noqa: S603 - our own program, arguments of our own
                [sys.executable, "-m", "auditor", "--config", str(self._config), *arguments],
                stdin=subprocess.DEVNULL,
            )
        code = self._process.wait()
        return UNDER_WAY if self._was_stopped() and code not in DONE else code

    def _was_stopped(self) -> bool:
        return self._stopped

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()


ARGUMENTS = {Job.NIGHTLY: ("run",), Job.MONTHLY: ("report", "--last-month")}


class Scheduler:
    """Looks at the planned times, and does what is due and not done.

    ``perform`` runs a command and gives its exit code; ``clock`` gives the present time (aware), ``today`` the day that
    the commands count from.
    """

    def __init__(
        self,
        ledger: Ledger,
        plan: Plan,
        perform: Callable[[Sequence[str]], int],
        clock: Callable[[], datetime],
        today: Callable[[], date],
    ) -> None:
        self._ledger = ledger
        self._plan = plan
        self._perform = perform
        self._clock = clock
        self._today = today

    def look(self) -> None:
        """Does the newest planned time of each job unless it was done; the nightly audit first.

        What stands in the way (another scheduler at work, a database that is gone) is left to the next look.
        """
        try:
            with self._ledger.plan_lock():
                with self._ledger.transaction() as tx:
                    slots.forget_the_dead(tx)
                for job in Job:
                    self._do_if_due(job)
        except RunUnderWay:
            log.info("another scheduler is at work")
        except AuditorError as error:
            log.error("%s", error)  # noqa: TRY400 - its own sentence says it all

    def _do_if_due(self, job: Job) -> None:
        slot = self._plan.newest_slot(job, self._clock())
        with self._ledger.transaction() as tx:
            if not slots.claim(tx, job.value, slot, self._clock()):
                return
        log.info("%s of %s begins", job.value, self._plan.local(slot))
        code = self._perform(ARGUMENTS[job]) if self._is_there_anything(job) else 0
        with self._ledger.transaction() as tx:
            if code == UNDER_WAY:
                slots.release(tx, job.value, slot)
            else:
                slots.finish(tx, job.value, slot, self._clock(), code)
        level = logging.INFO if code in DONE else logging.ERROR
        log.log(level, "%s of %s ended with code %d", job.value, self._plan.local(slot), code)

    def _is_there_anything(self, job: Job) -> bool:
        """A month's report waits until the first month that has an audit is over."""
        if job is not Job.MONTHLY:
            return True
        with self._ledger.reading() as tx:
            return any(month < Month.of(self._today()) for month in months.kept(tx))


def serve(scheduler: Scheduler, plan: Plan, command: Command, clock: Callable[[], datetime]) -> None:
    """Runs until SIGTERM or Ctrl-C; a command under way is asked to end and waited for."""
    ended: queue.SimpleQueue[None] = queue.SimpleQueue()  # an Event could block its own signal handler

    def end(_signal: int, _frame: FrameType | None) -> None:
        command.stop()
        ended.put(None)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    background = BackgroundScheduler(
        timezone=plan.zone,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in Job:
        background.add_job(scheduler.look, plan.trigger(job), id=job.value)
    # The first look is at once: it catches up what was missed while nobody watched.
    background.add_job(
        scheduler.look,
        IntervalTrigger(seconds=int(LOOK_EVERY.total_seconds()), timezone=plan.zone),
        id="look",
        next_run_time=clock().astimezone(plan.zone),
    )
    background.start()
    try:
        _wait(ended)
    finally:
        background.shutdown(wait=True)


def _wait(ended: queue.SimpleQueue[None]) -> None:
    while True:
        try:
            return ended.get(timeout=1)  # a wait without an end would keep Windows from delivering Ctrl-C
        except queue.Empty:
            continue
