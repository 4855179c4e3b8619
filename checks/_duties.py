"""Open tasks of reviews and incidents, and the words they are told in. Never a person: an order may still be unpublished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from checks._contract import (
    Account,
    Facts,
    Finding,
    Review,
    ReviewKind,
    Status,
    Task,
    TaskKind,
    Text,
    listed,
)
from checks._publication import is_public

TASKS: Mapping[TaskKind, Text] = {
    TaskKind.REPLACE_ADMINISTRATOR: Text("後任の担当者", "another administrator"),
    TaskKind.NAME_MANAGER: Text("後任の管理者", "another manager"),
    TaskKind.CHANGE_PASSWORD: Text("パスワードの変更", "change of password"),
    TaskKind.RENEW_SECOND_FACTOR: Text("二要素認証の再設定", "second factor set anew"),
    TaskKind.END_SESSIONS: Text("全端末のログアウト", "all sessions ended"),
    TaskKind.SUBMIT_REGISTER: Text("担当者一覧表の提出", "register handed in"),
    TaskKind.REPORT_TO_PLATFORM: Text("事業者への通報", "report to the platform"),
    TaskKind.ANNOUNCE_ELSEWHERE: Text("他の媒体での周知", "announcement elsewhere"),
    TaskKind.REPORT_INSIDE: Text("庁内報告", "report inside the city hall"),
    TaskKind.CORRECT: Text("誤りの訂正", "correction of the post"),
    TaskKind.PUBLISH: Text("公表", "publication"),
    TaskKind.POLICE: Text("警察への相談", "report to the police"),
}
"""Each task as a noun."""

KINDS: Mapping[ReviewKind, Text] = {
    ReviewKind.TRANSFER: Text("人事異動", "transfer"),
    ReviewKind.ADMINISTRATOR_CHANGE: Text("担当者の変更", "change of administrators"),
    ReviewKind.TAKEOVER: Text("乗っ取り", "takeover"),
    ReviewKind.IMPERSONATION: Text("なりすまし", "impersonation"),
    ReviewKind.FLAMING: Text("炎上", "flaming"),
    ReviewKind.WRONG_POST: Text("誤投稿", "wrong post"),
}

AGAIN: Mapping[TaskKind, Text] = {
    TaskKind.CHANGE_PASSWORD: Text("以前のパスワードに戻った", "an earlier password is back"),
    TaskKind.RENEW_SECOND_FACTOR: Text(
        "シードが以前のものに戻ったか、金庫からなくなった",
        "an earlier seed is back, or the vault holds none any more",
    ),
}
"""Why a task that was done is open again; the others are because a record was withdrawn."""
WITHDRAWN = Text("完了の根拠とした記録が取り消された", "the record that closed it was withdrawn")


def why_again(kind: TaskKind) -> Text:
    """Why a task of that kind, which was done, is open again; a clause."""
    return AGAIN.get(kind, WITHDRAWN)


def numbered(review: Review) -> Text:
    """A review or incident by its number."""
    if review.kind.is_incident:
        return Text(f"事案{review.id}", f"incident {review.id}")
    return Text(f"見直し{review.id}", f"review {review.id}")


LEFT = Text("{what}が{count}件残っています{tasks}。", "{count} task(s) of {what} are not done{tasks}.")
DUE = Text("期限は{due}です。", "Due on {due}.")
LATE = Text("期限の{due}を過ぎています。", "It was due on {due}.")


@dataclass(frozen=True, slots=True)
class Duty:
    """A task of a review that is still to be done.

    What is waived counts here as well: the finding must stand for the waiver to show on it.
    """

    review: Review
    task: Task

    @property
    def due(self) -> date:
        return self.task.due


def duties_of(account: Account, facts: Facts, kinds: Iterable[ReviewKind]) -> tuple[Duty, ...]:
    """What is to be done about the account and its logins by reviews of these kinds, soonest due first."""
    wanted = frozenset(kinds)
    found = [
        Duty(review, task) for review, task in facts.left_to_do(account.account_id) if review.kind in wanted
    ]
    return tuple(sorted(found, key=lambda duty: duty.due))


def to_do(account: Account, duties: tuple[Duty, ...], facts: Facts, *, what: Text, remedy: Text) -> Finding:
    """The finding on an account whose ``duties`` are not done; ``what`` they are duties of, a noun."""
    due = duties[0].due
    late = facts.day > due
    message = LEFT.fill(what=what, count=len(_subjects(duties)), tasks=_counted(duties, facts.day))
    message += (LATE if late else DUE).fill(due=due)
    for sentence in _reopened(duties):
        message += sentence
    return Finding(
        subject=account.account_id,
        status=Status.NONCONFORMING if late else Status.PENDING,
        message=message,
        remedy=remedy,
        due=due,
        reason="late" if late else "open",
    )


def _subjects(duties: Iterable[Duty]) -> frozenset[tuple[TaskKind, str]]:
    """What is to be done, each thing once: two reviews may ask for the same."""
    return frozenset((duty.task.kind, duty.task.subject) for duty in duties)


def _counted(duties: Iterable[Duty], day: date) -> Text:
    """「（パスワードの変更2件、庁内報告1件）」, in the order of tasks; of those that not everybody may see on ``day`` no word."""
    duties = tuple(duties)
    seen = _subjects(duty for duty in duties if is_public(duty.task, duty.review, day))
    counts = Counter(kind for kind, _ in seen)
    told = [
        Text("{what}{count}件", "{what}: {count}").fill(what=TASKS[kind], count=counts[kind])
        for kind in TaskKind
        if kind in counts
    ]
    if not told:
        return Text("", "")
    if rest := len(_subjects(duties) - seen):
        told.append(Text("ほか{count}件", "others: {count}").fill(count=rest))
    return Text("（{tasks}）", " ({tasks})").fill(tasks=listed(told))


def _reopened(duties: Iterable[Duty]) -> Iterator[Text]:
    """What was done once and is to be done again, and why."""
    counts = Counter(kind for kind, _ in _subjects(duty for duty in duties if duty.task.reopened))
    for kind in TaskKind:
        if kind in counts:
            yield Text(
                "{what}のうち{count}件は、{why}ため、やり直しです。",
                "{what}: {count} to be done again, for {why}.",
            ).fill(what=TASKS[kind], count=counts[kind], why=why_again(kind))
