"""What every check of one kind of evidence must do; each such check's test names the kind and asks these."""

from __future__ import annotations

from datetime import date

from auditor.inventory.words import EVIDENCE_KIND
from checks._contract import Evidence, EvidenceKind, Outcome
from tests.checks.made import DAY, days, evidence, facts, only, told


class AsksForARecord:
    """``check`` and ``kind`` are given by the test."""

    check: str
    kind: EvidenceKind

    def judge(self, *records: Evidence, **parameters: object) -> Outcome:
        return only(self.check, facts(evidence=records), **parameters)

    def record(self, dated: date = DAY, **changed: object) -> Evidence:
        return evidence(self.kind, dated, **{"account_id": "koho-x", **changed})

    def test_no_record_is_unverified(self):
        assert told(self.judge()) == "unverified/no-record"

    def test_the_remedy_names_the_kind_by_the_word_that_the_inventory_takes(self):
        remedy = self.judge().remedy
        written = remedy.ja.partition("種別「")[2].partition("」")[0]
        assert EVIDENCE_KIND.find(written) is self.kind
        assert written in EVIDENCE_KIND.offered
        assert remedy.en.endswith(f" as {self.kind}.")

    def test_a_record_of_the_day_conforms(self):
        assert told(self.judge(self.record())) == "conforming"

    def test_a_record_for_the_whole_city_conforms(self):
        assert told(self.judge(self.record(account_id=None))) == "conforming"

    def test_a_record_about_account_and_login_speaks_of_the_account(self):
        assert told(self.judge(self.record(login_id="x-koho"))) == "conforming"

    def test_other_records_are_none(self):
        other = next(kind for kind in EvidenceKind if kind is not self.kind)
        for record in (
            self.record(account_id="kanko-fb"),
            self.record(account_id=None, login_id="x-koho"),
            evidence(other, account_id="koho-x"),
        ):
            assert told(self.judge(record)) == "unverified/no-record"

    def test_a_record_of_a_day_to_come_is_none_yet(self):
        assert told(self.judge(self.record(days(1)))) == "unverified/no-record"
        assert told(self.judge(self.record(date.max))) == "unverified/no-record"
        assert told(self.judge(self.record(days(1), until=days(9)))) == "unverified/no-record"

    def test_a_stated_end_is_the_last_day(self):
        assert told(self.judge(self.record(days(-9), until=days(0)))) == "conforming"
        assert told(self.judge(self.record(days(-9), until=days(-1)))) == "unverified/lapsed"

    def test_one_record_in_date_is_enough(self):
        lapsed = self.record(days(-9), until=days(-1))
        assert told(self.judge(lapsed, self.record(days(-2)), lapsed)) == "conforming"

    def test_of_lapsed_records_the_last_day_of_the_latest_is_told(self):
        finding = self.judge(
            self.record(days(-99), until=days(-20)), self.record(days(-50), until=date(2026, 11, 5))
        )
        assert "令和8年11月5日まで" in finding.message.ja
        assert "2026-11-05" in finding.message.en

    def test_where_the_pack_gives_a_time_it_counts_without_a_stated_end_only(self):
        assert told(self.judge(self.record(days(-30)), valid_days=30)) == "conforming"
        assert told(self.judge(self.record(days(-31)), valid_days=30)) == "unverified/lapsed"
        assert told(self.judge(self.record(days(-31), until=days(0)), valid_days=30)) == "conforming"
