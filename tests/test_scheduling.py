from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import psutil  # type: ignore[import-untyped]
import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from auditor.errors import StoreError
from auditor.ledger.database import Ledger
from auditor.ledger.schema import slots as table
from auditor.scheduling import Command, Job, Plan, Scheduler
from auditor.settings import Schedule
from reports.messages import message
from tests.acceptance.harness import TODAY, environment
from tests.offices import SmallOffice

START = datetime(2026, 1, 1, tzinfo=UTC)
PLAN = Plan(Schedule())  # 02:30 and, on the 1st, 06:00, in Asia/Tokyo


def at(text: str) -> datetime:
    """A time with its offset; Japan's where none is written."""
    return datetime.fromisoformat(text if text.endswith(("Z", "+00:00")) else f"{text}+09:00")


# --- planned times ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("job", "now", "newest", "upcoming"),
    [
        (Job.NIGHTLY, "2026-11-20T02:29", "2026-11-19T02:30", "2026-11-20T02:30"),
        (Job.NIGHTLY, "2026-11-20T02:30", "2026-11-20T02:30", "2026-11-21T02:30"),
        (Job.NIGHTLY, "2026-11-20T23:59", "2026-11-20T02:30", "2026-11-21T02:30"),
        (Job.NIGHTLY, "2026-11-19T17:31Z", "2026-11-20T02:30", "2026-11-21T02:30"),
        (Job.NIGHTLY, "2027-01-01T00:00", "2026-12-31T02:30", "2027-01-01T02:30"),
        (Job.NIGHTLY, "2028-03-01T00:00", "2028-02-29T02:30", "2028-03-01T02:30"),
        (Job.MONTHLY, "2026-11-01T05:59", "2026-10-01T06:00", "2026-11-01T06:00"),
        (Job.MONTHLY, "2026-11-01T06:00", "2026-11-01T06:00", "2026-12-01T06:00"),
        (Job.MONTHLY, "2026-12-31T23:59", "2026-12-01T06:00", "2027-01-01T06:00"),
        (Job.MONTHLY, "2027-03-01T00:00", "2027-02-01T06:00", "2027-03-01T06:00"),
    ],
)
def test_planned_times_are_found_over_ends_of_months_and_years(
    job: Job, now: str, newest: str, upcoming: str
) -> None:
    assert PLAN.newest_slot(job, at(now)) == at(newest)
    assert PLAN.next_slot(job, at(now)) == at(upcoming)
    assert PLAN.newest_slot(job, at(now)).utcoffset() == timedelta(0)
    assert PLAN.next_slot(job, at(now)).utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        # In New York 02:30 does not exist on 8 March 2026, and exists once on 1 November, where 01:30 comes twice.
        ("2026-03-08T12:00+00:00", "2026-03-08T07:30+00:00"),
        ("2026-03-09T12:00+00:00", "2026-03-09T06:30+00:00"),
        ("2026-11-01T12:00+00:00", "2026-11-01T07:30+00:00"),
    ],
)
def test_a_night_on_which_clocks_change_has_one_planned_time(now: str, newest: str) -> None:
    plan = Plan(Schedule(zone="America/New_York"))
    assert plan.newest_slot(Job.NIGHTLY, datetime.fromisoformat(now)) == datetime.fromisoformat(newest)


@given(
    now=st.integers(0, 4 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    job=st.sampled_from(Job),
    hour=st.integers(0, 23),
    day=st.integers(1, 28),
)
def test_now_lies_between_the_newest_and_the_next_planned_time(
    now: datetime, job: Job, hour: int, day: int
) -> None:
    plan = Plan(Schedule(nightly=f"{hour:02}:15", monthly=f"{hour:02}:45", monthly_day=day))
    newest, upcoming = plan.newest_slot(job, now), plan.next_slot(job, now)
    assert newest <= now < upcoming
    assert plan.next_slot(job, newest) == upcoming


@pytest.mark.parametrize("job", Job)
def test_the_clock_s_alarm_rings_at_the_planned_times(job: Job) -> None:
    trigger = PLAN.trigger(job)
    assert isinstance(trigger, CronTrigger)
    now = at("2026-11-20T12:00")
    assert trigger.get_next_fire_time(None, now) == PLAN.next_slot(job, now)


# --- one scheduler, its clock moved by hand -----------------------------------------------------------------------------

NOON = at("2026-11-20T12:00")
RUN, REPORT = ("run",), ("report", "--last-month")


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time_: float) -> None:
        self.now += timedelta(**time_)


class Performed:
    """What was performed; answers with the codes given, in order, then with 0."""

    def __init__(self, *codes: int, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.calls: list[tuple[str, ...]] = []
        self._codes = list(codes)
        self._meanwhile = meanwhile

    def __call__(self, arguments: Sequence[str]) -> int:
        self.calls.append(tuple(arguments))
        self._meanwhile()
        return self._codes.pop(0) if self._codes else 0


def rows(ledger: Ledger) -> list[tuple[str, datetime, int | None]]:
    with ledger.reading() as tx:
        found = tx.execute(select(table.c.job, table.c.slot, table.c.exit_code).order_by(table.c.id))
        return [(row.job, row.slot, row.exit_code) for row in found]


def looking(ledger: Ledger, performed: Performed, clock: Clock) -> Scheduler:
    return Scheduler(ledger, PLAN, performed, clock, lambda: clock().astimezone(PLAN.zone).date())


@pytest.fixture
def ledger(office: SmallOffice) -> Ledger:
    """Of a city that had an audit in October."""
    office.night(date(2026, 10, 30))
    return office.ledger


def test_what_was_missed_is_done_once_the_audit_first(ledger: Ledger) -> None:
    performed = Performed()
    scheduler = looking(ledger, performed, Clock(NOON))
    for _ in range(3):
        scheduler.look()
    assert performed.calls == [RUN, REPORT]
    assert rows(ledger) == [
        ("nightly", at("2026-11-20T02:30"), 0),
        ("monthly", at("2026-11-01T06:00"), 0),
    ]


def test_of_many_missed_nights_the_newest_is_caught_up(ledger: Ledger) -> None:
    performed, clock = Performed(), Clock(NOON)
    scheduler = looking(ledger, performed, clock)
    scheduler.look()
    clock.pass_(days=5)
    scheduler.look()
    assert performed.calls == [RUN, REPORT, RUN]
    assert rows(ledger)[-1] == ("nightly", at("2026-11-25T02:30"), 0)


def test_before_the_first_month_is_over_there_is_no_report_to_make(office: SmallOffice) -> None:
    performed, clock = Performed(), Clock(NOON)
    scheduler = looking(office.ledger, performed, clock)
    office.night(date(2026, 11, 20))
    scheduler.look()
    assert performed.calls == [RUN]
    assert rows(office.ledger)[1] == ("monthly", at("2026-11-01T06:00"), 0)
    clock.pass_(days=11)
    scheduler.look()
    assert performed.calls == [RUN, RUN, REPORT]


def test_each_night_is_done_in_its_turn(ledger: Ledger) -> None:
    performed, clock = Performed(), Clock(at("2026-11-28T12:00"))
    scheduler = looking(ledger, performed, clock)
    for _ in range(5 * 24 * 2):
        scheduler.look()
        clock.pass_(minutes=30)
    nights = [slot for job, slot, _ in rows(ledger) if job == "nightly"]
    assert nights == [at(f"2026-11-{day}T02:30") for day in (28, 29, 30)] + [
        at(f"2026-12-0{day}T02:30") for day in (1, 2, 3)
    ]
    assert performed.calls.count(REPORT) == 2


def test_two_schedulers_do_a_night_once(ledger: Ledger) -> None:
    first, second = Performed(), Performed()
    for performed in (first, second):
        looking(ledger, performed, Clock(NOON)).look()
    assert (first.calls, second.calls) == ([RUN, REPORT], [])


def test_a_scheduler_leaves_alone_what_another_is_at(ledger: Ledger) -> None:
    second = Performed()
    other = looking(ledger, second, Clock(NOON))
    first = Performed(meanwhile=other.look)
    looking(ledger, first, Clock(NOON)).look()
    assert (first.calls, second.calls) == ([RUN, REPORT], [])


def test_of_schedulers_that_look_at_the_same_moment_one_does_the_night(ledger: Ledger) -> None:
    performed = Performed(meanwhile=lambda: time.sleep(0.05))
    ready = threading.Barrier(4)

    def look() -> None:
        ready.wait()
        looking(ledger, performed, Clock(NOON)).look()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert performed.calls == [RUN, REPORT]


class Killed(BaseException):
    """Nothing after it is done, as when the process is killed."""


def killed() -> None:
    raise Killed


def test_a_night_whose_scheduler_died_is_taken_over_at_the_next_look(ledger: Ledger) -> None:
    with pytest.raises(Killed):
        looking(ledger, Performed(meanwhile=killed), Clock(NOON)).look()
    assert rows(ledger) == [("nightly", at("2026-11-20T02:30"), None)]
    performed = Performed()
    looking(ledger, performed, Clock(NOON + timedelta(seconds=1))).look()
    assert performed.calls == [RUN, REPORT]


def test_a_night_that_met_another_run_is_tried_again_at_the_next_look(ledger: Ledger) -> None:
    performed, clock = Performed(4), Clock(NOON)
    scheduler = looking(ledger, performed, clock)
    scheduler.look()
    assert [job for job, _, _ in rows(ledger)] == ["monthly"]
    clock.pass_(minutes=5)
    scheduler.look()
    scheduler.look()
    assert performed.calls == [RUN, REPORT, RUN]


@pytest.mark.parametrize("code", [0, 1, 2, 3, 5, -9])
def test_a_night_that_ended_is_not_tried_again_before_the_next(ledger: Ledger, code: int) -> None:
    performed, clock = Performed(code), Clock(NOON)
    scheduler = looking(ledger, performed, clock)
    scheduler.look()
    clock.pass_(hours=14, minutes=29)
    scheduler.look()
    assert performed.calls == [RUN, REPORT]
    assert rows(ledger)[0] == ("nightly", at("2026-11-20T02:30"), code)
    clock.pass_(minutes=1)
    scheduler.look()
    assert performed.calls == [RUN, REPORT, RUN]


def test_a_ledger_that_is_gone_for_a_while_is_left_to_the_next_look(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> NoReturn:
        raise StoreError(message("The store is gone."))

    performed = Performed()
    scheduler = looking(ledger, performed, Clock(NOON))
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "transaction", gone)
        scheduler.look()
    assert performed.calls == []
    assert "The store is gone." in caplog.text
    scheduler.look()
    assert performed.calls == [RUN, REPORT]


# --- a command of its own -------------------------------------------------------------------------------------------------


def test_a_command_gives_its_exit_code(tmp_path: Path) -> None:
    assert Command(tmp_path / "no-such.toml")(["findings"]) == 2


def test_a_command_that_was_stopped_before_it_began_is_not_begun(tmp_path: Path) -> None:
    command = Command(tmp_path / "no-such.toml")
    command.stop()
    assert command(["findings"]) == 4


def test_stopping_twice_is_no_harm(tmp_path: Path) -> None:
    command = Command(tmp_path / "no-such.toml")
    command(["findings"])
    command.stop()
    command.stop()


# --- the real thing ---------------------------------------------------------------------------------------------------------

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
PATIENCE = 180.0


class Service:
    """`auditor schedule` as a service manager starts it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = (folder / "service.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "auditor", "schedule"],
            cwd=folder,
            env=environment(TODAY, folder),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def log(self) -> str:
        return (self.folder / "service.log").read_text("utf-8")

    def slots(self) -> dict[str, int | None]:
        """Job → exit code, None while it is at work; what was not begun is missing."""
        connection = sqlite3.connect(self.folder / "auditor.db")
        try:
            return dict(connection.execute("SELECT job, exit_code FROM slots").fetchall())
        finally:
            connection.close()

    def wait_for(self, what: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not what():
            assert self.process.poll() is None, f"the service ended by itself:\n{self.log()}"
            assert time.monotonic() < end, f"waited in vain:\n{self.log()}"
            time.sleep(0.02)

    def terminate(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """kill -9; the command under way is left to come to its end."""
        under_way = psutil.Process(self.process.pid).children()
        self.process.kill()
        self.process.wait()
        psutil.wait_procs(under_way, timeout=PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self._log.close()


@pytest.fixture
def start(made_city: Path, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts the service, again each time, on a city that no scheduler has looked at before."""
    folder = tmp_path / "city"
    shutil.copytree(made_city, folder)
    started: list[Service] = []

    def begin(audited: date | None = None) -> Service:
        """The first time after an audit by hand of that day."""
        if audited is not None:
            by_hand = [sys.executable, "-m", "auditor", "run", "--no-report"]
            subprocess.run(by_hand, cwd=folder, env=environment(audited, folder), check=True)
        started.append(Service(folder))
        return started[-1]

    yield begin
    for service in started:
        service.close()


@posix
def test_the_service_catches_up_the_missed_night_and_month_and_ends_when_it_is_asked_to(
    start: Callable[..., Service],
) -> None:
    service = start(audited=date(2026, 10, 30))
    service.wait_for(lambda: service.slots() == {"nightly": 0, "monthly": 0})
    reports = {path.name for path in (service.folder / "reports").iterdir()}
    assert reports == {f"report-{TODAY}.html", "report-2026-10.html"}
    assert service.terminate() == 0
    again = start()
    again.wait_for(lambda: again.log().count("monthly: ") == 2)
    time.sleep(0.5)
    assert again.terminate() == 0
    assert again.log().count("nightly of") == 2, "one beginning and one end, both of the first service"


@posix
def test_a_run_by_hand_at_the_same_time_is_kept_apart(start: Callable[..., Service]) -> None:
    service = start()
    by_hand = Ledger.open(f"sqlite:///{service.folder / 'auditor.db'}")
    with by_hand.run_lock():
        service.wait_for(lambda: "ended with code 4" in service.log())
        service.wait_for(lambda: "monthly" in service.slots())
        assert "nightly" not in service.slots()
    assert service.terminate() == 0


@posix
def test_the_service_ends_cleanly_in_the_middle_of_a_night(start: Callable[..., Service]) -> None:
    service = start()
    service.wait_for(lambda: "nightly" in service.slots())
    time.sleep(0.3)
    under_way = psutil.Process(service.process.pid).children()
    assert service.terminate() == 0
    assert not any(process.is_running() for process in under_way)
    assert service.slots().get("nightly", 0) == 0, "freed, or done if it came to its end first"
    assert "Traceback" not in service.log()


@posix
def test_a_service_killed_in_the_middle_of_a_night_makes_up_for_it_when_it_starts_again(
    start: Callable[..., Service],
) -> None:
    service = start()
    service.wait_for(lambda: "nightly" in service.slots())
    service.kill()
    assert service.slots() == {"nightly": None}
    again = start()
    again.wait_for(lambda: again.slots() == {"nightly": 0, "monthly": 0})
    assert again.terminate() == 0
