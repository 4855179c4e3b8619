"""An administrator from outside the staff

## What it checks

Nobody administers the account who is not in the staff list, has left, or is a contractor or an elected official, unless
the section head's permission for it (evidence `non-staff-permitted`) is on record and in date. Temporary staff are
staff; being on leave is no matter of this check.

## Why

What goes out under the city's name is to come from people who answer to the city. Those who left keep their access until
somebody takes it away.

## How to fix

End the administrator in the inventory and change the password, or record the section head's permission with its end.

## Example

A contractor is administrator: nonconforming. With a permission until the end of March: none until then.

# 職員以外の担当者

## 確かめること

職員名簿にない人、退職した人、委託先の人、特別職が担当者になっていないことを確かめます。各課等の長の許可（記録の種別
「職員以外の許可」）が記録され、期限内であれば指摘しません。会計年度任用職員は職員として扱い、休職はここでは
問いません。

## 理由

市の名前で発信するのは、市に対して責任を負う人であるべきです。退職した人の利用権は、誰かが外すまで残ります。

## 直し方

台帳に担当の終了日を記入してパスワードを変更するか、各課等の長の許可を期限とともに記録してください。

## 例

委託先の人が担当者の場合は不適合です。3月末までの許可が記録されていれば、それまでは指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator

from checks._contract import (
    Account,
    AccountCheck,
    EvidenceKind,
    Facts,
    Finding,
    NoParameters,
    Outcome,
    Status,
    Text,
    listed,
)
from checks._people import Hindrance, administering, described, hindrances, outsiders_permitted
from checks._wording import kind_named

NO_STAFF = frozenset({Hindrance.UNKNOWN, Hindrance.LEFT, Hindrance.OUTSIDE})


class AdministratorsAreStaff(AccountCheck[NoParameters]):
    title = Text("担当者の身分", "Administrators are staff")
    parameters = NoParameters

    def examine_one(self, account: Account, facts: Facts, parameters: NoParameters) -> Iterator[Outcome]:
        if outsiders_permitted(account.account_id, facts):
            return
        outsiders = {
            number: standing[0]
            for number in administering(account.account_id, facts)
            if (standing := [why for why in hindrances(facts.people.get(number)) if why in NO_STAFF])
        }
        if outsiders:
            yield Finding(
                subject=account.account_id,
                status=Status.NONCONFORMING,
                message=Text(
                    "在職の職員でない担当者がいます。{people}。",
                    "Administrators who are not staff of the city: {people}.",
                ).fill(people=listed(described(number, why, facts) for number, why in outsiders.items())),
                remedy=Text(
                    "担当から外してパスワードを変更するか、各課等の長の許可を期限とともに記録"
                    "（種別{kind}）してください。",
                    "End their part and change the password, or record the section head's permission with its end "
                    "({kind}).",
                ).fill(kind=kind_named(EvidenceKind.NON_STAFF_PERMITTED)),
                reason="not-staff",
            )
