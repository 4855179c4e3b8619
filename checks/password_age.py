"""A password that has been in use for too long

## What it checks

The days since the machine first saw the present password on the login, or since the stated day of change if that is
earlier and the machine has seen no later change. Pending (with the limit as its due day) from `warn_days` before
`maximum_age_days`; nonconforming from the day after the limit.

## Why

Some guidelines ask for regular changes; with shared logins an old password is known to everybody who ever worked with
it. Today's standards (NIST SP 800-63B) ask for a change on a sign of compromise only, so the limit is the pack's, and
the report says where it comes from.

## How to fix

Set a new password and put it into the vault. A stated day of change alone never makes a password younger.

## Example

First seen on 1 April 2026 with a limit of 365 days and 60 days of warning: pending from 31 January to 1 April 2027,
nonconforming from 2 April 2027.

# 長く使われているパスワード

## 確かめること

現在のパスワードを機械が最初に確認した日から数えます。申告された変更日の方が早く、その後の変更を機械が見ていなければ、
申告の日から数えます。`maximum_age_days` の `warn_days` 前から期限付きの「対応中」、期限の翌日から不適合とします。

## 理由

定期的な変更を求めるガイドラインがあり、共用のログインでは古いパスワードほど多くの人が知っています。現在の標準
（NIST SP 800-63B）は侵害の兆候があるときだけ変更を求めるため、期限は点検基準ごとに定め、その根拠を報告書に示します。

## 直し方

新しいパスワードに変更し、金庫に登録してください。変更日を申告するだけでは、新しいパスワードとは扱いません。

## 例

2026年4月1日に最初に確認し、期限365日、事前通知60日の場合、2027年1月31日から4月1日まで「対応中」、4月2日から不適合です。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from checks._contract import Facts, Finding, Login, LoginCheck, Need, Outcome, Sighting, Status, Text
from checks._ranges import TEN_YEARS, require_between
from checks._wording import CHANGE_PASSWORD


@dataclass(frozen=True, slots=True)
class Parameters:
    """Days: how old a password may become, and how long before that the warning begins."""

    maximum_age_days: int
    warn_days: int

    def __post_init__(self) -> None:
        require_between(1, TEN_YEARS, maximum_age_days=self.maximum_age_days)
        # At most a year: longer, and the warning is always there and says nothing.
        require_between(0, 365, warn_days=self.warn_days)


class PasswordAge(LoginCheck[Parameters]):
    title = Text("パスワードの使用期間", "Age of the password")
    parameters = Parameters
    needs = frozenset({Need.PASSWORD, Need.SIGHTING})

    def examine_one(self, login: Login, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        since = _in_use_since(login, facts.sightings[login.login_id])
        limit = since + timedelta(days=parameters.maximum_age_days)
        if (limit - facts.day).days > parameters.warn_days:
            return
        late = facts.day > limit
        sentence = (
            Text(
                "{since}から同じパスワードで、使用期限の{limit}を過ぎています。",
                "The password has been in use since {since}; its limit was {limit}.",
            )
            if late
            else Text(
                "{since}から同じパスワードで、使用期限は{limit}です。",
                "The password has been in use since {since}; its limit is {limit}.",
            )
        )
        yield Finding(
            subject=login.login_id,
            status=Status.NONCONFORMING if late else Status.PENDING,
            message=sentence.fill(since=since, limit=limit),
            remedy=CHANGE_PASSWORD,
            due=limit,
            reason="too-old" if late else "ageing",
        )


def _in_use_since(login: Login, sighting: Sighting) -> date:
    """Words are believed only where they make the password older and no change was seen after them."""
    stated = login.password_changed
    if stated is None or sighting.changes_seen:
        return sighting.first_seen
    return min(stated, sighting.first_seen)
