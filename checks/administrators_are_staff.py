"""An administrator from outside the staff

## What it checks

Nobody administers the account who is not in the staff list, has left, or is a contractor or an elected official, unless
the section head's permission for it (evidence `non-staff-permitted`) is on record and in date. Temporary staff are
staff; being on leave is no matter of this check. An account for which no administrator is on record is not applicable: nobody
was seen, so nothing is said of anybody.

A permission may allow anybody, unless the pack says in `permittable` whom alone: `unlisted` (not in the staff list), `left`,
`contractor`, `elected`. Who is none of these is nonconforming with a permission, too; an empty list permits nobody.

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
問いません。担当者の記録がないアカウントは、確かめる相手がいないため対象外とします。

許可は誰についても認めますが、点検基準に `permittable` があれば、挙げられた人に限ります。`unlisted` は名簿にない人、`left` は
退職した人、`contractor` は委託先の人、`elected` は特別職です。ほかの人は、許可があっても不適合とします。空の場合は誰にも認めません。

## 理由

市の名前で発信するのは、市に対して責任を負う人であるべきです。退職した人の利用権は、誰かが外すまで残ります。

## 直し方

台帳に担当の終了日を記入してパスワードを変更するか、各課等の長の許可を期限とともに記録してください。

## 例

委託先の人が担当者の場合は不適合です。3月末までの許可が記録されていれば、それまでは指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from checks._contract import (
    Account,
    AccountCheck,
    EvidenceKind,
    Facts,
    Finding,
    NotApplicable,
    Outcome,
    Person,
    Presence,
    Status,
    Text,
    listed,
)
from checks._people import OUTSIDE, Hindrance, administering, described, hindrances, outsiders_permitted
from checks._wording import kind_named

NO_STAFF = frozenset({Hindrance.UNKNOWN, Hindrance.LEFT, Hindrance.OUTSIDE})


class Outsider(StrEnum):
    """What makes somebody no staff of the city; several may hold of one person."""

    UNLISTED = "unlisted"
    LEFT = "left"
    CONTRACTOR = "contractor"
    ELECTED = "elected"


EVERY = frozenset(Outsider)


@dataclass(frozen=True, slots=True)
class Parameters:
    """``permittable``: whom a recorded permission may allow; None: anybody."""

    permittable: tuple[Outsider, ...] | None = None


class AdministratorsAreStaff(AccountCheck[Parameters]):
    title = Text("担当者の身分", "Administrators are staff")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        administrators = administering(account.account_id, facts)
        if not administrators:
            yield NotApplicable(account.account_id)
            return
        permittable = EVERY if parameters.permittable is None else frozenset(parameters.permittable)
        allowed = permittable if outsiders_permitted(account.account_id, facts) else frozenset[Outsider]()
        outside = {
            number: outsider
            for number in administrators
            if not (outsider := _outsider(facts.people.get(number))) <= allowed
        }
        if outside:
            outsiders = {
                number: next(why for why in hindrances(facts.people.get(number)) if why in NO_STAFF)
                for number in outside
            }
            yield Finding(
                subject=account.account_id,
                status=Status.NONCONFORMING,
                message=Text(
                    "在職の職員でない担当者がいます。{people}。",
                    "Administrators who are not staff of the city: {people}.",
                ).fill(people=listed(described(number, why, facts) for number, why in outsiders.items())),
                remedy=PERMIT if all(who <= permittable for who in outside.values()) else END,
                reason="not-staff",
            )


PERMIT = Text(
    "担当から外してパスワードを変更するか、各課等の長の許可を期限とともに記録（種別{kind}）してください。",
    "End their part and change the password, or record the section head's permission with its end ({kind}).",
).fill(kind=kind_named(EvidenceKind.NON_STAFF_PERMITTED))
END = Text(
    "担当から外してパスワードを変更してください。許可によって認められない人がいます。",
    "End their part and change the password; not all of them can be permitted.",
)


def _outsider(person: Person | None) -> frozenset[Outsider]:
    """All that makes the person (None: not in the directory) no staff; nothing of it holds of staff."""
    if person is None:
        return frozenset({Outsider.UNLISTED})
    left = {Outsider.LEFT} if person.presence is Presence.LEFT else set()
    outside = {Outsider(person.employment.value)} if person.employment in OUTSIDE else set()
    return frozenset(left | outside)
