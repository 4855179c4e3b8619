"""A password that is quickly guessed

## What it checks

The number of guesses that an attacker needs who knows Japanese, the city and the account. Fewer than the pack's
`minimum_guesses_log10` (a power of ten; 10 is what zxcvbn calls score 4) is nonconforming. Where the pack also sets
`advised_guesses_log10`, what lies between the two is advice.

## Why

Length and kinds of characters say little: a city's name with a year and a sign passes every such rule and is among
the first things tried. What counts is how many guesses come before it.

## How to fix

Let a password manager make a password at random (16 characters or more), set it, and put it into the vault.

## Example

The name of the city with this year: finding, some ten thousand guesses. Sixteen characters made at random: none.

# 推測されやすいパスワード

## 確かめること

日本語、市、アカウントのことを知る攻撃者が当てるまでに必要な回数の目安を見ます。点検基準の `minimum_guesses_log10`
（10の何乗回か。10はzxcvbnの最高評価4に相当）に届かないものは不適合です。`advised_guesses_log10` を定めている場合、
その間にあるものは助言とします。

## 理由

文字数や文字の種類だけでは強さは分かりません。市の名前に年と記号を付けたものは規則を満たしても、真っ先に試されます。
大切なのは、何回目の推測で当たるかです。

## 直し方

パスワード管理ソフトなどで無作為に作った16文字以上のパスワードに変更し、金庫に登録してください。

## 例

市の名前に今年の西暦を付けたものは、1万回ほどで当たるため指摘します。無作為の16文字は指摘しません。
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks._contract import (
    Facts,
    Finding,
    Login,
    LoginCheck,
    Need,
    Outcome,
    PasswordMeasurement,
    Status,
    Text,
    listed,
)
from checks._ranges import require_between
from checks._wording import CHANGE_PASSWORD


@dataclass(frozen=True, slots=True)
class Parameters:
    """Powers of ten of guesses: at least ``minimum``; ``advised``, where set, is what is better."""

    minimum_guesses_log10: float
    advised_guesses_log10: float | None = None

    def __post_init__(self) -> None:
        # Below 10^3 zxcvbn calls a password too guessable (score 0): less is no demand. 10^30 is more than 16 letters
        # and digits made at random have, which is what people are told to use.
        require_between(
            3,
            30,
            minimum_guesses_log10=self.minimum_guesses_log10,
            advised_guesses_log10=self.advised_guesses_log10,
        )


KINDS: Mapping[str, Text] = {
    "common-password": Text("よく使われるパスワード", "a common password"),
    "family-name": Text("姓", "a family name"),
    "given-name": Text("名", "a given name"),
    "name": Text("外国の人名", "a foreign name"),
    "city-word": Text("市に関わる語", "a word of the city"),
    "account-word": Text("アカウントに関わる語", "a word of the account"),
    "office-word": Text("役所でよく使う語", "a word of city halls"),
    "service": Text("サービスの名前", "a service's name"),
    "place": Text("地名", "a place"),
    "season": Text("季節や行事の語", "a season or festival"),
    "japanese-word": Text("日本語の語", "a Japanese word"),
    "word": Text("英語の語", "an English word"),
    "kana-typed": Text("かな入力で打った語", "a word typed on the kana keys"),
    "number-pun": Text("語呂合わせの数字", "digits read as words"),
    "era-date": Text("元号の日付", "a date of an era"),
    "fiscal-year": Text("年度", "a fiscal year"),
    "date": Text("日付", "a date"),
    "year": Text("年", "a year"),
    "phone-number": Text("電話番号の形", "the form of a phone number"),
    "postal-code": Text("郵便番号の形", "the form of a postal code"),
    "spatial": Text("キーボードの並び", "a walk on the keyboard"),
    "keyboard-walk-jis": Text("日本語キーボードの並び", "a walk on the Japanese keyboard"),
    "sequence": Text("文字の並び", "a sequence"),
    "repeat": Text("繰り返し", "a repetition"),
    "template": Text("よくある組み立て方", "a common way to put parts together"),
}
"""Kinds of ``Weakness`` as people call them; a kind that is not here goes without saying."""


class PasswordGuessable(LoginCheck[Parameters]):
    title = Text("パスワードの推測されにくさ", "Guessable password")
    parameters = Parameters
    needs = frozenset({Need.PASSWORD})

    def examine_one(self, login: Login, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        password = facts.seen_password(login.login_id)
        advised = parameters.advised_guesses_log10
        if password.guesses_log10 < parameters.minimum_guesses_log10:
            yield _finding(login, password, Status.NONCONFORMING, parameters.minimum_guesses_log10)
        elif advised is not None and password.guesses_log10 < advised:
            yield _finding(login, password, Status.ADVICE, advised)


def _times(power: float) -> Text:
    """A power of ten as people say it, in Japanese up to 兆: 4 → 1万回, 10 → 100億回（10の10乗回）."""
    japanese = f"10の{power:g}乗回"
    if power in range(16):
        unit, zeros = divmod(int(power), 4)
        number = f"{10**zeros:,}{('', '万', '億', '兆')[unit]}回"
        japanese = f"{number}（{japanese}）" if unit > 1 else number
    return Text(japanese, f"10^{power:g}")


def _finding(login: Login, password: PasswordMeasurement, status: Status, wanted: float) -> Finding:
    # Rounded down, so that what falls short never reads as if it reached the number.
    message = Text(
        "パスワードは{guesses}ほどの推測で当たる見込みで、目安の{asked}に届きません。",
        "The password falls after about {guesses} guesses; {asked} are asked for.",
    ).fill(guesses=_times(math.floor(password.guesses_log10)), asked=_times(wanted))
    kinds = {weakness.kind for weakness in password.weaknesses}
    known = [text for kind, text in KINDS.items() if kind in kinds]
    if known:
        message += Text("推測の手がかり：{kinds}。", "What gives it away: {kinds}.").fill(kinds=listed(known))
    return Finding(
        subject=login.login_id,
        status=status,
        message=message,
        remedy=CHANGE_PASSWORD,
        reason="guessable" if status is Status.NONCONFORMING else "below-advised",
    )
