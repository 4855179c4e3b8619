"""The whole exam: weak passwords by kind, held-out ones by author, strong ones by generator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log10

from auditor.catalogue import load_pack
from checks._contract import Pack
from evaluation import strong
from evaluation.held_out import AUTHORS
from evaluation.judging import Judged, judge_all, missed
from evaluation.recipes import WEAK_BELOW, Kind
from evaluation.settings import Setting, settings
from evaluation.usual import KINDS as USUAL
from evaluation.weak import KINDS

WEAK = log10(WEAK_BELOW)


@dataclass(frozen=True, slots=True)
class Marked:
    """One row of a table. ``bound``: how many passwords of the kind there are, log10 (strong: of the generator)."""

    name: str
    bound: float
    judged: tuple[Judged, ...]

    def missed(self, limit: float) -> tuple[int, int]:
        """How many are rated at or above ``limit``: by ours, by plain zxcvbn."""
        return missed(self.judged, limit)

    def below(self, limit: float) -> tuple[int, int]:
        ours, theirs = self.missed(limit)
        return len(self.judged) - ours, len(self.judged) - theirs


@dataclass(frozen=True, slots=True)
class Exam:
    """``threshold``: the pack's, log10 guesses."""

    threshold: float
    usual: tuple[Marked, ...]
    weak: tuple[Marked, ...]
    held_out: tuple[Marked, ...]
    strong: tuple[Marked, ...]


def held(each: int, each_strong: int, *, seed: int = 1, pack: Pack | None = None) -> Exam:
    """The exam with ``each`` passwords of every weak kind and ``each_strong`` of every generator."""
    pack = pack or load_pack("ube", {})
    told = settings(pack)
    return Exam(
        threshold(pack),
        usual=tuple(_marked(USUAL, told, each, seed)),
        weak=tuple(_marked(KINDS, told, each, seed)),
        held_out=tuple(_marked(AUTHORS, told, each, seed)),
        strong=tuple(
            Marked(generator.name, generator.bits * log10(2), judge_all(passwords, told["ube"]))
            for generator, passwords in strong.drawn(each_strong, seed)
        ),
    )


def threshold(pack: Pack) -> float:
    """The least guesses (log10) that the pack asks for."""
    (rule,) = (rule for rule in pack.rules if rule.check == "password-guessable")
    return float(rule.parameters.minimum_guesses_log10)


def _marked(kinds: Iterable[Kind], told: Mapping[str, Setting], each: int, seed: int) -> Iterable[Marked]:
    for kind in kinds:
        count = kind.usual_number or each
        yield Marked(kind.name, log10(kind.bound), judge_all(kind.draw(count, seed), told[kind.setting]))
