"""An account whose profile is not known to lead back to the city

## What it checks

A record `profile-backlink` about the account (or for the whole city) stands and is in date: the profile names who runs the
account and carries the address of the city's site (`leads_to`: `site`), or of the very page that lists the accounts
(`list-page`), as the guideline wants it. Without an end of its own a record holds for
`valid_days` where the pack sets them, else until one is stated. Where `auditor site check`
looked for it in vain, that is nonconforming, whatever was recorded for that day or earlier.

## Why

The city's site names the account, and the account names the city's site: an impostor can copy the one, not both.

## How to fix

Enter organisation and address into the profile and record the day among the inventory's evidence. Where the service's profile has
no room for it, ask for an exception with that reason.

## Example

No record: unverified. With the look of April on record: none.

# プロフィールから公式サイトへのリンク

## 確かめること

プロフィール欄に運営組織と、市の公式サイトのアドレス（`leads_to` が `site`）またはアカウント一覧を掲載したページのアドレス
（`list-page`）など、ガイドラインの求めるものを載せていることについて、アカウント（または市全体）の記録（種別「プロフィールのリンク」）があり、期限内であることを確かめます。期限の記載がない記録は、点検基準に
`valid_days` があればその日数、なければ期限なしで有効とします。`auditor site check` で見つからなかったときは、
その日までの記録にかかわらず不適合です。

## 理由

公式サイトがアカウントを示し、アカウントが公式サイトを示していれば、なりすましは片方しかまねできません。

## 直し方

プロフィール欄に組織名とアドレスを載せ、日付を台帳の「記録」に記入してください。載せる欄のないサービスでは、その理由で例外の
承認を受けてください。

## 例

記録がなければ要確認です。4月に確かめた記録があれば指摘しません。
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks._contract import EvidenceKind, Text
from checks._evidence import EvidenceCheck, Validity


class LeadsTo(StrEnum):
    """What a profile is to lead back to: any page of the city's site, or the one on which the city lists its accounts."""

    SITE = "site"
    LIST_PAGE = "list-page"


@dataclass(frozen=True, slots=True)
class Parameters(Validity):
    """``leads_to``: which address the guideline wants in the profile; `auditor site check` looks for that one."""

    leads_to: LeadsTo = LeadsTo.SITE


class ProfileBacklink(EvidenceCheck):
    title = Text("プロフィールから公式サイトへのリンク", "Profile leads to the city's site")
    parameters = Parameters
    kind = EvidenceKind.PROFILE_BACKLINK
    what = Text(
        "プロフィールに市の公式サイトを載せていること", "the address of the city's site in its profile"
    )
    remedy = Text(
        "プロフィール欄に組織名と市のサイト（一覧の掲載ページが求められる場合はそのページ）のアドレスを載せ、確かめた日を台帳の「記録」に"
        "種別{kind}で記入してください。",
        "Enter organisation and address (of the page that lists the accounts, where that one is asked for) into the profile, and "
        "the day among the evidence as {kind}.",
    )

    def what_for(self, parameters: Validity) -> Text:
        if isinstance(parameters, Parameters) and parameters.leads_to is LeadsTo.LIST_PAGE:
            return Text(
                "プロフィールにアカウント一覧の掲載ページのアドレスを載せていること",
                "the address of the page that lists the accounts in its profile",
            )
        return self.what
