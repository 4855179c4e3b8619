"""What measuring costs: judging, near forms, personal data, and whole logins.

``rows()`` is for ``python -m benchmarks``; ``python -m benchmarks.measuring`` prints it by itself.
"""

from __future__ import annotations

import random
import string
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from auditor.measuring.fingerprints import FingerprintKey
from auditor.measuring.guessing import Knowledge, judge
from auditor.measuring.measure import Request, measure
from auditor.measuring.near import near_forms
from auditor.measuring.personal import PersonalForms, PersonalIndex, forms_of
from auditor.vault.secret import Secret
from auditor.vault.vault import Entries

Row = tuple[str, float, str]
"""What was measured, how much, in which unit."""

KEY = FingerprintKey(b"a key for benchmarks, no secret." * 2)
LOOK_ALIKES = "4@8({[<3690!|17$5+%2"


def rows() -> Iterator[Row]:
    chance = random.Random(1)
    yield "loading the word lists, once", 1000 * _seconds(Knowledge), "ms"
    yield from _judging(chance)
    yield from _near(chance)
    yield from _personal(chance)
    yield from _logins(chance)


def _judging(chance: random.Random) -> Iterator[Row]:
    judged = partial(judge, knowledge=Knowledge())
    usual = [_text(chance, string.ascii_letters + string.digits, chance.randint(8, 24)) for _ in range(300)]
    yield "judging a usual password, mean", 1000 * _mean(judged, usual), "ms"
    ugly = [
        _text(chance, alphabet, period) * (72 // period)
        for alphabet in (LOOK_ALIKES, "12", "01", "123", string.digits, "e3l1i!t7+sS5$a4@", "ab", "19/")
        for period in (72, 36, 24)
        for _ in range(4)
    ]
    yield "judging 72 characters, worst of a search", 1000 * _worst(judged, ugly), "ms"
    long = [_text(chance, alphabet, 4000) for alphabet in (LOOK_ALIKES, "12", string.printable)]
    yield "judging 4,000 characters, worst", 1000 * _worst(judged, [*long, "ﷺ" * 4000, "a" * 4000]), "ms"


def _near(chance: random.Random) -> Iterator[Row]:
    yield (
        "near forms of 20 characters",
        1000 * _seconds(lambda: near_forms(_text(chance, LOOK_ALIKES, 20), KEY)),
        "ms",
    )
    yield "near forms of 4,000 characters", 1000 * _seconds(lambda: near_forms("密" * 4000, KEY)), "ms"


def _personal(chance: random.Random) -> Iterator[Row]:
    passwords = [_text(chance, string.ascii_letters + string.digits * 3, 16) for _ in range(300)]
    digits = _text(chance, string.digits, 4000)
    yield from _directory(100, passwords, digits)
    yield from _directory(5000, passwords, digits)


def _directory(people: int, passwords: list[str], digits: str) -> Iterator[Row]:
    started = time.perf_counter()
    forms = _people(people)
    yield f"forms of {people} people at import", time.perf_counter() - started, "s"
    yield f"index of {people} people", _seconds(lambda: _index(forms)), "s"
    tracemalloc.start()
    index = _index(forms)
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    yield f"memory of that index (forms: {_size(forms) / 1e6:.1f} MB)", memory / 1e6, "MB"
    tied = frozenset({"000001", "000002", "000003"})
    mean = _mean(lambda password: index.look_up(password, tied), passwords)
    yield f"looking a password up among {people}", 1000 * mean, "ms"
    yield (
        f"looking 4,000 digits up among {people}",
        1000 * _seconds(lambda: index.look_up(digits, tied)),
        "ms",
    )


def _logins(chance: random.Random) -> Iterator[Row]:
    number = 300
    passwords = {f"login-{n}": _text(chance, string.ascii_letters + string.digits, 14) for n in range(number)}
    index = _index(_people(1000))
    texts = ("ube_koho", "宇部市広報", "ミホン タロウ", "広報広聴課", "https://x.example/ube_koho")
    requests = [Request(login, texts, frozenset({"000001", "000002"})) for login in passwords]
    seconds = _seconds(lambda: measure(requests, _Vault(passwords), KEY, index, ["ときわ公園", "宇部市"]))
    yield "measuring a login, all in all", 1000 * seconds / number, "ms"


class _Vault:
    def __init__(self, passwords: dict[str, str]) -> None:
        self._passwords = passwords

    def entries(self, login_id: str) -> Entries:
        return Entries(Secret(self._passwords[login_id]), Secret("GEZDGNBVGY3TQOJQ"))


def _people(number: int) -> list[PersonalForms]:
    first = date(1958, 4, 2)
    return [
        forms_of(f"{n:06}", first + timedelta(days=n * 7919 % 16000), f"090-{n % 7000:04}-{n:04}", KEY)
        for n in range(number)
    ]


def _index(forms: Iterable[PersonalForms]) -> PersonalIndex:
    return PersonalIndex(forms, KEY)


def _size(forms: Iterable[PersonalForms]) -> int:
    return sum(len(person.birth_date) + len(person.phone) for person in forms)


def _text(chance: random.Random, alphabet: str, length: int) -> str:
    return "".join(chance.choice(alphabet) for _ in range(length))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _mean(work: Callable[[str], object], passwords: list[str]) -> float:
    return sum(_seconds(lambda password=password: work(password)) for password in passwords) / len(passwords)


def _worst(work: Callable[[str], object], passwords: list[str]) -> float:
    """The worst password's best of three, so that another program's moment is not counted."""
    return max(
        min(_seconds(lambda password=password: work(password)) for _ in range(3)) for password in passwords
    )


if __name__ == "__main__":
    for what, amount, unit in rows():
        print(f"{amount:10.2f} {unit:3} {what}")  # noqa: T201
