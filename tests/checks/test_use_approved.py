from checks._contract import EvidenceKind
from tests.checks.made import days, told
from tests.checks.records import AsksForARecord


class TestUseApproved(AsksForARecord):
    check = "use-approved"
    kind = EvidenceKind.USE_APPROVED

    def test_a_record_without_an_end_holds_on(self):
        assert told(self.judge(self.record(days(-5000)))) == "conforming"
