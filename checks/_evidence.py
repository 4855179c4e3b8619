"""Rules that a person answers for by a record: one kind of evidence about an account, in date on the day judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

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
from checks._ranges import TEN_YEARS, require_between
from checks._wording import kind_named


@dataclass(frozen=True, slots=True)
class Validity:
    """``valid_days``: how long a record holds that states no end itself; None: it holds until one is stated."""

    valid_days: int | None = None

    def __post_init__(self) -> None:
        require_between(1, TEN_YEARS, valid_days=self.valid_days)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Whether a record holds on the day judged; where none does, the last day of the one that held longest, None where
    there never was one."""

    holds: bool
    ended: date | None = None


def on_record(records: Iterable[Evidence], day: date, valid_days: int | None = None) -> OnRecord:
    """What ``records`` say on ``day``; one of a day to come says nothing yet."""
    made = [record for record in records if record.dated <= day]
    if any(record.in_date(day, valid_days) for record in made):
        return OnRecord(holds=True)
    ends = [record.last_day(valid_days) for record in made]
    return OnRecord(holds=False, ended=max((end for end in ends if end is not None), default=None))


def not_on_record(what: Text, ended: date | None) -> Text:
    """The sentence that there is no record of ``what`` (a noun), or that it ended on that day."""
    if ended is None:
        return Text("{what}の記録がありません。", "There is no record of {what}.").fill(what=what)
    return Text(
        "{what}の記録は{ended}までで、期限が切れています。", "The record of {what} ended on {ended}."
    ).fill(what=what, ended=ended)


class EvidenceCheck(AccountCheck[Validity]):
    """A check of this kind only says which ``kind`` of evidence, ``what`` it shows (a noun), and the ``remedy``, in
    which ``{kind}`` stands for the kind's word."""

    parameters = Validity
    kind: ClassVar[EvidenceKind]
    what: ClassVar[Text]
    remedy: ClassVar[Text]

    def what_for(self, parameters: Validity) -> Text:
        """``what``, for a check whose parameters say more closely what its records show."""
        return self.what

    def examine_one(self, account: Account, facts: Facts, parameters: Validity) -> Iterator[Outcome]:
        what = self.what_for(parameters)
        records = facts.evidence_for_account(self.kind, account.account_id)
        missed = facts.last_missed(self.kind, account.account_id)
        if missed is not None:  # what the machine saw stands above what was said before
            records = tuple(record for record in records if record.dated > missed)
        found = on_record(records, facts.day, parameters.valid_days)
        if not found.holds and missed is not None:
            yield Finding(
                subject=account.account_id,
                status=Status.NONCONFORMING,
                message=Text(
                    "{missed}に市の公開ページを確認したところ、{what}がありませんでした（根拠A）。",
                    "On {missed} the city's public pages were looked at, and {what} was not there (grade A).",
                ).fill(missed=missed, what=what),
                remedy=self.remedy.fill(kind=kind_named(self.kind)),
                reason="seen-missing",
            )
        elif not found.holds:
            yield Finding(
                subject=account.account_id,
                status=Status.UNVERIFIED,
                message=not_on_record(what, found.ended),
                remedy=self.remedy.fill(kind=kind_named(self.kind)),
                reason="no-record" if found.ended is None else "lapsed",
            )
