"""A password that holds a staff number, a birth date or a phone number

## What it checks

Whether the password holds personal data in any form in which people usually write it. Of the people tied to the login
(administrators now and before, manager, holder) every form counts, such as `0412` or an area code left out; of
everybody else in the directory, forms of six digits or more, because shorter ones occur by chance.

## Why

Staff numbers and extensions stand on lists, birthdays and phone numbers are known to friends and can be bought. Whoever
attacks a city's account tries them early, and those who have left still know them.

## How to fix

Set a new password made at random, without any digits that mean something.

## Example

A password with an administrator's birthday in era form: finding. The same four digits of a person who has nothing to do
with the login: none.

# 個人に関わる番号を含むパスワード

## 確かめること

職員番号、生年月日、電話番号が、普段書かれるいずれかの形でパスワードに含まれていないかを見ます。ログインに関わる人
（現在と過去の担当者、管理者、利用者）についてはすべての書き方を、ほかの職員については偶然の一致を避けるため6桁以上の
ものを対象とします。

## 理由

職員番号や内線は名簿に載り、誕生日や電話番号は知人にも分かります。攻撃者は早い段階で試しますし、異動した人も覚えて
います。

## 直し方

意味のある数字を使わず、無作為に作った新しいパスワードに変更してください。

## 例

担当者の誕生日を和暦で含むものは指摘します。ログインに関わりのない職員の誕生日4桁と一致するだけのものは指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checks._contract import (
    Facts,
    Finding,
    Login,
    LoginCheck,
    Need,
    NoParameters,
    Outcome,
    PersonalKind,
    PersonalMatch,
    Status,
    Text,
    Unseen,
    listed,
)
from checks._wording import CHANGE_PASSWORD

SHORTEST_OF_OTHERS = 6
"""Characters. Shorter forms of people who are not tied to the login match by chance (contract, section 4)."""

KINDS: Mapping[PersonalKind, Text] = {
    PersonalKind.STAFF_NUMBER: Text("職員番号", "a staff number"),
    PersonalKind.BIRTH_DATE: Text("生年月日", "a birth date"),
    PersonalKind.PHONE: Text("電話番号", "a phone number"),
}


class PasswordPersonal(LoginCheck[NoParameters]):
    title = Text("パスワードと個人情報", "Personal data in the password")
    parameters = NoParameters
    needs = frozenset({Need.PASSWORD, Need.PERSONAL})

    def examine_one(self, login: Login, facts: Facts, parameters: NoParameters) -> Iterator[Outcome]:
        matches = _seen(facts.seen_password(login.login_id).personal)
        tied = [match for match in matches if match.tied]
        others = [match for match in matches if not match.tied and match.length >= SHORTEST_OF_OTHERS]
        if tied:
            message = Text(
                "パスワードに、このログインに関わる人の{kinds}にあたる文字列が含まれています。",
                "The password holds {kinds} of somebody tied to this login.",
            ).fill(kinds=_kinds(tied))
        elif others:
            message = Text(
                "パスワードに、職員の{kinds}にあたる文字列が含まれています。",
                "The password holds {kinds} of somebody in the directory.",
            ).fill(kinds=_kinds(others))
        else:
            return
        yield Finding(
            subject=login.login_id,
            status=Status.NONCONFORMING,
            message=message,
            remedy=CHANGE_PASSWORD,
            reason="tied" if tied else "directory",
        )


def _seen(personal: tuple[PersonalMatch, ...] | Unseen) -> tuple[PersonalMatch, ...]:
    match personal:
        case Unseen():
            raise LookupError("the engine hands over only what the check needs")
        case matches:
            return matches


def _kinds(matches: Iterable[PersonalMatch]) -> Text:
    """Which kinds, never whose nor which digits."""
    found = {match.kind for match in matches}
    return listed(text for kind, text in KINDS.items() if kind in found)
