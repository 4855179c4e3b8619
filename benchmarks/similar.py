"""Nearly the same passwords: what their forms cost a password, and comparing 100,000 of them.

``rows()`` is for ``python -m benchmarks``. Each city is compared in a process of its own, whose growth is its memory.
"""

from __future__ import annotations

import gc
import multiprocessing
import random
import string
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date

import psutil  # type: ignore[import-untyped]

from auditor.measuring.fingerprints import FingerprintKey
from auditor.measuring.near import near_forms
from auditor.working_days import WorkingDays
from checks._contract import Facts, Login, LoginMeasurement, NearForms, PasswordMeasurement
from checks.password_similar import Parameters, PasswordSimilar

Row = tuple[str, float, str]

KEY = FingerprintKey(b"a key for benchmarks, no secret." * 2)
SIGNS = string.ascii_letters + string.digits
LOGINS = 100_000
SHARE_OF_NEAR_ONES = 0.05


def rows() -> Iterator[Row]:
    chance = random.Random(1)
    for length in (8, 14, 20):
        passwords = [_random(chance, length) for _ in range(1000)]
        best = min(_seconds_of_forms(passwords) for _ in range(5))
        yield f"forms of 1,000 passwords of {length} characters", 1000 * best, "ms"
    yield "forms of a password of 4,000 characters", 1000 * _seconds_of_forms(["密" * 4000]), "ms"
    for city in (mixed, one_stem):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            yield from process.submit(_compared, city).result()


def mixed(chance: random.Random) -> Iterator[str]:
    """8 to 20 characters at random; of the share, each a change of an earlier one."""
    made: list[str] = []
    for _ in range(LOGINS):
        if made and chance.random() < SHARE_OF_NEAR_ONES:
            made.append(_changed(chance, chance.choice(made)))
        else:
            made.append(_random(chance, chance.randint(8, 20)))
    yield from made


def one_stem(chance: random.Random) -> Iterator[str]:
    """Half of them are one word with a number behind."""
    for number in range(LOGINS // 2):
        yield f"Password{number}"
        yield _random(chance, chance.randint(8, 20))


def _changed(chance: random.Random, password: str) -> str:
    place = chance.randrange(len(password))
    before, after, sign = password[:place], password[place:], chance.choice(SIGNS)
    return chance.choice(
        [
            before + sign + after[1:],
            before + after[1:],
            before + sign + after,
            password.swapcase(),
            password + "27!",
        ]
    )


def _compared(city: Callable[[random.Random], Iterable[str]]) -> list[Row]:
    passwords = list(city(random.Random(2)))
    gc.collect()
    with _growth() as grown:
        forms = [near_forms(password, KEY) for password in passwords]
        kept = grown()
        facts = _facts(passwords, forms)
        beside = grown() - kept  # measurements and logins, which a night has anyhow
        began = time.perf_counter()
        findings = sum(
            1 for _ in PasswordSimilar().examine_all(tuple(facts.logins.values()), facts, Parameters(1, 4))
        )
        seconds = time.perf_counter() - began
    name = f"{city.__name__} {len(passwords)}"
    return [
        (f"{name}: comparing ({findings} findings)", seconds, "s"),
        (f"{name}: memory of their forms", kept, "MB"),
        (f"{name}: memory at most, forms and comparing", grown() - beside, "MB"),
    ]


def _facts(passwords: list[str], forms: list[NearForms]) -> Facts:
    logins = [Login(f"login-{number}", ("account",)) for number in range(len(passwords))]
    return Facts(
        day=date(2026, 11, 20),
        calendar=WorkingDays(),
        logins={login.login_id: login for login in logins},
        measurements={
            login.login_id: LoginMeasurement(
                login.login_id,
                PasswordMeasurement(KEY.password(password), len(password), 20.0, (), 1, 1, (), near),
                None,
            )
            for login, password, near in zip(logins, passwords, forms, strict=True)
        },
    )


@contextmanager
def _growth() -> Iterator[Callable[[], float]]:
    """How many MB the process has grown at most, asked every few milliseconds."""
    process = psutil.Process()
    before: int = process.memory_info().rss
    most = before
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.005):
            most = max(most, process.memory_info().rss)

    def grown() -> float:
        nonlocal most
        most = max(most, process.memory_info().rss)
        return float(most - before) / 1e6

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield grown
    finally:
        done.set()
        watcher.join()


def _random(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(SIGNS, k=length))


def _seconds_of_forms(passwords: Iterable[str]) -> float:
    began = time.perf_counter()
    for password in passwords:
        near_forms(password, KEY)
    return time.perf_counter() - began
