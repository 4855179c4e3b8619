import pytest

from checks._contract import EvidenceKind
from checks.profile_backlink import LeadsTo
from tests.checks.made import PACKS
from tests.checks.records import AsksForARecord


class TestProfileBacklink(AsksForARecord):
    check = "profile-backlink"
    kind = EvidenceKind.PROFILE_BACKLINK

    def test_where_the_guideline_wants_the_lists_own_address_the_finding_says_so(self):
        assert "市の公式サイト" in self.judge().message.ja
        finding = self.judge(leads_to=LeadsTo.LIST_PAGE)
        assert "アカウント一覧の掲載ページ" in finding.message.ja
        assert "the page that lists the accounts" in finding.message.en


@pytest.mark.parametrize(
    ("pack", "leads_to"),
    [("niimi", LeadsTo.SITE), ("oizumi", LeadsTo.LIST_PAGE), ("ureshino", LeadsTo.LIST_PAGE)],
)
def test_each_guideline_says_what_a_profile_leads_to_in_the_clause_that_the_pack_names(
    pack: str, leads_to: LeadsTo
) -> None:
    (rule,) = (
        rule for one in PACKS if one.id == pack for rule in one.rules if rule.check == "profile-backlink"
    )
    assert rule.parameters.leads_to is leads_to
    assert rule.clause in rule.sources["leads_to"].ja
