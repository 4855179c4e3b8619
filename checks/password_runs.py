"""A password with one character repeated, or characters in order

## What it checks

The longest run of one same character (the pack's `longest_run` is what may stand: with 2, `aa` may and `aaa` may not)
and the longest ascending or descending sequence of digits or letters (`longest_sequence`: with 3, `123` may and `1234`
or `dcba` may not).

## Why

Such runs add length without adding guesses, and guessing programs try them first.

## How to fix

Set a new password made at random.

## Example

Four consecutive digits at the end: finding. Three: none.

# 同じ文字や連続した文字を含むパスワード

## 確かめること

同じ文字が続く長さ（`longest_run` が許される長さ。2なら `aa` は可、`aaa` は不可）と、数字や英字が昇順・降順に並ぶ長さ
（`longest_sequence`。3なら `123` は可、`1234` や `dcba` は不可）を見ます。

## 理由

こうした並びは、文字数が増えても推測の手間はほとんど増えず、真っ先に試されます。

## 直し方

無作為に作った新しいパスワードに変更してください。

## 例

末尾に連続した数字が4つあるものは指摘します。3つなら指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks._contract import Facts, Finding, Login, LoginCheck, Need, Outcome, Status, Text
from checks._ranges import require_between
from checks._wording import CHANGE_PASSWORD

RUN = Text(
    "同じ文字が{length}個続いています（{allowed}個まで）。",
    "One same character stands {length} times in a row ({allowed} may).",
)
SEQUENCE = Text(
    "連続した数字または英字が{length}個並んでいます（{allowed}個まで）。",
    "{length} consecutive digits or letters stand in order ({allowed} may).",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The longest run and sequence that may stand, in characters."""

    longest_run: int
    longest_sequence: int

    def __post_init__(self) -> None:
        # Above 10 hardly any password is found, and the rule would only seem to be one. One character is no sequence, so 1
        # would find every password.
        require_between(1, 10, longest_run=self.longest_run)
        require_between(2, 10, longest_sequence=self.longest_sequence)


class PasswordRuns(LoginCheck[Parameters]):
    title = Text("パスワードの連続文字", "Runs in the password")
    parameters = Parameters
    needs = frozenset({Need.PASSWORD})

    def examine_one(self, login: Login, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        password = facts.seen_password(login.login_id)
        found: dict[str, Text] = {}
        if password.longest_run > parameters.longest_run:
            found["run"] = RUN.fill(length=password.longest_run, allowed=parameters.longest_run)
        if password.longest_sequence > parameters.longest_sequence:
            found["sequence"] = SEQUENCE.fill(
                length=password.longest_sequence, allowed=parameters.longest_sequence
            )
        if found:
            first, *more = found.values()
            yield Finding(
                subject=login.login_id,
                status=Status.NONCONFORMING,
                message=sum(more, start=Text("パスワードに", "In the password:") + first),
                remedy=CHANGE_PASSWORD,
                reason="-and-".join(found),
            )
