"""A closed account that the city's site still lists

## What it checks

Closed accounts, and these only. Of the records `site-listing` about this very account the one dated last tells: its end is the
day on which the account was taken off the list. While it has no end, or one that is still ahead, the finding is pending until
`removal_days` working days after the account closed, then nonconforming. From its end on all is in order. Without any record of a
listing nobody knows whether it still stands there: unverified.

## Why

A link to an account that the city gave up leads citizens to whoever takes the name next.

## How to fix

Ask the PR section to take the account off the list, and record that: a `site-listing` with the day on which it was done as its
date and as its end (`until`). The same says that an account was never listed.

## Example

Closed on 31 March 2027, five working days: pending until 7 April while the listing has no end, nonconforming from 8 April. With
a record of 5 April that ends on 5 April: none from that day on.

# 閉鎖後の掲載

## 確かめること

閉鎖したアカウントだけを対象とします。そのアカウントについての種別「公式サイト掲載」の記録のうち最も新しい日付のものを見て、
その有効期限を一覧から削除された日とみなします。有効期限がないか、まだ来ていない間は、閉鎖日から `removal_days` 営業日目までを
「対応中」、その翌日から不適合とし、有効期限の日からは指摘しません。掲載の記録が一度もなければ、今も掲載されているか分からない
ため要確認とします。

## 理由

閉鎖したアカウントへのリンクが残っていると、その名前を次に取得した人のところへ市民を案内することになります。

## 直し方

広報担当課に一覧からの削除を依頼し、削除された日を日付と有効期限の両方とする「公式サイト掲載」の記録を加えてください。一度も掲載
しなかったアカウントも、同じ形の記録で示せます。

## 例

2027年3月31日に閉鎖し、5営業日とする場合、掲載の記録に期限がなければ4月7日まで「対応中」、8日から不適合です。4月5日を日付と有効
期限とする記録を加えれば、その日から指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checks._contract import (
    Account,
    AccountCheck,
    Evidence,
    EvidenceKind,
    Facts,
    Finding,
    Outcome,
    Status,
    Text,
)
from checks._ranges import require_between
from checks._wording import kind_named

LISTING = EvidenceKind.SITE_LISTING


@dataclass(frozen=True, slots=True)
class Parameters:
    """``removal_days``: working days after an account closed within which it is taken off the list."""

    removal_days: int

    def __post_init__(self) -> None:
        # A month; by then the name of a closed account may be free again.
        require_between(0, 20, removal_days=self.removal_days)


class ClosedButListed(AccountCheck[Parameters]):
    title = Text("閉鎖後の掲載", "Closed but listed")
    parameters = Parameters
    of_closed = True

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        if account.closed is None:
            return
        listing = _newest(account, facts)
        if listing is None:
            yield Finding(
                subject=account.account_id,
                status=Status.UNVERIFIED,
                message=Text(
                    "{closed}に閉鎖しましたが、市の公式サイトの一覧から削除されたか分かる記録がありません。",
                    "The account closed on {closed}, and no record tells whether the city's site still lists it.",
                ).fill(closed=account.closed),
                remedy=REMEDY,
                reason="no-record",
            )
        elif listing.until is None or facts.day < listing.until:
            yield _still_listed(
                account, account.closed, facts.calendar.after(account.closed, parameters.removal_days), facts
            )


REMEDY = Text(
    "一覧からの削除を依頼し、削除された日を日付と有効期限の両方とする記録を加えてください（種別{kind}）。",
    "Have it taken off the list, and record that with the day on which it was done as date and as end ({kind}).",
).fill(kind=kind_named(LISTING))


def _newest(account: Account, facts: Facts) -> Evidence | None:
    """The record dated last; of those of one day the one that holds longest."""
    records = facts.evidence_about(LISTING, account.account_id, None)
    made = (record for record in records if record.dated <= facts.day)
    return max(made, key=lambda record: (record.dated, record.until or date.max), default=None)


def _still_listed(account: Account, closed: date, due: date, facts: Facts) -> Finding:
    late = facts.day > due
    return Finding(
        subject=account.account_id,
        status=Status.NONCONFORMING if late else Status.PENDING,
        message=Text(
            "{closed}に閉鎖しましたが、市の公式サイトに掲載されたままです。",
            "The account closed on {closed}, and the city's site still lists it.",
        ).fill(closed=closed)
        + (
            Text("削除の期限の{due}を過ぎています。", "It was to be taken off by {due}.")
            if late
            else Text("削除の期限は{due}です。", "It is to be taken off by {due}.")
        ).fill(due=due),
        remedy=REMEDY,
        due=due,
        reason="still-listed",
    )
