"""The same password on two logins

## What it checks

No two logins that serve an open account have the same password. Compared are keyed fingerprints, never passwords. One
login that serves several accounts is no reuse. Every login that shares is a finding and names the others.

## Why

When one service loses its passwords, every account with the same one is lost as well.

## How to fix

Give each of these logins a password of its own, made at random.

## Example

`x-koho` and `fb-kanko` have the same password: two findings, each with the other as related.

# パスワードの使い回し

## 確かめること

閉鎖していないアカウントに使うログイン同士で、同じパスワードを使っていないかを見ます。比べるのは鍵付きの照合値で、
パスワードそのものではありません。一つのログインが複数のアカウントに使われるのは使い回しではありません。同じものを使う
ログインすべてを指摘し、相手を示します。

## 理由

一つのサービスからパスワードが流出すると、同じものを使うすべてのアカウントが危険になります。

## 直し方

ログインごとに、無作為に作った別々のパスワードに変更してください。

## 例

`x-koho` と `fb-kanko` が同じパスワードのとき、両方を指摘し、それぞれに相手を示します。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks._contract import (
    ComparingLoginCheck,
    Facts,
    Finding,
    Login,
    Need,
    NoParameters,
    Outcome,
    Status,
    Text,
)

MESSAGE = Text(
    "ほかの{count}件のログインと同じパスワードです。",
    "{count} other login(s) have the same password.",
)
REMEDY = Text(
    "ログインごとに無作為に作った別々のパスワードに変更し、金庫の登録も更新してください。",
    "Change each of them to a password of its own, made at random, and put these into the vault.",
)


class PasswordReuse(ComparingLoginCheck[NoParameters]):
    title = Text("パスワードの使い回し", "Reused password")
    parameters = NoParameters
    needs = frozenset({Need.PASSWORD})

    def examine_all(
        self, subjects: tuple[Login, ...], facts: Facts, parameters: NoParameters
    ) -> Iterator[Outcome]:
        sharing: dict[str, list[str]] = {}
        for login in subjects:
            fingerprint = facts.seen_password(login.login_id).fingerprint
            sharing.setdefault(fingerprint, []).append(login.login_id)
        for group in sharing.values():
            if len(group) > 1:
                yield from _findings(sorted(group))


def _findings(group: list[str]) -> Iterator[Finding]:
    for place, login_id in enumerate(group):
        yield Finding(
            subject=login_id,
            status=Status.NONCONFORMING,
            message=MESSAGE.fill(count=len(group) - 1),
            remedy=REMEDY,
            related=(*group[:place], *group[place + 1 :]),
            reason="same",
        )
