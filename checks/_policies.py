"""Rules on the inventory's table of policies: which of an account's fields say something."""

from __future__ import annotations

from collections.abc import Mapping

from checks._contract import Account, EvidenceKind, Facts, Finding, Status, Text, listed
from checks._evidence import not_on_record, on_record
from checks._wording import folded


def says_anything(account: Account, facts: Facts) -> bool:
    """Whether any field of the account's policy says something."""
    return bool(written(account, facts))


def lacking(
    account: Account, wanted: tuple[str, ...], facts: Facts, *, what: Text, kind: EvidenceKind
) -> Finding | None:
    """The finding on an account of whose ``what`` (a noun) some of the fields ``wanted`` say nothing; None: all do.

    Where none of them does, what there is may stand elsewhere; a record of ``kind`` says that it was set, not what it holds.
    """
    said = written(account, facts)
    missing = tuple(name for name in wanted if folded(name) not in said)
    if not missing:
        return None
    return (
        _incomplete(account, missing, what)
        if len(missing) < len(wanted)
        else _unseen(account, wanted, facts, what, kind)
    )


def _incomplete(account: Account, missing: tuple[str, ...], what: Text) -> Finding:
    return Finding(
        subject=account.account_id,
        status=Status.NONCONFORMING,
        message=Text(
            "{what}に記載のない項目があります（{fields}）。", "Fields of {what} are missing: {fields}."
        ).fill(what=what, fields=_named(missing)),
        remedy=Text(
            "足りない項目を定め、台帳の「運用ポリシー」の表に記入してください。",
            "Settle what is missing and enter it in the inventory's table of policies.",
        ),
        reason="fields-missing",
    )


def _unseen(
    account: Account, wanted: tuple[str, ...], facts: Facts, what: Text, kind: EvidenceKind
) -> Finding:
    stated = on_record(facts.evidence_for_account(kind, account.account_id), facts.day)
    if stated.holds:
        reason = "fields-unseen"
        message = Text(
            "{what}を定めた記録はありますが、その項目が台帳にありません。",
            "There is a record of {what}, but the inventory holds none of the fields.",
        ).fill(what=what)
    else:
        reason = "no-record" if stated.ended is None else "lapsed"
        message = not_on_record(what, stated.ended)
    return Finding(
        subject=account.account_id,
        status=Status.UNVERIFIED,
        message=message,
        remedy=Text(
            "内容を定め、台帳の「運用ポリシー」の表に項目（{fields}）ごとに記入してください。",
            "Settle it and enter it in the inventory's table of policies, field by field: {fields}.",
        ).fill(fields=_named(wanted)),
        reason=reason,
    )


def _named(fields: tuple[str, ...]) -> Text:
    return listed(Text(name, name) for name in fields)


def written(account: Account, facts: Facts) -> Mapping[str, str]:
    """The fields that say something, by their folded headings."""
    policy = facts.policies.get(account.account_id)
    if policy is None:
        return {}
    return {folded(name): value for name, value in policy.fields.items() if _says_something(value)}


NOT_YET = frozenset(
    (
        "未定",
        "未記入",
        "未入力",
        "未設定",
        "未作成",
        "未策定",
        "未決定",
        "無記入",
        "空欄",
        "検討中",
        "調整中",
        "作成中",
        "準備中",
    )
    + (
        "策定中",
        "確認中",
        "協議中",
        "要検討",
        "要確認",
        "要記入",
        "後日",
        "後日記入",
        "tbd",
        "tba",
        "tbc",
        "todo",
    )
)
"""What people write into a field that they have yet to fill in; signs around it, width and case aside. 「なし」 is none of
these: that there are no answers is an answer."""

_BLANK_LETTERS = "\u115f\u1160"
"""Unicode calls these letters, and nobody sees them: the Hangul fillers as :func:`folded` leaves them."""


def _says_something(value: str) -> bool:
    """Whether it holds a letter or digit that can be seen (a dash says that there is nothing), and not only a word for later."""
    letters = "".join(sign for sign in folded(value) if sign.isalnum() and sign not in _BLANK_LETTERS)
    return bool(letters) and letters not in NOT_YET
