from checks._contract import EvidenceKind
from tests.checks.made import days, told
from tests.checks.records import AsksForARecord


class TestRecordsKept(AsksForARecord):
    check = "records-kept"
    kind = EvidenceKind.RECORDS_KEPT

    def test_a_statement_without_an_end_holds_for_400_days(self):
        assert told(self.judge(self.record(days(-400)))) == "conforming"
        assert told(self.judge(self.record(days(-401)))) == "unverified/lapsed"
