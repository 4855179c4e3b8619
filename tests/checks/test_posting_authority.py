from checks._contract import EvidenceKind
from tests.checks.records import AsksForARecord


class TestPostingAuthority(AsksForARecord):
    check = "posting-authority"
    kind = EvidenceKind.POSTING_AUTHORITY
