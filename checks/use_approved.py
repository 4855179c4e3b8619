"""An account whose use nobody has on record as approved

## What it checks

A record `use-approved` about the account (or for the whole city) stands and is in date. Without an end of its own it
holds until one is stated.

## Why

The guideline asks for the section head's approval before social media are used. Without a record nobody can show it.

## How to fix

Enter the approval among the inventory's evidence: day, who, document number.

## Example

No record: unverified. With the approval of 2024 on record, without an end: none.

# 利用の承認

## 確かめること

アカウント（または市全体）について、種別「利用承認」の記録があり、期限内であることを確かめます。期限の記載がない記録
は、そのまま有効とします。

## 理由

ソーシャルメディアの利用には、管理者の承認が求められます。記録がなければ承認を示せません。

## 直し方

承認した日、記録者、文書番号を、台帳の「記録」に記入してください。

## 例

記録がなければ要確認です。2024年の承認が期限なしで記録されていれば指摘しません。
"""

from __future__ import annotations

from checks._contract import EvidenceKind, Text
from checks._evidence import EvidenceCheck


class UseApproved(EvidenceCheck):
    title = Text("利用の承認", "Use approved")
    kind = EvidenceKind.USE_APPROVED
    what = Text("管理者による利用の承認", "the manager's approval of its use")
    remedy = Text(
        "管理者の承認を受け、承認日と文書番号を台帳の「記録」に種別{kind}で記入してください。",
        "Have the manager approve it and enter day and document number among the evidence as {kind}.",
    )
