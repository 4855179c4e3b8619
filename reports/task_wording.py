"""What reviews, incidents and their tasks are called, and what closes a task: the same words on a terminal and on paper."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from checks._contract import EvidenceKind, Review, Task, TaskKind, TaskState, Text
from checks._duties import KINDS
from checks._publication import is_published
from checks._wording import kind_named

UNPUBLISHED = Text(
    "人事異動または担当者の変更（発令前）", "transfer or change of administrators (not in force yet)"
)
"""What is said of an order that is not in force yet: neither who it is about nor of which kind it is."""


def happening(review: Review, day: date) -> Text:
    """What opened the review, as everybody may know it on ``day``; a noun."""
    if is_published(review, day):
        return KINDS[review.kind]
    return UNPUBLISHED


def state_of(task: Task, day: date) -> Text:
    match task.state:
        case TaskState.OPEN if task.is_late(day):
            return Text("期限超過", "late")
        case TaskState.OPEN if task.reopened:
            return Text("やり直し", "to do again")
        case TaskState.OPEN:
            return Text("未了", "open")
        case TaskState.CLOSED:
            return Text("完了", "done")
        case TaskState.WAIVED:
            return Text("例外承認中", "waived")
        case TaskState.WITHDRAWN:
            return Text("不要", "withdrawn")
    assert_never(task.state)


def closes_on(kind: TaskKind, review: Review, minimum_administrators: int) -> Text:
    """What must be seen or recorded for the task to be done; one sentence.

    ``minimum_administrators``: how many others must be in force for somebody to be replaced.
    """
    match kind:
        case TaskKind.REPLACE_ADMINISTRATOR:
            said = Text(
                "ほかに在職の担当者が{count}名いる台帳を取り込むと完了します。",
                "Done when the inventory that is taken in has {count} other administrators who are at work.",
            )
        case TaskKind.NAME_MANAGER:
            said = Text(
                "別の在職者を管理者とする台帳を取り込むと完了します。",
                "Done when the inventory that is taken in names another manager who has not left.",
            )
        case TaskKind.CHANGE_PASSWORD if review.kind.is_incident:
            said = Text(
                "{since}より後の日の点検で初めて確認されたパスワードか、{since}にこの事案を記録した後の点検で初めて確認されたパスワードが金庫に"
                "あれば完了します（以前のパスワードや記録では完了しません）。",
                "Done when the vault holds a password that a night first saw on a later day than {since}, or on {since} itself "
                "after this incident was recorded; neither an earlier password nor a record closes it.",
            )
        case TaskKind.CHANGE_PASSWORD:
            said = Text(
                "{since}以後の点検で、それより前に使われたことのないパスワードが金庫にあれば完了します（記録では完了しません）。",
                "Done when a night from {since} on finds a password in the vault that was not in use before; "
                "no record closes it.",
            )
        case TaskKind.RENEW_SECOND_FACTOR:
            said = Text(
                "{since}以後の点検で、それより前に使われたことのないシードが金庫にあれば完了します（記録では完了しません）。",
                "Done when a night from {since} on finds a seed in the vault that was not in use before; "
                "no record closes it.",
            )
        case TaskKind.END_SESSIONS:
            said = _record(EvidenceKind.SESSIONS_ENDED, Text("このログイン", "this login"))
        case TaskKind.SUBMIT_REGISTER:
            said = _record(EvidenceKind.REGISTER_SUBMITTED, Text("このアカウント", "this account")) + Text(
                "担当者がその後に変わったときは、変更の日以後の提出が必要です。",
                "After a later change of administrators it must be of that day or later.",
            )
        case (
            TaskKind.REPORT_TO_PLATFORM
            | TaskKind.ANNOUNCE_ELSEWHERE
            | TaskKind.REPORT_INSIDE
            | TaskKind.CORRECT
            | TaskKind.PUBLISH
            | TaskKind.POLICE
        ):
            said = _record(EvidenceKind(kind.value), Text("このアカウント", "this account"))
        case _:
            assert_never(kind)
    return said.fill(count=minimum_administrators, since=review.effective)


def _record(kind: EvidenceKind, subject: Text) -> Text:
    """The gap ``since`` is left open."""
    return Text(
        "{subject}について、{{since}}以後の日付で種別{kind}の記録をすると完了します。",
        "Done when evidence of kind {kind} about {subject}, dated {{since}} or later, is recorded.",
    ).fill(subject=subject, kind=kind_named(kind))
