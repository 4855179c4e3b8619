"""An account whose operation policy is not settled field by field

## What it checks

The inventory's table of policies says something for every one of the `fields` that the guideline wants an operation policy
to hold: what is published and why, on which service, by whom, when, whether answers are given. Some of them empty:
nonconforming. All of them empty: unverified, for the policy may stand elsewhere; a record `operating-rules` alone does not show
what it holds. A cell with nothing but a dash or an invisible sign is empty; so is
one with nothing but a word for later: 未定, 未記入, 未入力, 未設定, 未作成, 未策定, 未決定, 無記入, 空欄, 検討中, 調整中, 作成中,
準備中, 策定中, 確認中, 協議中, 要検討, 要確認, 要記入, 後日, 後日記入, TBD, TBA, TBC, TODO. 「なし」 (none) is an answer.

Where the guideline asks for a policy and names no fields (`fields` left out), any filled field or a record `operating-rules` in
date is enough. Where it calls an account official only once it has its policy (`makes_official`), the finding says that the
account is not.

## Why

The policy tells the public what to expect of the account and the next administrator how it is run. What it leaves open is
settled in the middle of trouble.

## How to fix

Settle the missing points, and enter them in the inventory's table of policies, one row an account and one column a field.

## Example

Everything but the hours is filled in: nonconforming. With the hours: none. No row for the account: unverified.

# 運用ポリシーの項目

## 確かめること

ガイドラインが運用ポリシーに求める項目（`fields`）が、台帳の「運用ポリシー」の表ですべて記入されていることを確かめます。発信の
内容と目的、サービス、運用者、時間、返信の有無などです。一部が空欄なら不適合、すべて空欄なら要確認とします（別の場所に
あるかもしれないため）。種別「運用規程」の記録だけでは、何が書かれているかを確かめられません。横線や目に見えない文字だけの欄は空欄とみなします。
次の言葉だけの欄も同じです。未定、未記入、未入力、未設定、未作成、未策定、未決定、無記入、空欄、検討中、調整中、作成中、
準備中、策定中、確認中、協議中、要検討、要確認、要記入、後日、後日記入、TBD、TBA、TBC、TODO。「なし」は記入とみなします。

ガイドラインが項目を挙げていない場合（`fields` の指定なし）は、いずれかの項目の記入、または期限内の「運用規程」の記録があれば
よいものとします。運用ポリシーを定めたものだけを公式アカウントとするガイドライン（`makes_official`）では、公式アカウントと
して扱えないことも示します。

## 理由

運用ポリシーは、市民には何を期待できるかを、次の担当者にはどう運用するかを伝えます。決めていないことは、問題が起きてから
決めることになります。

## 直し方

足りない項目を定め、台帳の「運用ポリシー」の表に、1アカウント1行、項目ごとに1列で記入してください。

## 例

運用時間だけが空欄なら不適合で、記入すれば指摘しません。アカウントの行がなければ要確認です。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checks._contract import Account, AccountCheck, EvidenceKind, Facts, Finding, Outcome, Status, Text
from checks._evidence import not_on_record, on_record
from checks._policies import lacking, says_anything
from checks._ranges import require_words
from checks._wording import kind_named

WHAT = Text("運用ポリシー", "the operation policy")
RULES = EvidenceKind.OPERATING_RULES


@dataclass(frozen=True, slots=True)
class Parameters:
    """``fields``: headings of the table of policies that must be filled in; None: the guideline names none.

    ``makes_official``: the guideline calls official only what has its policy.
    """

    fields: tuple[str, ...] | None = None
    makes_official: bool | None = None

    def __post_init__(self) -> None:
        require_words(fields=self.fields)


class OperationPolicy(AccountCheck[Parameters]):
    title = Text("運用ポリシー", "Operation policy")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        finding = (
            _without_fields(account, facts)
            if parameters.fields is None
            else lacking(account, parameters.fields, facts, what=WHAT, kind=RULES)
        )
        if finding is not None:
            yield _not_official(finding) if parameters.makes_official else finding


def _without_fields(account: Account, facts: Facts) -> Finding | None:
    stated = on_record(facts.evidence_for_account(RULES, account.account_id), facts.day)
    if stated.holds or says_anything(account, facts):
        return None
    return Finding(
        subject=account.account_id,
        status=Status.UNVERIFIED,
        message=not_on_record(WHAT, stated.ended),
        remedy=Text(
            "運用ポリシーを定めて台帳の「運用ポリシー」の表に記入するか、定めた日と文書番号を「記録」に種別{kind}で記入して"
            "ください。",
            "Set the policy and enter it in the inventory's table of policies, or its day and document number among the "
            "evidence as {kind}.",
        ).fill(kind=kind_named(RULES)),
        reason="no-record" if stated.ended is None else "lapsed",
    )


def _not_official(finding: Finding) -> Finding:
    said = Text(
        "この点検基準では、運用ポリシーが整うまで公式アカウントとして扱えません。",
        "Under this guideline the account is not official until its policy is settled.",
    )
    return replace(finding, message=finding.message + said)
