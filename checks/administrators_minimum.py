"""Too few people who administer an account

## What it checks

Distinct people who are administrators of the account on the day, stand in the staff list and are at work: at least
`minimum_administrators`. Somebody on leave does not count; somebody from outside the staff counts only while the section
head's permission (`non-staff-permitted`) is on record and in date. More than `advised_maximum` is advice.

## Why

With one administrator the account is lost when that one falls ill, moves or leaves, and nobody sees what they post.
With many, nobody answers for it and the password is known all over.

## How to fix

Name another administrator in the inventory, or end those who no longer are.

## Example

Two administrators, one of them on leave: nonconforming. After a third was named: none.

# 担当者の人数

## 確かめること

その日に担当者であり、職員名簿にあって在職している人を重複なく数え、`minimum_administrators` 名以上いることを確かめます。
休職中の人は数えません。職員以外の人は、各課等の長の許可（種別「職員以外の許可」）が記録され期限内である間だけ数えます。
`advised_maximum` 名を超える場合は助言とします。

## 理由

担当者が1名では、病気や異動のときにアカウントを動かせる人がいなくなり、投稿に気付く人もいません。多すぎると責任の所在が
あいまいになり、パスワードを知る人が広がります。

## 直し方

台帳に担当者を追加するか、担当を外れた人の終了日を記入してください。

## 例

担当者2名のうち1名が休職中の場合は不適合です。もう1名を加えれば指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks._contract import Account, AccountCheck, Facts, Finding, Outcome, Status, Text, listed
from checks._people import Hindrance, administering, described, not_counted
from checks._ranges import require_between


@dataclass(frozen=True, slots=True)
class Parameters:
    """People: the fewest that must be, the most that are advised (None: any number)."""

    minimum_administrators: int
    advised_maximum: int | None = None

    def __post_init__(self) -> None:
        # Nobody knows who did what on an account of more than twenty; without one, nobody looks after it.
        require_between(1, 20, minimum_administrators=self.minimum_administrators)
        require_between(1, 20, advised_maximum=self.advised_maximum)


class AdministratorsMinimum(AccountCheck[Parameters]):
    title = Text("担当者の人数", "Number of administrators")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        people = administering(account.account_id, facts)
        uncounted = not_counted(account.account_id, facts)
        count = len(people) - len(uncounted)
        if count < parameters.minimum_administrators:
            message = Text(
                "在職の担当者が{count}名で、必要な{minimum}名に足りません。",
                "{count} administrator(s) at work; {minimum} are needed.",
            ).fill(count=count, minimum=parameters.minimum_administrators)
            yield Finding(
                subject=account.account_id,
                status=Status.NONCONFORMING,
                message=message + _told(uncounted, facts) if uncounted else message,
                remedy=Text(
                    "担当者を追加し、台帳に記入してください。",
                    "Name another administrator and enter them in the inventory.",
                ),
                reason="too-few",
            )
        elif parameters.advised_maximum is not None and count > parameters.advised_maximum:
            yield Finding(
                subject=account.account_id,
                status=Status.ADVICE,
                message=Text(
                    "担当者が{count}名で、目安の{maximum}名を超えています。",
                    "{count} administrators; {maximum} are advised at most.",
                ).fill(count=count, maximum=parameters.advised_maximum),
                remedy=Text(
                    "担当を外れた人がいないか確認し、必要な人に絞ってください。",
                    "See whether all of them still administer the account; keep those who are needed.",
                ),
                reason="too-many",
            )


def _told(uncounted: dict[str, Hindrance], facts: Facts) -> Text:
    return Text("数えていない人：{people}。", "Not counted: {people}.").fill(
        people=listed(described(number, why, facts) for number, why in uncounted.items())
    )
