"""A password that has been in use for too long

## What it checks

The days since the machine first saw the present password on the login, or since the stated day of change if that is
earlier and the machine has seen no later change. Pending (with the limit as its due day) from `warn_days` before
`maximum_age_days`; nonconforming from the day after the limit.

That is so where passwords are changed periodically, which `rotation` may say or leave unsaid. `rotation` has a `mode`:
`periodic`, the guideline itself asks for regular changes; `on-event`, age is no matter, and a change is asked for while a
transfer, a change of administrators or an incident has left one to do on the login: pending until its due day, then nonconforming
(a pack without `transfer-review` opens no such duties after a transfer, so that `on-event` is refused there as a fault);
`none`, the rule applies to nothing, and is counted so.

## Why

Some guidelines ask for regular changes; with shared logins an old password is known to everybody who ever worked with
it. Today's standards (NIST SP 800-63B) ask for a change on a sign of compromise only, so the limit is the pack's, and
the report says where it comes from. Where the guideline asks for it (`periodic`), each finding says in two sentences how the two
clash: the guideline wants regular changes, while NIST SP 800-63B-4 wants none required by the calendar; by the standard a change is
forced on evidence of compromise. A city that follows the standard sets `rotation.mode` to `on-event` in its settings, with its
reason; under a pack without `transfer-review`, to `none`.

## How to fix

Set a new password and put it into the vault. A stated day of change alone never makes a password younger.

## Example

First seen on 1 April 2026 with a limit of 365 days and 60 days of warning: pending from 31 January to 1 April 2027,
nonconforming from 2 April 2027.

# 長く使われているパスワード

## 確かめること

現在のパスワードを機械が最初に確認した日から数えます。申告された変更日の方が早く、その後の変更を機械が見ていなければ、
申告の日から数えます。`maximum_age_days` の `warn_days` 前から期限付きの「対応中」、期限の翌日から不適合とします。

これは定期的に変更する場合で、`rotation` の指定がないときも同じです。`rotation` の `mode` が `periodic` なら、ガイドライン自体が
定期的な変更を求めています。`on-event` なら使用期間は問わず、異動、担当者の変更、事故に伴うパスワードの変更がそのログインに残って
いる間だけ、期限までは「対応中」、その翌日から不適合とします（点検基準に `transfer-review` がなければ、異動後の変更という作業
自体が設けられないため、`on-event` は誤りとして受け付けません）。`none` なら何も求めず、対象外として数えます。

## 理由

定期的な変更を求めるガイドラインがあり、共用のログインでは古いパスワードほど多くの人が知っています。現在の標準
（NIST SP 800-63B）は侵害の兆候があるときだけ変更を求めるため、期限は点検基準ごとに定め、その根拠を報告書に示します。
ガイドラインが求める場合（`periodic`）は、両者の食い違いを指摘ごとに2文で示します。ガイドラインは定期的な変更を求め、NIST
SP 800-63B-4 は定期的な変更を求めないこととしています。標準が変更させるのは、侵害の証拠があるときです。標準に従う市は、設定で
`rotation.mode` を `on-event`（点検基準に `transfer-review` がなければ `none`）とし、その理由を記入してください。

## 直し方

新しいパスワードに変更し、金庫に登録してください。変更日を申告するだけでは、新しいパスワードとは扱いません。

## 例

2026年4月1日に最初に確認し、期限365日、事前通知60日の場合、2027年1月31日から4月1日まで「対応中」、4月2日から不適合です。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from checks._contract import (
    Facts,
    Finding,
    Login,
    LoginCheck,
    Need,
    NotApplicable,
    Outcome,
    Sighting,
    Status,
    TaskKind,
    TaskState,
    Text,
)
from checks._ranges import TEN_YEARS, Unfit, require_between
from checks._wording import CHANGE_PASSWORD


class RotationMode(StrEnum):
    """When a guideline wants a password changed."""

    NONE = "none"
    ON_EVENT = "on-event"
    PERIODIC = "periodic"


@dataclass(frozen=True, slots=True)
class Rotation:
    mode: RotationMode

    def __str__(self) -> str:
        return self.mode.value


@dataclass(frozen=True, slots=True)
class Parameters:
    """Days: how old a password may become, and how long before that the warning begins; both are needed where passwords
    are changed periodically. ``rotation`` None: so they are, though the guideline itself does not ask for it."""

    maximum_age_days: int | None = None
    warn_days: int | None = None
    rotation: Rotation | None = None

    def __post_init__(self) -> None:
        if self.rotation is None or self.rotation.mode is RotationMode.PERIODIC:
            for name in ("maximum_age_days", "warn_days"):
                if getattr(self, name) is None:
                    raise Unfit(Text("{name} に値がありません。", "{name} has no value").fill(name=name))
        require_between(1, TEN_YEARS, maximum_age_days=self.maximum_age_days)
        # At most a year: longer, and the warning is always there and says nothing.
        require_between(0, 365, warn_days=self.warn_days)


class PasswordAge(LoginCheck[Parameters]):
    title = Text("パスワードの使用期間", "Age of the password")
    parameters = Parameters
    needs = frozenset({Need.PASSWORD, Need.SIGHTING})

    @classmethod
    def leans_on(cls, parameters: Parameters) -> Mapping[str, str]:
        if parameters.rotation == Rotation(RotationMode.ON_EVENT):
            return {"rotation": "transfer-review"}
        return {}

    def examine_one(self, login: Login, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        match parameters.rotation:
            case Rotation(mode=RotationMode.NONE):
                yield NotApplicable(login.login_id)
            case Rotation(mode=RotationMode.ON_EVENT):
                yield from _after_events(login, facts)
            case rotation:
                yield from _by_age(login, facts, parameters, CLASH if rotation else None)


CLASH = Text(
    "このガイドラインは定期的な変更を求めていますが、現在の標準（NIST SP 800-63B-4）は定期的な変更を求めないこととしています。"
    "標準が変更させるのは、侵害の証拠があるときです。",
    "This guideline asks for regular changes, while today's standard (NIST SP 800-63B-4) wants none required by the calendar. "
    "By the standard a change is forced on evidence of compromise.",
)
"""Two sentences on the clash. Source: NIST SP 800-63B-4, 3.1.1.2."""


def _by_age(login: Login, facts: Facts, parameters: Parameters, clash: Text | None) -> Iterator[Finding]:
    assert parameters.maximum_age_days is not None
    assert parameters.warn_days is not None
    since = _in_use_since(login, facts.sightings[login.login_id])
    limit = since + timedelta(days=parameters.maximum_age_days)
    if (limit - facts.day).days > parameters.warn_days:
        return
    late = facts.day > limit
    sentence = (
        Text(
            "{since}から同じパスワードで、使用期限の{limit}を過ぎています。",
            "The password has been in use since {since}; its limit was {limit}.",
        )
        if late
        else Text(
            "{since}から同じパスワードで、使用期限は{limit}です。",
            "The password has been in use since {since}; its limit is {limit}.",
        )
    ).fill(since=since, limit=limit)
    yield Finding(
        subject=login.login_id,
        status=Status.NONCONFORMING if late else Status.PENDING,
        message=sentence if clash is None else sentence + clash,
        remedy=CHANGE_PASSWORD,
        due=limit,
        reason="too-old" if late else "ageing",
    )


def _after_events(login: Login, facts: Facts) -> Iterator[Finding]:
    """What reviews and incidents have left to do on the login. People are not named: an order may be unpublished."""
    left = (item for account_id in login.accounts for item in facts.left_to_do(account_id))
    due = min(
        (
            task.due
            for _, task in left
            if task.kind is TaskKind.CHANGE_PASSWORD
            and task.subject == login.login_id
            and task.state is TaskState.OPEN
        ),
        default=None,
    )
    if due is None:
        return
    late = facts.day > due
    sentence = (
        Text(
            "異動や事故に伴うパスワードの変更が、期限の{due}を過ぎても済んでいません。",
            "A transfer or an incident asks for a new password; it was due on {due}.",
        )
        if late
        else Text(
            "異動や事故に伴うパスワードの変更が済んでいません。期限は{due}です。",
            "A transfer or an incident asks for a new password; it is due on {due}.",
        )
    )
    yield Finding(
        subject=login.login_id,
        status=Status.NONCONFORMING if late else Status.PENDING,
        message=sentence.fill(due=due),
        remedy=CHANGE_PASSWORD,
        due=due,
        reason="event-late" if late else "event",
    )


def _in_use_since(login: Login, sighting: Sighting) -> date:
    """Words are believed only where they make the password older and no change was seen after them."""
    stated = login.password_changed
    if stated is None or sighting.changes_seen:
        return sighting.first_seen
    return min(stated, sighting.first_seen)
