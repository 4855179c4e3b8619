"""An account without a section head who answers for it

## What it checks

The account names its manager (the section head, as information security manager) by staff number, and that person is in
the staff list and has not left: else nonconforming. On leave, of another section than the one that owns the account, or
of a section that the inventory does not tell: unverified.

## Why

Approval, operating rules and the answer to an incident all hang on one person. After a transfer of section heads the
list often still names the predecessor.

## How to fix

Enter the present section head's staff number as the account's manager.

## Example

The manager is now in the directory under another section: unverified. With the successor's number: none.

# 管理者の登録

## 確かめること

アカウントに管理者（情報セキュリティ管理者である課等の長）の職員番号が登録され、その人が職員名簿にあって退職していない
ことを確かめます。そうでなければ不適合です。休職中、アカウントの所属と違う所属、または台帳から所属が分からない場合は
要確認とします。

## 理由

承認、運用規程、事故への対応は、いずれも管理者の責任です。課長の異動後も前任者の名前が残りがちです。

## 直し方

現在の課等の長の職員番号を、台帳の管理者欄に記入してください。

## 例

管理者が名簿で別の所属になっている場合は要確認です。後任者の職員番号に改めれば指摘しません。
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from checks._contract import (
    Account,
    AccountCheck,
    Facts,
    Finding,
    NoParameters,
    Outcome,
    Person,
    Presence,
    Status,
    Text,
)
from checks._wording import named

REMEDY = Text(
    "現在の課等の長の職員番号を、台帳の管理者欄に記入してください。",
    "Enter the present section head's staff number as the account's manager.",
)


class ManagerNamed(AccountCheck[NoParameters]):
    title = Text("管理者の登録", "Manager named")
    parameters = NoParameters

    def examine_one(self, account: Account, facts: Facts, parameters: NoParameters) -> Iterator[Outcome]:
        if not account.manager:
            yield _finding(
                account,
                Status.NONCONFORMING,
                "no-manager",
                Text("管理者が登録されていません。", "No manager is named."),
            )
            return
        who = named(account.manager, facts)
        match facts.people.get(account.manager):
            case None:
                status, reason = Status.NONCONFORMING, "unknown"
                message = Text(
                    "管理者（{who}）が職員名簿にありません。", "The manager, {who}, is not in the staff list."
                )
            case Person(presence=Presence.LEFT):
                status, reason = Status.NONCONFORMING, "left"
                message = Text("管理者の{who}は退職しています。", "The manager, {who}, has left.")
            case Person(presence=Presence.LEAVE):
                status, reason = Status.UNVERIFIED, "on-leave"
                message = Text("管理者の{who}は休職中です。", "The manager, {who}, is on leave.")
            case Person(section=section) if not (section and account.section):
                status, reason = Status.UNVERIFIED, "section-unknown"
                message = Text(
                    "所属の記入がないため、管理者の{who}が所管の課等の長か確認できません。",
                    "Whether the manager, {who}, heads the section cannot be told: a section is not filled in.",
                )
            case Person(section=section) if _folded(section) != _folded(account.section):
                status, reason = Status.UNVERIFIED, "other-section"
                message = Text(
                    "管理者の{who}は、職員名簿ではアカウントと別の所属です。",
                    "The manager, {who}, belongs to another section than the account.",
                )
            case _:
                return
        yield _finding(account, status, reason, message.fill(who=who))


def _finding(account: Account, status: Status, reason: str, message: Text) -> Finding:
    return Finding(subject=account.account_id, status=status, message=message, remedy=REMEDY, reason=reason)


def _folded(section: str) -> str:
    """Width and spaces tell no two sections apart."""
    return "".join(unicodedata.normalize("NFKC", section).split())
