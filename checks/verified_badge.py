"""An account without the platform's badge

## What it checks

The inventory says that the account bears the platform's verified badge (column `verified`), or a record `verified-badge` in date
does. "No" is nonconforming; "unavailable", where the platform offers none or refused it, does not apply. Not filled in and
no record: unverified. "No" in the inventory and a record of a badge contradict each other: unverified. The rule concerns the
`services` that the pack lists; without a list, every service. An account whose service is not filled in may be on any.

## Why

Anybody can open an account with the city's name and picture. The badge is what the platform itself says about who is behind it.

## How to fix

Apply for the badge and enter it in the inventory. Where none is to be had, enter "unavailable".

## Example

The rule is for X only. An account on X with "no": nonconforming. An account on Facebook: does not apply.

# 認証バッジ

## 確かめること

サービスの認証バッジが付いていることを、台帳の「認証バッジ」の欄または期限内の記録（種別「認証バッジ」）で確かめます。「無」は
不適合、「対象外」（サービスに認証の制度がない、または認められなかったもの）は対象外とします。記入も記録もなければ要確認です。台帳が
「無」なのに記録がある場合も、どちらが正しいか分からないため要確認とします。点検基準に `services` があればそのサービスだけ、
なければすべてのサービスが対象です。サービスの記入がないアカウントは、どのサービスか分からないものとして扱います。

## 理由

市の名前と写真を使ったアカウントは誰でも開設できます。認証バッジは、運営者が誰であるかをサービス自身が示すものです。

## 直し方

認証を申請し、取得したら台帳に「有」と記入してください。取得できないサービスでは「対象外」と記入してください。

## 例

Xだけを対象とする場合、Xのアカウントが「無」なら不適合、フェイスブックのアカウントは対象外です。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks._contract import (
    Account,
    AccountCheck,
    EvidenceKind,
    Facts,
    Finding,
    NotApplicable,
    Outcome,
    Status,
    Text,
    Verified,
)
from checks._evidence import not_on_record, on_record
from checks._ranges import require_words
from checks._services import is_one_of

WHAT = Text("認証バッジ", "a verified badge")
REMEDY = Text(
    "認証を申請し、取得したら台帳の「認証バッジ」に「有」、取得できなければ「対象外」と記入してください。",
    'Apply for it and enter "yes" in the inventory; where none is to be had, enter "unavailable".',
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """``services``: short names of the services that the rule is for; None: every service that offers a badge."""

    services: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        require_words(services=self.services)


class VerifiedBadge(AccountCheck[Parameters]):
    title = Text("認証バッジ", "Verified badge")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        elsewhere = (
            parameters.services is not None
            and account.service
            and not is_one_of(account.service, parameters.services)
        )
        if elsewhere or account.verified is Verified.UNAVAILABLE:
            yield NotApplicable(account.account_id)
            return
        recorded = on_record(
            facts.evidence_for_account(EvidenceKind.VERIFIED_BADGE, account.account_id), facts.day
        )
        match account.verified:
            case Verified.NO if recorded.holds:
                yield _finding(
                    account,
                    Status.UNVERIFIED,
                    "contradiction",
                    Text(
                        "台帳では認証バッジが「無」ですが、取得の記録があります。",
                        "The inventory says that there is no verified badge, and a record says that there is.",
                    ),
                    Text(
                        "アカウントを見て、台帳の「認証バッジ」の欄か記録の、誤っている方を直してください。",
                        "Look at the account and correct the inventory or the record, whichever is wrong.",
                    ),
                )
            case Verified.NO:
                yield _finding(
                    account,
                    Status.NONCONFORMING,
                    "no-badge",
                    Text("認証バッジがありません。", "The account has no verified badge."),
                    REMEDY,
                )
            case None if not recorded.holds:
                yield _finding(
                    account,
                    Status.UNVERIFIED,
                    "no-record" if recorded.ended is None else "lapsed",
                    not_on_record(WHAT, recorded.ended),
                    REMEDY,
                )


def _finding(account: Account, status: Status, reason: str, message: Text, remedy: Text) -> Finding:
    return Finding(subject=account.account_id, status=status, message=message, remedy=remedy, reason=reason)
