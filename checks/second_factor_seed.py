"""A second factor's seed that is damaged, too short or shared

## What it checks

The seed of the one-time codes, where the vault holds one: no Base32, shorter than `minimum_bits`, or the same as on
another login is nonconforming; shorter than `advised_bits` is advice. A login without a seed in the vault is out of
this check.

## Why

Who has one login's seed makes the codes of every login that shares it. A short seed can be found from a few codes;
RFC 4226 asks for 128 bits, and many platforms hand out 80.

## How to fix

Set the second factor up anew in the service, which gives a new seed, and put that into the vault. Where a platform
gives short seeds, a passkey or a security key is the better method.

## Example

A seed of 80 bits, used on one login: advice. The same seed on two logins: nonconforming on both.

# 二要素認証のシード

## 確かめること

金庫にワンタイムコードのシードがある場合に、Base32として読めない、`minimum_bits` より短い、ほかのログインと
同じものは不適合、`advised_bits` より短いものは助言とします。シードを金庫に置いていないログインは対象外です。

## 理由

シードを知る人は、同じ鍵を使うすべてのログインのコードを作れます。短い鍵はいくつかのコードから割り出されるおそれが
あります。RFC 4226 は128ビットを求めていますが、80ビットを発行するサービスもあります。

## 直し方

サービスで二要素認証を設定し直して新しいシードを受け取り、金庫に登録してください。短い鍵しか発行しないサービスでは、
パスキーやセキュリティキーを検討してください。

## 例

一つのログインで使う80ビットの鍵は助言、二つのログインで同じ鍵を使っていれば両方とも不適合です。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks._contract import (
    ComparingLoginCheck,
    Facts,
    Finding,
    Login,
    Need,
    NotApplicable,
    Outcome,
    SeedMeasurement,
    Status,
    Text,
)
from checks._ranges import require_between

SHARED = Text("ほかの{count}件のログインと同じシードです。", "{count} other login(s) have the same seed.")
NOT_BASE32 = Text("シードをBase32として読み取れません。", "The seed is no Base32.")
SHORT = Text(
    "シードの長さが{bits}ビットで、{wanted}ビットに足りません。",
    "The seed has {bits} bits; {wanted} are asked for.",
)
SET_UP_ANEW = Text(
    "サービスで二要素認証を設定し直し、新しいシードを金庫に登録してください。",
    "Set the second factor up anew in the service and put the new seed into the vault.",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Lengths of the decoded seed in bits: what is needed, and what is better."""

    minimum_bits: int
    advised_bits: int

    def __post_init__(self) -> None:
        # 64 bits are within reach of trying all; 512 is the block of SHA-1, beyond which a key adds nothing (RFC 2104).
        require_between(64, 512, minimum_bits=self.minimum_bits, advised_bits=self.advised_bits)


class SecondFactorSeed(ComparingLoginCheck[Parameters]):
    title = Text("二要素認証のシード", "Second factor's seed")
    parameters = Parameters
    needs = frozenset({Need.SEED})

    def examine_all(
        self, subjects: tuple[Login, ...], facts: Facts, parameters: Parameters
    ) -> Iterator[Outcome]:
        sharing: dict[str, list[str]] = {}
        seeds: dict[str, SeedMeasurement] = {}
        for login in subjects:
            seed = facts.seen_seed(login.login_id)
            if seed is None:
                yield NotApplicable(login.login_id)
            else:
                seeds[login.login_id] = seed
                sharing.setdefault(seed.fingerprint, []).append(login.login_id)
        for login_id, seed in seeds.items():
            others = sorted(other for other in sharing[seed.fingerprint] if other != login_id)
            yield from _judged(login_id, seed, tuple(others), parameters)


def _judged(
    login_id: str, seed: SeedMeasurement, others: tuple[str, ...], parameters: Parameters
) -> Iterator[Finding]:
    """All that is wrong with one seed in one finding; its status and reason are the gravest's."""
    faults: dict[str, Text] = {}
    if others:
        faults["shared"] = SHARED.fill(count=len(others))
    if not seed.is_base32:
        faults["not-base32"] = NOT_BASE32
    elif seed.bits < parameters.minimum_bits:
        faults["too-short"] = SHORT.fill(bits=seed.bits, wanted=parameters.minimum_bits)
    elif seed.bits < parameters.advised_bits:
        faults["short"] = SHORT.fill(bits=seed.bits, wanted=parameters.advised_bits)
    if not faults:
        return
    first, *more = faults.values()
    yield Finding(
        subject=login_id,
        status=Status.ADVICE if faults.keys() == {"short"} else Status.NONCONFORMING,
        message=sum(more, start=first),
        remedy=SET_UP_ANEW,
        related=others,
        reason=next(iter(faults)),
    )
