import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.inventory.words import SERVICES
from checks._contract import EvidenceKind, Text
from checks._services import service_named
from tests.checks.made import account, days, evidence, facts, only, told

APPROVED = EvidenceKind.USE_APPROVED
LAST_MONTH = days(-30)


def judge(service, *records, **parameters):
    known = facts(accounts=[account(service=service)], evidence=records)
    return only("platform-allowed", known, **parameters)


def reason(dated=LAST_MONTH, **changed):
    return evidence(APPROVED, dated, **{"account_id": "koho-x", **changed})


@pytest.mark.parametrize("service", ["facebook", "Facebook", "ＦＡＣＥＢＯＯＫ", " facebook "])
def test_a_service_of_the_list_conforms(service):
    assert told(judge(service)) == "conforming"


@pytest.mark.parametrize("service", ["x", "facebook lite", "市民掲示板"])
def test_a_service_off_the_list_needs_a_reason_on_record(service):
    assert told(judge(service)) == "nonconforming/no-reason"
    assert told(judge(service, reason())) == "conforming"
    assert told(judge(service, services=("facebook", service))) == "conforming"


def test_a_note_tells_a_reason_too_and_an_empty_record_tells_none():
    assert told(judge("x", reason(document="", note="書き込みを閉じて運用"))) == "conforming"
    assert told(judge("x", reason(document="", note=""))) == "nonconforming/no-reason"
    assert told(judge("x", reason(document=" ", note="\n"))) == "nonconforming/no-reason"


def test_a_reason_is_about_this_very_account_and_in_date():
    for other in (
        reason(account_id=None),  # the whole city
        reason(account_id="kanko-fb"),
        reason(account_id=None, login_id="x-koho"),
        reason(dated=days(1)),
        evidence(EvidenceKind.OPERATING_RULES, account_id="koho-x"),
    ):
        assert told(judge("x", other)) == "nonconforming/no-reason"
    assert told(judge("x", reason(until=days(0)))) == "conforming"
    lapsed = judge("x", reason(until=days(-1)))
    assert told(lapsed) == "nonconforming/lapsed"
    assert "令和8年11月19日まで" in lapsed.message.ja
    assert "2026-11-19" in lapsed.message.en


@pytest.mark.parametrize("service", ["", "  "])
def test_a_service_that_nobody_filled_in_is_unverified(service):
    assert told(judge(service)) == "unverified/service-unknown"
    assert told(judge(service, reason())) == "unverified/service-unknown"


def test_the_finding_names_the_service_and_those_that_are_allowed():
    finding = judge("x", services=("facebook", "line"))
    assert (
        "サービス（X（旧ツイッター））は、原則とするもの（フェイスブック、LINE公式アカウント）では"
        in finding.message.ja
    )
    assert "The service, X, is none of those allowed in principle: Facebook, LINE." in finding.message.en
    assert "種別「利用承認」" in finding.remedy.ja


def test_every_service_that_the_inventory_knows_has_its_name_in_both_languages():
    for service in SERVICES:
        assert service_named(service) != Text(service, service)


@settings(deadline=None)
@given(st.lists(st.sampled_from(list(SERVICES)), min_size=1, unique=True), st.sampled_from(list(SERVICES)))
def test_without_a_record_exactly_the_listed_services_conform(services, service):
    conforms = told(judge(service, services=tuple(services))) == "conforming"
    assert conforms is (service in services)
