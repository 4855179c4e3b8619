"""A password that stands in a list of leaked ones

## What it checks

Whether the password stands, at least `least_count` times, in the list of leaked passwords that the city has set up
(`[breach]` in the settings: a file made by `auditor breach build`, or a service that is asked online). It is looked up
as it is written, and with full-width characters folded to half-width ones.

Without a list nothing is judged here: the report says so, and it is neither a finding nor a gap. A list that is set up
and cannot be used (damaged, empty, of the wrong kind, no answer) makes every login "not seen", never a pass.

The whole password is compared with the most common ones in any case, by the check `password-guessable`: that needs no list.

## Why

Who breaks into accounts tries first what leaked elsewhere, however hard it is to guess. Length and signs do not help.

## How to fix

Change the password to one made at random, everywhere it is used, and put it into the vault. Who used it on another
service, too, changes it there. Do not come back to it later.

## Example

A password of twenty characters that a shop lost years ago: finding, with the order of how often it was found. One that
stands in no list: none.

# 流出したパスワード

## 確かめること

設定した流出パスワードの一覧（設定の `[breach]`。`auditor breach build` で作ったファイル、または照会サービス）に、
パスワードが `least_count` 回以上載っていないかを見ます。書かれたままの形と、全角を半角にそろえた形で照合します。

一覧を設定していない場合は判定せず、その旨を報告書に示します。不適合にも「確認できず」にもしません。設定した一覧が
使えない場合（破損、空、種類違い、応答なし）は、すべてのログインを「確認できず」とし、適合とはしません。

よく使われるパスワードそのものかどうかは、一覧がなくても `password-guessable` の点検で確かめています。

## 理由

不正アクセスでは、どれほど推測しにくいものでも、よそで流出したパスワードが真っ先に試されます。長さや記号では防げません。

## 直し方

同じものを使っているすべてのサービスで、無作為に作ったパスワードに変更し、金庫に登録してください。以前のものに戻さないで
ください。

## 例

20文字でも、何年も前に通販サイトから流出したものは指摘し、見つかった回数の目安を示します。一覧にないものは指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks._contract import (
    Facts,
    Finding,
    Login,
    LoginCheck,
    Need,
    NotApplicable,
    Outcome,
    Status,
    Text,
)
from checks._ranges import require_between

LEAKED = Text(
    "パスワードが流出パスワードの一覧に載っています（{times}回以上）。",
    "The password stands in the list of leaked ones ({times} times or more).",
)
REMEDY = Text(
    "同じものを使っているすべてのサービスで、無作為に作ったパスワードに変更し、金庫の登録も更新してください。",
    "Change it to one made at random wherever it is used, and put that into the vault.",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """From how many times on a password counts as leaked."""

    least_count: int

    def __post_init__(self) -> None:
        # Once is enough for an attacker; beyond 100 times stand only passwords that thousands of people choose, which
        # `password-guessable` finds by itself.
        require_between(1, 100, least_count=self.least_count)


class PasswordBreached(LoginCheck[Parameters]):
    title = Text("パスワードの流出", "Leaked password")
    parameters = Parameters
    needs = frozenset({Need.BREACHED})

    def examine_one(self, login: Login, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        breached = facts.seen_breached(login.login_id)
        if breached is None:
            yield NotApplicable(login.login_id, not_set_up=True)
        elif breached.times >= parameters.least_count:
            yield Finding(
                subject=login.login_id,
                status=Status.NONCONFORMING,
                message=LEAKED.fill(times=f"{_order(breached.times):,}"),
                remedy=REMEDY,
                reason="leaked",
            )


def _order(times: int) -> int:
    """The power of ten at or below: the exact number could tell which entry of a public list the password is."""
    return int(10 ** (len(str(times)) - 1))
