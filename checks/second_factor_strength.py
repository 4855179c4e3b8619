"""A second factor that can be intercepted

## What it checks

Codes by SMS or by e-mail are advice: set, but weaker than an authenticator app, a passkey or a security key. Where no
second factor is set or known, this check does not apply (`second-factor` speaks of it).

## Why

Phone numbers are taken over and messages read along; a mailbox often falls together with the password. NIST SP 800-63B
counts SMS as restricted and does not accept e-mail.

## How to fix

Choose an authenticator app, a passkey or a security key in the service's settings, where the service offers one.

## Example

`sms`: advice. `passkey`: none.

# 二要素認証の方式

## 確かめること

SMSやメールで届くコードは、設定済みではあるものの、認証アプリ、パスキー、セキュリティキーより弱いため助言します。
二要素認証がない、または方式が分からない場合は対象外です（`second-factor` で扱います）。

## 理由

電話番号の乗っ取りやメッセージの盗み見があり、メールはパスワードと一緒に侵害されがちです。NIST SP 800-63B はSMSの利用
を制限し、メールを認めていません。

## 直し方

サービスが対応していれば、設定画面で認証アプリ、パスキー、セキュリティキーのいずれかに変更してください。

## 例

`sms` は助言、`passkey` は指摘なしです。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks._contract import (
    Facts,
    Finding,
    Login,
    LoginCheck,
    NoParameters,
    NotApplicable,
    Outcome,
    SecondFactor,
    Status,
    Text,
)
from checks._wording import METHODS

INTERCEPTED = frozenset({SecondFactor.SMS, SecondFactor.EMAIL})


class SecondFactorStrength(LoginCheck[NoParameters]):
    title = Text("二要素認証の方式", "Second factor's method")
    parameters = NoParameters

    def examine_one(self, login: Login, facts: Facts, parameters: NoParameters) -> Iterator[Outcome]:
        method = login.second_factor
        if method is None or method is SecondFactor.NONE:
            yield NotApplicable(login.login_id)
        elif method in INTERCEPTED:
            yield Finding(
                subject=login.login_id,
                status=Status.ADVICE,
                message=Text(
                    "二要素認証が{method}です。第三者に読み取られるおそれがあります。",
                    "The second factor is {method}, which others may read along.",
                ).fill(method=METHODS[method]),
                remedy=Text(
                    "認証アプリ、パスキー、セキュリティキーのいずれかに変更することを検討してください。",
                    "Consider an authenticator app, a passkey or a security key instead.",
                ),
                reason=method.value,
            )
