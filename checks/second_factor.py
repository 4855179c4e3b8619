"""A login without an evidenced second factor

## What it checks

`none` is nonconforming. Not known is `unverified`, also where a record says that one was set: the finding names that record,
and the method is to be entered. A method that is stated must be evidenced at least as well as the
pack's `least_grade`, else it is `unverified`, and the finding names the grade that stands and what would raise it:

| grade | evidence |
|---|---|
| A | the platform's own interface says so |
| B | a code from the administrator's device matched the seed in the vault (`auditor second-factor prove`), in date |
| C | a person's record (`second-factor-set`) with a document, in date |
| D | only stated in the inventory |

A record that states no end holds for `proof_valid_days`. A record about an account holds for the logins that serve it.

A code is proof of the method `totp` (codes from an authenticator app) only. It shows that the device holds the very seed
that is in the vault; that the platform asks for such codes is what the inventory states. Where the inventory states
another method, or none at all, the proof counts for nothing, and the finding says so: one of the two is wrong.

A proof holds for `proof_valid_days`, and no longer than was told when it was made. It ends with a new seed in the vault. In
a night in which the seed cannot be read it does not count, because nobody sees whether it is still the same seed.

This version knows the grades B, C and D.

## Why

With a second factor a stolen password alone opens nothing. But what stands in a list was often true once: phones are
replaced, people leave. So a statement has to be looked at again now and then.

## How to fix

Set a second factor in the service's security settings and state the method in the inventory. For codes from an
authenticator app, keep the seed in the vault and have the administrator type the device's code into
`auditor second-factor prove`. For every other method, record who looked at the settings page, when, under which document
number.

## Example

`totp` stated, no record and no proof: unverified, grade D. With a record of this year under a document number: none. With a
code that matched this year: none, also where the pack asks for grade B.

# 二要素認証

## 確かめること

「なし」は不適合、方式が分からないものは要確認です。設定したという記録があっても、方式が台帳になければ要確認とし、記録があることを
示します。方式が申告されている場合は、点検基準の `least_grade` 以上の根拠が
必要で、足りなければ要確認とし、現在の根拠の区分と、上げる方法を示します。

| 区分 | 根拠 |
|---|---|
| A | サービス自体の管理機能で確認できる |
| B | 担当者の端末のコードが金庫のシードと一致した（`auditor second-factor prove`）。期限内のもの |
| C | 期限内の、文書番号のある人による記録（種別「二要素認証の設定」）がある |
| D | 台帳への申告だけがある |

期限の記載がない記録は `proof_valid_days` 日間有効です。アカウントについての記録は、そのアカウントのログインにも有効
です。

コードの一致が根拠になる方式は「認証アプリ」だけです。一致で分かるのは、金庫にあるシードが端末に入っていることです。
サービスがそのコードを求めることは、台帳の申告によります。台帳の方式がほかのもの、または未記入のときは、一致しても
根拠とせず、どちらかが誤っていることを指摘に示します。

コードによる確認は `proof_valid_days` 日間、確認した時に示した期限を限度として有効です。金庫のシードが新しくなると
終わります。シードを読み取れなかった夜は、同じシードかどうか分からないため、根拠に数えません。

この版で扱う区分はB、C、Dです。

## 理由

二要素認証があれば、パスワードだけが盗まれても侵入されません。ただし台帳の記載は、端末の交換や異動で古くなります。
そのため、ときどき確認し直すことが必要です。

## 直し方

サービスのセキュリティ設定で二要素認証を有効にし、方式を台帳に記入してください。認証アプリの場合は、シードを金庫に登録し、
担当者が端末のコードを `auditor second-factor prove` に入力します。ほかの方式の場合は、設定画面を確認した人、日付、
文書番号を記録してください。

## 例

「認証アプリ」と申告され、記録も確認もないものは、区分Dのため要確認です。文書番号のある今年の記録があれば指摘しません。
今年コードが一致していれば、点検基準が区分Bを求める場合も指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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
    Unseen,
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
PROVE_IT = Text(
    "担当者の端末のコードを `auditor second-factor prove {login} --by 職員番号` で確認すると、区分Bになります。",
    "Check the code of the administrator's device with `auditor second-factor prove {login} --by NUMBER`: that makes it "
    "grade B.",
)
PUT_SEED_IN = Text(
    "そのために、シードを `auditor secret set {login} --totp` で金庫に登録してください。",
    "To this end put the seed into the vault with `auditor secret set {login} --totp`.",
)
RECORD_THERE = Text(
    "{day}付けの種別{kind}の記録はありますが、方式は台帳に記入されていません。",
    "There is a record of kind {kind} of {day}, but the inventory does not state the method.",
)
STATE_IT = Text(
    "サービスの設定画面で確かめた方式を台帳に記入してください。",
    "State in the inventory the method that the service's settings show.",
)
NO_DOCUMENT = Text("記録に記録者か文書番号がありません。", "The record names no person or no document.")
RECORD_LAPSED = Text("以前の記録は期限が切れています。", "The earlier record is out of date.")
CODE_LAPSED = Text(
    "{day}のコードによる確認は{until}までで、期限が切れています。",
    "The proof by code of {day} held until {until} and has lapsed.",
)
CODE_MATCHED = Text(
    "ただし{day}に、端末のコードが金庫のシードと一致しています。方式が認証アプリであれば、台帳を直すと区分Bになります。",
    "On {day}, though, a code of the device matched the seed in the vault: if the method is an authenticator app, state that "
    "in the inventory, and it is grade B.",
)
SEED_UNSEEN = Text(
    "シードを確認できなかったため、コードによる確認は数えていません。",
    "The seed could not be seen, so no proof by code counts.",
)
RAISE_IT = Text(
    "区分{least}（{meaning}）以上の根拠が必要です。",
    "Evidence of grade {least} ({meaning}) or better is needed.",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """``proof_valid_days``: how long a proof by code holds, and a record that states no end itself."""

    least_grade: Grade
    proof_valid_days: int

    def __post_init__(self) -> None:
        require_between(1, TEN_YEARS, proof_valid_days=self.proof_valid_days)


class SecondFactorSet(LoginCheck[Parameters]):
    title = Text("二要素認証", "Second factor")
    parameters = Parameters

    def examine_one(self, login: Login, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        code = _Code.of(login, facts, parameters)
        match login.second_factor:
            case SecondFactor.NONE:
                message = Text("二要素認証が設定されていません。", "No second factor is set.")
                yield Finding(
                    subject=login.login_id,
                    status=Status.NONCONFORMING,
                    message=message + CODE_MATCHED.fill(day=code.day) if code and code.holds else message,
                    remedy=SET_IT + RECORD_IT,
                    reason="none",
                )
            case None:
                message = Text(
                    "二要素認証の有無が台帳に記入されていません。",
                    "The inventory does not say whether a second factor is set.",
                )
                remedy = FIND_OUT + RECORD_IT
                if record := _newest_documented(login, facts, parameters):
                    message = RECORD_THERE.fill(day=record.dated, kind=kind_named(record.kind))
                    remedy = STATE_IT
                yield Finding(
                    subject=login.login_id,
                    status=Status.UNVERIFIED,
                    message=message + CODE_MATCHED.fill(day=code.day) if code and code.holds else message,
                    remedy=remedy,
                    reason="not-known",
                )
            case method:
                yield from _evidenced(login, method, code, facts, parameters)


@dataclass(frozen=True, slots=True)
class _Code:
    """The newest proof by code of the seed that the vault holds tonight, as it counts on the day judged."""

    day: date
    until: date
    holds: bool

    @classmethod
    def of(cls, login: Login, facts: Facts, parameters: Parameters) -> _Code | None:
        """A pack that is stricter by now shortens the time that was told then; none makes it longer."""
        proof = facts.proofs.get(login.login_id)
        if proof is None:
            return None
        until = min(proof.until, proof.day + timedelta(days=parameters.proof_valid_days))
        return cls(proof.day, until, holds=facts.day <= until)


def _evidenced(
    login: Login, method: SecondFactor, code: _Code | None, facts: Facts, parameters: Parameters
) -> Iterator[Finding]:
    """Nothing where the stated method is evidenced well enough."""
    by_code = method is SecondFactor.TOTP
    records = _records(login, facts)
    holding = [record for record in records if record.in_date(facts.day, parameters.proof_valid_days)]
    if by_code and code is not None and code.holds:
        grade = Grade.B
    else:
        grade = Grade.C if any(_documented(record) for record in holding) else Grade.D
    least = parameters.least_grade
    if grade.reaches(least):
        return
    message = Text(
        "二要素認証（{method}）の根拠は区分{grade}（{meaning}）です。",
        "The second factor ({method}) is evidenced by grade {grade} ({meaning}).",
    ).fill(method=METHODS[method], grade=grade, meaning=GRADES[grade])
    lapsed = by_code and code is not None and not code.holds
    if grade is not Grade.D:
        reason = "grade-too-low"
    elif holding:
        reason = "no-document"
        message += NO_DOCUMENT
    elif records or lapsed:
        reason = "proof-too-old"
        message = message + RECORD_LAPSED if records else message
    else:
        reason = "stated-only"
    said = _about_code(login, code, facts, by_code=by_code)
    yield Finding(
        subject=login.login_id,
        status=Status.UNVERIFIED,
        message=message + said if said else message,
        remedy=_remedy(login, least, facts, by_code=by_code),
        reason=reason,
    )


def _records(login: Login, facts: Facts) -> list[Evidence]:
    """Of the login's second factor, up to the day."""
    records = facts.evidence_for_login(EvidenceKind.SECOND_FACTOR_SET, login.login_id)
    return [record for record in records if record.dated <= facts.day]


def _newest_documented(login: Login, facts: Facts, parameters: Parameters) -> Evidence | None:
    """The newest record in date that names a person and a document."""
    return max(
        (
            record
            for record in _records(login, facts)
            if record.in_date(facts.day, parameters.proof_valid_days) and _documented(record)
        ),
        key=lambda record: record.dated,
        default=None,
    )


def _about_code(login: Login, code: _Code | None, facts: Facts, *, by_code: bool) -> Text | None:
    """Why a code that was checked does not count, None where none was or it does."""
    if not by_code:
        return CODE_MATCHED.fill(day=code.day) if code is not None and code.holds else None
    match facts.seed_of(login.login_id):
        case Unseen(why=why):
            return SEED_UNSEEN + why.text
        case _ if code is not None and not code.holds:
            return CODE_LAPSED.fill(day=code.day, until=code.until)
        case _:
            return None


def _remedy(login: Login, least: Grade, facts: Facts, *, by_code: bool) -> Text:
    """Every way to a grade that is enough; that of a code only where there is a seed, or no record is enough."""
    has_seed = facts.seed_of(login.login_id) is not None
    enough = Grade.C.reaches(least)
    if by_code and Grade.B.reaches(least) and (has_seed or not enough):
        prove = PROVE_IT.fill(login=login.login_id)
        prove = prove if has_seed else prove + PUT_SEED_IN.fill(login=login.login_id)
        return prove + RECORD_IT if enough else prove
    return RECORD_IT if enough else RAISE_IT.fill(least=least, meaning=GRADES[least])


def _documented(record: Evidence) -> bool:
    return bool(record.by and record.document)
