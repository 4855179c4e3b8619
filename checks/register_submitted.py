"""A register of administrators that was not handed in after a change

## What it checks

After every change of administrators (a row of the table begins or ends; an order or a leave alone is none) a record
`register-submitted` about the account, or for the whole city, dated on or after the change. Pending until the
`register_days`-th working day after the first change that is not covered, nonconforming from the day after. A second
change in between keeps the first one's due day.

What is handed in, and to whom, is the pack's to say. `handed_in` is `register`, the list of administrators (also where it is left
out), or `policy`, for guidelines by which the operation policy names who runs the account and is reported: after a change it is
reported again. `office` names who gets it, in both languages; left out, it is the PR section. The record is of the same kind
for either.

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

何をどこへ提出するかは点検基準が定めます。`handed_in` が `register`（指定のないときも同じ）なら担当者一覧表です。運用ポリシーに
運用者の名を記し、それを報告することとしているガイドラインでは `policy` とし、担当者が変わった後に運用ポリシーを改めて報告する
ものとして判定します。`office` は提出・報告先の名（日本語と英語）で、指定のないときは広報担当課です。記録の種別はどちらも同じです。

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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
from checks._ranges import require_between, require_words
from checks._wording import kind_named


class HandedIn(StrEnum):
    """What tells an office who runs an account."""

    REGISTER = "register"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Office:
    """Who gets it, as the guideline calls them."""

    ja: str
    en: str

    def __str__(self) -> str:
        return f"{self.ja} ({self.en})"


@dataclass(frozen=True, slots=True)
class Parameters:
    """``register_days``: working days after a change within which it is handed in.

    ``handed_in``: what; None: the register. ``office``: to whom; None: the PR section.
    """

    register_days: int
    handed_in: HandedIn | None = None
    office: Office | None = None

    def __post_init__(self) -> None:
        # Some three months: later, the next change of staff comes before the register of this one.
        require_between(0, 60, register_days=self.register_days)
        if self.office is not None:
            for word in (self.office.ja, self.office.en):  # one by one: they may be the same
                require_words(office=(word,))


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What a finding says; ``remedy`` has gaps for the ``office`` and the ``kind`` of evidence."""

    changed: Text
    never: Text
    remedy: Text


_SAID: Mapping[HandedIn, _Sentences] = {
    HandedIn.REGISTER: _Sentences(
        changed=Text(
            "{since}に担当者の変更がありましたが、その後の担当者一覧表の提出が記録されていません。",
            "The administrators changed on {since}, and no register is on record as handed in since.",
        ),
        never=Text(
            "担当者一覧表の提出が記録されていません。",
            "No register of administrators is on record as handed in.",
        ),
        remedy=Text(
            "担当者一覧表を{office}へ提出し、提出日を台帳の「記録」に種別{kind}で記入してください。",
            "Hand the register in to {office} and enter the day among the evidence as {kind}.",
        ),
    ),
    HandedIn.POLICY: _Sentences(
        changed=Text(
            "{since}に担当者の変更がありましたが、その後に運用ポリシーを改めて報告した記録がありません。",
            "The administrators changed on {since}, and the operation policy is not on record as reported again since.",
        ),
        never=Text(
            "運用ポリシーを報告した記録がありません。", "The operation policy is not on record as reported."
        ),
        remedy=Text(
            "運用者を改めた運用ポリシーを{office}へ報告し、報告日を台帳の「記録」に種別{kind}（運用ポリシーの報告にも"
            "この種別を使います）で記入してください。",
            "Report the operation policy with who runs the account now to {office}, and enter the day among the evidence as "
            "{kind}: that kind stands for the report of a policy, too.",
        ),
    ),
}
_PR_SECTION = Office("広報担当課", "the PR section")
DUE = Text("期限は{due}です。", "It is due on {due}.")
LATE = Text("期限の{due}を過ぎています。", "It was due on {due}.")


class RegisterSubmitted(AccountCheck[Parameters]):
    title = Text("一覧表の提出", "Register handed in")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        said = _SAID[parameters.handed_in or HandedIn.REGISTER]
        office = parameters.office or _PR_SECTION
        submitted = _last_submission(account, facts)
        changes = changes_of_administrators(account.account_id, facts)
        uncovered = [day for day in changes if submitted is None or day > submitted]
        if uncovered:
            since = min(uncovered)
            message = said.changed.fill(since=since)
        elif submitted is None:
            since = _known_since(account, facts)
            message = said.never
        else:
            return
        due = facts.calendar.after(since, parameters.register_days)
        late = facts.day > due
        yield Finding(
            subject=account.account_id,
            status=Status.NONCONFORMING if late else Status.PENDING,
            message=message + (LATE if late else DUE).fill(due=due),
            remedy=said.remedy.fill(
                office=Text(office.ja, office.en), kind=kind_named(EvidenceKind.REGISTER_SUBMITTED)
            ),
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
