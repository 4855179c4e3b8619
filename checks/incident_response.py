"""Steps after an incident that are not done

## What it checks

An account was taken over (`takeover`), somebody poses as it (`impersonation`), a storm of comments broke out over it
(`flaming`), or something wrong, or not meant for it, was posted on it (`wrong-post`): `auditor incident open` records when
that was noticed and how grave it is, and sets dated tasks. The pack says which steps each kind asks for (`wrong_post` for
wrong posts), and when they are due: the new password within `change_password_hours`, the report to the platform within
`report_to_platform_hours`, the announcement through another account or medium within `announce_elsewhere_hours`, the report
inside the city hall within `report_inside_hours`, and the correction of the post within `correct_hours` of that moment;
publication within `publish_days` and the police within `police_days` working days. Publication is asked for only where the
incident is critical or high, the police only where it is critical. A due day counts to its end.

The finding of an account covers the open tasks about the account and about each of its logins: pending until the first of
them is past its due day, then nonconforming. The new password is seen by the machine and by nothing else; the other steps
close on recorded evidence. Where the password may be known, related are the other logins that had the same one, or nearly the
same, when the incident was opened: whoever knows the one can open the others.

## Why

In the first day after a takeover it is settled how great the damage becomes, and afterwards nobody recalls what was done when.

## How to fix

The report's chapter on incidents and the task sheet (`auditor review write`) tell what is left. `auditor incident show` tells
each step, what closes it, and which accounts could carry the announcement.

## Example

A takeover noticed on 20 November 2026 at 09:30 asks for a new password by 21 November. If the next nights see the old one, the
account is pending on 21 November and nonconforming from 22 November on.

# 不正アクセス等への対応の残り

## 確かめること

アカウントの乗っ取り（`takeover`）、なりすまし（`impersonation`）、炎上（`flaming`）、誤投稿（`wrong-post`）に気付いたら、
`auditor incident open` で気付いた日時と重さを記録します。種類ごとに必要な対応（誤投稿は `wrong_post`）とその期限は点検基準が決めています。気付いた時から、パスワードの変更は
`change_password_hours` 時間、事業者への通報は `report_to_platform_hours` 時間、他の媒体での周知は `announce_elsewhere_hours` 時間、
庁内報告は `report_inside_hours` 時間、投稿の訂正は `correct_hours` 時間、公表は `publish_days` 営業日、警察への相談は `police_days` 営業日までです。公表は重さが
「重大」か「高」のとき、警察への相談は「重大」のときに求めます。期限は、その日の終わりまでとします。

アカウントとそのログインすべてについて残っている対応をまとめて指摘します。最も早い期限までは「対応中」、その翌日から不適合です。
パスワードの変更は点検だけが判定し、ほかは記録で完了となります。パスワードを知られたおそれがあるときは、その時に
同じパスワードや似たパスワードを使っていたほかのログインを関連として示します。一つを知った人は、ほかも開けられるためです。

## 理由

乗っ取りの被害の大きさは最初の一日で決まります。いつ何をしたかは、後からでは分からなくなります。

## 直し方

残っている対応は、点検結果報告の「事案」の章と作業表（`auditor review write`）で分かります。`auditor incident show` は、
完了の条件と、周知に使えるアカウントも示します。

## 例

2026年11月20日9時30分に乗っ取りに気付いた場合、パスワードの変更の期限は11月21日です。前のパスワードのままなら、21日は
「対応中」、22日から不適合です。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checks._contract import Account, AccountCheck, Facts, Outcome, Review, ReviewKind, TaskKind, Text, listed
from checks._duties import KINDS, duties_of, to_do
from checks._ranges import Unfit, require_between

INCIDENTS = tuple(kind for kind in ReviewKind if kind.is_incident)

STEPS = frozenset(
    {
        TaskKind.CHANGE_PASSWORD,
        TaskKind.REPORT_TO_PLATFORM,
        TaskKind.ANNOUNCE_ELSEWHERE,
        TaskKind.REPORT_INSIDE,
        TaskKind.CORRECT,
        TaskKind.PUBLISH,
        TaskKind.POLICE,
    }
)
"""What an incident can ask for: the steps of the contract, section 5, and the correction of a post (Niimi 7(1))."""

COMPARISONS = frozenset({"password-reuse", "password-similar"})
"""The checks that tell whose password is the same as another's, or like it."""

WHAT = Text("{incidents}への対応", "the response to {incidents}")
INCIDENT = Text("{kind}（{accounts}、{day}）", "{kind} ({accounts}, {day})")
ALIKE = Text(
    "同じか似たパスワードのログインがほかにあります：{logins}。",
    "Other logins have the same password or one like it: {logins}.",
)
ALIKE_NOT_KNOWN = Text(
    "記録した時点では、同じか似たパスワードのログインがほかにあるかどうかが分かりませんでした。パスワードの使い回しの指摘が"
    "あれば、それも確かめてください。",
    "When it was recorded, it was not known whether other logins have the same password or one like it; see the findings "
    "on reused passwords, too, where there are any.",
)
REMEDY = Text(
    "残っている対応を行ってください。内容は、点検結果報告の「事案」の章か作業表で確かめられます（コマンドでは "
    "`auditor incident show`）。",
    "Do what is left: the report's chapter “Incidents” and the task sheet tell what, and so does `auditor incident show`.",
)

A_WEEK = 168
"""Hours. Whatever takes longer is no answer to an incident any more."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The steps that each kind of incident asks for, and when they are due after it was noticed: in hours, and publication
    and the police in working days."""

    takeover: tuple[TaskKind, ...]
    impersonation: tuple[TaskKind, ...]
    flaming: tuple[TaskKind, ...]
    wrong_post: tuple[TaskKind, ...]
    change_password_hours: int
    report_to_platform_hours: int
    announce_elsewhere_hours: int
    report_inside_hours: int
    correct_hours: int
    publish_days: int
    police_days: int

    def __post_init__(self) -> None:
        for name in ("takeover", "impersonation", "flaming", "wrong_post"):
            _require_steps(name, getattr(self, name))
        require_between(
            1,
            A_WEEK,
            change_password_hours=self.change_password_hours,
            report_to_platform_hours=self.report_to_platform_hours,
            announce_elsewhere_hours=self.announce_elsewhere_hours,
            report_inside_hours=self.report_inside_hours,
            correct_hours=self.correct_hours,
        )
        # A month, by when the public has heard of it from others.
        require_between(0, 20, publish_days=self.publish_days, police_days=self.police_days)


def _require_steps(name: str, steps: tuple[TaskKind, ...]) -> None:
    """Raises Unfit: none at all would pass over the incident, and some are of reviews only."""
    if not steps or len(set(steps)) < len(steps) or not STEPS.issuperset(steps):
        known = ", ".join(kind.value for kind in TaskKind if kind in STEPS)
        raise Unfit(
            Text(
                "{name} には、次の一つ以上をそれぞれ一度だけ書いてください：{known}",
                "{name} must name one or more of {known}, each once",
            ).fill(name=name, known=known)
        )


class IncidentResponse(AccountCheck[Parameters]):
    title = Text("不正アクセス等への対応", "Response to incidents")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        # The parameters are for who opens an incident: a task bears its own due day.
        duties = duties_of(account, facts, INCIDENTS)
        if not duties:
            return
        incidents = tuple({duty.review.id: duty.review for duty in duties}.values())
        finding = to_do(account, duties, facts, what=_named(incidents), remedy=REMEDY)
        broken_into = [review for review in incidents if password_may_be_known(review)]
        alike = sorted({login for review in broken_into for login in review.alike or ()})
        message = finding.message
        if alike:
            message += ALIKE.fill(logins=", ".join(alike))
        if any(review.alike is None for review in broken_into):
            message += ALIKE_NOT_KNOWN
        kinds = dict.fromkeys(review.kind.value.replace("-", "_") for review in incidents)
        yield replace(finding, message=message, related=tuple(alike), by=tuple(kinds))


def password_may_be_known(review: Review) -> bool:
    """Whether it matters who else has the account's password: after a storm of comments it does not."""
    return review.kind is ReviewKind.TAKEOVER or any(
        task.kind is TaskKind.CHANGE_PASSWORD for task in review.tasks
    )


def _named(incidents: Iterable[Review]) -> Text:
    return WHAT.fill(
        incidents=listed(
            INCIDENT.fill(kind=KINDS[review.kind], accounts=", ".join(review.accounts), day=review.effective)
            for review in incidents
        )
    )
