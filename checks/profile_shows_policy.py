"""An account whose profile is not known to show its policy

## What it checks

A record `profile-shows-policy` about the account (or for the whole city) stands and is in date: where the service has room for
it, the account itself tells the main points of its operation policy, and first of all whether it answers. Without an end of its own
a record holds for `valid_days` where the pack sets them, else until one is stated.

## Why

Who writes to the city and gets no answer is angry unless it said so beforehand. Few people look for the policy elsewhere.

## How to fix

Show the main points in the profile and record the day among the inventory's evidence. Where the service has no room for it, ask for
an exception with that reason.

## Example

No record: unverified. With the look of April on record: none.

# プロフィールでの方針の表示

## 確かめること

運用ポリシーの要点（特に返信の有無）を、できる範囲でアカウント自体に表示していることについて、アカウント（または市全体）の記録
（種別「プロフィールの方針表示」）があり、期限内であることを確かめます。期限の記載がない記録は、点検基準に `valid_days` があれば
その日数、なければ期限なしで有効とします。

## 理由

返信しないことを前もって知らせていなければ、返事のない市民は不満を持ちます。運用ポリシーを別の場所まで探す人は多くありません。

## 直し方

プロフィール欄に要点を載せ、日付を台帳の「記録」に記入してください。載せる欄のないサービスでは、その理由で例外の承認を受けて
ください。

## 例

記録がなければ要確認です。4月に確かめた記録があれば指摘しません。
"""

from __future__ import annotations

from checks._contract import EvidenceKind, Text
from checks._evidence import EvidenceCheck


class ProfileShowsPolicy(EvidenceCheck):
    title = Text("プロフィールでの方針の表示", "Profile shows the policy")
    kind = EvidenceKind.PROFILE_SHOWS_POLICY
    what = Text("プロフィールに運用方針を表示していること", "the main points of its policy in its profile")
    remedy = Text(
        "プロフィール欄に返信の有無などの要点を載せ、確かめた日を台帳の「記録」に種別{kind}で記入してください。",
        "Show the main points, above all whether it answers, and enter the day among the evidence as {kind}.",
    )
