import pytest

from checks._contract import EvidenceKind, Verified
from tests.checks.made import account, days, evidence, facts, only, told

BADGE = EvidenceKind.VERIFIED_BADGE


def judge(verified, *records, service="x", **parameters):
    known = facts(accounts=[account(service=service, verified=verified)], evidence=records)
    return only("verified-badge", known, **parameters)


@pytest.mark.parametrize(
    ("verified", "expected"),
    [
        (Verified.YES, "conforming"),
        (Verified.NO, "nonconforming/no-badge"),
        (Verified.UNAVAILABLE, "not applicable"),
        (None, "unverified/no-record"),
    ],
)
def test_the_inventory_tells(verified, expected):
    assert told(judge(verified)) == expected


def test_a_record_tells_where_the_inventory_does_not():
    assert told(judge(None, evidence(BADGE, account_id="koho-x"))) == "conforming"
    assert told(judge(None, evidence(BADGE, days(-9), until=days(0)))) == "conforming"
    assert told(judge(None, evidence(BADGE, days(-9), until=days(-1)))) == "unverified/lapsed"
    assert told(judge(None, evidence(BADGE, days(1)))) == "unverified/no-record"
    assert told(judge(None, evidence(BADGE, account_id="kanko-fb"))) == "unverified/no-record"


def test_a_record_against_the_inventory_passes_for_neither():
    assert told(judge(Verified.NO, evidence(BADGE))) == "unverified/contradiction"
    assert told(judge(Verified.NO, evidence(BADGE, days(-9), until=days(-1)))) == "nonconforming/no-badge"
    assert told(judge(Verified.YES, evidence(BADGE))) == "conforming"
    assert told(judge(Verified.UNAVAILABLE, evidence(BADGE))) == "not applicable"


@pytest.mark.parametrize("verified", [None, *Verified])
def test_where_the_pack_lists_services_the_rule_concerns_no_other(verified):
    assert told(judge(verified, service="facebook", services=("x",))) == "not applicable"
    for service in ("x", "Ｘ"):
        assert told(judge(verified, service=service, services=("x",))) == told(judge(verified))


@pytest.mark.parametrize("verified", [None, *Verified])
def test_a_service_that_nobody_filled_in_may_be_one_of_them(verified):
    assert told(judge(verified, service="", services=("x",))) == told(judge(verified))


def test_the_remedy_names_the_words_that_the_inventory_takes():
    assert "「有」" in judge(Verified.NO).remedy.ja
    assert "「対象外」" in judge(Verified.NO).remedy.ja
    assert "記録" in judge(Verified.NO, evidence(BADGE)).remedy.ja
