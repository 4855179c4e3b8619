"""An account of which nobody settled who may post without sign-off

## What it checks

A record `posting-authority` about the account (or for the whole city) stands and is in date: it is settled, and known in the
section, what needs the section head's sign-off and what an administrator may post or answer alone. Without an end of its own a
record holds for `valid_days` where the pack sets them, else until one is stated.

## Why

In a hurry, nobody looks up who may decide. What was not settled before is either posted without leave or not at all.

## How to fix

Settle it in the section, make it known, and enter it among the inventory's evidence: day, who, document number.

## Example

No record: unverified. With the section's decision of April on record: none.

# 投稿の権限

## 確かめること

所属長の決裁が必要なものと、担当者だけで投稿や返信ができるものを決め、所属内で共有していることについて、アカウント（または市
全体）の記録（種別「投稿権限」）があり、期限内であることを確かめます。期限の記載がない記録は、点検基準に `valid_days` があれば
その日数、なければ期限なしで有効とします。

## 理由

急ぐときに、誰が決めてよいかを調べる余裕はありません。決めていなければ、承認のない投稿が出るか、何も発信できなくなります。

## 直し方

所属内で取り決めて共有し、日付、記録者、文書番号を台帳の「記録」に記入してください。

## 例

記録がなければ要確認です。4月の取決めが記録されていれば指摘しません。
"""

from __future__ import annotations

from checks._contract import EvidenceKind, Text
from checks._evidence import EvidenceCheck


class PostingAuthority(EvidenceCheck):
    title = Text("投稿の権限", "Posting authority")
    kind = EvidenceKind.POSTING_AUTHORITY
    what = Text("投稿と返信の権限の取決め", "who may post and answer without sign-off")
    remedy = Text(
        "権限を取り決めて所属内で共有し、日付と文書番号を台帳の「記録」に種別{kind}で記入してください。",
        "Settle it, make it known in the section, and enter day and document number among the evidence as {kind}.",
    )
