"""An account without operating rules on record

## What it checks

A record `operating-rules` about the account (or for the whole city) stands and is in date. Without an end of its own it
holds until one is stated.

## Why

The section head sets for each account how it is run: who posts what, who signs off, what is answered. What nobody wrote
down leaves with the person who knew it.

## How to fix

Set the rules and enter them among the inventory's evidence: day, who, document number.

## Example

No record: unverified. With the rules of 2025 on record: none.

# 運用規程

## 確かめること

アカウント（または市全体）について、種別「運用規程」の記録があり、期限内であることを確かめます。期限の記載がない
記録は、そのまま有効とします。

## 理由

誰が何を投稿し、誰が承認し、どう返信するかは、管理者がアカウントごとに定めます。書かれていないことは、担当者の異動とともに
失われます。

## 直し方

運用規程を定め、定めた日、記録者、文書番号を、台帳の「記録」に記入してください。

## 例

記録がなければ要確認です。2025年の規程が記録されていれば指摘しません。
"""

from __future__ import annotations

from checks._contract import EvidenceKind, Text
from checks._evidence import EvidenceCheck


class OperatingRules(EvidenceCheck):
    title = Text("運用規程", "Operating rules")
    kind = EvidenceKind.OPERATING_RULES
    what = Text("運用規程", "operating rules")
    remedy = Text(
        "運用規程を定め、日付と文書番号を台帳の「記録」に種別{kind}で記入してください。",
        "Set operating rules and enter day and document number among the evidence as {kind}.",
    )
