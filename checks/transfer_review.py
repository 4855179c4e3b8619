"""Not everything was looked over after a transfer

## What it checks

Who leaves a post may still know the password, hold a copy of the second factor, and be logged in. When personnel's order
says that an administrator, a manager or the holder of a login goes, or when the inventory no longer has an administrator, a
review opens with dated tasks. All of its tasks are due on the effective day, or `known_days` working days after the order was
known, whichever is later.

The finding of an account covers the open tasks about the account and about each of its logins: pending until the first of
them is past its due day, then nonconforming. A login that serves several accounts shows on each of them. A new password and
a new seed are seen by the machine and by nothing else: if an earlier one comes back, the task is open again.

People are not named here, for an order may be unpublished; and until its day nothing tells that another manager is asked
for, which would name the one who goes. `auditor review show` names them to those who may know. What two reviews ask for is
counted once.

## Why

The people who left still know the password, and nobody notices for months.

## How to fix

Do what is left. The report's chapter on reviews, the task sheet (`auditor review write`) and `auditor review list` tell each
task, its login and its due day; the sheet and `auditor review show` also what closes it.

## Example

An administrator is transferred on 1 April 2027, known on 25 March. The tasks are due on 1 April; if the password is still
the old one on 2 April, the account is nonconforming.

# 異動に伴う見直しの残り

## 確かめること

異動した人は、パスワードを覚え、二要素認証の写しを持ち、ログインしたままかもしれません。担当者・管理者・ログインの利用者の
人事発令を受けたとき、または台帳から担当者がいなくなったときに、期限付きの作業を設けます。期限は発令日か、発令を知った日から
`known_days` 営業日目の、どちらか遅い方です。

アカウントとそのログインすべてについて残っている作業をまとめて指摘します。最も早い期限までは「対応中」、その翌日から不適合です。
複数のアカウントに使うログインの作業は、それぞれのアカウントに表示します。パスワードとシードが新しくなったかどうかは点検だけが
判定し、以前のものに戻れば作業も元に戻ります。

公表前の発令もあるため、ここでは人の名前を示しません。後任の管理者が必要なことも、異動する人が分かるため、発令日までは示しません。
名前は `auditor review show` で、知ってよい人だけが確かめられます。二つの見直しが同じ作業を求めるときは、1件と数えます。

## 理由

異動した人がパスワードを知ったままでも、何か月も気付かれないことがあります。

## 直し方

残っている作業を行ってください。作業ごとの対象と期限は、点検結果報告の「人事異動等に伴う見直し」の章、作業表
（`auditor review write`）、`auditor review list` で分かります。完了の条件は、作業表と `auditor review show` が示します。

## 例

2027年4月1日付けの異動を3月25日に知った場合、期限は4月1日です。4月2日にパスワードが前のままなら不適合です。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks._contract import Account, AccountCheck, Facts, Outcome, ReviewKind, Text
from checks._duties import duties_of, to_do
from checks._ranges import require_between

REVIEWS = tuple(kind for kind in ReviewKind if not kind.is_incident)

WHAT = Text("人事異動や担当者の変更に伴う作業", "a transfer or a change of administrators")
REMEDY = Text(
    "残っている作業を行ってください。内容は、点検結果報告の「人事異動等に伴う見直し」の章か作業表で確かめられます（コマンドでは "
    "`auditor review list`）。",
    "Do what is left: the report's chapter “Reviews after transfers and changes of administrators” and the task sheet tell what, "
    "and so does `auditor review list`.",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """``known_days``: working days after an order was known within which its tasks are done, where that is later than the
    effective day."""

    known_days: int

    def __post_init__(self) -> None:
        # A month; later, and for the usual order the effective day would not count any more.
        require_between(0, 20, known_days=self.known_days)


class TransferReview(AccountCheck[Parameters]):
    title = Text("異動時の見直し", "Review after transfers")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        # ``known_days`` is for who sets the due days: a task bears its own.
        duties = duties_of(account, facts, REVIEWS)
        if duties:
            yield to_do(account, duties, facts, what=WHAT, remedy=REMEDY)
