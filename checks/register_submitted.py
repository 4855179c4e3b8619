"""A register of administrators that was not handed in after a change

## What it checks

After every change of administrators (a row of the table begins or ends; an order or a leave alone is none) a record
`register-submitted` about the account, or for the whole city, dated on or after the change. Pending until the
`register_days`-th working day after the first change that is not covered, nonconforming from the day after. A second
change in between keeps the first one's due day.

Where no change is known, because the first import already brought the administrators without dates or because there
never were any, any record in date covers it; without one the time counts from the day the account was first imported,
or from its opening if that is later.

## Why

The PR section can only reach, advise and relieve the people it knows of.

## How to fix

Hand the register in to the PR section and enter the day among the inventory's evidence.

## Example

An administrator ended on 31 March 2027 (the change is 1 April): pending until 15 April, nonconforming from 16 April,
unless the register was handed in on 1 April or later.

# 担当者一覧表の提出

## 確かめること

担当者が変わった日（担当者の行が始まった、または終わった日。人事発令や休職だけでは変更としません）以後の日付で、
アカウント（または市全体）について種別「担当者一覧表の提出」の記録があることを確かめます。提出されていない最初の変更の後、
`register_days` 営業日目までは「対応中」、その翌日から不適合とします。途中で次の変更があっても期限は延びません。

変更日が分からない場合（最初の取り込みの時から担当者がいて開始日の記入がない、または担当者が一度もいない）は、期限内の
提出記録があればよいものとし、なければアカウントを最初に取り込んだ日（開設日の方が後ならその日）から数えます。

## 理由

広報担当課は、把握している担当者にしか連絡や支援ができません。

## 直し方

担当者一覧表を広報担当課へ提出し、提出日を台帳の「記録」に記入してください。

## 例

2027年3月31日で担当が終わった人がいる場合（変更は4月1日）、4月15日まで「対応中」、16日から不適合です。4月1日以後に一覧表を
提出すれば指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checks._contract import (
    Account,
    AccountCheck,
    EvidenceKind,
    Facts,
    Finding,
    Outcome,
    Status,
    Text,
)
from checks._people import changes_of_administrators
from checks._ranges import require_between
from checks._wording import kind_named

CHANGED = Text(
    "{since}に担当者の変更がありましたが、その後の担当者一覧表の提出が記録されていません。",
    "The administrators changed on {since}, and no register is on record as handed in since.",
)
NEVER = Text(
    "担当者一覧表の提出が記録されていません。", "No register of administrators is on record as handed in."
)
DUE = Text("期限は{due}です。", "It is due on {due}.")
LATE = Text("期限の{due}を過ぎています。", "It was due on {due}.")
REMEDY = Text(
    "担当者一覧表を広報担当課へ提出し、提出日を台帳の「記録」に種別{kind}で記入してください。",
    "Hand the register in to the PR section and enter the day among the evidence as {kind}.",
).fill(kind=kind_named(EvidenceKind.REGISTER_SUBMITTED))


@dataclass(frozen=True, slots=True)
class Parameters:
    """Working days after a change within which the register is handed in."""

    register_days: int

    def __post_init__(self) -> None:
        # Some three months: later, the next change of staff comes before the register of this one.
        require_between(0, 60, register_days=self.register_days)


class RegisterSubmitted(AccountCheck[Parameters]):
    title = Text("一覧表の提出", "Register handed in")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        submitted = _last_submission(account, facts)
        changes = changes_of_administrators(account.account_id, facts)
        uncovered = [day for day in changes if submitted is None or day > submitted]
        if uncovered:
            since = min(uncovered)
            message = CHANGED.fill(since=since)
        elif submitted is None:
            since = _known_since(account, facts)
            message = NEVER
        else:
            return
        due = facts.calendar.after(since, parameters.register_days)
        late = facts.day > due
        yield Finding(
            subject=account.account_id,
            status=Status.NONCONFORMING if late else Status.PENDING,
            message=message + (LATE if late else DUE).fill(due=due),
            remedy=REMEDY,
            due=due,
            reason="changed" if uncovered else "never",
        )


def _last_submission(account: Account, facts: Facts) -> date | None:
    records = facts.evidence_for_account(EvidenceKind.REGISTER_SUBMITTED, account.account_id)
    return max((record.dated for record in records if record.in_date(facts.day)), default=None)


def _known_since(account: Account, facts: Facts) -> date:
    """From when the duty counts where no change is known; before an account opens it is not late yet."""
    first_imported = facts.first_imported.get(account.account_id, facts.day)
    opened = min(account.opened or first_imported, facts.day)
    return max(first_imported, opened)
