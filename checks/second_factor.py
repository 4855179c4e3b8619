"""A login without an evidenced second factor

## What it checks

`none` is nonconforming. Not known is `unverified`. A method that is stated must be evidenced at least as well as the
pack's `least_grade`, else it is `unverified`, and the finding names the grade that stands and what would raise it:

| grade | evidence |
|---|---|
| A | the platform's own interface says so |
| B | a code from the administrator's device matched the seed in the vault |
| C | a person's record (`second-factor-set`) with a document, in date |
| D | only stated in the inventory |

A record that states no end holds for `proof_valid_days`. A record about an account holds for the logins that serve it.
This version knows the grades C and D.

## Why

With a second factor a stolen password alone opens nothing. But what stands in a list was often true once: phones are
replaced, people leave. So a statement has to be looked at again now and then.

## How to fix

Set a second factor in the service's security settings, state the method in the inventory, and record who looked at
the settings page, when, under which document number.

## Example

`totp` stated and no record: unverified, grade D. With a record of this year under a document number: none.

# 二要素認証

## 確かめること

「なし」は不適合、方式が分からないものは要確認です。方式が申告されている場合は、点検基準の `least_grade` 以上の根拠が
必要で、足りなければ要確認とし、現在の根拠の区分と、上げる方法を示します。

| 区分 | 根拠 |
|---|---|
| A | サービス自体の管理機能で確認できる |
| B | 担当者の端末のコードが金庫のシードと一致した |
| C | 期限内の、文書番号のある人による記録（種別「二要素認証の設定」）がある |
| D | 台帳への申告だけがある |

期限の記載がない記録は `proof_valid_days` 日間有効です。アカウントについての記録は、そのアカウントのログインにも有効
です。この版で扱う区分はCとDです。

## 理由

二要素認証があれば、パスワードだけが盗まれても侵入されません。ただし台帳の記載は、端末の交換や異動で古くなります。
そのため、ときどき確認し直すことが必要です。

## 直し方

サービスのセキュリティ設定で二要素認証を有効にして方式を台帳に記入し、設定画面を確認した人、日付、文書番号を記録して
ください。

## 例

「認証アプリ」と申告され記録がないものは、区分Dのため要確認です。文書番号のある今年の記録があれば指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks._contract import (
    Evidence,
    EvidenceKind,
    Facts,
    Finding,
    Grade,
    Login,
    LoginCheck,
    Outcome,
    SecondFactor,
    Status,
    Text,
)
from checks._ranges import TEN_YEARS, require_between
from checks._wording import GRADES, METHODS, kind_named

SET_IT = Text(
    "サービスのセキュリティ設定で二要素認証を有効にし、方式を台帳に記入してください。",
    "Turn the second factor on in the service's security settings and state the method in the inventory.",
)
FIND_OUT = Text(
    "サービスの設定画面で方式を確認し、台帳に記入してください。",
    "Look the method up in the service's settings and state it in the inventory.",
)
RECORD_IT = Text(
    "設定画面を確認し、確認した日、記録者、文書番号を台帳の「記録」に種別{kind}で記入すると、区分Cになります。",
    "Look at the settings page and enter day, person and document number among the inventory's evidence as "
    "{kind}: that makes it grade C.",
).fill(kind=kind_named(EvidenceKind.SECOND_FACTOR_SET))
RAISE_IT = Text(
    "区分{least}（{meaning}）以上の根拠が必要です。",
    "Evidence of grade {least} ({meaning}) or better is needed.",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """``proof_valid_days``: how long a record holds that states no end itself."""

    least_grade: Grade
    proof_valid_days: int

    def __post_init__(self) -> None:
        require_between(1, TEN_YEARS, proof_valid_days=self.proof_valid_days)


class SecondFactorSet(LoginCheck[Parameters]):
    title = Text("二要素認証", "Second factor")
    parameters = Parameters

    def examine_one(self, login: Login, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        match login.second_factor:
            case SecondFactor.NONE:
                yield Finding(
                    subject=login.login_id,
                    status=Status.NONCONFORMING,
                    message=Text("二要素認証が設定されていません。", "No second factor is set."),
                    remedy=SET_IT + RECORD_IT,
                    reason="none",
                )
            case None:
                yield Finding(
                    subject=login.login_id,
                    status=Status.UNVERIFIED,
                    message=Text(
                        "二要素認証の有無が台帳に記入されていません。",
                        "The inventory does not say whether a second factor is set.",
                    ),
                    remedy=FIND_OUT + RECORD_IT,
                    reason="not-known",
                )
            case method:
                yield from _evidenced(login, method, facts, parameters)


def _evidenced(login: Login, method: SecondFactor, facts: Facts, parameters: Parameters) -> Iterator[Finding]:
    """Nothing where the stated method is evidenced well enough."""
    records = [
        record
        for record in facts.evidence_for_login(EvidenceKind.SECOND_FACTOR_SET, login.login_id)
        if record.dated <= facts.day
    ]
    holding = [record for record in records if record.in_date(facts.day, parameters.proof_valid_days)]
    grade = Grade.C if any(_documented(record) for record in holding) else Grade.D
    least = parameters.least_grade
    if grade.reaches(least):
        return
    if grade is Grade.C:
        reason, why = "grade-too-low", None
    elif holding:
        reason, why = (
            "no-document",
            Text("記録に記録者か文書番号がありません。", "The record names no person or no document."),
        )
    elif records:
        reason, why = (
            "proof-too-old",
            Text("以前の記録は期限が切れています。", "The earlier record is out of date."),
        )
    else:
        reason, why = "stated-only", None
    message = Text(
        "二要素認証（{method}）の根拠は区分{grade}（{meaning}）です。",
        "The second factor ({method}) is evidenced by grade {grade} ({meaning}).",
    ).fill(method=METHODS[method], grade=grade, meaning=GRADES[grade])
    yield Finding(
        subject=login.login_id,
        status=Status.UNVERIFIED,
        message=message + why if why else message,
        remedy=RECORD_IT if Grade.C.reaches(least) else RAISE_IT.fill(least=least, meaning=GRADES[least]),
        reason=reason,
    )


def _documented(record: Evidence) -> bool:
    return bool(record.by and record.document)
