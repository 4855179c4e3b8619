from checks._contract import EvidenceKind
from tests.checks.records import AsksForARecord


class TestProfileBacklink(AsksForARecord):
    check = "profile-backlink"
    kind = EvidenceKind.PROFILE_BACKLINK
