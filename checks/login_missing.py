"""An open account that no login serves

## What it checks

Every account that is not closed has at least one login in the inventory. Where none is named, this is `unverified`.

## Why

Without a login, no password and no second factor of the account is looked at: it would drop out of every other check
about credentials without a word.

## How to fix

Enter the login in the inventory with this account's id, and put its password into the vault; or enter the day on which
the account was closed.

## Example

`koho-note` stands among the accounts and under no login: unverified.

# ログインの登録がないアカウント

## 確かめること

閉鎖していないアカウントには、台帳に一つ以上のログインがあることを確かめます。なければ要確認とします。

## 理由

ログインの登録がないと、パスワードも二要素認証も点検されず、そのアカウントが何も言われないまま抜け落ちます。

## 直し方

そのアカウントIDのログインを台帳に記入し、パスワードを金庫に登録してください。閉鎖済みなら閉鎖日を記入してください。

## 例

`koho-note` がアカウント表にあり、どのログインの対象にもなっていなければ要確認です。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks._contract import (
    Account,
    AccountCheck,
    Facts,
    Finding,
    NoParameters,
    Outcome,
    Status,
    Text,
)


class LoginMissing(AccountCheck[NoParameters]):
    title = Text("ログインの登録", "Missing login")
    parameters = NoParameters

    def examine_one(self, account: Account, facts: Facts, parameters: NoParameters) -> Iterator[Outcome]:
        if not facts.logins_of.get(account.account_id):
            yield Finding(
                subject=account.account_id,
                status=Status.UNVERIFIED,
                message=Text(
                    "このアカウントのログインが台帳にないため、パスワードと二要素認証を点検できません。",
                    "The inventory names no login for this account: its password and second factor cannot be seen.",
                ),
                remedy=Text(
                    "ログインを台帳に記入し、パスワードを金庫に登録してください。閉鎖済みなら閉鎖日を記入してください。",
                    "Enter the login and put its password into the vault; or enter the day the account was closed.",
                ),
                reason="no-login",
            )
