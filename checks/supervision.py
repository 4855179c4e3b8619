"""An account that nobody states to supervise

## What it checks

The section head's statement that the account is supervised (`supervision`) stands and is in date: somebody keeps looking whether
posts, comments and the way the account is run fit its policy. Without an end of its own a statement holds for `valid_days` where
the pack sets them, else until one is stated.

## Why

The machine sees no posts. Whether somebody looks is known to people only, and a duty that nobody is asked about is forgotten
with the next transfer.

## How to fix

Let the section head see to it and enter the statement among the inventory's evidence: day, who, document number.

## Example

Statements hold for 400 days and the last is 401 days old: unverified. After this year's: none.

# 運用の監督

## 確かめること

投稿や書き込み、運用の仕方が方針に沿っているかを継続して監督していることについて、所属長の申告（種別「監督」）があり、期限内で
あることを確かめます。期限の記載がない申告は、点検基準に `valid_days` があればその日数、なければ期限なしで有効とします。

## 理由

投稿の中身は機械では確認できず、誰かが見ているかどうかは人にしか分かりません。問われない務めは、異動とともに忘れられます。

## 直し方

所属長が監督の状況を確認し、台帳の「記録」に日付、記録者、文書番号を記入してください。

## 例

有効期間が400日で、最後の申告から401日たっていれば要確認です。今年の申告を記入すれば指摘しません。
"""

from __future__ import annotations

from checks._contract import EvidenceKind, Text
from checks._evidence import EvidenceCheck


class Supervision(EvidenceCheck):
    title = Text("運用の監督", "Supervision")
    kind = EvidenceKind.SUPERVISION
    what = Text(
        "所属長が運用を監督しているという申告", "a statement that the section head supervises the account"
    )
    remedy = Text(
        "所属長が監督の状況を確認し、日付と文書番号を台帳の「記録」に種別{kind}で記入してください。",
        "Let the section head look into the account and enter the statement among the evidence as {kind}.",
    )
