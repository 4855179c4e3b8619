"""A password that the audit could not see

## What it checks

Every login that serves an open account must have its password in the vault, and the vault must give it. Where there is
no entry, an empty one, or a refusal, this is a finding (`unverified`), and every other password check says "not seen"
about that login instead of passing it.

## Why

A password that nobody can look at can be anything. Most audits drop such logins silently, and the report looks better
the less it has seen. Here the gap itself is the finding.

## How to fix

Put the present password into the vault under the login's id. Where the vault refused, let IT look at it with
`auditor doctor`.

## Example

Login `x-koho` serves an open account and the vault has no entry `x-koho`: finding. After the password was put into the
vault: none.

# 確認できないパスワード

## 確かめること

閉鎖していないアカウントに使うログインは、パスワードが金庫に登録され、読み取れることが必要です。登録がない、空である、
読み取れない場合は「要確認」とし、そのログインについて他のパスワードの点検は「適合」とせず「確認できず」とします。

## 理由

誰も確認できないパスワードは、どのようなものか分かりません。見えなかったものを数えない点検は、見えないほど良い結果に
なってしまいます。ここでは、見えないこと自体を指摘します。

## 直し方

現在のパスワードを、そのログインIDで金庫に登録してください。読み取りに失敗している場合は、情報システム担当が
`auditor doctor` で原因を確認してください。

## 例

ログイン `x-koho` の登録が金庫にない場合は指摘します。登録すれば指摘はなくなります。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks._contract import (
    Facts,
    Finding,
    Login,
    LoginCheck,
    NoParameters,
    Outcome,
    Status,
    Text,
    Unseen,
    WhyUnseen,
)

STORE_IT = Text(
    "現在のパスワードを、このログインIDで金庫に登録してください。",
    "Put the present password into the vault under this login's id.",
)
LOOK_INTO_IT = Text(
    "情報システム担当が auditor doctor で原因を確認し、点検をやり直してください。",
    "Let IT find the cause with `auditor doctor`, then run the audit again.",
)
REMEDIES: Mapping[WhyUnseen, Text] = {WhyUnseen.NO_ENTRY: STORE_IT, WhyUnseen.EMPTY: STORE_IT}


class PasswordUnseen(LoginCheck[NoParameters]):
    title = Text("パスワードの確認", "Password not seen")
    parameters = NoParameters

    def examine_one(self, login: Login, facts: Facts, parameters: NoParameters) -> Iterator[Outcome]:
        password = facts.password_of(login.login_id)
        if isinstance(password, Unseen):
            yield Finding(
                subject=login.login_id,
                status=Status.UNVERIFIED,
                message=Text("パスワードを確認できませんでした。", "The password could not be seen.")
                + password.why.text,
                remedy=REMEDIES.get(password.why, LOOK_INTO_IT),
                reason=password.why.value,
            )
