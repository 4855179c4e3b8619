"""An account that the city's site is not known to list

## What it checks

A record `site-listing` about the account (or for the whole city) stands and is in date: the city's own site has a page with the
service, the account and a link to it, and what else the guideline wants to stand there. Without an end of its own a record holds
for `valid_days` where the pack sets them, else until one is stated. Where `auditor site check`
looked for it in vain, that is nonconforming, whatever was recorded for that day or earlier.

## Why

Whoever doubts an account looks for it on the city's site. An account that is missing there looks like an impostor, and an impostor
cannot be told from it.

## How to fix

Have the account listed, and enter it among the inventory's evidence: day, who, document number or the page's address.

## Example

No record: unverified. With the PR section's notice of listing on record: none.

# 公式サイトへの掲載

## 確かめること

市の公式サイトに、サービス、アカウント、そのページへのリンクなど、ガイドラインの求めるものが掲載されていることについて、
アカウント（または市全体）の記録（種別「公式サイト掲載」）があり、期限内であることを確かめます。期限の記載がない記録は、
点検基準に `valid_days` があればその日数、なければ期限なしで有効とします。`auditor site check` で見つからなかったときは、
その日までの記録にかかわらず不適合です。

## 理由

本物かどうか迷った人は、市の公式サイトで確かめます。掲載がなければ、なりすましと見分けがつきません。

## 直し方

公式サイトに掲載し、日付、記録者、文書番号または掲載ページのアドレスを台帳の「記録」に記入してください。

## 例

記録がなければ要確認です。広報担当課の掲載通知が記録されていれば指摘しません。
"""

from __future__ import annotations

from checks._contract import EvidenceKind, Text
from checks._evidence import EvidenceCheck


class SiteListing(EvidenceCheck):
    title = Text("公式サイトへの掲載", "Listed on the city's site")
    kind = EvidenceKind.SITE_LISTING
    what = Text("市の公式サイトへの掲載", "its listing on the city's site")
    remedy = Text(
        "公式サイトに掲載し、確かめた日と文書番号を台帳の「記録」に種別{kind}で記入してください。",
        "Have it listed, and enter the day it was seen and the document number among the evidence as {kind}.",
    )
