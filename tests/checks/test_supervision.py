from checks._contract import EvidenceKind
from tests.checks.records import AsksForARecord


class TestSupervision(AsksForARecord):
    check = "supervision"
    kind = EvidenceKind.SUPERVISION
