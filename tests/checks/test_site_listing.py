from checks._contract import EvidenceKind
from tests.checks.records import AsksForARecord


class TestSiteListing(AsksForARecord):
    check = "site-listing"
    kind = EvidenceKind.SITE_LISTING
