"""Tasks in other processes: all of them come back, and no process stays behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import pytest

from auditor.measuring.workers import CHUNK, DEATHS_IN_A_ROW, Begun, Limits, NoWorkers, Work, Workers
from checks._contract import WhyUnseen

Doing = Callable[[int], object]
ROOT = Path(__file__).parents[2]
START = "fork" if sys.platform == "linux" else "spawn"
LIMITS = Limits(time.monotonic, seconds=60, workers=2)
SHORT = Limits(time.monotonic, seconds=0.5, workers=2)
IMPATIENT = Limits(time.monotonic, seconds=60, workers=2, patience=0.5 if START == "fork" else 5)
FOREVER = 600.0  # seconds


def employ(do: Doing) -> Work[int, object]:
    def work(task: int, begun: Begun) -> object:
        begun()
        return do(task)

    return work


def done(do: Doing, tasks: Sequence[int], limits: Limits = LIMITS, start: str = START) -> dict[int, object]:
    with Workers(start, partial(employ, do), limits) as workers:  # type: ignore[arg-type]
        answers = list(workers.do(tasks))
    assert sorted(task for task, _ in answers) == sorted(tasks)
    return dict(answers)


def left() -> list[psutil.Process]:
    """Workers that still run; not the tracker that multiprocessing begins beside processes begun anew, and not the
    browser or the database of other tests."""
    me = psutil.Process()
    return [
        child
        for child in me.children()
        if child.name() == me.name() and "resource_tracker" not in " ".join(child.cmdline())
    ]


def double(task: int) -> int:
    return 2 * task


def sleep_at_7(task: int) -> int:
    if task % 100 == 7:
        time.sleep(FOREVER)
    return task


def match_forever_at_7(task: int) -> int:
    """An expression's match that lets no signal and no other thread in."""
    import re  # noqa: PLC0415

    if task == 7:
        re.match(r"(a*)*\1b", "a" * 40)
    return task


def die_at_7(task: int) -> int:
    if task == 7:
        os._exit(9)
    return task


def killed_at_7(task: int) -> int:
    if task == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def raise_at_7(task: int) -> int:
    if task == 7:
        raise RuntimeError("what it said of hunter2")
    return task


def die(_task: int) -> int:
    os._exit(9)


def large(task: int) -> bytes:
    return bytes([task % 256]) * 300_000


def seen_from_within(_task: int) -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "arguments": list(sys.argv),
        "environment": dict(os.environ),
        "interrupt": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        "terminate": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
        "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
        if sys.platform == "linux"
        else 0,  # PR_GET_DUMPABLE
    }


@pytest.mark.parametrize("number", [0, 1, 2, 3, CHUNK, 5 * CHUNK + 1])
def test_every_task_comes_back_once(number: int) -> None:
    assert done(double, range(number)) == {task: 2 * task for task in range(number)}


def test_few_tasks_are_shared_out() -> None:
    def pid(_task: int) -> int:
        time.sleep(0.05)
        return os.getpid()

    if START != "fork":
        pytest.skip("a local function is not pickled")
    assert len(set(done(pid, range(4)).values())) == 2


def test_results_larger_than_a_pipe_come_back() -> None:
    answers = done(large, range(40))
    assert all(answers[task] == bytes([task]) * 300_000 for task in range(40))


@pytest.mark.parametrize("do", [sleep_at_7, match_forever_at_7])
def test_what_takes_too_long_is_cut_off_and_the_others_go_on(do: Doing) -> None:
    answers = done(do, range(80), SHORT)
    assert answers == {task: task for task in range(80)} | {7: WhyUnseen.TOO_SLOW}


def test_several_that_take_too_long_are_each_cut_off() -> None:
    answers = done(sleep_at_7, range(250), SHORT)
    assert {task for task, answer in answers.items() if answer is WhyUnseen.TOO_SLOW} == {7, 107, 207}


def test_waiting_for_the_vault_does_not_count() -> None:
    def slow_to_begin() -> Work[int, int]:
        def work(task: int, begun: Begun) -> int:
            time.sleep(3 * SHORT.seconds if task == 1 else 0)
            begun()
            return task

        return work

    if START != "fork":
        pytest.skip("a local function is not pickled")
    with Workers(START, slow_to_begin, SHORT) as workers:
        assert dict(workers.do(range(3))) == {0: 0, 1: 1, 2: 2}


def stopped_at_birth() -> Work[int, object]:
    os.kill(os.getpid(), signal.SIGSTOP)
    return employ(double)


def never_awake() -> Work[int, object]:
    time.sleep(FOREVER)
    return employ(double)


def waiting_for_the_vault(seconds: Callable[[int], float]) -> Work[int, object]:
    def wait_and_work(task: int, begun: Begun) -> object:
        time.sleep(seconds(task))
        begun()
        return task

    return wait_and_work


def forever_at_7(task: int) -> float:
    return FOREVER if task == 7 else 0


def forever(_task: int) -> float:
    return FOREVER


def a_little(_task: int) -> float:
    return IMPATIENT.patience / 4


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_workers_that_stop_at_birth_leave_it_all_to_this_process() -> None:
    with Workers(START, stopped_at_birth, IMPATIENT) as workers, pytest.raises(NoWorkers):  # type: ignore[arg-type]
        next(workers.do(range(100)))
    assert not left()


def test_workers_that_never_take_their_tasks_leave_it_all_to_this_process() -> None:
    larger_than_a_pipe = ["x" * 3_000_000] * 2
    with Workers(START, never_awake, IMPATIENT) as workers, pytest.raises(NoWorkers):  # type: ignore[arg-type]
        next(workers.do(larger_than_a_pipe))  # type: ignore[arg-type]
    assert not left()


@pytest.mark.parametrize(
    ("seconds", "unseen"), [(a_little, set()), (forever_at_7, {7}), (forever, set(range(12)))]
)
def test_a_vault_that_never_answers_is_not_waited_for_and_a_slow_one_is(
    seconds: Callable[[int], float], unseen: set[int]
) -> None:
    with Workers(START, partial(waiting_for_the_vault, seconds), IMPATIENT) as workers:  # type: ignore[arg-type]
        answers = dict(workers.do(range(12)))
    assert answers == {task: task for task in range(12)} | dict.fromkeys(unseen, WhyUnseen.MEASURING_BROKE)


def stop_amid_the_answer(task: int) -> int:
    def send_half(self: Connection, content: bytes, *_: object) -> None:
        os.write(self.fileno(), content[:2])
        os.kill(os.getpid(), signal.SIGSTOP)

    if task == 7:
        Connection._send = send_half  # type: ignore[attr-defined]
    return task


@pytest.mark.skipif(START != "fork", reason="puts something in place of what sends")
def test_an_answer_of_which_half_comes_is_not_waited_for() -> None:
    done(stop_amid_the_answer, range(80), IMPATIENT)
    assert not left()


@pytest.mark.parametrize("do", [die_at_7, killed_at_7, raise_at_7])
def test_a_worker_that_dies_gives_up_its_task_and_the_others_go_on(
    do: Doing, capfd: pytest.CaptureFixture[str]
) -> None:
    answers = done(do, range(80))
    assert answers == {task: task for task in range(80)} | {7: WhyUnseen.MEASURING_BROKE}
    assert "hunter2" not in "".join(capfd.readouterr())


def test_deaths_without_end_end(tmp_path: Path) -> None:
    began = tmp_path / "began"

    def employ_and_count() -> Work[int, int]:
        with began.open("a") as stream:
            stream.write("x")
        return employ(die)  # type: ignore[return-value]

    if START != "fork":
        pytest.skip("a local function is not pickled")
    with Workers(START, employ_and_count, LIMITS) as workers:
        answers = dict(workers.do(range(1000)))
    assert set(answers.values()) == {WhyUnseen.MEASURING_BROKE}
    assert len(answers) == 1000
    assert len(began.read_text()) <= DEATHS_IN_A_ROW + LIMITS.workers


def never_ready() -> Work[int, object]:
    raise RuntimeError("no vault")


def test_workers_that_never_become_ready_leave_it_all_to_this_process() -> None:
    with Workers(START, never_ready, LIMITS) as workers, pytest.raises(NoWorkers):  # type: ignore[arg-type]
        next(workers.do(range(100)))
    assert not left()


def test_a_system_without_room_for_a_process_leaves_it_all_to_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import multiprocessing.process  # noqa: PLC0415

    def refuse(_self: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr(multiprocessing.process.BaseProcess, "start", refuse)
    with pytest.raises(NoWorkers):
        done(double, range(9))


def test_no_worker_outlives_its_context() -> None:
    with Workers(START, partial(employ, double), LIMITS) as workers:
        next(iter(workers.do(range(500))))
        assert left()
    assert not left()


def test_an_interruption_ends_the_workers() -> None:
    with pytest.raises(KeyboardInterrupt), Workers(START, partial(employ, sleep_at_7), LIMITS) as workers:
        for _ in workers.do(range(500)):
            raise KeyboardInterrupt
    assert not left()


def test_a_worker_is_hardened_ignores_ctrl_c_and_is_told_nothing_by_its_surroundings() -> None:
    for seen in done(seen_from_within, range(2)).values():
        assert isinstance(seen, dict)
        assert seen["interrupt"]
        assert seen["terminate"]
        assert seen["arguments"] == sys.argv
        assert seen["environment"] == dict(os.environ)
        assert seen["dumpable"] == 0


def test_it_works_in_processes_that_are_begun_anew() -> None:
    assert done(double, range(50), start="spawn") == {task: 2 * task for task in range(50)}


PARENT = """
import os, sys, time
from functools import partial
from auditor.measuring.workers import Limits, Workers
from tests.measuring.test_workers import START, employ

def hang(task):
    os.write(1, b"%d\\n" % task)
    time.sleep(600)

if __name__ == "__main__":
    with Workers(sys.argv[1], partial(employ, hang), Limits(time.monotonic, seconds=600, workers=2)) as workers:
        list(workers.do(range(2)))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_their_parent_however_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, "utf-8")
    parent = subprocess.Popen(
        [sys.executable, str(script), START],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert parent.stdout is not None
    try:
        assert {parent.stdout.readline(), parent.stdout.readline()} == {b"0\n", b"1\n"}
        workers = psutil.Process(parent.pid).children(recursive=True)
        assert len(workers) == 2
        parent.send_signal(how)
        parent.wait(timeout=20)
        _, alive = psutil.wait_procs(workers, timeout=20)
        assert not alive
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
