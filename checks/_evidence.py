"""Rules that a person answers for by a record: one kind of evidence about an account, in date on the day judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from checks._contract import Account, AccountCheck, EvidenceKind, Facts, Finding, Outcome, Status, Text
from checks._ranges import TEN_YEARS, require_between
from checks._wording import kind_named


@dataclass(frozen=True, slots=True)
class Validity:
    """``valid_days``: how long a record holds that states no end itself; None: it holds until one is stated."""

    valid_days: int | None = None

    def __post_init__(self) -> None:
        require_between(1, TEN_YEARS, valid_days=self.valid_days)


class EvidenceCheck(AccountCheck[Validity]):
    """A check of this kind only says which ``kind`` of evidence, ``what`` it shows (a noun), and the ``remedy``, in
    which ``{kind}`` stands for the kind's word."""

    parameters = Validity
    kind: ClassVar[EvidenceKind]
    what: ClassVar[Text]
    remedy: ClassVar[Text]

    def examine_one(self, account: Account, facts: Facts, parameters: Validity) -> Iterator[Outcome]:
        records = [
            record
            for record in facts.evidence_for_account(self.kind, account.account_id)
            if record.dated <= facts.day
        ]
        if any(record.in_date(facts.day, parameters.valid_days) for record in records):
            return
        ends = [record.last_day(parameters.valid_days) for record in records]
        yield self._unverified(account, max((end for end in ends if end is not None), default=None))

    def _unverified(self, account: Account, ended: date | None) -> Finding:
        """``ended``: the last day of the record that held longest, None where there never was one."""
        if ended is None:
            message = Text("{what}の記録がありません。", "There is no record of {what}.").fill(what=self.what)
        else:
            message = Text(
                "{what}の記録は{ended}までで、期限が切れています。", "The record of {what} ended on {ended}."
            ).fill(what=self.what, ended=ended)
        return Finding(
            subject=account.account_id,
            status=Status.UNVERIFIED,
            message=message,
            remedy=self.remedy.fill(kind=kind_named(self.kind)),
            reason="no-record" if ended is None else "lapsed",
        )
