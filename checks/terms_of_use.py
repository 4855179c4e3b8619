"""An account whose terms of use are not settled field by field

## What it checks

The inventory's table of policies says something for every one of the `fields` that the guideline wants the terms of use to
hold, such as the duties of users, intellectual property and the disclaimer. Some of them empty: nonconforming. All of them empty:
unverified, for the terms may stand elsewhere; a record `terms-of-use` alone does not show what they hold. A cell with nothing but a dash,
an invisible sign or a word for later (未定, TBD and the others that the page of `operation-policy` names) is empty.

## Why

A comment can be hidden, and a claim be answered, by what users could read beforehand.

## How to fix

Settle the missing points, and enter them in the inventory's table of policies, one row an account and one column a field.

## Example

Duties and intellectual property are filled in, the disclaimer is not: nonconforming. With the disclaimer: none.

# 利用規約の項目

## 確かめること

利用者の遵守事項、知的財産権、免責事項など、ガイドラインが利用規約に求める項目（`fields`）が、台帳の「運用ポリシー」の表で
すべて記入されていることを確かめます。一部が空欄なら不適合、すべて空欄なら要確認とします（別の場所にあるかもしれないため）。
種別「利用規約」の記録だけでは、何が書かれているかを確かめられません。横線、目に見えない文字、または「未定」「TBD」など
（`operation-policy` のページに挙げたもの）だけの欄は、空欄とみなします。

## 理由

コメントを非表示にするにも、申立てに答えるにも、利用者があらかじめ読める規約が根拠になります。

## 直し方

足りない項目を定め、台帳の「運用ポリシー」の表に、1アカウント1行、項目ごとに1列で記入してください。

## 例

遵守事項と知的財産権だけが記入されていれば不適合です。免責事項も記入すれば指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks._contract import Account, AccountCheck, EvidenceKind, Facts, Outcome, Text
from checks._policies import lacking
from checks._ranges import require_words

WHAT = Text("利用規約", "the terms of use")


@dataclass(frozen=True, slots=True)
class Parameters:
    """``fields``: headings of the table of policies that must be filled in."""

    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        require_words(fields=self.fields)


class TermsOfUse(AccountCheck[Parameters]):
    title = Text("利用規約", "Terms of use")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        finding = lacking(account, parameters.fields, facts, what=WHAT, kind=EvidenceKind.TERMS_OF_USE)
        if finding is not None:
            yield finding
