from checks._contract import EvidenceKind
from tests.checks.records import AsksForARecord


class TestProfileShowsPolicy(AsksForARecord):
    check = "profile-shows-policy"
    kind = EvidenceKind.PROFILE_SHOWS_POLICY
