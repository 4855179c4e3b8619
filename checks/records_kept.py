"""An account whose approvals of posts are not stated to be kept

## What it checks

The manager's statement that approvals of publishing, correcting and deleting are kept (`records-kept`) stands and is in
date. Without an end of its own it holds for `valid_days`, a year and some weeks, so that a yearly round keeps it alive.

## Why

When a post is questioned, the city must show who approved it. The machine sees no posts, so a person looks once a year
and says so.

## How to fix

Let the manager look through the records and enter the statement among the inventory's evidence.

## Example

The last statement is 401 days old: unverified. After this year's: none.

# 公開承認の記録

## 確かめること

公開、修正、削除の承認の記録を保存していることについて、管理者の申告（種別「承認記録の保存」）があり、期限内であることを
確かめます。期限の記載がない申告は `valid_days` 日間有効で、年に一度の確認を続けていれば途切れません。

## 理由

投稿について問われたとき、誰が承認したかを示す必要があります。投稿の中身は機械では確認できないため、年に一度、人が確認
して申告します。

## 直し方

管理者が記録の保存状況を確認し、台帳の「記録」に申告を記入してください。

## 例

最後の申告から401日たっていれば要確認です。今年の申告を記入すれば指摘しません。
"""

from __future__ import annotations

from checks._contract import EvidenceKind, Text
from checks._evidence import EvidenceCheck


class RecordsKept(EvidenceCheck):
    title = Text("承認記録の保存", "Approvals kept")
    kind = EvidenceKind.RECORDS_KEPT
    what = Text("公開等の承認記録を保存しているという申告", "a statement that approvals of posts are kept")
    remedy = Text(
        "管理者が承認記録の保存を確認し、日付と文書番号を台帳の「記録」に種別{kind}で記入してください。",
        "Let the manager see that approvals are kept and enter the statement among the evidence as {kind}.",
    )
