"""``python -m evaluation``: the exam's tables; ``--show KIND`` lists what of a kind was missed.

All passwords are made by this program; no real one is ever shown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence

from evaluation.exam import WEAK, Exam, Marked, held
from evaluation.foreign import foreign
from evaluation.judging import alone, plain

SAME = 1e-9
"""Guesses (log10) nearer than this are the same; the two sum their floats in another order."""

_ROW = "{:44} {:>6} {:>6} {:>7} {:>7} {:>7} {:>7}"


def main(arguments: list[str]) -> int:
    chosen = _parser().parse_args(arguments)
    exam = held(chosen.each, chosen.strong, seed=chosen.seed)
    if chosen.show is not None:
        return _show(exam, chosen.show)
    _print(exam)
    if chosen.foreign:
        _print_foreign(chosen.foreign, chosen.seed)
    if chosen.most_missed is None:
        return 0
    return _hold_to(exam, chosen.most_missed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m evaluation", description="How many weak passwords the judge misses."
    )
    parser.add_argument("--each", type=int, default=200, help="passwords of every weak kind")
    parser.add_argument("--strong", type=int, default=50, help="passwords of every strong generator")
    parser.add_argument("--foreign", type=int, default=5000, help="passwords with nothing Japanese; 0: none")
    parser.add_argument("--seed", type=int, default=1, help="other passwords of the same kinds")
    parser.add_argument(
        "--show", metavar="KIND", help="list what was missed of the kinds whose name holds this"
    )
    parser.add_argument(
        "--most-missed",
        metavar="SHARE",
        type=float,
        help="exit code 1 when more weak ones are missed at 10^8 (0.05: one in twenty), or a strong one is called weak",
    )
    return parser


def _print(exam: Exam) -> None:
    limits = f"at 10^{WEAK:g}", f"at 10^{exam.threshold:g}"
    print("weak passwords, rated at or above the limit (missed)")
    print(f"{'':44} {'':6} {'':6} {limits[0]:^15} {limits[1]:^15}")
    print(_ROW.format("kind", "bound", "n", "ours", "zxcvbn", "ours", "zxcvbn"))
    for title, rows in (("all usual", exam.usual), ("all weak", exam.weak), ("all held out", exam.held_out)):
        for row in (*rows, _all(title, rows)):
            counts = *row.missed(WEAK), *row.missed(exam.threshold)
            print(_ROW.format(row.name, f"{row.bound:.1f}", len(row.judged), *counts))
        _print_share(_all(title, rows), (WEAK, exam.threshold))
        print()
    print("strong passwords, rated below the limit (false alarms)")
    print(_ROW.format("generator", "bound", "n", "", "", "ours", "zxcvbn"))
    for row in (*exam.strong, _all("all strong", exam.strong, min)):
        print(_ROW.format(row.name, f"{row.bound:.1f}", len(row.judged), "", "", *row.below(exam.threshold)))
    print("\nbound: log10 of how many passwords of the kind there are (weak: at most; strong: at least)")


def _print_share(row: Marked, limits: Iterable[float]) -> None:
    shares = [f"{100 * count / len(row.judged):.1f}%" for limit in limits for count in row.missed(limit)]
    print(_ROW.format("", "", "", *shares))


def _all(name: str, rows: Sequence[Marked], bound: Callable[[Iterable[float]], float] = max) -> Marked:
    return Marked(
        name, bound(row.bound for row in rows), tuple(judged for row in rows for judged in row.judged)
    )


def _print_foreign(count: int, seed: int) -> None:
    passwords = foreign(count, seed)
    theirs = [plain(password) for password in passwords]
    for title, japanese in (("off", False), ("on", True)):
        pairs = list(zip(alone(passwords, japanese=japanese), theirs, strict=True))
        same = sum(abs(ours - other) < SAME for ours, other in pairs)
        higher = sum(ours > other + SAME for ours, other in pairs)
        share = 100 * same / count
        print(f"nothing Japanese, Japanese {title}: {share:.2f}% of {count} as zxcvbn, {higher} above it")


def _show(exam: Exam, kind: str) -> int:
    for row in (*exam.usual, *exam.weak, *exam.held_out):
        if kind.casefold() in row.name.casefold():
            print(f"{row.name} (bound 10^{row.bound:.1f})")
            for each in sorted(row.judged, key=lambda judged: -judged.ours):
                if each.ours >= WEAK:
                    print(f"  {each.password:40} {each.ours:6.2f} {each.zxcvbn:6.2f}  {' '.join(each.kinds)}")
    for row in exam.strong:
        if kind.casefold() in row.name.casefold():
            print(f"{row.name} (at least 10^{row.bound:.1f})")
            for each in sorted(row.judged, key=lambda judged: judged.ours)[:20]:
                print(f"  {each.password:60} {each.ours:6.2f} {each.zxcvbn:6.2f}  {' '.join(each.kinds)}")
    return 0


def _hold_to(exam: Exam, most_missed: float) -> int:
    weak = _all("all weak", (*exam.usual, *exam.weak, *exam.held_out))
    share = weak.missed(WEAK)[0] / len(weak.judged)
    alarms = _all("all strong", exam.strong, min).below(exam.threshold)[0]
    if share <= most_missed and not alarms:
        return 0
    print(f"worse than stated: {100 * share:.1f}% missed, {alarms} false alarms")
    return 1


if __name__ == "__main__":
    # a console that cannot write kana still shows the tables
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
