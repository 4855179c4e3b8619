"""An account on a service that the guideline does not choose

## What it checks

The account is on one of the `services` that the guideline allows in principle. On another one, the reason must be on record: an
approval (`use-approved`) about this very account, in date, with a document number or a note that leads to the reason, such as
that the risk there is no greater or is brought down to that. An approval for the whole city does not speak of the account.
Without such a record: nonconforming. A service that is not filled in: unverified.

## Why

Services differ in anonymity, comments and the ways to act against impostors. Where the guideline made a choice, another one is
to be thought through, and somebody is to know why.

## How to fix

Weigh the risk, have the use approved, and enter approval and reason among the inventory's evidence; or close the account.

## Example

Facebook is allowed. An account on X: nonconforming. With the approval and its document number on record: none.

# 利用できるサービス

## 確かめること

ガイドラインが原則とするサービス（`services`）のアカウントであることを確かめます。それ以外のサービスでは、そのアカウントについての
利用の承認（種別「利用承認」）が期限内にあり、理由をたどれる文書番号または備考が記入されていることが必要です（危険が同程度である、
または対策によって同程度にできるなど）。市全体についての承認は、個々のアカウントの理由とはみなしません。記録がなければ不適合、
サービスの記入がなければ要確認とします。

## 理由

匿名性、書き込みの仕組み、なりすましへの対応は、サービスによって違います。原則と異なるサービスを使うなら、危険を検討し、その
理由を誰かが説明できる必要があります。

## 直し方

危険を検討して利用の承認を受け、理由の分かる文書番号または備考とともに台帳の「記録」に記入してください。利用しないのであれば、
アカウントを閉鎖してください。

## 例

フェイスブックを原則とする場合、Xのアカウントは不適合です。承認と文書番号が記録されていれば指摘しません。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    listed,
)
from checks._evidence import OnRecord, on_record
from checks._ranges import require_words
from checks._services import is_one_of, service_named
from checks._wording import kind_named


@dataclass(frozen=True, slots=True)
class Parameters:
    """``services``: short names of the services that need no reason."""

    services: tuple[str, ...]

    def __post_init__(self) -> None:
        require_words(services=self.services)


class PlatformAllowed(AccountCheck[Parameters]):
    title = Text("利用できるサービス", "Service allowed")
    parameters = Parameters

    def examine_one(self, account: Account, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        if not account.service.strip():
            yield Finding(
                subject=account.account_id,
                status=Status.UNVERIFIED,
                message=Text("サービスが記入されていません。", "The service is not filled in."),
                remedy=Text(
                    "台帳の「サービス」の欄に記入してください。",
                    "Enter it in the inventory's table of accounts.",
                ),
                reason="service-unknown",
            )
        elif not is_one_of(account.service, parameters.services):
            reasoned = on_record(_reasons(account, facts), facts.day)
            if not reasoned.holds:
                yield _off_the_list(account, parameters.services, reasoned)


def _reasons(account: Account, facts: Facts) -> Iterator[Evidence]:
    """Approvals of this very account's use that lead to their reason."""
    for record in facts.evidence_about(EvidenceKind.USE_APPROVED, account.account_id, None):
        if record.document.strip() or record.note.strip():
            yield record


def _off_the_list(account: Account, services: tuple[str, ...], reasoned: OnRecord) -> Finding:
    message = Text(
        "サービス（{service}）は、原則とするもの（{allowed}）ではありません。",
        "The service, {service}, is none of those allowed in principle: {allowed}.",
    ).fill(
        service=service_named(account.service), allowed=listed(service_named(service) for service in services)
    )
    if reasoned.ended is None:
        message += Text("利用する理由の記録がありません。", "No reason for it is on record.")
    else:
        message += Text(
            "利用する理由の記録は{ended}までです。", "The reason on record held until {ended}."
        ).fill(ended=reasoned.ended)
    return Finding(
        subject=account.account_id,
        status=Status.NONCONFORMING,
        message=message,
        remedy=Text(
            "危険を検討して承認を受け、理由の分かる文書番号または備考とともに台帳の「記録」に種別{kind}で記入するか、アカウントを"
            "閉鎖してください。",
            "Weigh the risk and enter the approval among the evidence with a document or note that tells the reason ({kind}), "
            "or close the account.",
        ).fill(kind=kind_named(EvidenceKind.USE_APPROVED)),
        reason="no-reason" if reasoned.ended is None else "lapsed",
    )
