"""The judge of passwords beside zxcvbn: whether it says the same, how fast it is, and the worst that can be done to it.

``rows()`` is for ``python -m benchmarks judging``. ``python -m benchmarks.judging worst SECONDS`` searches longer.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from unicodedata import is_normalized

import zxcvbn_rs_py
from zxcvbn import matching, scoring

from auditor.measuring.guessing import Knowledge, judge, word_file
from benchmarks.strings import COMMON, KINDS, LOOK_ALIKES, corpus, strings

Row = tuple[str, float, str]

COMPARED = 50_000
TIMED = 5_000
ROUNDS = 3
SLICE = 250
SEARCHED_SECONDS = 60

CITY = tuple(
    f"{one}{other}"
    for one in ("ube", "tokiwa", "yamaguchi", "onoda", "kirara", "kotoshiba", "nishikiwa", "宇部", "ときわ")
    for other in ("", "shi", "city", "koen", "kouen", "park", "museum", "biennale", "市", "公園")
)
ACCOUNT = tuple(
    f"{one}{other}" for one in ("koho", "ube_koho", "tanaka", "kanko") for other in ("", *"0123456")
)
KNOWLEDGE, JAPANESE, PLAIN = Knowledge(CITY), Knowledge(), Knowledge(japanese=False)


def rows() -> Iterator[Row]:
    yield from equality()
    yield from speed()
    yield from worst(SEARCHED_SECONDS)


def equality(count: int = COMPARED) -> Iterator[Row]:
    """Folding of width is ours, and a line feed breaks zxcvbn's reading of dates; neither is compared."""
    compared = islice((text for text in strings(7) if is_normalized("NFKC", text)), count)
    unlike = sum(abs(judge(text, PLAIN).log10 - _zxcvbn(text)) > 1e-9 for text in compared)
    yield f"guesses equal to zxcvbn's, of {count:,} strings", 100 * (1 - unlike / count), "%"


def speed(count: int = TIMED, rounds: int = ROUNDS) -> Iterator[Row]:
    """CPU time of the fastest round, slice by slice, so that another program's moment is not counted."""
    texts = corpus(count)
    engines: dict[str, Callable[[str], object]] = {
        "Japanese lists on": lambda text: judge(text, JAPANESE),
        "the same, a city's and an account's words": lambda text: judge(text, KNOWLEDGE, ACCOUNT),
        "Japanese lists off": lambda text: judge(text, PLAIN),
        "plain zxcvbn": _zxcvbn,
        "plain zxcvbn with the same lists": _zxcvbn_with(_all_lists()),
        "zxcvbn-rs-py": zxcvbn_rs_py.zxcvbn,
    }
    needed = _interleaved(engines, [texts[begin : begin + SLICE] for begin in range(0, count, SLICE)], rounds)
    for name, seconds in needed.items():
        yield f"one password, {name}", 1000 * seconds / count, "ms"
    ours, off = needed["Japanese lists on"], needed["Japanese lists off"]
    yield (
        "plain zxcvbn with the same lists / Japanese lists on",
        needed["plain zxcvbn with the same lists"] / ours,
        "×",
    )
    yield "plain zxcvbn / Japanese lists off", needed["plain zxcvbn"] / off, "×"
    yield "zxcvbn-rs-py / Japanese lists on", needed["zxcvbn-rs-py"] / ours, "×"
    yield "zxcvbn-rs-py / Japanese lists off", needed["zxcvbn-rs-py"] / off, "×"


def _interleaved(
    engines: dict[str, Callable[[str], object]], slices: Sequence[Sequence[str]], rounds: int
) -> dict[str, float]:
    for engine in engines.values():
        engine("warm up 1999")
    best = {name: [float("inf")] * len(slices) for name in engines}
    for _ in range(rounds):
        for number, texts in enumerate(slices):
            for name, engine in engines.items():
                began = time.process_time()
                for text in texts:
                    engine(text)
                best[name][number] = min(best[name][number], time.process_time() - began)
    return {name: sum(times) for name, times in best.items()}


def _zxcvbn(text: str) -> float:
    """As ``zxcvbn()`` does, without its times and its advice."""
    return float(scoring.most_guessable_match_sequence(text, matching.omnimatch(text))["guesses_log10"])


def _zxcvbn_with(lists: dict[str, dict[str, int]]) -> Callable[[str], object]:
    return lambda text: scoring.most_guessable_match_sequence(text, matching.omnimatch(text, lists))


def _all_lists() -> dict[str, dict[str, int]]:
    lists: dict[str, dict[str, int]] = dict(matching.RANKED_DICTIONARIES)
    for word, kind, rank in word_file.load().all.entries():
        if kind not in ("common-password", "word", "name"):
            lists.setdefault(kind, {})[word] = rank
    return lists


def worst(seconds: float, seed: int = 1) -> Iterator[Row]:
    """The dearest strings that a search finds in that time, best of five each."""
    found = search(seconds, seed)
    yield "72 characters, the worst of a search", 1000 * _cost(found, 5), "ms"
    long = max(_long(found), key=_cost)
    yield "4,000 characters, the worst of some", 1000 * _cost(long, 5), "ms"


ALPHABETS = (
    LOOK_ALIKES, LOOK_ALIKES + "abegilosxtz", "0123456789", "01", "12", "ab", "11771l!|it", "0123456789/-.", "19/", "a", "sS$5",
    "qwertyuiopasdfghjkl", "qazwsx147258369", "あいうえおかきくけこ", "yamadatarouubekoho", "ubeshi2025!", "reiwaRr7-.0123", "0836-",
    "090812345", "KkOoHh0", "1qaz2wsx3edc", "itl1!|7+", "宇部市役所", "abcdefghijklmnopqrstuvwxyz", "aeioknst", "ﷺa",
)  # fmt: skip


def search(seconds: float, seed: int) -> str:
    """Evolution: the dearest ten are changed, joined and repeated, and what is dearer takes their place."""
    chance = random.Random(seed)
    texts = ["".join(chance.choices(alphabet, k=72)) for alphabet in ALPHABETS for _ in range(3)]
    texts += [
        "".join(chance.choices(alphabet, k=k)) * (72 // k) for alphabet in ALPHABETS for k in (12, 24, 36)
    ]
    texts += ["".join(islice(strings(seed), 12))[:72], *islice(strings(seed, KINDS + COMMON), 100)]
    known = {text: _cost(text) for text in texts}
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        best = sorted(known, key=known.__getitem__, reverse=True)[:10]
        known = {text: known[text] for text in best}
        for text in best:
            known[text] = max(_cost(text), known[text] * 0.9)  # a lucky measurement must not stay for ever
            for _ in range(6):
                child = _changed(chance, text, best)
                known[child] = _cost(child)
    return max(known, key=known.__getitem__)


def _changed(chance: random.Random, text: str, others: Sequence[str]) -> str:
    place, length = chance.randrange(len(text) + 1), chance.randint(1, 24)
    new = chance.choice((
        lambda: "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randint(1, 12))),
        lambda: text[chance.randrange(len(text) + 1) :][:length],
        lambda: chance.choice(others)[place:],
        lambda: next(strings(chance.randrange(10**9))),
        lambda: chance.choice((*CITY, *ACCOUNT)),
        lambda: "".join(chance.choices(text or "a", k=length)),
    ))()  # fmt: skip
    return ((text[:place] + new + text[place + chance.choice((0, len(new))) :]) * 2)[:72]


def _cost(text: str, times: int = 3) -> float:
    return min(_seconds(text) for _ in range(times))


def _seconds(text: str) -> float:
    began = time.process_time()
    judge(text, KNOWLEDGE, ACCOUNT)
    return time.process_time() - began


def _long(worst_of_72: str) -> Iterator[str]:
    chance = random.Random(3)
    for alphabet in (*ALPHABETS, "ﷺ", "\ud800", "\0\n"):
        yield "".join(chance.choices(alphabet, k=4000))
    yield worst_of_72 + "x" * 3856 + worst_of_72
    yield "ﷺ" * 4000


def main(arguments: Sequence[str]) -> None:
    what, *rest = arguments or ["rows"]
    parts: dict[str, Callable[[], Iterator[Row]]] = {
        "rows": rows,
        "equality": lambda: equality(*map(int, rest)),
        "speed": lambda: speed(*map(int, rest)),
        "worst": lambda: worst(*map(float, rest)),
    }
    for name, value, unit in parts[what]():
        print(f"{value:10.3f} {unit:3} {name}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
